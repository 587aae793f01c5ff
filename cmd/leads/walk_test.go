//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kballard/go-shellquote"

	"leads/internal/say"
)

// week is what a freelancer types in a week, in each language.
var week = map[string][]string{
	"en": {
		`bid https://www.upwork.com/jobs/Shop-redesign_~0123456789abcdef -s Upwork/Search --client Noisette --value 900 --spent 20m`,
		`log 1 call "talked scope" --spent 25m --stage discussion --follow-up today`,
		`next`,
		`win 1 900 --date today`,
		`report --by source`,
		`review --period this-week`,
	},
	"fr": {
		`bid https://www.upwork.com/jobs/Refonte-boutique_~0123456789abcdef -s upwork/recherche --client Noisette --value 900€ --spent 20m`,
		"log 1 appel \"parlé du périmètre\" --spent 25m --stage discussion --follow-up \"aujourd'hui\"",
		`next`,
		"win 1 900 --date \"aujourd'hui\"",
		`report --by source`,
		`review --period this-week`,
	},
}

// The commands of a week on a terminal, word for word, in every language that there is.
func TestTheWalkThroughAWeek(t *testing.T) {
	for _, language := range say.Languages() {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			locale := map[bool]string{true: "C.UTF-8", false: language + ".UTF-8"}[language == "en"]
			env := []string{"NO_COLOR=1", "LEADS_PAGER=", "LC_ALL=" + locale, "LEADS_DB=" + filepath.Join(t.TempDir(), "leads.db")}
			var walk strings.Builder
			for _, line := range week[language] {
				words, err := shellquote.Split(line)
				if err != nil {
					t.Fatal(err)
				}
				shown, code := terminal(t, env, append(words, "--no-input"))
				if code != 0 || strings.Contains(shown, "\x1b") {
					t.Errorf("leads %s: code %d: %q", line, code, shown)
				}
				walk.WriteString("$ leads " + line + "\n" + strings.ReplaceAll(shown, "\r\n", "\n") + "\n")
			}
			golden := filepath.Join("..", "..", "testdata", "golden", "week."+language+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(walk.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if walk.String() != string(want) {
				t.Errorf("the walk differs from %s: rewrite it with -update, and read it aloud:\n%s", golden, walk.String())
			}
		})
	}
}
