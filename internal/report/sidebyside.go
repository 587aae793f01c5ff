package report

import (
	"maps"
	"slices"
	"strings"

	"leads/internal/attribution"
	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// Check refuses a model that learned from too few journeys.
func (c *Credits) Check() error {
	for _, l := range c.ledgers {
		if err := l.Check(); err != nil {
			return err
		}
	}
	return nil
}

// SideBySide is one column of credits for each rule, what they have in common
// in the rows. A rule that learned from too few journeys is unknown, unless forced.
func (c *Credits) SideBySide(force bool) *sheet.Sheet {
	q := c.q
	s := &sheet.Sheet{Title: q.creditTitle("", c.of), Shape: sheet.Envelope, Names: len(q.By), Empty: say.T("Nothing in this period.")}
	s.Columns = groupColumns(q.By)
	money := creditFigures[c.of].money != "" && c.of != crm.OfDeals
	cells := func(r credited) any {
		if money {
			return q.amount(r.minor)
		}
		return r.deals
	}
	models, multi, orders := []string{}, int64(0), [][]string{}
	labels, values, total := map[string][]string{}, map[string][]any{}, []any{"total"}
	total = append(total, make([]any, len(q.By)-1)...)
	for i := range total[1:] {
		total[1+i] = ""
	}
	var short []say.Text
	for i, l := range c.ledgers {
		models = append(models, string(l.Rule.Model))
		kind := sheet.Credit
		if money {
			kind = sheet.Money
		}
		s.Columns = append(s.Columns, sheet.Column{Key: string(l.Rule.Model), Title: say.T(string(l.Rule.Model)), Type: kind})
		if l.Rule.Estimates() {
			multi = max(multi, int64(l.Multi))
		}
		if err := l.Check(); err != nil && !force {
			short = append(short, say.T("%s is left out: it learns from journeys with several touches, and there are %d of them, less than %d (--force)",
				string(l.Rule.Model), l.Multi, attribution.Floor))
			total = append(total, nil)
			continue
		}
		rows, names, sum := c.rows(l)
		for key, r := range rows {
			labels[key] = names[key]
			if values[key] == nil {
				values[key] = make([]any, len(c.ledgers))
			}
			values[key][i] = cells(r)
		}
		orders = append(orders, ranking(rows, money))
		total = append(total, cells(sum))
	}
	for key, row := range values {
		var line []any
		for _, name := range labels[key] {
			line = append(line, name)
		}
		for i, v := range row {
			if v == nil && total[len(q.By)+i] != nil { // none of it, rather than unknown
				v = cells(credited{})
			}
			line = append(line, v)
		}
		s.Rows = append(s.Rows, line)
	}
	q.Sort = models[0]
	q.sort(s)
	s.Total = total
	changes := slices.ContainsFunc(orders, func(o []string) bool { return !slices.Equal(o, orders[0]) })
	s.Head = append(q.head(), sheet.Field{Key: "of", Value: string(c.of)}, sheet.Field{Key: "models", Type: sheet.List, Value: models},
		sheet.Field{Key: "paths", Type: sheet.Count, Value: c.paths}, sheet.Field{Key: "multi_touch_paths", Type: sheet.Count, Value: c.touched},
		sheet.Field{Key: "ranking_changes", Type: sheet.Bool, Value: changes})
	switch {
	case c.paths == 0:
	case changes:
		s.Notes = append(s.Notes, say.T("the choice of model changes the ranking"))
	default:
		s.Notes = append(s.Notes, say.T("the choice of model does not change the ranking"))
	}
	s.Notes = append(s.Notes, say.T("%d of %d journeys have several touches; in the others the only touch gets all the credit, whatever the model", c.touched, c.paths))
	if multi > c.touched {
		s.Notes = append(s.Notes, say.T("with the lost ones, markov learns from %d journeys with several touches", multi))
	}
	s.Notes = append(s.Notes, short...)
	for _, l := range c.ledgers {
		if l.Pending > 0 {
			s.Notes = append(s.Notes, c.pending(l))
		}
	}
	return s
}

// ranking is the order of the rows by what they have, names settling ties; what
// has nothing is in none.
func ranking(rows map[string]credited, money bool) []string {
	size := func(key string) float64 {
		if money {
			return float64(rows[key].minor)
		}
		return rows[key].deals
	}
	var keys []string
	for key := range rows {
		if size(key) > 0 {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		if x, y := size(a), size(b); x != y {
			return map[bool]int{true: -1, false: 1}[x > y]
		}
		return strings.Compare(a, b)
	})
	return keys
}

func (c *Credits) pending(l *attribution.Ledger) say.Text {
	return say.T("%d open leads (%s) have not reached the milestones that %s credits, so have no credit yet",
		l.Pending, crm.Money{Minor: l.PendingAmount, Currency: c.q.Base}.String(), string(l.Rule.Model))
}

// Proof says what is wrong with the credits of a rule: zero when, in every cell
// of the report, those of all rows are what the deals of the cell brought, to
// the minor unit. leads doctor asks for it.
func (c *Credits) Proof(brought []crm.Fact) (fault say.Text) {
	name := func(cell []string) string { return strings.Join(cell, ", ") }
	want := map[string]int64{}
	for _, f := range brought {
		want[name(c.some(f.Group, false))] += f.Revenue
	}
	for _, l := range c.ledgers {
		have := map[string]int64{}
		for cell := range want {
			have[cell] = 0 // it is to have something
		}
		rows, labels, _ := c.rows(l)
		for key, r := range rows {
			have[name(c.cellOf(labels[key]))] += r.minor
		}
		for _, cell := range slices.Sorted(maps.Keys(have)) {
			if have[cell] != want[cell] {
				return say.T("the credits of %s in %s add up to %s, not to %s", string(l.Rule.Model), cell,
					crm.Money{Minor: have[cell], Currency: c.q.Base}.String(), crm.Money{Minor: want[cell], Currency: c.q.Base}.String())
			}
		}
	}
	return say.Text{}
}

// cellOf are those labels of a row that are no part of a touch.
func (c *Credits) cellOf(row []string) (cell []string) {
	for i, d := range c.q.By {
		if !d.OfTouch() {
			cell = append(cell, row[i])
		}
	}
	return cell
}
