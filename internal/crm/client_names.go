package crm

// ClientNames are the names of clients, each as the one that it counts under. There
// may be hundreds of thousands: those whose ids lie near each other are one text.
// The zero ClientNames know nobody.
type ClientNames struct {
	near   []*NamesNear // by id / NearNames
	few    map[ClientID]string
	merged map[ClientID]ClientID
	repeat bool
}

// NearNames is how many ids lie near each other.
const NearNames = 1 << nearBits

const nearBits = 12

// NamesNear are names one after the other, in the order of their ids: that of the
// nth begins and ends at Ends[n] and Ends[n+1]. Who has none is not there.
type NamesNear struct {
	Text string
	Ends []uint32
}

// most is how many texts there are at most: the ids of other clients were chosen by hand.
const most = 1 << 12

// Put adds names whose ids begin at one that NearNames divides; false where that
// is too far out.
func (n *ClientNames) Put(first ClientID, names *NamesNear) bool {
	number := first >> nearBits
	if number < 0 || number >= most {
		return false
	}
	for int(number) >= len(n.near) {
		n.near = append(n.near, nil)
	}
	n.near[number] = names
	return true
}

// Add adds one name.
func (n *ClientNames) Add(id ClientID, name string) {
	if n.few == nil {
		n.few = map[ClientID]string{}
	}
	n.few[id] = name
}

// Merge says that a client counts under another one, which is not merged itself.
func (n *ClientNames) Merge(id, into ClientID) {
	if n.merged == nil {
		n.merged = map[ClientID]ClientID{}
	}
	n.merged[id] = into
}

// Merged hands out who was merged into whom.
func (n *ClientNames) Merged(yield func(id, into ClientID) bool) {
	for id, into := range n.merged {
		if !yield(id, into) {
			return
		}
	}
}

// Empty reports whether nobody is known.
func (n *ClientNames) Empty() bool { return len(n.near) == 0 && len(n.few) == 0 }

// MayRepeat says that two clients may have one name.
func (n *ClientNames) MayRepeat() { n.repeat = true }

// Repeat reports whether two clients may have one name, or one that stands for none.
func (n *ClientNames) Repeat() bool { return n.repeat }

// Home is the client that one counts under: mostly itself.
func (n *ClientNames) Home(id ClientID) ClientID {
	if len(n.merged) > 0 {
		if into, is := n.merged[id]; is {
			return into
		}
	}
	return id
}

// Of is the name of a client; "" where it is not known.
func (n *ClientNames) Of(id ClientID) string {
	id = n.Home(id)
	if number := int(id >> nearBits); number >= 0 && number < len(n.near) && n.near[number] != nil {
		near, at := n.near[number], int(id&(NearNames-1))
		if at+1 < len(near.Ends) && near.Ends[at] < near.Ends[at+1] {
			return near.Text[near.Ends[at]:near.Ends[at+1]]
		}
	}
	if len(n.few) == 0 {
		return ""
	}
	return n.few[id]
}
