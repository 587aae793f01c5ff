package cli

import (
	"context"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newCampaignPlan(a *app) *cobra.Command {
	var variants, rate, spread string
	sends := int64(0)
	cmd := &cobra.Command{
		Use:   "plan NAME",
		Short: "Plan a test of variants: how many of each before the rest goes to the better",
		Long: `Plan a test of variants: how many of each before all the rest goes to the better one. With few
messages to send, a test of the usual fixed size wastes them; this one brings the most answers
(Feit and Berman 2019). Record each message with leads bid or leads add --campaign NAME --variant A;
leads campaign show NAME then shows what is left and when to stop.
Without --rate and --spread they are learned from your past campaigns.`,
		Example: "  leads campaign plan \"SaaS Q4\" --variants A,B --sends 100\n  leads campaign plan \"SaaS Q4\" --variants A,B --sends 100 --rate 20% --spread 8%",
		Args:    exactly(1, "NAME"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			plan, err := readExperiment(variants, sends, rate, spread)
			if err != nil {
				return err
			}
			plan.At = crm.InstantOf(a.now)
			return a.campaignPlan(ctx, args[0], plan)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&variants, "variants", "", "`names` of the variants, such as A,B (required)")
	f.Int64Var(&sends, "sends", 0, "how `many` messages you will send in all (required)")
	f.StringVar(&rate, "rate", "", "`share` of messages that are answered, such as 20%")
	f.StringVar(&spread, "spread", "", "how `far` variants usually differ from it, such as 8%")
	return cmd
}

// readExperiment reads what needs no file.
func readExperiment(variants string, sends int64, rate, spread string) (plan crm.Experiment, err error) {
	seen := map[string]bool{}
	for _, v := range splitList(variants) {
		if err := crm.CheckText("variant", v, crm.MaxLine); err != nil {
			return plan, err
		}
		if seen[crm.Key(v)] {
			return plan, crm.Invalidf("--variants names %s twice", v)
		}
		seen[crm.Key(v)] = true
		plan.Variants = append(plan.Variants, v)
	}
	if len(plan.Variants) < 2 {
		return plan, crm.Invalidf("a test needs two variants or more").WithHint("for example: --variants A,B")
	}
	if sends < int64(len(plan.Variants)) || sends > 1_000_000_000 {
		return plan, crm.Invalidf("--sends %d: say how many messages you will send in all, at least one of each variant", sends).WithHint("for example: --sends 100")
	}
	plan.Sends = sends
	for _, part := range []struct {
		flag, text string
		into       *int64
	}{{"rate", rate, &plan.Rate}, {"spread", spread, &plan.Spread}} {
		if part.text == "" {
			continue
		}
		if *part.into, err = crm.ParsePercent(part.text); err != nil {
			return plan, err
		}
		if *part.into == 0 || *part.into >= 1_000_000 {
			return plan, crm.Invalidf("--%s must be more than 0 and less than 100 %%, not %s", part.flag, part.text)
		}
	}
	return plan, nil
}

func (a *app) campaignPlan(ctx context.Context, name string, plan crm.Experiment) error {
	var answer *sheet.Sheet
	err := a.update(ctx, func(tx *store.Tx) error {
		full, err := a.expand(ctx, tx, crm.TouchNames{Campaign: crm.CleanLine(name)})
		if err != nil {
			return err
		}
		campaign, err := tx.Find(ctx, store.CampaignNoun, 0, full.Campaign)
		if err != nil {
			return err
		}
		plan.Campaign = crm.CampaignID(campaign.ID)
		answer, err = answers.PlanExperiment(ctx, tx, plan)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(answer)
}

// campaignVariants adds to the record of a campaign how its planned test goes.
func campaignVariants(ctx context.Context, tx *store.Tx, id int64, s *sheet.Sheet) error {
	e, err := answers.ExperimentOf(ctx, tx, crm.CampaignID(id))
	if err != nil || e == nil {
		return err
	}
	s.Columns = append(s.Columns, sheet.Column{Key: "variants", Title: say.T("variants"), Type: sheet.Nested})
	s.Rows[0] = append(s.Rows[0], e.Progress())
	return nil
}
