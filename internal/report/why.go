package report

import (
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/sheet"
)

// Behind lists the leads behind the figures of a report: for each the group and
// the columns that it counts in. Work on a source itself has no lead. Leads that
// keep leaves out count only where a later touch influenced them.
func Behind(q Query, period crm.Period, leads []crm.Lead, keep func(crm.Touch) bool, influenced map[crm.LeadID][]crm.Group) *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("The leads behind the figures"), Empty: say.T("No lead counts in this period.")}
	s.Columns = append(groupColumns(q.By),
		sheet.Column{Key: "counts_in", Title: say.T("counts in"), Type: sheet.List, Whole: true},
		sheet.Column{Key: "id", Title: say.T("id"), Type: sheet.ID},
		sheet.Column{Key: "title", Title: say.T("title")},
		sheet.Column{Key: "first_touch_on", Title: say.T("first touch"), Type: sheet.Date},
		sheet.Column{Key: "outcome", Title: say.T("outcome"), Type: sheet.Word},
		sheet.Column{Key: "closed_on", Title: say.T("closed on"), Type: sheet.Date},
		sheet.Column{Key: "revenue", Title: say.T("revenue"), Type: sheet.Money})
	for _, l := range leads {
		if keep == nil || keep(l.Touch) {
			for _, at := range q.appearances(period, l) {
				s.Rows = append(s.Rows, at.cells(q, l))
			}
		}
		for _, labels := range q.influences(influenced[l.ID]) {
			s.Rows = append(s.Rows, appearance{names: []string{influencedColumn.Key}, labels: labels}.cells(q, l))
		}
	}
	return s
}

// appearance is one cell of a report in which a lead counts: by its first
// touch, by its closing day, or both in one.
type appearance struct {
	day    crm.Date
	names  []string
	labels []string // of the group, where it is not the lead's own
}

// influences are the groups of a lead's later touches as labels, each once, in order.
func (q Query) influences(groups []crm.Group) (list [][]string) {
	for _, g := range groups {
		list = append(list, q.labels(g))
	}
	slices.SortFunc(list, slices.Compare)
	return slices.CompactFunc(list, slices.Equal)
}

func (q Query) appearances(period crm.Period, l crm.Lead) []appearance {
	var list []appearance
	if period.Contains(l.FirstTouchOn) {
		at := appearance{day: l.FirstTouchOn, names: []string{"leads"}}
		if l.Open() {
			at.names = append(at.names, "open")
		}
		list = append(list, at)
	}
	if l.Open() {
		return list
	}
	day := l.Deal.ClosedOn
	if q.Cohort {
		day = l.FirstTouchOn
	}
	if !period.Contains(day) {
		return list
	}
	closing := []string{map[crm.Outcome]string{crm.Won: "won", crm.Lost: "lost", crm.NoResponse: "no_response", crm.NotAFit: "not_a_fit"}[l.Deal.Outcome]}
	if l.Deal.Base.Known() {
		closing = append(closing, "revenue")
	}
	if len(list) == 1 && q.label(l, list[0].day) == q.label(l, day) {
		list[0].names = append(list[0].names, closing...)
		return list
	}
	return append(list, appearance{day: day, names: closing})
}

// label is the group of a lead on a day, as one text.
func (q Query) label(l crm.Lead, day crm.Date) (text string) {
	for _, name := range q.labelsOf(l, day) {
		text += name + "\x00"
	}
	return text
}

func (q Query) labelsOf(l crm.Lead, day crm.Date) []string {
	return q.labels(crm.Group{Source: l.Touch.Source, Channel: l.Touch.Channel, Campaign: l.Touch.Campaign, Client: l.ClientID,
		Referrer: l.ReferrerID, Stage: l.Stage, Outcome: l.Deal.Outcome, Reason: l.Deal.Reason, Level: reached(l), Day: day})
}

// reached is the highest level that a lead ever had.
func reached(l crm.Lead) string {
	switch {
	case l.SQLOn != "":
		return string(score.SQL)
	case l.MQLOn != "":
		return string(score.MQL)
	}
	return string(score.Lead)
}

func (at appearance) cells(q Query, l crm.Lead) []any {
	var cells []any
	if at.labels == nil {
		at.labels = q.labelsOf(l, at.day)
	}
	for _, name := range at.labels {
		cells = append(cells, name)
	}
	unknown := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	var revenue any
	if l.Deal.Base.Known() {
		revenue = q.amount(l.Deal.Base.Minor)
	}
	return append(cells, at.names, int64(l.ID), l.Title, string(l.FirstTouchOn), unknown(string(l.Deal.Outcome)), unknown(string(l.Deal.ClosedOn)), revenue)
}
