package crm

import "strings"

// WonDeal is a won deal of which the amount is known.
type WonDeal struct {
	On    Date
	Minor int64  // in the base currency
	Days  *int64 // from first touch to winning; nil where one of the days is not known
}

// Goal is what a month should bring.
type Goal struct {
	Month Money
	Hours int64 // a week that there is for prospecting; 0 is unknown
}

// ParseGoal reads AMOUNT or AMOUNT/month, in the base currency. Errors are Invalid.
func ParseGoal(s string, base Currency) (Money, error) {
	amount, per, given := strings.Cut(s, "/")
	switch strings.ToLower(strings.TrimSpace(per)) {
	case "", "month", "mois", "m":
	default:
		return Money{}, Invalidf("a goal is for a month, not for %q", per).WithHint("for example: leads goal set 5000/month")
	}
	if given && strings.TrimSpace(per) == "" {
		return Money{}, Invalidf("%q does not say for how long", s).WithHint("for example: leads goal set 5000/month")
	}
	m, err := ParseAmount(amount, base)
	switch {
	case err != nil:
		return Money{}, err
	case m.Currency != base:
		return Money{}, Invalidf("a goal is in %s, the base currency", string(base))
	case m.Minor <= 0:
		return Money{}, Invalidf("a goal is more than 0")
	}
	return m, nil
}

// MonthOf is the calendar month of a day.
func MonthOf(d Date) Period {
	t := d.Time()
	return months(t.Year(), t.Month(), 1)
}
