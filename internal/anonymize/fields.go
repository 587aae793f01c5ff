package anonymize

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"leads/internal/crm"
	"leads/internal/dedup"
)

// Client replaces the name of a client; two names stay two.
func (m *Mask) Client(name string) string {
	if name == "" {
		return ""
	}
	if to, ok := m.names[name]; ok {
		return to
	}
	to := m.Text(name)
	for n := 2; m.keys[crm.Key(to)]; n++ {
		to = m.Text(name) + " " + strconv.Itoa(n)
	}
	m.names[name], m.keys[crm.Key(to)] = to, true
	return to
}

// Nth replaces a name by its kind and a number in the order of appearance.
func (m *Mask) Nth(kind, name string) string {
	if name == "" {
		return ""
	}
	at := kind + "\x00" + crm.Key(name)
	if _, ok := m.series[at]; !ok {
		m.counts[kind]++
		m.series[at] = kind + " " + strconv.Itoa(m.counts[kind])
	}
	return m.series[at]
}

// Note keeps only the shape of a text: letters become x, digits 0.
func (m *Mask) Note(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.Is(unicode.M, r):
			return 'x'
		case unicode.IsDigit(r):
			return '0'
		case r == '\n', r == ' ', unicode.IsPunct(r):
			return r
		}
		return 'x'
	}, s)
}

// Email replaces an address. Spellings of one address become the same; what is
// a public provider stays one.
func (m *Mask) Email(s string) string {
	normal := dedup.NormalEmail(s)
	local, domain, ok := strings.Cut(normal, "@")
	if !ok {
		return m.Token(s)
	}
	return m.Token(local) + "@" + m.Host(domain)
}

// Phone replaces the last eight digits; what comes before them is a country.
func (m *Mask) Phone(s string) string {
	const own = 8
	var digits []rune
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits = append(digits, r)
		}
	}
	from := max(0, len(digits)-own)
	masked := []rune(m.token(string(digits[from:])))
	at := -1
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return 'x'
		}
		if !unicode.IsDigit(r) {
			return r
		}
		if at++; at < from {
			return r
		}
		return masked[at-from]
	}, s)
}

// Token replaces the letters and digits of an id, its signs stay.
func (m *Mask) Token(s string) string {
	return pieces(s, func(piece string, _ byte) string { return m.token(piece) })
}

// token replaces each digit by a digit and each letter by a letter; whatever
// the case, the same becomes the same, and what differs differs.
func (m *Mask) token(piece string) string {
	key := strings.ToLower(piece)
	to, ok := m.tokens[key]
	for !ok {
		b := []rune(key)
		for i, r := range b {
			if unicode.IsDigit(r) {
				b[i] = rune('0' + m.random.IntN(10))
			} else {
				b[i] = rune('a' + m.random.IntN(26))
			}
		}
		if to = string(b); m.taken["#"+to] && len(b) > 2 {
			continue
		}
		m.tokens[key], m.taken["#"+to], ok = to, true, true
	}
	out, upper := []rune(to), []rune(piece)
	for i := range out {
		if i < len(upper) && unicode.IsUpper(upper[i]) {
			out[i] = unicode.ToUpper(out[i])
		}
	}
	return string(out)
}

// pieces replaces the runs of letters and digits; fn is told the sign before each.
func pieces(s string, fn func(piece string, before byte) string) string {
	var b strings.Builder
	start := -1
	flush := func(end int) {
		if start >= 0 {
			before := byte(0)
			if start > 0 {
				before = s[start-1]
			}
			b.WriteString(fn(s[start:end], before))
			start = -1
		}
	}
	for i, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '%' {
			if start < 0 {
				start = i
			}
			continue
		}
		flush(i)
		b.WriteRune(r)
	}
	flush(len(s))
	return b.String()
}

// publicHosts belong to nobody in particular: platforms and mail providers.
var publicHosts = []string{"upwork.com", "linkedin.com", "freelancer.com", "fiverr.com", "malt.fr", "malt.com", "github.com", "gmail.com",
	"googlemail.com", "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr", "yahoo.com", "yahoo.fr", "icloud.com", "proton.me", "protonmail.com",
	"gmx.net", "gmx.de", "web.de", "orange.fr", "free.fr", "laposte.net", "wanadoo.fr", "sfr.fr", "aol.com", "live.com", "peopleperhour.com",
	"toptal.com", "guru.com", "indeed.com", "wellfound.com", "remoteok.com", "weworkremotely.com", "example.com", "twitter.com", "x.com", "facebook.com"}

// Host replaces a host but for its ending; one that is a platform's or a mail
// provider's own stays. Below such a host people have pages in their name, as
// gaelle.martin.free.fr, so that there only what says a language or a device stays.
func (m *Mask) Host(host string) string {
	lower := strings.ToLower(host)
	for _, p := range publicHosts {
		front, ok := strings.CutSuffix(lower, p)
		if ok && (front == "" || front == "www." || front == "m." || front == "mobile." || len(front) == 3 && front[2] == '.') {
			return host
		}
	}
	labels := strings.Split(host, ".")
	for i, l := range labels {
		ending := i > 0 && i == len(labels)-1 && strings.Trim(l, "0123456789") != ""
		second := i == len(labels)-2 && i > 0 && len(labels[len(labels)-1]) == 2 && slices.Contains(secondLevel, strings.ToLower(l)) // co.uk
		if !ending && !second && l != "www" && l != "m" {
			labels[i] = pieces(l, func(piece string, _ byte) string { return m.letters(piece) })
		}
	}
	return strings.Join(labels, ".")
}

// secondLevel are names under which a country gives its hosts.
var secondLevel = []string{"ac", "asso", "co", "com", "edu", "gob", "gov", "gouv", "net", "nom", "or", "org", "tm"}

// letters gives a name the word that it has in texts, so that a domain still
// looks like its client.
func (m *Mask) letters(piece string) string {
	if strings.ContainsFunc(piece, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return m.token(piece)
	}
	return strings.ToLower(m.word(piece))
}

// structure are parts of an address that say what kind of page it is.
var structure = sync.OnceValue(func() map[string]bool {
	list := map[string]bool{}
	for w := range strings.FieldsSeq(`http https www jobs job freelance freelancers freelancer nx ab ap find work proposals proposal applicants applicant
		details projects project contest contests in pub company companies feed posts post update urn li activity messages messaging room rooms search
		view viewjob apply offer offers gigs gig users user profile profiles mission missions page pages index html htm php default home home-page en fr de es
		us uk gb details about contact inbox best matches share comm client clients o p r u t l`) {
		list[w] = true
	}
	return list
})

// URL replaces what tells one page from another and keeps what tells its kind.
func (m *Mask) URL(s string) string {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		scheme, rest = "", s
	} else {
		scheme += "://"
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	host, rest := rest[:end], rest[end:]
	if at := strings.LastIndexByte(host, '@'); at >= 0 { // a user has no place here
		host = host[at+1:]
	}
	name, port, hasPort := strings.Cut(host, ":")
	if name = m.Host(name); hasPort {
		name += ":" + port
	}
	inQuery := false
	return scheme + name + pieces(rest, func(piece string, before byte) string {
		inQuery = inQuery || before == '?'
		switch {
		case structure()[strings.ToLower(piece)], inQuery && (before == '?' || before == '&'):
			return piece
		case before == '~' && len(piece) > 2: // the mark of a platform's ids
			return piece[:2] + m.token(piece[2:])
		}
		return m.token(strings.ReplaceAll(piece, "%", "x"))
	})
}
