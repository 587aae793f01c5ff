package stats

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"pgregory.net/rapid"
)

// trials are few by default; LEADS_TRIALS=full makes them as many as a claim of
// one in a hundred wants.
func trials(short, full int) int {
	switch os.Getenv("LEADS_TRIALS") {
	case "full":
		return full
	case "middle":
		return min(4*short, full)
	}
	return short
}

func outcomes(r *rand.Rand, n int, share float64) []bool {
	list := make([]bool, n)
	for i := range list {
		list[i] = r.Float64() < share
	}
	return list
}

func TestRobbinsOfThePublishedExample(t *testing.T) {
	low, high := Robbins(3, 20)
	if math.Abs(low-0.013832) > 5e-7 || math.Abs(high-0.470818) > 5e-7 {
		t.Errorf("3 of 20 give %.6f to %.6f, want 0.013832 to 0.470818", low, high)
	}
	if low, high := Robbins(0, 0); low != 0 || high != 1 {
		t.Errorf("nothing gives %v to %v", low, high)
	}
	if low, high := Robbins(0, 9); low != 0 || high >= 1 {
		t.Errorf("0 of 9 give %v to %v", low, high)
	}
	if low, high := Robbins(9, 9); low <= 0 || high != 1 {
		t.Errorf("9 of 9 give %v to %v", low, high)
	}
}

// An e-value is fair where both shares are equal: over all outcomes of five
// blocks, weighed by their chances, it is 1 on average.
func TestEvidenceIsFairWhereSharesAreEqual(t *testing.T) {
	const blocks = 5
	for _, p := range []float64{0.03, 0.2, 0.5, 0.9} {
		mean := 0.0
		for bits := range 1 << (2 * blocks) {
			a, b, chance := make([]bool, blocks), make([]bool, blocks), 1.0
			for i := range blocks {
				a[i], b[i] = bits>>i&1 == 1, bits>>(blocks+i)&1 == 1
				for _, won := range []bool{a[i], b[i]} {
					if won {
						chance *= p
					} else {
						chance *= 1 - p
					}
				}
			}
			mean += chance * Evidence(a, b)
		}
		if mean > 1+1e-9 {
			t.Errorf("at %v it is %v on average, which is more than fair", p, mean)
		}
	}
}

func TestEvidenceIsTheSameFromBothSides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SliceOfN(rapid.Bool(), 0, 60).Draw(t, "a"), rapid.SliceOfN(rapid.Bool(), 0, 60).Draw(t, "b")
		if x, y := Evidence(a, b), Evidence(b, a); math.Abs(x-y) > 1e-9*x {
			t.Fatalf("%v and %v", x, y)
		}
		few := min(len(a), len(b))
		if Evidence(a, b) != Evidence(a[:few], b[:few]) {
			t.Fatal("what has no partner yet counts")
		}
	})
}

// Read every week for a year, two equal channels have a winner in at most one
// year of twenty; one that wins .45 is told from one that wins .12.
func TestEvidenceSurvivesEveryMonday(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 1))
	decided := func(years int, pA, pB float64) float64 {
		n := 0
		for range years {
			a, b := outcomes(r, 104, pA), outcomes(r, 104, pB)
			for week := 2; week <= 104; week += 2 {
				if Evidence(a[:week], b[:week]) >= Enough {
					n++
					break
				}
			}
		}
		return float64(n) / float64(years)
	}
	for _, p := range []float64{0.1, 0.2, 0.3} {
		share := decided(trials(1000, 20_000), p, p)
		t.Logf("equal channels at %v: a winner in %.2f %% of years", p, 100*share)
		if share > 0.05 {
			t.Errorf("equal channels at %v have a winner in %.1f %% of years", p, 100*share)
		}
	}
	share := decided(trials(600, 20_000), 0.45, 0.12)
	t.Logf(".45 is told from .12 in %.2f %% of years", 100*share)
	if share < 0.95 {
		t.Errorf(".45 is told from .12 in %.1f %% of years", 100*share)
	}
}

func TestFourOfFourIsNoWinner(t *testing.T) {
	if e := Evidence([]bool{true, true, true, true}, make([]bool, 5)); e >= Enough {
		t.Errorf("4 of 4 against 0 of 5 has the evidence %v", e)
	}
}

// The mixture is the integral that it claims to be: of the likelihood ratio of a
// drift, over a normal prior of it.
func TestAsymptoticEvidenceIsItsIntegral(t *testing.T) {
	for _, c := range []struct{ z, units float64 }{{0, 10}, {1, 4}, {2.5, 30}, {-4, 200}} {
		want := 0.0
		const step = 1e-3
		for drift := -8.0; drift < 8; drift += step { // in units of the prior's deviation
			theta := drift * math.Sqrt(tuned)
			sum := c.z * math.Sqrt(c.units)
			want += step * math.Exp(-drift*drift/2) / math.Sqrt(2*math.Pi) * math.Exp(theta*sum-theta*theta*c.units/2)
		}
		if got := AsymptoticEvidence(c.z, 1, c.units); math.Abs(got-want) > 1e-3*want {
			t.Errorf("z %v of %v units: %v, want %v", c.z, c.units, got, want)
		}
	}
	if e := AsymptoticEvidence(5, 0, 3); e != 1 {
		t.Errorf("without a spread it is %v", e)
	}
}

// The forecast of how many more it takes is about right.
func TestEvidenceComesWhenItIsForecast(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	in, ok := EvidenceIn(45, 100, 12, 100)
	if !ok {
		t.Fatal("never")
	}
	when := 0.0
	const histories = 300
	for range histories {
		a, b := outcomes(r, 400, 0.45), outcomes(r, 400, 0.12)
		n := 1
		for n < 400 && Evidence(a[:n], b[:n]) < Enough {
			n++
		}
		when += float64(n) / histories
	}
	if in < 0.7*when || in > 1.4*when {
		t.Errorf("forecast %v, on average %v", in, when)
	}
	if _, ok := EvidenceIn(5, 10, 5, 10); ok {
		t.Error("equal shares are told apart some day")
	}
}
