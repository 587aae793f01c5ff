package cli

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/leonelquinteros/gotext"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

// speakers are the functions that take a sentence for people, and at which
// places of their arguments.
var speakers = map[string][]int{
	"warn": {0}, "fault": {0}, "T": {0}, "say": {0}, "note": {0}, "Invalidf": {0}, "WithHint": {0}, "Errorf": {1}, "sentence": {0}, "counted": {1, 2}, "failed": {0}, "exactly": {1}, "between": {2},
}

// dynamic are words that reach a sentence as values: names of nouns, of tables
// in what undo tells, days of the week, and the like.
func dynamic() (list []string) {
	for _, noun := range []store.Noun{store.SourceNoun, store.ChannelNoun, store.CampaignNoun, store.ClientNoun} {
		list = append(list, string(noun))
	}
	for day := range 7 {
		list = append(list, time.Weekday(day).String())
	}
	for month := time.January; month <= time.December; month++ {
		list = append(list, month.String())
	}
	for _, forms := range say.Counted() {
		list = append(list, forms[:]...)
	}
	list = append(list, "%d leads", "%d activities", "%d deals", "%d stage changes", "%d settings", "%d rates", "%d sources", "%d channels", "%d campaigns", "%d clients",
		"%d source fees", "%d source hosts", "%d saved reports", "%d lead pairs", "%d payments", "%d review answers", "%d campaign plans", "%d connect prices", "%d imported rows", "%d other names", "%d touch rules", "%d touches", "string", "strings", "%d scores") // as undo counts them
	list = append(list, "no such file or directory", "permission denied", "is a directory", "not a directory", "file exists", "no space left on device",
		"read-only file system", "it is a database, and is not overwritten") // what the system says
	for _, d := range crm.Dimensions { // columns and titles of reports
		list = append(list, string(d))
	}
	list = append(list, "leads", "deals", "revenue", "pipeline", "band")                                                  // what credits are of, and how scores are parted
	list = append(list, "date order", "stage", "outcome", "reason", "direction", "activity kind", "measure", "dimension") // words of crm that a list knows
	list = append(list, string(dedup.Certain), string(dedup.Likely), string(dedup.Possible))
	for _, words := range [][]string{names(crm.Stages), names(crm.Outcomes), names(crm.Reasons), names(crm.Directions), crm.Kinds,
		strings.Fields(`unused near-equal campaign-as-source never-closed none-share undated-campaign expired-campaign
			no-hours no-amount no-reason won-before-first-touch no-source no-channel no-follow-up
			integrity foreign-keys locks first-touches history merges touches money payments names dates first-touches-known permissions scores levels credits
			sql-threshold-low sql-threshold-high rule-over-rated rule-under-rated no-information too-few`), // checks and findings
		{"lead", "mql", "sql", sheet.None, "first touch"}} {
		list = append(list, words...)
	}
	for _, theme := range themes {
		list = append(list, theme.title)
	}
	for _, s := range settings {
		list = append(list, s.means)
	}
	for _, s := range slices.Concat(crm.Starters(), crm.BusinessStarters()) {
		list = append(list, s.Name)
		for _, c := range s.Channels {
			list = append(list, c.Name)
		}
	}
	return append(list, "lead", "activity", "deal", "stage change", "setting", "rate", "source fee", "source host", "saved report", "lead pair", "payment", "review answer",
		"element %d", "it holds a NUL character",
		"%s removed", "%s put back", "%d already there", "a number", "a text", "true or false", "a list", "Undone: leads %s (%s)", "Redone: leads %s (%s)", "Archived %s", "Brought %s back",
		"there is nothing to undo", "there is nothing to redo", firstSteps, "1,234.5", "2006-01-02", `"cited"`, "2 January 2006", "1 January", "on %s", "max %d", "half-life %dd", "when %s", "command", "verb", "Commands:", "Help topics:",
		"%d leads have their first touch after today, such as lead %d", "%d activities are dated after today, such as one on lead %d",
		"%d deals were closed after today, such as that of lead %d")
}

func names[W ~string](words []W) (list []string) {
	for _, w := range words {
		list = append(list, string(w))
	}
	return list
}

// sentences are the keys of a catalogue: what the sources say to people, and
// the help of every command and flag.
func sentences(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	note := func(text string) {
		if strings.ContainsFunc(text, func(r rune) bool { return r >= 'a' && r <= 'z' }) {
			found[text] = true
		}
	}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "../say/") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || called(call) == "fmt.Errorf" {
				return true
			}
			name := called(call)
			for _, at := range speakers[name[strings.LastIndexByte(name, '.')+1:]] {
				if at < len(call.Args) {
					if text, ok := constant(call.Args[at]); ok {
						note(text)
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	a := &app{Env: Env{Stdout: io.Discard, Stderr: io.Discard, Getenv: func(string) string { return "" }}}
	root := newRoot(a)
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		if note(cmd.Short); cmd.Long != "" {
			note(cmd.Long)
		}
		cmd.NonInheritedFlags().VisitAll(func(f *pflag.Flag) { note(f.Usage) })
		for _, c := range cmd.Commands() {
			walk(c)
		}
	}
	walk(root)
	for _, word := range dynamic() {
		found[word] = true
	}
	return found
}

// called is the name of the function that a call calls, pkg.Name or x.Name.
func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name + "." + f.Sel.Name
		}
		return f.Sel.Name
	}
	return ""
}

// constant is the value of a string that the source alone decides.
func constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok := constant(e.X)
		right, too := constant(e.Y)
		return left + right, ok && too && e.Op == token.ADD
	case *ast.ParenExpr:
		return constant(e.X)
	}
	return "", false
}

// translations are the entries of each language's data file, by language and
// English text; a sentence that counts has an entry for each of its two English forms.
func translations(t *testing.T) map[string]map[string][]string {
	t.Helper()
	all := map[string]map[string][]string{}
	for _, language := range say.Languages()[1:] {
		data, err := os.ReadFile(filepath.Join("..", "say", "locale", language+".po"))
		if err != nil {
			t.Fatal(err)
		}
		po := gotext.NewPo()
		po.Parse(data)
		all[language] = map[string][]string{}
		for id, entry := range po.GetDomain().GetTranslations() {
			if id == "" {
				continue
			}
			texts := slices.Collect(maps.Values(entry.Trs))
			all[language][id] = texts
			if entry.PluralID != "" {
				all[language][entry.PluralID] = texts
			}
		}
	}
	return all
}

// Everything that leads says in English it says in every other language, and
// nothing else: a sentence that changes here is translated in the same commit.
func TestEveryLanguageSaysTheSame(t *testing.T) {
	t.Parallel()
	english := sentences(t)
	for language, own := range translations(t) {
		var missing, stale []string
		for text := range english {
			if len(own[text]) == 0 || slices.Contains(own[text], "") {
				missing = append(missing, text)
			}
		}
		for text := range own {
			if !english[text] {
				stale = append(stale, text)
			}
		}
		slices.Sort(missing)
		slices.Sort(stale)
		if path := os.Getenv("LEADS_MISSING"); path != "" { // for whoever translates
			data, err := json.MarshalIndent(missing, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if len(missing) > 0 {
			t.Errorf("%s: %d of %d sentences are missing, such as\n%s", language, len(missing), len(english), strings.Join(missing[:min(len(missing), 20)], "\n"))
		}
		if len(stale) > 0 {
			t.Errorf("%s: nobody says any more:\n%s", language, strings.Join(stale, "\n"))
		}
	}
}

var verb = regexp.MustCompile(`%(\[\d+\])?[-+#0]*[0-9]*(\.[0-9]+)?[a-zA-Z%]`)

// A translation takes the same values, each as the same kind of thing.
func TestTranslationsTakeTheSameValues(t *testing.T) {
	t.Parallel()
	verbs := func(text string) (list []string) {
		place := 0
		for _, m := range verb.FindAllStringSubmatch(text, -1) {
			kind := m[0][len(m[0])-1:]
			if kind == "%" {
				continue
			}
			place++
			if m[1] != "" {
				place, _ = strconv.Atoi(strings.Trim(m[1], "[]"))
			}
			list = append(list, strconv.Itoa(place)+kind)
		}
		slices.Sort(list)
		return list
	}
	for language, own := range translations(t) {
		for _, text := range slices.Sorted(maps.Keys(own)) {
			for _, translation := range own[text] {
				if want, got := verbs(text), verbs(translation); strings.Contains(text, "%") && !slices.Equal(want, got) {
					t.Errorf("%s: %q takes %v, %q takes %v", language, text, want, translation, got)
				}
			}
		}
	}
}

// Every command is known to the room that quotes what is pasted, and no command
// line is glued together past it.
func TestCommandLinesInSentencesAreQuoted(t *testing.T) {
	a := &app{Env: Env{Getenv: func(string) string { return "" }}}
	for _, c := range newRoot(a).Commands() {
		if got := say.T("leads "+c.Name()+" %s", "a b").String(); c.Annotations["topic"] == "" && !strings.HasPrefix(c.Name(), "__") && got != "leads "+c.Name()+" 'a b'" {
			t.Errorf("say does not see the command in %q", got)
		}
	}
	glued := regexp.MustCompile("[\"`(: ]leads [a-z]+ [^\"`]*[\"`] ?\\+ ?[a-z(]")
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if at := glued.Find(text); at != nil {
			t.Errorf("%s glues a command line: %s", path, at)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
