package cli

import (
	"context"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/store"
)

// lead imports one row of leads.
func (r *importRun) lead(ctx context.Context, tx *store.Tx, row importer.Row) error {
	l := row.Lead
	l.ID = 0
	if l.Deal.Outcome == crm.Won && !l.Deal.Amount.Known() && !row.AmountColumn {
		l.Deal.Amount = l.Value
	}
	if err := r.a.resolveLead(ctx, tx, &l, r.create); err != nil {
		return err
	}
	step, found, err := r.check(ctx, tx, l, row.Traits, row.Dated)
	if err != nil {
		return err
	}
	switch step {
	case dedup.StepSkip:
		if r.update {
			return r.refresh(ctx, tx, found.lead.ID, l, row)
		}
		r.counts.duplicates++
		return nil
	case dedup.StepRefuse:
		named := []match{found}
		if err := nameMatches(ctx, tx, named); err != nil {
			return err
		}
		return named[0].refusal()
	case dedup.StepLog:
		return r.logAgain(ctx, tx, found.lead, l)
	case dedup.StepAddWarn:
		if err := r.warnOf(ctx, tx, row.Line, found); err != nil {
			return err
		}
	}
	work, err := r.work(ctx, tx, l) // what a row may be refused for comes before anything is written
	if err != nil {
		return err
	}
	if l.Deal.Base, l.Deal.Rate, err = inBase(ctx, tx, l.Deal.Amount, r.base, l.Deal.ClosedOn); err != nil {
		return err
	}
	id, err := r.a.insertLead(ctx, tx, l, row.Keys)
	if err != nil {
		return err
	}
	if r.door.index != nil {
		r.door.index.AddTraits(int64(id), row.Traits, row.Keys)
		if l.ID = id; r.door.recent != nil && l.Client == tx.AddedClient(l.ClientID) {
			r.door.recent.add(l, row.Traits)
		}
	}
	r.counts.added++
	if work != nil {
		work.Lead = id
		if _, err := tx.AddActivity(ctx, *work); err != nil {
			return err
		}
	}
	if l.Open() {
		return nil
	}
	return tx.CloseDeal(ctx, id, l.Deal, crm.InstantOf(r.a.now))
}

// work makes an activity of the time and cost that a row of leads carries; nil
// when it carries none.
func (r *importRun) work(ctx context.Context, tx *store.Tx, l crm.Lead) (*crm.Activity, error) {
	if l.Minutes == nil && !l.Cost.Known() {
		return nil, nil
	}
	act := &crm.Activity{Kind: "other", On: l.FirstTouchOn, Minutes: l.Minutes, Cost: l.Cost, CreatedAt: crm.InstantOf(r.a.now)}
	var err error
	act.CostBase, _, err = inBase(ctx, tx, act.Cost, r.base, act.On)
	return act, err
}

// logAgain logs a row on the lead that is there, unless that was done before.
func (r *importRun) logAgain(ctx context.Context, tx *store.Tx, on, l crm.Lead) error {
	work, err := r.work(ctx, tx, l)
	if err != nil {
		return err
	}
	act := touchOf(l, work, crm.InstantOf(r.a.now))
	act.Lead = on.ID
	last, err := tx.LastActivity(ctx)
	if err != nil {
		return err
	}
	there, err := tx.CountActivity(ctx, act, last)
	if err != nil {
		return err
	}
	if there > 0 {
		r.counts.duplicates++
		return nil
	}
	r.counts.logged++
	_, _, err = r.a.logTouch(ctx, tx, on, l, work)
	return err
}

// check looks for the lead among those of the file and of this import. A row
// equal to one that was imported before is certain, whatever it lacks.
func (r *importRun) check(ctx context.Context, tx *store.Tx, l crm.Lead, traits *dedup.Traits, dated bool) (dedup.Step, match, error) {
	if r.policy == dedup.Allow {
		return dedup.StepAdd, match{}, nil
	}
	l.Client = r.merged.client(l.Client)
	print := dedup.Fingerprint(l)
	found, err := r.door.matches(ctx, tx, l, traits, func(other crm.Lead) bool {
		other.Client = r.merged.client(other.Client)
		return r.merged.same(other.Touch, l.Touch) && (!dated || other.FirstTouchOn == l.FirstTouchOn) && dedup.Fingerprint(other) == print
	})
	if err != nil || len(found) == 0 {
		return dedup.StepAdd, match{}, err
	}
	best := found[0]
	r.met = best.lead.ID
	step := dedup.Decide(r.policy, best.Grade)
	if r.update && best.Grade == dedup.Certain {
		step = dedup.StepSkip
	}
	return step, best, nil
}

// warnOf warns of a lead that looks like the row. Of many such rows one lead is
// shown: the others need no name.
func (r *importRun) warnOf(ctx context.Context, tx *store.Tx, line int, found match) error {
	named := []match{found}
	warning := func() say.Text {
		return say.T("line %d: %s duplicate of lead %d: %s", line, say.T(string(found.Grade)), int64(found.lead.ID), named[0].named())
	}
	if r.warnings.again(line, warning().Format) {
		return nil
	}
	if err := nameMatches(ctx, tx, named); err != nil {
		return err
	}
	r.warnings.add(line, warning())
	return nil
}
