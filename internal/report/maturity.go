package report

import (
	"math"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/stats"
)

// Young is how the age of a group's open leads compares with its usual cycle: the median
// days from first touch to winning of the deals it has won, or of all deals
// where it has won too few to know.
type Young struct {
	Cycle float64 // days; 0 when unknown
	Open  int64   // open leads whose first touch is fewer days ago than the cycle
}

// immature reports whether judging the group would be too early: at least half
// of its leads are open, and at least half of those are younger than its cycle.
func (y Young) immature(leads, open int64) bool {
	return y.Cycle > 0 && open > 0 && 2*open >= leads && 2*y.Open >= open
}

func (y Young) text(leads, open int64) say.Text {
	return say.T("%d of %d still open, %d of them younger than the usual %s days to win", open, leads, y.Open, crm.Tenths(y.Cycle))
}

// Cycle is the usual number of days to a won deal: the median of the group's
// own, or of all when the group has fewer than five; 0 when neither is known.
func Cycle(own, all stats.Histogram) float64 {
	for _, h := range []stats.Histogram{own, all} {
		if m, ok := h.Median(); ok && count64(h) >= fewWon {
			return math.Max(m, 0)
		}
	}
	return 0
}

func count64(h stats.Histogram) (n int64) {
	for _, c := range h {
		n += max(c, 0)
	}
	return n
}

// Cycle is the usual number of days to win on this side.
func (s *Side) Cycle() float64 { return Cycle(s.days, nil) }
