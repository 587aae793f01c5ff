package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// Weight finds the largest deal and the client with most revenue among the
// deals that a report counts.
func (t *Tx) Weight(ctx context.Context, q FactQuery) (w crm.Weight, err error) {
	var c conditions
	if q.Cohort {
		q.within(&c, `l.first_touch_on`)
	} else {
		q.within(&c, `d.closed_on`)
	}
	c.add(true, `d.outcome = 'won' AND d.base_minor > 0`)
	if err := t.keptLeads(ctx, &c, q.Keep); err != nil {
		return w, err
	}
	if !q.Origin.own() {
		if err := t.origins(ctx, q.Origin, q.Cohort); err != nil {
			return w, err
		}
	}
	of := map[int64]int64{}
	err = t.each(ctx, `SELECT d.lead_id, d.base_minor, coalesce(k.merged_into, k.id, 0) FROM deal d JOIN `+q.lead()+` l ON l.id = d.lead_id
		LEFT JOIN client k ON k.id = l.client_id`+c.where(), c.args, func(rows *sql.Rows) error {
		var lead crm.LeadID
		var base, client int64
		err := rows.Scan(&lead, &base, &client)
		if of[client] += base; base > w.Deal || base == w.Deal && lead < w.DealLead {
			w.Deal, w.DealLead = base, lead
		}
		return err
	})
	most := int64(0)
	for id, minor := range of {
		if id != 0 && (minor > w.OfClient || minor == w.OfClient && id < most) {
			most, w.OfClient = id, minor
		}
	}
	if err == nil && most != 0 {
		_, err = t.one(ctx, `SELECT name FROM client WHERE id = ?`, []any{most}, &w.Client)
	}
	return w, err
}

// countedLeads are the conditions on the leads l that count in a query by first touch.
func (t *Tx) countedLeads(ctx context.Context, q FactQuery) (c conditions, err error) {
	if !q.Origin.own() {
		if err := t.origins(ctx, q.Origin, q.Cohort); err != nil {
			return c, err
		}
	}
	c.add(true, `l.id NOT IN (SELECT id FROM lead WHERE merged_into IS NOT NULL)`)
	q.within(&c, `l.first_touch_on`)
	return c, t.keptLeads(ctx, &c, q.Keep)
}

// Untimed counts the leads by first touch on which no time is booked, and all of them.
func (t *Tx) Untimed(ctx context.Context, q FactQuery) (untimed, leads int64, err error) {
	c, err := t.countedLeads(ctx, q)
	if err != nil {
		return 0, 0, err
	}
	_, err = t.one(ctx, `SELECT count(*), coalesce(sum(NOT EXISTS (SELECT 1 FROM activity a WHERE a.lead_id = l.id AND a.minutes IS NOT NULL)), 0)
		FROM `+q.lead()+` l`+c.where(), c.args, &leads, &untimed)
	return untimed, leads, err
}

// LateCampaigns lists campaigns by which leads came after their end, by name.
func (t *Tx) LateCampaigns(ctx context.Context, q FactQuery) (list []crm.LateCampaign, err error) {
	c, err := t.countedLeads(ctx, q)
	if err != nil {
		return nil, err
	}
	c.add(true, `l.first_touch_on > g.end_on`)
	err = t.each(ctx, `SELECT g.name, g.end_on, count(*) FROM campaign g JOIN touch f ON f.campaign_id = g.id JOIN `+q.lead()+` l ON l.touch_id = f.id`+
		c.where()+` GROUP BY g.id ORDER BY g.name, g.id`, c.args, func(rows *sql.Rows) error {
		var late crm.LateCampaign
		err := rows.Scan(&late.Name, &late.End, &late.Leads)
		list = append(list, late)
		return err
	})
	return list, err
}
