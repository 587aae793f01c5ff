package render

import (
	"bufio"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"leads/internal/say"
	"leads/internal/sheet"
)

// The columns that a calendar reads, by key: what names the event, its title,
// its day, what else there is to say, and when it was last changed.
const (
	eventID      = "id"
	eventTitle   = "title"
	eventDay     = "due_on"
	eventDetail  = "why"
	eventChanged = "updated_at"
)

// writeCalendar writes each row with a day as an all-day event of an iCalendar
// file (RFC 5545). An event keeps its UID, so that taking the file in twice
// changes nothing and a moved day moves its event.
func writeCalendar(out *bufio.Writer, s *sheet.Sheet, o Options) error {
	calendar := icalendar{out}
	calendar.line("BEGIN", "VCALENDAR")
	calendar.line("VERSION", "2.0")
	calendar.line("PRODID", "-//leads//leads//EN")
	calendar.line("METHOD", "PUBLISH")
	place := func(row []any, key string) string {
		switch v := cell(row, s.Column(key)).(type) {
		case string:
			return v
		case say.Text:
			return o.Say.Say(v)
		}
		return ""
	}
	for _, row := range s.Rows {
		day, err := time.Parse(time.DateOnly, place(row, eventDay))
		if err != nil {
			continue // a row without a day is no event
		}
		changed, err := time.Parse(time.RFC3339, place(row, eventChanged))
		if err != nil {
			changed = day
		}
		calendar.line("BEGIN", "VEVENT")
		calendar.line("UID", fmt.Sprintf("lead-%v-follow-up@leads", cell(row, s.Column(eventID))))
		calendar.line("DTSTAMP", changed.UTC().Format("20060102T150405Z"))
		calendar.line("DTSTART;VALUE=DATE", day.Format("20060102"))
		calendar.line("DTEND;VALUE=DATE", day.AddDate(0, 0, 1).Format("20060102"))
		calendar.line("TRANSP", "TRANSPARENT")
		calendar.text("SUMMARY", place(row, eventTitle))
		if detail := place(row, eventDetail); detail != "" {
			calendar.text("DESCRIPTION", detail)
		}
		calendar.line("END", "VEVENT")
	}
	calendar.line("END", "VCALENDAR")
	return nil
}

// icalendar writes the lines of RFC 5545. The library for it brings a client for
// the web into the program, which never opens a connection.
type icalendar struct{ out *bufio.Writer }

// text writes a value for people, its marks escaped.
func (c icalendar) text(name, value string) {
	c.line(name, strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(Safe(value)))
}

// line writes a line, folded after at most 75 bytes and never within a character.
func (c icalendar) line(name, value string) {
	left := 75
	for _, r := range name + ":" + value {
		if n := utf8.RuneLen(r); n > left {
			c.out.WriteString("\r\n ")
			left = 74 - n
		} else {
			left -= n
		}
		c.out.WriteRune(r)
	}
	c.out.WriteString("\r\n")
}
