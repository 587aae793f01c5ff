package cli

import (
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// leadColumns are the keys of a lead in JSON and CSV. They never change.
func leadColumns() []sheet.Column {
	return []sheet.Column{
		{Key: "id", Title: say.T("id"), Type: sheet.ID},
		{Key: "title", Title: say.T("title")},
		{Key: "client", Title: say.T("client")},
		{Key: "contact", Title: say.T("contact"), Detail: true},
		{Key: "email", Title: say.T("e-mail"), Detail: true},
		{Key: "phone", Title: say.T("phone"), Detail: true},
		{Key: "url", Title: say.T("URL"), Detail: true},
		{Key: "external_id", Title: say.T("external id"), Detail: true},
		{Key: "source", Title: say.T("source")},
		{Key: "channel", Title: say.T("channel")},
		{Key: "campaign", Title: say.T("campaign"), Detail: true},
		{Key: "first_touch_on", Title: say.T("first touch"), Type: sheet.Date},
		{Key: "stage", Title: say.T("stage")},
		{Key: "outcome", Title: say.T("outcome")},
		{Key: "reason", Title: say.T("reason"), Detail: true},
		{Key: "closed_on", Title: say.T("closed on"), Type: sheet.Date, Detail: true},
		{Key: "amount", Title: say.T("amount"), Type: sheet.Money, Detail: true},
		{Key: "value", Title: say.T("value"), Type: sheet.Money},
		{Key: "currency", Title: say.T("currency"), Detail: true},
		{Key: "minutes", Title: say.T("minutes"), Type: sheet.Count, Detail: true},
		{Key: "cost", Title: say.T("cost"), Type: sheet.Money, Detail: true},
		{Key: "tags", Title: say.T("tags"), Type: sheet.List, Detail: true},
		{Key: "fields", Title: say.T("own fields"), Type: sheet.Map, Detail: true},
		{Key: "referrer", Title: say.T("referrer"), Detail: true},
		{Key: "follow_up_on", Title: say.T("follow-up"), Type: sheet.Date},
		{Key: "score", Title: say.T("score"), Type: sheet.Count, Detail: true},
		{Key: "level", Title: say.T("level"), Detail: true},
		{Key: "note", Title: say.T("note"), Detail: true},
		{Key: "created_at", Title: say.T("created"), Type: sheet.Instant, Detail: true},
		{Key: "updated_at", Title: say.T("updated"), Type: sheet.Instant, Detail: true},
	}
}

// leadCells is one lead as a row of leadColumns.
func leadCells(l crm.Lead) []any {
	currency := l.Deal.Amount.Currency
	if currency == "" {
		currency = l.Value.Currency
	}
	var minutes any
	if l.Minutes != nil {
		minutes = *l.Minutes
	}
	var points any
	if l.Score != nil {
		points = *l.Score
	}
	level := l.Level
	if level == "" {
		level = "lead"
	}
	tags, fields := l.Tags, l.Fields
	if tags == nil {
		tags = []string{}
	}
	if fields == nil {
		fields = map[string]string{}
	}
	return []any{int64(l.ID), known(l.Title), known(l.Client), known(l.Contact), known(l.Email), known(l.Phone), known(l.URL),
		known(l.ExternalID), known(l.First.Source), known(l.First.Channel), known(l.First.Campaign), known(l.FirstTouchOn),
		known(l.Stage), known(l.Deal.Outcome), known(l.Deal.Reason), known(l.Deal.ClosedOn), amount(l.Deal.Amount), amount(l.Value),
		known(currency), minutes, amount(l.Cost), tags, fields, known(l.Referrer), known(l.FollowUpOn), points, level,
		known(l.Note), known(l.CreatedAt), known(l.UpdatedAt)}
}

// known is a text cell: unknown when it is empty.
func known[T ~string](s T) any {
	if s == "" {
		return nil
	}
	return string(s)
}

// amount is a money cell.
func amount(m crm.Money) any {
	if !m.Known() {
		return nil
	}
	return sheet.Amount{Decimal: m.Decimal(), Currency: string(m.Currency)}
}

// exportCells are [leadCells] with the value of a lead under its own code where
// the currency column says something else, so that an export comes back as it
// was. It stands in the cell that is told.
func exportCells(l crm.Lead, value int) []any {
	cells := leadCells(l)
	if l.Value.Known() && l.Deal.Amount.Known() && l.Value.Currency != l.Deal.Amount.Currency {
		cells[value] = sheet.Amount{Decimal: string(l.Value.Currency) + " " + l.Value.Decimal()}
	}
	return cells
}

// leadsSheet is a list of leads.
func leadsSheet(list []crm.Lead) *sheet.Sheet {
	s := &sheet.Sheet{Columns: leadColumns(), Empty: say.T("No leads here. Add one: leads add TITLE --source SOURCE")}
	for _, l := range list {
		s.Rows = append(s.Rows, leadCells(l))
	}
	return s
}

// leadSheet is one lead as a record.
func leadSheet(l crm.Lead) *sheet.Sheet {
	s := leadsSheet([]crm.Lead{l})
	s.Shape = sheet.Record
	return s
}

// briefSheet is a list of leads on a line each, without the columns that only
// whole records show.
func briefSheet(list []crm.Lead) *sheet.Sheet {
	s := leadsSheet(nil)
	s.Columns = slices.DeleteFunc(s.Columns, func(c sheet.Column) bool { return c.Detail })
	s.Rows = make([][]any, 0, len(list))
	for _, l := range list {
		s.Add(int64(l.ID), l.Title, known(l.Client), known(l.First.Source), known(l.First.Channel), string(l.FirstTouchOn),
			string(l.Stage), known(l.Deal.Outcome), amount(l.Value), known(l.FollowUpOn))
	}
	return s
}
