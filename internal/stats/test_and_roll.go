package stats

import "math"

// TestAndRoll is an experiment on a limited number of sends: each variant is
// sent equally often first, then all the rest goes to the one that did better
// (Feit & Berman 2019, "Test & Roll: Profit-Maximizing A/B Tests", Marketing
// Science 38:6, arXiv 1811.00457). The true rates of the variants are taken as
// draws from a normal distribution around Rate with the standard deviation Spread.
type TestAndRoll struct {
	Sends    int64   // all of them, test and rest
	Variants int     // at least 2
	Rate     float64 // expected share of answers, above 0 and below 1
	Spread   float64 // how far variants usually differ from Rate, above 0
}

// Answers is the expected number of answers when each variant is sent n times
// first: the mean over all rates, plus what the rest gains by choosing. The
// variance of one answer is Rate·(1−Rate), as in the paper.
func (t TestAndRoll) Answers(n int64) float64 {
	rest := float64(max(t.Sends-n*int64(t.Variants), 0))
	if n == 0 {
		return float64(t.Sends) * t.Rate
	}
	prior := t.Spread * t.Spread
	noise := t.Rate * (1 - t.Rate) / float64(n)
	return float64(t.Sends)*t.Rate + rest*prior/math.Sqrt(prior+noise)*largestOf(t.Variants)
}

// Each is how often each variant is sent before the rest goes to the better
// one: the number with the most expected answers. For two variants it is the
// paper's closed form, rounded to the better of its two neighbours.
func (t TestAndRoll) Each() int64 {
	low, high := int64(0), t.Sends/int64(t.Variants)
	for low < high { // Answers rises, then falls
		middle := (low + high) / 2
		if t.Answers(middle) < t.Answers(middle+1) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// FixedEach is how often each of two variants is sent in a test of fixed size
// that finds a difference of Spread with a power of 80 % at a significance of
// 5 %, two-sided: (1.96 + 0.84)² · 2·p·(1−p) / Spread², rounded up.
func (t TestAndRoll) FixedEach() int64 {
	const both = 1.959963984540054 + 0.8416212335729143
	return int64(math.Ceil(both * both * 2 * t.Rate * (1 - t.Rate) / (t.Spread * t.Spread)))
}

// Gain is how many more answers the planned test is expected to bring than one
// of fixed size, whose test takes at most all sends.
func (t TestAndRoll) Gain() float64 {
	return t.Answers(t.Each()) - t.Answers(min(t.FixedEach(), t.Sends/int64(t.Variants)))
}

// largestOf is the expected value of the largest of k independent standard
// normal variables: ∫ x · k · φ(x) · Φ(x)^(k−1) dx, by Simpson's rule.
func largestOf(k int) float64 {
	const from, steps = -9.0, 1800
	const width = -2 * from / steps
	sum := 0.0
	for i := range steps + 1 {
		x := from + float64(i)*width
		weight := 2.0 + 2*float64(i%2)
		if i == 0 || i == steps {
			weight = 1
		}
		below := math.Erfc(-x/math.Sqrt2) / 2
		sum += weight * x * float64(k) * math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) * math.Pow(below, float64(k-1))
	}
	return sum * width / 3
}

// Spread estimates from past rates, kᵢ answers of nᵢ sends, around which rate
// variants are and how far they differ, by the moments of a beta-binomial: the
// variance between the rates less what chance alone explains. Fewer than two
// rates, or no more variance than chance explains, is not ok.
func Spread(answers, sends []int64) (rate, spread float64, ok bool) {
	var k, n, squares float64
	groups := 0
	for i := range sends {
		if sends[i] > 0 {
			k, n, groups = k+float64(answers[i]), n+float64(sends[i]), groups+1
			squares += float64(sends[i]) * float64(sends[i])
		}
	}
	if groups < 2 || k == 0 || k == n {
		return 0, 0, false
	}
	rate = k / n
	between := 0.0
	for i := range sends {
		if sends[i] > 0 {
			d := float64(answers[i])/float64(sends[i]) - rate
			between += float64(sends[i]) * d * d
		}
	}
	// Kleinman 1973: E(between) = p(1−p)·(groups−1) + variance·(n − Σnᵢ²/n) to first order.
	variance := (between - rate*(1-rate)*float64(groups-1)) / (n - squares/n)
	if variance <= 0 {
		return rate, 0, false
	}
	return rate, math.Sqrt(variance), true
}
