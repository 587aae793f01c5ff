package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/store"
)

func newSourceStarter(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "starter [freelance|business]",
		Short: "Add what is missing from a list of usual sources",
		Long: `Add what is missing from a list of usual sources with their channels and other names: freelance,
which a new file starts with, or business, for those who sell at fairs, by phone and by
advertising. Existing ones stay as they are; they only gain other names that nothing else has.`,
		Example: "  leads source starter business",
		Args:    between(0, 1, "freelance or business"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			list := crm.Starters()
			if which := strings.Join(args, ""); which == "business" {
				list = crm.BusinessStarters()
			} else if which != "" && which != "freelance" {
				return crm.Invalidf("there is no list %q", which).OneOf(which, []string{"freelance", "business"})
			}
			var added []string
			err := a.update(ctx, func(tx *store.Tx) (err error) {
				added, err = intake.AddStarters(ctx, tx, a.inLanguage(list))
				return err
			})
			if err != nil {
				return err
			}
			if a.machine() {
				for _, name := range added {
					fmt.Fprintln(a.Stdout, safe(name))
				}
				return nil
			}
			if len(added) == 0 {
				return a.answer(a.say("Nothing was missing"), "")
			}
			return a.answer(safe(a.say("Added %s", strings.Join(added, ", "))), "")
		}),
	}
}
