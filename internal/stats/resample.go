package stats

import (
	"maps"
	"math"
	"slices"
	"sort"
)

// Resamples is how many times a bootstrap draws.
const Resamples = 2000

// Values are three figures of one unit, such as what a lead brought, what was
// left of it and how long it took.
type Values [3]float64

// Lump is a number of units with the same figures.
type Lump struct {
	Count int64
	Values
}

// Resample draws as many units as there are, with replacement, and sums their
// figures, again and again: the bootstrap of Efron 1979 (Annals of Statistics
// 7:1). A seed settles what is drawn. Units that are alike are drawn together,
// as a binomial share of what is left or in a handful, which is the same
// distribution and makes a hundred thousand leads cheap.
func Resample(lumps []Lump, resamples int, seed uint64) []Values {
	var alike, few []Lump
	var single []Values
	var size int64
	for _, l := range lumps {
		size += l.Count
		if l.Count >= handful { // where one binomial number costs less than drawing each
			alike = append(alike, l)
			continue
		}
		few = append(few, l)
		for range l.Count {
			single = append(single, l.Values)
		}
	}
	sort.SliceStable(alike, func(i, j int) bool { return alike[i].Count > alike[j].Count })
	c, hands := &chance{state: seed}, newHandfuls(few, len(single))
	sums := make([]Values, resamples)
	for i := range sums {
		sum, draws, left := &sums[i], size, size
		for _, l := range alike {
			n := c.binomial(draws, float64(l.Count)/float64(left))
			draws, left = draws-n, left-l.Count
			for j, v := range l.Values {
				sum[j] += float64(n) * v
			}
		}
		c.addSome(sum, single, draws-hands.add(c, sum, draws))
	}
	return sums
}

// addSome adds so many of the units, each drawn from all of them (Lemire 2019,
// "Fast random integer generation in an interval": every unit is exactly as
// likely as any other).
func (c *chance) addSome(sum *Values, units []Values, draws int64) {
	size := uint64(len(units))
	if size == 0 {
		return
	}
	unfair := uint32(-size) % uint32(size) // 2^32 modulo the size
	state := c.state
	var x, y, z, x2, y2, z2 float64 // two sums each, so that neither waits for the other
	for draws > 0 {
		bits := next(&state)
		p, q := (bits&math.MaxUint32)*size, (bits>>32)*size
		if uint32(p) < unfair || uint32(q) < unfair {
			continue
		}
		u := &units[p>>32]
		x, y, z = x+u[0], y+u[1], z+u[2]
		if draws > 1 {
			u = &units[q>>32]
			x2, y2, z2 = x2+u[0], y2+u[1], z2+u[2]
		}
		draws -= 2
	}
	c.state = state
	sum[0], sum[1], sum[2] = sum[0]+x+x2, sum[1]+y+y2, sum[2]+z+z2
}

// ResampleMedians bootstraps a median that only some of the units have: of size
// units, those in the histogram have a value. Each resample draws all units
// again, so the number with a value varies too; a resample without any is NaN.
// The median of a resample is drawn directly, as the order statistic of uniform
// numbers that it is: the same distribution as drawing every unit.
func ResampleMedians(size int64, known Histogram, resamples int, seed uint64) []float64 {
	var values, upTo []int64
	var count int64
	for _, v := range slices.Sorted(maps.Keys(known)) {
		if known[v] > 0 {
			count += known[v]
			values, upTo = append(values, v), append(upTo, count)
		}
	}
	c := &chance{state: seed}
	at := func(u float64) float64 {
		place, found := slices.BinarySearch(upTo, int64(u*float64(count)))
		if found {
			place++
		}
		return float64(values[min(place, len(values)-1)])
	}
	medians := make([]float64, resamples)
	for i := range medians {
		n := c.binomial(size, float64(count)/float64(max(size, 1)))
		if n == 0 {
			medians[i] = math.NaN()
			continue
		}
		lower := (n + 1) / 2
		u := c.order(lower, n)
		medians[i] = at(u)
		if n%2 == 0 { // the next above u is the least of the n−lower that are left
			medians[i] = (medians[i] + at(1-(1-u)*math.Pow(c.uniform(), 1/float64(n-lower)))) / 2
		}
	}
	return medians
}

// Percentile95 is the 95 % percentile interval of a bootstrap: the quantiles
// 0.025 and 0.975 (type 7) of what the resamples gave, those that gave nothing
// (NaN) aside; false when none gave anything.
func Percentile95(values []float64) (low, high float64, ok bool) {
	known := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(known) == 0 {
		return 0, 0, false
	}
	slices.Sort(known)
	at := func(p float64) float64 {
		place := p * float64(len(known)-1)
		before := int(place)
		after := min(before+1, len(known)-1)
		return known[before] + (place-float64(before))*(known[after]-known[before])
	}
	return at(0.025), at(0.975), true
}

// Ahead is the share of the pairs of resamples in which a is above b, a tie
// counting half; false when no pair is known.
func Ahead(a, b []float64) (share float64, ok bool) {
	var ahead, pairs float64
	for i := range min(len(a), len(b)) {
		switch x, y := a[i], b[i]; {
		case math.IsNaN(x) || math.IsNaN(y):
			continue
		case x > y:
			ahead++
		case x == y:
			ahead += 0.5
		}
		pairs++
	}
	return ahead / pairs, pairs > 0
}
