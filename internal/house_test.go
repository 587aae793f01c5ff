package internal

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// house is the plan: a room may import only the rooms behind it. A new arrow is
// a new word here, in the commit that needs it.
var house = map[string][]string{
	"say":         {},
	"stats":       {},
	"crm":         {"say"},
	"sheet":       {"say"},
	"dedup":       {"crm"},
	"invent":      {"crm"}, // for tests and benchmarks alone
	"anonymize":   {"crm", "dedup"},
	"attribution": {"crm", "stats"},
	"score":       {"crm", "say", "stats"},
	"render":      {"say", "sheet"},
	"form":        {"crm", "say"}, // crm: a list is filtered by names as the lists of the file match them
	"store":       {"crm", "say"},
	"importer":    {"crm", "dedup", "say"},
	"scoring":     {"crm", "say", "score", "store"},
	"report":      {"attribution", "crm", "say", "score", "sheet", "stats"},
	"intake":      {"crm", "dedup", "importer", "say", "score", "store"},
	"answers":     {"attribution", "crm", "dedup", "report", "say", "score", "scoring", "sheet", "stats", "store"},
	"archive":     {"anonymize", "crm", "importer", "intake", "score", "store"},
	"cli":         {"answers", "archive", "attribution", "crm", "dedup", "form", "importer", "intake", "render", "report", "say", "score", "scoring", "sheet", "store"},
}

// guests says in which room a library lives.
var guests = map[string][]string{
	"database/sql":                          {"store"},
	"modernc.org/sqlite":                    {"store"},
	"modernc.org/sqlite/lib":                {"store"},
	"charm.land/huh/v2":                     {"form"},
	"charm.land/bubbles/v2/key":             {"form"}, // the keys that huh shows
	"charm.land/bubbletea/v2":               {"form"}, // huh is built on it; to keep signals our own
	"github.com/charmbracelet/colorprofile": {"form"},
	"github.com/olekukonko/tablewriter":     {"render"},
	"github.com/clipperhouse/displaywidth":  {"render"},
	"github.com/spf13/cobra":                {"cli"},
	"github.com/spf13/pflag":                {"cli"},
	"github.com/kballard/go-shellquote":     {"cli"}, // splits the line of an alias as a shell does
	"github.com/expr-lang/expr":             {"score"},
	"github.com/leonelquinteros/gotext":     {"say"}, // reads .po files and their plural rules
	"golang.org/x/text/unicode/norm":        {"crm", "dedup"},
	"golang.org/x/text/encoding":            {"importer"},
	"github.com/thedatashed/xlsxreader":     {"importer"}, // 240 KB; excelize costs 3.4 MB and doubles the start
}

func TestEveryImportFollowsThePlan(t *testing.T) {
	seen := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || filepath.Dir(path) == "." {
			return err
		}
		room := strings.Split(filepath.ToSlash(path), "/")[0]
		if _, planned := house[room]; !planned {
			t.Errorf("%s: the plan has no room %q", path, room)
			return nil
		}
		seen[room] = true
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			checkImport(t, path, room, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for room := range house {
		if !seen[room] {
			t.Errorf("the plan has a room %q, the house has not", room)
		}
	}
}

func checkImport(t *testing.T, path, room, name string) {
	t.Helper()
	if inner, own := strings.CutPrefix(name, "leads/internal/"); own {
		if !slices.Contains(house[room], inner) {
			t.Errorf("%s: %s may not import %s", path, room, inner)
		}
		return
	}
	if !strings.Contains(strings.Split(name, "/")[0], ".") && name != "database/sql" {
		return // the standard library is welcome anywhere
	}
	home := guests[name]
	for prefix, rooms := range guests {
		if strings.HasPrefix(name, prefix+"/") && home == nil {
			home = rooms
		}
	}
	if !slices.Contains(home, room) {
		t.Errorf("%s: %s does not live in %s", path, name, room)
	}
}

// Nothing below the door knows the process, its streams or the clock.
func TestOnlyTheDoorKnowsTheWorld(t *testing.T) {
	for _, room := range []string{"crm", "sheet", "stats", "dedup", "score", "attribution", "importer", "intake", "answers", "report", "render", "form", "cli", "say"} {
		files, err := filepath.Glob(room + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range file.Imports {
				if name := spec.Path.Value; name == `"os"` || name == `"os/exec"` || strings.HasPrefix(name, `"net/`) && name != `"net/url"` || name == `"net"` {
					t.Errorf("%s imports %s", path, name)
				}
			}
		}
	}
}
