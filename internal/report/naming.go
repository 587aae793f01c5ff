package report

import (
	"leads/internal/crm"
)

// naming numbers the names of one dimension: what is called alike counts as one.
type naming struct {
	dim    crm.Dimension
	names  []string // by number
	known  map[string]int32
	near   []int32 // numbers by the id that has the name, from 1 on
	far    map[[2]int64]int32
	words  map[string]int32
	word   string // the last one that was asked for
	last   int32  // the number that was given last
	asked  int    // how many things were named
	shared bool   // whether clients were named as others whom they were merged into
}

// ambiguous reports whether two things may have one name.
func (n naming) ambiguous() bool { return n.shared || n.asked > len(n.names) }

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
		n.last = n.byClient(q, g, g.Client)
	case crm.ByReferrer:
		n.last = n.byClient(q, g, g.Referrer)
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
	at := n.nearby(id[0])
	if *at == 0 {
		*at = n.named(q, g) + 1
	}
	return *at - 1
}

// nearby is where the number of an id stands, from 1 on.
func (n *naming) nearby(id int64) *int32 {
	if short := int(id) + 1 - len(n.near); short > 0 {
		n.near = append(n.near, make([]int32, short)...)
	}
	return &n.near[id]
}

// byClient is byID; where every client has a name of its own, none needs to be looked up by it.
func (n *naming) byClient(q *Query, g *crm.Group, id crm.ClientID) int32 {
	names := &q.Names.Client
	home := names.Home(id)
	if names.Repeat() || home < 0 || home >= nearest {
		return n.byID(q, g, [2]int64{int64(id)})
	}
	n.shared = n.shared || home != id
	at := n.nearby(int64(home))
	if *at == 0 {
		n.asked++
		if name := names.Of(home); name != "" {
			n.names = append(n.names, name)
			*at = int32(len(n.names))
		} else {
			*at = n.number(None) + 1
		}
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
