package stats

import (
	"math"
	"slices"
)

// handful is how many units that are alike are drawn one by one or by a
// poissonian number; more are drawn by a binomial one.
const handful = 48

// handfuls draw most of a resample of units that come in small lumps. A number
// of each lump is drawn from Poisson's distribution, whose mean falls a little
// short of what is wanted; given how many that makes, they are distributed as
// so many draws with replacement (Devroye 1986, "Non-Uniform Random Variate
// Generation", X.1.4 and XI.1.3), and the rest is drawn one by one.
type handfuls struct {
	kinds []kind
}

// kind are the lumps of one count.
type kind struct {
	values []Values
	table  poissonTable
}

// newHandfuls orders lumps by their counts; none when that would cost more than
// to draw all of their units.
func newHandfuls(lumps []Lump, units int) (h handfuls) {
	if units < 2000 || 4*len(lumps) > 3*units {
		return h
	}
	short := 1 - 6/math.Sqrt(float64(units)) // four deviations of the difference of two such numbers
	of := make([][]Values, handful)
	for _, l := range lumps {
		if l.Count > 0 {
			of[l.Count] = append(of[l.Count], l.Values)
		}
	}
	for count, values := range of {
		if len(values) > 0 {
			h.kinds = append(h.kinds, kind{values, newPoissonTable(float64(count) * short)})
		}
	}
	return h
}

// add adds up to so many draws and says how many it added.
func (h handfuls) add(c *chance, sum *Values, draws int64) (added int64) {
	if len(h.kinds) == 0 {
		return 0
	}
	for {
		total := *sum
		added = 0
		for i := range h.kinds {
			k := &h.kinds[i]
			added += k.add(c, &total)
		}
		if added <= draws { // whether it is depends on the number alone, so to try again changes nothing else
			*sum = total
			return added
		}
	}
}

func (k *kind) add(c *chance, sum *Values) (added int64) {
	state, guide := c.state, &k.table.guide
	x, y, z := sum[0], sum[1], sum[2]
	var bits uint64 // for six of them: only what its first ones leave open asks for more
	for i := range k.values {
		if i%(64/guideBits) == 0 {
			bits = next(&state)
		}
		first := bits & (1<<guideBits - 1)
		bits >>= guideBits
		n := uint64(guide[first])
		if n == unsettled {
			n = k.table.search(first<<(64-guideBits) | next(&state)>>guideBits)
		}
		v, times := &k.values[i], float64(n)
		x, y, z = x+times*v[0], y+times*v[1], z+times*v[2]
		added += int64(n)
	}
	c.state = state
	sum[0], sum[1], sum[2] = x, y, z
	return added
}

const (
	guideBits = 10
	unsettled = math.MaxUint8
)

// poissonTable turns 64 random bits into a poissonian number by inversion: most
// of the time their first ones settle it.
type poissonTable struct {
	upTo  []uint64 // the chance to be at or below the place, times 2^64
	guide [1 << guideBits]uint8
}

func newPoissonTable(mean float64) (t poissonTable) {
	sum, f := 0.0, math.Exp(-mean)
	for k := 0; k < unsettled-1 && (float64(k) < mean || f > 1e-20); k++ {
		sum += f
		if sum >= 1 {
			break
		}
		t.upTo = append(t.upTo, uint64(math.Ldexp(sum, 64)))
		f *= mean / float64(k+1)
	}
	for i := range t.guide {
		first := uint64(i) << (64 - guideBits)
		low, high := t.search(first), t.search(first|(1<<(64-guideBits)-1))
		if t.guide[i] = unsettled; low == high {
			t.guide[i] = uint8(low)
		}
	}
	return t
}

// search finds the number that the bits mean.
func (t *poissonTable) search(bits uint64) uint64 {
	place, found := slices.BinarySearch(t.upTo, bits)
	if found {
		place++
	}
	return uint64(place)
}
