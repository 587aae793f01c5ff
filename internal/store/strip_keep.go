package store

import (
	"bytes"
	"context"
	"database/sql"
	"slices"
)

// kindShift is where the kind stands in the id of a strip, columnShift where the
// column of leads does.
const (
	kindShift   = 56
	columnShift = 52
)

// first is the id before which no strip of a kind comes.
func (k kind) first() int64 { return int64(k) << kindShift }

// stripOf is the id of a column of the strip that holds a lead.
func stripOf(lead int64, column int) int64 {
	return leadRows.first() | int64(column)<<columnShift | lead>>stripBits
}

// workbench is one strip of leads taken apart, to be changed.
type workbench struct {
	columns [mostColumns][]int64
	kept    [mostColumns]strip // as the file has them
	n       int
}

func newWorkbench() *workbench {
	w := &workbench{}
	for i := range w.columns {
		w.columns[i] = make([]int64, stripRows)
	}
	return w
}

// empty takes all rows away.
func (w *workbench) empty() {
	for _, c := range w.columns {
		clear(c)
	}
	w.n = 0
}

// load takes a column of a strip apart.
func (w *workbench) load(id int64, s strip, column int) error {
	var closed [1]stripColumn
	n, err := s.open(id, closed[:])
	switch {
	case err != nil:
		return err
	case w.n > 0 && n != w.n: // of the columns before
		return errStrip
	}
	w.n = n
	closed[0].read(w.columns[column][:n])
	return nil
}

// put sets a lead; nil takes it away.
func (w *workbench) put(id int64, r *stripRow) {
	at := int(id & (stripRows - 1))
	for i, c := range w.columns {
		if c[at] = 0; r != nil {
			c[at] = r[i]
		}
	}
	w.n = max(w.n, at+1)
}

// add adds to what is kept of the deals and the work of a lead that is there.
func (w *workbench) add(id int64, r *stripRow) {
	at := int(id & (stripRows - 1))
	if at >= w.n || w.columns[rowDay][at] == 0 {
		return
	}
	r.addTo(func(column int) *int64 { return &w.columns[column][at] })
}

// addTo adds what a row says of the deals and the work of a lead to what is known of
// it: there is one deal a lead.
func (r *stripRow) addTo(known func(column int) *int64) {
	*known(leadState) |= r[leadState]
	*known(leadMinutes) += r[leadMinutes]
	*known(leadCost) += r[leadCost]
	if r[leadState]&stateOutcome != 0 {
		*known(leadClosedOn), *known(leadBase) = r[leadClosedOn], r[leadBase]
	}
}

// packed is a column as it is to be kept.
func (w *workbench) packed(id int64, column int) strip {
	return pack(id, [][]int64{w.columns[column]}, w.n)
}

// trim makes a strip of leads as short as its leads allow.
func (w *workbench) trim() {
	for w.n > 0 && w.columns[rowDay][w.n-1] == 0 {
		w.n--
	}
}

// keepStrips brings the strips, which hold the rows up to the marks, up to other
// ids, and reads the rows that changed anew. The file knows the other marks already.
func (t *Tx) keepStrips(ctx context.Context, marks, upTo [3]int64) error {
	changed, err := t.changedLeads(ctx, marks)
	if err != nil {
		return err
	}
	w := newWorkbench()
	for len(changed) > 0 { // strip by strip
		n := 1
		for n < len(changed) && changed[n]>>stripBits == changed[0]>>stripBits {
			n++
		}
		if err := t.mendStrip(ctx, w, changed[:n]); err != nil {
			return err
		}
		changed = changed[n:]
	}
	if err := t.extendStrips(ctx, w, marks[leadRows], upTo[leadRows]); err != nil {
		return err
	}
	for _, k := range dated {
		if err := t.keepStretches(ctx, k, marks[rowsOf[k].dirty], upTo[rowsOf[k].dirty]); err != nil {
			return err
		}
	}
	return nil
}

// changedRows lists, in order, the rows up to the mark that strips no longer hold as they are.
func (t *Tx) changedRows(ctx context.Context, k kind, mark int64) ([]int64, error) {
	return t.ids(ctx, `SELECT id FROM (`+rowsOf[k].changed+`) WHERE id BETWEEN 1 AND ?`, mark)
}

// changedLeads are those of the leads, and those that have deals or work above the marks.
func (t *Tx) changedLeads(ctx context.Context, marks [3]int64) ([]int64, error) {
	return t.ids(ctx, `SELECT id FROM tally_dirty WHERE kind = 0 AND id BETWEEN 1 AND ?1
		UNION ALL SELECT lead_id FROM deal WHERE id > ?2 AND lead_id BETWEEN 1 AND ?1
		UNION ALL SELECT lead_id FROM activity WHERE id > ?3 AND lead_id BETWEEN 1 AND ?1`, marks[leadRows], marks[dealRows], marks[activityRows])
}

// ids lists what a query finds in order, each once.
func (t *Tx) ids(ctx context.Context, query string, args ...any) (ids []int64, err error) {
	err = t.each(ctx, query, args, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	slices.Sort(ids)
	return slices.Compact(ids), err
}

// mendStrip reads some leads of one strip anew.
func (t *Tx) mendStrip(ctx context.Context, w *workbench, ids []int64) error {
	if err := t.loadStrip(ctx, w, ids[0]); err != nil {
		return err
	}
	for _, id := range ids {
		w.put(id, nil)
	}
	if first, last := ids[0], ids[len(ids)-1]; last-first > int64(16*len(ids)) { // here and there one
		for _, id := range ids {
			if err := t.readLeads(ctx, w, id, id); err != nil {
				return err
			}
		}
	} else if err := t.readLeads(ctx, w, first, last); err != nil {
		return err
	}
	return t.saveStrip(ctx, w, ids[0])
}

// readLeads puts some leads of one strip, with their sums, into the workbench.
func (t *Tx) readLeads(ctx context.Context, w *workbench, first, last int64) error {
	if err := t.eachRow(ctx, leadRows, "lead", `x.id BETWEEN ? AND ?`, []any{first, last}, w.put); err != nil {
		return err
	}
	return t.leadSums(ctx, first, last, w.add)
}

// extendStrips adds the leads after one id up to another.
func (t *Tx) extendStrips(ctx context.Context, w *workbench, after, upTo int64) error {
	for after < upTo {
		next := after + 1
		if found, err := t.one(ctx, `SELECT id FROM lead WHERE id > ? AND id <= ? ORDER BY id LIMIT 1`, []any{after, upTo}, &next); err != nil || !found {
			return err // ids may jump
		}
		end := min(next|(stripRows-1), upTo)
		if err := t.loadStrip(ctx, w, next); err != nil {
			return err
		}
		if err := t.readLeads(ctx, w, next, end); err != nil {
			return err
		}
		if err := t.saveStrip(ctx, w, next); err != nil {
			return err
		}
		after = end
	}
	return nil
}

// loadStrip takes the strip of a lead apart; one that is damaged is read anew.
func (t *Tx) loadStrip(ctx context.Context, w *workbench, id int64) error {
	w.empty()
	there, damaged := 0, false
	for column := range w.columns {
		var s strip
		own := stripOf(id, column)
		found, err := t.one(ctx, `SELECT data FROM strip WHERE id = ?`, []any{own}, (*[]byte)(&s))
		if err != nil {
			return err
		}
		if w.kept[column] = s; found {
			there++
			damaged = w.load(own, s, column) != nil || damaged
		}
	}
	if damaged || there > 0 && there < len(w.columns) {
		return t.readStrip(ctx, w, id)
	}
	return nil
}

// readStrip reads the strip of a lead from the rows themselves, up to the mark.
func (t *Tx) readStrip(ctx context.Context, w *workbench, id int64) error {
	w.empty()
	var mark int64
	if _, err := t.one(ctx, `SELECT lead_id FROM tally_mark`, nil, &mark); err != nil {
		return err
	}
	first := id &^ (stripRows - 1)
	return t.readLeads(ctx, w, max(first, 1), min(first|(stripRows-1), mark))
}

// saveStrip keeps those columns of the strip of a lead that have changed.
func (t *Tx) saveStrip(ctx context.Context, w *workbench, id int64) error {
	w.trim()
	for column := range w.columns {
		var s strip
		own := stripOf(id, column)
		if w.n > 0 {
			s = w.packed(own, column)
		}
		if bytes.Equal(s, w.kept[column]) {
			continue
		}
		if err := t.putStrip(ctx, own, s); err != nil {
			return err
		}
	}
	return nil
}

// putStrip writes a strip; one that is empty goes.
func (t *Tx) putStrip(ctx context.Context, id int64, s strip) (err error) {
	if len(s) > 0 {
		_, err = t.exec(ctx, `INSERT INTO strip VALUES (?, ?) ON CONFLICT DO UPDATE SET data = excluded.data`, id, []byte(s))
	} else {
		_, err = t.exec(ctx, `DELETE FROM strip WHERE id = ?`, id)
	}
	return err
}

// wrongStrips counts the strips of leads, and the months, that do not hold the rows
// up to the mark, those apart of which it is known.
func (t *Tx) wrongStrips(ctx context.Context) (wrong int, err error) {
	var marks [3]int64
	if _, err := t.one(ctx, `SELECT lead_id, deal_id, activity_id FROM tally_mark`, nil, &marks[leadRows], &marks[dealRows], &marks[activityRows]); err != nil {
		return 0, err
	}
	changed, err := t.changedRows(ctx, leadRows, marks[leadRows])
	if err != nil {
		return 0, err
	}
	firsts, err := t.ids(ctx, `SELECT (id & ?4) << ?2 FROM strip WHERE id BETWEEN ?1 AND ?3 UNION SELECT id >> ?2 << ?2 FROM lead WHERE id BETWEEN 1 AND ?5`,
		leadRows.first(), stripBits, (leadRows+1).first()-1, int64(1)<<columnShift-1, marks[leadRows])
	if err != nil {
		return 0, err
	}
	for _, first := range firsts {
		same, err := t.holds(ctx, first, changed)
		if err != nil {
			return 0, err
		}
		if !same {
			wrong++
		}
	}
	for _, k := range dated {
		stretches, err := t.wrongStretches(ctx, k, marks[rowsOf[k].dirty])
		if err != nil {
			return 0, err
		}
		wrong += stretches
	}
	return wrong, nil
}

// holds reports whether a strip holds its leads, but for those that changed.
func (t *Tx) holds(ctx context.Context, first int64, changed []int64) (bool, error) {
	kept, own := newWorkbench(), newWorkbench()
	if err := t.readStrip(ctx, own, first); err != nil {
		return false, err
	}
	own.forget(first, changed)
	for column := range kept.columns {
		var s strip
		id := stripOf(first, column)
		found, err := t.one(ctx, `SELECT data FROM strip WHERE id = ?`, []any{id}, (*[]byte)(&s))
		if err != nil {
			return false, err
		}
		if found && kept.load(id, s, column) != nil {
			return false, nil
		}
		if !found && own.n > 0 {
			return false, nil
		}
	}
	kept.forget(first, changed)
	for column := range kept.columns {
		if !bytes.Equal(kept.packed(0, column), own.packed(0, column)) {
			return false, nil
		}
	}
	return true, nil
}

// forget takes some leads away, as far as they are of the strip.
func (w *workbench) forget(first int64, leads []int64) {
	for _, id := range leads {
		if id&^(stripRows-1) == first {
			w.put(id, nil)
		}
	}
	w.trim()
}

// leadSums hands out, in parts to be added up, what deals and work up to the marks
// say of some leads.
func (t *Tx) leadSums(ctx context.Context, first, last int64, each func(id int64, r *stripRow)) error {
	return t.sumsWhere(ctx, `x.lead_id BETWEEN ? AND ? AND x.id <= (SELECT deal_id FROM tally_mark)`,
		`WHERE x.lead_id BETWEEN ? AND ? AND x.id <= (SELECT activity_id FROM tally_mark)`, []any{first, last}, each)
}

// freshSums is leadSums of the deals and the work above the marks.
func (t *Tx) freshSums(ctx context.Context, each func(id int64, r *stripRow)) error {
	return t.sumsWhere(ctx, `x.id > (SELECT deal_id FROM tally_mark)`,
		`NOT INDEXED WHERE x.lead_id IS NOT NULL AND x.id > (SELECT activity_id FROM tally_mark)`, nil, each)
}

func (t *Tx) sumsWhere(ctx context.Context, deals, work string, args []any, each func(id int64, r *stripRow)) error {
	err := t.eachRow(ctx, dealRows, "deal", deals, args, func(_ int64, d *stripRow) {
		r := stripRow{rowDay: 1, leadState: d[dealOutcome] | d[dealReason]<<reasonShift, leadClosedOn: d[rowDay], leadBase: d[dealPriced] * (d[dealBase] + 1)}
		each(d[rowOf], &r)
	})
	if err != nil {
		return err
	}
	var id int64
	r := stripRow{rowDay: 1}
	return t.each(ctx, `SELECT x.lead_id, max(x.minutes IS NOT NULL), coalesce(sum(x.minutes), 0), coalesce(sum(x.cost_base), 0) FROM activity x
		`+work+` GROUP BY x.lead_id`, args, func(rows *sql.Rows) error {
		err := rows.Scan(&id, &r[leadState], &r[leadMinutes], &r[leadCost])
		r[leadState] *= stateTimed
		each(id, &r)
		return err
	})
}
