// Package cli is the commands: read the line, call below, say what happened.
//
// What comes into the file goes through intake. The world comes in by one struct,
// [Env]; nothing here knows os.Args, a clock or a global. One command is one
// transaction of the store, so that it can be taken back by leads undo.
package cli

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/render"
	"leads/internal/say"
	"leads/internal/scoring"
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
	Windows   bool                    // the system is Windows
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
	heard     bool           // the file was asked which language it is to be answered in
	line      string         // the command as typed, for the history
	written   bool           // a transaction is done: what fails now is only the answer
	expanded  crm.TouchNames // what a shortened touch was last said to be
	unwritten error          // why a page of help could not be written
	scores    scoring.Keeper // keeps scores true
	reads     bool           // the command only reads
	patience  *patience      // nil where nobody looks
}

// Main runs one command and gives the exit code.
func Main(ctx context.Context, env Env) int {
	a := &app{Env: env, now: env.Now().Truncate(time.Second), line: string(say.Shell(env.Args...))}
	if set := env.Getenv("LEADS_NOW"); set != "" {
		now, err := time.Parse(time.RFC3339, set)
		if err != nil {
			return a.fail(ctx, crm.Invalidf("LEADS_NOW is not an instant: %q", set).WithHint("write it as 2026-11-21T10:00:00Z"))
		}
		a.now = now
	}
	a.today = crm.DateOf(a.now)
	a.scores.Today = a.today
	if width, err := strconv.Atoi(env.Getenv("LEADS_FORCE_TTY")); err == nil && width > 0 {
		a.StdoutTTY, a.Width = true, func() int { return width }
	}
	a.catalogue = say.In(a.language())
	if len(a.Args) == 1 && (a.Args[0] == "version" || a.Args[0] == "-V") {
		a.Args = []string{"--version"}
	}
	if err := a.unalias(ctx); err != nil {
		a.begun = true
		return a.fail(ctx, err)
	}
	root := newRoot(a)
	root.SetArgs(refundable(a.Args))
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

// run makes a cobra function of what a command does. It marks that the line
// was understood.
func (a *app) run(fn func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := a.settle(cmd); err != nil {
			return err
		}
		if note := cmd.Flags().Lookup("note"); note != nil && note.Value.String() == "-" {
			text, err := a.piped()
			if err != nil {
				return err
			}
			_ = note.Value.Set(text)
		}
		a.begun = true
		defer a.bePatient()()
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
	if !ok || (format == render.HTML || format == render.ICS) && cmd.Annotations[string(format)] == "" {
		formats := []string{"table", "tsv", "json", "jsonl", "csv", "markdown"}
		for _, own := range []string{drawable, datable} {
			if cmd.Annotations[own] != "" {
				formats = append(formats, own)
			}
		}
		return crm.Invalidf("there is no format %q", name).OneOf(name, formats)
	}
	a.format, a.reads = format, slices.Contains(reading, cmd.Name())
	switch a.flags.color {
	case "auto", "always", "never":
		return nil
	}
	return crm.Invalidf("--color must be auto, always or never, not %q", a.flags.color).Near(a.flags.color, "auto", "always", "never")
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
	if dir := a.Getenv("LocalAppData"); dir != "" && a.Windows { // whatever HOME says: shells such as Git's set it
		return filepath.Join(dir, "leads", "leads.db"), nil
	}
	if home := a.Getenv("HOME"); home != "" {
		return filepath.Join(home, ".local", "share", "leads", "leads.db"), nil
	}
	return "", crm.Errorf(crm.Refused, "there is no home directory to keep the file in").WithHint("name the file with --db FILE or LEADS_DB")
}

// open opens the file.
func (a *app) open(ctx context.Context, reading bool) (*store.Store, error) {
	return a.openWith(ctx, store.Options{Reading: reading})
}

// reading are the names of commands that only read.
var reading = []string{"activities", "advise", "ask", "attribution", "calibrate", "compare", "doctor", "duplicates", "export", "funnel", "history", "list", "next",
	"pipeline", "report", "review", "show", "suggest", "value"}

// openWith is open with more said about how. A file that the line names and that
// is not there is made only to be written: a mistyped name shows at once.
func (a *app) openWith(ctx context.Context, o store.Options) (*store.Store, error) {
	path, err := a.dbPath()
	if err != nil {
		return nil, err
	}
	if o.Reading && a.reads && a.flags.db != "" && !store.Any(path) {
		return nil, crm.Errorf(crm.NotFound, "there is no file %s", path).WithHint("it is created by the first command that writes: leads --db %s add TITLE", path)
	}
	o.Now, o.Starter = crm.InstantOf(a.now), a.starters
	return store.Open(ctx, path, o)
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

// update runs one writing transaction and enters it in the history. As after a
// view, the file is left to the end of the process: the transaction is over, the
// journal beside the file gone, and freeing all that SQLite holds costs an add a
// thirtieth.
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
		done := fn(tx)
		if done == nil || errors.Is(done, store.ErrRollback) {
			if err := a.warnArchived(ctx, tx); err != nil {
				return err
			}
		}
		if done != nil {
			return done
		}
		return a.finish(ctx, tx)
	})
	a.written = a.written || err == nil
	return err
}

// warnArchived says which of the sources, channels and campaigns that were named are archived.
func (a *app) warnArchived(ctx context.Context, tx *store.Tx) error {
	list, err := tx.Archived(ctx)
	for _, e := range list {
		whole := e.Name
		if e.Noun == store.ChannelNoun {
			whole = e.Source + "/" + e.Name
		}
		a.warn(say.T("the %s %s is archived (to bring it back: %s)", say.T(string(e.Noun)), whole,
			say.Shell("leads", string(e.Noun), "archive", whole, "--undo")))
	}
	return err
}

// finish is the last step of a transaction that writes. An answer that nobody
// will be able to read, such as one to /dev/full, is no reason to write: asked to
// write nothing, what cannot be written to says so.
func (a *app) finish(ctx context.Context, tx *store.Tx) error {
	if err := a.scores.Rescore(ctx, tx); err != nil {
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
	if err != nil {
		if settled, doubt := crm.ParseDateIn(text, a.today, look, crm.DMY); doubt == nil && a.dayFirst() {
			day, err = settled, nil
		}
	}
	if err == nil && string(day) != text {
		a.note("%s is %s %s", text, a.say(day.Time().Format("Monday")), day.Time().Format(a.say("2006-01-02")))
	}
	return day, err
}
