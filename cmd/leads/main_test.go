package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what the scripts compare with")

// Whoever says leads, a script or a test, runs this test binary under that name,
// which is the program then: nothing is built twice.
func TestMain(m *testing.M) {
	if strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe") == "leads" {
		os.Exit(run())
	}
	os.Exit(withProgram(m))
}

// withProgram runs twice as many tests at once as there are processors, unless
// told otherwise: most of them wait for a terminal, a browser or a disk.
func withProgram(m *testing.M) int {
	flag.Parse()
	told := false
	flag.Visit(func(f *flag.Flag) { told = told || f.Name == "test.parallel" })
	if !told {
		if err := flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0))); err != nil {
			panic(err)
		}
	}
	dir, err := os.MkdirTemp("", "leads-test")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, "leads")); err != nil {
		panic(err)
	}
	if err := os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH")); err != nil {
		panic(err)
	}
	if root := memory(); root != "" {
		light, err := os.MkdirTemp(root, "leads-test")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(light)
		if err := os.Setenv("TMPDIR", light); err != nil {
			panic(err)
		}
	}
	return m.Run()
}

// ofDisk is where a test lays what has to be on a disk. Most are about words and
// numbers, and write into memory where that can be had: with five syncs a command,
// the disk is a third of the time that the scripts take.
var ofDisk = os.TempDir()

// onDisk is a folder on the disk for the length of a test.
func onDisk(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(ofDisk, "leads-test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// buildProgram builds a package from what go test has compiled already, so that
// little more than linking is left.
func buildProgram(to, pkg string, flags ...string) error {
	build := exec.Command("go", append(append([]string{"build", "-o", to}, flags...), pkg)...)
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// programPath is where the program is that leads means.
func programPath(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("leads")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("..", "..", "testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			funnel, err := filepath.Abs(filepath.Join("..", "..", "testdata", "funnel"))
			env.Vars = append(world(env.Vars, env.WorkDir), "FUNNEL="+funnel,
				"ESC=\x1b", "RLO=\u202e", "NL=\n", "TAB=\t", "LONG="+strings.Repeat("x", 10_000))
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "bytes": writeBytes, "undone": undone, "bigcsv": bigCSV, "helped": helped},
	})
}

// world is the environment of the program in a test: a home of its own, one
// instant, no colour, UTF-8.
func world(vars []string, dir string) []string {
	return append(vars, "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_STATE_HOME="+dir, "LEADS_DB="+filepath.Join(dir, "leads.db"),
		"LEADS_NOW=2026-11-21T10:00:00Z", "LC_ALL=C.UTF-8", "TZ=UTC")
}

// exits CODE PROGRAM ARGS... runs a program that has to end with this code:
// "!" alone cannot tell 2 from 4.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var ended *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &ended) {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, not %d", got, want)
	}
}

// undone checks that the whole file is what it was when before.jsonl was written.
func undone(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(ts.Exec("leads", "export", "--format", "jsonl"))
	if got := ts.ReadFile("stdout"); got != ts.ReadFile("before.jsonl") {
		ts.Fatalf("the file is not what it was:\n%s", got)
	}
}

// helped walks from the first page of help to that of every command: each has a
// sentence and an example of itself, or lists its verbs.
func helped(ts *testscript.TestScript, neg bool, args []string) {
	seen := 0
	var walk func(path []string)
	walk = func(path []string) {
		ts.Check(ts.Exec("leads", append(slices.Clone(path), "--help")...))
		page := ts.ReadFile("stdout")
		seen++
		_, list, group := strings.Cut(page, "Commands:\n")
		_, example, shown := strings.Cut(page, "Example:\n")
		if !group && !strings.HasPrefix(strings.TrimSpace(example), "leads") || !group && !shown {
			ts.Fatalf("leads %s --help has no example:\n%s", strings.Join(path, " "), page)
		}
		if !group && !strings.Contains(example, path[len(path)-1]) {
			ts.Fatalf("the example of leads %s is of another command:\n%s", strings.Join(path, " "), page)
		}
		if group {
			for _, verb := range entries(list) {
				walk(append(slices.Clone(path), verb))
			}
		}
	}
	ts.Check(ts.Exec("leads", "--help"))
	_, commands, _ := strings.Cut(ts.ReadFile("stdout"), "Every day:\n")
	commands, _, _ = strings.Cut(commands, "Help topics:\n")
	for theme := range strings.SplitSeq(commands, ":\n") {
		for _, name := range entries(theme) {
			walk([]string{name})
		}
	}
	if seen < 100 {
		ts.Fatalf("only %d pages of help were found", seen)
	}
}

// entries are the names of a list of commands, up to the first empty line.
func entries(list string) (names []string) {
	list, _, _ = strings.Cut(list, "\n\n")
	for line := range strings.Lines(list) {
		if words := strings.Fields(line); len(words) > 0 {
			names = append(names, words[0])
		}
	}
	return names
}

// bytes FILE TEXT writes a file with the escapes of a Go string, for what a
// script cannot hold: NUL, invalid UTF-8, a BOM.
func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bytes FILE TEXT")
	}
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(args[1], `"`, `\"`) + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// child is the program in a home of its own, reading from a pipe that the test
// holds open.
func child(t *testing.T, dir string, args ...string) (cmd *exec.Cmd, stdin io.WriteCloser, said *strings.Builder) {
	t.Helper()
	cmd, said = exec.Command("leads", args...), &strings.Builder{}
	cmd.Env, cmd.Stderr = world(os.Environ(), dir), said
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return cmd, stdin, said
}

// signals are the two by which a person or a system ends a program.
var signals = map[string]struct {
	signal os.Signal
	code   int
}{
	"interrupted is 130": {os.Interrupt, 130},
	"terminated is 143":  {syscall.SIGTERM, 143},
}

// A program that waits for its input ends when it is told to.
func TestSignalsEndAWaitForInput(t *testing.T) {
	for moral, c := range signals {
		t.Run(moral, func(t *testing.T) {
			t.Parallel()
			cmd, stdin, _ := child(t, t.TempDir(), "import", "-")
			// More than a pipe holds: when it is written, the program reads, so
			// it listens to signals.
			if _, err := io.WriteString(stdin, "title\n"+strings.Repeat("a lead\n", 20_000)); err != nil {
				t.Fatal(err)
			}
			endsWith(t, cmd, c.signal, c.code)
		})
	}
}

// An import that is stopped half-way writes nothing and says so.
func TestSignalsRollAnImportBack(t *testing.T) {
	for moral, c := range signals {
		t.Run(moral, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			first, stdin, said := child(t, dir, "add", "The lead that was there", "--source", "Upwork")
			stdin.Close()
			if err := first.Wait(); err != nil {
				t.Fatal(err, said)
			}
			before := everything(t, dir)
			var rows strings.Builder
			rows.WriteString("title,source,external_id\n")
			for i := range 50_000 {
				rows.WriteString("a lead,Upwork,X" + strconv.Itoa(i) + "\n")
			}
			cmd, stdin, said := child(t, dir, "import", "-")
			if _, err := io.WriteString(stdin, rows.String()); err != nil {
				t.Fatal(err)
			}
			stdin.Close()
			journal := filepath.Join(dir, "leads.db-journal") // it is there while the import writes
			for done := false; !done; {
				_, err := os.Stat(journal)
				done = err == nil
			}
			endsWith(t, cmd, c.signal, c.code)
			if want := "leads: stopped; nothing was written\n"; said.String() != want {
				t.Errorf("it said %q, not %q", said, want)
			}
			if after := everything(t, dir); after != before {
				t.Errorf("the file changed:\n%s\nbefore:\n%s", after, before)
			}
		})
	}
}

// Whatever a command is at, a signal ends it and nothing is left behind: no copy
// by half, no temporary file, and the file as it was.
func TestSignalsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rows := "title,source,note\n" + strings.Repeat("row,Upwork,"+strings.Repeat("long ", 10_000)+"\n", trials(40, 1000))
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := leads(dir, "import", path, "--on-duplicate", "allow"); code != 0 {
		t.Fatal(stderr)
	}
	before, _, _ := leads(dir, "list")
	chance := rand.New(rand.NewPCG(11, 12))
	for n, args := range slices.Repeat([][]string{{"backup"}, {"backup", filepath.Join(dir, "one.db")}, {"export", filepath.Join(dir, "out.csv")}, {"export"}, {"doctor"},
		{"import", path, "--on-duplicate", "allow"}, {"report"}, {"log", "1", "call"}, {"client", "forget", "Nobody", "--yes"}}, trials(1, 10)) {
		for moral, c := range signals {
			cmd := exec.Command("leads", args...)
			cmd.Env = world(os.Environ(), dir)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(chance.IntN(trials(60, 900))) * time.Millisecond)
			cmd.Process.Signal(c.signal)
			cmd.Wait()
			code := cmd.ProcessState.ExitCode()
			if early := code == -1; code != c.code && !early && code != 0 && code != 4 { // before it listens, the signal itself ends it
				t.Errorf("%d: leads %v, %s: exit %d", n, args, moral, code)
			}
			for _, file := range filesBelow(t, dir) {
				name := filepath.Base(file)
				if name == "leads.db" || code == -1 && name == "leads.db-journal" { // which brings the file back
					continue
				}
				made := code == 0 && (name == "one.db" || name == "out.csv" || filepath.Base(filepath.Dir(file)) == "backups")
				kept := strings.HasPrefix(name, "before-import-") // before what was stopped
				if !made && !kept {
					t.Errorf("%d: leads %v, %s, exit %d, left %s", n, args, moral, code, file)
				}
				os.Remove(file)
			}
			now, _, _ := leads(dir, "list")
			if code == 0 && (args[0] == "log" || now != before) { // an import that read the same rows again has written nothing
				if _, stderr, code := leads(dir, "undo"); code != 0 {
					t.Fatal(stderr)
				}
			}
		}
	}
	if after, _, _ := leads(dir, "list"); after != before {
		t.Error("the file changed")
	}
	sound(t, dir)
}

// endsWith sends a signal and checks the exit code.
func endsWith(t *testing.T, cmd *exec.Cmd, signal os.Signal, code int) {
	t.Helper()
	if err := cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != code {
		t.Errorf("exit code %d, not %d", got, code)
	}
}

// everything is the whole file as its export.
func everything(t *testing.T, dir string) string {
	t.Helper()
	cmd := exec.Command("leads", "export", "--format", "jsonl")
	cmd.Env = world(os.Environ(), dir)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// bigcsv FILE N writes N rows of leads, each with a long note.
func bigCSV(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bigcsv FILE N")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	var text strings.Builder
	text.WriteString("title,source,external_id,note\n")
	for i := range n {
		text.WriteString("row " + strconv.Itoa(i) + ",LinkedIn,row-number-" + strconv.Itoa(i) + "," + strings.Repeat("long ", 50) + "\n")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text.String()), 0o600))
}
