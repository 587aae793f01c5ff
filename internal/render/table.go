package render

import (
	"bufio"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"leads/internal/say"
	"leads/internal/sheet"
)

const (
	gap       = "  " // between two columns
	narrowest = 8    // a text column is never cut below this
)

// writeTable writes title, table and notes for a terminal.
func writeTable(out *bufio.Writer, s *sheet.Sheet, o Options) error {
	p := peopleOf(o)
	if len(s.Rows) == 0 {
		if !s.Empty.IsZero() {
			out.WriteString(lineOf(p.sentence(s.Empty)) + "\n")
		}
		return nil
	}
	if !s.Title.IsZero() && !o.Bare {
		out.WriteString(lineOf(p.sentence(s.Title)) + "\n\n")
	}
	grid := rowsGrid(s, p)
	switch {
	case s.Shape == sheet.Record:
		grid = recordGrid(s, p)
	case s.Chart != "":
		grid = chartGrid(s, p, o.Width)
	}
	grid.fit(o.Width, p.cut)
	if err := grid.draw(out, o.Color); err != nil {
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
	for _, note := range notes {
		line := lineOf(p.sentence(say.T("note: %s", note)))
		if o.Color {
			line = "\x1b[2m" + line + "\x1b[0m"
		}
		out.WriteString(line + "\n")
	}
}

// lineOf is the text as a safe line without blanks at its end.
func lineOf(text string) string { return strings.TrimRight(Safe(text), " ") }

// grid is a table in words: every text is safe, every row as wide as right.
type grid struct {
	header []string // nil for none
	rows   [][]string
	right  []bool // figures, which stand on the right
	cut    []bool // text, which may be cut
}

func rowsGrid(s *sheet.Sheet, p people) grid {
	columns := shown(s)
	g := grid{header: make([]string, len(columns)), right: make([]bool, len(columns)), cut: make([]bool, len(columns))}
	for n, i := range columns {
		c := s.Columns[i]
		g.header[n] = Safe(strings.ToUpper(p.title(c)))
		g.right[n] = numeric(c.Type)
		g.cut[n] = c.Type == sheet.Text || c.Type == sheet.List || c.Type == sheet.Map
	}
	for _, row := range s.Rows {
		cells := make([]string, len(columns))
		for n, i := range columns {
			cells[n] = Safe(p.text(s, row, i))
		}
		g.rows = append(g.rows, cells)
	}
	if s.Total != nil && len(columns) > 0 {
		cells := p.total(s, columns)
		for n := range cells {
			cells[n] = Safe(cells[n])
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
	g := grid{right: make([]bool, 2), cut: make([]bool, 2)} // a single record is shown in full
	for _, i := range told(s) {
		g.rows = append(g.rows, []string{Safe(p.title(s.Columns[i])), Safe(p.text(s, s.Rows[0], i))})
	}
	return g
}

// told are the columns of a record that have something to tell a person. The
// ends of an interval already stand beside their rate.
func told(s *sheet.Sheet) []int {
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

// widths are the columns' widths in cells of the terminal.
func (g grid) widths() []int {
	widths := make([]int, len(g.right))
	measure := func(row []string) {
		for i, text := range row {
			widths[i] = max(widths[i], displaywidth.String(text))
		}
	}
	measure(g.header)
	for _, row := range g.rows {
		measure(row)
	}
	return widths
}

// fit cuts the widest texts until the table is no wider than width, or until
// nothing more can be cut: a column is never dropped.
func (g grid) fit(width int, mark string) {
	if width <= 0 || len(g.right) == 0 {
		return
	}
	widths := g.widths()
	excess := len(gap)*(len(widths)-1) - width
	for _, w := range widths {
		excess += w
	}
	for ; excess > 0; excess-- {
		widest := -1
		for i, w := range widths {
			if g.cut[i] && w > narrowest && (widest < 0 || w >= widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	for _, row := range append([][]string{g.header}, g.rows...) {
		for i, text := range row {
			if g.cut[i] && displaywidth.String(text) > widths[i] {
				row[i] = displaywidth.TruncateString(text, widths[i], mark)
			}
		}
	}
}

// draw lets tablewriter lay out the grid.
func (g grid) draw(out *bufio.Writer, color bool) error {
	if len(g.right) == 0 || len(g.rows) == 0 {
		return nil
	}
	lines := &lines{Blueprint: renderer.NewBlueprint(noLines), out: out, widths: g.widths(), right: g.right, color: color}
	table := tablewriter.NewTable(out,
		tablewriter.WithRenderer(lines),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithTrimSpace(tw.Off),
		tablewriter.WithEastAsian(false),
	)
	if g.header != nil {
		table.Header(g.header)
	}
	if err := table.Bulk(g.rows); err != nil {
		return err
	}
	return table.Render()
}

var noLines = tw.Rendition{
	Borders: tw.BorderNone,
	Settings: tw.Settings{
		Lines:      tw.LinesNone,
		Separators: tw.SeparatorsNone,
	},
}

// lines draws tablewriter's rows. Its own renderer takes a family emoji for
// four columns or more, and leaves blanks at line ends.
type lines struct {
	*renderer.Blueprint
	out    *bufio.Writer
	widths []int
	right  []bool
	color  bool
}

func (l *lines) Header(_ [][]string, ctx tw.Formatting) {
	text := l.text(ctx)
	if l.color {
		text = "\x1b[1m" + text + "\x1b[0m"
	}
	l.out.WriteString(text + "\n")
}

func (l *lines) Row(_ []string, ctx tw.Formatting)      { l.out.WriteString(l.text(ctx) + "\n") }
func (l *lines) Footer(_ [][]string, ctx tw.Formatting) {}
func (l *lines) Line(tw.Formatting)                     {}

func (l *lines) text(ctx tw.Formatting) string {
	var b strings.Builder
	for i, width := range l.widths {
		if i > 0 {
			b.WriteString(gap)
		}
		text := ctx.Row.Current[i].Data
		blanks := strings.Repeat(" ", max(width-displaywidth.String(text), 0))
		if l.right[i] {
			b.WriteString(blanks + text)
		} else {
			b.WriteString(text + blanks)
		}
	}
	return strings.TrimRight(b.String(), " ")
}
