package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// FirstOf says what has no other lead than this one, of its source, its channel, its
// campaign, and its campaign on its channel.
type FirstOf struct{ Source, Channel, Campaign, CampaignHere bool }

// FirstOf finds what of a touch no lead but one has.
func (t *Tx) FirstOf(ctx context.Context, touch crm.Touch, id crm.LeadID) (first FirstOf, err error) {
	for _, q := range []struct {
		where string
		asked bool
		to    *bool
	}{
		{`f.source_id = ?1`, touch.Source != 0, &first.Source},
		{`f.source_id = ?1 AND f.channel_id = ?2`, touch.Channel != 0, &first.Channel},
		{`f.campaign_id = ?3`, touch.Campaign != 0, &first.Campaign},
		{`f.campaign_id = ?3 AND f.channel_id = ?2`, touch.Campaign != 0 && touch.Channel != 0, &first.CampaignHere},
	} {
		if !q.asked {
			continue
		}
		var other int64
		found, err := t.one(ctx, `SELECT 1 FROM touch f JOIN lead l ON l.touch_id = f.id AND l.id <> ?4 WHERE ?1 + ?2 + ?3 >= 0 AND `+q.where+` LIMIT 1`,
			[]any{int64(touch.Source), int64(touch.Channel), int64(touch.Campaign), int64(id)}, &other)
		if err != nil {
			return first, err
		}
		*q.to = !found
	}
	return first, nil
}

// ChannelUses says of each channel, by its own id, when and how it was used.
func (t *Tx) ChannelUses(ctx context.Context) (map[crm.ChannelID]crm.ChannelUse, error) {
	uses := map[crm.ChannelID]crm.ChannelUse{}
	err := t.each(ctx, `SELECT channel_id, sum(n), max(day) FROM (
			SELECT f.channel_id AS channel_id, count(*) AS n, max(l.first_touch_on) AS day FROM lead l JOIN touch f ON f.id = l.touch_id
				WHERE f.channel_id IS NOT NULL AND l.merged_into IS NULL GROUP BY l.touch_id
			UNION ALL SELECT channel_id, 0, max(on_day) FROM activity WHERE source_id IS NOT NULL AND channel_id IS NOT NULL
				GROUP BY source_id, channel_id, campaign_id) GROUP BY channel_id`, nil, func(rows *sql.Rows) error {
		var id crm.ChannelID
		var use crm.ChannelUse
		err := rows.Scan(&id, &use.Leads, &use.LastOn)
		uses[id] = use
		return err
	})
	if err != nil {
		return nil, err
	}
	err = t.each(ctx, `SELECT f.channel_id, sum(a.direction = 'in'), sum(a.direction = 'out' OR a.direction = '' AND a.kind IN ('bid', 'proposal'))
		FROM touch f JOIN lead l ON l.touch_id = f.id AND l.merged_into IS NULL
		JOIN activity a ON a.id = (SELECT b.id FROM activity b WHERE b.lead_id = l.id ORDER BY b.on_day, b.id LIMIT 1)
		WHERE f.channel_id IS NOT NULL GROUP BY f.channel_id`, nil, func(rows *sql.Rows) error {
		var id crm.ChannelID
		var in, out int64
		err := rows.Scan(&id, &in, &out)
		use := uses[id]
		use.In, use.Out = in, out
		uses[id] = use
		return err
	})
	return uses, err
}

// CampaignUses lists the leads of every campaign, by its own id, by day and place.
func (t *Tx) CampaignUses(ctx context.Context) (list []crm.CampaignUse, err error) {
	err = t.each(ctx, `SELECT f.campaign_id, coalesce(f.source_id, 0), coalesce(f.channel_id, 0), l.first_touch_on, count(*)
		FROM touch f JOIN lead l ON l.touch_id = f.id AND l.merged_into IS NULL WHERE f.campaign_id IS NOT NULL
		GROUP BY f.campaign_id, f.source_id, f.channel_id, l.first_touch_on ORDER BY f.campaign_id, l.first_touch_on, f.id`, nil, func(rows *sql.Rows) error {
		var u crm.CampaignUse
		err := rows.Scan(&u.Campaign, &u.Source, &u.Channel, &u.On, &u.Leads)
		list = append(list, u)
		return err
	})
	return list, err
}
