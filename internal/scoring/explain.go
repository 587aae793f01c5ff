package scoring

import (
	"context"

	"leads/internal/crm"
	"leads/internal/score"
	"leads/internal/store"
)

// Explanation is the score of one lead: its log, and what would lift it.
type Explanation struct {
	Table score.Table
	Log   []score.Entry
	Gains []score.Gain
}

// Explain scores a lead for today. Without rules there is nothing to explain.
func (k *Keeper) Explain(ctx context.Context, tx *store.Tx, l crm.Lead) (x Explanation, err error) {
	if x.Table, err = Table(ctx, tx, k.Today); err != nil || len(x.Table.Rules) == 0 {
		return x, err
	}
	engine, err := score.New(x.Table)
	if err != nil {
		return x, err
	}
	acts, err := tx.BriefActivities(ctx, l.ID, l.ID)
	if err != nil {
		return x, err
	}
	subject, err := subjectsOf(ctx, tx, x.Table, l)
	if err != nil {
		return x, err
	}
	s := subject(l, acts)
	x.Log, x.Gains = engine.Log(s, k.Today), engine.Gains(s, k.Today)
	return x, nil
}
