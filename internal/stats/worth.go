package stats

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Work is what hours on one channel came to.
type Work struct {
	Parent  string    // channels with the same parent are closer to each other than to the rest
	Hours   float64   // 0 where none are known
	Leads   int64     // that came of the hours
	Decided Count     // won, of those that are won or lost
	Values  []float64 // what each won deal left; only those above 0 count
	Cost    float64   // spent in all
}

// Worth are draws of what an hour on each of several channels is worth, channel
// by channel, all with the same chance: leads an hour (gamma-Poisson) × share won
// (beta-binomial) × value of a deal (log-normal) − cost an hour. Each of the three
// is drawn towards the other channels of its parent, and those towards all: how
// strongly, the channels themselves show by how much they differ (empirical
// Bayes). What nothing is known of is nil.
func Worth(channels []Work, draws int, seed uint64) [][]float64 {
	pace, win, value := fitPace(channels), fitWins(channels), fitValues(channels)
	list := make([][]float64, len(channels))
	if !pace.known || !value.known {
		return list
	}
	for i, w := range channels {
		c := &chance{state: seed + uint64(i)*0x9E3779B97F4A7C15}
		r := rand.New(c)
		costs := 0.0
		if w.Hours > 0 {
			costs = w.Cost / w.Hours
		}
		shape, hours := pace.of(channels, i)
		share := win.of(channels, i)
		mean, spread := value.of(channels, i)
		list[i] = make([]float64, draws)
		for n := range draws {
			leads := c.anyGamma(r, shape) / hours
			won, lost := c.anyGamma(r, share.A), c.anyGamma(r, share.B)
			deal := math.Exp(mean + spread*r.NormFloat64() + value.within/2)
			list[i][n] = leads*won/(won+lost)*deal - costs
		}
	}
	return list
}

// anyGamma draws from the gamma distribution of any shape above 0 (Marsaglia &
// Tsang's boost below 1).
func (c *chance) anyGamma(normal *rand.Rand, shape float64) float64 {
	if shape >= 1 {
		return c.gamma(normal, shape)
	}
	return c.gamma(normal, shape+1) * math.Pow(c.uniform(), 1/shape)
}

// alike is as how many leads or deals the other channels count at most: that some
// channels look equal is no proof that the next one is.
const alike = 12

// siblings are the places of the other channels with the same parent.
func siblings(channels []Work, i int) (list []int) {
	for j := range channels {
		if j != i && channels[j].Parent == channels[i].Parent {
			list = append(list, j)
		}
	}
	return list
}

// paces are the leads that an hour brings: a gamma distribution of channels, with
// a mean and a strength in hours.
type paces struct {
	known      bool
	mean, size float64
}

func fitPace(channels []Work) (p paces) {
	leads, hours := 0.0, 0.0
	for _, w := range channels {
		if w.Hours > 0 {
			leads, hours = leads+float64(w.Leads), hours+w.Hours
		}
	}
	if hours == 0 {
		return p
	}
	p.known, p.mean = true, (leads+0.5)/(hours+0.5)
	likelihood := func(size float64) float64 { // negative binomial, of a prior worth so many hours
		a, sum := p.mean*size, 0.0
		for _, w := range channels {
			if w.Hours > 0 {
				x, _ := math.Lgamma(a + float64(w.Leads))
				y, _ := math.Lgamma(a)
				sum += x - y + a*math.Log(size/(size+w.Hours)) + float64(w.Leads)*math.Log(1/(size+w.Hours))
			}
		}
		return sum
	}
	p.size = math.Exp(highest(math.Log(1/p.mean), math.Log(alike/p.mean), func(x float64) float64 { return likelihood(math.Exp(x)) }))
	return p
}

// of is the gamma distribution of the leads an hour of one channel: its shape and
// the hours behind it.
func (p paces) of(channels []Work, i int) (shape, hours float64) {
	leads, around := p.mean*p.size, p.size
	for _, j := range siblings(channels, i) {
		if channels[j].Hours > 0 {
			leads, around = leads+float64(channels[j].Leads), around+channels[j].Hours
		}
	}
	shape, hours = leads/around*p.size, p.size
	if w := channels[i]; w.Hours > 0 {
		shape, hours = shape+float64(w.Leads), hours+w.Hours
	}
	return shape, hours
}

// wins are the shares that channels win.
type wins struct{ Prior }

func fitWins(channels []Work) wins {
	counts := make([]Count, len(channels))
	for i, w := range channels {
		counts[i] = w.Decided
	}
	p := FitPrior(counts)
	if strength := p.A + p.B; strength > alike {
		p = Prior{p.A / strength * alike, p.B / strength * alike}
	}
	return wins{p}
}

func (p wins) of(channels []Work, i int) Prior {
	around, strength := p.Prior, p.A+p.B
	for _, j := range siblings(channels, i) {
		around = around.After(channels[j].Decided)
	}
	mean := around.Mean()
	return Prior{mean * strength, (1 - mean) * strength}.After(channels[i].Decided)
}

// values are the logarithms of what deals bring: how they vary within a channel
// and between the means of channels (method of moments; DerSimonian & Laird 1986).
type values struct {
	known                 bool
	mean, within, between float64 // the two are variances
	sums, ns              []float64
}

func fitValues(channels []Work) (v values) {
	var all []float64
	v.sums, v.ns = make([]float64, len(channels)), make([]float64, len(channels))
	for i, w := range channels {
		for _, x := range w.Values {
			if x > 0 {
				all = append(all, math.Log(x))
				v.sums[i] += math.Log(x)
				v.ns[i]++
			}
		}
	}
	if len(all) == 0 {
		return v
	}
	v.known = true
	total := 0.0
	for _, x := range all {
		total += x
	}
	v.mean = total / float64(len(all))
	squares, freedom := 1.0, 2.0 // as good as two deals that differ by half of themselves, so that one alone is not sure
	for i, w := range channels {
		for _, x := range w.Values {
			if x > 0 {
				squares += math.Pow(math.Log(x)-v.sums[i]/v.ns[i], 2)
			}
		}
		freedom += max(v.ns[i]-1, 0)
	}
	v.within = squares / freedom
	q, n, n2, groups := 0.0, 0.0, 0.0, 0.0
	for i := range channels {
		if v.ns[i] > 0 {
			q += v.ns[i] * math.Pow(v.sums[i]/v.ns[i]-v.mean, 2) / v.within
			n, n2, groups = n+v.ns[i], n2+v.ns[i]*v.ns[i], groups+1
		}
	}
	if scale := n - n2/n; groups > 1 && scale > 0 {
		v.between = max((q-(groups-1))*v.within/scale, 0)
	}
	v.between = max(v.between, v.within/alike) // equal means would be a claim, too
	return v
}

// of is the mean of the logarithm of one channel's deals, and how unsure it is.
func (v values) of(channels []Work, i int) (mean, spread float64) {
	prior := v.within / v.between // in deals
	sum, n := v.mean*prior, prior
	for _, j := range siblings(channels, i) {
		sum, n = sum+v.sums[j], n+v.ns[j]
	}
	sum, n = sum/n*prior+v.sums[i], prior+v.ns[i]
	return sum / n, math.Sqrt(v.within / n)
}

// Shares is how often each of several is the greatest in draws of all of them; a
// nil list never is.
func Shares(draws [][]float64) []float64 {
	shares, n := make([]float64, len(draws)), 0 // counted first: sums of fractions would not be exact
	for _, d := range draws {
		n = max(n, len(d))
	}
	for k := range n {
		best := -1
		for i, d := range draws {
			if d != nil && (best < 0 || d[k] > draws[best][k]) {
				best = i
			}
		}
		shares[best]++
	}
	for i := range shares {
		shares[i] /= max(float64(n), 1)
	}
	return shares
}

// Apportion divides so many units by shares, whole units to each, by largest
// remainders: they add up to all of the units.
func Apportion(units int, shares []float64) []int {
	total := 0.0
	for _, s := range shares {
		total += s
	}
	parts, left := make([]int, len(shares)), units
	if total <= 0 {
		return parts
	}
	order := make([]int, len(shares))
	rest := make([]float64, len(shares))
	for i, s := range shares {
		exact := float64(units) * s / total
		parts[i] = int(exact)
		rest[i], order[i] = exact-float64(parts[i]), i
		left -= parts[i]
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case rest[i] > rest[j]:
			return -1
		case rest[i] < rest[j]:
			return 1
		}
		return 0
	})
	for n := range left {
		parts[order[n%len(order)]]++
	}
	return parts
}

// Quantiles are the places below which such shares of a list are; the list is not
// changed.
func Quantiles(list []float64, shares ...float64) []float64 {
	sorted := slices.Sorted(slices.Values(list))
	at := make([]float64, len(shares))
	for i, s := range shares {
		at[i] = sorted[min(int(s*float64(len(sorted))), len(sorted)-1)]
	}
	return at
}
