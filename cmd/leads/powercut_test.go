//go:build linux

package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// story is a few commands, one after the other, during which the power goes.
type story struct {
	moral    string
	before   [][]string // not cut
	commands [][]string
	erased   string // what no byte of may be left once all is said
}

var stories = []story{
	{moral: "the first command of all", commands: [][]string{{"add", "The first", "--source", "Upwork"}, {"add", "The second", "--source", "LinkedIn"}}},
	{moral: "every day", before: [][]string{{"add", "The first", "--source", "Upwork", "--client", "Acme", "--value", "1000"}},
		commands: [][]string{{"log", "1", "call", "spoke", "--spent", "20m"}, {"add", "Another one", "--source", "LinkedIn"}, {"win", "1", "900"},
			{"undo"}, {"redo"}, {"stage", "2", "proposal"}}},
	{moral: "an import", before: [][]string{{"add", "The first", "--source", "Upwork"}},
		commands: [][]string{{"import", "ROWS", "--on-duplicate", "allow"}, {"undo"}}},
	{moral: "an import before which a copy is kept", before: [][]string{{"add", "The first", "--source", "Upwork"}},
		commands: [][]string{{"import", "MANY", "--on-duplicate", "allow"}}},
	{moral: "a copy, and back to it", before: [][]string{{"add", "The first", "--source", "Upwork"}},
		commands: [][]string{{"backup", "COPY"}, {"add", "After it", "--source", "LinkedIn"}, {"restore", "COPY", "--yes"}}},
	{moral: "somebody is forgotten", before: [][]string{{"add", "Site of Wilhelmina", "--source", "Upwork", "--client", "Wilhelmina Quux"},
		{"add", "Other", "--source", "LinkedIn", "--note", "knows Wilhelmina Quux", "--on-duplicate", "allow"}},
		commands: [][]string{{"client", "forget", "Wilhelmina Quux", "--yes"}}, erased: "Wilhelmina Quux"},
	{moral: "names and settings", before: [][]string{{"add", "The first", "--source", "Upwork"}, {"source", "add", "Malt"}},
		commands: [][]string{{"source", "merge", "Malt", "Upwork"}, {"source", "rename", "LinkedIn", "Linked In"}, {"config", "set", "hourly-cost", "40"},
			{"lead", "delete", "1", "--yes"}, {"doctor", "--fix"}}},
}

// told is a story as it was played: what was asked of the disk, and the whole
// file as it was after each command.
type told struct {
	story
	start  *disk
	root   string
	events []event
	states []string
}

// tell plays a story once, watched.
func tell(t *testing.T, s story) told {
	t.Helper()
	root, err := filepath.EvalSymlinks(onDisk(t))
	if err != nil {
		t.Fatal(err)
	}
	inputs := onDisk(t)
	places := map[string]string{"ROWS": filepath.Join(inputs, "rows.csv"), "MANY": filepath.Join(inputs, "many.csv"), "COPY": filepath.Join(root, "copies", "one.db")}
	for name, n := range map[string]int{"ROWS": 60, "MANY": 1200} {
		if err := os.WriteFile(places[name], []byte(manyRows(n)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.before, s.commands = placed(s.before, places), placed(s.commands, places)
	for _, args := range s.before {
		if _, stderr, code := leads(root, args...); code != 0 {
			t.Fatalf("leads %v: %s", args, stderr)
		}
	}
	if len(s.before) == 0 {
		return play(t, s, root, everything(t, onDisk(t)))
	}
	return play(t, s, root, everything(t, root))
}

// placed puts paths for their words.
func placed(commands [][]string, places map[string]string) (list [][]string) {
	for _, args := range commands {
		args = slices.Clone(args)
		for i, arg := range args {
			if place, ok := places[arg]; ok {
				args[i] = place
			}
		}
		list = append(list, args)
	}
	return list
}

// play runs the commands, watched, from what is below root.
func play(t *testing.T, s story, root, before string) told {
	t.Helper()
	p := told{story: s, root: root, start: diskOf(t, root), states: []string{before}}
	for _, args := range s.commands {
		p.events = append(p.events, record(t, root, args...)...)
		p.states = append(p.states, everything(t, root))
	}
	return p
}

// until gives the disk after so many events, and how many commands had begun,
// and had said that they are done.
func (p told) until(t *testing.T, n int) (d *disk, begun, said int) {
	t.Helper()
	d = &disk{now: map[string]int{}, sure: map[string]int{}}
	for _, f := range p.start.files {
		d.files = append(d.files, &file{sure: f.sure})
	}
	for name, n := range p.start.now {
		d.now[name], d.sure[name] = n, n
	}
	for _, e := range p.events[:n] {
		switch e.kind {
		case "begin":
			begun++
		case "said":
			said = begun
		default:
			d.apply(t, e)
		}
	}
	return d, begun, said
}

// check cuts the power after so many events and opens what is left with the
// program: all that was said is there, nothing is there by half, all is sound.
func (p told) check(t *testing.T, n int, chance *rand.Rand) {
	t.Helper()
	d, begun, said := p.until(t, n)
	dir, err := os.MkdirTemp(onDisk(t), "cut")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	d.cut(t, chance, dir)
	what := fmt.Sprintf("%s, cut after %d of %d events", p.moral, n, len(p.events))
	names := below(t, dir)
	if p.erased != "" && said == len(p.commands) {
		for _, name := range names {
			if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || bytes.Contains(data, []byte(p.erased)) {
				t.Errorf("%s: %s still holds %s, %v", what, name, p.erased, err)
			}
		}
	}
	got, stderr, code := leads(dir, "export", "--format", "jsonl")
	if code != 0 {
		t.Errorf("%s: exit %d, %s", what, code, stderr)
		return
	}
	if !slices.Contains(p.states[said:begun+1], got) {
		t.Errorf("%s: the file is neither as it was said to be, nor as the next command would have it", what)
	}
	if stdout, stderr, code := leads(dir, "doctor"); code != 0 {
		t.Errorf("%s: the doctor found\n%s%s", what, stdout, stderr)
	}
	for _, name := range names {
		if base := filepath.Base(name); strings.HasPrefix(base, "before-") || base == "one.db" {
			if stdout, stderr, code := leads(dir, "--db", filepath.Join(dir, name), "doctor"); code != 0 {
				t.Errorf("%s: in the copy %s the doctor found\n%s%s", what, name, stdout, stderr)
			}
		}
	}
	if i := slices.IndexFunc(p.commands, func(args []string) bool { return args[0] == "backup" }); i >= 0 && said > i &&
		!slices.ContainsFunc(names, func(name string) bool { return filepath.Base(name) == "one.db" }) {
		t.Errorf("%s: the copy is gone", what)
	}
}

// below lists the files below a folder.
func below(t *testing.T, root string) (names []string) {
	t.Helper()
	err := filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			name, _ := filepath.Rel(root, path)
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// The power may go at any moment, and the disk may have written, in any order and
// in parts, what it was not made to sync: what was said is there. Also when it
// goes again while the next command clears up.
func TestPowerCuts(t *testing.T) {
	t.Parallel()
	traced(t)
	chance := rand.New(rand.NewPCG(5, 6))
	var list []told
	for _, s := range stories[:trials(3, len(stories))] {
		p := tell(t, s)
		list = append(list, p)
		if p.moral == "an import" {
			list = append(list, clearingUp(t, p))
		}
	}
	for range trials(8, 10_000) {
		p := list[chance.IntN(len(list))]
		p.check(t, chance.IntN(len(p.events)+1), chance)
		if t.Failed() {
			return
		}
	}
}

// What is safe has its price in syncs, and no more than that: the journal, its
// name, its head, the file, and the name that goes.
func TestAWriteSyncsFiveTimes(t *testing.T) {
	t.Parallel()
	dir, err := filepath.EvalSymlinks(onDisk(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := leads(dir, "add", "The first", "--source", "Upwork"); code != 0 {
		t.Fatal(stderr)
	}
	for _, args := range [][]string{{"add", "Another", "--source", "LinkedIn", "--client", "Acme", "--spent", "20m"}, {"log", "1", "call", "--follow-up", "+3d"}, {"win", "1", "100"}, {"undo"}} {
		syncs := 0
		for _, e := range record(t, dir, args...) {
			if e.kind == "sync" {
				syncs++
			}
		}
		if syncs != 5 {
			t.Errorf("leads %v syncs %d times", args, syncs)
		}
	}
}

// clearingUp is the story of a command after a cut in the midst of an import.
func clearingUp(t *testing.T, p told) told {
	t.Helper()
	n := slices.IndexFunc(p.events, func(e event) bool { return e.kind == "remove" && strings.HasSuffix(e.path, "-journal") })
	d, _, _ := p.until(t, n) // all is written, but not yet final
	root, err := filepath.EvalSymlinks(onDisk(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, n := range d.now {
		if n >= 0 {
			data := d.files[n].sure
			for _, e := range d.files[n].since {
				data = e.onto(data)
			}
			if err := os.WriteFile(filepath.Join(root, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return play(t, story{moral: "a command after a cut in an import", commands: [][]string{{"add", "Later", "--source", "Upwork"}}}, root, p.states[0])
}
