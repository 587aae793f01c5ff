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

// Settling is how many times as many of both sides it would take, if the shares
// stayed as they are, until Newcombe's interval no longer holds 0; 1 when it
// does not now. False when not even a million times as many would do.
func Settling(kA, nA, kB, nB int64) (times float64, ok bool) {
	settled := func(times float64) bool {
		low, high := newcombe(float64(kA)*times, float64(nA)*times, float64(kB)*times, float64(nB)*times)
		return low > 0 || high < 0
	}
	const most = 1e6
	switch {
	case nA <= 0 || nB <= 0 || !settled(most):
		return 0, false
	case settled(1):
		return 1, true
	}
	few, enough := 1.0, most
	for enough/few > 1.0001 {
		if middle := math.Sqrt(few * enough); settled(middle) {
			enough = middle
		} else {
			few = middle
		}
	}
	return enough, true
}
