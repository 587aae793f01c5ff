package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"leads/internal/crm"
)

// AddLead adds a lead whose touch and client are resolved, and the blocking keys
// under which a duplicate finds it.
func (t *Tx) AddLead(ctx context.Context, l crm.Lead, keys []uint64) (crm.LeadID, error) {
	tags, fields, err := packOwn(l)
	if err != nil {
		return 0, err
	}
	touch, err := t.touch(ctx, l.Touch)
	if err != nil {
		return 0, err
	}
	minor, currency := unpack(l.Value)
	stage := cmp.Or(l.Stage, crm.New)
	id, err := t.insert(ctx, intoLead,
		null(l.ID), l.Title, null(l.ClientID), l.Contact, l.Email, l.Phone, l.URL, l.ExternalID,
		touch, string(l.FirstTouchOn), string(stage), minor, currency,
		null(l.ReferrerID), null(l.FollowUpOn), tags, fields, l.Note, l.Variant, string(l.CreatedAt), string(l.UpdatedAt))
	if err != nil {
		return 0, err
	}
	t.addBlockingKeys(id, keys)
	if stage != crm.New {
		_, err = t.insert(ctx, intoStage, nil, id, string(stage), string(l.FirstTouchOn), nil)
	}
	return crm.LeadID(id), err
}

// packOwn writes tags and own fields as JSON.
func packOwn(l crm.Lead) (tags, fields string, err error) {
	tags, fields = "[]", "{}"
	if len(l.Tags) > 0 {
		b, err := json.Marshal(l.Tags)
		if err != nil {
			return "", "", err
		}
		tags = string(b)
	}
	if len(l.Fields) > 0 {
		b, err := json.Marshal(l.Fields) // keys sorted
		if err != nil {
			return "", "", err
		}
		fields = string(b)
	}
	return tags, fields, nil
}

// unpack gives money as its two columns.
func unpack(m crm.Money) (minor any, currency string) {
	if !m.Known() {
		return nil, ""
	}
	return m.Minor, string(m.Currency)
}

// leadSelect goes with scanLead. Names are those that reports count under: of
// a merged source, the one that took it over.
const leadSelect = `SELECT l.id, l.title, coalesce(cr.name, c.name, ''), l.contact, l.email, l.phone, l.url, l.external_id,
	coalesce(sr.name, s.name, ''), coalesce(hr.name, h.name, ''), coalesce(gr.name, g.name, ''), l.first_touch_on, l.stage,
	l.value_minor, l.value_currency, coalesce(rr.name, r.name, ''), coalesce(l.follow_up_on, ''), l.tags, l.fields, l.note, l.variant,
	l.touch_id, coalesce(l.client_id, 0), coalesce(l.referrer_id, 0),
	coalesce(l.merged_into, 0), l.created_at, l.updated_at,
	x.points, coalesce(x.on_day, ''), coalesce(x.mql_on, ''), coalesce(x.sql_on, ''),
	coalesce(d.outcome, ''), coalesce(d.closed_on, ''), d.amount_minor, coalesce(d.currency, ''), coalesce(d.rate, ''), d.base_minor, coalesce(d.reason, ''), d.fee_ppm, d.fee_minor, d.lead_id IS NOT NULL,
	(SELECT sum(a.minutes) FROM activity a WHERE a.lead_id = l.id), (SELECT sum(a.cost_base) FROM activity a WHERE a.lead_id = l.id)` + leadFrom

const leadFrom = briefFrom + sourceFrom + `
	LEFT JOIN channel h ON h.id = f.channel_id LEFT JOIN channel hr ON hr.id = h.merged_into
	LEFT JOIN campaign g ON g.id = f.campaign_id LEFT JOIN campaign gr ON gr.id = g.merged_into
	LEFT JOIN client r ON r.id = l.referrer_id LEFT JOIN client rr ON rr.id = r.merged_into
	LEFT JOIN score x ON x.id = l.id`

// briefFrom joins what every list shows.
const briefFrom = `
	FROM lead l
	LEFT JOIN client c ON c.id = l.client_id LEFT JOIN client cr ON cr.id = c.merged_into
	LEFT JOIN deal d ON d.lead_id = l.id`

const sourceFrom = `
	JOIN touch f ON f.id = l.touch_id LEFT JOIN source s ON s.id = f.source_id LEFT JOIN source sr ON sr.id = s.merged_into`

func scanLead(rows *sql.Rows, base crm.Currency) (l crm.Lead, err error) {
	var value, amount, inBase, feePPM, feeMinor, minutes, cost, points sql.NullInt64
	var valueCurrency, amountCurrency crm.Currency
	var tags, fields string
	var touch int64
	err = rows.Scan(&l.ID, &l.Title, &l.Client, &l.Contact, &l.Email, &l.Phone, &l.URL, &l.ExternalID,
		&l.First.Source, &l.First.Channel, &l.First.Campaign, &l.FirstTouchOn, &l.Stage,
		&value, &valueCurrency, &l.Referrer, &l.FollowUpOn, &tags, &fields, &l.Note, &l.Variant,
		&touch, &l.ClientID, &l.ReferrerID,
		&l.MergedInto, &l.CreatedAt, &l.UpdatedAt,
		&points, &l.ScoredOn, &l.MQLOn, &l.SQLOn,
		&l.Deal.Outcome, &l.Deal.ClosedOn, &amount, &amountCurrency, &l.Deal.Rate, &inBase, &l.Deal.Reason, &feePPM, &feeMinor, &l.DealOwn,
		&minutes, &cost)
	if err != nil {
		return l, err
	}
	l.Touch = touchOf(touch)
	if value.Valid {
		l.Value = crm.Money{Minor: value.Int64, Currency: valueCurrency}
	}
	if amount.Valid {
		l.Deal.Amount = crm.Money{Minor: amount.Int64, Currency: amountCurrency}
		l.Deal.Base = crm.Money{Minor: inBase.Int64, Currency: base}
	}
	l.Deal.Fee = ownFee(feePPM, feeMinor, amountCurrency)
	if points.Valid {
		l.Score = &points.Int64
	}
	if minutes.Valid {
		l.Minutes = &minutes.Int64
	}
	if cost.Valid {
		l.Cost = crm.Money{Minor: cost.Int64, Currency: base}
	}
	err = unpackOwn(&l, tags, fields)
	return l, err
}

// unpackOwn reads tags and own fields from JSON.
func unpackOwn(l *crm.Lead, tags, fields string) error {
	if tags != "[]" {
		if err := json.Unmarshal([]byte(tags), &l.Tags); err != nil {
			return fmt.Errorf("tags of lead %d: %w", l.ID, err)
		}
	}
	if fields != "{}" {
		if err := json.Unmarshal([]byte(fields), &l.Fields); err != nil {
			return fmt.Errorf("own fields of lead %d: %w", l.ID, err)
		}
	}
	return nil
}

// Lead gives one lead; NotFound when there is none.
func (t *Tx) Lead(ctx context.Context, id crm.LeadID) (crm.Lead, error) {
	list, err := t.Leads(ctx, LeadFilter{ID: id, Merged: true})
	if err == nil && len(list) == 0 {
		return crm.Lead{}, crm.Errorf(crm.NotFound, "there is no lead %d", int64(id)).WithHint("list them with: leads list")
	}
	if err != nil {
		return crm.Lead{}, err
	}
	t.known = list[0]
	return list[0], nil
}

// EditLead writes what is not locked. The first touch in l is ignored.
func (t *Tx) EditLead(ctx context.Context, l crm.Lead, keys []uint64) error {
	tags, fields, err := packOwn(l)
	if err != nil {
		return err
	}
	minor, currency := unpack(l.Value)
	_, err = t.exec(ctx, `UPDATE lead SET title = ?, client_id = ?, contact = ?, email = ?, phone = ?, url = ?, external_id = ?,
		value_minor = ?, value_currency = ?, referrer_id = ?, follow_up_on = ?, tags = ?, fields = ?, note = ?, variant = ?, updated_at = ? WHERE id = ?`,
		l.Title, null(l.ClientID), l.Contact, l.Email, l.Phone, l.URL, l.ExternalID, minor, currency, null(l.ReferrerID),
		null(l.FollowUpOn), tags, fields, l.Note, l.Variant, string(l.UpdatedAt), int64(l.ID))
	t.addBlockingKeys(int64(l.ID), keys)
	return err
}

// RemoveLead deletes a lead with its activities, stages, payments and deal; of a merged lead, those that came from it.
func (t *Tx) RemoveLead(ctx context.Context, id crm.LeadID) error {
	var merged int64
	if _, err := t.one(ctx, `SELECT count(*) FROM lead WHERE merged_into = ?`, []any{int64(id)}, &merged); err != nil {
		return err
	}
	if merged > 0 {
		return crm.Errorf(crm.Refused, "%d other leads are merged into lead %d", merged, int64(id)).WithHint("leads undo takes a merge back")
	}
	return t.unlock(ctx, "delete", func() error {
		if _, err := t.exec(ctx, `DELETE FROM score WHERE id = ?`, int64(id)); err != nil {
			return err
		}
		for _, table := range happenings {
			if _, err := t.exec(ctx, `DELETE FROM `+table+` WHERE lead_id = ?1 OR lead_id = (SELECT merged_into FROM lead WHERE id = ?1) AND merged_from = ?1`, int64(id)); err != nil {
				return err
			}
		}
		if _, err := t.exec(ctx, `DELETE FROM lead_pair WHERE lead_id = ?1 OR other_id = ?1`, int64(id)); err != nil {
			return err
		}
		_, err := t.exec(ctx, `DELETE FROM lead WHERE id = ?`, int64(id))
		return err
	})
}

// happenings are the tables of what happens to a lead.
var happenings = []string{"payment", "activity", "deal", "stage_change"}

// Touched marks a lead as updated.
func (t *Tx) Touched(ctx context.Context, id crm.LeadID, at crm.Instant) error {
	_, err := t.exec(ctx, `UPDATE lead SET updated_at = ? WHERE id = ? AND updated_at < ?`, string(at), int64(id), string(at))
	return err
}

// SetFollowUp sets when to come back to a lead.
func (t *Tx) SetFollowUp(ctx context.Context, id crm.LeadID, on crm.Date) error {
	_, err := t.exec(ctx, `UPDATE lead SET follow_up_on = ? WHERE id = ?`, null(on), int64(id))
	return err
}

// LastLead is the highest id of a lead; 0 when there is none.
func (t *Tx) LastLead(ctx context.Context) (id crm.LeadID, err error) {
	_, err = t.one(ctx, `SELECT coalesce(max(id), 0) FROM lead`, nil, &id)
	return id, err
}

// PointLead merges a lead into an earlier one: all that happened to the first moves to the second, whose stage becomes
// the latest of both, and the first becomes a pointer. What pointed to it then points to the second, too.
func (t *Tx) PointLead(ctx context.Context, id, into crm.LeadID) error {
	for _, table := range happenings {
		if err := t.moveRows(ctx, table, id, into); err != nil {
			return err
		}
	}
	for _, which := range []string{"merged_into", "id"} { // those that point to it first: pointers are one step long
		if _, err := t.exec(ctx, `UPDATE lead SET merged_into = ? WHERE `+which+` = ?`, int64(into), int64(id)); err != nil {
			return err
		}
	}
	return t.restage(ctx, into)
}

// moveRows has what happened to a lead count for another, with a note of where it came from.
func (t *Tx) moveRows(ctx context.Context, table string, id, into crm.LeadID) error {
	copied := map[string]string{"activity": `, touch_id = s.touch_id`, "payment": `, touch_id = s.touch_id`,
		"deal": `, touch_id = s.touch_id, first_touch_on = s.first_touch_on, closing_day_known = x.closing_day_known AND s.first_touch_known`}[table]
	_, err := t.exec(ctx, `UPDATE `+table+` AS x SET lead_id = s.id`+copied+`, merged_from = coalesce(x.merged_from, x.lead_id)
		FROM lead s WHERE s.id = ? AND x.lead_id = ?`, int64(into), int64(id))
	return err
}
