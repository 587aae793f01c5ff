package cli

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/store"
)

// importRun carries out one import, row by row, inside one transaction.
type importRun struct {
	a        *app
	base     crm.Currency
	policy   dedup.Policy
	update   bool // refresh the leads that are certainly there
	create   store.Create
	size     int64 // bytes of the file, to guess its rows
	counts   importCounts
	bad      []badRow
	warnings lineWarnings

	door      door
	seen      map[string]int64
	named     map[string]recalled
	lastKnown crm.ActivityID // activities that were there before
	merged    *pointers      // since an import before
	undated   int
	unknown   bool         // a row names a source, channel or campaign that is not there
	sources   []string     // that are there
	origins   []string     // words of the file with the sources that they are likely to be: "Web=Website"
	asides    lineWarnings // rows that are left out although they are not empty
	planning  bool         // a dry run: what becomes of each row is noted
	steps     []planned
	met       crm.LeadID // that is there and looks like the row at hand
	statement *statement // of a platform, while one is imported
}

// all imports every row of the file. Bad rows are gathered, not fatal.
func (r *importRun) all(ctx context.Context, tx *store.Tx, file *importer.File) error {
	step := map[importer.As]func(context.Context, *store.Tx, importer.Row) error{
		importer.Leads: r.lead, importer.Activities: r.activity, importer.Deals: r.deal, importer.Statement: r.statementLine}[file.As]
	if err := r.prepare(ctx, tx, file.As); err != nil {
		return err
	}
	if file.As == importer.Statement {
		if err := r.prepareStatement(ctx, tx, file); err != nil {
			return err
		}
	}
	meter := r.a.newMeter()
	defer meter.end()
	for row := range file.Ahead() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		meter.tell(r.counts.read, file.Part())
		if row.Blank {
			if r.counts.skipped++; !row.Aside.IsZero() {
				r.asides.add(row.Line, row.Aside)
			}
			continue
		}
		r.counts.read++
		err, before := row.Err, r.counts
		if r.met = 0; err == nil {
			if !row.Dated {
				r.undated++
			}
			err = step(ctx, tx, row)
		}
		r.plan(row, before, err)
		if err == nil {
			for _, w := range row.Warnings {
				if r.counts.duplicates == before.duplicates { // of a row that is already there nothing is new
					r.warnings.add(row.Line, w)
				}
			}
			continue
		}
		if crm.KindOf(err) == crm.Internal { // the file or the disk, not the row
			return err
		}
		if err != row.Err {
			err = fmt.Errorf("line %d: %w", row.Line, err)
		}
		r.unknown = r.unknown || crm.KindOf(err) == crm.NotFound && (file.As == importer.Leads || row.Ref == "")
		if r.unknown {
			r.proposeOrigin(row.Lead.First.Source)
		}
		r.counts.rejected++
		r.bad = append(r.bad, badRow{row.Line, err, slices.Clone(row.Raw)})
	}
	if err := file.Err(); err != nil {
		return err
	}
	if err := tx.Settle(ctx); err != nil {
		return err
	}
	meter.end()
	r.release()
	for _, t := range r.asides.list() {
		r.a.note("%s", t)
	}
	switch {
	case r.undated == 1:
		r.a.note("1 row has no date and counts as today, %s", say.Day(r.a.today))
	case r.undated > 1:
		r.a.note("%d rows have no date and count as today, %s", r.undated, say.Day(r.a.today))
	}
	return nil
}

// proposeOrigin notes which source a word of another tool is likely to be.
func (r *importRun) proposeOrigin(word string) {
	if slices.ContainsFunc(r.sources, func(s string) bool { return crm.Key(s) == crm.Key(word) }) {
		return
	}
	if to := importer.Origin(word, r.sources); to != "" && !strings.ContainsAny(word, `,="`) {
		known := func(pair string) bool {
			before, _, _ := strings.Cut(pair, "=")
			return crm.Key(before) == crm.Key(word)
		}
		if !slices.ContainsFunc(r.origins, known) {
			r.origins = append(r.origins, word+"="+to)
		}
	}
}

// release gives back what only the check of duplicates needed, before the
// postings are sorted in.
func (r *importRun) release() {
	if r.door.index != nil {
		r.door = door{}
		debug.FreeOSMemory()
	}
}

// prepare decides where duplicates are looked up: in memory when the import is
// large beside the file, else in the file, row by row.
func (r *importRun) prepare(ctx context.Context, tx *store.Tx, as importer.As) error {
	var err error
	switch as {
	case importer.Activities:
		r.seen, r.named = map[string]int64{}, map[string]recalled{}
		r.lastKnown, err = tx.LastActivity(ctx)
	case importer.Leads:
		if r.merged, err = readPointers(ctx, tx); err != nil {
			return err
		}
		leads, err := tx.LastLead(ctx)
		if err != nil {
			return err
		}
		const bytesARow = 60
		if rows := r.size / bytesARow; rows > 200 && rows > int64(leads)/20 {
			if err := tx.KnowClients(ctx); err != nil {
				return err
			}
			if err := tx.Gather(ctx, rows); err != nil {
				return err
			}
			r.door = busyDoor(int64(leads) + rows)
			if !r.update { // which changes leads that are there
				r.door.recent = &recent{}
			}
			r.door.remote = r.planning || r.policy != dedup.Skip && r.policy != dedup.Log // those go by what is likely
			debug.SetGCPercent(15)                                                        // most of what lives is a few large tables: looking through it costs next to nothing
			return tx.EachKey(ctx, func(key uint64, id crm.LeadID) { r.door.index.Add(int64(id), []uint64{key}) })
		}
	}
	return err
}
