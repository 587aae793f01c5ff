package stats

import "math"

// Fisher is the chance of at least kA of nA, were both sides of one share, given
// how many there are in all (Fisher's exact test, one-sided: Fisher 1935): small
// when the share of A is really the higher one. With an empty side it is 1.
func Fisher(kA, nA, kB, nB int64) float64 {
	if nA <= 0 || nB <= 0 {
		return 1
	}
	k, n := kA+kB, nA+nB
	sum := 0.0
	for i := kA; i <= min(k, nA); i++ {
		if k-i <= nB {
			sum += math.Exp(choose(nA, i) + choose(nB, k-i) - choose(n, k))
		}
	}
	return min(sum, 1)
}

// choose is the logarithm of the number of ways to take k of n.
func choose(n, k int64) float64 {
	whole, _ := math.Lgamma(float64(n) + 1)
	part, _ := math.Lgamma(float64(k) + 1)
	rest, _ := math.Lgamma(float64(n-k) + 1)
	return whole - part - rest
}
