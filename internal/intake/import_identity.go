package intake

import (
	"context"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/store"
)

// identity tells which rows of a file were imported before, and which of them are
// equal to one above. A row is what it says, in every cell, with its place among
// equal rows: titles, clients and days may repeat.
type identity struct {
	some           bool                      // rows were imported before
	loaded         map[int64]store.ImportRow // all of them, for a large file; nil: asked one by one
	above          map[uint64]place          // rows of this file so far
	added          []store.ImportRow         // of this import
	claimed        map[crm.LeadID]bool       // leads of the file that a row of this import is already
	last           crm.LeadID                // of the file before this import
	family         int64                     // of the file, see importer.File.Family
	numbered       bool                      // its external ids are numbers of another tool
	apart          []crm.Pair                // leads of one id that are two
	noTouch, noDay []crm.LeadID              // leads whose first touch or closing day an import filled in
}

// place is the first line of a row and how often it came.
type place struct{ line, count int32 }

// know prepares the identity of rows.
func (r *run) know(ctx context.Context, tx *store.Tx, file *importer.File) error {
	n, err := tx.ImportedRows(ctx)
	if err != nil {
		return err
	}
	r.rows = identity{some: n > 0, family: file.Family(), numbered: file.Numbered(), above: map[uint64]place{}, claimed: map[crm.LeadID]bool{}}
	if r.rows.last, err = tx.LastLead(ctx); err != nil {
		return err
	}
	const bytesARow = 60
	if n > 0 && r.Size/bytesARow > n/20 {
		r.rows.loaded = make(map[int64]store.ImportRow, n)
		err = tx.EachImportRow(ctx, func(row store.ImportRow) { r.rows.loaded[row.Hash] = row })
	}
	return err
}

// met tells a row by what it says: the record that came of it before, if any; and
// the line above that is equal to it, 0 for none.
func (r *run) metRow(ctx context.Context, tx *store.Tx, row importer.Row) (hash int64, was store.ImportRow, known bool, equal int, err error) {
	at := r.rows.above[row.Print]
	if at.count > 0 {
		equal = int(at.line)
	} else {
		at.line = int32(row.Line)
	}
	hash = importer.Place(row.Print, int(at.count))
	at.count++
	r.rows.above[row.Print] = at
	switch {
	case !r.rows.some:
	case r.rows.loaded != nil:
		was, known = r.rows.loaded[hash]
	default:
		was, known, err = tx.ImportedRow(ctx, hash)
	}
	return hash, was, known, equal, err
}

// remember notes what came of the row at hand.
func (r *run) remember(row store.ImportRow) {
	row.Family = r.rows.family
	r.rows.added = append(r.rows.added, row)
}

// coincide takes out leads of which the row has nothing but the external id, where
// that is the number of another tool and they came of another kind of file: two
// lists that count from 1 share no lead. It gives the first of them, 0 for none.
func (r *run) coincide(ctx context.Context, tx *store.Tx, found []Match) (left []Match, other crm.LeadID, err error) {
	for _, m := range found {
		if m.Grade == dedup.Certain && slices.Equal(m.Why, []string{"external_id"}) {
			imported, ofFamily, err := tx.OfFamily(ctx, m.Lead.ID, r.rows.family)
			if err != nil {
				return nil, 0, err
			}
			if imported && !ofFamily {
				if other == 0 {
					other = m.Lead.ID
				}
				continue
			}
		}
		left = append(left, m)
	}
	return left, other, nil
}

// isCounter reports whether an id is a small number, which every list has.
func isCounter(id string) bool {
	return len(id) <= 5 && id != "" && strings.Trim(id, "0123456789") == ""
}

// tellApart names a row that has the id of a lead and is another.
func (r *run) tellApart(line int, id, other crm.LeadID, number string) {
	r.warnings.add(line, say.T("line %d: lead %d has the id %s in another list and nothing else in common, so the row is added", line, int64(other), number))
	r.rows.apart = append(r.rows.apart, crm.Pair{A: other, B: id, Kind: crm.Different})
}

// settleRows writes what is remembered of the rows.
func (r *run) settleRows(ctx context.Context, tx *store.Tx) error {
	if err := tx.AddImportRows(ctx, r.rows.added); err != nil {
		return err
	}
	for _, p := range r.rows.apart {
		if err := tx.SetPair(ctx, p); err != nil {
			return err
		}
	}
	return tx.NotKnown(ctx, r.rows.noTouch, r.rows.noDay)
}

// sayEqual names a row that is equal to one above and is not added.
func (r *run) sayEqual(line, above int) {
	r.warnings.add(line, say.T("line %d is equal to line %d in every column and is not added (--on-duplicate allow adds it)", line, above))
}
