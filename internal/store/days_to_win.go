package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// WonCycles counts the won deals by the days from first touch to winning, without
// those of which an import filled in one of the two days.
func (t *Tx) WonCycles(ctx context.Context) (map[int64]int64, error) {
	cycles := map[int64]int64{}
	return cycles, t.each(ctx, `SELECT CAST(julianday(closed_on) - julianday(first_touch_on) AS INTEGER), count(*) FROM deal WHERE outcome = 'won' AND closing_day_known GROUP BY 1`, nil,
		func(rows *sql.Rows) error {
			var days, deals int64
			err := rows.Scan(&days, &deals)
			cycles[days] = deals
			return err
		})
}

// Beginning is the day of the first record of any kind: first touch, activity
// or closing; "" in an empty file.
func (t *Tx) Beginning(ctx context.Context) (day crm.Date, err error) {
	_, err = t.one(ctx, `SELECT coalesce(min(day), '') FROM (SELECT min(first_touch_on) AS day FROM lead
		UNION ALL SELECT min(on_day) FROM activity UNION ALL SELECT min(closed_on) FROM deal)`, nil, &day)
	return day, err
}

// CountDecided counts the leads that were won or lost.
func (t *Tx) CountDecided(ctx context.Context) (n int, err error) {
	_, err = t.one(ctx, `SELECT count(*) FROM deal WHERE outcome IN ('won', 'lost', 'no-response')`, nil, &n)
	return n, err
}
