package cli

import (
	"slices"

	"leads/internal/render"
	"leads/internal/sheet"
)

// choose leaves of a report the columns that were asked for, in their order,
// behind its names, and in the report of the period before it likewise. What JSON
// holds never changes.
func (a *app) choose(s *sheet.Sheet, keys []string) {
	if len(keys) == 0 || a.format == render.JSON {
		return
	}
	for _, extra := range s.Extra {
		if inner, ok := extra.Value.(*sheet.Sheet); ok && inner != nil && extra.Key == "previous" {
			a.choose(inner, keys)
		}
	}
	var places []int
	for i := range s.Names {
		places = append(places, i)
	}
	hidden := map[int]bool{}
	for _, key := range keys {
		if at := s.Column(key); !slices.Contains(places, at) {
			places = append(places, at)
		}
	}
	if a.format != render.CSV && a.format != render.JSONL { // a rate is shown with its interval and its n
		for _, at := range slices.Clone(places) {
			for _, key := range []string{s.Columns[at].Low, s.Columns[at].High, s.Columns[at].N} {
				if with := s.Column(key); key != "" && with >= 0 && !slices.Contains(places, with) {
					places, hidden[with] = append(places, with), true
				}
			}
		}
	}
	pick := func(cells []any) []any {
		row := make([]any, len(places))
		for i, at := range places {
			row[i] = cells[at]
		}
		return row
	}
	for i, row := range s.Rows {
		s.Rows[i] = pick(row)
	}
	if s.Total != nil {
		s.Total = pick(s.Total)
	}
	columns := make([]sheet.Column, len(places))
	for i, at := range places {
		columns[i] = s.Columns[at]
		columns[i].Detail = hidden[at]
	}
	s.Columns = columns
	if s.Column(s.Chart) < 0 {
		s.Chart = ""
	}
}
