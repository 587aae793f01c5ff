//go:build unix

package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
	"github.com/creack/pty"
)

// hostileNames likes what terminals get wrong: characters of two columns and of
// none, joined ones, and texts without a blank to break at.
var hostileNames = []string{
	"日本の喫茶店のための新しいウェブサイトと予約システム", "👩‍👩‍👧‍👦 família 🏳️‍🌈 site", "Zo\u0308e\u0301 et ses ami·e·s, une très longue enseigne à la mode",
	"Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen", "a\tb\x1b[31mc\u202ed\r\ne", "موقع لمتجر القهوة الجديد في المدينة القديمة", "x",
}

// hostileFile is the demo with such names, and what the demo lacks.
func hostileFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "leads.db")
	steps := [][]string{{"demo", file}, {"config", "set", "hourly-cost", "40"}, {"rate", "set", "USD", "0.9"}, {"score", "import", "--starter"},
		{"score", "rule", "add", "--when", `value >= 2000 and source == "Referral" and not (channel == "Client") and currency != "USD"`, "--points", "20"},
		{"log", "3", "call", "--via", "LinkedIn/Inbound", "--date", "2026-05-28"}}
	for i, name := range hostileNames {
		id, mark := fmt.Sprint(i+10), strings.Repeat("!", i)
		steps = append(steps, []string{"edit", id, "--title", name, "--client", name + mark, "--note", strings.Repeat(name+" ", 6), "--tag", name},
			[]string{"log", id, "call", name + " " + name, "--spent", "1h", "--cost", "12.50"},
			[]string{"source", "add", "Quelle " + name + mark, "--force"},
			[]string{"add", name, "--source", "Website/Form", "--client", name, "--value", "USD 123456789.5", "--follow-up", "2026-11-20", "--on-duplicate", "allow"})
	}
	for _, args := range steps {
		if _, stderr, code := leads(t.TempDir(), append([]string{"--db", file}, args...)...); code != 0 {
			t.Fatalf("leads %v: %s", args, stderr)
		}
	}
	return file
}

// tables are the commands that answer with a table or a page.
func tables(file string) [][]string {
	table := filepath.Join(filepath.Dir(file), "rows.csv")
	return [][]string{
		{}, {"list", "--limit", "0"}, {"show", "11"}, {"show", "3"}, {"activity", "list", "--limit", "30"}, {"client", "list"}, {"client", "show", "Noisette"},
		{"source", "list"}, {"channel", "list"}, {"campaign", "list"}, {"source", "review"}, {"config", "list"}, {"rate", "list"}, {"history"}, {"doctor"},
		{"report"}, {"report", "--by", "source,channel,campaign"}, {"report", "--by", "client", "--cohort"}, {"report", "--chart"}, {"report", "--by", "month", "--chart"},
		{"report", "--why", "--period", "2026-Q3"}, {"report", "--model", "linear", "--why"}, {"report", "--compare-to", "previous", "--period", "this-month"},
		{"attribution"}, {"compare", "Upwork/Invite", "Upwork/Search"}, {"funnel", "--by", "source"}, {"funnel", "--levels"}, {"pipeline"}, {"pipeline", "--by", "source,stage"},
		{"review"}, {"next"}, {"duplicates"}, {"duplicates", "--least", "possible"}, {"score", "rule", "list"}, {"score", "show", "11"}, {"score", "calibrate"}, {"score", "suggest"},
		{"import", "--list-presets"}, {"import", table, "--dry-run", "--source", "Upwork"}, {"help"}, {"help", "dates"}, {"help", "attribution"}, {"help", "scoring"}, {"add", "--help"},
		{"--db", file + ".none"},
	}
}

// figure is a number or a day as people see it, not one inside a word.
var figure = regexp.MustCompile(`(?m)(?:^|[ (–+-])(\d[\d,.:\x{a0}\x{202f}/-]*\d|\d)`)

// figures counts them.
func figures(text string) map[string]int {
	counts := map[string]int{}
	for _, f := range figure.FindAllStringSubmatch(text, -1) {
		counts[f[1]]++
	}
	return counts
}

// answerOn is what a command answers on a terminal of some columns. Messages, which
// are one line each to be read by scripts and copied, go elsewhere.
func answerOn(t *testing.T, columns int, locale string, args []string) string {
	t.Helper()
	cmd := exec.Command("leads", args...)
	cmd.Env = append(world(os.Environ(), t.TempDir()), "TERM=xterm-256color", "NO_COLOR=1", "LC_ALL="+locale)
	screen, keys, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer screen.Close()
	defer keys.Close()
	if err := pty.Setsize(keys, &pty.Winsize{Rows: 30, Cols: uint16(columns)}); err != nil {
		t.Fatal(err)
	}
	cmd.Stdin, cmd.Stdout = keys, keys
	ended := make(chan error, 1)
	go func() {
		err := cmd.Run()
		keys.WriteString("\x00") // all that was written comes before it
		ended <- err
	}()
	shown, err := bufio.NewReader(screen).ReadString(0)
	if err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatalf("leads %v: %v", args, err)
	}
	return strings.NewReplacer("\r", "", "\x00", "").Replace(shown)
}

// On a terminal of any width from 40 columns no layout is wider
// than that, whatever the names, and no figure is cut or left out.
func TestNothingIsWiderThanTheTerminal(t *testing.T) {
	t.Parallel()
	file := hostileFile(t)
	rows := "Titre;Montant;Autre colonne sans nom connu\n"
	for _, name := range hostileNames[:4] {
		rows += name + ";15;" + name + "\n"
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "rows.csv"), []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, locale := range []string{"C.UTF-8", "fr_FR.UTF-8"} {
		for j, args := range tables(file) {
			widths := []int{40, 80, 120}
			if trials(1, len(widths)) == 1 { // every table at 40 columns in English, and wider in French
				at := i * (1 + j%2)
				widths = widths[at : at+1]
			}
			t.Run(locale+" "+strings.Join(args, " "), func(t *testing.T) {
				t.Parallel()
				line := append([]string{"--db", file, "--no-pager", "--no-input"}, args...)
				all := answerOn(t, 1000, locale, line)
				for _, leave := range []string{"12 WEEKS", "12 SEMAINES"} { // a chart leaves them out where there is no room
					all = strings.ReplaceAll(all, leave, "")
				}
				for _, width := range widths {
					shown := answerOn(t, width, locale, line)
					for _, row := range strings.Split(shown, "\n") {
						if wide := displaywidth.String(row); wide > width {
							t.Errorf("%d columns on a terminal of %d: %q", wide, width, row)
						}
					}
					there := figures(shown)
					for f, n := range figures(all) {
						if there[f] < n {
							t.Errorf("%s is there %d times of %d at %d columns:\n%s", f, there[f], n, width, shown)
						}
					}
				}
			})
		}
	}
}
