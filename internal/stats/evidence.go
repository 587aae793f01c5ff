package stats

import "math"

// Enough is the evidence that decides: whoever looks as often as they like sees
// so much of it between two equal shares in at most 1 of 20 histories (Ville's
// inequality).
const Enough = 20

// most evidence that is told; more of it says nothing more.
const mostEvidence = 1e9

// Evidence is how many times better two shares that differ explain the outcomes
// of two sides than one share does: the e-value for two proportions of Turner,
// Ly & Grünwald 2024 (Statistics & Probability Letters; arXiv:2106.02693), in
// blocks of one outcome of each side, each share learned as it comes from a
// uniform prior. Outcomes are in the order in which they came; the nth of one side
// is held against the nth of the other, and what one side has more of waits. It
// may be read after every outcome, and goes from 0 to a billion: 1 says nothing,
// below 1 speaks for equal shares.
func Evidence(a, b []bool) float64 {
	const prior = 1.0
	log, wonA, wonB := 0.0, prior, prior
	for i := range min(len(a), len(b)) {
		pA, pB := wonA/(float64(i)+2*prior), wonB/(float64(i)+2*prior)
		same := (pA + pB) / 2
		log += ratio(a[i], pA, same) + ratio(b[i], pB, same)
		if a[i] {
			wonA++
		}
		if b[i] {
			wonB++
		}
	}
	return math.Min(math.Exp(log), mostEvidence)
}

// ratio is the logarithm of how much better a share explains an outcome than another.
func ratio(won bool, p, other float64) float64 {
	if won {
		return math.Log(p / other)
	}
	return math.Log((1 - p) / (1 - other))
}

// EvidenceIn is about how many outcomes of each side it takes until Evidence is
// enough, where the shares are those of the counts: each block adds what it tells
// two shares from one, and finding the shares out costs half the logarithm of how
// many there are. False where a million would not do.
func EvidenceIn(kA, nA, kB, nB int64) (blocks float64, ok bool) {
	pA, pB := (float64(kA)+0.5)/(float64(nA)+1), (float64(kB)+0.5)/(float64(nB)+1)
	same := (pA + pB) / 2
	gain := 0.0
	for _, p := range []float64{pA, pB} {
		gain += p*math.Log(p/same) + (1-p)*math.Log((1-p)/(1-same))
	}
	const most = 1e6
	enough := func(n float64) bool { return n*gain-0.5*math.Log(n)-1 > math.Log(Enough) }
	if nA <= 0 || nB <= 0 || !enough(most) {
		return 0, false
	}
	few, many := 1.0, most
	for many/few > 1.001 {
		if middle := math.Sqrt(few * many); enough(middle) {
			many = middle
		} else {
			few = middle
		}
	}
	return many, true
}

// Robbins is the 95 % confidence sequence of one share: intervals, one after each
// outcome, that hold the true share all together in 95 of 100 histories (Robbins
// 1970, Annals of Mathematical Statistics 41:1397, with a uniform mixture). Of
// nothing it knows nothing: 0 to 1.
func Robbins(k, n int64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	won, lost := float64(min(max(k, 0), n)), float64(n-min(max(k, 0), n))
	mixed := lbeta(won+1, lost+1) + math.Log(0.05)
	inside := func(p float64) bool { return power(won, math.Log(p))+power(lost, math.Log1p(-p)) >= mixed }
	edge := func(in, out float64) float64 {
		for range 60 {
			if middle := (in + out) / 2; inside(middle) {
				in = middle
			} else {
				out = middle
			}
		}
		return in
	}
	share := won / float64(n)
	low, high = 0, 1
	if won > 0 {
		low = edge(share, 0)
	}
	if lost > 0 {
		high = edge(share, 1)
	}
	return low, high
}

// power is n times a logarithm, 0 where there is none of it.
func power(n, log float64) float64 {
	if n == 0 {
		return 0
	}
	return n * log
}

// lbeta is the logarithm of Euler's beta function.
func lbeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}

// tuned makes the asymptotic evidence grow soonest where each side has some fifty.
const tuned = 8.78 / 25

// AsymptoticEvidence is how many times better a difference explains itself than
// none does, of a difference with a standard error that comes of so many units of
// information, n of two equal sides counting as n/2: the Gaussian mixture behind
// the asymptotic confidence sequences of Waudby-Smith, Arbour, Sinha, Kennedy &
// Ramdas 2024 (Annals of Statistics 52:2613; arXiv:2103.06476, equation 11). It may
// be read at any time, for as long as each side has enough units for its mean to be
// about normal. Without a standard error it knows nothing: 1.
func AsymptoticEvidence(difference, stdErr, units float64) float64 {
	if !(stdErr > 0) || !(units > 0) {
		return 1
	}
	z, v := difference/stdErr, units*tuned
	return math.Min(math.Exp(z*z*v/(1+v)/2)/math.Sqrt(1+v), mostEvidence)
}

// AsymptoticIn is about how many times as many units it takes until
// AsymptoticEvidence is enough, if the difference stays as it is. False where a
// million times as many would not do.
func AsymptoticIn(difference, stdErr, units float64) (times float64, ok bool) {
	enough := func(times float64) bool {
		return AsymptoticEvidence(difference, stdErr/math.Sqrt(times), units*times) >= Enough
	}
	const most = 1e6
	if !enough(most) {
		return 0, false
	}
	few, many := 1.0, most
	if enough(few) {
		return 1, true
	}
	for many/few > 1.001 {
		if middle := math.Sqrt(few * many); enough(middle) {
			many = middle
		} else {
			few = middle
		}
	}
	return many, true
}
