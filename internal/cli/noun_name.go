package cli

import (
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
		return e.WithHint("a slash parts a source from its channel: leads channel add %s", text)
	}
	return e.WithHint("a slash parts a source from its channel")
}
