package cli

import (
	"context"
	"slices"

	"leads/internal/attribution"
	"leads/internal/crm"
	"leads/internal/form"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

// which recommends a model. Its three questions are asked on a terminal; else what
// the flags leave open is taken from the file.
func (a *app) which(ctx context.Context, in reportInput, s report.Situation) error {
	for _, q := range []struct {
		flag, value string
		words       []string
	}{{"--touches", s.Touches, report.Touches}, {"--cycle", s.Cycle, report.Cycles}, {"--goal", s.Goal, report.Goals}} {
		if q.value != "" && !slices.Contains(q.words, q.value) {
			return crm.Invalidf("%s does not take %q", q.flag, q.value).OneOf(q.value, q.words)
		}
	}
	q, period, err := a.readReport(in)
	if err != nil {
		return err
	}
	if a.interactive() {
		if err := a.askSituation(ctx, &s); err != nil {
			return formError(err)
		}
	}
	var answer *sheet.Sheet
	err = a.view(ctx, func(tx *store.Tx) error {
		facts, err := a.readFacts(ctx, tx, in, &q, period)
		if err != nil {
			return err
		}
		q.Unfed, q.Period = nil, facts.Period
		first, err := a.creditsOf(ctx, tx, in.attr, q, facts, crm.OfRevenue, attribution.First)
		if err != nil {
			return err
		}
		cycles, err := tx.WonCycles(ctx)
		if err != nil {
			return err
		}
		deals, multi := first.Paths()
		settled, guessed := s.Settle(deals, multi, cycles)
		model, _ := settled.Model()
		both, err := a.creditsOf(ctx, tx, in.attr, q, facts, crm.OfRevenue, attribution.First, model)
		if err != nil {
			return err
		}
		answer = both.Which(settled, guessed)
		return nil
	})
	if err != nil {
		return err
	}
	return a.print(answer)
}

// askSituation asks what the flags leave open; not to know takes it from the file.
func (a *app) askSituation(ctx context.Context, s *report.Situation) error {
	unsure := form.Choice{Value: "", Label: a.say("I do not know: take it from my file")}
	for _, q := range []struct {
		answer  *string
		title   string
		choices []form.Choice
	}{
		{&s.Touches, a.say("How many contacts does a deal take?"), []form.Choice{unsure,
			{Value: "few", Label: a.say("one or two")}, {Value: "many", Label: a.say("three or more")}}},
		{&s.Cycle, a.say("How long does a deal take?"), []form.Choice{unsure,
			{Value: "short", Label: a.say("less than a month")}, {Value: "long", Label: a.say("a month or more")}}},
		{&s.Goal, a.say("What do you want to know?"), []form.Choice{
			{Value: "both", Label: a.say("what each contact contributes")}, {Value: "start", Label: a.say("what opens doors")}, {Value: "close", Label: a.say("what closes deals")}}},
	} {
		if *q.answer != "" {
			continue
		}
		if err := a.asker().Choose(ctx, q.title, q.choices, q.answer); err != nil {
			return err
		}
	}
	return nil
}
