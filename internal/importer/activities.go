package importer

import (
	"leads/internal/crm"
	"leads/internal/say"
)

// activity reads a row as an activity of a lead or, without one, of a source.
func (b *builder) activity(row *Row) (err error) {
	a := &row.Activity
	row.Ref = b.text(lead)
	row.Own = row.Ref != "" && (b.plan.own || crm.Key(b.header(lead)) == "lead")
	row.Match = b.matching()
	if h := crm.Key(b.header(title)); h == "deal" || h == "opportunity" || h == "affaire" || h == "opportunite" { // by its name, or by its id
		row.Match.IDs = append(row.Match.IDs, row.Match.Titles...)
	}
	if row.Ref != "" && crm.Key(b.header(lead)) == "id" && len(row.Match.Titles) > 0 {
		row.Ref = "" // the number of the activity itself, beside the name of its deal
	}
	if a.Via, err = b.via(); err != nil {
		return err
	}
	if b.tracked { // the code of a project is one of several things that may tell its lead
		if row.Ref != "" {
			row.Match.IDs = append([]string{row.Ref}, row.Match.IDs...)
		}
		row.Ref, row.Own = "", false
	}
	if row.Ref == "" && a.Via.Source == "" {
		row.Match.Else = b.orDefault(a.Via)
		if row.Match.IsZero() {
			a.Via = row.Match.Else
		} else if a.Via.Channel != "" || a.Via.Campaign != "" {
			a.Via = crm.TouchNames{}
		}
	}
	if row.Ref == "" && row.Match.IsZero() && a.Via.Source == "" {
		if b.tracked {
			row.Match.Titles = []string{firstOf(b.text(note), "–")}
			return b.rest(row)
		}
		if a.Via.Channel != "" {
			return b.bad(channel, crm.Invalidf("the channel %q has no source", a.Via.Channel))
		}
		return b.fault("the row names neither a lead nor a source").WithHint("--source NAME books such rows on a source")
	}
	return b.rest(row)
}

// orDefault is a touch with what the person said of rows that name no source.
func (b *builder) orDefault(t crm.TouchNames) crm.TouchNames {
	def := b.first
	if t.Source == "" {
		t.Source = def.Source
	}
	if t.Channel == "" {
		t.Channel = def.Channel
	}
	if t.Campaign == "" {
		t.Campaign = def.Campaign
	}
	return t
}

// matching is what the row says of its lead without naming it.
func (b *builder) matching() Match {
	m := b.match
	for _, c := range []struct {
		field field
		into  *[]string
	}{{title, &m.Titles}, {client, &m.Clients}, {contact, &m.Clients}, {email, &m.Emails}} {
		if text := b.text(c.field); text != "" {
			*c.into = append(*c.into, text)
		}
	}
	return m
}

// rest reads what was done, when, and what it took.
func (b *builder) rest(row *Row) (err error) {
	a := &row.Activity
	if a.On, err = b.date(date); err != nil {
		return err
	}
	if row.Dated = a.On != ""; !row.Dated {
		a.On = b.options.Today
	}
	a.Kind = "other"
	if word := b.text(kind); word != "" {
		known, err := crm.ParseKind(b.mapped(word), b.options.Kinds)
		switch customary := customaryKinds()[crm.Key(word)]; {
		case err == nil:
			a.Kind = known
		case customary != "":
			a.Kind = customary
		default:
			b.notKind(word)
		}
	}
	if word := b.text(direction); word != "" {
		if a.Direction, err = crm.ParseDirection(word); err != nil {
			return b.bad(direction, err)
		}
	}
	if a.On > b.options.Today {
		row.warn("%s: %s is in the future", b.place(row.Line), say.Day(a.On))
	}
	if err := b.activityFigures(row); err != nil {
		return err
	}
	a.Note = b.cells[note]
	if err := crm.CheckText("note", a.Note, crm.MaxText); err != nil {
		return b.bad(note, err)
	}
	var end stageWord
	if err := b.join(&end, stage); err != nil {
		return err
	}
	if end.outcome != "" {
		return b.bad(stage, crm.Invalidf("%q is an outcome, and an activity can only change the stage", b.cells[stage]).
			WithHint("close leads with --as deals"))
	}
	if row.Stage = end.stage; row.Stage != "" && row.Ref == "" && row.Match.IsZero() {
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
	row.Own = b.plan.own || crm.Key(b.header(lead)) == "lead"
	end := stageWord{}
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
		d.ClosedOn, d.DayUnknown = b.options.Today, true
	}
	if d.ClosedOn > b.options.Today {
		row.warn("%s: %s is in the future", b.place(row.Line), say.Day(d.ClosedOn))
	}
	cur, err := b.currency()
	if err != nil {
		return err
	}
	if d.Amount, err = b.amount(amount, cur); err != nil {
		return err
	}
	d.Reason = b.reason()
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
