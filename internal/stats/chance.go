package stats

import (
	"math"
	"math/rand/v2"
)

// chance is a stream of random bits that a seed settles: SplitMix64 (Steele,
// Lea & Flood 2014, OOPSLA). Equal seeds give equal figures on every machine.
type chance struct{ state uint64 }

// Uint64 makes chance a source of math/rand/v2.
func (c *chance) Uint64() uint64 { return next(&c.state) }

func next(state *uint64) uint64 {
	*state += 0x9E3779B97F4A7C15
	z := *state
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// uniform is above 0 and below 1.
func (c *chance) uniform() float64 { return (float64(c.Uint64()>>12) + 0.5) / (1 << 52) }

// binomial is how many of n trials succeed that each do with the chance p.
func (c *chance) binomial(n int64, p float64) int64 {
	switch {
	case n <= 0 || p <= 0:
		return 0
	case p >= 1:
		return n
	case p > 0.5:
		return n - c.binomial(n, 1-p)
	case float64(n)*p < 10:
		return c.binomialFew(n, p)
	}
	return c.binomialMany(float64(n), p)
}

// binomialFew adds up probabilities until they pass a uniform number.
func (c *chance) binomialFew(n int64, p float64) int64 {
	odds := p / (1 - p)
	for {
		u, f := c.uniform(), math.Exp(float64(n)*math.Log1p(-p))
		for k := int64(0); k <= n && k < 200; k++ { // beyond 200 of an expected 10 only rounding leads
			if u -= f; u <= 0 {
				return k
			}
			f *= odds * float64(n-k) / float64(k+1)
		}
	}
}

// binomialMany is BTRS: transformed rejection with a squeeze (Hörmann 1993,
// "The generation of binomial random variates", J. Statist. Comput. Simul.
// 46:101). It needs n·p of at least 10 and p of at most one half.
func (c *chance) binomialMany(n, p float64) int64 {
	spread := math.Sqrt(n * p * (1 - p))
	b := 1.15 + 2.53*spread
	a := -0.0873 + 0.0248*b + 0.01*p
	middle, odds := n*p+0.5, p/(1-p)
	alpha, most := (2.83+5.1/b)*spread, math.Floor((n+1)*p)
	for {
		u, v := c.uniform()-0.5, c.uniform()
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + middle)
		if us >= 0.07 && v <= 0.92-4.2/b {
			return int64(k)
		}
		if k < 0 || k > n {
			continue
		}
		limit := (most+0.5)*math.Log((most+1)/(odds*(n-most+1))) + (n+1)*math.Log((n-most+1)/(n-k+1)) +
			(k+0.5)*math.Log(odds*(n-k+1)/(k+1)) + stirling(most) + stirling(n-most) - stirling(k) - stirling(n-k)
		if math.Log(v*alpha/(a/(us*us)+b)) <= limit {
			return int64(k)
		}
	}
}

// stirling is what Stirling's formula for the logarithm of k! lacks.
func stirling(k float64) float64 {
	if k < 10 {
		return [...]float64{0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.0207906721037650, 0.0166446911898211,
			0.0138761288230707, 0.0118967099458917, 0.0104112652619720, 0.0092554621827127, 0.0083305634333594}[int(k)]
	}
	k++
	return (1.0/12 - (1.0/360-1.0/1260/(k*k))/(k*k)) / k
}

// order is the kth smallest of n uniform numbers: Beta(k, n−k+1), as a ratio of
// two gammas.
func (c *chance) order(k, n int64) float64 {
	normal := rand.New(c)
	x, y := c.gamma(normal, float64(k)), c.gamma(normal, float64(n-k+1))
	return x / (x + y)
}

// gamma draws from the gamma distribution of a shape of at least 1 (Marsaglia &
// Tsang 2000, ACM Trans. Math. Softw. 26:363).
func (c *chance) gamma(normal *rand.Rand, shape float64) float64 {
	d := shape - 1.0/3
	e := 1 / math.Sqrt(9*d)
	for {
		x := normal.NormFloat64()
		v := 1 + e*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(c.uniform()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
