package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// SetPair keeps what a person said about two leads, whichever is named first;
// what was said before is replaced.
func (t *Tx) SetPair(ctx context.Context, p crm.Pair) error {
	a, b := min(p.A, p.B), max(p.A, p.B)
	_, err := t.exec(ctx, `INSERT INTO lead_pair (lead_id, other_id, kind) VALUES (?, ?, ?)
		ON CONFLICT (lead_id, other_id) DO UPDATE SET kind = excluded.kind WHERE kind <> excluded.kind`, int64(a), int64(b), string(p.Kind))
	return err
}

// Pairs lists all that was said about pairs of leads, by their own ids.
func (t *Tx) Pairs(ctx context.Context) ([]crm.Pair, error) {
	return t.pairs(ctx, `SELECT lead_id, other_id, kind FROM lead_pair ORDER BY lead_id, other_id`)
}

// SurvivorPairs lists what was said about pairs of leads, each under the lead
// that it counts as: of a merged one, its survivor.
func (t *Tx) SurvivorPairs(ctx context.Context) ([]crm.Pair, error) {
	return t.pairs(ctx, `SELECT coalesce(a.merged_into, a.id), coalesce(b.merged_into, b.id), p.kind FROM lead_pair p
		JOIN lead a ON a.id = p.lead_id JOIN lead b ON b.id = p.other_id ORDER BY p.lead_id, p.other_id`)
}

// PairsOf lists what was said about a lead and those merged into it.
func (t *Tx) PairsOf(ctx context.Context, id crm.LeadID) ([]crm.Pair, error) {
	const group = `(SELECT ?1 UNION SELECT id FROM lead WHERE merged_into = ?1)`
	return t.pairs(ctx, `SELECT coalesce(a.merged_into, a.id), coalesce(b.merged_into, b.id), p.kind FROM lead_pair p
		JOIN lead a ON a.id = p.lead_id JOIN lead b ON b.id = p.other_id
		WHERE p.lead_id IN `+group+` OR p.other_id IN `+group+` ORDER BY p.lead_id, p.other_id`, int64(id))
}

func (t *Tx) pairs(ctx context.Context, query string, args ...any) (list []crm.Pair, err error) {
	err = t.each(ctx, query, args, func(rows *sql.Rows) error {
		var p crm.Pair
		err := rows.Scan(&p.A, &p.B, &p.Kind)
		list = append(list, p)
		return err
	})
	return list, err
}
