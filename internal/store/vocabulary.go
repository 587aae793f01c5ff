package store

import (
	"context"
	"database/sql"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// Noun is one of the four lists of names that leads point to.
type Noun string

// The nouns; each is also the name of its table.
const (
	SourceNoun   Noun = "source"
	ChannelNoun  Noun = "channel"
	CampaignNoun Noun = "campaign"
	ClientNoun   Noun = "client"
)

// Name is one entry of a list: what all four nouns share.
type Name struct {
	ID         int64
	Source     int64 // of a channel
	Text       string
	MergedInto int64
	ArchivedOn crm.Date
}

// names remembers what was looked up in this transaction: an import asks for
// the same few names a hundred thousand times.
type names struct {
	ids     map[nameKey]int64
	retired map[nameKey]Name        // those of ids that are archived
	clients map[string]int64        // by key, all of them: set for a large import
	added   map[crm.ClientID]string // clients that this transaction added, as the file has them
}

type nameKey struct {
	noun  Noun
	scope int64
	text  string
}

// lookup finds the id under which a name's leads are counted, following the
// pointer of a merged one; 0 when there is no such name.
func (t *Tx) lookup(ctx context.Context, noun Noun, scope int64, text string) (int64, error) {
	at := nameKey{noun, scope, text}
	if t.seen == nil {
		t.seen = &names{ids: map[nameKey]int64{}}
	}
	if id, ok := t.seen.ids[at]; ok {
		return id, nil
	}
	if noun == ClientNoun && t.seen.clients != nil {
		return t.seen.clients[crm.Key(text)], nil
	}
	query := `SELECT coalesce(merged_into, id), archived_on IS NOT NULL OR merged_into IS NOT NULL FROM "` + string(noun) + `" WHERE key = ?`
	args := []any{crm.Key(text)}
	if noun == ChannelNoun {
		query += ` AND source_id = ?`
		args = append(args, scope)
	}
	var id int64
	aside := false
	found, err := t.one(ctx, query, args, &id, &aside)
	if err == nil && !found {
		found, err = t.lookElsewhere(ctx, noun, scope, text, &id, &aside)
	}
	if err != nil || !found {
		return 0, err
	}
	if aside {
		n, err := t.name(ctx, noun, id)
		if err != nil {
			return 0, err
		}
		if n.ArchivedOn != "" {
			if t.seen.retired == nil {
				t.seen.retired = map[nameKey]Name{}
			}
			t.seen.retired[at] = n
		}
	}
	t.seen.ids[at] = id
	return id, nil
}

// lookElsewhere finds an entry by another name, a source by a web address, and a
// campaign of a quarter by its name in the other language: SaaS T1 for SaaS Q1.
func (t *Tx) lookElsewhere(ctx context.Context, noun Noun, scope int64, text string, id *int64, aside *bool) (bool, error) {
	own, err := t.byOtherName(ctx, noun, scope, text)
	if err == nil && own == 0 && noun == SourceNoun && crm.Host(text) != "" {
		var source crm.SourceID
		source, err = t.SourceOfHost(ctx, crm.Host(text))
		own = int64(source)
	}
	if twin := quarterTwin(text); err == nil && own == 0 && noun == CampaignNoun && twin != "" {
		own, err = t.entry(ctx, noun, scope, twin)
	}
	if err != nil || own == 0 {
		return false, err
	}
	return t.one(ctx, `SELECT coalesce(merged_into, id), archived_on IS NOT NULL OR merged_into IS NOT NULL FROM "`+string(noun)+`" WHERE id = ?`,
		[]any{own}, id, aside)
}

// Find gives the entry that a name means; NotFound with the nearest names
// when there is none. Scope is a channel's source.
func (t *Tx) Find(ctx context.Context, noun Noun, scope crm.SourceID, text string) (n Name, err error) {
	id, err := t.lookup(ctx, noun, int64(scope), text)
	if err != nil {
		return n, err
	}
	if id == 0 {
		return n, t.unknown(ctx, noun, scope, text)
	}
	return t.name(ctx, noun, id)
}

func (t *Tx) name(ctx context.Context, noun Noun, id int64) (n Name, err error) {
	scope := "0"
	if noun == ChannelNoun {
		scope = "source_id"
	}
	_, err = t.one(ctx, `SELECT id, `+scope+`, name, coalesce(merged_into, 0), coalesce(archived_on, '') FROM "`+string(noun)+`" WHERE id = ?`,
		[]any{id}, &n.ID, &n.Source, &n.Text, &n.MergedInto, &n.ArchivedOn)
	return n, err
}

// NameOf is what the entry with an id is called.
func (t *Tx) NameOf(ctx context.Context, noun Noun, id int64) (string, error) {
	n, err := t.name(ctx, noun, id)
	return n.Text, err
}

// unknown says that a name does not exist, and which are near.
func (t *Tx) unknown(ctx context.Context, noun Noun, scope crm.SourceID, text string) error {
	query, args := `SELECT name FROM "`+string(noun)+`" WHERE merged_into IS NULL AND archived_on IS NULL`, []any{}
	if noun == ChannelNoun {
		query, args = query+` AND source_id = ?`, append(args, int64(scope))
	}
	var all []string
	err := t.each(ctx, query+` ORDER BY key`, args, func(rows *sql.Rows) error {
		var s string
		err := rows.Scan(&s)
		all = append(all, s)
		return err
	})
	if err != nil {
		return err
	}
	if noun == SourceNoun && crm.IsAddress(text) {
		return crm.Invalidf("%q is a web address, and no source has its host", text).
			WithHint("say which source it means: leads source set NAME --host %s", crm.Host(text))
	}
	e := crm.Errorf(crm.NotFound, "there is no %s %q", say.T(string(noun)), text)
	add := say.Shell("leads", string(noun), "add", text)
	if noun == ChannelNoun {
		source, err := t.name(ctx, SourceNoun, int64(scope))
		if err != nil {
			return err
		}
		add = say.Shell("leads", "channel", "add", source.Text+"/"+text)
	}
	if noun == SourceNoun && crm.IsBusinessStarter(text) {
		return e.WithHint("it is in the list for fairs, advertising and the phone: %s", say.Shell("leads", "source", "starter", "business"))
	}
	if near := crm.Nearest(text, all); len(near) > 0 {
		return e.WithHint("did you mean %s? a new one: %s", strings.Join(near, ", "), add)
	}
	if noun == SourceNoun && len(all) > 0 && len(all) <= 12 {
		return e.WithHint("there are %s; a new one: %s", strings.Join(all, ", "), add)
	}
	return e.WithHint("a new one: %s", add)
}

// add inserts a name; the key's uniqueness is the schema's.
func (t *Tx) add(ctx context.Context, noun Noun, scope int64, text string) (id int64, err error) {
	text = crm.CleanLine(text)
	if err := crm.CheckText(string(noun), text, crm.MaxLine); err != nil {
		return 0, err
	}
	if err := t.takeName(ctx, noun, scope, text); err != nil {
		return 0, err
	}
	switch noun {
	case ChannelNoun:
		id, err = t.exec(ctx, `INSERT INTO channel (source_id, name, key) VALUES (?, ?, ?)`, scope, text, crm.Key(text))
	case ClientNoun:
		id, err = t.insert(ctx, intoClient, nil, text, crm.Key(text))
	default:
		id, err = t.exec(ctx, `INSERT INTO "`+string(noun)+`" (name, key) VALUES (?, ?)`, text, crm.Key(text))
	}
	if err == nil && noun == ClientNoun && t.seen != nil && t.seen.clients != nil {
		t.seen.clients[crm.Key(text)] = id
		t.seen.added[crm.ClientID(id)] = text
	}
	return id, err
}

// KnowClients reads every client once, so that an import of many rows need not
// ask for each.
func (t *Tx) KnowClients(ctx context.Context) error {
	known := map[string]int64{}
	err := t.each(ctx, `SELECT key, coalesce(merged_into, id) FROM client`, nil, func(rows *sql.Rows) error {
		var key string
		var id int64
		err := rows.Scan(&key, &id)
		known[key] = id
		return err
	})
	t.seen = &names{ids: map[nameKey]int64{}, clients: known, added: map[crm.ClientID]string{}}
	return err
}

// AddedClient is the name of a client that was added since [Tx.KnowClients]; ""
// of any other.
func (t *Tx) AddedClient(id crm.ClientID) string { return t.seen.added[id] }

// AddSource adds a source.
func (t *Tx) AddSource(ctx context.Context, name string) (crm.SourceID, error) {
	id, err := t.add(ctx, SourceNoun, 0, name)
	return crm.SourceID(id), err
}

// AddChannel adds a channel to a source; the direction may be unknown.
func (t *Tx) AddChannel(ctx context.Context, source crm.SourceID, name string, d crm.Direction) (crm.ChannelID, error) {
	id, err := t.add(ctx, ChannelNoun, int64(source), name)
	if err == nil && d != "" {
		err = t.SetChannelDirection(ctx, crm.ChannelID(id), d)
	}
	return crm.ChannelID(id), err
}

// AddCampaign adds a campaign; dates and aim may be unknown.
func (t *Tx) AddCampaign(ctx context.Context, c crm.Campaign) (crm.CampaignID, error) {
	id, err := t.add(ctx, CampaignNoun, 0, c.Name)
	if err == nil && (c.Start != "" || c.End != "" || c.Aim != "") {
		c.ID = crm.CampaignID(id)
		err = t.SetCampaign(ctx, c)
	}
	return crm.CampaignID(id), err
}

// AddClient adds a client.
func (t *Tx) AddClient(ctx context.Context, name string) (crm.ClientID, error) {
	id, err := t.add(ctx, ClientNoun, 0, name)
	return crm.ClientID(id), err
}

// Rename gives an entry another name. Leads keep pointing to it.
func (t *Tx) Rename(ctx context.Context, noun Noun, id int64, text string) error {
	text = crm.CleanLine(text)
	if err := crm.CheckText(string(noun), text, crm.MaxLine); err != nil {
		return err
	}
	_, err := t.exec(ctx, `UPDATE "`+string(noun)+`" SET name = ?, key = ? WHERE id = ?`, text, crm.Key(text), id)
	return err
}

// Merge points one entry to another. No lead is touched, and pointers stay one
// step long: what pointed to the first now points to the second.
func (t *Tx) Merge(ctx context.Context, noun Noun, from, into Name) error {
	switch {
	case from.ID == into.ID:
		return crm.Errorf(crm.Refused, "%q and %q are the same %s", from.Text, into.Text, say.T(string(noun)))
	case from.Source != into.Source:
		return crm.Errorf(crm.Refused, "%q and %q belong to different sources", from.Text, into.Text)
	}
	_, err := t.exec(ctx, `UPDATE "`+string(noun)+`" SET merged_into = ?1 WHERE id = ?2 OR merged_into = ?2`, into.ID, from.ID)
	return err
}

// Unmerge lets a merged entry count on its own again; name is its own old name.
func (t *Tx) Unmerge(ctx context.Context, noun Noun, scope crm.SourceID, text string) error {
	query, args := `SELECT id, coalesce(merged_into, 0) FROM "`+string(noun)+`" WHERE key = ?`, []any{crm.Key(text)}
	if noun == ChannelNoun {
		query, args = query+` AND source_id = ?`, append(args, int64(scope))
	}
	var id, into int64
	found, err := t.one(ctx, query, args, &id, &into)
	switch {
	case err != nil:
		return err
	case !found:
		return t.unknown(ctx, noun, scope, text)
	case into == 0:
		return crm.Errorf(crm.Refused, "the %s %q is not merged into another", say.T(string(noun)), text)
	}
	_, err = t.exec(ctx, `UPDATE "`+string(noun)+`" SET merged_into = NULL WHERE id = ?`, id)
	return err
}

// Archive takes an entry out of the lists from a day on; an empty day brings it back.
func (t *Tx) Archive(ctx context.Context, noun Noun, id int64, on crm.Date) error {
	_, err := t.exec(ctx, `UPDATE "`+string(noun)+`" SET archived_on = ? WHERE id = ?`, null(on), id)
	return err
}

// SetChannelDirection says who reaches out on a channel.
func (t *Tx) SetChannelDirection(ctx context.Context, id crm.ChannelID, d crm.Direction) error {
	_, err := t.exec(ctx, `UPDATE channel SET direction = ? WHERE id = ?`, string(d), int64(id))
	return err
}

// SetCampaign sets dates, aim, partner, sector and message.
func (t *Tx) SetCampaign(ctx context.Context, c crm.Campaign) error {
	_, err := t.exec(ctx, `UPDATE campaign SET start_on = ?, end_on = ?, aim = ?, partner = ?, sector = ?, message = ? WHERE id = ?`,
		null(c.Start), null(c.End), c.Aim, c.Partner, c.Sector, c.Message, int64(c.ID))
	return err
}

// Client reads one client.
func (t *Tx) Client(ctx context.Context, id crm.ClientID) (c crm.Client, err error) {
	_, err = t.one(ctx, `SELECT id, name, note, contact, email, phone, url, origin, coalesce(merged_into, 0), coalesce(archived_on, '') FROM client WHERE id = ?`,
		[]any{int64(id)}, &c.ID, &c.Name, &c.Note, &c.Contact, &c.Email, &c.Phone, &c.URL, &c.Origin, &c.MergedInto, &c.ArchivedOn)
	return c, err
}

// SetClient sets what is noted about a client, and how to reach it.
func (t *Tx) SetClient(ctx context.Context, c crm.Client) error {
	_, err := t.exec(ctx, `UPDATE client SET note = ?, contact = ?, email = ?, phone = ?, url = ?, origin = ? WHERE id = ?`,
		c.Note, c.Contact, c.Email, c.Phone, c.URL, c.Origin, int64(c.ID))
	return err
}

// SetSourceDescription says what a source is.
func (t *Tx) SetSourceDescription(ctx context.Context, id crm.SourceID, text string) error {
	_, err := t.exec(ctx, `UPDATE source SET description = ? WHERE id = ?`, text, int64(id))
	return err
}

// SetConnectPrice sets what a connect of a source costs from a day on.
func (t *Tx) SetConnectPrice(ctx context.Context, id crm.SourceID, p crm.ConnectPrice) error {
	_, err := t.exec(ctx, `INSERT INTO source_connect (source_id, from_on, minor, currency) VALUES (?, ?, ?, ?)
		ON CONFLICT (source_id, from_on) DO UPDATE SET minor = excluded.minor, currency = excluded.currency`,
		int64(id), string(p.From), p.Price.Minor, string(p.Price.Currency))
	return err
}

// SetSourceFee sets what a source takes from a day on.
func (t *Tx) SetSourceFee(ctx context.Context, id crm.SourceID, f crm.Fee) error {
	_, err := t.exec(ctx, `INSERT INTO source_fee (source_id, from_on, ppm) VALUES (?, ?, ?)
		ON CONFLICT (source_id, from_on) DO UPDATE SET ppm = excluded.ppm`, int64(id), string(f.From), f.PPM)
	return err
}

// AddSourceHost says that a web host means a source.
func (t *Tx) AddSourceHost(ctx context.Context, id crm.SourceID, host string) error {
	_, err := t.exec(ctx, `INSERT INTO source_host (source_id, host) VALUES (?, ?)`, int64(id), host)
	return err
}

// SourceOfHost gives the source that a host, or the domain above it, means; 0 for none.
func (t *Tx) SourceOfHost(ctx context.Context, host string) (id crm.SourceID, err error) {
	for host != "" && id == 0 {
		_, err := t.one(ctx, `SELECT coalesce(s.merged_into, s.id) FROM source_host h JOIN source s ON s.id = h.source_id WHERE h.host = ?`,
			[]any{host}, &id)
		if err != nil {
			return 0, err
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return id, nil
}

// ClearNames empties the four lists of a file that holds no lead and no
// activity, so that it can take on those of another.
func (t *Tx) ClearNames(ctx context.Context) error {
	return t.unlock(ctx, "take over", func() error {
		for _, table := range []string{"touch", "other_name", "source_connect", "touch_rule", "source_host", "source_fee", "channel", "source", "campaign", "client"} {
			if _, err := t.exec(ctx, `DELETE FROM "`+table+`"`); err != nil {
				return err
			}
		}
		return nil
	})
}
