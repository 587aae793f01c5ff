package stats

import (
	"errors"
	"math"
	"math/rand"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestAUCCountsPairs(t *testing.T) {
	cases := []struct {
		name     string
		scores   []float64
		happened []bool
		want     float64
		ok       bool
	}{
		{"three of four pairs are in order", []float64{0.1, 0.4, 0.35, 0.8}, []bool{false, false, true, true}, 0.75, true},
		{"a tie counts half", []float64{1, 1}, []bool{false, true}, 0.5, true},
		{"one kind alone says nothing", []float64{1, 2}, []bool{true, true}, 0, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got, ok := AUC(c.scores, c.happened); got != c.want || ok != c.ok {
				t.Errorf("AUC = %v, %v", got, ok)
			}
		})
	}
}

func TestBrierOfTheTextbook(t *testing.T) {
	chances, happened := []float64{0.1, 0.9, 0.8, 0.3}, []bool{false, true, true, false}
	if got, _ := Brier(chances, happened); math.Abs(got-0.0375) > 1e-12 {
		t.Errorf("Brier = %v", got)
	}
}

// drawn is a handful of scores, with ties, and what happened.
func drawn(t *rapid.T) (scores []float64, happened []bool) {
	n := rapid.IntRange(1, 40).Draw(t, "n")
	for range n {
		scores = append(scores, float64(rapid.IntRange(0, 9).Draw(t, "score")))
		happened = append(happened, rapid.Bool().Draw(t, "happened"))
	}
	return scores, happened
}

func TestAUCTurnsRoundWithTheScores(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores, happened := drawn(t)
		turned := slices.Clone(scores)
		for i := range turned {
			turned[i] = -turned[i]
		}
		auc, ok := AUC(scores, happened)
		back, _ := AUC(turned, happened)
		if ok && math.Abs(auc+back-1) > 1e-12 {
			t.Fatalf("%v and %v", auc, back)
		}
	})
}

// The fit rises with the score, keeps the mean, and no constant rate has less error.
func TestIsotonicRisesAndKeepsTheMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores, happened := drawn(t)
		rates, sum, yes := Isotonic(scores, happened), 0.0, 0.0
		for i := range scores {
			sum += rates[i]
			if happened[i] {
				yes++
			}
			for j := range scores {
				if scores[i] < scores[j] && rates[i] > rates[j] || scores[i] == scores[j] && rates[i] != rates[j] {
					t.Fatalf("score %v has %v, score %v has %v", scores[i], rates[i], scores[j], rates[j])
				}
			}
		}
		if math.Abs(sum-yes) > 1e-9 {
			t.Fatalf("the rates add up to %v, not %v", sum, yes)
		}
		own, _ := Brier(rates, happened)
		flat, _ := Brier(slices.Repeat([]float64{yes / float64(len(scores))}, len(scores)), happened)
		if own > flat+1e-12 {
			t.Fatalf("error %v, a constant has %v", own, flat)
		}
	})
}

func TestIsotonicPoolsWhatFalls(t *testing.T) {
	got := Isotonic([]float64{1, 2, 3, 4}, []bool{false, true, false, true})
	if want := []float64{0, 0.5, 0.5, 1}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// With one yes-or-no column the fit is the logarithm of the odds ratio, and its
// error is Woolf's (1955): the square root of the sum of 1/count.
func TestLogisticOfATableIsTheOddsRatio(t *testing.T) {
	var rows []Columns
	var happened []bool
	for _, cell := range []struct {
		met, happened bool
		n             int
	}{{true, true, 30}, {true, false, 10}, {false, true, 20}, {false, false, 40}} {
		for range cell.n {
			var row Columns
			if cell.met {
				row = Columns{[]int{0}, []float64{1}}
			}
			rows, happened = append(rows, row), append(happened, cell.happened)
		}
	}
	fit, err := Logistic(rows, happened, []Pull{{}})
	if err != nil {
		t.Fatal(err)
	}
	ratio, se := math.Log(30*40/(10*20.0)), math.Sqrt(1/30.0+1/10.0+1/20.0+1/40.0)
	if math.Abs(fit.Coef[0]-ratio) > 1e-9 || math.Abs(fit.SE[1]-se) > 1e-9 || math.Abs(fit.Intercept-math.Log(.5)) > 1e-9 {
		t.Errorf("%+v, want %v with error %v", fit, ratio, se)
	}
	held, err := Logistic(rows, happened, []Pull{{To: -1, Strength: 1e9}})
	if err != nil || math.Abs(held.Coef[0]+1) > 1e-6 {
		t.Errorf("a strong pull gives %+v, %v", held, err)
	}
}

func TestSeparableIsSaidOrHeld(t *testing.T) {
	rows := []Columns{{[]int{0}, []float64{1}}, {[]int{0}, []float64{2}}, {[]int{0}, []float64{3}}, {[]int{0}, []float64{4}}}
	happened := []bool{false, false, true, true}
	if fit, err := Logistic(rows, happened, []Pull{{}}); !errors.Is(err, ErrSeparable) {
		t.Errorf("%+v, %v", fit, err)
	}
	if fit, err := Logistic(rows, happened, []Pull{{Strength: 1}}); err != nil || fit.Coef[0] <= 0 || fit.Coef[0] > 5 {
		t.Errorf("%+v, %v", fit, err)
	}
	// One column tells some of the rows apart for certain, the rest not.
	rows = append(rows, Columns{}, Columns{}, Columns{[]int{0}, []float64{2.5}})
	if fit, err := Logistic([]Columns{{}, {}, {}, {[]int{0}, []float64{1}}}, []bool{true, false, false, true}, []Pull{{}}); !errors.Is(err, ErrSeparable) {
		t.Errorf("%+v, %v", fit, err)
	}
	if _, err := Logistic(rows, slices.Repeat([]bool{true}, len(rows)), []Pull{{}}); !errors.Is(err, ErrSeparable) {
		t.Errorf("one outcome alone: %v", err)
	}
}

// At the fit the slope of the likelihood equals that of the pulls.
func TestLogisticIsAtTheBottom(t *testing.T) {
	r := rand.New(rand.NewSource(7))
	var rows []Columns
	var happened []bool
	for range 200 {
		rows = append(rows, Columns{[]int{0, 1}, []float64{r.NormFloat64(), r.NormFloat64()}})
		happened = append(happened, r.Float64() < .4)
	}
	pulls := []Pull{{1, 3}, {-2, 20}}
	fit, err := Logistic(rows, happened, pulls)
	if err != nil {
		t.Fatal(err)
	}
	slopes, _ := fitting{rows, happened, pulls}.slopes(append([]float64{fit.Intercept}, fit.Coef...))
	for j, s := range slopes {
		if math.Abs(s) > 1e-6 {
			t.Errorf("slope %d is %v", j, s)
		}
	}
}

func TestRateRatioOfKatz(t *testing.T) {
	ratio, low, high, ok := RateRatio(30, 40, 20, 60)
	half := 1.959963984540054 * math.Sqrt(1/30.0-1/40.0+1/20.0-1/60.0)
	if !ok || math.Abs(ratio-2.25) > 1e-12 || math.Abs(low-2.25*math.Exp(-half)) > 1e-12 || math.Abs(high-2.25*math.Exp(half)) > 1e-12 {
		t.Errorf("%v, %v to %v", ratio, low, high)
	}
	if _, low, high, ok := RateRatio(0, 5, 3, 10); !ok || low <= 0 || math.IsInf(high, 0) {
		t.Errorf("with a zero: %v to %v", low, high)
	}
	if _, _, _, ok := RateRatio(0, 0, 3, 10); ok {
		t.Error("an empty group has a ratio")
	}
}
