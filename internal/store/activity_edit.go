package store

import (
	"context"

	"leads/internal/crm"
)

// Activity reads one activity with its names; one that does not exist is NotFound.
func (t *Tx) Activity(ctx context.Context, id crm.ActivityID) (a crm.Activity, err error) {
	var lead crm.LeadID
	var day crm.Date
	found, err := t.one(ctx, `SELECT coalesce(lead_id, 0), on_day FROM activity WHERE id = ?`, []any{int64(id)}, &lead, &day)
	if err != nil {
		return a, err
	}
	if found {
		list, err := t.Activities(ctx, ActivityFilter{Lead: lead, Alone: lead == 0, Since: day, Until: day})
		if err != nil {
			return a, err
		}
		for _, a := range list {
			if a.ID == id {
				return a, nil
			}
		}
	}
	return a, crm.Errorf(crm.NotFound, "there is no activity %d", int64(id)).WithHint("list them with: leads activity list")
}

// EditActivity writes an activity whose touch is resolved over the one with its id.
// Its lead stays.
func (t *Tx) EditActivity(ctx context.Context, a crm.Activity) error {
	minor, currency := unpack(a.Cost)
	base, _ := unpack(a.CostBase)
	var minutes any
	if a.Minutes != nil {
		minutes = *a.Minutes
	}
	_, err := t.exec(ctx, `UPDATE activity SET source_id = ?, channel_id = ?, campaign_id = ?, kind = ?, on_day = ?, direction = ?,
		minutes = ?, cost_minor = ?, cost_currency = ?, cost_base = ?, note = ? WHERE id = ?`,
		null(a.Touch.Source), null(a.Touch.Channel), null(a.Touch.Campaign), a.Kind, string(a.On), string(a.Direction),
		minutes, minor, currency, base, a.Note, int64(a.ID))
	if err != nil || a.Lead != 0 {
		return err
	}
	touch, err := t.touch(ctx, a.Touch) // of work for a source, what it is for is what it counts under
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE activity SET touch_id = ? WHERE id = ?`, touch, int64(a.ID))
	return err
}

// DeleteActivity deletes an activity.
func (t *Tx) DeleteActivity(ctx context.Context, id crm.ActivityID) error {
	_, err := t.exec(ctx, `DELETE FROM activity WHERE id = ?`, int64(id))
	return err
}

// RemoveRate deletes the rate of a currency from a day; false when there is none.
func (t *Tx) RemoveRate(ctx context.Context, currency crm.Currency, from crm.Date) (bool, error) {
	found, err := t.one(ctx, `SELECT 1 FROM rate WHERE currency = ? AND from_on = ?`, []any{string(currency), string(from)}, new(int64))
	if err != nil || !found {
		return false, err
	}
	_, err = t.exec(ctx, `DELETE FROM rate WHERE currency = ? AND from_on = ?`, string(currency), string(from))
	return true, err
}
