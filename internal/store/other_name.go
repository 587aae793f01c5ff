package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// otherNames says how the other names of a noun are found: the column that holds
// its id, and which rows are about it.
var otherNames = map[Noun]struct{ column, rows string }{
	SourceNoun:   {"source_id", "source_id IS NOT NULL AND channel_id IS NULL"},
	ChannelNoun:  {"channel_id", "channel_id IS NOT NULL"},
	CampaignNoun: {"campaign_id", "campaign_id IS NOT NULL"},
}

// byOtherName finds the id of the entry that has another name; 0 for none.
func (t *Tx) byOtherName(ctx context.Context, noun Noun, scope int64, text string) (id int64, err error) {
	o, has := otherNames[noun]
	if !has {
		return 0, nil
	}
	query, args := `SELECT `+o.column+` FROM other_name WHERE key = ? AND `+o.rows, []any{crm.Key(text)}
	if noun == ChannelNoun {
		query, args = query+` AND source_id = ?`, append(args, scope)
	}
	_, err = t.one(ctx, query, args, &id)
	return id, err
}

// CalledElsewhere is the name of the entry that has this one as another name; ""
// where none has.
func (t *Tx) CalledElsewhere(ctx context.Context, noun Noun, scope crm.SourceID, text string) (string, error) {
	id, err := t.byOtherName(ctx, noun, int64(scope), text)
	if err != nil || id == 0 {
		return "", err
	}
	n, err := t.name(ctx, noun, id)
	if err == nil && n.MergedInto != 0 {
		n, err = t.name(ctx, noun, n.MergedInto)
	}
	return n.Text, err
}

// AddOtherNames gives an entry other names. Its own name and what it is called
// already are left out; the name of another entry is Refused.
func (t *Tx) AddOtherNames(ctx context.Context, noun Noun, id int64, names []string) error {
	own, err := t.name(ctx, noun, id)
	if err != nil {
		return err
	}
	for _, text := range names {
		if text = crm.CleanLine(text); text == "" {
			continue
		}
		if err := crm.CheckText(string(noun), text, crm.MaxLine); err != nil {
			return err
		}
		taken, err := t.entry(ctx, noun, own.Source, text)
		if err != nil {
			return err
		}
		if taken == id {
			continue
		}
		if taken != 0 {
			other, err := t.name(ctx, noun, taken)
			if err != nil {
				return err
			}
			return crm.Errorf(crm.Refused, "%q is already a name of the %s %q", text, say.T(string(noun)), other.Text).
				WithHint("leads %s list shows what there is", string(noun))
		}
		var source, channel, campaign any
		switch noun {
		case SourceNoun:
			source = id
		case ChannelNoun:
			source, channel = own.Source, id
		default:
			campaign = id
		}
		if _, err := t.exec(ctx, `INSERT INTO other_name (source_id, channel_id, campaign_id, name, key) VALUES (?, ?, ?, ?, ?)`,
			source, channel, campaign, text, crm.Key(text)); err != nil {
			return err
		}
	}
	t.forgetNames()
	return nil
}

// RemoveOtherNames deletes other names of an entry; one that it does not
// have is NotFound.
func (t *Tx) RemoveOtherNames(ctx context.Context, noun Noun, id int64, names []string) error {
	o := otherNames[noun]
	for _, text := range names {
		var row int64
		found, err := t.one(ctx, `SELECT id FROM other_name WHERE `+o.column+` = ? AND key = ? AND `+o.rows, []any{id, crm.Key(text)}, &row)
		if err == nil && !found {
			err = crm.Errorf(crm.NotFound, "%q is not one of its other names", text)
		}
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, `DELETE FROM other_name WHERE id = ?`, row); err != nil {
			return err
		}
	}
	t.forgetNames()
	return nil
}

// forgetNames has names looked up again, after one has changed its meaning.
func (t *Tx) forgetNames() {
	if t.seen != nil {
		clear(t.seen.ids)
	}
}

// entry finds the id of the entry with a name or another name, merged or not; 0
// for none.
func (t *Tx) entry(ctx context.Context, noun Noun, scope int64, text string) (id int64, err error) {
	query, args := `SELECT id FROM "`+string(noun)+`" WHERE key = ?`, []any{crm.Key(text)}
	if noun == ChannelNoun {
		query, args = query+` AND source_id = ?`, append(args, scope)
	}
	if found, err := t.one(ctx, query, args, &id); err != nil || found {
		return id, err
	}
	return t.byOtherName(ctx, noun, scope, text)
}

// eachOtherName hands out the other names of a noun, by name.
func (t *Tx) eachOtherName(ctx context.Context, noun Noun, fn func(id int64, name string)) error {
	o := otherNames[noun]
	return t.each(ctx, `SELECT `+o.column+`, name FROM other_name WHERE `+o.rows+` ORDER BY key, id`, nil, func(rows *sql.Rows) error {
		var id int64
		var name string
		err := rows.Scan(&id, &name)
		fn(id, name)
		return err
	})
}

// CheckNewName refuses a name that is, or nearly is, that of another entry of a
// noun; scope is the source of a channel. Clients and campaigns may be alike
// ("SaaS Q1", "SaaS Q2"): for them only equality counts, and so it does for a name
// that is forced. As a source, the name of a list that was bought is Invalid.
func (t *Tx) CheckNewName(ctx context.Context, noun Noun, scope crm.SourceID, text string, force bool) error {
	if noun == SourceNoun && !force {
		if err := crm.CheckSourceName(text); err != nil {
			return err
		}
	}
	names, err := t.allNames(ctx, noun, scope)
	if err != nil {
		return err
	}
	word := say.T(string(noun))
	for _, n := range names {
		switch {
		case n.name == text && !n.other:
			return crm.Errorf(crm.Refused, "the %s %q is already there", word, n.name)
		case crm.Key(n.name) == crm.Key(text) && !n.other:
			return crm.Errorf(crm.Refused, "the %s %q is already there, and %q is the same name", word, n.name, text).WithHint("use %s", n.name)
		case crm.Key(n.name) == crm.Key(text) && !force:
			return crm.Errorf(crm.Refused, "%q is another name of the %s %q", text, word, n.of).WithHint("use %s, or add the other with --force", n.of)
		}
	}
	if force || noun != SourceNoun && noun != ChannelNoun {
		return nil
	}
	for _, n := range names {
		if crm.NearEqual(n.name, text) {
			return crm.Errorf(crm.Refused, "the %s %q is already there, near-equal to %q", word, n.of, text).
				WithHint("use %s, or add the other with --force", n.of)
		}
	}
	return nil
}

// IsThere reports whether a name means an entry; scope is the source of a channel.
func (t *Tx) IsThere(ctx context.Context, noun Noun, scope crm.SourceID, text string) (bool, error) {
	if noun == ChannelNoun {
		owner, err := t.ChannelOwner(ctx, scope, text)
		if err != nil {
			return false, err
		}
		scope = owner
	}
	id, err := t.lookup(ctx, noun, int64(scope), text)
	return id != 0, err
}

// NearNames lists the entries of a noun that a name may mean, by name: those of
// which it is nearly a name, the same in plural, or the same host. scope is the
// source of a channel. Campaigns with other numbers are others.
func (t *Tx) NearNames(ctx context.Context, noun Noun, scope crm.SourceID, text string) (same, near []string, err error) {
	names, err := t.allNames(ctx, noun, scope)
	for _, n := range names {
		switch {
		case noun == SourceNoun && crm.SameHost(n.name, text):
			same = append(same, n.of)
		case AreNear(noun, n.name, text):
			near = append(near, n.of)
		}
	}
	return same, near, err
}

// AreNear reports whether two names of a noun are nearly one. Campaigns with other
// numbers are others.
func AreNear(noun Noun, a, b string) bool {
	return (noun != CampaignNoun || digits(a) == digits(b)) && (crm.NearEqual(a, b) || singular(a) == singular(b))
}

func singular(name string) string { return strings.TrimSuffix(crm.Key(name), "s") }

func digits(name string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, name)
}

// anyName is a name or another name of an entry, with the name of the entry.
type anyName struct {
	name, of string
	id       int64
	other    bool
}

// allNames lists the names and other names of a noun, by name; of channels those
// of one source.
func (t *Tx) allNames(ctx context.Context, noun Noun, scope crm.SourceID) (list []anyName, err error) {
	query, args := `SELECT name, id FROM "`+string(noun)+`"`, []any{}
	if noun == ChannelNoun {
		query, args = query+` WHERE source_id = ?`, append(args, int64(scope))
	}
	of := map[int64]string{}
	err = t.each(ctx, query+` ORDER BY key, id`, args, func(rows *sql.Rows) error {
		var n anyName
		err := rows.Scan(&n.name, &n.id)
		n.of, of[n.id] = n.name, n.name
		list = append(list, n)
		return err
	})
	if err != nil || otherNames[noun].column == "" {
		return list, err
	}
	err = t.eachOtherName(ctx, noun, func(id int64, name string) {
		if of[id] != "" {
			list = append(list, anyName{name, of[id], id, true})
		}
	})
	return list, err
}

// takeName deletes another name from its entry: somebody
// insisted that it is a name of its own.
func (t *Tx) takeName(ctx context.Context, noun Noun, scope int64, text string) error {
	id, err := t.byOtherName(ctx, noun, scope, text)
	if err != nil || id == 0 {
		return err
	}
	return t.RemoveOtherNames(ctx, noun, id, []string{text})
}

// quarterTwin is the name of a campaign with its quarter as another language
// writes it: SaaS T1 for SaaS Q1. "" where it names none.
func quarterTwin(name string) string {
	words := []rune(name)
	for i, r := range words {
		first := i == 0 || words[i-1] == ' ' || words[i-1] == '-' || words[i-1] == '_'
		last := i+2 == len(words) || i+2 < len(words) && !isWordRune(words[i+2])
		if first && last && i+1 < len(words) && words[i+1] >= '1' && words[i+1] <= '4' {
			if at := slices.Index([]rune("QTqt"), r); at >= 0 {
				words[i] = []rune("TQtq")[at]
				return string(words)
			}
		}
	}
	return ""
}

func isWordRune(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}
