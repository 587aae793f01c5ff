package intake

import (
	"context"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/store"
)

// InBase converts money at the rate of a day, and gives that rate. A currency
// without a rate is refused.
func InBase(ctx context.Context, tx *store.Tx, m crm.Money, base crm.Currency, day crm.Date) (crm.Money, crm.Rate, error) {
	if !m.Known() {
		return m, "", nil
	}
	rate, err := tx.RateOn(ctx, m.Currency, base, day)
	if err != nil {
		return m, "", err
	}
	converted, err := rate.Convert(m, base)
	return converted, rate, err
}

// RefuseClosed refuses to close a lead twice.
func RefuseClosed(lead crm.Lead) error {
	if lead.Open() {
		return nil
	}
	return crm.Errorf(crm.Refused, "lead %d is already closed (%s on %s)", int64(lead.ID), say.T(string(lead.Deal.Outcome)), say.Day(lead.Deal.ClosedOn)).
		WithHint("leads reopen %d", int64(lead.ID))
}
