package store

import (
	"bytes"
	"context"
	"database/sql"
	"slices"
)

// kindShift is where the kind stands in the id of a strip.
const kindShift = 56

// place is the id of the strip that holds a row.
func (k kind) place(id int64) int64 { return int64(k)<<kindShift | id>>stripBits }

// workbench is one strip taken apart, to be changed.
type workbench struct {
	columns [][]int64
	n       int
}

func newWorkbench(k kind) *workbench {
	w := &workbench{columns: make([][]int64, stripColumns[k])}
	for i := range w.columns {
		w.columns[i] = make([]int64, stripRows)
	}
	return w
}

// load takes a strip apart; an empty one has no rows.
func (w *workbench) load(s strip) (err error) {
	for _, c := range w.columns {
		clear(c)
	}
	if w.n = 0; len(s) == 0 {
		return nil
	}
	columns := make([]stripColumn, len(w.columns))
	if w.n, err = s.open(columns); err != nil {
		return err
	}
	for i, c := range columns {
		c.read(w.columns[i][:w.n])
	}
	return nil
}

// put sets a row; nil takes it away.
func (w *workbench) put(id int64, r *stripRow) {
	at := int(id & (stripRows - 1))
	for i, c := range w.columns {
		if c[at] = 0; r != nil {
			c[at] = r[i]
		}
	}
	w.n = max(w.n, at+1)
}

// packed is the strip as it is to be kept: as short as its rows allow.
func (w *workbench) packed() strip {
	for w.n > 0 && w.columns[rowDay][w.n-1] == 0 {
		w.n--
	}
	return pack(w.columns, w.n)
}

// keepStrips brings the strips, which hold the rows up to the marks, up to other
// ids, and reads the rows that changed anew.
func (t *Tx) keepStrips(ctx context.Context, marks, upTo [3]int64) error {
	for k := range kind(len(marks)) {
		changed, err := t.changedRows(ctx, k, marks[k])
		if err != nil {
			return err
		}
		w := newWorkbench(k)
		for len(changed) > 0 { // strip by strip
			n := 1
			for n < len(changed) && k.place(changed[n]) == k.place(changed[0]) {
				n++
			}
			if err := t.mendStrip(ctx, k, w, changed[:n]); err != nil {
				return err
			}
			changed = changed[n:]
		}
		if err := t.extendStrips(ctx, k, w, marks[k], upTo[k]); err != nil {
			return err
		}
	}
	return nil
}

// changedRows lists, in order, the rows up to the mark that strips no longer hold as they are.
func (t *Tx) changedRows(ctx context.Context, k kind, mark int64) (ids []int64, err error) {
	err = t.each(ctx, `SELECT id FROM tally_dirty WHERE kind = ? AND id BETWEEN 1 AND ?`, []any{int64(k), mark}, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	slices.Sort(ids)
	return slices.Compact(ids), err
}

// mendStrip reads some rows of one strip anew.
func (t *Tx) mendStrip(ctx context.Context, k kind, w *workbench, ids []int64) error {
	if err := t.loadStrip(ctx, k, w, ids[0]); err != nil {
		return err
	}
	for _, id := range ids {
		w.put(id, nil)
	}
	if first, last := ids[0], ids[len(ids)-1]; last-first > int64(16*len(ids)) { // here and there one
		for _, id := range ids {
			if err := t.eachRow(ctx, k, rowsOf[k].table, `x.id = ?`, []any{id}, w.put); err != nil {
				return err
			}
		}
	} else if err := t.eachRow(ctx, k, rowsOf[k].table, `x.id BETWEEN ? AND ?`, []any{first, last}, w.put); err != nil {
		return err
	}
	return t.saveStrip(ctx, k, w, ids[0])
}

// extendStrips adds the rows after one id up to another.
func (t *Tx) extendStrips(ctx context.Context, k kind, w *workbench, after, upTo int64) error {
	for after < upTo {
		next := after + 1
		if found, err := t.one(ctx, `SELECT id FROM `+rowsOf[k].table+` WHERE id > ? AND id <= ? ORDER BY id LIMIT 1`, []any{after, upTo}, &next); err != nil || !found {
			return err // ids may jump
		}
		end := min(next|(stripRows-1), upTo)
		if err := t.loadStrip(ctx, k, w, next); err != nil {
			return err
		}
		if err := t.eachRow(ctx, k, rowsOf[k].table, `x.id BETWEEN ? AND ?`, []any{next, end}, w.put); err != nil {
			return err
		}
		if err := t.saveStrip(ctx, k, w, next); err != nil {
			return err
		}
		after = end
	}
	return nil
}

func (t *Tx) loadStrip(ctx context.Context, k kind, w *workbench, id int64) error {
	var s strip
	if _, err := t.one(ctx, `SELECT data FROM strip WHERE id = ?`, []any{k.place(id)}, (*[]byte)(&s)); err != nil {
		return err
	}
	if w.load(s) == nil {
		return nil
	}
	return t.readStrip(ctx, k, w, id) // it was damaged
}

// readStrip reads the strip that holds a row from the rows themselves, up to the mark.
func (t *Tx) readStrip(ctx context.Context, k kind, w *workbench, id int64) error {
	if err := w.load(nil); err != nil {
		return err
	}
	first := id &^ (stripRows - 1)
	return t.eachRow(ctx, k, rowsOf[k].table, `x.id BETWEEN ? AND ? AND x.id <= (SELECT `+rowsOf[k].mark+` FROM tally_mark)`,
		[]any{max(first, 1), first | (stripRows - 1)}, w.put)
}

// wrongStrips counts the strips that do not hold the rows up to the mark, those
// apart of which it is known.
func (t *Tx) wrongStrips(ctx context.Context) (wrong int, err error) {
	for k := range kind(len(rowsOf)) {
		var mark int64
		if _, err := t.one(ctx, `SELECT `+rowsOf[k].mark+` FROM tally_mark`, nil, &mark); err != nil {
			return 0, err
		}
		changed, err := t.changedRows(ctx, k, mark)
		if err != nil {
			return 0, err
		}
		var firsts []int64
		err = t.each(ctx, `SELECT (id - ?1) << ?2 FROM strip WHERE id BETWEEN ?1 AND ?3 UNION SELECT id >> ?2 << ?2 FROM "`+rowsOf[k].table+`" WHERE id BETWEEN 1 AND ?4`,
			[]any{k.place(0), stripBits, (k + 1).place(0) - 1, mark}, func(rows *sql.Rows) error {
				var first int64
				err := rows.Scan(&first)
				firsts = append(firsts, first)
				return err
			})
		if err != nil {
			return 0, err
		}
		for _, first := range firsts {
			same, err := t.holds(ctx, k, first, changed)
			if err != nil {
				return 0, err
			}
			if !same {
				wrong++
			}
		}
	}
	return wrong, nil
}

// holds reports whether a strip holds its rows, but for those that changed.
func (t *Tx) holds(ctx context.Context, k kind, first int64, changed []int64) (bool, error) {
	var s strip
	if _, err := t.one(ctx, `SELECT data FROM strip WHERE id = ?`, []any{k.place(first)}, (*[]byte)(&s)); err != nil {
		return false, err
	}
	kept, own := newWorkbench(k), newWorkbench(k)
	if kept.load(s) != nil {
		return false, nil
	}
	if err := t.readStrip(ctx, k, own, first); err != nil {
		return false, err
	}
	for _, id := range changed {
		if id&^(stripRows-1) == first {
			kept.put(id, nil)
			own.put(id, nil)
		}
	}
	return bytes.Equal(kept.packed(), own.packed()), nil
}

func (t *Tx) saveStrip(ctx context.Context, k kind, w *workbench, id int64) (err error) {
	if s := w.packed(); w.n > 0 {
		_, err = t.exec(ctx, `INSERT INTO strip VALUES (?, ?) ON CONFLICT DO UPDATE SET data = excluded.data`, k.place(id), []byte(s))
	} else {
		_, err = t.exec(ctx, `DELETE FROM strip WHERE id = ?`, k.place(id))
	}
	return err
}
