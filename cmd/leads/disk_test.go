//go:build linux

package main

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// disk is what a disk surely holds, and what it may hold if the power goes now.
// It is stricter than file systems mostly are: what was not synced may be there,
// or not, or in parts, in any order; and a file that was synced may still have no
// name, or its old one, until its folder was synced.
type disk struct {
	files   []*file
	now     map[string]int // the names that the program sees, to files; folders are -1
	sure    map[string]int // the names that outlive a loss of power
	renamed []naming       // since their folders were synced
}

// file is the content behind a name.
type file struct {
	sure  []byte
	since []event // writes and truncates that were not synced
}

// naming is one change of names: those given, and those taken.
type naming struct {
	gives map[string]int
	takes []string
}

// diskOf is a disk that holds what is below a folder.
func diskOf(t *testing.T, root string) *disk {
	t.Helper()
	d := &disk{now: map[string]int{".": -1}}
	err := filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		if err != nil || path == root {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil || info.IsDir() {
			d.now[name] = -1
			return err
		}
		data, err := os.ReadFile(path)
		d.now[name] = len(d.files)
		d.files = append(d.files, &file{sure: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d.sure = maps.Clone(d.now)
	return d
}

// apply does to the disk what the program asked for.
func (d *disk) apply(t *testing.T, e event) {
	t.Helper()
	n, known := d.now[e.path]
	switch e.kind {
	case "create":
		if !known {
			d.files = append(d.files, &file{})
			d.name(naming{gives: map[string]int{e.path: len(d.files) - 1}})
		}
	case "folder":
		d.name(naming{gives: map[string]int{e.path: -1}})
	case "remove":
		d.name(naming{takes: []string{e.path}})
	case "move":
		d.name(naming{gives: map[string]int{e.other: n}, takes: []string{e.path}})
	case "link":
		d.name(naming{gives: map[string]int{e.other: n}})
	case "write", "truncate":
		if !known || n < 0 {
			t.Fatalf("%s of %s, which nobody made", e.kind, e.path)
		}
		d.files[n].since = append(d.files[n].since, e)
	case "sync":
		if known && n >= 0 {
			f := d.files[n]
			for _, w := range f.since {
				f.sure = w.onto(f.sure)
			}
			f.since = nil
			return
		}
		d.renamed = slices.DeleteFunc(d.renamed, func(c naming) bool {
			in := c.in() == e.path
			if in {
				c.onto(d.sure)
			}
			return in
		})
	}
}

func (d *disk) name(c naming) {
	c.onto(d.now)
	d.renamed = append(d.renamed, c)
}

// in is the folder of the names.
func (c naming) in() string {
	for name := range c.gives {
		return filepath.Dir(name)
	}
	return filepath.Dir(c.takes[0])
}

func (c naming) onto(names map[string]int) {
	for _, name := range c.takes {
		delete(names, name)
	}
	maps.Copy(names, c.gives)
}

// onto gives what a file holds after a write or a truncate.
func (e event) onto(data []byte) []byte {
	end := int(e.at) + len(e.data)
	if e.kind == "truncate" {
		data = slices.Clone(data[:min(end, len(data))])
	} else {
		data = slices.Clone(data)
	}
	if len(data) < end {
		data = append(data, make([]byte, end-len(data))...)
	}
	copy(data[e.at:], e.data)
	return data
}

// fate says what becomes of one thing that was not synced.
type fate int

const (
	lost fate = iota
	kept
	torn // some sectors of it arrive
	trash
)

// fates are the ways in which a disk may treat all that was not synced.
func fates(chance *rand.Rand) func() fate {
	switch chance.IntN(6) {
	case 0:
		return func() fate { return lost }
	case 1:
		return func() fate { return kept }
	case 2:
		return func() fate { return fate(chance.IntN(2)) }
	case 3: // all but a few
		return func() fate { return map[bool]fate{true: lost, false: kept}[chance.IntN(10) == 0] }
	case 4: // none but a few
		return func() fate { return map[bool]fate{true: kept, false: lost}[chance.IntN(10) == 0] }
	}
	return func() fate { return fate(chance.IntN(4)) }
}

// cut writes into a folder what the disk may hold after the power went.
func (d *disk) cut(t *testing.T, chance *rand.Rand, root string) {
	t.Helper()
	next := fates(chance)
	names, late := maps.Clone(d.sure), map[string]bool{}
	for _, c := range d.renamed { // of one name, a later change never comes without the earlier
		touched := append(slices.Collect(maps.Keys(c.gives)), c.takes...)
		if next() != lost && !slices.ContainsFunc(touched, func(name string) bool { return late[name] }) {
			c.onto(names)
			continue
		}
		for _, name := range touched {
			late[name] = true
		}
	}
	contents := map[int][]byte{} // two names of one file hold the same
	for _, name := range slices.Sorted(maps.Keys(names)) {
		path := filepath.Join(root, name)
		if _, there := names[filepath.Dir(name)]; !there {
			delete(names, name) // a file in a folder that is gone is gone, too
			continue
		}
		n := names[name]
		if n < 0 {
			if err := os.MkdirAll(path, 0o700); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if _, done := contents[n]; !done {
			contents[n] = d.files[n].after(chance, next)
		}
		if err := os.WriteFile(path, contents[n], 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// after is what a file may hold after the power went.
func (f *file) after(chance *rand.Rand, next func() fate) []byte {
	const sector = 512
	data := f.sure
	for _, e := range f.since {
		how := next()
		switch {
		case how == lost:
		case how == kept || e.kind == "truncate":
			data = e.onto(data)
		default:
			for from := 0; from < len(e.data); {
				to := min(from+sector-int(e.at+int64(from))%sector, len(e.data))
				piece := event{kind: "write", at: e.at + int64(from), data: slices.Clone(e.data[from:to])}
				if chance.IntN(2) == 0 {
					if how == trash && chance.IntN(2) == 0 {
						for i := range piece.data {
							piece.data[i] = byte(chance.Uint32())
						}
					}
					data = piece.onto(data)
				}
				from = to
			}
		}
	}
	return data
}
