package stats

import (
	"maps"
	"math"
	"slices"
)

// Exits counts those who were watched for the same time: Events had what was
// waited for, Censored left without it or are still waiting.
type Exits struct{ Events, Censored int64 }

// Survival maps a time to who was watched so long. The zero Survival is empty;
// times may be negative (a deal dated before its first touch).
type Survival map[int64]Exits

// Step is one fall of a survival curve.
type Step struct {
	Time           int64
	AtRisk, Events int64
	Share          float64 // still waiting after this time
	StdErr         float64 // Greenwood's
	Low, High      float64 // 95 %, on the log scale as in R's survfit; NaN once nobody is left
}

// Curve is the estimate of Kaplan & Meier 1958 (JASA 53:457), one step for each
// time with an event. Whoever is censored at a time is at risk at that time.
func (s Survival) Curve() []Step {
	var risk int64
	for _, e := range s {
		risk += e.Events + e.Censored
	}
	var steps []Step
	share, spread := 1.0, 0.0
	for _, t := range slices.Sorted(maps.Keys(s)) {
		e := s[t]
		if e.Events > 0 {
			n, d := float64(risk), float64(e.Events)
			share *= (n - d) / n
			spread += d / (n * (n - d)) // infinite once nobody is left
			step := Step{Time: t, AtRisk: risk, Events: e.Events, Share: share, StdErr: share * math.Sqrt(spread), Low: math.NaN(), High: math.NaN()}
			if share > 0 {
				step.Low, step.High = share*math.Exp(-Z95*math.Sqrt(spread)), min(share*math.Exp(Z95*math.Sqrt(spread)), 1)
			}
			steps = append(steps, step)
		}
		risk -= e.Events + e.Censored
	}
	return steps
}

// Quantile is the first time by which the share p has had the event, that is,
// with at most 1 − p still waiting; false when so many never did.
func (s Survival) Quantile(p float64) (int64, bool) {
	return firstBelow(s.Curve(), p, func(st Step) float64 { return st.Share })
}

// Median is Quantile(0.5) with its 95 % interval: where the ends of the
// interval of the curve pass one half. An end that they never pass is unknown:
// NaN; an unknown median is false.
func (s Survival) Median() (median, low, high float64, ok bool) {
	curve := s.Curve()
	end := func(of func(Step) float64) float64 {
		if t, ok := firstBelow(curve, 0.5, of); ok {
			return float64(t)
		}
		return math.NaN()
	}
	median = end(func(st Step) float64 { return st.Share })
	low, high = end(func(st Step) float64 { return st.Low }), end(func(st Step) float64 { return st.High })
	return median, low, high, !math.IsNaN(median)
}

// firstBelow is the first step at which a curve has come down to 1 − p. The
// curve is a product of fractions: what is a hair above counts as there.
func firstBelow(curve []Step, p float64, of func(Step) float64) (int64, bool) {
	for _, st := range curve {
		if of(st) <= 1-p+1e-12 {
			return st.Time, true
		}
	}
	return 0, false
}
