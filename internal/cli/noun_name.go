package cli

import (
	"context"
	"strings"

	"leads/internal/crm"
	"leads/internal/store"
)

// checkName refuses a name that could not be typed as SOURCE/CHANNEL afterwards.
func (n noun) checkName(text string) error {
	if !strings.Contains(text, "/") || n.noun != store.SourceNoun && n.noun != store.ChannelNoun {
		return nil
	}
	e := crm.Invalidf("the name of a %s cannot hold a slash: %q", n.word(), text)
	if n.noun == store.SourceNoun {
		return e.WithHint("a slash parts a source from its channel: leads channel add %s", quoteLine([]string{text}))
	}
	return e.WithHint("a slash parts a source from its channel")
}

// refuseNear refuses a name that is another one spelled differently. Clients
// and campaigns may be alike ("SaaS Q1", "SaaS Q2"): for them only equality counts,
// and so it does for a name that is forced.
func (n noun) refuseNear(ctx context.Context, tx *store.Tx, scope crm.SourceID, text string, force bool) error {
	rows, err := n.rows(ctx, tx)
	if err != nil {
		return err
	}
	for _, e := range rows {
		name := e.cells[0].(string)
		if n.noun == store.ChannelNoun {
			source, channel, _ := strings.Cut(name, "/")
			if found, err := tx.Find(ctx, store.SourceNoun, 0, source); err != nil || crm.SourceID(found.ID) != scope {
				continue
			}
			name = channel
		}
		if name == text {
			return crm.Errorf(crm.Refused, "the %s %q is already there", n.word(), name)
		}
		if crm.Key(name) == crm.Key(text) {
			return crm.Errorf(crm.Refused, "the %s %q is already there, and %q is the same name", n.word(), name, text).
				WithHint("use %s", name)
		}
		if !force && (n.noun == store.SourceNoun || n.noun == store.ChannelNoun) && crm.NearEqual(name, text) {
			return crm.Errorf(crm.Refused, "the %s %q is already there, near-equal to %q", n.word(), name, text).
				WithHint("use %s, or add the other with --force", name)
		}
	}
	return nil
}
