package intake

import (
	"context"
	"runtime/debug"
	"sort"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/store"
)

// Scan is a file read for a comparison with itself. Reading takes moments;
// the comparison may take minutes and keeps nobody from writing.
type Scan struct {
	Repeats bool                  // only what may be a repeat order
	Names   map[crm.LeadID]string // external ids, where asked for
	scan    dedup.Scan
	judged  map[[2]crm.LeadID]bool
}

// many is how many leads are much memory: what lives is the file, and going through
// it more often costs less than holding twice as much.
const many = 50_000

// Read reads every lead, and what was said about pairs of them; named asks for
// the external ids as well.
func (f *Scan) Read(ctx context.Context, tx *store.Tx, named bool) error {
	judged, err := tx.SurvivorPairs(ctx)
	if err != nil {
		return err
	}
	f.judged, f.Names = make(map[[2]crm.LeadID]bool, len(judged)), map[crm.LeadID]string{}
	for _, p := range judged {
		f.judged[[2]crm.LeadID{min(p.A, p.B), max(p.A, p.B)}] = true
	}
	n := 0
	return tx.EachAlike(ctx, false, func(l crm.Lead) error {
		if n++; n == many {
			debug.SetGCPercent(25)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if named && l.ExternalID != "" {
			f.Names[l.ID] = l.ExternalID
		}
		return f.scan.Add(l)
	})
}

// Pairs finds every pair of at least a grade that nobody has judged yet, by id.
func (f *Scan) Pairs(ctx context.Context, least dedup.Grade) (found []dedup.Pair, err error) {
	f.scan.Pairs(least, func(p dedup.Pair) bool {
		if !f.judged[[2]crm.LeadID{p.A, p.B}] && (p.Repeat || !f.Repeats) {
			found = append(found, p)
		}
		return ctx.Err() == nil
	})
	sort.Slice(found, func(i, j int) bool {
		p, q := &found[i], &found[j]
		return p.A < q.A || p.A == q.A && p.B < q.B
	})
	return found, ctx.Err()
}
