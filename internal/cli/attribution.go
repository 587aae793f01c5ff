package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/attribution"
	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

// sideBySide are the models that leads attribution shows unasked.
var sideBySide = []attribution.Model{attribution.First, attribution.Last, attribution.Linear, attribution.U, attribution.J, attribution.W,
	attribution.Full, attribution.Decay, attribution.Markov, attribution.Shapley}

func newAttribution(a *app) *cobra.Command {
	in := reportInput{}
	var models string
	which, situation := false, report.Situation{}
	cmd := &cobra.Command{
		Use:   "attribution",
		Short: "What each source brought, under several models side by side",
		Long: `What each source brought when deals are shared among all their touches, under several models
side by side, and whether the choice of model changes the ranking. Markov and shapley learn
from journeys with several touches: below a floor they are left out, or refused when asked for
by name, unless --force. --which recommends a model: it asks three questions on a terminal;
elsewhere what the flags leave open is taken from the file. How the models share: leads help models`,
		Example: `  leads attribution
  leads attribution --which --touches many --cycle long --goal both
  leads attribution --by campaign --period this-year --model first,linear,decay`,
		Args: noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			if which {
				return a.which(ctx, in, situation)
			}
			if situation != (report.Situation{}) {
				return crm.Invalidf("--touches, --cycle and --goal go with --which").WithHint("leads attribution --which")
			}
			return a.attribution(ctx, in, models)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.by, "by", "source", "`dimensions`, separated by commas")
	f.StringVar(&models, "model", "", "`models`, separated by commas (default first,last,linear,u,j,w,full,decay,markov,shapley)")
	f.StringVar(&in.period, "period", "", "this-week, last-month, 2026, 2026-Q3, 2026-11, 2026-W47, … (default the whole file)")
	f.BoolVar(&which, "which", false, "recommend a model, with its reason")
	f.StringVar(&situation.Touches, "touches", "", "with --which: `few` contacts a deal, or many")
	f.StringVar(&situation.Cycle, "cycle", "", "with --which: a `short` way to a deal, or a long one")
	f.StringVar(&situation.Goal, "goal", "", "with --which: what opens doors (`start`), what closes deals (close), or both")
	f.BoolVar(&in.cohort, "cohort", false, "follow the leads of the period, whenever they closed")
	in.keep.add(cmd)
	in.attr.add(cmd)
	return cmd
}

func (a *app) attribution(ctx context.Context, in reportInput, models string) error {
	q, period, err := a.readReport(in)
	if err != nil {
		return err
	}
	of, err := in.attr.measure()
	if err != nil {
		return err
	}
	chosen := sideBySide
	if models != "" {
		chosen = nil
		for _, word := range splitList(models) {
			m, err := attribution.ParseModel(word)
			if err != nil {
				return err
			}
			if slices.Contains(chosen, m) {
				return crm.Invalidf("--model names %s twice", string(m))
			}
			chosen = append(chosen, m)
		}
	}
	if len(chosen) == 0 {
		return crm.Invalidf("--model needs a model").WithHint("for example: --model first,linear")
	}
	var answer *sheet.Sheet
	err = a.view(ctx, func(tx *store.Tx) error {
		facts, err := a.readFacts(ctx, tx, in, &q, period)
		if err != nil {
			return err
		}
		period = facts.Period
		q.Unfed, q.Period = nil, period
		credits, err := a.creditsOf(ctx, tx, in.attr, q, facts, of, chosen...)
		if err != nil {
			return err
		}
		if models != "" && !in.attr.force { // asked for by name: left out would be no answer
			if err := credits.Check(); err != nil {
				return err
			}
		}
		answer = credits.SideBySide(in.attr.force)
		return nil
	})
	if err != nil {
		return err
	}
	return a.print(answer)
}

// creditsOf shares the journeys of a report by several models.
func (a *app) creditsOf(ctx context.Context, tx *store.Tx, flags modelFlags, q report.Query, facts store.FactQuery, of crm.Measure,
	models ...attribution.Model) (*report.Credits, error) {
	kept, err := tx.Setting(ctx, "custom-weights")
	if err != nil {
		return nil, err
	}
	var rules []attribution.Rule
	for _, m := range models {
		rule, err := flags.rule(m, kept)
		if err != nil {
			return nil, err
		}
		rules = append(rules, rule)
	}
	return answers.Credits(ctx, tx, q, facts, of, flags.why, rules...)
}
