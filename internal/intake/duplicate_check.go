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

// duplicateCheck finds the leads that a new one may double: in the file, or, for a large
// import, in memory. Its zero value asks the file.
type duplicateCheck struct {
	index  *dedup.Index // blocking keys of the file and of this import
	looked int          // leads that one is set beside in memory; 0 is mostCompared
	most   int          // of those, leads that one is compared with; 0 is mostCompared
	remote bool         // what is only possibly the same matters, too
	recent *recent      // leads that need not be read; nil: all are
}

// busyCheck is a check among so many leads that only the rarest keys can be
// followed: a lead is compared with the few that share the most with it.
func busyCheck(leads int64) duplicateCheck {
	if leads < 20_000 {
		return duplicateCheck{index: &dedup.Index{}}
	}
	return duplicateCheck{index: &dedup.Index{Crowd: 16}, looked: 8, most: 3}
}

const (
	mostCompared = 25  // leads that one is compared with: those that share its rarest keys
	fewOfCrowd   = 5   // of a key that many share, such as a good client's, the latest tell enough
	crowd        = 200 // from which on a key is shared by many
)

// Keys are all the forms under which a lead is found again.
func Keys(l crm.Lead) []uint64 { return dedup.TraitsOf(l).Keys() }

// matches grades the leads that share anything with a new one, best first. A
// lead that was merged into another is met as that other. One for which twin
// says yes is certain, whatever it lacks.
func (d duplicateCheck) matches(ctx context.Context, tx *store.Tx, lead crm.Lead, traits *dedup.Traits, twin func(crm.Lead) bool) ([]Match, error) {
	ids, err := d.candidates(ctx, tx, traits)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	var found []Match
	var words *dedup.Words // no words of this file: one rule for every file
	compare := func(other crm.Lead, its *dedup.Traits) {
		if other.ID == lead.ID && lead.ID != 0 {
			return
		}
		m := words.Compare(traits, its)
		if twin(other) {
			m = dedup.Match{Grade: dedup.Certain, Score: 1, Why: []string{"every field"}}
		}
		if m.Grade != "" {
			found = append(found, Match{m, other})
		}
	}
	ids = slices.DeleteFunc(ids, func(id crm.LeadID) bool {
		other, its := d.recent.find(id)
		if its != nil {
			compare(other, its)
		}
		return its != nil
	})
	others, err := tx.Alike(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, other := range others {
		compare(other, dedup.TraitsOf(other))
	}
	if found, err = survivors(ctx, tx, found); err != nil {
		return nil, err
	}
	sort.Slice(found, func(i, j int) bool {
		x, y := &found[i], &found[j]
		return x.Score > y.Score || x.Score == y.Score && x.Lead.ID < y.Lead.ID
	})
	return found, nil
}

// candidates are the leads worth comparing.
func (d duplicateCheck) candidates(ctx context.Context, tx *store.Tx, traits *dedup.Traits) ([]crm.LeadID, error) {
	keys := traits.Asked()
	var found []int64
	if d.index != nil {
		most := cmp.Or(d.most, mostCompared)
		if found = d.index.Likely(traits, keys, cmp.Or(d.looked, mostCompared), most); d.remote {
			found = append(found, d.index.Candidates(keys, most)...)
		}
	} else {
		if err := tx.Flush(ctx); err != nil { // what this command has written, too
			return nil, err
		}
		held := make([][]int64, len(keys))
		var crowded []int64
		for i, key := range keys {
			list, err := tx.Holders(ctx, key, crowd+1)
			if err != nil {
				return nil, err
			}
			if held[i] = list; len(list) > crowd {
				held[i], crowded = nil, append(crowded, list[:fewOfCrowd]...)
			}
		}
		found = append(dedup.Rank(held, mostCompared), crowded...)
	}
	ids := make([]crm.LeadID, len(found))
	for i, n := range found {
		ids[i] = crm.LeadID(n)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// survivors replaces merged leads by those that took them over, each once with
// its best match.
func survivors(ctx context.Context, tx *store.Tx, found []Match) ([]Match, error) {
	if !slices.ContainsFunc(found, func(m Match) bool { return m.Lead.MergedInto != 0 }) {
		return found, nil
	}
	best := map[crm.LeadID]Match{}
	for _, m := range found {
		if into := m.Lead.MergedInto; into != 0 {
			survivor, err := tx.Alike(ctx, []crm.LeadID{into})
			if err != nil || len(survivor) == 0 {
				return nil, err
			}
			m.Lead = survivor[0]
		}
		if was, known := best[m.Lead.ID]; !known || m.Score > was.Score {
			best[m.Lead.ID] = m
		}
	}
	found = found[:0]
	for _, m := range best {
		found = append(found, m)
	}
	return found, nil // the caller sorts
}
