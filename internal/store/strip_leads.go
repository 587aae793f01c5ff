package store

import (
	"context"
	"database/sql"
	"slices"

	"leads/internal/crm"
)

// roll finds what is known of a lead by its id: of 16,384 of them at a time.
type roll[leaf any] struct {
	near []*leaf
	far  map[int64]*leaf // ids that a person chose far out
}

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

// leaf is what a report knows of the leads of one strip: the columns that it asked
// for as the strip has them, and apart the leads that are otherwise.
type leaf struct {
	strip   int // rows that each of its columns has
	rows    int // those, and odd leads behind them
	columns [mostColumns]stripColumn
	group   *[stripRows]int32 // where leads count, once that was asked for, see ledger.groupOf
	isOdd   *[stripRows / 64]uint64
	odd     map[int]*oddLead // by place
}

// oddLead is a lead of which its strip does not say everything.
type oddLead struct {
	own  bool     // whether row says all: the strip does not hold the lead as it is
	row  stripRow // else what fresh deals and work add
	home int64    // the lead it is merged into
	kin  bool     // whether it was merged, or others into it; then
	how  how      // this is how it ended, and
	more int64    // these are the states of the others
}

// oddAt gives what is odd about a lead; nil where nothing is.
func (l *leaf) oddAt(at int) *oddLead {
	if l.isOdd == nil || l.isOdd[at>>6]>>(at&63)&1 == 0 {
		return nil
	}
	return l.odd[at]
}

// oddity makes a lead odd.
func (l *leaf) oddity(at int) *oddLead {
	o := l.oddAt(at)
	if o == nil {
		if l.odd == nil {
			l.odd, l.isOdd = map[int]*oddLead{}, new([stripRows / 64]uint64)
		}
		o = &oddLead{}
		l.odd[at] = o
		l.isOdd[at>>6] |= 1 << (at & 63)
		l.rows = max(l.rows, at+1)
	}
	return o
}

// value is what one column says of a lead: 0 where there is none.
func (l *leaf) value(column, at int) (v int64) {
	if c := &l.columns[column]; at < c.rows {
		v = c.at(at)
	}
	if o := l.oddAt(at); o != nil {
		return o.over(column, v)
	}
	return v
}

// over is what is true of a lead of which its strip says a value.
func (o *oddLead) over(column int, v int64) int64 {
	switch {
	case o.own:
		return o.row[column]
	case column == leadMinutes, column == leadCost:
		return v + o.row[column]
	case column == leadState:
		return v | o.row[column]
	case (column == leadClosedOn || column == leadBase) && o.row[leadState]&stateOutcome != 0:
		return o.row[column]
	}
	return v
}

// add adds what deals or work say of a lead.
func (o *oddLead) add(r *stripRow) {
	r.addTo(func(column int) *int64 { return &o.row[column] })
}

// read unpacks what a column says of all leads of the leaf.
func (l *leaf) read(column int, into *[stripRows]int64) []int64 {
	c := &l.columns[column]
	c.read(into[:c.rows])
	clear(into[c.rows:])
	for at, o := range l.odd {
		into[at] = o.over(column, into[at])
	}
	return into[:l.rows]
}

// load reads columns of leads, those that have not been read.
func (t *Tx) load(ctx context.Context, l *ledger, columns ...int) error {
	for _, c := range columns {
		if l.loaded[c] {
			continue
		}
		l.loaded[c] = true
		if c >= leadState {
			if err := t.loadSums(ctx, l); err != nil {
				return err
			}
		} else if !l.q.Origin.own() {
			continue // they came all at once
		}
		if err := t.loadColumn(ctx, l, c); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) loadColumn(ctx context.Context, l *ledger, column int) error {
	err := t.eachStrip(ctx, column, func(first, id int64, data strip) error {
		return l.leads.leaf(first).open(id, slices.Clone(data), column)
	})
	l.leads.all(func(_ int64, leaf *leaf) {
		if err == nil && leaf.columns[column].rows != leaf.strip { // it is gone
			err = errStrip
		}
	})
	return err
}

// eachStrip hands out the strips of a column of leads, each with the first id that it
// may have; they are good until the next.
func (t *Tx) eachStrip(ctx context.Context, column int, each func(first, id int64, data strip) error) error {
	from := stripOf(0, column)
	return t.each(ctx, `SELECT id, data FROM strip WHERE id BETWEEN ? AND ? ORDER BY id`, []any{from, from | (1<<columnShift - 1)}, func(rows *sql.Rows) error {
		var id int64
		var data sql.RawBytes
		if err := rows.Scan(&id, &data); err != nil {
			return err
		}
		return each((id-from)<<stripBits, id, strip(data))
	})
}

// open finds the rows of a column: all columns have as many.
func (l *leaf) open(id int64, data strip, column int) error {
	n, err := data.open(id, l.columns[column:column+1])
	switch {
	case err != nil:
		return err
	case l.strip > 0 && n != l.strip:
		return errStrip
	}
	l.strip, l.rows = n, max(l.rows, n)
	return nil
}

// loadOdd reads the leads that strips do not hold as they are.
func (t *Tx) loadOdd(ctx context.Context, l *ledger) error {
	if _, err := t.one(ctx, `SELECT lead_id FROM tally_mark`, nil, &l.mark); err != nil {
		return err
	}
	changed, err := t.changedRows(ctx, leadRows, l.mark)
	if err != nil {
		return err
	}
	own := func(id int64, r *stripRow) {
		o := l.leads.leaf(id).oddity(int(id & (stripRows - 1)))
		o.own, o.row = true, *r
	}
	for _, id := range changed { // be they there or not
		own(id, &stripRow{})
	}
	put := func(id int64, r *stripRow) {
		own(id, r)
		l.fresh = append(l.fresh, id)
	}
	table := summing{q: l.q}.lead()
	if len(changed) > 0 {
		if err := t.eachRow(ctx, leadRows, table, leadRows.changedOnes(), []any{l.mark}, put); err != nil {
			return err
		}
	}
	if err := t.eachRow(ctx, leadRows, table, `x.id > ?`, []any{l.mark}, put); err != nil {
		return err
	}
	return t.each(ctx, `SELECT id, merged_into FROM lead INDEXED BY lead_merged_idx WHERE merged_into IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var id, home int64
		err := rows.Scan(&id, &home)
		l.leads.leaf(id).oddity(int(id & (stripRows - 1))).home = home
		l.merged = append(l.merged, id)
		return err
	})
}

// loadSums reads what deals and work say of leads that strips do not hold as they
// are, and what those above the marks add.
func (t *Tx) loadSums(ctx context.Context, l *ledger) error {
	if l.summed {
		return nil
	}
	l.summed = true
	add := func(id int64, r *stripRow) {
		l.leads.leaf(id).oddity(int(id & (stripRows - 1))).add(r)
	}
	for _, id := range l.fresh {
		if err := t.leadSums(ctx, id, id, add); err != nil {
			return err
		}
	}
	return t.freshSums(ctx, add)
}

// loadHomed reads leads that count for another touch than their own, all at once, into
// columns like those of strips.
func (t *Tx) loadHomed(ctx context.Context, l *ledger) (err error) {
	w, number := newWorkbench(), int64(-1)
	lay := func() error {
		leaf := l.leads.leaf(number << stripBits)
		for c := range leadState {
			if leaf.rows, err = w.packed(0, c).open(0, leaf.columns[c:c+1]); err != nil {
				return err
			}
		}
		return nil
	}
	err = t.eachRow(ctx, leadRows, "homed", "1 ORDER BY x.id", nil, func(id int64, r *stripRow) {
		if id>>stripBits != number && w.n > 0 && err == nil {
			err = lay()
			w.empty()
		}
		number = id >> stripBits
		w.put(id, r)
	})
	if err == nil && w.n > 0 {
		err = lay()
	}
	return err
}

// eachLead goes through the leads that came on some days, those that were merged left out.
func (t *Tx) eachLead(ctx context.Context, l *ledger, days crm.Period, each func(id int64, leaf *leaf, at int, day int32)) error {
	own := func(id int64, leaf *leaf, at int, day int32) {
		if o := leaf.oddAt(at); o == nil || o.home == 0 {
			each(id, leaf, at, day)
		}
	}
	in := daysOf(days)
	few, err := t.fewCame(ctx, l, days)
	switch {
	case err != nil:
		return err
	case few:
		return t.eachSome(ctx, touchRows, days, func(s *someRows) {
			for i, day := range s.columns[rowDay] {
				if day := int32(day); day != 0 && in.in(day) {
					id := s.columns[touchID][i]
					own(id, l.leads.leaf(id), int(id&(stripRows-1)), day)
				}
			}
		}, rowDay, touchID)
	}
	if err := t.load(ctx, l, rowDay); err != nil {
		return err
	}
	var room [stripRows]int64
	l.leads.all(func(first int64, leaf *leaf) {
		for at, day := range leaf.read(rowDay, &room) {
			if day := int32(day); day != 0 && in.in(day) {
				own(first+int64(at), leaf, at, day)
			}
		}
	})
	return nil
}

// fewCame reports whether it is quicker to read which leads came on some days than
// when all of them did. In a cohort of leads that count for others, those days are others.
func (t *Tx) fewCame(ctx context.Context, l *ledger, days crm.Period) (bool, error) {
	if days.Open() || !l.q.Origin.own() && l.q.Cohort {
		return false, nil
	}
	some, err := t.roomFor(ctx, touchRows, days)
	return int64(some) < l.mark/3, err
}

// standing finds out which leads are closed and on which time is booked; what merged
// leads have, their survivors have.
func (t *Tx) standing(ctx context.Context, l *ledger) error {
	if err := t.load(ctx, l, leadState); err != nil || l.shared {
		return err
	}
	l.shared = true
	for _, id := range l.merged {
		leaf, at := l.leads.at(id)
		if home, there := l.leads.at(leaf.oddAt(at).home); home != nil {
			home.oddity(there).more |= leaf.value(leadState, at)
		}
	}
	return nil
}

// stands is what standing found of a lead: see leadState.
func (l *leaf) stands(at int) int64 {
	state := l.value(leadState, at)
	if o := l.oddAt(at); o != nil {
		state |= o.more
	}
	return state
}
