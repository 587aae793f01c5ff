package score

import (
	"maps"
	"math"
	"slices"

	"leads/internal/crm"
	"leads/internal/stats"
)

// Leak is an own field, a tag or the value, probably filled in after the outcome
// was known.
type Leak struct {
	Field        string  // as a condition names it
	Tag          bool    // it is a tag
	Closed, Open float64 // share of the closed and of the open leads that have it
	AUC          float64 // how well it alone tells won from lost; 0 when it was not asked
	Late, Have   int     // decided leads on which it was filled in or changed after closing, of those that have it
}

// What makes a field suspect: it is there for so many closed leads and so few
// open ones (or, of more leads, for surely less than a third as many), or it
// alone tells so much, of so many leads; or it is known to have been changed after
// closing, of so many that have it.
const (
	fullAtClosing = 0.5
	emptyBefore   = 0.1
	knowsAll      = 0.9
	enoughToJudge = 60
	enoughOpen    = 10
	lateShare     = 0.1
	hardlyOpen    = 1.0 / 3 // of the share of the closed ones, for sure
)

// suspect is what may have been filled in late.
type suspect struct {
	Leak
	of func(*crm.Lead) string
}

func suspects(samples []Sample) (list []suspect) {
	for _, name := range ownFields(samples) {
		list = append(list, suspect{Leak{Field: ownName(name)}, func(l *crm.Lead) string { return l.Fields[name] }})
	}
	seen := map[string]bool{}
	for i := range samples {
		for _, tag := range samples[i].Lead.Tags {
			seen[tag] = true
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(seen)) {
		list = append(list, suspect{Leak{Field: quote(tag) + " in tags", Tag: true}, func(l *crm.Lead) string {
			if slices.Contains(l.Tags, tag) {
				return "yes"
			}
			return ""
		}})
	}
	return append(list, suspect{Leak{Field: "value"}, func(l *crm.Lead) string { return textOf(worth(&Subject{Lead: *l})) }})
}

// Leaks looks for fields that know the outcome: a score that uses them looks
// brilliant on the past and is blind on the next lead.
func Leaks(samples []Sample, open []crm.Lead) (leaks []Leak) {
	for _, x := range suspects(samples) {
		l := x.Leak
		for i := range samples {
			now := x.of(&samples[i].Lead)
			if now == "" {
				continue
			}
			l.Closed += 1 / float64(len(samples))
			if l.Have++; samples[i].Was != nil && x.of(samples[i].Was) != now {
				l.Late++
			}
		}
		for i := range open {
			if x.of(&open[i]) != "" {
				l.Open += 1 / float64(len(open))
			}
		}
		edited := l.Late > 0 && float64(l.Late) >= lateShare*float64(l.Have)
		_, openHigh := stats.Wilson(int64(math.Round(l.Open*float64(len(open)))), int64(len(open)))
		late := len(open) >= enoughOpen && len(samples) >= enoughOpen &&
			(l.Closed >= fullAtClosing && l.Open <= emptyBefore || openHigh < l.Closed*hardlyOpen)
		if auc := alone(x.of, samples); auc >= knowsAll && l.Field != "value" { // dear ones may be lost
			l.AUC = auc
		}
		if !edited {
			l.Late = 0
		}
		if edited || late && l.Field != "value" || l.AUC > 0 {
			leaks = append(leaks, l)
		}
	}
	return leaks
}

// alone is how well a field by itself tells won from lost leads that it was not
// learned from: numbers as they are, words by the rate of the other leads.
func alone(of func(*crm.Lead) string, samples []Sample) float64 {
	if len(samples) < enoughToJudge {
		return 0
	}
	const parts = 5
	numbers, won, figures := make([]float64, len(samples)), make([]bool, len(samples)), 0
	type count struct{ n, won float64 }
	all := map[string]count{}
	var fold [parts]map[string]count
	for i := range samples {
		won[i] = samples[i].Won
		v := of(&samples[i].Lead)
		if n, ok := textual(v).asNumber(); ok {
			numbers[i] = n
			figures++
		}
		for _, at := range []*map[string]count{&all, &fold[i%parts]} {
			if *at == nil {
				*at = map[string]count{}
			}
			c := (*at)[v]
			if c.n++; samples[i].Won {
				c.won++
			}
			(*at)[v] = c
		}
	}
	if len(all) > 5 && figures*10 >= len(samples)*9 {
		auc, _ := stats.AUC(numbers, won)
		return max(auc, 1-auc)
	}
	rates := make([]float64, len(samples))
	for i := range samples {
		v := of(&samples[i].Lead)
		others, own := all[v], fold[i%parts][v]
		rates[i] = (others.won - own.won + 1) / (others.n - own.n + 2)
	}
	auc, _ := stats.AUC(rates, won)
	return auc
}

// Fields names the fields of leaks, as conditions name them.
func Fields(leaks []Leak) (names []string) {
	for _, l := range leaks {
		names = append(names, l.Field)
	}
	slices.Sort(names)
	return names
}
