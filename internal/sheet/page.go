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
	Key string // in JSON, and the first cell of a row elsewhere; "" where only people read it
	For Readers
	As  Look
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
)

// Look says how a page that can draw shows a section; a terminal always shows a table.
type Look int

// The looks of a section.
const (
	Rows  Look = iota // a table
	Tiles             // a tile a row: its first column names it, the second is its figure, the others stand below
)

// Figure is a cell that says itself what it is, for sheets whose rows are
// measures: the first row money, the next a rate. A Rate may carry its interval
// and its n.
type Figure struct {
	Type         Type
	Value        any
	Low, High, N any
}
