package answers

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sort"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/stats"
	"leads/internal/store"
)

// wholePercent is a share as a whole percentage.
func wholePercent(c stats.Count) int64 { return int64(math.Round(100 * float64(c.K) / float64(c.N))) }

// rated is a name with the share it won.
func rated(name string, c stats.Count) say.Text {
	return say.T("%s (%d %% of %d)", name, wholePercent(c), c.N)
}

// candidates are those of the works that hold the one with the highest win rate
// with 95 %, the likeliest first: every share as likely as any other before
// counting (the posterior's form of multiple comparisons with the best, Hsu 1984).
func candidates(works []*work) (list []*work) {
	shares := make([]stats.Prior, len(works))
	for i, w := range works {
		shares[i] = stats.Prior{A: 1, B: 1}.After(w.decided)
	}
	if len(works) == 0 {
		return nil
	}
	for _, i := range stats.Candidates(stats.Best(shares)) {
		list = append(list, works[i])
	}
	return list
}

// decidedOnly are the works with at least one decided lead.
func decidedOnly(works []*work) []*work {
	return slices.DeleteFunc(slices.Clone(works), func(w *work) bool { return w.decided.N == 0 })
}

func namesOf(works []*work) (list []string) {
	for _, w := range works {
		list = append(list, w.name)
	}
	return list
}

func (a *asking) groups() (works []*work, by string) {
	if a.ByChannel {
		return a.works, "channel"
	}
	return bySource(a.works), "source"
}

func (a *asking) best(context.Context) (answer, error) {
	works, by := a.groups()
	works = decidedOnly(works)
	found := answer{period: a.Period, see: a.of("report", "--by", by, "--sort", "win_rate")}
	lost := int64(0)
	for _, w := range works {
		found.n += w.decided.N
		lost += w.decided.N - w.decided.K
	}
	switch {
	case found.n == 0:
		found.text = say.T("nobody can say yet: no lead is won or lost")
		return found, nil
	case lost == 0:
		found.text = say.T("nobody can say: no lost lead is recorded, so every source wins 100 %% (close lost leads, too: leads lose ID)")
		return found, nil
	}
	list := candidates(works)
	found.candidates = namesOf(list)
	first := list[0]
	switch {
	case len(works) == 1:
		found.text = say.T("%s wins %d %% of %d decided leads; no other has any to compare", first.name, wholePercent(first.decided), first.decided.N)
	case len(list) == 1:
		others := slices.DeleteFunc(slices.Clone(works), func(w *work) bool { return w == first })
		next := slices.MaxFunc(others, func(x, y *work) int { return cmp.Compare(wholePercent(x.decided), wholePercent(y.decided)) })
		found.text = say.T("%s: it wins %d %% of %d decided leads, the next is %s", first.name, wholePercent(first.decided), first.decided.N, rated(next.name, next.decided))
	default:
		found.text = say.T("nobody can say yet: %s", rates(list))
	}
	return found, nil
}

// rates names works with the shares they won, at most five of them.
func rates(list []*work) say.Text {
	var items []say.Text
	for i, w := range list {
		if i == 5 && len(list) > 6 {
			items = append(items, say.T("one of %d others", len(list)-5))
			break
		}
		items = append(items, rated(w.name, w.decided))
	}
	return listed(items)
}

// channels says of each source with two channels or more which of them wins most.
func (a *asking) channels(context.Context) (answer, error) {
	found := answer{period: a.Period, see: a.of("report", "--by", "source,channel")}
	var texts []say.Text
	for _, source := range bySource(a.works) {
		var own []*work
		for _, w := range decidedOnly(a.works) {
			if w.source == source.name && w.channel != 0 {
				own = append(own, w)
			}
		}
		if len(own) < 2 {
			continue
		}
		for _, w := range own {
			found.n += w.decided.N
		}
		list := candidates(own)
		if len(list) == 1 {
			var others []*work
			for _, w := range own {
				if w != list[0] {
					others = append(others, w)
				}
			}
			texts = append(texts, say.T("%s wins more often than %s", rated(list[0].name, list[0].decided), rates(others)))
			found.candidates = append(found.candidates, list[0].name)
			continue
		}
		texts = append(texts, say.T("of %s nobody can say yet: %s", source.name, rates(list)))
		found.candidates = append(found.candidates, namesOf(list)...)
	}
	if len(texts) == 0 {
		found.text = say.T("nobody can say yet: no source has decided leads from two channels")
		return found, nil
	}
	found.text = sentences(texts)
	return found, nil
}

// fewPriced is below how many decided leads with a value nothing is said about prices.
const fewPriced = 20

// price holds the dearest quarter of decided leads against the cheapest.
func (a *asking) price(ctx context.Context) (answer, error) {
	found := answer{period: a.Period, see: a.of("report", "--by", "value-band")}
	if _, err := crm.ParseDimension("value-band"); err != nil {
		found.see = []string{"list", "--sort", "value"}
	}
	priced, err := a.priced(ctx)
	if err != nil {
		return found, err
	}
	if found.n = int64(len(priced)); found.n < fewPriced {
		found.text = say.T("nobody can say yet: %d decided leads have a value, and it takes %d", found.n, fewPriced)
		return found, nil
	}
	worths := make([]int64, len(priced))
	for i, p := range priced {
		worths[i] = p.minor
	}
	slices.Sort(worths)
	low, high := worths[(len(worths)-1)/4], worths[len(worths)-1-(len(worths)-1)/4]
	var cheap, dear []bool
	for _, p := range priced {
		switch {
		case p.minor >= high && high > low:
			dear = append(dear, p.won)
		case p.minor <= low:
			cheap = append(cheap, p.won)
		}
	}
	if len(cheap) == 0 || len(dear) == 0 {
		found.text = say.T("nobody can say: your leads all have about the same value")
		return found, nil
	}
	less, more := counted(cheap), counted(dear)
	dearRate, cheapRate := ranged(more), ranged(less)
	bandLow, bandHigh := say.T("up to %s", a.money(float64(low))).String(), say.T("from %s", a.money(float64(high))).String()
	sure := stats.Evidence(cheap, dear) >= stats.Enough
	switch share := float64(more.K) / float64(more.N); {
	case sure && share < float64(less.K)/float64(less.N):
		found.candidates = []string{bandLow}
		found.text = say.T("no: from %s you win %s, up to %s %s; a higher price costs you deals", a.money(float64(high)), dearRate, a.money(float64(low)), cheapRate)
	case sure:
		found.candidates = []string{bandHigh}
		found.text = say.T("yes: from %s you win %s, up to %s only %s", a.money(float64(high)), dearRate, a.money(float64(low)), cheapRate)
	default:
		found.candidates = []string{bandLow, bandHigh}
		found.text = say.T("nobody can say yet: from %s you win %s, up to %s %s", a.money(float64(high)), dearRate, a.money(float64(low)), cheapRate)
	}
	return found, nil
}

// ranged is a share won with the interval that holds it however often one looks.
func ranged(c stats.Count) say.Text {
	from, to := stats.Robbins(c.K, c.N)
	return say.T("%d %% of %d (%d to %d %%)", wholePercent(c), c.N, int64(math.Floor(100*from)), int64(math.Ceil(100*to)))
}

func counted(list []bool) (c stats.Count) {
	for _, won := range list {
		if c.N++; won {
			c.K++
		}
	}
	return c
}

// offer is a decided lead with a value, in minor units of the base currency.
type offer struct {
	id    crm.LeadID
	minor int64
	won   bool
}

// priced are the decided leads of the period with a value, in the order of their
// ids. A value in a currency without a rate is left out.
func (a *asking) priced(ctx context.Context) (list []offer, err error) {
	leads, err := a.tx.Brief(ctx, store.LeadFilter{Since: a.Period.From, Until: a.Period.To, Sort: "id"})
	if err != nil {
		return nil, err
	}
	rates := map[crm.Currency]crm.Rate{a.base: "1"}
	for i := range leads {
		l := &leads[i]
		if o := l.Deal.Outcome; !l.Value.Known() || o != crm.Won && o != crm.Lost && o != crm.NoResponse {
			continue
		}
		rate, known := rates[l.Value.Currency]
		if !known {
			if rate, err = a.tx.RateOn(ctx, l.Value.Currency, a.base, l.FirstTouchOn); err != nil && crm.KindOf(err) != crm.Refused {
				return nil, err
			}
			rates[l.Value.Currency] = rate
		}
		if rate == "" {
			continue
		}
		worth := l.Value
		if l.Value.Currency != a.base {
			if worth, err = rate.Convert(l.Value, a.base); err != nil {
				return nil, err
			}
		}
		list = append(list, offer{l.ID, worth.Minor, l.Deal.Outcome == crm.Won})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].id < list[j].id })
	return list, nil
}
