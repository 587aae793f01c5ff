package answers

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

// addWhy lists the leads behind the figures and what the columns mean.
func addWhy(ctx context.Context, tx *store.Tx, s *sheet.Sheet, q report.Query, facts store.FactQuery) error {
	f := store.LeadFilter{Keep: facts.Keep, Sort: "id"}
	var keep func(crm.Touch) bool
	var influenced map[crm.LeadID][]crm.Group
	byCampaign := slices.Contains(q.By, crm.ByCampaign)
	if byCampaign || facts.Origin != (store.Origin{}) { // they count for another touch, too, or instead of their own
		var err error
		if keep, err = touchesKept(ctx, tx, facts); err != nil {
			return err
		}
		f = store.LeadFilter{Keep: store.Keep{Clients: facts.Keep.Clients}, Sort: "id"}
	}
	if byCampaign {
		var err error
		if influenced, err = tx.InfluencedLeads(ctx, facts); err != nil {
			return err
		}
	}
	list, err := tx.Leads(ctx, f)
	if err != nil {
		return err
	}
	if facts.Origin != (store.Origin{}) {
		origins, err := tx.Origins(ctx)
		if err != nil {
			return err
		}
		for i, l := range list {
			o := origins[l.ID]
			list[i].Touch, list[i].ReferrerID, list[i].FirstTouchOn = o.Touch, o.ReferrerID, o.FirstTouchOn
		}
	}
	behind := report.Behind(q, facts.Period, list, keep, influenced)
	s.Extra = append(s.Extra, sheet.Field{Key: "leads", Type: sheet.Nested, Value: behind},
		sheet.Field{Key: "definitions", Type: sheet.Nested, Value: q.Definitions()})
	return nil
}
