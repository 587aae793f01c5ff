package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// account is what was paid for a lead, with its deal: the zero deal where it is open.
type account struct {
	lead     crm.LeadID
	touch    int64
	deal     crm.Deal
	payments []crm.Payment
	days     []crm.Date // of each payment: of its period
	group    crm.Date   // of the lead's first day: of its period

	taken  []crm.Taken // of each payment
	full   crm.Date    // the day on which all was paid; "" for none
	unpaid int64
}

// readMoney reads what the fees of contracts and the payments say, as far as the query needs them.
func (s *summing) readMoney(ctx context.Context) (err error) {
	if s.fees, err = s.ownFees(ctx); err != nil {
		return err
	}
	if err := s.readAccounts(ctx); err != nil {
		return err
	}
	return s.settle()
}

// ownFees are the fees of won deals that are known by contract. Few of many deals have one.
func (t *Tx) ownFees(ctx context.Context) (map[crm.LeadID]crm.Taken, error) {
	base, err := t.Base(ctx)
	if err != nil {
		return nil, err
	}
	fees := map[crm.LeadID]crm.Taken{}
	return fees, t.each(ctx, `SELECT lead_id, currency, rate, coalesce(base_minor, 0), fee_ppm, fee_minor FROM deal
		WHERE (fee_ppm IS NOT NULL OR fee_minor IS NOT NULL)`, nil, func(rows *sql.Rows) error {
		var lead crm.LeadID
		var d crm.Deal
		var currency crm.Currency
		var ppm, fixed sql.NullInt64
		err := rows.Scan(&lead, &currency, &d.Rate, &d.Base.Minor, &ppm, &fixed)
		if err != nil {
			return err
		}
		d.Base.Currency, d.Fee = base, ownFee(ppm, fixed, currency)
		fees[lead], err = d.TakenOfDeal()
		return err
	})
}

// readAccounts reads payments with their deals: of a period, all those of the leads that it needs.
func (s *summing) readAccounts(ctx context.Context) error {
	base, err := s.Base(ctx)
	if err != nil {
		return err
	}
	s.accounts = map[crm.LeadID]*account{}
	var c conditions
	switch {
	case s.q.cohortDays() && s.q.Origin.own():
		s.q.within(&c, `l.first_touch_on`)
	case !s.q.cohortDays() && !s.q.Period.Open():
		var closed, paid conditions
		s.q.within(&closed, `closed_on`)
		s.q.within(&paid, `paid_on`)
		c.add(true, `p.lead_id IN (SELECT lead_id FROM deal`+closed.where()+` UNION SELECT lead_id FROM payment`+paid.where()+`)`, append(closed.args, paid.args...)...)
	}
	return s.each(ctx, `SELECT p.lead_id, p.touch_id, p.paid_on, p.amount_minor, p.currency, p.rate, p.base_minor, p.fee_ppm, p.fee_minor, `+s.q.day(`p.paid_on`)+`, `+
		s.q.day(`l.first_touch_on`)+`, coalesce(d.outcome, ''), coalesce(d.closed_on, ''), d.amount_minor, coalesce(d.currency, ''), coalesce(d.rate, ''), d.base_minor, d.fee_ppm, d.fee_minor
		FROM payment p JOIN lead l ON l.id = p.lead_id LEFT JOIN deal d ON d.lead_id = p.lead_id`+c.where()+` ORDER BY p.lead_id, p.paid_on, p.id`, c.args,
		func(rows *sql.Rows) error {
			var a account
			var p crm.Payment
			var day crm.Date
			var ppm, fixed, amount, inBase, dealPPM, dealFixed sql.NullInt64
			var currency crm.Currency
			if err := rows.Scan(&a.lead, &a.touch, &p.On, &p.Amount.Minor, &p.Amount.Currency, &p.Rate, &p.Base.Minor, &ppm, &fixed, &day, &a.group,
				&a.deal.Outcome, &a.deal.ClosedOn, &amount, &currency, &a.deal.Rate, &inBase, &dealPPM, &dealFixed); err != nil {
				return err
			}
			p.Base.Currency, p.Fee = base, ownFee(ppm, fixed, p.Amount.Currency)
			known := s.accounts[a.lead]
			if known == nil {
				if amount.Valid {
					a.deal.Amount, a.deal.Base = crm.Money{Minor: amount.Int64, Currency: currency}, crm.Money{Minor: inBase.Int64, Currency: base}
				}
				a.deal.Fee = ownFee(dealPPM, dealFixed, currency)
				known = &a
				s.accounts[a.lead], s.paid = known, append(s.paid, known)
			}
			known.payments, known.days = append(known.payments, p), append(known.days, day)
			return nil
		})
}

// settle works out what is still to come of every deal that something was paid for, and what was taken of each payment.
func (s *summing) settle() error {
	for _, a := range s.paid {
		base := a.payments[0].Base.Currency
		paid, err := a.deal.Paid(a.payments, base)
		if err != nil {
			return err
		}
		left, err := a.deal.Rate.Convert(a.deal.Unpaid(paid), base)
		if err != nil {
			return err
		}
		a.unpaid = left.Minor
		if a.taken, err = a.deal.FeesOnPayments(a.payments); err != nil {
			return err
		}
		if a.full, err = a.deal.PaidInFull(a.payments); err != nil {
			return err
		}
	}
	return nil
}

// unpaid is what is still to come of a won deal, in the base currency at the rate of its closing day.
func (s *summing) unpaid(d dealRow) int64 {
	if a := s.accounts[d.lead]; a != nil {
		return a.unpaid
	}
	return d.base.Int64
}

// addRevenue adds revenue with what decides its fee: what is known of it, else the source and the day.
func (s *summing) addRevenue(g crm.Group, minor int64, fee crm.Taken, source crm.SourceID, on crm.Date) {
	switch {
	case fee.Fixed:
		f := s.fact(factKey{Group: g})
		f.Revenue, f.FeeFixed = f.Revenue+minor, f.FeeFixed+fee.Minor
	case fee.Known:
		s.fact(factKey{Group: g, known: true, ppm: fee.PPM}).Revenue += minor
	case s.q.Fees && minor != 0:
		s.fact(factKey{Group: g, feeSource: source, feeDay: on}).Revenue += minor
	default:
		s.fact(factKey{Group: g}).Revenue += minor
	}
}

// payments adds up payments by their touch.
func (s *summing) payments(ctx context.Context) error {
	survivors, err := s.keptSurvivors(ctx)
	if err != nil {
		return err
	}
	s.eachPayment(func(a *account, day crm.Date, add func(crm.Group)) {
		if !s.q.Keep.ByTouch() || survivors.Keeps(s.q.Keep, touchOf(a.touch)) {
			add(s.q.touchGroup(a.touch, day))
		}
	})
	return nil
}

func (s *summing) keptSurvivors(ctx context.Context) (Survivors, error) {
	if !s.q.Keep.ByTouch() || len(s.paid) == 0 {
		return Survivors{}, nil
	}
	return s.Survivors(ctx)
}

// eachPayment hands out payments of the query's period, and deals paid in full in it, each with the day of its group
// and how it is added to a group.
func (s *summing) eachPayment(each func(a *account, day crm.Date, add func(crm.Group))) {
	for _, a := range s.paid {
		for i, p := range a.payments {
			day := a.days[i]
			if s.q.cohortDays() {
				day = a.group
			} else if !s.q.Period.Contains(p.On) {
				continue
			}
			each(a, day, func(g crm.Group) {
				s.fact(factKey{Group: g}).Paid += p.Base.Minor
				if s.q.Paid {
					s.addRevenue(g, p.Base.Minor, a.taken[i], touchOf(a.touch).Source, p.On)
				}
				if p.On == a.full && a.first(i) {
					s.fact(factKey{Group: g, days: int64(a.deal.ClosedOn.DaysUntil(a.full)), paid: true}).PaidAfter++
				}
			})
		}
	}
}

// first reports whether a payment is the first of its day.
func (a *account) first(i int) bool { return i == 0 || a.payments[i-1].On != a.payments[i].On }
