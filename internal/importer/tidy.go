package importer

import (
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"leads/internal/crm"
	"leads/internal/say"
)

// placeholders are what people and tools write into a cell that has nothing to say.
var placeholders = func() map[string]bool {
	words := map[string]bool{}
	for w := range strings.SplitSeq("n/a|n.a.|#n/a|nan|#ref!|#value!|#name?|#div/0!|#null!|#num!|-|–|—|--|---|−|‐|_|?|tbd|t.b.d.|tbc|unknown|(unknown)|null|(null)|none|(none)|"+
		"(not set)|not set|(direct)|(not provided)|not provided|(blank)|(empty)|(no value)|no value|undefined|not available|not applicable|not specified|unspecified|to be defined|to be determined|"+
		"-none-|--none--|- none -|k.a.|k. a.|keine angabe|ninguno|ninguna|desconocido|desconocida|sin datos|s/d|sans objet|s/o|s.o.|n.c.|n/c|inconnu|inconnue|(inconnu)|non renseigné|non renseignée|non communiqué|non précisé|aucun|aucune|(aucun)|néant|à définir|à déterminer|non défini|(non défini)|unbekannt|keine|0000-00-00|0000-00-00 00:00:00|00/00/0000", "|") {
		words[w] = true
	}
	return words
}()

// longestPlaceholder bounds the cells that are looked at.
const longestPlaceholder = 24

// isPlaceholder reports whether a cell says that there is nothing to say.
func isPlaceholder(cell string) bool {
	if len(cell) > longestPlaceholder || len(cell) == 0 || cell == "Nan" { // who is a person
		return false
	}
	if placeholders[cell] {
		return true
	}
	switch cell[0] | 0x20 {
	case 'n', '-' | 0x20, 'd', '#', '(', 't', 'u', 's', 'i', 'a', 'k', 0xc3 | 0x20:
		return placeholders[strings.ToLower(cell)]
	}
	return false
}

// tidied is a cell without what other tools write in place of nothing, and with
// the characters that its HTML entities mean.
func (b *builder) tidied(cell string, f field) string {
	if b.plan.own || cell == "" {
		return cell
	}
	if len(cell) <= longestPlaceholder && isPlaceholder(cell) && !b.means(cell, f) {
		if b.emptied[cell]++; b.emptied[cell] == 1 {
			n := b.emptied[cell]
			delete(b.emptied, cell)
			b.emptied[strings.Clone(cell)] = n
		}
		return ""
	}
	if strings.IndexByte(cell, '&') >= 0 && strings.IndexByte(cell, ';') > 0 {
		cell = entity().ReplaceAllStringFunc(cell, html.UnescapeString)
	}
	return cell
}

// means reports whether a word that elsewhere means nothing is one that the
// owner has given a meaning.
func (b *builder) means(cell string, f field) bool {
	if _, ok := b.values[crm.Key(cell)]; ok {
		return true
	}
	return f == source && slices.ContainsFunc(b.options.Sources, func(s string) bool { return crm.Key(s) == crm.Key(cell) })
}

var entity = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)
})

// Remarks is what the reading of the rows so far has left out, in words.
func (f *File) Remarks() (list []say.Text) {
	total := 0
	words := slices.Sorted(maps.Keys(f.emptied))
	for _, w := range words {
		total += f.emptied[w]
	}
	switch {
	case total == 1:
		list = append(list, say.T("1 cell says %s and counts as empty", words[0]))
	case total > 1:
		list = append(list, say.T("%d cells say %s and count as empty", total, strings.Join(words, ", ")))
	}
	return list
}
