package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/form"
	"leads/internal/intake"
	"leads/internal/store"
)

// mostClients is from how many clients a form completes a name; it looks through them
// with every key.
const mostClients = 5000

// askLead asks for what the flags left open: a title or a link, where the lead
// came from, unless a link tells, and what else is known.
func (a *app) askLead(ctx context.Context, lead *crm.Lead, in *leadInput) error {
	ask := form.LeadAsk{Money: a.optional(func(text string) error { _, err := readMoney(text, "", "EUR"); return err }),
		Minutes: a.optional(func(text string) error { _, err := crm.ParseMinutes(text); return err })}
	answers := form.Lead{Title: lead.Title, Client: lead.Client, Variant: lead.Variant, Value: in.value, Spent: in.spent, Cost: in.cost, Note: lead.Note,
		HasSource: in.noSource || lead.First.Source != ""}
	if in.connects != 0 {
		answers.Cost = "0" // it is known
	}
	given := answers
	if !answers.HasSource {
		answers.HasSource = a.tells(ctx)(lead.URL)
	}
	if answers.Title != "" && answers.HasSource {
		return nil
	}
	ask.Tells = a.tells(ctx)
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		if ask.Sources, ask.Last, err = touchChoices(ctx, tx); err != nil || answers.Title != "" {
			return err
		}
		if ask.Clients, err = tx.ClientsLike(ctx, "", mostClients); err != nil {
			return err
		}
		ask.Variants, err = variants(ctx, tx, lead.First)
		return err
	})
	if err != nil {
		return err
	}
	if err := a.asker().AddLead(ctx, &answers, ask); err != nil {
		return formError(err)
	}
	return a.takeAnswers(lead, in, given, answers)
}

// variants are those that a campaign is planned with, or that its leads got; none
// without a campaign, or for one that is not there.
func variants(ctx context.Context, tx *store.Tx, first crm.TouchNames) ([]string, error) {
	if first.Campaign == "" {
		return nil, nil
	}
	full, err := intake.Expand(ctx, tx, first)
	if err != nil {
		return nil, err
	}
	found, err := tx.Find(ctx, store.CampaignNoun, 0, full.Campaign)
	if crm.KindOf(err) == crm.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return tx.Variants(ctx, crm.CampaignID(found.ID))
}

// tells makes the question whether a link says where a lead came from. A form asks it
// again whenever it draws itself, so the last answer is kept.
func (a *app) tells(ctx context.Context) func(link string) bool {
	last, known := "", false
	return func(link string) bool {
		if link == last || crm.Host(link) == "" {
			return link == last && known
		}
		last, known = link, false
		_ = a.view(ctx, func(tx *store.Tx) error { // what is wrong with the file shows where the lead is written
			said, err := intake.TouchOfURL(ctx, tx, link)
			known = err == nil && said.Source != ""
			return err
		})
		return known
	}
}

// takeAnswers takes over what a form was told, and shows the line without questions.
func (a *app) takeAnswers(lead *crm.Lead, in *leadInput, given, answers form.Lead) (err error) {
	var flags, args []string
	if given.Title == "" {
		lead.Title = crm.CleanLine(answers.Title)
		args = append(args, lead.Title)
		fromURL(lead)
	}
	for _, f := range []struct {
		flag, was, now string
		to             *string
	}{{"--client", given.Client, answers.Client, &lead.Client}, {"--variant", given.Variant, answers.Variant, &lead.Variant}, {"--value", given.Value, answers.Value, &in.value},
		{"--spent", given.Spent, answers.Spent, &in.spent}, {"--cost", given.Cost, answers.Cost, &in.cost}, {"--note", given.Note, answers.Note, &lead.Note}} {
		if f.now = strings.TrimSpace(f.now); f.now != f.was {
			*f.to = f.now
			flags = append(flags, f.flag, f.now)
		}
	}
	if answers.Source != "" {
		flags = append([]string{"--source", answers.Source}, flags...)
		if in.noSource = crm.IsNoSource(answers.Source); !in.noSource {
			campaign := lead.First.Campaign
			if lead.First, err = crm.ParseTouch(answers.Source); err != nil {
				return err
			}
			lead.First.Campaign = campaign
		}
	}
	a.answered(flags, args...)
	return nil
}

// optional is a check of an answer that may stay empty, in the person's words.
func (a *app) optional(check func(string) error) func(string) error {
	return a.telling(func(text string) error {
		if strings.TrimSpace(text) == "" {
			return nil
		}
		return check(text)
	})
}

// touchChoices lists every source and channel that a new lead may have, the one
// that was used last on top, if there is one.
func touchChoices(ctx context.Context, tx *store.Tx) (list []string, used bool, err error) {
	latest, err := tx.Brief(ctx, store.LeadFilter{Limit: 1, Sort: "id", Reverse: true})
	if err != nil {
		return nil, false, err
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
		return nil, false, err
	}
	channels, err := tx.Channels(ctx)
	if err != nil {
		return nil, false, err
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
	return list, last > 0, nil
}

// askSource asks about a source or channel that is not in the list: whether the one
// that it nearly is was meant, or else whether it should be added.
func (a *app) askSource(ctx context.Context, lead *crm.Lead, create *store.Create) error {
	if create.Touch {
		return nil
	}
	var unknown error
	var meant crm.TouchNames
	err := a.view(ctx, func(tx *store.Tx) error {
		full, err := a.expand(ctx, tx, lead.First)
		if err != nil {
			return err
		}
		_, unknown = tx.ResolveTouch(ctx, full, store.Create{})
		if crm.KindOf(unknown) != crm.NotFound {
			return nil
		}
		var known bool
		if meant, known, err = nearly(ctx, tx, full); err == nil && !known {
			err = crm.CheckSourceName(full.Source)
		}
		return err
	})
	var e *crm.Error
	if err != nil || !errors.As(unknown, &e) || e.Kind != crm.NotFound {
		return err
	}
	question := a.say("%s. Add it to the list?", a.catalogue.Say(e.Msg))
	if meant != (crm.TouchNames{}) {
		question = a.say("%s. Is it %s?", a.catalogue.Say(e.Msg), meant.String())
	}
	yes, err := a.asker().Confirm(ctx, question)
	if err != nil {
		return formError(err)
	}
	switch {
	case !yes:
		return unknown
	case meant != crm.TouchNames{}:
		lead.First = meant
		return a.askSource(ctx, lead, create) // its channel may not be there either
	default:
		create.Touch = true
	}
	return nil
}

// nearly finds what the names of a touch nearly are, where a source or a channel is
// not in the list; the zero value where they are like nothing. Known says that the
// source is there.
func nearly(ctx context.Context, tx *store.Tx, typed crm.TouchNames) (meant crm.TouchNames, known bool, err error) {
	source, err := tx.Find(ctx, store.SourceNoun, 0, typed.Source)
	if err != nil && crm.KindOf(err) != crm.NotFound {
		return meant, false, err
	}
	known = err == nil
	if !known {
		list, err := tx.Sources(ctx)
		for _, s := range list {
			if s.MergedInto == 0 && s.ArchivedOn == "" && crm.NearEqual(s.Name, typed.Source) {
				typed.Source = s.Name
				return typed, false, err
			}
		}
		return meant, false, err
	}
	if _, err = tx.Find(ctx, store.ChannelNoun, crm.SourceID(source.ID), typed.Channel); typed.Channel == "" || crm.KindOf(err) != crm.NotFound {
		return meant, true, nil // the campaign is not in the list
	}
	list, err := tx.Channels(ctx)
	for _, c := range list {
		if int64(c.Source) == source.ID && c.MergedInto == 0 && c.ArchivedOn == "" && crm.NearEqual(c.Name, typed.Channel) {
			typed.Channel = c.Name
			return typed, true, err
		}
	}
	return meant, true, err
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
