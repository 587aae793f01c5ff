package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// Trials of trust are short by default. LEADS_TRIALS=middle makes them four times
// as thorough, for each push, and full as long as a release wants them: some twenty
// minutes for all, to be run with -timeout 0. Short may be the greater of the two:
// a step from one trial to the next.
func trials(short, full int) int {
	switch level := os.Getenv("LEADS_TRIALS"); {
	case level == "full":
		return full
	case level == "middle" && short < full:
		return min(4*short, full)
	case level == "middle":
		return max(short/4, full)
	}
	return short
}

// leads runs the program to its end in a home of its own.
func leads(dir string, args ...string) (stdout, stderr string, code int) {
	cmd := exec.Command("leads", args...)
	cmd.Env = world(os.Environ(), dir)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		code = ended.ExitCode()
	} else if err != nil {
		return "", err.Error(), -1
	}
	return out.String(), said.String(), code
}

// manyRows is a CSV file of so many rows, big enough for a copy to be kept before
// it is imported where they are more than a thousand.
func manyRows(n int) string {
	return "title,source,note\n" + strings.Repeat("row,Upwork,"+strings.Repeat("long ", 50)+"\n", n)
}

// sound fails the test when the doctor finds anything.
func sound(t *testing.T, dir string) {
	t.Helper()
	if stdout, stderr, code := leads(dir, "doctor"); code != 0 {
		t.Fatalf("the doctor found:\n%s%s", stdout, stderr)
	}
}

// Shell scripts write all at once, on a file that is not even there yet: every
// one succeeds, and every lead is there.
func TestManyWritersAtOnce(t *testing.T) {
	t.Parallel()
	dir := onDisk(t)
	var all sync.WaitGroup
	said := make([]string, trials(32, 100))
	for i := range said {
		all.Add(1)
		go func() {
			defer all.Done()
			_, stderr, code := leads(dir, "add", fmt.Sprintf("Opportunity %d of its own kind", i), "--source", "Upwork",
				"--external-id", fmt.Sprintf("X-%d", i), "--on-duplicate", "allow")
			if code != 0 {
				said[i] = fmt.Sprintf("exit %d: %s", code, stderr)
			}
		}()
	}
	all.Wait()
	for _, s := range said {
		if s != "" {
			t.Error(s)
		}
	}
	stdout, _, _ := leads(dir, "list")
	if n := strings.Count(stdout, "\n"); n != len(said) {
		t.Errorf("%d leads, want %d", n, len(said))
	}
	sound(t, dir)
}

// A program that is killed at any moment loses nothing that it has
// acknowledged, and an import is there as a whole or not at all.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	dir := onDisk(t)
	if _, stderr, code := leads(dir, "add", "The first", "--source", "Upwork"); code != 0 {
		t.Fatal(stderr)
	}
	rows := "title,source,external_id\n"
	const whole = 300
	for i := range whole {
		rows += fmt.Sprintf("row %d,Upwork,ROUND-%d\n", i, i)
	}
	chance := rand.New(rand.NewPCG(1, 2))
	var acknowledged []string
	for round := range trials(20, 1000) {
		args := []string{"add", fmt.Sprintf("Round %d", round), "--source", "LinkedIn", "--external-id", fmt.Sprintf("A-%d", round), "--on-duplicate", "allow"}
		importing := round%3 == 0
		if importing {
			args = []string{"import", "-", "--on-duplicate", "allow"}
		}
		cmd := exec.Command("leads", args...)
		cmd.Env = world(os.Environ(), dir)
		if importing {
			cmd.Stdin = strings.NewReader(strings.ReplaceAll(rows, "ROUND", fmt.Sprintf("I%d", round)))
		}
		var out bytes.Buffer
		cmd.Stdout = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		kill := time.AfterFunc(time.Duration(chance.IntN(60_000))*time.Microsecond, func() { cmd.Process.Kill() })
		err := cmd.Wait()
		kill.Stop()
		if err == nil && !importing {
			acknowledged = append(acknowledged, strings.TrimSpace(out.String()))
		}
	}
	sound(t, dir)
	stdout, _, _ := leads(dir, "list", "--json")
	var list []struct {
		ID         int    `json:"id"`
		ExternalID string `json:"external_id"`
	}
	if err := json.Unmarshal([]byte(stdout), &list); err != nil {
		t.Fatal(err)
	}
	there, imported := map[string]bool{}, map[string]int{}
	for _, l := range list {
		there[strconv.Itoa(l.ID)] = true
		if batch, _, ok := strings.Cut(l.ExternalID, "-"); ok && strings.HasPrefix(batch, "I") {
			imported[batch]++
		}
	}
	for _, id := range acknowledged {
		if !there[id] {
			t.Errorf("lead %s was acknowledged and is gone", id)
		}
	}
	for batch, n := range imported {
		if n != whole {
			t.Errorf("import %s is there with %d of %d rows", batch, n, whole)
		}
	}
}

// Whatever became of a file, the program says so in one line, and a refusal
// leaves it byte for byte as it was.
func TestDamagedFiles(t *testing.T) {
	t.Parallel()
	home := onDisk(t)
	for i := range 40 {
		if _, stderr, code := leads(home, "add", fmt.Sprintf("Lead %d %s", i, strings.Repeat("long ", 100)), "--source", "Upwork", "--value", "1000", "--on-duplicate", "allow"); code != 0 {
			t.Fatal(stderr)
		}
	}
	whole, err := os.ReadFile(filepath.Join(home, "leads.db"))
	if err != nil {
		t.Fatal(err)
	}
	chance := rand.New(rand.NewPCG(3, 4))
	commands := [][]string{{"list"}, {"show", "7"}, {"report", "--by", "source"}, {"add", "One more", "--source", "Upwork"}, {"win", "3", "100"}, {"doctor"}, {"export"}, {"undo"}}
	head := func(at int, value ...byte) []byte {
		return slices.Replace(bytes.Clone(whole), at, at+len(value), value...)
	}
	foreign := [][]byte{[]byte("buy milk\n"), []byte("title,source\nA,Upwork\n"), []byte("{\"leads\": []}"), []byte("PK\x03\x04\x14\x00"), []byte("\x1f\x8b\x08\x00"),
		[]byte("SQLite format 3"), []byte("SQLite format 3\x00"), []byte("SQLite format 2\x00" + strings.Repeat("x", 8192)), make([]byte, 4096), bytes.Repeat([]byte{0xff}, 100_000), []byte("\x00"),
		head(68, 0, 0, 0, 7), head(68, 0, 0, 0, 0), head(60, 0, 0, 0, 99), head(60, 0xff, 0xff, 0xff, 0xff), head(0, 's'), head(16, 0, 1), head(16, 0, 3), head(18, 9, 9), head(20, 200), head(44, 0, 0, 0, 9), head(56, 0, 0, 0, 2),
		append([]byte("\xef\xbb\xbf"), whole...), append(bytes.Clone(whole), "tail"...), whole[:4096], append(bytes.Clone(whole), make([]byte, 4096)...)}
	dir := onDisk(t)
	path := filepath.Join(dir, "leads.db")
	for trial := range trials(50, 3000) {
		data := bytes.Clone(whole)
		os.Remove(path + "-journal")
		switch trial % 5 {
		case 0:
			data = data[:chance.IntN(len(data))]
		case 1:
			for range 1 + chance.IntN(20) {
				data[chance.IntN(len(data))] ^= 1 << chance.IntN(8)
			}
		case 2:
			at := chance.IntN(len(data))
			clear(data[at:min(at+4096, len(data))])
		case 3:
			at := chance.IntN(len(data))
			for i := range data[at:min(at+512, len(data))] {
				data[at+i] = byte(chance.Uint32())
			}
		case 4:
			data = foreign[chance.IntN(len(foreign))]
			if chance.IntN(3) == 0 { // beside a journal that is none of it
				if err := os.WriteFile(path+"-journal", whole[chance.IntN(4096):][:2048], 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		args := commands[chance.IntN(len(commands))]
		_, stderr, code := leads(dir, args...)
		is, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if code != 0 && code != 1 && code != 4 || strings.Contains(stderr, "goroutine") || strings.Contains(stderr, "panic") {
			t.Fatalf("trial %d: leads %v ended with %d:\n%s", trial, args, code, stderr)
		}
		if code != 0 && (!bytes.Equal(is, data) || strings.Count(stderr, "leads: ") > 1) {
			t.Fatalf("trial %d: leads %v refused with %q and changed the file: %t", trial, args, stderr, !bytes.Equal(is, data))
		}
	}
}

// Nothing in the program can open a connection: the linker leaves out what
// cannot be reached, and no function that dials, listens or makes a socket is in it.
func TestNoNetwork(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "program") // this binary holds what only tests use
	if err := buildProgram(program, ".", "-buildvcs=false"); err != nil {
		t.Fatal(err)
	}
	symbols, err := exec.Command("go", "tool", "nm", program).Output()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(symbols, []byte(" main.main\n")) {
		t.Fatal("the list of functions lacks main.main: it proves nothing")
	}
	dials := regexp.MustCompile(`(?m) [Tt] (net\.\(\*Dialer\).*|net\.(Dial|Listen|Lookup|dial|listen|internetSocket|unixSocket|socket)\w*|net\.\(\*Resolver\).*|net/http\.\S*|crypto/tls\.\S*|syscall\.([Ss]ocket|[Cc]onnect|[Bb]ind|[Ll]isten|[Ss]endto)|golang\.org/x/sys/unix\.(Socket|Connect|Bind|Listen|Sendto)|modernc\.org/libc\.X(socket|connect|bind|listen|sendto))$`)
	if found := dials.FindAll(symbols, 5); found != nil {
		t.Errorf("the program can reach a network: %s", bytes.Join(found, []byte(",")))
	}
}

// What cannot be written is never taken for written.
func TestAnAnswerThatCannotBeWrittenIsAFailure(t *testing.T) {
	t.Parallel()
	dir := onDisk(t)
	if _, stderr, code := leads(dir, "add", "The first", "--source", "Upwork"); code != 0 {
		t.Fatal(stderr)
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	for _, args := range [][]string{{"list"}, {"list", "--json"}, {"list", "--format", "table"}, {"report"}, {"export"}, {"show", "1"}, {"history"}, {"config", "list"}, {"--help"}, {"--version"}} {
		cmd := exec.Command("leads", args...)
		cmd.Env = world(os.Environ(), dir)
		cmd.Stdout = full
		var said bytes.Buffer
		cmd.Stderr = &said
		err := cmd.Run()
		var ended *exec.ExitError
		if !errors.As(err, &ended) || ended.ExitCode() != 1 || strings.Count(said.String(), "\n") != 1 {
			t.Errorf("leads %v > /dev/full: %v, %q", args, err, said.String())
		}
	}
}

// harmless fails on any character that a terminal would obey.
func harmless(t *testing.T, what, text string) {
	t.Helper()
	for i, r := range text {
		bidi := r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x61c
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd") || bidi || r == 0x2028 || r == 0x2029 || unicode.IsControl(r) && r != '\n' && r != '\t' {
			t.Errorf("%s: %q at %d of %q", what, r, i, text)
			return
		}
	}
}
