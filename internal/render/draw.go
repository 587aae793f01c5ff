package render

import (
	"bufio"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// tallest is how many rows of a folded table go together: its parts are one
// under the other, and a screen should hold a row's all.
const tallest = 25

// draw lays the grid out on so many columns of the terminal, 0 for as many as it
// takes, and writes it.
func (g grid) draw(out *bufio.Writer, width int, mark string, color bool) error {
	if len(g.right) == 0 || len(g.rows) == 0 {
		return nil
	}
	parts := g.fold(width)
	tall := len(g.rows)
	if len(parts) > 1 {
		pieces := (tall + tallest - 1) / tallest
		tall = (tall + pieces - 1) / pieces
	}
	first := true
	for from := 0; from < len(g.rows); from += tall {
		rows := g.rows[from:min(from+tall, len(g.rows))]
		for _, part := range parts {
			if !first {
				out.WriteByte('\n')
			}
			first = false
			if err := g.drawPart(out, part, rows, mark, color); err != nil {
				return err
			}
		}
	}
	return nil
}

// drawPart lets tablewriter draw some columns of some rows.
func (g grid) drawPart(out *bufio.Writer, p part, rows [][]string, mark string, color bool) error {
	lines := &lines{Blueprint: renderer.NewBlueprint(noLines), out: out, part: p, right: g.right, color: color}
	table := tablewriter.NewTable(out,
		tablewriter.WithRenderer(lines),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithTrimSpace(tw.Off),
		tablewriter.WithEastAsian(tw.Off),
	)
	if g.header != nil {
		lines.header = g.stack(p, g.header, mark, true)
		table.Header(lines.header[0])
	}
	var tall [][]string
	for _, row := range rows {
		tall = append(tall, g.stack(p, row, mark, false)...)
	}
	if err := table.Bulk(tall); err != nil {
		return err
	}
	return table.Render()
}

// stack is a row of a part as lines one under the other: what is too wide for
// its column is cut or wrapped.
func (g grid) stack(p part, row []string, mark string, header bool) [][]string {
	stacked := [][]string{make([]string, len(p.columns))}
	for n, i := range p.columns {
		text, width := row[i], p.widths[n]
		if displaywidth.String(text) <= width {
			stacked[0][n] = text
			continue
		}
		how := g.give[i]
		if header {
			how = prose
		}
		if how == cut {
			stacked[0][n] = displaywidth.TruncateString(text, width, mark)
			continue
		}
		for at, line := range wrap(text, width, how) {
			if at == len(stacked) {
				stacked = append(stacked, make([]string, len(p.columns)))
			}
			stacked[at][n] = line
		}
	}
	return stacked
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
	header [][]string
	part   part
	right  []bool
	color  bool
}

func (l *lines) Header([][]string, tw.Formatting) {
	for _, row := range l.header {
		text := l.text(func(n int) string { return row[n] })
		if l.color {
			text = "\x1b[1m" + text + "\x1b[0m"
		}
		l.out.WriteString(text + "\n")
	}
}

func (l *lines) Row(_ []string, ctx tw.Formatting) {
	l.out.WriteString(l.text(func(n int) string { return ctx.Row.Current[n].Data }) + "\n")
}

func (l *lines) Footer(_ [][]string, ctx tw.Formatting) {}
func (l *lines) Line(tw.Formatting)                     {}

func (l *lines) text(cell func(n int) string) string {
	var b strings.Builder
	for n, i := range l.part.columns {
		if n > 0 {
			b.WriteString(gap)
		}
		text := cell(n)
		blanks := strings.Repeat(" ", max(l.part.widths[n]-displaywidth.String(text), 0))
		if l.right[i] {
			b.WriteString(blanks + text)
		} else {
			b.WriteString(text + blanks)
		}
	}
	return strings.TrimRight(b.String(), " ")
}
