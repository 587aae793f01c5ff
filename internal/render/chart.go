package render

import (
	"math"
	"slices"
	"strings"

	"leads/internal/sheet"
)

const (
	shortestBar = 8  // a bar with less room says nothing
	longestBar  = 30 // and one with more says it no better
)

// chartGrid is the grid of a sheet with a chart: a bar after each row, as far
// as the terminal has room for it. A figure that is drawn is in its column
// too. Where the width is not known nothing is drawn, and where there is too
// little of it the bars go first and the series next.
func chartGrid(s *sheet.Sheet, p people, width int) grid {
	g := rowsGrid(s, p)
	if width <= 0 || g.width() > width {
		plain := *s
		plain.Columns = slices.Clone(s.Columns)
		for i := range plain.Columns {
			if plain.Columns[i].Type == sheet.Series {
				plain.Columns[i].Detail = true
			}
		}
		g = rowsGrid(&plain, p)
	}
	room := min(width-g.width()-len(gap), longestBar)
	at := s.Column(s.Chart)
	if room < shortestBar || at < 0 {
		return g
	}
	most := 0.0
	for _, row := range s.Rows {
		most = max(most, sizeOf(cell(row, at)))
	}
	g.header, g.right, g.give = append(g.header, ""), append(g.right, false), append(g.give, whole)
	for n := range g.rows {
		text := ""
		if n < len(s.Rows) && most > 0 {
			text = p.bar(sizeOf(cell(s.Rows[n], at))/most, room)
		}
		g.rows[n] = append(g.rows[n], text)
	}
	return g
}

// bar draws a share of the room in eighths of a column, in ASCII in whole ones.
// What is there shows, however little; nothing, unknown and below zero do not.
func (p people) bar(share float64, room int) string {
	if !(share > 0) {
		return ""
	}
	if p.ascii {
		return strings.Repeat("#", max(int(math.Round(share*float64(room))), 1))
	}
	eighths := max(int(math.Round(share*float64(room)*8)), 1)
	bar := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		bar += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return bar
}

// width is how many columns of the terminal the grid takes.
func (g grid) width() int {
	var all part
	natural, _ := g.measure()
	for i, w := range natural {
		all.add(i, w)
	}
	return all.span()
}
