// Package say carries sentences for people.
//
// A sentence is kept as its English form and its values, [Text], and becomes a
// string only at the door, where a [Catalogue] may hold the same sentence in
// another language. Every room may make sentences; no room below the door
// chooses a language.
package say

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
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
func (t Text) String() string { return Catalogue{}.Say(t) }

// Day is a date in a sentence, 2006-01-02, which each language writes its way.
type Day string

// Date is a date in a sentence, 2006-01-02, that is read rather than compared: 2 January 2006.
type Date string

// Words are words of the trade in a sentence, a list that each language says its way.
type Words []string

// Say puts a sentence into the catalogue's language; a sentence that the
// catalogue lacks stays English.
func (c Catalogue) Say(t Text) string {
	format := c.format(t)
	if len(t.Args) == 0 {
		return strings.ReplaceAll(format, "%%", "%")
	}
	args := slices.Clone(t.Args)
	format = pasteable(format, args)
	for i, arg := range args {
		switch value := arg.(type) {
		case Text:
			arg = c.Say(value)
		case Day:
			arg = c.day(value)
		case Words:
			own := make([]string, len(value))
			for j, word := range value {
				own[j] = c.own(word)
			}
			arg = strings.Join(own, ", ")
		case Date:
			arg = c.date(value)
		case string:
			if !c.English() {
				if figure(value) {
					value = c.figure(value)
				}
				arg = cited{value, c.own(marked)}
			}
		}
		args[i] = arg
	}
	return fmt.Sprintf(format, args...)
}

// isoDay is the entry that tells how a language writes a day.
const isoDay = "2006-01-02"

func (c Catalogue) day(d Day) string {
	t, err := time.Parse(isoDay, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format(c.own(isoDay))
}

// longDay and firstDay are the entries that tell how a language writes a day in words,
// and the first of a month.
const (
	longDay  = "2 January 2006"
	firstDay = "1 January"
)

func (c Catalogue) date(d Date) string {
	t, err := time.Parse(isoDay, string(d))
	if err != nil {
		return string(d)
	}
	january, day := c.own("January"), strconv.Itoa(t.Day())
	if t.Day() == 1 {
		day = strings.TrimSuffix(c.own(firstDay), " "+january)
	}
	return strings.NewReplacer("2006", strconv.Itoa(t.Year()), january, c.own(t.Month().String()), "2", day).Replace(c.own(longDay))
}

// figure reports whether a value is a number with a fraction as English writes
// it, with or without a currency: 1,234.50 EUR, -34.1. No other text is touched.
func figure(s string) bool {
	number, currency, _ := strings.Cut(strings.TrimPrefix(s, "-"), " ")
	whole, fraction, point := strings.Cut(number, ".")
	return point && whole != "" && fraction != "" && strings.Trim(fraction, "0123456789") == "" && strings.Trim(whole, "0123456789,") == "" &&
		(currency == "" || len(currency) == 3 && strings.ToUpper(currency) == currency)
}

// figure writes such a number with the marks of the language.
func (c Catalogue) figure(s string) string {
	group, point := c.Marks()
	return strings.NewReplacer(",", group, ".", point, " ", "\u00a0").Replace(s) // its currency stays with it
}

// marked is the entry that shows the marks around what is cited.
const marked = `"cited"`

// cited is a text that %q puts between the marks of a language, as example shows them.
type cited struct{ text, example string }

func (s cited) Format(f fmt.State, verb rune) {
	if verb != 'q' {
		fmt.Fprintf(f, fmt.FormatString(f, verb), s.text)
		return
	}
	before, after, _ := strings.Cut(s.example, "cited")
	text := strconv.Quote(s.text)
	io.WriteString(f, before+strings.ReplaceAll(text[1:len(text)-1], `\"`, `"`)+after)
}

// Marks are what separates thousands and a fraction. The entry
// "1,234.5" shows them.
func (c Catalogue) Marks() (group, point string) {
	example := c.own("1,234.5")
	return strings.Trim(example[:strings.IndexByte(example, '2')], "1"), strings.Trim(example[strings.IndexByte(example, '4'):], "45")
}
