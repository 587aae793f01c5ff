package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newLeadMerge(a *app) *cobra.Command {
	var closing string
	dryRun := false
	cmd := &cobra.Command{
		Use:   "merge ID INTO",
		Short: "Fold one record into another: the earlier first touch wins",
		Long: `Fold one record into another when both are the same opportunity. The one with the earlier
first touch survives, whichever is named first, and its first touch stays as it is, even where
it is empty. Both records are kept; activities, stages and closing make one timeline, and reports
count the opportunity once. leads undo reverses it.
Two closed leads that ended differently are refused until --closing says which closing counts.`,
		Example: "  leads merge 14 12\n  leads merge 14 12 --closing 14",
		Args:    exactly(2, "ID and INTO"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			var ids [2]crm.LeadID
			var err error
			for i := range ids {
				if ids[i], err = a.leadID(ctx, args[i]); err != nil {
					return err
				}
			}
			var ends crm.LeadID
			if closing != "" {
				if ends, err = a.leadID(ctx, closing); err != nil {
					return err
				}
				if ends != ids[0] && ends != ids[1] {
					return crm.Invalidf("--closing %d is neither of the two leads", int64(ends))
				}
			}
			if dryRun {
				return a.mergeDry(ctx, ids[0], ids[1], ends)
			}
			return a.leadMerge(ctx, ids[0], ids[1], ends)
		}),
	}
	cmd.Flags().StringVar(&closing, "closing", "", "the `ID` whose closing counts, where both are closed")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only say what would happen; write nothing")
	return cmd
}

// mergeDry says what a merge would do.
func (a *app) mergeDry(ctx context.Context, id, into, ends crm.LeadID) error {
	var m intake.Merge
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		m, err = intake.PlanMerge(ctx, tx, id, into, ends)
		return err
	})
	if err != nil {
		return err
	}
	for _, t := range m.Notes {
		a.note("%s", t)
	}
	a.note("nothing was written (--dry-run)")
	if a.structured() {
		var without any
		if m.Reopened != 0 {
			without = int64(m.Reopened)
		}
		return a.print(&sheet.Sheet{Shape: sheet.Record, Columns: []sheet.Column{{Key: "merged"}, {Key: "kept"}, {Key: "title"}, {Key: "closing_left_out"}, {Key: "follow_up_on"}},
			Rows: [][]any{{int64(m.Gone.ID), int64(m.Kept.ID), m.Kept.Title, without, known(string(m.FollowUpOn))}}})
	}
	return a.answer(safe(a.say("Would merge lead %d into lead %d: %s", int64(m.Gone.ID), int64(m.Kept.ID), m.Kept.Title)), fmt.Sprint(int64(m.Kept.ID)))
}

// leadMerge folds one lead into another and says which survived.
func (a *app) leadMerge(ctx context.Context, id, into, ends crm.LeadID) error {
	var m intake.Merge
	var kept crm.Lead
	err := a.update(ctx, func(tx *store.Tx) (err error) {
		if m, err = intake.PlanMerge(ctx, tx, id, into, ends); err != nil {
			return err
		}
		for _, t := range m.Notes {
			a.note("%s", t)
		}
		kept, err = m.Apply(ctx, tx, crm.InstantOf(a.now), a.catalogue)
		return err
	})
	if err != nil {
		return err
	}
	if kept.ID == id {
		a.note("lead %d has the earlier first touch (%s), so it survives", int64(id), say.Day(kept.FirstTouchOn))
	}
	return a.sayLead(kept, a.say("Merged lead %d into lead %d: %s (leads undo reverses it)", int64(m.Gone.ID), int64(kept.ID), kept.Title))
}
