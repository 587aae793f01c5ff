package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// known are the leads that are there before a file of an archive whose first word is
// "known" comes in.
const known = `title,client,contact,email,external_id,source,channel,date,value
Zinnia shop,Zinnia Works,Zoe Zinnia,zoe@zinnia.example,ZIN-1,Upwork,Invite,2026-09-01,
Yarrow app,Yarrow Media,Yan Yarrow,yan@yarrow.example,,LinkedIn,,2026-09-01,
`

// Files as other tools write them, in the archives of testdata/kinds, one for each
// kind: a file is "NAME FLAGS", and want.txtar has what is said of it and what of the
// file of leads is new then. A second import changes nothing, and undo takes it all
// back. `go test ./cmd/leads -run ImportFilesByKind -update` rewrites it: read the difference as
// carefully as code.
func TestImportFilesByKind(t *testing.T) {
	dir := filepath.Join("..", "..", "testdata", "kinds")
	golden := filepath.Join(dir, "want.txtar")
	want := map[string]string{}
	if old, err := txtar.ParseFile(golden); err == nil {
		for _, f := range old.Files {
			want[f.Name] = string(f.Data)
		}
	} else if !*update {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(paths) < 5 {
		t.Fatalf("%d archives, %v", len(paths), err)
	}
	rates, seeded := rateFile(t), knownFile(t)
	made := &txtar.Archive{Comment: []byte("What each file of this folder becomes; cmd/leads/import_kinds_test.go makes it.\n")}
	type trial struct {
		name string
		data []byte
		db   []byte
	}
	var trials []trial
	for _, path := range paths {
		if path == golden {
			continue
		}
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		db := rates
		if bytes.HasPrefix(archive.Comment, []byte("known ")) {
			db = seeded
		}
		for _, f := range archive.Files {
			trials = append(trials, trial{f.Name, f.Data, db})
			made.Files = append(made.Files, txtar.File{Name: f.Name})
		}
	}
	t.Run("files", func(t *testing.T) {
		for i, one := range trials {
			t.Run(one.name, func(t *testing.T) {
				t.Parallel()
				got := importedKind(t, one.db, one.name, one.data)
				if made.Files[i].Data = []byte(got); !*update && got != want[one.name] {
					t.Errorf("got\n%s\nwant\n%s", got, want[one.name])
				}
			})
		}
	})
	if *update {
		if err := os.WriteFile(golden, txtar.Format(made), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if len(made.Files) != len(want) {
		t.Errorf("%d files, want.txtar has %d", len(made.Files), len(want))
	}
}

// knownFile is a file with the leads of known and a rate of the dollar.
func knownFile(t *testing.T) []byte {
	t.Helper()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "leads.db"), rateFile(t), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("leads", "import", "-")
	cmd.Env, cmd.Stdin = world(os.Environ(), home), strings.NewReader(known)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data, err := os.ReadFile(filepath.Join(home, "leads.db"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// importedKind imports a file, and again, and gives what was said and what is new.
func importedKind(t *testing.T, db []byte, name string, data []byte) string {
	t.Helper()
	home := t.TempDir()
	name, flags, _ := strings.Cut(name, " ")
	for path, content := range map[string][]byte{"leads.db": db, name: data} {
		if err := os.WriteFile(filepath.Join(home, path), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	leads := func(args ...string) (out, said string, code int) {
		cmd := exec.Command("leads", args...)
		var stdout, stderr bytes.Buffer
		cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = home, world(os.Environ(), home), &stdout, &stderr
		if err := cmd.Run(); err != nil {
			code = cmd.ProcessState.ExitCode()
		}
		return stdout.String(), stderr.String(), code
	}
	all := func() []string {
		out, _, _ := leads("export", "--format", "jsonl", "--quiet")
		return strings.Split(strings.TrimSpace(out), "\n")
	}
	before := all()
	args := append([]string{"import", name, "--format", "tsv"}, splitFlags(flags)...)
	out, said, code := leads(args...)
	text := fmt.Sprintf("%sexit %d%s\n", said, code, counted(out))
	after := all()
	if code != 0 {
		if !slices.Equal(before, after) {
			t.Error("a refused import wrote something")
		}
		return text
	}
	if leads(args...); !slices.Equal(after, all()) {
		t.Error("a second import changed something")
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			text += stamps.ReplaceAllString(line, "") + "\n"
		}
	}
	return text
}

var stamps = regexp.MustCompile(`,"import_rows":\[[^]]*\]|,"(created_at|updated_at)":"[^"]*"|"(record)":"(lead|activity)",|"rate":"1",`)

// counted is the counts that are not 0, on one line.
func counted(out string) (text string) {
	for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
		if word, n, _ := strings.Cut(line, "\t"); n != "0" && word != "" {
			text += ", " + word + " " + n
		}
	}
	return text
}

// splitFlags splits at blanks that are not in quotes.
func splitFlags(text string) (list []string) {
	for i, part := range strings.Split(text, `"`) {
		if i%2 == 1 {
			list = append(list, part)
			continue
		}
		list = append(list, strings.Fields(part)...)
	}
	return list
}
