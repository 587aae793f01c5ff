package cli

import (
	"cmp"
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// leadColumn is one column of leads: its key in JSON and CSV, which never changes,
// and what of a lead it shows.
type leadColumn struct {
	sheet.Column
	of func(*crm.Lead) any
}

// leadTable are the columns of a lead, in order. Those that are a Detail show in
// whole records and in files, not in a list for a person.
var leadTable = []leadColumn{
	{sheet.Column{Key: "id", Title: say.T("id"), Type: sheet.ID}, func(l *crm.Lead) any { return int64(l.ID) }},
	{sheet.Column{Key: "title", Title: say.T("title")}, func(l *crm.Lead) any { return known(l.Title) }},
	{sheet.Column{Key: "client", Title: say.T("client")}, func(l *crm.Lead) any { return known(l.Client) }},
	{sheet.Column{Key: "contact", Title: say.T("contact"), Detail: true}, func(l *crm.Lead) any { return known(l.Contact) }},
	{sheet.Column{Key: "email", Title: say.T("e-mail"), Detail: true}, func(l *crm.Lead) any { return known(l.Email) }},
	{sheet.Column{Key: "phone", Title: say.T("phone"), Detail: true}, func(l *crm.Lead) any { return known(l.Phone) }},
	{sheet.Column{Key: "url", Title: say.T("URL"), Detail: true}, func(l *crm.Lead) any { return known(l.URL) }},
	{sheet.Column{Key: "external_id", Title: say.T("external id"), Detail: true}, func(l *crm.Lead) any { return known(l.ExternalID) }},
	{sheet.Column{Key: "source", Title: say.T("source")}, func(l *crm.Lead) any { return known(l.First.Source) }},
	{sheet.Column{Key: "channel", Title: say.T("channel")}, func(l *crm.Lead) any { return known(l.First.Channel) }},
	{sheet.Column{Key: "campaign", Title: say.T("campaign"), Detail: true}, func(l *crm.Lead) any { return known(l.First.Campaign) }},
	{sheet.Column{Key: "first_touch_on", Title: say.T("first touch"), Type: sheet.Date}, func(l *crm.Lead) any { return known(l.FirstTouchOn) }},
	{sheet.Column{Key: "stage", Title: say.T("stage"), Type: sheet.Word}, func(l *crm.Lead) any { return known(l.Stage) }},
	{sheet.Column{Key: "outcome", Title: say.T("outcome"), Type: sheet.Word}, func(l *crm.Lead) any { return known(l.Deal.Outcome) }},
	{sheet.Column{Key: "reason", Title: say.T("reason"), Type: sheet.Word, Detail: true}, func(l *crm.Lead) any { return known(l.Deal.Reason) }},
	{sheet.Column{Key: "closed_on", Title: say.T("closed on"), Type: sheet.Date, Detail: true}, func(l *crm.Lead) any { return known(l.Deal.ClosedOn) }},
	{sheet.Column{Key: "amount", Title: say.T("amount"), Type: sheet.Money, Detail: true}, func(l *crm.Lead) any { return amount(l.Deal.Amount) }},
	{sheet.Column{Key: "value", Title: say.T("value"), Type: sheet.Money}, func(l *crm.Lead) any { return amount(l.Value) }},
	{sheet.Column{Key: "currency", Title: say.T("currency"), Detail: true}, func(l *crm.Lead) any {
		return known(cmp.Or(l.Deal.Amount.Currency, l.Value.Currency))
	}},
	{sheet.Column{Key: "minutes", Title: say.T("minutes"), Type: sheet.Count, Detail: true}, func(l *crm.Lead) any { return number(l.Minutes) }},
	{sheet.Column{Key: "cost", Title: say.T("cost"), Type: sheet.Money, Detail: true}, func(l *crm.Lead) any { return amount(l.Cost) }},
	{sheet.Column{Key: "tags", Title: say.T("tags"), Type: sheet.List, Detail: true}, func(l *crm.Lead) any {
		if l.Tags == nil {
			return []string{}
		}
		return l.Tags
	}},
	{sheet.Column{Key: "fields", Title: say.T("own fields"), Type: sheet.Map, Detail: true}, func(l *crm.Lead) any {
		if l.Fields == nil {
			return map[string]string{}
		}
		return l.Fields
	}},
	{sheet.Column{Key: "variant", Title: say.T("variant"), Detail: true}, func(l *crm.Lead) any { return known(l.Variant) }},
	{sheet.Column{Key: "referrer", Title: say.T("referrer"), Detail: true}, func(l *crm.Lead) any { return known(l.Referrer) }},
	{sheet.Column{Key: "follow_up_on", Title: say.T("follow-up"), Type: sheet.Date}, func(l *crm.Lead) any { return known(l.FollowUpOn) }},
	{sheet.Column{Key: "score", Title: say.T("score"), Type: sheet.Count, Detail: true}, func(l *crm.Lead) any { return number(l.Score) }},
	{sheet.Column{Key: "level", Title: say.T("level"), Type: sheet.Word, Detail: true}, func(l *crm.Lead) any { return cmp.Or(l.Level, "lead") }},
	{sheet.Column{Key: "note", Title: say.T("note"), Detail: true}, func(l *crm.Lead) any { return known(l.Note) }},
	{sheet.Column{Key: "created_at", Title: say.T("created"), Type: sheet.Instant, Detail: true}, func(l *crm.Lead) any { return known(l.CreatedAt) }},
	{sheet.Column{Key: "updated_at", Title: say.T("updated"), Type: sheet.Instant, Detail: true}, func(l *crm.Lead) any { return known(l.UpdatedAt) }},
}

// tableSheet is a list of leads in the columns of a table.
func tableSheet(table []leadColumn, list []crm.Lead) *sheet.Sheet {
	s := &sheet.Sheet{Empty: say.T("No leads here. Add one: leads add TITLE --source SOURCE"), Rows: make([][]any, 0, len(list))}
	for _, c := range table {
		s.Columns = append(s.Columns, c.Column)
	}
	for i := range list {
		s.Rows = append(s.Rows, leadCells(table, &list[i]))
	}
	return s
}

// leadCells is one lead as a row of a table.
func leadCells(table []leadColumn, l *crm.Lead) []any {
	cells := make([]any, len(table))
	for i, c := range table {
		cells[i] = c.of(l)
	}
	return cells
}

// number is a cell that may be unknown.
func number(n *int64) any {
	if n == nil {
		return nil
	}
	return *n
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
// was. It is put into the cell with the number value.
func exportCells(l *crm.Lead, value int) []any {
	cells := leadCells(leadTable, l)
	if l.Value.Known() && l.Deal.Amount.Known() && l.Value.Currency != l.Deal.Amount.Currency {
		cells[value] = sheet.Amount{Decimal: string(l.Value.Currency) + " " + l.Value.Decimal()}
	}
	return cells
}

// leadsSheet is a list of leads.
func leadsSheet(list []crm.Lead) *sheet.Sheet { return tableSheet(leadTable, list) }

// leadSheet is one lead as a record.
func leadSheet(l crm.Lead) *sheet.Sheet {
	s := leadsSheet([]crm.Lead{l})
	s.Shape = sheet.Record
	return s
}

// briefSheet is a list of leads on a line each, without the columns that only
// whole records show.
func briefSheet(list []crm.Lead) *sheet.Sheet {
	return tableSheet(slices.DeleteFunc(slices.Clone(leadTable), func(c leadColumn) bool { return c.Detail }), list)
}

// leadKeys are the keys of a lead's columns.
func leadKeys() (keys []string) {
	for _, c := range leadTable {
		keys = append(keys, c.Key)
	}
	return keys
}

// pickColumns is a sheet with some of its columns alone, in the order asked for,
// all of them shown.
func pickColumns(s *sheet.Sheet, keys []string) *sheet.Sheet {
	picked := *s
	picked.Columns, picked.Rows = nil, make([][]any, len(s.Rows))
	for _, key := range keys {
		at := s.Column(key)
		column := s.Columns[at]
		column.Detail = false
		picked.Columns = append(picked.Columns, column)
		for n, row := range s.Rows {
			picked.Rows[n] = append(picked.Rows[n], row[at])
		}
	}
	return &picked
}
