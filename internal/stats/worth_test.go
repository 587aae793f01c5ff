package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestHoursAddUpExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shares := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 8).Draw(t, "shares")
		shares[0] += 1e-9
		units := rapid.IntRange(0, 200).Draw(t, "units")
		sum := 0
		for i, part := range Apportion(units, shares) {
			if sum += part; part < 0 {
				t.Fatalf("%d of share %v", part, shares[i])
			}
		}
		if sum != units {
			t.Fatalf("%d of %d", sum, units)
		}
	})
}

// A channel with much behind it is worth what it brought; one with nothing is
// worth what the others brought, and is far less sure.
func TestWorthIsDrawnTowardsTheRest(t *testing.T) {
	deals := func(n int, worth float64) (list []float64) {
		for i := range n {
			list = append(list, worth*math.Exp(0.2*float64(i%3-1)))
		}
		return list
	}
	channels := []Work{
		{Parent: "a", Hours: 500, Leads: 500, Decided: Count{150, 500}, Values: deals(150, 1000)}, // 300 an hour
		{Parent: "b", Hours: 500, Leads: 500, Decided: Count{50, 500}, Values: deals(51, 1000)},   // 100 an hour
		{Parent: "c"},
	}
	draws := Worth(channels, 4000, 1)
	for i, want := range []float64{300, 100} {
		q := Quantiles(draws[i], 0.1, 0.5, 0.9)
		if math.Abs(q[1]-want) > 0.12*want || q[0] > want || q[2] < want {
			t.Errorf("channel %d: %v, want about %v", i, q, want)
		}
	}
	known, unknown := Quantiles(draws[0], 0.1, 0.9), Quantiles(draws[2], 0.1, 0.9)
	if unknown[1]-unknown[0] < 2*(known[1]-known[0]) || unknown[0] > 150 || unknown[1] < 200 {
		t.Errorf("known %v, unknown %v", known, unknown)
	}
	if p := Shares(draws); p[0] < 0.5 || p[2] < 0.02 || math.Abs(p[0]+p[1]+p[2]-1) > 1e-9 {
		t.Errorf("best with %v", p)
	}
	if none := Worth([]Work{{Leads: 3}}, 10, 1); none[0] != nil {
		t.Error("without hours and deals something is known")
	}
}

// Two years of weekly decisions on four channels: hours parted by how likely each
// channel is the best lose less than all of them to the best-looking, and less
// than equal parts.
func TestSharesLoseLessThanGuessing(t *testing.T) {
	const weeks, hours = 104, 8
	type truth struct{ pace, win, deal float64 }
	worth := func(c truth) float64 { return c.pace * c.win * c.deal * math.Exp(0.5*0.5/2) }
	run := func(seed uint64, world []truth, decide func(int, []Work) []int) (regret float64) {
		r, c := rand.New(rand.NewPCG(seed, 5)), &chance{state: seed}
		channels, best := make([]Work, len(world)), 0.0
		for i := range world {
			channels[i].Parent = string(rune('a' + i))
			best = max(best, worth(world[i]))
		}
		for week := range weeks {
			for i, h := range decide(week, channels) {
				w := &channels[i]
				regret += float64(h) * (best - worth(world[i]))
				w.Hours += float64(h)
				for range 4 * h { // at most as many leads
					if r.Float64() < world[i].pace/4 {
						w.Leads++
						w.Decided.N++
						if r.Float64() < world[i].win {
							w.Decided.K++
							w.Values = append(w.Values, world[i].deal*math.Exp(0.5*rand.New(c).NormFloat64()))
						}
					}
				}
			}
		}
		return regret
	}
	equal := func(int, []Work) []int { return []int{2, 2, 2, 2} }
	greedy := func(week int, channels []Work) []int {
		if week < 4 {
			return equal(week, channels)
		}
		best, at := math.Inf(-1), 0
		for i, w := range channels {
			sum := 0.0
			for _, v := range w.Values {
				sum += v
			}
			if w.Hours > 0 && sum/w.Hours > best {
				best, at = sum/w.Hours, i
			}
		}
		parts := make([]int, len(channels))
		parts[at] = hours
		return parts
	}
	advised := func(week int, channels []Work) []int {
		if week < 4 {
			return equal(week, channels)
		}
		draws := Worth(channels, 200, 17)
		if draws[0] == nil {
			return equal(week, channels)
		}
		return Apportion(hours, Shares(draws))
	}
	var byShares, byLooks, byParts float64
	for n := range trials(24, 400) {
		r := rand.New(rand.NewPCG(uint64(n), 77))
		world := make([]truth, 4)
		for i := range world {
			world[i] = truth{0.3 + 0.5*r.Float64(), 0.05 + 0.3*r.Float64(), 500 + 1500*r.Float64()}
		}
		byShares += run(uint64(n), world, advised)
		byLooks += run(uint64(n), world, greedy)
		byParts += run(uint64(n), world, equal)
	}
	if byShares >= byLooks || byShares >= byParts {
		t.Errorf("regret: by shares %.0f, the best-looking %.0f, equal parts %.0f", byShares, byLooks, byParts)
	}
	t.Logf("regret: by shares %.0f, the best-looking %.0f, equal parts %.0f", byShares, byLooks, byParts)
}
