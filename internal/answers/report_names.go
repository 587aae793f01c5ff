package answers

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/store"
)

// Names reads the names that a report by these dimensions shows.
func Names(ctx context.Context, tx *store.Tx, by []crm.Dimension) (n report.Names, err error) {
	n = report.Names{Source: map[crm.SourceID]string{}, Channel: map[crm.ChannelID]string{}, Campaign: map[crm.CampaignID]string{},
		Fees: map[crm.SourceID][]crm.Fee{}}
	sources, err := tx.Sources(ctx)
	if err != nil {
		return n, err
	}
	own := map[crm.SourceID]crm.Source{}
	for _, s := range sources {
		own[s.ID] = s
	}
	for _, s := range sources {
		survivor := s
		if s.MergedInto != 0 {
			survivor = own[s.MergedInto]
		}
		n.Source[s.ID] = survivor.Name
		if len(survivor.Fees) > 0 {
			n.Fees[s.ID] = survivor.Fees
		}
	}
	if slices.Contains(by, crm.ByChannel) {
		channels, err := tx.Channels(ctx)
		if err != nil {
			return n, err
		}
		Follow(channels, func(c crm.Channel) (crm.ChannelID, crm.ChannelID, string) { return c.ID, c.MergedInto, c.Name }, n.Channel)
	}
	if slices.Contains(by, crm.ByCampaign) {
		campaigns, err := tx.Campaigns(ctx)
		if err != nil {
			return n, err
		}
		Follow(campaigns, func(c crm.Campaign) (crm.CampaignID, crm.CampaignID, string) { return c.ID, c.MergedInto, c.Name }, n.Campaign)
	}
	if slices.Contains(by, crm.ByClient) || slices.Contains(by, crm.ByReferrer) {
		if n.Client, err = tx.ClientNames(ctx); err != nil {
			return n, err
		}
	}
	return n, nil
}

// Follow names every entry of a list as the one that it counts under.
func Follow[T any, ID comparable](list []T, read func(T) (id, into ID, name string), names map[ID]string) {
	var none ID
	for _, e := range list {
		id, _, name := read(e)
		names[id] = name
	}
	for _, e := range list {
		if id, into, _ := read(e); into != none {
			names[id] = names[into]
		}
	}
}
