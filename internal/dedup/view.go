package dedup

import (
	"slices"
	"strings"

	"leads/internal/crm"
)

// view is a pair of leads field by field: what the predicate looks at.
type view struct {
	posting, page, external relation
	email, phone, host      relation
	years                   relation // that two notes name
	value                   relation // differ is several times the other
	title, client, person   agreement
	note, figures           agreement // a note's words, and its numbers
	emailRare               float64
	depth                   float64  // bits that it takes to tell one lead of the file
	days                    int      // between the first touches; 0 where one is not known
	titled                  bool     // one of them has a title
	clientHost              relation // the client of one and the domain of the other, which names no client
	noteSame                bool
	numbered                bool // different ids of one series: one export tells them apart
}

// relation is how two values that are either equal or not compare.
type relation int8

const (
	unknown relation = iota // one of them is missing
	differ
	near
	equal
)

// weight chooses what a relation weighs; one that is not known weighs nothing.
func (r relation) weight(same, close, other float64) float64 {
	return [...]float64{unknown: 0, differ: other, near: close, equal: same}[r]
}

func relate(a, b string) relation {
	switch {
	case a == "" || b == "":
		return unknown
	case a == b:
		return equal
	}
	return differ
}

func (w *Words) look(a, b *Traits) (v view) {
	v.posting, v.page, v.external = relatePosting(a.posting, b.posting), relate(a.page, b.page), relate(a.external, b.external)
	v.numbered = v.external == differ && series(a.external) == series(b.external)
	v.email, v.phone, v.host = relateMail(a.email, b.email), relatePhone(a.phone, b.phone), relateText(a.host, b.host)
	v.title = w.compareWords(withoutName(a.title, b), withoutName(b.title, a), slipOfTitle)
	v.client = w.compareWords(a.client, b.client, slipOfClient)
	v.person = w.compareWords(a.person, b.person, slipOfName)
	v.note = w.compareWords(a.note, b.note, slip)
	v.figures = w.compareWords(a.figures, b.figures, slipOfNumber)
	squeezed(&v.title, a.titleText, b.titleText)
	squeezed(&v.client, a.clientText, b.clientText)
	squeezed(&v.person, a.personText, b.personText)
	v.client.byInitials(a, b)
	v.years = relateYears(a.figures, b.figures)
	v.titled = len(a.title)+len(b.title) > 0 || a.linked || b.linked
	if v.email == equal {
		v.emailRare = w.rarity(a.mailbox, plainMailbox)
	}
	if !v.client.both {
		v.clientHost = max(a.relateHost(b), b.relateHost(a))
	}
	v.value = relateValue(a.value, b.value)
	v.noteSame = a.noteText != "" && a.noteText == b.noteText
	v.depth = w.depth()
	if a.day != 0 && b.day != 0 {
		v.days = max(a.day-b.day, b.day-a.day)
	}
	return v
}

// withoutName is a title without the words that only the other's client explains:
// "Noisette: shop redesign" beside "Shop redesign" for Noisette.
func withoutName(title []word, other *Traits) []word {
	named := func(x word) bool { return holds(other.client, x.text) && !holds(other.title, x.text) }
	if len(other.client) == 0 || !slices.ContainsFunc(title, named) {
		return title
	}
	if left := slices.DeleteFunc(slices.Clone(title), named); len(left) > 0 {
		return left
	}
	return title
}

func holds(list []word, text string) bool {
	for i := range list {
		if list[i].text == text {
			return true
		}
	}
	return false
}

// plainMailbox is the rarity of a mailbox where no file is known.
const plainMailbox = 10

// squeezed lets a text that differs in blanks alone, or in a letter or two of
// the whole, be as near as it looks.
func squeezed(g *agreement, a, b string) {
	if !g.both || g.alike == 1 {
		return
	}
	if a == b {
		g.alike, g.within = 1, 1
		return
	}
	long := max(len(a), len(b))
	if long < 6 || long-min(len(a), len(b)) > 2 {
		return
	}
	if far := distance(a, b, 2); far <= 2 && !hasDigit(a) && !hasDigit(b) {
		like := 1 - 1.5*float64(far)/float64(long)
		g.alike, g.within = max(g.alike, like), max(g.within, like)
	}
}

// byInitials lets a name agree with its initials: "IBM" with "International
// Business Machines".
func (g *agreement) byInitials(a, b *Traits) {
	const asMuchAs = .75 // of a name
	if g.both && len(a.client) == 1 && a.clientText == b.initials || len(b.client) == 1 && b.clientText == a.initials {
		g.alike, g.within = max(g.alike, asMuchAs), 1
	}
}

// relateHost compares a client with the domain of a lead that names none. A
// domain that begins like the name, or of its initials, may be the client's; one that has no
// word of it in it is rather somebody else's.
func (t *Traits) relateHost(other *Traits) relation {
	name, host := t.clientText, other.host
	switch {
	case name == "" || host == "" || t.host == host:
		return unknown
	case name == host:
		return equal
	case strings.HasPrefix(name, host) || strings.HasPrefix(host, name) || host == t.initials:
		return unknown
	}
	for i := range t.client {
		if x := t.client[i].text; len(x) >= 3 && strings.Contains(host, x) {
			return unknown
		}
	}
	if distance(name, host, 2) <= 2 {
		return unknown
	}
	return differ
}

// relateValue takes amounts within a tenth for near, and more than three times the
// other for another affair. Other currencies say nothing.
func relateValue(a, b crm.Money) relation {
	if a.Currency != b.Currency || a.Minor <= 0 || b.Minor <= 0 {
		return unknown
	}
	less, more := min(a.Minor, b.Minor), max(a.Minor, b.Minor)
	switch {
	case less == more:
		return equal
	case more-less <= more/10:
		return near
	case more/3 > less:
		return differ
	}
	return unknown
}

// relatePosting tells two postings of one platform from postings of two, which
// may well be one job.
func relatePosting(a, b string) relation {
	r := relate(a, b)
	if r == differ {
		platform, _, _ := strings.Cut(a, ":")
		if !strings.HasPrefix(b, platform+":") {
			return unknown
		}
	}
	return r
}

// relateText takes a mailbox or a domain with a letter or two wrong for near.
func relateText(a, b string) relation {
	r := relate(a, b)
	if r == differ && len(a) >= 8 && distance(a, b, 2) <= 2 {
		return near
	}
	return r
}

// relateMail takes a slip of the pen in a mailbox for near; two short mailboxes of
// one domain are two people.
func relateMail(a, b string) relation {
	r := relateText(a, b)
	if r == near {
		x, at, _ := strings.Cut(a, "@")
		y, other, _ := strings.Cut(b, "@")
		if at == other && min(len(x), len(y)) < 5 {
			return differ
		}
	}
	return r
}

// series is the form of an id, its numbers aside: ids of one form come from one
// counter.
func series(id string) string {
	number := false
	return strings.Map(func(r rune) rune {
		if was := number; r >= '0' && r <= '9' {
			if number = true; was {
				return -1
			}
			return '0'
		}
		number = false
		return r
	}, id)
}

// relatePhone takes one number dialled two ways for equal, and one with a
// wrong digit, or another extension of the last two, for near.
func relatePhone(a, b string) relation {
	switch {
	case a == "" || b == "":
		return unknown
	case strings.HasSuffix(a, b) || strings.HasSuffix(b, a):
		return equal
	}
	x, y := local(a), local(b)
	switch {
	case x == y && (len(a) <= 10 || len(b) <= 10):
		return equal
	case x == y || distance(x, y, 1) <= 1:
		return near
	}
	return differ
}

// relateYears is for notes that name a year: in other years it is another affair.
func relateYears(a, b []word) relation {
	r := unknown
	for i := range a {
		for j := range b {
			if year(a[i].text) && year(b[j].text) {
				if a[i].text == b[j].text {
					return equal
				}
				r = differ
			}
		}
	}
	return r
}

func year(s string) bool { return len(s) == 4 && (s[:2] == "19" || s[:2] == "20") }
