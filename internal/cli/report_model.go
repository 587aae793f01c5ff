package cli

import (
	"context"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/attribution"
	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

// modelFlags choose a model of attribution and what it shares out.
type modelFlags struct {
	model, of, halfLife, lookback, weights, level string
	root, force, why                              bool
}

func (m *modelFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&m.of, "of", "", "what is shared out: `measure` revenue, deals, pipeline, leads, mql, sql or paid (default revenue)")
	f.StringVar(&m.halfLife, "half-life", "", "`days` in which a touch loses half its weight, for decay (default 7d)")
	f.StringVar(&m.lookback, "lookback", "", "leave out touches older than this many `days` before the closing: 90d")
	f.StringVar(&m.weights, "weights", "", "`first/middle/last` for custom: 5/20/75 (default: the setting custom-weights)")
	f.StringVar(&m.level, "level", "", "client: a client's leads share the first touch that brought the client")
	f.BoolVar(&m.root, "root", false, "credit the source that started the chain of referrals")
	f.BoolVar(&m.force, "force", false, "compute markov and shapley from few journeys, too")
}

// set reports whether a model was asked for. A measure alone means the first touch.
func (m modelFlags) set() bool { return m.model != "" || m.of != "" }

// origin reads --level and --root.
func (m modelFlags) origin() (store.Origin, error) {
	switch m.level {
	case "", "lead", "client":
		return store.Origin{Client: m.level == "client", Root: m.root}, nil
	}
	return store.Origin{}, crm.Invalidf("--level must be lead or client, not %q", m.level).WithHint("--by level groups by the level that a lead has reached").Near(m.level, "lead", "client")
}

// measure reads --of.
func (m modelFlags) measure() (crm.Measure, error) {
	if m.of == "" {
		return crm.OfRevenue, nil
	}
	return crm.ParseMeasure(m.of)
}

// rule reads a model with what it is told besides.
func (m modelFlags) rule(model attribution.Model, kept string) (r attribution.Rule, err error) {
	r.Model = model
	if m.halfLife != "" {
		if r.HalfLife, err = attribution.ParseDays(m.halfLife); err != nil {
			return r, err
		}
	}
	if m.lookback != "" {
		days, err := attribution.ParseDays(m.lookback)
		if err != nil {
			return r, err
		}
		if r.Lookback = int(days); r.Lookback < 1 {
			return r, crm.Invalidf("--lookback %s is less than a day", m.lookback).WithHint("for example: --lookback 90d")
		}
	}
	weights := m.weights
	if weights == "" {
		weights = kept
	}
	switch {
	case weights != "":
		r.Weights, err = attribution.ParseWeights(weights)
	case model == attribution.Custom:
		err = crm.Invalidf("the model custom needs weights").WithHint("--weights 5/20/75 (first/middle/last), or keep them: leads config set custom-weights 5/20/75")
	}
	return r, err
}

// creditReport is a report by a model of attribution, with the credits behind
// it where they are asked for.
func (a *app) creditReport(ctx context.Context, tx *store.Tx, m modelFlags, q report.Query, facts store.FactQuery) (*sheet.Sheet, error) {
	model := attribution.First
	if m.model != "" {
		var err error
		if model, err = attribution.ParseModel(m.model); err != nil {
			return nil, err
		}
	}
	of, err := m.measure()
	switch {
	case err != nil:
		return nil, err
	case q.Paid && m.of == "":
		of = crm.OfPaid
	case q.Paid && of != crm.OfPaid:
		return nil, crm.Invalidf("--money paid and --of %s contradict each other", m.of)
	}
	q.Paid = of == crm.OfPaid
	credits, err := a.creditsOf(ctx, tx, m, q, facts, of, model)
	if err != nil {
		return nil, err
	}
	return answers.CreditReport(ctx, tx, credits, facts.Keep.Clients, m.force, m.why)
}
