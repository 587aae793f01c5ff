package report

import (
	"slices"

	"leads/internal/sheet"
)

// shy are the columns that people see where there is something to show.
var shy = []string{"fees", "avg_deal", "roi", "paid", "unpaid", "days_to_pay"}

// reveal shows people those columns that say something: money of a payment, a
// fee, what was spent. A file without any payment is not full of what is unpaid.
func (s *Sums) reveal(a *sheet.Sheet) {
	for i, c := range a.Columns {
		if !slices.Contains(shy, c.Key) {
			continue
		}
		paying := c.Key == "paid" || c.Key == "unpaid"
		says := slices.ContainsFunc(a.Rows, func(row []any) bool { return row[i] != nil && (c.Key != "fees" || row[i] != s.amount(0)) })
		a.Columns[i].Detail = !says || paying && !s.Paid && !s.anyPaid()
	}
}

// anyPaid reports whether any payment is in the report.
func (s *Sums) anyPaid() bool {
	return slices.ContainsFunc(s.groups, func(g *group) bool { return g.Paid != 0 || len(g.paying) > 0 })
}
