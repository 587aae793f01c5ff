package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newPipeline(a *app) *cobra.Command {
	in := reportInput{}
	cmd := &cobra.Command{
		Use:   "pipeline",
		Short: "What is open, and what may come of it by your own history",
		Long: `What is open, stage by stage, and what may come of it by your own history.

  value     the values of the open leads, in the base currency at today's rates
  expected  value × win rate. The rate is won / (won + lost + no answer) of the leads that once
            reached that stage, from that source. A small group is drawn towards the whole: a
            source at a stage counts as if 10 more leads had ended like the whole stage, and a
            stage as if 10 more had ended like all leads (an m-estimate, Cestnik 1990)
  from, to  where the sum will be 95 times in 100: the rate is not known for sure, and a lead is
            won or not. One large lead makes a wide range
  n         how many decided leads reached that stage or came from that source

Nothing is expected before at least one lead was won and one lost. Nobody types a percentage.
A filter keeps the leads it names, in the history too.

With --by month it is a forecast: an open lead comes in when the leads that were won came in, by
the days since the first touch, not before its follow-up and not before today; an own field
"expected close" (2026-12-31) names the day. What is unpaid comes in as long after the closing as
deals took to be paid in full. What is older than any of them is in no month.`,
		Example: `  leads pipeline
  leads pipeline --by source
  leads pipeline --by stage,source --json
  leads pipeline --by month`,
		Args: noArguments,
	}
	cmd.RunE = a.run(func(ctx context.Context, _ []string) error { return a.pipeline(ctx, in) })
	f := cmd.Flags()
	f.StringVar(&in.by, "by", "stage", "stage, source, or both with a comma (`dimensions`); or month")
	in.keep.add(cmd)
	return cmd
}

func (a *app) pipeline(ctx context.Context, in reportInput) error {
	q, period, err := a.readReport(in)
	if err != nil {
		return err
	}
	if slices.Equal(q.By, []crm.Dimension{crm.ByMonth}) {
		return a.forecast(ctx, in, q, period)
	}
	for _, d := range q.By {
		if d != crm.ByStage && d != crm.BySource {
			return crm.Invalidf("a pipeline goes by stage or source, or by month alone, not by %s", string(d)).WithHint("leads funnel --by %s", string(d))
		}
	}
	var answer *sheet.Sheet
	err = a.view(ctx, func(tx *store.Tx) error {
		shown := q.By
		q.By = []crm.Dimension{crm.BySource} // both are needed, whatever is shown
		facts, err := a.history(ctx, tx, &q, in, period)
		if err != nil {
			return err
		}
		q.By = shown
		answer, err = answers.Pipeline(ctx, tx, q, facts)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(answer)
}

// forecast is the pipeline by month.
func (a *app) forecast(ctx context.Context, in reportInput, q report.Query, period crm.Period) error {
	var answer *sheet.Sheet
	err := a.view(ctx, func(tx *store.Tx) error {
		q.By = []crm.Dimension{crm.BySource}
		facts, err := a.history(ctx, tx, &q, in, period)
		if err != nil {
			return err
		}
		answer, err = answers.Forecast(ctx, tx, q, facts)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(answer)
}
