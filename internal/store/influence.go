package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"leads/internal/crm"
)

// Influenced counts, group by group, the leads that a campaign touched later
// though another one, or none, had brought them: a later touch up to the
// closing day, in the period, or in a cohort of a lead of the period. A lead
// counts once in a group; total counts it once in all.
func (t *Tx) Influenced(ctx context.Context, q FactQuery) (facts []crm.Fact, total int64, err error) {
	s, from, args, err := t.influence(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	group := []any{&total}
	if _, err := t.one(ctx, `SELECT count(DISTINCT l.id)`+from, args, group...); err != nil || total == 0 {
		return nil, 0, err
	}
	facts, err = t.run(ctx, 1, func() (string, []any, func(*sql.Rows, *crm.Fact) error) {
		return s.grouped("l", s.periodStart(), `count(DISTINCT l.id)`, from, args, nil, func(f *crm.Fact) []any { return []any{&f.Influenced} })
	})
	return facts, total, err
}

// InfluencedLeads gives the groups in which Influenced counts a lead.
func (t *Tx) InfluencedLeads(ctx context.Context, q FactQuery) (map[crm.LeadID][]crm.Group, error) {
	s, from, args, err := t.influence(ctx, q)
	if err != nil {
		return nil, err
	}
	groups := map[crm.LeadID][]crm.Group{}
	var f crm.Fact
	names, dest := s.columns("l", s.periodStart(), &f)
	var id crm.LeadID
	err = t.each(ctx, `SELECT DISTINCT `+strings.Join(append(names, "l.id"), ", ")+from, args, func(rows *sql.Rows) error {
		err := rows.Scan(append(dest, &id)...)
		groups[id] = append(groups[id], f.Group)
		return err
	})
	return groups, err
}

// influence writes what is counted: l is a lead as a later touch sees it, with
// the source, channel and campaign of the touch and its day.
func (t *Tx) influence(ctx context.Context, q FactQuery) (s summing, from string, args []any, err error) {
	if !q.Origin.own() {
		if err := t.origins(ctx, q.Origin, q.Cohort); err != nil {
			return s, "", nil, err
		}
	}
	q.Periods = false // they are taken apart by periodStart
	s = summing{q: q, levels: true}
	if _, err := t.one(ctx, `SELECT EXISTS (SELECT 1 FROM lead WHERE merged_into IS NOT NULL)`, nil, &s.merged); err != nil {
		return s, "", nil, err
	}
	// The touches come first, whatever the planner would guess: there are few of them.
	touches, owner := `activity a INDEXED BY activity_campaign_idx`, `a.lead_id`
	if s.merged {
		touches = `(SELECT coalesce(k.merged_into, k.id) AS lead_id, b.on_day, b.source_id, b.channel_id, b.campaign_id
			FROM activity b INDEXED BY activity_campaign_idx CROSS JOIN lead k ON k.id = b.lead_id WHERE b.lead_id IS NOT NULL AND b.source_id IS NOT NULL AND b.campaign_id IS NOT NULL
			UNION ALL SELECT k.merged_into, k.first_touch_on, k.source_id, k.channel_id, k.campaign_id FROM lead k INDEXED BY lead_merged_idx WHERE k.merged_into IS NOT NULL) a`
	}
	seen := `SELECT o.id, a.on_day, coalesce(u.merged_into, u.id) AS source_id, coalesce(h.merged_into, h.id) AS channel_id,
		coalesce(c.merged_into, c.id) AS campaign_id, o.client_id, o.referrer_id, o.stage, o.first_touch_on
		FROM ` + touches + ` CROSS JOIN ` + s.lead() + ` o ON o.id = ` + owner + ` JOIN campaign c ON c.id = a.campaign_id JOIN source u ON u.id = a.source_id
		LEFT JOIN channel h ON h.id = a.channel_id LEFT JOIN campaign f ON f.id = o.campaign_id
		WHERE a.lead_id IS NOT NULL AND a.source_id IS NOT NULL AND a.campaign_id IS NOT NULL
		AND coalesce(c.merged_into, c.id) IS NOT coalesce(f.merged_into, f.id)`
	deal := `l.id`
	if s.merged {
		deal = dealOwner
	}
	day := "l.on_day"
	if q.Cohort {
		day = "l.first_touch_on"
	}
	where, args := s.keep("l", day, `(d.closed_on IS NULL OR l.on_day <= d.closed_on)`)
	return s, ` FROM (` + seen + `) l LEFT JOIN deal d ON d.lead_id = ` + deal + where, args, nil
}

// periodStart is the first day that a touch shares with all others of its
// group: who is touched twice in a month counts once in it.
func (s summing) periodStart() string {
	if s.q.Cohort {
		return s.start("l.first_touch_on")
	}
	return s.start("l.on_day")
}

// start is the first day that shares all periods of the query with a day; ” is
// all of them where no time is asked for.
func (s summing) start(day string) string {
	starts := map[crm.Dimension]string{
		crm.ByWeek:    `date(` + day + `, '-6 days', 'weekday 1')`,
		crm.ByMonth:   `substr(` + day + `, 1, 7) || '-01'`,
		crm.ByQuarter: `substr(` + day + `, 1, 5) || printf('%02d', (CAST(substr(` + day + `, 6, 2) AS INTEGER) - 1) / 3 * 3 + 1) || '-01'`,
		crm.ByYear:    `substr(` + day + `, 1, 4) || '-01-01'`,
	}
	var list []string
	for _, d := range s.q.By {
		if d.IsTime() {
			list = append(list, starts[d])
		}
	}
	slices.Sort(list)
	if len(list) > 1 { // the latest start lies in all of them
		return `max(` + strings.Join(list, ", ") + `)`
	}
	return strings.Join(append(list, ""), "")
}
