package answers

import (
	"context"

	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

// Today is what waits, what is open and what this week has brought.
func Today(ctx context.Context, tx *store.Tx, today crm.Date) (*sheet.Page, error) {
	in := report.TodayFacts{Today: today}
	var err error
	if in.Base, err = tx.Base(ctx); err != nil {
		return nil, err
	}
	week, err := Period(ctx, tx, "this-week", today)
	if err != nil {
		return nil, err
	}
	if in.Week, err = tx.Facts(ctx, store.FactQuery{Period: week}); err != nil {
		return nil, err
	}
	if in.Open, err = tx.OpenLeads(ctx); err != nil {
		return nil, err
	}
	if in.Waiting, err = waiting(ctx, tx, today, 6); err != nil {
		return nil, err
	}
	if err := countWaiting(ctx, tx, today, &in.Waiting); err != nil {
		return nil, err
	}
	return report.Today(in), nil
}
