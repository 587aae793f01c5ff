package cli

import (
	"context"
	"io"
	"slices"

	"leads/internal/crm"
	"leads/internal/render"
	"leads/internal/report"
	"leads/internal/store"
)

// calendar writes every follow-up day as an event of a calendar.
func (a *app) calendar(ctx context.Context, w io.Writer) error {
	var leads []crm.Lead
	err := a.view(ctx, func(tx *store.Tx) error {
		due, err := tx.DueLeads(ctx, "9999-12-31", 0)
		if err != nil {
			return err
		}
		ids := make([]crm.LeadID, len(due))
		for i, l := range due {
			ids[i] = l.ID
		}
		for some := range slices.Chunk(ids, 500) {
			list, err := tx.Leads(ctx, store.LeadFilter{IDs: some, Sort: "id"})
			if err != nil {
				return err
			}
			leads = append(leads, list...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	o := a.renderOptions()
	o.Format = render.ICS
	return render.Write(w, report.FollowUps(leads), o)
}
