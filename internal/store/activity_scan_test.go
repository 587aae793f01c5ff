package store

import (
	"context"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// Read in their order, activities come to the same as looked up lead by lead, however
// wide the window and the pages. Not parallel: it changes how wide the window is.
func TestWhatWasDoneIsTheSameHoweverItIsRead(t *testing.T) {
	defer func(was crm.LeadID) { scanWindow = was }(scanWindow)
	rapid.Check(t, func(rt *rapid.T) {
		h, end := begin(t, rt)
		defer end()
		for range 10 + h.number("commands", 40) {
			h.command()
		}
		scanWindow = crm.LeadID(pick(h, "window", []int{1, 3, 30}))
		width := crm.LeadID(pick(h, "page", []int{1, 2, 7}))
		view(h, h.s, func(ctx context.Context, tx *Tx) error {
			b, err := readBook(ctx, tx)
			if err != nil || len(b.leads) == 0 {
				return err
			}
			last := slices.Max(slices.Collect(maps.Keys(b.leads)))
			scan, err := tx.ScanActivities(ctx, 1, last)
			if err != nil {
				return err
			}
			for from := crm.LeadID(1); from <= last; from += width {
				got, err := scan.Of(ctx, from, from+width-1)
				if err != nil {
					return err
				}
				want, err := tx.BriefActivities(ctx, from, from+width-1)
				if err != nil {
					return err
				}
				merged := func(d BriefActivity) bool { return b.leads[d.Lead].MergedInto != 0 }
				got, want = slices.DeleteFunc(got, merged), slices.DeleteFunc(want, merged)
				if !slices.Equal(got, want) {
					h.Errorf("leads %d to %d: %v, want %v", from, from+width-1, got, want)
				}
			}
			return nil
		})
	})
}
