package dedup

import (
	"math/bits"
	"strings"
)

// agreement is what two texts share and what they do not, in bits of rarity,
// and how far their words match: 1 is every word.
type agreement struct {
	shared float64 // rarity of the words in both
	alike  float64 // shared words against all words, by rarity (Dice)
	within float64 // shared words against those of the shorter text
	other  float64 // rarity of what each has and the other has not, where that is less
	both   bool    // neither text is missing
	number bool    // each has a number that the other has not
}

// compareWords matches the words of two texts, equal ones first, then those
// with a slip of the pen, each with one other.
func (w *Words) compareWords(a, b []word, near func(a, b *word) float64) (g agreement) {
	if len(a) == 0 || len(b) == 0 {
		return g
	}
	g.both = true
	var rareA, rareB, totalA, totalB, shared float64
	var restA, restB [mostWords]*word
	m, n := 0, 0
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case j == len(b) || i < len(a) && a[i].text < b[j].text:
			restA[m], m = &a[i], m+1
			totalA += w.rarityOf(&a[i])
			i++
		case i == len(a) || b[j].text < a[i].text:
			restB[n], n = &b[j], n+1
			totalB += w.rarityOf(&b[j])
			j++
		default:
			r := w.rarityOf(&a[i])
			shared += r
			totalA, totalB = totalA+r, totalB+r
			rareA, rareB = rareA+r, rareB+r
			i, j = i+1, j+1
		}
	}
	for m > 0 && n > 0 {
		best, x, y := 0.0, 0, 0
		for i := range m {
			for j := range n {
				if l := near(restA[i], restB[j]); l > best {
					best, x, y = l, i, j
				}
			}
		}
		if best == 0 {
			break
		}
		ra, rb := w.rarityOf(restA[x]), w.rarityOf(restB[y])
		shared += best * min(ra, rb)
		rareA, rareB = rareA+best*ra, rareB+best*rb
		m, n = m-1, n-1
		copy(restA[x:m+1], restA[x+1:m+1])
		copy(restB[y:n+1], restB[y+1:n+1])
	}
	g.number = anyNumber(restA[:m]) && anyNumber(restB[:n])
	g.shared = shared
	g.other = min(totalA-rareA, totalB-rareB)
	g.alike = (rareA + rareB) / (totalA + totalB)
	g.within = max(rareA/totalA, rareB/totalB)
	return g
}

func anyNumber(list []*word) bool {
	for _, x := range list {
		if x.digits {
			return true
		}
	}
	return false
}

func (w *Words) rarityOf(x *word) float64 { return w.rarity(x.slot, float64(x.plain)) }

// plainRarity is what a word is worth where no file is known: long words and
// numbers carry the subject, short and customary ones do not.
func plainRarity(text string) uint8 {
	switch n := len(text); {
	case customary()[text]:
		return 3
	case n <= 2 && !hasDigit(text):
		return plainScrap
	case n <= 4:
		return 6
	}
	return 8
}

// slip is 1 less a share for each typo, and 0 where two words are rather
// different ones. Numbers are equal or not: phase 1 is not phase 2.
func slip(a, b *word) float64 {
	if a.digits || b.digits {
		return 0
	}
	return slipped(a, b)
}

// slips is how many slips of the pen a word of so many letters may have.
func slips(letters int) int {
	switch {
	case letters >= 8:
		return 2
	case letters >= 4:
		return 1
	}
	return 0
}

func slipped(a, b *word) float64 {
	long, short := len(a.text), len(b.text)
	if long < short {
		long, short = short, long
	}
	limit := slips(long)
	if limit == 0 || long-short > limit || bits.OnesCount32(a.letters^b.letters) > 2*limit {
		return 0
	}
	far := distance(a.text, b.text, limit)
	if far > limit {
		return 0
	}
	return 1 - .8*float64(far)/float64(min(long, 8))
}

// slipOfTitle also takes a word for its translation.
func slipOfTitle(a, b *word) float64 {
	if a.kin != 0 && a.kin == b.kin {
		return 1
	}
	return slip(a, b)
}

// slipOfName also takes an initial or a short form for the name.
func slipOfName(a, b *word) float64 {
	if a.kin != 0 && a.kin == b.kin {
		return .9
	}
	if a.text[0] == b.text[0] && (len(a.text) == 1 || len(b.text) == 1) {
		return .6
	}
	return slip(a, b)
}

// slipOfClient also takes a word cut short, as in registers.
func slipOfClient(a, b *word) float64 {
	if a.kin != 0 && a.kin == b.kin {
		return .9
	}
	if s := slip(a, b); s > 0 {
		return s
	}
	if min(len(a.text), len(b.text)) >= 4 && (strings.HasPrefix(a.text, b.text) || strings.HasPrefix(b.text, a.text)) {
		return .7
	}
	return 0
}

// slipOfNumber takes a long number, such as a day or an account, with a digit
// or two wrong for near.
func slipOfNumber(a, b *word) float64 {
	if len(a.text) < 6 || len(b.text) < 6 {
		return 0
	}
	switch distance(a.text, b.text, 2) {
	case 1:
		return .6
	case 2:
		return .4
	}
	return 0
}

// distance counts the bytes to insert, delete, replace or swap with a
// neighbour to turn a into b (optimal string alignment), and stops counting
// past the limit.
func distance(a, b string, limit int) int {
	var cells [3][64]uint8
	if len(b) >= len(cells[0]) || len(a) >= len(cells[0]) {
		if a == b {
			return 0
		}
		return limit + 1
	}
	before, last, row := cells[0][:len(b)+1], cells[1][:len(b)+1], cells[2][:len(b)+1]
	for j := range last {
		last[j] = uint8(j)
	}
	for i := range len(a) {
		row[0] = uint8(i + 1)
		least := row[0]
		for j := range len(b) {
			cost := uint8(1)
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
			least = min(least, row[j+1])
		}
		if int(least) > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return int(last[len(b)])
}

func hasDigit(w string) bool { return strings.ContainsAny(w, "0123456789") }
