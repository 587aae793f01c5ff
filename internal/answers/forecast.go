package answers

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

// Forecast is the pipeline by month: what is open and what is unpaid, with the
// history that says when the like of it ended. The facts keep what it is about.
func Forecast(ctx context.Context, tx *store.Tx, q report.Query, facts store.FactQuery) (*sheet.Sheet, error) {
	f := report.NewForecast(q, q.Today)
	if err := fillForecast(ctx, tx, f, facts); err != nil {
		return nil, err
	}
	rates, err := ratesOn(ctx, tx, q.Today, q.Base, f.Foreign())
	if err != nil {
		return nil, err
	}
	return f.Sheet(rates)
}

func fillForecast(ctx context.Context, tx *store.Tx, f *report.Forecast, facts store.FactQuery) error {
	if err := tx.StageHistories(ctx, facts, f.Add); err != nil {
		return err
	}
	open, err := tx.Leads(ctx, store.LeadFilter{Keep: facts.Keep, Open: true, Sort: "id"})
	if err != nil {
		return err
	}
	for _, l := range open {
		f.Open(l, expectedClose(l))
	}
	kept := map[crm.LeadID]bool{}
	won, err := tx.Leads(ctx, store.LeadFilter{Keep: facts.Keep, Outcomes: []crm.Outcome{crm.Won}, Sort: "id"})
	if err != nil {
		return err
	}
	for _, l := range won {
		kept[l.ID] = true
	}
	deals, err := tx.WonDeals(ctx)
	if err != nil {
		return err
	}
	for _, w := range deals {
		if !kept[w.Lead] || !w.Deal.Amount.Known() {
			continue
		}
		paid, err := w.Deal.Paid(w.Payments, w.Deal.Base.Currency)
		if err != nil {
			return err
		}
		left, err := w.Deal.Rate.Convert(w.Deal.Unpaid(paid), w.Deal.Base.Currency)
		if err != nil {
			return err
		}
		full, err := w.Deal.PaidInFull(w.Payments)
		if err != nil {
			return err
		}
		f.Due(w.Deal.ClosedOn, left.Minor, full)
	}
	return nil
}

// closeFields are own fields that name the day on which a lead is expected to
// close, as exports of other programs call it, by their keys.
var closeFields = []string{"expectedclose", "expectedclosedate", "expectedclosingdate", "closedate", "closingdate", "dateprevue", "datedecloture", "dateprevisionnelle"}

// expectedClose is the day that a lead names for its closing; "" for none.
func expectedClose(l crm.Lead) (day crm.Date) {
	for name, text := range l.Fields {
		if on := crm.Date(text); slices.Contains(closeFields, crm.Key(name)) && on.Valid() {
			day = max(day, on)
		}
	}
	return day
}
