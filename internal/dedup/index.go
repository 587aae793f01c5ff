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

	keys  []uint32 // folded; open addressing, a slot is free while its holder is 0
	heads []int32  // n+1 of the only holder; below 0 the first link of more
	used  int
	links []link
}

// link is one of several holders of a key, the latest first.
type link struct {
	n, next int32 // next < 0 ends the chain
	length  int32 // of the chain from here on
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
	for _, key := range keys {
		if x.used+1 > len(x.keys)/8*7 {
			x.grow()
		}
		x.hold(key, int32(n))
	}
}

// Holders gives the leads under any of the keys, each once, ascending. Keys
// with too many holders are passed over. Of a thousand million pairs of keys one
// is taken for the other: holders are hints, to be compared.
func (x *Index) Holders(keys []uint64) []int64 {
	var out []int64
	if len(x.keys) == 0 {
		return nil
	}
	for _, key := range keys {
		switch head := x.heads[x.slot(fold(key))]; {
		case head == 0 || head == crowded:
		case head > 0:
			out = append(out, int64(head-1))
		default:
			for at := -head - 1; at >= 0; at = x.links[at].next {
				out = append(out, int64(x.links[at].n))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Candidates gives at most as many leads as asked for, those first that share
// the rarest keys. Keys with too many holders are passed over.
func (x *Index) Candidates(keys []uint64, most int) []int64 {
	held := make([][]int64, len(keys))
	for i, key := range keys {
		held[i] = x.Holders([]uint64{key})
	}
	return Rank(held, most)
}

// Rank orders the holders of some keys, one list a key, by how much they share
// with the lead that was asked for: each key counts the more the fewer hold it. It gives
// at most as many as asked for, each once; equals by id. Lists of
// more than 200 are passed over.
func Rank(held [][]int64, most int) []int64 {
	type candidate struct {
		n     int64
		share float64
	}
	var all []candidate
	for _, list := range held {
		if len(list) > crowd {
			continue
		}
		for _, n := range list {
			all = append(all, candidate{n, 1 / float64(1+len(list))})
		}
	}
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.share, b.share))
	})
	kept := all[:0]
	for _, c := range all {
		if last := len(kept) - 1; last >= 0 && kept[last].n == c.n {
			kept[last].share += c.share
			continue
		}
		kept = append(kept, c)
	}
	slices.SortFunc(kept, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.n, b.n))
	})
	out := make([]int64, min(most, len(kept)))
	for i := range out {
		out[i] = kept[i].n
	}
	return out
}

// fold makes 32 bits of a key.
func fold(key uint64) uint32 { return uint32(key * 0x9e3779b97f4a7c15 >> 32) }

func (x *Index) hold(whole uint64, n int32) {
	key := fold(whole)
	slot := x.slot(key)
	switch head := x.heads[slot]; {
	case head == 0:
		x.keys[slot], x.heads[slot] = key, n+1
		x.used++
	case head == crowded || head == n+1:
	case head > 0:
		x.links = append(x.links, link{head - 1, -1, 1})
		x.chain(slot, n, int32(len(x.links)-1), 1)
	default:
		if first := x.links[-head-1]; first.n != n {
			x.chain(slot, n, -head-1, first.length)
		}
	}
}

// chain puts n before the links that a slot has.
func (x *Index) chain(slot uint64, n, next, length int32) {
	most := x.Crowd
	if most == 0 {
		most = crowd
	}
	if length >= int32(most) {
		x.heads[slot] = crowded
		return
	}
	x.links = append(x.links, link{n, next, length + 1})
	x.heads[slot] = -int32(len(x.links)-1) - 1
}

// slot is where a key is or would go. The table's size is no power of two, so
// that growing by half keeps memory close to what is needed.
func (x *Index) slot(key uint32) uint64 {
	size := uint64(len(x.keys))
	slot := uint64(key) * size >> 32
	for x.heads[slot] != 0 && x.keys[slot] != key {
		if slot++; slot == size {
			slot = 0
		}
	}
	return slot
}

func (x *Index) grow() {
	keys, heads := x.keys, x.heads
	size := max(64, len(keys)+len(keys)/2)
	x.keys, x.heads = make([]uint32, size), make([]int32, size)
	for i, head := range heads {
		if head != 0 {
			slot := x.slot(keys[i])
			x.keys[slot], x.heads[slot] = keys[i], head
		}
	}
}
