package dedup

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
)

// Pair is two leads of one file that may be the same opportunity. A is the
// one with the lower id.
type Pair struct {
	A, B crm.LeadID
	Match
}

// Scan compares the leads of a whole file with each other. Each lead meets
// only the few that share its rarest keys, so the work grows with the number
// of leads and not with its square. The zero Scan is empty and ready.
type Scan struct {
	ids     []crm.LeadID
	packed  []string // the fields that a comparison looks at
	entries []uint64 // key above, position below
	drawn   []sketch
	words   Words
	latest  memory // of a file that it holds whole, from the start
}

// A key and a position share 64 bits: 40 for the key, of which ten million
// collide a few hundred times, and a collision costs one comparison.
const (
	positionBits = 24
	mostScanned  = 1 << positionBits
)

// What bounds the work of one lead. On the files that this was measured on,
// none of it cost a pair in two thousand.
const (
	mostMet     = 25  // earlier leads that it is compared with
	mostTitled  = 10  // if it has a title: many come near each other by theirs
	scanCrowd   = 64  // leads that share a key, past which the key says too little
	leastShared = .04 // of what rare keys weigh: one key that 24 share, or more of them
)

// Add takes in one lead. Leads come in ascending order of id; more than 16
// million are Refused.
func (s *Scan) Add(l crm.Lead) error {
	n := len(s.ids)
	if n >= mostScanned {
		return crm.Errorf(crm.Refused, "more than %d leads cannot be compared at once", mostScanned)
	}
	if n > 0 && l.ID <= s.ids[n-1] {
		panic(fmt.Sprintf("dedup: lead %d after lead %d", l.ID, s.ids[n-1]))
	}
	s.ids, s.packed = append(s.ids, l.ID), append(s.packed, pack(l))
	t := TraitsOf(l)
	if s.latest == nil {
		s.latest = make(memory, 1<<15)
	}
	if n < len(s.latest) {
		s.latest[n] = remembered{n + 1, t}
	}
	s.drawn = append(s.drawn, sketchOf(t))
	s.words.Add(t)
	for _, k := range t.met() {
		s.entries = append(s.entries, k<<positionBits|uint64(n))
	}
	return nil
}

// Pairs hands over every pair of at least this grade, by its ids, until found
// says no more. It may be called once.
func (s *Scan) Pairs(least Grade, found func(Pair) bool) {
	x := s.crowds()
	var near []meeting
	weights := make([]float32, len(s.ids))
	keep := func(n, other int) bool { return true }
	if least.Rank() >= Likely.Rank() {
		keep = func(n, other int) bool { return s.drawn[n].mayBeLikelyAmong(&s.drawn[other]) }
	}
	for n := range s.ids {
		most := mostMet
		if s.drawn[n].flags&isTitled != 0 && least.Rank() >= Likely.Rank() {
			most = mostTitled
		}
		if near = x.meet(n, most, weights, near[:0], keep); len(near) == 0 {
			continue
		}
		own := s.traits(n)
		for _, m := range near {
			if match := s.words.Compare(own, s.traits(m.position)); match.Grade.Rank() >= least.Rank() {
				if !found(Pair{s.ids[m.position], s.ids[n], match}) {
					return
				}
			}
		}
	}
}

// crowds are the keys that some, but not too many, leads share.
type crowds struct {
	holders []uint32 // positions, key after key, ascending within a key
	starts  []uint32 // where the holders of a key begin; one more at the end
	shared  []uint32 // for each lead the keys that it shares, lead after lead
	begins  []uint32 // where the keys of a lead begin; one more at the end
}

// crowds sorts the entries by key and drops those that say nothing.
func (s *Scan) crowds() crowds {
	slices.Sort(s.entries)
	s.entries = slices.Compact(s.entries)
	var x crowds
	x.begins = make([]uint32, len(s.ids)+1)
	for from := 0; from < len(s.entries); {
		to := from + 1
		for to < len(s.entries) && s.entries[to]>>positionBits == s.entries[from]>>positionBits {
			to++
		}
		if size := to - from; size > 1 && size <= scanCrowd {
			x.starts = append(x.starts, uint32(len(x.holders)))
			for _, e := range s.entries[from:to] {
				n := uint32(e & (mostScanned - 1))
				x.holders = append(x.holders, n)
				x.begins[n+1]++
			}
		}
		from = to
	}
	s.entries = nil
	x.starts = append(x.starts, uint32(len(x.holders)))
	for n := range s.ids {
		x.begins[n+1] += x.begins[n]
	}
	x.shared = make([]uint32, len(x.holders))
	at := slices.Clone(x.begins)
	for key := range len(x.starts) - 1 {
		for _, n := range x.holders[x.starts[key]:x.starts[key+1]] {
			x.shared[at[n]] = uint32(key)
			at[n]++
		}
	}
	return x
}

// meeting is an earlier lead that shares keys, and how rare those are.
type meeting struct {
	position int
	weight   float32
}

// meet lists the earlier leads that a lead is compared with, by position:
// at most so many of those to keep that share the most and the rarest keys. weights is zero before and after.
func (x crowds) meet(n, most int, weights []float32, near []meeting, keep func(n, other int) bool) []meeting {
	for _, key := range x.shared[x.begins[n]:x.begins[n+1]] {
		holders := x.holders[x.starts[key]:x.starts[key+1]]
		rarity := 1 / float32(1+len(holders)) // as Rank has it
		for _, other := range holders {
			if int(other) >= n {
				break
			}
			if weights[other] == 0 {
				near = append(near, meeting{position: int(other)})
			}
			weights[other] += rarity
		}
	}
	for i, m := range near {
		near[i].weight, weights[m.position] = weights[m.position], 0
	}
	near = slices.DeleteFunc(near, func(m meeting) bool { return m.weight < leastShared || !keep(n, m.position) })
	if len(near) > most {
		slices.SortFunc(near, func(a, b meeting) int {
			return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(b.position, a.position))
		})
		near = near[:most]
	}
	slices.SortFunc(near, func(a, b meeting) int { return cmp.Compare(a.position, b.position) })
	return near
}

// pack keeps what a comparison looks at in one string: a million leads as
// values would not fit.
func pack(l crm.Lead) string {
	return strings.Join([]string{l.Title, l.Client, l.Contact, l.Email, l.Phone, l.URL, l.ExternalID, l.Note, string(l.FirstTouchOn), packMoney(l.Value)}, "\x00")
}

func unpack(s string) (l crm.Lead) {
	var on, value string
	for _, to := range []*string{&l.Title, &l.Client, &l.Contact, &l.Email, &l.Phone, &l.URL, &l.ExternalID, &l.Note, &on, &value} {
		*to, s, _ = strings.Cut(s, "\x00")
	}
	l.FirstTouchOn = crm.Date(on)
	if value != "" {
		minor, currency, _ := strings.Cut(value, " ")
		l.Value.Minor, _ = strconv.ParseInt(minor, 36, 64)
		l.Value.Currency = crm.Currency(currency)
	}
	return l
}

func packMoney(m crm.Money) string {
	if !m.Known() {
		return ""
	}
	return strconv.FormatInt(m.Minor, 36) + " " + string(m.Currency)
}

// memory keeps the traits of leads that were looked at lately, by position.
type memory []remembered

type remembered struct {
	owner  int // position + 1; 0 is nobody
	traits *Traits
}

func (s *Scan) traits(n int) *Traits {
	slot := &s.latest[n%len(s.latest)]
	if slot.owner != n+1 {
		slot.owner, slot.traits = n+1, TraitsOf(unpack(s.packed[n]))
	}
	return slot.traits
}
