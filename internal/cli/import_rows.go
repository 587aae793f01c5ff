package cli

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
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

// lead imports one row of leads.
func (r *importRun) lead(ctx context.Context, tx *store.Tx, row importer.Row) error {
	l := row.Lead
	l.ID = 0
	if l.Deal.Outcome == crm.Won && !l.Deal.Amount.Known() && !row.AmountColumn {
		l.Deal.Amount = l.Value
	}
	if err := r.a.resolveLead(ctx, tx, &l, r.create); err != nil {
		return err
	}
	step, found, err := r.check(ctx, tx, l, row.Traits, row.Dated)
	if err != nil {
		return err
	}
	switch step {
	case dedup.StepSkip:
		if r.update {
			return r.refresh(ctx, tx, found.lead.ID, l, row)
		}
		r.counts.duplicates++
		return nil
	case dedup.StepRefuse:
		named := []match{found}
		if err := nameMatches(ctx, tx, named); err != nil {
			return err
		}
		return named[0].refusal()
	case dedup.StepLog:
		return r.logAgain(ctx, tx, found.lead, l)
	case dedup.StepAddWarn:
		if err := r.warnOf(ctx, tx, row.Line, found); err != nil {
			return err
		}
	}
	work, err := r.work(ctx, tx, l) // what a row may be refused for comes before anything is written
	if err != nil {
		return err
	}
	if l.Deal.Base, l.Deal.Rate, err = inBase(ctx, tx, l.Deal.Amount, r.base, l.Deal.ClosedOn); err != nil {
		return err
	}
	id, err := r.a.insertLead(ctx, tx, l, row.Keys)
	if err != nil {
		return err
	}
	if r.door.index != nil {
		r.door.index.AddTraits(int64(id), row.Traits, row.Keys)
		if l.ID = id; r.door.recent != nil && l.Client == tx.AddedClient(l.ClientID) {
			r.door.recent.add(l, row.Traits)
		}
	}
	r.counts.added++
	if work != nil {
		work.Lead = id
		if _, err := tx.AddActivity(ctx, *work); err != nil {
			return err
		}
	}
	if l.Open() {
		return nil
	}
	return tx.CloseDeal(ctx, id, l.Deal, crm.InstantOf(r.a.now))
}

// work makes an activity of the time and cost that a row of leads carries; nil
// when it carries none.
func (r *importRun) work(ctx context.Context, tx *store.Tx, l crm.Lead) (*crm.Activity, error) {
	if l.Minutes == nil && !l.Cost.Known() {
		return nil, nil
	}
	act := &crm.Activity{Kind: "other", On: l.FirstTouchOn, Minutes: l.Minutes, Cost: l.Cost, CreatedAt: crm.InstantOf(r.a.now)}
	var err error
	act.CostBase, _, err = inBase(ctx, tx, act.Cost, r.base, act.On)
	return act, err
}

// logAgain logs a row on the lead that is there, unless that was done before.
func (r *importRun) logAgain(ctx context.Context, tx *store.Tx, on, l crm.Lead) error {
	work, err := r.work(ctx, tx, l)
	if err != nil {
		return err
	}
	act := touchOf(l, work, crm.InstantOf(r.a.now))
	act.Lead = on.ID
	last, err := tx.LastActivity(ctx)
	if err != nil {
		return err
	}
	there, err := tx.CountActivity(ctx, act, last)
	if err != nil {
		return err
	}
	if there > 0 {
		r.counts.duplicates++
		return nil
	}
	r.counts.logged++
	_, _, err = r.a.logTouch(ctx, tx, on, l, work)
	return err
}

// close closes a lead at the rate of its closing day.
func (r *importRun) close(ctx context.Context, tx *store.Tx, id crm.LeadID, d crm.Deal) error {
	var err error
	if d.Base, d.Rate, err = inBase(ctx, tx, d.Amount, r.base, d.ClosedOn); err != nil {
		return err
	}
	return tx.CloseDeal(ctx, id, d, crm.InstantOf(r.a.now))
}

// check looks for the lead among those of the file and of this import. A row
// equal to one that was imported before is certain, whatever it lacks.
func (r *importRun) check(ctx context.Context, tx *store.Tx, l crm.Lead, traits *dedup.Traits, dated bool) (dedup.Step, match, error) {
	if r.policy == dedup.Allow {
		return dedup.StepAdd, match{}, nil
	}
	print := dedup.Fingerprint(l)
	found, err := r.door.matches(ctx, tx, l, traits, func(other crm.Lead) bool {
		return other.Touch == l.Touch && (!dated || other.FirstTouchOn == l.FirstTouchOn) && dedup.Fingerprint(other) == print
	})
	if err != nil || len(found) == 0 {
		return dedup.StepAdd, match{}, err
	}
	best := found[0]
	r.met = best.lead.ID
	step := dedup.Decide(r.policy, best.Grade)
	if r.update && best.Grade == dedup.Certain {
		step = dedup.StepSkip
	}
	return step, best, nil
}

// warnOf warns of a lead that looks like the row. Of many such rows one lead is
// shown: the others need no name.
func (r *importRun) warnOf(ctx context.Context, tx *store.Tx, line int, found match) error {
	named := []match{found}
	warning := func() say.Text {
		return say.T("line %d: %s duplicate of lead %d: %s", line, say.T(string(found.Grade)), int64(found.lead.ID), named[0].named())
	}
	if r.warnings.again(line, warning().Format) {
		return nil
	}
	if err := nameMatches(ctx, tx, named); err != nil {
		return err
	}
	r.warnings.add(line, warning())
	return nil
}

// ref finds the lead that a row names: by external id, else by number.
func (r *importRun) ref(ctx context.Context, tx *store.Tx, ref string) (crm.Lead, error) {
	ids, err := tx.LeadsByKey(ctx, []uint64{dedup.ExternalKey(ref)})
	if err != nil {
		return crm.Lead{}, err
	}
	var found []crm.Lead
	for _, id := range ids {
		l, err := tx.Lead(ctx, id)
		if err != nil {
			return l, err
		}
		if strings.EqualFold(crm.CleanLine(l.ExternalID), crm.CleanLine(ref)) {
			found = append(found, l)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return crm.Lead{}, crm.Errorf(crm.NotFound, "%d leads have the external id %q", len(found), ref).WithHint("name the lead by its number")
	}
	n, err := strconv.ParseInt(ref, 10, 64)
	if err != nil {
		return crm.Lead{}, crm.Errorf(crm.NotFound, "there is no lead %q", ref).WithHint("import the leads first, or map the column that holds their numbers or external ids to lead")
	}
	l, err := tx.Lead(ctx, crm.LeadID(n))
	if err == nil && l.MergedInto != 0 {
		return tx.Lead(ctx, l.MergedInto)
	}
	return l, err
}

// briefly finds the lead that a row of activities names, reading no more of it
// than such a row needs.
func (r *importRun) briefly(ctx context.Context, tx *store.Tx, ref string) (crm.Lead, error) {
	list, err := tx.Glance(ctx, dedup.ExternalKey(ref))
	if err != nil {
		return crm.Lead{}, err
	}
	list = slices.DeleteFunc(list, func(l crm.Lead) bool { return !strings.EqualFold(crm.CleanLine(l.ExternalID), crm.CleanLine(ref)) })
	if len(list) == 1 {
		return list[0], nil
	}
	return r.ref(ctx, tx, ref) // by its number, or with what is to be said
}

// addOnce adds an activity and counts it, or counts it as a duplicate. The file
// may hold the same line twice, and mean it: only as many as were there before
// are duplicates. One without a day of its own may be there from another day, on
// which the same file was imported.
func (r *importRun) addOnce(ctx context.Context, tx *store.Tx, act crm.Activity, dated bool) (added bool, err error) {
	day := act.On
	if !dated {
		act.On = ""
	}
	minutes := int64(-1)
	if act.Minutes != nil {
		minutes = *act.Minutes
	}
	same := fmt.Sprint(act.Lead, act.On, act.Kind, act.Touch, minutes, act.Cost, act.Direction, "\x00", act.Note)
	r.seen[same]++
	there, err := tx.CountActivity(ctx, act, r.lastKnown)
	if err != nil {
		return false, err
	}
	if there >= r.seen[same] {
		r.counts.duplicates++
		return false, nil
	}
	r.counts.added++
	act.On = day
	_, err = tx.AddActivity(ctx, act)
	return true, err
}

// recalled is what an activity needs to know of its lead, which no other row of
// an import of activities changes.
type recalled struct {
	id    crm.LeadID
	first crm.Date
	deal  crm.Deal
}

// maxRemembered bounds the leads that an import remembers by name.
const maxRemembered = 200_000

// activity imports one row of activities.
func (r *importRun) activity(ctx context.Context, tx *store.Tx, row importer.Row) error {
	act := row.Activity
	act.CreatedAt = crm.InstantOf(r.a.now)
	var lead crm.Lead
	var err error
	if row.Ref != "" {
		known, ok := r.named[row.Ref]
		if !ok {
			if lead, err = r.briefly(ctx, tx, row.Ref); err != nil {
				return err
			}
			known = recalled{lead.ID, lead.FirstTouchOn, lead.Deal}
			if len(r.named) < maxRemembered {
				r.named[strings.Clone(row.Ref)] = known
			}
		}
		lead.ID, lead.FirstTouchOn, lead.Deal = known.id, known.first, known.deal
		act.Lead = lead.ID
	}
	if act.Touch, err = tx.ResolveTouch(ctx, act.Via, r.create); err != nil {
		return err
	}
	if act.CostBase, _, err = inBase(ctx, tx, act.Cost, r.base, act.On); err != nil {
		return err
	}
	added, err := r.addOnce(ctx, tx, act, row.Dated)
	if err != nil || !added {
		return err
	}
	if act.Lead == 0 {
		return nil
	}
	if act.On < lead.FirstTouchOn {
		r.warnings.add(row.Line, say.T("line %d: the activity lies before the first touch of lead %d", row.Line, int64(lead.ID)))
	}
	if !lead.Open() && act.On > lead.Deal.ClosedOn {
		r.warnings.add(row.Line, say.T("line %d: the activity lies after lead %d was closed", row.Line, int64(lead.ID)))
	}
	if row.Stage != "" {
		return tx.SetStage(ctx, lead.ID, crm.StageChange{Stage: row.Stage, On: act.On})
	}
	return nil
}

// deal imports one row of deals.
func (r *importRun) deal(ctx context.Context, tx *store.Tx, row importer.Row) error {
	lead, err := r.ref(ctx, tx, row.Ref)
	if err != nil {
		return err
	}
	d := row.Deal
	if d.Outcome == crm.Won && !d.Amount.Known() && !row.AmountColumn {
		d.Amount = lead.Value
	}
	if !lead.Open() {
		was := lead.Deal
		if was.Outcome == d.Outcome && (was.ClosedOn == d.ClosedOn || !row.Dated) && was.Amount == d.Amount && was.Reason == d.Reason {
			r.counts.duplicates++
			return nil
		}
		return refuseClosed(lead)
	}
	if d.ClosedOn < lead.FirstTouchOn {
		r.warnings.add(row.Line, say.T("line %d: lead %d is closed on %s, before its first touch on %s", row.Line, int64(lead.ID), say.Day(d.ClosedOn), say.Day(lead.FirstTouchOn)))
	}
	if err := r.close(ctx, tx, lead.ID, d); err != nil {
		return err
	}
	r.counts.closed++
	return nil
}
