package stats

import "math"

// Newcombe is the 95 % interval of the difference kA/nA − kB/nB of two
// independent shares, from −1 to 1, made of their two Wilson intervals (method
// 10 of Newcombe 1998, Statistics in Medicine 17:873). Where one side is empty
// nothing is known: −1 to 1.
func Newcombe(kA, nA, kB, nB int64) (low, high float64) {
	if nA <= 0 || nB <= 0 {
		return -1, 1
	}
	return newcombe(float64(min(max(kA, 0), nA)), float64(nA), float64(min(max(kB, 0), nB)), float64(nB))
}

func newcombe(kA, nA, kB, nB float64) (low, high float64) {
	a, b := kA/nA, kB/nB
	lowA, highA := wilson(kA, nA)
	lowB, highB := wilson(kB, nB)
	low = a - b - math.Hypot(a-lowA, highB-b)
	high = a - b + math.Hypot(highA-a, b-lowB)
	return max(low, -1), min(high, 1)
}
