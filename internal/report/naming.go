package report

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"leads/internal/crm"
)

// naming numbers the names of one dimension: what is called alike counts as one.
type naming struct {
	dim   crm.Dimension
	names []string // by number
	known map[string]int32
	near  []int32 // numbers by the id that has the name, from 1 on
	far   map[[2]int64]int32
	words map[string]int32
	word  string // the last one that was asked for
	last  int32  // the number that was given last
	asked int    // how many things were named
}

// ambiguous reports whether two things have one name.
func (n naming) ambiguous() bool { return n.asked > len(n.names) }

const nearest = 1 << 22 // ids

// of is the number of the name of a group.
func (n *naming) of(q *Query, g *crm.Group) int32 {
	switch n.dim {
	case crm.BySource:
		n.last = n.byID(q, g, [2]int64{int64(g.Source)})
	case crm.ByChannel: // "Search" may be of two sources
		n.last = n.byID(q, g, [2]int64{int64(g.Channel), int64(g.Source)})
	case crm.ByCampaign:
		n.last = n.byID(q, g, [2]int64{int64(g.Campaign)})
	case crm.ByClient:
		n.last = n.byID(q, g, [2]int64{int64(g.Client)})
	case crm.ByReferrer:
		n.last = n.byID(q, g, [2]int64{int64(g.Referrer)})
	case crm.ByStage:
		n.last = n.byWord(q, g, string(g.Stage))
	case crm.ByOutcome:
		n.last = n.byWord(q, g, string(g.Outcome))
	case crm.ByReason:
		n.last = n.byWord(q, g, string(g.Reason))
	case crm.ByLevel:
		n.last = n.byWord(q, g, g.Level)
	default:
		n.last = n.byWord(q, g, string(g.Day))
	}
	return n.last
}

func (n *naming) byID(q *Query, g *crm.Group, id [2]int64) int32 {
	if id[0] < 0 || id[0] >= nearest || id[1] != 0 {
		number, known := n.far[id]
		if !known {
			if n.far == nil {
				n.far = map[[2]int64]int32{}
			}
			number = n.named(q, g)
			n.far[id] = number
		}
		return number
	}
	if short := int(id[0]) + 1 - len(n.near); short > 0 {
		n.near = append(n.near, make([]int32, short)...)
	}
	at := &n.near[id[0]]
	if *at == 0 {
		*at = n.named(q, g) + 1
	}
	return *at - 1
}

func (n *naming) byWord(q *Query, g *crm.Group, word string) int32 {
	if word == n.word && n.words != nil {
		return n.last
	}
	number, known := n.words[word]
	if !known {
		if n.words == nil {
			n.words = map[string]int32{}
		}
		number = n.named(q, g)
		n.words[word] = number
	}
	n.word = word
	return number
}

// named numbers what was not named yet.
func (n *naming) named(q *Query, g *crm.Group) int32 {
	n.asked++
	return n.number(q.named(n.dim, g))
}

// number is the number of a name.
func (n *naming) number(name string) int32 {
	number, known := n.known[name]
	if !known {
		number = int32(len(n.names))
		n.names, n.known[name] = append(n.names, name), number
	}
	return number
}

// ranks say for every name which it is in alphabetical order, and which it is
// where the case of letters does not matter.
func (n *naming) ranks() (rank, alike []int32) {
	type spelled struct {
		begin       uint64 // of what comes after the letters that all begin with
		lower, name string
		number      int32
	}
	list := make([]spelled, len(n.names))
	common := 0
	for i, name := range n.names {
		list[i] = spelled{lower: strings.ToLower(name), name: name, number: int32(i)}
		if common = min(common, len(list[i].lower)); i == 0 {
			common = len(list[i].lower)
		}
		for list[i].lower[:common] != list[0].lower[:common] {
			common--
		}
	}
	for i := range list {
		var begin [8]byte
		copy(begin[:], list[i].lower[common:])
		list[i].begin = binary.BigEndian.Uint64(begin[:])
	}
	slices.SortFunc(list, func(a, b spelled) int {
		if c := cmp.Compare(a.begin, b.begin); c != 0 {
			return c
		}
		return cmp.Or(strings.Compare(a.lower, b.lower), strings.Compare(a.name, b.name))
	})
	rank, alike = make([]int32, len(list)), make([]int32, len(list))
	first := 0
	for i, l := range list {
		if l.lower != list[first].lower {
			first = i
		}
		rank[l.number], alike[l.number] = int32(i), int32(first)
	}
	return rank, alike
}
