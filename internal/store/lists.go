package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// Sources lists every source, merged ones too, by name, with hosts and fees.
func (t *Tx) Sources(ctx context.Context) (list []crm.Source, err error) {
	at := map[crm.SourceID]int{}
	err = t.each(ctx, `SELECT id, name, coalesce(merged_into, 0), coalesce(archived_on, ''), description FROM source ORDER BY key, id`, nil,
		func(rows *sql.Rows) error {
			var s crm.Source
			err := rows.Scan(&s.ID, &s.Name, &s.MergedInto, &s.ArchivedOn, &s.Description)
			at[s.ID] = len(list)
			list = append(list, s)
			return err
		})
	if err != nil {
		return nil, err
	}
	err = t.each(ctx, `SELECT source_id, host FROM source_host ORDER BY host`, nil, func(rows *sql.Rows) error {
		var id crm.SourceID
		var host string
		err := rows.Scan(&id, &host)
		s := &list[at[id]]
		s.Hosts = append(s.Hosts, host)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = t.eachOtherName(ctx, SourceNoun, func(id int64, name string) {
		s := &list[at[crm.SourceID(id)]]
		s.Also = append(s.Also, name)
	})
	if err != nil {
		return nil, err
	}
	err = t.each(ctx, `SELECT source_id, from_on, minor, currency FROM source_connect ORDER BY from_on`, nil, func(rows *sql.Rows) error {
		var id crm.SourceID
		var p crm.ConnectPrice
		err := rows.Scan(&id, &p.From, &p.Price.Minor, &p.Price.Currency)
		s := &list[at[id]]
		s.Connects = append(s.Connects, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, t.each(ctx, `SELECT source_id, from_on, ppm FROM source_fee ORDER BY from_on`, nil, func(rows *sql.Rows) error {
		var id crm.SourceID
		var f crm.Fee
		err := rows.Scan(&id, &f.From, &f.PPM)
		s := &list[at[id]]
		s.Fees = append(s.Fees, f)
		return err
	})
}

// Channels lists every channel, merged ones too, by source and name.
func (t *Tx) Channels(ctx context.Context) (list []crm.Channel, err error) {
	at := map[crm.ChannelID]int{}
	err = t.each(ctx, `SELECT c.id, c.source_id, s.name, c.name, c.direction, coalesce(c.merged_into, 0), coalesce(c.archived_on, '')
		FROM channel c JOIN source s ON s.id = c.source_id ORDER BY s.key, c.key, c.id`, nil,
		func(rows *sql.Rows) error {
			var c crm.Channel
			err := rows.Scan(&c.ID, &c.Source, &c.SourceName, &c.Name, &c.Direction, &c.MergedInto, &c.ArchivedOn)
			at[c.ID] = len(list)
			list = append(list, c)
			return err
		})
	if err != nil {
		return nil, err
	}
	return list, t.eachOtherName(ctx, ChannelNoun, func(id int64, name string) {
		c := &list[at[crm.ChannelID(id)]]
		c.Also = append(c.Also, name)
	})
}

// Campaigns lists every campaign, merged ones too, by name.
func (t *Tx) Campaigns(ctx context.Context) (list []crm.Campaign, err error) {
	at := map[crm.CampaignID]int{}
	err = t.each(ctx, `SELECT id, name, coalesce(start_on, ''), coalesce(end_on, ''), aim, partner, sector, message, coalesce(merged_into, 0), coalesce(archived_on, '')
		FROM campaign ORDER BY key, id`, nil,
		func(rows *sql.Rows) error {
			var c crm.Campaign
			err := rows.Scan(&c.ID, &c.Name, &c.Start, &c.End, &c.Aim, &c.Partner, &c.Sector, &c.Message, &c.MergedInto, &c.ArchivedOn)
			at[c.ID] = len(list)
			list = append(list, c)
			return err
		})
	if err != nil {
		return nil, err
	}
	return list, t.eachOtherName(ctx, CampaignNoun, func(id int64, name string) {
		c := &list[at[crm.CampaignID(id)]]
		c.Also = append(c.Also, name)
	})
}

// Clients lists every client, merged ones too, by name.
func (t *Tx) Clients(ctx context.Context) (list []crm.Client, err error) {
	err = t.each(ctx, `SELECT id, name, note, contact, email, phone, url, origin, coalesce(merged_into, 0), coalesce(archived_on, '') FROM client ORDER BY key, id`, nil,
		func(rows *sql.Rows) error {
			var c crm.Client
			err := rows.Scan(&c.ID, &c.Name, &c.Note, &c.Contact, &c.Email, &c.Phone, &c.URL, &c.Origin, &c.MergedInto, &c.ArchivedOn)
			list = append(list, c)
			return err
		})
	return list, err
}

// LeadCounts counts the leads that point to each entry of a noun, by the
// entry's own id (merged ones apart).
func (t *Tx) LeadCounts(ctx context.Context, noun Noun) (counts map[int64]int64, err error) {
	counts = map[int64]int64{}
	column, from := "l.client_id", ` FROM lead l`
	if noun != ClientNoun {
		column, from = "f."+string(noun)+"_id", ` FROM lead l JOIN touch f ON f.id = l.touch_id`
	}
	err = t.each(ctx, `SELECT `+column+`, count(*)`+from+` WHERE `+column+` IS NOT NULL AND l.merged_into IS NULL GROUP BY 1`, nil,
		func(rows *sql.Rows) error {
			var id, n int64
			err := rows.Scan(&id, &n)
			counts[id] = n
			return err
		})
	return counts, err
}

// TouchNaming names touches and clients by their own names, also of merged
// entries: for an export that must come back as it was.
type TouchNaming struct {
	Sources   map[crm.SourceID]string
	Channels  map[crm.ChannelID]string
	Campaigns map[crm.CampaignID]string
	Clients   map[crm.ClientID]string
}

// Name gives the names of a touch.
func (n TouchNaming) Name(t crm.Touch) crm.TouchNames {
	return crm.TouchNames{Source: n.Sources[t.Source], Channel: n.Channels[t.Channel], Campaign: n.Campaigns[t.Campaign]}
}

// OwnTouchNames reads the own names of every source, channel, campaign and client.
func (t *Tx) OwnTouchNames(ctx context.Context) (n TouchNaming, err error) {
	n = TouchNaming{map[crm.SourceID]string{}, map[crm.ChannelID]string{}, map[crm.CampaignID]string{}, map[crm.ClientID]string{}}
	sources, err := t.Sources(ctx)
	if err != nil {
		return n, err
	}
	for _, s := range sources {
		n.Sources[s.ID] = s.Name
	}
	channels, err := t.Channels(ctx)
	if err != nil {
		return n, err
	}
	for _, c := range channels {
		n.Channels[c.ID] = c.Name
	}
	campaigns, err := t.Campaigns(ctx)
	if err != nil {
		return n, err
	}
	for _, c := range campaigns {
		n.Campaigns[c.ID] = c.Name
	}
	clients, err := t.Clients(ctx)
	for _, c := range clients {
		n.Clients[c.ID] = c.Name
	}
	return n, err
}

// MergedClients gives, by the key of each client that was merged, the name that
// it counts under.
func (t *Tx) MergedClients(ctx context.Context) (names map[string]string, err error) {
	names = map[string]string{}
	err = t.each(ctx, `SELECT c.key, r.name FROM client c JOIN client r ON r.id = c.merged_into WHERE c.merged_into IS NOT NULL`, nil,
		func(rows *sql.Rows) error {
			var key, name string
			err := rows.Scan(&key, &name)
			names[key] = name
			return err
		})
	return names, err
}

// ClientNames names every client as the one that it counts under.
func (t *Tx) ClientNames(ctx context.Context) (map[crm.ClientID]string, error) {
	return countedNames[crm.ClientID](ctx, t, "client")
}
