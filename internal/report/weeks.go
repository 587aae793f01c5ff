package report

import (
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// ChartWeeks is how many weeks back a chart's series goes, this one included.
const ChartWeeks = 12

// Weeks is the period of a chart's series: twelve weeks from Monday to Sunday,
// the last of them with today in it.
func Weeks(today crm.Date) crm.Period {
	sunday := today.AddDays((7 - int(today.Time().Weekday())) % 7)
	return crm.Period{From: sunday.AddDays(1 - 7*ChartWeeks), To: sunday}
}

// AddChart has a sheet of a report drawn: a bar for the column it is sorted by
// (revenue when that is a name), and a column with the leads by first touch of
// each of the twelve weeks. The facts are of those weeks, with their days; nil
// leaves the weeks out. Narrow keeps only the groups, their leads and what is
// drawn, so that a terminal has room for it.
func AddChart(s *sheet.Sheet, q Query, facts []crm.Fact, today crm.Date, narrow bool) {
	s.Chart = strings.TrimPrefix(q.Sort, "-")
	if i := s.Column(s.Chart); i < len(q.By) {
		s.Chart = "revenue"
	}
	at := s.Column(s.Chart)
	for i := len(q.By); narrow && i < len(s.Columns); i++ {
		s.Columns[i].Detail = s.Columns[i].Key != "leads"
	}
	s.Columns[at].Detail, s.Columns[at].Bar = false, true // the number is always shown
	if facts == nil {
		return
	}
	weeks := map[string][]float64{}
	of := func(key string) []float64 {
		if weeks[key] == nil {
			weeks[key] = make([]float64, ChartWeeks)
		}
		return weeks[key]
	}
	last := Weeks(today).To
	all := make([]float64, ChartWeeks)
	for _, f := range facts {
		if back := f.Day.DaysUntil(last) / 7; f.Day != "" && back >= 0 && back < ChartWeeks {
			of(strings.Join(q.labels(f.Group), "\x00"))[ChartWeeks-1-back] += float64(f.Leads)
			all[ChartWeeks-1-back] += float64(f.Leads)
		}
	}
	s.Columns = append(s.Columns, sheet.Column{Key: "weeks", Title: say.T("%d weeks", ChartWeeks), Type: sheet.Series})
	for i, row := range s.Rows {
		var labels []string
		for _, label := range row[:len(q.By)] {
			labels = append(labels, label.(string))
		}
		s.Rows[i] = append(row, of(strings.Join(labels, "\x00")))
	}
	s.Total = append(s.Total, all)
}
