package render

import (
	"bufio"
	"strings"

	"leads/internal/sheet"
)

// writeMarkdown writes a pipe table under a heading, by hand: a cell must not
// end its column, begin a link or hold HTML.
func writeMarkdown(out *bufio.Writer, s *sheet.Sheet, o Options) error {
	p := peopleOf(o)
	if !s.Title.IsZero() {
		out.WriteString("## " + marked(p.sentence(s.Title)) + "\n\n")
	}
	switch {
	case len(s.Rows) == 0:
		if !s.Empty.IsZero() {
			out.WriteString(marked(p.sentence(s.Empty)) + "\n")
		}
	case s.Shape == sheet.Record:
		writeMarkdownRecord(out, s, p)
	default:
		writeMarkdownRows(out, s, p)
	}
	if len(s.Notes) > 0 {
		out.WriteByte('\n')
	}
	for _, note := range s.Notes {
		out.WriteString("- " + marked(p.sentence(note)) + "\n")
	}
	if s.Shape != sheet.Record {
		return nil
	}
	for _, inner := range nested(s) {
		out.WriteByte('\n')
		if err := writeMarkdown(out, inner, o); err != nil {
			return err
		}
	}
	return nil
}

func writeMarkdownRows(out *bufio.Writer, s *sheet.Sheet, p people) {
	columns := shown(s)
	if len(columns) == 0 {
		return
	}
	titles, rules := make([]string, len(columns)), make([]string, len(columns))
	for n, i := range columns {
		titles[n] = marked(p.title(s.Columns[i]))
		rules[n] = "---"
		if numeric(s.Columns[i].Type) {
			rules[n] = "---:"
		}
	}
	pipe(out, titles)
	pipe(out, rules)
	for _, row := range s.Rows {
		cells := make([]string, len(columns))
		for n, i := range columns {
			cells[n] = marked(p.text(s, row, i))
		}
		pipe(out, cells)
	}
	if s.Total == nil {
		return
	}
	cells := p.total(s, columns)
	for n, text := range cells {
		if text != "" {
			cells[n] = "**" + marked(text) + "**"
		}
	}
	pipe(out, cells)
}

func writeMarkdownRecord(out *bufio.Writer, s *sheet.Sheet, p people) {
	pipe(out, []string{"", ""})
	pipe(out, []string{"---", "---"})
	for _, i := range shownColumns(s) {
		pipe(out, []string{marked(p.title(s.Columns[i])), marked(p.text(s, s.Rows[0], i))})
	}
}

func pipe(out *bufio.Writer, cells []string) {
	for _, text := range cells {
		out.WriteString("| ")
		if text != "" {
			out.WriteString(text + " ")
		}
	}
	out.WriteString("|\n")
}

var oneEnd = strings.NewReplacer("\r\n", "\n", "\r", "\n")

var markup = strings.NewReplacer(`\`, `\\`, `|`, `\|`, "[", `\[`, "`", "\\`", "<", "&lt;", ">", "&gt;", "&", "&amp;")

// marked is the text as it must be written in Markdown to be read as it is.
func marked(s string) string {
	lines := strings.Split(oneEnd.Replace(s), "\n")
	for i, line := range lines {
		lines[i] = markup.Replace(Safe(line))
	}
	return strings.Join(lines, "<br>")
}
