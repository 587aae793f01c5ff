package report

import (
	"cmp"
	"maps"
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// leadList is a sheet of leads, a line each.
func leadList(title, empty say.Text, own ...sheet.Column) *sheet.Sheet {
	return &sheet.Sheet{Title: title, Empty: empty, Columns: append([]sheet.Column{
		{Key: "id", Title: say.T("id"), Type: sheet.ID},
		{Key: "title", Title: say.T("title")},
		{Key: "client", Title: say.T("client")},
		{Key: "source", Title: say.T("source")},
		{Key: "channel", Title: say.T("channel"), Detail: true}}, own...)}
}

func unknownText[T ~string](s T) any {
	if s == "" {
		return nil
	}
	return string(s)
}

func moneyCell(m crm.Money) any {
	if !m.Known() {
		return nil
	}
	return sheet.Amount{Decimal: m.Decimal(), Currency: string(m.Currency)}
}

// addLead adds a lead's row: what every list shows, then its own cells.
func addLead(s *sheet.Sheet, l crm.Lead, own ...any) {
	source := any(None)
	if l.First.Source != "" {
		source = l.First.Source
	}
	s.Add(append([]any{int64(l.ID), l.Title, unknownText(l.Client), source, unknownText(l.First.Channel)}, own...)...)
}

// cut says how many of a list are not there.
func cut(s *sheet.Sheet, all int64) {
	if more := all - int64(len(s.Rows)); more > 0 {
		s.Notes = append(s.Notes, say.T("%d more are not shown; --limit 0 shows all", more))
	}
}

func (r *review) won() *sheet.Sheet {
	s := leadList(say.T("Won"), say.T("Nothing was won."),
		sheet.Column{Key: "closed_on", Title: say.T("won on"), Type: sheet.Date},
		sheet.Column{Key: "days", Title: say.T("days"), Type: sheet.Count},
		sheet.Column{Key: "amount", Title: say.T("amount"), Type: sheet.Money},
		sheet.Column{Key: "currency", Detail: true},
		sheet.Column{Key: "revenue", Type: sheet.Money, Detail: true})
	for _, l := range r.in.Won {
		addLead(s, l, string(l.Deal.ClosedOn), int64(l.FirstTouchOn.DaysUntil(l.Deal.ClosedOn)), moneyCell(l.Deal.Amount),
			unknownText(l.Deal.Amount.Currency), moneyCell(l.Deal.Base))
	}
	cut(s, r.all[before].Won)
	return s
}

func (r *review) lost() *sheet.Sheet {
	s := leadList(say.T("Lost, and why"), say.T("Nothing was lost."),
		sheet.Column{Key: "outcome", Title: say.T("outcome"), Type: sheet.Word},
		sheet.Column{Key: "reason", Title: say.T("reason"), Type: sheet.Word},
		sheet.Column{Key: "closed_on", Title: say.T("closed on"), Type: sheet.Date},
		sheet.Column{Key: "value", Title: say.T("value"), Type: sheet.Money},
		sheet.Column{Key: "currency", Detail: true})
	for _, l := range r.in.Lost {
		addLead(s, l, string(l.Deal.Outcome), unknownText(l.Deal.Reason), string(l.Deal.ClosedOn), moneyCell(l.Value), unknownText(l.Value.Currency))
	}
	f := &r.all[before]
	cut(s, f.Lost+f.NoResponse+f.NotAFit)
	if reasons := r.reasons(); !reasons.IsZero() && f.Lost > 1 {
		s.Notes = append(s.Notes, reasons)
	}
	return s
}

// reasons counts why leads were lost, the most frequent first.
func (r *review) reasons() (list say.Text) {
	names := slices.SortedFunc(maps.Keys(r.in.Reasons), func(x, y crm.Reason) int {
		return cmp.Or(cmp.Compare(r.in.Reasons[y], r.in.Reasons[x]), cmp.Compare(x, y))
	})
	for _, name := range names {
		part := say.T("%s %d", say.T(string(name)), r.in.Reasons[name])
		if name == "" {
			part = say.T("no reason given %d", r.in.Reasons[name])
		}
		if list.IsZero() {
			list = part
			continue
		}
		list = say.T("%s, %s", list, part)
	}
	if list.IsZero() {
		return list
	}
	return say.T("why: %s", list)
}

func (r *review) due() *sheet.Sheet {
	s := leadList(say.T("Follow-ups due"), say.T("No follow-up is due."),
		sheet.Column{Key: "stage", Title: say.T("stage"), Type: sheet.Word},
		sheet.Column{Key: "due_on", Title: say.T("due"), Type: sheet.Date},
		sheet.Column{Key: "days_overdue", Title: say.T("days overdue"), Type: sheet.Count},
		sheet.Column{Key: "value", Title: say.T("value"), Type: sheet.Money},
		sheet.Column{Key: "currency", Detail: true})
	for _, l := range r.in.Due {
		addLead(s, l, string(l.Stage), string(l.FollowUpOn), int64(l.FollowUpOn.DaysUntil(r.Today)), moneyCell(l.Value), unknownText(l.Value.Currency))
	}
	cut(s, r.in.DueCount)
	if r.in.Soon > 0 {
		s.Notes = append(s.Notes, counted(r.in.Soon, "%d more falls due in the next 7 days", "%d more fall due in the next 7 days"))
	}
	return s
}

func (r *review) quiet() *sheet.Sheet {
	s := leadList(say.T("Gone quiet"), say.T("No open lead has gone quiet."),
		sheet.Column{Key: "stage", Title: say.T("stage"), Type: sheet.Word},
		sheet.Column{Key: "last_touch_on", Title: say.T("last touch"), Type: sheet.Date},
		sheet.Column{Key: "days_quiet", Title: say.T("days quiet"), Type: sheet.Count},
		sheet.Column{Key: "value", Title: say.T("value"), Type: sheet.Money},
		sheet.Column{Key: "currency", Detail: true})
	for _, task := range r.in.Quiet {
		l := task.Lead
		addLead(s, l, string(l.Stage), string(task.LastTouch), int64(task.LastTouch.DaysUntil(r.Today)), moneyCell(l.Value), unknownText(l.Value.Currency))
	}
	cut(s, r.in.QuietCount)
	if days, n, ok := Patience(r.in.Cycles); ok {
		s.Notes = append(s.Notes, say.T("an open lead is quiet when nothing has happened on it for more than %s days: 90 %% of your won deals took no longer (n %d)", oneDecimal(days), n))
	} else {
		s.Empty = say.T("Nothing is won yet, so nobody knows after how long a lead has gone quiet.")
	}
	return s
}

// quality is what makes the figures less sure: what is missing from the records
// of the last 12 weeks, and what is wrong with the list of sources.
func (r *review) quality() *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("Is the data right?"), Empty: say.T("Nothing is missing from the records of the last 12 weeks, and the list of sources is clean."),
		Columns: []sheet.Column{
			{Key: "check", Title: say.T("check"), Type: sheet.Word},
			{Key: "source", Title: say.T("source")},
			{Key: "detail", Title: say.T("what was found"), Whole: true},
			{Key: "share", Title: say.T("share"), Type: sheet.Rate, N: "of"},
			{Key: "count", Type: sheet.Count, Detail: true},
			{Key: "of", Type: sheet.Count, Detail: true}}}
	q := r.in.Quality
	for _, c := range []struct {
		check  string
		n, of  int64
		detail say.Text
	}{
		{"no-hours", q.NoHours, q.Closed, say.T("closed in the last 12 weeks without any time logged: what an hour earned is too high")},
		{"no-amount", q.Unpriced, q.Won, say.T("won in the last 12 weeks without an amount: revenue is too low")},
		{"no-reason", q.NoReason, q.Lost, say.T("lost in the last 12 weeks without a reason")},
		{"won-before-first-touch", q.Early, q.Won, say.T("won in the last 12 weeks before the first touch: check the dates")},
		{"no-source", q.NoSource, q.Leads, say.T("new in the last 12 weeks without a source")},
		{"no-channel", q.NoChannel, q.Leads, say.T("new in the last 12 weeks without a channel")},
		{"no-follow-up", q.OpenNoPlan, q.Leads, say.T("new in the last 12 weeks, open, and without a follow-up day")},
	} {
		if c.n > 0 {
			s.Add(c.check, nil, c.detail, float64(c.n)/float64(c.of), c.n, c.of)
		}
	}
	for _, f := range r.in.Findings {
		s.Add(f.Kind, unknownText(f.Source), f.Detail, nil, nil, nil)
	}
	return s
}
