package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// Create says which unknown names a command may add. Force adds one that is
// nearly another, too.
type Create struct{ Touch, Client, Force bool }

// ResolveTouch gives the ids of SOURCE/CHANNEL/CAMPAIGN. Unknown names are
// NotFound unless they may be created; empty ones stay unknown.
func (t *Tx) ResolveTouch(ctx context.Context, n crm.TouchNames, create Create) (touch crm.Touch, err error) {
	if n.Source == "" && n.Channel != "" {
		return touch, crm.Invalidf("channel %q needs its source", n.Channel).WithHint("write it as SOURCE/CHANNEL")
	}
	source, err := t.resolve(ctx, SourceNoun, 0, n.Source, create.Touch, create.Force)
	if err != nil {
		return touch, err
	}
	if n.Channel != "" {
		owner, err := t.ChannelOwner(ctx, crm.SourceID(source), n.Channel)
		if err != nil {
			return touch, err
		}
		source = int64(owner)
	}
	channel, err := t.resolve(ctx, ChannelNoun, source, n.Channel, create.Touch, create.Force)
	if err != nil {
		return touch, err
	}
	campaign, err := t.resolve(ctx, CampaignNoun, 0, n.Campaign, create.Touch, create.Force)
	return crm.Touch{Source: crm.SourceID(source), Channel: crm.ChannelID(channel), Campaign: crm.CampaignID(campaign)}, err
}

// SourceOfChannel names the one source that has a channel of this name. Where
// several have it, that is Invalid and the hint names them; where none has, NotFound.
func (t *Tx) SourceOfChannel(ctx context.Context, channel string) (string, error) {
	const ofChannels = `SELECT DISTINCT coalesce(r.name, s.name) FROM channel c JOIN source s ON s.id = c.source_id
		LEFT JOIN source r ON r.id = s.merged_into WHERE `
	key := crm.Key(channel)
	var sources []string
	read := func(rows *sql.Rows) error {
		sources = append(sources, "")
		return rows.Scan(&sources[len(sources)-1])
	}
	err := t.each(ctx, ofChannels+`c.key = ?1 OR EXISTS (SELECT 1 FROM other_name o WHERE o.source_id = c.source_id AND o.channel_id = c.id AND o.key = ?1) ORDER BY 1`, []any{key}, read)
	if err == nil && len(sources) == 0 && len(key) > 1 { // the beginning of a name
		err = t.each(ctx, ofChannels+`substr(c.key, 1, length(?1)) = ?1 AND c.merged_into IS NULL AND c.archived_on IS NULL ORDER BY 1`, []any{key}, read)
	}
	if err != nil || len(sources) == 1 {
		return strings.Join(sources, ""), err
	}
	if len(sources) == 0 {
		return "", crm.Errorf(crm.NotFound, "there is no %s %q", say.T(string(ChannelNoun)), channel).WithHint("list them with: leads channel list")
	}
	for i := range sources {
		sources[i] += "/" + channel
	}
	return "", crm.Invalidf("channel %q needs its source", channel).WithHint("it is one of: %s", strings.Join(sources, ", "))
}

// ChannelOwner finds to which source a channel belongs that is named under this one:
// to itself, or to one that was merged into it and brought its channels along.
func (t *Tx) ChannelOwner(ctx context.Context, source crm.SourceID, channel string) (crm.SourceID, error) {
	if id, err := t.lookup(ctx, ChannelNoun, int64(source), channel); err != nil || id != 0 {
		return source, err
	}
	owner := source
	_, err := t.one(ctx, `SELECT s.id FROM source s JOIN channel c ON c.source_id = s.id
		WHERE s.merged_into = ?1 AND (c.key = ?2 OR EXISTS (SELECT 1 FROM other_name o WHERE o.source_id = s.id AND o.channel_id = c.id AND o.key = ?2))
		ORDER BY s.id LIMIT 1`, []any{int64(source), crm.Key(channel)}, &owner)
	return owner, err
}

// sameChannel selects the channels that a report shows as one, with their
// sources: those of one name, pointers followed, under one source, pointers
// followed.
const sameChannel = `SELECT c.id, c.source_id FROM channel k LEFT JOIN channel kr ON kr.id = k.merged_into JOIN source ks ON ks.id = k.source_id
	JOIN source s ON coalesce(s.merged_into, s.id) = coalesce(ks.merged_into, ks.id)
	JOIN channel c ON c.source_id = s.id LEFT JOIN channel cr ON cr.id = c.merged_into
	WHERE k.id = ? AND coalesce(cr.key, c.key) = coalesce(kr.key, k.key)`

// ResolveClient gives a client's id, adding the client when it is new.
func (t *Tx) ResolveClient(ctx context.Context, name string, create Create) (crm.ClientID, error) {
	id, err := t.resolve(ctx, ClientNoun, 0, name, create.Client, false)
	return crm.ClientID(id), err
}

func (t *Tx) resolve(ctx context.Context, noun Noun, scope int64, text string, create, force bool) (int64, error) {
	if text == "" {
		return 0, nil
	}
	id, err := t.lookup(ctx, noun, scope, text)
	if err != nil {
		return id, err
	}
	if id != 0 {
		t.noteArchived(noun, scope, text)
		return id, nil
	}
	if !create || noun == SourceNoun && crm.IsAddress(text) {
		return 0, t.unknown(ctx, noun, crm.SourceID(scope), text)
	}
	if noun == SourceNoun || noun == ChannelNoun {
		if err := t.CheckNewName(ctx, noun, crm.SourceID(scope), text, force); err != nil {
			return 0, err
		}
	}
	return t.add(ctx, noun, scope, text)
}

// Archived is an archived entry that a command named: what was said still holds
// for it, but whoever typed it may have forgotten that it was put away.
type Archived struct {
	Noun         Noun
	Source, Name string // the source of a channel
}

// noteArchived remembers an archived entry, once.
func (t *Tx) noteArchived(noun Noun, scope int64, text string) {
	n, yes := t.seen.retired[nameKey{noun, scope, text}]
	if !yes || noun == ClientNoun || slices.ContainsFunc(t.archived, func(o retired) bool { return o.noun == noun && o.ID == n.ID }) {
		return
	}
	t.archived = append(t.archived, retired{noun, n})
}

// retired is an archived entry of a noun.
type retired struct {
	noun Noun
	Name
}

// Archived lists the archived sources, channels and campaigns that the names of
// touches meant so far, each once.
func (t *Tx) Archived(ctx context.Context) (list []Archived, err error) {
	for _, n := range t.archived {
		entry := Archived{Noun: n.noun, Name: n.Text}
		if n.noun == ChannelNoun {
			if entry.Source, err = t.NameOf(ctx, SourceNoun, n.Source); err != nil {
				return nil, err
			}
		}
		list = append(list, entry)
	}
	return list, nil
}

// OwnName gives the entry with a name itself, even when it is merged into
// another, and adds it when it is not there.
func (t *Tx) OwnName(ctx context.Context, noun Noun, scope crm.SourceID, text string) (Name, error) {
	at := nameKey{noun: "own " + noun, scope: int64(scope), text: text}
	if t.seen == nil {
		t.seen = &names{ids: map[nameKey]int64{}}
	}
	id, known := t.seen.ids[at]
	if !known {
		var err error
		if id, err = t.entry(ctx, noun, int64(scope), text); err == nil && id == 0 {
			id, err = t.add(ctx, noun, int64(scope), text)
		}
		if err != nil {
			return Name{}, err
		}
		t.seen.ids[at] = id
	}
	return t.name(ctx, noun, id)
}
