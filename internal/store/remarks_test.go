package store

import (
	"context"
	"fmt"

	"leads/internal/crm"
)

// checkRemarks holds what notes of a report are about against the records themselves.
func checkRemarks(ctx context.Context, h history, tx *Tx, b book, q FactQuery) error {
	timed := map[crm.LeadID]bool{}
	for _, a := range b.acts {
		timed[a.Lead] = timed[a.Lead] || a.Minutes != nil
	}
	var untimed, leads int64
	var weight crm.Weight
	of, came := map[crm.ClientID]int64{}, map[crm.CampaignID]int64{}
	campaigns, err := tx.Campaigns(ctx)
	if err != nil {
		return err
	}
	end := map[crm.CampaignID]crm.Date{}
	for _, c := range campaigns {
		end[c.ID] = c.End
	}
	for id, l := range b.leads {
		if l.MergedInto != 0 || !b.keeps(q, l.Touch, l.ClientID) {
			continue
		}
		if q.Period.Contains(l.FirstTouchOn) {
			if leads++; !timed[id] {
				untimed++
			}
			if last := end[l.Touch.Campaign]; last != "" && l.FirstTouchOn > last {
				came[l.Touch.Campaign]++
			}
		}
		day := l.Deal.ClosedOn
		if q.Cohort {
			day = l.FirstTouchOn
		}
		base := l.Deal.Base.Minor
		if l.Deal.Outcome != crm.Won || base <= 0 || !q.Period.Contains(day) {
			continue
		}
		if base > weight.Deal || base == weight.Deal && id < weight.DealLead {
			weight.Deal, weight.DealLead = base, id
		}
		client := l.ClientID
		if into := b.into[ClientNoun][int64(client)]; into != 0 {
			client = crm.ClientID(into)
		}
		of[client] += base
	}
	most := crm.ClientID(0)
	for client, minor := range of {
		if client != 0 && (minor > weight.OfClient || minor == weight.OfClient && client < most) {
			most, weight.OfClient = client, minor
		}
	}
	if weight.Client, err = tx.NameOf(ctx, ClientNoun, int64(most)); err != nil {
		return err
	}
	var late []crm.LateCampaign
	for _, c := range campaigns { // by name, as they come
		if n := came[c.ID]; n > 0 {
			late = append(late, crm.LateCampaign{Name: c.Name, End: c.End, Leads: n})
		}
	}
	want := fmt.Sprintf("%d of %d, %+v, %+v", untimed, leads, weight, late)
	if untimed, leads, err = tx.Untimed(ctx, q); err != nil {
		return err
	}
	if weight, err = tx.Weight(ctx, q); err != nil {
		return err
	}
	late, err = tx.LateCampaigns(ctx, q)
	if got := fmt.Sprintf("%d of %d, %+v, %+v", untimed, leads, weight, late); got != want {
		h.Errorf("remarks on %+v:\n%s, want\n%s", q, got, want)
	}
	return err
}
