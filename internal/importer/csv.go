package importer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"leads/internal/crm"
	"leads/internal/say"
)

// csvText is the rows of a delimited file behind its header.
type csvText struct {
	body      []byte
	line      int // of the body's first line
	delimiter rune
	headers   []string
}

// openCSV finds the delimiter and reads the header: the first line that is not
// blank, or, below the notes that some exports begin with, the first that
// looks like one.
func (f *File) openCSV(text []byte) ([]string, error) {
	line := 1
	if f.Kind == "markdown" {
		f.Delimiter = ','
	} else if mark, rest, ok := excelMark(text); ok {
		f.Delimiter, text, line = mark, rest, 2
	} else {
		f.Delimiter = sniff(text, f.options)
	}
	start := headerStart(text, f.Delimiter, f.options)
	if above := len(bytes.TrimSpace(text[:start])); above > 0 {
		f.Notes = append(f.Notes, say.T("the header is on line %d; what is above it is left out", line+lineEnds(text[:start])))
	}
	line += lineEnds(text[:start])
	text = text[start:]
	r := newReader(text, f.Delimiter)
	headers, err := r.Read()
	if err == io.EOF {
		return nil, crm.Errorf(crm.Refused, "the file is empty")
	}
	if err != nil {
		return nil, unreadable(line, err)
	}
	headers = slices.Clone(headers)
	end := int(r.InputOffset())
	f.records = csvText{text[end:], line + lineEnds(text[:end]), f.Delimiter, headers}
	return headers, nil
}

// headerStart is where the header begins. Above it may be blank lines and
// notes of one or two cells: LinkedIn explains its export, reports have a
// title. A line further down is the header only if it has two words that
// headers have; without such a line the first that is not blank is.
func headerStart(text []byte, delimiter rune, o Options) int {
	const most = 40
	text = text[:min(len(text), beginning)]
	r := newReader(text, delimiter)
	r.LazyQuotes = true
	first := -1
	for range most {
		at := int(r.InputOffset())
		cells, err := r.Read()
		if err != nil {
			break
		}
		for n := blankLine(text[at:]); n > 0; n = blankLine(text[at:]) {
			at += n
		}
		if allEmpty(cells) {
			continue
		}
		if first < 0 {
			first = at
		}
		if knownHeaders(cells, o) >= 2 {
			return at
		}
		if filled(cells) > 2 {
			break
		}
	}
	return max(first, 0)
}

// beginning is as much of a file as is looked at to find out how it is written.
const beginning = 64 << 10

func filled(cells []string) (n int) {
	for _, c := range cells {
		if trim(c) != "" {
			n++
		}
	}
	return n
}

// excelMark reads the line sep=; that Excel puts before the header.
func excelMark(text []byte) (mark rune, rest []byte, ok bool) {
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	line := strings.Trim(strings.TrimRight(string(first), "\r"), `"`)
	if len(line) == 5 && strings.EqualFold(line[:4], "sep=") && strings.IndexByte(delimiters, line[4]) >= 0 {
		return rune(line[4]), rest, true
	}
	return 0, text, false
}

// delimiters are those that a file may have, the likelier first.
const delimiters = ",;\t|"

// sniff finds the delimiter: the one whose header has words that are known,
// then the one that gives the steadiest number of cells. Totals would mislead,
// since notes are full of commas.
func sniff(text []byte, o Options) rune {
	if len(text) > beginning {
		text = text[:bytes.LastIndexByte(text[:beginning], '\n')+1]
	}
	best, bestScore := ',', [3]int{}
	for _, d := range delimiters {
		if score := fit(text, d, o); slices.Compare(score[:], bestScore[:]) > 0 {
			best, bestScore = d, score
		}
	}
	return best
}

// fit scores a delimiter: known headers, share of rows as wide as the header,
// width. A file of one column fits none.
func fit(text []byte, delimiter rune, o Options) [3]int {
	r := newReader(text[headerStart(text, delimiter, o):], delimiter)
	r.LazyQuotes = true
	header, err := r.Read()
	if err != nil || len(header) < 2 {
		return [3]int{}
	}
	known, width := knownHeaders(header, o), len(header)
	rows, steady := 0, 0
	for rows < 100 {
		cells, err := r.Read()
		if err != nil {
			break
		}
		if rows++; len(cells) == width {
			steady++
		}
	}
	return [3]int{known, (steady*100 + 100) / (rows + 1), width}
}

func newReader(text []byte, delimiter rune) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = delimiter
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	return r
}

// each gives every line once: records, and the blank lines between them that
// the reader leaves out.
func (c csvText) each(yield func(record) bool) {
	r := newReader(c.body, c.delimiter)
	line, at := c.line, 0
	for {
		cells, err := r.Read()
		end := int(r.InputOffset())
		for {
			n := blankLine(c.body[at:])
			if n == 0 {
				break
			}
			at, line = at+n, line+1
			if !yield(record{line: line - 1, blank: true, end: at}) {
				return
			}
		}
		if err == io.EOF {
			return
		}
		raw := c.body[at:end]
		rec := record{line: line, cells: cells, end: end, part: float64(end) / float64(len(c.body))}
		if err != nil {
			rec.cells, rec.err = []string{strings.TrimRight(string(raw), "\r\n")}, unreadable(line, err)
		} else {
			rec.err = c.check(&rec, raw)
		}
		if !yield(rec) {
			return
		}
		at, line = end, line+lineEnds(raw)
	}
}

// blankLine is the length of an empty line with its end, 0 when the text does
// not begin with one.
func blankLine(text []byte) int {
	switch {
	case len(text) == 0:
		return 0
	case text[0] == '\n', string(text) == "\r":
		return 1
	case len(text) > 1 && text[0] == '\r' && text[1] == '\n':
		return 2
	}
	return 0
}

// check looks at what makes a record unfit before its cells are read.
func (c csvText) check(rec *record, raw []byte) *crm.Error {
	rec.blank = allEmpty(rec.cells)
	if c.isFurniture(rec.cells) {
		rec.aside = say.T("line %d is left out, it is not a record: %q", rec.line, clean(strings.Join(rec.cells, " ")))
		rec.blank = true
		return nil
	}
	if columns := len(c.headers); len(rec.cells) > columns && !allEmpty(rec.cells[columns:]) {
		return crm.Errorf(crm.Refused, "line %d: it has %d cells, the header has %d", rec.line, len(rec.cells), columns).
			WithHint("put a cell that holds the delimiter into quotes")
	}
	return checkBytes(rec.line, rec.cells, raw)
}

// isFurniture recognises what is among or below the records of an export: the
// header once more, a line of totals, a report's notes.
func (c csvText) isFurniture(cells []string) bool {
	if cells[0] == c.headers[0] && slices.Equal(cells, c.headers) {
		return true
	}
	if len(c.headers) < 2 || !mayBeFurniture(cells[0]) {
		return false
	}
	key := crm.Key(cells[0])
	if slices.Contains(totals, key) || strings.HasPrefix(key, "grandtotal") {
		return !slices.ContainsFunc(cells[1:], func(cell string) bool { return !isFigure(cell) })
	}
	if len(c.headers) < 3 || filled(cells) != 1 {
		return false
	}
	return slices.ContainsFunc(notices, func(n string) bool { return strings.HasPrefix(key, n) })
}

// totals and notices are the first cells of lines that are no record.
var (
	totals  = []string{"total", "totals", "totaux", "soustotal", "subtotal", "totalgeneral", "somme", "sum", "gesamt", "summe"}
	notices = []string{"confidentialinformation", "copyrightc20", "copyright20", "generatedby", "generatedon", "reportgenerated",
		"exportedon", "exportedfrom", "endofreport"}
)

// mayBeFurniture spares nearly every record the making of a key.
func mayBeFurniture(cell string) bool {
	cell = strings.TrimLeft(cell, " *-")
	if len(cell) < 3 {
		return false
	}
	switch [3]byte{cell[0] | 0x20, cell[1] | 0x20, cell[2] | 0x20} {
	case [3]byte{'t', 'o', 't'}, [3]byte{'s', 'o', 'u'}, [3]byte{'s', 'u', 'b'}, [3]byte{'s', 'o', 'm'}, [3]byte{'s', 'u', 'm'}, [3]byte{'g', 'r', 'a'},
		[3]byte{'g', 'e', 's'}, [3]byte{'c', 'o', 'n'}, [3]byte{'c', 'o', 'p'}, [3]byte{'g', 'e', 'n'}, [3]byte{'r', 'e', 'p'}, [3]byte{'e', 'x', 'p'}, [3]byte{'e', 'n', 'd'}:
		return true
	}
	return false
}

// isFigure is true for an empty cell and for one that only counts or sums.
func isFigure(cell string) bool {
	return !strings.ContainsFunc(cell, func(r rune) bool {
		return unicode.IsLetter(r) && !unicode.Is(unicode.Sc, r)
	}) || isAmount(trim(cell))
}

// checkBytes refuses what a cell may not hold: bytes that are no UTF-8, NUL,
// and more than a note may have. The raw row is looked at first, since it is
// nearly always fine.
func checkBytes(line int, cells []string, raw []byte) *crm.Error {
	if len(raw) <= crm.MaxText && utf8.Valid(raw) && bytes.IndexByte(raw, 0) < 0 {
		return nil
	}
	for i, cell := range cells {
		switch {
		case len(cell) > crm.MaxText && utf8.RuneCountInString(cell) > crm.MaxText:
			return crm.Errorf(crm.Refused, "line %d: cell %d has more than %d characters", line, i+1, crm.MaxText)
		case strings.IndexByte(cell, 0) >= 0:
			return crm.Errorf(crm.Refused, "line %d: cell %d holds a NUL character: %q", line, i+1, clean(cell))
		case !utf8.ValidString(cell):
			return crm.Errorf(crm.Refused, "line %d: cell %d is not valid UTF-8: %q", line, i+1, clean(cell)).
				WithHint("save the file as CSV UTF-8")
		}
	}
	return nil
}

// unreadable says what is wrong with a line's quotes.
func unreadable(line int, err error) *crm.Error {
	var parse *csv.ParseError
	switch errors.As(err, &parse); {
	case errors.Is(err, csv.ErrBareQuote):
		return crm.Errorf(crm.Refused, `line %d: a " is inside a cell that has no quotes around it`, line).
			WithHint(`write the cell as "fix 5"" screen"`)
	case parse != nil && parse.Line > parse.StartLine:
		return crm.Errorf(crm.Refused, `line %d: a cell that begins with " is not closed before line %d`,
			line, line+parse.Line-parse.StartLine)
	case errors.Is(err, csv.ErrQuote):
		return crm.Errorf(crm.Refused, `line %d: a cell that begins with " is not closed, or text follows its end`, line).
			WithHint(`write a quote inside a cell as ""`)
	}
	return crm.Errorf(crm.Refused, "line %d: %v", line, err)
}

// lineEnds is the number of lines that a piece of text closes, its last line
// included even if the file ends there.
func lineEnds(text []byte) int {
	n := bytes.Count(text, []byte("\n"))
	if len(text) > 0 && text[len(text)-1] != '\n' {
		n++
	}
	return n
}

func allEmpty(cells []string) bool {
	for _, c := range cells {
		if trim(c) != "" {
			return false
		}
	}
	return true
}

// trim cuts blanks off both ends, no-break ones included.
func trim(s string) string {
	if s == "" || s[0] > ' ' && s[0] < 0x80 && s[len(s)-1] > ' ' && s[len(s)-1] < 0x80 {
		return s
	}
	return strings.Trim(strings.TrimSpace(s), "\ufeff")
}
