package cli

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/form"
	"leads/internal/say"
	"leads/internal/store"
)

// askLead fills what the flags left open.
func (a *app) askLead(ctx context.Context, lead crm.Lead) (crm.Lead, error) {
	var choices []string
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		choices, err = touchChoices(ctx, tx)
		return err
	})
	if err != nil {
		return lead, err
	}
	answers := form.Lead{Title: lead.Title, Source: lead.First.String(), Client: lead.Client, Note: lead.Note}
	if err := a.asker().AddLead(ctx, &answers, choices); err != nil {
		return lead, formError(err)
	}
	lead.Title, lead.Client, lead.Note = crm.CleanLine(answers.Title), crm.CleanLine(answers.Client), answers.Note
	lead.First, err = crm.ParseTouch(answers.Source)
	return lead, err
}

// touchChoices lists every source and channel that a new lead may have.
func touchChoices(ctx context.Context, tx *store.Tx) (list []string, err error) {
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

// choice is what was said, by flags or by a person, about a lead that looks
// like one that is there.
type choice struct {
	policy   dedup.Policy
	logOn    crm.LeadID   // it is that one: log it there
	apart    []crm.LeadID // it is none of these
	repeatOf crm.LeadID   // it is a new order like that one
}

// askDuplicate shows a person what is already there and lets them choose.
func (a *app) askDuplicate(ctx context.Context, lead crm.Lead, said choice) (choice, error) {
	var found []match
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		found, err = a.duplicates(ctx, tx, lead, said.repeatOf)
		return err
	})
	said.policy = dedup.Warn
	if err != nil || len(found) == 0 {
		return said, err
	}
	about, repeat := found[0], false
	if dedup.Decide(dedup.Ask, about.Grade) != dedup.StepAsk { // none is probable, but one may be a repeat
		again := slices.IndexFunc(found, func(m match) bool { return m.Repeat })
		if again < 0 || said.repeatOf != 0 {
			return said, nil
		}
		about, repeat = found[again], true
	}
	for _, m := range found {
		a.warn(m.warning())
	}
	answer, err := a.asker().Duplicate(ctx, int64(about.lead.ID), about.lead.Title, repeat)
	if err != nil {
		return said, formError(err)
	}
	said.policy = dedup.Allow // all has been said
	switch answer {
	case form.LogIt:
		said.logOn = about.lead.ID
	case form.AddRepeat:
		said.repeatOf = about.lead.ID
	case form.AddAnyway:
		for _, m := range found {
			if m.Grade != dedup.Possible || m.lead.ID == about.lead.ID {
				said.apart = append(said.apart, m.lead.ID)
			}
		}
	default:
		return said, about.refusal()
	}
	return said, nil
}

// takeClient gives a repeat order the client of the order before, and checks
// that it came later.
func (a *app) takeClient(ctx context.Context, tx *store.Tx, lead *crm.Lead, said choice) error {
	if said.repeatOf == 0 {
		return nil
	}
	before, err := tx.Lead(ctx, said.repeatOf)
	if err != nil {
		return err
	}
	if lead.FirstTouchOn < before.FirstTouchOn {
		return crm.Invalidf("lead %d came later, on %s: it cannot be the order before", int64(before.ID), say.Day(before.FirstTouchOn)).
			WithHint("leads show %d", int64(before.ID))
	}
	if lead.Client == "" || dedup.NormalName(lead.Client) == dedup.NormalName(before.Client) {
		lead.Client = before.Client
	}
	return nil
}

// keep remembers what was said about a lead that is added now.
func (c choice) keep(ctx context.Context, tx *store.Tx, id crm.LeadID) error {
	for _, other := range c.apart {
		if err := tx.SetPair(ctx, crm.Pair{A: id, B: other, Kind: crm.Different}); err != nil {
			return err
		}
	}
	if c.repeatOf == 0 {
		return nil
	}
	return tx.SetPair(ctx, crm.Pair{A: id, B: c.repeatOf, Kind: crm.Repeat})
}
