package report

import (
	"slices"

	"leads/internal/attribution"
	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

// Situation is what decides which model of attribution fits. What the owner did not
// say is "", and taken from the file.
type Situation struct {
	Touches string // few or many
	Cycle   string // short or long
	Goal    string // start, close or both
}

// The words of a situation.
const (
	few, many              = "few", "many"
	short, long            = "short", "long"
	atStart, atClose, both = "start", "close", "both"
)

// Touches, Cycles and Goals are what the three questions may be answered by.
var (
	Touches = []string{few, many}
	Cycles  = []string{short, long}
	Goals   = []string{atStart, atClose, both}
)

const (
	manyTouches = 0.25 // from this share of deals with several touches on they are many
	longCycle   = 30   // from a median of so many days to win on a cycle is long
)

// Settle fills in what was not said from deals and their touches; the goal is both
// ends. It says which of the answers came from the file.
func (s Situation) Settle(deals, multi int64, cycles stats.Histogram) (Situation, bool) {
	guessed := s.Touches == "" || s.Cycle == ""
	if s.Touches == "" {
		if s.Touches = few; deals > 0 && float64(multi) >= manyTouches*float64(deals) {
			s.Touches = many
		}
	}
	if s.Cycle == "" {
		if s.Cycle = short; len(cycles) > 0 {
			if days, ok := cycles.Median(); ok && days >= longCycle {
				s.Cycle = long
			}
		}
	}
	if s.Goal == "" {
		s.Goal = both
	}
	return s, guessed
}

// Model is the model that fits a settled situation, and why.
func (s Situation) Model() (attribution.Model, say.Text) {
	switch {
	case s.Goal == atStart && s.Touches == few:
		return attribution.First, say.T("few touches, and you want to know what opens doors: all of it to the first touch")
	case s.Goal == atStart:
		return attribution.InverseJ, say.T("many touches, and you want to know what opens doors: most of it to the first touch, some to those after it")
	case s.Goal == atClose && s.Touches == few:
		return attribution.Last, say.T("few touches, and you want to know what closes deals: all of it to the last touch")
	case s.Goal == atClose && s.Cycle == short:
		return attribution.Decay, say.T("many touches in a short time, and you want to know what closes deals: the later a touch, the more it has")
	case s.Goal == atClose:
		return attribution.J, say.T("many touches over a long time, and you want to know what closes deals: most of it to the last touch, some to those before it")
	case s.Touches == few:
		return attribution.U, say.T("few touches, and both ends count: most of it to the first and the last touch")
	case s.Cycle == short:
		return attribution.Linear, say.T("many touches in a short time, and all count: the same to each")
	}
	return attribution.W, say.T("many touches over a long time, and both ends count: first touch, first answer and opportunity have most of it")
}

// Which is the recommended model, with the sample behind it and whether it changes
// the ranking of the first touch.
func (c *Credits) Which(s Situation, guessed bool) *sheet.Sheet {
	model, why := s.Model()
	if guessed {
		why = say.T("%s (%s touches, %s cycle: what you did not say is taken from your file)", why, s.Touches, s.Cycle)
	}
	changes, orders := false, [][]string{}
	for _, l := range c.ledgers {
		rows, _, _ := c.rows(l)
		orders = append(orders, ranking(rows, creditFigures[c.of].money != "" && c.of != crm.OfDeals))
	}
	for _, o := range orders[1:] {
		changes = changes || !slices.Equal(o, orders[0])
	}
	out := &sheet.Sheet{Shape: sheet.Record, Columns: []sheet.Column{{Key: "model", Title: say.T("model")}, {Key: "why", Title: say.T("why"), Whole: true},
		{Key: "n", Title: say.T("deals"), Type: sheet.Count}, {Key: "multi_touch", Title: say.T("with several touches"), Type: sheet.Count},
		{Key: "changes_ranking", Title: say.T("changes the ranking"), Type: sheet.Bool}}}
	out.Add(string(model), why, c.paths, c.touched, changes)
	switch {
	case c.touched == 0:
		out.Notes = append(out.Notes, say.T("no deal has several touches yet, so all models say the same (leads log ID KIND --via SOURCE/CHANNEL names one)"))
	case !changes:
		out.Notes = append(out.Notes, say.T("it ranks your sources as the first touch does"))
	default:
		out.Notes = append(out.Notes, say.T("it ranks your sources differently from the first touch: leads attribution --model first,%s", string(model)))
	}
	return out
}

// Paths counts the deals and those with several touches.
func (c *Credits) Paths() (deals, multi int64) { return c.paths, c.touched }
