package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostile texts want to be more than text: to a terminal, a spreadsheet, SQL, a
// shell, a browser, or to the program itself.
var hostile = []string{
	"\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b[2J\x1b[H", "\x1bP+q\x1b\\", "\x9b31m", "\x07bell", "back\x08\x08space", "a\x7fb",
	"a\rb", "a\nb", "a\r\nleads: forged", "a\tb", "\v\f", "1\tUpwork\t2\n2\tForged\t3",
	"\u202eevil\u202c", "\u2066x\u2069", "\u200e\u200f\u061c", "invoice\u202efdp.exe", "\u2028x\u2029y", "zero\u200bwidth\ufeff", "\u0085next",
	"=cmd|'/C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", " =1+1", "\u00a0=1+1", "\u3000=1+1", "＝1+1", "\ufeff=1+1", "\r=1+1", "=HYPERLINK(\"http://x\",\"y\")",
	"'; DELETE FROM lead; --", "\" OR \"1\"=\"1", "Robert'); DROP TABLE lead;--", "%", "_", "\\", "?1", ":x", "NULL",
	"$(touch owned)", "`touch owned`", "; touch owned", "%s%d%n%x", "{{.}}", "${HOME}", "../../../etc/passwd", "--db", "-", "--", "-1", "--help",
	"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "|a|b|", "[x](javascript:alert(1))", "&lt;b&gt;",
	"\xff\xfe", "a\xc3", "\xed\xa0\x80", "\xc0\xaf", "a\x00b", strings.Repeat("\u0301", 200), "e\u0301", "ﷺ", "👩‍👩‍👧‍👦", strings.Repeat("💣", 500), strings.Repeat("x", 100_000), "",
	" ", "9999-99-99", "1e309", "0x7fffffffffffffff", "99999999999999999999999999", "-0", "NaN", "∞",
}

// ordinary names belong to people and firms, however odd to a program.
var ordinary = []string{
	"O'Brien", "Müller & Söhne GmbH", "D'Arc, Jeanne", "李小龍", "Null", "True", "Test", "Anne-Marie", "Smith (Berlin)", "C++ Experts", "A/B Testing Ltd", "100% Pure",
	"Company #1", "N/A Studios", "e.on", "Yahoo!", "Åse Ødegård", "Владимир", "محمد", "שלום", "José", "Jose\u0301", "Ng", "X", "3M", "1-800-Flowers", "-ism Studio", "=mc² GmbH",
	"+44 Design", "@home", "R&D \"quoted\"", "back\\slash", "tilde~", "semi;colon", "50/50", "Who?", "émile zola", "İstanbul", "ß", "👍 Agency", "a b  c", "--dash--",
}

// door is one way by which a text comes in.
type door struct {
	name string
	in   func(dir, text string) (args []string)
	kept string // the key of the lead under which it must be kept as it is
}

// csvOf and jsonOf are files of one row.
func csvOf(dir, text string) string {
	var out strings.Builder
	w := csv.NewWriter(&out)
	w.Write([]string{"title", "client", "note", "source"})
	w.Write([]string{"x" + text, text, text, "Upwork"})
	w.Flush()
	path := filepath.Join(dir, "rows.csv")
	os.WriteFile(path, []byte(out.String()), 0o600)
	return path
}

func jsonOf(dir, text string) string {
	data, _ := json.Marshal([]map[string]string{{"title": "x" + text, "client": text, "contact": text, "source": "Upwork"}})
	path := filepath.Join(dir, "rows.json")
	os.WriteFile(path, data, 0o600)
	return path
}

var doors = []door{
	{"title", func(_, s string) []string {
		return []string{"add", "--source", "Upwork", "--on-duplicate", "allow", "--", s}
	}, "title"},
	{"client", func(_, s string) []string {
		return []string{"add", "x", "--source", "Upwork", "--on-duplicate", "allow", "--client=" + s}
	}, ""}, // a name that differs in punctuation only is the same client
	{"contact", func(_, s string) []string {
		return []string{"add", "x", "--source", "Upwork", "--on-duplicate", "allow", "--contact=" + s}
	}, "contact"},
	{"note", func(_, s string) []string {
		return []string{"add", "x", "--source", "Upwork", "--on-duplicate", "allow", "--note=" + s}
	}, "note"},
	{"email", func(_, s string) []string {
		return []string{"add", "x", "--source", "Upwork", "--on-duplicate", "allow", "--email=" + s}
	}, "email"},
	{"url", func(_, s string) []string {
		return []string{"add", "x", "--source", "Upwork", "--on-duplicate", "allow", "--url=" + s}
	}, "url"},
	{"external id", func(_, s string) []string {
		return []string{"add", "x", "--source", "Upwork", "--on-duplicate", "allow", "--external-id=" + s}
	}, "external_id"},
	{"tag and field", func(_, s string) []string {
		return []string{"add", "x", "--source", "Upwork", "--on-duplicate", "allow", "--tag=" + s, "--set=k=" + s}
	}, ""},
	{"value", func(_, s string) []string { return []string{"add", "x", "--source", "Upwork", "--value=" + s} }, ""},
	{"date", func(_, s string) []string { return []string{"add", "x", "--source", "Upwork", "--date=" + s} }, ""},
	{"duration", func(_, s string) []string { return []string{"log", "1", "call", "--spent=" + s} }, ""},
	{"note of an activity", func(_, s string) []string { return []string{"log", "1", "call", "--", s} }, ""},
	{"an id", func(_, s string) []string { return []string{"show", "--", s} }, ""},
	{"a source", func(_, s string) []string { return []string{"source", "add", "--force", "--", s} }, ""},
	{"a campaign", func(_, s string) []string { return []string{"campaign", "add", "--", s} }, ""},
	{"a filter", func(_, s string) []string { return []string{"list", "--source=" + s} }, ""},
	{"a search", func(_, s string) []string { return []string{"list", "--search=" + s} }, ""},
	{"a grouping", func(_, s string) []string { return []string{"report", "--by=" + s} }, ""},
	{"a setting", func(_, s string) []string { return []string{"config", "set", "hourly-cost", "--", s} }, ""},
	{"a rule", func(_, s string) []string { return []string{"score", "rule", "add", "--when=" + s, "--points=5"} }, ""},
	{"a file", func(_, s string) []string { return []string{"import", "--", s} }, ""},
	{"a command", func(_, s string) []string { return []string{s} }, ""},
	{"a row of CSV", func(dir, s string) []string { return []string{"import", csvOf(dir, s), "--on-duplicate", "allow"} }, ""},
	{"an object of JSON", func(dir, s string) []string { return []string{"import", jsonOf(dir, s), "--on-duplicate", "allow"} }, ""},
}

// Text that wants to be more than text is kept as it is or refused in words, and
// shown harmlessly: on a terminal, in a spreadsheet, in a browser. The names of
// people and firms are never refused.
func TestHostileTextIsOnlyText(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, stderr, code := leads(dir, "add", "The first", "--source", "Upwork"); code != 0 {
		t.Fatal(stderr)
	}
	done, taken := 0, 0
	for i, text := range hostile {
		for j, w := range doors {
			if (i+j)%trials(24, 1) != 0 {
				continue
			}
			if done++; comesIn(t, dir, w, text) {
				taken++
			}
		}
	}
	for i, name := range ordinary {
		for j, w := range doors[:4] {
			if (i+j)%trials(6, 1) == 0 && !comesIn(t, dir, w, name) {
				t.Errorf("%s %q is an ordinary name and was refused", w.name, name)
			}
		}
	}
	if taken < done/4 {
		t.Errorf("only %d of %d texts were taken", taken, done)
	}
	for _, args := range [][]string{{"list", "--format", "table"}, {"list"}, {"list", "--format", "markdown"}, {"list", "--json"}, {"client", "list", "--format", "table"},
		{"history", "--format", "table"}, {"report", "--by", "client", "--format", "table"}, {"report", "--by", "campaign"}, {"source", "list", "--format", "table"},
		{"source", "review", "--format", "table"}, {"next", "--format", "table"}, {"review", "--format", "table"}, {"duplicates", "--format", "table"}, {"activity", "list", "--format", "table"}} {
		stdout, stderr, code := leads(dir, args...)
		if code != 0 {
			t.Errorf("leads %v: exit %d, %s", args, code, stderr)
		}
		if args[len(args)-1] != "--json" { // which keeps the true text, in its own escapes
			harmless(t, strings.Join(args, " "), stdout)
		} else if !json.Valid([]byte(stdout)) {
			t.Errorf("leads %v is no JSON", args)
		}
	}
	page, _, _ := leads(dir, "review", "--format", "html")
	if strings.Contains(page, "<script>alert") || strings.Contains(page, "<img src=x") {
		t.Error("the page for a browser holds a live script")
	}
	dead(t, dir)
	sound(t, dir)
	if _, err := os.Stat("owned"); err == nil {
		t.Error("a shell was asked")
	}
}

// comesIn hands a text to a command; true when it was taken.
func comesIn(t *testing.T, dir string, w door, text string) bool {
	t.Helper()
	args := w.in(dir, text)
	for _, a := range args {
		if strings.ContainsRune(a, 0) {
			return false // no command line can hold it
		}
	}
	stdout, stderr, code := leads(dir, args...)
	what := fmt.Sprintf("%s %.80q", w.name, text)
	if code < 0 || code > 5 || strings.Contains(stderr, "goroutine") || strings.Contains(stderr, "panic:") {
		t.Errorf("%s: exit %d, %s", what, code, stderr)
	}
	harmless(t, what+", said", stderr)
	harmless(t, what+", answered", stdout)
	if code != 0 && strings.Count(stderr, "leads: ") != 1 && w.name != "a row of CSV" && w.name != "an object of JSON" && !strings.Contains(text, "leads: ") {
		t.Errorf("%s: refused as %q", what, stderr)
	}
	if code == 0 && w.kept != "" {
		id := strings.TrimSpace(stdout)
		shown, _, _ := leads(dir, "show", id, "--json")
		var lead map[string]any
		if err := json.Unmarshal([]byte(shown), &lead); err != nil {
			t.Errorf("%s: lead %s is %q", what, id, shown)
			return true
		}
		kept, _ := lead[w.kept].(string)
		if oneBlank(kept) != oneBlank(text) {
			t.Errorf("%s: kept as %.80q", what, kept)
		}
	}
	return code == 0
}

// oneBlank is a text with its blanks and line ends evened out, as a line has them.
func oneBlank(s string) string { return strings.Join(strings.Fields(s), " ") }

// dead fails when a spreadsheet would run a cell of the export.
func dead(t *testing.T, dir string) {
	t.Helper()
	stdout, stderr, code := leads(dir, "export", "--format", "csv")
	rows, err := csv.NewReader(strings.NewReader(stdout)).ReadAll()
	if code != 0 || err != nil || len(rows) < 20 {
		t.Fatalf("%d rows, exit %d, %v, %s", len(rows), code, err, stderr)
	}
	for _, row := range rows {
		for _, cell := range row {
			begin := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) })
			first, _ := utf8.DecodeRuneInString(begin)
			_, err := strconv.ParseFloat(cell, 64)
			if err != nil && (strings.ContainsRune("=+-@＝＋－＠", first) || strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r")) {
				t.Errorf("a live formula: %.60q", cell)
			}
		}
	}
}
