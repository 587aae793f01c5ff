package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// Influenced counts, group by group, the leads that a campaign touched later
// though another one, or none, had brought them: a later touch up to the
// closing day, in the period, or in a cohort of a lead of the period. A lead
// counts once in a group; total counts it once in all.
func (t *Tx) Influenced(ctx context.Context, q FactQuery) (facts []crm.Fact, total int64, err error) {
	groups, err := t.InfluencedLeads(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	s := newSumming(t, q)
	for _, list := range groups {
		for _, g := range list {
			s.fact(factKey{Group: g}).Influenced++
		}
	}
	return s.facts, int64(len(groups)), nil
}

// InfluencedLeads gives the groups in which Influenced counts a lead.
func (t *Tx) InfluencedLeads(ctx context.Context, q FactQuery) (map[crm.LeadID][]crm.Group, error) {
	if !q.Origin.own() {
		if err := t.origins(ctx, q.Origin, q.Cohort); err != nil {
			return nil, err
		}
	}
	names, err := t.Survivors(ctx)
	if err != nil {
		return nil, err
	}
	q.Periods = true // who is touched twice in a month counts once in it
	day := `a.on_day`
	if q.Cohort {
		day = `l.first_touch_on`
	}
	var c conditions
	c.add(true, `(d.closed_on IS NULL OR a.on_day <= d.closed_on)`)
	q.within(&c, day)
	if err := t.keptLeads(ctx, &c, Keep{Clients: q.Keep.Clients, Labels: q.Keep.Labels}); err != nil { // its touches are judged one by one, below
		return nil, err
	}
	columns, g := q.grouping()
	groups, seen := map[crm.LeadID][]crm.Group{}, map[influence]bool{}
	var of influence
	var later crm.Touch
	dest := append(g.dest, &of.lead, &later.Source, &later.Channel, &later.Campaign, &of.group.Day)
	return groups, t.each(ctx, `SELECT `+columns+`, l.id, a.source_id, coalesce(a.channel_id, 0), a.campaign_id, `+q.day(day)+laterCampaigns+q.lead()+
		` l ON l.id = a.lead_id LEFT JOIN deal d ON d.lead_id = l.id`+q.tagJoin()+c.where(), c.args, func(rows *sql.Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if names.Campaign[later.Campaign] == names.Campaign[touchOf(g.touch).Campaign] || !names.Keeps(q.Keep, later) {
			return nil
		}
		later.Source, later.Campaign = names.Source[later.Source], names.Campaign[later.Campaign]
		g.touch = touchID(later) // it counts under this one
		of.group = g.of(of.group.Day)
		if !seen[of] {
			seen[of] = true
			groups[of.lead] = append(groups[of.lead], of.group)
		}
		return nil
	})
}

// influence is a lead in a group.
type influence struct {
	lead  crm.LeadID
	group crm.Group
}

// laterCampaigns are the later touches of leads by a campaign: those of activities, and the first touches of the leads
// that were merged into them. They come first, whatever the planner would guess: there are few.
const laterCampaigns = ` FROM (SELECT lead_id, on_day, source_id, channel_id, campaign_id FROM activity INDEXED BY activity_campaign_idx
		WHERE lead_id IS NOT NULL AND campaign_id IS NOT NULL AND source_id IS NOT NULL
	UNION ALL SELECT k.merged_into, k.first_touch_on, f.source_id, f.channel_id, f.campaign_id
		FROM lead k INDEXED BY lead_merged_idx JOIN touch f ON f.id = k.touch_id WHERE k.merged_into IS NOT NULL AND f.campaign_id IS NOT NULL AND f.source_id IS NOT NULL) a CROSS JOIN `
