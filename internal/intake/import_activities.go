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
func (r *run) ref(ctx context.Context, tx *store.Tx, ref string, own bool) (crm.Lead, error) {
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
	if err != nil || !own { // a number of another tool is nobody's here
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
func (r *run) briefly(ctx context.Context, tx *store.Tx, ref string, own bool) (crm.Lead, error) {
	list, err := r.known(ctx, tx, ref)
	if err != nil {
		return crm.Lead{}, err
	}
	if len(list) == 1 {
		return list[0], nil
	}
	return r.ref(ctx, tx, ref, own) // by its number, or with what is to be said
}

// addOnce adds an activity and counts it, or counts it as a duplicate. The file
// may hold the same line twice, and mean it: only as many as were there before
// are duplicates. One without a day of its own may be there from another day, on
// which the same file was imported.
func (r *run) addOnce(ctx context.Context, tx *store.Tx, act crm.Activity, dated bool) (id crm.ActivityID, err error) {
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
		return 0, err
	}
	if there >= r.seen[same] {
		r.counts.Duplicates++
		return 0, nil
	}
	r.counts.Added++
	act.On = day
	return tx.AddActivity(ctx, act)
}

// recalled is what an activity needs to know of its lead, which no other row of
// an import of activities changes.
type recalled struct {
	id    crm.LeadID
	first crm.Date
	deal  crm.Deal

	client, contact string
}

// maxRemembered bounds the leads that an import remembers by name.
const maxRemembered = 200_000

// activity imports one row of activities.
func (r *run) activity(ctx context.Context, tx *store.Tx, row importer.Row) error {
	act := row.Activity
	act.CreatedAt = r.At
	hash, _, known, _, err := r.metRow(ctx, tx, row)
	if err != nil {
		return err
	}
	if known {
		r.counts.Duplicates++
		return nil
	}
	lead, err := r.workedOn(ctx, tx, row)
	if err != nil {
		return err
	}
	act.Lead = lead.ID
	if act.Lead == 0 && act.Via.Source == "" {
		if act.Via = row.Match.Else; act.Via.Source == "" {
			r.leave(r.unmatchedWork(row))
			return nil
		}
	}
	if act.Direction == "" && len(row.Match.People) == 2 && lead.ID != 0 {
		if act.Direction = "out"; isOf(lead, row.Match.People[0]) {
			act.Direction = "in"
		}
	}
	if err := r.nearNames(ctx, tx, &act.Via); err != nil {
		return err
	}
	if act.Touch, err = tx.ResolveTouch(ctx, act.Via, r.creates(act.Via)); err != nil {
		return named(act.Via, err)
	}
	if act.CostBase, _, err = InBase(ctx, tx, act.Cost, r.Base, act.On); err != nil {
		return err
	}
	id, err := r.addOnce(ctx, tx, act, row.Dated)
	if err != nil || id == 0 {
		return err
	}
	r.remember(store.ImportRow{Hash: hash, Activity: id})
	if act.Lead == 0 {
		return nil
	}
	if act.On < lead.FirstTouchOn {
		r.warnings.add(row.Line, say.T("line %d: the activity is before the first touch of lead %d", row.Line, int64(lead.ID)))
	}
	if !lead.Open() && act.On > lead.Deal.ClosedOn {
		r.warnings.add(row.Line, say.T("line %d: the activity is after lead %d was closed", row.Line, int64(lead.ID)))
	}
	if row.Stage != "" && act.Lead != 0 {
		return tx.SetStage(ctx, lead.ID, crm.StageChange{Stage: row.Stage, On: act.On})
	}
	return nil
}

// workedOn is the lead of a row of activities; a zero one where it names none.
func (r *run) workedOn(ctx context.Context, tx *store.Tx, row importer.Row) (lead crm.Lead, err error) {
	key := "= " + row.Ref
	if row.Ref == "" {
		if row.Match.IsZero() {
			return lead, nil
		}
		key = row.Match.String() + strings.Join(row.Match.Pages, " ") + string(row.Activity.On[:min(7, len(row.Activity.On))])
	}
	known, ok := r.named[key]
	if !ok {
		switch {
		case row.Ref == "":
			lead, _, err = r.matchLead(ctx, tx, row.Match, row.Activity.On)
		default:
			if lead, err = r.briefly(ctx, tx, row.Ref, row.Own); err != nil && !row.Own && crm.KindOf(err) == crm.NotFound {
				lead, err = crm.Lead{}, nil
			}
		}
		if err != nil {
			return lead, err
		}
		known = recalled{lead.ID, lead.FirstTouchOn, lead.Deal, lead.Client, lead.Contact}
		if len(r.named) < maxRemembered {
			r.named[strings.Clone(key)] = known
		}
	}
	return crm.Lead{ID: known.id, FirstTouchOn: known.first, Deal: known.deal, Client: known.client, Contact: known.contact}, nil
}

// unmatchedWork lists an activity that fits no lead.
func (r *run) unmatchedWork(row importer.Row) say.Text {
	what := row.Match.String()
	if row.Ref != "" {
		what = row.Ref
	}
	took := "–"
	if m := row.Activity.Minutes; m != nil {
		took = crm.FormatMinutes(*m)
	}
	return say.T("unmatched: line %d, %s, %s for %q: no lead has its number, title or client", row.Line, say.Day(row.Activity.On), took, what)
}

// deal imports one row of deals.
func (r *run) deal(ctx context.Context, tx *store.Tx, row importer.Row) error {
	lead, err := r.ref(ctx, tx, row.Ref, row.Own)
	if err != nil && !row.Own && crm.KindOf(err) == crm.NotFound {
		r.leave(say.T("unmatched: line %d, %s, %s: no lead has the external id %q", row.Line, say.Day(row.Deal.ClosedOn), say.T(string(row.Deal.Outcome)), row.Ref))
		return nil
	}
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
	if d.DayUnknown {
		r.rows.noDay = append(r.rows.noDay, lead.ID)
	}
	return nil
}
