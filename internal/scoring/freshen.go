package scoring

import (
	"context"
	"math"
	"slices"

	"leads/internal/crm"
	"leads/internal/score"
	"leads/internal/store"
)

// Freshen gives leads that were read their level, and the score of today where
// the rules look at the day and the kept one is of another.
func (k *Keeper) Freshen(ctx context.Context, tx *store.Tx, list []crm.Lead) error {
	kept := false
	for _, l := range list {
		kept = kept || l.Score != nil
	}
	if !kept {
		return nil
	}
	t, err := Table(ctx, tx, k.Today)
	if err != nil {
		return err
	}
	var stale []int
	for i := range list {
		l := &list[i]
		if len(t.Rules) == 0 || l.Score == nil {
			l.Score, l.MQLOn, l.SQLOn = nil, "", ""
			continue
		}
		if l.Level = string(t.Level(*l.Score)); t.Daily && l.ScoredOn != score.DayOf(*l, k.Today) {
			stale = append(stale, i)
		}
	}
	if len(stale) == 0 {
		return nil
	}
	return k.scoreStale(ctx, tx, t, list, stale)
}

// scoreStale scores some of a list for today, keeping nothing.
func (k *Keeper) scoreStale(ctx context.Context, tx *store.Tx, t score.Table, list []crm.Lead, stale []int) error {
	engine, err := score.New(t)
	if err != nil {
		return err
	}
	subject, err := subjectsOf(ctx, tx, t, list...)
	if err != nil {
		return err
	}
	ids := make([]crm.LeadID, len(stale))
	for i, at := range stale {
		ids[i] = list[at].ID
	}
	slices.Sort(ids)
	byLead, err := activitiesOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, i := range stale {
		l := &list[i]
		points := engine.Score(subject(*l, byLead[l.ID]), k.Today)
		l.Score, l.ScoredOn, l.Level = &points, score.DayOf(*l, k.Today), string(t.Level(points))
	}
	return nil
}

// LevelFilter narrows a list to a level. Where scores change with the day alone
// the file cannot choose, only leave out what cannot have risen so far: then late
// is true, and the list is chosen after it was read.
func (k *Keeper) LevelFilter(t score.Table, level score.Level, f *store.LeadFilter) (late bool, err error) {
	if t.Daily {
		engine, err := score.New(t)
		if err != nil || level == score.Lead {
			return true, err
		}
		if rise, known := engine.Rise(false); known {
			from := map[score.Level]int64{score.MQL: t.MQL, score.SQL: t.SQL}[level]
			least := from - rise
			f.AtLeast, f.AsOf, f.Entered = &least, k.Today, math.MinInt64
			if rise, known := engine.Rise(true); known {
				f.Entered = from - rise
			}
		}
		return true, nil
	}
	if len(t.Rules) == 0 {
		if none := int64(math.MaxInt64); level != score.Lead {
			f.AtLeast = &none
		}
		return false, nil
	}
	switch level {
	case score.SQL:
		f.AtLeast = &t.SQL
	case score.MQL:
		f.AtLeast, f.Below = &t.MQL, &t.SQL
	default:
		f.Below = &t.MQL
	}
	return false, nil
}

// LeadsOfLevel lists leads that have a level today, at most as many as the filter
// says: it reads more and more of them, until there are enough.
func (k *Keeper) LeadsOfLevel(ctx context.Context, tx *store.Tx, level score.Level, f store.LeadFilter) ([]crm.Lead, error) {
	few := f.Limit
	if few > 0 {
		f.Limit = max(4*few, 500)
	}
	for ; ; f.Limit *= 8 {
		list, err := tx.Leads(ctx, f)
		if err != nil {
			return nil, err
		}
		read := len(list)
		if err := k.Freshen(ctx, tx, list); err != nil {
			return nil, err
		}
		switch list = ofLevel(list, level); {
		case few > 0 && len(list) >= few:
			return list[:few], nil
		case few == 0 || read < f.Limit:
			return list, nil
		}
	}
}

// ofLevel keeps the leads of a level.
func ofLevel(list []crm.Lead, level score.Level) []crm.Lead {
	return slices.DeleteFunc(list, func(l crm.Lead) bool {
		return l.Level != string(level) && !(l.Level == "" && level == score.Lead)
	})
}
