package answers

import (
	"context"

	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
	"leads/internal/store"
)

// What is taken for the share of answers and its spread where the file has no
// past campaigns to learn from.
const (
	usualRate   = 0.20
	usualSpread = 0.08
)

// PlanExperiment plans a test of a campaign's variants and keeps the plan. A
// Rate or Spread of 0 is learned from the file's other campaigns and variants,
// else taken as usual; the notes say which.
func PlanExperiment(ctx context.Context, tx *store.Tx, plan crm.Experiment) (*sheet.Sheet, error) {
	notes, err := learnRates(ctx, tx, &plan)
	if err != nil {
		return nil, err
	}
	e := report.Experiment{Plan: plan}
	e.Plan.Each = e.Design().Each()
	if err := tx.SetExperiment(ctx, e.Plan); err != nil {
		return nil, err
	}
	return e.Sheet(notes...), nil
}

// learnRates fills in the share of answers and its spread where they are 0.
func learnRates(ctx context.Context, tx *store.Tx, plan *crm.Experiment) (notes []say.Text, err error) {
	if plan.Rate > 0 && plan.Spread > 0 {
		return nil, nil
	}
	answered, sent, err := pastRates(ctx, tx, plan.Campaign)
	if err != nil {
		return nil, err
	}
	rate, spread, known := stats.Spread(answered, sent)
	if known {
		notes = append(notes, say.T("learned from %d groups of your past campaigns: %s of the messages were answered, usually %s more or fewer",
			len(sent), percent(rate), percent(spread)))
	} else {
		rate, spread = usualRate, usualSpread
		notes = append(notes, say.T("your past campaigns do not say: the usual is taken to be %s answers, give or take %s; set your own with --rate and --spread",
			percent(rate), percent(spread)))
	}
	if plan.Rate == 0 {
		plan.Rate = int64(rate * 1e6)
	}
	if plan.Spread == 0 {
		plan.Spread = int64(spread * 1e6)
	}
	return notes, nil
}

func percent(share float64) string { return crm.FormatPercent(int64(share*100+.5) * 10_000) }

// pastRates counts answers and sends of every variant of every campaign but one.
func pastRates(ctx context.Context, tx *store.Tx, but crm.CampaignID) (answered, sent []int64, err error) {
	type group struct {
		campaign crm.CampaignID
		variant  string
	}
	sends, err := tx.Sends(ctx)
	if err != nil {
		return nil, nil, err
	}
	replied, err := tx.Answered(ctx)
	if err != nil {
		return nil, nil, err
	}
	places := map[group]int{}
	for _, s := range sends {
		g := group{s.Campaign, s.Variant}
		if s.Campaign == but {
			continue
		}
		at, seen := places[g]
		if !seen {
			at = len(sent)
			places[g] = at
			answered, sent = append(answered, 0), append(sent, 0)
		}
		sent[at]++
		if replied[s.Lead] {
			answered[at]++
		}
	}
	return answered, sent, nil
}

// ExperimentOf is the planned test of a campaign with what has come of it; nil
// when none is planned.
func ExperimentOf(ctx context.Context, tx *store.Tx, campaign crm.CampaignID) (*report.Experiment, error) {
	plans, err := tx.Experiments(ctx)
	if err != nil {
		return nil, err
	}
	var e *report.Experiment
	for _, p := range plans {
		if p.Campaign == campaign {
			e = &report.Experiment{Plan: p, Sent: make([]int64, len(p.Variants)), Answered: make([]int64, len(p.Variants))}
		}
	}
	if e == nil {
		return nil, nil
	}
	sends, err := tx.Sends(ctx)
	if err != nil {
		return nil, err
	}
	answered, err := tx.Answered(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range sends {
		for i, variant := range e.Plan.Variants {
			if s.Campaign == campaign && crm.Key(s.Variant) == crm.Key(variant) {
				e.Sent[i]++
				if answered[s.Lead] {
					e.Answered[i]++
				}
			}
		}
	}
	return e, nil
}
