package render

import (
	"bufio"
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"leads/internal/say"
	"leads/internal/sheet"
)

// writeJSON writes the sheet in its shape, indented by two blanks.
func writeJSON(out *bufio.Writer, s *sheet.Sheet) error {
	e := encoder{out: out, pretty: true}
	e.sheet(s)
	return e.end()
}

// writeJSONL writes each row as one object a line; a record is one line.
func writeJSONL(out *bufio.Writer, s *sheet.Sheet, rows iter.Seq[[]any]) error {
	e := encoder{out: out}
	for row := range rows {
		e.row(s, row)
		e.line()
		if e.err != nil {
			break
		}
	}
	return e.end()
}

// encoder writes JSON by hand: encoding/json would need a struct a report, and
// loses the order of the columns with maps. It keeps the first error.
type encoder struct {
	out    *bufio.Writer
	buf    []byte
	pretty bool
	depth  int
	err    error
}

// line ends a JSON text and hands what has gathered to the writer.
func (e *encoder) line() {
	e.buf = append(e.buf, '\n')
	e.spill()
}

func (e *encoder) end() error {
	if e.pretty {
		e.line()
	}
	return e.err
}

func (e *encoder) spill() {
	if _, err := e.out.Write(e.buf); err != nil && e.err == nil {
		e.err = err
	}
	e.buf = e.buf[:0]
}

func (e *encoder) open(bracket byte) {
	e.buf = append(e.buf, bracket)
	e.depth++
}

// item begins the nth item of an array or object.
func (e *encoder) item(n int) {
	if n > 0 {
		e.buf = append(e.buf, ',')
	}
	e.indent()
}

func (e *encoder) indent() {
	if !e.pretty {
		return
	}
	e.buf = append(e.buf, '\n')
	for range e.depth {
		e.buf = append(e.buf, "  "...)
	}
}

// close ends an array or object of n items.
func (e *encoder) close(bracket byte, n int) {
	e.depth--
	if n > 0 {
		e.indent()
	}
	e.buf = append(e.buf, bracket)
}

func (e *encoder) key(n int, key string) {
	e.item(n)
	e.buf = quoted(e.buf, key)
	e.buf = append(e.buf, ':')
	if e.pretty {
		e.buf = append(e.buf, ' ')
	}
}

func (e *encoder) sheet(s *sheet.Sheet) {
	switch s.Shape {
	case sheet.Record:
		if len(s.Rows) == 0 {
			e.value(nil)
			return
		}
		record, row := *s, s.Rows[0]
		if s.Noted {
			record.Columns = append(slices.Clone(s.Columns), sheet.Column{Key: "notes", Type: sheet.List})
			row = append(slices.Clone(row), notes(s))
		}
		e.row(&record, row)
	case sheet.Envelope:
		e.envelope(s)
	default:
		e.rows(s, slices.Values(s.Rows))
	}
}

func (e *encoder) envelope(s *sheet.Sheet) {
	e.open('{')
	n := e.fields(0, s.Head)
	e.key(n, cmp.Or(s.RowsKey, "rows"))
	e.rows(s, slices.Values(s.Rows))
	e.key(n+1, "total")
	if s.Total == nil {
		e.value(nil)
	} else {
		e.row(s, s.Total)
	}
	e.key(n+2, "notes")
	e.value(notes(s))
	n = e.fields(n+3, s.Extra)
	e.close('}', n)
}

// notes are the notes of a sheet as programs read them: in English.
func notes(s *sheet.Sheet) []string {
	list := make([]string, len(s.Notes))
	for i, note := range s.Notes {
		list[i] = note.String()
	}
	return list
}

// fields writes fields from the nth place on and returns the next place.
func (e *encoder) fields(n int, fields []sheet.Field) int {
	for _, f := range fields {
		e.key(n, f.Key)
		e.value(plain(f.Value))
		n++
	}
	return n
}

func (e *encoder) rows(s *sheet.Sheet, rows iter.Seq[[]any]) {
	e.open('[')
	n := 0
	for row := range rows {
		e.item(n)
		e.row(s, row)
		n++
		if e.full(); e.err != nil {
			return
		}
	}
	e.close(']', n)
}

// full hands on what has gathered when it is much.
func (e *encoder) full() {
	if len(e.buf) >= 1<<15 {
		e.spill()
	}
}

func (e *encoder) row(s *sheet.Sheet, row []any) {
	e.open('{')
	for i := range s.Columns {
		e.key(i, s.Columns[i].Key)
		e.value(cell(row, i))
	}
	e.close('}', len(s.Columns))
}

func (e *encoder) value(v any) {
	switch x := v.(type) {
	case nil:
		e.buf = append(e.buf, "null"...)
	case string:
		e.buf = quoted(e.buf, x)
	case int64:
		e.buf = strconv.AppendInt(e.buf, x, 10)
	case float64:
		e.buf = strconv.AppendFloat(e.buf, x, 'f', -1, 64)
	case bool:
		e.buf = strconv.AppendBool(e.buf, x)
	case sheet.Amount:
		e.buf = quoted(e.buf, x.Decimal)
	case say.Text:
		e.buf = quoted(e.buf, x.String())
	case sheet.Figure:
		e.value(plain(x.Value))
	case []float64:
		array(e, x, func(item float64) { e.value(plain(item)) })
	case []string:
		array(e, x, func(item string) { e.buf = quoted(e.buf, item) })
	case map[string]string:
		e.open('{')
		for n, key := range slices.Sorted(maps.Keys(x)) {
			e.key(n, key)
			e.buf = quoted(e.buf, x[key])
		}
		e.close('}', len(x))
	case *sheet.Sheet:
		e.sheet(x)
	case []*sheet.Sheet:
		array(e, x, func(s *sheet.Sheet) { e.value(plain(s)) })
	case []sheet.Field:
		e.open('{')
		e.close('}', e.fields(0, x))
	default:
		if e.err == nil {
			e.err = fmt.Errorf("a sheet cannot hold a %T", v)
		}
	}
}

func array[T any](e *encoder, items []T, write func(T)) {
	e.open('[')
	for n, item := range items {
		e.item(n)
		write(item)
	}
	e.close(']', len(items))
}

const hex = "0123456789abcdef"

// quoted appends s as a JSON string. What could steer a terminal is written
// escaped, which for a JSON reader is the same text.
func quoted(buf []byte, s string) []byte {
	buf = append(buf, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < 0x7f {
			i++
			continue
		}
		r, size := rune(c), 1
		if c >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
			if !(r == utf8.RuneError && size == 1) && (r > 0xffff || !hostile(r)) {
				i += size
				continue
			}
		}
		buf = append(buf, s[start:i]...)
		buf = escaped(buf, r)
		i += size
		start = i
	}
	buf = append(buf, s[start:]...)
	return append(buf, '"')
}

func escaped(buf []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(buf, '\\', byte(r))
	case '\n':
		return append(buf, `\n`...)
	case '\r':
		return append(buf, `\r`...)
	case '\t':
		return append(buf, `\t`...)
	}
	return append(buf, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}
