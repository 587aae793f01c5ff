package cli

import (
	"context"
	"errors"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/form"
	"leads/internal/intake"
	"leads/internal/render"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

// leadCheck is add --dry-run: what is already there.
func (a *app) leadCheck(ctx context.Context, tx *store.Tx, lead crm.Lead, newSource bool, repeatOf crm.LeadID) error {
	var err error
	if lead.First, err = a.expand(ctx, tx, lead.First); err != nil {
		return err
	}
	if err := lead.Validate(); err != nil { // a client need not be there: looking for near names would read all of them
		return err
	}
	if _, err := tx.ResolveTouch(ctx, lead.First, store.Create{}); err != nil && !newSource {
		return err
	}
	found, err := intake.Duplicates(ctx, tx, lead, repeatOf)
	if err != nil {
		return err
	}
	list := duplicateSheet(found)
	answer := list
	if a.format == render.JSON {
		answer = &sheet.Sheet{Shape: sheet.Record, Columns: []sheet.Column{{Key: "duplicates", Type: sheet.Nested}}, Rows: [][]any{{list}}}
	}
	if err := a.print(answer); err != nil {
		return err
	}
	if len(found) > 0 && found[0].Grade == dedup.Certain {
		return exitError(3)
	}
	return nil
}

func duplicateSheet(found []intake.Match) *sheet.Sheet {
	s := &sheet.Sheet{
		Columns: []sheet.Column{
			{Key: "id", Title: say.T("id"), Type: sheet.ID},
			{Key: "grade", Title: say.T("grade"), Type: sheet.Word},
			{Key: "score", Title: say.T("score"), Type: sheet.Number, Detail: true},
			{Key: "why", Title: say.T("same"), Type: sheet.List},
			{Key: "title", Title: say.T("title")},
			{Key: "client", Title: say.T("client")},
			{Key: "source", Title: say.T("source")},
			{Key: "first_touch_on", Title: say.T("first touch"), Type: sheet.Date},
		},
		Empty: say.T("No similar lead found."),
	}
	for _, m := range found {
		s.Add(int64(m.Lead.ID), string(m.Grade), m.Score, m.Why, m.Lead.Title, known(m.Lead.Client), known(m.Lead.First.Source), string(m.Lead.FirstTouchOn))
	}
	return s
}

// asker asks on the terminal.
func (a *app) asker() form.Asker {
	a.listen()
	a.hear()
	out := a.Stderr
	if a.patience != nil { // a form draws on the terminal itself
		a.patience.end()
		out = a.patience.stderr
	}
	return form.Asker{In: a.Stdin, Out: out, Accessible: a.Getenv("ACCESSIBLE") != "" || a.Getenv("TERM") == "dumb",
		Say: a.catalogue, Getenv: a.Getenv}
}

// formError turns a Ctrl-C in a form into the end of the command.
func formError(err error) error {
	if errors.Is(err, form.ErrAborted) {
		return errInterrupted
	}
	return err
}

// safe makes a text harmless on a terminal.
func safe(s string) string { return render.Safe(s) }
