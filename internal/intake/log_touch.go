package intake

import (
	"context"

	"leads/internal/crm"
	"leads/internal/store"
)

// touchOf is a new contact as an activity: what was noted, else its title.
func touchOf(touch crm.Lead, work *crm.Activity, at crm.Instant) crm.Activity {
	act := crm.Activity{Kind: "other", On: touch.FirstTouchOn, CreatedAt: at}
	if work != nil {
		act = *work
	}
	act.Touch, act.Note = touch.Touch, touch.Title
	if touch.Note != "" {
		act.Note = touch.Title + ": " + touch.Note
	}
	return act
}

// logTouch records a new contact on the lead that is already there, and gives
// that lead as it is then.
func logTouch(ctx context.Context, tx *store.Tx, id crm.LeadID, touch crm.Lead, work *crm.Activity, at crm.Instant) (on crm.Lead, err error) {
	act := touchOf(touch, work, at)
	act.Lead = id
	if _, err := tx.AddActivity(ctx, act); err != nil {
		return on, err
	}
	if on, err = tx.Lead(ctx, id); err != nil {
		return on, err
	}
	if touch.Stage != "" && touch.Stage != crm.New && touch.Stage != on.Stage && on.Open() {
		if err := tx.SetStage(ctx, on.ID, crm.StageChange{Stage: touch.Stage, On: act.On}); err != nil {
			return on, err
		}
	}
	if touch.FollowUpOn != "" {
		if err := tx.SetFollowUp(ctx, on.ID, touch.FollowUpOn); err != nil {
			return on, err
		}
	}
	if err := tx.Touched(ctx, on.ID, at); err != nil {
		return on, err
	}
	return tx.Lead(ctx, on.ID)
}
