package intake

import (
	"context"
	"errors"
	"iter"
	"runtime/debug"
	"slices"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/store"
)

// Import says how the rows of a file come in.
type Import struct {
	At      crm.Instant
	Today   crm.Date
	Base    crm.Currency
	Policy  dedup.Policy
	Create  store.Create
	Sources []string // that may be named; what other tools call them is proposed
	Size    int64    // bytes of the file, to guess its rows
	// Insisted are the keys of names of sources that the person gave as they are to be.
	Insisted map[string]bool
	Update   bool   // refresh the leads that are certainly there
	Origin   string // of contacts whose row names none
	Plan     bool   // note what becomes of each row
	// Tell hears from time to time how many rows are read, and which part of the
	// file that is; 0 when that is not known.
	Tell func(rows int64, part float64)
	// Check gives the form in which the setting of a full export is kept, with its key.
	Check func(ctx context.Context, tx *store.Tx, key, value string) (string, string, error)
}

// Result is what an import did or, where its transaction is taken back, would do.
type Result struct {
	Counts   Counts
	Bad      []BadRow
	Steps    []Step     // of each row, where a plan was asked for
	Notes    []say.Text // about the file as a whole
	Warnings []say.Text // about rows, equal ones together
	Money    []say.Text // about a statement: what it holds and what is not booked
	Unknown  bool       // a row names a source, channel or campaign that is not there
	Words    []Word     // of the file that nothing knows, each once
	Others   int64      // bad rows that have more wrong with them than such words
	NoSource int64      // leads that were added without a source
	AddedBy  int64      // the command of the history that added rows which are there without a source
}

// Rows imports every row of a file of leads, activities, deals or a statement.
// Bad rows are gathered, not fatal: whether they take the rest back is the
// caller's to decide.
func Rows(ctx context.Context, tx *store.Tx, file *importer.File, in Import) (*Result, error) {
	r := newRun(in)
	if err := r.all(ctx, tx, file); err != nil {
		return nil, err
	}
	return r.result(), nil
}

// run carries out one import, row by row, inside one transaction.
type run struct {
	Import
	did      Result
	counts   Counts
	warnings lineWarnings

	duplicates duplicateCheck
	seen       map[string]int64
	named      map[string]recalled
	lastKnown  crm.ActivityID // activities that were there before
	merged     *pointers      // since an import before
	rows       identity
	undated    int
	noSource   int64
	contacts   int64
	people     bool
	closing    int // rows whose first touch is their closing day
	words      map[string]*Word
	unmatched  []say.Text // rows that fit no lead
	book       *book
	fresh      []nearKey // names that are not there and nearly none that is
	near       map[nearKey]nearFound
	asides     lineWarnings // rows that are left out although they are not empty
	apart      crm.LeadID   // that has the id of the row at hand, and nothing else
	met        crm.LeadID   // that is there and looks like the row at hand
	statement  *statement   // of a platform, while one is imported
	touches    touchRemarks // of the leads that were added
	spoken     []say.Text   // remarks about those
}

func newRun(in Import) *run {
	if in.Tell == nil {
		in.Tell = func(int64, float64) {}
	}
	return &run{Import: in}
}

// result is what there is to say at the end.
func (r *run) result() *Result {
	r.did.Counts, r.did.NoSource = r.counts, r.noSource
	r.did.Words = r.wordList()
	r.did.Warnings = append(r.warnings.list(), r.spoken...)
	r.sayUnmatched()
	r.did.Money = append(r.did.Money, r.statement.remarks()...)
	return &r.did
}

// all imports every row of the file. Bad rows are gathered, not fatal.
func (r *run) all(ctx context.Context, tx *store.Tx, file *importer.File) error {
	step := map[importer.As]func(context.Context, *store.Tx, importer.Row) error{
		importer.Leads: r.lead, importer.Activities: r.activity, importer.Deals: r.deal, importer.Statement: r.statementLine}[file.As]
	if file.Contacts {
		step, r.people = r.contact, file.People
	}
	if err := r.prepare(ctx, tx, file.As); err != nil {
		return err
	}
	if err := r.know(ctx, tx, file); err != nil {
		return err
	}
	if file.As == importer.Statement {
		if err := r.prepareStatement(ctx, tx, file); err != nil {
			return err
		}
	}
	for row := range r.ordered(file) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.Tell(r.counts.Read, file.Part())
		if row.Blank {
			if r.counts.Skipped++; !row.Aside.IsZero() {
				r.asides.add(row.Line, row.Aside)
			}
			continue
		}
		r.counts.Read++
		if err := r.one(ctx, tx, row, step); err != nil {
			return err
		}
	}
	if err := file.Err(); err != nil {
		return err
	}
	if err := tx.Settle(ctx); err != nil {
		return err
	}
	if err := r.settleRows(ctx, tx); err != nil {
		return err
	}
	r.release()
	r.remarks(file)
	var err error
	r.spoken, err = r.touches.list(ctx, tx, false)
	return err
}

// ordered gives the rows as they come; those of a statement by day.
func (r *run) ordered(file *importer.File) iter.Seq[importer.Row] {
	if file.As != importer.Statement {
		return file.Ahead()
	}
	rows := slices.Collect(file.Ahead())
	inOrder(rows)
	r.statement.countInvoices(rows)
	return slices.Values(rows)
}

// one imports a row. A fault of the row is gathered; an error is one of the file
// or the disk.
func (r *run) one(ctx context.Context, tx *store.Tx, row importer.Row, step func(context.Context, *store.Tx, importer.Row) error) error {
	err, before := row.Err, r.counts
	if r.met = 0; err == nil {
		err = step(ctx, tx, row)
	} else if len(row.Unknown) > 0 {
		r.alsoSource(ctx, tx, row)
	}
	r.plan(row, before, err)
	if err == nil {
		if r.counts.Duplicates > before.Duplicates || r.counts.Unmatched > before.Unmatched {
			return nil // of a row that is already there nothing is new
		}
		switch {
		case row.Dated:
		case row.FromClosing:
			r.closing++
		default:
			r.undated++
		}
		for _, w := range row.Warnings {
			r.warnings.add(row.Line, w)
		}
		return nil
	}
	if crm.KindOf(err) == crm.Internal {
		return err
	}
	if !errors.Is(err, row.Err) { // the reader names the line itself
		err = crm.At(err, "line %d: %s", row.Line)
	}
	word := r.countWords(row, err)
	if !word {
		r.did.Others++
		r.did.Unknown = r.did.Unknown || crm.KindOf(err) == crm.NotFound && row.Ref == ""
	}
	r.counts.Rejected++
	r.did.Bad = append(r.did.Bad, BadRow{row.Line, err, slices.Clone(row.Raw), word})
	return nil
}

// remarks says what there is to say about the file as a whole.
func (r *run) remarks(file *importer.File) {
	r.did.Notes = append(r.did.Notes, r.asides.list()...)
	r.did.Notes = append(r.did.Notes, file.Remarks()...)
	switch {
	case r.undated == 1:
		r.note(say.T("1 row has no date and counts as today, %s", say.Day(r.Today)))
	case r.undated > 1:
		r.note(say.T("%d rows have no date and count as today, %s", r.undated, say.Day(r.Today)))
	}
	if r.contacts > 0 {
		r.note(say.T("%d contacts are kept as clients without a lead, which no report counts (--as leads makes leads of them)", r.contacts))
	}
	if r.noSource > 0 {
		r.note(say.T("%d rows have no source, and a first touch is locked (--source SOURCE gives such rows one)", r.noSource))
	}
	switch {
	case r.closing == 1:
		r.note(say.T("1 closed row has no date: its first touch counts as its closing day (--date-from today or refuse changes that)"))
	case r.closing > 1:
		r.note(say.T("%d closed rows have no date: their first touch counts as their closing day (--date-from today or refuse changes that)", r.closing))
	}
}

func (r *run) note(t say.Text) { r.did.Notes = append(r.did.Notes, t) }

// release gives back what only the check of duplicates needed, before the
// blocking keys are sorted in.
func (r *run) release() {
	if r.duplicates.index != nil {
		r.duplicates = duplicateCheck{}
		debug.FreeOSMemory()
	}
}

// prepare decides where duplicates are looked up: in memory when the import is
// large beside the file, else in the file, row by row.
func (r *run) prepare(ctx context.Context, tx *store.Tx, as importer.As) error {
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
		if rows := r.Size / bytesARow; rows > 200 && rows > int64(leads)/20 {
			if err := tx.KnowClients(ctx); err != nil {
				return err
			}
			if err := tx.Gather(ctx, rows); err != nil {
				return err
			}
			r.duplicates = busyCheck(int64(leads) + rows)
			if !r.Update { // which changes leads that are there
				r.duplicates.recent = &recent{}
			}
			r.duplicates.remote = r.Plan || r.Policy != dedup.Skip && r.Policy != dedup.Log // those go by what is likely
			debug.SetGCPercent(15)                                                          // most of what lives is a few large tables: looking through it costs next to nothing
			return tx.EachKey(ctx, func(key uint64, id crm.LeadID) { r.duplicates.index.Add(int64(id), []uint64{key}) })
		}
	}
	return err
}
