package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every command of the README is run, in order, in one empty home, and shows
// what the README shows. A comment <!-- 2026-11-17 --> before a block is the day
// on which it is run. `go test ./cmd/leads -update` rewrites the outputs.
func TestREADME(t *testing.T) {
	path := filepath.Join("..", "..", "README.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	files, err := filepath.Abs(filepath.Join("..", "..", "testdata"))
	if err == nil { // the files of this repository that it reads
		err = os.Symlink(files, filepath.Join(home, "testdata"))
	}
	if err != nil {
		t.Fatal(err)
	}
	env := append(world(os.Environ(), home), "LEADS_FORCE_TTY=130", "NO_COLOR=1")
	blocks := regexp.MustCompile("(?ms)^(?:<!-- (\\d{4}-\\d{2}-\\d{2}) -->\n)?```console\n(.*?)^```$")
	prompt := regexp.MustCompile(`(?m)^\$ `)
	commands, day := 0, "2026-11-16"
	made := blocks.ReplaceAllFunc(text, func(block []byte) []byte {
		parts := blocks.FindSubmatch(block)
		if len(parts[1]) > 0 {
			day = string(parts[1])
		}
		var out bytes.Buffer
		out.Write(bytes.TrimSuffix(bytes.TrimSuffix(block, []byte("```")), parts[2]))
		for _, step := range prompt.Split(string(parts[2]), -1)[1:] {
			line, shown, _ := strings.Cut(step, "\n")
			commands++
			out.WriteString("$ " + line + "\n")
			out.WriteString(readmeStep(t, line, shown, home, append(env, "LEADS_NOW="+day+"T09:00:00Z")))
		}
		out.WriteString("```")
		return out.Bytes()
	})
	if commands < 20 {
		t.Fatalf("only %d commands were found", commands)
	}
	if bytes.Equal(made, text) {
		return
	}
	if *update {
		if err := os.WriteFile(path, made, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, want := strings.Split(string(made), "\n"), strings.Split(string(text), "\n")
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Fatalf("README.md:%d\nshows  %q\nreally %q", i+1, want[i], got[i])
		}
	}
	t.Fatal("the README and what its commands print differ in length")
}

// readmeStep runs one command and gives what it prints.
func readmeStep(t *testing.T, line, shown, home string, env []string) string {
	t.Helper()
	if line == "go test ./..." { // this very test
		return shown
	}
	if name, ok := strings.CutPrefix(line, "cat "); ok { // a file that the README shows and then uses
		if err := os.WriteFile(filepath.Join(home, name), []byte(shown), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if rest, ok := strings.CutPrefix(line, "go run ./cmd/leads "); ok {
		line = "LEADS_DB=trial.db leads " + rest + "; rm trial.db" // a file of its own
	}
	if strings.Contains(line, "$(") { // its output is read by the shell, not by a person
		env = append(env, "LEADS_FORCE_TTY=")
	}
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir, cmd.Env = home, env
	out, err := cmd.CombinedOutput()
	if err != nil && !strings.HasPrefix(string(out), "leads: ") {
		t.Fatalf("%s: %v\n%s", line, err, out)
	}
	return string(out)
}
