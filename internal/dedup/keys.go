package dedup

import (
	"slices"
	"strings"

	"leads/internal/crm"
)

// Keys are the hashes under which the same opportunity is found again: posting
// or page, external id, e-mail, client with title, contact with title, a title
// of at least three words, and the whole record. They are sorted and unique.
// Files keep them: how a key is made must never change without making them anew.
func Keys(l crm.Lead) []uint64 {
	t := read(l)
	keys := make([]uint64, 0, 8)
	switch {
	case t.posting != "":
		keys = append(keys, hash('u', t.posting))
	case t.page != "":
		keys = append(keys, hash('u', t.page))
	}
	if t.external != "" {
		keys = append(keys, hash('x', t.external))
	}
	if t.email != "" {
		keys = append(keys, hash('e', t.email))
	}
	if t.title != "" {
		w := strings.Fields(t.title)
		slices.Sort(w)
		title := strings.Join(w, " ")
		if t.client != "" {
			keys = append(keys, hash('c', squeeze(t.client), title))
		}
		if t.person != "" {
			keys = append(keys, hash('n', t.person, title))
		}
	}
	return tidy(append(keys, Fingerprint(l)))
}

// RelatedKeys are the hashes under which leads are found that may be worth a
// look: the same client, contact, e-mail or phone, and a title of at least
// three words in any order. They are sorted and unique.
func RelatedKeys(l crm.Lead) []uint64 {
	keys := make([]uint64, 0, 5)
	if w := strings.Fields(titleOf(l)); len(w) >= 3 {
		slices.Sort(w)
		keys = append(keys, hash('t', strings.Join(w, " ")))
	}
	for _, k := range []struct {
		kind byte
		text string
	}{
		{'C', squeeze(NormalName(l.Client))}, {'N', normalPerson(l.Contact)},
		{'e', NormalEmail(l.Email)}, {'P', normalPhone(l.Phone)},
	} {
		if k.text != "" {
			keys = append(keys, hash(k.kind, k.text))
		}
	}
	return tidy(keys)
}

// ExternalKey is the key that Keys holds for an external id.
func ExternalKey(externalID string) uint64 { return hash('x', normalExternal(externalID)) }

// Fingerprint is the key that Keys holds for the record as a whole: title,
// client, contact, e-mail, phone, URL and external id, blanks and case aside.
// Two records with one fingerprint were typed from the same line.
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
// the parts.
func hash(kind byte, parts ...string) uint64 {
	const prime = 1099511628211
	h := (uint64(14695981039346656037) ^ uint64(kind)) * prime
	for _, p := range parts {
		h = (h ^ 0xff) * prime
		for i := range len(p) {
			h = (h ^ uint64(p[i])) * prime
		}
	}
	return h
}
