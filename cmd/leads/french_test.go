package main

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/leonelquinteros/gotext"
	"github.com/rogpeppe/go-internal/testscript"
)

// heard is what was said to people in French, line by line, and what people said.
type heard struct {
	sync.Mutex
	lines map[string]string // by line, the command that said it
	typed strings.Builder
}

// Of all that the scripts make leads say in French, no sentence is English: neither one
// that has its French, nor one with words that French does not have.
func TestNoEnglishInTheMiddleOfFrench(t *testing.T) {
	h := &heard{lines: map[string]string{}}
	t.Run("scripts", func(t *testing.T) {
		testscript.Run(t, testscript.Params{
			Dir: frenchScripts(t, h), RequireExplicitExec: true,
			Setup: func(env *testscript.Env) error {
				funnel, err := filepath.Abs(filepath.Join("..", "..", "testdata", "funnel"))
				env.Vars = append(world(env.Vars, env.WorkDir), "FUNNEL="+funnel, "LC_ALL=fr_FR.UTF-8", "LEADS_FORCE_TTY=160",
					"ESC=\x1b", "RLO=\u202e", "NL=\n", "TAB=\t", "LONG="+strings.Repeat("x", 10_000))
				return err
			},
			Cmds: map[string]func(*testscript.TestScript, bool, []string){"french": h.french, "bytes": writeBytes, "bigcsv": bigCSV},
		})
	})
	if len(h.lines) < trials(500, 3000) {
		t.Fatalf("only %d lines were heard", len(h.lines))
	}
	sentences, typed := englishSentences(t), h.typed.String()
	spoken := " " + strings.Join(wordsOf(typed), " ") + " "
	for _, line := range slices.Sorted(maps.Keys(h.lines)) {
		for _, part := range sentences {
			if strings.Contains(line, part) && !strings.Contains(typed, part) {
				t.Errorf("leads %s says %q: %s", h.lines[line], part, line)
			}
		}
		words := wordsOf(flagWord.ReplaceAllString(line, " "))
		for at, word := range words {
			if !onlyEnglish[strings.ToLower(word)] {
				continue
			}
			own := false // of what people typed
			for from := max(0, at-1); from <= at; from++ {
				own = own || strings.Contains(spoken, " "+strings.Join(words[from:min(from+2, len(words))], " ")+" ")
			}
			if !own {
				t.Errorf("leads %s says %q: %s", h.lines[line], word, line)
			}
		}
	}
}

// wordsOf are the words of a line, with their digits and hyphens.
func wordsOf(line string) []string {
	return strings.FieldsFunc(line, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' })
}

// onlyEnglish are words that French does not have, and which are not among the names
// of flags, fields and values.
var onlyEnglish = func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq("the of with is are was were which has have by from not this that there it its and for to in at when here ago default string strings you your") {
		words[word] = true
	}
	return words
}()

// flagWord is a flag with its value, or a path.
var flagWord = regexp.MustCompile(`(?:^|[\s(])--?[a-z][a-z-]*( [a-z]+)?|\S*/\S*`)

// frenchScripts are the scripts without what they expect, in which every command is
// only listened to. Without LEADS_TRIALS it is every fifth of them.
func frenchScripts(t *testing.T, h *heard) string {
	t.Helper()
	dir, all := t.TempDir(), filepath.Join("..", "..", "testdata", "script")
	list, err := os.ReadDir(all)
	if err != nil {
		t.Fatal(err)
	}
	step := trials(5, 1)
	for i := 0; i < len(list); i += step {
		text, err := os.ReadFile(filepath.Join(all, list[i].Name()))
		if err != nil {
			t.Fatal(err)
		}
		h.typed.Write(text)
		lines, data, files := strings.Cut("\n"+string(text), "\n-- ")
		lines = asserting.ReplaceAllString(lines, "#")
		lines = running.ReplaceAllString(lines, "${1}french ")
		if files {
			lines += "\n-- " + data
		}
		if err := os.WriteFile(filepath.Join(dir, list[i].Name()), []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var (
	running   = regexp.MustCompile(`(?m)^((?:\[[^]]*\] )*)(?:exec|! exec|exits \d+) leads\b`)
	asserting = regexp.MustCompile(`(?m)^(?:\[[^]]*\] )*(?:(?:! )?(?:stdout|stderr|cmp|cmpenv|grep|exists|undone|helped)\b|exec leads config set language\b|env (?:LC_ALL|LANG|LEADS_FORCE_TTY)\b)`)
)

// french runs leads and keeps what it said, unless that is for a program; how it ends
// does not matter.
func (h *heard) french(ts *testscript.TestScript, _ bool, args []string) {
	_ = ts.Exec("leads", args...)
	said, line := ts.ReadFile("stderr"), strings.Join(args, " ")
	if strings.Contains(line, "__complete") { // for shells
		return
	}
	if !forPrograms.MatchString(line) {
		said += ts.ReadFile("stdout")
	}
	h.Lock()
	defer h.Unlock()
	h.typed.WriteString(line + "\n")
	for s := range strings.Lines(said) {
		if s = strings.TrimSpace(s); !strings.HasPrefix(s, "leads ") && h.lines[s] == "" { // an example of the help
			h.lines[s] = line
		}
	}
}

var forPrograms = regexp.MustCompile(`--json|--format|--html|^export|^client export|^completion|^man|^__complete|^history|^score export`)

// englishSentences are the longest parts without values of what has its French.
func englishSentences(t *testing.T) (list []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "internal", "say", "locale", "fr.po"))
	if err != nil {
		t.Fatal(err)
	}
	po := gotext.NewPo()
	po.Parse(data)
	var french strings.Builder
	for _, entry := range po.GetDomain().GetTranslations() {
		french.WriteString(strings.Join(slices.Collect(maps.Values(entry.Trs)), "\n") + "\n")
	}
	for id, entry := range po.GetDomain().GetTranslations() {
		for _, text := range []string{id, entry.PluralID} {
			parts := value.Split(text, -1)
			part := slices.MaxFunc(parts, func(a, b string) int { return len(a) - len(b) })
			if part = strings.TrimSpace(part); len(part) >= 8 && strings.Contains(part, " ") && !strings.Contains(french.String(), part) {
				list = append(list, part)
			}
		}
	}
	return list
}

// value is a place for one, or the end of a line, which is folded anew.
var value = regexp.MustCompile(`%(\[\d+\])?[-+#0]*[0-9]*(\.[0-9]+)?[a-zA-Z%]|\n`)
