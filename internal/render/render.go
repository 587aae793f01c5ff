// Package render writes a sheet, or a page of them, as a table, TSV, JSON, JSON
// Lines, CSV, Markdown or HTML.
//
// A [sheet.Sheet] comes in, bytes go out. People (table, Markdown) get rounded
// figures and their own language; programs get full figures, stable keys and
// English. What a person sees is made safe by [Safe]; JSON and CSV carry the
// true text. A writer computes nothing and knows no trade.
package render

import (
	"bufio"
	"fmt"
	"io"
	"iter"

	"leads/internal/say"
	"leads/internal/sheet"
)

// Format names a way to write a sheet.
type Format string

// The formats, spelled as people type them.
const (
	Table    Format = "table"
	TSV      Format = "tsv"
	JSON     Format = "json"
	JSONL    Format = "jsonl"
	CSV      Format = "csv"
	Markdown Format = "markdown"
	HTML     Format = "html" // one page that needs nothing else
	ICS      Format = "ics"  // follow-ups for a calendar
)

// ParseFormat is the format with that name; false when there is none.
func ParseFormat(s string) (Format, bool) {
	switch f := Format(s); f {
	case Table, TSV, JSON, JSONL, CSV, Markdown, HTML, ICS:
		return f, true
	}
	return "", false
}

// Options say how a sheet is written. The zero Options have no Format and are
// refused.
type Options struct {
	Format Format
	Color  bool          // bold header and dim notes; only tables
	Width  int           // columns of the terminal that a table should fit; 0: as wide as it is
	ASCII  bool          // "..." for "…" and "-" for "–"
	Say    say.Catalogue // language of table, Markdown and HTML; the zero one is English
	Header bool          // TSV begins with a row of keys
	Screen bool          // CSV is for the eyes of a person, not for a program: no raw control characters
	Bare   bool          // a table without its title and notes
}

// Write writes the sheet to w. An error is w's own, or names a cell of a type
// that no sheet may hold.
func Write(w io.Writer, s *sheet.Sheet, o Options) error {
	const small, large = 1 << 13, 1 << 16 // a short answer does not pay for a large buffer
	size := small
	if len(s.Rows) > 100 {
		size = large
	}
	out := bufio.NewWriterSize(w, size)
	if err := write(out, s, o); err != nil {
		return err
	}
	return out.Flush()
}

// WriteRows is [Write] for an Array whose rows need not all be there at once, as
// CSV, JSON or JSON Lines. The sheet has the columns alone.
func WriteRows(w io.Writer, s *sheet.Sheet, rows iter.Seq[[]any], o Options) error {
	out := bufio.NewWriterSize(w, 1<<16)
	var err error
	switch o.Format {
	case CSV:
		err = writeCSV(out, s, rows, o)
	case JSON:
		e := encoder{out: out, pretty: true}
		e.rows(s, rows)
		err = e.end()
	case JSONL:
		err = writeJSONL(out, s, rows)
	default:
		err = fmt.Errorf("%s is not written row by row", string(o.Format))
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

// write may leave write errors to out, which keeps the first one for Flush.
func write(out *bufio.Writer, s *sheet.Sheet, o Options) error {
	switch o.Format {
	case Table:
		return writeTable(out, s, o)
	case TSV:
		return writeTSV(out, s, o)
	case CSV:
		return writeCSV(out, s, machineRows(s), o)
	case JSON:
		return writeJSON(out, s)
	case JSONL:
		return writeJSONL(out, s, machineRows(s))
	case Markdown:
		return writeMarkdown(out, s, o)
	case HTML:
		return writeHTML(out, pageOf(s), o)
	case ICS:
		return writeCalendar(out, s, o)
	}
	return fmt.Errorf("there is no format %q", string(o.Format))
}

// shown are the places of the columns that table, TSV and Markdown hold.
func shown(s *sheet.Sheet) []int {
	var places []int
	for i, c := range s.Columns {
		if !c.Detail && c.Type != sheet.Nested {
			places = append(places, i)
		}
	}
	return places
}

// cell is one cell of a row; what a short row lacks is unknown.
func cell(row []any, i int) any {
	if i < 0 || i >= len(row) {
		return nil
	}
	return plain(row[i])
}

// numeric reports whether the column holds figures, which are aligned right.
func numeric(t sheet.Type) bool {
	switch t {
	case sheet.ID, sheet.Count, sheet.Number, sheet.Rate, sheet.Percent, sheet.Money, sheet.Credit, sheet.Hours, sheet.Fine, sheet.Mixed:
		return true
	}
	return false
}
