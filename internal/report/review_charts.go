package report

import (
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// chartMonths is how many months the page draws, that of the week included.
const chartMonths = 12

// Months is the period of the page's monthly figures: twelve months that end
// with the reviewed week.
func (q ReviewQuery) Months() crm.Period {
	return crm.Period{From: crm.MonthOf(q.Week.To).From.AddMonths(1 - chartMonths), To: q.Week.To}
}

// charts are the drawings of the page, each with its table behind it; what has
// nothing to show is left out.
func (r *review) charts() (list []sheet.Section) {
	add := func(s *sheet.Sheet, kind sheet.Kind, keys ...string) {
		if len(s.Rows) > 0 {
			list = append(list, sheet.Section{For: sheet.Browsers, Draw: sheet.Drawing{Kind: kind, Keys: keys}, Sheet: s})
		}
	}
	add(r.byMonth(), sheet.Upright, "revenue", "revenue_so_far")
	add(r.endings(), sheet.Stacked, "won", "lost", "no_response", "not_a_fit", "open")
	add(r.whereTimeGoes(), sheet.Twin, "hours", "net")
	if f := r.in.Funnel; f != nil {
		add(f.passed(), sheet.Stacked, "passed", "lost", "open")
	}
	return list
}

// byMonth is the revenue of each month and the sum so far.
func (r *review) byMonth() *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("Revenue by month"), Columns: []sheet.Column{
		{Key: "month", Title: say.T("month")},
		{Key: "revenue", Title: say.T("revenue"), Type: sheet.Money},
		{Key: "revenue_so_far", Title: say.T("together"), Type: sheet.Money}}}
	months := map[string]int64{}
	some := false
	for _, f := range r.in.Months {
		months[crm.PeriodLabel(crm.ByMonth, f.Day)] += f.Revenue
		some = some || f.Revenue != 0
	}
	if !some {
		return s
	}
	sum := int64(0)
	for day := r.Months().From; day <= r.Week.To; day = day.AddMonths(1) {
		label := crm.PeriodLabel(crm.ByMonth, day)
		sum += months[label]
		s.Add(label, r.amount(months[label]), r.amount(sum))
	}
	return s
}

// ofTwelve are the sources with anything in the twelve weeks that end with this
// one, the most leads first.
func (r *review) ofTwelve() (names []string, of map[string]*figures) {
	of = map[string]*figures{}
	for _, name := range sortedNames(r.sources) {
		if f := r.sources[name].sum(1, before); !f.empty() {
			names, of[name] = append(names, name), f
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return int(of[b].Leads - of[a].Leads) })
	if r.Limit > 0 && len(names) > r.Limit {
		names = names[:r.Limit]
	}
	return names, of
}

// endings is how the deals of each source ended, and how many leads are open.
func (r *review) endings() *sheet.Sheet {
	count := func(key string, title say.Text) sheet.Column {
		return sheet.Column{Key: key, Title: title, Type: sheet.Count}
	}
	s := &sheet.Sheet{Title: say.T("How leads ended, the last 12 weeks"), Columns: []sheet.Column{{Key: "source", Title: say.T("source")},
		count("won", say.T("won")), count("lost", say.T("lost")), count("no_response", say.T("no answer")),
		count("not_a_fit", say.T("not a fit")), count("open", say.T("open"))}}
	names, of := r.ofTwelve()
	for _, name := range names {
		f := of[name]
		s.Add(name, f.Won, f.Lost, f.NoResponse, f.NotAFit, max(f.Leads-f.Closed, 0))
	}
	return s
}

// whereTimeGoes holds the hours of each source against its net.
func (r *review) whereTimeGoes() *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("Where time goes, and where money comes from"), Columns: []sheet.Column{{Key: "source", Title: say.T("source")},
		{Key: "hours", Title: say.T("hours"), Type: sheet.Hours}, {Key: "net", Title: say.T("net"), Type: sheet.Money}}}
	names, of := r.ofTwelve()
	for _, name := range names {
		if f := of[name]; f.Minutes != 0 || f.net() != 0 {
			s.Add(name, float64(f.Minutes)/60, r.amount(f.net()))
		}
	}
	return s
}

// passed is the funnel of all leads as a drawing wants it: of those that reached
// a stage, how many passed it, were lost there, or are open there.
func (f *Funnel) passed() *sheet.Sheet {
	count := func(key string, title say.Text) sheet.Column {
		return sheet.Column{Key: key, Title: title, Type: sheet.Count}
	}
	s := &sheet.Sheet{Title: say.T("How far leads got, the last 12 weeks"), Columns: []sheet.Column{{Key: "stage", Title: say.T("stage"), Type: sheet.Word},
		count("passed", say.T("passed")), count("lost", say.T("lost")), count("open", say.T("open"))}}
	for _, w := range f.ways() {
		for i, p := range w.stages {
			if p.reached > 0 {
				s.Add(string(crm.Stages[i]), p.passed, p.lost+p.declined, p.open)
			}
		}
	}
	return s
}
