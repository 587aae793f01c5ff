package dedup

import (
	"slices"
	"strings"

	"leads/internal/crm"
)

// Traits is a lead as comparisons see it, made once and compared often. It is
// read only, and may be shared by goroutines. What is empty is missing.
type Traits struct {
	posting, page, external string
	email, host             string // the mailbox; the client's own domain, without its top
	phone                   string // digits without trunk zeros and extension
	titleText, clientText   string // squeezed
	initials                string // of a client of three words or more
	value                   crm.Money
	personText              string
	title, client           []word
	person, note, figures   []word // a note's words and its numbers
	noteText                string
	mailbox                 uint32 // where Words counts the mailbox
	day                     int    // of the first touch, counted from a day long ago
	firstFigure             string // of the note
	whole                   uint64 // the record as one, see Fingerprint
	linked                  bool   // its title was made from its link: it has one that nobody has typed yet
}

// TraitsOf takes from a lead what a comparison looks at: title, client, contact,
// e-mail, phone, URL, external id, value, first touch and note.
func TraitsOf(l crm.Lead) *Traits {
	t := &Traits{
		whole:    Fingerprint(l),
		external: normalExternal(l.ExternalID),
		email:    NormalEmail(l.Email),
		phone:    NormalPhone(l.Phone),
		value:    l.Value,
	}
	if l.FirstTouchOn != "" {
		t.day = crm.Date("1900-01-01").DaysUntil(l.FirstTouchOn)
	}
	a := splitURL(l.URL)
	t.posting, t.page = a.posting(2), a.canonical()
	t.host = ownDomain(t.email, a.host)
	if t.linked = fromLink(l); !t.linked && !filled(l) {
		t.title, t.titleText = bag(titleWord, titleWords(l.Title))
	}
	client := clientWords(l.Client)
	t.client, t.clientText = bag(clientWord, client)
	t.initials = initialsOf(client)
	t.person, t.personText = bag(personWord, personWords(l.Contact))
	kin(t.title, glossary())
	kin(t.client, abbreviations())
	kin(t.person, nicknames())
	text, figures := noteWords(l.Note)
	t.note, _ = bag(noteWord, text)
	t.figures, _ = bag(noteWord, figures)
	if len(figures) > 0 {
		t.firstFigure = figures[0]
	}
	t.noteText = strings.ToLower(crm.CleanLine(l.Note))
	t.mailbox = slotOf(mailbox, t.email)
	return t
}

// initialsOf gives the initials of a name of three words or more, such as "ibm".
func initialsOf(words []string) string {
	if len(words) < 3 || len(words) > 6 {
		return ""
	}
	b := make([]byte, len(words))
	for i, x := range words {
		b[i] = x[0]
	}
	return string(b)
}

// filled reports whether a title only repeats another field: an import gives
// rows without one the external id, the contact, the client or the address.
func filled(l crm.Lead) bool {
	key := normalExternal(l.Title)
	for _, f := range [...]string{l.ExternalID, l.Contact, l.Client, l.URL} {
		if f != "" && !otherwise(f, key) && normalExternal(f) == key {
			return true
		}
	}
	return false
}

// LinkTitle is the title of a lead of which only a link is known, one that has no
// words: its host and the id of the posting. It is no evidence of a duplicate.
func LinkTitle(url string) string {
	_, id, _ := strings.Cut(PostingID(url), ":")
	return crm.CleanLine(crm.Host(url) + " " + id)
}

// fromLink reports whether a title is the LinkTitle of its link.
func fromLink(l crm.Lead) bool {
	host, _, _ := strings.Cut(l.Title, " ")
	return strings.Contains(host, ".") && strings.Contains(strings.ToLower(l.URL), host) && l.Title == LinkTitle(l.URL)
}

// otherwise reports whether a text certainly does not become the key, by their
// first letters: most fields begin otherwise than the title.
func otherwise(f, key string) bool {
	c := f[0]
	if c >= 'A' && c <= 'Z' {
		c |= 0x20
	}
	return key == "" || c > ' ' && c < 0x80 && key[0] < 0x80 && c != key[0]
}

// bag sorts words and squeezes them into one text in their order.
func bag(f field, list []string) ([]word, string) {
	if len(list) == 0 {
		return nil, ""
	}
	list = list[:min(len(list), mostWords)]
	out := make([]word, len(list))
	for i, text := range list {
		out[i] = word{text: text, slot: slotOf(f, text), letters: lettersOf(text), plain: plainRarity(text), digits: hasDigit(text)}
	}
	whole := strings.Join(list, "")
	slices.SortFunc(out, func(a, b word) int { return strings.Compare(a.text, b.text) })
	return slices.CompactFunc(out, func(a, b word) bool { return a.text == b.text }), whole
}

// kin marks synonyms.
func kin(list []word, of map[string]uint16) {
	for i := range list {
		list[i].kin = of[list[i].text]
	}
}

// mostWords bounds the work on a title that is really a page of text.
const mostWords = 40

func lettersOf(s string) (set uint32) {
	for i := range len(s) {
		set |= 1 << (s[i] & 31)
	}
	return set
}
