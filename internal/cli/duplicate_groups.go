package cli

import (
	"cmp"
	"context"
	"slices"
	"sort"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

// group is leads that look like one opportunity, the earliest first touch
// first. The others say by which pair they came in.
type group struct {
	leads []crm.Lead
	pairs map[crm.LeadID]dedup.Pair
}

// groupSheet shows pairs as groups, the surest first.
func (a *app) groupSheet(ctx context.Context, tx *store.Tx, found []dedup.Pair, limit int) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Names: 2, Columns: []sheet.Column{
		{Key: "group", Title: say.T("group"), Type: sheet.ID},
		{Key: "id", Title: say.T("id"), Type: sheet.ID},
		{Key: "title", Title: say.T("title")},
		{Key: "client", Title: say.T("client")},
		{Key: "source", Title: say.T("source")},
		{Key: "first_touch_on", Title: say.T("first touch"), Type: sheet.Date},
		{Key: "grade", Title: say.T("grade")},
		{Key: "why", Title: say.T("because"), Whole: true},
	}, Empty: noDuplicates()}
	sets := together(found)
	if limit < 0 {
		limit = 50
	}
	if limit > 0 && len(sets) > limit {
		s.Notes = append(s.Notes, say.T("%d of %d groups are shown; --limit 0 shows all", limit, len(sets)))
		sets = sets[:limit]
	}
	for n, set := range sets {
		g, err := readGroup(ctx, tx, set)
		if err != nil {
			return nil, err
		}
		for i, l := range g.leads {
			var number, grade, why any
			if i == 0 {
				number = int64(n + 1)
			} else {
				p := g.pairs[l.ID]
				grade, why = string(p.Grade), a.catalogue.Say(say.T("same %s as %d", agreement(p.Match), int64(p.A+p.B-l.ID)))
			}
			s.Add(number, int64(l.ID), l.Title, known(l.Client), known(l.First.Source), string(l.FirstTouchOn), grade, why)
		}
	}
	if len(sets) > 0 {
		s.Notes = append(s.Notes, say.T("decide on them: leads duplicates --review"))
	}
	return s, nil
}

// together splits pairs into sets that share leads: the surest set first, each
// with its surest pair first.
func together(found []dedup.Pair) (sets [][]dedup.Pair) {
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
		surestFirst(set)
	}
	sort.SliceStable(sets, func(i, j int) bool { return surer(&sets[i][0], &sets[j][0]) })
	return sets
}

// surestFirst orders pairs by grade, then by score.
func surestFirst(pairs []dedup.Pair) {
	sort.SliceStable(pairs, func(i, j int) bool { return surer(&pairs[i], &pairs[j]) })
}

func surer(p, q *dedup.Pair) bool {
	return cmp.Or(cmp.Compare(q.Grade.Rank(), p.Grade.Rank()), cmp.Compare(q.Score, p.Score)) < 0
}

func readGroup(ctx context.Context, tx *store.Tx, set []dedup.Pair) (g group, err error) {
	var ids []crm.LeadID
	for _, p := range set {
		ids = append(ids, p.A, p.B)
	}
	slices.Sort(ids)
	if g.leads, err = tx.Alike(ctx, slices.Compact(ids)); err != nil {
		return g, err
	}
	if err := tx.NameTouches(ctx, g.leads); err != nil {
		return g, err
	}
	sort.Slice(g.leads, func(i, j int) bool {
		x, y := &g.leads[i], &g.leads[j]
		return x.FirstTouchOn < y.FirstTouchOn || x.FirstTouchOn == y.FirstTouchOn && x.ID < y.ID
	})
	g.pairs = map[crm.LeadID]dedup.Pair{}
	before := map[crm.LeadID]bool{}
	for _, l := range g.leads {
		for _, p := range set { // with an earlier one if there is such a pair, else with a later
			if p.A != l.ID && p.B != l.ID {
				continue
			}
			if _, known := g.pairs[l.ID]; !known {
				g.pairs[l.ID] = p
			}
			if before[p.A+p.B-l.ID] {
				g.pairs[l.ID] = p
				break
			}
		}
		before[l.ID] = true
	}
	return g, nil
}
