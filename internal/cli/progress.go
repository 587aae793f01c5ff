package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"leads/internal/say"
)

// patience tells a person on a terminal that a command is still at work: after a second
// in which nothing was written, and then every second.
type patience struct {
	stderr   io.Writer // as it was handed in
	start    time.Time
	mu       sync.Mutex // guards what follows, and all writing
	timer    *time.Timer
	language say.Catalogue
	width    int // of the line on the screen
	over     bool
}

// bePatient watches over a command until end is called; where nobody looks, it does not.
func (a *app) bePatient() (end func()) {
	if !a.StderrTTY || a.flags.quiet {
		return func() {}
	}
	p := &patience{stderr: a.Stderr, start: time.Now(), language: a.catalogue}
	p.timer = time.AfterFunc(time.Second, p.tell)
	a.patience, a.Stdout, a.Stderr = p, heeded{a.Stdout, p}, heeded{a.Stderr, p}
	return func() {
		p.end()
		a.Stdout, a.Stderr = a.Stdout.(heeded).Writer, p.stderr
	}
}

func (p *patience) tell() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return
	}
	p.write(p.language.Say(say.T("at work for %s", time.Since(p.start).Round(time.Second).String())))
	p.timer.Reset(time.Second)
}

// write puts a line over the last one, without any escape.
func (p *patience) write(line string) {
	width := len([]rune(line))
	fmt.Fprint(p.stderr, "\r"+line+strings.Repeat(" ", max(0, p.width-width)))
	p.width = width
}

// clear takes the line away.
func (p *patience) clear() {
	if p.width > 0 {
		p.write("")
		fmt.Fprint(p.stderr, "\r")
	}
}

// speak says which language the line is in from now on.
func (p *patience) speak(language say.Catalogue) {
	if p != nil {
		p.mu.Lock()
		p.language = language
		p.mu.Unlock()
	}
}

// end leaves the terminal to somebody else, such as a form, for good.
func (p *patience) end() {
	if p != nil {
		p.mu.Lock()
		p.over = true
		p.timer.Stop()
		p.clear()
		p.mu.Unlock()
	}
}

// heeded is a stream that takes the line away before it writes, and has the watch
// begin again after a whole line.
type heeded struct {
	io.Writer
	p *patience
}

func (h heeded) Write(text []byte) (int, error) {
	h.p.mu.Lock()
	defer h.p.mu.Unlock()
	h.p.clear()
	h.p.timer.Stop()
	if !h.p.over && len(text) > 0 && strings.ContainsRune("\r\n", rune(text[len(text)-1])) {
		h.p.timer.Reset(time.Second)
	}
	return h.Writer.Write(text)
}

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
