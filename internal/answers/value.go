package answers

import (
	"context"

	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/store"
)

// Value reads the orders of all clients into a question about their worth, whose
// names and fees are read.
func Value(ctx context.Context, tx *store.Tx, v *report.Value) error {
	var failed error
	unnamed, err := tx.EachOrder(ctx, func(o crm.Order) {
		if failed == nil {
			failed = v.Add(o)
		}
	})
	if err != nil {
		return err
	}
	v.Unnamed = unnamed
	return failed
}
