package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// EachOrder goes through the leads of all clients: by client, each client's by
// first touch, then id. A merged lead counts as its survivor, a
// merged client as its own. unnamed counts the leads without a client.
func (t *Tx) EachOrder(ctx context.Context, each func(crm.Order)) (unnamed int64, err error) {
	base, err := t.Base(ctx)
	if err != nil {
		return 0, err
	}
	err = t.each(ctx, `SELECT coalesce(c.merged_into, c.id), l.first_touch_on, l.touch_id,
		coalesce(r.merged_into, r.id, 0), coalesce(d.closed_on, ''), d.amount_minor, coalesce(d.currency, ''), coalesce(d.rate, ''), d.base_minor, d.fee_ppm, d.fee_minor
		FROM lead l JOIN client c ON c.id = l.client_id LEFT JOIN client r ON r.id = l.referrer_id
		LEFT JOIN deal d ON d.lead_id = l.id AND d.outcome = 'won'
		WHERE l.merged_into IS NULL ORDER BY 1, 2, l.id`, nil, func(rows *sql.Rows) error {
		var o crm.Order
		var amount, inBase, ppm, fixed sql.NullInt64
		var currency crm.Currency
		var touch int64
		err := rows.Scan(&o.Client, &o.FirstTouchOn, &touch, &o.Referrer,
			&o.Deal.ClosedOn, &amount, &currency, &o.Deal.Rate, &inBase, &ppm, &fixed)
		o.Touch = touchOf(touch)
		if o.Deal.ClosedOn != "" {
			o.Deal.Outcome = crm.Won
		}
		if amount.Valid {
			o.Deal.Amount, o.Deal.Base = crm.Money{Minor: amount.Int64, Currency: currency}, crm.Money{Minor: inBase.Int64, Currency: base}
		}
		o.Deal.Fee = ownFee(ppm, fixed, currency)
		each(o)
		return err
	})
	if err == nil {
		_, err = t.one(ctx, `SELECT count(*) FROM lead WHERE client_id IS NULL AND merged_into IS NULL`, nil, &unnamed)
	}
	return unnamed, err
}
