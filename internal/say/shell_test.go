package say

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestACommandLineInASentenceCanBePasted(t *testing.T) {
	for moral, c := range map[string]struct {
		format string
		args   []any
		want   string
	}{
		"a name of one word stays":           {"leads list --client %s", []any{"Malt"}, "leads list --client Malt"},
		"blanks are quoted":                  {"a new one: leads source add %q", []any{"Cold call"}, "a new one: leads source add 'Cold call'"},
		"nothing in a name is run":           {"leads list --client %s", []any{"$(touch PWNED)"}, "leads list --client '$(touch PWNED)'"},
		"a quotation mark does not end it":   {"leads list --client %s", []any{"it's"}, `leads list --client 'it'\''s'`},
		"words before the line stay":         {"did you mean %s? leads client add %s", []any{"Le Fil", "Le Pin"}, "did you mean Le Fil? leads client add 'Le Pin'"},
		"and words behind it":                {"leads log %s (or %s)", []any{"a b", "c d"}, "leads log 'a b' (or c d)"},
		"leads that have something are none": {"%d leads have the source %s", []any{2, "Cold call"}, "2 leads have the source Cold call"},
		"a noun of the command counts":       {"leads %s merge %s", []any{"source", "a b"}, "leads source merge 'a b'"},
		"a flag alone is a piece of a line":  {"say --source %s", []any{"a b"}, "say --source 'a b'"},
		"a name is no flag":                  {"saved: leads report %s", []any{"-x"}, "saved: leads report -- -x"},
		"a figure keeps its point":           {"leads win 1 %s", []any{"1,234.50"}, "leads win 1 1,234.50"},
		"what is quoted is not quoted again": {"leads %s", []any{Shell("add", "a b")}, "leads add 'a b'"},
		"a comment is none":                  {"leads list --tag %s", []any{"#1"}, "leads list --tag '#1'"},
	} {
		if got := T(c.format, c.args...).String(); got != c.want {
			t.Errorf("%s: %s", moral, got)
		}
	}
	german := Read([]byte("msgid \"leads add %s\"\nmsgstr \"leads add %[1]q (%[1]s)\"\n"))
	if got := german.Say(T("leads add %s", "a b")); got != "leads add 'a b' ('a b')" {
		t.Errorf("translated: %s", got)
	}
}

func TestAWordIsHarmlessInBothShellsOfWindows(t *testing.T) {
	for word, want := range map[string]string{
		"a & calc": `"a & calc"`, `C:\My leads\`: `"C:\My leads\\"`, "$(calc) x": `'$(calc) x'`, "50 % off": "...", `"&calc`: "...", "`calc & x": "...",
	} {
		if got := quote(word, "windows"); got != want {
			t.Errorf("%q is written %s, not %s", word, got, want)
		}
	}
}

// Whatever a name holds, the shell reads the line back as its words.
func FuzzShell(f *testing.F) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		f.Skip("there is no sh here")
	}
	for _, name := range []string{"$(touch PWNED)", "`id`", `"; id; "`, "'; id; '", "a\nid", "#1", "~root", "=ls", "{a,b}", "!!", "*", `\`, "", "-rf", "é ü", "a\\'b", "%s", "x\x00y"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if strings.ContainsRune(name, 0) || len(name) > 1000 {
			return // no argument of a program can hold it
		}
		for _, format := range []string{"leads list --client %s", "leads report %q"} {
			line := T(format, name).String()
			out, err := exec.Command(sh, "-c", `leads() { printf '%s\0' "$@"; }`+"\n"+line).Output()
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			words := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
			want := []string{"list", "--client", name}
			if strings.HasPrefix(line, "leads report") {
				want = []string{"report", name}
				if strings.HasPrefix(name, "-") {
					want = []string{"report", "--", name}
				}
			}
			if !slices.Equal(words, want) {
				t.Fatalf("%s is read as %q", line, words)
			}
		}
	})
}
