package cli

import (
	"fmt"
	"strings"
	"time"
)

// A person on a terminal is told how far a long import is: after a third of a
// second, and then some times a second.
const (
	quietFor   = 300 * time.Millisecond
	tellsEvery = 200 * time.Millisecond
	looksEvery = 64 // rows
)

// meter writes one line on stderr, over and over. The nil meter is silent.
type meter struct {
	a           *app
	start, next time.Time
	width       int // of the line on the screen
}

// newMeter is nil where nobody watches.
func (a *app) newMeter() *meter {
	if !a.StderrTTY || a.flags.quiet {
		return nil
	}
	now := a.Now()
	return &meter{a: a, start: now, next: now.Add(quietFor)}
}

// tell says how many rows are done, and which part of the file that is; 0 when
// that is not known.
func (m *meter) tell(rows int64, part float64) {
	if m == nil || rows%looksEvery != 0 {
		return
	}
	now := m.a.Now()
	if now.Before(m.next) {
		return
	}
	m.next = now.Add(tellsEvery)
	spent := now.Sub(m.start)
	line := m.a.say("%d rows, %d a second", rows, int64(float64(rows)/spent.Seconds()))
	if part > 0 {
		left := time.Duration(float64(spent) * (1 - part) / part)
		line += ", " + m.a.say("%s left", max(left, 0).Round(time.Second).String())
	}
	m.write(line)
}

// end takes the line away.
func (m *meter) end() {
	if m != nil && m.width > 0 {
		m.write("")
		fmt.Fprint(m.a.Stderr, "\r")
		m.width = 0
	}
}

// write puts a line over the last one, without any escape.
func (m *meter) write(line string) {
	width := len([]rune(line))
	fmt.Fprint(m.a.Stderr, "\r"+line+strings.Repeat(" ", max(0, m.width-width)))
	m.width = width
}
