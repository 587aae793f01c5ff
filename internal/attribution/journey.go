package attribution

import (
	"math"
	"math/bits"
	"slices"
)

// Never is the age of a milestone that was not reached.
const Never = math.MinInt

// Journey is what led to one outcome. Ages are days before the closing, or, of
// an open lead, before any one day.
type Journey struct {
	Groups      []int // of each touch, first touch first, then by date: the group that it counts for
	Ages        []int // of each touch; may be nil where the rule needs none
	Lead        int   // age of the lead's creation, its first answer; or Never
	Opportunity int   // age of the opportunity; or Never
	Closed      bool
}

// Standing says whether a journey has credit to share.
type Standing int

// The standings of a journey.
const (
	Shared  Standing = iota
	Pending          // an open lead has not reached what the model shares by
	Silent           // no touch is within the lookback
)

// scratch is the memory of one split after the other.
type scratch struct {
	weights, compact []int64
	kept, ages       []int
	groups           []int
}

// Weigh gives the weight of each touch as a whole number: a touch has its
// weight divided by the sum of all. Sources of the formulas: Adobe Analytics,
// "Attribution models" (first, last, linear, u, j, inverse-j, decay; two
// touches normalised, one takes all); Google Ads (a week as half-life); Marketo
// Measure, "Attribution models" (w, full and their milestones, u-lead); Zhao et
// al. 2018, arXiv:1804.05327 (shapley).
func (r Rule) Weigh(j Journey) ([]int64, Standing) {
	var s scratch
	return s.weigh(r, j)
}

func (s *scratch) weigh(r Rule, j Journey) ([]int64, Standing) {
	w := zeros(&s.weights, len(j.Groups))
	if r.Lookback <= 0 {
		return w, s.fill(r, j, w)
	}
	s.kept, s.ages, s.groups = s.kept[:0], s.ages[:0], s.groups[:0]
	for i, age := range j.Ages {
		if age <= r.Lookback {
			s.kept, s.ages, s.groups = append(s.kept, i), append(s.ages, age), append(s.groups, j.Groups[i])
		}
	}
	if len(s.kept) == 0 {
		return w, Silent
	}
	short := j
	short.Groups, short.Ages = s.groups, s.ages
	inner := zeros(&s.compact, len(s.kept))
	status := s.fill(r, short, inner)
	for i, at := range s.kept {
		w[at] = inner[i]
	}
	return w, status
}

func zeros(buffer *[]int64, n int) []int64 {
	*buffer = slices.Grow((*buffer)[:0], n)[:n]
	clear(*buffer)
	return *buffer
}

// fill writes the weights of a journey all of whose touches count.
func (s *scratch) fill(r Rule, j Journey, w []int64) Standing {
	switch r.Model {
	case First:
		w[0] = 1
	case Last:
		w[len(w)-1] = 1
	case U:
		Positional{40, 20, 40}.fill(w)
	case J:
		Positional{20, 20, 60}.fill(w)
	case InverseJ:
		Positional{60, 20, 20}.fill(w)
	case Custom:
		r.Weights.fill(w)
	case Decay:
		decay(r.HalfLife, j.Ages, w)
	case Shapley:
		for i, g := range j.Groups {
			if slices.Index(j.Groups, g) == i {
				w[i] = 1
			}
		}
	case W, Full, ULead, LeadCreation:
		return j.milestones(r.Model, w)
	default: // linear; and markov, of which a single journey knows no more
		for i := range w {
			w[i] = 1
		}
	}
	return Shared
}

// fill shares by position. One touch has it all, and of two touches each has
// its end, normalised (Adobe, Mixpanel: 50/50, 25/75, 75/25).
func (p Positional) fill(w []int64) {
	switch n := int64(len(w)); {
	case n == 1, n == 2 && p.First+p.Last == 0:
		for i := range w {
			w[i] = 1
		}
	case n == 2:
		w[0], w[1] = p.First, p.Last
	default:
		for i := range w {
			w[i] = p.Middle
		}
		w[0], w[n-1] = p.First*(n-2), p.Last*(n-2)
	}
}

// decay halves the weight of a touch with every half-life of its age:
// 2^(−age/half-life), counted from the youngest so that nothing underflows.
func decay(halfLife float64, ages []int, w []int64) {
	if halfLife <= 0 {
		halfLife = 7
	}
	youngest := slices.Min(ages)
	scale := math.Ldexp(1, min(53, 62-bits.Len(uint(len(w)))))
	for i, age := range ages {
		w[i] = int64(math.Round(scale * math.Exp2(float64(youngest-age)/halfLife)))
	}
}

// milestones shares by what the lead had reached: the last touch at or before
// a milestone has its share, a skipped milestone is that of the next one
// reached, touches after the last milestone of the model have nothing, and
// without another touch its share is spread evenly over the milestones.
func (j Journey) milestones(m Model, w []int64) Standing {
	last := len(w) - 1
	opportunity := -1
	switch {
	case j.Opportunity != Never:
		opportunity = j.touchAt(j.Opportunity)
	case j.Closed:
		opportunity = last
	}
	lead := opportunity
	if j.Lead != Never && (j.Opportunity == Never || j.Lead >= j.Opportunity) {
		lead = j.touchAt(j.Lead)
	}
	var stones []int
	share, middle, until := int64(0), int64(0), 0
	switch m {
	case W:
		stones, share, middle, until = []int{0, lead, opportunity}, 30, 10, opportunity
	case Full:
		if !j.Closed {
			return Pending
		}
		stones, share, middle, until = []int{0, lead, opportunity, last}, 225, 100, last
	case ULead:
		stones, share = []int{0, lead}, 50
	case LeadCreation:
		stones, share = []int{lead}, 100
	}
	if slices.Contains(stones, -1) {
		return Pending
	}
	others := int64(0)
	if middle > 0 {
		for i := range w[:until+1] {
			if !slices.Contains(stones, i) {
				w[i], others = middle, others+1
			}
		}
	}
	for _, at := range stones {
		w[at] += share * max(others, 1)
	}
	return Shared
}

// touchAt is the last touch at or before the age of a milestone, or the first
// touch that there is.
func (j Journey) touchAt(age int) int {
	for i := len(j.Ages) - 1; i > 0; i-- {
		if j.Ages[i] >= age {
			return i
		}
	}
	return 0
}
