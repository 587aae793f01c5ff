package form

import (
	"context"

	"charm.land/huh/v2"
)

// Choice is one thing to choose: what it means, and what is shown of it.
type Choice struct{ Value, Label string }

// tallest is how many lines of a list are shown at once; the rest scrolls.
const tallest = 12

func choose(question string, list []Choice, to *string) *huh.Select[string] {
	options := make([]huh.Option[string], len(list))
	for i, c := range list {
		options[i] = huh.NewOption(c.Label, c.Value)
	}
	return huh.NewSelect[string]().Title(question).Options(options...).Height(min(len(options)+1, tallest)).Value(to)
}

// Work is what the form for work on a lead asks for. What is filled in already
// is not asked.
type Work struct{ Lead, Kind, Note, Spent string }

// Log asks what was done, on which of the leads, how long it took. Without
// leads it asks of no lead. Spent tells why an answer is no duration.
func (a Asker) Log(ctx context.Context, w *Work, leads, kinds []Choice, spent func(string) error) error {
	var pages []page // a page each: together they are higher than a small terminal
	if w.Lead == "" && len(leads) > 0 {
		pages = append(pages, page{fields: []huh.Field{chooseTyped(a.say("On which lead?"), leads, &w.Lead, a.needed, a.nothing)}})
	}
	if w.Kind == "" {
		pages = append(pages, page{fields: []huh.Field{choose(a.say("What was it?"), kinds, &w.Kind)}})
	}
	rest := []huh.Field{huh.NewInput().Title(a.say("Anything to note? (optional)")).Value(&w.Note)}
	if w.Spent == "" {
		rest = append(rest, huh.NewInput().Title(a.say("How long did it take? (25m, 1h30m; may stay empty)")).Value(&w.Spent).Validate(spent))
	}
	return a.pages(ctx, append(pages, page{fields: rest})...)
}

// Which asks for one of some leads.
func (a Asker) Which(ctx context.Context, leads []Choice) (id string, err error) {
	err = a.run(ctx, chooseTyped(a.say("Which lead?"), leads, &id, a.needed, a.nothing))
	return id, err
}

// nothing is the choice where no entry of a list has what was typed.
func (a Asker) nothing(string) Choice { return Choice{"", a.say("(nothing fits)")} }

// Amount asks what a deal was won for. What is offered is what an empty answer
// means, and typing replaces it; check tells why an answer is no amount.
func (a Asker) Amount(ctx context.Context, amount *string, offered string, check func(string) error) error {
	question := a.say("Won for how much? (optional)")
	if offered != "" {
		question = a.say("Won for how much? (Enter: %s)", offered)
	}
	return a.run(ctx, huh.NewInput().Title(question).Placeholder(offered).Value(amount).Validate(check))
}

// Ending asks how a lead ended; lost is the outcome that has a reason.
func (a Asker) Ending(ctx context.Context, outcomes, reasons []Choice, lost string) (outcome, reason string, err error) {
	reasons = append([]Choice{{"", a.say("(not known)")}}, reasons...)
	err = a.pages(ctx, page{fields: []huh.Field{choose(a.say("How did it end?"), outcomes, &outcome)}},
		page{fields: []huh.Field{choose(a.say("Why was it lost?"), reasons, &reason)}, hidden: func() bool { return outcome != lost }})
	if outcome != lost {
		reason = ""
	}
	return outcome, reason, err
}

// Column is a column of a file that nothing takes, with a few of its values.
type Column struct {
	Header, Samples string
	Field           string // the answer; "" leaves it out
}

// Untaken asks what becomes of all the columns that nothing takes: leave them
// out, keep them as own fields where rows have such, or go through them one by one.
func (a Asker) Untaken(ctx context.Context, names string, own bool) (answer string, err error) {
	options := []Choice{{SkipAll, a.say("leave them out")}, {OneByOne, a.say("say for each what it is")}}
	if own {
		options = append(options, Choice{KeepAll, a.say("keep them as own fields of the leads")})
	}
	err = a.run(ctx, choose(a.say("No field takes these columns: %s. What about them?", names), options, &answer))
	return answer, err
}

// The answers to what becomes of columns that nothing takes.
const (
	SkipAll  = "skip"
	KeepAll  = "keep"
	OneByOne = "each"
)

// Columns asks for each column which field it fills, a page each: one can go
// back. Check tells why a field cannot be given to the column at a place.
func (a Asker) Columns(ctx context.Context, columns []Column, fields func(Column) []Choice, check func(at int, field string) error) error {
	pages := make([]page, len(columns))
	for i := range columns {
		c := &columns[i]
		question := a.say("What is the column %q?", c.Header)
		if c.Samples != "" {
			question = a.say("What is the column %q, such as %s?", c.Header, c.Samples)
		}
		options := append([]Choice{{"", a.say("leave it out")}}, fields(*c)...)
		pages[i].fields = []huh.Field{choose(question, options, &c.Field).Validate(func(field string) error { return check(i, field) })}
	}
	return a.pages(ctx, pages...)
}
