package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// ClosedLeads lists the leads that ended so in a period, as they are shown on a
// line: by closing day, at most limit (0 is all).
func (t *Tx) ClosedLeads(ctx context.Context, p crm.Period, won bool, limit int) (list []crm.Lead, err error) {
	base, err := t.Base(ctx)
	if err != nil {
		return nil, err
	}
	which := `d.outcome <> 'won'`
	if won {
		which = `d.outcome = 'won'`
	}
	query := taskSelect + `, d.outcome, d.closed_on, d.amount_minor, d.currency, d.base_minor, d.reason
		FROM deal d INDEXED BY deal_closed_idx CROSS JOIN lead l ON l.id = d.lead_id` + taskClient + `
		WHERE d.closed_on >= ? AND d.closed_on <= ? AND ` + which + ` ORDER BY d.closed_on, d.outcome, d.id`
	if limit > 0 {
		query += limitTo(limit)
	}
	err = t.each(ctx, query, []any{string(p.From), string(p.To)}, func(rows *sql.Rows) error {
		var deal crm.Deal
		var amount, inBase sql.NullInt64
		var currency crm.Currency
		l, err := scanTask(rows, &deal.Outcome, &deal.ClosedOn, &amount, &currency, &inBase, &deal.Reason)
		if amount.Valid {
			deal.Amount = crm.Money{Minor: amount.Int64, Currency: currency}
			deal.Base = crm.Money{Minor: inBase.Int64, Currency: base}
		}
		l.Deal = deal
		list = append(list, l)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, t.NameTouches(ctx, list)
}

// closedInPeriod are the deals d that were closed between two days.
const closedInPeriod = ` FROM deal d INDEXED BY deal_closed_idx WHERE d.closed_on >= ? AND d.closed_on <= ?`

// LostReasons counts the leads lost in a period by reason; "" is none given.
func (t *Tx) LostReasons(ctx context.Context, p crm.Period) (counts map[crm.Reason]int64, err error) {
	counts = map[crm.Reason]int64{}
	err = t.each(ctx, `SELECT reason, count(*)`+closedInPeriod+` AND d.outcome = 'lost' GROUP BY reason`, []any{string(p.From), string(p.To)},
		func(rows *sql.Rows) error {
			var reason crm.Reason
			var n int64
			err := rows.Scan(&reason, &n)
			counts[reason] = n
			return err
		})
	return counts, err
}

// Quality counts what is missing from the leads that came and the deals that
// ended in a period.
func (t *Tx) Quality(ctx context.Context, p crm.Period) (q crm.Quality, err error) {
	args := []any{string(p.From), string(p.To)}
	if _, err = t.one(ctx, `SELECT count(*), coalesce(sum(f.source_id IS NULL), 0), coalesce(sum(f.source_id IS NOT NULL AND f.channel_id IS NULL), 0),
		coalesce(sum(l.follow_up_on IS NULL AND NOT EXISTS (SELECT 1 FROM deal d WHERE d.lead_id = l.id)), 0)
		FROM lead l INDEXED BY lead_first_touch_idx CROSS JOIN touch f ON f.id = l.touch_id WHERE first_touch_on >= ? AND first_touch_on <= ? AND merged_into IS NULL`, args,
		&q.Leads, &q.NoSource, &q.NoChannel, &q.OpenNoPlan); err != nil {
		return q, err
	}
	_, err = t.one(ctx, `SELECT count(*), coalesce(sum(d.outcome = 'won'), 0), coalesce(sum(d.outcome = 'won' AND d.base_minor IS NULL), 0),
		coalesce(sum(d.outcome = 'won' AND d.closed_on < d.first_touch_on), 0),
		coalesce(sum(d.outcome = 'lost'), 0), coalesce(sum(d.outcome = 'lost' AND d.reason = ''), 0),
		coalesce(sum(NOT EXISTS (SELECT 1 FROM activity a WHERE a.lead_id = d.lead_id AND a.minutes IS NOT NULL)), 0)`+closedInPeriod, args,
		&q.Closed, &q.Won, &q.Unpriced, &q.Early, &q.Lost, &q.NoReason, &q.NoHours)
	return q, err
}

// SourceUses says of each source, by its own id, when and how it was used; 0
// means leads without a source.
func (t *Tx) SourceUses(ctx context.Context) (map[crm.SourceID]crm.Use, error) {
	uses := map[crm.SourceID]crm.Use{}
	facts, err := t.Facts(ctx, FactQuery{By: []crm.Dimension{crm.BySource}, LeadsOnly: true})
	if err != nil {
		return nil, err
	}
	for _, f := range facts {
		use := uses[f.Source]
		use.Leads += f.Leads
		use.Closed += f.Closed
		uses[f.Source] = use
	}
	err = t.each(ctx, `SELECT source_id, max(day) FROM (
		SELECT coalesce(f.source_id, 0) AS source_id, max(l.first_touch_on) AS day FROM lead l JOIN touch f ON f.id = l.touch_id GROUP BY l.touch_id
		UNION ALL SELECT source_id, max(on_day) FROM activity WHERE source_id IS NOT NULL GROUP BY source_id, channel_id, campaign_id) GROUP BY source_id`, nil,
		func(rows *sql.Rows) error {
			var id crm.SourceID
			var day crm.Date
			err := rows.Scan(&id, &day)
			use := uses[id]
			use.LastOn = day
			uses[id] = use
			return err
		})
	return uses, err
}
