package cli

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/form"
	"leads/internal/intake"
	"leads/internal/store"
)

// askLead asks for what the flags left open: a title, and where the lead came
// from, unless a web address tells.
func (a *app) askLead(ctx context.Context, lead *crm.Lead, in *leadInput) error {
	var choices []string
	answers := form.Lead{Title: lead.Title, Client: lead.Client, Note: lead.Note, HasSource: in.noSource || lead.First.Source != ""}
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		if !answers.HasSource && lead.URL != "" {
			source, err := intake.SourceOfURL(ctx, tx, lead.URL)
			if err != nil {
				return err
			}
			answers.HasSource = source != ""
		}
		choices, err = touchChoices(ctx, tx)
		return err
	})
	if err != nil || answers.Title != "" && answers.HasSource {
		return err
	}
	if err := a.asker().AddLead(ctx, &answers, choices); err != nil {
		return formError(err)
	}
	lead.Title, lead.Client, lead.Note = crm.CleanLine(answers.Title), crm.CleanLine(answers.Client), answers.Note
	if answers.HasSource {
		return nil
	}
	if in.noSource = crm.IsNoSource(answers.Source); in.noSource {
		return nil
	}
	chosen, err := crm.ParseTouch(answers.Source)
	chosen.Campaign = lead.First.Campaign
	lead.First = chosen
	return err
}

// touchChoices lists every source and channel that a new lead may have, the one
// that was used last on top.
func touchChoices(ctx context.Context, tx *store.Tx) (list []string, err error) {
	latest, err := tx.Brief(ctx, store.LeadFilter{Limit: 1, Sort: "id", Reverse: true})
	if err != nil {
		return nil, err
	}
	for _, l := range latest {
		if l.First.Source != "" {
			l.First.Campaign = ""
			list = append(list, l.First.String())
		}
	}
	last := len(list)
	sources, err := tx.Sources(ctx)
	if err != nil {
		return nil, err
	}
	channels, err := tx.Channels(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		if s.MergedInto != 0 || s.ArchivedOn != "" {
			continue
		}
		list = append(list, s.Name)
		for _, c := range channels {
			if c.Source == s.ID && c.MergedInto == 0 && c.ArchivedOn == "" {
				list = append(list, s.Name+"/"+c.Name)
			}
		}
	}
	if last > 0 {
		list = append(list[:last], slices.DeleteFunc(list[last:], func(s string) bool { return s == list[0] })...)
	}
	return list, nil
}

// askSource asks whether an unknown source should be added.
func (a *app) askSource(ctx context.Context, lead crm.Lead, create *store.Create) error {
	if create.Touch {
		return nil
	}
	var unknown error
	err := a.view(ctx, func(tx *store.Tx) error {
		full, err := a.expand(ctx, tx, lead.First)
		if err == nil {
			_, unknown = tx.ResolveTouch(ctx, full, store.Create{})
		}
		return err
	})
	if err != nil || crm.KindOf(unknown) != crm.NotFound {
		return err
	}
	yes, err := a.asker().Confirm(ctx, a.say("%s. Add it to the list?", unknown.Error()))
	if err != nil {
		return formError(err)
	}
	if !yes {
		return unknown
	}
	create.Touch = true
	return nil
}

// askDuplicate shows a person what is already there and lets them choose.
func (a *app) askDuplicate(ctx context.Context, lead crm.Lead, said intake.Verdict) (intake.Verdict, error) {
	var found []intake.Match
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		found, err = intake.Duplicates(ctx, tx, lead, said.RepeatOf)
		return err
	})
	said.Policy = dedup.Warn
	if err != nil || len(found) == 0 {
		return said, err
	}
	about, repeat := found[0], false
	if dedup.Decide(dedup.Ask, about.Grade) != dedup.StepAsk { // none is probable, but one may be a repeat
		again := slices.IndexFunc(found, func(m intake.Match) bool { return m.Repeat })
		if again < 0 || said.RepeatOf != 0 {
			return said, nil
		}
		about, repeat = found[again], true
	}
	for _, m := range found {
		a.warn(m.Warning())
	}
	answer, err := a.asker().Duplicate(ctx, int64(about.Lead.ID), about.Lead.Title, repeat)
	if err != nil {
		return said, formError(err)
	}
	said.Policy = dedup.Allow // all has been said
	switch answer {
	case form.LogIt:
		said.LogOn = about.Lead.ID
	case form.AddRepeat:
		said.RepeatOf = about.Lead.ID
	case form.AddAnyway:
		for _, m := range found {
			if m.Grade != dedup.Possible || m.Lead.ID == about.Lead.ID {
				said.Apart = append(said.Apart, m.Lead.ID)
			}
		}
	default:
		return said, about.Refusal()
	}
	return said, nil
}
