package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// ways are the flags with which a file of testdata/import is imported beside
// the plain way; --create is always there.
var ways = map[string][]string{
	"excel-fr-ambiguous.csv":           {"--date-format dmy"},
	"excel-fr-mangled.csv":             {"--date-format dmy"},
	"hubspot-contacts-mixed-dates.csv": {"--date-format mdy"},
	"zoho-deals.csv":                   {"--date-format mdy"},
	"nasty-amounts.csv":                {"--skip-bad", "--skip-bad --decimal comma"},
	"nasty-dates.csv":                  {"--skip-bad"},
	"nasty-ragged.csv":                 {"--skip-bad"},
	"nasty-bare-quotes.csv":            {"--skip-bad"},
	"nasty-duplicate-headers.csv":      {"--map #3=-"},
	"linkedin-invitations.csv":         {"--source Referral"},
	"trello-board.csv":                 {"--source Referral --keep-columns"},
	"upwork-bids.csv":                  {"--date-format mdy"},
}

// Every file that a freelancer may come with is imported, or refused with a
// reason; want.txtar has what is said and what is in the file then, for each
// file and way. A second import adds nothing. `go test ./cmd/leads -update`
// rewrites it: read the difference as carefully as code.
func TestImportFiles(t *testing.T) {
	dir := filepath.Join("..", "..", "testdata", "import")
	golden := filepath.Join(dir, "want.txtar")
	old, err := txtar.ParseFile(golden)
	if err != nil && !*update {
		t.Fatal(err)
	}
	want := map[string]string{}
	if old != nil {
		for _, f := range old.Files {
			want[f.Name] = string(f.Data)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(files) < 40 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	made := &txtar.Archive{Comment: []byte("What each file of this folder becomes; cmd/leads/import_files_test.go makes it.\n")}
	rates := rateFile(t)
	var trials [][2]string // path, flags
	for _, path := range files {
		for _, flags := range append([]string{""}, ways[filepath.Base(path)]...) {
			trials = append(trials, [2]string{path, flags})
			made.Files = append(made.Files, txtar.File{Name: strings.TrimSpace(filepath.Base(path) + " " + flags)})
		}
	}
	t.Run("files", func(t *testing.T) {
		for i, trial := range trials {
			t.Run(made.Files[i].Name, func(t *testing.T) {
				t.Parallel()
				got := importedFile(t, rates, trial[0], trial[1])
				made.Files[i].Data = []byte(got)
				if name := made.Files[i].Name; !*update && got != want[name] {
					t.Errorf("got\n%s\nwant\n%s", got, want[name])
				}
			})
		}
	})
	if *update {
		if err := os.WriteFile(golden, txtar.Format(made), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if len(made.Files) != len(old.Files) {
		t.Errorf("%d imports, want.txtar has %d", len(made.Files), len(old.Files))
	}
}

// rateFile makes a file that knows the dollar.
func rateFile(t *testing.T) []byte {
	t.Helper()
	home := t.TempDir()
	cmd := exec.Command("leads", "rate", "set", "USD", "0.9", "--date", "2000-01-01")
	cmd.Env = world(os.Environ(), home)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data, err := os.ReadFile(filepath.Join(home, "leads.db"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// importedFile imports a file into a new one, and again, and gives what was
// said, the counts, and the leads without what only their making tells.
func importedFile(t *testing.T, rates []byte, path, flags string) string {
	t.Helper()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "leads.db"), rates, 0o600); err != nil {
		t.Fatal(err)
	}
	leads := func(args ...string) (out, said string, code int) {
		cmd := exec.Command("leads", args...)
		var stdout, stderr bytes.Buffer
		cmd.Env, cmd.Stdout, cmd.Stderr = world(os.Environ(), home), &stdout, &stderr
		if err := cmd.Run(); err != nil {
			code = cmd.ProcessState.ExitCode()
		}
		return stdout.String(), stderr.String(), code
	}
	args := append([]string{"import", path, "--create", "--json"}, strings.Fields(flags)...)
	out, said, code := leads(args...)
	text := fmt.Sprintf("%sexit %d\n%s", said, code, flatCounts(t, out))
	if code != 0 {
		return text
	}
	again, _, _ := leads(args...)
	for _, word := range strings.Fields(flatCounts(t, again)) {
		if key, n, _ := strings.Cut(word, ":"); n != "0" && slices.Contains([]string{"added", "updated", "closed", "costs", "logged"}, key) {
			t.Errorf("a second import has %s %s", n, key)
		}
	}
	all, _, _ := leads("list", "--limit", "0", "--json", "--sort", "id")
	return text + plainLeads(t, all)
}

// flatCounts is the summary on one line, "" for none.
func flatCounts(t *testing.T, text string) string {
	t.Helper()
	if text == "" {
		return ""
	}
	var counts struct{ Read, Added, Updated, Duplicates, Logged, Closed, Costs, Unmatched, Rejected, Skipped int }
	if err := json.Unmarshal([]byte(text), &counts); err != nil {
		t.Fatal(err)
	}
	if counts.Read != counts.Added+counts.Updated+counts.Duplicates+counts.Logged+counts.Closed+counts.Costs+counts.Unmatched+counts.Rejected {
		t.Errorf("the counts do not add up: %s", text)
	}
	return strings.ToLower(strings.Trim(fmt.Sprintf("%+v", counts), "{}")) + "\n"
}

// plainLeads are the known fields of leads, a lead each line.
func plainLeads(t *testing.T, text string) string {
	t.Helper()
	var leads []map[string]any
	if err := json.Unmarshal([]byte(text), &leads); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, l := range leads {
		for key, v := range l {
			list, isList := v.([]any)
			fields, isMap := v.(map[string]any)
			if v == nil || isList && len(list) == 0 || isMap && len(fields) == 0 || slices.Contains([]string{"id", "created_at", "updated_at", "level", "score"}, key) {
				delete(l, key)
			}
		}
		line, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	return b.String()
}
