package report

import (
	"math"
	"slices"
	"strings"

	"leads/internal/say"
	"leads/internal/sheet"
)

// tiles hold the week against the week before and the mean: a row a measure.
func (r *review) tiles() *sheet.Sheet {
	s := &sheet.Sheet{Columns: []sheet.Column{
		{Key: "measure", Title: say.T("measure")},
		{Key: "week", Title: say.T("the week"), Type: sheet.Mixed},
		{Key: "before", Title: say.T("week before"), Type: sheet.Mixed},
		{Key: "mean", Title: say.T("mean of 12 weeks"), Type: sheet.Mixed},
		{Key: "trend", Title: say.T("12 weeks"), Type: sheet.Series},
	}}
	week, previous, mean := r.figureCells(&r.all[before]), r.figureCells(&r.all[latest]), r.meanCells(&r.all)
	unit := math.Pow10(r.Base.Digits())
	number := func(v int64) float64 { return float64(v) }
	for _, m := range []struct {
		title say.Text
		key   string
		kind  sheet.Type
		of    func(*figures) float64
	}{
		{say.T("new leads"), "leads", sheet.Count, func(f *figures) float64 { return number(f.Leads) }},
		{say.T("won"), "won", sheet.Count, func(f *figures) float64 { return number(f.Won) }},
		{say.T("lost"), "lost", sheet.Count, func(f *figures) float64 { return number(f.Lost) }},
		{say.T("win rate"), "win_rate", sheet.Rate, func(f *figures) float64 { return number(f.Won) / number(f.decided()) }},
		{say.T("revenue"), "revenue", sheet.Money, func(f *figures) float64 { return number(f.Revenue) / unit }},
		{say.T("net"), "net", sheet.Money, func(f *figures) float64 { return number(f.net()) / unit }},
		{say.T("hours"), "hours", sheet.Hours, func(f *figures) float64 { return number(f.Minutes) / 60 }},
		{say.T("net per hour"), "revenue_per_hour", sheet.Money, func(f *figures) float64 {
			if f.Minutes == 0 {
				return math.NaN()
			}
			return number(f.net()) / unit * 60 / number(f.Minutes)
		}},
	} {
		figure := func(cells []any, interval bool) sheet.Figure {
			f := sheet.Figure{Type: m.kind, Value: r.byKey(cells, m.key)}
			if _, mean := f.Value.(float64); mean && m.kind == sheet.Count {
				f.Type = sheet.Number
			}
			if m.kind == sheet.Rate {
				f.N = r.byKey(cells, "win_rate_n")
				if interval {
					f.Low, f.High = r.byKey(cells, "win_rate_low"), r.byKey(cells, "win_rate_high")
				}
			}
			return f
		}
		s.Add(m.title, figure(week, true), figure(previous, false), figure(mean, false), r.series(&r.all, m.of))
	}
	return s
}

// bySource is a row a source of this week, fed or not.
func (r *review) bySource() *sheet.Sheet {
	shown := []string{"leads", "won", "lost", "revenue", "hours", "net", "revenue_per_hour"}
	s := &sheet.Sheet{Title: say.T("Where it came from"), Empty: say.T("There is no source yet."), Columns: []sheet.Column{
		{Key: "source", Title: say.T("source")}}}
	for _, c := range r.ownColumns() {
		c.Detail, c.Bar = !slices.Contains(shown, c.Key), c.Key == "leads" || c.Key == "revenue"
		s.Columns = append(s.Columns, c)
		if c.Key == "leads" {
			s.Columns = append(s.Columns,
				sheet.Column{Key: "leads_previous", Type: sheet.Count, Detail: true},
				sheet.Column{Key: "leads_mean_12_weeks", Title: say.T("mean"), Type: sheet.Number},
				sheet.Column{Key: "leads_by_week", Title: say.T("new leads, 12 weeks"), Type: sheet.Series})
		}
	}
	row := func(name string, w *weeks) []any {
		var mean any
		if r.known > 0 {
			mean = float64(w.sum(before-r.known, latest).Leads) / float64(r.known)
		}
		cells := r.figureCells(&w[before])
		return append([]any{name, cells[0], w[latest].Leads, mean,
			r.series(w, func(f *figures) float64 { return float64(f.Leads) })}, cells[1:]...)
	}
	for _, name := range sortedNames(r.sources) {
		if w := r.sources[name]; !w.sum(0, before).empty() || slices.Contains(r.Unfed, name) {
			s.Rows = append(s.Rows, row(name, w))
		}
	}
	sortBy(s, "revenue", "leads", "leads_mean_12_weeks")
	s.Total = row("total", &r.all)
	if r.known == 0 {
		s.Notes = append(s.Notes, say.T("This is the first week on record."))
	}
	return s
}

func sortedNames[V any](m map[string]V) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.SortFunc(names, func(x, y string) int {
		if c := strings.Compare(strings.ToLower(x), strings.ToLower(y)); c != 0 {
			return c
		}
		return strings.Compare(x, y)
	})
	return names
}

// sortBy sorts rows by figures, the largest first; equal rows stay as they are.
func sortBy(s *sheet.Sheet, keys ...string) {
	slices.SortStableFunc(s.Rows, func(x, y []any) int {
		for _, key := range keys {
			a, b := x[s.Column(key)], y[s.Column(key)]
			switch {
			case a == nil && b == nil:
			case a == nil:
				return 1
			case b == nil:
				return -1
			default:
				if c := compareCells(b, a); c != 0 {
					return c
				}
			}
		}
		return 0
	})
}

// twelve is a sheet of groups over the twelve weeks that end with this one.
func (r *review) twelve(title say.Text, key, name string, groups map[string]*figures) *sheet.Sheet {
	shown := []string{"leads", "won", "lost", "win_rate", "revenue", "hours", "revenue_per_hour"}
	s := &sheet.Sheet{Title: title, Columns: []sheet.Column{{Key: key, Title: say.T(name)}}}
	for _, c := range r.ownColumns() {
		c.Detail, c.Bar = !slices.Contains(shown, c.Key), c.Key == "leads" || c.Key == "revenue"
		s.Columns = append(s.Columns, c)
	}
	for _, group := range sortedNames(groups) {
		if f := groups[group]; !f.empty() {
			s.Rows = append(s.Rows, append([]any{group}, r.figureCells(f)...))
		}
	}
	sortBy(s, "revenue", "leads")
	if cut := len(s.Rows) - r.Limit; r.Limit > 0 && cut > 0 {
		s.Rows = s.Rows[:r.Limit]
		s.Notes = append(s.Notes, say.T("%d more with less revenue are not shown", cut))
	}
	return s
}

func (r *review) byChannel() *sheet.Sheet {
	return r.twelve(say.T("The last 12 weeks, by source and channel"), "channel", "channel", r.channels)
}

func (r *review) byCampaign() *sheet.Sheet {
	groups := map[string]*figures{}
	for _, f := range r.in.Campaigns {
		name := r.Names.Campaign[f.Campaign]
		if name == "" {
			continue // most leads belong to none
		}
		if groups[name] == nil {
			groups[name] = &figures{}
		}
		groups[name].add(&f, &r.Names)
	}
	return r.twelve(say.T("The last 12 weeks, by campaign"), "campaign", "campaign", groups)
}
