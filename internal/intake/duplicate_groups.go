package intake

import (
	"cmp"
	"context"
	"slices"
	"sort"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/store"
)

// Group is leads that look like one opportunity, the earliest first touch
// first. The others say by which pair they came in.
type Group struct {
	Leads []crm.Lead
	Pairs map[crm.LeadID]dedup.Pair
}

// Together splits pairs into sets that share leads: the surest set first, each
// with its surest pair first.
func Together(found []dedup.Pair) (sets [][]dedup.Pair) {
	parent := map[crm.LeadID]crm.LeadID{}
	var root func(crm.LeadID) crm.LeadID
	root = func(id crm.LeadID) crm.LeadID {
		up, known := parent[id]
		if !known || up == id {
			return id
		}
		parent[id] = root(up)
		return parent[id]
	}
	for _, p := range found {
		a, b := root(p.A), root(p.B)
		parent[max(a, b)] = min(a, b)
	}
	at := map[crm.LeadID]int{}
	for _, p := range found {
		r := root(p.A)
		n, known := at[r]
		if !known {
			n = len(sets)
			at[r], sets = n, append(sets, nil)
		}
		sets[n] = append(sets[n], p)
	}
	for _, set := range sets {
		SurestFirst(set)
	}
	sort.SliceStable(sets, func(i, j int) bool { return surer(&sets[i][0], &sets[j][0]) })
	return sets
}

// SurestFirst orders pairs by grade, then by score.
func SurestFirst(pairs []dedup.Pair) {
	sort.SliceStable(pairs, func(i, j int) bool { return surer(&pairs[i], &pairs[j]) })
}

func surer(p, q *dedup.Pair) bool {
	return cmp.Or(cmp.Compare(q.Grade.Rank(), p.Grade.Rank()), cmp.Compare(q.Score, p.Score)) < 0
}

// ReadGroup reads the leads of a set of pairs.
func ReadGroup(ctx context.Context, tx *store.Tx, set []dedup.Pair) (g Group, err error) {
	var ids []crm.LeadID
	for _, p := range set {
		ids = append(ids, p.A, p.B)
	}
	slices.Sort(ids)
	if g.Leads, err = tx.Alike(ctx, slices.Compact(ids)); err != nil {
		return g, err
	}
	if err := tx.NameTouches(ctx, g.Leads); err != nil {
		return g, err
	}
	sort.Slice(g.Leads, func(i, j int) bool {
		x, y := &g.Leads[i], &g.Leads[j]
		return x.FirstTouchOn < y.FirstTouchOn || x.FirstTouchOn == y.FirstTouchOn && x.ID < y.ID
	})
	g.Pairs = map[crm.LeadID]dedup.Pair{}
	before := map[crm.LeadID]bool{}
	for _, l := range g.Leads {
		for _, p := range set { // with an earlier one if there is such a pair, else with a later
			if p.A != l.ID && p.B != l.ID {
				continue
			}
			if _, known := g.Pairs[l.ID]; !known {
				g.Pairs[l.ID] = p
			}
			if before[p.A+p.B-l.ID] {
				g.Pairs[l.ID] = p
				break
			}
		}
		before[l.ID] = true
	}
	return g, nil
}
