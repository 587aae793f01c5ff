package cli

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/score"
	"leads/internal/store"
)

// scorePage is how many leads are scored at a time.
const scorePage = 2000

// scoreTable reads the rules of the file.
func scoreTable(ctx context.Context, tx *store.Tx) (score.Table, error) {
	packed, err := tx.ScoreTable(ctx)
	if err != nil {
		return score.Table{}, err
	}
	return score.ParseTable(packed)
}

// setScoreTable keeps a changed table and scores every lead by it.
func (a *app) setScoreTable(ctx context.Context, tx *store.Tx, t score.Table) error {
	packed, err := t.Pack()
	if err != nil {
		return err
	}
	if err := tx.SetScoreTable(ctx, packed); err != nil || len(t.Rules) == 0 {
		return err
	}
	if t, err = score.ParseTable(packed); err != nil { // only packed does it know what its rules look at
		return err
	}
	_, err = a.scoreAll(ctx, tx, t, nil, false)
	return err
}

// rescore keeps scores true at the end of an update: those of the leads that it
// touched. Without rules it asks nothing of the file.
func (a *app) rescore(ctx context.Context, tx *store.Tx) error {
	u, err := tx.Unscored(ctx)
	if err != nil || u.Table == "" || len(u.Leads) == 0 && !u.Names {
		return err
	}
	if u.Act != 0 && len(u.Leads) == 1 && !u.Names {
		if done, err := a.scoreWorked(ctx, tx, u); done || err != nil {
			return err
		}
	}
	t, err := score.ParseTable(u.Table)
	if err != nil || len(t.Rules) == 0 {
		return err
	}
	if t.Kin && u.Deals {
		if u.Leads, err = tx.Kin(ctx, u.Leads); err != nil {
			return err
		}
	}
	const few = 100
	switch all := u.Names && t.Named; {
	case !all && len(u.Leads) == 0:
		return nil
	case !all && len(u.Leads) <= few:
		return a.scoreFew(ctx, tx, t, u.Leads)
	case all:
		u.Leads = nil
	default:
		if u.Leads, err = tx.Homes(ctx, u.Leads); err != nil {
			return err
		}
	}
	_, err = a.scoreAll(ctx, tx, t, u.Leads, false)
	return err
}

// scoreWorked moves the score of a lead on which one thing more was done today:
// only by the rules that can have changed their mind, and without reading the
// lead. Where that is not enough to go by it is not done.
func (a *app) scoreWorked(ctx context.Context, tx *store.Tx, u store.Unscored) (done bool, err error) {
	w, found, err := tx.Worked(ctx, u.Leads[0])
	at := slices.Index(w.Acts, u.Act)
	if err != nil || !found || at < 0 || w.Deeds[at].On != a.today || w.Score.On > a.today {
		return false, err
	}
	before := slices.Delete(slices.Clone(w.Deeds), at, at+1)
	if n := len(before); n > 0 && before[n-1].On > w.Score.On && w.Score.On != w.ClosedOn { // entered for a day to come, which may have come
		return false, nil
	}
	t, ok := score.Moved(u.Table, w.Deeds[at].Kind)
	if !ok {
		return false, nil
	}
	engine, err := score.New(t)
	if err != nil {
		return false, err
	}
	lead := crm.Lead{FirstTouchOn: w.FirstTouchOn, Deal: crm.Deal{ClosedOn: w.ClosedOn}}
	s := w.Score
	s.Points += engine.Score(subject(lead, w.Deeds), a.today) - engine.Score(subject(lead, before), w.Score.On)
	if s.On = score.DayOf(lead, a.today); s.MQLOn == "" && s.Points >= t.MQL {
		s.MQLOn = a.today
	}
	if s.SQLOn == "" && s.Points >= t.SQL {
		s.SQLOn = a.today
	}
	a.noteScore(s, t)
	if s == w.Score || !t.Daily && s.Points == w.Score.Points && s.MQLOn == w.Score.MQLOn && s.SQLOn == w.Score.SQLOn {
		return true, nil
	}
	return true, tx.MoveScore(ctx, w.Score, s)
}

// scoreFew scores single leads, and those that they are merged into.
func (a *app) scoreFew(ctx context.Context, tx *store.Tx, t score.Table, ids []crm.LeadID) error {
	engine, err := score.New(t)
	if err != nil {
		return err
	}
	var found []crm.Lead
	for i := 0; i < len(ids); i++ {
		list, err := tx.Leads(ctx, store.LeadFilter{ID: ids[i], Merged: true}) // none: it was deleted
		if err != nil {
			return err
		}
		for _, l := range list {
			if home := l.MergedInto; home != 0 && !slices.Contains(ids, home) {
				ids = append(ids, home)
			}
			found = append(found, l)
		}
	}
	subject, err := subjectsOf(ctx, tx, t, found...)
	if err != nil {
		return err
	}
	for _, l := range found {
		deeds, err := tx.Deeds(ctx, l.ID, l.ID)
		if err != nil {
			return err
		}
		if _, err := a.keepScore(ctx, tx, engine, subject(l, deeds), false); err != nil {
			return err
		}
	}
	return nil
}

// scoreAll scores leads: those given, or all. It gives how many scores have
// changed. With anew, the days of the levels are found anew, too.
func (a *app) scoreAll(ctx context.Context, tx *store.Tx, t score.Table, only []crm.LeadID, anew bool) (changed int, err error) {
	engine, err := score.New(t)
	if err != nil {
		return 0, err
	}
	keep := func(s score.Subject) error {
		kept, err := a.keepScore(ctx, tx, engine, s, anew)
		if kept {
			changed++
		}
		return err
	}
	if len(only) > 0 && scattered(only) {
		err = distantSubjects(ctx, tx, only, t.Kin, keep)
	} else {
		err = eachSubject(ctx, tx, only, t.Kin, keep)
	}
	return changed, err
}

// keepScore scores one lead and keeps what has changed.
func (a *app) keepScore(ctx context.Context, tx *store.Tx, engine *score.Engine, s score.Subject, anew bool) (changed bool, err error) {
	l := s.Lead
	kept := store.Score{Lead: l.ID, Points: engine.Score(s, a.today), On: score.DayOf(l, a.today), MQLOn: l.MQLOn, SQLOn: l.SQLOn}
	if anew || l.MQLOn == "" || l.SQLOn == "" {
		reached := engine.Reached(s, a.today)
		if kept.MQLOn == "" || anew {
			kept.MQLOn = reached.MQL
		}
		if kept.SQLOn == "" || anew {
			kept.SQLOn = reached.SQL
		}
	}
	a.noteScore(kept, engine.Table)
	changed = l.Score == nil || *l.Score != kept.Points
	if !changed && l.MQLOn == kept.MQLOn && l.SQLOn == kept.SQLOn && (l.ScoredOn == kept.On || !engine.Table.Daily) {
		return false, nil
	}
	return changed, tx.SetScore(ctx, kept, anew)
}

// noteScore remembers the score of a lead that this command has changed, for the answer.
func (a *app) noteScore(s store.Score, t score.Table) {
	if a.scores == nil {
		a.scores = map[crm.LeadID]crm.Lead{}
	}
	if len(a.scores) < scorePage { // an answer shows one
		points := s.Points
		a.scores[s.Lead] = crm.Lead{Score: &points, ScoredOn: s.On, MQLOn: s.MQLOn, SQLOn: s.SQLOn, Level: string(t.Level(points))}
	}
}

// scored is a lead with the score that this command has given it.
func (a *app) scored(l crm.Lead) crm.Lead {
	if s, ok := a.scores[l.ID]; ok {
		l.Score, l.ScoredOn, l.MQLOn, l.SQLOn, l.Level = s.Score, s.ScoredOn, s.MQLOn, s.SQLOn, s.Level
	}
	return l
}

// freshen gives leads that were read their level, and the score of today where
// the rules look at the day and the kept one is of another.
func (a *app) freshen(ctx context.Context, tx *store.Tx, list []crm.Lead) error {
	kept := false
	for _, l := range list {
		kept = kept || l.Score != nil
	}
	if !kept {
		return nil
	}
	t, err := scoreTable(ctx, tx)
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
		if l.Level = string(t.Level(*l.Score)); t.Daily && l.ScoredOn != score.DayOf(*l, a.today) {
			stale = append(stale, i)
		}
	}
	if len(stale) == 0 {
		return nil
	}
	return a.scoreStale(ctx, tx, t, list, stale)
}

// scoreStale scores some of a list for today, keeping nothing.
func (a *app) scoreStale(ctx context.Context, tx *store.Tx, t score.Table, list []crm.Lead, stale []int) error {
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
	byLead, err := deedsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, i := range stale {
		l := &list[i]
		points := engine.Score(subject(*l, byLead[l.ID]), a.today)
		l.Score, l.ScoredOn, l.Level = &points, score.DayOf(*l, a.today), string(t.Level(points))
	}
	return nil
}
