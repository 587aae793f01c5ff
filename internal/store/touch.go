package store

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
)

// pairing is Cantor's: a number for every two, small for small ones.
func pairing(a, b int64) int64 { return (a+b)*(a+b+1)/2 + b }

// unpairing is the way back from [pairing].
func unpairing(n int64) (a, b int64) {
	sum := int64((math.Sqrt(8*float64(n)+1) - 1) / 2)
	for sum*(sum+1)/2 > n { // a float is not exact for large numbers
		sum--
	}
	for (sum+1)*(sum+2)/2 <= n {
		sum++
	}
	b = n - sum*(sum+1)/2
	return sum - b, b
}

// touchID is the id that a touch has in the file, as the schema computes it.
func touchID(t crm.Touch) int64 {
	return pairing(pairing(int64(t.Source), int64(t.Channel)), int64(t.Campaign)) + 1
}

// touchOf is the touch with an id.
func touchOf(id int64) crm.Touch {
	pair, campaign := unpairing(id - 1)
	source, channel := unpairing(pair)
	return crm.Touch{Source: crm.SourceID(source), Channel: crm.ChannelID(channel), Campaign: crm.CampaignID(campaign)}
}

// touch gives the id of a touch, making its row where it is the first of its kind.
func (t *Tx) touch(ctx context.Context, touch crm.Touch) (int64, error) {
	id := touchID(touch)
	if t.touches[id] {
		return id, nil
	}
	if _, err := t.exec(ctx, `INSERT OR IGNORE INTO touch (id, source_id, channel_id, campaign_id) VALUES (?, ?, ?, ?)`,
		id, null(touch.Source), null(touch.Channel), null(touch.Campaign)); err != nil {
		return 0, err
	}
	if t.touches == nil {
		t.touches = map[int64]bool{}
	}
	t.touches[id] = true
	return id, nil
}

// Keep says which leads a question is about: those of any of these sources or channels, of any of these campaigns,
// and of any of these clients. An empty list keeps all. What was merged into an entry of a list is kept with it.
type Keep struct {
	Sources   []crm.SourceID
	Channels  []crm.ChannelID // with their sources: a channel is not also named in Sources
	Campaigns []crm.CampaignID
	Clients   []crm.ClientID
	Labels    []Label // each has to fit
}

// Label is any of several values of a labelled dimension other than the value band.
type Label struct {
	By     crm.Dimension
	Values []string
}

// KeepTouch keeps what has the known parts of a touch.
func KeepTouch(t crm.Touch) (k Keep) {
	switch {
	case t.Channel != 0:
		k.Channels = []crm.ChannelID{t.Channel}
	case t.Source != 0:
		k.Sources = []crm.SourceID{t.Source}
	}
	if t.Campaign != 0 {
		k.Campaigns = []crm.CampaignID{t.Campaign}
	}
	return k
}

// ByTouch reports whether some touches are left out.
func (k Keep) ByTouch() bool { return len(k.Sources)+len(k.Channels)+len(k.Campaigns) > 0 }

// Survivors are the entries under which merged sources, channels and campaigns count, by their ids. A channel of a
// merged source counts as the one of its name in the surviving source.
type Survivors struct {
	Source   map[crm.SourceID]crm.SourceID
	Campaign map[crm.CampaignID]crm.CampaignID
	Channel  map[crm.ChannelID]ChannelName
}

// ChannelName is where and under which key a report shows a channel.
type ChannelName struct {
	Source crm.SourceID
	Key    string
}

// Survivors follows the pointers of merged names.
func (t *Tx) Survivors(ctx context.Context) (s Survivors, err error) {
	s = Survivors{map[crm.SourceID]crm.SourceID{}, map[crm.CampaignID]crm.CampaignID{}, map[crm.ChannelID]ChannelName{}}
	err = t.each(ctx, `SELECT 0, id, coalesce(merged_into, id), '' FROM source UNION ALL SELECT 1, id, coalesce(merged_into, id), '' FROM campaign
		UNION ALL SELECT 2, c.id, coalesce(s.merged_into, s.id), coalesce(r.key, c.key) FROM channel c JOIN source s ON s.id = c.source_id
			LEFT JOIN channel r ON r.id = c.merged_into`, nil, func(rows *sql.Rows) error {
		var noun, id, into int64
		var key string
		err := rows.Scan(&noun, &id, &into, &key)
		switch noun {
		case 0:
			s.Source[crm.SourceID(id)] = crm.SourceID(into)
		case 1:
			s.Campaign[crm.CampaignID(id)] = crm.CampaignID(into)
		case 2:
			s.Channel[crm.ChannelID(id)] = ChannelName{crm.SourceID(into), key}
		}
		return err
	})
	return s, err
}

// Keeps reports whether a touch is one of those that a question is about.
func (s Survivors) Keeps(k Keep, t crm.Touch) bool {
	source := slices.ContainsFunc(k.Sources, func(id crm.SourceID) bool { return t.Source == id || t.Source != 0 && s.Source[t.Source] == id })
	channel := t.Channel != 0 && slices.ContainsFunc(k.Channels, func(id crm.ChannelID) bool { return s.Channel[t.Channel] == s.Channel[id] })
	campaign := slices.ContainsFunc(k.Campaigns, func(id crm.CampaignID) bool {
		return t.Campaign == id || t.Campaign != 0 && s.Campaign[t.Campaign] == id
	})
	return (source || channel || len(k.Sources)+len(k.Channels) == 0) && (campaign || len(k.Campaigns) == 0)
}

// keptTouches writes a condition on a column of touch ids, "" where all are kept. There are few touches.
func (t *Tx) keptTouches(ctx context.Context, column string, k Keep) (string, error) {
	if !k.ByTouch() {
		return "", nil
	}
	s, err := t.Survivors(ctx)
	if err != nil {
		return "", err
	}
	var ids []int64
	err = t.each(ctx, `SELECT id FROM touch`, nil, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		if s.Keeps(k, touchOf(id)) {
			ids = append(ids, id)
		}
		return err
	})
	return column + ` IN (` + list(ids) + `)`, err
}

// keptLeads adds the conditions of a Keep on a lead l.
func (t *Tx) keptLeads(ctx context.Context, c *conditions, k Keep) error {
	touches, err := t.keptTouches(ctx, `l.touch_id`, k)
	c.add(touches != "", touches)
	c.add(len(k.Clients) > 0, keptClients("client_id", k.Clients))
	for _, l := range k.Labels {
		if l.By == crm.ByTag {
			c.add(true, `EXISTS (SELECT 1 FROM json_each(l.tags) j WHERE j.value COLLATE NOCASE IN (`+quotedList(l.Values)+`))`)
		} else {
			c.add(true, labelOf(l.By)+` COLLATE NOCASE IN (`+quotedList(l.Values)+`)`)
		}
	}
	return err
}

// keptClients is the condition that a lead l is of some clients, or came by them.
func keptClients(column string, clients []crm.ClientID) string {
	ids := list(clients)
	return `l.` + column + ` IN (SELECT id FROM client WHERE id IN (` + ids + `) OR merged_into IN (` + ids + `))`
}

// list writes numbers for IN.
func list[N ~int64](ids []N) string {
	var b strings.Builder
	for i, id := range ids {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatInt(int64(id), 10))
	}
	return b.String()
}
