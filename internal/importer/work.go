package importer

import (
	"leads/internal/crm"
)

// activity reads a row as an activity of a lead or, without one, of a source.
func (b *builder) activity(row *Row) (err error) {
	a := &row.Activity
	row.Ref = b.text(lead)
	if a.Via, err = b.via(); err != nil {
		return err
	}
	if a.Via.Source == "" && a.Via.Channel != "" {
		return b.bad(channel, crm.Invalidf("the channel %q has no source", a.Via.Channel))
	}
	if row.Ref == "" && a.Via.Source == "" {
		return b.fault("the row names neither a lead nor a source")
	}
	if a.On, err = b.date(date); err != nil {
		return err
	}
	if row.Dated = a.On != ""; !row.Dated {
		a.On = b.options.Today
	}
	a.Kind = "other"
	if word := b.text(kind); word != "" {
		if a.Kind, err = crm.ParseKind(b.mapped(word), b.options.Kinds); err != nil {
			return b.bad(kind, err)
		}
	}
	if word := b.text(direction); word != "" {
		if a.Direction, err = crm.ParseDirection(word); err != nil {
			return b.bad(direction, err)
		}
	}
	if err := b.activityFigures(row); err != nil {
		return err
	}
	a.Note = b.cells[note]
	if err := crm.CheckText("note", a.Note, crm.MaxText); err != nil {
		return b.bad(note, err)
	}
	var end standing
	if err := b.join(&end, stage); err != nil {
		return err
	}
	if end.outcome != "" {
		return b.bad(stage, crm.Invalidf("%q is an outcome, and an activity only moves the stage", b.cells[stage]).
			WithHint("close leads with --as deals"))
	}
	if row.Stage = end.stage; row.Stage != "" && row.Ref == "" {
		return b.bad(stage, crm.Invalidf("a stage without a lead"))
	}
	return nil
}

func (b *builder) activityFigures(row *Row) error {
	cur, err := b.currency()
	if err != nil {
		return err
	}
	if row.Activity.Cost, err = b.amount(cost, cur); err != nil {
		return err
	}
	row.Activity.Minutes, err = b.minutes()
	return err
}

// deal reads a row as the end of a lead that is there.
func (b *builder) deal(row *Row) (err error) {
	d := &row.Deal
	if row.Ref = b.text(lead); row.Ref == "" {
		return b.fault("the row names no lead")
	}
	end := standing{}
	if err := b.join(&end, outcome); err != nil {
		return err
	}
	d.Outcome = end.outcome
	if d.Outcome == "" {
		if b.cells[outcome] != "" {
			return b.bad(outcome, crm.Invalidf("%q does not close a lead", clean(b.cells[outcome])).
				WithHint("it is one of: %s", joined(crm.Outcomes)))
		}
		d.Outcome = crm.Won
	}
	if d.ClosedOn, err = b.date(closedOn); err != nil {
		return err
	}
	if row.Dated = d.ClosedOn != ""; !row.Dated {
		d.ClosedOn = b.options.Today
	}
	cur, err := b.currency()
	if err != nil {
		return err
	}
	if d.Amount, err = b.amount(amount, cur); err != nil {
		return err
	}
	if d.Reason, err = b.reason(); err != nil {
		return err
	}
	if d.Outcome != crm.Won && d.Amount.Known() {
		row.warn("%s: %s is not won, its amount %s is left out", b.place(row.Line), row.Ref, d.Amount)
		d.Amount = crm.Money{}
	}
	if d.Outcome == crm.Won && d.Reason != "" {
		row.warn("%s: a won lead needs no reason, %q is left out", b.place(row.Line), b.cells[reason])
		d.Reason = ""
	}
	return nil
}
