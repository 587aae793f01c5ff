package report

import (
	"slices"
	"sort"
	"strings"

	"leads/internal/attribution"
	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// Credits makes a report of what models of attribution give: journeys in, a
// sheet out. Several rules may share one pass over the journeys.
type Credits struct {
	q       Query
	of      crm.Measure
	keep    func(crm.Touch) bool // nil: every touch has its row
	ledgers []*attribution.Ledger

	touches labelled[crm.Touch]
	cells   labelled[crm.Group]
	parts   crm.Touch // 1 where a part of the touch decides its group
	journey attribution.Journey

	explains bool
	behind   []explained

	unpriced, touched, paths int64 // won without an amount; with several touches; all
}

// labelled numbers the labels of things: what is shown alike counts as one.
type labelled[T comparable] struct {
	number map[T]int
	known  map[string]int
	labels [][]string
	kept   []bool
}

func (l *labelled[T]) of(thing T, label func() ([]string, bool)) int {
	if n, ok := l.number[thing]; ok {
		return n
	}
	names, kept := label()
	key := strings.Join(names, "\x00")
	if !kept {
		key += "\x00-"
	}
	if l.number == nil {
		l.number, l.known = map[T]int{}, map[string]int{}
	}
	n, ok := l.known[key]
	if !ok {
		n = len(l.labels)
		l.known[key], l.labels, l.kept = n, append(l.labels, names), append(l.kept, kept)
	}
	l.number[thing] = n
	return n
}

// NewCredits begins a report. keep chooses the touches that have rows, each
// with the credit that it has in the whole report; nil keeps all.
func NewCredits(q Query, of crm.Measure, keep func(crm.Touch) bool, rules ...attribution.Rule) *Credits {
	c := &Credits{q: q, of: of, keep: keep}
	for _, r := range rules {
		c.ledgers = append(c.ledgers, attribution.NewLedger(r))
	}
	c.parts = q.Parts(keep != nil)
	return c
}

// Parts has a 1 for every part of a touch that decides where it counts.
func (q Query) Parts(filtered bool) (t crm.Touch) {
	if filtered || slices.Contains(q.By, crm.BySource) || slices.Contains(q.By, crm.ByChannel) {
		t.Source = 1
	}
	if filtered || slices.Contains(q.By, crm.ByChannel) {
		t.Channel = 1
	}
	if filtered || slices.Contains(q.By, crm.ByCampaign) {
		t.Campaign = 1
	}
	return t
}

// Add enters one journey. Its amount is in the base currency, or unknown.
func (c *Credits) Add(j *crm.Path) {
	won := j.Won() || c.of == crm.OfPipeline || c.of.OfNumbers() || c.of == crm.OfPaid && j.Amount.Known()
	cell := c.cells.of(j.Group, func() ([]string, bool) { return c.some(j.Group, false), true })
	c.journey.Groups, c.journey.Ages = c.journey.Groups[:0], c.journey.Ages[:0]
	for _, p := range j.Touches {
		t := crm.Touch{Source: p.Source * c.parts.Source, Channel: p.Channel * c.parts.Channel, Campaign: p.Campaign * c.parts.Campaign}
		group := c.touches.of(t, func() ([]string, bool) {
			return c.some(crm.Group{Source: t.Source, Channel: t.Channel, Campaign: t.Campaign}, true), c.keep == nil || c.keep(t)
		})
		c.journey.Groups, c.journey.Ages = append(c.journey.Groups, group), append(c.journey.Ages, p.Age)
	}
	c.journey.Lead, c.journey.Opportunity, c.journey.Closed = j.Answered, j.Opportunity, j.Outcome != ""
	if won {
		if c.paths++; len(j.Touches) > 1 {
			c.touched++
		}
		if !j.Amount.Known() {
			c.unpriced++
		}
	}
	amount := j.Amount.Minor
	if c.of.OfNumbers() {
		amount = 0
	}
	if c.explains && won {
		c.explain(j, cell, amount)
	}
	for _, l := range c.ledgers {
		l.Add(cell, c.journey, amount, won)
	}
}

// some are the labels of those dimensions that are parts of a touch, or of the others.
func (c *Credits) some(g crm.Group, ofTouch bool) (labels []string) {
	for i, label := range c.q.labels(g) {
		if c.q.By[i].OfTouch() == ofTouch {
			labels = append(labels, label)
		}
	}
	return labels
}

// credited is what a row has of one rule.
type credited struct {
	deals float64
	minor int64
}

// rows gives the credits of a rule by the labels of a row, rounded once: within
// each cell they add up to its amount, and so do those of every source within
// it, then those of its channels.
func (c *Credits) rows(l *attribution.Ledger) (rows map[string]credited, labels map[string][]string, total credited) {
	rows, labels = map[string]credited{}, map[string][]string{}
	all := l.Rows()
	for len(all) > 0 {
		n := slices.IndexFunc(all, func(r attribution.Row) bool { return r.Cell != all[0].Cell })
		if n < 0 {
			n = len(all)
		}
		cell := all[:n]
		all = all[n:]
		sort.SliceStable(cell, func(i, j int) bool {
			return slices.Compare(c.groupLabels(cell[i].Group), c.groupLabels(cell[j].Group)) < 0
		})
		_, amount := l.Total(cell[0].Cell)
		minors := make([]int64, len(cell))
		c.apportion(amount, cell, minors, 0)
		for i, r := range cell {
			if r.Group != attribution.None && !c.touches.kept[r.Group] {
				continue
			}
			names := c.merge(c.cells.labels[r.Cell], c.groupLabels(r.Group))
			key := strings.Join(names, "\x00")
			row := rows[key]
			rows[key], labels[key] = credited{row.deals + r.Deals, row.minor + minors[i]}, names
			total = credited{total.deals + r.Deals, total.minor + minors[i]}
		}
	}
	return rows, labels, total
}

// apportion shares an amount among rows that are alike up to a label: first
// among those that the next label distinguishes, then within each.
func (c *Credits) apportion(amount int64, rows []attribution.Row, into []int64, label int) {
	depth := 0
	for _, d := range c.q.By {
		if d.OfTouch() {
			depth++
		}
	}
	if label >= depth {
		credits := make([]attribution.Credit, len(rows))
		for i, r := range rows {
			credits[i] = r.Credit
		}
		copy(into, attribution.Apportion(amount, credits))
		return
	}
	var starts []int
	var sums []attribution.Credit
	for i, r := range rows {
		if i == 0 || c.groupLabels(r.Group)[label] != c.groupLabels(rows[i-1].Group)[label] {
			starts, sums = append(starts, i), append(sums, attribution.Credit{})
		}
		sums[len(sums)-1].Plus(r.Credit)
	}
	for i, part := range attribution.Apportion(amount, sums) {
		end := len(rows)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		c.apportion(part, rows[starts[i]:end], into[starts[i]:end], label+1)
	}
}

// groupLabels are the labels of a touch's group.
func (c *Credits) groupLabels(group int) []string {
	if group != attribution.None {
		return c.touches.labels[group]
	}
	return c.some(crm.Group{}, true)
}

// merge puts the labels of a cell and of a touch into the order of the report.
func (c *Credits) merge(cell, touch []string) []string {
	names := make([]string, 0, len(c.q.By))
	for _, d := range c.q.By {
		from := &cell
		if d.OfTouch() {
			from = &touch
		}
		names, *from = append(names, (*from)[0]), (*from)[1:]
	}
	return names
}

// Sheet is the report of the first rule, with the columns of every report: what
// the model says nothing about is unknown. Errors are Refused: too few journeys.
func (c *Credits) Sheet(force bool) (*sheet.Sheet, error) {
	l := c.ledgers[0]
	if err := l.Check(); err != nil && !force {
		return nil, err
	}
	credits, labels, total := c.rows(l)
	q := c.q
	q.credit = creditFigures[c.of]
	rows := map[string]*figures{}
	for key, r := range credits {
		rows[key] = &figures{credited: r}
	}
	q.addUnfed(rows, labels)
	s := &sheet.Sheet{Title: q.creditTitle(l.Rule.Model, c.of), Shape: sheet.Envelope, Names: len(q.By), Columns: q.columns(), Empty: say.T("Nothing in this period.")}
	s.Head = append(q.head(), sheet.Field{Key: "model", Value: string(l.Rule.Model)}, sheet.Field{Key: "of", Value: string(c.of)})
	columns := q.figureColumns()
	for key, f := range rows {
		s.Rows = append(s.Rows, q.cells(columns, labels[key], f))
	}
	if q.Sort == "" {
		q.Sort = q.credit.sort
	}
	q.sort(s)
	s.Total = q.cells(columns, append([]string{"total"}, make([]string, max(len(q.By)-1, 0))...), &figures{credited: total})
	s.Notes = c.notes(l)
	return s, nil
}

// creditFigure says which columns a measure fills.
type creditFigure struct{ deals, money, sort string }

var creditFigures = map[crm.Measure]*creditFigure{
	crm.OfRevenue:  {"won", "revenue", "revenue"},
	crm.OfDeals:    {"won", "revenue", "won"},
	crm.OfPipeline: {"open", "value", "value"},
	crm.OfLeads:    {"leads", "", "leads"},
	crm.OfMQL:      {"leads", "", "leads"},
	crm.OfSQL:      {"leads", "", "leads"},
	crm.OfPaid:     {"won", "paid", "paid"},
}

// column is the column of a report by a model.
func (k *creditFigure) column(c column) column {
	switch c.Key {
	case k.deals:
		c.Type = sheet.Credit
		c.of = func(_ *Query, f *figures) any { return f.credited.deals }
	case k.money:
		c.Detail = false
		c.of = func(q *Query, f *figures) any { return q.amount(f.credited.minor) }
	default:
		c.of = func(*Query, *figures) any { return nil }
		c.Detail = true // nothing to look at
	}
	return c
}

// valueColumn is there only when a model shares out the open pipeline.
var valueColumn = column{Column: sheet.Column{Key: "value", Title: say.T("value"), Type: sheet.Money},
	means: say.T("values of open leads in the base currency, at today's rate")}

func (q Query) creditTitle(m attribution.Model, measure crm.Measure) say.Text {
	by, currency, of := q.dimensions(), string(q.Base), say.T(string(measure))
	if m == "" {
		return say.T("Credits of %s by %s under several models, %s (%s)", of, by, q.span(), currency)
	}
	if q.Period.Open() {
		return say.T("Report by %s: credits of %s by the model %s, the whole file (%s)", by, of, string(m), currency)
	}
	basis := say.T("closed")
	if measure == crm.OfPaid {
		basis = say.T("paid")
	}
	if q.Cohort || measure == crm.OfPipeline || measure.OfNumbers() {
		basis = say.T("first touch")
	}
	return say.T("Report by %s: credits of %s by the model %s, %s %s (%s)", by, of, string(m), basis, q.Period.When(), currency)
}

// span is the period in words.
func (q Query) span() say.Text {
	if q.Period.Open() {
		return say.T("the whole file")
	}
	return q.Period.Text()
}

// notes say what a reader should know of the credits.
func (c *Credits) notes(l *attribution.Ledger) (notes []say.Text) {
	switch m := l.Rule.Model; {
	case l.Rule.Estimates():
		notes = append(notes, say.T("%s learned from %d journeys, %d of them with several touches", string(m), l.Paths, l.Multi))
		if m == attribution.Markov {
			notes = append(notes, say.T("its lost state is lost and no-response; declined and open leads are left out"))
		}
		if l.Multi < attribution.Floor {
			notes = append(notes, say.T("fewer than %d journeys with several touches: one more deal may change the ranking", attribution.Floor))
		}
	case c.paths > 0:
		notes = append(notes, say.T("%d of %d journeys have several touches; in the others the only touch gets all the credit, whatever the model", c.touched, c.paths))
	}
	if l.Silent > 0 {
		notes = append(notes, say.T("%d journeys have no touch within %d days before the closing; they are under %s", l.Silent, l.Rule.Lookback, say.T(None)))
	}
	if l.Pending > 0 {
		notes = append(notes, c.pending(l))
	}
	if c.unpriced > 0 && !c.of.OfNumbers() {
		notes = append(notes, say.T("%d journeys have no amount and bring no money", c.unpriced))
	}
	return notes
}
