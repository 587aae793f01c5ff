package store

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"strconv"

	"leads/internal/crm"
)

// someRows are rows of one kind that lie side by side: columns, and of leads the
// id of the first.
type someRows struct {
	first   int64
	n       int
	columns [mostColumns][]int64
	packed  []stripColumn // the columns of a strip, which are good only until the next
}

// eachSome goes through the rows of a kind that lie on some days, and through others:
// the strips, then, one by one, what strips do not hold. Columns that are not asked
// for are left as they are; a row that is not there has no day. What deals and
// work say of leads is left to eachLeadSum.
func (t *Tx) eachSome(ctx context.Context, k kind, days crm.Period, each func(*someRows), columns ...int) error {
	var mark int64
	if _, err := t.one(ctx, `SELECT `+rowsOf[k].mark+` FROM tally_mark`, nil, &mark); err != nil {
		return err
	}
	changed, err := t.changedRows(ctx, k, mark)
	if err != nil {
		return err
	}
	if k.byMonth() {
		if !slices.Contains(columns, rowDay) {
			columns = append(columns, rowDay)
		}
		err = t.eachMonth(ctx, k, changed, days, each, columns)
	} else {
		err = t.eachStrip(ctx, changed, each, columns)
	}
	if err != nil {
		return err
	}
	if len(changed) > 0 {
		if err := t.eachRow(ctx, k, rowsOf[k].table, changedOnes, []any{int64(rowsOf[k].dirty), mark}, alone(each)); err != nil {
			return err
		}
	}
	return t.eachRow(ctx, k, rowsOf[k].table, `x.id > ?`, []any{mark}, alone(each))
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

// eachStrip goes through the parts of the strips of leads that have some columns, less
// the leads that changed. It reads their days, and leaves other columns to be read;
// where days are not asked for, all leads that did not change seem to have one.
func (t *Tx) eachStrip(ctx context.Context, changed []int64, each func(*someRows), want []int) error {
	some := &someRows{packed: make([]stripColumn, mostColumns)}
	some.packed[rowDay] = stripColumn{least: 1, most: 1} // of the part that has days, if that is asked for
	var parts []int
	for part, columns := range leadParts {
		if slices.ContainsFunc(want, func(c int) bool { return slices.Contains(columns, c) }) {
			parts = append(parts, part)
		}
	}
	query, data, dest := `SELECT s.id`, make([]sql.RawBytes, len(parts)), make([]any, 1, 1+len(parts))
	from := ` FROM strip s`
	for i, part := range parts {
		dest = append(dest, &data[i])
		if i == 0 {
			query += `, s.data`
			continue
		}
		name := "s" + strconv.Itoa(i)
		query += `, ` + name + `.data`
		from += ` LEFT JOIN strip ` + name + ` ON ` + name + `.id = s.id + ` + strconv.FormatInt(int64(part-parts[0])<<partShift, 10)
	}
	first := leadRows.first() | int64(parts[0])<<partShift
	dest[0] = &some.first
	return t.each(ctx, query+from+` WHERE s.id BETWEEN ? AND ? ORDER BY s.id`, []any{first, first | (1<<partShift - 1)}, func(rows *sql.Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		id := some.first
		some.first = (id - first) << stripBits
		for i, part := range parts {
			if err := some.open(id+int64(part-parts[0])<<partShift, strip(data[i]), leadParts[part], i == 0); err != nil {
				return err
			}
		}
		some.read(rowDay)
		for len(changed) > 0 && changed[0] < some.first+int64(some.n) {
			if at := changed[0] - some.first; at >= 0 {
				some.columns[rowDay][at] = 0
			}
			changed = changed[1:]
		}
		each(some)
		return nil
	})
}

// spanOf are the ids between which the strips of some days lie.
func (k kind) spanOf(days crm.Period) (from, to int64) {
	from, to = k.first(), (k+1).first()-1
	if days.From != "" {
		from = k.month(dayNumber(string(days.From)))
	}
	if days.To != "" {
		to = k.month(dayNumber(string(days.To))) | (1<<monthShift - 1)
	}
	return from, to
}

// roomFor is how many rows the strips of some days have at most.
func (t *Tx) roomFor(ctx context.Context, k kind, days crm.Period) (rows int, err error) {
	from, to := k.spanOf(days)
	_, err = t.one(ctx, `SELECT count(*) FROM strip WHERE id BETWEEN ? AND ?`, []any{from, to}, &rows)
	return rows * stripRows, err
}

// open finds some columns of a strip: all parts have as many rows.
func (s *someRows) open(id int64, data strip, columns []int, first bool) error {
	closed := make([]stripColumn, len(columns))
	n, err := data.open(id, closed)
	if err != nil || !first && n != s.n {
		return errStrip
	}
	s.n = n
	for i, c := range columns {
		s.packed[c] = closed[i]
	}
	return nil
}

// read unpacks columns.
func (s *someRows) read(columns ...int) {
	for _, c := range columns {
		s.columns[c] = slices.Grow(s.columns[c][:0], stripRows)[:s.n]
		s.packed[c].read(s.columns[c])
	}
}

// at is one row of a column, be it unpacked or not.
func (s *someRows) at(column, i int) int64 {
	if s.packed != nil {
		return s.packed[column].at(i)
	}
	return s.columns[column][i]
}

// eachMonth goes through the strips of some days of rows that lie by month, less the
// rows that changed. Strips that hold a day share it with days that were not asked for.
func (t *Tx) eachMonth(ctx context.Context, k kind, changed []int64, days crm.Period, each func(*someRows), want []int) error {
	from, to := k.spanOf(days)
	months, err := map[int64]bool{}, error(nil)
	if len(changed) > 0 {
		if months, err = t.changedMonths(ctx, k); err != nil {
			return err
		}
	}
	some, first, last := &someRows{packed: make([]stripColumn, stripColumns[k])}, dayNumber(string(days.From)), dayNumber(string(days.To))
	return t.each(ctx, `SELECT id, data FROM strip WHERE id BETWEEN ? AND ? ORDER BY id`, []any{from, to}, func(rows *sql.Rows) error {
		var id int64
		var data sql.RawBytes
		err := rows.Scan(&id, &data)
		if err != nil {
			return err
		}
		if some.n, err = strip(data).open(id, some.packed); err != nil {
			return err
		}
		if day := some.packed[rowDay]; day.most < first || last > 0 && day.least > last {
			return nil
		}
		some.read(want...)
		if months[id&^(1<<monthShift-1)] {
			some.without(k, changed)
		}
		each(some)
		return nil
	})
}

// without leaves out the rows of some ids, which rise.
func (s *someRows) without(k kind, ids []int64) {
	s.read(k.ids())
	own := s.columns[k.ids()]
	fromSteps(s.packed[k.ids()].least, own)
	for at, id := range own {
		for len(ids) > 0 && ids[0] < id {
			ids = ids[1:]
		}
		if len(ids) > 0 && ids[0] == id {
			s.columns[rowDay][at] = 0
		}
	}
}

// eachLeadSum hands out what deals and work say of leads, in parts to be put together:
// how far a lead has come, time and cost, and its deal.
func (t *Tx) eachLeadSum(ctx context.Context, each func(*someRows), columns ...int) error {
	var mark int64
	if _, err := t.one(ctx, `SELECT lead_id FROM tally_mark`, nil, &mark); err != nil {
		return err
	}
	changed, err := t.changedRows(ctx, leadRows, mark)
	if err != nil {
		return err
	}
	if err := t.eachStrip(ctx, changed, each, columns); err != nil {
		return err
	}
	one := alone(each)
	for _, id := range changed {
		if err := t.leadSums(ctx, id, id, columns, one); err != nil {
			return err
		}
	}
	if err := t.leadSums(ctx, mark+1, math.MaxInt64, columns, one); err != nil {
		return err
	}
	return t.freshSums(ctx, columns, one)
}

// roll finds what is known of a lead by its id: of 4,096 of them at a time.
type roll[leaf any] struct {
	near []*leaf
	far  map[int64]*leaf // ids that a person chose far out
}

// leaf is what a report knows of the leads of one strip.
type leaf struct {
	group [stripRows]int32  // where the lead counts, from 1 on; nowhere; 0 is not known yet, see ledger.groupOf
	day   [stripRows]int32  // of its first touch; 0 is no lead
	home  *[stripRows]int64 // the lead it is merged into, where there is any
	stood stripColumn       // the states of its leads as their strip has them, and
	fresh *[stripRows]uint8 // what else is known of them, once that is asked for: see standing
	first int64             // id of its first lead, and
	late  []stripColumn     // its columns, where groups are found out when they are asked for, and
	how   *[stripRows]how   // how they ended, where groups go by that
	kin   *[stripRows]bool  // whether a lead was merged, or others into it
}

const nowhere = -1 // a group

const nearest = 1 << 20 // leaves

// at gives the leaf of a lead and its place there; nil where there is none.
func (r *roll[leaf]) at(id int64) (*leaf, int) {
	number, place := id>>stripBits, int(id&(stripRows-1))
	if number >= 0 && number < int64(len(r.near)) {
		return r.near[number], place
	}
	return r.far[number], place
}

// leaf gives the leaf of a lead, a new one where there is none.
func (r *roll[leaf]) leaf(id int64) *leaf {
	if l, _ := r.at(id); l != nil {
		return l
	}
	l, number := new(leaf), id>>stripBits
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
func (r *roll[leaf]) all(each func(first int64, l *leaf)) {
	for number, l := range r.near {
		if l != nil {
			each(int64(number)<<stripBits, l)
		}
	}
	for number, l := range r.far {
		each(number<<stripBits, l)
	}
}

// standing finds out which leads are closed and on which time is booked; what merged
// leads have, their survivors have.
func (t *Tx) standing(ctx context.Context, l *ledger) error {
	if l.stands {
		return nil
	}
	l.stands = true
	err := t.eachLeadSum(ctx, func(s *someRows) {
		leaf, begin := l.leads.at(s.first)
		switch {
		case leaf == nil:
		case s.packed == nil:
			leaf.add(begin, s.columns[leadState][0])
		case slices.Contains(s.columns[rowDay], 0): // some have changed
			s.read(leadState)
			for at, state := range s.columns[leadState] {
				if s.columns[rowDay][at] != 0 {
					leaf.add(at, state)
				}
			}
		default:
			leaf.stood = s.packed[leadState]
			leaf.stood.data = slices.Clone(leaf.stood.data)
		}
	}, leadState)
	for _, id := range l.merged {
		leaf, at := l.leads.at(id)
		if home, there := l.leads.at(leaf.home[at]); home != nil {
			home.add(there, leaf.state(at))
		}
	}
	return err
}

// add adds to the state of a lead.
func (l *leaf) add(at int, state int64) {
	if state != 0 {
		if l.fresh == nil {
			l.fresh = new([stripRows]uint8)
		}
		l.fresh[at] |= uint8(state)
	}
}

// state is what standing found of a lead: see leadState.
func (l *leaf) state(at int) (state int64) {
	if l.stood.holds(at) {
		state = l.stood.at(at)
	}
	if l.fresh != nil {
		state |= int64(l.fresh[at])
	}
	return state
}
