package intake

import (
	"context"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/say"
	"leads/internal/store"
)

// Entry is a lead that wants in, with what was done on it so far.
type Entry struct {
	Lead    crm.Lead      // names as they were typed
	Work    *crm.Activity // its first activity; nil for none
	Verdict Verdict
	Create  store.Create
	At      crm.Instant
	// NoSource says that the lead has none, which is never so by accident.
	NoSource bool
}

// Verdict is what was said, by flags or by a person, about a lead that looks
// like one that is there.
type Verdict struct {
	Policy   dedup.Policy
	LogOn    crm.LeadID   // it is that one: log it there
	Apart    []crm.LeadID // it is none of these
	RepeatOf crm.LeadID   // it is a new order like that one
}

// Added is what became of an entry.
type Added struct {
	Lead     crm.Lead // as it was given, with its number; as the file has it where it was logged
	Logged   bool     // on a lead that was there
	FromLink bool     // its link told where it came from
	Warnings []say.Text
}

// Add resolves the names of an entry, looks for duplicates, decides and writes.
// A duplicate that is refused is an error of the kind Duplicate.
func Add(ctx context.Context, tx *store.Tx, e Entry) (did Added, err error) {
	lead := e.Lead
	if err := takeClient(ctx, tx, &lead, e.Verdict.RepeatOf); err != nil {
		return did, err
	}
	if lead.First.Source == "" && lead.URL != "" && !e.NoSource {
		if err = touchOfURL(ctx, tx, &lead, &e.Create); err != nil {
			return did, err
		}
		did.FromLink = lead.First.Source != ""
	}
	if err := lead.Validate(); err != nil {
		return did, err
	}
	if lead.First.Source == "" && lead.First.Channel == "" && !e.NoSource {
		return did, needsSource(ctx, tx)
	}
	if err := resolveNames(ctx, tx, &lead, e.Create); err != nil {
		return did, err
	}
	matches, err := Duplicates(ctx, tx, lead, e.Verdict.RepeatOf)
	if err != nil {
		return did, err
	}
	step := dedup.StepAdd
	if len(matches) > 0 {
		step = dedup.Decide(e.Verdict.Policy, matches[0].Grade)
	}
	on := e.Verdict.LogOn
	switch {
	case on != 0:
	case step == dedup.StepRefuse:
		return did, matches[0].Refusal()
	case step == dedup.StepLog:
		on = matches[0].Lead.ID
	case step == dedup.StepAddWarn:
		for _, m := range matches {
			did.Warnings = append(did.Warnings, m.Warning())
		}
	}
	if on != 0 {
		did.Logged = true
		did.Lead, err = logTouch(ctx, tx, on, lead, e.Work, e.At)
		return did, err
	}
	if lead.ID, err = insert(ctx, tx, lead, Keys(lead), e.At); err != nil {
		return did, err
	}
	if err := e.Verdict.keep(ctx, tx, lead.ID); err != nil {
		return did, err
	}
	if e.Work != nil {
		e.Work.Lead = lead.ID
		if _, err := tx.AddActivity(ctx, *e.Work); err != nil {
			return did, err
		}
	}
	var touches touchRemarks
	touches.add(lead)
	remarks, err := touches.list(ctx, tx, true)
	did.Lead, did.Warnings = lead, append(did.Warnings, remarks...)
	return did, err
}

// needsSource refuses a lead whose source nobody named.
func needsSource(ctx context.Context, tx *store.Tx) error {
	list, err := tx.Brief(ctx, store.LeadFilter{Limit: 1})
	if err != nil {
		return err
	}
	example := "SOURCE"
	if len(list) > 0 && list[0].First.Source != "" {
		list[0].First.Campaign = ""
		example = list[0].First.String()
	}
	return crm.Invalidf("a lead needs its source: its first touch is locked").
		WithHint("--source %q, or --source none where there is none", example)
}

// resolve finds the ids of the names of a row, and its source from its URL.
func resolve(ctx context.Context, tx *store.Tx, lead *crm.Lead, create store.Create) (err error) {
	if crm.IsNoSource(lead.First.Source) {
		lead.First.Source = ""
	} else if lead.First.Source == "" && lead.URL != "" {
		if lead.First.Source, err = SourceOfURL(ctx, tx, lead.URL); err != nil {
			return err
		}
	}
	if err := lead.Validate(); err != nil {
		return err
	}
	return resolveNames(ctx, tx, lead, create)
}

// resolveNames finds the ids of the names of a lead.
func resolveNames(ctx context.Context, tx *store.Tx, lead *crm.Lead, create store.Create) (err error) {
	if lead.Touch, err = tx.ResolveTouch(ctx, lead.First, create); err != nil {
		return err
	}
	if lead.ClientID, err = tx.ResolveClient(ctx, lead.Client, create); err != nil {
		return err
	}
	lead.ReferrerID, err = tx.ResolveClient(ctx, lead.Referrer, create)
	return err
}

// touchOfURL fills in where a lead came from by its URL. A campaign that the link
// names may be new, where it is not nearly another.
func touchOfURL(ctx context.Context, tx *store.Tx, lead *crm.Lead, create *store.Create) error {
	said, err := TouchOfURL(ctx, tx, lead.URL)
	if err != nil || said.Source == "" {
		return err
	}
	lead.First.Source = said.Source
	if lead.First.Channel == "" {
		lead.First.Channel = said.Channel
	}
	if lead.First.Campaign != "" || said.Campaign == "" {
		return nil
	}
	if lead.First.Campaign = said.Campaign; create.Touch {
		return nil
	}
	_, err = tx.OwnName(ctx, store.CampaignNoun, 0, said.Campaign)
	return err
}

// TouchOfURL is where a lead came from by its URL: the source that its host means,
// else what the link of a landing page says of itself, where that is one of our
// sources. A medium that is none of its channels is left out; the campaign is as the
// link has it. The zero TouchNames is for a link that says nothing.
func TouchOfURL(ctx context.Context, tx *store.Tx, url string) (said crm.TouchNames, err error) {
	if said.Source, err = SourceOfURL(ctx, tx, url); err != nil || said.Source != "" {
		return said, err
	}
	utm := crm.UTM(url)
	if utm.Source == "" {
		return said, nil
	}
	if _, err = tx.ResolveTouch(ctx, crm.TouchNames{Source: utm.Source}, store.Create{}); err != nil {
		if crm.KindOf(err) == crm.NotFound { // a word of the link that is none of our sources
			return said, nil
		}
		return said, err
	}
	if _, err = tx.ResolveTouch(ctx, crm.TouchNames{Source: utm.Source, Channel: utm.Channel}, store.Create{}); err != nil {
		utm.Channel = ""
	}
	return utm, nil
}

// SourceOfURL is the name of the source that the host of a URL means; "" for none.
func SourceOfURL(ctx context.Context, tx *store.Tx, url string) (string, error) {
	id, err := tx.SourceOfHost(ctx, crm.Host(url))
	if err != nil || id == 0 {
		return "", err
	}
	return tx.NameOf(ctx, store.SourceNoun, int64(id))
}

// insert writes a resolved lead, to be found again under the keys.
func insert(ctx context.Context, tx *store.Tx, lead crm.Lead, keys []uint64, at crm.Instant) (crm.LeadID, error) {
	if lead.CreatedAt == "" {
		lead.CreatedAt = at
	}
	if lead.UpdatedAt == "" {
		lead.UpdatedAt = lead.CreatedAt
	}
	return tx.AddLead(ctx, lead, keys)
}

// takeClient gives a repeat order the client of the order before, and checks
// that it came later.
func takeClient(ctx context.Context, tx *store.Tx, lead *crm.Lead, repeatOf crm.LeadID) error {
	if repeatOf == 0 {
		return nil
	}
	before, err := tx.Lead(ctx, repeatOf)
	if err != nil {
		return err
	}
	if lead.FirstTouchOn < before.FirstTouchOn {
		return crm.Invalidf("lead %d came later, on %s: it cannot be the previous order", int64(before.ID), say.Day(before.FirstTouchOn)).
			WithHint("leads show %d", int64(before.ID))
	}
	if lead.Client == "" || dedup.NormalName(lead.Client) == dedup.NormalName(before.Client) {
		lead.Client = before.Client
	}
	return nil
}

// keep remembers what was said about a lead that is added now.
func (v Verdict) keep(ctx context.Context, tx *store.Tx, id crm.LeadID) error {
	for _, other := range v.Apart {
		if err := tx.SetPair(ctx, crm.Pair{A: id, B: other, Kind: crm.Different}); err != nil {
			return err
		}
	}
	if v.RepeatOf == 0 {
		return nil
	}
	return tx.SetPair(ctx, crm.Pair{A: id, B: v.RepeatOf, Kind: crm.Repeat})
}
