package dedup

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Index finds leads by their keys in memory, for an import that compares its
// own rows. It takes some 9 to 14 bytes a key. The zero Index is empty and ready.
type Index struct {
	// Crowd is the number of holders past which a key says nothing any more,
	// such as the client "unknown"; 0 is 200. It is set before the first Add.
	Crowd int

	parts    [16]part   // by the last bits of the key: one grows at a time
	sketches [][]sketch // of n, in pieces of sketchPiece
}

// part is a table of some of the keys.
type part struct {
	keys  []uint32 // folded; open addressing, a slot is free while its holder is 0
	heads []int32  // n+1 of the only holder; below 0 the first link of more
	used  int
	links []link
}

// link is one of several holders of a key, the latest first.
type link struct {
	n, next int32 // next < 0 ends the chain
}

// crowd is the Crowd of an Index that says nothing else.
const crowd = 200

// crowded marks a key with too many holders.
const crowded = math.MinInt32

// Add puts a lead under its keys. n is its id or position, from 0 to 2³¹-2,
// and each is added once.
func (x *Index) Add(n int64, keys []uint64) {
	if n < 0 || n >= math.MaxInt32 {
		panic(fmt.Sprintf("dedup: %d cannot be indexed", n))
	}
	most := int32(cmp.Or(x.Crowd, crowd))
	for _, key := range keys {
		p := x.part(key)
		if p.used+1 > len(p.keys)/8*7 {
			p.grow()
		}
		p.hold(key, int32(n), most)
	}
}

// AddTraits is Add with all that tells leads apart, so that [Index.Likely] need
// not give those that can be no duplicate.
func (x *Index) AddTraits(n int64, t *Traits, keys []uint64) {
	x.Add(n, keys)
	piece := int(n / sketchPiece)
	for len(x.sketches) <= piece {
		x.sketches = append(x.sketches, nil)
	}
	if x.sketches[piece] == nil {
		x.sketches[piece] = make([]sketch, sketchPiece)
	}
	x.sketches[piece][n%sketchPiece] = sketchOf(t)
}

const sketchPiece = 1 << 10

func (x *Index) part(key uint64) *part { return &x.parts[key%uint64(len(x.parts))] }

// Holders gives the leads under any of the keys, each once, ascending. Keys
// with too many holders are passed over. Of a thousand million pairs of keys one
// is taken for the other: holders are hints, to be compared.
func (x *Index) Holders(keys []uint64) []int64 {
	var out []int64
	for _, key := range keys {
		out = x.part(key).holders(key, out)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// holders adds the leads under a key, the latest first.
func (p *part) holders(key uint64, out []int64) []int64 {
	if len(p.keys) == 0 {
		return out
	}
	switch head := p.heads[p.slot(fold(key))]; {
	case head == 0 || head == crowded:
	case head > 0:
		out = append(out, int64(head-1))
	default:
		for at := -head - 1; at >= 0; at = p.links[at].next {
			out = append(out, int64(p.links[at].n))
		}
	}
	return out
}

// Candidates gives at most as many leads as asked for, those first that share
// the rarest keys. Keys with too many holders are passed over.
func (x *Index) Candidates(keys []uint64, most int) []int64 { return Rank(x.held(keys), most) }

// Likely gives candidates without those that can be no more than possibly the
// same: what is left of the first looked, at most as many as asked for.
func (x *Index) Likely(t *Traits, keys []uint64, looked, most int) []int64 {
	own, found := sketchOf(t), x.Candidates(keys, looked)
	kept := found[:0]
	for _, n := range found {
		if len(kept) < most && own.mayBeLikely(x.sketch(n)) {
			kept = append(kept, n)
		}
	}
	return kept
}

// sketch is what is known of a lead; the zero sketch for those that were there before.
func (x *Index) sketch(n int64) *sketch {
	if piece := int(n / sketchPiece); piece < len(x.sketches) && x.sketches[piece] != nil {
		return &x.sketches[piece][n%sketchPiece]
	}
	return &sketch{}
}

func (x *Index) held(keys []uint64) [][]int64 {
	held, all := make([][]int64, len(keys)), make([]int64, 0, 64)
	for i, key := range keys {
		from := len(all)
		all = x.part(key).holders(key, all)
		held[i] = all[from:len(all):len(all)]
	}
	return held
}

// Rank orders the holders of some keys, one list a key, by how much they share
// with the lead that was asked for: each key counts the more the fewer hold it. It gives
// at most as many as asked for, each once; equals by id. Lists of
// more than 200 are passed over.
func Rank(held [][]int64, most int) []int64 {
	size := 0
	for _, list := range held {
		size += len(list)
	}
	all := make([]candidate, 0, size)
	for _, list := range held {
		if len(list) > crowd {
			continue
		}
		for _, n := range list {
			all = append(all, candidate{n, 1 / float64(1+len(list))})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		switch {
		case a.n != b.n:
			return cmp.Compare(a.n, b.n)
		default: // sums are the same to the last bit, whatever the order of the keys
			return cmp.Compare(a.share, b.share)
		}
	})
	kept := all[:0]
	for _, c := range all {
		if last := len(kept) - 1; last >= 0 && kept[last].n == c.n {
			kept[last].share += c.share
			continue
		}
		kept = append(kept, c)
	}
	first := best(kept, most)
	out := make([]int64, len(first))
	for i := range first {
		out[i] = first[i].n
	}
	return out
}

// candidate is a lead with what it shares with another.
type candidate struct {
	n     int64
	share float64
}

// best gives at most as many candidates as asked for, those first that share
// most; equals as they come. It uses the list's own memory.
func best(list []candidate, most int) []candidate {
	kept := list[:0]
	for _, c := range list {
		if len(kept) == most && (most == 0 || kept[most-1].share >= c.share) {
			continue
		}
		at := len(kept)
		for at > 0 && kept[at-1].share < c.share {
			at--
		}
		if len(kept) == most {
			kept = kept[:most-1]
		}
		kept = slices.Insert(kept, at, c)
	}
	return kept
}

// fold makes 32 bits of a key.
func fold(key uint64) uint32 { return uint32(key * 0x9e3779b97f4a7c15 >> 32) }

func (p *part) hold(whole uint64, n, most int32) {
	key := fold(whole)
	slot := p.slot(key)
	switch head := p.heads[slot]; {
	case head == 0:
		p.keys[slot], p.heads[slot] = key, n+1
		p.used++
	case head == crowded || head == n+1:
	case head > 0:
		p.links = append(p.links, link{head - 1, -1})
		p.chain(slot, n, int32(len(p.links)-1), most)
	default:
		if p.links[-head-1].n != n {
			p.chain(slot, n, -head-1, most)
		}
	}
}

// chain puts n before the links that a slot has.
func (p *part) chain(slot uint64, n, next, most int32) {
	length := int32(0)
	for at := next; at >= 0; at = p.links[at].next {
		length++
	}
	if length >= most {
		p.heads[slot] = crowded
		return
	}
	p.links = append(p.links, link{n, next})
	p.heads[slot] = -int32(len(p.links)-1) - 1
}

// slot is where a key is or would go. The table's size is no power of two, so
// that growing by half keeps memory close to what is needed.
func (p *part) slot(key uint32) uint64 {
	size := uint64(len(p.keys))
	slot := uint64(key) * size >> 32
	for p.heads[slot] != 0 && p.keys[slot] != key {
		if slot++; slot == size {
			slot = 0
		}
	}
	return slot
}

func (p *part) grow() {
	keys, heads := p.keys, p.heads
	size := max(16, len(keys)+len(keys)/2)
	p.keys, p.heads = make([]uint32, size), make([]int32, size)
	for i, head := range heads {
		if head != 0 {
			slot := p.slot(keys[i])
			p.keys[slot], p.heads[slot] = keys[i], head
		}
	}
}
