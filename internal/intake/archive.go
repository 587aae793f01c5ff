package intake

import (
	"context"
	"errors"
	"maps"
	"slices"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/score"
	"leads/internal/store"
)

// Archive takes back a full export. A file without leads takes on its names,
// settings and numbers as well; in one with leads every lead passes the
// duplicate check and gets a new number.
func Archive(ctx context.Context, tx *store.Tx, data importer.Input, in Import) (*Result, error) {
	in.Create = store.Create{Touch: true, Client: true}
	r := &archive{run: *newRun(in), ids: map[int64]crm.LeadID{}, moved: map[crm.LeadID]bool{}, from: map[crm.LeadID]crm.LeadID{}}
	if err := r.all(ctx, tx, data); err != nil {
		return nil, err
	}
	return r.result(), nil
}

// ScoreRecord is the key under which an export holds the rules of the score.
const ScoreRecord = "score"

// archive is the import of a full export.
type archive struct {
	run
	fresh   bool                      // the file had no leads: names and numbers are taken on
	ids     map[int64]crm.LeadID      // number in the export, number here
	at      int64                     // number in the export of the lead that was taken back last
	pointed [][2]int64                // leads to point to another at the end
	moved   map[crm.LeadID]bool       // leads here with rows that came from merged ones
	from    map[crm.LeadID]crm.LeadID // merged leads that were added: number in the export, number here
}

func (r *archive) all(ctx context.Context, tx *store.Tx, data importer.Input) (err error) {
	last, err := tx.LastLead(ctx)
	if err != nil {
		return err
	}
	acts, err := tx.LastActivity(ctx)
	if err != nil {
		return err
	}
	if r.fresh = last == 0 && acts == 0; r.fresh {
		if err := tx.ClearNames(ctx); err != nil {
			return err
		}
	}
	if err := r.prepare(ctx, tx, importer.Leads); err != nil {
		return err
	}
	r.seen, r.lastKnown = map[string]int64{}, acts
	for n, line := range importer.ReadArchive(data) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.Tell(r.counts.Read, line.Part)
		err := line.Err
		if err == nil {
			before := *r
			if err = tx.Try(ctx, func() error { return r.line(ctx, tx, line.Archive) }); err != nil {
				r.forget(before)
			}
		}
		if err == nil {
			continue
		}
		if crm.KindOf(err) == crm.Internal {
			return err
		}
		if !errors.Is(err, line.Err) { // a refusal of the file itself names its line
			err = crm.At(err, "line %d: %s", n)
		}
		r.counts.Read++
		r.counts.Rejected++
		r.did.Bad = append(r.did.Bad, BadRow{Line: n, Err: err, Raw: []string{string(line.Raw)}})
	}
	return r.finish(ctx, tx)
}

// finish does what all leads are needed for.
func (r *archive) finish(ctx context.Context, tx *store.Tx) error {
	for _, id := range slices.Sorted(maps.Keys(r.moved)) {
		if err := tx.MovedFrom(ctx, id, r.from); err != nil {
			return err
		}
	}
	for _, m := range r.pointed {
		if r.ids[m[0]] == 0 || r.ids[m[1]] == 0 { // the other one was bad
			continue
		}
		if err := tx.PointLead(ctx, r.ids[m[0]], r.ids[m[1]]); err != nil {
			return err
		}
	}
	return r.settleRows(ctx, tx)
}

// forget goes back to before a line that was bad: what it added is not in the file.
func (r *archive) forget(before archive) {
	r.counts, r.pointed = before.counts, before.pointed
	r.rows.added, r.rows.noTouch, r.rows.noDay = before.rows.added, before.rows.noTouch, before.rows.noDay
	if r.at != before.at {
		delete(r.moved, r.ids[r.at])
		delete(r.from, crm.LeadID(r.at))
		delete(r.ids, r.at)
		r.at = before.at
	}
}

// line takes back one record.
func (r *archive) line(ctx context.Context, tx *store.Tx, l importer.Archive) error {
	switch l.Record {
	case "setting", "rate", "report", "answer":
		if r.fresh {
			return r.setting(ctx, tx, l)
		}
	case "source", "channel", "campaign", "client":
		return r.name(ctx, tx, l)
	case "activity":
		if l.Activity == nil {
			return crm.Errorf(crm.Refused, "an activity without its content")
		}
		return r.sourceWork(ctx, tx, *l.Activity)
	case "lead":
		if l.Lead == nil {
			return crm.Errorf(crm.Refused, "a lead without its content")
		}
		return r.archivedLead(ctx, tx, *l.Lead)
	case "touch_rule":
		return r.touchRule(ctx, tx, l)
	case "pair":
		return r.pair(ctx, tx, l)
	default:
		return crm.Errorf(crm.Refused, "there is no kind of record %q", l.Record)
	}
	return nil
}

// touchRule takes back a rule that makes touchpoints, into a file that had no leads.
func (r *archive) touchRule(ctx context.Context, tx *store.Tx, l importer.Archive) error {
	touch, err := r.touch(ctx, tx, l.Via)
	if err != nil || !r.fresh {
		return err
	}
	if touch.Source == 0 {
		return crm.Errorf(crm.Refused, "a touchpoint rule without its source")
	}
	_, err = tx.AddTouchRule(ctx, crm.TouchRule{Kind: l.Kind, Direction: crm.Direction(l.Direction), Replied: l.Replied, Touch: touch})
	return err
}

// pair takes back what was said about two leads, under their numbers here.
func (r *archive) pair(ctx context.Context, tx *store.Tx, l importer.Archive) error {
	if len(l.Leads) != 2 {
		return crm.Errorf(crm.Refused, "a pair names two leads")
	}
	a, b := r.ids[l.Leads[0]], r.ids[l.Leads[1]]
	if a == 0 || b == 0 || a == b { // one of them was left out, or they are one lead here
		return nil
	}
	return tx.SetPair(ctx, crm.Pair{A: a, B: b, Kind: crm.PairKind(l.Kind)})
}

func (r *archive) setting(ctx context.Context, tx *store.Tx, l importer.Archive) error {
	if l.Record == "rate" {
		currency, err := crm.ParseCurrency(l.Currency)
		if err != nil {
			return err
		}
		rate, err := crm.ParseRate(l.Rate)
		if err != nil {
			return err
		}
		return tx.SetRate(ctx, crm.RateFrom{Currency: currency, From: crm.Date(l.From), Rate: rate})
	}
	if l.Record == "answer" {
		answer := crm.ReviewAnswer{Question: l.Key, Text: l.Value, On: crm.Date(l.From)}
		if err := answer.Validate(); err != nil {
			return err
		}
		return tx.AddReviewAnswer(ctx, answer)
	}
	if l.Record == "report" {
		return tx.SaveReport(ctx, l.Name, l.Value)
	}
	if l.Key == ScoreRecord {
		b, err := score.Parse(l.Value)
		if err != nil {
			return crm.Errorf(crm.Refused, "%s", err.Error())
		}
		packed, err := b.Pack()
		if err != nil {
			return err
		}
		return tx.SetScoreTable(ctx, packed)
	}
	key, value, err := r.Check(ctx, tx, l.Key, l.Value)
	if err != nil || key == "" {
		return err
	}
	return tx.SetSetting(ctx, key, value)
}

// name takes back one entry of a list. Lists come by name, so what an entry is
// merged into may come later: it is then added here and completed there.
func (r *archive) name(ctx context.Context, tx *store.Tx, l importer.Archive) error {
	noun := store.Noun(l.Record)
	own := func(name string) (store.Name, error) {
		scope := store.Name{}
		if l.Source != "" {
			var err error
			if scope, err = tx.OwnName(ctx, store.SourceNoun, 0, l.Source); err != nil {
				return scope, err
			}
		}
		return tx.OwnName(ctx, noun, crm.SourceID(scope.ID), name)
	}
	entry, err := own(l.Name)
	if err != nil || !r.fresh {
		return err
	}
	if l.MergedInto != "" {
		into, err := own(l.MergedInto)
		if err != nil {
			return err
		}
		if err := tx.Merge(ctx, noun, entry, into); err != nil {
			return err
		}
	}
	if l.ArchivedOn != "" {
		if err := tx.Archive(ctx, noun, entry.ID, crm.Date(l.ArchivedOn)); err != nil {
			return err
		}
	}
	if err := tx.AddOtherNames(ctx, noun, entry.ID, l.Also); err != nil {
		return err
	}
	switch noun {
	case store.SourceNoun:
		if err := tx.SetSourceDescription(ctx, crm.SourceID(entry.ID), l.Description); err != nil {
			return err
		}
		for _, c := range l.Connects {
			price, _, _, err := unpackMoney(&c.ArchiveMoney, "")
			if err != nil {
				return err
			}
			if err := tx.SetConnectPrice(ctx, crm.SourceID(entry.ID), crm.ConnectPrice{From: crm.Date(c.From), Price: price}); err != nil {
				return err
			}
		}
		for _, f := range l.Fees {
			if err := tx.SetSourceFee(ctx, crm.SourceID(entry.ID), crm.Fee{From: crm.Date(f.From), PPM: f.PPM}); err != nil {
				return err
			}
		}
		for _, host := range l.Hosts {
			if err := tx.AddSourceHost(ctx, crm.SourceID(entry.ID), host); err != nil {
				return err
			}
		}
	case store.ChannelNoun:
		return tx.SetChannelDirection(ctx, crm.ChannelID(entry.ID), crm.Direction(l.Direction))
	case store.CampaignNoun:
		err := tx.SetCampaign(ctx, crm.Campaign{ID: crm.CampaignID(entry.ID), Start: crm.Date(l.Start), End: crm.Date(l.End), Aim: l.Aim,
			Partner: l.Partner, Sector: l.Sector, Message: l.Message})
		if p := l.Plan; err == nil && p != nil {
			err = tx.SetExperiment(ctx, crm.Experiment{Campaign: crm.CampaignID(entry.ID), Variants: p.Variants, Sends: p.Sends, Each: p.Each,
				Rate: p.RatePPM, Spread: p.SpreadPPM, At: crm.Instant(p.CreatedAt)})
		}
		return err
	case store.ClientNoun:
		return tx.SetClient(ctx, crm.Client{ID: crm.ClientID(entry.ID), Note: l.Note, Contact: l.Contact, Email: l.Email, Phone: l.Phone, URL: l.URL, Origin: l.Origin})
	}
	return nil
}

// touch finds the own ids of a touch, not those that it is merged into: a
// first touch stays what it was.
func (r *archive) touch(ctx context.Context, tx *store.Tx, t *importer.ArchiveTouch) (touch crm.Touch, err error) {
	if t == nil {
		return touch, nil
	}
	if t.Source != "" {
		n, err := tx.OwnName(ctx, store.SourceNoun, 0, t.Source)
		if err != nil {
			return touch, err
		}
		touch.Source = crm.SourceID(n.ID)
	}
	if t.Channel != "" {
		if touch.Source == 0 {
			return touch, crm.Errorf(crm.Refused, "channel %q needs its source", t.Channel)
		}
		n, err := tx.OwnName(ctx, store.ChannelNoun, touch.Source, t.Channel)
		if err != nil {
			return touch, err
		}
		touch.Channel = crm.ChannelID(n.ID)
	}
	if t.Campaign != "" {
		n, err := tx.OwnName(ctx, store.CampaignNoun, 0, t.Campaign)
		if err != nil {
			return touch, err
		}
		touch.Campaign = crm.CampaignID(n.ID)
	}
	return touch, nil
}

// client finds the own id of a client.
func (r *archive) client(ctx context.Context, tx *store.Tx, name string) (crm.ClientID, error) {
	if name == "" {
		return 0, nil
	}
	n, err := tx.OwnName(ctx, store.ClientNoun, 0, name)
	return crm.ClientID(n.ID), err
}

// unpackMoney reads an amount as it was exported.
func unpackMoney(m *importer.ArchiveMoney, base crm.Currency) (amount, inBase crm.Money, rate crm.Rate, err error) {
	if m == nil {
		return amount, inBase, "", nil
	}
	currency, err := crm.ParseCurrency(m.Currency)
	if err != nil {
		return amount, inBase, "", err
	}
	if amount, err = crm.ParseMoney(m.Amount, currency, crm.MarkPoint); err != nil {
		return amount, inBase, "", err
	}
	if m.Base != "" {
		if inBase, err = crm.ParseMoney(m.Base, base, crm.MarkPoint); err != nil {
			return amount, inBase, "", err
		}
	}
	return amount, inBase, crm.Rate(m.Rate), nil
}
