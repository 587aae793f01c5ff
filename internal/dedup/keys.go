package dedup

import (
	"slices"
	"strings"

	"leads/internal/crm"
)

// Keys are the hashes under which the same opportunity is found again: posting
// or page, external id, e-mail, client with title, contact with title, and,
// where there is neither page nor id, the whole record. They are sorted and unique.
// Files keep them: how a key is made must never change without making them anew.
func Keys(l crm.Lead) []uint64 {
	same, _ := KeysOf(l)
	return same
}

// RelatedKeys are the hashes, beyond Keys, under which leads are found that may
// be worth a look: the same client, contact or phone, and a title of at least
// three words in any order. They are sorted and unique.
func RelatedKeys(l crm.Lead) []uint64 {
	_, related := KeysOf(l)
	return related
}

// KeysOf gives Keys and RelatedKeys for the price of one.
func KeysOf(l crm.Lead) (same, related []uint64) {
	t := read(l)
	same, related = make([]uint64, 0, 6), make([]uint64, 0, 5)
	switch {
	case t.posting != "":
		same = append(same, hash('u', t.posting))
	case t.page != "":
		same = append(same, hash('u', t.page))
	}
	if t.external != "" {
		same = append(same, hash('x', t.external))
	}
	if len(same) == 0 {
		same = append(same, Fingerprint(l))
	}
	client := squeeze(t.client)
	if t.title != "" {
		w := strings.Fields(t.title)
		slices.Sort(w)
		title := strings.Join(w, " ")
		if client != "" {
			same = append(same, hash('c', client, title))
		}
		if t.person != "" {
			same = append(same, hash('n', t.person, title))
		}
		if len(w) >= 3 {
			related = append(related, hash('t', title))
		}
	}
	if t.email != "" {
		same = append(same, hash('e', t.email))
	}
	for _, k := range []struct {
		kind byte
		text string
	}{{'C', client}, {'N', t.person}, {'P', t.phone}} {
		if k.text != "" {
			related = append(related, hash(k.kind, k.text))
		}
	}
	return tidy(same), tidy(related)
}

// ExternalKey is the key that Keys holds for an external id.
func ExternalKey(externalID string) uint64 { return hash('x', normalExternal(externalID)) }

// Fingerprint is the hash of the record as a whole: title, client, contact,
// e-mail, phone, URL and external id, blanks and case aside. Two records with
// one fingerprint were typed from the same line.
func Fingerprint(l crm.Lead) uint64 {
	fields := []string{l.Title, l.Client, l.Contact, l.Email, l.Phone, l.URL, l.ExternalID}
	for i, f := range fields {
		fields[i] = normalExternal(f)
	}
	return hash('f', fields...)
}

func squeeze(s string) string { return strings.ReplaceAll(s, " ", "") }

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
