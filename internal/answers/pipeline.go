package answers

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

// Pipeline is what is open, and what may come of it. The names of the query are those of sources.
func Pipeline(ctx context.Context, tx *store.Tx, q report.Query, facts store.FactQuery) (*sheet.Sheet, error) {
	facts.Values = true
	p := report.NewPipeline(q, q.Today)
	if err := tx.StageHistories(ctx, facts, p.Add); err != nil {
		return nil, err
	}
	rates, err := ratesOn(ctx, tx, q.Today, q.Base, p.Foreign())
	if err != nil {
		return nil, err
	}
	return p.Sheet(rates)
}

// Funnel is how far leads came, stage by stage.
func Funnel(ctx context.Context, tx *store.Tx, q report.Query, facts store.FactQuery) (*report.Funnel, error) {
	f := report.NewFunnel(q, q.Today)
	return f, tx.StageHistories(ctx, facts, f.Add)
}

// LevelFunnel is how far they came by the highest level that each lead ever reached.
func LevelFunnel(ctx context.Context, tx *store.Tx, q report.Query, facts store.FactQuery) (*report.Funnel, error) {
	facts.By = append(slices.Clone(q.By), crm.ByLevel, crm.ByOutcome)
	sums, err := tx.Facts(ctx, facts)
	if err != nil {
		return nil, err
	}
	return report.Levels(q, sums), nil
}

// ratesOn are the rates of currencies in the base currency on a day; none where there is none.
func ratesOn(ctx context.Context, tx *store.Tx, day crm.Date, base crm.Currency, currencies []crm.Currency) (map[crm.Currency]crm.Rate, error) {
	rates := map[crm.Currency]crm.Rate{}
	var err error
	for _, currency := range currencies {
		if rates[currency], err = tx.RateOn(ctx, currency, base, day); err != nil && crm.KindOf(err) != crm.Refused {
			return nil, err
		}
	}
	return rates, nil
}
