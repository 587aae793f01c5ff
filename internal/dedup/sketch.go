package dedup

import (
	"math/bits"
)

// sketch is so much of a lead as it takes to see, without reading it, that it
// can be no more than possibly another one: an import of a million rows looks
// at a few million pairs, and most are two clients with titles that a trade
// has in common. It never rules out what [Words.Compare] without words grades
// likely or certain. The zero sketch rules out nothing.
type sketch struct {
	title      [8]uint32 // its words: letters and length, see wordSketch
	client     [4]uint32
	person     [2]uint32
	email      uint64    // letters counted, see letterSketch
	whole      [3]uint32 // letters of title, client and contact, folded
	phone      uint32    // the digits of its local end, and one
	same       [4]uint16 // hashes of what makes a lead certain; 0 where it is missing
	day        uint16
	titlePlain uint16   // rarity of the words, two bits each
	plain      uint16   // likewise, the client's first
	titleKin   [8]uint8 // what the words mean
	kin        [6]uint8 // likewise, the client's first
	length     [3]uint8 // of title, client and contact without blanks, up to 255
	flags      uint8
}

const (
	isTitled  = 1 << iota // and sketched
	hasClient             // with few enough words
	hasPerson
	hasNote
	hasValue
	manyNames // words that do not fit
	longTitle // likewise
)

// sketchOf draws a lead; of one without a title nothing is known.
func sketchOf(t *Traits) (s sketch) {
	if len(t.title) == 0 {
		return s
	}
	s.flags = isTitled
	if t.day > 0 && t.day < 1<<16 {
		s.day = uint16(t.day)
	}
	for i, text := range [...]string{t.posting, t.page, t.external} {
		if text != "" {
			s.same[i] = short(hash('s', text))
		}
	}
	s.same[3] = short(t.whole)
	if t.noteText != "" {
		s.flags |= hasNote
	}
	if t.value.Minor > 0 {
		s.flags |= hasValue
	}
	s.drawTitle(t)
	if len(t.client) > len(s.client) || len(t.person) > len(s.person) {
		s.flags |= manyNames
		return s
	}
	for i := range t.client {
		s.flags |= hasClient
		s.client[i], s.kin[i] = wordSketch(&t.client[i]), uint8(t.client[i].kin)
		s.plain |= rarityBits(t.client[i].plain) << (2 * i)
	}
	for i := range t.person {
		s.flags |= hasPerson
		s.person[i], s.kin[len(s.client)+i] = wordSketch(&t.person[i]), uint8(t.person[i].kin)
		s.plain |= rarityBits(t.person[i].plain) << (2 * (len(s.client) + i))
	}
	s.drawWhole(1, t.clientText)
	s.drawWhole(2, t.personText)
	if t.email != "" {
		s.email = letterSketch(t.email) | 1
	}
	for _, digit := range []byte(local(t.phone)) {
		s.phone = 10*s.phone + uint32(digit-'0')
	}
	if t.phone != "" {
		s.phone++
	}
	return s
}

func (s *sketch) drawTitle(t *Traits) {
	if len(t.title) > len(s.title) {
		s.flags |= longTitle
		return
	}
	for i := range t.title {
		s.title[i], s.titleKin[i] = wordSketch(&t.title[i]), kinSketch(t.title[i].kin)
		s.titlePlain |= rarityBits(t.title[i].plain) << (2 * i)
	}
	s.drawWhole(0, t.titleText)
}

func (s *sketch) drawWhole(i int, text string) {
	letters := letterSketch(text)
	s.whole[i], s.length[i] = uint32(addPairs(letters&(1<<32-1), letters>>32)), uint8(min(255, len(text)))
}

// letterSketch counts the letters of a text, each up to three and then from
// zero again, in two bits: a slip of the pen changes two counts by one at most.
// Letters 32 apart are taken for one, and the first means no letter.
func letterSketch(text string) (counts uint64) {
	for i := range len(text) {
		if c := uint64(text[i] & 31); c > 0 {
			counts = addPairs(counts, 1<<(2*c))
		}
	}
	return counts
}

const lowBits = 0x5555555555555555 // of each pair

// addPairs adds counts of two bits each.
func addPairs(a, b uint64) uint64 {
	carry := a & b & lowBits
	return a ^ b ^ carry<<1
}

// lettersApart is the least by which the counts of two letter sketches differ in all.
func lettersApart(a, b uint64) int {
	low := (a ^ b) & lowBits
	high := (a^b)>>1&lowBits ^ ^a&b&lowBits // of the difference
	return bits.OnesCount64(low) + 2*bits.OnesCount64(high&^low)
}

// kinSketch is the same for synonyms, and 0 for those
// without any.
func kinSketch(kin uint16) uint8 {
	if kin == 0 {
		return 0
	}
	return uint8(kin%255) + 1
}

func short(h uint64) uint16 { return max(1, uint16(h>>8)) }

// A word's sketch is its letters in 26 bits, whether it has a digit, and its
// length up to 31, which is never 0. Letters that share a bit make two words
// look more alike, never less.
func wordSketch(x *word) uint32 {
	sketch := (x.letters|x.letters>>26)&sketchLetters | uint32(min(31, len(x.text)))<<27
	if x.digits {
		sketch |= sketchDigit
	}
	return sketch
}

const (
	sketchLetters = 1<<26 - 1
	sketchDigit   = 1 << 26
)

// rarityBits packs what plainRarity gives: 2, 3, 6 or 8.
func rarityBits(plain uint8) uint16 {
	switch plain {
	case 2:
		return 0
	case 3:
		return 1
	case 6:
		return 2
	}
	return 3
}

// rarity of the nth word, of those that share their bits.
func rarity(plain uint16, n int) float64 { return [...]float64{2, 3, 6, 8}[plain>>(2*n)&3] }
