package stats

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestNewcombeAgreesWithThePaper(t *testing.T) {
	cases := []struct {
		kA, nA, kB, nB int64
		low, high      float64
	}{ // Newcombe 1998, Statistics in Medicine 17:873, table II, method 10
		{56, 70, 48, 80, 0.0524, 0.3339},
		{9, 10, 3, 10, 0.1705, 0.8090},
		{6, 7, 2, 7, 0.0582, 0.8062},
		{5, 56, 0, 29, -0.0381, 0.1926},
		{0, 10, 0, 20, -0.1611, 0.2775},
		{0, 10, 0, 10, -0.2775, 0.2775},
		{10, 10, 0, 20, 0.6791, 1},
		{10, 10, 0, 10, 0.6075, 1},
	}
	for _, c := range cases {
		low, high := Newcombe(c.kA, c.nA, c.kB, c.nB)
		if math.Abs(low-c.low) > 5e-5 || math.Abs(high-c.high) > 5e-5 {
			t.Errorf("Newcombe(%d/%d, %d/%d) = %.5f, %.5f, want %.4f, %.4f", c.kA, c.nA, c.kB, c.nB, low, high, c.low, c.high)
		}
	}
	if low, high := Newcombe(3, 4, 0, 0); low != -1 || high != 1 {
		t.Errorf("against nothing: %v, %v", low, high)
	}
}

// closedForm is Miller's sum as he writes it.
func closedForm(kA, nA, kB, nB int64) (sum float64) {
	beta := func(a, b float64) float64 {
		x, _ := math.Lgamma(a)
		y, _ := math.Lgamma(b)
		z, _ := math.Lgamma(a + b)
		return x + y - z
	}
	a, b, c, d := float64(kA+1), float64(nA-kA+1), float64(kB+1), float64(nB-kB+1)
	for i := 0.0; i < a; i++ {
		sum += math.Exp(beta(c+i, b+d) - math.Log(b+i) - beta(1+i, b) - beta(c, d))
	}
	return sum
}

func TestBeatsIsMillersSum(t *testing.T) {
	for _, c := range []struct {
		moral          string
		kA, nA, kB, nB int64
		want           float64
	}{
		{"nothing known is a coin", 0, 0, 0, 0, 0.5},
		{"equal is a coin", 7, 20, 7, 20, 0.5},
		{"one of one against nothing: the mean of Beta(2, 1)", 1, 1, 0, 0, 2.0 / 3},
		{"none of five against one of five: by hand, 5/22", 0, 5, 1, 5, 5.0 / 22},
		{"far apart", 990, 1000, 10, 1000, 1},
	} {
		if got := Beats(c.kA, c.nA, c.kB, c.nB); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: %v, want %v", c.moral, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		nA, nB := rapid.Int64Range(0, 400).Draw(t, "nA"), rapid.Int64Range(0, 400).Draw(t, "nB")
		kA, kB := rapid.Int64Range(0, nA).Draw(t, "kA"), rapid.Int64Range(0, nB).Draw(t, "kB")
		got, want := Beats(kA, nA, kB, nB), closedForm(kA, nA, kB, nB)
		if math.Abs(got-want) > 1e-10 {
			t.Fatalf("%v, want %v", got, want)
		}
		if other := Beats(kB, nB, kA, nA); math.Abs(got+other-1) > 1e-12 {
			t.Fatalf("the two odds do not add up: %v and %v", got, other)
		}
	})
}

// Of millions, the posteriors are normal.
func TestBeatsOfMillions(t *testing.T) {
	kA, nA, kB, nB := 201_000.0, 1_000_000.0, 200_000.0, 1_000_000.0
	a, b := kA/nA, kB/nB
	want := 0.5 * math.Erfc(-(a-b)/math.Sqrt(a*(1-a)/nA+b*(1-b)/nB)/math.Sqrt2)
	if got := Beats(int64(kA), int64(nA), int64(kB), int64(nB)); math.Abs(got-want) > 1e-6 {
		t.Errorf("%v, want %v", got, want)
	}
}

// With the chance known for certain, what is left is binomial.
func TestBetaBinomialNearsTheBinomial(t *testing.T) {
	const far = 1e9
	d := BetaBinomial{N: 10, A: 0.3 * far, B: 0.7 * far}
	for k, want := range map[int64]float64{-1: 0, 0: 0.0282475249, 3: 0.6496107184, 10: 1} { // R: pbinom(k, 10, .3)
		if got := d.Below(k); math.Abs(got-want) > 1e-7 {
			t.Errorf("at most %d: %v, want %v", k, got, want)
		}
	}
	for p, want := range map[float64]int64{0.025: 0, 0.5: 3, 0.975: 6} { // R: qbinom(p, 10, .3)
		if got := d.Quantile(p); got != want {
			t.Errorf("quantile %v is %d, want %d", p, got, want)
		}
	}
}

func TestBetaBinomialQuantileIsTheInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := BetaBinomial{N: rapid.Int64Range(0, 300).Draw(t, "n"), A: rapid.Float64Range(0.05, 50).Draw(t, "a"), B: rapid.Float64Range(0.05, 50).Draw(t, "b")}
		p := rapid.Float64Range(0.001, 0.999).Draw(t, "p")
		k := d.Quantile(p)
		if at, under := d.Below(k), d.Below(k-1); at < p-1e-9 || under > p+1e-9 {
			t.Fatalf("quantile %v is %d, where the function is %v after %v", p, k, at, under)
		}
	})
}
