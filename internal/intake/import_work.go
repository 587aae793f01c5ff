package intake

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/store"
)

// close closes a lead at the rate of its closing day.
func (r *run) close(ctx context.Context, tx *store.Tx, id crm.LeadID, d crm.Deal) error {
	var err error
	if d.Base, d.Rate, err = InBase(ctx, tx, d.Amount, r.Base, d.ClosedOn); err != nil {
		return err
	}
	return tx.CloseDeal(ctx, id, d, r.At)
}

// known finds the leads of an external id, that of a record merged into them
// included, reading no more of them than a row of activities needs.
func (r *run) known(ctx context.Context, tx *store.Tx, ref string) (list []crm.Lead, err error) {
	holders, err := tx.Glance(ctx, dedup.ExternalKey(ref))
	for _, l := range holders {
		if strings.EqualFold(crm.CleanLine(l.ExternalID), crm.CleanLine(ref)) && !slices.ContainsFunc(list, func(o crm.Lead) bool { return o.ID == l.ID }) {
			list = append(list, l)
		}
	}
	return list, err
}

// ref finds the lead that a row names: by external id, else by number.
func (r *run) ref(ctx context.Context, tx *store.Tx, ref string) (crm.Lead, error) {
	found, err := r.known(ctx, tx, ref)
	if err != nil {
		return crm.Lead{}, err
	}
	switch {
	case len(found) == 1:
		return tx.Lead(ctx, found[0].ID)
	case len(found) > 1:
		return crm.Lead{}, crm.Errorf(crm.NotFound, "%d leads have the external id %q", len(found), ref).WithHint("name the lead by its number")
	}
	n, err := strconv.ParseInt(ref, 10, 64)
	if err != nil {
		return crm.Lead{}, crm.Errorf(crm.NotFound, "there is no lead %q", ref).WithHint("import the leads first, or map the column that holds their numbers or external ids to lead")
	}
	l, err := tx.Lead(ctx, crm.LeadID(n))
	if err == nil && l.MergedInto != 0 {
		return tx.Lead(ctx, l.MergedInto)
	}
	return l, err
}

// briefly finds the lead that a row of activities names, reading no more of it
// than such a row needs.
func (r *run) briefly(ctx context.Context, tx *store.Tx, ref string) (crm.Lead, error) {
	list, err := r.known(ctx, tx, ref)
	if err != nil {
		return crm.Lead{}, err
	}
	if len(list) == 1 {
		return list[0], nil
	}
	return r.ref(ctx, tx, ref) // by its number, or with what is to be said
}

// addOnce adds an activity and counts it, or counts it as a duplicate. The file
// may hold the same line twice, and mean it: only as many as were there before
// are duplicates. One without a day of its own may be there from another day, on
// which the same file was imported.
func (r *run) addOnce(ctx context.Context, tx *store.Tx, act crm.Activity, dated bool) (added bool, err error) {
	day := act.On
	if !dated {
		act.On = ""
	}
	minutes := int64(-1)
	if act.Minutes != nil {
		minutes = *act.Minutes
	}
	same := fmt.Sprint(act.Lead, act.On, act.Kind, act.Touch, minutes, act.Cost, act.Direction, "\x00", act.Note)
	r.seen[same]++
	there, err := tx.CountActivity(ctx, act, r.lastKnown)
	if err != nil {
		return false, err
	}
	if there >= r.seen[same] {
		r.counts.Duplicates++
		return false, nil
	}
	r.counts.Added++
	act.On = day
	_, err = tx.AddActivity(ctx, act)
	return true, err
}

// recalled is what an activity needs to know of its lead, which no other row of
// an import of activities changes.
type recalled struct {
	id    crm.LeadID
	first crm.Date
	deal  crm.Deal
}

// maxRemembered bounds the leads that an import remembers by name.
const maxRemembered = 200_000

// activity imports one row of activities.
func (r *run) activity(ctx context.Context, tx *store.Tx, row importer.Row) error {
	act := row.Activity
	act.CreatedAt = r.At
	var lead crm.Lead
	var err error
	if row.Ref != "" {
		known, ok := r.named[row.Ref]
		if !ok {
			if lead, err = r.briefly(ctx, tx, row.Ref); err != nil {
				return err
			}
			known = recalled{lead.ID, lead.FirstTouchOn, lead.Deal}
			if len(r.named) < maxRemembered {
				r.named[strings.Clone(row.Ref)] = known
			}
		}
		lead.ID, lead.FirstTouchOn, lead.Deal = known.id, known.first, known.deal
		act.Lead = lead.ID
	}
	if act.Touch, err = tx.ResolveTouch(ctx, act.Via, r.Create); err != nil {
		return err
	}
	if act.CostBase, _, err = InBase(ctx, tx, act.Cost, r.Base, act.On); err != nil {
		return err
	}
	added, err := r.addOnce(ctx, tx, act, row.Dated)
	if err != nil || !added {
		return err
	}
	if act.Lead == 0 {
		return nil
	}
	if act.On < lead.FirstTouchOn {
		r.warnings.add(row.Line, say.T("line %d: the activity lies before the first touch of lead %d", row.Line, int64(lead.ID)))
	}
	if !lead.Open() && act.On > lead.Deal.ClosedOn {
		r.warnings.add(row.Line, say.T("line %d: the activity lies after lead %d was closed", row.Line, int64(lead.ID)))
	}
	if row.Stage != "" {
		return tx.SetStage(ctx, lead.ID, crm.StageChange{Stage: row.Stage, On: act.On})
	}
	return nil
}

// deal imports one row of deals.
func (r *run) deal(ctx context.Context, tx *store.Tx, row importer.Row) error {
	lead, err := r.ref(ctx, tx, row.Ref)
	if err != nil {
		return err
	}
	d := row.Deal
	if d.Outcome == crm.Won && !d.Amount.Known() && !row.AmountColumn {
		d.Amount = lead.Value
	}
	if !lead.Open() {
		was := lead.Deal
		if was.Outcome == d.Outcome && (was.ClosedOn == d.ClosedOn || !row.Dated) && was.Amount == d.Amount && was.Reason == d.Reason {
			r.counts.Duplicates++
			return nil
		}
		return RefuseClosed(lead)
	}
	if d.ClosedOn < lead.FirstTouchOn {
		r.warnings.add(row.Line, say.T("line %d: lead %d is closed on %s, before its first touch on %s", row.Line, int64(lead.ID), say.Day(d.ClosedOn), say.Day(lead.FirstTouchOn)))
	}
	if err := r.close(ctx, tx, lead.ID, d); err != nil {
		return err
	}
	r.counts.Closed++
	return nil
}
