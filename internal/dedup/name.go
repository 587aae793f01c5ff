package dedup

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"leads/internal/crm"
)

// NormalEmail is the mailbox that an address reaches: lower case, without the
// +tag, and without the dots that Gmail ignores. What is no address is "".
func NormalEmail(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimPrefix(s, "mailto:")
	at := strings.LastIndexByte(s, '@')
	if at <= 0 || at == len(s)-1 || strings.ContainsAny(s, " \t\r\n") {
		return ""
	}
	box, host := s[:at], s[at+1:]
	if plus := strings.IndexByte(box, '+'); plus > 0 {
		box = box[:plus]
	}
	if host == "googlemail.com" {
		host = "gmail.com"
	}
	if host == "gmail.com" {
		if plain := strings.ReplaceAll(box, ".", ""); plain != "" {
			box = plain
		}
	}
	return box + "@" + host
}

// NormalName is a client's name folded to plain words, without the article in
// front and the legal forms around it: "S.A.R.L. Dupont & Cie" is "dupont".
// A name of legal forms alone keeps them.
func NormalName(s string) string {
	all := words(s)
	w := all
	for len(w) > 1 && (legalForms()[w[len(w)-1]] || w[len(w)-1] == "and") {
		w = w[:len(w)-1]
	}
	for len(w) > 1 && (legalFronts()[w[0]] || w[0] == "the") {
		w = w[1:]
	}
	if len(w) == 1 && legalForms()[w[0]] {
		w = all
	}
	return strings.Join(w, " ")
}

// NormalTitle is a title folded to plain words in their order, without the
// words that every title has. A title of such words alone keeps them.
func NormalTitle(s string) string {
	return strings.Join(without(words(s), stopWords()), " ")
}

// normalPerson is a contact's name as sorted words, so that "Blanc, Ada" is
// "Ada Blanc"; forms of address are dropped.
func normalPerson(s string) string {
	kept := without(words(s), addressForms())
	slices.Sort(kept)
	return strings.Join(kept, " ")
}

// without leaves out the words of a table, unless nothing would be left.
func without(w []string, table map[string]bool) []string {
	if !slices.ContainsFunc(w, func(w string) bool { return !table[w] }) {
		return w
	}
	return slices.DeleteFunc(w, func(w string) bool { return table[w] })
}

// normalPhone is the last seven digits: enough to tell numbers apart, and free
// of country codes and trunk zeros. Shorter numbers are extensions: "".
func normalPhone(s string) string {
	digits := make([]byte, 0, len(s))
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			digits = append(digits, s[i])
		}
	}
	if len(digits) < 7 {
		return ""
	}
	return string(digits[len(digits)-7:])
}

// normalExternal is an id without the blanks and capitals that copying adds.
func normalExternal(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(crm.CleanLine(s))
}

// words folds a text to lower-case words of letters and digits without accents.
// Dotted initials and possessives stay one word ("S.A.", "Joe's"), and names
// of techniques keep what tells them apart ("C++", "C#", "Node.js").
func words(s string) []string {
	plain := isASCII(s)
	if plain {
		s = strings.ToLower(s)
	} else {
		s = norm.NFKD.String(s)
	}
	out := make([]string, 0, 12)
	var initials bool // the last word so far is dotted single letters
	var before rune   // what stood between the last word and this one, if a single character
	add := func(w string) {
		if !plain {
			w = crm.Key(w)
		}
		single := len(w) == 1
		if n := len(out); n > 0 {
			switch {
			case before == '.' && initials && single,
				before == '.' && (w == "js" || w == "net"),
				before == '-' && len(out[n-1]) == 1 && !hasDigit(out[n-1]), // e-mail
				(before == '\'' || before == '’') && w == "s":
				out[n-1] += w
				return
			}
		}
		initials = single
		out = append(out, w)
	}
	start, gap := -1, 0
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start < 0 {
				start = i
			}
			continue
		case start >= 0 && unicode.Is(unicode.Mn, r):
			continue
		}
		if start >= 0 {
			add(s[start:i])
			start, gap, before = -1, 0, 0
			rest := s[i:]
			switch n := len(out) - 1; {
			case strings.HasPrefix(rest, "++"):
				out[n] += "pp"
			case r == '#':
				out[n] += "sharp"
			}
		}
		if gap++; gap == 1 {
			before = r
		} else {
			before = 0
		}
	}
	if start >= 0 {
		add(s[start:])
	}
	return out
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// set makes a table on first use: most commands compare nothing.
func set(s string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		m := map[string]bool{}
		for _, w := range strings.Fields(s) {
			m[w] = true
		}
		return m
	})
}

// The tables hold folded words, as words gives them.
var (
	legalForms = set(`ltd limited inc incorporated llc llp lp plc pllc pc corp corporation co company cie compagnie
		gmbh mbh ggmbh ag kg kgaa ohg gbr ug ek ev eg se
		sarl sas sasu sa eurl sci scop snc ei eirl selarl
		bv nv vof bvba sprl srl spa sapa snc scarl sl slu sau slne sll
		ab oy oyj as asa aps ivs hb kb ehf
		sro spzoo kft zrt nyrt bt doo dd ooo oao zao pty pvt pte sdn bhd kk gk ltda eireli
		haftungsbeschrankt`)
	legalFronts  = set(`sarl sas sasu sa eurl sci societe ste firma`)
	addressForms = set(`mr mrs ms miss dr prof sir m mme mlle herr frau hr fr senor senora sr sra sig signor signora`)
	stopWords    = set(`a an the of for to in on at by with and or from our my your we need needed needs looking wanted
		un une le la les l de des du d pour en et ou avec au aux sur dans par recherche cherche besoin
		der die das den dem ein eine einen einer eines fur mit und oder von im am zu zum zur bei gesucht
		el los las una unos para con y o del al se busca
		il lo gli i uno di da e per nel cerca
		het een van voor met op te`)
)
