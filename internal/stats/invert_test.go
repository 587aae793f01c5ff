package stats

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestInverseTimesTheMatrixIsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		m := rapid.SliceOfN(rapid.Float64Range(-1, 1), n*n, n*n).Draw(t, "m")
		for i := range n {
			m[i*n+i] += float64(n + 1) // far from having none
		}
		inverse := slices.Clone(m)
		if !Invert(inverse, n) {
			t.Fatal("no inverse")
		}
		for i := range n {
			for j := range n {
				sum := 0.0
				for k := range n {
					sum += m[i*n+k] * inverse[k*n+j]
				}
				if want := map[bool]float64{true: 1}[i == j]; math.Abs(sum-want) > 1e-9 {
					t.Fatalf("at %d, %d: %v", i, j, sum)
				}
			}
		}
	})
}

func TestInvertSwapsRowsWhereItMust(t *testing.T) {
	m := []float64{0, 2, 4, 0}
	if !Invert(m, 2) || !slices.Equal(m, []float64{0, 0.25, 0.5, 0}) {
		t.Error(m)
	}
	if Invert([]float64{1, 2, 2, 4}, 2) {
		t.Error("a matrix without an inverse has one")
	}
}

func BenchmarkInvert100(b *testing.B) {
	const n = 100
	m := make([]float64, n*n)
	for b.Loop() {
		for i := range m {
			m[i] = 1 / float64(i%7+i/n+1)
		}
		for i := range n {
			m[i*n+i] += n
		}
		Invert(m, n)
	}
}
