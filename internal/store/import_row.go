package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// ImportRow is a row of a file that was imported: a hash of what it said and of
// its place among equal rows, and the record that came of it.
type ImportRow struct {
	Hash     int64
	Lead     crm.LeadID
	Activity crm.ActivityID
	Payment  crm.PaymentID
	Family   int64 // of files with the same columns, in which an id means the same; 0 is not known
}

const importRowSelect = `SELECT hash, coalesce(lead_id, 0), coalesce(activity_id, 0), coalesce(payment_id, 0), family FROM import_row`

func scanImportRow(rows *sql.Rows) (r ImportRow, err error) {
	err = rows.Scan(&r.Hash, &r.Lead, &r.Activity, &r.Payment, &r.Family)
	return r, err
}

// ImportedRows counts the rows that were imported.
func (t *Tx) ImportedRows(ctx context.Context) (n int64, err error) {
	_, err = t.one(ctx, `SELECT count(*) FROM import_row`, nil, &n)
	return n, err
}

// ImportedRow finds the record that came of a row; false when it was not imported.
func (t *Tx) ImportedRow(ctx context.Context, hash int64) (r ImportRow, found bool, err error) {
	err = t.each(ctx, importRowSelect+` WHERE hash = ?`, []any{hash}, func(rows *sql.Rows) (err error) {
		r, err = scanImportRow(rows)
		found = true
		return err
	})
	return r, found, err
}

// EachImportRow gives every row that was imported, in no order.
func (t *Tx) EachImportRow(ctx context.Context, yield func(ImportRow)) error {
	return t.each(ctx, importRowSelect, nil, func(rows *sql.Rows) error {
		r, err := scanImportRow(rows)
		yield(r)
		return err
	})
}

// AddImportRows remembers rows, in the order of their hashes, which the index
// takes best. A hash that is there stays.
func (t *Tx) AddImportRows(ctx context.Context, list []ImportRow) error {
	slices.SortFunc(list, func(a, b ImportRow) int {
		switch {
		case a.Hash < b.Hash:
			return -1
		case a.Hash > b.Hash:
			return 1
		}
		return 0
	})
	const most = 256
	for part := range slices.Chunk(list, most) {
		values := make([]any, 0, 5*len(part))
		for _, r := range part {
			values = append(values, r.Hash, null(r.Lead), null(r.Activity), null(r.Payment), r.Family)
		}
		text := `INSERT INTO import_row (hash, lead_id, activity_id, payment_id, family) VALUES (?, ?, ?, ?, ?)` + strings.Repeat(", (?, ?, ?, ?, ?)", len(part)-1) +
			` ON CONFLICT (hash) DO NOTHING`
		if _, err := t.exec(ctx, text, values...); err != nil {
			return err
		}
	}
	return nil
}

// OfFamily reports whether a lead came of a file, and whether of one of the family, or of
// one of which that is not known.
func (t *Tx) OfFamily(ctx context.Context, id crm.LeadID, family int64) (imported, ofFamily bool, err error) {
	imported, err = t.one(ctx, `SELECT max(family IN (?, 0)) FROM import_row WHERE lead_id = ? GROUP BY lead_id`, []any{family, int64(id)}, &ofFamily)
	return imported, ofFamily, err
}

// NotKnown marks leads of which no row named the day of their first touch, or of
// their closing: an import filled it in.
func (t *Tx) NotKnown(ctx context.Context, touch, closing []crm.LeadID) error {
	for _, part := range []struct {
		update string
		ids    []crm.LeadID
	}{
		{`UPDATE lead SET first_touch_known = 0 WHERE id`, touch},
		{`UPDATE deal SET closing_day_known = 0 WHERE lead_id`, append(slices.Clone(touch), closing...)},
	} {
		for _, s := range runs(part.ids) {
			if _, err := t.exec(ctx, part.update+` BETWEEN ? AND ?`, int64(s[0]), int64(s[1])); err != nil {
				return err
			}
		}
	}
	return nil
}

// runs gathers ids that follow each other.
func runs(ids []crm.LeadID) (list [][2]crm.LeadID) {
	slices.Sort(ids)
	for _, id := range ids {
		if n := len(list); n > 0 && (list[n-1][1] == id || list[n-1][1] == id-1) {
			list[n-1][1] = id
			continue
		}
		list = append(list, [2]crm.LeadID{id, id})
	}
	return list
}

// TouchesUnknown lists the leads whose first touch is unknown.
func (t *Tx) TouchesUnknown(ctx context.Context) (ids []crm.LeadID, err error) {
	err = t.each(ctx, `SELECT id FROM lead WHERE NOT first_touch_known AND merged_into IS NULL ORDER BY id`, nil, func(rows *sql.Rows) error {
		var id crm.LeadID
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// firstTouches lists the leads whose first touch is unknown. It is not a fault: the
// files that they came from do not say it.
func firstTouches(ctx context.Context, t *Tx) (Finding, error) {
	f := Finding{Check: "first-touches-known"}
	ids, err := t.TouchesUnknown(ctx)
	if err != nil || len(ids) == 0 {
		return f, err
	}
	var shown []string
	for _, id := range ids[:min(len(ids), 20)] {
		shown = append(shown, strconv.FormatInt(int64(id), 10))
	}
	if len(ids) > len(shown) {
		shown = append(shown, "…")
	}
	f.Note = say.T("first touch unknown: %s", strings.Join(shown, ", "))
	return f, nil
}

// WroteLead is the number in the history of the command that added a lead, 0
// when the history does not go back so far.
func (t *Tx) WroteLead(ctx context.Context, id crm.LeadID) (entry int64, err error) {
	_, err = t.one(ctx, `SELECT j.id FROM journal j, json_each(j.changes) c, json_each(c.value, '$.new') s
		WHERE j.undone = 0 AND j.changes <> '' AND json_extract(c.value, '$.t') = 'lead'
			AND `+strconv.FormatInt(int64(id), 10)+` BETWEEN json_extract(s.value, '$[0]') AND json_extract(s.value, '$[1]')
		ORDER BY j.id DESC LIMIT 1`, nil, &entry)
	return entry, err
}
