package scoring

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/score"
	"leads/internal/store"
)

// Where lists the leads that a filter keeps and of which a condition is true
// today, in the order of the filter and at most as many as it says.
func (k *Keeper) Where(ctx context.Context, tx *store.Tx, c score.Condition, f store.LeadFilter) ([]crm.Lead, error) {
	most := f.Limit
	f.Limit = 0
	list, err := tx.Leads(ctx, f)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	if err := k.Freshen(ctx, tx, list); err != nil {
		return nil, err
	}
	ids := make([]crm.LeadID, len(list))
	for i, l := range list {
		ids[i] = l.ID
	}
	slices.Sort(ids)
	acts, err := activitiesOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	know, err := subjects(ctx, tx, c.AsksClients())
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(l crm.Lead) bool { return !c.Holds(know(l, acts[l.ID]), k.Today) })
	if most > 0 && len(list) > most {
		list = list[:most]
	}
	return list, nil
}
