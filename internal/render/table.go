package render

import (
	"bufio"
	"strings"

	"leads/internal/say"
	"leads/internal/sheet"
)

// writeTable writes title, table and notes for a terminal.
func writeTable(out *bufio.Writer, s *sheet.Sheet, o Options) error {
	p := peopleOf(o)
	if len(s.Rows) == 0 {
		if !s.Empty.IsZero() {
			writeProse(out, p.sentence(s.Empty), o.Width, "", "")
		}
		return nil
	}
	if !s.Title.IsZero() && !o.Bare {
		writeProse(out, p.sentence(s.Title), o.Width, "", "")
		out.WriteByte('\n')
	}
	grid := rowsGrid(s, p)
	switch {
	case s.Shape == sheet.Record:
		grid = recordGrid(s, p)
	case s.Chart != "":
		grid = chartGrid(s, p, o.Width)
	}
	if err := grid.draw(out, o.Width, p.cut, o.Color); err != nil {
		return err
	}
	if !o.Bare {
		writeNotes(out, s.Notes, o)
	}
	if s.Shape != sheet.Record {
		return nil
	}
	for _, inner := range nested(s) {
		out.WriteByte('\n')
		if err := writeTable(out, inner, o); err != nil {
			return err
		}
	}
	return nil
}

func writeNotes(out *bufio.Writer, notes []say.Text, o Options) {
	p := peopleOf(o)
	if len(notes) > 0 {
		out.WriteByte('\n')
	}
	begin, end := "", ""
	if o.Color {
		begin, end = "\x1b[2m", "\x1b[0m"
	}
	for _, note := range notes {
		writeProse(out, p.sentence(say.T("note: %s", note)), o.Width, begin, end)
	}
}

// grid is a table in words: every text is safe, every row as wide as right.
type grid struct {
	header []string // nil for none
	rows   [][]string
	right  []bool // figures, which are aligned right
	give   []give // how each column gives way on a narrow terminal
	names  int    // how many columns name a row, and come again before every part of a folded table
	loose  bool   // those after the first one may be left out there
	record bool   // two columns: the name of a value, and the value
}

func rowsGrid(s *sheet.Sheet, p people) grid {
	columns := shown(s)
	g := grid{header: make([]string, len(columns)), right: make([]bool, len(columns)), give: make([]give, len(columns))}
	for n, i := range columns {
		c := s.Columns[i]
		g.header[n] = inCell(strings.ToUpper(p.title(c)))
		g.right[n] = numeric(c.Type)
		g.give[n] = giveOf(s, i)
	}
	g.names, g.loose = namesOf(s, columns)
	for _, row := range s.Rows {
		cells := make([]string, len(columns))
		for n, i := range columns {
			cells[n] = inCell(p.text(s, row, i))
		}
		g.rows = append(g.rows, cells)
	}
	if s.Total != nil && len(columns) > 0 {
		cells := p.total(s, columns)
		for n := range cells {
			cells[n] = inCell(cells[n])
		}
		g.rows = append(g.rows, cells)
	}
	return g
}

// total words the total: the first cell says what it is, and where a column has
// no total, such as a name, there is nothing rather than an unknown.
func (p people) total(s *sheet.Sheet, columns []int) []string {
	cells := make([]string, len(columns))
	for n, i := range columns {
		v := cell(s.Total, i)
		if v != nil || numeric(s.Columns[i].Type) {
			cells[n] = p.text(s, s.Total, i)
		}
		if n == 0 && (v == nil || v == "") {
			cells[n] = p.sentence(say.T("total"))
		}
	}
	return cells
}

// recordGrid is one row told downward: title and value a line, without what is
// unknown or empty.
func recordGrid(s *sheet.Sheet, p people) grid {
	g := grid{right: make([]bool, 2), give: []give{prose, prose}, record: true} // a single record is shown in full
	for _, i := range shownColumns(s) {
		g.rows = append(g.rows, []string{inCell(p.title(s.Columns[i])), inCell(p.text(s, s.Rows[0], i))})
	}
	return g
}

// shownColumns are the columns of a record that have something to tell a person. The
// ends of an interval are already beside their rate.
func shownColumns(s *sheet.Sheet) []int {
	within := map[string]bool{}
	for i, c := range s.Columns {
		if c.Type == sheet.Rate && cell(s.Rows[0], i) != nil {
			within[c.Low], within[c.High] = true, true
		}
	}
	var places []int
	for i, c := range s.Columns {
		switch v := cell(s.Rows[0], i).(type) {
		case nil:
			continue
		case string:
			if v == "" {
				continue
			}
		case []string:
			if len(v) == 0 {
				continue
			}
		case map[string]string:
			if len(v) == 0 {
				continue
			}
		}
		if c.Type != sheet.Nested && !within[c.Key] {
			places = append(places, i)
		}
	}
	return places
}

// nested are the sheets inside a record that have something to tell.
func nested(s *sheet.Sheet) []*sheet.Sheet {
	var sheets []*sheet.Sheet
	for i := range s.Columns {
		if len(s.Rows) == 0 {
			break
		}
		if inner, ok := cell(s.Rows[0], i).(*sheet.Sheet); ok && inner != nil && (len(inner.Rows) > 0 || !inner.Empty.IsZero()) {
			sheets = append(sheets, inner)
		}
	}
	return sheets
}
