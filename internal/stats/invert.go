package stats

import "math"

// Invert replaces the n by n matrix, row by row, by its inverse (Gauss and
// Jordan, with the largest pivot of each column). False when it has none; the
// matrix is then spoilt.
func Invert(m []float64, n int) bool {
	swapped := make([]int, n)
	for k := range n {
		pivot := k
		for i := k + 1; i < n; i++ {
			if math.Abs(m[i*n+k]) > math.Abs(m[pivot*n+k]) {
				pivot = i
			}
		}
		if swapped[k] = pivot; pivot != k {
			for j := range n {
				m[k*n+j], m[pivot*n+j] = m[pivot*n+j], m[k*n+j]
			}
		}
		d := m[k*n+k]
		if d == 0 || math.IsNaN(d) {
			return false
		}
		row := m[k*n : k*n+n]
		row[k] = 1
		for j := range row {
			row[j] /= d
		}
		for i := range n {
			if i == k {
				continue
			}
			other := m[i*n : i*n+n]
			f := other[k]
			if f == 0 {
				continue
			}
			other[k] = 0
			for j := range row {
				other[j] -= f * row[j]
			}
		}
	}
	for k := n - 1; k >= 0; k-- {
		if p := swapped[k]; p != k {
			for i := range n {
				m[i*n+k], m[i*n+p] = m[i*n+p], m[i*n+k]
			}
		}
	}
	return true
}
