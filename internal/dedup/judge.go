package dedup

import "math"

// Days between two first touches.
const (
	month  = 30
	season = 60
	// repeatAfter is where the same client with the same title is rather a
	// repeat order than a second record of the first.
	repeatAfter = 120
)

// verdict is a view weighed: bits for each field, and what they come to.
type verdict struct {
	title, client, person, email, phone, host, note, value float64
	total                                                  float64
	sure, repeat                                           bool
}

// judge weighs what a view shows, field by field, then the rules.
func (w *table) judge(v *view) (j verdict) {
	j.title = w.Title.bits(v.title, v.title.shared/subjectWords)
	j.client = w.Client.bits(v.client, v.client.shared)
	j.person = w.Person.bits(v.person, v.person.shared)
	j.email = w.email(v)
	j.phone = w.phone(v)
	if v.host == differ {
		j.host = w.HostDiffer
	}
	switch v.clientHost {
	case equal:
		j.host += w.ClientHost
	case differ:
		j.host += w.ClientOther
	}
	j.note = w.note(v)
	j.value = w.value(v)
	j.sure = v.external == equal || v.posting == equal || v.page == equal && v.posting != differ
	j.total = w.record(v, &j)
	switch {
	case v.title.both:
		j.total = w.project(v, &j)
	case v.titled: // what one lacks the other may contradict
		j.total = min(j.total, unlikely)
	}
	if v.otherPerson() {
		j.total = min(j.total, unlikely)
	}
	return j
}

// subjectWords is how many words a title shares with another about the same
// thing: their rarity counts, not the title's length.
const subjectWords = 3

// unlikely is the most that leads reach which a rule keeps apart.
const unlikely = -1

func (w *table) email(v *view) float64 {
	return v.email.weight(max(0, w.EmailSame+w.EmailRare*(v.emailRare-8)), w.EmailNear, w.EmailDiffer)
}

func (w *table) phone(v *view) float64 {
	return v.phone.weight(w.PhoneSame, w.PhoneNear, w.PhoneDiffer)
}

func (w *table) value(v *view) float64 {
	return v.value.weight(w.ValueSame, w.ValueNear, w.ValueDiffer)
}

func (w *table) note(v *view) float64 {
	bits := w.Note.bits(v.note, v.note.shared)
	switch {
	case v.years == differ && v.title.both:
		bits += w.YearDiffer
	default:
		bits += w.Figures.bits(v.figures, v.figures.shared)
	}
	if v.noteSame {
		bits += w.NoteSame
	}
	return bits
}

func (j *verdict) who() float64 { return j.client + j.person + j.email + j.phone + j.host }

// project weighs two leads with titles: client evidence counts up to a cap, so
// that it never makes a duplicate of two projects; the title must agree, too.
func (w *table) project(v *view, j *verdict) float64 {
	who := j.who()
	total := w.Prior - v.depth + w.Titled + min(who, w.WhoCap) + j.title + j.note + j.value
	if v.posting == differ {
		total += w.Rival
	}
	if v.title.number {
		total += w.Number
	}
	if v.title.fewWords() {
		total += w.FewWords
	}
	total += w.Other * min(v.title.other, mostRarity)
	if v.years == differ {
		total += w.YearDiffer
	}
	switch {
	case v.days > season:
		total += w.Season
	case v.days > month:
		total += w.Month
	}
	j.repeat = v.days > repeatAfter && who > 0 && v.title.alike >= likeHalf
	if v.days > repeatAfter || j.title < w.TitleFloor || who < w.WhoFloor {
		total = min(total, unlikely)
	}
	if v.anotherName() || v.otherNames() || who <= 0 && v.title.shared < fewBits { // the latter: a title of one word and no name with it
		total = min(total, doubtful-1)
	}
	return total
}

// anotherName reports whether two clients of nearly one name go with other
// mailboxes, domains, numbers or people.
func (v *view) anotherName() bool {
	return v.client.alike < likeSame && v.email < near && v.phone != equal && v.person.alike < .8 &&
		(v.email == differ || v.host == differ || v.phone == differ || v.person.both && v.person.alike < likeSome)
}

// otherNames reports whether two projects of one title are for two clients: what
// they share, a mailbox or a number, is then rather the owner's own.
func (v *view) otherNames() bool {
	return v.client.both && v.client.alike < likeSome && v.client.within < isInside && v.clientHost != equal && v.person.alike < likeSome && v.posting != equal
}

// otherPerson reports whether one export tells two leads apart by its ids, and
// they go with two people or two mailboxes. Different ids alone say nothing: a
// lead that was entered twice has two.
func (v *view) otherPerson() bool {
	if !v.numbered || v.email >= near || v.person.both && v.person.alike >= likeSome {
		return false
	}
	return v.email == differ && v.person.both || v.title.both && v.phone < near && (v.email == differ || v.person.both)
}

// record weighs two leads without titles: clients, contacts, places.
func (w *table) record(v *view, j *verdict) float64 {
	total := w.Prior - v.depth + j.who() + j.note
	swapped := v.client.both && v.client.alike < likeNear && v.client.within < .9
	if swapped {
		total += w.Swap
	}
	if !v.client.both || !v.figures.both {
		return total
	}
	if v.otherPlace() {
		return min(total, unlikely)
	}
	sameNumber := v.figures.alike >= .6 || v.figures.within >= isInside
	switch {
	case sameNumber && v.note.within >= isInside:
		total += w.Place
	case v.figures.alike < .45 && v.figures.within < isInside:
		total += w.Branch
		if swapped {
			total += w.BranchSwap
		}
	}
	return total
}

// otherPlace reports whether two names have no word in common, which makes two
// places of one address or one switchboard: a hotel and the restaurant in it.
// Only the same number and an address without a word of its own speak for a
// place that has changed its name.
func (v *view) otherPlace() bool {
	const nothing = .1
	return v.client.alike < nothing && v.client.within < nothing && v.person.alike < likeSome &&
		!(v.phone == equal && v.note.within >= isInside)
}

// match puts a verdict into words.
func (j *verdict) match(v *view) Match {
	m := Match{Repeat: j.repeat && !j.sure}
	agree := 0
	add := func(field string, agrees bool, bits float64) {
		if agrees {
			m.Why, m.Weights = append(m.Why, field), append(m.Weights, math.Round(10*bits)/10)
		}
	}
	add("url", v.posting == equal || v.page == equal && v.posting != differ, Settled)
	add("external_id", v.external == equal, Settled)
	add("email", v.email >= near, j.email)
	add("client", v.client.alike >= likeNear || v.client.within >= isInside || v.clientHost == equal, j.client+j.host)
	add("title", v.title.both && j.title > 0, j.title)
	add("contact", v.person.alike >= likeNear || v.person.within >= isInside, j.person)
	add("phone", v.phone >= near, j.phone)
	add("value", v.value >= near && v.title.both, j.value)
	add("note", v.noteSame || v.figures.alike >= likeMost, j.note)
	for _, f := range m.Why {
		if f != "title" && f != "value" && f != "note" {
			agree++
		}
	}
	switch {
	case j.sure && v.external == equal && len(m.Why) > 1 && m.Why[0] == "url":
		m.Grade, m.Score = Certain, 1
	case j.sure:
		m.Grade, m.Score = Certain, .99
	case j.total >= 0:
		m.Grade, m.Score = Likely, .70+.28*(1-math.Exp2(-j.total/8))
	case agree > 0 || j.total >= doubtful:
		m.Grade, m.Score = Possible, .60*math.Exp2(j.total/16)
	default:
		return Match{}
	}
	return m
}

// fewWords reports whether titles are half alike by a word or two.
func (g *agreement) fewWords() bool {
	return g.alike < likeMost && g.within < isInside && g.shared < fewBits
}

// fewBits is less rarity than two words of some meaning have.
const fewBits = 14

// doubtful is down to where leads that nothing but likeness joins are worth a look.
const doubtful = -4
