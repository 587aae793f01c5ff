package anonymize

import (
	"math/rand/v2"
	"strings"
	"unicode"

	"leads/internal/crm"
	"leads/internal/dedup"
)

// Mask is what replaces the texts of one file. Make it with New.
type Mask struct {
	random *rand.Rand
	words  map[string]string   // a folded word → an invented one of the same length
	taken  map[string]bool     // invented words
	near   map[string][]string // folded words by their first and last two letters
	tokens map[string]string   // of ids and addresses
	names  map[string]string   // whole names of clients
	keys   map[string]bool     // keys of the names that were given
	series map[string]string   // "Campaign 3"
	counts map[string]int
}

// New gives an empty mask. The same texts in the same order are masked in the same way.
func New() *Mask {
	return &Mask{random: rand.New(rand.NewPCG(1, 2)), words: map[string]string{}, taken: map[string]bool{}, near: map[string][]string{},
		tokens: map[string]string{}, names: map[string]string{}, keys: map[string]bool{}, series: map[string]string{}, counts: map[string]int{}}
}

// isKept reports whether a word stays: it says nothing about a person, and the
// comparison of titles and names looks at it.
func isKept(key string) bool {
	switch key {
	case "phase", "part", "partie", "teil", "lot", "step", "etape", "version", "v", "vol", "month", "mois", "week", "semaine", "year", "annee", "no", "nr":
		return true // they number what follows
	}
	return dedup.IsPlain(key)
}

// Text replaces the words of a title, a person's name, a tag or a value. Numbers
// of up to four digits stay: they tell one phase from the next.
func (m *Mask) Text(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i := 0; i < len(runes); {
		j := i
		letter := unicode.IsLetter(runes[i]) || unicode.Is(unicode.M, runes[i])
		digit := unicode.IsDigit(runes[i])
		for j < len(runes) && (letter && (unicode.IsLetter(runes[j]) || unicode.Is(unicode.M, runes[j])) || digit && unicode.IsDigit(runes[j])) {
			j++
		}
		switch {
		case letter:
			b.WriteString(m.word(string(runes[i:j])))
		case digit && j-i > 4:
			b.WriteString(m.token(string(runes[i:j])))
		case digit:
			b.WriteString(string(runes[i:j]))
		default:
			b.WriteRune(runes[i])
			j = i + 1
		}
		i = j
	}
	return b.String()
}

// word replaces one word, in its case.
func (m *Mask) word(w string) string {
	key := crm.Key(w)
	if isKept(key) {
		if _, known := m.words[key]; !known { // a misspelling of it is to be one afterwards
			m.words[key] = key
			m.remember(key)
		}
		return w
	}
	if key == "" { // a script without a fold of its own
		key = w
	}
	invented, known := m.words[key]
	if !known {
		invented = m.invent(key)
		m.words[key], m.taken[invented] = invented, true
	}
	runes := []rune(w)
	switch {
	case len(runes) > 1 && strings.ToUpper(w) == w && strings.ToLower(w) != w:
		return strings.ToUpper(invented)
	case unicode.IsUpper(runes[0]):
		return strings.ToUpper(invented[:1]) + invented[1:]
	}
	return invented
}

// ends are the first and the last two letters: a misspelled word keeps one of
// them. Words of less than four letters are near to too many.
func ends(key string) []string {
	letters := []rune(key)
	if len(letters) < 4 {
		return nil
	}
	return []string{"^" + string(letters[:2]), "$" + string(letters[len(letters)-2:])}
}

func (m *Mask) remember(key string) {
	for _, e := range ends(key) {
		m.near[e] = append(m.near[e], key)
	}
}

// invent makes a word: out of that of a near one, else a new one.
func (m *Mask) invent(key string) string {
	letters := []rune(key)
	defer m.remember(key)
	for _, e := range ends(key) {
		for _, other := range m.near[e] {
			if w, ok := m.misspell(other, key); ok {
				return w
			}
		}
	}
	for size := len(letters); ; {
		for range 20 {
			if w := m.syllables(size); !m.taken[w] && !isKept(w) {
				return w
			}
		}
		size++
	}
}

// syllables draws a word that can be spoken.
func (m *Mask) syllables(size int) string {
	const consonants, vowels = "bcdfghjklmnprstvz", "aeiou"
	b := make([]byte, size)
	for i := range b {
		if i%2 == 0 {
			b[i] = consonants[m.random.IntN(len(consonants))]
		} else {
			b[i] = vowels[m.random.IntN(len(vowels))]
		}
	}
	return string(b)
}

// misspell changes the invented word of another as that would have to change to
// become this one: up to two letters, one in short words.
func (m *Mask) misspell(other, key string) (string, bool) {
	from, to, invented := []rune(other), []rune(key), []rune(m.words[other])
	most := 1
	if len(to) >= 8 {
		most = 2
	}
	if len(invented) != len(from) || len(from)-len(to) > most || len(to)-len(from) > most {
		return "", false
	}
	table := distances(from, to)
	if table[len(from)][len(to)] > most {
		return "", false
	}
	var back []rune
	for i, j := len(from), len(to); i > 0 || j > 0; {
		at := table[i][j]
		switch {
		case i > 0 && j > 0 && from[i-1] == to[j-1] && table[i-1][j-1] == at:
			i, j, back = i-1, j-1, append(back, invented[i-1])
		case i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] && table[i-2][j-2] == at-1:
			back = append(back, invented[i-2], invented[i-1])
			i, j = i-2, j-2
		case j > 0 && table[i][j-1] == at-1:
			back = append(back, m.added(to, j-1, back))
			j--
		case i > 0 && table[i-1][j] == at-1:
			i--
		default:
			other := rune('a' + m.random.IntN(26))
			for other == invented[i-1] {
				other = rune('a' + m.random.IntN(26))
			}
			i, j, back = i-1, j-1, append(back, other)
		}
	}
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	w := string(back)
	return w, !m.taken[w] && !isKept(w)
}

// added is a letter too many: a plural stays one, a doubled letter is doubled.
func (m *Mask) added(to []rune, at int, back []rune) rune {
	switch {
	case at == len(to)-1 && strings.ContainsRune("sex", to[at]):
		return to[at]
	case len(back) > 0 && at+1 < len(to) && to[at+1] == to[at]:
		return back[len(back)-1]
	}
	return rune('a' + m.random.IntN(26))
}

// distances is the table of optimal string alignment: how many letters are to
// be put in, left out, exchanged or swapped.
func distances(a, b []rune) [][]int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
		table[i][0] = i
	}
	for j := range b {
		table[0][j+1] = j + 1
	}
	for i := range a {
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			best := min(table[i][j]+cost, table[i+1][j]+1, table[i][j+1]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				best = min(best, table[i-1][j-1]+1)
			}
			table[i+1][j+1] = best
		}
	}
	return table
}
