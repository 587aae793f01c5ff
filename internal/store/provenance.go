package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// Provenance says of leads what an import filled in, which of its rows they came
// from, and which merged lead brought a closing. Hashes are those of [ImportRow].
type Provenance struct {
	TouchUnknown, ClosingUnknown map[crm.LeadID]bool
	DealFrom                     map[crm.LeadID]crm.LeadID
	Leads                        map[crm.LeadID][]int64
	Activities                   map[crm.ActivityID][]int64
	Payments                     map[crm.PaymentID][]int64
}

// Provenance gives that of the leads from one number to another.
func (t *Tx) Provenance(ctx context.Context, first, last crm.LeadID) (p Provenance, err error) {
	p = Provenance{map[crm.LeadID]bool{}, map[crm.LeadID]bool{}, map[crm.LeadID]crm.LeadID{}, map[crm.LeadID][]int64{}, map[crm.ActivityID][]int64{}, map[crm.PaymentID][]int64{}}
	between := []any{int64(first), int64(last)}
	err = t.each(ctx, `SELECT id FROM lead WHERE id BETWEEN ? AND ? AND NOT first_touch_known`, between, func(rows *sql.Rows) error {
		var id crm.LeadID
		err := rows.Scan(&id)
		p.TouchUnknown[id] = true
		return err
	})
	if err != nil {
		return p, err
	}
	err = t.each(ctx, `SELECT lead_id, closing_day_known, coalesce(merged_from, 0) FROM deal WHERE lead_id BETWEEN ? AND ?
		AND (NOT closing_day_known OR merged_from IS NOT NULL)`, between, func(rows *sql.Rows) error {
		var id, from crm.LeadID
		var known bool
		err := rows.Scan(&id, &known, &from)
		p.ClosingUnknown[id], p.DealFrom[id] = !known, from
		return err
	})
	if err != nil {
		return p, err
	}
	if err := importRows(ctx, t, p.Leads, `lead_id`, `import_row r WHERE r.lead_id BETWEEN ? AND ?`, between...); err != nil {
		return p, err
	}
	if err := importRows(ctx, t, p.Activities, `activity_id`, `activity a JOIN import_row r ON r.activity_id = a.id WHERE a.lead_id BETWEEN ? AND ?`, between...); err != nil {
		return p, err
	}
	return p, importRows(ctx, t, p.Payments, `payment_id`, `payment a JOIN import_row r ON r.payment_id = a.id WHERE a.lead_id BETWEEN ? AND ?`, between...)
}

// ImportRowsAlone gives the rows from which activities on no lead came.
func (t *Tx) ImportRowsAlone(ctx context.Context) (map[crm.ActivityID][]int64, error) {
	of := map[crm.ActivityID][]int64{}
	return of, importRows(ctx, t, of, `activity_id`, `activity a JOIN import_row r ON r.activity_id = a.id WHERE a.lead_id IS NULL`)
}

// importRows gathers the hashes of rows by the record that came of them, unless
// no row made such records.
func importRows[ID ~int64](ctx context.Context, t *Tx, of map[ID][]int64, column, from string, args ...any) error {
	any := false
	if _, err := t.one(ctx, `SELECT EXISTS (SELECT 1 FROM import_row WHERE `+column+` IS NOT NULL)`, nil, &any); err != nil || !any {
		return err
	}
	return t.each(ctx, `SELECT r.`+column+`, r.hash FROM `+from+` ORDER BY 1, 2`, args, func(rows *sql.Rows) error {
		var id ID
		var hash int64
		err := rows.Scan(&id, &hash)
		of[id] = append(of[id], hash)
		return err
	})
}

// MovedFrom puts right from which merged leads the rows of a lead came, whose
// numbers are those of an export: here they have those of the map, or are unknown.
func (t *Tx) MovedFrom(ctx context.Context, id crm.LeadID, here map[crm.LeadID]crm.LeadID) error {
	for _, table := range happenings {
		type moved struct{ row, from int64 }
		var list []moved
		err := t.each(ctx, `SELECT id, merged_from FROM `+table+` WHERE lead_id = ? AND merged_from IS NOT NULL`, []any{int64(id)}, func(rows *sql.Rows) error {
			var m moved
			err := rows.Scan(&m.row, &m.from)
			list = append(list, m)
			return err
		})
		if err != nil {
			return err
		}
		for _, m := range list {
			from := here[crm.LeadID(m.from)]
			if int64(from) == m.from {
				continue
			}
			if _, err := t.exec(ctx, `UPDATE `+table+` SET merged_from = ? WHERE id = ?`, null(from), m.row); err != nil {
				return err
			}
		}
	}
	return nil
}

// Former is what happened to a lead before it was merged into another: by now
// rows of that one. It is empty for a lead that is not merged.
type Former struct {
	Stages     []crm.StageChange
	Activities []crm.Activity
	Payments   []crm.Payment
	Deal       crm.Deal // without its amounts
}

// Former gives what a merged lead brought along.
func (t *Tx) Former(ctx context.Context, l crm.Lead) (f Former, err error) {
	if l.MergedInto == 0 {
		return f, nil
	}
	stages, err := t.Stages(ctx, l.MergedInto)
	if err != nil {
		return f, err
	}
	for _, s := range stages {
		if s.MergedFrom == l.ID {
			f.Stages = append(f.Stages, s)
		}
	}
	if f.Activities, err = t.Activities(ctx, ActivityFilter{Lead: l.MergedInto, MergedFrom: l.ID}); err != nil {
		return f, err
	}
	paid, err := t.Payments(ctx, l.MergedInto)
	if err != nil {
		return f, err
	}
	for _, p := range paid {
		if p.MergedFrom == l.ID {
			f.Payments = append(f.Payments, p)
		}
	}
	_, err = t.one(ctx, `SELECT outcome, closed_on, reason FROM deal WHERE lead_id = ? AND merged_from = ?`, []any{int64(l.MergedInto), int64(l.ID)},
		&f.Deal.Outcome, &f.Deal.ClosedOn, &f.Deal.Reason)
	return f, err
}
