package score

import (
	"fmt"

	"leads/internal/say"
)

// Notes says in words how far a calibration can be trusted, and which rules know
// the outcome.
func (c *Calibration) Notes() (notes []say.Text) {
	add := func(t say.Text) { notes = append(notes, t) }
	const few = 30
	lost := c.N - c.Won
	switch {
	case c.N == 0 && c.Closed > 0:
		add(say.T("all %d decided leads were closed by the day as of which they would be judged", c.Closed))
		return notes
	case c.N == 0:
		add(say.T("no lead is won or lost yet, so there is nothing to hold the scores against"))
		return notes
	case len(c.Table.Rules) == 0:
		add(say.T("there are no rules yet, so every lead has 0 points; begin with: leads score setup, or leads score import --starter"))
	case c.Won == 0 || lost == 0:
		add(say.T("%d leads are won and %d lost: it takes both to tell them apart", c.Won, lost))
	case c.N < few || min(c.Won, lost) < few/3:
		add(say.T("only %d decided leads, %d of them won: read the intervals, not the rates", c.N, c.Won))
	}
	if c.AUCKnown && c.AUC < 0.55 && len(c.Table.Rules) > 0 {
		add(say.T("a won lead has the higher score in %s of pairs, hardly more than a coin", percent(c.AUC)))
	}
	if c.AUCKnown && len(c.Table.Rules) > 0 {
		add(say.T("a won lead has the higher score in %s of pairs (AUC %s); the squared error of the rates is %s (Brier; 0.25 is a coin)",
			percent(c.AUC), fmt.Sprintf("%.3f", c.AUC), fmt.Sprintf("%.3f", c.Brier)))
	}
	if c.Closed > 0 {
		add(say.T("%d decided leads are left out: they were already closed on the day they would be judged", c.Closed))
	}
	for _, h := range c.Hindsight {
		add(h.Why)
	}
	for _, l := range c.LateNotes {
		switch {
		case l.Late > 0:
			add(say.T("%s was filled in or changed after closing on %d of the %d decided leads that have it: it may know the outcome, so do not score by it", l.Field, l.Late, l.Have))
		case l.AUC > 0:
			add(say.T("%s alone tells won from lost in %s of pairs: it was probably filled in after the outcome, so do not score by it", l.Field, percent(l.AUC)))
		default:
			add(say.T("%s is known for %s of the decided leads and %s of the open ones: it was probably filled in after the outcome, so do not score by it",
				l.Field, percent(l.Closed), percent(l.Open)))
		}
	}
	if c.Late > 0 {
		add(say.T("%d decided leads have points for work logged after their closing day: it knows the outcome", c.Late))
	}
	return notes
}
