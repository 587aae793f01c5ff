package report

import (
	"math/big"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

// column is one figure of a report: how it is shown, what it means and how it
// is computed.
type column struct {
	sheet.Column
	means  say.Text
	cohort bool // only in a cohort report
	of     func(q *Query, f *figures) any
}

// feeSum is what was taken of the revenue, summed exactly and rounded once to
// the minor unit: known fees and assumed ones.
func (f *figures) feeSum() int64 { return f.FeeFixed + feeOf(f.fees, f.known) }

// feesKnown is the part of it that contracts and payments say.
func (f *figures) feesKnown() int64 { return f.FeeFixed + feeOf(f.known) }

// feeOf is the fee on revenue by parts per million, rounded once.
func feeOf(revenues ...map[int64]int64) int64 {
	var parts []crm.FeePart
	for _, by := range revenues {
		for ppm, minor := range by {
			parts = append(parts, crm.FeePart{Minor: minor, PPM: ppm})
		}
	}
	if len(parts) == 0 {
		return 0
	}
	return crm.FeeOf(parts)
}

// net is revenue − fees − cost.
func (f *figures) net() int64 { return f.Revenue - f.feeSum() - f.Cost }

// decided counts the closed deals that a win rate is about.
func (f *figures) decided() int64 { return f.Won + f.Lost + f.NoResponse }

func count(n func(*figures) int64) func(*Query, *figures) any {
	return func(_ *Query, f *figures) any { return n(f) }
}

func money(n func(*figures) int64) func(*Query, *figures) any {
	return func(q *Query, f *figures) any { return q.amount(n(f)) }
}

// amount is a figure in the base currency, which the title names once.
func (q Query) amount(minor int64) sheet.Amount {
	return sheet.Amount{Decimal: crm.Money{Minor: minor, Currency: q.Base}.Decimal()}
}

// ratio is a/b, rounded half away from zero to the minor unit; unknown when b is 0.
func (q *Query) ratio(a, b, scale int64) any {
	const exact = 1 << 53 // twice sixty times of it, and a number so large, are whole in 64 bits
	switch {
	case b == 0:
		return nil
	case -exact < a && a < exact && 0 < b && b < exact && scale <= 60:
		half := b
		if a < 0 {
			half = -b
		}
		return q.amount((2*a*scale + half) / (2 * b))
	}
	n := new(big.Int).Mul(big.NewInt(2*a), big.NewInt(scale))
	d := big.NewInt(2 * b)
	half := big.NewInt(b)
	if (a < 0) != (b < 0) {
		half.Neg(half)
	}
	n.Add(n, half).Quo(n, d)
	if !n.IsInt64() {
		return nil
	}
	return q.amount(n.Int64())
}

// medianOf is that of days; unknown without any.
func medianOf(days func(*figures) stats.Histogram) func(*Query, *figures) any {
	return func(_ *Query, f *figures) any { return median(days(f)) }
}

// share is k of n with its 95 % Wilson interval; which says the part.
func share(k, n func(*figures) int64, which int) func(*Query, *figures) any {
	return func(_ *Query, f *figures) any {
		part, of := k(f), n(f)
		switch {
		case of == 0:
			return nil
		case which == 0:
			return float64(part) / float64(of)
		}
		low, high := stats.Wilson(part, of)
		return []float64{low, high}[which-1]
	}
}

// roi is (net − hours × hourly cost) / (cost + hours × hourly cost).
func (q *Query) roi(f *figures) any {
	const exact = 1 << 40 // sixty times of it, and the sum of two, are whole in a float
	if net := f.net(); max(f.Cost, net, -net, f.Minutes) < exact && f.Cost >= 0 && (q.HourlyCost.Minor == 0 || f.Minutes < exact/q.HourlyCost.Minor) {
		time := f.Minutes * q.HourlyCost.Minor // in sixtieths, as the rest
		if spent := 60*f.Cost + time; spent > 0 {
			return float64(60*net-time) / float64(spent)
		}
		return nil
	}
	spent := new(big.Rat).SetInt64(f.Cost)
	time := new(big.Rat)
	if q.HourlyCost.Known() {
		time.SetFrac(new(big.Int).Mul(big.NewInt(f.Minutes), big.NewInt(q.HourlyCost.Minor)), big.NewInt(60))
	}
	spent.Add(spent, time)
	if spent.Sign() == 0 {
		return nil
	}
	gain := new(big.Rat).SetInt64(f.net())
	value, _ := gain.Sub(gain, time).Quo(gain, spent).Float64()
	return value
}

var (
	leadsOf = func(f *figures) int64 { return f.Leads }
	wonOf   = func(f *figures) int64 { return f.Won }
)

// influencedColumn is there only by campaign, beside the leads that it brought.
var influencedColumn = column{Column: sheet.Column{Key: "influenced", Title: say.T("influenced"), Type: sheet.Count},
	means: say.T("leads of another campaign, or of none, that a later touch in the period brought here, up to their closing; each once per row"),
	of:    count(func(f *figures) int64 { return f.Influenced })}

// allColumns are the figures of a report, in their order.
var allColumns = []column{
	{sheet.Column{Key: "leads", Title: say.T("leads"), Type: sheet.Count}, say.T("leads whose first touch is in the period"), false, count(leadsOf)},
	{sheet.Column{Key: "open", Title: say.T("open"), Type: sheet.Count}, say.T("of those, still open"), false,
		count(func(f *figures) int64 { return f.Leads - f.Closed })},
	{sheet.Column{Key: "won", Title: say.T("won"), Type: sheet.Count}, say.T("deals won in the period, by closing day"), false, count(wonOf)},
	{sheet.Column{Key: "lost", Title: say.T("lost"), Type: sheet.Count}, say.T("deals lost in the period"), false,
		count(func(f *figures) int64 { return f.Lost })},
	{sheet.Column{Key: "no_response", Title: say.T("no answer"), Type: sheet.Count}, say.T("deals closed in the period because nobody answered"), false,
		count(func(f *figures) int64 { return f.NoResponse })},
	{sheet.Column{Key: "not_a_fit", Title: say.T("declined"), Type: sheet.Count, Detail: true}, say.T("deals you declined in the period: not losses"), false,
		count(func(f *figures) int64 { return f.NotAFit })},
	{sheet.Column{Key: "win_rate", Title: say.T("win rate"), Type: sheet.Rate, Low: "win_rate_low", High: "win_rate_high", N: "win_rate_n"},
		say.T("won / (won + lost + no answer), with the 95 %% Wilson interval and the number of deals behind it"), false, share(wonOf, (*figures).decided, 0)},
	{sheet.Column{Key: "win_rate_low", Type: sheet.Rate, Detail: true}, say.T("lower end of the 95 %% Wilson interval of the win rate"), false,
		share(wonOf, (*figures).decided, 1)},
	{sheet.Column{Key: "win_rate_high", Type: sheet.Rate, Detail: true}, say.T("upper end of the 95 %% Wilson interval of the win rate"), false,
		share(wonOf, (*figures).decided, 2)},
	{sheet.Column{Key: "win_rate_n", Type: sheet.Count, Detail: true}, say.T("deals behind the win rate: won + lost + no answer"), false, count((*figures).decided)},
	{sheet.Column{Key: "conversion", Title: say.T("conversion"), Type: sheet.Rate, Low: "conversion_low", High: "conversion_high", N: "leads"},
		say.T("won / leads"), true, share(wonOf, leadsOf, 0)},
	{sheet.Column{Key: "conversion_low", Type: sheet.Rate, Detail: true}, say.T("lower end of the 95 %% Wilson interval of the conversion"), true, share(wonOf, leadsOf, 1)},
	{sheet.Column{Key: "conversion_high", Type: sheet.Rate, Detail: true}, say.T("upper end of the 95 %% Wilson interval of the conversion"), true, share(wonOf, leadsOf, 2)},
	{sheet.Column{Key: "revenue", Title: say.T("revenue"), Type: sheet.Money}, say.T("won amounts in the base currency, at the rate of the closing day; with --money paid what came, at the rate of its day"), false,
		money(func(f *figures) int64 { return f.Revenue })},
	{sheet.Column{Key: "fees", Title: say.T("fees"), Type: sheet.Money, Detail: true}, say.T("what was taken from the revenue: by the fee of the payment, else of the contract, else of the source on the day; rounded once"), false,
		money((*figures).feeSum)},
	{sheet.Column{Key: "cost", Title: say.T("cost"), Type: sheet.Money}, say.T("money spent in the period: activities on the group's leads and on the source itself"), false,
		money(func(f *figures) int64 { return f.Cost })},
	{sheet.Column{Key: "hours", Title: say.T("hours"), Type: sheet.Hours}, say.T("time spent in the period, likewise: minutes / 60"), false,
		func(_ *Query, f *figures) any { return float64(f.Minutes) / 60 }},
	{sheet.Column{Key: "net", Title: say.T("net"), Type: sheet.Money}, say.T("revenue − fees − cost"), false, money((*figures).net)},
	{sheet.Column{Key: "revenue_per_hour", Title: say.T("per hour"), Type: sheet.Money}, say.T("net / hours; unknown without hours"), false,
		func(q *Query, f *figures) any { return q.ratio(f.net(), f.Minutes, 60) }},
	{sheet.Column{Key: "roi", Title: say.T("ROI"), Type: sheet.Percent, Detail: true},
		say.T("(net − hours × hourly cost) / (cost + hours × hourly cost); unknown when nothing was spent"), false, (*Query).roi},
	{sheet.Column{Key: "days_to_win", Title: say.T("days"), Type: sheet.Number}, say.T("median days from first touch to winning, of the deals won"), false,
		medianOf(func(f *figures) stats.Histogram { return f.days })},
	{sheet.Column{Key: "avg_deal", Title: say.T("average deal"), Type: sheet.Money, Detail: true}, say.T("revenue / won"), false,
		func(q *Query, f *figures) any { return q.ratio(f.Revenue, f.Won, 1) }},
	{sheet.Column{Key: "paid", Title: say.T("paid"), Type: sheet.Money, Detail: true}, say.T("payments less refunds, by the day they came, at the rate of that day"), false,
		money(func(f *figures) int64 { return f.Paid })},
	{sheet.Column{Key: "unpaid", Title: say.T("unpaid"), Type: sheet.Money, Detail: true},
		say.T("what is still to come today of the deals won in the period, at the rate of their closing days"), false,
		money(func(f *figures) int64 { return f.Unpaid })},
	{sheet.Column{Key: "days_to_pay", Title: say.T("days to pay"), Type: sheet.Number, Detail: true},
		say.T("median days from closing until the amount was first reached, of the deals paid in full in the period"), false, medianOf(func(f *figures) stats.Histogram { return f.paying })},
}
