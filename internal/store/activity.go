package store

import (
	"context"
	"database/sql"
	"strings"

	"leads/internal/crm"
)

// AddActivity logs an activity whose touch is resolved.
func (t *Tx) AddActivity(ctx context.Context, a crm.Activity) (crm.ActivityID, error) {
	minor, currency := unpack(a.Cost)
	base, _ := unpack(a.CostBase)
	var minutes any
	if a.Minutes != nil {
		minutes = *a.Minutes
	}
	touch, err := any(nil), error(nil)
	if a.Lead == 0 { // else it is the lead's
		if touch, err = t.touch(ctx, a.Touch); err != nil {
			return 0, err
		}
	}
	id, err := t.insert(ctx, intoActivity, nil,
		null(a.Lead), null(a.Lead), touch, null(a.Touch.Source), null(a.Touch.Channel), null(a.Touch.Campaign), a.Kind, string(a.On), string(a.Direction),
		minutes, minor, currency, base, a.Note, string(a.CreatedAt), null(a.MergedFrom))
	return crm.ActivityID(id), err
}

// CountActivity counts the activities equal to this one among those up to an
// id, of its lead: an import run twice must add nothing. Without a day it is equal to those of any day.
func (t *Tx) CountActivity(ctx context.Context, a crm.Activity, upTo crm.ActivityID) (n int64, err error) {
	if upTo == 0 {
		return 0, nil // the first import of all
	}
	minor, currency := unpack(a.Cost)
	var minutes any
	if a.Minutes != nil {
		minutes = *a.Minutes
	}
	day := "="
	if a.On == "" {
		day = ">"
	}
	// The sign before the id keeps SQLite off the index of days, which has the activities of every lead.
	equal := ` AND a.on_day ` + day + ` ?2 AND a.kind = ?3 AND ` + sameName("source", "?4") + `
		AND (a.channel_id IS ?5 OR a.channel_id IN (SELECT id FROM (` + strings.ReplaceAll(sameChannel, "?", "?5") + `))) AND ` + sameName("campaign", "?6") + `
		AND a.minutes IS ?7 AND a.cost_minor IS ?8 AND a.cost_currency = ?9 AND a.direction = ?10 AND a.note = ?11 AND +a.id <= ?12`
	_, err = t.one(ctx, `SELECT count(*) FROM activity a WHERE a.lead_id IS ?1`+equal,
		[]any{null(a.Lead), string(a.On), a.Kind, null(a.Touch.Source), null(a.Touch.Channel), null(a.Touch.Campaign),
			minutes, minor, currency, string(a.Direction), a.Note, int64(upTo)}, &n)
	return n, err
}

// sameName asks whether an activity names this source or campaign, or one that
// counts as the same since they were merged.
func sameName(table, id string) string {
	return `(a.` + table + `_id IS ` + id + ` OR a.` + table + `_id IN (SELECT x.id FROM ` + table + ` k JOIN ` + table + ` x
		ON coalesce(x.merged_into, x.id) = coalesce(k.merged_into, k.id) WHERE k.id = ` + id + `))`
}

// LastActivity is the highest id of an activity; 0 when there is none.
func (t *Tx) LastActivity(ctx context.Context) (id crm.ActivityID, err error) {
	_, err = t.one(ctx, `SELECT coalesce(max(id), 0) FROM activity`, nil, &id)
	return id, err
}

// ActivityFilter chooses activities; the zero filter keeps all.
type ActivityFilter struct {
	Lead         crm.LeadID
	MergedFrom   crm.LeadID     // those that came from this merged lead
	Sources      []crm.SourceID // what it was for or came through, else those of its lead
	Kind         string
	Alone        bool // on no lead
	Since, Until crm.Date
	Newest       bool // newest first, else oldest first
	Limit        int  // 0 is all
}

// Activities lists activities by day, then id.
func (t *Tx) Activities(ctx context.Context, f ActivityFilter) (found []crm.Activity, err error) {
	base, err := t.Base(ctx)
	if err != nil {
		return nil, err
	}
	var c conditions
	c.add(f.Lead != 0, `a.lead_id = ?`, int64(f.Lead))
	c.add(f.MergedFrom != 0, `a.merged_from = ?`, int64(f.MergedFrom))
	c.add(len(f.Sources) > 0, `coalesce(a.source_id, t.source_id) IN (SELECT id FROM source WHERE id IN (`+list(f.Sources)+`) OR merged_into IN (`+list(f.Sources)+`))`)
	c.add(f.Kind != "", `a.kind = ?`, f.Kind)
	c.add(f.Alone, `a.lead_id IS NULL`)
	c.add(f.Since != "", `a.on_day >= ?`, string(f.Since))
	c.add(f.Until != "", `a.on_day <= ?`, string(f.Until))
	query := `SELECT a.id, coalesce(a.lead_id, 0), coalesce(l.title, ''), coalesce(sr.name, s.name, ''), coalesce(hr.name, h.name, ''), coalesce(gr.name, g.name, ''),
		coalesce(a.source_id, 0), coalesce(a.channel_id, 0), coalesce(a.campaign_id, 0),
		a.kind, a.on_day, a.direction, a.minutes, a.cost_minor, a.cost_currency, a.cost_base, a.note, a.created_at, coalesce(a.merged_from, 0)
		FROM activity a JOIN touch t ON t.id = a.touch_id LEFT JOIN lead l ON l.id = a.lead_id
		LEFT JOIN source s ON s.id = a.source_id LEFT JOIN source sr ON sr.id = s.merged_into
		LEFT JOIN channel h ON h.id = a.channel_id LEFT JOIN channel hr ON hr.id = h.merged_into
		LEFT JOIN campaign g ON g.id = a.campaign_id LEFT JOIN campaign gr ON gr.id = g.merged_into`
	query += c.where()
	order, limit := " ORDER BY a.on_day, a.id", f.Limit
	if f.Newest {
		order = " ORDER BY a.on_day DESC, a.id DESC"
	}
	if limit == 0 {
		limit = -1
	}
	err = t.each(ctx, query+order+limitTo(limit), c.args, func(rows *sql.Rows) error {
		a, err := scanActivity(rows, base)
		found = append(found, a)
		return err
	})
	return found, err
}

// ActivitiesOf gives the activities of the leads from one number to another,
// each lead's by day, then id, without the names of what they touch.
func (t *Tx) ActivitiesOf(ctx context.Context, first, last crm.LeadID) (of map[crm.LeadID][]crm.Activity, err error) {
	base, err := t.Base(ctx)
	if err != nil {
		return nil, err
	}
	of = map[crm.LeadID][]crm.Activity{}
	err = t.each(ctx, `SELECT a.id, a.lead_id, '', '', '', '', coalesce(a.source_id, 0), coalesce(a.channel_id, 0), coalesce(a.campaign_id, 0),
		a.kind, a.on_day, a.direction, a.minutes, a.cost_minor, a.cost_currency, a.cost_base, a.note, a.created_at, coalesce(a.merged_from, 0)
		FROM activity a WHERE a.lead_id BETWEEN ? AND ? ORDER BY a.lead_id, a.on_day, a.id`, []any{int64(first), int64(last)}, func(rows *sql.Rows) error {
		a, err := scanActivity(rows, base)
		of[a.Lead] = append(of[a.Lead], a)
		return err
	})
	return of, err
}

func scanActivity(rows *sql.Rows, base crm.Currency) (a crm.Activity, err error) {
	var minutes, cost, inBase sql.NullInt64
	var currency crm.Currency
	err = rows.Scan(&a.ID, &a.Lead, &a.LeadTitle, &a.Via.Source, &a.Via.Channel, &a.Via.Campaign,
		&a.Touch.Source, &a.Touch.Channel, &a.Touch.Campaign,
		&a.Kind, &a.On, &a.Direction, &minutes, &cost, &currency, &inBase, &a.Note, &a.CreatedAt, &a.MergedFrom)
	if minutes.Valid {
		a.Minutes = &minutes.Int64
	}
	if cost.Valid {
		a.Cost = crm.Money{Minor: cost.Int64, Currency: currency}
		a.CostBase = crm.Money{Minor: inBase.Int64, Currency: base}
	}
	return a, err
}

// CloseDeal closes a lead. Closing twice is Refused by the schema.
func (t *Tx) CloseDeal(ctx context.Context, id crm.LeadID, d crm.Deal, at crm.Instant) error {
	minor, currency := unpack(d.Amount)
	base, _ := unpack(d.Base)
	rate := string(d.Rate)
	if currency == "" {
		rate = ""
	}
	ppm, fixed := feeColumns(d.Fee)
	_, err := t.insert(ctx, intoDeal, nil,
		int64(id), int64(id), int64(id), int64(id), string(d.Outcome), string(d.ClosedOn), minor, currency, rate, base, string(d.Reason), ppm, fixed, string(at), null(d.MergedFrom))
	return err
}

// ReopenDeal deletes a lead's closing.
func (t *Tx) ReopenDeal(ctx context.Context, id crm.LeadID) error {
	_, err := t.exec(ctx, `DELETE FROM deal WHERE lead_id = ?`, int64(id))
	return err
}
