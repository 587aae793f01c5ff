package score

import (
	"fmt"

	"leads/internal/say"
)

// Notes says in words what a calibration means and what to do about it.
func (c Calibration) Notes() (notes []say.Text) {
	add := func(t say.Text) { notes = append(notes, t) }
	const few = 30
	lost := c.N - c.Won
	switch {
	case c.N == 0:
		add(say.T("no lead is won or lost yet, so there is nothing to hold the scores against"))
		return notes
	case c.Won == 0 || lost == 0:
		add(say.T("%d leads are won and %d lost: without both kinds nothing can be told apart", c.Won, lost))
	case c.N < few || min(c.Won, lost) < few/3:
		add(say.T("only %d decided leads, %d of them won: read the intervals, not the rates", c.N, c.Won))
	}
	if c.AUCKnown && c.AUC < 0.55 && len(c.Table.Rules) > 0 {
		add(say.T("a won lead has the higher score in %s of pairs, hardly more than a coin", percent(c.AUC)))
	}
	if c.AUCKnown {
		add(say.T("a won lead has the higher score in %s of pairs (AUC %s); the squared error of the rates is %s (Brier; 0.25 is a coin)",
			percent(c.AUC), fmt.Sprintf("%.3f", c.AUC), fmt.Sprintf("%.3f", c.Brier)))
	}
	notes = append(notes, c.levelNotes()...)
	notes = append(notes, c.ruleNotes()...)
	for _, l := range c.LateNotes {
		switch {
		case l.Late > 0:
			add(say.T("%s was filled in or changed after closing on %d of the %d decided leads that have it: it may know the outcome, so do not score by it", l.Field, l.Late, l.Have))
		case l.AUC > 0:
			add(say.T("%s alone tells won from lost in %s of pairs: it was probably filled in after the outcome, so do not score by it", l.Field, percent(l.AUC)))
		default:
			add(say.T("%s is there for %s of the decided leads and %s of the open ones: it was probably filled in after the outcome, so do not score by it",
				l.Field, percent(l.Closed), percent(l.Open)))
		}
	}
	if c.Late > 0 {
		add(say.T("%d decided leads have points for work logged after their closing day: it knows the outcome", c.Late))
	}
	return notes
}

func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }

// levelNotes holds each level against the one below it.
func (c Calibration) levelNotes() (notes []say.Text) {
	const enough = 5
	titles := map[string]string{string(Lead): "below MQL", string(MQL): "MQL", string(SQL): "SQL"}
	for i := 2; i >= 1; i-- {
		high, low := c.Levels[i], c.Levels[i-1]
		if high.Leads == 0 && low.Leads >= enough {
			notes = append(notes, say.T("no decided lead was %s: lower its threshold", titles[high.Name]))
		}
		if high.Leads < enough || low.Leads < enough {
			continue
		}
		rateHigh, bottom, _, _ := high.Rate()
		rateLow, _, top, _ := low.Rate()
		switch {
		case rateHigh > rateLow && bottom > top:
			notes = append(notes, say.T("%s wins %d of %d, %s %d of %d: the threshold holds", titles[high.Name], high.Won, high.Leads,
				titles[low.Name], low.Won, low.Leads))
		case rateHigh > rateLow:
			notes = append(notes, say.T("%s wins %d of %d, %s %d of %d: better, but it may be chance", titles[high.Name], high.Won, high.Leads,
				titles[low.Name], low.Won, low.Leads))
		default:
			notes = append(notes, c.noBetter(high, low, titles))
		}
	}
	return notes
}

func (c Calibration) noBetter(high, low Group, titles map[string]string) say.Text {
	threshold := c.Table.SQL
	if high.Name == string(MQL) {
		threshold = c.Table.MQL
	}
	if worst, ok := c.blame(threshold); ok {
		return say.T("%s wins %d of %d, no better than %s with %d of %d: raise the %s threshold or lower rule %d (%s)", titles[high.Name],
			high.Won, high.Leads, titles[low.Name], low.Won, low.Leads, titles[high.Name], worst.ID, worst.What())
	}
	return say.T("%s wins %d of %d, no better than %s with %d of %d: raise the %s threshold", titles[high.Name],
		high.Won, high.Leads, titles[low.Name], low.Won, low.Leads, titles[high.Name])
}

// ruleNotes names the rules that point the wrong way for sure.
func (c Calibration) ruleNotes() (notes []say.Text) {
	for _, l := range c.Rules {
		switch {
		case !l.Known:
		case l.Points > 0 && l.High < 1:
			notes = append(notes, say.T("rule %d (%s) gives %d points, yet its leads win %d of %d and the others %d of %d", l.ID, l.What(), l.Points,
				l.With.Won, l.With.Leads, l.Without.Won, l.Without.Leads))
		case l.Points < 0 && l.Low > 1:
			notes = append(notes, say.T("rule %d (%s) takes %d points, yet its leads win %d of %d and the others %d of %d", l.ID, l.What(), -l.Points,
				l.With.Won, l.With.Leads, l.Without.Won, l.Without.Leads))
		}
	}
	return notes
}
