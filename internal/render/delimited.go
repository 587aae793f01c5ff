package render

import (
	"bufio"
	"encoding/csv"
	"iter"
	"slices"
	"strings"
	"unicode"

	"leads/internal/say"
	"leads/internal/sheet"
)

// writeTSV writes a row a line, without a header unless asked for. A record is
// a key and its value a line, since thirty columns without a header say little.
func writeTSV(out *bufio.Writer, s *sheet.Sheet, o Options) error {
	if s.Shape == sheet.Record {
		return writeTSVRecord(out, s, o)
	}
	columns := shown(s)
	if len(s.Rows) == 0 || len(columns) == 0 {
		return nil
	}
	if o.Header {
		for n, i := range columns {
			tab(out, n)
			out.WriteString(tabbed(s.Columns[i].Key))
		}
		out.WriteByte('\n')
	}
	for _, row := range s.Rows {
		for n, i := range columns {
			tab(out, n)
			out.WriteString(tabbed(spoken(cell(row, i), o)))
		}
		if err := out.WriteByte('\n'); err != nil { // a closed pipe ends the work
			return err
		}
	}
	return nil
}

// writeTSVRecord writes a key and its value a line, then what the record holds,
// each row behind its key: the timeline of a lead, the log of a score.
func writeTSVRecord(out *bufio.Writer, s *sheet.Sheet, o Options) error {
	if len(s.Rows) == 0 {
		return nil
	}
	for i, c := range s.Columns {
		if c.Type == sheet.Nested {
			continue
		}
		out.WriteString(tabbed(c.Key))
		out.WriteByte('\t')
		out.WriteString(tabbed(spoken(cell(s.Rows[0], i), o)))
		out.WriteByte('\n')
	}
	for i, c := range s.Columns {
		inner, ok := cell(s.Rows[0], i).(*sheet.Sheet)
		if c.Type != sheet.Nested || !ok || inner == nil || len(inner.Rows) == 0 {
			continue
		}
		if err := writeTSV(out, named(sheet.Section{Key: c.Key, Sheet: inner}, TSV), Options{Say: o.Say}); err != nil {
			return err
		}
	}
	return nil
}

// spoken words a cell of TSV: a sentence is in the person's language, everything
// else as in any format for a program.
func spoken(v any, o Options) string {
	if sentence, ok := v.(say.Text); ok {
		return o.Say.Say(sentence)
	}
	return machine(v, TSV)
}

func tab(out *bufio.Writer, n int) {
	if n > 0 {
		out.WriteByte('\t')
	}
}

var lineEnds = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")

// tabbed keeps a cell in its column and on its line.
func tabbed(s string) string {
	if strings.ContainsAny(s, "\t\r\n") {
		s = lineEnds.Replace(s)
	}
	return Safe(s)
}

// writeCSV writes a row of keys and then every row with every column that has a
// text, and no total.
func writeCSV(out *bufio.Writer, s *sheet.Sheet, rows iter.Seq[[]any], o Options) error {
	var columns []int
	var header []string
	for i, c := range s.Columns {
		if c.Type != sheet.Nested {
			columns = append(columns, i)
			header = append(header, o.seen(guard(c.Key))) // an own field may be called anything
		}
	}
	if len(columns) == 0 {
		return nil
	}
	w := csv.NewWriter(out)
	if err := w.Write(header); err != nil {
		return err
	}
	record := make([]string, len(columns))
	for row := range rows {
		for n, i := range columns {
			record[n] = o.seen(csvCell(cell(row, i)))
		}
		if len(record) == 1 && record[0] == "" { // a bare line end would not read back as a row
			w.Flush()
			if _, err := out.WriteString("\"\"\n"); err != nil {
				return err
			}
			continue
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// seen is a cell as a terminal may have it.
func (o Options) seen(text string) string {
	if o.Screen {
		return Safe(text)
	}
	return text
}

// machineRows are the rows that CSV and JSON Lines hold: of a record the first.
func machineRows(s *sheet.Sheet) iter.Seq[[]any] {
	if s.Shape == sheet.Record && len(s.Rows) > 1 {
		return slices.Values(s.Rows[:1])
	}
	return slices.Values(s.Rows)
}

// csvCell guards text; a figure may keep its minus.
func csvCell(v any) string {
	text := machine(v, CSV)
	switch x := v.(type) {
	case int64, float64:
		return text
	case sheet.Amount:
		if isDecimal(x.Decimal) {
			return text
		}
	}
	return guard(text)
}

// guard puts an apostrophe before text that a spreadsheet would run as a
// formula, and before text that already looks guarded, so that [Unguard] can
// take exactly one off.
func guard(s string) string {
	if s == "" || asciiAlphanumeric(s[0]) { // nearly every cell
		return s
	}
	if runs(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

func asciiAlphanumeric(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
}

// Unguard takes off the apostrophe that CSV puts before a text cell which a
// spreadsheet would run as a formula. Any other text comes back as it is.
func Unguard(s string) string {
	if strings.HasPrefix(s, "'") && runs(strings.TrimLeft(s, "'")) {
		return s[1:]
	}
	return s
}

// runs reports whether a spreadsheet may take the text for a formula: it looks
// past blanks and what cannot be seen, and some read the full-width signs of
// East Asia too.
func runs(s string) bool {
	s = strings.TrimLeftFunc(s, func(r rune) bool {
		return r != '\t' && r != '\r' && r != '\n' && (unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r))
	})
	for _, sign := range [...]string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, sign) {
			return true
		}
	}
	return false
}
