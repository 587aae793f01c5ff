package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Two shares have a closed form.
func TestBestOfTwoIsTheExactProbability(t *testing.T) {
	for _, c := range [][2]Count{{{3, 20}, {9, 31}}, {{0, 0}, {5, 5}}, {{0, 40}, {1, 2}}, {{300, 1000}, {280, 1000}}} {
		got := Best([]Prior{Prior{1, 1}.After(c[0]), Prior{1, 1}.After(c[1])})
		if want := Beats(c[0].K, c[0].N, c[1].K, c[1].N); math.Abs(got[0]-want) > 1e-4 {
			t.Errorf("%v: %v, want %v", c, got[0], want)
		}
	}
}

// More than two are as likely to be the best as in draws of them.
func TestBestIsThatOfDraws(t *testing.T) {
	shares := []Prior{{2, 9}, {4, 9}, {1, 1}, {30, 90}}
	got, counts, c := Best(shares), make([]float64, len(shares)), &chance{state: 7}
	const draws = 40_000
	r := rand.New(c)
	for range draws {
		best, at := -1.0, 0
		for i, s := range shares {
			x, y := c.gamma(r, s.A), c.gamma(r, s.B)
			if share := x / (x + y); share > best {
				best, at = share, i
			}
		}
		counts[at] += 1.0 / draws
	}
	for i := range shares {
		if math.Abs(got[i]-counts[i]) > 0.01 {
			t.Errorf("%v is the best with %v, in draws %v", shares[i], got[i], counts[i])
		}
	}
}

// Where six sources are equal, one is named in at most 5 % of files, however
// many leads they have; one at .45 among five at .15 is named in 85 % and more.
func TestOneIsNamedOnlyWhereItIsBetter(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 4))
	named := func(files, n int, shares ...float64) float64 {
		count := 0
		for range files {
			groups := make([]Count, len(shares))
			for i, p := range shares {
				size := n
				if n == 0 { // of any size, as sources are
					size = 1 + int(math.Exp(4.5*r.Float64()))
				}
				for _, won := range outcomes(r, size, p) {
					groups[i].N++
					if won {
						groups[i].K++
					}
				}
			}
			after := make([]Prior, len(groups))
			for i, g := range groups {
				after[i] = Prior{1, 1}.After(g)
			}
			if list := Candidates(Best(after)); len(list) == 1 && list[0] == 0 || len(list) == 1 && shares[0] == shares[1] {
				count++
			}
		}
		return float64(count) / float64(files)
	}
	files := trials(60, 2000)
	for _, p := range []float64{0.05, 0.15, 0.3} {
		for _, n := range []int{5, 20, 60, 0} {
			share := named(files, n, p, p, p, p, p, p)
			t.Logf("six equal sources at %v, %d leads each: one is named in %.2f %% of files", p, n, 100*share)
			if share > 0.05 {
				t.Errorf("six equal sources at %v, %d leads each: one is named in %.1f %% of files", p, n, 100*share)
			}
		}
	}
	share := named(files, 60, 0.45, 0.15, 0.15, 0.15, 0.15, 0.15)
	t.Logf("the better one is named in %.2f %% of files", 100*share)
	if share < 0.85 {
		t.Errorf("the better one is named in %.1f %% of files", 100*share)
	}
}

// "Understanding empirical Bayes estimation (using baseball statistics)": with
// the prior of batting averages, 4 hits of 10 are worth .264 and 300 of 1000 .290.
func TestShrinkageOfBattingAverages(t *testing.T) {
	prior := Prior{78.661, 224.875}
	for _, c := range []struct {
		hits Count
		want float64
	}{{Count{4, 10}, 0.264}, {Count{300, 1000}, 0.290}} {
		if got := prior.After(c.hits).Mean(); math.Abs(got-c.want) > 0.0005 {
			t.Errorf("%v: %.4f, want %v", c.hits, got, c.want)
		}
	}
}

// The fit finds the prior from which groups were drawn, as that of the batting
// averages was found from thousands of players.
func TestFitFindsThePriorOfItsGroups(t *testing.T) {
	c := &chance{state: 2015}
	r := rand.New(c)
	var players []Count
	for range 3000 {
		x, y := c.gamma(r, 78.661), c.gamma(r, 224.875)
		at := int64(20 + r.IntN(3000))
		players = append(players, Count{c.binomial(at, x/(x+y)), at})
	}
	prior := FitPrior(players)
	if strength := prior.A + prior.B; math.Abs(prior.Mean()-0.2591) > 0.003 || math.Abs(strength-303.5) > 30 {
		t.Errorf("mean %v, strength %v", prior.Mean(), strength)
	}
}

func TestFitOfHardlyAnythingKnowsHardlyAnything(t *testing.T) {
	for _, groups := range [][]Count{nil, {{0, 0}}, {{3, 4}}, {{0, 3}, {0, 5}}, {{2, 2}, {2, 2}}} {
		p := FitPrior(groups)
		if !(p.A > 0) || !(p.B > 0) || math.IsInf(p.A, 0) || math.IsInf(p.B, 0) {
			t.Errorf("%v: %v", groups, p)
		}
	}
}
