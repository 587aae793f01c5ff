package intake

import "leads/internal/importer"

// Counts is what became of the rows. Read is the sum of all but Skipped: blank
// rows and what is no record.
type Counts struct {
	Read, Added, Updated, Duplicates, Logged, Closed, Paid, Costs, Unmatched, Rejected, Skipped int64
}

// BadRow is a row that cannot be imported.
type BadRow struct {
	Line int
	Err  error
	Raw  []string
	Word bool // nothing is wrong with it but words that nothing knows
}

// Step is what becomes of one row.
type Step struct {
	Line int
	Do   string // add, update, skip, log, close, pay, cost, unmatched, reject
	Lead int64  // that is there; 0 for none
	What string // the title, or what is wrong
}

// plan notes what became of the row at hand, as the counts tell it.
func (r *run) plan(row importer.Row, before Counts, err error) {
	if !r.Plan {
		return
	}
	p := Step{Line: row.Line, Lead: int64(r.met), What: row.Lead.Title}
	if p.What == "" {
		p.What = row.Ref
	}
	for _, s := range []struct {
		step       string
		then, here int64
	}{
		{"add", before.Added, r.counts.Added}, {"update", before.Updated, r.counts.Updated}, {"skip", before.Duplicates, r.counts.Duplicates},
		{"log", before.Logged, r.counts.Logged}, {"close", before.Closed, r.counts.Closed}, {"pay", before.Paid, r.counts.Paid}, {"cost", before.Costs, r.counts.Costs},
		{"unmatched", before.Unmatched, r.counts.Unmatched},
	} {
		if s.here > s.then {
			p.Do = s.step
		}
	}
	if err != nil {
		p.Do, p.What = "reject", err.Error()
	}
	r.did.Steps = append(r.did.Steps, p)
}
