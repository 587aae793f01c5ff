package crm

import (
	"cmp"
	"slices"
	"strings"
)

// ConnectPrice is what one connect of a platform costs from a day on.
type ConnectPrice struct {
	From  Date
	Price Money
}

// ConnectOn is the price of a connect on a day; zero before the first.
func ConnectOn(prices []ConnectPrice, day Date) (price Money) {
	for _, p := range prices { // oldest first
		if p.From <= day {
			price = p.Price
		}
	}
	return price
}

// ParseConnectPrices reads prices and the days from which they hold, oldest first:
// "0.15 USD; 0.20 USD from 2026-11-01". One without a day holds always, one without
// a currency is in the base currency. Errors are Invalid.
func ParseConnectPrices(text string, base Currency) (list []ConnectPrice, err error) {
	for part := range strings.SplitSeq(text, ";") {
		amount, day, dated := strings.Cut(part, " from ")
		p := ConnectPrice{}
		if p.Price, err = ParseAmount(amount, base); err != nil {
			return nil, err
		}
		if dated {
			if p.From, err = ParseDateAs(strings.TrimSpace(day), ""); err != nil {
				return nil, err
			}
		}
		list = WithConnectPrice(list, p)
	}
	return list, nil
}

// WithConnectPrice is a list in the order of days with one more price, which replaces
// one of its day.
func WithConnectPrice(list []ConnectPrice, p ConnectPrice) []ConnectPrice {
	list = slices.DeleteFunc(slices.Clone(list), func(q ConnectPrice) bool { return q.From == p.From })
	at, _ := slices.BinarySearchFunc(list, p.From, func(q ConnectPrice, day Date) int { return cmp.Compare(q.From, day) })
	return slices.Insert(list, at, p)
}

// FormatConnectPrices writes what [ParseConnectPrices] reads.
func FormatConnectPrices(list []ConnectPrice) string {
	parts := make([]string, len(list))
	for i, p := range list {
		parts[i] = p.Price.Decimal() + " " + string(p.Price.Currency)
		if p.From != "" {
			parts[i] += " from " + string(p.From)
		}
	}
	return strings.Join(parts, "; ")
}
