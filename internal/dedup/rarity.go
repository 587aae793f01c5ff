package dedup

import "math/bits"

// Words counts in how many leads of one file a word occurs, field by field, so
// that a comparison knows which words are rare there: that two leads share
// "Hektoen" says much, that they share "school" in a list of schools says
// little. The counts are a fact about the file, like the leads themselves;
// the weights of the predicate stay as they are. The nil Words knows of no
// file and takes what is usual.
//
// Counts are kept in one table of 2¹⁸ slots (1 MB); words that share a slot
// are taken for one, which makes them look a little more common than they are.
type Words struct {
	leads int
	held  [1 << slotBits]uint32
}

const slotBits = 18

// field is one of the fields in which words are counted apart from each other.
type field uint64

const (
	titleWord field = iota + 1
	clientWord
	personWord
	noteWord
	mailbox
)

// usual is what the nil Words takes for the number of leads of a file.
const usual = 4096

// word is a folded word with what is needed to compare and to count it.
type word struct {
	text    string
	slot    uint32
	letters uint32 // which letters it has
	plain   uint8  // its rarity where no file is known
	digits  bool
	kin     uint16 // the same for synonyms, else 0
}

func slotOf(f field, text string) uint32 {
	h := (uint64(14695981039346656037) ^ uint64(f)) * 1099511628211
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return uint32((h * 0x9e3779b97f4a7c15) >> (64 - slotBits))
}

// Add counts the words of one lead.
func (w *Words) Add(t *Traits) {
	w.leads++
	for _, list := range [...][]word{t.title, t.client, t.person, t.note, t.figures} {
		for i := range list {
			w.held[list[i].slot]++
		}
	}
	if t.email != "" {
		w.held[t.mailbox]++
	}
}

// rarity is how many bits it says that two leads share what is in a slot:
// the logarithm of leads over holders.
func (w *Words) rarity(slot uint32, plain float64) float64 {
	if w == nil || w.leads < enough {
		return plain
	}
	bits := max(.25, log2(w.leads+1)-log2(max(2, int(w.held[slot]))))
	if plain == plainScrap {
		bits = min(bits, mostScrap)
	}
	return bits
}

// A letter or two is hardly a word, however rare.
const (
	plainScrap = 2
	mostScrap  = 3
)

// enough leads to count words in.
const enough = 100

// depth is the rarity of a single lead.
func (w *Words) depth() float64 {
	if w == nil || w.leads < enough {
		return log2(usual)
	}
	return log2(w.leads + 1)
}

// log2 is the logarithm to a sixteenth of a bit or so, quickly: the mantissa
// taken as straight.
func log2(n int) float64 {
	if n <= 1 {
		return 0
	}
	whole := bits.Len(uint(n)) - 1
	return float64(whole) + float64(n)/float64(uint(1)<<whole) - 1
}
