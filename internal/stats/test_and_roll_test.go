package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestTestAndRollIsThePublishedPlan(t *testing.T) {
	plan := TestAndRoll{Sends: 100_000, Variants: 2, Rate: .68, Spread: .03}
	if got := plan.Each(); got != 2284 { // Feit & Berman 2019, section 5.1
		t.Errorf("each of two variants is sent %d times, the paper says 2284", got)
	}
}

// For two variants the paper gives the optimum in closed form.
func TestTestAndRollIsTheClosedForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := TestAndRoll{Sends: rapid.Int64Range(20, 200_000).Draw(t, "sends"), Variants: 2,
			Rate: rapid.Float64Range(.02, .98).Draw(t, "rate"), Spread: rapid.Float64Range(.01, .3).Draw(t, "spread")}
		ratio := plan.Rate * (1 - plan.Rate) / (plan.Spread * plan.Spread)
		want := math.Sqrt(float64(plan.Sends)/4*ratio+.75*ratio*.75*ratio) - .75*ratio
		if got := float64(plan.Each()); math.Abs(got-want) > 1 {
			t.Fatalf("each is sent %v times, the closed form says %.2f", got, want)
		}
	})
}

// The expected answers are those of a simulated experiment, and no other size
// of the test brings more.
func TestTestAndRollIsTheBestInASimulation(t *testing.T) {
	t.Parallel()
	chance := rand.New(rand.NewPCG(1, 2))
	for _, plan := range []TestAndRoll{{100, 2, .2, .08}, {300, 3, .3, .1}} {
		best := plan.Each()
		answers := func(n int64) float64 {
			const runs = 40_000
			sum := 0.0
			for range runs {
				top, seen, spent := 0.0, math.Inf(-1), 0.0
				for range plan.Variants {
					rate := plan.Rate + plan.Spread*chance.NormFloat64()
					observed := rate + math.Sqrt(plan.Rate*(1-plan.Rate)/float64(n))*chance.NormFloat64()
					if spent += float64(n) * rate; observed > seen {
						top, seen = rate, observed
					}
				}
				sum += spent + float64(plan.Sends-n*int64(plan.Variants))*top
			}
			return sum / runs
		}
		at := answers(best)
		if want := plan.Answers(best); math.Abs(at-want) > .01*want {
			t.Errorf("%+v: %.2f answers simulated, %.2f expected", plan, at, want)
		}
		for _, other := range []int64{max(best/3, 1), best * 2} {
			if answers(other) > at+.01*at {
				t.Errorf("%+v: sending each %d times first beats %d", plan, other, best)
			}
		}
	}
}

func TestTheLargestOfNormalVariables(t *testing.T) {
	for k, want := range map[int]float64{1: 0, 2: 1 / math.Sqrt(math.Pi), 3: 1.5 / math.Sqrt(math.Pi), 5: 1.1629644736} { // Harter 1961
		if got := largestOf(k); math.Abs(got-want) > 1e-9 {
			t.Errorf("the largest of %d is %.10f, want %.10f", k, got, want)
		}
	}
}

func TestATestOfFixedSizeIsTheTextbooks(t *testing.T) {
	plan := TestAndRoll{Sends: 100, Variants: 2, Rate: .2, Spread: .08}
	if got := plan.FixedEach(); got != 393 { // (1.96 + 0.8416)² · 2 · .16 / .0064 = 392.4
		t.Errorf("a test of fixed size needs %d of each, want 393", got)
	}
	if plan.Gain() < 0 {
		t.Error("the plan is worse than a test of fixed size")
	}
}

func TestSpreadIsThatOfTheRates(t *testing.T) {
	chance := rand.New(rand.NewPCG(3, 4))
	var answers, sends []int64
	for range 3000 {
		rate := min(max(.2+.06*chance.NormFloat64(), 0), 1)
		n, k := int64(40), int64(0)
		for range n {
			if chance.Float64() < rate {
				k++
			}
		}
		answers, sends = append(answers, k), append(sends, n)
	}
	rate, spread, ok := Spread(answers, sends)
	if !ok || math.Abs(rate-.2) > .005 || math.Abs(spread-.06) > .005 {
		t.Errorf("rates around .2, .06 apart, are read as %.3f and %.3f", rate, spread)
	}
	if _, _, ok := Spread([]int64{4, 5, 6}, []int64{20, 20, 20}); ok {
		t.Error("rates that chance explains have no spread")
	}
}
