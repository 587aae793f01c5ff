package intake

import (
	"context"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/store"
)

// lead imports one row of leads.
func (r *run) lead(ctx context.Context, tx *store.Tx, row importer.Row) error {
	l := row.Lead
	l.ID = 0
	if l.Deal.Outcome == crm.Won && !l.Deal.Amount.Known() && !row.AmountColumn {
		l.Deal.Amount = l.Value
	}
	hash, was, known, equal, err := r.metRow(ctx, tx, row)
	if err != nil {
		return err
	}
	if known && !r.Update {
		r.rows.claimed[was.Lead] = true
		r.counts.Duplicates++
		return r.sayLockedSource(ctx, tx, was.Lead, l)
	}
	if err := r.nearNames(ctx, tx, &l.First); err != nil {
		return err
	}
	if err := resolve(ctx, tx, &l, r.creates(l.First)); err != nil {
		return named(l.First, err)
	}
	if known {
		return r.refresh(ctx, tx, was.Lead, l, row)
	}
	if equal != 0 && r.Policy != dedup.Allow {
		r.sayEqual(row.Line, equal)
		r.counts.Duplicates++
		return nil
	}
	step, found, err := r.check(ctx, tx, l, row.Traits, row.Dated)
	if err != nil {
		return err
	}
	apart := r.apart
	switch step {
	case dedup.StepSkip:
		r.rows.claimed[found.Lead.ID] = true
		if r.Update {
			return r.refresh(ctx, tx, found.Lead.ID, l, row)
		}
		r.counts.Duplicates++
		return r.sayLockedSource(ctx, tx, found.Lead.ID, l)
	case dedup.StepRefuse:
		named := []Match{found}
		if err := nameMatches(ctx, tx, named); err != nil {
			return err
		}
		return named[0].Refusal()
	case dedup.StepLog:
		return r.logAgain(ctx, tx, found.Lead, l)
	case dedup.StepAddWarn:
		if err := r.warnOf(ctx, tx, row.Line, found); err != nil {
			return err
		}
	}
	work, err := r.work(ctx, tx, l) // what a row may be refused for comes before anything is written
	if err != nil {
		return err
	}
	if l.Deal.Base, l.Deal.Rate, err = InBase(ctx, tx, l.Deal.Amount, r.Base, l.Deal.ClosedOn); err != nil {
		return err
	}
	id, err := insert(ctx, tx, l, row.Keys, r.At)
	if err != nil {
		return err
	}
	if r.duplicates.index != nil {
		r.duplicates.index.AddTraits(int64(id), row.Traits, row.Keys)
		if l.ID = id; r.duplicates.recent != nil && l.Client == tx.AddedClient(l.ClientID) {
			r.duplicates.recent.add(l, row.Traits)
		}
	}
	r.counts.Added++
	l.ID = 0 // many: none of them is named
	r.touches.add(l)
	r.remember(store.ImportRow{Hash: hash, Lead: id})
	if apart != 0 {
		r.tellApart(row.Line, id, apart, l.ExternalID)
	}
	if l.TouchUnknown {
		r.rows.noTouch = append(r.rows.noTouch, id)
	}
	if l.Deal.DayUnknown {
		r.rows.noDay = append(r.rows.noDay, id)
	}
	if l.First.Source == "" {
		r.noSource++
	}
	if work != nil {
		work.Lead = id
		if _, err := tx.AddActivity(ctx, *work); err != nil {
			return err
		}
	}
	if l.Open() {
		return nil
	}
	return tx.CloseDeal(ctx, id, l.Deal, r.At)
}

// work makes an activity of the time and cost that a row of leads carries; nil
// when it carries none.
func (r *run) work(ctx context.Context, tx *store.Tx, l crm.Lead) (*crm.Activity, error) {
	if l.Minutes == nil && !l.Cost.Known() {
		return nil, nil
	}
	act := &crm.Activity{Kind: "other", On: l.FirstTouchOn, Minutes: l.Minutes, Cost: l.Cost, CreatedAt: r.At}
	var err error
	act.CostBase, _, err = InBase(ctx, tx, act.Cost, r.Base, act.On)
	return act, err
}

// logAgain logs a row on the lead that is there, unless that was done before.
func (r *run) logAgain(ctx context.Context, tx *store.Tx, on, l crm.Lead) error {
	work, err := r.work(ctx, tx, l)
	if err != nil {
		return err
	}
	act := touchOf(l, work, r.At)
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
		r.counts.Duplicates++
		return nil
	}
	r.counts.Logged++
	_, err = logTouch(ctx, tx, on.ID, l, work, r.At)
	return err
}

// check looks for the lead among those of the file and of this import. A row
// equal to one that was imported before is certain, whatever it lacks.
func (r *run) check(ctx context.Context, tx *store.Tx, l crm.Lead, traits *dedup.Traits, dated bool) (dedup.Step, Match, error) {
	if r.Policy == dedup.Allow {
		return dedup.StepAdd, Match{}, nil
	}
	l.Client = r.merged.client(l.Client)
	print := dedup.Fingerprint(l)
	found, err := r.duplicates.matches(ctx, tx, l, traits, func(other crm.Lead) bool {
		other.Client = r.merged.client(other.Client)
		return r.merged.same(other.Touch, l.Touch) && (!dated || other.FirstTouchOn == l.FirstTouchOn) && dedup.Fingerprint(other) == print
	})
	if r.apart = 0; err == nil && r.rows.numbered && isCounter(l.ExternalID) {
		found, r.apart, err = r.coincide(ctx, tx, found)
	}
	if err != nil || len(found) == 0 {
		return dedup.StepAdd, Match{}, err
	}
	best, free := r.free(found)
	r.met = best.Lead.ID
	step := dedup.Decide(r.Policy, best.Grade)
	if r.Update && best.Grade == dedup.Certain {
		step = dedup.StepSkip
	}
	if !free && (step == dedup.StepSkip || step == dedup.StepLog) { // rows of one file are records: said, and added
		step = dedup.StepAddWarn
	}
	return step, best, nil
}

// free is the best match that was there before this import and that no row of it
// is already; false where there is only another.
func (r *run) free(found []Match) (Match, bool) {
	if r.rows.above == nil { // a full export: its records have no rows
		return found[0], true
	}
	for _, m := range found {
		if m.Grade == found[0].Grade && m.Lead.ID <= r.rows.last && !r.rows.claimed[m.Lead.ID] {
			return m, true
		}
	}
	return found[0], false
}

// warnOf warns of a lead that looks like the row. Of many such rows one lead is
// shown: the others need no name.
func (r *run) warnOf(ctx context.Context, tx *store.Tx, line int, found Match) error {
	named := []Match{found}
	warning := func() say.Text {
		return say.T("line %d: %s duplicate of lead %d: %s", line, say.T(string(found.Grade)), int64(found.Lead.ID), named[0].Named())
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
