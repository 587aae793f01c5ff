package answers

import (
	"context"
	"time"

	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

// Build makes the sheet of a report for the period of its facts.
type Build func(ctx context.Context, tx *store.Tx, q report.Query, facts store.FactQuery) (*sheet.Sheet, error)

// ReportQuestion is a report and what goes with it.
type ReportQuestion struct {
	report.Query
	Facts store.FactQuery

	Shared   Build // makes the sheet by a model of attribution; nil: leads count by their first touch
	Notes    bool  // with remarks
	Chart    bool  // drawn
	Bars     bool  // the drawing is of text
	Previous bool  // beside the period before, which needs a period with two ends
	Why      bool  // with the leads behind the figures; a model adds its own
}

// Report answers a question about sums.
func Report(ctx context.Context, tx *store.Tx, r ReportQuestion) (*sheet.Sheet, error) {
	build := r.Shared
	if build == nil {
		build = func(ctx context.Context, tx *store.Tx, q report.Query, facts store.FactQuery) (*sheet.Sheet, error) {
			return sums(ctx, tx, q, facts, r.Notes)
		}
	}
	answer, err := build(ctx, tx, r.Query, r.Facts)
	if err != nil {
		return nil, err
	}
	if r.Chart {
		if err := chart(ctx, tx, answer, r.Query, r.Facts, r.Bars); err != nil {
			return nil, err
		}
	}
	if r.Previous {
		if err := addPrevious(ctx, tx, answer, r, build); err != nil {
			return nil, err
		}
	}
	if r.Why && r.Shared == nil {
		err = addWhy(ctx, tx, answer, r.Query, r.Facts)
	}
	return answer, err
}

// addPrevious adds the same report of the period before and, unless a model shares out,
// what has changed.
func addPrevious(ctx context.Context, tx *store.Tx, answer *sheet.Sheet, r ReportQuestion, build Build) error {
	facts := r.Facts
	facts.Period = facts.Period.Previous()
	previous, err := build(ctx, tx, r.Query, facts)
	if err != nil {
		return err
	}
	answer.Extra = append(answer.Extra, sheet.Field{Key: "previous", Type: sheet.Nested, Value: previous})
	if r.Shared != nil {
		return nil
	}
	changes, err := changes(ctx, tx, r.Query, r.Facts, facts.Period, answer, previous)
	if err == nil {
		answer.Extra = append(answer.Extra, sheet.Field{Key: "changes", Type: sheet.Nested, Value: changes})
	}
	return err
}

// Period reads a period such as last-week, which may follow the week-start of the file.
func Period(ctx context.Context, tx *store.Tx, text string, today crm.Date) (p crm.Period, err error) {
	start, err := tx.Setting(ctx, "week-start")
	if err != nil {
		return p, err
	}
	day := time.Monday
	if start != "" {
		if day, err = crm.ParseWeekday(start); err != nil {
			return p, err
		}
	}
	return crm.ParsePeriod(text, today, day)
}
