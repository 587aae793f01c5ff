package dedup

// levels weighs how far two texts agree, in bits: 3 makes it 8 times as
// probable that the leads are one, -3 makes it 8 times less so. A text that
// one lead lacks weighs nothing.
type levels struct {
	Same, Near, Most, Half, Some, Differ float64
	Inside                               float64 // one text holds the other
	Rare                                 float64 // for each bit by which what they share is rarer than usual
}

// Where the levels of likeness begin; below is Differ.
const (
	likeSame = .98
	likeNear = .85
	likeMost = .67
	likeHalf = .48
	likeSome = .28
	isInside = .97 // of the shorter text
)

// Rarity counts from usualRarity bits up to mostRarity.
const (
	usualRarity = 6
	mostRarity  = 16
)

func (l *levels) bits(g agreement, rarity float64) float64 {
	if !g.both {
		return 0
	}
	b := 0.0
	switch {
	case g.alike >= likeSame:
		b = l.Same
	case g.alike >= likeNear:
		b = l.Near
	case g.alike >= likeMost:
		b = l.Most
	case g.alike >= likeHalf:
		b = l.Half
	case g.alike >= likeSome:
		b = l.Some
	default:
		b = l.Differ
	}
	if g.within >= isInside && g.alike < likeNear {
		b = max(b, l.Inside)
	}
	b += l.Rare * (min(rarity, mostRarity) - usualRarity) * g.alike
	if g.alike >= likeSame {
		b = max(b, 0)
	}
	return b
}

// table is the whole predicate in numbers: bits for each field and level, and
// for the rules where fields bear on each other. One table serves every file.
type table struct {
	Title, Client, Person, Note, Figures levels

	EmailSame, EmailNear, EmailDiffer float64
	EmailRare                         float64
	PhoneSame, PhoneNear, PhoneDiffer float64
	HostDiffer                        float64
	ClientHost, ClientOther           float64 // the client of one against the domain of the other, which names none
	ValueSame, ValueNear, ValueDiffer float64
	NoteSame                          float64

	Prior float64 // on top of one lead in all those of the file

	// Both leads have titles: they are projects.
	Titled     float64 // on top of the prior: few leads come near each other by title
	WhoCap     float64 // what all that names the client may weigh at most,
	WhoFloor   float64 // and at least, or no duplicate
	TitleFloor float64 // what the title weighs at least, or no duplicate
	Rival      float64 // two postings of one platform
	Number     float64 // each title has a number that the other has not: phase 1, phase 2
	Other      float64 // for each bit of what both titles say that the other does not
	FewWords   float64 // titles half alike by a word or two
	YearDiffer float64 // the notes name different years
	Month      float64 // more than 30 days apart
	Season     float64 // more than 60 days apart

	// Neither has one: they are clients, contacts, places.
	Swap       float64 // the names differ in a word, not in a slip or an addition
	Branch     float64 // notes with other numbers: another house
	BranchSwap float64 // and another name: another branch
	Place      float64 // the same number and street
}

// weights is the table that ships.
var weights = table{
	Title:   levels{Same: 8, Near: 8, Most: 6, Half: 3.5, Some: -4, Differ: -5, Inside: 6.5, Rare: .9},
	Client:  levels{Same: 12, Near: 10, Most: 4, Half: -1, Some: -3, Differ: -6, Inside: 3, Rare: .1},
	Person:  levels{Same: 10.5, Near: 7, Most: 7, Half: 5, Some: 0, Differ: -1, Inside: 6.5, Rare: 1},
	Note:    levels{Same: 6, Near: 5, Most: 3.5, Half: 3, Some: -3, Differ: -3.5, Inside: 3, Rare: .05},
	Figures: levels{Same: 10.5, Near: 2, Most: 2, Half: 2, Some: 0, Differ: 0, Inside: 0, Rare: 2},

	EmailSame: 20, EmailNear: 13, EmailDiffer: -3, EmailRare: 2,
	PhoneSame: 8, PhoneNear: 6, PhoneDiffer: -3,
	HostDiffer: -1, ClientHost: 6, ClientOther: -2, NoteSame: 1,
	ValueSame: 1, ValueNear: .5, ValueDiffer: -1,
	Prior: 2,

	Titled: 7.5, WhoCap: 5.5, WhoFloor: -1, TitleFloor: -4, Rival: -1, Number: -6, Other: -.2, FewWords: -6,
	YearDiffer: -11, Month: -.5, Season: -4,

	Swap: -1, Branch: -3.5, BranchSwap: -20, Place: 10,
}
