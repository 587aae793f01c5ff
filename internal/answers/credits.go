package answers

import (
	"cmp"
	"context"
	"slices"

	"leads/internal/attribution"
	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

// Credits reads the journeys of a report and shares them out by each rule; why keeps
// what each lead was credited.
func Credits(ctx context.Context, tx *store.Tx, q report.Query, facts store.FactQuery, of crm.Measure, why bool, rules ...attribution.Rule) (*report.Credits, error) {
	keep, err := touchesKept(ctx, tx, facts)
	if err != nil {
		return nil, err
	}
	q.Period = facts.Period
	j := store.PathQuery{Of: of, By: q.By, Period: facts.Period, Cohort: facts.Cohort, Clients: facts.Keep.Clients, Origin: facts.Origin, Today: q.Today,
		Parts: q.Parts(keep != nil), Named: why}
	for _, r := range rules {
		j.Ages = j.Ages || r.NeedsAges()
		j.Milestones = j.Milestones || r.NeedsMilestones()
		j.Lost = j.Lost || r.Model == attribution.Markov
	}
	credits := report.NewCredits(q, of, keep, rules...)
	if why {
		credits.Explain()
	}
	rates := map[crm.Currency]crm.Rate{}
	return credits, tx.Paths(ctx, j, func(journey *crm.Path) error {
		if m := journey.Amount; m.Known() && m.Currency != q.Base {
			rate, known := rates[m.Currency]
			if !known {
				if rate, err = tx.RateOn(ctx, m.Currency, q.Base, q.Today); err != nil {
					return err // never taken as 1
				}
				rates[m.Currency] = rate
			}
			if journey.Amount, err = rate.Convert(m, q.Base); err != nil {
				return err
			}
		}
		credits.Add(journey)
		return nil
	})
}

// touchesKept says which touches the filters of a report keep; nil for all.
func touchesKept(ctx context.Context, tx *store.Tx, facts store.FactQuery) (func(crm.Touch) bool, error) {
	if !facts.Keep.ByTouch() {
		return nil, nil
	}
	survivors, err := tx.Survivors(ctx)
	return func(t crm.Touch) bool { return survivors.Keeps(facts.Keep, t) }, err
}

// CreditReport is the sheet of shared credits; why adds what each lead was credited and what
// the columns mean. Too few journeys for a model are Refused unless it is forced.
func CreditReport(ctx context.Context, tx *store.Tx, credits *report.Credits, clients []crm.ClientID, force, why bool) (*sheet.Sheet, error) {
	answer, err := credits.Sheet(force)
	if err != nil || !why {
		return answer, err
	}
	leads, err := tx.Brief(ctx, store.LeadFilter{Keep: store.Keep{Clients: clients}, Sort: "id"})
	if err != nil {
		return nil, err
	}
	titles := map[crm.LeadID]string{}
	for _, l := range leads {
		titles[l.ID] = l.Title
	}
	behind, meanings := credits.Behind(titles)
	answer.Extra = append(answer.Extra, sheet.Field{Key: "leads", Type: sheet.Nested, Value: behind},
		sheet.Field{Key: "definitions", Type: sheet.Nested, Value: meanings})
	return answer, nil
}

// ProveCredits checks that the credits of every model add up to what the deals of each
// month brought, to the cent; the fault is empty where they do. Markov knows as many
// states as there are groups, and proves itself on few.
func ProveCredits(ctx context.Context, tx *store.Tx, today crm.Date) (fault say.Text, err error) {
	brought, err := tx.Brought(ctx)
	if err != nil {
		return fault, err
	}
	others := slices.DeleteFunc(slices.Clone(attribution.Models), func(m attribution.Model) bool { return m == attribution.Markov })
	for _, proof := range []struct {
		by     []crm.Dimension
		models []attribution.Model
	}{
		{[]crm.Dimension{crm.ByMonth, crm.BySource, crm.ByChannel, crm.ByCampaign}, others},
		{[]crm.Dimension{crm.ByMonth, crm.BySource}, []attribution.Model{attribution.Markov}},
	} {
		if fault, err = proveCredits(ctx, tx, report.Query{By: proof.by, Today: today}, brought, proof.models); err != nil || !fault.IsZero() {
			return fault, err
		}
	}
	return fault, nil
}

func proveCredits(ctx context.Context, tx *store.Tx, q report.Query, brought []crm.Fact, models []attribution.Model) (fault say.Text, err error) {
	if err := Prepare(ctx, tx, &q, store.FactQuery{}); err != nil {
		return fault, err
	}
	kept, err := tx.Setting(ctx, "custom-weights")
	if err != nil {
		return fault, err
	}
	weights, err := attribution.ParseWeights(cmp.Or(kept, "5/20/75")) // any will do
	if err != nil {
		return fault, err
	}
	var rules []attribution.Rule
	for _, m := range models {
		rules = append(rules, attribution.Rule{Model: m, Weights: weights})
	}
	credits, err := Credits(ctx, tx, q, store.FactQuery{By: q.By}, crm.OfRevenue, false, rules...)
	if err != nil {
		return fault, err
	}
	return credits.Proof(brought), nil
}
