package cli

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"leads/internal/crm"
	"leads/internal/render"
	"leads/internal/say"
	"leads/internal/sheet"
)

// machine reports whether the answer goes to a program.
func (a *app) machine() bool {
	return a.format != render.Table && a.format != render.Markdown && a.format != render.HTML
}

// structured reports whether a whole record was asked for rather than a line.
func (a *app) structured() bool {
	return a.format == render.JSON || a.format == render.JSONL || a.format == render.CSV
}

// interactive reports whether a person may be asked.
func (a *app) interactive() bool { return a.StdinTTY && a.StderrTTY && !a.flags.noInput }

// say puts a sentence into the person's language.
func (a *app) say(format string, args ...any) string {
	a.hear()
	return a.catalogue.Say(say.T(format, args...))
}

// piped reads the text that - means: what comes on standard input.
func (a *app) piped() (string, error) {
	text, err := io.ReadAll(io.LimitReader(a.Stdin, 4*crm.MaxText+1)) // a longer one is refused as any long text
	return strings.TrimRight(string(text), "\r\n"), err
}

// note tells a person something on stderr, unless they asked for quiet.
func (a *app) note(format string, args ...any) {
	if !a.flags.quiet {
		fmt.Fprintln(a.Stderr, render.Safe(a.say(format, args...)))
	}
}

// warn tells what may be wrong, even to the quiet.
func (a *app) warn(t say.Text) {
	a.hear()
	fmt.Fprintln(a.Stderr, a.say("warning: %s", render.Safe(a.catalogue.Say(t))))
}

// drawable marks, among the annotations of a command, one whose answer can be a
// page for a browser.
const drawable = "html"

// datable marks one whose answer can be taken into a calendar.
const datable = "ics"

// print writes an answer.
func (a *app) print(s *sheet.Sheet) error {
	return a.paged(func(w io.Writer) error { return render.Write(w, s, a.renderOptions()) })
}

// paged writes an answer, through a pager where it is longer than the terminal
// of a person.
func (a *app) paged(write func(io.Writer) error) error {
	if a.Page == nil || !a.StdoutTTY || !a.interactive() || a.flags.noPager || a.machine() {
		return write(a.Stdout)
	}
	var text bytes.Buffer
	if err := write(&text); err != nil {
		return err
	}
	a.patience.end()
	if a.Page(text.Bytes()) {
		return nil
	}
	_, err := text.WriteTo(a.Stdout)
	return err
}

// renderOptions say how this run writes its answers.
func (a *app) renderOptions() render.Options {
	o := render.Options{Format: a.format, Say: a.catalogue, Header: a.flags.header, Bare: a.flags.quiet, Color: a.colour(), Screen: a.StdoutTTY}
	if a.format == render.Table {
		o.ASCII = a.plainTerminal()
		o.Width = a.width()
	}
	return o
}

// answer writes one line of an answer, for a person or a short form for a program.
func (a *app) answer(person, program string) error {
	text := person
	if a.machine() {
		text = program
	}
	_, err := fmt.Fprintln(a.Stdout, text)
	return err
}

// colour decides: the flag, then NO_COLOR, CLICOLOR_FORCE, the terminal.
func (a *app) colour() bool {
	switch {
	case a.flags.color == "always":
		return true
	case a.flags.color == "never", a.Getenv("NO_COLOR") != "":
		return false
	case a.Getenv("CLICOLOR_FORCE") != "" && a.Getenv("CLICOLOR_FORCE") != "0":
		return true
	}
	return a.StdoutTTY && a.Getenv("TERM") != "dumb" && a.Getenv("CLICOLOR") != "0"
}

// plainTerminal reports whether only ASCII is safe: no UTF-8 in the locale.
func (a *app) plainTerminal() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := a.Getenv(name); v != "" {
			v = strings.ToLower(v)
			return !strings.Contains(v, "utf-8") && !strings.Contains(v, "utf8")
		}
	}
	return false
}
