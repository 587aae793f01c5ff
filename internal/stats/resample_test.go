package stats

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// chiSquare compares counts with expected ones, in cells of at least 5.
func chiSquare(seen, expected []float64) (sum float64, cells int) {
	s, e := 0.0, 0.0
	for i := range seen {
		s, e = s+seen[i], e+expected[i]
		if e >= 5 && (i == len(seen)-1 || remaining(expected[i+1:]) >= 5) {
			sum, cells = sum+(s-e)*(s-e)/e, cells+1
			s, e = 0, 0
		}
	}
	return sum, cells
}

func remaining(of []float64) (sum float64) {
	for _, x := range of {
		sum += x
	}
	return sum
}

// The seeds are fixed: this either holds or not. Each statistic may be five
// standard deviations above its mean.
func TestBinomialDrawsAreBinomial(t *testing.T) {
	for _, c := range []struct {
		moral string
		n     int64
		p     float64
	}{
		{"few", 7, 0.3}, {"rare", 5000, 0.001}, {"just enough for rejection", 40, 0.26}, {"many", 1000, 0.12}, {"a half", 300, 0.5},
		{"more than half", 90, 0.8}, {"nearly all", 400, 0.995},
	} {
		const draws = 200_000
		seen, expected := make([]float64, c.n+1), make([]float64, c.n+1)
		r := &chance{state: 42}
		for range draws {
			seen[r.binomial(c.n, c.p)]++
		}
		for k := range expected {
			a, _ := math.Lgamma(float64(c.n + 1))
			b, _ := math.Lgamma(float64(k + 1))
			d, _ := math.Lgamma(float64(int(c.n) - k + 1))
			expected[k] = draws * math.Exp(a-b-d+float64(k)*math.Log(c.p)+float64(int(c.n)-k)*math.Log1p(-c.p))
		}
		sum, cells := chiSquare(seen, expected)
		if free := float64(cells - 1); cells < 2 || sum > free+5*math.Sqrt(2*free) {
			t.Errorf("%s: chi square %.1f in %d cells", c.moral, sum, cells)
		}
	}
	r := &chance{}
	if r.binomial(0, 0.5) != 0 || r.binomial(9, 0) != 0 || r.binomial(9, 1) != 9 || r.binomial(-1, 1) != 0 {
		t.Error("the ends need no chance")
	}
}

func TestOrderStatisticsAreBeta(t *testing.T) {
	for _, c := range [][2]int64{{1, 1}, {1, 6}, {4, 7}, {50, 99}} {
		k, n := float64(c[0]), float64(c[1])
		const draws = 100_000
		r := &chance{state: 7}
		sum, squares := 0.0, 0.0
		for range draws {
			u := r.order(c[0], c[1])
			sum, squares = sum+u, squares+u*u
		}
		mean, variance := k/(n+1), k*(n-k+1)/((n+1)*(n+1)*(n+2))
		if got := sum / draws; math.Abs(got-mean) > 5*math.Sqrt(variance/draws) {
			t.Errorf("%v: mean %v, want %v", c, got, mean)
		}
		if got := squares/draws - sum/draws*sum/draws; math.Abs(got/variance-1) > 0.05 {
			t.Errorf("%v: variance %v, want %v", c, got, variance)
		}
	}
}

func TestPoissonDrawsArePoissonian(t *testing.T) {
	for place, mean := range map[int]float64{0: 0.9, 5: 3, 6: 46.5} { // six share 64 bits
		const draws = 200_000
		table, c := newPoissonTable(mean), &chance{state: 3}
		k := kind{values: make([]Values, 7), table: table}
		k.values[place] = Values{1, 2, 0}
		seen, expected := make([]float64, 120), make([]float64, 120)
		for range draws {
			var sum Values
			total := k.add(c, &sum)
			if seen[int(sum[0])]++; sum[1] != 2*sum[0] || sum[0] > float64(total) {
				t.Fatalf("%d draws sum up to %v", total, sum)
			}
		}
		for n := range expected {
			g, _ := math.Lgamma(float64(n + 1))
			expected[n] = draws * math.Exp(float64(n)*math.Log(mean)-mean-g)
		}
		sum, cells := chiSquare(seen, expected)
		if free := float64(cells - 1); cells < 3 || sum > free+5*math.Sqrt(2*free) {
			t.Errorf("mean %v: chi square %.1f in %d cells", mean, sum, cells)
		}
	}
}

// Drawn by handfuls, how often a unit comes is as it is when units are drawn
// one by one: its mean and its variance, and what two have in common.
func TestHandfulsAreMultinomial(t *testing.T) {
	const each, resamples = 3, 3000
	lumps := []Lump{{each, Values{1, 0, 1}}, {each, Values{0, 1, 1}}}
	for range 998 {
		lumps = append(lumps, Lump{each, Values{}})
	}
	size := float64(each * len(lumps))
	if len(newHandfuls(lumps, int(size)).kinds) != 1 {
		t.Fatal("not drawn by handfuls")
	}
	var sum, squares Values
	for _, s := range Resample(lumps, resamples, 9) {
		for j, v := range s {
			sum[j], squares[j] = sum[j]+v, squares[j]+v*v
		}
	}
	for j, n := range (Values{each, each, 2 * each}) {
		mean, variance := n, n*(1-n/size)
		if got := sum[j] / resamples; math.Abs(got-mean) > 5*math.Sqrt(variance/resamples) {
			t.Errorf("figure %d: mean %v, want %v", j, got, mean)
		}
		got := squares[j]/resamples - sum[j]/resamples*sum[j]/resamples
		if deviation := variance * math.Sqrt((2+1/variance)/resamples); math.Abs(got-variance) > 5*deviation {
			t.Errorf("figure %d: variance %v, want %v", j, got, variance)
		}
	}
}

// plainly draws every unit, one after the other, as the textbook does.
func plainly(units []Values, resamples int, seed uint64) []Values {
	c := &chance{state: seed}
	sums := make([]Values, resamples)
	for i := range sums {
		for range units {
			u := units[int(c.uniform()*float64(len(units)))]
			for j := range u {
				sums[i][j] += u[j]
			}
		}
	}
	return sums
}

// Drawing what is alike together gives the distribution of drawing each: means,
// spreads and the quantiles of a ratio agree.
func TestResampleIsTheTextbookBootstrap(t *testing.T) {
	lumps := []Lump{{400, Values{0, -1, 30}}, {150, Values{0, -2, 45}}, {60, Values{900, 800, 120}}}
	for i := range 90 {
		lumps = append(lumps, Lump{1, Values{float64(500 + 37*i), float64(400 + 31*i), float64(60 + 11*i%97)}})
	}
	var units []Values
	for _, l := range lumps {
		for range l.Count {
			units = append(units, l.Values)
		}
	}
	const resamples = 8000
	got, want := Resample(lumps, resamples, 1), plainly(units, resamples, 2)
	figures := func(sums []Values) (list []float64) {
		for j := range 3 {
			var column []float64
			for _, s := range sums {
				column = append(column, s[j])
			}
			slices.Sort(column)
			list = append(list, column[resamples/40], column[resamples/2], column[resamples-resamples/40])
		}
		var ratio []float64
		for _, s := range sums {
			ratio = append(ratio, s[1]/s[2])
		}
		low, high, _ := Percentile95(ratio)
		return append(list, low, high)
	}
	g, w := figures(got), figures(want)
	for i := range g {
		if math.Abs(g[i]/w[i]-1) > 0.02 {
			t.Errorf("figure %d is %v, drawn one by one %v", i, g[i], w[i])
		}
	}
}

func TestResampleKeepsWhatNeverVaries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.Int64Range(0, 90), 0, 12).Draw(t, "counts")
		var lumps []Lump
		size := int64(0)
		for i, n := range counts {
			lumps, size = append(lumps, Lump{n, Values{1, float64(i), 7}}), size+n
		}
		seed := rapid.Uint64().Draw(t, "seed")
		sums := Resample(lumps, 20, seed)
		for _, s := range sums { // as many units are drawn as there are, each of them one that is there
			if s[0] != float64(size) || s[2] != 7*float64(size) || s[1] < 0 || s[1] > float64(size)*float64(len(counts)) {
				t.Fatalf("%v of %d", s, size)
			}
		}
		if !slices.Equal(sums, Resample(lumps, 20, seed)) {
			t.Fatal("the seed does not settle what is drawn")
		}
	})
}

// Medians drawn as order statistics have the distribution of medians of drawn units.
func TestResampledMediansAreMediansOfResamples(t *testing.T) {
	known, size := Histogram{3: 4, 10: 5, 14: 3, 30: 2, 55: 1}, int64(40)
	var days []float64
	for v, n := range known {
		for range n {
			days = append(days, float64(v))
		}
	}
	const resamples = 40_000
	c, want := &chance{state: 5}, map[float64]float64{}
	for range resamples {
		h := Histogram{}
		for range size {
			if place := int(c.uniform() * float64(size)); place < len(days) {
				h[int64(days[place])]++
			}
		}
		if m, ok := h.Median(); ok {
			want[m]++
		}
	}
	got := map[float64]float64{}
	for _, m := range ResampleMedians(size, known, resamples, 6) {
		got[m]++
	}
	for m, n := range want {
		if math.Abs(got[m]-n) > 5*math.Sqrt(2*n)+5 {
			t.Errorf("median %v came %v times, drawn one by one %v times", m, got[m], n)
		}
	}
	if none := ResampleMedians(5, nil, 3, 1); !math.IsNaN(none[0]) {
		t.Errorf("without any value: %v", none)
	}
}

func TestPercentileAndAhead(t *testing.T) {
	nan := math.NaN()
	if low, high, ok := Percentile95([]float64{3, nan, 1, 2}); !ok || math.Abs(low-1.05) > 1e-12 || math.Abs(high-2.95) > 1e-12 {
		t.Errorf("%v to %v", low, high)
	}
	if _, _, ok := Percentile95([]float64{nan}); ok {
		t.Error("nothing has no interval")
	}
	if p, ok := Ahead([]float64{1, 2, 3, nan}, []float64{0, 2, 4, 1}); !ok || p != 0.5 {
		t.Errorf("one above, one tied, one below: %v", p)
	}
	if _, ok := Ahead(nil, nil); ok {
		t.Error("no pair says nothing")
	}
}

// 20,000 leads of which 15 % were won, each for another amount.
func BenchmarkResample(b *testing.B) {
	var lumps []Lump
	for i := range 200 {
		lumps = append(lumps, Lump{85, Values{0, -300, float64(i)}})
	}
	for i := range 3000 {
		lumps = append(lumps, Lump{1, Values{float64(i * 7919 % 9000), float64(i * 7919 % 9000), float64(i % 200)}})
	}
	for b.Loop() {
		Resample(lumps, Resamples, 1)
	}
}

// 20,000 leads in lumps of four.
func BenchmarkResampleHandfuls(b *testing.B) {
	var lumps []Lump
	for i := range 5000 {
		lumps = append(lumps, Lump{4, Values{float64(i * 7919 % 9000), float64(i * 7919 % 9000), float64(i % 200)}})
	}
	for b.Loop() {
		Resample(lumps, Resamples, 1)
	}
}

func BenchmarkResampleAllDifferent(b *testing.B) {
	var lumps []Lump
	for i := range 20_000 {
		lumps = append(lumps, Lump{1, Values{float64(i * 7919 % 9000), float64(i * 7919 % 9000), float64(i % 200)}})
	}
	for b.Loop() {
		Resample(lumps, Resamples, 1)
	}
}

func BenchmarkBeatsOfAMillion(b *testing.B) {
	for b.Loop() {
		Beats(200_000, 1_000_000, 201_000, 1_000_000)
	}
}
