package store

import (
	"context"
	"errors"

	"leads/internal/crm"
)

// fee is unknown, a share, or a part of an amount.
func (h history) fee(of crm.Money) crm.OwnFee {
	switch h.number("fee", 2) {
	case 0:
		return crm.OwnFee{}
	case 1:
		return crm.OwnFee{Known: true, PPM: int64(10_000 * h.number("share", 30))}
	}
	if !of.Known() {
		return crm.OwnFee{}
	}
	return crm.OwnFee{Known: true, Fixed: crm.Money{Minor: of.Minor * int64(h.number("tenths", 10)) / 10, Currency: of.Currency}}
}

// paying enters a payment, or a refund, on a lead that is open or won.
func paying(h history, ctx context.Context, tx *Tx) error {
	id := crm.LeadID(h.id(ctx, tx, "lead"))
	if id == 0 {
		return ErrRollback
	}
	l, err := tx.Lead(ctx, id)
	if err != nil || l.MergedInto != 0 || !l.Open() && l.Deal.Outcome != crm.Won {
		return errors.Join(err, ErrRollback)
	}
	p := crm.Payment{Lead: id, On: h.day("paid"), Rate: "1", CreatedAt: noon}
	minor := int64(h.number("payment", 300))
	if h.chance("a refund", 5) {
		minor = -minor
	}
	p.Amount, p.Base = eur(minor), eur(minor)
	if h.chance("dollars", 3) {
		p.Amount, p.Rate = crm.Money{Minor: 4 * minor, Currency: "USD"}, "0.25"
		if h.chance("at a better rate", 2) {
			p.Rate, p.Base = "0.5", eur(2*minor)
		}
	}
	if minor > 0 {
		p.Fee = h.fee(p.Amount)
	}
	_, err = tx.AddPayment(ctx, p)
	return err
}

// halves is n/2 or n/4, rounded half away from zero.
func rounded(n, by int64) int64 {
	if n < 0 {
		return -rounded(-n, by)
	}
	return (2*n + by) / (2 * by)
}

// inBaseByHand is an amount in the base currency, at one of the two rates of dollars.
func inBaseByHand(m crm.Money, rate crm.Rate) int64 {
	switch {
	case m.Currency != "USD":
		return m.Minor
	case rate == "0.25":
		return rounded(m.Minor, 4)
	}
	return rounded(m.Minor, 2)
}

// moneyByHand is what a deal and its payments bring to a report, row by row: revenue by what decides its fee, fixed
// fees, what came, what is still to come, and how long the money took.
func (b book) moneyByHand(q FactQuery, l crm.Lead, add func(crm.Date, cell, int64)) {
	deal, won := l.Deal, l.Deal.Outcome == crm.Won
	assumed := func(on crm.Date) cell {
		c := cell{figure: "revenue"}
		if q.Fees {
			c.feeSource, c.feeDay = l.Touch.Source, on
		}
		return c
	}
	taken := func(on crm.Date, minor int64, own crm.OwnFee, fixed int64) {
		switch {
		case own.Fixed.Known():
			add(on, cell{figure: "revenue"}, minor)
			add(on, cell{figure: "fixed fees"}, fixed)
		case own.Known:
			add(on, cell{figure: "revenue", known: true, ppm: own.PPM}, minor)
		default:
			add(on, assumed(on), minor)
		}
	}
	if won && !q.Paid {
		taken(deal.ClosedOn, deal.Base.Minor, deal.Fee, inBaseByHand(deal.Fee.Fixed, "0.5"))
	}
	came, spread, full := int64(0), int64(0), false
	for _, p := range b.paid[l.ID] {
		add(p.On, cell{figure: "paid"}, p.Base.Minor)
		same := p.Amount.Currency == deal.Amount.Currency
		switch {
		case same:
			came += p.Amount.Minor
		case deal.Amount.Currency == "USD":
			came += 2 * p.Base.Minor
		default:
			came += p.Base.Minor
		}
		upTo := int64(0) // of a fixed fee of the deal
		switch fee := deal.Fee.Fixed.Minor; {
		case came >= deal.Amount.Minor && came > 0:
			upTo = fee
		case came > 0:
			upTo = rounded(fee*came, deal.Amount.Minor)
		}
		part := crm.Money{Minor: upTo - spread, Currency: deal.Fee.Fixed.Currency}
		spread = upTo
		if own := p.Fee; q.Paid && (own.Known || !deal.Fee.Known) {
			taken(p.On, p.Base.Minor, own, inBaseByHand(own.Fixed, p.Rate))
		} else if rate := crm.Rate("0.5"); q.Paid {
			if same {
				rate = p.Rate
			}
			taken(p.On, p.Base.Minor, deal.Fee, inBaseByHand(part, rate))
		}
		if won && !full && deal.Amount.Minor > 0 && came >= deal.Amount.Minor {
			full = true
			add(p.On, cell{figure: "paid after", days: int64(deal.ClosedOn.DaysUntil(p.On))}, 1)
		}
	}
	if won && deal.Amount.Known() {
		add(deal.ClosedOn, cell{figure: "unpaid"}, inBaseByHand(crm.Money{Minor: max(0, deal.Amount.Minor-came), Currency: deal.Amount.Currency}, "0.5"))
	}
}
