package sheet

import "leads/internal/say"

// Page is an answer of several sheets, in the order in which they are read: a
// weekly review. Its JSON is one object with a key for each section.
type Page struct {
	Title    say.Text
	Subtitle say.Text   // what the title is about: days, currency
	Summary  []say.Text // the page in a sentence or two
	Sections []Section
	Notes    []say.Text // how to read it
	Made     say.Text   // when, by what
}

// Section is one part of a page.
type Section struct {
	Key  string // in JSON, and the first cell of a row elsewhere; "" where only people read it
	For  Readers
	As   Look
	Draw Drawing // what a page that can draw shows above the table
	*Sheet
}

// Readers says who gets a section.
type Readers int

// The readers of a section. What people read at a glance (this week beside the
// last one) programs take apart (a record of each).
const (
	Everyone Readers = iota
	People
	Programs
	Browsers // a page that can draw
)

// Look says how a page that can draw shows a section; a terminal always shows a table.
type Look int

// The looks of a section.
const (
	Rows  Look = iota // a table
	Tiles             // a tile a row: its first column names it, the second is its figure, the others go below
)

// Drawing says how the figures of a sheet are drawn: the first column names, the
// columns with the Keys are drawn. The zero Drawing draws nothing.
type Drawing struct {
	Kind Kind
	Keys []string
	Open bool // the table below it is shown at once
}

// Kind is a kind of drawing.
type Kind int

// The kinds of drawing.
const (
	Undrawn Kind = iota
	Upright      // a column a row; a second key is a line across them
	Stacked      // a bar a row, its parts one after the other
	Twin         // a bar a row for each key, each key with a scale of its own
)

// Figure is a cell that says itself what it is, for sheets whose rows are
// measures: the first row money, the next a rate. A Rate may carry its interval
// and its n.
type Figure struct {
	Type         Type
	Value        any
	Low, High, N any
}
