package say

import (
	"embed"
	"math"
	"strings"
	"sync"

	"github.com/leonelquinteros/gotext"
)

// locale holds the translations, one file a language, named for it: fr.po. A new
// file there is a new language; no code knows which ones there are.
//
//go:embed locale/*.po
var locale embed.FS

// Catalogue is a language for people: sentences by their English keys, plural
// rules, and how numbers and days are written. The zero Catalogue is English.
type Catalogue struct {
	language string
	po       func() *gotext.Po // nil for English; reads the data when it is first needed
}

// Languages lists the languages there are: en, then those of the data files by name.
func Languages() []string {
	list := []string{"en"}
	files, _ := locale.ReadDir("locale") // a folder inside the program cannot be missing
	for _, f := range files {
		list = append(list, strings.TrimSuffix(f.Name(), ".po"))
	}
	return list
}

// In is the catalogue of a language such as fr. Any language that has no data file
// is English, which costs nothing; another takes some milliseconds, once, when the
// first sentence is said in it.
func In(language string) Catalogue { return catalogues()[language] }

var catalogues = sync.OnceValue(func() map[string]Catalogue {
	all := map[string]Catalogue{}
	for _, language := range Languages()[1:] {
		all[language] = Catalogue{language: language, po: sync.OnceValue(func() *gotext.Po {
			data, _ := locale.ReadFile("locale/" + language + ".po") // it is there
			return parse(data)
		})}
	}
	return all
})

// Read makes a catalogue of the text of a .po file, whose header names the
// language and its plural forms.
func Read(data []byte) Catalogue {
	po := parse(data)
	return Catalogue{language: po.Language, po: func() *gotext.Po { return po }}
}

func parse(data []byte) *gotext.Po {
	po := gotext.NewPo()
	po.Parse(data)
	return po
}

// Language is the catalogue's code, such as en or fr.
func (c Catalogue) Language() string {
	if c.English() {
		return "en"
	}
	return c.language
}

// English reports whether this is the language of the keys.
func (c Catalogue) English() bool { return c.po == nil }

// own is a text without values in the catalogue's language, else the text itself.
func (c Catalogue) own(text string) string {
	if c.English() || text == "" { // the entry of nothing is the head of the file
		return text
	}
	var none []any // values go in later
	return c.po().Get(text, none...)
}

// format is the wording of a sentence that fits the number it counts by.
func (c Catalogue) format(t Text) string {
	one, n, counts := counted(t)
	switch {
	case counts && c.English() && n == 1:
		return one
	case counts && !c.English():
		return c.po().GetN(one, t.Format, c.whole(n))
	}
	return c.own(t.Format)
}

// whole is the number whose plural form a number takes: plural rules know whole
// numbers alone. Where 0 is singular, so is all below 2; elsewhere only 1 is.
func (c Catalogue) whole(n float64) int {
	n = min(math.Abs(n), math.MaxInt32)
	if n != math.Trunc(n) && c.po().GetN("0", "more", 0) != "0" {
		n = math.Ceil(n) + 1 // 1.5 is not 1
	}
	return int(n)
}
