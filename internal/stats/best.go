package stats

import (
	"math"
	"slices"
)

// Count is how many of N had what was waited for.
type Count struct{ K, N int64 }

// Prior is what is held for likely of a share before its own outcomes count: a
// Beta distribution. Both are above 0.
type Prior struct{ A, B float64 }

// Mean of the share.
func (p Prior) Mean() float64 { return p.A / (p.A + p.B) }

// After is the prior with outcomes counted in.
func (p Prior) After(c Count) Prior { return Prior{p.A + float64(c.K), p.B + float64(c.N-c.K)} }

// log is the logarithm of the density at a share inside 0 to 1, but for a constant.
func (p Prior) log(share float64) float64 {
	return (p.A-1)*math.Log(share) + (p.B-1)*math.Log1p(-share)
}

// Best is, for each of several shares, how likely it is the greatest of all:
// exactly, by integrating over what the others are likely to be. They add up to 1.
func Best(shares []Prior) []float64 {
	if len(shares) == 1 {
		return []float64{1}
	}
	const steps = 1000
	density, below := make([][]float64, len(shares)), make([][]float64, len(shares))
	for i, s := range shares {
		density[i], below[i] = make([]float64, steps), make([]float64, steps)
		sum, peak := 0.0, math.Inf(-1)
		for n := range steps {
			at, _ := arc(n, steps)
			peak = max(peak, s.log(at))
		}
		for n := range steps {
			// Steps crowd at both ends, where a density may be steep.
			at, width := arc(n, steps)
			d := math.Exp(s.log(at)-peak) * width
			density[i][n] = d
			below[i][n] = sum + d/2
			sum += d
		}
		for n := range steps {
			density[i][n] /= sum
			below[i][n] /= sum
		}
	}
	best, total := make([]float64, len(shares)), 0.0
	for i := range shares {
		for n := range steps {
			p := density[i][n]
			for j := range shares {
				if j != i {
					p *= below[j][n]
				}
			}
			best[i] += p
		}
		total += best[i]
	}
	for i := range best {
		best[i] /= total
	}
	return best
}

// arc is the middle and the width of a step from 0 to 1.
func arc(n, steps int) (at, width float64) {
	edge := func(n int) float64 { return (1 - math.Cos(math.Pi*float64(n)/float64(steps))) / 2 }
	return (1 - math.Cos(math.Pi*(float64(n)+0.5)/float64(steps))) / 2, edge(n+1) - edge(n)
}

// Candidates are the places of the fewest that hold the best with 95 %, the
// likeliest first, from the chance of each to be the best.
func Candidates(best []float64) []int {
	order := make([]int, len(best))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case best[i] > best[j]:
			return -1
		case best[i] < best[j]:
			return 1
		}
		return 0
	})
	sum := 0.0
	for n, i := range order {
		if sum += best[i]; sum >= 0.95 {
			return order[:n+1]
		}
	}
	return order
}

// FitPrior is the prior that makes the outcomes of several groups likeliest, by
// their beta-binomial likelihood: how much groups of this kind differ, as the
// groups themselves show (empirical Bayes; Robinson 2015, "Understanding empirical
// Bayes estimation"). The mean is that of all outcomes; the strength is between
// 2, as good as no outcomes at all, and 1000, where groups are as good as equal.
// Of fewer than two groups with outcomes it knows nothing: the mean, as strong as 2.
func FitPrior(groups []Count) Prior {
	var all Count
	filled := 0
	for _, g := range groups {
		if g.N > 0 {
			all, filled = Count{all.K + g.K, all.N + g.N}, filled+1
		}
	}
	const weakest, strongest = 2.0, 1000.0
	mean := (float64(all.K) + 1) / (float64(all.N) + 2)
	if filled < 2 {
		return Prior{weakest * mean, weakest * (1 - mean)}
	}
	likelihood := func(mean, strength float64) float64 {
		a, b := mean*strength, (1-mean)*strength
		sum := 0.0
		for _, g := range groups {
			sum += lbeta(a+float64(g.K), b+float64(g.N-g.K)) - lbeta(a, b)
		}
		return sum
	}
	strength := 0.0
	for range 4 { // each of the two is soon settled
		strength = math.Exp(highest(math.Log(weakest), math.Log(strongest), func(x float64) float64 { return likelihood(mean, math.Exp(x)) }))
		mean = highest(1e-6, 1-1e-6, func(m float64) float64 { return likelihood(m, strength) })
	}
	return Prior{mean * strength, (1 - mean) * strength}
}

// highest is where a function with one hill is highest, by golden section.
func highest(from, to float64, f func(float64) float64) float64 {
	ratio := (math.Sqrt(5) - 1) / 2
	x, y := to-ratio*(to-from), from+ratio*(to-from)
	fx, fy := f(x), f(y)
	for range 40 {
		if fx > fy {
			to, y, fy = y, x, fx
			x = to - ratio*(to-from)
			fx = f(x)
		} else {
			from, x, fx = x, y, fy
			y = from + ratio*(to-from)
			fy = f(y)
		}
	}
	return (from + to) / 2
}
