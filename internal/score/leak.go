package score

import (
	"slices"

	"leads/internal/crm"
	"leads/internal/stats"
)

// Leak is an own field that was probably filled in after the outcome was known.
type Leak struct {
	Field        string  // as a condition names it
	Closed, Open float64 // share of the closed and of the open leads that have it
	AUC          float64 // how well it alone tells won from lost; 0 when it was not asked
}

// What makes a field suspect: it is there for so many closed leads and so few
// open ones, or it alone tells so much, of so many leads.
const (
	fullAtClosing = 0.5
	emptyBefore   = 0.1
	knowsAll      = 0.9
	enoughToJudge = 60
	enoughOpen    = 10
)

// Leaks looks for fields that know the outcome: a score that uses them looks
// brilliant on the past and is blind on the next lead.
func Leaks(samples []Sample, open []crm.Lead) (leaks []Leak) {
	for _, name := range ownFields(samples) {
		l := Leak{Field: ownName(name)}
		for i := range samples {
			if samples[i].Lead.Fields[name] != "" {
				l.Closed += 1 / float64(len(samples))
			}
		}
		for i := range open {
			if open[i].Fields[name] != "" {
				l.Open += 1 / float64(len(open))
			}
		}
		late := len(open) >= enoughOpen && len(samples) >= enoughOpen && l.Closed >= fullAtClosing && l.Open <= emptyBefore
		if auc := alone(name, samples); auc >= knowsAll {
			l.AUC = auc
		}
		if late || l.AUC > 0 {
			leaks = append(leaks, l)
		}
	}
	return leaks
}

// alone is how well a field by itself tells won from lost leads that it was not
// learned from: numbers as they are, words by the rate of the other leads.
func alone(name string, samples []Sample) float64 {
	if len(samples) < enoughToJudge {
		return 0
	}
	const parts = 5
	numbers, won, figures := make([]float64, len(samples)), make([]bool, len(samples)), 0
	type count struct{ n, won float64 }
	all := map[string]count{}
	var fold [parts]map[string]count
	for i, s := range samples {
		won[i] = s.Won
		v := s.Lead.Fields[name]
		if n, ok := textual(v).asNumber(); ok {
			numbers[i] = n
			figures++
		}
		for _, at := range []*map[string]count{&all, &fold[i%parts]} {
			if *at == nil {
				*at = map[string]count{}
			}
			c := (*at)[v]
			if c.n++; s.Won {
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
	for i, s := range samples {
		v := s.Lead.Fields[name]
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
