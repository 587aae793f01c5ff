package stats

import (
	"cmp"
	"math"
	"slices"
)

// AUC is the share of pairs, one that happened and one that did not, in which
// the one that happened has the higher score; ties count half (Hanley and
// McNeil 1982, Radiology 143:29). Without both kinds it is unknown: ok is false.
func AUC(scores []float64, happened []bool) (auc float64, ok bool) {
	order := ascending(scores)
	var yes, no, wins float64
	for i := 0; i < len(order); {
		var tiedYes, tiedNo float64
		for j := i; i < len(order) && scores[order[i]] == scores[order[j]]; i++ {
			if happened[order[i]] {
				tiedYes++
			} else {
				tiedNo++
			}
		}
		wins += tiedYes * (no + tiedNo/2)
		yes, no = yes+tiedYes, no+tiedNo
	}
	if yes == 0 || no == 0 {
		return 0, false
	}
	return wins / (yes * no), true
}

// Brier is the mean squared distance of chances, each from 0 to 1, from what
// happened (Brier 1950): 0 is perfect, 0.25 a coin. Of nothing it is unknown.
func Brier(chances []float64, happened []bool) (mean float64, ok bool) {
	if len(chances) == 0 {
		return 0, false
	}
	for i, p := range chances {
		if happened[i] {
			p--
		}
		mean += p * p
	}
	return mean / float64(len(chances)), true
}

// Isotonic fits, to each score, the rate at which it happened, so that the rate
// never falls when the score rises: least squares by pooling adjacent violators
// (Ayer and others 1955). Equal scores get one rate.
func Isotonic(scores []float64, happened []bool) []float64 {
	type block struct{ sum, n float64 }
	var blocks []block
	order := ascending(scores)
	for i := 0; i < len(order); {
		b := block{}
		for j := i; i < len(order) && scores[order[i]] == scores[order[j]]; i++ {
			b.n++
			if happened[order[i]] {
				b.sum++
			}
		}
		for len(blocks) > 0 {
			last := blocks[len(blocks)-1]
			if last.sum*b.n < b.sum*last.n {
				break
			}
			b, blocks = block{last.sum + b.sum, last.n + b.n}, blocks[:len(blocks)-1]
		}
		blocks = append(blocks, b)
	}
	rates, at := make([]float64, len(scores)), 0
	for _, b := range blocks {
		for range int(b.n) {
			rates[order[at]] = b.sum / b.n
			at++
		}
	}
	return rates
}

// ascending gives the places of the values from the lowest to the highest.
func ascending(values []float64) []int {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if c := cmp.Compare(values[a], values[b]); c != 0 {
			return c
		}
		return a - b
	})
	return order
}

// RateRatio is the rate k1/n1 over the rate k2/n2 with its 95 % interval on the
// logarithm (Katz and others 1978, Biometrics 34:469). With a zero among the
// counts each gets one half more (Walter 1975). Of an empty group it is unknown.
func RateRatio(k1, n1, k2, n2 int64) (ratio, low, high float64, ok bool) {
	if n1 <= 0 || n2 <= 0 {
		return 0, 0, 0, false
	}
	a, m, b, n := float64(k1), float64(n1), float64(k2), float64(n2)
	if k1 == 0 || k2 == 0 {
		a, m, b, n = a+0.5, m+0.5, b+0.5, n+0.5
	}
	ratio = (a / m) / (b / n)
	half := Z95 * math.Sqrt(max(1/a-1/m+1/b-1/n, 0))
	return ratio, ratio * math.Exp(-half), ratio * math.Exp(half), true
}
