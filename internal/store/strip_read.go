package store

import (
	"context"
	"database/sql"
	"slices"

	"leads/internal/crm"
)

// someRows are rows of one kind that lie side by side: columns, and the id of the first.
type someRows struct {
	first   int64
	n       int
	columns [mostColumns][]int64
	packed  []stripColumn // the columns of a strip, which are good only until the next
}

// eachSome goes through all rows of a kind: the strips, then, one by one, what
// strips do not hold. Columns that are not asked for are left as they are. A
// strip whose days all lie outside a period is passed over, and so are rows of a
// strip that are not chosen by day and lead, where there is a choice: what is left
// of such a strip no longer has its ids.
func (t *Tx) eachSome(ctx context.Context, k kind, days crm.Period, chosen choice, each func(*someRows), columns ...int) error {
	var mark int64
	if _, err := t.one(ctx, `SELECT `+rowsOf[k].mark+` FROM tally_mark`, nil, &mark); err != nil {
		return err
	}
	changed, err := t.changedRows(ctx, k, mark)
	if err != nil {
		return err
	}
	if !slices.Contains(columns, rowDay) {
		columns = append(columns, rowDay)
	}
	if err := t.eachStrip(ctx, k, changed, days, chosen, each, columns); err != nil {
		return err
	}
	table := rowsOf[k].table
	if len(changed) > 0 {
		if err := t.eachRow(ctx, k, table, `x.id IN (SELECT id FROM tally_dirty WHERE kind = ? AND id BETWEEN 1 AND ?)`, []any{int64(k), mark}, alone(each)); err != nil {
			return err
		}
	}
	return t.eachRow(ctx, k, table, `x.id > ?`, []any{mark}, alone(each))
}

// alone hands on rows that come one by one.
func alone(each func(*someRows)) func(id int64, r *stripRow) {
	one := &someRows{n: 1}
	return func(id int64, r *stripRow) {
		one.first = id
		for i := range one.columns {
			one.columns[i] = r[i : i+1]
		}
		each(one)
	}
}

// eachStrip goes through the strips of a kind, less the rows that changed.
func (t *Tx) eachStrip(ctx context.Context, k kind, changed []int64, days crm.Period, chosen choice, each func(*someRows), want []int) error {
	some, closed := &someRows{}, make([]stripColumn, stripColumns[k])
	for _, c := range want {
		some.columns[c] = make([]int64, stripRows)
	}
	from, to := dayNumber(string(days.From)), dayNumber(string(days.To))
	return t.each(ctx, `SELECT id, data FROM strip WHERE id BETWEEN ? AND ? ORDER BY id`, []any{k.place(0), (k + 1).place(0) - 1}, func(rows *sql.Rows) error {
		var place int64
		var data sql.RawBytes
		if err := rows.Scan(&place, &data); err != nil {
			return err
		}
		n, err := strip(data).open(closed)
		if err != nil {
			return err
		}
		some.first, some.n = (place-k.place(0))<<stripBits, n
		from0 := 0
		for from0 < len(changed) && changed[from0] < some.first {
			from0++
		}
		changed = changed[from0:]
		if closed[rowDay].most < from || to > 0 && closed[rowDay].least > to {
			return nil
		}
		some.packed = closed
		some.columns[rowDay] = some.columns[rowDay][:n]
		closed[rowDay].read(some.columns[rowDay])
		for _, id := range changed {
			if id >= some.first+int64(n) {
				break
			}
			some.columns[rowDay][id-some.first] = 0
		}
		if chosen != nil {
			some.pick(chosen, want)
		} else {
			for _, c := range want {
				if c != rowDay {
					some.columns[c] = some.columns[c][:n]
					closed[c].read(some.columns[c])
				}
			}
		}
		each(some)
		return nil
	})
}

// choice says which rows matter, by their day and their lead.
type choice func(day, lead int64) bool

// pick leaves only the rows that are chosen, of which it reads the columns.
func (s *someRows) pick(chosen choice, want []int) {
	var leads [stripRows]int64
	var places [stripRows + 1]int32
	days := s.columns[rowDay]
	s.packed[rowOf].read(leads[:len(days)])
	n := 0
	for i, day := range days {
		if places[n] = int32(i); day != 0 && chosen(day, leads[i]) {
			n++
		}
	}
	for _, c := range want {
		column := s.columns[c][:n]
		for i, place := range places[:n] {
			switch c {
			case rowDay: // picked in place, from the front
				column[i] = days[place]
			case rowOf:
				column[i] = leads[place]
			default:
				column[i] = s.packed[c].at(int(place))
			}
		}
		s.columns[c] = column
	}
	s.n = n
}

// inside says which leads were first touched in some days, a merged one when its
// survivor was: a bit for each, 4,096 of them together.
type inside [][stripRows / 64]uint64

func (l *ledger) inside(days dayRange) inside {
	bits := make(inside, len(l.leads.near))
	for number, leaf := range l.leads.near {
		if leaf == nil {
			continue
		}
		for at, day := range leaf.day {
			if leaf.home != nil && leaf.home[at] != 0 {
				if home, there := l.leads.at(leaf.home[at]); home != nil {
					day = home.day[there]
				}
			}
			if day != 0 && days.in(day) {
				bits[number][at>>6] |= 1 << (at & 63)
			}
		}
	}
	return bits
}

// has reports whether a lead may be one of them: of ids far out nothing is known.
func (b inside) has(lead int64) bool {
	number, at := lead>>stripBits, lead&(stripRows-1)
	return number < 0 || number >= int64(len(b)) || b[number][at>>6]&(1<<(at&63)) != 0
}

// roll finds a lead by its id: 4,096 of them at a time.
type roll struct {
	near []*leaf
	far  map[int64]*leaf // ids that a person chose far out
}

// leaf is what a report knows of the leads of one strip.
type leaf struct {
	group [stripRows]int32       // where the lead counts, from 1 on; nowhere; 0 is not known yet, see ledger.groupOf
	day   [stripRows]int32       // of its first touch; 0 is no lead
	home  *[stripRows]int64      // the lead it is merged into, where there is any
	timed [stripRows / 64]uint64 // a bit for each on which time is booked, where that is asked for
	first int64                  // id of its first lead, and
	late  []stripColumn          // its columns, where groups are found out when they are asked for
}

const nowhere = -1 // a group

const nearest = 1 << 20 // leaves

// at gives the leaf of a lead and its place there; nil where there is none.
func (r *roll) at(id int64) (*leaf, int) {
	number, place := id>>stripBits, int(id&(stripRows-1))
	if number >= 0 && number < int64(len(r.near)) {
		return r.near[number], place
	}
	return r.far[number], place
}

// leaf gives the leaf of a lead, a new one where there is none.
func (r *roll) leaf(id int64) *leaf {
	if l, _ := r.at(id); l != nil {
		return l
	}
	l, number := &leaf{}, id>>stripBits
	if number < 0 || number >= nearest {
		if r.far == nil {
			r.far = map[int64]*leaf{}
		}
		r.far[number] = l
		return l
	}
	for int64(len(r.near)) <= number {
		r.near = append(r.near, nil)
	}
	r.near[number] = l
	return l
}

// all goes through the leaves in the order of ids, as far as they are near.
func (r *roll) all(each func(first int64, l *leaf)) {
	for number, l := range r.near {
		if l != nil {
			each(int64(number)<<stripBits, l)
		}
	}
	for number, l := range r.far {
		each(number<<stripBits, l)
	}
}
