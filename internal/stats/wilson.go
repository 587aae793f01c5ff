// Package stats turns counts into figures that say how sure they are.
//
// Numbers come in, numbers go out: no lead, no file, no clock. What draws at
// random is given its seed.
package stats

import "math"

// Z95 is the standard normal quantile for two-sided 95 % intervals.
const Z95 = 1.959963984540054

// Wilson is the 95 % score interval of the share k/n, both ends from 0 to 1,
// without continuity correction (Wilson 1927; method 3 of Newcombe 1998,
// Statistics in Medicine 17:857). It never leaves 0 to 1 and stays useful for
// the small n of a freelancer. Of nothing (n = 0) it knows nothing: 0 to 1.
func Wilson(k, n int64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	return wilson(float64(min(max(k, 0), n)), float64(n))
}

// wilson is Wilson of counts that need not be whole, of a size above 0.
func wilson(k, size float64) (low, high float64) {
	share := k / size
	z2 := Z95 * Z95
	centre := share + z2/(2*size)
	half := Z95 * math.Sqrt(share*(1-share)/size+z2/(4*size*size))
	scale := 1 + z2/size
	low, high = (centre-half)/scale, (centre+half)/scale
	if k == 0 { // exact, where the roots only come near
		low = 0
	}
	if k == size {
		high = 1
	}
	return max(low, 0), min(high, 1)
}
