//go:build linux

package main

import (
	"bytes"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// event is one thing that the program asked of a disk, or told the world.
type event struct {
	kind  string // write, truncate, sync, create, folder, remove, move, link; begin, said
	path  string // below the folder that is watched
	other string // the new name of move and link
	at    int64  // of a write; the length of a truncate
	data  []byte
}

// traced finds strace, which shows and bends what the program asks of the system.
func traced(t *testing.T) string {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip(err)
	}
	if out, err := exec.Command(strace, "-o", "/dev/null", "true").CombinedOutput(); err != nil {
		t.Skipf("strace may not trace here: %s", out)
	}
	return strace
}

// record runs the program and gives what it asked of the disk below root, in
// order, its answer among it.
func record(t *testing.T, root string, args ...string) []event {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "trace")
	program := programPath(t)
	cmd := exec.Command(traced(t), append([]string{"-f", "--seccomp-bpf", "-y", "-xx", "-s", "1000000", "-o", trace, "-e", "signal=none", "-e",
		"trace=open,openat,write,pwrite64,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2,link,linkat,mkdir,mkdirat", program}, args...)...)
	cmd.Env = world(os.Environ(), root)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("leads %v: %v, %s", args, err, said.String())
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	r := reader{root: root, position: map[string]int64{}, halves: map[string]string{}}
	events := []event{{kind: "begin"}}
	for line := range strings.Lines(string(text)) {
		if e, ok := r.event(strings.TrimSuffix(line, "\n")); ok {
			events = append(events, e)
		}
	}
	if events[len(events)-1].kind != "said" {
		events = append(events, event{kind: "said"}) // its end says it, too
	}
	return events
}

// reader reads the lines of a trace.
type reader struct {
	root     string
	position map[string]int64  // where the next write goes
	halves   map[string]string // calls that another thread has cut in two
}

var (
	halfCall  = regexp.MustCompile(`^(\d+) +(.*) <unfinished \.\.\.>$`)
	otherHalf = regexp.MustCompile(`^(\d+) +<\.\.\. \w+ resumed>(.*)$`)
	wholeCall = regexp.MustCompile(`^\d+ +(\w+)\((.*)\) += (\d+)`)
	quoted    = regexp.MustCompile(`"((?:\\x[0-9a-f]{2})*)"`)
	described = regexp.MustCompile(`^\d+<((?:\\x[0-9a-f]{2})*)>`)
	lastWord  = regexp.MustCompile(`(\d+)$`)
)

// event reads one line; false for what is not about the disk, or failed.
func (r *reader) event(line string) (event, bool) {
	if m := halfCall.FindStringSubmatch(line); m != nil {
		r.halves[m[1]] = m[1] + " " + m[2]
		return event{}, false
	}
	if m := otherHalf.FindStringSubmatch(line); m != nil {
		line = r.halves[m[1]] + m[2]
	}
	m := wholeCall.FindStringSubmatch(line)
	if m == nil {
		return event{}, false
	}
	call, args := m[1], m[2]
	var texts []string
	for _, q := range quoted.FindAllStringSubmatch(args, -1) {
		texts = append(texts, unhex(q[1]))
	}
	file := ""
	if d := described.FindStringSubmatch(args); d != nil {
		file = unhex(d[1])
	}
	number := func() int64 {
		n, _ := strconv.ParseInt(lastWord.FindString(args), 10, 64)
		return n
	}
	switch call {
	case "write":
		if strings.HasPrefix(args, "1<") && len(texts[0]) > 0 {
			return event{kind: "said"}, true
		}
		at := r.position[file]
		r.position[file] = at + int64(len(texts[0]))
		return r.below(event{kind: "write", path: file, at: at, data: []byte(texts[0])})
	case "pwrite64":
		return r.below(event{kind: "write", path: file, at: number(), data: []byte(texts[0])})
	case "ftruncate":
		return r.below(event{kind: "truncate", path: file, at: number()})
	case "fsync", "fdatasync":
		return r.below(event{kind: "sync", path: file})
	case "open", "openat":
		r.position[texts[0]] = 0
		switch {
		case strings.Contains(args, "O_TRUNC"):
			return r.below(event{kind: "truncate", path: texts[0]})
		case strings.Contains(args, "O_CREAT"):
			return r.below(event{kind: "create", path: texts[0]})
		}
	case "mkdir", "mkdirat":
		return r.below(event{kind: "folder", path: texts[0]})
	case "unlink", "unlinkat":
		return r.below(event{kind: "remove", path: texts[0]})
	case "rename", "renameat", "renameat2":
		return r.below(event{kind: "move", path: texts[0], other: texts[1]})
	case "link", "linkat":
		return r.below(event{kind: "link", path: texts[0], other: texts[1]})
	}
	return event{}, false
}

// below names a file as seen from the root; false for one elsewhere.
func (r *reader) below(e event) (event, bool) {
	for _, path := range []*string{&e.path, &e.other} {
		if *path == "" {
			continue
		}
		name, err := filepath.Rel(r.root, *path)
		if err != nil || strings.HasPrefix(name, "..") {
			return e, false
		}
		*path = name
	}
	return e, true
}

func unhex(text string) string {
	data, _ := hex.DecodeString(strings.ReplaceAll(text, `\x`, ""))
	return string(data)
}
