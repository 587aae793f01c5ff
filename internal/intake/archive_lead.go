package intake

import (
	"context"
	"strconv"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/importer"
	"leads/internal/store"
)

// maxNumber is the highest number that a lead may bring along: one that every
// reader of JSON keeps, and that leaves numbers for the leads to come.
const maxNumber = 1 << 53

// archivedLead takes back a lead with all that hangs on it.
func (r *archive) archivedLead(ctx context.Context, tx *store.Tx, p importer.ArchiveLead) error {
	r.counts.Read++
	if p.ID < 1 || p.ID > maxNumber {
		return crm.Errorf(crm.Refused, "%d is not the number of a lead", p.ID)
	}
	if r.ids[p.ID] != 0 {
		return crm.Errorf(crm.Refused, "lead %d is in the export twice", p.ID)
	}
	if err := checkDays(p); err != nil {
		return err
	}
	l, err := r.unpackLead(ctx, tx, p)
	if err != nil {
		return err
	}
	traits := dedup.TraitsOf(l)
	keys := traits.Keys()
	if !r.fresh {
		l.ID = 0 // a number of another file
		step, found, err := r.check(ctx, tx, l, traits, true)
		if err != nil {
			return err
		}
		if step != dedup.StepAdd && step != dedup.StepAddWarn {
			r.counts.Duplicates++
			r.at, r.ids[p.ID] = p.ID, found.Lead.ID
			return nil
		}
	}
	id, err := tx.AddLead(ctx, l, keys)
	if err != nil {
		return err
	}
	if r.duplicates.index != nil {
		r.duplicates.index.AddTraits(int64(id), traits, keys)
	}
	r.at, r.ids[p.ID] = p.ID, id
	if p.MergedInto != 0 {
		r.pointed, r.from[crm.LeadID(p.ID)] = append(r.pointed, [2]int64{p.ID, p.MergedInto}), id
	}
	if p.FirstKnown != nil && !*p.FirstKnown {
		r.rows.noTouch = append(r.rows.noTouch, id)
	}
	if err := r.cameFrom(p.ImportRows, store.ImportRow{Lead: id}); err != nil {
		return err
	}
	r.counts.Added++
	if p.MQLOn != "" || p.SQLOn != "" { // its points are found at the end, with everybody's
		kept := store.Score{Lead: id, On: r.Today, MQLOn: crm.Date(p.MQLOn), SQLOn: crm.Date(p.SQLOn)}
		if err := tx.SetScore(ctx, kept); err != nil {
			return err
		}
	}
	return r.archivedRest(ctx, tx, id, p)
}

// checkDays refuses what is no date, and time that is negative: a row may go in long after its line.
func checkDays(p importer.ArchiveLead) error {
	days := []string{p.TouchOn}
	for _, s := range p.Stages {
		days = append(days, s.On)
	}
	for _, act := range p.Activities {
		days = append(days, act.On)
		if act.Minutes != nil && *act.Minutes < 0 {
			return crm.Errorf(crm.Refused, "minutes cannot be negative")
		}
	}
	for _, pay := range p.Payments {
		days = append(days, pay.On)
	}
	if p.Deal != nil {
		days = append(days, p.Deal.ClosedOn)
	}
	for _, day := range []string{p.FollowUpOn, p.MQLOn, p.SQLOn} {
		if day != "" {
			days = append(days, day)
		}
	}
	for _, day := range days {
		if !crm.Date(day).Valid() {
			return crm.Errorf(crm.Refused, "%q is not a date", day)
		}
	}
	return nil
}

// cameFrom remembers the rows of other files that a record came from.
func (r *archive) cameFrom(hashes []string, row store.ImportRow) error {
	for _, text := range hashes {
		hash, err := strconv.ParseUint(text, 16, 64)
		if err != nil {
			return crm.Errorf(crm.Refused, "%q is not the hash of an imported row", text)
		}
		row.Hash = int64(hash)
		r.remember(row)
	}
	return nil
}

// movedFrom notes that something of a lead came from one that was merged into it.
func (r *archive) movedFrom(id crm.LeadID, from int64) crm.LeadID {
	if from != 0 {
		r.moved[id] = true
	}
	return crm.LeadID(from)
}

func (r *archive) unpackLead(ctx context.Context, tx *store.Tx, p importer.ArchiveLead) (l crm.Lead, err error) {
	if r.Base == "" {
		if r.Base, err = tx.Base(ctx); err != nil {
			return l, err
		}
	}
	l = crm.Lead{ID: crm.LeadID(p.ID), Title: p.Title, Client: p.Client, Contact: p.Contact, Email: p.Email, Phone: p.Phone, URL: p.URL,
		ExternalID: p.ExternalID, First: crm.TouchNames(p.Touch), FirstTouchOn: crm.Date(p.TouchOn), Stage: crm.New, Referrer: p.Referrer,
		FollowUpOn: crm.Date(p.FollowUpOn), Tags: p.Tags, Fields: p.Fields, Note: p.Note, Variant: p.Variant, CreatedAt: crm.Instant(p.CreatedAt), UpdatedAt: crm.Instant(p.UpdatedAt)}
	if err := l.Validate(); err != nil {
		return l, err
	}
	if l.Value, _, _, err = unpackMoney(p.Value, r.Base); err != nil {
		return l, err
	}
	if l.Touch, err = r.touch(ctx, tx, &p.Touch); err != nil {
		return l, err
	}
	if l.ClientID, err = r.client(ctx, tx, p.Client); err != nil {
		return l, err
	}
	l.ReferrerID, err = r.client(ctx, tx, p.Referrer)
	return l, err
}

// archivedRest takes back stages, activities and deal of a lead.
func (r *archive) archivedRest(ctx context.Context, tx *store.Tx, id crm.LeadID, p importer.ArchiveLead) error {
	for _, s := range p.Stages {
		stage, err := crm.ParseStage(s.Stage)
		if err != nil {
			return err
		}
		if err := tx.SetStage(ctx, id, crm.StageChange{Stage: stage, On: crm.Date(s.On), MergedFrom: r.movedFrom(id, s.MergedFrom)}); err != nil {
			return err
		}
	}
	for _, packed := range p.Activities {
		act, err := r.unpackActivity(ctx, tx, packed)
		if err != nil {
			return err
		}
		act.Lead, act.MergedFrom = id, r.movedFrom(id, packed.MergedFrom)
		added, err := tx.AddActivity(ctx, act)
		if err != nil {
			return err
		}
		if err := r.cameFrom(packed.ImportRows, store.ImportRow{Activity: added}); err != nil {
			return err
		}
	}
	if err := r.archivedPayments(ctx, tx, id, p.Payments); err != nil || p.Deal == nil {
		return err
	}
	d := crm.Deal{ClosedOn: crm.Date(p.Deal.ClosedOn), Reason: crm.Reason(p.Deal.Reason)}
	var err error
	if d.Outcome, err = crm.ParseOutcome(p.Deal.Outcome); err != nil {
		return err
	}
	if d.Amount, d.Base, d.Rate, err = unpackMoney(p.Deal.Amount, r.Base); err != nil {
		return err
	}
	if !r.fresh && d.Amount.Known() { // another base currency may hold here
		if d.Base, d.Rate, err = InBase(ctx, tx, d.Amount, r.Base, d.ClosedOn); err != nil {
			return err
		}
	}
	if d.Fee, err = unpackOwnFee(p.Deal.Fee, d.Amount.Currency); err != nil {
		return err
	}
	d.MergedFrom = r.movedFrom(id, p.Deal.MergedFrom)
	if p.Deal.DayKnown != nil && !*p.Deal.DayKnown {
		r.rows.noDay = append(r.rows.noDay, id)
	}
	return tx.CloseDeal(ctx, id, d, crm.Instant(p.UpdatedAt))
}

func (r *archive) unpackActivity(ctx context.Context, tx *store.Tx, p importer.ArchiveActivity) (act crm.Activity, err error) {
	if r.Base == "" {
		if r.Base, err = tx.Base(ctx); err != nil {
			return act, err
		}
	}
	act = crm.Activity{Kind: p.Kind, On: crm.Date(p.On), Direction: crm.Direction(p.Direction), Minutes: p.Minutes, Note: p.Note, CreatedAt: crm.Instant(p.CreatedAt)}
	if act.Touch, err = r.touch(ctx, tx, p.Via); err != nil {
		return act, err
	}
	if act.Cost, act.CostBase, _, err = unpackMoney(p.Cost, r.Base); err != nil {
		return act, err
	}
	if !r.fresh && act.Cost.Known() {
		act.CostBase, _, err = InBase(ctx, tx, act.Cost, r.Base, act.On)
	}
	return act, err
}

// sourceWork takes back work for a source; what is there already is not added again.
func (r *archive) sourceWork(ctx context.Context, tx *store.Tx, p importer.ArchiveActivity) error {
	act, err := r.unpackActivity(ctx, tx, p)
	if err != nil {
		return err
	}
	r.counts.Read++
	added, err := r.addOnce(ctx, tx, act, true)
	if err != nil || added == 0 {
		return err
	}
	return r.cameFrom(p.ImportRows, store.ImportRow{Activity: added})
}
