package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// sumCycles adds up tally_won over sources and days.
const sumCycles = `SELECT days, sum(deals) AS deals FROM tally_won GROUP BY days`

// keepCycles keeps what tally_won holds, added up; after a fold.
const keepCycles = `UPDATE tally_mark SET won_cycles = (SELECT json_group_object(days, deals) FROM (` + sumCycles + `))`

// dirtyCycles is what the kept sum holds of the days that no longer hold: by
// the key of tally_won, for there are few sources and few such days.
const dirtyCycles = `SELECT y.days, sum(y.deals) FROM (SELECT DISTINCT day FROM tally_dirty WHERE day > '') q
	CROSS JOIN (SELECT 0 AS source_id, 0 AS channel_id UNION ALL SELECT id, 0 FROM source UNION ALL SELECT source_id, id FROM channel) k
	CROSS JOIN tally_won y ON y.source_id = k.source_id AND y.channel_id = k.channel_id AND y.day = q.day GROUP BY y.days`

// WonCycles counts all won deals by the days from first touch to winning. It
// reads the kept sum and corrects it by the rows that are not in it: it takes
// as long on a million leads as on a thousand.
func (t *Tx) WonCycles(ctx context.Context) (map[int64]int64, error) {
	s, err := t.keptSumming(ctx, FactQuery{})
	if err != nil {
		return nil, err
	}
	kept := false
	if _, err := t.one(ctx, `SELECT won_cycles <> '' FROM tally_mark`, nil, &kept); err != nil {
		return nil, err
	}
	cycles := map[int64]int64{}
	add := func(query string, sign int64) error {
		return t.each(ctx, query, nil, func(rows *sql.Rows) error {
			var days, deals int64
			err := rows.Scan(&days, &deals)
			cycles[days] += sign * deals
			return err
		})
	}
	first := sumCycles
	if kept {
		first = `SELECT CAST(j.key AS INTEGER), j.value FROM tally_mark, json_each(won_cycles) j`
	}
	if err := add(first, 1); err != nil {
		return nil, err
	}
	if s.anyDirty {
		if err := add(dirtyCycles, -1); err != nil {
			return nil, err
		}
	}
	facts, err := t.keptAnd(ctx, s, nil, func(s summing) []query { return []query{s.daysToWin} })
	if err != nil {
		return nil, err
	}
	for _, f := range facts {
		cycles[f.DaysToWin] += f.WonAfter
	}
	for days, deals := range cycles {
		if deals == 0 {
			delete(cycles, days)
		}
	}
	return cycles, nil
}

// Beginning is the day of the first record of any kind: first touch, activity
// or closing; "" in an empty file.
func (t *Tx) Beginning(ctx context.Context) (day crm.Date, err error) {
	_, err = t.one(ctx, `SELECT coalesce(min(day), '') FROM (SELECT min(first_touch_on) AS day FROM lead
		UNION ALL SELECT min(on_day) FROM activity UNION ALL SELECT min(closed_on) FROM deal)`, nil, &day)
	return day, err
}
