package dedup

import (
	"cmp"
	"strings"

	"leads/internal/crm"
)

// Grade says how sure it is that two leads are one opportunity; "" is not at all.
type Grade string

// The grades.
const (
	Certain  Grade = "certain"  // same posting, page or external id
	Likely   Grade = "likely"   // the fields together make it probable
	Possible Grade = "possible" // same client or person, another project
)

// Rank orders grades: 0 for none up to 3 for certain.
func (g Grade) Rank() int {
	switch g {
	case Certain:
		return 3
	case Likely:
		return 2
	case Possible:
		return 1
	}
	return 0
}

// ParseGrade reads a grade, whatever its case. Errors are Invalid and list them.
func ParseGrade(s string) (Grade, error) {
	if g := Grade(strings.ToLower(strings.TrimSpace(s))); g.Rank() > 0 {
		return g, nil
	}
	return "", crm.Invalidf("there is no grade %q", s).OneOf(s, []string{"certain", "likely", "possible"})
}

// Settled is what a posting or an external id weighs, in bits: more than all else.
const Settled = 100

// Match is what a comparison found. Score runs from 0 to 1 and never crosses
// grades; Why names the fields that agree, always in the same order, and Weights
// says how strongly each of them does, in bits: 3 makes the same opportunity 8
// times as probable as it was. Repeat is a similar order of the same client that came
// much later: related, no duplicate. The zero Match is two leads that have
// nothing to do with each other.
type Match struct {
	Grade   Grade
	Score   float64
	Why     []string
	Weights []float64
	Repeat  bool
}

// Compare grades two leads. It is symmetric, and a field that one of them
// lacks counts neither for nor against.
func Compare(a, b crm.Lead) Match {
	var unknown *Words
	return unknown.Compare(TraitsOf(a), TraitsOf(b))
}

// Compare grades two leads whose traits are known, as [Compare] does.
func (w *Words) Compare(a, b *Traits) Match {
	if b.before(a) { // one order of work, so that sums are the same to the last bit
		a, b = b, a
	}
	v := w.look(a, b)
	j := weights.judge(&v)
	return j.match(&v)
}

// before is some order of traits that differ in what is compared word by word.
func (t *Traits) before(u *Traits) bool {
	return cmp.Or(strings.Compare(t.titleText, u.titleText), strings.Compare(t.clientText, u.clientText),
		strings.Compare(t.personText, u.personText), strings.Compare(t.noteText, u.noteText)) < 0
}

// TitleLikeness says from 0 to 1 how alike two titles are, whatever the order
// of their words and in spite of a typo in some. Two empty titles are not alike.
func TitleLikeness(a, b string) float64 {
	x, y := TraitsOf(crm.Lead{Title: a}), TraitsOf(crm.Lead{Title: b})
	if y.before(x) {
		x, y = y, x
	}
	var plain *Words
	return plain.look(x, y).title.alike
}
