package cli

import (
	"context"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/crm"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newGoal(a *app) *cobra.Command {
	cmd := a.group("goal", "What a month should bring, and whether it is on course", newGoalSet(a), newGoalClear(a))
	cmd.Long = `What a month should bring, and whether it is on course: what it has brought so far, what the rest
of it brings by your own pace, how many bids the goal still takes at your own win rate, and from
which day on prospecting decides next month (three in four of your deals took that long).

Every range covers 8 of 10 months simulated from your own deals, so that few deals give a
wide range. With none, nobody can say yet.`
	cmd.Example = "  leads goal set 5000/month --hours 20\n  leads goal\n  leads goal --json"
	group := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return group(cmd, args)
		}
		return a.run(func(ctx context.Context, _ []string) error { return a.goal(ctx) })(cmd, args)
	}
	return cmd
}

func newGoalSet(a *app) *cobra.Command {
	hours := int64(0)
	cmd := &cobra.Command{
		Use:     "set AMOUNT/month",
		Short:   "Set what a month should bring",
		Example: "  leads goal set 5000/month\n  leads goal set 5000/month --hours 20",
		Args:    exactly(1, "AMOUNT/month"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			if hours < 0 || hours > 168 {
				return crm.Invalidf("--hours %d: a week has 168 hours", hours)
			}
			return a.goalSet(ctx, args[0], hours)
		}),
	}
	cmd.Flags().Int64Var(&hours, "hours", 0, "`hours` a week that you have for prospecting")
	return cmd
}

func (a *app) goalSet(ctx context.Context, text string, hours int64) error {
	var goal crm.Goal
	err := a.update(ctx, func(tx *store.Tx) error {
		base, err := tx.Base(ctx)
		if err != nil {
			return err
		}
		if goal.Month, err = crm.ParseGoal(text, base); err != nil {
			return err
		}
		goal.Hours = hours
		return answers.SetGoal(ctx, tx, goal)
	})
	if err != nil {
		return err
	}
	a.note("goal: %s a month; see how it goes with: leads goal", goal.Month.String())
	return nil
}

func newGoalClear(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "clear", Short: "Forget the goal", Example: "  leads goal clear", Args: noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			return a.update(ctx, func(tx *store.Tx) error { return answers.ClearGoal(ctx, tx) })
		}),
	}
}

// goal says whether the month is on course.
func (a *app) goal(ctx context.Context) error {
	var answer *sheet.Sheet
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		answer, err = answers.Goal(ctx, tx, a.today)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(answer)
}
