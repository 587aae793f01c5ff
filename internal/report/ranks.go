package report

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// ranks say for every name which it is in alphabetical order, and which it is
// where the case of letters does not matter.
func (n *naming) ranks() (rank, alike []int32) {
	small := lowered(n.names)
	list := small.begun()
	slices.SortFunc(list, func(a, b ranked) int {
		if c := cmp.Compare(a.begin, b.begin); c != 0 {
			return c
		}
		return cmp.Or(bytes.Compare(small.of(a.number), small.of(b.number)), strings.Compare(n.names[a.number], n.names[b.number]))
	})
	rank, alike = make([]int32, len(list)), make([]int32, len(list))
	first := 0
	for i, l := range list {
		if l.begin != list[first].begin || !bytes.Equal(small.of(l.number), small.of(list[first].number)) {
			first = i
		}
		rank[l.number], alike[l.number] = int32(i), int32(first)
	}
	return rank, alike
}

// smalls are names in small letters, one after the other.
type smalls struct {
	text   []byte
	ends   []int
	common int // how many letters all begin with
}

// ranked is a name on its way to its rank.
type ranked struct {
	begin  uint64 // of what comes after the letters that all begin with
	number int32
}

func lowered(names []string) *smalls {
	s := &smalls{ends: make([]int, 1, len(names)+1)}
	size := 0
	for _, name := range names {
		size += len(name)
	}
	s.text = make([]byte, 0, size)
	for i, name := range names {
		s.text = append(s.text, strings.ToLower(name)...)
		s.ends = append(s.ends, len(s.text))
		first, last := s.of(0), s.of(int32(i))
		if s.common = min(s.common, len(last)); i == 0 {
			s.common = len(last)
		}
		for string(last[:s.common]) != string(first[:s.common]) {
			s.common--
		}
	}
	return s
}

func (s *smalls) of(number int32) []byte { return s.text[s.ends[number]:s.ends[number+1]] }

// begun is every name with its first eight letters after those that all begin with.
func (s *smalls) begun() []ranked {
	list := make([]ranked, len(s.ends)-1)
	for i := range list {
		var begin [8]byte
		copy(begin[:], s.of(int32(i))[s.common:])
		list[i] = ranked{binary.BigEndian.Uint64(begin[:]), int32(i)}
	}
	return list
}
