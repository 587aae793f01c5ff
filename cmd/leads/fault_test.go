//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// faults are what a disk may answer to each call.
var faults = []struct{ calls, errno string }{
	{"pwrite64,write", "ENOSPC"}, {"pwrite64,write", "EIO"}, {"fsync", "EIO"}, {"ftruncate", "EIO"}, {"unlink,unlinkat", "EIO"},
	{"open,openat", "EIO"}, {"open,openat", "EMFILE"}, {"pread64,read", "EIO"}, {"link,linkat,rename,renameat", "EIO"}, {"mkdir,mkdirat", "ENOSPC"}, {"fcntl", "ENOLCK"}, {"fcntl", "EIO"},
}

// faulty is a command, on a file with two leads, to which the disk says no once,
// or from a moment on.
var faulty = []struct {
	args  []string
	reads bool
}{
	{args: []string{"add", "Another one", "--source", "LinkedIn"}},
	{args: []string{"import", "ROWS", "--on-duplicate", "allow"}},
	{args: []string{"import", "MANY", "--on-duplicate", "allow"}},
	{args: []string{"win", "1", "100"}},
	{args: []string{"undo"}},
	{args: []string{"lead", "delete", "2", "--yes"}},
	{args: []string{"client", "forget", "Acme", "--yes"}},
	{args: []string{"restore", "COPY", "--yes"}},
	{args: []string{"backup", "NEW"}, reads: true},
	{args: []string{"export", "OUT"}, reads: true},
	{args: []string{"export"}, reads: true},
	{args: []string{"list"}, reads: true},
	{args: []string{"report"}, reads: true},
	{args: []string{"doctor"}, reads: true},
	{args: []string{"--db", "FIRST", "add", "The first", "--source", "Upwork"}},
}

// broken is one command to which the disk says no, and what it may do.
type broken struct {
	args  []string
	reads bool
	fault struct{ calls, errno string }
	at    string // strace's word for the call that fails, or the first that does
}

// A disk that is full or broken, at any call: either the command is done, and
// says so, or it says in one line that it is not, and nothing has changed; never
// anything between.
func TestADiskThatFails(t *testing.T) {
	t.Parallel()
	strace := traced(t)
	d := workbench(t, strace)
	chance := rand.New(rand.NewPCG(7, 8))
	for done, tried := 0, 0; done < trials(5, 400); tried++ {
		f, fault := faulty[chance.IntN(len(faulty))], faults[chance.IntN(len(faults))]
		n := d.calls(t, f.args, fault.calls)
		if n == 0 {
			continue
		}
		b := broken{args: f.args, reads: f.reads, fault: fault, at: fmt.Sprint(1 + chance.IntN(n))}
		if chance.IntN(2) == 0 {
			b.at += "+"
		}
		if d.try(t, b) {
			done++
		}
		if tried > 10_000 {
			t.Fatal("faults do not happen: this proves nothing")
		}
	}
}

// badDisk is where commands meet a disk that fails.
type badDisk struct {
	strace, program string
	base, inputs    string
	before          string // the whole file
	counted         map[string]int
}

func workbench(t *testing.T, strace string) *badDisk {
	t.Helper()
	program := programPath(t)
	d := &badDisk{strace: strace, program: program, base: onDisk(t), inputs: onDisk(t), counted: map[string]int{}}
	for _, args := range [][]string{{"add", "The first", "--source", "Upwork", "--client", "Acme"}, {"backup", filepath.Join(d.base, "one.db")}, {"add", "Second", "--source", "LinkedIn"}} {
		if _, stderr, code := leads(d.base, args...); code != 0 {
			t.Fatal(stderr)
		}
	}
	for name, n := range map[string]int{"ROWS": 60, "MANY": 1200} {
		if err := os.WriteFile(filepath.Join(d.inputs, name), []byte(manyRows(n)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d.before = everything(t, d.base)
	return d
}

// folder is a new folder with the file and a copy of an earlier moment.
func (d *badDisk) folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(d.inputs, "disk")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"leads.db", "one.db"} {
		data, err := os.ReadFile(filepath.Join(d.base, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// run runs a command in a folder, with strace looking at the files of that
// folder only, and gives the trace as well.
func (d *badDisk) run(t *testing.T, dir string, args []string, options ...string) (trace, stdout, stderr string, code int) {
	t.Helper()
	args = placed([][]string{args}, map[string]string{"ROWS": filepath.Join(d.inputs, "ROWS"), "MANY": filepath.Join(d.inputs, "MANY"),
		"COPY": filepath.Join(dir, "one.db"), "NEW": filepath.Join(dir, "new", "copy.db"), "OUT": filepath.Join(dir, "out.csv"), "FIRST": filepath.Join(dir, "new", "leads.db")})[0]
	path := filepath.Join(d.inputs, "trace")
	options = append([]string{"-f", "--seccomp-bpf", "-y", "-o", path, "-e", "signal=none"}, options...)
	for _, name := range []string{"", "leads.db", "leads.db-journal", "one.db", "new", "new/leads.db", "new/leads.db-journal", "new/copy.db", "out.csv"} {
		options = append(options, "-P", filepath.Join(dir, name))
	}
	cmd := exec.Command(d.strace, append(append(options, d.program), args...)...)
	cmd.Env = world(os.Environ(), dir)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	var ended *exec.ExitError
	if err := cmd.Run(); errors.As(err, &ended) {
		code = ended.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), out.String(), said.String(), code
}

// calls counts how often a command makes such calls where nothing fails.
func (d *badDisk) calls(t *testing.T, args []string, calls string) int {
	t.Helper()
	key := strings.Join(args, " ") + calls
	if _, known := d.counted[key]; !known {
		dir := d.folder(t)
		defer os.RemoveAll(dir)
		trace, _, stderr, code := d.run(t, dir, args, "-e", "trace="+calls)
		if code != 0 {
			t.Fatalf("leads %v: %s", args, stderr)
		}
		d.counted[key] = strings.Count(trace, "\n") - strings.Count(trace, " +++\n") - strings.Count(trace, " resumed>")
	}
	return d.counted[key]
}

// try runs a command on a disk that fails, and opens what is left; false when
// the fault did not happen.
func (d *badDisk) try(t *testing.T, b broken) bool {
	t.Helper()
	dir := d.folder(t)
	defer os.RemoveAll(dir)
	trace, stdout, stderr, code := d.run(t, dir, b.args, "-e", "trace="+b.fault.calls, "-e", fmt.Sprintf("inject=%s:error=%s:when=%s", b.fault.calls, b.fault.errno, b.at))
	hits := injected.FindAllString(trace, 3)
	if len(hits) == 0 {
		return false
	}
	wrong := func(format string, args ...any) {
		t.Helper()
		t.Errorf("leads %s: %s\n%s\nexit %d, %s", strings.Join(b.args, " "), fmt.Sprintf(format, args...), strings.Join(hits, "\n"), code, stderr)
	}
	if code != 0 && (code != 1 || !oneLine.MatchString(stderr)) {
		wrong("that is not one line and exit 1")
	}
	db, before := filepath.Join(dir, "leads.db"), d.before
	if b.args[0] == "--db" {
		db, before = filepath.Join(dir, "new", "leads.db"), ""
	}
	after, said, exit := leads(dir, "--db", db, "export", "--format", "jsonl")
	if exit != 0 {
		wrong("the file cannot be read: %s", said)
	}
	changed := after != before
	if before == "" { // the first command of all
		changed = strings.Contains(after, "The first")
	}
	switch {
	case code == 0 && !changed && !b.reads:
		wrong("said to be done, and nothing is there")
	case changed && b.reads:
		wrong("it was only to read")
	case code != 0 && changed && !strings.Contains(stderr, "is erased, but") && !strings.Contains(stderr, "leads history"):
		wrong("said to have failed, and it is there")
	case code == 0 && b.fault.calls == "fsync" && !strings.Contains(hits[0], "<"+dir+">)"): // SQLite does without that of a journal's name
		wrong("said to be done, and it is not safe")
	}
	if found, _, exit := leads(dir, "--db", db, "doctor"); exit != 0 {
		wrong("the doctor found %s", found)
	}
	if len(b.args) == 1 && b.args[0] == "export" && code == 0 && strings.Count(stdout, "\n") != 3 {
		wrong("an export by half: %s", stdout)
	}
	for _, name := range below(t, dir) {
		known := []string{"leads.db", "leads.db-journal", "one.db", "new/leads.db", "new/leads.db-journal", "new/copy.db", "out.csv"}
		if !slices.Contains(known, name) && !strings.HasPrefix(name, "leads.db.copies/before-") && !strings.HasPrefix(name, "leads.db.copies/damaged-") {
			wrong("left behind: %s", name)
		}
	}
	return true
}

var (
	oneLine  = regexp.MustCompile(`\A(note: .*\n|[^:]*\n)*leads: [^\n]+\n(hint: [^\n]+\n)?\z`)
	injected = regexp.MustCompile(`(?m)^.*\(INJECTED\)$`)
)
