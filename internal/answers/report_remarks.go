package answers

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

// remarks gathers what the notes of a report are about.
func remarks(ctx context.Context, tx *store.Tx, today crm.Date, facts store.FactQuery, sums *report.Sums) (*report.Remarks, error) {
	r := &report.Remarks{Today: today}
	var err error
	if sums.Won() >= 2 && !sums.Paid {
		if r.Weight, err = tx.Weight(ctx, facts); err != nil {
			return nil, err
		}
	}
	if sums.Minutes() > 0 {
		if r.Untimed, r.Leads, err = tx.Untimed(ctx, facts); err != nil {
			return nil, err
		}
	}
	if slices.Contains(sums.By, crm.ByCampaign) || len(facts.Keep.Campaigns) > 0 {
		if r.Late, err = tx.LateCampaigns(ctx, facts); err != nil {
			return nil, err
		}
	}
	if days := sums.LongestCycle(); days > 0 {
		facts.Period.From = max(facts.Period.From, today.AddDays(1-days))
		if facts.Period.To == "" || facts.Period.From <= facts.Period.To {
			facts.Cohort, facts.Fees, facts.Periods, facts.LeadsOnly = false, false, false, true // each day apart
			if !slices.ContainsFunc(sums.By, crm.Dimension.IsTime) {
				facts.By = append(slices.Clone(facts.By), crm.ByWeek)
			}
			r.Young, err = tx.Facts(ctx, facts)
		}
	}
	return r, err
}

// chart draws the report, with bars in text on a terminal.
func chart(ctx context.Context, tx *store.Tx, s *sheet.Sheet, q report.Query, facts store.FactQuery, text bool) error {
	var weeks []crm.Fact
	if !slices.ContainsFunc(q.By, crm.Dimension.IsTime) {
		facts.By, facts.Period = append(slices.Clone(facts.By), crm.ByWeek), report.Weeks(q.Today)
		facts.Cohort, facts.Fees = false, false
		var err error
		if weeks, err = tx.Facts(ctx, facts); err != nil {
			return err
		}
		weeks = append(weeks, crm.Fact{}) // weeks without any lead are weeks too
	}
	report.AddChart(s, q, weeks, q.Today, text)
	return nil
}

// changes sets a report beside that of the period before.
func changes(ctx context.Context, tx *store.Tx, q report.Query, facts store.FactQuery, before crm.Period, now, previous *sheet.Sheet) (*sheet.Sheet, error) {
	c := report.NewChanges(q, facts.Period, before)
	facts.Period, facts.Cohort, facts.Fees, facts.Periods = crm.Period{}, true, false, false
	if err := tx.StageHistories(ctx, facts, c.Add); err != nil {
		return nil, err
	}
	return c.Sheet(now, previous), nil
}
