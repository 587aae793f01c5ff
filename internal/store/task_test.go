package store

import (
	"context"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// waiting is what a person would find by going through all open leads.
type waiting struct {
	open       int64
	due, quiet []crm.LeadID            // sorted by number
	last       map[crm.LeadID]crm.Date // of the quiet
}

func (b book) waiting(ctx context.Context, tx *Tx, before, today crm.Date) (w waiting, err error) {
	w.last = map[crm.LeadID]crm.Date{}
	last := map[crm.LeadID]crm.Date{}
	for id := range b.leads {
		stages, err := tx.Stages(ctx, id)
		if err != nil {
			return w, err
		}
		survivor := b.survivor(id).ID
		for _, st := range stages {
			last[survivor] = max(last[survivor], st.On)
		}
	}
	for _, a := range b.acts {
		if a.Lead != 0 {
			survivor := b.survivor(a.Lead).ID
			last[survivor] = max(last[survivor], a.On)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(b.leads)) {
		l := b.leads[id]
		if l.MergedInto != 0 || !l.Open() && l.Deal.Outcome != crm.Won {
			continue
		}
		if l.FollowUpOn != "" && l.FollowUpOn <= today { // of a won lead it is a renewal
			w.due = append(w.due, id)
		}
		if !l.Open() {
			continue
		}
		w.open++
		if at := max(last[id], l.FirstTouchOn); at < before && l.FollowUpOn <= today {
			w.quiet, w.last[id] = append(w.quiet, id), at
		}
	}
	return w, nil
}

func TestWhatWaitsIsWhatOneWouldFindByHand(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h, end := begin(t, rt)
		defer end()
		for range 10 + h.number("commands", 40) {
			if h.entries() > 0 && h.chance("undo", 10) {
				must(h, undo(h.s))
			} else {
				h.command()
			}
		}
		before, today := h.day("before"), h.day("today")
		view(h, h.s, func(ctx context.Context, tx *Tx) error {
			b, err := readBook(ctx, tx)
			if err != nil {
				return err
			}
			want, err := b.waiting(ctx, tx, before, today)
			if err != nil {
				return err
			}
			compareCycles(ctx, h, tx, b)
			due, err := tx.DueLeads(ctx, today, 0)
			if err != nil {
				return err
			}
			if got := sortedIDs(due); !slices.Equal(got, want.due) {
				h.Errorf("due are %v, want %v", got, want.due)
			}
			if n, err := tx.CountDue(ctx, crm.Period{From: "0001-01-01", To: today}); err != nil || n != int64(len(want.due)) {
				h.Errorf("%d are due (%v), want %d", n, err, len(want.due))
			}
			compareQuiet(ctx, h, tx, want, before, today)
			return nil
		})
	})
}

func compareCycles(ctx context.Context, h history, tx *Tx, b book) {
	want := map[int64]int64{}
	for c, n := range b.byHand(FactQuery{}) {
		if c.figure == "won after" {
			want[c.days] += n
		}
	}
	if got, err := tx.WonCycles(ctx); err != nil || !maps.Equal(got, want) {
		h.Errorf("won after %v (%v), want %v", got, err, want)
	}
}

func compareQuiet(ctx context.Context, h history, tx *Tx, want waiting, before, today crm.Date) {
	all, err := tx.QuietLeads(ctx, before, today, 0)
	must(h, err)
	var leads []crm.Lead
	for _, task := range all {
		leads = append(leads, task.Lead)
		if task.LastTouch != want.last[task.Lead.ID] {
			h.Errorf("lead %d was last touched on %s, want %s", task.Lead.ID, task.LastTouch, want.last[task.Lead.ID])
		}
	}
	if got := sortedIDs(leads); !slices.Equal(got, want.quiet) {
		h.Errorf("quiet are %v, want %v", got, want.quiet)
	}
	open, err := tx.OpenLeads(ctx)
	must(h, err)
	if open != want.open {
		h.Errorf("%d are open, want %d", open, want.open)
	}
	quiet, err := tx.CountQuiet(ctx, before, today)
	must(h, err)
	if quiet != int64(len(want.quiet)) {
		h.Errorf("%d are counted as quiet, want %d", quiet, len(want.quiet))
	}
	few, err := tx.QuietLeads(ctx, before, today, 2)
	must(h, err)
	if len(few) != min(2, len(want.quiet)) {
		h.Errorf("%d of %d quiet leads, want at most 2", len(few), len(want.quiet))
	}
}

func sortedIDs(list []crm.Lead) []crm.LeadID {
	var ids []crm.LeadID
	for _, l := range list {
		ids = append(ids, l.ID)
	}
	slices.Sort(ids)
	return ids
}
