package store

import (
	"context"

	"leads/internal/say"
)

// payments checks that payments add up: each amount in the base currency is its
// own at the rate that was frozen with it, no fee is more than its payment, no
// deal that was not won was paid, and no fixed fee is more than its deal.
func payments(ctx context.Context, tx *Tx) (fault say.Text, err error) {
	base, err := tx.Base(ctx)
	if err != nil {
		return fault, err
	}
	list, err := tx.Payments(ctx, 0)
	if err != nil {
		return fault, err
	}
	for _, p := range list {
		exact, err := p.Rate.Convert(p.Amount, base)
		fee := p.Fee.Fixed.Minor
		switch {
		case err != nil || exact.Minor != p.Base.Minor:
			return say.T("a payment of lead %d does not match its amount and rate", int64(p.Lead)), nil
		case p.Amount.Minor == 0:
			return say.T("a payment of lead %d is zero", int64(p.Lead)), nil
		case max(fee, -fee) > max(p.Amount.Minor, -p.Amount.Minor) || p.Fee.PPM < 0 || p.Fee.PPM > 1_000_000:
			return say.T("the fee on a payment of lead %d is more than the payment", int64(p.Lead)), nil
		}
	}
	var id int64
	found, err := tx.one(ctx, `SELECT p.lead_id FROM payment p JOIN deal d ON d.lead_id = p.lead_id WHERE d.outcome <> 'won' LIMIT 1`, nil, &id)
	if err != nil {
		return fault, err
	}
	if found {
		return say.T("lead %d was paid, but its deal is not won", id), nil
	}
	found, err = tx.one(ctx, `SELECT lead_id FROM deal WHERE fee_minor > amount_minor OR fee_minor < 0 OR fee_minor IS NOT NULL AND amount_minor IS NULL
		OR fee_ppm NOT BETWEEN 0 AND 1000000 OR coalesce(fee_ppm, fee_minor) IS NOT NULL AND outcome <> 'won' LIMIT 1`, nil, &id)
	if err != nil || !found {
		return fault, err
	}
	return say.T("the deal of lead %d has an impossible fee", id), nil
}
