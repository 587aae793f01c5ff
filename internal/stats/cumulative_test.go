package stats

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// valveSeats are the replacements on 41 engines in a fleet, of W. Nelson,
// Confidence Limits for Recurrence Data, Technometrics 37 (1995): of each the age
// in days up to which it was observed, then those at which a seat was replaced.
var valveSeats = [][]float64{{761}, {759}, {667, 98}, {667, 326, 653, 653}, {665}, {667, 84}, {663, 87}, {653, 646}, {653, 92}, {651},
	{650, 258, 328, 377, 621}, {648, 61, 539}, {644, 254, 276, 298, 640}, {642, 76, 538}, {641, 635}, {649, 349, 404, 561}, {631}, {596},
	{614, 120, 479}, {582, 323, 449}, {589, 139, 139}, {593}, {589, 573}, {606, 165, 408, 604}, {594, 249}, {613, 344, 497}, {595, 265, 586},
	{389, 166, 206, 348}, {601}, {601, 410, 581}, {611}, {608}, {587}, {603, 367}, {585, 202, 563, 570}, {587}, {578}, {578}, {586}, {585}, {582}}

func TestMeanCumulativeIsThatOfTheValveSeats(t *testing.T) {
	t.Parallel()
	var units []Unit
	for _, row := range valveSeats {
		u := Unit{Observed: row[0]}
		for _, age := range row[1:] {
			u.Events = append(u.Events, Event{age, 1})
		}
		units = append(units, u)
	}
	ages := []float64{60, 61, 76, 84, 87, 92, 98, 120, 139, 165, 298, 410, 538, 586, 621, 640, 653, 761, 762}
	// Mean and standard error to three decimals; up to the age of 389 no engine is
	// censored, so that the error is Nelson's own.
	want := [][2]float64{{0, 0}, {.024, .024}, {.049, .034}, {.073, .041}, {.098, .047}, {.122, .052}, {.146, .056}, {.171, .059}, {.220, .074},
		{.244, .076}, {.463, .111}, {.734, .141}, {.834, .154}, {1.014, .176}, {1.119, .211}, {1.244, .230}, {1.543, .324}, {1.543, .324}, {0, 0}}
	for i, m := range MeanCumulative(units, ages) {
		if math.Abs(m.Value-want[i][0]) > .0005 || math.Abs(m.SE-want[i][1]) > .0005 {
			t.Errorf("at %v days: %.4f ± %.4f, want %v", ages[i], m.Value, m.SE, want[i])
		}
		if ages[i] == 762 && m.N != 0 {
			t.Errorf("nobody was observed for 762 days: %d", m.N)
		}
	}
}

// The mean is that of the definition, in exact fractions; without censoring it is
// the plain mean of what the units brought, and its error that of a plain sample.
func TestMeanCumulativeIsThatOfTheDefinition(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		censored := rapid.Bool().Draw(t, "censored")
		var units []Unit
		for range rapid.IntRange(1, 12).Draw(t, "units") {
			u := Unit{Observed: 30}
			if censored {
				u.Observed = float64(rapid.IntRange(0, 30).Draw(t, "observed"))
			}
			for range rapid.IntRange(0, 4).Draw(t, "events") {
				u.Events = append(u.Events, Event{float64(rapid.IntRange(0, 35).Draw(t, "age")), float64(rapid.IntRange(-500, 90_000).Draw(t, "value"))})
			}
			units = append(units, u)
		}
		age := float64(rapid.IntRange(0, 30).Draw(t, "at"))
		got := MeanCumulative(units, []float64{age})[0]
		exact, n := new(big.Rat), 0
		for day := range int(age) + 1 {
			sum, risk := int64(0), int64(0)
			for _, u := range units {
				if u.Observed >= float64(day) {
					risk++
					for _, e := range u.Events {
						if e.Age == float64(day) {
							sum += int64(e.Value)
						}
					}
				}
			}
			if n = int(risk); n > 0 {
				exact.Add(exact, big.NewRat(sum, risk))
			}
		}
		if got.N != n {
			t.Fatalf("%d observed, want %d", got.N, n)
		}
		if want, _ := exact.Float64(); n > 0 && math.Abs(got.Value-want) > 1e-6 {
			t.Fatalf("%v, want %v", got.Value, want)
		}
		if censored || n < 2 {
			return
		}
		var brought []float64
		for _, u := range units {
			sum := 0.0
			for _, e := range u.Events {
				if e.Age <= age {
					sum += e.Value
				}
			}
			brought = append(brought, sum)
		}
		mean, squares := 0.0, 0.0
		for _, b := range brought {
			mean += b / float64(n)
		}
		for _, b := range brought {
			squares += (b - mean) * (b - mean)
		}
		if want := math.Sqrt(squares / float64(n-1) / float64(n)); math.Abs(got.SE-want) > 1e-6*max(1, want) {
			t.Fatalf("error %v, want %v of %v", got.SE, want, brought)
		}
	})
}

// The order of units and events says nothing.
func TestMeanCumulativeKnowsNoOrder(t *testing.T) {
	t.Parallel()
	units := []Unit{{50, []Event{{3, 5}, {10, 7}}}, {20, []Event{{3, 1}}}, {40, nil}}
	other := []Unit{{40, nil}, {50, []Event{{10, 7}, {3, 5}}}, {20, []Event{{3, 1}}}}
	at := []float64{10, 30}
	if a, b := MeanCumulative(units, at), MeanCumulative(other, at); !slices.EqualFunc(a, b, func(a, b CumulativeMean) bool {
		return a.N == b.N && math.Abs(a.Value-b.Value) < 1e-12 && math.Abs(a.SE-b.SE) < 1e-12
	}) {
		t.Errorf("%v, %v", a, b)
	}
}
