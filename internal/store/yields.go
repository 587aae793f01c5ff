package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"leads/internal/crm"
)

// Yields hands out what each lead of the query came to, whenever it did: a
// cohort. A bootstrap draws leads, so no sum can stand for them. A merged lead
// counts as the one that survived it, with the work and the deal of both. The
// query's dimensions are not looked at.
func (t *Tx) Yields(ctx context.Context, q FactQuery, each func(crm.Yield)) error {
	if err := t.roomy(ctx); err != nil {
		return err
	}
	s := summing{q: q}
	if _, err := t.one(ctx, `SELECT EXISTS (SELECT 1 FROM lead WHERE merged_into IS NOT NULL)`, nil, &s.merged); err != nil {
		return err
	}
	deal, work := `d.lead_id = l.id`, `a.lead_id = l.id`
	if s.merged {
		deal = `d.lead_id = ` + dealOwner
		work = `a.lead_id = l.id OR a.lead_id IN (SELECT m.id FROM lead m WHERE m.merged_into = l.id)`
	}
	// What only a won lead has is one cell, empty for the others: the first day of
	// a lead that was not won would cost a look at its row, and cells cost time.
	won := `CAST(julianday(d.closed_on) - julianday(l.first_touch_on) AS INTEGER) || ' ' || coalesce(d.base_minor, '')`
	if q.Fees {
		won += ` || ' ' || coalesce(l.source_id, 0) || ' ' || d.closed_on`
	}
	where, args := s.keep("l", "l.first_touch_on", "l.merged_into IS NULL")
	return t.each(ctx, `SELECT d.outcome, CASE WHEN d.outcome = 'won' THEN `+won+` END,
		(SELECT coalesce(sum(a.minutes), 0) || ' ' || coalesce(sum(a.cost_base), 0) FROM activity a WHERE `+work+`)
		FROM lead l LEFT JOIN deal d ON `+deal+where, args, func(rows *sql.Rows) error {
		var outcome, ended, spent any
		if err := rows.Scan(&outcome, &ended, &spent); err != nil {
			return err
		}
		y := crm.Yield{Leads: 1, Outcome: crm.Outcome(word(outcome))}
		minutes, cost, _ := strings.Cut(word(spent), " ")
		var err error
		if y.Minutes, err = strconv.ParseInt(minutes, 10, 64); err != nil {
			return err
		}
		if y.Cost, err = strconv.ParseInt(cost, 10, 64); err != nil {
			return err
		}
		if ended != nil {
			err = readWon(&y, strings.Split(word(ended), " "))
		}
		each(y)
		return err
	})
}

// readWon reads how long a won lead took, what it brought, and by which
// source and day its fee goes, as Yields asks for them.
func readWon(y *crm.Yield, parts []string) (err error) {
	if y.Days, err = strconv.ParseInt(parts[0], 10, 64); err != nil {
		return err
	}
	if y.Unpriced = parts[1] == ""; y.Unpriced {
		return nil
	}
	if y.Revenue, err = strconv.ParseInt(parts[1], 10, 64); err != nil || len(parts) < 4 {
		return err
	}
	source, err := strconv.ParseInt(parts[2], 10, 64)
	y.FeeSource, y.FeeDay = crm.SourceID(source), crm.Date(parts[3])
	return err
}

// Prospecting sums the minutes and the cost of the query's period that were
// booked on its source, channel or campaign and on no lead.
func (t *Tx) Prospecting(ctx context.Context, q FactQuery) (minutes, cost int64, err error) {
	s := summing{q: q}
	s.q.By = nil
	facts, err := t.run(ctx, 1, s.prospecting)
	for _, f := range facts {
		minutes, cost = minutes+f.Minutes, cost+f.Cost
	}
	return minutes, cost, err
}

// Shared counts the leads that both queries take in.
func (t *Tx) Shared(ctx context.Context, a, b FactQuery) (n int64, err error) {
	if a.Source != 0 && b.Source != 0 && a.Source != b.Source && a.Touch.Channel == 0 && b.Touch.Channel == 0 {
		return 0, nil
	}
	where, args := summing{q: a}.keep("l", "l.first_touch_on", "l.merged_into IS NULL")
	also, more := summing{q: b}.keep("l", "l.first_touch_on", "1")
	_, err = t.one(ctx, `SELECT count(*) FROM lead l`+where+` AND `+also[len(" WHERE "):], append(args, more...), &n)
	return n, err
}
