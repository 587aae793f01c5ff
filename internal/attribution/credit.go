package attribution

import (
	"math/bits"
	"slices"
)

// Credit is the part of a group in deals and in money. The money is exact to
// 2^-64 of a minor unit, so that rounding happens once, at the end.
type Credit struct {
	Deals float64 // 0.4 of a deal, and so on, added up
	minor int64
	part  uint64 // of a minor unit, in 2^-64
}

// add gives weight/sum of an amount, which is negative where more was paid back
// than came.
func (c *Credit) add(deals float64, amount, weight, sum int64) {
	c.Deals += deals * float64(weight) / float64(sum)
	if amount == 0 {
		return
	}
	size := uint64(amount)
	if amount < 0 {
		size = -size
	}
	high, low := bits.Mul64(size, uint64(weight))
	whole, rest := bits.Div64(high, low, uint64(sum))
	part, _ := bits.Div64(rest, 0, uint64(sum))
	switch {
	case amount > 0:
		c.plus(int64(whole), part)
	case part > 0: // rounded down, what is over is positive
		c.plus(-int64(whole)-1, -part)
	default:
		c.plus(-int64(whole), 0)
	}
}

func (c *Credit) plus(minor int64, part uint64) {
	sum, carry := bits.Add64(c.part, part, 0)
	c.part, c.minor = sum, c.minor+minor+int64(carry)
}

// Plus adds another credit.
func (c *Credit) Plus(o Credit) {
	c.Deals += o.Deals
	c.plus(o.minor, o.part)
}

// Apportion rounds credits to whole minor units that add up to their total:
// each is rounded down, and what is left goes to the largest remainders, the
// first of equal ones first (Hamilton's method). No figure is a unit or more
// away from its exact value.
func Apportion(total int64, credits []Credit) []int64 {
	rounded, order := make([]int64, len(credits)), make([]int, len(credits))
	left := total
	for i, c := range credits {
		rounded[i], order[i] = c.minor, i
		left -= c.minor
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch x, y := credits[a].part, credits[b].part; {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	for i := range order[:max(min(left, int64(len(order))), 0)] {
		rounded[order[i]]++
	}
	return rounded
}

// Split shares one amount in minor units by weights, to the unit: the parts
// add up to the amount. Weights that are all 0 share nothing.
func Split(amount int64, weights []int64) []int64 {
	sum := int64(0)
	for _, w := range weights {
		sum += w
	}
	credits := make([]Credit, len(weights))
	if sum == 0 {
		return make([]int64, len(weights))
	}
	for i, w := range weights {
		credits[i].add(0, amount, w, sum)
	}
	return Apportion(amount, credits)
}
