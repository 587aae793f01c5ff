// Package say carries sentences for people.
//
// A sentence is kept as its English form and its values, [Text], and becomes a
// string only at the door, where a [Catalogue] may hold the same sentence in
// another language. Every room may make sentences; no room below the door
// chooses a language.
package say

import (
	"fmt"
	"strings"
)

// Text is one sentence: an English format, which is also its key in a
// catalogue, and the values that go into it. The zero Text says nothing.
type Text struct {
	Format string
	Args   []any
}

// T makes a sentence. Arguments that are themselves a Text are translated with it.
func T(format string, args ...any) Text {
	return Text{Format: format, Args: args}
}

// IsZero reports whether the sentence says nothing.
func (t Text) IsZero() bool { return t.Format == "" }

// String is the sentence in English.
func (t Text) String() string { return Catalogue(nil).Say(t) }

// Catalogue maps English formats to those of another language. A nil catalogue
// is English.
type Catalogue map[string]string

// Say puts a sentence into the catalogue's language; a sentence that the
// catalogue lacks stays English.
func (c Catalogue) Say(t Text) string {
	format := t.Format
	if own, ok := c[format]; ok {
		format = own
	}
	if len(t.Args) == 0 {
		return strings.ReplaceAll(format, "%%", "%")
	}
	args := make([]any, len(t.Args))
	for i, arg := range t.Args {
		if inner, ok := arg.(Text); ok {
			arg = c.Say(inner)
		}
		args[i] = arg
	}
	return fmt.Sprintf(format, args...)
}
