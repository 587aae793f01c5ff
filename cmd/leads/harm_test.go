//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// A program that is killed at each of its own writes to the disk, one after the
// other, leaves a sound file that holds all or nothing of the command. Needs
// strace, which puts the kill there.
func TestKilledAtEachWrite(t *testing.T) {
	strace, program := traced(t), programPath(t)
	base := t.TempDir()
	for i := range 5 {
		if _, stderr, code := leads(base, "add", fmt.Sprintf("Lead %d", i), "--source", "Upwork", "--on-duplicate", "allow"); code != 0 {
			t.Fatal(stderr)
		}
	}
	rows := "title,source\n" + strings.Repeat("row,Upwork\n", 50)
	file := filepath.Join(base, "rows.csv")
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(base, "leads.db"))
	if err != nil {
		t.Fatal(err)
	}
	step := trials(8, 1) // pwrite64: every eighth, or every one
	points := 0
	for _, command := range []struct {
		adds int
		args []string
	}{
		{1, []string{"add", "New", "--source", "LinkedIn"}},
		{50, []string{"import", file, "--on-duplicate", "allow"}},
		{0, []string{"win", "3", "100"}},
	} {
		for _, call := range []string{"fsync", "unlink", "pwrite64"} {
			for n, killed := 1, true; killed; n++ {
				if call == "pwrite64" {
					n += step - 1
				}
				dir := t.TempDir()
				if err := os.WriteFile(filepath.Join(dir, "leads.db"), whole, 0o600); err != nil {
					t.Fatal(err)
				}
				cmd := exec.Command(strace, append([]string{"-f", "-o", "/dev/null", "-e", "trace=" + call,
					"-e", fmt.Sprintf("inject=%s:signal=KILL:when=%d", call, n), program}, command.args...)...)
				cmd.Env = world(os.Environ(), dir)
				var out bytes.Buffer
				cmd.Stdout = &out
				killed = cmd.Run() != nil
				points++
				stdout, stderr, code := leads(dir, "list", "--json")
				var list []json.RawMessage
				if err := json.Unmarshal([]byte(stdout), &list); err != nil || code != 0 {
					t.Fatalf("%s %d of %v: %v, %s", call, n, command.args, err, stderr)
				}
				if added := len(list) - 5; added != 0 && added != command.adds || added == 0 && command.adds > 0 && out.Len() > 0 {
					t.Errorf("killed at %s %d of %v: %d leads more, after %q", call, n, command.args, added, out.String())
				}
				sound(t, dir)
				if n > 2000 {
					t.Fatal("it is never over")
				}
			}
		}
	}
	if points < 20 {
		t.Errorf("only %d kills: this proves nothing", points)
	}
}

// A command that cannot say what it did has not done it.
func TestNothingIsWrittenWhenTheAnswerCannotBe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, stderr, code := leads(dir, "add", "The first", "--source", "Upwork", "--client", "Acme"); code != 0 {
		t.Fatal(stderr)
	}
	path := filepath.Join(dir, "leads.db")
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	for _, args := range [][]string{{"add", "Another one", "--source", "Upwork"}, {"log", "1", "call"}, {"win", "1", "5"}, {"undo"}, {"source", "add", "Zurich"}, {"client", "forget", "Acme", "--yes"}} {
		cmd := exec.Command("leads", args...)
		cmd.Env = world(os.Environ(), dir)
		cmd.Stdout = full
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() != 1 || !strings.HasPrefix(said.String(), "leads: ") {
			t.Errorf("leads %v > /dev/full: %v, %q", args, err, said.String())
		}
		if is, err := os.ReadFile(path); err != nil || !bytes.Equal(is, was) {
			t.Errorf("leads %v > /dev/full wrote, %v", args, err)
		}
	}
}

// Whatever the umask and whoever made a file wider before, what leads writes is
// its owner's alone.
func TestPrivateUnderEveryUmask(t *testing.T) { // not in parallel: the umask belongs to the process
	for _, umask := range []int{0, 0o022, 0o027, 0o077} {
		t.Run(fmt.Sprintf("%03o", umask), func(t *testing.T) {
			home := t.TempDir()
			defer syscall.Umask(syscall.Umask(umask))
			dir := filepath.Join(home, "deep", "er")
			db := filepath.Join(dir, "leads.db")
			run := func(args ...string) {
				t.Helper()
				if _, stderr, code := leads(home, append([]string{"--db", db}, args...)...); code != 0 {
					t.Fatalf("leads %v: %s", args, stderr)
				}
			}
			in := func(name string) string { return filepath.Join(dir, name) }
			run("add", "The first", "--source", "Upwork", "--client", "Acme")
			for _, name := range []string{"old.csv", "bad.csv"} { // there already, and wide open
				if err := os.WriteFile(in(name), []byte("old"), 0o666); err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(in(name), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(db, 0o644); err != nil {
				t.Fatal(err)
			}
			rows := filepath.Join(home, "rows.csv")
			if err := os.WriteFile(rows, []byte("title,source,value\ngood,Upwork,1\nbad,Upwork,much\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			run("import", rows, "--skip-bad", "--reject", in("bad.csv"))
			run("export", in("new.csv"))
			run("export", in("old.csv"))
			run("export", in("all.jsonl"))
			run("client", "export", "Acme", in("acme.json"))
			run("backup", in("copies/one.db"))
			run("restore", in("copies/one.db"), "--yes")
			run("backup", in("copies/two.db"))
			seen := 0
			err := filepath.Walk(filepath.Join(home, "deep"), func(path string, info os.FileInfo, err error) error {
				if err != nil {
					return err
				}
				seen++
				want := os.FileMode(0o600)
				if info.IsDir() {
					want = 0o700
				}
				if info.Mode().Perm() != want {
					t.Errorf("%s has mode %o", path, info.Mode().Perm())
				}
				return nil
			})
			if err != nil || seen < 11 {
				t.Errorf("%d files and folders, %v", seen, err)
			}
		})
	}
}

// The leads themselves, or a copy of them, are not what an export may replace.
func TestAnExportNeverReplacesADatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, stderr, code := leads(dir, "add", "The first", "--source", "Upwork"); code != 0 {
		t.Fatal(stderr)
	}
	path := filepath.Join(dir, "leads.db")
	link := filepath.Join(dir, "link.csv")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	same := filepath.Join(dir, "same.csv")
	if err := os.Link(path, same); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{same, link} {
		if _, stderr, code := leads(dir, "export", target); code != 1 || !strings.Contains(stderr, "it is a database") {
			t.Errorf("export %s: exit %d, %s", target, code, stderr)
		}
	}
	if _, stderr, code := leads(dir, "export", path); code != 2 || !strings.Contains(stderr, "not db") { // no format is called so
		t.Errorf("export %s: exit %d, %s", path, code, stderr)
	}
	sound(t, dir)
}

// A disk that is full is said to be so, nothing is half written, and what is
// there can be read.
func TestFullDisk(t *testing.T) {
	dir := smallDisk(t, "400k")
	if _, stderr, code := leads(dir, "add", "The first", "--source", "Upwork"); code != 0 {
		t.Fatal(stderr)
	}
	written := 1
	for full := false; !full; written++ {
		_, stderr, code := leads(dir, "add", fmt.Sprintf("Lead %d", written), "--source", "Upwork", "--note", strings.Repeat("words ", 2000), "--on-duplicate", "allow")
		if full = code != 0; full {
			if code != 1 || !strings.HasPrefix(stderr, "leads: the disk that holds ") || !strings.Contains(stderr, "hint: nothing was written") {
				t.Errorf("exit %d: %s", code, stderr)
			}
			break
		}
		if written > 200 {
			t.Fatal("the disk is never full")
		}
	}
	stdout, stderr, code := leads(dir, "list")
	if n := strings.Count(stdout, "\n"); code != 0 || n != written {
		t.Errorf("%d leads, want %d: exit %d, %s", n, written, code, stderr)
	}
	sound(t, dir)
}

// smallDisk is a file system of so many bytes, which only root can make.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("no file system of its own here: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, 0) })
	return dir
}

// On a full disk what a file held before an export stays in it.
func TestAnExportIsWholeOrNotThere(t *testing.T) {
	home, dir := t.TempDir(), smallDisk(t, "16k")
	path := filepath.Join(dir, "leads.csv")
	if _, stderr, code := leads(home, "add", "The first", "--source", "Upwork"); code != 0 {
		t.Fatal(stderr)
	}
	if _, stderr, code := leads(home, "export", path); code != 0 {
		t.Fatal(stderr)
	}
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		if _, stderr, code := leads(home, "add", fmt.Sprintf("Lead %d", i), "--source", "Upwork", "--note", strings.Repeat("words ", 1000), "--on-duplicate", "allow"); code != 0 {
			t.Fatal(stderr)
		}
	}
	_, stderr, code := leads(home, "export", path)
	is, err := os.ReadFile(path)
	if code != 1 || !regexp.MustCompile(`^leads: .*no space left on device\n$`).MatchString(stderr) || err != nil || !bytes.Equal(is, was) {
		t.Errorf("exit %d, %q; the old export is whole: %t", code, stderr, bytes.Equal(is, was))
	}
	if names, _ := os.ReadDir(dir); len(names) != 1 {
		t.Errorf("left behind: %v", names)
	}
}

// Nor has one whose answer goes to a file on a full disk, which is no reason to
// fail until something is written there.
func TestNothingIsWrittenWhenTheDiskOfTheAnswerIsFull(t *testing.T) {
	home, dir := t.TempDir(), smallDisk(t, "16k")
	if _, stderr, code := leads(home, "add", "The first", "--source", "Upwork"); code != 0 {
		t.Fatal(stderr)
	}
	before := everything(t, home)
	answers, err := os.OpenFile(filepath.Join(dir, "ids"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer answers.Close()
	run := func() (string, error) {
		cmd := exec.Command("leads", "add", "Another one", "--source", "LinkedIn")
		cmd.Env = world(os.Environ(), home)
		var said bytes.Buffer
		cmd.Stdout, cmd.Stderr = answers, &said
		err := cmd.Run()
		return said.String(), err
	}
	filler := filepath.Join(dir, "filler")
	if err := os.WriteFile(filler, make([]byte, 64<<10), 0o600); err == nil {
		t.Fatal("the disk is never full")
	}
	if said, err := run(); err == nil || !strings.HasPrefix(said, "leads: ") || strings.Contains(said, "history") || everything(t, home) != before {
		t.Errorf("%v, %q", err, said)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if said, err := run(); err != nil {
		t.Errorf("with room: %v, %q", err, said)
	}
	if ids, err := os.ReadFile(answers.Name()); err != nil || string(ids) != "2\n" {
		t.Errorf("the answer is %q, %v", ids, err)
	}
}

// On a disk that takes ten milliseconds longer for each sync, writers wait for
// each other, and none is turned away.
func TestManyWritersOnASlowDisk(t *testing.T) {
	t.Parallel()
	strace := traced(t)
	program := programPath(t)
	dir := t.TempDir()
	if _, stderr, code := leads(dir, "add", "The first", "--source", "Upwork"); code != 0 {
		t.Fatal(stderr)
	}
	var all sync.WaitGroup
	said := make([]string, trials(8, 100))
	for i := range said {
		all.Go(func() {
			args := []string{"log", "1", "call", fmt.Sprint("call ", i)}
			if i%2 == 0 {
				args = []string{"add", fmt.Sprintf("Opportunity %d of its own kind", i), "--source", "Upwork", "--on-duplicate", "allow"}
			}
			cmd := exec.Command(strace, append([]string{"-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:delay_exit=10000", program}, args...)...)
			cmd.Env = world(os.Environ(), dir)
			if out, err := cmd.CombinedOutput(); err != nil {
				said[i] = fmt.Sprintf("leads %v: %v, %s", args, err, out)
			}
		})
	}
	all.Wait()
	for _, s := range said {
		if s != "" {
			t.Error(s)
		}
	}
	stdout, _, _ := leads(dir, "list")
	if n := strings.Count(stdout, "\n"); n != 1+(len(said)+1)/2 {
		t.Errorf("%d leads of %d writers", n, len(said))
	}
	sound(t, dir)
}
