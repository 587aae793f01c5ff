package answers

import (
	"context"
	"math"

	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

// Group is one of two groups of leads that are compared.
type Group struct {
	*report.Side                 // its kind and name
	Facts        store.FactQuery // which leads it is made of
}

// Compare sets two groups side by side; told says the verdicts in sentences, too.
func Compare(ctx context.Context, tx *store.Tx, q report.Query, a, b Group, told bool) (*sheet.Sheet, error) {
	var err error
	if q.Base, err = tx.Base(ctx); err != nil {
		return nil, err
	}
	if q.Names, err = Names(ctx, tx, q.By); err != nil {
		return nil, err
	}
	for _, g := range []*Group{&a, &b} {
		g.Facts.Cohort, g.Facts.Fees = true, len(q.Names.Fees) > 0
		if err := g.count(ctx, tx, q); err != nil {
			return nil, err
		}
	}
	shared, err := tx.Shared(ctx, a.Facts, b.Facts)
	if err != nil {
		return nil, err
	}
	if told {
		return report.CompareTold(q, a.Side, b.Side, shared), nil
	}
	return report.Compare(q, a.Side, b.Side, shared), nil
}

// count counts the leads of a group into its side, and the work on no lead.
func (g *Group) count(ctx context.Context, tx *store.Tx, q report.Query) error {
	s, facts := g.Side, g.Facts
	if err := tx.Yields(ctx, facts, func(y crm.Yield) { s.Add(y, q.Names) }); err != nil {
		return err
	}
	if err := tx.StageHistories(ctx, facts, func(j crm.StageHistory) {
		if j.Outcome != "" {
			s.End(j.Outcome, j.ClosedOn)
		}
	}); err != nil {
		return err
	}
	replies := facts
	replies.Replies, replies.LeadsOnly, replies.Fees, replies.Today = true, true, false, q.Today
	sums, err := tx.Facts(ctx, replies)
	if err != nil {
		return err
	}
	for _, f := range sums {
		s.AddReplies(f)
	}
	minutes, cost, err := tx.Prospecting(ctx, facts)
	if err != nil {
		return err
	}
	s.AddProspecting(minutes, cost)
	s.Young.Cycle = s.Cycle()
	s.Young.Open, err = youngLeads(ctx, tx, q.Today, facts, s.Young.Cycle)
	return err
}

// youngLeads counts the open leads that are younger than so many days.
func youngLeads(ctx context.Context, tx *store.Tx, today crm.Date, facts store.FactQuery, days float64) (open int64, err error) {
	if days <= 0 {
		return 0, nil
	}
	facts.By, facts.Cohort, facts.Fees = nil, false, false
	if facts.Period.From = max(facts.Period.From, today.AddDays(1-int(math.Ceil(days)))); facts.Period.To != "" && facts.Period.To < facts.Period.From {
		return 0, nil
	}
	sums, err := tx.Facts(ctx, facts)
	for _, f := range sums {
		open += f.Leads - f.Closed
	}
	return open, err
}
