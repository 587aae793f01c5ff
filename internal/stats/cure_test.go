package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// watched draws a group that began over so many days up to today.
func watched(r *rand.Rand, n int, share, days float64, success, failure times) (list []Wait) {
	for range n {
		age := days * r.Float64()
		kind, end := failure, Failed
		if r.Float64() < share {
			kind, end = success, Succeeded
		}
		took := math.Exp(kind.mean+kind.deviation*r.NormFloat64()) - 0.5
		if took > age {
			list = append(list, Wait{age, Waiting})
		} else {
			list = append(list, Wait{took, end})
		}
	}
	return list
}

// Wins come late here and losses early, so the rate of what is closed is too low;
// the settled share is right on average, and its interval holds the truth about
// as often as it claims.
func TestSettledShareIsRightWhereTheRateSoFarIsNot(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 2))
	success, failure := times{3.6, 0.5}, times{2.2, 0.7}
	const truth = 0.25
	sofar, settled, held, n := 0.0, 0.0, 0.0, trials(60, 1000)
	for range n {
		history := watched(r, 300, truth, 400, success, failure)
		group := watched(r, 120, truth, 60, success, failure)
		model := Settle(append(history, group...))
		share, low, high, ok := model.Share(group)
		if !ok {
			t.Fatal("nothing is known")
		}
		won, closed := 0.0, 0.0
		for _, w := range group {
			if w.Ended == Succeeded {
				won++
			}
			if w.Ended != Waiting {
				closed++
			}
		}
		sofar += won / closed / float64(n)
		settled += share / float64(n)
		if low <= truth && truth <= high {
			held += 1 / float64(n)
		}
	}
	t.Logf("so far %.3f, settled %.3f, held in %.3f", sofar, settled, held)
	if math.Abs(settled-truth) > 0.02 || math.Abs(sofar-truth) < 0.05 || held < 0.9 {
		t.Errorf("so far %.3f, settled %.3f, held in %.3f", sofar, settled, held)
	}
}

// Where nobody waits, it is the plain share.
func TestSettledShareOfTheSettledIsTheirRate(t *testing.T) {
	var list []Wait
	for i := range 40 {
		list = append(list, Wait{float64(i), []Ended{Failed, Failed, Failed, Succeeded}[i%4]})
	}
	share, low, high, ok := Settle(list).Share(list)
	if !ok || math.Abs(share-0.25) > 1e-4 || low > 0.15 || low < 0.1 || high < 0.38 || high > 0.43 {
		t.Errorf("%v from %v to %v, %v", share, low, high, ok)
	}
	if _, _, _, ok := Settle(list[:5]).Share(list); ok {
		t.Error("it knows of hardly anything")
	}
	for _, w := range []Wait{{-3, Waiting}, {1e9, Waiting}} { // dated wrongly, or for ever open
		share, _, _, ok := Settle(append(list, w)).Share(append(list, w))
		if !ok || math.IsNaN(share) {
			t.Errorf("%v: %v", w, share)
		}
	}
}
