package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/store"
)

// otherNameInput are the flags by which a noun gets other names.
type otherNameInput struct {
	noun         store.Noun
	also, nomore []string
}

func otherNameFlags(cmd *cobra.Command, noun store.Noun) *otherNameInput {
	in := &otherNameInput{noun: noun}
	cmd.Flags().StringArrayVar(&in.also, "also", nil, "other `names` of it, with commas between: matched like its name")
	cmd.Flags().StringArrayVar(&in.nomore, "not-also", nil, "other `names` to take away")
	return in
}

func (in *otherNameInput) given() bool { return len(in.also)+len(in.nomore) > 0 }

// write gives an entry its other names and takes away those that it has no more.
func (in *otherNameInput) write(ctx context.Context, tx *store.Tx, id int64) error {
	if err := tx.RemoveOtherNames(ctx, in.noun, id, splitList(strings.Join(in.nomore, ","))); err != nil {
		return err
	}
	also := splitList(strings.Join(in.also, ","))
	for _, name := range also {
		if in.noun == store.SourceNoun && crm.IsNoSource(name) {
			return crm.CheckSourceName(name)
		}
		if in.noun != store.CampaignNoun && strings.Contains(name, "/") {
			return crm.Invalidf("the name of a %s cannot hold a slash: %q", noun{noun: in.noun}.word(), name).
				WithHint("a slash separates a source from its channel")
		}
	}
	return tx.AddOtherNames(ctx, in.noun, id, also)
}
