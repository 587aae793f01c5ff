package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"leads/internal/crm"
)

// Yields hands out what each lead of the query came to, whenever it did: a
// cohort. A bootstrap draws leads, so no sum can replace them. The query's dimensions are not looked at.
func (t *Tx) Yields(ctx context.Context, q FactQuery, each func(crm.Yield)) error {
	if err := t.roomy(ctx); err != nil {
		return err
	}
	// What only a won lead has is one cell, empty for the others: the first day of
	// a lead that was not won would cost a look at its row, and cells cost time.
	won := `CAST(julianday(d.closed_on) - julianday(l.first_touch_on) AS INTEGER) || ' ' || coalesce(d.base_minor, '')`
	if q.Fees {
		won += ` || ' ' || l.touch_id || ' ' || d.closed_on`
	}
	c, err := t.countedLeads(ctx, q)
	if err != nil {
		return err
	}
	fees, err := t.ownFees(ctx)
	if err != nil {
		return err
	}
	return t.each(ctx, `SELECT l.id, d.outcome, CASE WHEN d.outcome = 'won' THEN `+won+` END,
		(SELECT coalesce(sum(a.minutes), 0) || ' ' || coalesce(sum(a.cost_base), 0) FROM activity a WHERE a.lead_id = l.id)
		FROM lead l LEFT JOIN deal d ON d.lead_id = l.id`+c.where(), c.args, func(rows *sql.Rows) error {
		var lead crm.LeadID
		var outcome, ended, spent any
		if err := rows.Scan(&lead, &outcome, &ended, &spent); err != nil {
			return err
		}
		y := crm.Yield{Leads: 1, Outcome: crm.Outcome(word(outcome)), Own: fees[lead]}
		minutes, cost, _ := strings.Cut(word(spent), " ")
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
	touch, err := strconv.ParseInt(parts[2], 10, 64)
	y.FeeSource, y.FeeDay = touchOf(touch).Source, crm.Date(parts[3])
	return err
}

// Prospecting sums the minutes and the cost of the query's period that were
// booked on its source, channel or campaign and on no lead.
func (t *Tx) Prospecting(ctx context.Context, q FactQuery) (minutes, cost int64, err error) {
	q.By, q.Cohort = nil, false
	s := newSumming(t, q)
	err = s.prospecting(ctx)
	for _, f := range s.facts {
		minutes, cost = minutes+f.Minutes, cost+f.Cost
	}
	return minutes, cost, err
}

// Shared counts the leads that both queries take in.
func (t *Tx) Shared(ctx context.Context, a, b FactQuery) (n int64, err error) {
	c, err := t.countedLeads(ctx, a)
	if err != nil {
		return 0, err
	}
	b.within(&c, `l.first_touch_on`)
	if err := t.keptLeads(ctx, &c, b.Keep); err != nil {
		return 0, err
	}
	_, err = t.one(ctx, `SELECT count(*) FROM lead l`+c.where(), c.args, &n)
	return n, err
}
