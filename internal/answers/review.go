package answers

import (
	"context"

	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/scoring"
	"leads/internal/sheet"
	"leads/internal/store"
)

// Review is the page of a week, with at most so many leads in each list (0 is all).
func Review(ctx context.Context, tx *store.Tx, week crm.Period, today crm.Date, now crm.Instant, limit int) (*sheet.Page, error) {
	q := report.ReviewQuery{Query: report.Query{By: []crm.Dimension{crm.BySource, crm.ByChannel}}, Week: week, Today: today, Made: now, Limit: limit}
	if err := Prepare(ctx, tx, &q.Query, store.FactQuery{}); err != nil {
		return nil, err
	}
	var err error
	if q.Begin, err = tx.Beginning(ctx); err != nil {
		return nil, err
	}
	facts, err := reviewFacts(ctx, tx, q)
	if err != nil {
		return nil, err
	}
	return report.Review(q, facts), nil
}

// ReviewQuestions are those at the end of the review of a week.
func ReviewQuestions(ctx context.Context, tx *store.Tx, week crm.Period, today crm.Date) ([]report.Question, error) {
	quality, err := tx.Quality(ctx, report.ReviewQuery{Week: week}.Twelve())
	if err != nil {
		return nil, err
	}
	return reviewQuestions(ctx, tx, today, quality)
}

// reviewFacts asks for everything that the page says.
func reviewFacts(ctx context.Context, tx *store.Tx, q report.ReviewQuery) (in report.ReviewFacts, err error) {
	fees := len(q.Names.Fees) > 0
	if in.Sums, err = tx.Facts(ctx, store.FactQuery{By: append(q.By, crm.ByWeek), Period: q.Span(), Fees: fees}); err != nil {
		return in, err
	}
	if err := reviewCharts(ctx, tx, q, &in); err != nil {
		return in, err
	}
	campaigns, err := tx.Campaigns(ctx)
	if err != nil {
		return in, err
	}
	if len(campaigns) > 0 {
		Follow(campaigns, func(c crm.Campaign) (crm.CampaignID, crm.CampaignID, string) { return c.ID, c.MergedInto, c.Name }, q.Names.Campaign)
		if in.Campaigns, err = tx.Facts(ctx, store.FactQuery{By: []crm.Dimension{crm.ByCampaign}, Period: q.Twelve(), Fees: fees}); err != nil {
			return in, err
		}
	}
	if in.Won, err = tx.ClosedLeads(ctx, q.Week, true, q.Limit); err != nil {
		return in, err
	}
	if in.Lost, err = tx.ClosedLeads(ctx, q.Week, false, q.Limit); err != nil {
		return in, err
	}
	if in.Reasons, err = tx.LostReasons(ctx, q.Week); err != nil {
		return in, err
	}
	if in.Waiting, err = waiting(ctx, tx, q.Today, q.Limit); err != nil {
		return in, err
	}
	if err := countWaiting(ctx, tx, q.Today, &in.Waiting); err != nil {
		return in, err
	}
	if in.Quality, err = tx.Quality(ctx, q.Twelve()); err != nil {
		return in, err
	}
	if in.Questions, err = reviewQuestions(ctx, tx, q.Today, in.Quality); err != nil {
		return in, err
	}
	in.Findings, err = Findings(ctx, tx, q.Today)
	return in, err
}

// reviewCharts asks for what only a page draws, and for the goal.
func reviewCharts(ctx context.Context, tx *store.Tx, q report.ReviewQuery, in *report.ReviewFacts) (err error) {
	if _, set, err := GoalOf(ctx, tx); err != nil {
		return err
	} else if set {
		if in.Goal, err = Goal(ctx, tx, q.Today); err != nil {
			return err
		}
	}
	if in.Months, err = tx.Facts(ctx, store.FactQuery{By: []crm.Dimension{crm.ByMonth}, Period: q.Months(), Periods: true}); err != nil {
		return err
	}
	in.Funnel = report.NewFunnel(report.Query{Base: q.Base}, q.Today)
	return tx.StageHistories(ctx, store.FactQuery{Period: q.Twelve(), Cohort: true}, in.Funnel.Add)
}

// overdueAsked is about how many follow-ups that are long due a review asks.
const overdueAsked = 10

// reviewQuestions are those that are open today.
func reviewQuestions(ctx context.Context, tx *store.Tx, today crm.Date, quality crm.Quality) ([]report.Question, error) {
	d := report.Doubts{Vocabulary: report.Vocabulary{Alike: crm.NearEqual}, Quality: quality}
	var err error
	if d.Sources, err = tx.Sources(ctx); err != nil {
		return nil, err
	}
	if d.Campaigns, err = tx.Campaigns(ctx); err != nil {
		return nil, err
	}
	if d.Channels, err = tx.Channels(ctx); err != nil {
		return nil, err
	}
	if d.Uses, err = tx.SourceUses(ctx); err != nil {
		return nil, err
	}
	if d.Due, err = tx.DueLeads(ctx, today, overdueAsked); err != nil {
		return nil, err
	}
	book, err := scoring.Book(ctx, tx)
	if err != nil {
		return nil, err
	}
	d.CalibrateOn = book.CalibrateOn(today)
	d.Answers, err = tx.ReviewAnswers(ctx)
	return report.Questions(d, today), err
}

// Findings looks through sources, channels and campaigns.
func Findings(ctx context.Context, tx *store.Tx, today crm.Date) ([]report.Finding, error) {
	v := report.Vocabulary{Alike: crm.NearEqual}
	var err error
	if v.Sources, err = tx.Sources(ctx); err != nil {
		return nil, err
	}
	if v.Campaigns, err = tx.Campaigns(ctx); err != nil {
		return nil, err
	}
	if v.Channels, err = tx.Channels(ctx); err != nil {
		return nil, err
	}
	if v.Uses, err = tx.SourceUses(ctx); err != nil {
		return nil, err
	}
	if v.ChannelUses, err = tx.ChannelUses(ctx); err != nil {
		return nil, err
	}
	if v.CampaignUses, err = tx.CampaignUses(ctx); err != nil {
		return nil, err
	}
	return report.Findings(v, today), nil
}
