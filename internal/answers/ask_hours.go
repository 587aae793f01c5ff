package answers

import (
	"cmp"
	"context"
	"math"
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/stats"
)

const (
	worthDraws = 4000
	worthSeed  = 2106 // of every draw: equal files give equal answers
)

func inMoney(minor float64, base crm.Currency) string {
	return crm.Money{Minor: int64(math.Round(minor)), Currency: base}.String()
}

// timed are the works on which hours are recorded, with draws of what an hour on
// each is worth; the draws are nil where nothing was won yet.
func timed(works []*work) (list []*work, draws [][]float64) {
	list = slices.DeleteFunc(slices.Clone(works), func(w *work) bool { return w.minutes <= 0 })
	input := make([]stats.Work, len(list))
	for i, w := range list {
		input[i] = w.stat()
	}
	return list, stats.Worth(input, worthDraws, worthSeed)
}

func (a *asking) hour(context.Context) (answer, error) {
	works, by := a.groups()
	found := answer{period: a.Period, see: a.of("report", "--by", by, "--sort", "revenue_per_hour")}
	list, draws := timed(works)
	switch {
	case len(list) == 0:
		found.text = say.T("nobody can say yet: no hours are recorded (leads log ID KIND --spent 25m)")
		return found, nil
	case draws[0] == nil:
		found.text = say.T("nobody can say yet: hours are recorded, but no deal with an amount is won")
		return found, nil
	}
	order := make([]int, len(list))
	for i, w := range list {
		order[i] = i
		found.n += w.decided.N
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(list[j].perHour(), list[i].perHour()) })
	var each []say.Text
	for n, i := range order {
		if n == 6 {
			each = append(each, say.T("%d more", len(order)-6))
			break
		}
		each = append(each, say.T("%s %s", list[i].name, a.money(list[i].perHour())))
	}
	best := stats.Candidates(stats.Shares(draws))
	for _, i := range best {
		found.candidates = append(found.candidates, list[i].name)
	}
	switch {
	case len(list) == 1:
		found.text = say.T("%s net so far; no other has hours to compare", each[0])
	case len(best) == 1:
		q := stats.Quantiles(draws[best[0]], 0.1, 0.9)
		found.text = say.T("most on %s, where it will be %s to %s in 8 of 10 cases; net so far: %s", list[best[0]].name, a.money(q[0]), a.money(q[1]), commas(each))
	default:
		var names []say.Text
		for _, i := range best {
			names = append(names, say.T("%s", list[i].name))
		}
		found.text = say.T("nobody can say yet whether most on %s; net so far: %s", listed(names), commas(each))
	}
	return found, nil
}

// bar is what an hour should bring: what one costs the owner, else the median of
// what an hour on each channel brought.
func (a *asking) bar(ctx context.Context, list []*work) (minor float64, own bool, err error) {
	cost, err := a.tx.Setting(ctx, "hourly-cost")
	if err != nil {
		return 0, false, err
	}
	if cost != "" {
		m, err := crm.ParseMoney(cost, a.base, crm.MarkPoint)
		return float64(m.Minor), true, err
	}
	var each []float64
	for _, w := range list {
		each = append(each, w.perHour())
	}
	slices.Sort(each)
	return (each[(len(each)-1)/2] + each[len(each)/2]) / 2, false, nil
}

func (a *asking) stop(ctx context.Context) (answer, error) { return a.worthIt(ctx, false) }

func (a *asking) more(ctx context.Context) (answer, error) { return a.worthIt(ctx, true) }

// worthIt names the channels that are worth their hours with less than 10 %, or
// with more than 90 %.
func (a *asking) worthIt(ctx context.Context, more bool) (answer, error) {
	found := answer{period: a.Period, see: a.of("advise")}
	list, draws := timed(a.works)
	switch {
	case len(list) == 0:
		found.text = say.T("nobody can say yet: no hours are recorded (leads log ID KIND --spent 25m)")
		return found, nil
	case draws[0] == nil:
		found.text = say.T("nobody can say yet: hours are recorded, but no deal with an amount is won")
		return found, nil
	}
	bar, own, err := a.bar(ctx, list)
	if err != nil {
		return found, err
	}
	if !own && len(list) == 1 {
		found.text = say.T("nobody can say: there is no second channel with hours, and no hourly cost (leads config set hourly-cost 40)")
		return found, nil
	}
	var named []say.Text
	for i, w := range list {
		above := 0.0
		for _, x := range draws[i] {
			if x > bar {
				above += 1 / float64(len(draws[i]))
			}
		}
		found.n += w.decided.N
		if !more && above < 0.1 || more && above > 0.9 {
			found.candidates = append(found.candidates, w.name)
			named = append(named, say.T("%s (%s an hour so far, %d %% sure)", w.name, a.money(w.perHour()), int64(math.Floor(100*math.Max(above, 1-above)))))
		}
	}
	what := say.T("the median of your channels, %s an hour", a.money(bar))
	if own {
		what = say.T("your hourly cost of %s", a.money(bar))
	}
	switch {
	case len(named) == 0 && more:
		found.text = say.T("no channel is worth more than %s with 90 %%", what)
	case len(named) == 0:
		found.text = say.T("no channel is worth less than %s with 90 %%", what)
	case more:
		found.text = say.T("worth more than %s: %s", what, commas(named))
	default:
		found.text = say.T("worth less than %s: %s", what, commas(named))
	}
	return found, nil
}
