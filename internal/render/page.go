package render

import (
	"bufio"
	"io"
	"strings"

	"leads/internal/say"
	"leads/internal/sheet"
)

// WritePage writes an answer of several sheets: for people one under the other,
// as JSON one object, and line by line with the section's key in front.
func WritePage(w io.Writer, page *sheet.Page, o Options) error {
	out := bufio.NewWriterSize(w, 1<<16)
	var err error
	switch o.Format {
	case Table:
		err = writeTablePage(out, page, o)
	case Markdown:
		err = writeMarkdownPage(out, page, o)
	case JSON:
		err = writeJSONPage(out, page)
	case HTML:
		err = writeHTML(out, page, o)
	default:
		err = writeLines(out, page, o)
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

// readable are the sections that people read.
func readable(page *sheet.Page) []sheet.Section {
	var list []sheet.Section
	for _, s := range page.Sections {
		if s.For != sheet.Programs && s.For != sheet.Browsers && (len(s.Rows) > 0 || !s.Empty.IsZero()) {
			list = append(list, s)
		}
	}
	return list
}

// drawable are the sections of a page that can draw.
func drawable(page *sheet.Page) []sheet.Section {
	var list []sheet.Section
	for _, s := range page.Sections {
		if s.For != sheet.Programs && (len(s.Rows) > 0 || !s.Empty.IsZero()) {
			list = append(list, s)
		}
	}
	return list
}

// keyed are the sections that programs read.
func keyed(page *sheet.Page) []sheet.Section {
	var list []sheet.Section
	for _, s := range page.Sections {
		if s.For != sheet.People && s.For != sheet.Browsers && s.Key != "" {
			list = append(list, s)
		}
	}
	return list
}

func writeTablePage(out *bufio.Writer, page *sheet.Page, o Options) error {
	p := peopleOf(o)
	begin, end := "", ""
	if o.Color {
		begin, end = "\x1b[1m", "\x1b[0m"
	}
	writeProse(out, p.sentence(page.Title), o.Width, begin, end)
	for _, text := range append([]say.Text{page.Subtitle}, page.Summary...) {
		if !text.IsZero() {
			writeProse(out, p.sentence(text), o.Width, "", "")
		}
	}
	for _, section := range readable(page) {
		out.WriteString("\n")
		if !section.Title.IsZero() {
			writeProse(out, p.sentence(section.Title), o.Width, begin, end)
		}
		bare := o
		bare.Bare = true // the heading is out, the notes follow
		if err := writeTable(out, section.Sheet, bare); err != nil {
			return err
		}
		for _, note := range section.Notes {
			writeProse(out, p.sentence(note), o.Width, "", "")
		}
	}
	if !o.Bare {
		writeNotes(out, page.Notes, o)
	}
	return nil
}

func writeMarkdownPage(out *bufio.Writer, page *sheet.Page, o Options) error {
	p := peopleOf(o)
	out.WriteString("# " + marked(p.sentence(page.Title)) + "\n")
	for _, text := range append([]say.Text{page.Subtitle}, page.Summary...) {
		if !text.IsZero() {
			out.WriteString("\n" + marked(p.sentence(text)) + "\n")
		}
	}
	for _, section := range readable(page) {
		out.WriteByte('\n')
		if err := writeMarkdown(out, section.Sheet, o); err != nil {
			return err
		}
	}
	if len(page.Notes) > 0 {
		out.WriteByte('\n')
	}
	for _, note := range page.Notes {
		out.WriteString("- " + marked(p.sentence(note)) + "\n")
	}
	return nil
}

// writeJSONPage writes one object with a key for each section.
func writeJSONPage(out *bufio.Writer, page *sheet.Page) error {
	e := encoder{out: out, pretty: true}
	e.open('{')
	sections := keyed(page)
	for n, section := range sections {
		e.key(n, section.Key)
		e.sheet(section.Sheet)
	}
	e.close('}', len(sections))
	return e.end()
}

// writeLines writes the sections one after the other with the section's key in
// every row: as the first cell, or before the name where a row is told downward.
func writeLines(out *bufio.Writer, page *sheet.Page, o Options) error {
	written := false
	for _, section := range keyed(page) {
		if len(section.Rows) == 0 {
			continue
		}
		if o.Format == CSV && written { // another header begins
			out.WriteByte('\n')
		}
		written = true
		if err := write(out, named(section, o.Format), o); err != nil {
			return err
		}
	}
	return nil
}

// named is the section's sheet with its key in every row.
func named(section sheet.Section, f Format) *sheet.Sheet {
	s := *section.Sheet
	s.Columns = append([]sheet.Column(nil), section.Columns...)
	if f == TSV && s.Shape == sheet.Record {
		for i := range s.Columns {
			s.Columns[i].Key = section.Key + "." + s.Columns[i].Key
		}
		return &s
	}
	s.Columns = append([]sheet.Column{{Key: "section"}}, s.Columns...)
	s.Rows = make([][]any, len(section.Rows))
	for i, row := range section.Rows {
		s.Rows[i] = append([]any{section.Key}, row...)
	}
	return &s
}

// pageOf is a single sheet as a page: its title, its rows, and under it the
// sheets that it carries.
func pageOf(s *sheet.Sheet) *sheet.Page {
	page := &sheet.Page{Title: s.Title, Notes: s.Notes}
	own := *s
	own.Title, own.Notes = say.Text{}, nil
	page.Sections = append(page.Sections, sheet.Section{Sheet: &own, Draw: drawingOf(s)})
	add := func(inner *sheet.Sheet) {
		if inner != nil {
			page.Sections = append(page.Sections, sheet.Section{Sheet: inner})
		}
	}
	if s.Shape == sheet.Record {
		for _, inner := range nested(s) {
			add(inner)
		}
	}
	for _, extra := range s.Extra {
		if inner, ok := extra.Value.(*sheet.Sheet); ok {
			add(inner)
		}
	}
	return page
}

// drawingOf draws the chart of a sheet: columns in the order of time, else bars.
func drawingOf(s *sheet.Sheet) sheet.Drawing {
	if s.Chart == "" || len(s.Columns) == 0 {
		return sheet.Drawing{}
	}
	d := sheet.Drawing{Kind: sheet.Stacked, Keys: []string{s.Chart}, Open: true}
	switch s.Columns[0].Key {
	case "week", "month", "quarter", "year":
		d.Kind = sheet.Upright
	}
	return d
}

// anchor is a word for the place of a section in a page.
func anchor(key string, n int) string {
	if key == "" || strings.ContainsFunc(key, func(r rune) bool { return r > 'z' || r < '0' }) {
		return "s" + figures([]float64{float64(n)})[0]
	}
	return key
}
