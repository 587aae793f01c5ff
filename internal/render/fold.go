package render

import (
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"leads/internal/say"
	"leads/internal/sheet"
)

const (
	gap       = "  " // between two columns
	narrowest = 10   // a text is never cut below this
	proseLine = 24   // nor a sentence wrapped to less, nor what alone names a row
)

// give is how a column gives way where a terminal is too narrow for the table.
type give int

const (
	whole  give = iota // a figure or a date: never cut, at worst on several lines
	cut                // a text of the user: the ellipsis replaces the rest
	prose              // a sentence: wrapped
	series             // figures with blanks between them: wrapped
)

func giveOf(s *sheet.Sheet, i int) give {
	c := s.Columns[i]
	switch c.Type {
	case sheet.Series:
		return series
	case sheet.Text, sheet.Word, sheet.List, sheet.Map:
		if c.Whole {
			return prose
		}
		for _, row := range s.Rows {
			if _, sentence := cell(row, i).(say.Text); sentence {
				return prose
			}
		}
		return cut
	}
	return whole
}

// namesOf is how many of the shown columns name a row: as many as the sheet says, else
// the first, and after an id the text that goes with it, where there is room for it.
func namesOf(s *sheet.Sheet, columns []int) (n int, loose bool) {
	if s.Names > 0 {
		return s.Names, false
	}
	if len(columns) > 1 && s.Columns[columns[0]].Type == sheet.ID && s.Columns[columns[1]].Type == sheet.Text {
		return 2, true
	}
	return 1, false
}

// part is some columns of a table, side by side, and how wide each is drawn.
type part struct{ columns, widths []int }

func (p *part) add(column, width int) {
	p.columns, p.widths = append(p.columns, column), append(p.widths, width)
}

// span is the width of the part.
func (p part) span() int {
	total := len(gap) * max(len(p.widths)-1, 0)
	for _, w := range p.widths {
		total += w
	}
	return total
}

// fold makes the table fit: headers are wrapped and texts cut; where that is not
// enough its columns are dealt out to parts, each of which begins with the names
// of the rows. From 40 columns on every part fits; below, a figure may stick out.
func (g grid) fold(width int) []part {
	natural, least := g.measure()
	var all, tight part
	for i := range g.right {
		all.add(i, natural[i])
		tight.add(i, least[i])
	}
	switch {
	case width <= 0 || all.span() <= width:
		return []part{all}
	case g.record:
		all.widths[0] = min(all.widths[0], max(width/3, 1))
		all.widths[1] = max(width-all.widths[0]-len(gap), 1)
		return []part{all}
	case tight.span() <= width:
		all.shrink(width, least, g.give)
		return []part{all}
	}
	head := g.head(width, least)
	var parts []part
	now := head.copy()
	for i := len(head.columns); i < len(g.right); i++ {
		wide := now.copy()
		wide.add(i, least[i])
		if wide.span() > width && len(now.columns) > len(head.columns) {
			parts = append(parts, now)
			wide = head.copy()
			wide.add(i, least[i])
		}
		now = wide
	}
	parts = append(parts, now)
	level(parts, len(head.columns), width, natural)
	for n := range parts {
		parts[n].settle(width, natural, least, g)
	}
	return parts
}

// level moves columns on from parts in which texts would be cut to the next ones,
// as far as those have room without cutting.
func level(parts []part, head, width int, natural []int) {
	span := func(columns []int) int {
		total := len(gap) * (len(columns) - 1)
		for _, i := range columns {
			total += natural[i]
		}
		return total
	}
	for n := len(parts) - 2; n >= 0; n-- {
		from, to := &parts[n], &parts[n+1]
		for span(from.columns) > width && len(from.columns) > head+1 {
			last := len(from.columns) - 1
			wider := slices.Insert(slices.Clone(to.columns), head, from.columns[last])
			if span(wider) > width {
				break
			}
			to.columns, to.widths = wider, slices.Insert(to.widths, head, from.widths[last])
			from.columns, from.widths = from.columns[:last], from.widths[:last]
		}
	}
}

func (p part) copy() part { return part{slices.Clone(p.columns), slices.Clone(p.widths)} }

// head is the columns that name the rows, as narrow as they may be.
func (g grid) head(width int, least []int) part {
	var head part
	needed := narrowest
	for i := g.names; i < len(g.right); i++ {
		needed = max(needed, g.floor(i))
	}
	for i := range min(max(g.names, 1), len(g.right)) {
		wide := head.copy()
		wide.add(i, least[i])
		room := width - wide.span() - len(gap)
		if i > 0 && (g.loose && wide.span() > width/3 || room < needed) {
			break
		}
		head = wide
	}
	return head
}

// settle gives the columns of a part the room that is there. Where one column is
// too wide to fit beside the names, the first name makes room and it is wrapped.
func (p *part) settle(width int, natural, least []int, g grid) {
	if p.span() > width { // one column beside the names
		last := len(p.columns) - 1
		p.narrow(0, width, max(narrowest, g.floor(p.columns[0])))
		p.narrow(last, width, g.floor(p.columns[last]))
		p.narrow(0, width, g.floor(p.columns[0]))
		return
	}
	for n, i := range p.columns {
		p.widths[n] = natural[i]
	}
	p.shrink(width, least, g.give)
}

// shrink takes from the widest until the part fits: first headers are wrapped
// over their figures, then texts and sentences lose a column at a time.
func (p *part) shrink(width int, least []int, how []give) {
	for p.span() > width {
		best := -1
		for n, i := range p.columns {
			if how[i] == whole && p.widths[n] > least[i] && (best < 0 || p.widths[n]-least[i] > p.widths[best]-least[p.columns[best]]) {
				best = n
			}
		}
		if best < 0 {
			break
		}
		p.widths[best] = least[p.columns[best]]
	}
	for p.span() > width {
		widest := -1
		for n, i := range p.columns {
			if p.widths[n] > least[i] && (widest < 0 || p.widths[n] >= p.widths[widest]) {
				widest = n
			}
		}
		if widest < 0 {
			return
		}
		p.widths[widest]--
	}
}

// measure is how wide each column is by itself, and how narrow it may become.
func (g grid) measure() (natural, least []int) {
	natural, least = make([]int, len(g.right)), make([]int, len(g.right))
	for i := range g.right {
		body, head, word := 0, 0, 0
		for _, row := range g.rows {
			body = max(body, displaywidth.String(row[i]))
		}
		if g.header != nil {
			head = displaywidth.String(g.header[i])
			for _, w := range strings.Split(g.header[i], " ") {
				word = max(word, displaywidth.String(w))
			}
		}
		natural[i] = max(body, head)
		switch g.give[i] {
		case whole:
			least[i] = max(body, word)
		case cut:
			shortest := narrowest
			if i < g.names && !g.loose { // of two names that begin alike something has to stay
				shortest = proseLine
			}
			least[i] = min(natural[i], max(word, shortest))
		default:
			least[i] = min(natural[i], max(word, proseLine))
		}
	}
	return natural, least
}

// narrow takes from one column what the part is too wide, down to a floor.
func (p *part) narrow(n, width, floor int) {
	if excess := p.span() - width; excess > 0 {
		p.widths[n] = min(p.widths[n], max(p.widths[n]-excess, floor))
	}
}

// floor is the narrowest that a column can be: as wide as the widest part of its
// cells that is never broken.
func (g grid) floor(column int) int {
	longest := 1
	if g.give[column] != whole {
		return longest
	}
	for _, row := range g.rows {
		for _, piece := range pieces(row[column], whole) {
			longest = max(longest, displaywidth.String(piece.text))
		}
	}
	return longest
}
