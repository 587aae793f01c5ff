package cli

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/score"
	"leads/internal/store"
)

// scoreRecord is the key under which an export holds the rules.
const scoreRecord = "score"

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
	if n := len(before); n > 0 && before[n-1].On > w.Score.On { // entered for a day to come, which may have come
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
	return true, tx.MoveScore(ctx, s)
}

// scoreFew scores single leads, and those that they are merged into.
func (a *app) scoreFew(ctx context.Context, tx *store.Tx, t score.Table, ids []crm.LeadID) error {
	engine, err := score.New(t)
	if err != nil {
		return err
	}
	for i := 0; i < len(ids); i++ {
		id := ids[i]
		list, err := tx.Leads(ctx, store.LeadFilter{ID: id, Merged: true})
		if err != nil {
			return err
		}
		deeds, err := tx.Deeds(ctx, id, id)
		if err != nil {
			return err
		}
		for _, l := range list { // none: it was deleted
			if home := l.MergedInto; home != 0 && !slices.Contains(ids, home) {
				ids = append(ids, home)
			}
			subject, err := subjectsOf(ctx, tx, t, l)
			if err != nil {
				return err
			}
			if _, err := a.keepScore(ctx, tx, engine, subject(l, deeds), false); err != nil {
				return err
			}
		}
	}
	return nil
}

// scoreAll scores leads page by page: those given, or all. It gives how many
// scores have changed. With anew, the days of the levels are found anew, too.
func (a *app) scoreAll(ctx context.Context, tx *store.Tx, t score.Table, only []crm.LeadID, anew bool) (changed int, err error) {
	engine, err := score.New(t)
	if err != nil {
		return 0, err
	}
	wanted := map[crm.LeadID]bool{}
	f := store.LeadFilter{Sort: "id", Limit: scorePage}
	if len(only) > 0 {
		f.After = only[0] - 1
		for _, id := range only {
			wanted[id] = true
		}
	}
	err = eachSubject(ctx, tx, f, t.Kin, func(s score.Subject) error {
		if len(only) > 0 && !wanted[s.Lead.ID] {
			return nil
		}
		kept, err := a.keepScore(ctx, tx, engine, s, anew)
		if kept {
			changed++
		}
		return err
	})
	return changed, err
}

// eachSubject goes through the leads of a filter with what was done on them,
// page by page in the order of their numbers; with kin, also what their clients had won.
func eachSubject(ctx context.Context, tx *store.Tx, f store.LeadFilter, kin bool, visit func(score.Subject) error) error {
	subject, err := subjects(ctx, tx, kin, 0)
	if err != nil {
		return err
	}
	for {
		page, err := tx.Leads(ctx, f)
		if err != nil || len(page) == 0 {
			return err
		}
		deeds, err := tx.Deeds(ctx, page[0].ID, page[len(page)-1].ID)
		if err != nil {
			return err
		}
		for _, l := range page {
			for len(deeds) > 0 && deeds[0].Lead < l.ID {
				deeds = deeds[1:]
			}
			n := 0
			for n < len(deeds) && deeds[n].Lead == l.ID {
				n++
			}
			if err := visit(subject(l, deeds[:n])); err != nil {
				return err
			}
		}
		if len(page) < f.Limit {
			return nil
		}
		f.After = page[len(page)-1].ID
	}
}

// knower puts together what a score needs to know of a lead.
type knower func(crm.Lead, []store.Deed) score.Subject

// subjects knows leads; with kin, also what the client of one, or of any (0), had won.
func subjects(ctx context.Context, tx *store.Tx, kin bool, client crm.ClientID) (knower, error) {
	if !kin {
		return subject, nil
	}
	wins, err := tx.Wins(ctx, client)
	return func(l crm.Lead, deeds []store.Deed) score.Subject {
		s := subject(l, deeds)
		s.Won = wins.Before(l)
		return s
	}, err
}

// subjectsOf knows the leads of a list by a table.
func subjectsOf(ctx context.Context, tx *store.Tx, t score.Table, list ...crm.Lead) (knower, error) {
	if len(list) == 1 && list[0].ClientID != 0 {
		return subjects(ctx, tx, t.Kin, list[0].ClientID)
	}
	return subjects(ctx, tx, t.Kin && slices.ContainsFunc(list, func(l crm.Lead) bool { return l.ClientID != 0 }), 0)
}

func subject(l crm.Lead, deeds []store.Deed) score.Subject {
	s := score.Subject{Lead: l}
	if len(deeds) > 0 {
		s.Acts = make([]score.Act, len(deeds))
	}
	for i, d := range deeds {
		s.Acts[i] = score.Act{Kind: d.Kind, On: d.On}
	}
	return s
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
	byLead := map[crm.LeadID][]store.Deed{}
	subject, err := subjectsOf(ctx, tx, t, list...)
	if err != nil {
		return err
	}
	from, to := list[stale[0]].ID, list[stale[0]].ID
	for _, i := range stale {
		from, to = min(from, list[i].ID), max(to, list[i].ID)
	}
	if int(to-from) > 20*len(stale) { // few and far between
		for _, i := range stale {
			if byLead[list[i].ID], err = tx.Deeds(ctx, list[i].ID, list[i].ID); err != nil {
				return err
			}
		}
	} else {
		deeds, err := tx.Deeds(ctx, from, to)
		if err != nil {
			return err
		}
		for start := 0; start < len(deeds); {
			end := start
			for end < len(deeds) && deeds[end].Lead == deeds[start].Lead {
				end++
			}
			byLead[deeds[start].Lead] = deeds[start:end]
			start = end
		}
	}
	for _, i := range stale {
		l := &list[i]
		points := engine.Score(subject(*l, byLead[l.ID]), a.today)
		l.Score, l.ScoredOn, l.Level = &points, score.DayOf(*l, a.today), string(t.Level(points))
	}
	return nil
}
