package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// ClosedLeads lists the leads that ended so in a period, as they are shown on a
// line: by closing day, at most limit (0 is all). A deal of a merged lead shows
// the lead that survived it.
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
		FROM deal d INDEXED BY deal_closed_idx CROSS JOIN lead m ON m.id = d.lead_id
		CROSS JOIN lead l ON l.id = coalesce(m.merged_into, m.id)` + taskClient + `
		WHERE d.closed_on >= ? AND d.closed_on <= ? AND ` + which + ` AND ` + dealCounts + ` ORDER BY d.closed_on, d.outcome, d.id`
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

// closedInPeriod joins deals d that were closed between two days with the leads
// l that they count for.
const closedInPeriod = ` FROM deal d INDEXED BY deal_closed_idx CROSS JOIN lead m ON m.id = d.lead_id
	CROSS JOIN lead l ON l.id = coalesce(m.merged_into, m.id) WHERE d.closed_on >= ? AND d.closed_on <= ? AND ` + dealCounts

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
	if _, err = t.one(ctx, `SELECT count(*), coalesce(sum(source_id IS NULL), 0), coalesce(sum(source_id IS NOT NULL AND channel_id IS NULL), 0),
		coalesce(sum(follow_up_on IS NULL AND `+dealOwner+` IS NULL), 0)
		FROM lead l INDEXED BY lead_first_touch_idx WHERE first_touch_on >= ? AND first_touch_on <= ? AND merged_into IS NULL`, args,
		&q.Leads, &q.NoSource, &q.NoChannel, &q.OpenNoPlan); err != nil {
		return q, err
	}
	_, err = t.one(ctx, `SELECT count(*), coalesce(sum(d.outcome = 'won'), 0), coalesce(sum(d.outcome = 'won' AND d.base_minor IS NULL), 0),
		coalesce(sum(d.outcome = 'won' AND d.closed_on < l.first_touch_on), 0),
		coalesce(sum(d.outcome = 'lost'), 0), coalesce(sum(d.outcome = 'lost' AND d.reason = ''), 0),
		coalesce(sum(NOT EXISTS (SELECT 1 FROM activity a WHERE a.minutes IS NOT NULL AND (a.lead_id = l.id
			OR a.lead_id IN (SELECT k.id FROM lead k WHERE k.merged_into = l.id)))), 0)`+closedInPeriod, args,
		&q.Closed, &q.Won, &q.Unpriced, &q.Early, &q.Lost, &q.NoReason, &q.NoHours)
	return q, err
}

// SourceUses says of each source, by its own id, when and how it was used; 0
// stands for leads without a source.
func (t *Tx) SourceUses(ctx context.Context) (map[crm.SourceID]crm.Use, error) {
	uses := map[crm.SourceID]crm.Use{}
	facts, err := t.leadFacts(ctx, FactQuery{By: []crm.Dimension{crm.BySource}})
	if err != nil {
		return nil, err
	}
	for _, f := range facts {
		use := uses[f.Source]
		use.Leads += f.Leads
		use.Closed += f.Closed
		uses[f.Source] = use
	}
	// The kept sums know the last day of most leads; the rest are few.
	err = t.each(ctx, `SELECT source_id, max(day) FROM (
		SELECT source_id, max(day) AS day FROM tally WHERE leads > 0 AND day NOT IN (SELECT day FROM tally_dirty) GROUP BY source_id
		UNION ALL SELECT coalesce(source_id, 0), first_touch_on FROM lead WHERE id > (SELECT lead_id FROM tally_mark)
		UNION ALL SELECT coalesce(source_id, 0), first_touch_on FROM lead WHERE first_touch_on IN (SELECT day FROM tally_dirty)
		UNION ALL SELECT source_id, max(on_day) FROM activity WHERE source_id IS NOT NULL GROUP BY source_id) GROUP BY source_id`, nil,
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
