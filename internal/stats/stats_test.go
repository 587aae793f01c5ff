package stats

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestWilsonAgreesWithNewcombe(t *testing.T) {
	cases := []struct {
		k, n      int64
		low, high float64
	}{ // Newcombe 1998, table I, method 3
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0, 0.1611},
		{1, 29, 0.0061, 0.1718},
	}
	for _, c := range cases {
		low, high := Wilson(c.k, c.n)
		if math.Abs(low-c.low) > 5e-5 || math.Abs(high-c.high) > 5e-5 {
			t.Errorf("Wilson(%d, %d) = %.5f, %.5f, want %.4f, %.4f", c.k, c.n, low, high, c.low, c.high)
		}
	}
}

func TestWilsonAtTheEnds(t *testing.T) {
	cases := []struct {
		name      string
		k, n      int64
		low, high float64 // NaN: not asked
	}{
		{"nothing seen says nothing", 0, 0, 0, 1},
		{"none of some begins at zero exactly", 0, 7, 0, math.NaN()},
		{"all of some ends at one exactly", 7, 7, math.NaN(), 1},
		{"more than all is taken as all", 9, 7, math.NaN(), 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			low, high := Wilson(c.k, c.n)
			if !math.IsNaN(c.low) && low != c.low || !math.IsNaN(c.high) && high != c.high {
				t.Errorf("Wilson(%d, %d) = %v, %v", c.k, c.n, low, high)
			}
		})
	}
}

func TestWilsonHoldsTheShareAndNarrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 1_000_000).Draw(t, "n")
		k := rapid.Int64Range(0, n).Draw(t, "k")
		times := rapid.Int64Range(2, 1000).Draw(t, "times")
		low, high := Wilson(k, n)
		share := float64(k) / float64(n)
		if !(0 <= low && low <= share && share <= high && high <= 1) {
			t.Fatalf("%v is not within %v, %v", share, low, high)
		}
		closerLow, closerHigh := Wilson(k*times, n*times)
		if closerHigh-closerLow >= high-low {
			t.Fatalf("%d times as many are no surer: %v, %v", times, closerLow, closerHigh)
		}
		mirrorLow, mirrorHigh := Wilson(n-k, n)
		if math.Abs(mirrorLow-(1-high)) > 1e-12 || math.Abs(mirrorHigh-(1-low)) > 1e-12 {
			t.Fatalf("misses are not the mirror of hits: %v, %v", mirrorLow, mirrorHigh)
		}
	})
}

func TestQuantile(t *testing.T) {
	some := Histogram{1: 1, 2: 1, 3: 1, 4: 1, 10: 1, 99: 0, 98: -3} // R: quantile(c(1,2,3,4,10), p)
	cases := []struct {
		name string
		h    Histogram
		p    float64
		want float64
		ok   bool
	}{
		{"nothing has no quantile", nil, 0.5, 0, false},
		{"counts of zero are nothing", Histogram{5: 0}, 0.5, 0, false},
		{"not a number has no quantile", some, math.NaN(), 0, false},
		{"the least", some, 0, 1, true},
		{"a tenth is between values", some, 0.1, 1.4, true},
		{"a quarter", some, 0.25, 2, true},
		{"the middle", some, 0.5, 3, true},
		{"nine tenths", some, 0.9, 7.6, true},
		{"the most", some, 1, 10, true},
		{"past the end is the end", some, 7, 10, true},
		{"repeated values count each", Histogram{2: 3, 8: 1}, 0.5, 2, true},
		{"an even number meets in the middle", Histogram{2: 2, 5: 2}, 0.5, 3.5, true},
		{"values may be negative", Histogram{-4: 1, 1: 1}, 0.5, -1.5, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, ok := c.h.Quantile(c.p)
			if ok != c.ok || math.Abs(got-c.want) > 1e-12 {
				t.Errorf("got %v, %v, want %v, %v", got, ok, c.want, c.ok)
			}
		})
	}
}

func TestMedianIsTheMiddleOfTheSortedValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(-50, 50), 1, 60).Draw(t, "values")
		h := Histogram{}
		for _, v := range values {
			h[v]++
		}
		slices.Sort(values)
		n := len(values)
		want := float64(values[(n-1)/2]+values[n/2]) / 2
		if got, ok := h.Median(); !ok || got != want {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestQuantileIsTypeSevenOfTheSortedValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(-50, 50), 1, 60).Draw(t, "values")
		p := rapid.Float64Range(0, 1).Draw(t, "p")
		h := Histogram{}
		for _, v := range values {
			h[v]++
		}
		slices.Sort(values)
		place := float64(len(values)-1) * p
		before := int(place)
		after := min(before+1, len(values)-1)
		want := float64(values[before]) + (place-float64(before))*float64(values[after]-values[before])
		if got, ok := h.Quantile(p); !ok || math.Abs(got-want) > 1e-9 {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}
