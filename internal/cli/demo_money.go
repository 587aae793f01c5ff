package cli

import (
	"context"

	"leads/internal/crm"
	"leads/internal/intake"
)

// priced makes some contracts of a demo their own: every third of the first
// platform has a fee of its own, every sixth is in dollars. It draws nothing, so
// that the rest of the play stays as it is.
func (p *play) priced(lead crm.Lead, m manner, deal crm.Deal) crm.Deal {
	if deal.Outcome != crm.Won {
		return deal
	}
	if m.source == 0 && lead.ID%3 == 0 {
		deal.Fee = crm.OwnFee{Known: true, PPM: 50_000}
	}
	if lead.ID%6 == 5 {
		deal.Amount.Currency = "USD"
	}
	return deal
}

// paid lets the money of a won deal come: in one or in two instalments, now and
// then with a refund; of every fifth deal nothing has come yet.
func (p *play) paid(ctx context.Context, lead crm.Lead, deal crm.Deal) error {
	if deal.Outcome != crm.Won || lead.ID%5 == 0 {
		return nil
	}
	amount, wait := deal.Amount.Minor, int(lead.ID%4)*7+5
	parts := []int64{amount}
	switch {
	case lead.ID%7 == 0:
		parts = []int64{amount, -amount / 10}
	case lead.ID%3 == 1:
		parts = []int64{amount / 2, amount - amount/2}
	}
	for i, minor := range parts {
		on := deal.ClosedOn.AddDays(wait + 21*i)
		if on > p.a.today {
			return nil
		}
		if err := p.pay(ctx, lead.ID, crm.Money{Minor: minor, Currency: deal.Amount.Currency}, on); err != nil {
			return err
		}
	}
	return nil
}

func (p *play) pay(ctx context.Context, lead crm.LeadID, amount crm.Money, on crm.Date) (err error) {
	pay := crm.Payment{Lead: lead, On: on, Amount: amount, CreatedAt: crm.Instant(string(on) + "T09:00:00Z")}
	if pay.Base, pay.Rate, err = intake.InBase(ctx, p.tx, amount, "EUR", on); err != nil {
		return err
	}
	_, err = p.tx.AddPayment(ctx, pay)
	return err
}
