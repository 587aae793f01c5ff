package dedup

import (
	"math/bits"
	"slices"
)

// mayBeLikely is false where two leads cannot be likely or certain duplicates
// at the door, where words are as rare as is usual.
func (s *sketch) mayBeLikely(o *sketch) bool {
	if s.mayBeSure(o) {
		return true
	}
	who := weights.WhoCap
	if !s.anyName(o) {
		who = min(who, s.clientBits(o)+s.personBits(o)+s.mailboxBits(o))
	}
	return who >= weights.WhoFloor && s.inTime(o) && s.titlesAllow(o, who)
}

// titlesAllow is false where the titles of two leads are too far apart, whose
// other fields weigh so much at most.
func (s *sketch) titlesAllow(o *sketch, who float64) bool {
	if (s.flags|o.flags)&(longTitle|manyNames) != 0 || s.mayName(o) || o.mayName(s) {
		return true
	}
	g, w := s.agreeingTitles(o), &weights
	title := w.titleMost(g)
	if title < w.TitleFloor || s.flags&o.flags&hasNote != 0 { // a note may outweigh much
		return title >= w.TitleFloor
	}
	if s.flags&o.flags&hasValue != 0 {
		title += max(0, w.ValueSame, w.ValueNear)
	}
	return w.projectMost(g, who, title, s.apart(o)) >= 0
}

// mayName reports whether the title may name the other's client: such a word
// says nothing against it.
func (s *sketch) mayName(o *sketch) bool {
	for _, x := range s.title {
		if x != 0 && slices.Contains(o.client[:], x) {
			return true
		}
	}
	return false
}

// mayBeLikelyAmong is mayBeLikely where words are as rare as any file makes them:
// a single word may be worth all that a name is.
func (s *sketch) mayBeLikelyAmong(o *sketch) bool {
	switch {
	case s.mayBeSure(o):
		return true
	case !s.inTime(o):
		return false
	case s.anyName(o) || s.namesMeet(o):
		return true
	}
	who := weights.Client.Differ
	if s.flags&o.flags&hasPerson != 0 {
		who += weights.Person.Differ
	}
	return who+s.mailboxBits(o) >= weights.WhoFloor
}

// mayBeSure reports whether two leads may share what makes them certain, or are
// not both sketched.
func (s *sketch) mayBeSure(o *sketch) bool {
	if s.flags&o.flags&isTitled == 0 {
		return true
	}
	for i, h := range s.same {
		if h != 0 && h == o.same[i] {
			return true
		}
	}
	return false
}

// anyName reports whether the names of the clients say nothing.
func (s *sketch) anyName(o *sketch) bool {
	return s.flags&o.flags&hasClient == 0 || (s.flags|o.flags)&manyNames != 0
}

// inTime is false for leads so far apart in time that one is rather a repeat.
func (s *sketch) inTime(o *sketch) bool {
	return s.apart(o) <= repeatAfter
}

// apart is the number of days between two first touches; 0 where one is not known.
func (s *sketch) apart(o *sketch) int {
	if s.day == 0 || o.day == 0 {
		return 0
	}
	return int(max(s.day, o.day) - min(s.day, o.day))
}

// namesMeet reports whether a word of the clients, or of the contacts, may be the same.
func (s *sketch) namesMeet(o *sketch) bool {
	var letters [2]uint32
	for i, x := range s.client {
		for j, y := range o.client {
			if x != 0 && y != 0 && s.sameClient(o, i, j) {
				return true
			}
			if i == 0 {
				letters[1] |= y
			}
		}
		letters[0] |= x
	}
	if bits.OnesCount32((letters[0]^letters[1])&sketchLetters) <= 4 || s.mayBeInitials(o) || o.mayBeInitials(s) {
		return true
	}
	for i, x := range s.person {
		for j, y := range o.person {
			if x != 0 && y != 0 && s.samePerson(o, i, j) {
				return true
			}
		}
	}
	return false
}

// nearNumber reports whether two ends of numbers may differ by one digit,
// wrong, missing or swapped: then they agree before it or behind it.
func nearNumber(a, b uint32) bool {
	return a/10000 == b/10000 || a%1000 == b%1000
}

// mailboxBits is the most that mailboxes and numbers may weigh.
func (s *sketch) mailboxBits(o *sketch) (most float64) {
	w := &weights
	if s.email != 0 && o.email != 0 {
		most = w.EmailDiffer
		if lettersApart(s.email&^1, o.email&^1) <= 4 {
			most = max(w.EmailSame+w.EmailRare*(plainMailbox-8), w.EmailNear)
		}
	}
	if s.phone != 0 && o.phone != 0 {
		if nearNumber(s.phone-1, o.phone-1) {
			return most + max(w.PhoneSame, w.PhoneNear)
		}
		return most + w.PhoneDiffer
	}
	return most
}

// personBits is the most that the contacts may weigh.
func (s *sketch) personBits(o *sketch) float64 {
	if s.flags&o.flags&hasPerson == 0 {
		return 0
	}
	same := func(i, j int) bool { return s.samePerson(o, i, j) }
	g := agreeing(s.person[:], o.person[:], s.plain>>(2*len(s.client)), o.plain>>(2*len(o.client)), same)
	g.squeeze(s.mayBeSqueezed(o, 2, s.person[:], o.person[:]))
	return weights.Person.most(g)
}

// sameClient reports whether a word of one client may mean one of the other.
func (s *sketch) sameClient(o *sketch, i, j int) bool {
	return mayBeSlip(s.client[i], o.client[j]) || mayBeCut(s.client[i], o.client[j]) || s.kin[i] != 0 && s.kin[i] == o.kin[j]
}

// mayBeInitials reports whether a client may be the initials of the other.
func (s *sketch) mayBeInitials(o *sketch) bool {
	return s.client[1] == 0 && s.client[0]>>27 >= 3 && s.client[0]>>27 <= 4 && o.client[2] != 0
}

// samePerson reports whether a word of one contact may mean one of the other.
func (s *sketch) samePerson(o *sketch, i, j int) bool {
	a, b := s.person[i], o.person[j]
	return mayBeSlip(a, b) || s.kin[len(s.client)+i] != 0 && s.kin[len(s.client)+i] == o.kin[len(s.client)+j] ||
		(a>>27 == 1 || b>>27 == 1) && a&b&sketchLetters != 0 // an initial
}

// clientBits is the most that the clients may weigh; both are named.
func (s *sketch) clientBits(o *sketch) float64 {
	if s.mayBeInitials(o) || o.mayBeInitials(s) {
		return max(weights.Client.Most, weights.Client.Inside)
	}
	same := func(i, j int) bool { return s.sameClient(o, i, j) }
	g := agreeing(s.client[:], o.client[:], s.plain, o.plain, same)
	g.squeeze(s.mayBeSqueezed(o, 1, s.client[:], o.client[:]))
	return weights.Client.most(g)
}

// agreeingTitles is the most that two titles may agree.
func (s *sketch) agreeingTitles(o *sketch) agreement {
	same := func(i, j int) bool {
		return mayBeSlip(s.title[i], o.title[j]) || s.titleKin[i] != 0 && s.titleKin[i] == o.titleKin[j]
	}
	g := agreeing(s.title[:], o.title[:], s.titlePlain, o.titlePlain, same)
	g.squeeze(s.mayBeSqueezed(o, 0, s.title[:], o.title[:]))
	return g
}

// agreeing is the most that two texts may agree, as compareWords measures it:
// every word that may be one of the other's is taken for it.
func agreeing(a, b []uint32, plainA, plainB uint16, same func(i, j int) bool) (g agreement) {
	var rareA, rareB, allA, allB float64
	var metB uint32
	var otherA, otherB bool // a number that the other has not
	for i, x := range a {
		if x == 0 {
			break
		}
		allA += rarity(plainA, i)
		met := false
		for j, y := range b {
			if y == 0 {
				break
			}
			if same(i, j) {
				met, metB = true, metB|1<<j
			}
		}
		if met {
			rareA += rarity(plainA, i)
		} else if x&sketchDigit != 0 {
			otherA = true
		}
	}
	for j, y := range b {
		if y == 0 {
			break
		}
		allB += rarity(plainB, j)
		if metB>>j&1 == 1 {
			rareB += rarity(plainB, j)
		} else if y&sketchDigit != 0 {
			otherB = true
		}
	}
	g.both, g.number, g.shared = true, otherA && otherB, min(rareA, rareB)
	g.other = min(allA-rareA, allB-rareB)
	g.alike, g.within = (rareA+rareB)/(allA+allB), max(rareA/allA, rareB/allB)
	return g
}

// squeeze raises an agreement to what it is where the wholes are nearly equal.
func (g *agreement) squeeze(nearlyEqual bool) {
	if nearlyEqual {
		g.alike, g.within = 1, 1
	}
}

// mayBeSqueezed reports whether two texts may be equal but for blanks, or
// without numbers but for two letters. The ith whole is made of these words.
func (s *sketch) mayBeSqueezed(o *sketch, i int, a, b []uint32) bool {
	far := lettersApart(uint64(s.whole[i]), uint64(o.whole[i]))
	long, short := max(s.length[i], o.length[i]), min(s.length[i], o.length[i])
	if far == 0 && long == short {
		return true
	}
	if far > 4 || long < 6 || long < 255 && long-short > 2 {
		return false
	}
	var letters uint32
	for i := range a {
		letters |= a[i] | b[i]
	}
	return letters&sketchDigit == 0
}

// titleMost is the most that titles may weigh that agree no more than this.
func (w *table) titleMost(g agreement) float64 {
	return w.Title.bits(g, max(g.shared/subjectWords, usualRarity))
}

// projectMost is the most that two leads with titles, and no two notes, may
// come to, as project adds it up.
func (w *table) projectMost(g agreement, who, title float64, days int) float64 {
	var unknown *Words
	total := w.Prior - unknown.depth() + w.Titled + who + title
	if g.number {
		total += w.Number
	}
	if g.fewWords() {
		total += w.FewWords
	}
	total += w.Other * min(g.other, mostRarity)
	switch {
	case days > season:
		total += w.Season
	case days > month:
		total += w.Month
	}
	return total
}

// most is what bits gives at most, where the texts agree no more than this.
func (l *levels) most(g agreement) float64 { return l.bits(g, max(g.shared, usualRarity)) }

// mayBeSlip reports whether two words may be equal, or one with a slip of the pen.
func mayBeSlip(a, b uint32) bool {
	if (a|b)&sketchDigit != 0 {
		return a == b
	}
	long, less := a>>27, b>>27
	if long < less {
		long, less = less, long
	}
	limit := slips(int(long))
	if limit == 0 {
		return a == b
	}
	return int(long-less) <= limit && bits.OnesCount32((a^b)&sketchLetters) <= 2*limit
}

// mayBeCut reports whether one word may begin with the other.
func mayBeCut(a, b uint32) bool {
	if min(a>>27, b>>27) < 4 {
		return false
	}
	if a>>27 > b>>27 {
		a, b = b, a
	}
	return a&^b&sketchLetters == 0
}
