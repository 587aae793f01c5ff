package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/crm"
	"leads/internal/render"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newFunnel(a *app) *cobra.Command {
	in := reportInput{}
	cmd := &cobra.Command{
		Use:   "funnel",
		Short: "How far leads get, and how long they stay at each stage",
		Long: `How far leads get, stage by stage, of all leads or by group, and how long they stay there.

  reached   leads that were ever at the stage, each once, however often they came back.
            Every lead reaches new with its first touch; a stage that was skipped was not reached
  passed    of those, leads that reached a later stage or were won
  lost      leads lost or never answered whose furthest stage it was. A loss is not progress
  declined  leads that you declined there (not-a-fit): neither passed nor lost
  open      open leads whose furthest stage it is, and their share of those that reached it
  rate      passed / (passed + lost), with Wilson's 95 % interval; open ones are left out
  days      how long leads were at the stage in total, of those that have left it: median, and
            within how many days 75 % had left

Days to win are the median of the deals won, and beside it the one that counts open leads too
(Kaplan-Meier: winning is the event; lost and declined leads leave on their closing day, open
ones today): the newest source always looks fastest. It is unknown until half would have won.

Groups are the dimensions of a report: source, channel, campaign, client, referrer, month, …`,
		Example: `  leads funnel
  leads funnel --by source --period this-year
  leads funnel --by campaign --json`,
		Args: noArguments,
	}
	levels := false
	cmd.RunE = a.run(func(ctx context.Context, _ []string) error {
		if levels {
			return a.levelFunnel(ctx, in)
		}
		return a.funnel(ctx, in)
	})
	f := cmd.Flags()
	f.BoolVar(&levels, "levels", false, "by the levels of scores instead of stages: lead, MQL, SQL, won; by month unless --by says otherwise")
	f.StringVar(&in.by, "by", "", "`dimensions`, separated by commas (default all leads as one)")
	f.StringVar(&in.period, "period", "", "leads whose first touch is in it: this-year, 2026-Q3, … (default the whole file)")
	f.StringVar(&in.bands, "bands", "", "with --by value-band: the `bounds`, such as 500,1000,5000 (default your own quartiles)")
	in.keep.add(cmd)
	return cmd
}

func (a *app) funnel(ctx context.Context, in reportInput) error {
	all := in.by == ""
	if all {
		in.by = "source" // any will do
	}
	q, period, err := a.readReport(in)
	if err != nil {
		return err
	}
	if all {
		q.By = nil
	}
	var f *report.Funnel
	err = a.view(ctx, func(tx *store.Tx) error {
		facts, err := a.history(ctx, tx, &q, in, period)
		if err != nil {
			return err
		}
		f, err = answers.Funnel(ctx, tx, q, facts)
		return err
	})
	if err != nil {
		return err
	}
	return a.printHistory(f)
}

// levelFunnel is the funnel of levels: by the highest that each lead ever reached.
func (a *app) levelFunnel(ctx context.Context, in reportInput) error {
	if in.by == "" {
		in.by = string(crm.ByMonth)
	}
	q, period, err := a.readReport(in)
	if err != nil {
		return err
	}
	if slices.Contains(q.By, crm.ByLevel) || slices.Contains(q.By, crm.ByOutcome) {
		return crm.Invalidf("a funnel of levels is not by level or outcome")
	}
	var f *report.Funnel
	err = a.view(ctx, func(tx *store.Tx) error {
		facts, err := a.history(ctx, tx, &q, in, period)
		if err != nil {
			return err
		}
		f, err = answers.LevelFunnel(ctx, tx, q, facts)
		return err
	})
	if err != nil {
		return err
	}
	return a.printHistory(f)
}

// history reads period, filters and names of a question about leads one by one.
func (a *app) history(ctx context.Context, tx *store.Tx, q *report.Query, in reportInput, period crm.Period) (facts store.FactQuery, err error) {
	if q.Period, err = a.readPeriod(ctx, tx, in, period); err != nil {
		return facts, err
	}
	keep, err := in.keep.resolve(ctx, a, tx)
	if err != nil {
		return facts, err
	}
	if q.Base, err = tx.Base(ctx); err != nil {
		return facts, err
	}
	facts = store.FactQuery{By: q.By, Period: q.Period, Cohort: true, Keep: keep}
	if err := setBands(ctx, tx, &facts, in.bands); err != nil {
		return facts, err
	}
	q.Names, err = answers.Names(ctx, tx, q.By)
	return facts, err
}

// printHistory prints a funnel as the format wants it.
func (a *app) printHistory(f *report.Funnel) error {
	var s *sheet.Sheet
	switch a.format {
	case render.JSON, render.JSONL:
		s = f.Sheet()
	default:
		s = f.Lines(!a.machine())
	}
	return a.printReport(s)
}
