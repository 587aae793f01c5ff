package stats

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// aml is the trial of maintenance chemotherapy in Miller, Survival Analysis
// (1981, p. 49), which R's package survival has as aml. Weeks; + is censored.
var aml = map[string]Survival{
	"maintained": {9: {1, 0}, 13: {1, 1}, 18: {1, 0}, 23: {1, 0}, 28: {0, 1}, 31: {1, 0}, 34: {1, 0}, 45: {0, 1}, 48: {1, 0}, 161: {0, 1}},
	"not":        {5: {2, 0}, 8: {2, 0}, 12: {1, 0}, 16: {0, 1}, 23: {1, 0}, 27: {1, 0}, 30: {1, 0}, 33: {1, 0}, 43: {1, 0}, 45: {1, 0}},
}

func TestKaplanMeierAgreesWithThePublishedTrial(t *testing.T) {
	for group, want := range map[string][]Step{ // summary(survfit(Surv(time, status) ~ x, aml)), to three digits
		"maintained": {{9, 11, 1, 0.909, 0.0867, 0.7541, 1}, {13, 10, 1, 0.818, 0.1163, 0.6192, 1}, {18, 8, 1, 0.716, 0.1397, 0.4884, 1},
			{23, 7, 1, 0.614, 0.1526, 0.3769, 0.999}, {31, 5, 1, 0.491, 0.1642, 0.2549, 0.946}, {34, 4, 1, 0.368, 0.1627, 0.1549, 0.875},
			{48, 2, 1, 0.184, 0.1535, 0.0359, 0.944}},
		"not": {{5, 12, 2, 0.8333, 0.1076, 0.6470, 1}, {8, 10, 2, 0.6667, 0.1361, 0.4468, 0.995}, {12, 8, 1, 0.5833, 0.1423, 0.3616, 0.941},
			{23, 6, 1, 0.4861, 0.1481, 0.2675, 0.883}, {27, 5, 1, 0.3889, 0.1470, 0.1854, 0.816}, {30, 4, 1, 0.2917, 0.1387, 0.1148, 0.741},
			{33, 3, 1, 0.1944, 0.1219, 0.0569, 0.664}, {43, 2, 1, 0.0972, 0.0919, 0.0153, 0.620}, {45, 1, 1, 0, math.NaN(), math.NaN(), math.NaN()}},
	} {
		got := aml[group].Curve()
		if len(got) != len(want) {
			t.Fatalf("%s: %d steps, want %d", group, len(got), len(want))
		}
		near := func(a, b float64) bool { return math.Abs(a-b) < 6e-4 || math.IsNaN(a) && math.IsNaN(b) }
		for i, g := range got {
			w := want[i]
			if g.Time != w.Time || g.AtRisk != w.AtRisk || g.Events != w.Events || !near(g.Share, w.Share) || !near(g.StdErr, w.StdErr) ||
				!near(g.Low, w.Low) || !near(g.High, w.High) {
				t.Errorf("%s: %+v, want %+v", group, g, w)
			}
		}
	}
	for group, want := range map[string][3]float64{"maintained": {31, 18, math.NaN()}, "not": {23, 8, math.NaN()}} {
		m, low, high, ok := aml[group].Median()
		if !ok || m != want[0] || low != want[1] || !math.IsNaN(high) {
			t.Errorf("%s: median %v, %v to %v", group, m, low, high)
		}
	}
}

func TestKaplanMeierAtTheEnds(t *testing.T) {
	for _, c := range []struct {
		moral string
		s     Survival
		p     float64
		want  int64
		ok    bool
	}{
		{"nobody was watched", nil, 0.5, 0, false},
		{"nobody has had it", Survival{4: {0, 9}}, 0.1, 0, false},
		{"half of all is the median, without a midpoint", Survival{2: {1, 0}, 9: {1, 0}}, 0.5, 2, true},
		{"who is censored that day is at risk that day", Survival{3: {1, 1}}, 0.5, 3, true},
		{"three quarters times two thirds is one half", Survival{1: {1, 0}, 2: {1, 0}, 3: {1, 0}, 4: {1, 0}}, 0.5, 2, true},
		{"won before the first touch", Survival{-2: {1, 0}, 5: {0, 1}}, 0.5, -2, true},
		{"too few had it", Survival{1: {1, 0}, 2: {0, 3}}, 0.5, 0, false},
	} {
		if got, ok := c.s.Quantile(c.p); got != c.want || ok != c.ok {
			t.Errorf("%s: %v, %v", c.moral, got, ok)
		}
	}
}

// With nobody censored the curve is the share that is left, and the median the
// lower of the two in the middle.
func TestKaplanMeierWithoutCensoringCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		times := rapid.SliceOfN(rapid.Int64Range(-3, 40), 1, 60).Draw(t, "times")
		s := Survival{}
		for _, at := range times {
			s[at] = Exits{Events: s[at].Events + 1}
		}
		slices.Sort(times)
		for _, step := range s.Curve() {
			left := 0
			for _, at := range times {
				if at > step.Time {
					left++
				}
			}
			if want := float64(left) / float64(len(times)); math.Abs(step.Share-want) > 1e-12 {
				t.Fatalf("after %d: %v, want %v", step.Time, step.Share, want)
			}
		}
		if got, ok := s.Quantile(0.5); !ok || got != times[(len(times)-1)/2] {
			t.Fatalf("median %v of %v", got, times)
		}
	})
}
