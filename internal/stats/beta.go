package stats

import "math"

// Beats is the probability that the true share behind kA of nA is greater than
// the one behind kB of nB, when before counting every share was as likely as
// any other: P(A > B) of the posteriors Beta(k+1, n−k+1). It is exact, by the
// closed form of Evan Miller ("Formulas for Bayesian A/B Testing", 2013), which
// is a beta-binomial distribution function and is summed as one: no logarithm
// of a factorial, no integration. Nothing counted on either side gives 0.5.
func Beats(kA, nA, kB, nB int64) float64 {
	nA, nB = max(nA, 0), max(nB, 0)
	kA, kB = min(max(kA, 0), nA), min(max(kB, 0), nB)
	if nB < nA { // the sum is over one side: the shorter
		return 1 - Beats(kB, nB, kA, nA)
	}
	d := BetaBinomial{N: nA + 1, A: float64(kB) + 1, B: float64(nB-kB) + 1}
	return d.Below(kA)
}

// BetaBinomial is how many of N trials succeed when their chance is itself
// uncertain: drawn from Beta(A, B), both above 0.
type BetaBinomial struct {
	N    int64
	A, B float64
}

// Below is the probability of at most k successes.
func (d BetaBinomial) Below(k int64) float64 {
	switch {
	case k < 0:
		return 0
	case k >= d.N:
		return 1
	}
	below, above := 0.0, 0.0
	d.weigh(func(i int64, w float64) {
		if i <= k {
			below += w
		} else {
			above += w
		}
	})
	return below / (below + above)
}

// Quantile is the least number of successes that is not passed with a
// probability of at least p.
func (d BetaBinomial) Quantile(p float64) int64 {
	type weight struct {
		at int64
		w  float64
	}
	var up, down []weight
	total := 0.0
	middle := d.middle()
	d.weigh(func(i int64, w float64) {
		total += w
		if i >= middle {
			up = append(up, weight{i, w})
		} else {
			down = append(down, weight{i, w})
		}
	})
	seen := 0.0
	for n := len(down) - 1; n >= 0; n-- {
		if seen += down[n].w; seen >= p*total {
			return down[n].at
		}
	}
	for _, u := range up {
		if seen += u.w; seen >= p*total {
			return u.at
		}
	}
	return d.N
}

func (d BetaBinomial) middle() int64 {
	return min(max(int64(math.Round(float64(d.N)*d.A/(d.A+d.B))), 0), d.N)
}

// weigh visits numbers of successes with weights that are proportional to their
// probabilities: from the middle up, then from below the middle down. What
// together weighs less than 1e-18 of the rest is left out.
func (d BetaBinomial) weigh(visit func(i int64, w float64)) {
	n, peaked := float64(d.N), d.A >= 1 && d.B >= 1
	middle, total := d.middle(), 0.0
	over := func(w, left, ratio float64) bool { return peaked && ratio < 1 && w*left < total*1e-18 }
	w := 1.0
	for i := middle; ; i++ {
		visit(i, w)
		total += w
		if i == d.N {
			break
		}
		x := float64(i)
		ratio := (n - x) / (x + 1) * (d.A + x) / (d.B + n - x - 1)
		if w *= ratio; over(w, n-x, ratio) {
			break
		}
	}
	w = 1.0
	for i := middle; i > 0; i-- {
		x := float64(i)
		ratio := x / (n - x + 1) * (d.B + n - x) / (d.A + x - 1)
		if w *= ratio; over(w, x, ratio) {
			break
		}
		visit(i-1, w)
		total += w
	}
}
