package crm

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Key is the form under which two names are the same name: case, accents,
// blanks and punctuation aside. "up-work" and "Upwork" share one key. A name
// of punctuation alone keeps it. Key(Key(s)) is Key(s).
func Key(s string) string {
	if key, ok := asciiKey(s); ok {
		return key
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			for _, f := range fold(r) {
				b.WriteRune(f)
			}
		}
	}
	key := norm.NFKD.String(b.String())
	if key == "" {
		return strings.ToLower(strings.TrimSpace(s))
	}
	return key
}

// Spellings are the ways in which the same words may be written in Unicode: as
// they are, composed, decomposed, and without their accents.
func Spellings(s string) []string {
	apart := norm.NFD.String(s)
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, apart)
	list := []string{s, norm.NFC.String(s), apart, bare}
	slices.Sort(list)
	return slices.Compact(list)
}

// asciiKey is Key for plain ASCII, which most names are.
func asciiKey(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 0x80:
			return "", false
		case c >= 'A' && c <= 'Z':
			b = append(b, c+'a'-'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b = append(b, c)
		}
	}
	return string(b), len(b) > 0
}

// fold lowers a letter and spells out the few that Unicode does not decompose.
func fold(r rune) string {
	switch r = unicode.ToLower(r); r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ł':
		return "l"
	case 'ı':
		return "i"
	}
	return string(r)
}

// CleanLine makes one line of a text: blanks at the ends go, and any run of
// blanks or line ends inside becomes one space.
func CleanLine(s string) string {
	if isClean(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// isClean reports whether a text is plain ASCII with single blanks inside only,
// as most are: an import asks for each field several times.
func isClean(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x80 || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return before != ' ' || s == ""
}

// Nearest gives up to three of the names that are closest to s, best first:
// those that begin alike or differ by a few letters, also of its first word. None is near: nil.
func Nearest(s string, names []string) []string {
	type near struct {
		name string
		far  int
	}
	key := []rune(Key(s))
	var found []near
	for _, name := range names {
		other := []rune(Key(name))
		far := distance(key, other)
		limit := 1 + max(len(key), len(other))/4
		short, long := string(key), string(other)
		if len(short) > len(long) {
			short, long = long, short
		}
		if len(short) >= 2 && strings.HasPrefix(long, short) {
			far = min(far, 1)
		}
		if end := strings.IndexAny(name, " -"); end >= 4 {
			word := []rune(Key(name[:end]))
			if slips := distance(key, word); slips <= max(len(key), len(word))/4 {
				far = min(far, 1+slips)
			}
		}
		if far <= limit && far < max(len(key), len(other)) { // something has to be the same
			found = append(found, near{name, far})
		}
	}
	var out []string
	for len(found) > 0 && len(out) < 3 {
		best := 0
		for i, f := range found {
			if f.far < found[best].far {
				best = i
			}
		}
		out = append(out, found[best].name)
		found = append(found[:best], found[best+1:]...)
	}
	return out
}

// distance counts the letters to insert, delete, replace or swap with a
// neighbour to turn a into b (optimal string alignment).
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// NearEqual reports whether two names are one name spelled differently: the
// same key, a web address of it (upwork.com), or a letter or two apart in a
// word long enough for that to be a slip. Two platforms that both exist, such as
// GitHub and GitLab, are never one, however near their names.
func NearEqual(a, b string) bool {
	x, y := Key(withoutTop(a)), Key(withoutTop(b))
	if p, q := platformOf(a), platformOf(b); p != 0 && q != 0 {
		return p == q
	}
	if x == y {
		return true
	}
	most := slipsIn(x, y)
	if m, n := utf8.RuneCountInString(x), utf8.RuneCountInString(y); max(m-n, n-m) > most { // each letter more is one to insert
		return false
	}
	return distance([]rune(x), []rune(y)) <= most
}

// withoutTop takes the top of a host's name off: upwork.com is upwork.
func withoutTop(s string) string {
	s = strings.TrimSpace(s)
	if host := Host(s); host != "" && strings.Contains(host, ".") && !strings.ContainsAny(s, " ") {
		name, _, _ := strings.Cut(host, ".")
		return name
	}
	return s
}

// Tenths is a number for people in the middle of a sentence: one decimal, none
// where it is zero.
func Tenths(f float64) string {
	text := strings.TrimSuffix(strconv.FormatFloat(f, 'f', 1, 64), ".0")
	if text == "-0" {
		return "0"
	}
	return text
}
