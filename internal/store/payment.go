package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// AddPayment enters a payment whose rate is frozen. A lead that does not exist is
// refused by the schema.
func (t *Tx) AddPayment(ctx context.Context, p crm.Payment) (crm.PaymentID, error) {
	ppm, fixed := feeColumns(p.Fee)
	id, err := t.insert(ctx, intoPayment, nil, int64(p.Lead), int64(p.Lead), string(p.On), p.Amount.Minor, string(p.Amount.Currency), string(p.Rate), p.Base.Minor,
		ppm, fixed, p.ExternalID, p.Note, string(p.CreatedAt), null(p.MergedFrom))
	return crm.PaymentID(id), err
}

// feeColumns are the two columns of a fee: a share, or a fixed amount.
func feeColumns(f crm.OwnFee) (ppm, fixed any) {
	switch {
	case f.Fixed.Known():
		return nil, f.Fixed.Minor
	case f.Known:
		return f.PPM, nil
	}
	return nil, nil
}

// ownFee reads the two columns of a fee; currency is that of the amount beside it.
func ownFee(ppm, fixed sql.NullInt64, currency crm.Currency) crm.OwnFee {
	switch {
	case fixed.Valid:
		return crm.OwnFee{Known: true, Fixed: crm.Money{Minor: fixed.Int64, Currency: currency}}
	case ppm.Valid:
		return crm.OwnFee{Known: true, PPM: ppm.Int64}
	}
	return crm.OwnFee{}
}

// SetDealFee sets what the platform takes from a lead's deal; an unknown fee unsets it.
func (t *Tx) SetDealFee(ctx context.Context, id crm.LeadID, f crm.OwnFee) error {
	ppm, fixed := feeColumns(f)
	_, err := t.exec(ctx, `UPDATE deal SET fee_ppm = ?1, fee_minor = ?2 WHERE lead_id = ?3`, ppm, fixed, int64(id))
	return err
}

// paymentSelect goes with scanPayment.
const paymentSelect = `SELECT p.id, p.lead_id, p.paid_on, p.amount_minor, p.currency, p.rate, p.base_minor, p.fee_ppm, p.fee_minor,
	p.external_id, p.note, p.created_at, coalesce(p.merged_from, 0) FROM payment p `

func scanPayment(rows *sql.Rows, base crm.Currency) (p crm.Payment, err error) {
	var ppm, fixed sql.NullInt64
	err = rows.Scan(&p.ID, &p.Lead, &p.On, &p.Amount.Minor, &p.Amount.Currency, &p.Rate, &p.Base.Minor, &ppm, &fixed, &p.ExternalID, &p.Note, &p.CreatedAt, &p.MergedFrom)
	p.Base.Currency = base
	p.Fee = ownFee(ppm, fixed, p.Amount.Currency)
	return p, err
}

// Payments lists the payments of a lead by day,
// then id; of all leads, by lead first, when the id is 0.
func (t *Tx) Payments(ctx context.Context, id crm.LeadID) (list []crm.Payment, err error) {
	base, err := t.Base(ctx)
	if err != nil {
		return nil, err
	}
	where, args := `ORDER BY p.lead_id, p.paid_on, p.id`, []any(nil)
	if id != 0 {
		where, args = `WHERE p.lead_id = ? ORDER BY p.paid_on, p.id`, []any{int64(id)}
	}
	return list, t.each(ctx, paymentSelect+where, args, func(rows *sql.Rows) error {
		p, err := scanPayment(rows, base)
		list = append(list, p)
		return err
	})
}

// PaymentsOf gives the payments of the leads from one number to another, by day, then id.
func (t *Tx) PaymentsOf(ctx context.Context, first, last crm.LeadID) (of map[crm.LeadID][]crm.Payment, err error) {
	base, err := t.Base(ctx)
	if err != nil {
		return nil, err
	}
	of = map[crm.LeadID][]crm.Payment{}
	return of, t.each(ctx, paymentSelect+`WHERE p.lead_id BETWEEN ? AND ? ORDER BY p.lead_id, p.paid_on, p.id`,
		[]any{int64(first), int64(last)}, func(rows *sql.Rows) error {
			p, err := scanPayment(rows, base)
			of[p.Lead] = append(of[p.Lead], p)
			return err
		})
}

// Won is a deal as the list of deals shows it. The lead is the one that it
// counts for.
type Won struct {
	Lead          crm.LeadID
	Title, Client string
	Source        crm.SourceID // through which it was contracted; 0 for none
	Deal          crm.Deal
	Payments      []crm.Payment // by day, then id
}

// WonDeals lists the won deals, each opportunity once, the latest first.
func (t *Tx) WonDeals(ctx context.Context) (list []Won, err error) {
	base, err := t.Base(ctx)
	if err != nil {
		return nil, err
	}
	at := map[crm.LeadID]int{}
	err = t.each(ctx, `SELECT l.id, l.title, coalesce(cr.name, c.name, ''), d.touch_id, d.closed_on, d.amount_minor, d.currency, d.rate, d.base_minor,
		d.fee_ppm, d.fee_minor FROM deal d JOIN lead l ON l.id = d.lead_id
		LEFT JOIN client c ON c.id = l.client_id LEFT JOIN client cr ON cr.id = c.merged_into
		WHERE d.outcome = 'won' ORDER BY d.closed_on DESC, l.id DESC`, nil, func(rows *sql.Rows) error {
		w := Won{Deal: crm.Deal{Outcome: crm.Won}}
		var amount, inBase, ppm, fixed sql.NullInt64
		var currency crm.Currency
		var touch int64
		err := rows.Scan(&w.Lead, &w.Title, &w.Client, &touch, &w.Deal.ClosedOn, &amount, &currency, &w.Deal.Rate, &inBase, &ppm, &fixed)
		if amount.Valid {
			w.Deal.Amount, w.Deal.Base = crm.Money{Minor: amount.Int64, Currency: currency}, crm.Money{Minor: inBase.Int64, Currency: base}
		}
		w.Source, w.Deal.Fee = touchOf(touch).Source, ownFee(ppm, fixed, currency)
		at[w.Lead] = len(list)
		list = append(list, w)
		return err
	})
	if err != nil {
		return nil, err
	}
	payments, err := t.Payments(ctx, 0)
	for _, p := range payments {
		if n, won := at[p.Lead]; won {
			list[n].Payments = append(list[n].Payments, p)
		}
	}
	return list, err
}
