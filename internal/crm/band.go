package crm

// RateFrom is what one unit of a currency is worth in the base currency from a day on.
type RateFrom struct {
	Currency Currency
	From     Date
	Rate     Rate
}

// Bands are ranges of value in the base currency. Each begins with its bound,
// which belongs to it; the first begins at 0. The zero Bands know no value.
type Bands struct {
	Base   Currency
	Bounds []Money    // rising, above 0, in the base currency
	Rates  []RateFrom // of any currency, the days of each rising
}

// InBase is a value in the base currency at the rate of a day; false where one
// of them is unknown.
func (b Bands) InBase(value Money, day Date) (Money, bool) {
	if !value.Known() {
		return Money{}, false
	}
	rate := Rate("")
	for _, r := range b.Rates {
		if r.Currency == value.Currency && r.From <= day {
			rate = r.Rate
		}
	}
	m, err := rate.Convert(value, b.Base)
	return m, err == nil && m.Known()
}

// Label names the band of a value at the rate of a day: "0-500", "500-1000",
// "1000+"; "" where the value is unknown.
func (b Bands) Label(value Money, day Date) string {
	m, known := b.InBase(value, day)
	if !known || b.Base == "" {
		return ""
	}
	at := len(b.Bounds)
	for at > 0 && m.Minor < b.Bounds[at-1].Minor {
		at--
	}
	low := "0"
	if at > 0 {
		low = b.Bounds[at-1].short()
	}
	if at == len(b.Bounds) {
		return low + "+"
	}
	return low + "-" + b.Bounds[at].short()
}

// short is the amount without a fraction that is zero.
func (m Money) short() string {
	text, zero := m.Decimal(), Money{0, m.Currency}.Decimal()
	if len(zero) > 1 && len(text) >= len(zero) && text[len(text)-len(zero)+1:] == zero[1:] {
		return text[:len(text)-len(zero)+1]
	}
	return text
}
