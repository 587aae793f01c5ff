// Package cli is the commands: read the line, call below, say what happened.
//
// It is the only room that joins the others. The world comes in by one struct,
// [Env]; nothing here knows os.Args, a clock or a global. One command is one
// transaction of the store, so that it can be taken back by leads undo.
package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/render"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

// Env is the world as a command sees it.
type Env struct {
	Args           []string // without the program's name
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	StdinTTY       bool
	StdoutTTY      bool
	StderrTTY      bool
	Width          func() int // columns of the terminal on stdout; 0 when unknown
	Getenv         func(string) string
	Now            func() time.Time
	Input          func(string) (importer.Input, error) // a file, or "" for stdin; to be closed where it can be
	// WriteFile lets a file be written that is private to the owner, as a whole or
	// not at all.
	WriteFile func(path string, write func(io.Writer) error) error
	MakeDir   func(path string) error // makes a folder that is private to the owner, if it is not there
	Page      func([]byte) bool       // shows a long text page by page; false: it was not shown
	Listen    func()                  // begins to listen to Ctrl-C; may be called again
	Version   string
	Commit    func() string // the commit that the program was built from; "" when unknown
}

// ErrTerminated is the cause of a cancelled context when the program was asked
// to end rather than interrupted.
var ErrTerminated = errors.New("terminated")

// app is one run of the program.
type app struct {
	Env
	now   time.Time // the one instant of this run, whole seconds
	today crm.Date
	flags struct {
		db, format, color     string
		json, noInput, quiet  bool
		noPager               bool
		header                bool
		formatSet, helpWanted bool
	}
	format    render.Format
	begun     bool // a command has begun: errors are its own, not the line's
	catalogue say.Catalogue
	line      string                  // the command as typed, for the history
	written   bool                    // a transaction is done: what fails now is only the answer
	meant     crm.TouchNames          // what a shortened touch was last said to be
	unwritten error                   // why a page of help could not be written
	scores    map[crm.LeadID]crm.Lead // what this command made of scores
}

// Main runs one command and gives the exit code.
func Main(ctx context.Context, env Env) int {
	a := &app{Env: env, now: env.Now().Truncate(time.Second), line: quoteLine(env.Args)}
	if set := env.Getenv("LEADS_NOW"); set != "" {
		now, err := time.Parse(time.RFC3339, set)
		if err != nil {
			return a.fail(ctx, crm.Invalidf("LEADS_NOW is not an instant: %q", set).WithHint("write it as 2026-11-21T10:00:00Z"))
		}
		a.now = now
	}
	a.today = crm.DateOf(a.now)
	if width, err := strconv.Atoi(env.Getenv("LEADS_FORCE_TTY")); err == nil && width > 0 {
		a.StdoutTTY, a.Width = true, func() int { return width }
	}
	a.catalogue = catalogueOf(a.language())
	a.unalias(ctx)
	root := newRoot(a)
	root.SetArgs(a.Args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = a.unwritten
	}
	if err != nil {
		return a.fail(ctx, err)
	}
	return 0
}

// fail prints an error as one line, with a hint where it helps, and gives its exit code.
func (a *app) fail(ctx context.Context, err error) int {
	code := exitCode(ctx, err, a.begun)
	var silent exitError
	if errors.As(err, &silent) {
		return code
	}
	if code == 130 || code == 143 {
		fmt.Fprintln(a.Stderr, "leads: "+a.say("stopped; nothing was written"))
		return code
	}
	var e *crm.Error
	if !errors.As(err, &e) {
		e = &crm.Error{Msg: say.T("%s", err.Error())}
		if !a.begun && code == 2 {
			e.Hint = say.T("leads help")
		} else if a.written {
			e.Hint = say.T("what was asked is done, and can be seen: leads history")
		}
	} else if prefix, inner := err.Error(), e.Error(); prefix != inner { // wrapped with a fact, such as a row
		e = &crm.Error{Kind: e.Kind, Msg: say.T("%s%s", strings.TrimSuffix(prefix, inner), e.Msg), Hint: e.Hint}
	}
	fmt.Fprintln(a.Stderr, "leads: "+render.Safe(a.catalogue.Say(e.Msg)))
	if !e.Hint.IsZero() {
		fmt.Fprintln(a.Stderr, a.say("hint: %s", render.Safe(a.catalogue.Say(e.Hint))))
	}
	return code
}

// exitError ends the program with a code after everything has been said.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// exitCode is the contract's table. A script pins each row.
func exitCode(ctx context.Context, err error, begun bool) int {
	var code exitError
	if errors.As(err, &code) {
		return int(code)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, errInterrupted) {
		if errors.Is(context.Cause(ctx), ErrTerminated) {
			return 143
		}
		return 130
	}
	var unwritten *fs.PathError
	if errors.As(err, &unwritten) {
		return 1
	}
	if !begun {
		return 2
	}
	switch crm.KindOf(err) {
	case crm.Invalid:
		return 2
	case crm.Duplicate:
		return 3
	case crm.NotFound:
		return 4
	case crm.Locked:
		return 5
	}
	return 1
}

// errInterrupted is a person's Ctrl-C inside a form.
var errInterrupted = errors.New("interrupted")

// run makes a cobra function of what a command does. It marks that the line
// was understood. Inlined, each command would have a copy of that function.
//
//go:noinline
func (a *app) run(fn func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := a.settle(cmd); err != nil {
			return err
		}
		a.begun = true
		return fn(cmd.Context(), args)
	}
}

// settle reads the flags that every command has.
func (a *app) settle(cmd *cobra.Command) error {
	a.flags.formatSet = cmd.Flags().Changed("format")
	name := a.flags.format
	if a.flags.json {
		if a.flags.formatSet && name != "json" {
			return crm.Invalidf("--json and --format %s contradict each other", name)
		}
		name = "json"
	}
	if name == "" {
		name = "tsv"
		if a.StdoutTTY {
			name = "table"
		}
	}
	format, ok := render.ParseFormat(name)
	if html := cmd.Annotations[drawable] != ""; !ok || format == render.HTML && !html {
		formats := []string{"table", "tsv", "json", "jsonl", "csv", "markdown"}
		if html {
			formats = append(formats, "html")
		}
		return crm.Invalidf("there is no format %q", name).OneOf(name, formats)
	}
	a.format = format
	switch a.flags.color {
	case "auto", "always", "never":
		return nil
	}
	return crm.Invalidf("--color is auto, always or never, not %q", a.flags.color).Near(a.flags.color, "auto", "always", "never")
}

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
func (a *app) say(format string, args ...any) string { return a.catalogue.Say(say.T(format, args...)) }

// note tells a person something on stderr, unless they asked for quiet.
func (a *app) note(format string, args ...any) {
	if !a.flags.quiet {
		fmt.Fprintln(a.Stderr, render.Safe(a.say(format, args...)))
	}
}

// warn tells what may be wrong, even to the quiet.
func (a *app) warn(t say.Text) {
	fmt.Fprintln(a.Stderr, a.say("warning: %s", render.Safe(a.catalogue.Say(t))))
}

// drawable marks, among the annotations of a command, one whose answer can be a
// page for a browser.
const drawable = "html"

// print writes an answer. Every command ends in it; none needs a copy.
//
//go:noinline
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
	if a.Page(text.Bytes()) {
		return nil
	}
	_, err := text.WriteTo(a.Stdout)
	return err
}

// renderOptions say how this run writes its answers.
func (a *app) renderOptions() render.Options {
	o := render.Options{Format: a.format, Say: a.catalogue, Header: a.flags.header, Bare: a.flags.quiet, Color: a.colour(), Screen: a.StdoutTTY}
	if len(a.catalogue) > 0 {
		o.Lang = "fr"
	}
	if a.format == render.Table {
		o.ASCII = a.plainTerminal()
		o.Width = a.width()
	}
	return o
}

// line writes one line of an answer for a person or a short form for a program.
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

// dbPath is --db, else LEADS_DB, else the place of the XDG rules.
func (a *app) dbPath() (string, error) {
	if a.flags.db != "" {
		return a.flags.db, nil
	}
	if path := a.Getenv("LEADS_DB"); path != "" {
		return path, nil
	}
	if dir := a.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) { // the rules say to ignore a relative one
		return filepath.Join(dir, "leads", "leads.db"), nil
	}
	if home := a.Getenv("HOME"); home != "" {
		return filepath.Join(home, ".local", "share", "leads", "leads.db"), nil
	}
	if dir := a.Getenv("LocalAppData"); dir != "" { // Windows
		return filepath.Join(dir, "leads", "leads.db"), nil
	}
	return "", crm.Errorf(crm.Refused, "there is no home directory to keep the file in").WithHint("name the file with --db FILE or LEADS_DB")
}

// open opens the file.
func (a *app) open(ctx context.Context, reading bool) (*store.Store, error) {
	path, err := a.dbPath()
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, path, store.Options{Now: crm.InstantOf(a.now), Starter: a.starters(), Keys: leadKeys, Reading: reading})
}

// view runs one reading transaction. The file is not closed afterwards: that
// frees what the end of the process frees anyway, and nothing is locked.
func (a *app) view(ctx context.Context, fn func(*store.Tx) error) error {
	defer time.AfterFunc(20*time.Millisecond, a.listen).Stop() // most are over by then, and the thread that listens costs a tenth of them
	s, err := a.open(ctx, true)
	if err != nil {
		return err
	}
	return s.View(ctx, func(tx *store.Tx) error {
		if err := a.speak(ctx, tx); err != nil {
			return err
		}
		return fn(tx)
	})
}

// update runs one writing transaction and enters it in the history.
func (a *app) update(ctx context.Context, fn func(*store.Tx) error) error {
	a.listen()
	s, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	err = s.Update(ctx, store.Command{Line: a.line, At: crm.InstantOf(a.now)}, func(tx *store.Tx) error {
		if err := a.speak(ctx, tx); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		return a.finish(ctx, tx)
	})
	a.written = a.written || err == nil
	if end := s.Close(); err == nil { // after a commit nothing can be lost by closing
		err = end
	}
	return err
}

// finish is the last step of a transaction that writes. An answer that nobody
// will be able to read, such as one to /dev/full, is no reason to write: asked to
// write nothing, what cannot be written to says so.
func (a *app) finish(ctx context.Context, tx *store.Tx) error {
	if err := a.rescore(ctx, tx); err != nil {
		return err
	}
	_, err := a.Stdout.Write(nil)
	return err
}

// listen makes Ctrl-C end the command in order.
func (a *app) listen() {
	if a.Listen != nil {
		a.Listen()
	}
}

// date reads a date from a flag and echoes what a relative one came to.
func (a *app) date(text string, look crm.Look) (crm.Date, error) {
	day, err := crm.ParseDate(text, a.today, look)
	if err == nil && string(day) != text {
		a.note("%s is %s %s", text, a.say(day.Time().Format("Monday")), day.Time().Format(a.say("2006-01-02")))
	}
	return day, err
}

// quoteLine writes the arguments as one line that a shell would read back.
func quoteLine(args []string) string {
	var b bytes.Buffer
	for i, arg := range args {
		if i > 0 {
			b.WriteByte(' ')
		}
		if arg != "" && strings.IndexFunc(arg, needsQuote) < 0 {
			b.WriteString(arg)
			continue
		}
		b.WriteString("'" + strings.ReplaceAll(arg, "'", `'\''`) + "'")
	}
	return b.String()
}

func needsQuote(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=@,+%~", r))
}
