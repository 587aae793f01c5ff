package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// SetStage enters a stage transition of a lead; the lead is then at the
// latest step by date.
func (t *Tx) SetStage(ctx context.Context, id crm.LeadID, s crm.StageChange) error {
	if _, err := t.insert(ctx, intoStage, nil, int64(id), string(s.Stage), string(s.On), null(s.MergedFrom)); err != nil {
		return err
	}
	_, err := t.one(ctx, `SELECT coalesce(merged_into, id) FROM lead WHERE id = ?`, []any{int64(id)}, &id)
	if err != nil {
		return err
	}
	return t.restage(ctx, id)
}

// restage puts a lead at its latest stage transition by date; on one day its own come after
// those of leads that were merged into it.
func (t *Tx) restage(ctx context.Context, id crm.LeadID) error {
	_, err := t.exec(ctx, `UPDATE lead SET stage = coalesce((SELECT stage FROM stage_change WHERE lead_id = ?1
		ORDER BY on_day DESC, merged_from IS NULL DESC, merged_from DESC, id DESC LIMIT 1), 'new') WHERE id = ?1`, int64(id))
	return err
}

// Stages lists a lead's steps after 'new', oldest first.
func (t *Tx) Stages(ctx context.Context, id crm.LeadID) (list []crm.StageChange, err error) {
	err = t.each(ctx, `SELECT stage, on_day, coalesce(merged_from, 0) FROM stage_change WHERE lead_id = ? ORDER BY on_day, coalesce(merged_from, lead_id), id`, []any{int64(id)},
		func(rows *sql.Rows) error {
			var s crm.StageChange
			err := rows.Scan(&s.Stage, &s.On, &s.MergedFrom)
			list = append(list, s)
			return err
		})
	return list, err
}

// StagesOf lists the steps after 'new' of the leads from one number to another,
// each lead's oldest first.
func (t *Tx) StagesOf(ctx context.Context, first, last crm.LeadID) (of map[crm.LeadID][]crm.StageChange, err error) {
	of = map[crm.LeadID][]crm.StageChange{}
	err = t.each(ctx, `SELECT lead_id, stage, on_day, coalesce(merged_from, 0) FROM stage_change WHERE lead_id BETWEEN ? AND ? ORDER BY lead_id, on_day, id`,
		[]any{int64(first), int64(last)}, func(rows *sql.Rows) error {
			var id crm.LeadID
			var s crm.StageChange
			err := rows.Scan(&id, &s.Stage, &s.On, &s.MergedFrom)
			of[id] = append(of[id], s)
			return err
		})
	return of, err
}
