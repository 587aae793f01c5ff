package say

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/leonelquinteros/gotext"
)

var update = flag.Bool("update", false, "write the data files in order")

// The data files are sorted by their English, and no sentence is there twice: so
// people who add some seldom meet, and what a merge muddled is noticed.
// go test ./internal/say -update sorts them.
func TestDataFilesAreInOrder(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("locale/*.po")
	if err != nil || len(files) == 0 {
		t.Fatal("no data file", err)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := written(t, data)
		if *update {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if bytes.Equal(data, want) {
			continue
		}
		got, should := strings.Split(string(data), "\n"), strings.Split(string(want), "\n")
		for i := range got {
			if i >= len(should) || got[i] != should[i] {
				t.Errorf("%s:%d: out of order, twice or not closed: %s\n(go test ./internal/say -update sorts)", path, i+1, got[i])
				break
			}
		}
	}
}

// written is a data file as it should be written.
func written(t *testing.T, data []byte) []byte {
	po := gotext.NewPo()
	po.Parse(data)
	var b bytes.Buffer
	b.WriteString("msgid \"\"\nmsgstr \"\"\n")
	for _, key := range slices.Sorted(maps.Keys(po.Headers)) {
		b.WriteString(quoted(key+": "+po.Headers.Get(key)+"\n") + "\n")
	}
	if po.Language == "" || po.PluralForms == "" {
		t.Error("the header names no language or no plural forms")
	}
	all := po.GetDomain().GetTranslations()
	for _, forms := range Counted() {
		if one, ok := all[forms[0]]; ok && one.PluralID != forms[1] {
			t.Errorf("msgid %q needs msgid_plural %q", forms[0], forms[1])
		}
		if _, apart := all[forms[1]]; apart && forms[0] != forms[1] {
			t.Errorf("%q is the msgid_plural of %q, no msgid of its own", forms[1], forms[0])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if id == "" {
			continue
		}
		entry := all[id]
		b.WriteString("\n" + lines("msgid", id))
		if entry.PluralID == "" {
			b.WriteString(lines("msgstr", entry.Trs[0]))
			continue
		}
		b.WriteString(lines("msgid_plural", entry.PluralID))
		for i := range len(entry.Trs) {
			b.WriteString(lines("msgstr["+string(rune('0'+i))+"]", entry.Trs[i]))
		}
	}
	return b.Bytes()
}

// lines writes a word and its text, one line of the file for each line of text.
func lines(word, text string) string {
	if !strings.Contains(text, "\n") {
		return word + " " + quoted(text) + "\n"
	}
	var b strings.Builder
	b.WriteString(word + " \"\"\n")
	for line := range strings.SplitAfterSeq(text, "\n") {
		if line != "" {
			b.WriteString(quoted(line) + "\n")
		}
	}
	return b.String()
}

func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(text) + `"`
}

// A line of French never begins with a mark: the blank before it does not break.
func TestFrenchMarksStayWithTheirWord(t *testing.T) {
	t.Parallel()
	data, err := locale.ReadFile("locale/fr.po")
	if err != nil {
		t.Fatal(err)
	}
	po := gotext.NewPo()
	po.Parse(data)
	loose := regexp.MustCompile(`.*(?:[\pL\d)\]}%…] (?:[;:?!»]|%%)(?:\s|"|$)|\d %(?:[ ,.;)]|$)|« ).*`)
	for _, entry := range po.GetDomain().GetTranslations() {
		for _, text := range entry.Trs {
			if line := loose.FindString(text); line != "" && !strings.Contains(line, "A ? B : C") {
				t.Errorf("a blank that may break: %s", line)
			}
		}
	}
}
