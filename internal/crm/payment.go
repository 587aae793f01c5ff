package crm

import (
	"math/big"
	"strings"
)

// PaymentID is the number of a payment.
type PaymentID int64

// Payment is money that came for a lead; a refund is negative.
type Payment struct {
	ID         PaymentID
	Lead       LeadID
	On         Date
	Amount     Money  // as it came, in its own currency
	Rate       Rate   // 1 unit of that currency in the base currency, frozen on the day of the payment
	Base       Money  // the amount in the base currency at that rate
	Fee        OwnFee // what was taken of this payment; unknown: see FeesOnPayments
	ExternalID string // of the line of a statement
	Note       string
	CreatedAt  Instant
	MergedFrom LeadID // the merged lead that it came from; 0 for the lead's own
}

// OwnFee is what a platform takes of one deal or of one payment: a share, or a
// fixed amount. The zero OwnFee is unknown: then the dated fee of the source
// applies, which is an assumption.
type OwnFee struct {
	Known bool
	PPM   int64 // a share in parts per million, unless Fixed is known
	Fixed Money // in the currency of the deal or of the payment
}

// ParseOwnFee reads "12%" or an amount of money in a currency. Errors are
// Invalid; so is an amount in another currency.
func ParseOwnFee(s string, currency Currency) (OwnFee, error) {
	if strings.HasSuffix(strings.TrimSpace(s), "%") {
		ppm, err := ParsePercent(s)
		return OwnFee{Known: err == nil, PPM: ppm}, err
	}
	m, err := ParseMoney(s, currency, MarkUnknown)
	if err != nil {
		return OwnFee{}, err
	}
	if m.Currency != currency {
		return OwnFee{}, Invalidf("the fee %s is not in %s, the currency of the amount", m, currency).WithHint("write it in %s, or as a share: --fee 12%%", currency)
	}
	return OwnFee{Known: true, Fixed: m}, nil
}

// String is the fee as a person writes it: "12%" or "90.00 EUR"; "" when unknown.
func (f OwnFee) String() string {
	switch {
	case f.Fixed.Known():
		return f.Fixed.String()
	case f.Known:
		return FormatPercent(f.PPM)
	}
	return ""
}

// Of is the fee on a whole amount, in minor units of its currency, rounded once.
func (f OwnFee) Of(m Money) int64 {
	if f.Fixed.Known() {
		return f.Fixed.Minor
	}
	return FeeOf([]FeePart{{m.Minor, f.PPM}})
}

// Back gives what an amount in the base currency is worth in another currency at
// a rate, rounded once, halves away from zero.
func (r Rate) Back(m Money, into Currency) (Money, error) {
	if !m.Known() || m.Currency == into {
		return m, nil
	}
	if _, err := ParseRate(string(r)); err != nil {
		return Money{}, err
	}
	whole, fraction, _ := strings.Cut(string(r), ".")
	den, _ := new(big.Int).SetString(whole+fraction, 10)
	num := new(big.Int).Mul(big.NewInt(m.Minor), powerOfTen(len(fraction)+into.Digits()))
	minor := quotient(num, den.Mul(den, powerOfTen(m.Currency.Digits())))
	if minor.CmpAbs(big.NewInt(MaxMinor)) > 0 {
		return Money{}, Invalidf("%s at the rate %s is too large in %s", m, string(r), into)
	}
	return Money{minor.Int64(), into}, nil
}

// InDealCurrency is a payment as the deal counts it: as it came when it is in
// the deal's currency, else its base amount back at the rate of the closing
// day. Of a deal without an amount it is the base amount.
func (d Deal) InDealCurrency(p Payment) (Money, error) {
	switch {
	case !d.Amount.Known():
		return p.Base, nil
	case p.Amount.Currency == d.Amount.Currency:
		return p.Amount, nil
	}
	return d.Rate.Back(p.Base, d.Amount.Currency)
}

// Paid adds up payments in the currency of the deal; in the base currency when
// the deal has no amount.
func (d Deal) Paid(payments []Payment, base Currency) (Money, error) {
	sum := Money{Currency: base}
	if d.Amount.Known() {
		sum.Currency = d.Amount.Currency
	}
	for _, p := range payments {
		m, err := d.InDealCurrency(p)
		if err != nil {
			return sum, err
		}
		sum.Minor += m.Minor
	}
	return sum, nil
}

// Unpaid is what is still to come of a deal of which so much is paid: never
// negative, unknown when the deal was not won or has no amount.
func (d Deal) Unpaid(paid Money) Money {
	if d.Outcome != Won || !d.Amount.Known() {
		return Money{}
	}
	return Money{max(0, d.Amount.Minor-paid.Minor), d.Amount.Currency}
}

// PaidInFull is the day on which payments, in the order of their days, first
// reach the amount of the deal; "" while they do not, or when there is no
// amount above zero.
func (d Deal) PaidInFull(payments []Payment) (Date, error) {
	if d.Outcome != Won || d.Amount.Minor <= 0 {
		return "", nil
	}
	sum := int64(0)
	for _, p := range payments {
		m, err := d.InDealCurrency(p)
		if err != nil {
			return "", err
		}
		if sum += m.Minor; sum >= d.Amount.Minor {
			return p.On, nil
		}
	}
	return "", nil
}

// Taken is what was taken of an amount in the base currency: a share of it, or
// a fixed part.
type Taken struct {
	Known bool  // by the payment or the deal; else the dated fee of the source is assumed
	Fixed bool  // Minor holds; else PPM, of what is known
	PPM   int64 // parts per million
	Minor int64 // minor units of the base currency
}

// TakenOfDeal is the fee on a won deal: its own, or assumed.
func (d Deal) TakenOfDeal() (Taken, error) {
	if !d.Fee.Fixed.Known() {
		return Taken{Known: d.Fee.Known, PPM: d.Fee.PPM}, nil
	}
	m, err := d.Rate.Convert(d.Fee.Fixed, d.Base.Currency)
	return Taken{Known: true, Fixed: true, Minor: m.Minor}, err
}

// FeesOnPayments says what was taken of each payment of a deal, in the order of
// their days: the fee of the payment, else that of the deal, else an assumption.
// A fixed fee of the deal is spread over its payments in proportion to the
// amount, in the deal's currency and to the cent: all of it is taken when the
// deal is paid in full, and no more of a bonus.
func (d Deal) FeesOnPayments(payments []Payment) ([]Taken, error) {
	list := make([]Taken, len(payments))
	cumulated, taken := int64(0), int64(0)
	for i, p := range payments {
		in, err := d.InDealCurrency(p)
		if err != nil {
			return nil, err
		}
		cumulated += in.Minor
		upTo := d.feeUpTo(cumulated)
		part := Money{upTo - taken, d.Fee.Fixed.Currency}
		taken = upTo
		switch {
		case p.Fee.Fixed.Known():
			m, err := p.Rate.Convert(p.Fee.Fixed, p.Base.Currency)
			if err != nil {
				return nil, err
			}
			list[i] = Taken{Known: true, Fixed: true, Minor: m.Minor}
		case p.Fee.Known:
			list[i] = Taken{Known: true, PPM: p.Fee.PPM}
		case d.Fee.Fixed.Known():
			rate := d.Rate
			if p.Amount.Currency == part.Currency {
				rate = p.Rate
			}
			m, err := rate.Convert(part, p.Base.Currency)
			if err != nil {
				return nil, err
			}
			list[i] = Taken{Known: true, Fixed: true, Minor: m.Minor}
		default:
			list[i] = Taken{Known: d.Fee.Known, PPM: d.Fee.PPM}
		}
	}
	return list, nil
}

// feeUpTo is how much of a fixed fee is taken once so much is paid, rounded half
// away from zero.
func (d Deal) feeUpTo(paid int64) int64 {
	fee, amount := d.Fee.Fixed.Minor, d.Amount.Minor
	switch {
	case paid <= 0:
		return 0
	case paid >= amount:
		return fee
	}
	return quotient(new(big.Int).Mul(big.NewInt(fee), big.NewInt(paid)), big.NewInt(amount)).Int64()
}

// Order is a lead of a client, with its deal when it was won.
type Order struct {
	Client, Referrer ClientID
	FirstTouchOn     Date
	Touch            Touch
	Deal             Deal // the zero Deal unless it was won
}
