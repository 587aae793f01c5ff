package dedup

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// A sketch may keep too many, never too few: whatever is likely must be met.
func lawSketch(t *rapid.T) {
	a, b := nearLead(t, "a"), nearLead(t, "b")
	x, y := sketchOf(TraitsOf(a)), sketchOf(TraitsOf(b))
	if m := Compare(a, b); m.Grade.Rank() >= Likely.Rank() && (!x.mayBeLikely(&y) || !y.mayBeLikely(&x)) {
		t.Fatalf("%v is ruled out: %+v, %+v", m, a, b)
	}
}

// Words that are rare in a file make no difference: what is likely there is met, too.
func lawSketchAmong(t *rapid.T) {
	a, b := TraitsOf(nearLead(t, "a")), TraitsOf(nearLead(t, "b"))
	var file Words
	file.Add(a)
	file.Add(b)
	for n := range enough << rapid.IntRange(0, 4).Draw(t, "leads") {
		file.Add(TraitsOf(crm.Lead{Title: fmt.Sprint("Order ", n), Client: fmt.Sprint("Client ", n)}))
	}
	x, y := sketchOf(a), sketchOf(b)
	if m := file.Compare(a, b); m.Grade.Rank() >= Likely.Rank() && (!x.mayBeLikelyAmong(&y) || !y.mayBeLikelyAmong(&x)) {
		t.Fatalf("%v is ruled out: %+v, %+v", m, a, b)
	}
}

// nearLead draws names a slip, a short form or a word apart.
func nearLead(t *rapid.T, label string) crm.Lead {
	l := someLead(t, label)
	pick := func(field string, values ...string) string {
		return rapid.SampledFrom(append(values, "")).Draw(t, label+" near "+field)
	}
	l.Title = pick("title", "Stone Swift: bakery shop redesign", "Redesign of a bakery shop", "Bakery shop redesign", "Relaunch bakery store", "Logo", "Bakery shop redesign phase 2", "Bakery shop redesing 3",
		"Bakeryshop redesign", "Internal WordPress maintenance for a dental clinic #1234", "WordPress maintenance", "Dental clinic: WordPress maintainance 1234",
		"Wartung Website Zahnarzt", "Data pipeline", "Pipeline data", "A senior developer for a data pipeline in a cloud with Go, Kafka and Postgres, remote", l.Title)
	l.Note = pick("note", "", "", "call back 2026-03-01", "call back", l.Note)
	l.Value = rapid.SampledFrom([]crm.Money{{}, {Minor: 50000, Currency: "EUR"}, {Minor: 52000, Currency: "EUR"}, {Minor: 900000, Currency: "EUR"}}).Draw(t, label+" near value")
	l.Client = pick("client", "Stone Swift Health Ltd", "Stnoe Swift", "Stone Swift Health Group Holding Partners", "StoneSwift", "Swift Heal", "Kontor Nord", "Kontor 17", "Kontor 18", "SSH", "Stone Swift Intl", "International Kontor", l.Client)
	l.Contact = pick("contact", "William Zobiria", "Zobiria, Bill", "W. Zobirria", "Maria del Carmen Ruiz", l.Contact)
	l.Email = pick("email", "bill@stone-swift.com", "bill@stone-swfit.com", "nord@kontor.de", l.Email)
	l.Phone = pick("phone", "+44 121 6875613", "0121 6875631", "0121 6785613", "0121 6875614", l.Phone)
	l.FirstTouchOn = crm.Date(pick("date", "2026-01-01", "2026-04-30", "2026-05-01", "2026-05-02"))
	return l
}

func TestSketchKeepsWhatIsLikely(t *testing.T)      { rapid.Check(t, lawSketch) }
func TestSketchKeepsWhatIsLikelyAmong(t *testing.T) { rapid.Check(t, lawSketchAmong) }

func TestSketchRulesOutOtherClients(t *testing.T) {
	lead := crm.Lead{Title: "Redesign of a bakery shop", Client: "Stone Swift Health", Contact: "Edward Zobiria", FirstTouchOn: "2026-01-01"}
	later, other, same := lead, lead, lead
	later.FirstTouchOn, later.Title = "2026-05-02", "Redesign of bakery shop"
	other.Client, other.Contact = "Kontor Nord", "Ada Blanc"
	same.FirstTouchOn = "2026-02-01"
	var x Index
	for i, l := range []crm.Lead{later, other, same} {
		t := TraitsOf(l)
		x.AddTraits(int64(i), t, t.Keys())
	}
	traits := TraitsOf(lead)
	if got := x.Likely(traits, traits.Keys(), 25, 25); len(got) != 1 || got[0] != 2 {
		t.Errorf("got %v, want the third alone", got)
	}
}
