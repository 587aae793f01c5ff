package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"leads/internal/say"
	"leads/internal/scoring"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newScoreRecompute(a *app) *cobra.Command {
	var dryRun, levels bool
	cmd := &cobra.Command{
		Use:   "recompute",
		Short: "Score every lead again and say how many scores were wrong",
		Long: `Score every lead again. Every command keeps scores up to date, so this changes nothing unless
the rules look at the day (half-life, age, silence): then it brings every score up to today.
--levels also works out again on which days each level was first reached, by the rules and
thresholds in force on each day.`,
		Example: "  leads score recompute\n  leads score recompute --dry-run",
		Args:    noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			return a.scoreRecompute(ctx, dryRun, levels)
		}),
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only compare; write nothing")
	cmd.Flags().BoolVar(&levels, "levels", false, "work out the days of the levels again, too")
	return cmd
}

func (a *app) scoreRecompute(ctx context.Context, dryRun, levels bool) error {
	scored, changed := 0, 0
	work := func(tx *store.Tx) error {
		t, err := scoring.Table(ctx, tx, a.today)
		if err != nil || len(t.Rules) == 0 {
			return err
		}
		if scored, err = tx.CountLeads(ctx); err != nil {
			return err
		}
		if dryRun {
			changed, err = a.scores.Wrong(ctx, tx)
		} else {
			changed, err = a.scores.Recompute(ctx, tx, levels)
		}
		return err
	}
	run := a.update
	if dryRun {
		run = a.view
	}
	if err := run(ctx, work); err != nil {
		return err
	}
	if a.structured() {
		return a.print(&sheet.Sheet{Shape: sheet.Record, Rows: [][]any{{int64(scored), int64(changed)}}, Columns: []sheet.Column{
			{Key: "scored", Title: say.T("scored"), Type: sheet.Count}, {Key: "changed", Title: say.T("changed"), Type: sheet.Count}}})
	}
	return a.answer(a.say("%s, %s", say.T("%d leads scored", scored), say.T("%d scores changed", changed)), strconv.Itoa(changed))
}

// examineScores checks the scores of the file: is each the sum of its log, and do
// the days of the levels make sense?
func (a *app) examineScores(ctx context.Context, s *store.Store, fix bool) (list []store.Finding, err error) {
	var sums, levels scoring.Check
	err = s.View(ctx, func(tx *store.Tx) (err error) {
		sums, levels, err = a.scores.Examine(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	f, l := store.Finding{Check: "scores"}, store.Finding{Check: "levels"}
	if sums.Wrong > 0 {
		f.Fault = say.T("%d leads have a score that is not the sum of their log: leads score recompute", sums.Wrong)
	}
	if levels.Wrong > 0 {
		l.Fault = say.T("%d leads have a level that no rule in force explains, or an SQL day before their MQL day, such as lead %d: leads score recompute --levels",
			levels.Wrong, int64(levels.Such))
	}
	if list = []store.Finding{f, l}; !fix || sums.Wrong+levels.Wrong == 0 {
		return list, nil
	}
	list[0].Fixed, list[1].Fixed = sums.Wrong > 0, levels.Wrong > 0
	return list, s.Update(ctx, store.Command{}, func(tx *store.Tx) error {
		_, err := a.scores.Recompute(ctx, tx, levels.Wrong > 0)
		return err
	})
}
