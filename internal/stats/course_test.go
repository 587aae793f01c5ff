package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// In 400 simulated months the 80 % range holds what really came in 80 % (±5).
func TestTheRangeOfAMonthHoldsEightyOfAHundred(t *testing.T) {
	t.Parallel()
	world := rand.New(rand.NewPCG(5, 6))
	source := &chance{state: 7}
	for _, perMonth := range []float64{2.5, 8} {
		held, above := 0, 0
		const months = 400
		for range months {
			month := func(days float64) (amounts []float64) {
				for range source.poisson(world, perMonth*days/30) {
					amounts = append(amounts, math.Exp(7+.6*world.NormFloat64()))
				}
				return amounts
			}
			past := month(365)
			truth := 0.0
			for _, x := range month(30) {
				truth += x
			}
			a := Course{Days: 365, Amounts: past, Left: 30, Missing: 1}.Prospect(1000, world.Uint64())
			if a.Low <= truth && truth <= a.High {
				held++
			}
			if truth > a.Expected {
				above++
			}
		}
		if share := float64(held) / months; share < .75 || share > .85 {
			t.Errorf("%v wins a month: the range holds %.3f of the months", perMonth, share)
		}
		if share := float64(above) / months; share < .3 || share > .6 {
			t.Errorf("%v wins a month: %.3f of the months are above what was expected", perMonth, share)
		}
	}
}

// With equal amounts and many decided bids the bids needed are a negative
// binomial number: three wins at a chance of one in four.
func TestBidsNeededAreANegativeBinomialNumber(t *testing.T) {
	amounts := make([]float64, 4000)
	for i := range amounts {
		amounts[i] = 1000
	}
	a := Course{Days: 4000, Amounts: amounts, Left: 10, Missing: 2900, Won: 25_000, Lost: 75_000}.Prospect(4000, 1)
	if a.Bids != 11 || a.BidsLow != 5 || a.BidsHigh != 20 { // P(Bin(t, 1/4) >= 3) passes .1 at 5, .5 at 11, .9 at 20
		t.Errorf("bids needed: %d (%d to %d), want 11 (5 to 20)", a.Bids, a.BidsLow, a.BidsHigh)
	}
}

func TestACourseWithoutWinsSaysNothing(t *testing.T) {
	if a := (Course{Days: 100, Left: 10, Missing: 5}).Prospect(100, 1); a.Some || a.BidsKnown {
		t.Errorf("%+v", a)
	}
	one := Course{Days: 100, Amounts: []float64{1000}, Left: 30, Missing: 500, Won: 1, Lost: 9}.Prospect(2000, 1)
	many := Course{Days: 1000, Amounts: []float64{1000, 990, 1010, 1000, 1005, 995, 1000, 1000, 1000, 1000}, Left: 30, Missing: 500, Won: 10, Lost: 90}.Prospect(2000, 1)
	if one.BidsHigh-one.BidsLow <= many.BidsHigh-many.BidsLow {
		t.Error("one win alone says less than ten")
	}
}

func TestPoissonNumbersAreThoseOfTheTextbook(t *testing.T) {
	source := &chance{state: 9}
	normal := rand.New(source)
	for _, mean := range []float64{.3, 4, 80} {
		const draws = 20_000
		sum, square := 0.0, 0.0
		for range draws {
			x := float64(source.poisson(normal, mean))
			sum, square = sum+x, square+x*x
		}
		average := sum / draws
		if variance := square/draws - average*average; math.Abs(average-mean) > 5*math.Sqrt(mean/draws) || math.Abs(variance-mean) > .05*mean+.02 {
			t.Errorf("a mean of %v: drawn %.3f with a variance of %.3f", mean, average, variance)
		}
	}
}
