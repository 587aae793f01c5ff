package intake

import (
	"context"

	"leads/internal/crm"
	"leads/internal/store"
)

// SettleFollowUp clears the follow-up day of a lead that is due or past, since
// something was done on it; a day to come stays. It reports whether it did.
func SettleFollowUp(ctx context.Context, tx *store.Tx, lead crm.Lead, today crm.Date) (bool, error) {
	if lead.FollowUpOn == "" || lead.FollowUpOn > today {
		return false, nil
	}
	return true, tx.SetFollowUp(ctx, lead.ID, "")
}
