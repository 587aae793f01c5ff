package scoring

import (
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/score"
)

// Month is one month of lead to MQL to SQL to won. The counts go by their own
// day; the shares are of the leads that were decided in the month, whose way alone
// is known to its end. So no later month, and no later threshold, changes them.
type Month struct {
	Month                  string // 2026-09
	Leads, MQL, SQL, Won   int64
	Decided, DecidedMQL    int64            // leads decided in the month, and those of them that had become MQL by then
	DecidedSQL, DecidedWon int64            // … of those, that had become SQL, and of those, that were won
	Limits                 score.Thresholds // in force at its end
	Changed                []say.Text       // rules and thresholds
}

// Months counts each month from one day to another.
func Months(lives []Life, b score.Book, from, to crm.Date) (list []Month) {
	at := map[string]int{}
	for first := from[:7] + "-01"; first <= to; first = (first.AddDays(31))[:7] + "-01" {
		end := monthEnd(first)
		at[string(first[:7])] = len(list)
		list = append(list, Month{Month: string(first[:7]), Limits: b.Limits(min(end, to)), Changed: changes(b, first, end)})
	}
	count := func(day crm.Date, n func(*Month) *int64) {
		if len(day) < 7 {
			return
		}
		if i, in := at[string(day[:7])]; in && day <= to {
			*n(&list[i])++
		}
	}
	for _, l := range lives {
		count(l.FirstTouchOn, func(m *Month) *int64 { return &m.Leads })
		count(l.MQLOn, func(m *Month) *int64 { return &m.MQL })
		count(l.SQLOn, func(m *Month) *int64 { return &m.SQL })
		if l.Won {
			count(l.ClosedOn, func(m *Month) *int64 { return &m.Won })
		}
		if !l.Decided {
			continue
		}
		count(l.ClosedOn, func(m *Month) *int64 { return &m.Decided })
		if l.MQLOn != "" && l.MQLOn <= l.ClosedOn {
			count(l.ClosedOn, func(m *Month) *int64 { return &m.DecidedMQL })
		}
		if l.SQLOn != "" && l.SQLOn <= l.ClosedOn {
			count(l.ClosedOn, func(m *Month) *int64 { return &m.DecidedSQL })
			if l.Won {
				count(l.ClosedOn, func(m *Month) *int64 { return &m.DecidedWon })
			}
		}
	}
	return list
}

// monthEnd is the last day of the month of a day.
func monthEnd(day crm.Date) crm.Date {
	return ((day[:7] + "-01").AddDays(31)[:7] + "-01").AddDays(-1)
}

// changes tells what was changed in a month; the first rules and thresholds,
// which hold from the beginning, are no change.
func changes(b score.Book, from, to crm.Date) (list []say.Text) {
	for i, t := range b.Thresholds {
		if i == 0 || t.From < from || t.From > to {
			continue
		}
		was := b.Thresholds[i-1]
		list = append(list, say.T("%s: MQL from %d points, before %d; SQL from %d, before %d", say.Day(t.From), t.MQL, was.MQL, t.SQL, was.SQL))
	}
	for i, set := range b.Sets {
		if i == 0 || set.From < from || set.From > to {
			continue
		}
		was := b.Sets[i-1].Rules
		for _, r := range set.Rules {
			old := slices.IndexFunc(was, func(o score.Rule) bool { return o.ID == r.ID })
			switch {
			case old < 0:
				list = append(list, say.T("%s: rule %d is new, %+d points %s", say.Day(set.From), r.ID, r.Points, r.What()))
			case was[old] != r:
				list = append(list, say.T("%s: rule %d gives %+d points %s, before %+d points %s", say.Day(set.From), r.ID, r.Points, r.What(), was[old].Points, was[old].What()))
			}
		}
		for _, o := range was {
			if !slices.ContainsFunc(set.Rules, func(r score.Rule) bool { return r.ID == o.ID }) {
				list = append(list, say.T("%s: rule %d is removed, it gave %+d points %s", say.Day(set.From), o.ID, o.Points, o.What()))
			}
		}
	}
	return list
}
