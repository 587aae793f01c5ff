package scoring

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/score"
	"leads/internal/store"
)

// Keeper keeps the scores of one run true. Its zero value with the day set is
// ready.
type Keeper struct {
	Today crm.Date
	given map[crm.LeadID]crm.Lead // what this run made of scores
}

// pageSize is how many leads are scored at a time.
const pageSize = 2000

// Book reads what the file knows of scoring.
func Book(ctx context.Context, tx *store.Tx) (score.Book, error) {
	packed, err := tx.ScoreTable(ctx)
	if err != nil {
		return score.Book{}, err
	}
	return score.Parse(packed)
}

// Table reads the rules and thresholds in force on a day.
func Table(ctx context.Context, tx *store.Tx, day crm.Date) (score.Table, error) {
	b, err := Book(ctx, tx)
	return b.On(day), err
}

// judge is what leads are scored by.
type judge struct {
	engine *score.Engine   // of today
	now    *score.Timeline // of every day
	was    *score.Timeline // likewise before the rules were changed; nil: they were not
	anew   bool            // the days of the levels are found again, whatever the file says
}

func (k *Keeper) judge(b score.Book) (j judge, err error) {
	if j.engine, err = score.New(b.On(k.Today)); err != nil {
		return j, err
	}
	j.now, err = b.Timeline()
	return j, err
}

// Change keeps a changed book and scores every lead by it. A day on which a level
// was reached follows where the book as it was explains it; one that an earlier
// state of the record explains stays.
func (k *Keeper) Change(ctx context.Context, tx *store.Tx, was, b score.Book) error {
	b.Due = b.NextChange(k.Today)
	packed, err := b.Pack()
	if err != nil {
		return err
	}
	if err := tx.SetScoreTable(ctx, packed); err != nil || len(b.Sets) == 0 {
		return err
	}
	if b, err = score.Parse(packed); err != nil { // only packed does it know what its rules look at
		return err
	}
	j, err := k.judge(b)
	if err != nil {
		return err
	}
	if j.was, err = was.Timeline(); err != nil {
		return err
	}
	_, err = k.all(ctx, tx, b.On(k.Today), j, nil)
	return err
}

// Note keeps what changes no score: what to do with a level, when to calibrate.
func Note(ctx context.Context, tx *store.Tx, b score.Book) error {
	packed, err := b.Pack()
	if err != nil {
		return err
	}
	return tx.SetScoreTable(ctx, packed)
}

// Recompute scores every lead and gives how many scores have changed. With anew
// the days of the levels are found again, too.
func (k *Keeper) Recompute(ctx context.Context, tx *store.Tx, anew bool) (changed int, err error) {
	b, err := Book(ctx, tx)
	t := b.On(k.Today)
	if err != nil || len(t.Rules) == 0 {
		return 0, err
	}
	j, err := k.judge(b)
	if err != nil {
		return 0, err
	}
	j.anew = anew
	if err := k.passed(ctx, tx, b); err != nil {
		return 0, err
	}
	return k.all(ctx, tx, t, j, nil)
}

// passed notes that every lead is scored by the thresholds of today.
func (k *Keeper) passed(ctx context.Context, tx *store.Tx, b score.Book) error {
	if b.Due == "" || b.Due > k.Today {
		return nil
	}
	b.Due = b.NextChange(k.Today)
	return Note(ctx, tx, b)
}

// Rescore keeps scores true at the end of an update: those of the leads that it
// touched. Without rules it asks nothing of the file.
func (k *Keeper) Rescore(ctx context.Context, tx *store.Tx) error {
	u, err := tx.Unscored(ctx)
	if err != nil || u.Table == "" || len(u.Leads) == 0 && !u.Names {
		return err
	}
	if u.Act != 0 && len(u.Leads) == 1 && !u.Names {
		if done, err := k.worked(ctx, tx, u); done || err != nil {
			return err
		}
	}
	b, err := score.Parse(u.Table)
	t := b.On(k.Today)
	if err != nil || len(t.Rules) == 0 {
		return err
	}
	if b.Due != "" && b.Due <= k.Today { // other thresholds have come into force since
		_, err := k.Recompute(ctx, tx, false)
		return err
	}
	if t.Kin && u.Deals {
		if u.Leads, err = tx.WithSameClients(ctx, u.Leads); err != nil {
			return err
		}
	}
	j, err := k.judge(b)
	if err != nil {
		return err
	}
	const few = 100
	switch all := u.Names && t.Named; {
	case !all && len(u.Leads) == 0:
		return nil
	case !all && len(u.Leads) <= few:
		return k.some(ctx, tx, t, j, u.Leads)
	case all:
		u.Leads = nil
	default:
		if u.Leads, err = tx.SurvivingLeads(ctx, u.Leads); err != nil {
			return err
		}
	}
	_, err = k.all(ctx, tx, t, j, u.Leads)
	return err
}

// worked moves the score of a lead on which one thing more was done today: only
// by the rules that can have changed their mind, and without reading the lead.
// Where that is not enough to go by it is not done.
func (k *Keeper) worked(ctx context.Context, tx *store.Tx, u store.Unscored) (done bool, err error) {
	w, found, err := tx.Worked(ctx, u.Leads[0])
	at := slices.Index(w.ActivityIDs, u.Act)
	if err != nil || !found || at < 0 || w.Activities[at].On != k.Today || w.Score.On > k.Today {
		return false, err
	}
	before := slices.Delete(slices.Clone(w.Activities), at, at+1)
	if n := len(before); n > 0 && before[n-1].On > w.Score.On && w.Score.On != w.ClosedOn { // entered for a day to come, which may have come
		return false, nil
	}
	t, ok := score.Moved(u.Table, w.Activities[at].Kind, k.Today)
	if !ok {
		return false, nil
	}
	engine, err := score.New(t)
	if err != nil {
		return false, err
	}
	lead := crm.Lead{FirstTouchOn: w.FirstTouchOn, Deal: crm.Deal{ClosedOn: w.ClosedOn}}
	s := w.Score
	s.Points += engine.Score(subject(lead, w.Activities), k.Today) - engine.Score(subject(lead, before), w.Score.On)
	if s.On = score.DayOf(lead, k.Today); s.On != k.Today && (s.MQLOn == "" || s.SQLOn == "") { // closed: its thresholds are those of then
		return false, nil
	}
	if s.MQLOn == "" && s.Points >= t.MQL {
		s.MQLOn = k.Today
	}
	if s.SQLOn == "" && s.Points >= t.SQL {
		s.SQLOn = k.Today
	}
	k.note(s, t)
	if s == w.Score || !t.Daily && s.Points == w.Score.Points && s.MQLOn == w.Score.MQLOn && s.SQLOn == w.Score.SQLOn {
		return true, nil
	}
	return true, tx.MoveScore(ctx, w.Score, s)
}

// some scores single leads, and those that they are merged into.
func (k *Keeper) some(ctx context.Context, tx *store.Tx, t score.Table, j judge, ids []crm.LeadID) error {
	var found []crm.Lead
	for i := 0; i < len(ids); i++ {
		list, err := tx.Leads(ctx, store.LeadFilter{ID: ids[i], Merged: true}) // none: it was deleted
		if err != nil {
			return err
		}
		for _, l := range list {
			if survivor := l.MergedInto; survivor != 0 && !slices.Contains(ids, survivor) {
				ids = append(ids, survivor)
			}
			found = append(found, l)
		}
	}
	subject, err := subjectsOf(ctx, tx, t, found...)
	if err != nil {
		return err
	}
	for _, l := range found {
		acts, err := tx.BriefActivities(ctx, l.ID, l.ID)
		if err != nil {
			return err
		}
		if _, err := k.keep(ctx, tx, j, subject(l, acts)); err != nil {
			return err
		}
	}
	return nil
}

// all scores leads: those given, or all. It gives how many scores have changed.
func (k *Keeper) all(ctx context.Context, tx *store.Tx, t score.Table, j judge, only []crm.LeadID) (changed int, err error) {
	keep := func(s score.Subject) error {
		kept, err := k.keep(ctx, tx, j, s)
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

// keep scores one lead and keeps what has changed.
func (k *Keeper) keep(ctx context.Context, tx *store.Tx, j judge, s score.Subject) (changed bool, err error) {
	l := s.Lead
	kept := store.Score{Lead: l.ID, Points: j.engine.Score(s, k.Today), On: score.DayOf(l, k.Today), MQLOn: l.MQLOn, SQLOn: l.SQLOn}
	if j.anew || j.was != nil || l.MQLOn == "" || l.SQLOn == "" {
		reached, was := j.now.Reached(s, k.Today), score.Reached{}
		if j.was != nil {
			was = j.was.Reached(s, k.Today)
		}
		for _, level := range []struct {
			kept     *crm.Date
			now, was crm.Date
		}{{&kept.MQLOn, reached.MQL, was.MQL}, {&kept.SQLOn, reached.SQL, was.SQL}} {
			if j.anew || *level.kept == "" || j.was != nil && *level.kept == level.was {
				*level.kept = level.now
			}
		}
		if kept.SQLOn != "" && (kept.MQLOn == "" || kept.MQLOn > kept.SQLOn) { // work entered for an earlier day
			kept.MQLOn = kept.SQLOn
		}
	}
	k.note(kept, j.engine.Table)
	changed = l.Score == nil || *l.Score != kept.Points
	if !changed && l.MQLOn == kept.MQLOn && l.SQLOn == kept.SQLOn && (l.ScoredOn == kept.On || !j.engine.Table.Daily) {
		return false, nil
	}
	return changed, tx.SetScore(ctx, kept)
}

// note remembers the score of a lead that this run has changed, for the answer.
func (k *Keeper) note(s store.Score, t score.Table) {
	if k.given == nil {
		k.given = map[crm.LeadID]crm.Lead{}
	}
	if len(k.given) < pageSize { // an answer shows one
		points := s.Points
		k.given[s.Lead] = crm.Lead{Score: &points, ScoredOn: s.On, MQLOn: s.MQLOn, SQLOn: s.SQLOn, Level: string(t.Level(points))}
	}
}

// Scored is a lead with the score that this run has given it.
func (k *Keeper) Scored(l crm.Lead) crm.Lead {
	if s, ok := k.given[l.ID]; ok {
		l.Score, l.ScoredOn, l.MQLOn, l.SQLOn, l.Level = s.Score, s.ScoredOn, s.MQLOn, s.SQLOn, s.Level
	}
	return l
}

// Wrong counts the leads whose kept score is not that of the day of which it is:
// 0, unless the file was changed behind the program.
func (k *Keeper) Wrong(ctx context.Context, tx *store.Tx) (wrong int, err error) {
	sums, _, err := k.Examine(ctx, tx)
	return sums.Wrong, err
}
