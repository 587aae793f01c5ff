package cli

import (
	"cmp"
	"context"
	"strings"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/store"
)

// checkName refuses a name that could not be typed as SOURCE/CHANNEL afterwards.
func (n noun) checkName(text string) error {
	if !strings.Contains(text, "/") || n.noun != store.SourceNoun && n.noun != store.ChannelNoun {
		return nil
	}
	e := crm.Invalidf("the name of a %s cannot hold a slash: %q", n.word(), text)
	if n.noun == store.SourceNoun {
		return e.WithHint("a slash separates a source from its channel: leads channel add %s", text)
	}
	return e.WithHint("a slash separates a source from its channel")
}

// split takes SOURCE/NAME apart for a channel; other names stay whole.
func (n noun) split(ctx context.Context, tx *store.Tx, text string) (scope crm.SourceID, name string, err error) {
	if n.noun != store.ChannelNoun {
		return 0, crm.CleanLine(text), nil
	}
	source, name, ok := strings.Cut(text, "/")
	if !ok || crm.CleanLine(name) == "" {
		return 0, "", crm.Invalidf("%q does not say which source the channel belongs to", text).WithHint("write it as SOURCE/CHANNEL, for example Upwork/Invite")
	}
	full, err := intake.Expand(ctx, tx, crm.TouchNames{Source: crm.CleanLine(source)})
	if err != nil {
		return 0, "", err
	}
	touch, err := tx.ResolveTouch(ctx, full, store.Create{})
	if err != nil {
		return 0, "", err
	}
	owner, err := tx.ChannelOwner(ctx, touch.Source, name)
	return owner, crm.CleanLine(name), err
}

// find gives the entry that a name on the line means, and puts its full name in
// place of the beginning that was typed.
func (a *app) find(ctx context.Context, tx *store.Tx, n noun, text *string) (store.Name, error) {
	scope, name, err := n.split(ctx, tx, *text)
	if err != nil {
		return store.Name{}, err
	}
	found, unknown := tx.Find(ctx, n.noun, scope, name)
	if crm.KindOf(unknown) != crm.NotFound || n.noun == store.ClientNoun {
		return found, unknown
	}
	full, err := tx.Abbreviated(ctx, n.noun, scope, name)
	if err != nil || full == "" {
		return found, cmp.Or(err, unknown)
	}
	if found, err = tx.Find(ctx, n.noun, scope, full); err != nil {
		return found, err
	}
	if n.noun == store.ChannelNoun {
		source, err := tx.NameOf(ctx, store.SourceNoun, int64(scope))
		if err != nil {
			return found, err
		}
		full = source + "/" + full
	}
	a.note("%s is %s", *text, full)
	*text = full
	return found, nil
}

// nameRemarks says what speaks against a name that was added, or against its dates.
func (a *app) nameRemarks(ctx context.Context, tx *store.Tx, n noun, id int64) error {
	list, err := intake.NameRemarks(ctx, tx, n.noun, id, a.today)
	for _, t := range list {
		a.warn(t)
	}
	return err
}

// insert adds an entry to the noun's table.
func (n noun) insert(ctx context.Context, tx *store.Tx, scope crm.SourceID, text string) (int64, error) {
	switch n.noun {
	case store.ChannelNoun:
		id, err := tx.AddChannel(ctx, scope, text, "")
		return int64(id), err
	case store.CampaignNoun:
		id, err := tx.AddCampaign(ctx, crm.Campaign{Name: text})
		return int64(id), err
	case store.ClientNoun:
		id, err := tx.AddClient(ctx, text)
		return int64(id), err
	}
	id, err := tx.AddSource(ctx, text)
	return int64(id), err
}
