package stats

import "math"

// Upper is the chance that a standard normal variable is above z.
func Upper(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }
