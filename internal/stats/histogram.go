package stats

import (
	"maps"
	"math"
	"slices"
)

// Histogram maps a value to how often it was seen. The zero Histogram is
// empty; counts below one are not there.
type Histogram map[int64]int64

// Median is the value in the middle, or the mean of the two there; false when
// the histogram is empty.
func (h Histogram) Median() (float64, bool) { return h.Quantile(0.5) }

// Quantile is the value below which the share p of all values is, between
// two values by straight line: type 7 of Hyndman & Fan 1996, the default of R.
// A p outside 0 to 1 is taken as the nearer end. False when the histogram is
// empty or p is not a number.
func (h Histogram) Quantile(p float64) (float64, bool) {
	if len(h) == 1 && !math.IsNaN(p) { // as in most groups of a long report
		for value, count := range h {
			if count > 0 {
				return float64(value), true
			}
		}
	}
	var size int64
	for _, count := range h {
		size += max(count, 0)
	}
	if size == 0 || math.IsNaN(p) {
		return 0, false
	}
	place := float64(size-1) * min(max(p, 0), 1)
	before := min(int64(place), size-1)
	low, high := h.around(before)
	if low == high {
		return float64(low), true
	}
	return float64(low) + (place-float64(before))*(float64(high)-float64(low)), true
}

// around is the value at the place, counted from 0 in ascending order, and the
// value after it; the last value is followed by itself.
func (h Histogram) around(place int64) (at, next int64) {
	var seen int64
	found := false
	for _, value := range slices.Sorted(maps.Keys(h)) {
		if h[value] <= 0 {
			continue
		}
		if found {
			return at, value
		}
		seen += h[value]
		if seen > place {
			at, found = value, true
			if seen > place+1 {
				return at, at
			}
		}
	}
	return at, at
}
