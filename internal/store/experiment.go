package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"leads/internal/crm"
)

// SetExperiment plans a test of a campaign's variants, in place of an earlier plan.
func (t *Tx) SetExperiment(ctx context.Context, e crm.Experiment) error {
	variants, err := json.Marshal(e.Variants)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO campaign_plan (id, variants, sends, each_sends, rate_ppm, spread_ppm, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET variants = excluded.variants, sends = excluded.sends, each_sends = excluded.each_sends,
			rate_ppm = excluded.rate_ppm, spread_ppm = excluded.spread_ppm, created_at = excluded.created_at`,
		int64(e.Campaign), string(variants), e.Sends, e.Each, e.Rate, e.Spread, string(e.At))
	return err
}

// Experiments lists every planned test, by campaign.
func (t *Tx) Experiments(ctx context.Context) (list []crm.Experiment, err error) {
	err = t.each(ctx, `SELECT id, variants, sends, each_sends, rate_ppm, spread_ppm, created_at FROM campaign_plan ORDER BY id`, nil,
		func(rows *sql.Rows) error {
			var e crm.Experiment
			var variants string
			if err := rows.Scan(&e.Campaign, &variants, &e.Sends, &e.Each, &e.Rate, &e.Spread, &e.At); err != nil {
				return err
			}
			list = append(list, e)
			return json.Unmarshal([]byte(variants), &list[len(list)-1].Variants)
		})
	return list, err
}

// Variants lists those that a campaign is planned with, in their order, or else those
// that its leads got, by name.
func (t *Tx) Variants(ctx context.Context, campaign crm.CampaignID) (list []string, err error) {
	plans, err := t.Experiments(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range plans {
		if p.Campaign == campaign && len(p.Variants) > 0 {
			return p.Variants, nil
		}
	}
	err = t.each(ctx, `SELECT DISTINCT l.variant FROM touch f JOIN lead l ON l.touch_id = f.id
		WHERE f.campaign_id = ? AND l.variant <> '' ORDER BY l.variant`, []any{int64(campaign)}, func(rows *sql.Rows) error {
		list = append(list, "")
		return rows.Scan(&list[len(list)-1])
	})
	return list, err
}

// Sends lists the leads of every campaign, by id.
func (t *Tx) Sends(ctx context.Context) (list []crm.Send, err error) {
	err = t.each(ctx, `SELECT l.id, coalesce(c.merged_into, c.id), l.variant, l.first_touch_on FROM lead l JOIN touch f ON f.id = l.touch_id JOIN campaign c ON c.id = f.campaign_id
		WHERE l.merged_into IS NULL ORDER BY l.id`, nil, func(rows *sql.Rows) error {
		var s crm.Send
		err := rows.Scan(&s.Lead, &s.Campaign, &s.Variant, &s.On)
		list = append(list, s)
		return err
	})
	return list, err
}
