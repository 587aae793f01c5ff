package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"hash/maphash"
	"maps"
	"math"
	"slices"
	"time"

	"leads/internal/crm"
)

// stretchShift is where the stretch stands in the id of a strip of rows that lie by day,
// a few thousand together: those of a stretch are found at once.
const (
	stretchShift = 22
	stretchRows  = 1 << 12
)

// A stretch is a quarter of a month: days 1 to 7, 8 to 14, 15 to 21, and the others.
const (
	stretchDays = 7
	inMonth     = 4
)

// stretch is the id before which no strip of the stretch of a day comes.
func (k kind) stretch(day int64) int64 {
	y, m, d := time.Unix((day-firstDay)*24*60*60, 0).UTC().Date()
	return k.first() | ((int64(y)*12+int64(m)-1)*inMonth+int64(min((d-1)/stretchDays, inMonth-1)))<<stretchShift
}

// shelfRows is how many rows are held in memory before they are kept: as many as
// fill some strips of each stretch.
const shelfRows = 1 << 17

// changedOnes is the condition of the rows of a kind that strips no longer hold as they are.
func (k kind) changedOnes() string {
	return `x.id IN (SELECT id FROM (` + rowsOf[k].changed + `) WHERE id BETWEEN 1 AND ?)`
}

// keepStretches brings the strips of rows that lie by day, which hold those up to an
// id, up to another, and reads the rows that changed anew.
func (t *Tx) keepStretches(ctx context.Context, k kind, after, upTo int64) error {
	changed, err := t.changedRows(ctx, k, after)
	if err != nil {
		return err
	}
	stretches := map[int64][]stripRow{}
	shelve := func(_ int64, r *stripRow) {
		stretch := k.stretch(r[rowDay])
		stretches[stretch] = append(stretches[stretch], *r)
	}
	if len(changed) > 0 {
		if err := t.dropFromStretches(ctx, k, after, changed); err != nil {
			return err
		}
		if err := t.eachRow(ctx, k, rowsOf[k].table, k.changedOnes(), []any{after}, shelve); err != nil {
			return err
		}
	}
	for {
		var end sql.NullInt64
		if _, err := t.one(ctx, `SELECT max(id) FROM (SELECT id FROM `+rowsOf[k].table+` WHERE id > ? AND id <= ? ORDER BY id LIMIT ?)`,
			[]any{after, upTo, shelfRows}, &end); err != nil {
			return err
		}
		if end.Valid {
			if err := t.eachRow(ctx, k, rowsOf[k].table, `x.id > ? AND x.id <= ?`, []any{after, end.Int64}, shelve); err != nil {
				return err
			}
		}
		for _, stretch := range slices.Sorted(maps.Keys(stretches)) {
			add := func() error { return t.addToStretch(ctx, k, stretch, stretches[stretch]) }
			if err := t.mending(ctx, k, stretch, after, changed, add); err != nil {
				return err
			}
		}
		if !end.Valid {
			return nil
		}
		clear(stretches)
		after, changed = end.Int64, nil // they are there again
	}
}

// dropFromStretches takes rows that changed out of the stretches of their days.
func (t *Tx) dropFromStretches(ctx context.Context, k kind, mark int64, changed []int64) error {
	stretches, err := t.changedStretches(ctx, k)
	if err != nil {
		return err
	}
	for stretch := range stretches {
		drop := func() error { return t.dropFromStretch(ctx, k, stretch, changed) }
		if err := t.mending(ctx, k, stretch, mark, changed, drop); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) dropFromStretch(ctx context.Context, k kind, stretch int64, changed []int64) error {
	strips, err := t.ids(ctx, `SELECT id FROM strip WHERE id BETWEEN ? AND ?`, stretch, stretch|(1<<stretchShift-1))
	if err != nil {
		return err
	}
	for _, id := range strips {
		rows, err := t.loadStretch(ctx, k, id)
		if err != nil {
			return err
		}
		before := len(rows)
		if rows = without(k, rows, changed); len(rows) == before {
			continue
		}
		if err := t.putStrip(ctx, id, packRows(id, k, rows)); err != nil {
			return err
		}
	}
	return nil
}

// mending changes a stretch; one that turns out to be damaged is read anew first, up to
// the mark, without some rows.
func (t *Tx) mending(ctx context.Context, k kind, stretch, mark int64, but []int64, change func() error) error {
	err := change()
	if errors.Is(err, errStrip) {
		if err = t.readStretch(ctx, k, stretch, mark, but); err == nil {
			err = change()
		}
	}
	return err
}

// readStretch reads a stretch that was damaged from the rows themselves, up to the
// mark, without some of them.
func (t *Tx) readStretch(ctx context.Context, k kind, stretch, mark int64, but []int64) error {
	if _, err := t.exec(ctx, `DELETE FROM strip WHERE id BETWEEN ? AND ?`, stretch, stretch|(1<<stretchShift-1)); err != nil {
		return err
	}
	var rows []stripRow
	number := (stretch - k.first()) >> stretchShift
	month := time.Date(int(number/inMonth/12), time.Month(number/inMonth%12+1), 1, 0, 0, 0, 0, time.UTC)
	first, last := month.AddDate(0, 0, int(number%inMonth)*stretchDays), month.AddDate(0, 1, -1)
	if number%inMonth < inMonth-1 {
		last = first.AddDate(0, 0, stretchDays-1)
	}
	err := t.eachRow(ctx, k, rowsOf[k].table, `x.`+rowsOf[k].day+` BETWEEN ? AND ? AND x.id BETWEEN 1 AND ?`,
		[]any{string(crm.DateOf(first)), string(crm.DateOf(last)), mark}, func(_ int64, r *stripRow) { rows = append(rows, *r) })
	if err != nil {
		return err
	}
	return t.addToStretch(ctx, k, stretch, without(k, rows, but))
}

// changedStretches are those in which rows lay or lie that changed.
func (t *Tx) changedStretches(ctx context.Context, k kind) (map[int64]bool, error) {
	stretches := map[int64]bool{}
	return stretches, t.each(ctx, `SELECT DISTINCT day FROM (`+rowsOf[k].changed+`) WHERE day > ''`, nil, func(rows *sql.Rows) error {
		var day sql.RawBytes
		err := rows.Scan(&day)
		stretches[k.stretch(dayNumber(string(day)))] = true
		return err
	})
}

// without are the rows less those of some ids.
func without(k kind, rows []stripRow, ids []int64) []stripRow {
	return slices.DeleteFunc(rows, func(r stripRow) bool {
		_, found := slices.BinarySearch(ids, r[k.ids()])
		return found
	})
}

// loadStretch gives the rows of a strip; one that is damaged fails.
func (t *Tx) loadStretch(ctx context.Context, k kind, id int64) ([]stripRow, error) {
	var s strip
	if _, err := t.one(ctx, `SELECT data FROM strip WHERE id = ?`, []any{id}, (*[]byte)(&s)); err != nil || len(s) == 0 {
		return nil, err
	}
	closed := make([]stripColumn, stripColumns[k])
	n, err := s.open(id, closed)
	if err != nil {
		return nil, err
	}
	rows, column := make([]stripRow, n), make([]int64, n)
	for c := range closed {
		if closed[c].read(column); c == k.ids() {
			fromSteps(closed[c].least, column)
		}
		for i, v := range column {
			rows[i][c] = v
		}
	}
	return rows, nil
}

// packRows is a strip of rows, in the order of their ids; without rows there is none.
func packRows(id int64, k kind, rows []stripRow) strip {
	if len(rows) == 0 {
		return nil
	}
	slices.SortFunc(rows, func(a, b stripRow) int { return cmp.Compare(a[k.ids()], b[k.ids()]) })
	columns := make([][]int64, stripColumns[k])
	for c := range columns {
		columns[c] = make([]int64, len(rows))
		for i := range rows {
			columns[c][i] = rows[i][c]
		}
	}
	toSteps(columns[k.ids()])
	return pack(id, columns, len(rows))
}

// toSteps makes ids that rise into what each is above the one before, plus the
// first of them, so that they are short.
func toSteps(ids []int64) {
	for i := len(ids) - 1; i > 0; i-- {
		ids[i] += ids[0] - ids[i-1]
	}
}

// fromSteps makes ids of it again.
func fromSteps(first int64, steps []int64) {
	at := first
	for i, step := range steps {
		at += step - first
		steps[i] = at
	}
}

// addToStretch fills the last strip of a stretch and begins others.
func (t *Tx) addToStretch(ctx context.Context, k kind, stretch int64, rows []stripRow) error {
	last := stretch
	if _, err := t.one(ctx, `SELECT coalesce(max(id), ?1) FROM strip WHERE id BETWEEN ?1 AND ?2`, []any{stretch, stretch | (1<<stretchShift - 1)}, &last); err != nil {
		return err
	}
	kept, err := t.loadStretch(ctx, k, last)
	if err != nil {
		return err
	}
	rows = append(kept, rows...)
	for ; len(rows) > 0; last++ {
		n := min(len(rows), stretchRows)
		if err := t.putStrip(ctx, last, packRows(last, k, rows[:n])); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// wrongStretches counts the stretches whose strips do not hold the rows up to the mark,
// those apart that changed. Rows lie in a stretch in any order: each is made a
// number, and those are added up.
func (t *Tx) wrongStretches(ctx context.Context, k kind, mark int64) (wrong int, err error) {
	changed, err := t.changedRows(ctx, k, mark)
	if err != nil {
		return 0, err
	}
	sums, seed := map[int64]uint64{}, maphash.MakeSeed()
	damaged := map[int64]bool{}
	add := func(stretch int64, r *stripRow, sign uint64) {
		if _, known := slices.BinarySearch(changed, r[k.ids()]); !known {
			sums[stretch] += sign * maphash.Comparable(seed, *r)
		}
	}
	if err := t.eachRow(ctx, k, rowsOf[k].table, `x.id BETWEEN 1 AND ?`, []any{mark}, func(_ int64, r *stripRow) { add(k.stretch(r[rowDay]), r, 1) }); err != nil {
		return 0, err
	}
	strips, err := t.ids(ctx, `SELECT id FROM strip WHERE id BETWEEN ? AND ?`, k.first(), (k+1).first()-1)
	if err != nil {
		return 0, err
	}
	for _, id := range strips {
		stretch := id &^ (1<<stretchShift - 1)
		rows, err := t.loadStretch(ctx, k, id)
		if err == errStrip {
			damaged[stretch] = true
			continue
		}
		if err != nil {
			return 0, err
		}
		for i := range rows {
			add(stretch, &rows[i], math.MaxUint64) // taken away
		}
	}
	for stretch, sum := range sums {
		if sum != 0 {
			damaged[stretch] = true
		}
	}
	return len(damaged), nil
}
