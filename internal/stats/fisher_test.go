package stats

import (
	"math"
	"testing"
)

// The lady who tasted tea, and a table of R's fisher.test (alternative "greater").
func TestFisher(t *testing.T) {
	for _, c := range []struct {
		kA, nA, kB, nB int64
		want           float64
	}{
		{3, 4, 1, 4, 17.0 / 70}, {4, 4, 0, 4, 1.0 / 70}, {0, 4, 4, 4, 1}, {6, 10, 2, 30, 0.001235230337}, {1, 2, 0, 0, 1},
	} {
		if got := Fisher(c.kA, c.nA, c.kB, c.nB); math.Abs(got-c.want) > 1e-7 {
			t.Errorf("%d of %d against %d of %d: %.9f, want %.9f", c.kA, c.nA, c.kB, c.nB, got, c.want)
		}
	}
}
