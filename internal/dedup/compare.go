package dedup

import (
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
	return "", crm.Invalidf("there is no grade %q", s).WithHint("it is one of: certain, likely, possible")
}

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

// Titles at least this alike are near-same; beside a contact alone, who may
// bring several jobs, a title has to be closer.
const (
	titleNear    = .85
	titleNearest = .90
)

// repeatAfter is the number of days after which the same client with the same
// title is rather a repeat order than a second record of the first.
const repeatAfter = 120

// Compare grades two leads. It is symmetric, and a field that one of them
// lacks counts neither for nor against.
func Compare(a, b crm.Lead) Match {
	var unknown *Words
	return unknown.Compare(TraitsOf(a), TraitsOf(b))
}

// Words counts the words of the leads of one file, so that a comparison knows
// which are rare there. The nil Words knows of no file and takes what is usual.
type Words struct{}

// Add counts the words of one lead.
func (w *Words) Add(t *Traits) {}

// Compare grades two leads whose traits are known, as [Compare] does.
func (w *Words) Compare(a, b *Traits) Match { return compare(*a, *b) }

// Traits is a lead as comparisons see it, made once and compared often. It is
// read only, and may be shared by goroutines.
type Traits struct {
	posting, page, external      string
	email, client, title, person string
	phone                        string
	on                           crm.Date
	same, related                []uint64
}

// TraitsOf takes from a lead what a comparison looks at: title, client, contact,
// e-mail, phone, URL, external id, first touch and note.
func TraitsOf(l crm.Lead) *Traits {
	t := read(l)
	t.same, t.related = KeysOf(l)
	return &t
}

// Keys are the hashes under which a file or an [Index] finds the leads that are
// worth comparing with this one: unique, and the same for as long as the file lives.
func (t *Traits) Keys() []uint64 { return append(t.same[:len(t.same):len(t.same)], t.related...) }

func read(l crm.Lead) Traits {
	page := splitURL(l.URL)
	return Traits{
		posting:  page.posting(2),
		page:     page.canonical(),
		external: normalExternal(l.ExternalID),
		email:    NormalEmail(l.Email),
		client:   NormalName(l.Client),
		title:    titleOf(l),
		person:   normalPerson(l.Contact),
		phone:    normalPhone(l.Phone),
		on:       l.FirstTouchOn,
	}
}

// titleOf is the title to compare. One that was only filled in from the
// external id says nothing more than the id.
func titleOf(l crm.Lead) string {
	if l.ExternalID != "" && normalExternal(l.Title) == normalExternal(l.ExternalID) {
		return ""
	}
	return NormalTitle(l.Title)
}

// compare is the whole judgement: first what agrees, then what that amounts to.
func compare(a, b Traits) Match {
	page := same(a.posting, b.posting) || same(a.page, b.page) && !rivals(a.posting, b.posting)
	external := same(a.external, b.external)
	email, client := same(a.email, b.email), same(a.client, b.client)
	person, phone := same(a.person, b.person), same(a.phone, b.phone)
	alike := 0.0
	if a.title != "" && b.title != "" {
		alike = likeness(a.title, b.title)
	}
	var why []string
	for _, field := range []struct {
		name   string
		agrees bool
	}{
		{"url", page}, {"external_id", external}, {"email", email}, {"client", client},
		{"title", alike >= titleNear}, {"contact", person}, {"phone", phone},
	} {
		if field.agrees {
			why = append(why, field.name)
		}
	}
	agreeing := count(email, client, person, phone)
	switch {
	case page && external:
		return Match{Grade: Certain, Score: 1, Why: why}
	case page || external:
		return Match{Grade: Certain, Score: .99, Why: why}
	case (client || email) && alike >= titleNear && !farApart(a.on, b.on),
		person && alike >= titleNearest && !farApart(a.on, b.on):
		closeness := (alike - titleNear) / (1 - titleNear)
		return Match{Grade: Likely, Score: min(.98, .70+.10*closeness+.06*float64(agreeing-1)), Why: why}
	case agreeing > 0:
		return Match{Grade: Possible, Score: min(.60, .30+.08*float64(agreeing-1)+.06*alike), Why: why}
	}
	return Match{}
}

// same is agreement: both are there and equal.
func same(a, b string) bool { return a != "" && a == b }

// rivals are two different postings of one platform.
func rivals(a, b string) bool {
	platform, _, _ := strings.Cut(a, ":")
	other, _, _ := strings.Cut(b, ":")
	return a != b && same(platform, other)
}

func count(agree ...bool) int {
	n := 0
	for _, yes := range agree {
		if yes {
			n++
		}
	}
	return n
}

// farApart reports whether two known first touches lie so far apart that equal
// words rather mean a repeat order.
func farApart(a, b crm.Date) bool {
	days := a.DaysUntil(b)
	return days > repeatAfter || days < -repeatAfter
}
