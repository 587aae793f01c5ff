package answers

import (
	"context"
	"encoding/json"

	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

// goalSetting is the setting that holds the goal of a month.
const goalSetting = "goal"

// goalKept is the goal as the setting holds it.
type goalKept struct {
	Month string `json:"month"` // decimal, in the base currency
	Hours int64  `json:"hours,omitempty"`
}

// SetGoal keeps the goal of a month.
func SetGoal(ctx context.Context, tx *store.Tx, g crm.Goal) error {
	text, err := json.Marshal(goalKept{g.Month.Decimal(), g.Hours})
	if err != nil {
		return err
	}
	return tx.SetSetting(ctx, goalSetting, string(text))
}

// ClearGoal forgets the goal.
func ClearGoal(ctx context.Context, tx *store.Tx) error { return tx.SetSetting(ctx, goalSetting, "") }

// GoalOf is the goal that is set; false when there is none.
func GoalOf(ctx context.Context, tx *store.Tx) (g crm.Goal, ok bool, err error) {
	text, err := tx.Setting(ctx, goalSetting)
	if err != nil || text == "" {
		return g, false, err
	}
	base, err := tx.Base(ctx)
	if err != nil {
		return g, false, err
	}
	var kept goalKept
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		return g, false, crm.Errorf(crm.Refused, "the goal in the file cannot be read").WithHint("leads goal set 5000/month")
	}
	g.Hours = kept.Hours
	g.Month, err = crm.ParseMoney(kept.Month, base, crm.MarkPoint)
	return g, err == nil, err
}

// Goal judges whether the month of a day is on course. Without a goal it is
// Refused, with the way to set one. The history is the last year, or less in a
// younger file.
func Goal(ctx context.Context, tx *store.Tx, today crm.Date) (*sheet.Sheet, error) {
	goal, ok, err := GoalOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, crm.Errorf(crm.Refused, "no goal is set").WithHint("leads goal set 5000/month")
	}
	g := report.GoalFacts{Goal: goal, Today: today, From: today.AddDays(-364)}
	first, err := tx.FirstDay(ctx)
	if err != nil {
		return nil, err
	}
	if first > g.From && first <= today {
		g.From = first
	}
	if g.Deals, err = tx.WonAmounts(ctx, crm.Period{From: g.From, To: today}); err != nil {
		return nil, err
	}
	if g.Won, g.Lost, g.Bids, g.Minutes, g.Outbound, err = tx.Decided(ctx); err != nil {
		return nil, err
	}
	return g.Sheet(), nil
}
