package cli

import (
	"sort"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// pathOf are the touchpoints of a lead in order: its first touch, then those
// of merged leads and the activities that name a source, up to the closing day.
func pathOf(l crm.Lead, merged []crm.Lead, acts []crm.Activity, ruled map[crm.ActivityID]crm.TouchRule) *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("Path"), Columns: []sheet.Column{
		{Key: "on", Title: say.T("day"), Type: sheet.Date},
		{Key: "via", Title: say.T("via")},
		{Key: "what", Title: say.T("what"), Type: sheet.Word},
	}}
	add := func(cells ...any) { s.Rows = append(s.Rows, cells[:len(s.Columns)]) }
	if ruled != nil { // else there are no rules
		s.Columns = append(s.Columns, sheet.Column{Key: "rule", Title: say.T("by rule"), Type: sheet.ID})
	}
	add(string(l.FirstTouchOn), known(l.First.String()), "first touch", nil)
	type later struct {
		on   crm.Date
		id   int64 // of merged leads below those of activities: they come first on their day
		via  crm.TouchNames
		what string
		rule any
	}
	var list []later
	for _, m := range merged {
		if m.First.Source != "" {
			list = append(list, later{m.FirstTouchOn, int64(m.ID) - 1<<62, m.First, "first touch", nil})
		}
	}
	for _, act := range acts {
		if act.Via.Source != "" {
			list = append(list, later{act.On, int64(act.ID), act.Via, act.Kind, nil})
		} else if rule, by := ruled[act.ID]; by {
			list = append(list, later{act.On, int64(act.ID), rule.Via, act.Kind, rule.ID})
		}
	}
	sort.Slice(list, func(i, j int) bool {
		a, b := &list[i], &list[j]
		return a.on < b.on || a.on == b.on && a.id < b.id
	})
	for _, t := range list {
		if l.Open() || t.on <= l.Deal.ClosedOn {
			add(string(t.on), t.via.String(), t.what, t.rule)
		}
	}
	return s
}
