package intake

import (
	"context"
	"strconv"

	"leads/internal/crm"
	"leads/internal/store"
)

// pointers lead from the parts of a touch, and from a client, to what they count
// under since they were merged: a row that was imported before is known by them, too.
type pointers struct {
	source   map[crm.SourceID]crm.SourceID
	channel  map[crm.ChannelID]string // by key; with its source that is one channel
	campaign map[crm.CampaignID]crm.CampaignID
	clients  map[string]string // the name by the key of one that was merged
}

// standsFor is a touch as it counts now.
type standsFor struct {
	source   crm.SourceID
	channel  string
	campaign crm.CampaignID
}

// readPointers reads what was merged into what; nil where nothing was.
func readPointers(ctx context.Context, tx *store.Tx) (*pointers, error) {
	p := pointers{map[crm.SourceID]crm.SourceID{}, map[crm.ChannelID]string{}, map[crm.CampaignID]crm.CampaignID{}, nil}
	sources, err := tx.Sources(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		if s.MergedInto != 0 {
			p.source[s.ID] = s.MergedInto
		}
	}
	channels, err := tx.Channels(ctx)
	if err != nil {
		return nil, err
	}
	merged := false
	for _, c := range channels {
		p.channel[c.ID] = crm.Key(c.Name)
		merged = merged || c.MergedInto != 0
	}
	for _, c := range channels {
		if c.MergedInto != 0 {
			p.channel[c.ID] = p.channel[c.MergedInto]
		}
	}
	campaigns, err := tx.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range campaigns {
		if c.MergedInto != 0 {
			p.campaign[c.ID] = c.MergedInto
		}
	}
	if p.clients, err = tx.MergedClients(ctx); err != nil {
		return nil, err
	}
	if !merged && len(p.source)+len(p.campaign)+len(p.clients) == 0 {
		return nil, nil
	}
	return &p, nil
}

// same reports whether two touches count as one.
func (p *pointers) same(a, b crm.Touch) bool { return a == b || p != nil && p.follow(a) == p.follow(b) }

// client is the name under which a client counts now.
func (p *pointers) client(name string) string {
	if p != nil && len(p.clients) > 0 {
		if into := p.clients[crm.Key(name)]; into != "" {
			return into
		}
	}
	return name
}

func (p *pointers) follow(t crm.Touch) standsFor {
	c := standsFor{t.Source, p.channel[t.Channel], t.Campaign}
	if into := p.source[t.Source]; into != 0 {
		c.source = into
	}
	if c.channel == "" && t.Channel != 0 { // it came with this import
		c.channel = "#" + strconv.FormatInt(int64(t.Channel), 10)
	}
	if into := p.campaign[t.Campaign]; into != 0 {
		c.campaign = into
	}
	return c
}
