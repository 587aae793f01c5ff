package report

import (
	"math"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// Sums are the figures of a report, added up group by group. What is called alike is one group.
type Sums struct {
	Query
	groups []*group
	known  map[crm.Group]*group
	named  map[string]*group
	total  figures
	finals *Finals
}

// group is a row of a report: what it is called, one label a dimension, and its figures.
type group struct {
	labels []string
	filled bool // shows though it is empty: a period between others
	figures
}

// name is what a group is called, in one text.
func (g *group) name() string { return strings.Join(g.labels, "\x00") }

// SumUp adds up facts. The names of the query have to be those of all of them.
func SumUp(q Query, facts []crm.Fact) *Sums {
	s := &Sums{Query: q, known: map[crm.Group]*group{}, named: map[string]*group{}}
	for i := range facts {
		s.group(facts[i].Group).add(&facts[i], &q.Names)
		s.total.add(&facts[i], &q.Names)
	}
	return s
}

// TotalOf sets the total to that of other facts, where rows count some leads twice.
func (s *Sums) TotalOf(facts []crm.Fact) {
	s.total = figures{}
	for i := range facts {
		s.total.add(&facts[i], &s.Names)
	}
}

// group is the row in which a group of the file counts.
func (s *Sums) group(g crm.Group) *group {
	row, known := s.known[g]
	if !known {
		row = s.labelled(s.labels(g))
		s.known[g] = row
	}
	return row
}

func (s *Sums) labelled(labels []string) *group {
	name := strings.Join(labels, "\x00")
	row, known := s.named[name]
	if !known {
		row = &group{labels: labels}
		s.named[name] = row
		s.groups = append(s.groups, row)
	}
	return row
}

// Won counts the deals won of all groups.
func (s *Sums) Won() int64 { return s.total.Won }

// Minutes is the time spent on all groups.
func (s *Sums) Minutes() int64 { return s.total.Minutes }

// Sheet is the report.
func (s *Sums) Sheet() *sheet.Sheet {
	for _, f := range s.Influence.Facts {
		s.group(f.Group).Influenced += f.Influenced
	}
	s.total.Influenced = s.Influence.Total
	a := &sheet.Sheet{
		Title:   s.title(),
		Shape:   sheet.Envelope,
		Head:    s.head(),
		Names:   len(s.By),
		Columns: s.columns(),
		Empty:   say.T("Nothing in this period."),
	}
	s.fillTime()
	if s.finals != nil {
		s.settle()
	}
	columns, unfed := s.figureColumns(), s.unfed()
	for _, g := range s.groups {
		if !g.empty() || unfed[g] || g.filled {
			a.Rows = append(a.Rows, s.cells(columns, g.labels, &g.figures))
		}
	}
	s.sort(a)
	s.reveal(a)
	a.Total = s.cells(columns, append([]string{"total"}, make([]string, max(len(s.By)-1, 0))...), &s.total)
	if len(s.By) == 1 && s.By[0].IsTime() {
		a.Chart = "revenue"
	}
	a.Notes = slices.Concat(a.Notes, s.finalNotes(), s.notes(&s.total), s.remainders(), s.remarks())
	return a
}

// unfed are rows that show though they have no figure: of each source that has to show and has none.
func (s *Sums) unfed() map[*group]bool {
	fed, unfed := map[string]bool{}, map[*group]bool{}
	for _, g := range s.groups {
		if len(s.Unfed) > 0 && !g.empty() {
			fed[g.labels[0]] = true
		}
	}
	for _, name := range s.Unfed {
		if !fed[name] {
			unfed[s.labelled(append([]string{name}, slices.Repeat([]string{None}, len(s.By)-1)...))] = true
		}
	}
	return unfed
}

// LongestCycle is how many days back the youngest leads of a report reach: the
// longest usual cycle of a group; 0 when no cycle is known, or when the groups
// are not such as grow up (stages, outcomes, reasons).
func (s *Sums) LongestCycle() (days int) {
	if !growing(s.By) {
		return 0
	}
	days = int(math.Ceil(Cycle(nil, s.total.days)))
	for _, g := range s.groups {
		days = max(days, int(math.Ceil(s.cycle(g))))
	}
	return days
}

// cycle is the usual number of days to win of a group.
func (s *Sums) cycle(g *group) float64 {
	if len(g.days) == 0 {
		return Cycle(nil, s.total.days)
	}
	return Cycle(g.days, s.total.days)
}
