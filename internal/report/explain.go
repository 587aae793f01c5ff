package report

import (
	"slices"
	"sort"

	"leads/internal/attribution"
	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// explained is what one group has of one journey.
type explained struct {
	lead    crm.LeadID
	labels  []string
	touches int64
	known   bool // markov knows the share of a group in all journeys, not in one
	credited
}

// Explain has the credits of each journey kept, for Behind. Call it before Add;
// journeys must be named.
func (c *Credits) Explain() { c.explains = true }

// explain splits one journey by the first rule: shares and money of each group
// that it touched, which add up to the amount of the journey.
func (c *Credits) explain(j *crm.Path, cell int, amount int64) {
	rule := c.ledgers[0].Rule
	weights, status := rule.Weigh(c.journey)
	if status == attribution.Pending {
		return
	}
	whole := c.cells.labels[cell]
	if status == attribution.Silent {
		c.behind = append(c.behind, explained{j.Lead, c.merge(whole, c.groupLabels(attribution.None)), 0, true, credited{1, amount}})
		return
	}
	minors, sum := attribution.Split(amount, weights), int64(0)
	for _, w := range weights {
		sum += w
	}
	for i, group := range c.journey.Groups {
		if !c.touches.kept[group] || slices.Index(c.journey.Groups, group) < i {
			continue
		}
		e := explained{lead: j.Lead, labels: c.merge(whole, c.groupLabels(group)), known: rule.Model != attribution.Markov}
		for k, w := range weights {
			if c.journey.Groups[k] == group {
				e.touches++
				e.deals += float64(w) / float64(sum)
				e.minor += minors[k]
			}
		}
		c.behind = append(c.behind, e)
	}
}

// Behind lists the credits behind the figures, lead by lead, and what the
// columns mean. Each lead's credits add up to its amount; the report rounds
// once a group, so that its cents may differ from a sum of this list.
func (c *Credits) Behind(titles map[crm.LeadID]string) (credits, meanings *sheet.Sheet) {
	q, figure := c.q, creditFigures[c.of]
	credits = &sheet.Sheet{Title: say.T("The credits behind the figures"), Empty: say.T("No lead counts in this period.")}
	credits.Columns = append(groupColumns(q.By),
		sheet.Column{Key: "id", Title: say.T("id"), Type: sheet.ID},
		sheet.Column{Key: "title", Title: say.T("title")},
		sheet.Column{Key: "touches", Title: say.T("touches"), Type: sheet.Count},
		sheet.Column{Key: figure.deals, Title: say.T(figure.deals), Type: sheet.Credit})
	meanings = &sheet.Sheet{Title: say.T("What the columns mean"), Columns: []sheet.Column{
		{Key: "column", Title: say.T("column")}, {Key: "meaning", Title: say.T("meaning"), Whole: true}}}
	meanings.Add(figure.deals, say.T("shares of leads or deals: what the model credits to the touches of the group, added up"))
	if figure.money != "" {
		credits.Columns = append(credits.Columns, sheet.Column{Key: figure.money, Title: say.T(figure.money), Type: sheet.Money})
		meanings.Add(figure.money, say.T("the same shares of the amounts in the base currency: all groups add up to the whole, to the cent"))
	}
	sort.SliceStable(c.behind, func(i, j int) bool { return c.behind[i].lead < c.behind[j].lead })
	for _, e := range c.behind {
		var row []any
		for _, label := range e.labels {
			row = append(row, label)
		}
		row = append(row, int64(e.lead), titles[e.lead], e.touches)
		parts := []any{e.deals, q.amount(e.minor)}
		if !e.known {
			parts = []any{nil, nil}
		}
		if figure.money == "" {
			parts = parts[:1]
		}
		credits.Rows = append(credits.Rows, append(row, parts...))
	}
	if c.ledgers[0].Rule.Model == attribution.Markov {
		credits.Notes = append(credits.Notes, say.T("markov says what a group is worth to all journeys together, not to one"))
	}
	return credits, meanings
}
