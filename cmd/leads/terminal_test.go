//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// onTerminal starts the program on a pseudo-terminal, and kills it after twenty seconds.
// ROWS in the environment is how many it has.
func onTerminal(t *testing.T, env []string, args []string) (*exec.Cmd, *os.File) {
	t.Helper()
	rows := uint16(30)
	for _, v := range env {
		fmt.Sscanf(v, "ROWS=%d", &rows)
	}
	cmd := exec.Command("leads", args...)
	cmd.Env = append(world(os.Environ(), t.TempDir()), append([]string{"TERM=xterm-256color"}, env...)...)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: rows, Cols: 100})
	if err != nil {
		t.Fatal(err)
	}
	stop := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
	t.Cleanup(func() {
		stop.Stop()
		tty.Close()
	})
	return cmd, tty
}

// terminal runs the program on a pseudo-terminal that never answers a query,
// types each answer once its cue has appeared, and gives what was shown and
// the exit code.
func terminal(t *testing.T, env []string, args []string, talk ...[2]string) (string, int) {
	t.Helper()
	cmd, tty := onTerminal(t, env, args)
	var shown bytes.Buffer
	piece := make([]byte, 4096)
	for {
		n, err := tty.Read(piece)
		shown.Write(piece[:n])
		for len(talk) > 0 && strings.Contains(shown.String(), talk[0][0]) {
			if _, err := tty.WriteString(talk[0][1]); err != nil {
				t.Fatal(err)
			}
			talk = talk[1:]
		}
		if err != nil {
			break // the program is gone
		}
	}
	err := cmd.Wait()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	if len(talk) > 0 {
		t.Fatalf("%q was never shown:\n%q", talk[0][0], shown.String())
	}
	return shown.String(), cmd.ProcessState.ExitCode()
}

// No command asks the terminal anything that it may not answer.
func TestOnAMuteTerminalNothingWaits(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--version"}, {"list"}, {"report"}, {"help"}, {"show", "1"}, {"nosuch"}} {
		start := time.Now()
		shown, _ := terminal(t, []string{"NO_COLOR=1"}, args)
		if strings.Contains(shown, "\x1b") {
			t.Errorf("leads %v wrote an escape to the terminal: %q", args, shown)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("leads %v took %v: it waited for an answer", args, took)
		}
	}
}

func TestTheFormAsksForWhatIsMissing(t *testing.T) {
	t.Parallel()
	// Accessible mode: plain questions, one a line.
	shown, code := terminal(t, []string{"ACCESSIBLE=1"}, []string{"add"},
		[2]string{"What is the opportunity?", "Shop redesign\r"}, [2]string{"between 1 and", "2\r"},
		[2]string{"client? (optional)", "Noisette\r"}, [2]string{"worth?", "3k\r"}, [2]string{"How long", "soon\r"}, [2]string{"not a duration", "20m\r"},
		[2]string{"What did it cost?", "\r"}, [2]string{"Anything to note?", "\r"})
	if code != 0 || !strings.Contains(shown, "Added lead 1: Shop redesign") {
		t.Errorf("code %d:\n%s", code, shown)
	}
	// Drawn: what a lead is, then the rest of it on one page.
	shown, code = terminal(t, nil, []string{"add", "--source", "Upwork", "--client", "Noisette"},
		[2]string{"What is the opportunity?", "Shop\r"}, [2]string{"worth?", "\r\r\r\r"})
	if code != 0 || !strings.Contains(shown, "Added lead 1: Shop") {
		t.Errorf("code %d:\n%q", code, shown)
	}
}

// On a low screen the question stays, and blank lines go.
func TestOnALowScreenTheQuestionIsThere(t *testing.T) {
	t.Parallel()
	for _, rows := range []string{"ROWS=4", "ROWS=10", "ROWS=15", "ROWS=16"} {
		shown, code := terminal(t, []string{rows}, []string{"add"}, [2]string{"What is the opportunity?", "Shop\r"},
			[2]string{"ere did it come from?", "upwork\r"}, [2]string{"client? (optional)", "Noisette\r\r\r\r\r"})
		if code != 0 || !strings.Contains(shown, "Added lead 1: Shop") {
			t.Errorf("%s: code %d:\n%q", rows, code, shown)
		}
	}
}

// The first run offers the demo, and takes no for an answer.
func TestTheFirstRunOffersTheDemo(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	env := []string{"ACCESSIBLE=1", "LEADS_DB=" + filepath.Join(home, "leads.db"), "TMPDIR=" + home}
	shown, code := terminal(t, env, nil, [2]string{"invented leads first?", "y\r"})
	if demo := filepath.Join(home, "leads-demo.db"); code != 0 || !strings.Contains(shown, "leads --db "+demo+" review") {
		t.Errorf("code %d:\n%q", code, shown)
	}
	shown, code = terminal(t, env, nil, [2]string{"invented leads first?", "\r"})
	if code != 0 || strings.Contains(shown, "look around:") {
		t.Errorf("code %d:\n%q", code, shown)
	}
	if _, err := os.Stat(filepath.Join(home, "leads.db")); err == nil {
		t.Error("the first run made a file")
	}
}

// A bid takes its link and ten keys at most: the link tells the source, the posting
// and the title, and keys that are typed ahead land where they were meant to.
func TestABidTakesTenKeysBesidesItsLink(t *testing.T) {
	t.Parallel()
	const link = "https://www.upwork.com/jobs/Shop-redesign_~0123456789abcdef"
	for _, keys := range []string{"\r" + "\r" + "900\r" + "20\r" + "\r\r", "\r\r\r\r\r\r"} {
		if len(keys) > 11 { // 900 and 20 are what it is worth and what it took
			t.Fatalf("%q are %d keys", keys, len(keys))
		}
		file := filepath.Join(t.TempDir(), "leads.db")
		if _, stderr, code := leads(t.TempDir(), "--db", file, "add", "Earlier", "--source", "LinkedIn/Inbound"); code != 0 {
			t.Fatal(stderr) // the source that was used last is not that of the link
		}
		shown, code := terminal(t, []string{"LEADS_DB=" + file}, []string{"bid"}, [2]string{"What is the opportunity?", link + keys})
		if code != 0 || !strings.Contains(shown, "Added lead 2: Shop redesign") {
			t.Fatalf("code %d:\n%q", code, shown)
		}
		if !strings.Contains(shown, "without questions: leads bid") {
			t.Errorf("no line without questions: %q", shown)
		}
		told, _, _ := leads(t.TempDir(), "--db", file, "show", "2", "--json")
		for _, want := range []string{`"source": "Upwork"`, `"channel": null`, `"external_id": "0123456789abcdef"`, `"kind": "bid"`} {
			if !strings.Contains(strings.ReplaceAll(told, `"what": "bid"`, `"kind": "bid"`), want) {
				t.Errorf("%s is missing: %s", want, told)
			}
		}
		if strings.Contains(keys, "900") && !strings.Contains(told, `"value": "900.00"`) {
			t.Errorf("keys typed ahead went astray: %s", told)
		}
	}
}

// The list of sources is filtered by typing, a client's name is completed, and the
// variant of a planned campaign is asked for; the line without questions says it all,
// and the history keeps it.
func TestTheFormFiltersAndCompletes(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "leads.db")
	for _, args := range [][]string{{"client", "add", "Noisette & Fils"}, {"campaign", "add", "SaaS Q4", "--start", "2026-10-01", "--end", "2026-12-31"},
		{"campaign", "plan", "SaaS Q4", "--variants", "long,short", "--sends", "100"}} {
		if _, stderr, code := leads(t.TempDir(), append([]string{"--db", file}, args...)...); code != 0 {
			t.Fatal(args, stderr)
		}
	}
	shown, code := terminal(t, []string{"LEADS_DB=" + file}, []string{"add", "--campaign", "saas"},
		[2]string{"What is the opportunity?", "Shop\r"}, [2]string{"ere did it come from?", "cold/out\r"},
		[2]string{"client?", "noi\x05\r"}, [2]string{"variant?", "sh\x05\r\r\r\r\r"})
	line := "leads add --campaign saas --source 'Cold email/Outbound' --client 'Noisette & Fils' --variant short Shop"
	if code != 0 || !strings.Contains(shown, "Added lead 1: Shop") || !strings.Contains(strings.Join(strings.Fields(shown), " "), line) {
		t.Fatalf("code %d:\n%q", code, shown)
	}
	if told, _, _ := leads(t.TempDir(), "--db", file, "history"); !strings.Contains(told, strings.TrimPrefix(line, "leads ")) {
		t.Errorf("the history has not the whole line:\n%s", told)
	}
}

// A source or channel that is nearly another is asked about; a campaign is new, and
// added when it is said so.
func TestANameThatIsNotThereIsAskedAbout(t *testing.T) {
	t.Parallel()
	file := "LEADS_DB=" + filepath.Join(t.TempDir(), "leads.db")
	shown, code := terminal(t, []string{file, "ACCESSIBLE=1"}, []string{"add", "Shop", "-s", "Linkdin/Inbuond/SaaS Q4"},
		[2]string{"Is it LinkedIn/Inbuond/SaaS Q4?", "y\r"}, [2]string{"Is it LinkedIn/Inbound/SaaS Q4?", "y\r"}, [2]string{`no campaign "SaaS Q4". Add it to the list?`, "y\r"})
	if code != 0 || !strings.Contains(shown, "Added lead 1: Shop") {
		t.Errorf("code %d:\n%q", code, shown)
	}
	shown, code = terminal(t, []string{file, "ACCESSIBLE=1"}, []string{"add", "Site", "-s", "Linkdin"}, [2]string{"Is it LinkedIn?", "n\r"})
	if code != 4 || !strings.Contains(shown, `no source "Linkdin"`) {
		t.Errorf("code %d:\n%q", code, shown)
	}
}

func TestCtrlCInTheFormLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"ACCESSIBLE=", "ACCESSIBLE=1"} {
		if shown, code := terminal(t, []string{mode}, []string{"add"}, [2]string{"What is the opportunity?", "Half\x03"}); code != 130 {
			t.Errorf("%s: code %d:\n%q", mode, code, shown)
		}
	}
}

func TestADuplicateIsAskedAbout(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "leads.db")
	add := []string{"--db", file, "add", "Shop redesign", "--source", "Upwork", "--client", "Noisette"}
	for _, c := range []struct {
		moral, keys, want string
		code              int
	}{
		{"the first is added without a question", "", "Added lead 1", 0},
		{"the first answer logs on the lead that is there", "\r", "Logged on lead 1", 0},
		{"the second adds anyway", "\x1b[B\r", "Added lead 2", 0},
		{"the third writes nothing", "\x1b[B\x1b[B\r", "nothing was written", 3},
	} {
		var talk [][2]string
		if c.keys != "" {
			talk = append(talk, [2]string{"cancel, write nothing", c.keys})
		}
		if shown, code := terminal(t, nil, add, talk...); code != c.code || !strings.Contains(shown, c.want) {
			t.Errorf("%s: code %d:\n%q", c.moral, code, shown)
		}
	}
	// What was answered is remembered: that pair is no question any more.
	if shown, code := terminal(t, nil, []string{"--db", file, "duplicates"}); code != 0 || !strings.Contains(shown, "No two leads look like one") {
		t.Errorf("code %d:\n%q", code, shown)
	}
}

// Each answer of a review is written at once and is one step of undo.
func TestAReviewMergesAndTellsApart(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "leads.db")
	for _, lead := range [][2]string{{"Shop redesign", "Noisette"}, {"Shop redesign", "Noisette"}, {"Newsletter", "Colibri"}, {"Newsletter", "Colibri"},
		{"Photo archive", "Brandt"}, {"Photo archive", "Brandt"}} {
		args := []string{"--db", file, "add", lead[0], "--client", lead[1], "--source", "Upwork", "--on-duplicate", "allow"}
		if shown, code := terminal(t, nil, args); code != 0 {
			t.Fatalf("code %d:\n%q", code, shown)
		}
	}
	if shown, code := terminal(t, nil, []string{"--db", file, "lose", "5", "--outcome", "no-response"}); code != 0 {
		t.Fatalf("code %d:\n%q", code, shown)
	}
	shown, code := terminal(t, []string{"ACCESSIBLE=1"}, []string{"--db", file, "duplicates", "--review"},
		[2]string{"1 of 3, likely", "2\r"}, [2]string{"2 of 3, likely", "3\r"}, [2]string{"3 of 3, likely", "5\r"})
	if code != 0 || !strings.Contains(shown, "lead 6 was open; merged, the opportunity is closed: no-response on ") ||
		!strings.Contains(shown, "1 merged, 1 different, 0 repeats, 0 left for later") {
		t.Errorf("code %d:\n%q", code, shown)
	}
	for _, want := range []string{"Undone: leads duplicates --not ", "Undone: leads merge "} {
		if shown, code := terminal(t, nil, []string{"--db", file, "undo"}); code != 0 || !strings.Contains(shown, want) {
			t.Errorf("code %d, want %s:\n%q", code, want, shown)
		}
	}
}

func TestAnImportWithoutAFileSaysHowInsteadOfWaiting(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"import"}, {"import", "-"}, {"import", "--dry-run", "--source", "Upwork"}} {
		if shown, code := terminal(t, nil, args); code != 2 || !strings.Contains(shown, "leads import FILE") {
			t.Errorf("leads %v: code %d:\n%q", args, code, shown)
		}
	}
}

// A long import tells on the terminal how far it is, in plain text that is gone
// at the end; a short one says nothing of the kind.
func TestALongImportTellsHowFarItIs(t *testing.T) {
	t.Parallel()
	var rows strings.Builder
	rows.WriteString("title,client,url,source,date\n")
	for i := range 6_000 {
		fmt.Fprintf(&rows, "Shop %d for a bakery,Client %d,https://example.com/%d,Upwork,2026-10-01\n", i, i, i)
	}
	dir := t.TempDir()
	long, short := filepath.Join(dir, "long.csv"), filepath.Join(dir, "short.csv")
	for path, text := range map[string]string{long: rows.String(), short: rows.String()[:500]} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	told := regexp.MustCompile(`\r\d+ rows, \d+ a second, \d+\S*s left *\r`)
	shown, code := terminal(t, []string{"NO_COLOR=1"}, []string{"--db", filepath.Join(dir, "leads.db"), "import", long})
	if code != 0 || !told.MatchString(shown) || strings.Contains(shown, "\x1b") {
		t.Errorf("code %d:\n%q", code, shown)
	}
	if _, last, _ := strings.Cut(shown, "6000 rows read, 6000 added"); last == shown || strings.Contains(last, "left") {
		t.Errorf("the summary is not at the end:\n%q", shown)
	}
	for _, args := range [][]string{{"import", short}, {"--quiet", "import", "--dry-run", long}} {
		shown, code := terminal(t, []string{"NO_COLOR=1"}, append([]string{"--db", filepath.Join(dir, args[0]+".db")}, args...))
		if code != 0 || strings.Contains(shown, " a second") {
			t.Errorf("leads %v: code %d:\n%q", args, code, shown)
		}
	}
}

// What takes more than a second says so, in plain text that is gone before the answer.
func TestWhatTakesLongSaysThatItIsAtWork(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ locale, line, answer string }{
		{"C.UTF-8", "\rat work for 1s\rat work for 2s", "\r              \r1 row has no date"}, {"fr_FR.UTF-8", "\rau travail depuis 1s", "1 ligne lue, 1 ajoutée"}} {
		cmd := exec.Command("leads", "import", "-", "--source", "Upwork")
		cmd.Env = append(world(os.Environ(), t.TempDir()), "LC_ALL="+c.locale)
		rows, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		tty, screen, err := pty.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer tty.Close()
		cmd.Stdout, cmd.Stderr = screen, screen
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		screen.Close()
		stop := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
		defer stop.Stop()
		fmt.Fprintln(rows, "title\nShop") // it waits for the end
		var shown strings.Builder
		for piece := make([]byte, 4096); ; {
			n, err := tty.Read(piece)
			shown.Write(piece[:n])
			if strings.Contains(shown.String(), c.line) {
				rows.Close()
			}
			if err != nil {
				break
			}
		}
		if err := cmd.Wait(); err != nil || !strings.Contains(shown.String(), c.answer) {
			t.Errorf("%v:\n%q", err, shown.String())
		}
	}
}

// An answer that is longer than the screen goes through the pager of the
// person's choice, a short one does not; --no-pager and an empty pager mean none.
func TestLongAnswersArePaged(t *testing.T) {
	t.Parallel()
	demo := filepath.Join(t.TempDir(), "demo.db")
	if _, stderr, code := leads(t.TempDir(), "demo", demo); code != 0 {
		t.Fatal(stderr)
	}
	long := []string{"--db", demo, "list"}
	for _, c := range []struct {
		moral string
		env   []string
		args  []string
		paged bool
	}{
		{"a long answer", []string{"LEADS_PAGER=sed s/^/PAGED:/"}, long, true},
		{"the general pager", []string{"PAGER=sed s/^/PAGED:/"}, long, true},
		{"words as a shell splits them", []string{"PAGER=sed 's/^/PAGED: &/'"}, long, true},
		{"less knows what it is given", []string{`PAGER=sh -c 'sed "s/^/PAGED:/"; test "$LESSCHARSET" = utf-8 && echo PAGED: well'`}, long, true},
		{"the own one comes first", []string{"LEADS_PAGER=cat", "PAGER=sed s/^/PAGED:/"}, long, false},
		{"none wanted", []string{"LEADS_PAGER=", "PAGER=sed s/^/PAGED:/"}, long, false},
		{"none by flag", []string{"PAGER=sed s/^/PAGED:/"}, append([]string{"--no-pager"}, long...), false},
		{"one that is not there", []string{"PAGER=no-such-pager"}, long, false},
		{"a short answer", []string{"PAGER=sed s/^/PAGED:/"}, []string{"--db", demo, "list", "--limit", "3"}, false},
		{"a machine's answer", []string{"PAGER=sed s/^/PAGED:/"}, append([]string{"--json"}, long...), false},
	} {
		shown, code := terminal(t, c.env, c.args)
		if strings.Contains(strings.Join(c.env, ""), "LESSCHARSET") && !strings.Contains(shown, "PAGED: well") {
			t.Errorf("%s: %.300q", c.moral, shown)
		}
		if code != 0 || strings.Contains(shown, "PAGED:") != c.paged || !strings.Contains(shown, "Noisette") && c.moral != "a short answer" {
			t.Errorf("%s: exit %d, %.300q", c.moral, code, shown)
		}
	}
	if shown, code := terminal(t, []string{"PAGER=head -n 3"}, long); code != 0 || strings.Contains(shown, "leads:") {
		t.Errorf("leaving the pager early: exit %d, %.300q", code, shown)
	}
}

// A signal ends a form as it ends any command, and gives the terminal back.
func TestASignalEndsAForm(t *testing.T) {
	for how, env := range modes {
		for moral, c := range signals {
			t.Run(how+": "+moral, func(t *testing.T) {
				t.Parallel()
				cmd, tty := onTerminal(t, env, []string{"add"})
				var shown bytes.Buffer
				piece, asked := make([]byte, 4096), false
				for {
					n, err := tty.Read(piece)
					shown.Write(piece[:n])
					if !asked && strings.Contains(shown.String(), "What is the opportunity?") {
						asked = true
						if err := cmd.Process.Signal(c.signal); err != nil {
							t.Fatal(err)
						}
					}
					if err != nil {
						break
					}
				}
				cmd.Wait()
				if got := cmd.ProcessState.ExitCode(); got != c.code {
					t.Errorf("exit code %d, not %d:\n%q", got, c.code, shown.String())
				}
				if hidden, back := strings.LastIndex(shown.String(), "\x1b[?25l"), strings.LastIndex(shown.String(), "\x1b[?25h"); hidden > back {
					t.Error("the cursor stays hidden")
				}
			})
		}
	}
}
