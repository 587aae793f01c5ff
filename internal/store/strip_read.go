package store

import (
	"context"
	"database/sql"
	"slices"

	"leads/internal/crm"
)

// someRows are rows of one kind that lie side by side.
type someRows struct {
	n       int
	columns [mostColumns][]int64
	packed  []stripColumn // the columns of a strip, which are good only until the next
}

// eachSome goes through the rows of a kind that lie on some days, and through others:
// the strips, then, one by one, what strips do not hold. Columns that are not asked
// for are left as they are; a row that is not there has no day.
func (t *Tx) eachSome(ctx context.Context, k kind, days crm.Period, each func(*someRows), columns ...int) error {
	var mark int64
	if _, err := t.one(ctx, `SELECT `+rowsOf[k].mark+` FROM tally_mark`, nil, &mark); err != nil {
		return err
	}
	changed, err := t.changedRows(ctx, k, mark)
	if err != nil {
		return err
	}
	if err := t.eachStretch(ctx, k, changed, days, each, columns); err != nil {
		return err
	}
	one := &someRows{n: 1}
	alone := func(_ int64, r *stripRow) {
		for i := range one.columns {
			one.columns[i] = r[i : i+1]
		}
		each(one)
	}
	if len(changed) > 0 {
		if err := t.eachRow(ctx, k, rowsOf[k].table, k.changedOnes(), []any{mark}, alone); err != nil {
			return err
		}
	}
	return t.eachRow(ctx, k, rowsOf[k].table, `x.id > ?`, []any{mark}, alone)
}

// spanOf are the ids between which the strips of some days lie.
func (k kind) spanOf(days crm.Period) (from, to int64) {
	from, to = k.first(), (k+1).first()-1
	if days.From != "" {
		from = k.stretch(dayNumber(string(days.From)))
	}
	if days.To != "" {
		to = k.stretch(dayNumber(string(days.To))) | (1<<stretchShift - 1)
	}
	return from, to
}

// roomFor is how many rows the strips of some days have at most.
func (t *Tx) roomFor(ctx context.Context, k kind, days crm.Period) (rows int, err error) {
	from, to := k.spanOf(days)
	_, err = t.one(ctx, `SELECT min(count(*) * ?, (SELECT `+rowsOf[k].mark+` FROM tally_mark)) FROM strip WHERE id BETWEEN ? AND ?`, []any{stretchRows, from, to}, &rows)
	return rows, err
}

// read unpacks columns.
func (s *someRows) read(columns ...int) {
	for _, c := range columns {
		s.columns[c] = slices.Grow(s.columns[c][:0], stretchRows)[:s.n]
		s.packed[c].read(s.columns[c])
	}
}

// eachStretch goes through the strips of some days of rows that lie by day, less the
// rows that changed. Strips that hold a day share it with days that were not asked for.
func (t *Tx) eachStretch(ctx context.Context, k kind, changed []int64, days crm.Period, each func(*someRows), want []int) error {
	from, to := k.spanOf(days)
	stretches, err := map[int64]bool{}, error(nil)
	if len(changed) > 0 {
		if stretches, err = t.changedStretches(ctx, k); err != nil {
			return err
		}
	}
	some, first, last := &someRows{columns: t.room, packed: make([]stripColumn, stripColumns[k])}, dayNumber(string(days.From)), dayNumber(string(days.To))
	defer func() { t.room = some.columns }()
	return t.each(ctx, `SELECT id, data FROM strip WHERE id BETWEEN ? AND ? ORDER BY id`, []any{from, to}, func(rows *sql.Rows) error {
		var id int64
		var data sql.RawBytes
		err := rows.Scan(&id, &data)
		if err != nil {
			return err
		}
		if some.n, err = strip(data).open(id, some.packed); err != nil || some.n > stretchRows {
			return errStrip
		}
		if day := some.packed[rowDay]; day.most < first || last > 0 && day.least > last {
			return nil
		}
		some.read(want...)
		if slices.Contains(want, k.ids()) {
			fromSteps(some.packed[k.ids()].least, some.columns[k.ids()])
		}
		if stretches[id&^(1<<stretchShift-1)] {
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
