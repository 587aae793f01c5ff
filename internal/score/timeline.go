package score

import (
	"slices"

	"leads/internal/crm"
)

// Timeline judges leads by the rules and thresholds in force on each day.
type Timeline struct {
	spans []span // by day; the first holds from the beginning
}

// span is a stretch of days with the same rules and thresholds.
type span struct {
	from     crm.Date
	mql, sql int64
	engine   *Engine
}

// Timeline compiles the rules of every day.
func (b *Book) Timeline() (*Timeline, error) {
	days := []crm.Date{""}
	for _, t := range b.Thresholds {
		days = append(days, t.From)
	}
	for _, s := range b.Sets {
		days = append(days, s.From)
	}
	slices.Sort(days)
	var engines []*Engine
	for i := range max(len(b.Sets), 1) {
		t := Fresh()
		if len(b.Sets) > 0 {
			t.Rules = b.Sets[i].Rules
		}
		e, err := New(t)
		if err != nil {
			return nil, err
		}
		engines = append(engines, e)
	}
	tl := &Timeline{}
	for _, day := range slices.Compact(days) {
		limits := b.Limits(day)
		tl.spans = append(tl.spans, span{day, limits.MQL, limits.SQL, engines[max(b.rulesAt(day), 0)]})
	}
	return tl, nil
}

// By is the timeline on which other thresholds have always been in force.
func (tl *Timeline) By(mql, sql int64) *Timeline {
	other := &Timeline{spans: slices.Clone(tl.spans)}
	for i := range other.spans {
		other.spans[i].mql, other.spans[i].sql = mql, sql
	}
	return other
}

// Always is the timeline on which the table of an engine has always been in force.
func Always(e *Engine) *Timeline {
	return &Timeline{spans: []span{{"", e.Table.MQL, e.Table.SQL, e}}}
}

func (tl *Timeline) at(day crm.Date) int {
	return inForce(len(tl.spans), func(i int) crm.Date { return tl.spans[i].from }, day)
}

// Reached are the days on which a lead first had the points of each level; ""
// for not yet.
type Reached struct{ MQL, SQL crm.Date }

// Reached goes through the life of a lead: its first touch, each activity, each
// day on which rules or thresholds changed while it was open, and today. Each
// day is judged by what was in force on it. What the record says now counts from
// the first touch on.
func (tl *Timeline) Reached(s Subject, today crm.Date) (r Reached) {
	first, last := s.Lead.FirstTouchOn, DayOf(s.Lead, today)
	begin, end := tl.at(first), tl.at(last)
	if end < begin { // it is entered for a day to come
		begin, end = end, begin
	}
	settled, within := make([][]held, end-begin+1), false
	for i := begin; i <= end; i++ {
		e := tl.spans[i].engine
		if i > begin && e == tl.spans[i-1].engine {
			settled[i-begin] = settled[i-begin-1]
		} else {
			s.held = nil
			e.settle(&s)
			settled[i-begin] = s.held
		}
		s.held = settled[i-begin]
		within = within || e.most(&s) >= tl.spans[i].mql
	}
	if !within {
		return r
	}
	for _, day := range tl.days(&s, today, begin, end) {
		if day > today && day != first {
			break
		}
		then := s
		if day < today { // by today a score counts what is entered for the days to come, too
			then.Acts = upTo(s.Acts, day)
		}
		at := min(max(tl.at(DayOf(s.Lead, day)), begin), end)
		then.held = settled[at-begin]
		points := tl.spans[at].engine.Score(then, day)
		if r.MQL == "" && points >= tl.spans[at].mql {
			r.MQL = day
		}
		if points >= tl.spans[at].sql {
			r.SQL = day
			return r
		}
	}
	return r
}

// days are the days on which a lead may reach a level, in order.
func (tl *Timeline) days(s *Subject, today crm.Date, begin, end int) []crm.Date {
	days := make([]crm.Date, 0, len(s.Acts)+2+end-begin)
	days = append(days, s.Lead.FirstTouchOn, today)
	for _, act := range s.Acts {
		days = append(days, act.On)
	}
	for _, sp := range tl.spans[begin+1 : end+1] {
		days = append(days, sp.from)
	}
	slices.Sort(days)
	return slices.Compact(days[slices.Index(days, s.Lead.FirstTouchOn):]) // what was done before counts from the first touch on
}

// Reached judges all days by the table of the engine.
func (e *Engine) Reached(s Subject, today crm.Date) Reached { return Always(e).Reached(s, today) }

// most is more than a lead can have had on any day.
func (e *Engine) most(s *Subject) (points int64) {
	for i, r := range e.rules {
		times := int64(1)
		if r.On != "" {
			times = 0
			for _, act := range s.Acts {
				if act.Kind == r.On {
					times++
				}
			}
		}
		if s.held[i] != misses {
			points += times * max(r.Points, 0)
		}
	}
	return points
}

// upTo keeps the activities up to a day; they are in order.
func upTo(acts []Act, day crm.Date) []Act {
	for i, act := range acts {
		if act.On > day {
			return acts[:i]
		}
	}
	return acts
}

// Possible reports whether a lead can have had the points of a level on a day by
// the rules and thresholds in force on it, whatever its record said then and
// whichever activities have been removed since.
func (tl *Timeline) Possible(s Subject, day crm.Date, level Level) bool {
	at := tl.spans[tl.at(DayOf(s.Lead, day))]
	needed := map[Level]int64{MQL: at.mql, SQL: at.sql}[level]
	points := int64(0)
	for _, r := range at.engine.rules {
		switch {
		case r.Points <= 0:
		case r.On == "":
			points += r.Points
		case r.Max == 0:
			return true
		default:
			points += r.Max
		}
	}
	return points >= needed
}
