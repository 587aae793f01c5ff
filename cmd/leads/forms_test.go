//go:build unix

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// open is a file with three leads, two of them open.
func open(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "leads.db")
	for _, args := range [][]string{
		{"add", "Shop redesign", "--source", "Upwork/Invite", "--client", "Noisette", "--value", "3200"},
		{"add", "Billing API", "--source", "LinkedIn/Inbound", "--client", "Larkfield Media"},
		{"add", "Old logo", "--source", "Website/Form", "--client", "Colibri"},
		{"lose", "3"},
	} {
		if _, stderr, code := leads(t.TempDir(), append([]string{"--db", file}, args...)...); code != 0 {
			t.Fatal(stderr)
		}
	}
	return file
}

// coloured finds a colour, not bold or faint.
var coloured = regexp.MustCompile(`\x1b\[([0-9;]*;)?(3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9;]*m`)

// modes are the two ways in which a form asks.
var modes = map[string][]string{"drawn": {"NO_COLOR=1"}, "plain": {"ACCESSIBLE=1", "NO_COLOR=1"}, "dumb": {"TERM=dumb"}}

// What a person leaves open is asked, drawn and in plain lines; the answer is the
// command that could have been typed, and so it is in the history.
func TestWhatIsLeftOpenIsAsked(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(open(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		moral string
		args  []string
		drawn [][2]string
		plain [][2]string
		want  string
		typed string
	}{
		{"log without a lead offers those last touched", []string{"log"},
			[][2]string{{"On which lead?", "\x1b[B\r"}, {"> bid", "\x1b[B\r"}, {"Anything to note", "sent it\r"}, {"submit", "25m\r"}},
			[][2]string{{"On which lead?", "2\r"}, {"What was it?", "2\r"}, {"Anything to note", "sent it\r"}, {"How long", "25m\r"}},
			"Logged proposal on lead 2: Billing API", "log --spent 25m 2 proposal 'sent it'"},
		{"log with a lead asks what it was", []string{"log", "1", "--spent", "10m"},
			[][2]string{{"What was it?", "\r"}, {"Anything to note", "\r"}},
			[][2]string{{"What was it?", "\r"}, {"Anything to note", "\r"}},
			"Logged bid on lead 1: Shop redesign", "log 1 --spent 10m bid"},
		{"log for a source asks what it was", []string{"log", "--source", "Upwork"},
			[][2]string{{"What was it?", "\r"}, {"Anything to note", "\r"}, {"submit", "2h\r"}},
			[][2]string{{"What was it?", "\r"}, {"Anything to note", "\r"}, {"How long", "soon\r"}, {"is not a duration", "2h\r"}},
			"Logged bid for Upwork", "log --source Upwork --spent 2h bid"},
		{"win offers open leads and the value", []string{"win"},
			[][2]string{{"Which lead?", "\x1b[B\r"}, {"Won for how much?", "\r"}},
			[][2]string{{"Which lead?", "2\r"}, {"Won for how much?", "\r"}},
			"Lead 1 is won on 2026-11-21 for 3,200.00 EUR", "win 1 '3200.00 EUR'"},
		{"win with a lead asks for how much", []string{"win", "2"},
			[][2]string{{"Won for how much?", "1234.50\r"}},
			[][2]string{{"Won for how much?", "1234.50\r"}},
			"Lead 2 is won on 2026-11-21 for 1,234.50 EUR", "win 2 1234.50"},
		{"lose offers open leads, asks how and why", []string{"lose"},
			[][2]string{{"Which lead?", "\r"}, {"How did it end?", "\r"}, {"Why was it lost?", "\x1b[B\r"}},
			[][2]string{{"Which lead?", "\r"}, {"How did it end?", "1\r"}, {"Why was it lost?", "2\r"}},
			"Lead 2 is lost on 2026-11-21", "lose --outcome lost --reason price 2"},
		{"only a loss has a reason", []string{"lose", "2"},
			[][2]string{{"How did it end?", "\x1b[B\r"}},
			[][2]string{{"How did it end?", "2\r"}},
			"Lead 2 is no-response on 2026-11-21", "lose 2 --outcome no-response"},
		{"lose with its flags asks nothing", []string{"lose", "2", "--reason", "price"}, nil, nil, "Lead 2 is lost", "lose 2 --reason price"},
	} {
		for mode, env := range modes {
			talk := c.plain
			if mode == "drawn" {
				talk = c.drawn
			}
			file := filepath.Join(t.TempDir(), "leads.db")
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			shown, code := terminal(t, env, append([]string{"--db", file}, c.args...), talk...)
			if code != 0 || !strings.Contains(shown, c.want) {
				t.Errorf("%s, %s: code %d:\n%q", c.moral, mode, code, shown)
			}
			if coloured.MatchString(shown) {
				t.Errorf("%s, %s: colours: %q", c.moral, mode, shown)
			}
			history, _, _ := leads(t.TempDir(), "--db", file, "history", "--limit", "1", "--format", "tsv")
			if typed := strings.Split(history, "\t")[0]; !strings.HasSuffix(typed, c.typed) {
				t.Errorf("%s, %s: the history has %q", c.moral, mode, typed)
			}
		}
	}
}

// A person is asked nothing about what cannot be done, and a script nothing at all.
func TestNothingIsAskedInVain(t *testing.T) {
	t.Parallel()
	file := open(t)
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"win", "3"}, 1, "lead 3 is already closed"},
		{[]string{"lose", "9"}, 4, "there is no lead 9"},
		{[]string{"log", "9"}, 4, "there is no lead 9"},
		{[]string{"--db", file + ".none", "log"}, 4, "there is no lead yet"},
		{[]string{"--db", file + ".none", "win"}, 4, "there is no open lead"},
		{[]string{"--no-input", "log"}, 2, "log needs ID and KIND"},
		{[]string{"--no-input", "log", "1"}, 2, "log needs ID and KIND"},
		{[]string{"--no-input", "win"}, 2, "win needs ID"},
		{[]string{"--no-input", "lose"}, 2, "lose needs ID"},
		{[]string{"--no-input", "lose", "1"}, 0, "Lead 1 is lost"},
		{[]string{"--no-input", "win", "2"}, 0, "Lead 2 is won"},
	} {
		shown, code := terminal(t, []string{"LEADS_DB=" + file}, c.args)
		if code != c.code || !strings.Contains(shown, c.want) {
			t.Errorf("leads %v: code %d, want %d:\n%q", c.args, code, c.code, shown)
		}
	}
	if _, err := os.Stat(file + ".none"); err == nil {
		t.Error("a question about leads made a file")
	}
}

// Ctrl-C in a form, and the end of the input, are 130 and leave nothing behind:
// no row, no file, no terminal in another mode.
func TestCtrlCInEveryFormLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	file := open(t)
	before, _, _ := leads(t.TempDir(), "--db", file, "export", "--format", "jsonl")
	table := filepath.Join(t.TempDir(), "table.csv")
	if err := os.WriteFile(table, []byte("what,colour\nShop,red\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		cue  string
	}{
		{[]string{"log"}, "On which lead?"}, {[]string{"log", "1"}, "What was it?"}, {[]string{"win"}, "Which lead?"}, {[]string{"win", "1"}, "Won for how much?"},
		{[]string{"lose"}, "Which lead?"}, {[]string{"lose", "1"}, "How did it end?"}, {[]string{"import", table}, "What is the column"},
	} {
		for mode, env := range map[string][]string{"drawn": nil, "plain": {"ACCESSIBLE=1"}} {
			keys := []string{"\x03"}
			if mode != "drawn" {
				keys = append(keys, "\x04") // Ctrl-D on an empty line
			}
			for _, key := range keys {
				shown, code := terminal(t, env, append([]string{"--db", file}, c.args...), [2]string{c.cue, key})
				if code != 130 {
					t.Errorf("leads %v, %s, %q: code %d:\n%q", c.args, mode, key, code, shown)
				}
				if hides, shows := strings.LastIndex(shown, "\x1b[?25l"), strings.LastIndex(shown, "\x1b[?25h"); hides > shows {
					t.Errorf("leads %v, %s: the cursor stays hidden: %q", c.args, mode, shown)
				}
			}
		}
	}
	if after, _, _ := leads(t.TempDir(), "--db", file, "export", "--format", "jsonl"); after != before {
		t.Errorf("something was left behind:\n%s", after)
	}
}

// The columns of a table that nothing takes are asked about: all at once where
// the rows can be understood without them, else one by one.
func TestAnImportAsksForTheMapping(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	known, unknown := filepath.Join(dir, "known.csv"), filepath.Join(dir, "unknown.csv")
	for path, text := range map[string]string{
		known:   "title,source,Colour,Mood\nShop redesign,Upwork,red,fine\n",
		unknown: "what,wohin,Mood\nShop redesign,Noisette,fine\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fields := map[string]string{"title": "3", "client": "4"}
	for _, c := range []struct {
		moral, file string
		drawn       [][2]string
		plain       [][2]string
		want, typed string
	}{
		{"columns left over are left out", known,
			[][2]string{{"No field takes these columns", "\r"}}, [][2]string{{"No field takes these columns", "1\r"}},
			"1 row read, 1 added", "known.csv"},
		{"or kept as own fields", known,
			[][2]string{{"No field takes these columns", "\x1b[B\x1b[B\r"}}, [][2]string{{"No field takes these columns", "3\r"}},
			"1 row read, 1 added", "known.csv --keep-columns"},
		{"or told one by one", known,
			[][2]string{{"No field takes these columns", "\x1b[B\r"}, {"Colour\", such", "\x1b[B\r"}, {"Mood\", such", "\r"}},
			[][2]string{{"No field takes these columns", "2\r"}, {`column "Colour"`, "2\r"}, {`column "Mood"`, "1\r"}},
			"1 row read, 1 added", "known.csv --map Colour=fields.Colour --map Mood=-"},
		{"what the rows are about has to be said; twice the same is refused", unknown,
			[][2]string{{"as Shop redesign", "\x1b[B\x1b[B\r"}, {"as Noisette", "\x1b[B\x1b[B\r"}, {"that is already the column", "\x1b[B\r"}, {"as fine", "\r"}},
			[][2]string{{`column "what"`, fields["title"] + "\r"}, {`column "wohin"`, fields["title"] + "\r"}, {"that is already the column", fields["client"] + "\r"}, {`column "Mood"`, "\r"}},
			"1 row read, 1 added", "--map what=title --map wohin=client --map Mood=-"},
	} {
		for mode, env := range modes {
			talk := c.plain
			if mode == "drawn" {
				talk = c.drawn
			}
			db := filepath.Join(t.TempDir(), "leads.db")
			args := []string{"--db", db, "import", c.file}
			if c.file == unknown {
				args = append(args, "--source", "Upwork")
			}
			shown, code := terminal(t, env, args, talk...)
			if code != 0 || !strings.Contains(shown, c.want) {
				t.Errorf("%s, %s: code %d:\n%q", c.moral, mode, code, shown)
			}
			history, _, _ := leads(t.TempDir(), "--db", db, "history", "--limit", "1", "--format", "tsv")
			if typed := strings.Split(history, "\t")[0]; !strings.HasSuffix(typed, c.typed) {
				t.Errorf("%s, %s: the history has %q", c.moral, mode, typed)
			}
		}
	}
	// Whoever is not to be asked is told.
	shown, code := terminal(t, nil, []string{"--no-input", "import", known, "--dry-run"})
	if code != 0 || !strings.Contains(shown, "not imported: Colour, Mood") {
		t.Errorf("code %d:\n%q", code, shown)
	}
}

// A source that is nearly one that is there is asked about once, whatever its rows;
// a no makes it one of its own. The history has what was said.
func TestAnImportAsksForNamesThatAreNearlyThere(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "rows.csv")
	rows := "title,client,source\nShop,Noisette,Upwrok\nBlog,Birch,Linkedln\nApp,Cedar,upwrok\n"
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	for mode, env := range modes {
		yes, no := "y\r", "n\r"
		if mode == "drawn" {
			yes, no = "y", "n"
		}
		db := filepath.Join(t.TempDir(), "leads.db")
		shown, code := terminal(t, env, []string{"--db", db, "import", path, "--create"}, [2]string{"Is it Upwork?", yes}, [2]string{"Is it LinkedIn?", no})
		if code != 0 || !strings.Contains(shown, "3 rows read, 3 added") {
			t.Errorf("%s: code %d:\n%q", mode, code, shown)
		}
		list, _, _ := leads(t.TempDir(), "--db", db, "report", "--format", "csv")
		if !strings.Contains(list, "\nUpwork,2,") || !strings.Contains(list, "\nLinkedln,1,") {
			t.Errorf("%s: %s", mode, list)
		}
		history, _, _ := leads(t.TempDir(), "--db", db, "history", "--limit", "1", "--format", "tsv")
		if !strings.Contains(history, "--map-value Upwrok=Upwork --map-value Linkedln=Linkedln") {
			t.Errorf("%s: the history has %q", mode, history)
		}
	}
}

// In French, the words around a form are French, too: the keys below it, and what
// plain lines ask for.
func TestAFormSpeaksFrench(t *testing.T) {
	t.Parallel()
	file := open(t)
	for _, c := range []struct {
		moral string
		env   []string
		talk  [][2]string
		want  []string
	}{
		{"drawn", []string{"NO_COLOR=1"}, [][2]string{{"Comment cela s'est-il terminé", "/"}, {"garder le filtre", "\x03"}}, []string{"sans réponse", "entrée", "choisir", "haut", "bas", "filtrer"}},
		{"plain", []string{"ACCESSIBLE=1"}, [][2]string{{"Tapez un nombre de 1 à 3", "9\r"}, {"Il faut un nombre de 1 à 3.", "\x03"}}, nil},
		{"dumb", []string{"TERM=dumb"}, [][2]string{{"Tapez un nombre de 1 à 3", "\x03"}}, nil},
	} {
		shown, code := terminal(t, append(c.env, "LC_ALL=fr_FR.UTF-8"), []string{"--db", file, "lose", "1"}, c.talk...)
		for _, want := range c.want {
			if !strings.Contains(shown, want) {
				t.Errorf("%s: no %q in %q", c.moral, want, shown)
			}
		}
		for _, english := range []string{"submit", "select", "filter ", "number", "Enter", "enter "} {
			if strings.Contains(shown, english) {
				t.Errorf("%s: %q in %q", c.moral, english, shown)
			}
		}
		if code != 130 {
			t.Errorf("%s: code %d: %q", c.moral, code, shown)
		}
	}
}

// A question that is answered by yes or no takes the key, or the word, of either
// language; Enter alone is no, and what is neither is asked again.
func TestYesAndNoAreTyped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		moral string
		env   []string
		talk  [][2]string
		code  int
	}{
		{"a key on a drawn question", nil, [][2]string{{"Delete lead 1", "y"}}, 0},
		{"an arrow and Enter", nil, [][2]string{{"Delete lead 1", "\x1b[B\r"}}, 0},
		{"Enter on a drawn question", nil, [][2]string{{"Delete lead 1", "\r"}}, 1},
		{"no on a drawn question", nil, [][2]string{{"Delete lead 1", "n"}}, 1},
		{"oui on a drawn question", []string{"LC_ALL=fr_FR.UTF-8"}, [][2]string{{"Supprimer le lead 1", "o"}}, 0},
		{"y in a line", []string{"ACCESSIBLE=1"}, [][2]string{{"[y/N]", "y\r"}}, 0},
		{"YES in a line", []string{"ACCESSIBLE=1"}, [][2]string{{"[y/N]", "YES\r"}}, 0},
		{"Enter in a line", []string{"TERM=dumb"}, [][2]string{{"[y/N]", "\r"}}, 1},
		{"n in a line", []string{"TERM=dumb"}, [][2]string{{"[y/N]", "n\r"}}, 1},
		{"neither in a line", []string{"ACCESSIBLE=1"}, [][2]string{{"[y/N]", "2\r"}, {"Please y or n.", "y\r"}}, 0},
		{"oui in a line", []string{"ACCESSIBLE=1", "LC_ALL=fr_FR.UTF-8"}, [][2]string{{"[o/N]", "oui\r"}}, 0},
	} {
		t.Run(c.moral, func(t *testing.T) {
			t.Parallel()
			file := open(t)
			shown, code := terminal(t, c.env, []string{"--db", file, "lead", "delete", "1"}, c.talk...)
			if code != c.code {
				t.Errorf("exit code %d, not %d:\n%s", code, c.code, shown)
			}
			list, _, _ := leads(t.TempDir(), "--db", file, "list")
			if gone := !strings.Contains(list, "Shop redesign"); gone != (c.code == 0) {
				t.Errorf("deleted: %v\n%s", gone, list)
			}
		})
	}
}

// The review asks its questions one by one; each answer is the command that could
// have been typed, and an empty one leaves the question open.
func TestTheReviewAsksOneByOne(t *testing.T) {
	t.Parallel()
	file := open(t)
	shown, code := terminal(t, []string{"ACCESSIBLE=1", "NO_COLOR=1"}, []string{"--db", file, "review", "--talk"},
		[2]string{"Cold email has never been used", "in March\r"}, [2]string{"Freelancer has never been used", "\r"}, [2]string{"Referral has never been used", "\r"})
	if code != 0 || !strings.Contains(shown, "questions: 3, answered: 1") {
		t.Errorf("code %d:\n%q", code, shown)
	}
	history, _, _ := leads(t.TempDir(), "--db", file, "history", "--limit", "1", "--format", "tsv")
	if typed := strings.Split(history, "\t")[0]; typed != "review --answer unfed:coldemail 'in March'" {
		t.Errorf("the history has %q", typed)
	}
	shown, _ = terminal(t, []string{"ACCESSIBLE=1", "NO_COLOR=1"}, []string{"--db", file, "review", "--talk"},
		[2]string{"you said: in March", ""}, [2]string{"Cold email has never been used", "\r"}, [2]string{"Freelancer has never been used", "\r"}, [2]string{"Referral has never been used", "\r"})
	if !strings.Contains(shown, "on 2026-11-21 you said: in March") {
		t.Errorf("what was said is not shown:\n%q", shown)
	}
}
