package dedup

import (
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
)

// Keys are the keys of a lead, see [Traits.Keys].
func Keys(l crm.Lead) []uint64 { return TraitsOf(l).Keys() }

// Keys are the hashes under which a file or an [Index] finds the leads that are
// worth comparing with this one: unique, sorted, and the same for as long as
// the file lives; how a key is made must never change without making them
// again. They are few, since a file keeps them all:
//
//	posting or page; external id; without either, the whole record
//	mailbox; last seven digits of the phone; client, and, where keys are few, its halves; contact
//	client and contact, each with the longest word of the title
//	any two of the title's three longest words, with the four months that it is in
//	without a title: single words of the names, number and word of the note
//	with little but a title: its longest words one by one
func (t *Traits) Keys() []uint64 { return t.keys(mostKeys, t.day/half/2*2) }

// Asked are the keys under which to look for the like of a lead: its own, and
// what a lead of the neighbouring four months would have, where those begin within two.
func (t *Traits) Asked() []uint64 {
	own, next := t.day/half/2*2, -2
	if t.day/half%2 == 1 {
		next = 2
	}
	return t.keys(mostKeys+3, own, own+next)
}

// met are the keys by which the leads of one file meet: first touches that are within two
// months share one of two overlapping stretches.
func (t *Traits) met() []uint64 {
	return t.keys(mostKeys, t.day/half/2*2, (t.day/half+1)/2*2+1)
}

// half of the four months, in days, that words of a title are kept with: what
// is commonplace over the years, such as a title, is not within a season.
const half = 64

// keys are at most so many of a lead, with the words of its title in some
// stretches of time, by number.
func (t *Traits) keys(most int, stretches ...int) []uint64 {
	k := make(keys, 0, most)
	k.add('u', or(t.posting, t.page))
	k.add('x', t.external)
	if len(k) == 0 {
		k = append(k, t.whole)
	}
	k.add('e', t.email)
	k.add('p', local(t.phone))
	k.add('n', sortedText(t.person))
	client, person, title := t.clientText, longest(t.person, 2), longest(t.title, 4)
	k.add('c', or(client, t.host))
	if len(title) > 0 {
		k.add('t', stem(client), stem(title[0]))
		if len(person) > 0 {
			k.add('m', stem(person[0]), stem(title[0]))
		}
	}
	if len(person) == 0 && t.email == "" && t.phone == "" && or(t.posting, t.page) == "" {
		t.addWords(&k)
	}
	for i, w := range title[:min(3, len(title))] {
		for _, v := range title[:i] {
			v, w := stem(v), stem(w)
			for _, s := range stretches {
				k.add('s', min(v, w), max(v, w), strconv.Itoa(s))
			}
		}
	}
	const enough = 9 // keys, for a client to be found by less than its name
	if n := len(client); n >= 8 && len(k) < enough {
		k.add('d', client[:n/2])
		k.add('d', client[n/2:])
	}
	if len(title) == 0 {
		t.addRecord(&k, person)
	}
	return tidy(k)
}

// addWords gives a lead of which no client is known the words of its title.
func (t *Traits) addWords(k *keys) {
	for i := range t.title {
		if t.title[i].digits && len(*k) < mostKeys-4 {
			k.add('v', t.title[i].text)
		}
	}
	for _, w := range longest(t.title, 5) {
		k.add('v', w)
	}
}

// addRecord gives a lead without a title, a mere client or contact, what else
// there is: words of its names, the first number and word of its note.
func (t *Traits) addRecord(k *keys, person []string) {
	box, _, _ := strings.Cut(t.email, "@")
	if notes := longest(t.note, 1); len(notes) > 0 {
		k.add('f', t.firstFigure, stem(notes[0]))
		for _, w := range person {
			k.add('f', stem(w), stem(notes[0]))
		}
	}
	k.add('b', box)
	if f := t.firstFigure; len(f) >= 6 {
		k.add('g', f)
		for _, w := range person {
			k.add('g', f[:4], stem(w))
		}
	}
	for _, w := range person {
		k.add('v', stem(w))
	}
	for _, w := range longest(t.client, 3) {
		k.add('v', w[:min(5, len(w))])
	}
}

// mostKeys bounds what a file keeps for one lead.
const mostKeys = 12

// stem is the first letters of a word in the order of the alphabet, which a
// slip further on, or two letters that changed places, leave as they are.
func stem(w string) string {
	b := []byte(w[:min(4, len(w))])
	slices.Sort(b)
	return string(b)
}

// keys are hashes, as many as there is room for.
type keys []uint64

func (k *keys) add(kind byte, parts ...string) {
	for _, p := range parts {
		if p == "" {
			return
		}
	}
	if h := hash(kind, parts...); len(*k) < cap(*k) && !slices.Contains(*k, h) {
		*k = append(*k, h)
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func sortedText(list []word) string {
	var b strings.Builder
	for _, w := range list {
		b.WriteString(w.text)
		b.WriteByte(' ')
	}
	return b.String()
}

// longest gives the longest words, the first of equals by alphabet.
func longest(list []word, most int) (out []string) {
	for range min(most, len(list)) {
		best := ""
		for i := range list {
			if w := list[i].text; len(w) > len(best) && !slices.Contains(out, w) {
				best = w
			}
		}
		out = append(out, best)
	}
	return out
}

// ClientKeys are the keys under which the leads of a client are found, whether
// they name it as client or as contact.
func ClientKeys(name string) []uint64 {
	t := TraitsOf(crm.Lead{Client: name, Contact: name})
	k := make(keys, 0, 2)
	k.add('c', t.clientText)
	k.add('n', sortedText(t.person))
	return tidy(k)
}

// ExternalKey is the key that Keys holds for an external id.
func ExternalKey(externalID string) uint64 { return hash('x', normalExternal(externalID)) }

// Fingerprint is the hash of the record as a whole: title, client, contact,
// e-mail, phone, URL and external id, blanks and case aside. Two records with
// one fingerprint were typed from the same line.
func Fingerprint(l crm.Lead) uint64 {
	fields := [...]string{l.Title, l.Client, l.Contact, l.Email, l.Phone, l.URL, l.ExternalID}
	for i, f := range fields {
		fields[i] = normalExternal(f)
	}
	return hash('f', fields[:]...)
}

func tidy(keys []uint64) []uint64 {
	slices.Sort(keys)
	return slices.Compact(keys)
}

// hash is FNV-1a with the kind in front and a byte that no text holds between
// the parts, folded to 47 bits: what SQLite keeps in six bytes.
func hash(kind byte, parts ...string) uint64 {
	const prime = 1099511628211
	h := (uint64(14695981039346656037) ^ uint64(kind)) * prime
	for _, p := range parts {
		h = (h ^ 0xff) * prime
		for i := range len(p) {
			h = (h ^ uint64(p[i])) * prime
		}
	}
	return (h ^ h>>47) & (1<<47 - 1)
}
