package answers

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

// Prepare fills in what a report needs to know of the file: the base currency, the cost of
// an hour, the names that it shows, and the sources that nobody fed.
func Prepare(ctx context.Context, tx *store.Tx, q *report.Query, facts store.FactQuery) (err error) {
	if q.Base, err = tx.Base(ctx); err != nil {
		return err
	}
	cost, err := tx.Setting(ctx, "hourly-cost")
	if err != nil {
		return err
	}
	if cost != "" {
		if q.HourlyCost, err = crm.ParseMoney(cost, q.Base, crm.MarkPoint); err != nil {
			return err
		}
	}
	if q.Names, err = Names(ctx, tx, q.By); err != nil {
		return err
	}
	sources, err := tx.Sources(ctx)
	if err != nil {
		return err
	}
	alone := len(q.By) == 1 || len(q.By) == 2 && q.By[1] == crm.ByChannel
	filtered := len(facts.Keep.Channels)+len(facts.Keep.Campaigns)+len(facts.Keep.Clients)+len(facts.Keep.Labels) > 0
	for _, s := range sources {
		if len(facts.Keep.Sources) > 0 && !slices.Contains(facts.Keep.Sources, s.ID) {
			continue
		}
		if alone && !filtered && q.By[0] == crm.BySource && s.MergedInto == 0 && s.ArchivedOn == "" {
			q.Unfed = append(q.Unfed, s.Name)
		}
	}
	return nil
}

// sums asks for the sums and makes the sheet; remarked with its notes.
func sums(ctx context.Context, tx *store.Tx, q report.Query, facts store.FactQuery, remarked bool) (*sheet.Sheet, error) {
	facts.Fees, facts.Periods = len(q.Names.Fees) > 0, true
	list, err := tx.Facts(ctx, facts)
	if err != nil {
		return nil, err
	}
	q.Period = facts.Period
	if slices.Contains(q.By, crm.ByCampaign) {
		if q.Influence.Facts, q.Influence.Total, err = tx.Influenced(ctx, facts); err != nil {
			return nil, err
		}
	}
	sum := report.SumUp(q, list)
	if slices.Contains(q.By, crm.ByTag) { // a lead counts under each of its tags, and once in the total
		once := facts
		once.By = slices.DeleteFunc(slices.Clone(q.By), func(d crm.Dimension) bool { return d == crm.ByTag })
		if list, err = tx.Facts(ctx, once); err != nil {
			return nil, err
		}
		sum.TotalOf(list)
	}
	if q.Final {
		finals := &report.Finals{Today: q.Today}
		if err := tx.StageHistories(ctx, store.FactQuery{}, finals.Learn); err != nil {
			return nil, err
		}
		own := facts
		own.Cohort, own.Fees, own.Periods = true, false, false
		if err := tx.StageHistories(ctx, own, finals.Add); err != nil {
			return nil, err
		}
		sum.Settled(finals)
	}
	if remarked {
		if sum.Remarks, err = remarks(ctx, tx, q.Today, facts, sum); err != nil {
			return nil, err
		}
	}
	return sum.Sheet(), nil
}
