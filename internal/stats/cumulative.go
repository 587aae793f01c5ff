package stats

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// Unit is what one unit, such as a client, brought while it was observed. Ages
// count from its own beginning, in days.
type Unit struct {
	Observed float64 // age up to which it was observed
	Events   []Event // in any order; what is after Observed is left out
}

// Event is a cost or a revenue at an age.
type Event struct{ Age, Value float64 }

// CumulativeMean is what a unit has brought by an age in the mean, with the
// standard error of it.
type CumulativeMean struct {
	Value, SE float64
	N         int // units observed that long; 0: the mean is unknown
}

// Interval is the normal interval of 95 %; false when fewer than two units were
// observed that long.
func (m CumulativeMean) Interval() (low, high float64, ok bool) {
	return m.Value - Z95*m.SE, m.Value + Z95*m.SE, m.N > 1
}

// MeanCumulative estimates the mean cumulative function of units of which some
// are younger than others (W. Nelson, Recurrent Events Data Analysis, SIAM 2003):
// the sum, over the ages of events, of what came at that age per unit still
// observed. The variance is that of Lawless and Nadeau (Technometrics 37, 1995),
// the sum over units of their squared deviations, each age with the divisor
// r(r-1) of a sample of r units: without censoring it is that of Nelson, and
// never negative. It takes time in the order of units and events.
func MeanCumulative(units []Unit, at []float64) []CumulativeMean {
	course := courseOf(units)
	list := make([]CumulativeMean, len(at))
	for i, age := range at {
		n := course.atRisk(age)
		if list[i].N = n; n == 0 {
			continue
		}
		list[i].Value = course.until(age).mean
		sum := 0.0
		for _, u := range units {
			d := course.deviation(u, age)
			sum += d * d
		}
		list[i].SE = math.Sqrt(sum)
	}
	return list
}

// step is what has come up to an age at which something came.
type step struct {
	age, mean float64
	weighed   float64 // as mean, each age divided by the square root of r(r-1) instead of r
	divisor   float64 // the square root of r(r-1) at this age
}

type course struct {
	observed []float64 // ascending
	steps    []step
}

func courseOf(units []Unit) course {
	var c course
	var events []Event
	for _, u := range units {
		c.observed = append(c.observed, u.Observed)
		for _, e := range u.Events {
			if e.Age <= u.Observed {
				events = append(events, e)
			}
		}
	}
	slices.Sort(c.observed)
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Compare(a.Age, b.Age) })
	now := step{}
	for i := 0; i < len(events); {
		age, sum := events[i].Age, 0.0
		for ; i < len(events) && events[i].Age == age; i++ {
			sum += events[i].Value
		}
		r := float64(c.atRisk(age))
		now.age, now.divisor = age, math.Sqrt(r*(r-1))
		now.mean += sum / r
		if r > 1 {
			now.weighed += sum / r / now.divisor
		}
		c.steps = append(c.steps, now)
	}
	return c
}

// atRisk counts the units observed at an age.
func (c course) atRisk(age float64) int {
	return len(c.observed) - sort.SearchFloat64s(c.observed, age)
}

// until is the last step up to an age.
func (c course) until(age float64) step {
	n := sort.Search(len(c.steps), func(i int) bool { return c.steps[i].age > age })
	if n == 0 {
		return step{}
	}
	return c.steps[n-1]
}

// deviation is how far a unit is from the mean, over the ages at which it was observed.
func (c course) deviation(u Unit, age float64) float64 {
	age = min(age, u.Observed)
	d := -c.until(age).weighed
	for _, e := range u.Events {
		if e.Age <= age {
			if s := c.until(e.Age); s.divisor > 0 {
				d += e.Value / s.divisor
			}
		}
	}
	return d
}
