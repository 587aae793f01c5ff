// Package sheet is the shape of an answer: a title, typed columns, rows, a
// total and notes.
//
// A command fills a sheet, a writer prints it. A sheet knows no trade and no
// format: a new report needs no new writer, and a new format no new report.
package sheet

import "leads/internal/say"

// Type says what a column's cells hold and so how each format writes them.
type Type int

// The types of a column. In every column a nil cell is unknown.
const (
	Text    Type = iota // string
	ID                  // int64, never grouped by thousands
	Count               // int64
	Number              // float64, written in full by machine formats
	Rate                // float64 from 0 to 1: a percentage for people
	Percent             // float64, a ratio that may pass 1 or be negative (ROI)
	Money               // Amount
	Date                // string 2006-01-02
	Instant             // string, RFC 3339
	Bool                // bool
	List                // []string
	Map                 // map[string]string
	Nested              // *Sheet, or nil
	Credit              // float64, parts of things added up: two decimals for people
	Hours               // float64, hours
	Fine                // float64 of which the thousandths matter to people, too
	Mixed               // Figure: each cell is of its own type
	Word                // string, a word of the trade such as a stage: people read it in their language
	Series              // []float64: one figure a week or the like, oldest first; NaN is unknown
)

// Amount is money in a cell: an exact decimal string such as "-1234.50" and
// its ISO 4217 code.
type Amount struct {
	Decimal  string
	Currency string
}

// Column describes one column. Key is the JSON key and the CSV header and never
// changes; Title is for people.
type Column struct {
	Key    string
	Title  say.Text
	Type   Type
	Detail bool   // left out of tables, TSV and Markdown
	Whole  bool   // a narrow terminal wraps its text, which is cut otherwise
	Bar    bool   // a page that can draw shows a bar beside the figure
	Low    string // for a Rate: the keys of the columns that hold its interval and its n,
	High   string // shown in the same cell for people
	N      string
}

// Shape says what the JSON of a sheet is.
type Shape int

// The shapes of JSON.
const (
	Array    Shape = iota // an array of objects, one a row
	Envelope              // an object: Head, then "rows", "total", "notes"
	Record                // the first row as one object
)

// Field is one entry of an envelope's head.
type Field struct {
	Key   string
	Type  Type
	Value any
}

// Sheet is one answer.
type Sheet struct {
	Title   say.Text
	Shape   Shape
	Head    []Field // only in an Envelope's JSON
	RowsKey string  // what an Envelope's JSON calls its rows; "" is "rows"
	Chart   string  // the key of a column that a terminal with room draws as a bar after each row
	Names   int     // how many columns, from the first, name a row, in a table folded for a narrow terminal; 0: the first, or an id and the text after it
	Columns []Column
	Rows    [][]any
	Total   []any // nil for none; as wide as Columns
	Notes   []say.Text
	Noted   bool     // a Record's JSON ends with its notes, as an Envelope's does
	Empty   say.Text // what to tell a person when there are no rows
	Extra   []Field  // an Envelope's JSON after the notes, such as "previous"
}

// Add appends one row.
func (s *Sheet) Add(cells ...any) { s.Rows = append(s.Rows, cells) }

// Column is the index of the column with the key, or -1.
func (s *Sheet) Column(key string) int {
	for i, c := range s.Columns {
		if c.Key == key {
			return i
		}
	}
	return -1
}

// None is how a group without a value is called; people read it in their language.
const None = "(none)"
