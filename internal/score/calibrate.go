package score

import (
	"fmt"
	"math"
	"slices"

	"leads/internal/crm"
	"leads/internal/stats"
)

// Group counts decided leads and the won among them.
type Group struct {
	Name       string
	Leads, Won int64
}

// Lift is how much more often leads win that a rule gives or takes points than
// the others: the rate of the ones over that of the others, with its interval.
type Lift struct {
	Rule
	With, Without    Group
	Ratio, Low, High float64
	Known            bool
}

// Threshold is what another MQL threshold would have kept: the leads from Points
// on, and the won among them.
type Threshold struct {
	Points int64
	Group
}

// Calibration holds the scores against how leads ended.
type Calibration struct {
	Table     Table
	N, Won    int64 // decided leads: won, lost, never answered; what was declined is no loss
	Closed    int64 // decided leads that are left out: closed by their landmark
	AUC       float64
	AUCKnown  bool
	Brier     float64 // of the isotonic rate at each score
	Levels    []Group // on the landmark, lowest first
	Bands     []Group // of scores on the landmark, lowest first
	Rules     []Lift
	Replay    []Threshold
	Reached   []Group // the highest level that each lead ever reached, lowest first
	Diagnosis []Finding
	Hindsight []Hindsight // rules that speak of what is known only later
	Late      int         // decided leads with points for work after their closing day
	LateNotes []Leak      // fields that know too much
	scores    []int64     // of each sample
	logs      [][]Entry
}

// Decided reports whether a lead was won or lost: what you declined, and what
// is open, tells nothing.
func Decided(l crm.Lead) bool {
	return l.Deal.Outcome == crm.Won || l.Deal.Outcome == crm.Lost || l.Deal.Outcome == crm.NoResponse
}

// Calibrate holds the table against decided leads, each as it was known on its
// landmark; open are the others, for fields that only closed leads have.
func Calibrate(t Table, samples []Sample, open []crm.Lead) (c Calibration, err error) {
	e, err := New(t)
	if err != nil {
		return c, err
	}
	c.Table, c.N = t, int64(len(samples))
	scores, won := make([]float64, len(samples)), make([]bool, len(samples))
	for i := range samples {
		s := &samples[i]
		log := e.Log(s.known(), s.day())
		points := Sum(log)
		c.logs, c.scores = append(c.logs, log), append(c.scores, points)
		scores[i], won[i] = float64(points), s.Won
		if s.Won {
			c.Won++
		}
		if n := len(s.Acts); n > 0 && s.Acts[n-1].On > s.Lead.Deal.ClosedOn && slices.ContainsFunc(e.Log(s.Subject, s.Lead.Deal.ClosedOn),
			func(entry Entry) bool { return entry.On > s.Lead.Deal.ClosedOn }) {
			c.Late++
		}
	}
	c.AUC, c.AUCKnown = stats.AUC(scores, won)
	c.Brier, _ = stats.Brier(stats.Isotonic(scores, won), won)
	c.Levels = c.levels(samples)
	width := bandWidth(c.scores)
	c.Bands, c.Replay = c.bands(samples, width), c.replay(samples, max(width, 10))
	for _, r := range t.Rules {
		c.Rules = append(c.Rules, c.lift(r, samples))
	}
	c.LateNotes = Leaks(samples, open)
	c.Hindsight = hindsight(e, samples, c.logs, c.LateNotes)
	way := climbs(e, samples)
	c.Reached, c.Diagnosis = ways(way), diagnose(t, way, c.Hindsight)
	return c, nil
}

func (g *Group) add(won bool) {
	if g.Leads++; won {
		g.Won++
	}
}

// Rate is the share of the won; of an empty group it is unknown.
func (g Group) Rate() (rate, low, high float64, ok bool) {
	if g.Leads == 0 {
		return 0, 0, 0, false
	}
	low, high = stats.Wilson(g.Won, g.Leads)
	return float64(g.Won) / float64(g.Leads), low, high, true
}

func (c *Calibration) levels(samples []Sample) []Group {
	groups := []Group{{Name: string(Lead)}, {Name: string(MQL)}, {Name: string(SQL)}}
	for i, s := range samples {
		groups[slices.Index(Levels, c.Table.Level(c.scores[i]))].add(s.Won)
	}
	return groups
}

// bandWidth is how many points a band holds, so that there are at most a dozen or so.
func bandWidth(scores []int64) int64 {
	if len(scores) == 0 {
		return 10
	}
	span := slices.Max(scores) - slices.Min(scores)
	for width := int64(1); ; width *= 10 {
		for _, times := range []int64{5, 10, 20} {
			if span < 12*width*times {
				return width * times
			}
		}
	}
}

func (c *Calibration) bands(samples []Sample, width int64) []Group {
	at := map[int64]*Group{}
	var lows []int64
	for i, s := range samples {
		low := int64(math.Floor(float64(c.scores[i])/float64(width))) * width
		if at[low] == nil {
			at[low] = &Group{Name: fmt.Sprintf("%d to %d", low, low+width-1)}
			lows = append(lows, low)
		}
		at[low].add(s.Won)
	}
	slices.Sort(lows)
	groups := make([]Group, 0, len(lows))
	for _, low := range lows {
		groups = append(groups, *at[low])
	}
	return groups
}

// replay tries every threshold of a round number of points.
func (c *Calibration) replay(samples []Sample, step int64) (list []Threshold) {
	if len(samples) == 0 {
		return nil
	}
	first := int64(math.Ceil(float64(slices.Min(c.scores)+1)/float64(step))) * step
	for at := first; at <= slices.Max(c.scores); at += step {
		t := Threshold{Points: at}
		for i, s := range samples {
			if c.scores[i] >= at {
				t.add(s.Won)
			}
		}
		list = append(list, t)
	}
	return list
}

func (c *Calibration) lift(r Rule, samples []Sample) Lift {
	l := Lift{Rule: r}
	for i, s := range samples {
		if slices.ContainsFunc(c.logs[i], func(e Entry) bool { return e.Rule == r.ID }) {
			l.With.add(s.Won)
		} else {
			l.Without.add(s.Won)
		}
	}
	l.Ratio, l.Low, l.High, l.Known = stats.RateRatio(l.With.Won, l.With.Leads, l.Without.Won, l.Without.Leads)
	return l
}
