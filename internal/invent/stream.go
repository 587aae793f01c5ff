package invent

import (
	"math/rand/v2"
	"slices"
	"time"

	"leads/internal/crm"
)

// Entry is one lead with what is known about it. Kind says in which way it doubles the
// lead with the id Of, or, where Hard is true, in which way it only looks
// like it; an ordinary lead has neither.
type Entry struct {
	crm.Lead
	Source string
	Of     crm.LeadID
	Kind   string
	Hard   bool
}

// The shares of all leads.
const (
	doubled  = .19 // entered a second time
	resemble = .08 // made to look like another one
)

// first and years are when the leads came in.
var first = time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC)

const days = 3000

// Leads gives n leads in the order of their first touch, numbered from 1, until
// yield says no more.
func Leads(n int, seed uint64, yield func(Entry) bool) {
	w := &world{Rand: rand.New(rand.NewPCG(seed, 29)), due: map[int][]Entry{}}
	for id := range n {
		day := id * days / n
		e, waiting := w.waiting(day)
		if !waiting {
			e = w.fresh(day)
		}
		e.ID = crm.LeadID(id + 1)
		if !waiting {
			w.schedule(e, day)
		}
		if !yield(e) {
			return
		}
	}
}

// world is what has come in so far.
type world struct {
	*rand.Rand
	clients  []client
	postings int             // the number of the last one
	past     []int           // the client of each fresh lead: who had many gets more
	due      map[int][]Entry // what comes in later, by day
}

// waiting takes an entry that is due by now.
func (w *world) waiting(day int) (Entry, bool) {
	for d := max(0, day-3); d <= day; d++ {
		if list := w.due[d]; len(list) > 0 {
			e := list[len(list)-1]
			w.due[d] = list[:len(list)-1]
			e.FirstTouchOn = on(day)
			return e, true
		}
		delete(w.due, d-1)
	}
	return Entry{}, false
}

func on(day int) crm.Date { return crm.DateOf(first.AddDate(0, 0, day)) }

func (w *world) is(share float64) bool { return w.Float64() < share }

// tail draws a number below n as ranks in a language are drawn: the first most
// often, and most numbers hardly ever.
func (w *world) tail(n int) int {
	u := w.Float64()
	return int(float64(n) * u * u * u)
}

func pick[T any](w *world, list []T) T { return list[w.IntN(len(list))] }

// fresh is a lead that was never there.
func (w *world) fresh(day int) Entry {
	who := w.client()
	c := w.clients[who]
	t := w.title(c.tongue)
	e := Entry{Lead: crm.Lead{Title: t.text(c.tongue), FirstTouchOn: on(day)}, Source: pick(w, sources)}
	if !w.is(.05) {
		e.Client = c.name
	}
	if w.is(.66) {
		e.Contact = pick(w, c.people)
	}
	if w.is(.52) {
		e.Email = c.mailbox(w, e.Contact)
	}
	if w.is(.3) {
		e.Phone = c.phone
	}
	e.URL = w.url(c)
	e.Note = w.note(t, c)
	if w.is(.5) {
		e.Value = crm.Money{Minor: int64(3+w.IntN(120)) * 100_00, Currency: "EUR"}
	}
	return e
}

// schedule lets a lead come again, or something that looks like it.
func (w *world) schedule(e Entry, day int) {
	again := func(after int, e Entry) {
		if day+after < days {
			w.due[day+after] = append(w.due[day+after], e)
		}
	}
	switch u := w.Float64(); {
	case u < doubled:
		for more := true; more; more = w.is(.15) {
			d := w.double(e)
			again(w.IntN(45), d)
		}
	case u < doubled+resemble:
		h, after := w.resemblance(e)
		again(after, h)
	}
}

// client draws whose lead it is: a new one, or one that has come before.
func (w *world) client() int {
	n := len(w.past)
	if n > 0 && w.is(.55) {
		who := w.past[w.IntN(n)]
		w.past = append(w.past, who)
		return who
	}
	w.clients = append(w.clients, w.newClient())
	w.past = append(w.past, len(w.clients)-1)
	return len(w.clients) - 1
}

// near is what other leads are confused with.
func (w *world) resemblance(e Entry) (Entry, int) {
	h := e
	h.Of, h.Hard = e.ID, true
	switch w.IntN(4) {
	case 0: // the same client orders something else
		h.Kind = "same client"
		c := w.newTitleFor(e)
		h.Title, h.Note, h.URL = c, "", w.posting()
		return h, 1 + w.IntN(90)
	case 1: // the same order a year later
		h.Kind = "repeat"
		h.URL, h.Note = w.posting(), ""
		return h, 300 + w.IntN(400)
	case 2: // the same title of another client
		h.Kind = "same title"
		other := w.newClient()
		h.Client, h.Contact, h.Email, h.Phone = other.name, other.people[0], other.mailbox(w, other.people[0]), ""
		h.URL, h.Note = w.posting(), ""
		return h, w.IntN(200)
	}
	if h.Email == "" || h.Contact == "" { // who could tell?
		h.Kind = "same client"
		h.Title, h.Note, h.URL = w.newTitleFor(e), "", w.posting()
		return h, 1 + w.IntN(90)
	}
	h.Kind = "near name" // another client with nearly the same name
	other := w.newClient()
	other.name = w.nearName(e.Client)
	h.Client, h.Contact, h.Email, h.Phone = other.name, other.people[0], other.mailbox(w, other.people[0]), ""
	h.URL, h.Note = w.posting(), ""
	return h, w.IntN(40)
}

// newTitleFor is the title of another order.
func (w *world) newTitleFor(e Entry) string {
	for {
		t := w.title(0)
		if text := t.text(0); !slices.Equal([]byte(text), []byte(e.Title)) {
			return text
		}
	}
}
