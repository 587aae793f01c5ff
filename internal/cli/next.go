package cli

import (
	"context"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/crm"
	"leads/internal/render"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newNext(a *app) *cobra.Command {
	limit := 20
	cmd := &cobra.Command{
		Use:   "next",
		Short: "What to do now, in order, and why: follow-ups due, leads gone quiet",
		Long: `What to do now, in order, and why: the follow-ups that are due, the oldest first, then the
open leads that have gone quiet, the latest first; where leads are scored, the best first (of the
first 100 of each kind). A lead has gone quiet when nothing has
happened on it for longer than 9 in 10 of your won deals took from first touch to winning.
--format ics writes every follow-up day, also those to come, for your calendar.`,
		Example:     "  leads next\n  leads next --limit 5 --json\n  leads next --format ics > follow-ups.ics",
		Args:        noArguments,
		Annotations: map[string]string{datable: "yes"},
	}
	cmd.RunE = a.run(func(ctx context.Context, _ []string) error {
		if limit < 0 {
			return crm.Invalidf("--limit %d is negative", limit)
		}
		if a.format == render.ICS {
			return a.calendar(ctx, a.Stdout)
		}
		return a.next(ctx, limit)
	})
	cmd.Flags().IntVarP(&limit, "limit", "n", limit, "at most `N` leads (0 is all)")
	return cmd
}

func (a *app) next(ctx context.Context, limit int) error {
	var answer *sheet.Sheet
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		answer, err = answers.Next(ctx, tx, &a.scores, a.today, limit)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(answer)
}
