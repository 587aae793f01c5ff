package importer

import (
	"leads/internal/crm"
	"leads/internal/say"
)

// ending reads how a lead ended, wherever the row says it: in a stage or outcome
// column, in a flag, by the day on which it was won or lost, by a reason alone.
func (b *builder) ending(row *Row) (err error) {
	l := &row.Lead
	var end stageWord
	for _, f := range []field{stage, outcome, status} {
		if err := b.join(&end, f); err != nil {
			return err
		}
	}
	l.Stage, l.Deal.Outcome = end.stage, end.outcome
	l.Deal.Reason = b.reason()
	days, err := b.closingDays()
	if err != nil {
		return err
	}
	if err := b.flagged(&l.Deal, days, end); err != nil {
		return err
	}
	d := &l.Deal
	d.ClosedOn = firstDay(days.closed, days.won, days.lost)
	switch d.Outcome {
	case crm.Won:
		d.ClosedOn = firstDay(days.won, days.closed)
	case crm.Lost, crm.NoResponse, crm.NotAFit:
		d.ClosedOn = firstDay(days.lost, days.closed)
	}
	switch {
	case d.Outcome == "" && d.ClosedOn != "" && b.isExpected(d.ClosedOn):
		row.warn("%s: %q is open, its expected closing day, %s, is left out", b.place(row.Line), l.Title, say.Day(d.ClosedOn))
		d.ClosedOn = ""
	case d.Outcome == "" && d.ClosedOn != "":
		return b.bad(closedOn, crm.Invalidf("%q is a closing day without an outcome", b.cells[closedOn]).
			WithHint("add an outcome column, or leave this one out: --map %s", Quote(b.header(closedOn)+"=-")))
	case d.Outcome == "" && d.Reason != "":
		row.warn("%s: %q is open, its reason %q is kept in the note", b.place(row.Line), l.Title, b.cells[reason])
		d.Reason = ""
	case d.Outcome == crm.Won && d.Reason != "":
		row.warn("%s: a won lead needs no reason, %q is left out", b.place(row.Line), b.cells[reason])
		d.Reason = ""
	}
	return nil
}

// closing are the days that a row names for the end of its lead.
type closing struct{ closed, won, lost crm.Date }

func (b *builder) closingDays() (c closing, err error) {
	for _, d := range []struct {
		field field
		into  *crm.Date
	}{{closedOn, &c.closed}, {wonOn, &c.won}, {lostOn, &c.lost}} {
		if b.cells[d.field] == "" {
			continue
		}
		if *d.into, err = b.date(d.field); err != nil {
			return c, err
		}
	}
	return c, nil
}

// flagged reads the outcome from the flags of a row, from the day of its winning
// or loss, or from a reason, where no word says it.
func (b *builder) flagged(d *crm.Deal, days closing, end stageWord) error {
	won, hasWon := b.flag(wonFlag)
	lost, _ := b.flag(lostFlag)
	closed, hasClosed := b.flag(closedFlag)
	active, hasActive := b.flag(activeFlag)
	archived, _ := b.flag(archivedFlag)
	for _, f := range []field{stage, outcome, status} {
		if yes, ok := b.yes(f); ok {
			won, hasWon = won || yes, true
		}
	}
	said := d.Outcome
	switch {
	case won && said != "" && said != crm.Won:
		return b.bad(wonFlag, crm.Invalidf("%q contradicts the outcome %s", b.cells[wonFlag], say.T(string(said))))
	case lost && said == crm.Won:
		return b.bad(lostFlag, crm.Invalidf("%q contradicts the outcome %s", b.cells[lostFlag], say.T(string(said))))
	case said != "":
	case won && lost:
		return b.bad(lostFlag, crm.Invalidf("the row is both won and lost"))
	case won, days.won != "" && days.lost == "":
		d.Outcome = crm.Won
	case lost, days.lost != "" && days.won == "":
		d.Outcome = crm.Lost
	case days.won != "" && days.lost != "":
		return b.bad(lostOn, crm.Invalidf("the row is both won and lost"))
	case hasClosed && !closed: // open, whatever day it is expected to close
	case archived, hasActive && !active, hasWon && closed:
		d.Outcome = crm.Lost
	case hasWon && end.stage == "" && days.closed != "" && days.closed <= b.options.Today:
		d.Outcome = crm.Lost
	case d.Reason != "" && !b.saysOpen():
		d.Outcome = crm.Lost
	}
	return nil
}

// saysOpen reports whether a word of the row says in so many words that the
// lead is open.
func (b *builder) saysOpen() bool {
	for _, f := range []field{outcome, status} {
		if s, ok := readStageWord(b.mapped(b.cells[f])); b.cells[f] != "" && ok && s == (stageWord{}) {
			return true
		}
	}
	return false
}

// flag reads yes or no; ok is false for an empty cell, except where the column
// is of marks alone: then nothing is no.
func (b *builder) flag(f field) (yes, ok bool) {
	if b.cells[f] == "" {
		return false, false
	}
	return readFlag(b.cells[f])
}

// yes reads a stage or outcome column that only says yes and no.
func (b *builder) yes(f field) (yes, ok bool) {
	if !b.plan.has(f) || !b.plan.yesNo[b.from[f]] || b.cells[f] == "" {
		return false, false
	}
	return readFlag(b.cells[f])
}

// isExpected reports whether the closing day of an open lead is one that is only
// expected: its header is that of a CRM, a flag says that the lead is open, or
// the day is still to come.
func (b *builder) isExpected(day crm.Date) bool {
	_, hasWon := b.flag(wonFlag)
	_, hasClosed := b.flag(closedFlag)
	for _, f := range []field{stage, outcome, status} {
		_, ok := b.yes(f)
		hasWon = hasWon || ok
	}
	return hasWon || hasClosed || day > b.options.Today || expects(b.header(closedOn)) || b.plan.preset != nil && b.plan.preset.name == "suitecrm"
}

func (b *builder) header(f field) string {
	if !b.plan.has(f) {
		return ""
	}
	return b.plan.headers[b.from[f]]
}

func firstDay(days ...crm.Date) crm.Date {
	for _, d := range days {
		if d != "" {
			return d
		}
	}
	return ""
}

// expects reports whether a header is that of the day on which a CRM expects an
// open deal to close.
func expects(header string) bool {
	switch crm.Key(header) {
	case "closedate", "closingdate", "datedecloture", "datecloture", "closetime", "expectedclosedate", "fermeture", "datedefermeture", "abschlussdatum", "fechadecierre":
		return true
	}
	return false
}

// InFuture ends every warning about a day that is still to come.
const InFuture = "is in the future"

// dates reads the first touch and the follow-up. A row without a date takes its
// closing day, or today; then nobody knows its first touch.
func (b *builder) dates(row *Row) (err error) {
	l := &row.Lead
	if l.FirstTouchOn, err = b.date(date); err != nil {
		return err
	}
	if l.FollowUpOn, err = b.date(followUpOn); err != nil {
		return err
	}
	row.Dated = l.FirstTouchOn != ""
	d := &l.Deal
	switch {
	case row.Dated:
	case b.options.DateFrom == FromNothing:
		return b.fault("the row has no date").WithHint("say which day such rows take: --date-from closed or --date-from today")
	default:
		l.FirstTouchOn, l.TouchUnknown = b.options.Today, true
		if d.Outcome != "" && d.ClosedOn != "" && b.options.DateFrom != FromToday {
			l.FirstTouchOn, row.FromClosing = d.ClosedOn, true
		}
	}
	if d.Outcome != "" && d.ClosedOn == "" {
		d.ClosedOn, d.DayUnknown = l.FirstTouchOn, true
		row.warn("%s: %q is %s without a closing day, it closes on %s", b.place(row.Line), l.Title, say.T(string(d.Outcome)), say.Day(l.FirstTouchOn))
	}
	if d.ClosedOn != "" && d.ClosedOn < l.FirstTouchOn {
		row.warn("%s: %q is closed on %s, before its first touch on %s", b.place(row.Line), l.Title, say.Day(d.ClosedOn), say.Day(l.FirstTouchOn))
	}
	if l.FirstTouchOn > b.options.Today {
		row.warn("%s: %s is in the future", b.place(row.Line), say.Day(l.FirstTouchOn))
	}
	if d.ClosedOn > b.options.Today && d.ClosedOn != l.FirstTouchOn {
		row.warn("%s: the closing day, %s, is in the future", b.place(row.Line), say.Day(d.ClosedOn))
	}
	return nil
}

// join adds the word of one column to what the others said.
func (b *builder) join(end *stageWord, f field) error {
	word := b.cells[f]
	if word == "" || b.plan.has(f) && b.plan.yesNo[b.from[f]] {
		if _, ok := readFlag(word); ok || word == "" {
			return nil
		}
	}
	s, ok := b.stageWord(word)
	if !ok {
		b.notKnown(f, word)
		return nil
	}
	if s.reason != "" && b.cells[reason] == "" {
		b.cells[reason] = string(s.reason)
	}
	if s.stage != "" && end.stage != "" && s.stage != end.stage {
		return b.bad(f, crm.Invalidf("%q contradicts the stage %s", clean(word), say.T(string(end.stage))))
	}
	if s.outcome != "" && end.outcome != "" && s.outcome != end.outcome {
		return b.bad(f, crm.Invalidf("%q contradicts the outcome %s", clean(word), say.T(string(end.outcome))))
	}
	if s.stage != "" {
		end.stage = s.stage
	}
	if s.outcome != "" {
		end.outcome = s.outcome
	}
	return nil
}
