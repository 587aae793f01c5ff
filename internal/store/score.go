package store

import (
	"context"
	"database/sql"
	"slices"
	"sort"

	"leads/internal/crm"
)

// scoreSetting is the setting that holds the rules of scoring.
const scoreSetting = "score"

// ScoreTable is the table of rules as it was set; "" when there is none.
func (t *Tx) ScoreTable(ctx context.Context) (string, error) { return t.Setting(ctx, scoreSetting) }

// SetScoreTable sets the table of rules; "" unsets it. It scores no lead.
func (t *Tx) SetScoreTable(ctx context.Context, table string) error {
	return t.SetSetting(ctx, scoreSetting, table)
}

// Unscored is what an update has done to leads that their scores do not know of yet.
type Unscored struct {
	Table string       // the rules; "" when there are none: then nothing else is filled in
	Leads []crm.LeadID // leads whose record, work, stage or deal was touched, in order
	Names bool         // a source, channel, campaign or client that was there has changed
	Deals bool         // deals were touched, or whose they are: what a client had won may be other than it was
	Act   int64        // where all that was done to leads is one activity more: its number; Leads is then its lead
}

// Unscored tells what was touched, by SQLite's own word: no command can forget
// it. Without rules it costs one look-up.
func (t *Tx) Unscored(ctx context.Context) (u Unscored, err error) {
	if t.table == nil {
		rules, err := t.ScoreTable(ctx)
		if err != nil {
			return u, err
		}
		t.table = &rules
	}
	if u.Table = *t.table; u.Table == "" {
		return u, nil
	}
	for _, table := range []string{"source", "channel", "campaign", "client"} {
		u.Names = u.Names || len(t.rec.before[table]) > 0
	}
	if act, lead := t.rec.oneMore(); act != 0 {
		if u.Act = act; lead != 0 {
			u.Leads = []crm.LeadID{lead}
		}
		return u, nil
	}
	r := t.rec
	u.Deals = r.edited || len(r.inserted["deal"])+len(r.before["deal"])+len(r.gone["lead"]) > 0
	return u, t.touched(ctx, &u)
}

// oneMore is the one new activity, and its lead, where nothing else was done to
// leads; else 0.
func (r *recorder) oneMore() (act int64, lead crm.LeadID) {
	acts := r.inserted["activity"]
	if len(acts) != 1 || acts[0][0] != acts[0][1] || r.edited || len(r.before["activity"]) > 0 || len(r.gone["lead"]) > 0 ||
		len(r.inserted["lead"])+len(r.inserted["deal"])+len(r.before["deal"])+len(r.inserted["stage_change"])+len(r.before["stage_change"]) > 0 {
		return 0, 0
	}
	return acts[0][0], crm.LeadID(r.worked)
}

// touched fills in the leads to which anything was done.
func (t *Tx) touched(ctx context.Context, u *Unscored) error {
	ids := map[crm.LeadID]bool{}
	for _, s := range t.rec.inserted["lead"] {
		for id := s[0]; id <= s[1]; id++ {
			ids[crm.LeadID(id)] = true
		}
	}
	for id := range t.rec.before["lead"] {
		ids[crm.LeadID(id)] = true
	}
	for _, table := range []string{"activity", "deal", "stage_change"} {
		if err := t.touchedBy(ctx, table, ids); err != nil {
			return err
		}
	}
	for id := range ids {
		u.Leads = append(u.Leads, id)
	}
	slices.Sort(u.Leads)
	return nil
}

// touchedBy adds the leads of the rows of a table that were added, changed or
// removed. Their second column is the lead.
func (t *Tx) touchedBy(ctx context.Context, table string, ids map[crm.LeadID]bool) error {
	for _, values := range t.rec.before[table] {
		if id, ok := values[1].(int64); ok {
			ids[crm.LeadID(id)] = true
		}
	}
	for _, s := range t.rec.inserted[table] {
		err := t.each(ctx, `SELECT DISTINCT lead_id FROM `+table+` WHERE id BETWEEN ? AND ? AND lead_id IS NOT NULL`, []any{s[0], s[1]},
			func(rows *sql.Rows) error {
				var id crm.LeadID
				err := rows.Scan(&id)
				ids[id] = true
				return err
			})
		if err != nil {
			return err
		}
	}
	return nil
}

// SurvivingLeads lists, in order, leads and those that they are merged into.
func (t *Tx) SurvivingLeads(ctx context.Context, ids []crm.LeadID) ([]crm.LeadID, error) {
	survivors, err := t.survivors(ctx)
	all := slices.Clone(ids)
	for _, id := range ids {
		if survivor, merged := survivors[id]; merged {
			all = append(all, survivor)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), err
}

// survivors are the leads that others are merged into, by those others.
func (t *Tx) survivors(ctx context.Context) (map[crm.LeadID]crm.LeadID, error) {
	survivors := map[crm.LeadID]crm.LeadID{}
	return survivors, t.each(ctx, `SELECT id, merged_into FROM lead WHERE merged_into IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var id, survivor crm.LeadID
		err := rows.Scan(&id, &survivor)
		survivors[id] = survivor
		return err
	})
}

// Worked is a lead that has a score, with what was done on it.
type Worked struct {
	Score        Score
	FirstTouchOn crm.Date
	ClosedOn     crm.Date // "" while it is open
	ActivityIDs  []int64
	Activities   []BriefActivity // oldest first
}

// Worked gives a lead that this update has read, with what was done on it, quicker
// than all about it; none where it was not read, has no score yet or is merged. It is for an update that did nothing else to
// leads than log one thing more: what was read still holds.
func (t *Tx) Worked(ctx context.Context, id crm.LeadID) (w Worked, found bool, err error) {
	l := t.known
	if l.ID != id || l.Score == nil || l.MergedInto != 0 {
		return w, false, nil
	}
	w.Score = Score{Lead: id, Points: *l.Score, On: l.ScoredOn, MQLOn: l.MQLOn, SQLOn: l.SQLOn}
	w.FirstTouchOn, w.ClosedOn, found = l.FirstTouchOn, l.Deal.ClosedOn, true
	var done []act
	err = t.each(ctx, `SELECT id, kind, on_day FROM activity WHERE lead_id = ?`, []any{int64(id)}, func(rows *sql.Rows) error {
		a := act{BriefActivity: BriefActivity{Lead: id}}
		err := rows.Scan(&a.id, &a.Kind, &a.On)
		done = append(done, a)
		return err
	})
	sort.Slice(done, func(i, j int) bool {
		a, b := &done[i], &done[j]
		return a.On < b.On || a.On == b.On && a.id < b.id
	})
	for _, a := range done {
		w.ActivityIDs, w.Activities = append(w.ActivityIDs, a.id), append(w.Activities, a.BriefActivity)
	}
	return w, found, err
}

// act is an activity with its number.
type act struct {
	BriefActivity
	id int64
}

// BriefActivity is what a score needs to know of an activity.
type BriefActivity struct {
	Lead crm.LeadID // the one that it counts under
	Kind string
	On   crm.Date
}

// BriefActivities lists what was done on the leads with ids in a range, oldest first within a lead.
func (t *Tx) BriefActivities(ctx context.Context, from, to crm.LeadID) (list []BriefActivity, err error) {
	const query = `SELECT a.lead_id, a.kind, a.on_day, a.id FROM activity a WHERE a.lead_id BETWEEN ? AND ? ORDER BY a.lead_id, a.on_day, a.id`
	kinds := map[string]string{} // one text for each kind, not for each row
	err = t.each(ctx, query, []any{int64(from), int64(to)}, func(rows *sql.Rows) error {
		var d BriefActivity
		var kind sql.RawBytes
		var id int64
		err := rows.Scan(&d.Lead, &kind, &d.On, &id)
		name, known := kinds[string(kind)]
		if !known {
			name = string(kind)
			kinds[name] = name
		}
		d.Kind = name
		list = append(list, d)
		return err
	})
	return list, err
}

// Score is what the file keeps of a lead's score.
type Score struct {
	Lead         crm.LeadID
	Points       int64
	On           crm.Date // the day of which it is
	MQLOn, SQLOn crm.Date // first reached; "" for never
}

// MoveScore changes a score that is kept already, from what it was.
func (t *Tx) MoveScore(ctx context.Context, was, s Score) error {
	if s.MQLOn == was.MQLOn && s.SQLOn == was.SQLOn { // the usual case, with fewer dates to check
		_, err := t.exec(ctx, `UPDATE score SET points = ?, on_day = ? WHERE id = ?`, s.Points, string(s.On), int64(s.Lead))
		return err
	}
	_, err := t.exec(ctx, `UPDATE score SET points = ?, on_day = ?, mql_on = ?, sql_on = ? WHERE id = ?`,
		s.Points, string(s.On), null(s.MQLOn), null(s.SQLOn), int64(s.Lead))
	return err
}

// SetScore keeps a lead's score.
func (t *Tx) SetScore(ctx context.Context, s Score) error {
	_, err := t.exec(ctx, `INSERT INTO score (id, points, on_day, mql_on, sql_on) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET points = excluded.points, on_day = excluded.on_day,
			mql_on = excluded.mql_on, sql_on = excluded.sql_on`,
		int64(s.Lead), s.Points, string(s.On), null(s.MQLOn), null(s.SQLOn))
	return err
}

// KeptPoints gives the scores that the file keeps of leads.
func (t *Tx) KeptPoints(ctx context.Context, ids []crm.LeadID) (map[crm.LeadID]int64, error) {
	if err := t.roomy(ctx); err != nil {
		return nil, err
	}
	kept := make(map[crm.LeadID]int64, len(ids))
	return kept, t.each(ctx, `SELECT id, points FROM score WHERE id IN (`+list(ids)+`)`, nil, func(rows *sql.Rows) error {
		var id crm.LeadID
		var points int64
		err := rows.Scan(&id, &points)
		kept[id] = points
		return err
	})
}

// CountLeads counts the leads that are not merged into another.
func (t *Tx) CountLeads(ctx context.Context) (n int, err error) {
	_, err = t.one(ctx, `SELECT count(*) FROM lead WHERE merged_into IS NULL`, nil, &n)
	return n, err
}
