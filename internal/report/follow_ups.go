package report

import (
	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// FollowUps lists the leads with a follow-up day, in the order given: what a
// calendar needs to know of each.
func FollowUps(leads []crm.Lead) *sheet.Sheet {
	s := &sheet.Sheet{Columns: []sheet.Column{
		{Key: "id", Title: say.T("id"), Type: sheet.ID}, {Key: "title", Title: say.T("title")},
		{Key: "why", Title: say.T("why")}, {Key: "due_on", Title: say.T("due"), Type: sheet.Date},
		{Key: "updated_at", Title: say.T("updated")}}}
	for _, l := range leads {
		who := l.Client
		if who == "" {
			who = l.Contact
		}
		title := l.Title
		if who != "" {
			title += " (" + who + ")"
		}
		s.Add(int64(l.ID), title, say.T("follow-up of lead %d: leads show %d", int64(l.ID), int64(l.ID)), unknownDay(l.FollowUpOn), string(l.UpdatedAt))
	}
	return s
}
