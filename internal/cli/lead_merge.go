package cli

import (
	"context"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/store"
)

func newLeadMerge(a *app) *cobra.Command {
	var closing string
	cmd := &cobra.Command{
		Use:   "merge ID INTO",
		Short: "Fold one record into another: the earlier first touch wins",
		Long: `Fold one record into another when both are the same opportunity. The one with the earlier
first touch survives, whichever is named first, and its first touch stays as it is, also where
it is empty. Both records are kept; work, stages and closing make one timeline, and reports
count the opportunity once. leads undo takes it apart again.
Two closed leads that ended differently are refused until --closing says whose end counts.`,
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
			return a.leadMerge(ctx, ids[0], ids[1], ends)
		}),
	}
	cmd.Flags().StringVar(&closing, "closing", "", "the `ID` whose closing counts, where both are closed")
	return cmd
}

// leadMerge folds one lead into another and says which survived.
func (a *app) leadMerge(ctx context.Context, id, into, ends crm.LeadID) error {
	var gone, kept crm.Lead
	err := a.update(ctx, func(tx *store.Tx) (err error) {
		gone, kept, err = a.mergeLeads(ctx, tx, id, into, ends)
		return err
	})
	if err != nil {
		return err
	}
	if kept.ID == id {
		a.note("lead %d has the earlier first touch (%s), so it survives", int64(id), say.Day(kept.FirstTouchOn))
	}
	return a.sayLead(kept, a.say("Merged lead %d into lead %d: %s (leads undo takes it apart)", int64(gone.ID), int64(kept.ID), kept.Title))
}

// mergeLeads folds one of two leads into the other and gives them as they are then.
func (a *app) mergeLeads(ctx context.Context, tx *store.Tx, id, into, ends crm.LeadID) (gone, kept crm.Lead, err error) {
	if gone, err = a.survivor(ctx, tx, id); err != nil {
		return gone, kept, err
	}
	if kept, err = a.survivor(ctx, tx, into); err != nil {
		return gone, kept, err
	}
	switch {
	case id == into:
		return gone, kept, crm.Invalidf("lead %d cannot be merged into itself", int64(id)).WithHint("leads merge ID INTO")
	case gone.ID == kept.ID:
		return gone, kept, crm.Errorf(crm.Refused, "leads %d and %d are merged already", int64(id), int64(into)).WithHint("leads show %d", int64(kept.ID))
	}
	if ends == id {
		ends = gone.ID
	} else if ends == into {
		ends = kept.ID
	}
	if gone.FirstTouchOn < kept.FirstTouchOn || gone.FirstTouchOn == kept.FirstTouchOn && gone.ID < kept.ID {
		gone, kept = kept, gone
	}
	if err := a.oneClosing(ctx, tx, gone, kept, ends); err != nil {
		return gone, kept, err
	}
	if err := tx.PointLead(ctx, gone.ID, kept.ID); err != nil {
		return gone, kept, err
	}
	if kept.FollowUpOn == "" && gone.FollowUpOn != "" { // a day to come back must not be forgotten
		if err := tx.SetFollowUp(ctx, kept.ID, gone.FollowUpOn); err != nil {
			return gone, kept, err
		}
	}
	if err := tx.Touched(ctx, kept.ID, crm.InstantOf(a.now)); err != nil {
		return gone, kept, err
	}
	kept, err = tx.Lead(ctx, kept.ID)
	return gone, kept, err
}

// oneClosing leaves two leads that become one with a single end: that of ends,
// else the one that both tell. The other becomes a line of the timeline.
func (a *app) oneClosing(ctx context.Context, tx *store.Tx, gone, kept crm.Lead, ends crm.LeadID) error {
	if gone.Open() || kept.Open() {
		return nil
	}
	drop := gone
	switch g, k := gone.Deal, kept.Deal; {
	case ends == gone.ID:
		drop = kept
	case ends == kept.ID:
	case g.Outcome != k.Outcome || g.Amount.Known() && k.Amount.Known() && g.Amount != k.Amount:
		return crm.Errorf(crm.Refused, "leads %d and %d ended differently (%s on %s, %s on %s), and one opportunity ends once",
			int64(gone.ID), int64(kept.ID), string(g.Outcome), string(g.ClosedOn), string(k.Outcome), string(k.ClosedOn)).
			WithHint("say which end counts: leads merge %d %d --closing %d", int64(gone.ID), int64(kept.ID), int64(kept.ID))
	case g.Amount.Known() && !k.Amount.Known():
		drop = kept
	}
	if err := tx.ReopenDeal(ctx, drop.ID); err != nil {
		return err
	}
	d := drop.Deal
	text := a.say("closed as %s", string(d.Outcome))
	if d.Amount.Known() {
		text = a.say("closed as %s with %s", string(d.Outcome), d.Amount.String())
	}
	_, err := tx.AddActivity(ctx, crm.Activity{Lead: drop.ID, Kind: "note", On: d.ClosedOn, CreatedAt: crm.InstantOf(a.now),
		Note: a.say("%s, as lead %d; the other end counts", text, int64(drop.ID))})
	return err
}
