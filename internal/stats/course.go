package stats

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Course is what is known when one asks what the rest of a month will bring,
// and what it takes to reach a sum.
type Course struct {
	Days    int64     // over which the wins were counted
	Amounts []float64 // what each of those wins brought, above 0
	Left    int64     // days of the month that are still to come
	Missing float64   // what is still missing from the goal; 0 or less when it is reached
	Won     int64     // of the bids that are decided, those that were won
	Lost    int64     // … and those that were not
}

// Prospect is the answer of a Course: means, and 80 % ranges as they are drawn.
type Prospect struct {
	Expected, Low, High           float64 // what the rest of the month brings
	Reached                       float64 // chance that it brings what is missing
	Bids, BidsLow, BidsHigh       int64   // bids that bring what is missing: the median and its range
	BidsKnown, BidsHighOpen, Some bool    // Some: at least one win; BidsHighOpen: the range has no end
}

// The prior of the spread of amounts around their geometric mean: a scaled
// inverse chi-squared with as many degrees of freedom and this scale, which is
// what one deal alone says.
const (
	amountFreedom = 2
	amountScale   = 0.8
)

// mostBids is where counting bids ends: whoever needs more needs another plan.
const mostBids = 5000

// Prospect simulates months from the posterior, not from point rates: wins come as
// a Poisson process whose rate is gamma (Jeffreys), amounts are log-normal with
// a normal-inverse-chi-squared posterior, and a bid is won with a beta chance
// (uniform before counting). Gelman et al., Bayesian Data Analysis, 3rd edition, 2.4-2.8, 3.3.
func (c Course) Prospect(draws int, seed uint64) (a Prospect) {
	if len(c.Amounts) == 0 || c.Days <= 0 {
		return a
	}
	source := &chance{state: seed}
	normal := rand.New(source)
	n := float64(len(c.Amounts))
	mean, square, total := c.logs()
	sums, bids := make([]float64, draws), make([]int64, draws)
	reached := 0
	for i := range draws {
		freedom := amountFreedom + n - 1
		variance := (amountFreedom*amountScale*amountScale + square) / (2 * source.gamma(normal, freedom/2))
		center := mean + math.Sqrt(variance/n)*normal.NormFloat64()
		amount := func() float64 { return math.Exp(center + math.Sqrt(variance)*normal.NormFloat64()) }
		rate := source.gamma(normal, n+.5) / float64(c.Days)
		for range source.poisson(normal, rate*float64(c.Left)) {
			sums[i] += amount()
		}
		if sums[i] >= c.Missing {
			reached++
		}
		bids[i] = c.bids(source, normal, amount)
	}
	slices.Sort(sums)
	slices.Sort(bids)
	at := func(p float64) int { return min(int(p*float64(draws)), draws-1) }
	a = Prospect{Some: true, Low: sums[at(.1)], High: sums[at(.9)], Reached: float64(reached) / float64(draws),
		Expected: n / float64(c.Days) * float64(c.Left) * total / n, BidsKnown: c.Won > 0,
		Bids: bids[at(.5)], BidsLow: bids[at(.1)], BidsHigh: bids[at(.9)]}
	a.BidsHighOpen = a.BidsHigh >= mostBids
	return a
}

// logs gives the mean of the logarithms of the amounts, the sum of their
// squared distances from it, and the sum of the amounts.
func (c Course) logs() (mean, square, total float64) {
	for _, x := range c.Amounts {
		mean += math.Log(x) / float64(len(c.Amounts))
		total += x
	}
	for _, x := range c.Amounts {
		d := math.Log(x) - mean
		square += d * d
	}
	return mean, square, total
}

// bids counts bids until those that are won bring what is missing.
func (c Course) bids(source *chance, normal *rand.Rand, amount func() float64) (bids int64) {
	if c.Won == 0 {
		return 0
	}
	won := source.gamma(normal, float64(c.Won)+1)
	share := won / (won + source.gamma(normal, float64(c.Lost)+1))
	for missing := c.Missing; missing > 0 && bids < mostBids; missing -= amount() {
		bids += 1 + int64(min(math.Log(source.uniform())/math.Log1p(-min(share, 1-1e-12)), mostBids)) // geometric
	}
	return min(bids, mostBids)
}

// poisson is how many events come where mean are expected: the events of a
// Poisson process counted one by one; of many, halved by the gamma distance of
// the middle one (Ahrens & Dieter 1974).
func (c *chance) poisson(normal *rand.Rand, mean float64) int64 {
	count := int64(0)
	for mean > 30 {
		ahead := int64(mean * 7 / 8)
		at := c.gamma(normal, float64(ahead))
		if at > mean {
			return count + c.binomial(ahead-1, mean/at)
		}
		count, mean = count+ahead, mean-at
	}
	for at := -math.Log(c.uniform()); at < mean; at -= math.Log(c.uniform()) {
		count++
	}
	return count
}
