package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/form"
	"leads/internal/render"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

// mostShown is how many leads a warning names at most.
const mostShown = 5

// duplicates grades the leads that share anything with this one, best first,
// for a person: the first few, named.
// The lead that it repeats is none of them.
func (a *app) duplicates(ctx context.Context, tx *store.Tx, lead crm.Lead, repeatOf crm.LeadID) ([]match, error) {
	traits := dedup.TraitsOf(lead)
	found, err := door{}.matches(ctx, tx, lead, traits, func(crm.Lead) bool { return false })
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(m match) bool { return m.lead.ID == repeatOf })
	found = found[:min(len(found), mostShown)]
	return found, nameMatches(ctx, tx, found)
}

// nameMatches says where the leads that were found came from.
func nameMatches(ctx context.Context, tx *store.Tx, found []match) error {
	if len(found) == 0 {
		return nil
	}
	leads := make([]crm.Lead, len(found))
	for i, m := range found {
		leads[i] = m.lead
	}
	if err := tx.NameTouches(ctx, leads); err != nil {
		return err
	}
	for i := range found {
		found[i].lead = leads[i]
	}
	return nil
}

// warning names the other lead, the grade and what agrees.
func (m match) warning() say.Text {
	if m.Repeat {
		return say.T("%s duplicate of lead %d, or rather a repeat order (--repeat-of %d): %s", say.T(string(m.Grade)), int64(m.lead.ID), int64(m.lead.ID), m.named())
	}
	return say.T("%s duplicate of lead %d: %s", say.T(string(m.Grade)), int64(m.lead.ID), m.named())
}

// named describes the other lead in one line.
func (m match) named() say.Text { return say.T("%s (same %s)", oneLine(m.lead), agreement(m.Match)) }

// oneLine is a lead as people recognise it: title, client, first touch, day.
func oneLine(l crm.Lead) string {
	parts := []string{l.Title}
	for _, p := range []string{l.Client, l.First.String(), string(l.FirstTouchOn)} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// agreement lists the fields that agree, each with how strongly it does in bits, unless
// it settles the matter: "client +12, title +8.3".
func agreement(m dedup.Match) string {
	parts := slices.Clone(m.Why)
	for i, bits := range m.Weights {
		if bits < dedup.Settled {
			parts[i] += fmt.Sprintf(" %+g", bits)
		}
	}
	return strings.Join(parts, ", ")
}

// refusal is exit code 3.
func (m match) refusal() error {
	return crm.Errorf(crm.Duplicate, "%s duplicate of lead %d: %s; nothing was written", say.T(string(m.Grade)), int64(m.lead.ID), m.named()).
		WithHint("log the new contact on it: leads log %d KIND --via SOURCE/CHANNEL (or add anyway: --on-duplicate allow)", int64(m.lead.ID))
}

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
	found, err := a.duplicates(ctx, tx, lead, repeatOf)
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

func duplicateSheet(found []match) *sheet.Sheet {
	s := &sheet.Sheet{
		Columns: []sheet.Column{
			{Key: "id", Title: say.T("id"), Type: sheet.ID},
			{Key: "grade", Title: say.T("grade")},
			{Key: "score", Title: say.T("score"), Type: sheet.Number, Detail: true},
			{Key: "why", Title: say.T("same"), Type: sheet.List},
			{Key: "title", Title: say.T("title")},
			{Key: "client", Title: say.T("client")},
			{Key: "source", Title: say.T("source")},
			{Key: "first_touch_on", Title: say.T("first touch"), Type: sheet.Date},
		},
		Empty: say.T("Nothing like it is there."),
	}
	for _, m := range found {
		s.Add(int64(m.lead.ID), string(m.Grade), m.Score, m.Why, m.lead.Title, known(m.lead.Client), known(m.lead.First.Source), string(m.lead.FirstTouchOn))
	}
	return s
}

// touchOf is a new contact as an activity: what was noted, else its title.
func touchOf(touch crm.Lead, work *crm.Activity, at crm.Instant) crm.Activity {
	act := crm.Activity{Kind: "other", On: touch.FirstTouchOn, CreatedAt: at}
	if work != nil {
		act = *work
	}
	act.Touch, act.Note = touch.Touch, touch.Title
	if touch.Note != "" {
		act.Note = touch.Title + ": " + touch.Note
	}
	return act
}

// logTouch records a new contact on the lead that is already there.
func (a *app) logTouch(ctx context.Context, tx *store.Tx, on, touch crm.Lead, work *crm.Activity) (crm.Lead, bool, error) {
	act := touchOf(touch, work, crm.InstantOf(a.now))
	act.Lead = on.ID
	if _, err := tx.AddActivity(ctx, act); err != nil {
		return on, false, err
	}
	on, err := tx.Lead(ctx, on.ID)
	if err != nil {
		return on, false, err
	}
	if touch.Stage != "" && touch.Stage != crm.New && touch.Stage != on.Stage && on.Open() {
		if err := tx.SetStage(ctx, on.ID, crm.StageChange{Stage: touch.Stage, On: act.On}); err != nil {
			return on, false, err
		}
	}
	if touch.FollowUpOn != "" {
		if err := tx.SetFollowUp(ctx, on.ID, touch.FollowUpOn); err != nil {
			return on, false, err
		}
	}
	if err := tx.Touched(ctx, on.ID, crm.InstantOf(a.now)); err != nil {
		return on, false, err
	}
	on, err = tx.Lead(ctx, on.ID)
	return on, true, err
}

// asker asks on the terminal.
func (a *app) asker() form.Asker {
	a.listen()
	return form.Asker{In: a.Stdin, Out: a.Stderr, Accessible: a.Getenv("ACCESSIBLE") != "" || a.Getenv("TERM") == "dumb",
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
