package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// Weight finds the largest deal and the client with most revenue among the
// deals that a report counts.
func (t *Tx) Weight(ctx context.Context, q FactQuery) (w crm.Weight, err error) {
	s := summing{q: q}
	if _, err := t.one(ctx, `SELECT EXISTS (SELECT 1 FROM lead WHERE merged_into IS NOT NULL)`, nil, &s.merged); err != nil {
		return w, err
	}
	join, conditions := s.home("d", 0, "")
	where, args := s.keep("l", s.closingDay(), append(conditions, "d.outcome = 'won'", "d.base_minor > 0")...)
	_, err = t.one(ctx, `WITH g AS MATERIALIZED (SELECT l.client_id AS client, sum(d.base_minor) AS revenue, max(d.base_minor) AS most, l.id AS lead
			FROM deal d`+join+where+` GROUP BY 1),
		h AS (SELECT coalesce(c.merged_into, c.id) AS client, sum(revenue) AS revenue FROM g JOIN client c ON c.id = g.client GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1)
		SELECT g.most, g.lead, coalesce((SELECT c.name FROM h JOIN client c ON c.id = h.client), ''), coalesce((SELECT revenue FROM h), 0)
		FROM g ORDER BY 1 DESC, 2 LIMIT 1`, args, &w.Deal, &w.DealLead, &w.Client, &w.OfClient)
	return w, err
}

// Untimed counts the leads by first touch on which no time is booked, and all of them.
func (t *Tx) Untimed(ctx context.Context, q FactQuery) (untimed, leads int64, err error) {
	where, args := summing{q: q}.keep("l", "l.first_touch_on", "l.merged_into IS NULL")
	var merged bool
	if _, err := t.one(ctx, `SELECT EXISTS (SELECT 1 FROM lead WHERE merged_into IS NOT NULL)`, nil, &merged); err != nil {
		return 0, 0, err
	}
	if len(args) == 0 && !merged { // the whole file: the index alone tells
		var timed int64
		_, err := t.one(ctx, `SELECT (SELECT count(*) FROM lead), (SELECT count(*) FROM
			(SELECT 1 FROM activity WHERE lead_id IS NOT NULL AND minutes IS NOT NULL GROUP BY lead_id))`, nil, &leads, &timed)
		return leads - timed, leads, err
	}
	own := `a.lead_id = l.id`
	if merged {
		own = `(a.lead_id = l.id OR a.lead_id IN (SELECT m.id FROM lead m WHERE m.merged_into = l.id))`
	}
	_, err = t.one(ctx, `SELECT count(*), coalesce(sum(NOT EXISTS (SELECT 1 FROM activity a WHERE `+own+` AND a.minutes IS NOT NULL)), 0)
		FROM lead l`+where, args, &leads, &untimed)
	return untimed, leads, err
}

// LateCampaigns lists campaigns by which leads came after their end, by name.
func (t *Tx) LateCampaigns(ctx context.Context, q FactQuery) (list []crm.LateCampaign, err error) {
	where, args := summing{q: q}.keep("l", "l.first_touch_on", "l.merged_into IS NULL", "l.first_touch_on > c.end_on")
	err = t.each(ctx, `SELECT c.name, c.end_on, count(*) FROM campaign c JOIN lead l ON l.campaign_id = c.id`+where+` GROUP BY c.id ORDER BY c.name`, args,
		func(rows *sql.Rows) error {
			var c crm.LateCampaign
			err := rows.Scan(&c.Name, &c.End, &c.Leads)
			list = append(list, c)
			return err
		})
	return list, err
}
