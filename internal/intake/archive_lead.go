package intake

import (
	"context"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/importer"
	"leads/internal/store"
)

// archivedLead takes back a lead with all that hangs on it.
func (r *archive) archivedLead(ctx context.Context, tx *store.Tx, p importer.ArchiveLead) error {
	r.counts.Read++
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
			r.ids[p.ID] = found.Lead.ID
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
	r.ids[p.ID] = id
	if p.MergedInto != 0 {
		r.merged = append(r.merged, [2]int64{p.ID, p.MergedInto})
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
		if err := tx.SetStage(ctx, id, crm.StageChange{Stage: stage, On: crm.Date(s.On)}); err != nil {
			return err
		}
	}
	for _, packed := range p.Activities {
		act, err := r.unpackActivity(ctx, tx, packed)
		if err != nil {
			return err
		}
		act.Lead = id
		if _, err := tx.AddActivity(ctx, act); err != nil {
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
	_, err = r.addOnce(ctx, tx, act, true)
	return err
}
