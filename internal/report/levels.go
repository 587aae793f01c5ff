package report

import (
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/sheet"
)

// levelWay is how far the leads of one group came by their scores.
type levelWay struct {
	labels []string
	n, won int64
	stages [3]stageFigures // in the order of score.Levels
}

// Levels is a funnel of levels, lead to MQL to SQL to won, of leads by first
// touch. Facts are their counts by the dimensions of the query, the highest
// level ever reached, and the outcome. A level is passed by reaching the next
// one or by winning; lost and declined leads left at their highest.
func Levels(q Query, facts []crm.Fact) *Funnel {
	f := &Funnel{query: q, levels: map[string]*levelWay{}}
	for _, fact := range facts {
		labels := q.labels(fact.Group)
		key := ""
		for _, l := range labels {
			key += l + "\x00"
		}
		if f.levels[key] == nil {
			f.levels[key] = &levelWay{labels: labels}
		}
		f.levels[key].add(fact)
	}
	return f
}

func (w *levelWay) add(f crm.Fact) {
	w.n += f.Leads
	if f.Outcome == crm.Won {
		w.won += f.Leads
	}
	highest := max(slices.Index(score.Levels, score.Level(f.Level)), 0)
	for i := 0; i <= highest; i++ {
		p := &w.stages[i]
		p.reached += f.Leads
		switch {
		case i < highest || f.Outcome == crm.Won:
			p.passed += f.Leads
		case f.Outcome == "":
			p.open += f.Leads
		case f.Outcome == crm.NotAFit:
			p.declined += f.Leads
		default:
			p.lost += f.Leads
		}
	}
}

// levelSheet is the funnel of levels: for programs a row a group with its levels
// inside, else a row a group and level.
func (f *Funnel) levelSheet(nested bool) *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("Funnel of levels: the highest that each lead ever reached"), Columns: groupColumns(f.query.By), Empty: say.T("There are no leads.")}
	columns := slices.DeleteFunc(stageColumns(), func(c sheet.Column) bool { return c.Key == "median_days" || c.Key == "p75_days" })
	columns[0].Title = say.T("level")
	if nested {
		s.Shape, s.Head = sheet.Envelope, f.head()
		s.Columns = append(s.Columns, sheet.Column{Key: "stages", Type: sheet.Nested}, sheet.Column{Key: "won", Type: sheet.Count}, sheet.Column{Key: "n", Type: sheet.Count})
	} else {
		s.Columns = append(s.Columns, columns...)
	}
	for _, w := range f.levelWays() {
		var names []any
		for _, name := range w.labels {
			names = append(names, name)
		}
		stages := &sheet.Sheet{Columns: columns}
		for i := range w.stages {
			stages.Add(append([]any{string(score.Levels[i])}, w.stages[i].cells()[:len(columns)-1]...)...)
		}
		if nested {
			s.Add(append(names, stages, w.won, w.n)...)
			continue
		}
		for _, row := range stages.Rows {
			s.Add(append(slices.Clone(names), row...)...)
		}
	}
	return s
}

// levelWays are the groups, by name.
func (f *Funnel) levelWays() (list []*levelWay) {
	for _, w := range f.levels {
		if w.n > 0 {
			list = append(list, w)
		}
	}
	slices.SortFunc(list, func(a, b *levelWay) int { return slices.Compare(a.labels, b.labels) })
	return list
}
