package attribution

import (
	"maps"
	"math"
	"slices"
	"sort"

	"leads/internal/crm"
)

// Floor is the number of journeys with several touches below which markov and
// shapley are not computed unasked: they learn from such paths alone, and with
// fewer one more deal turns the ranking.
const Floor = 50

// None is the group of what no touch can take: every one is older than the lookback.
const None = -1

// Ledger adds up the credits of one rule, by cell and group. A cell is what
// the whole deal belongs to, such as the month of its closing; within each the
// credits add up to the amount.
type Ledger struct {
	Rule          Rule
	Paths, Multi  int   // journeys with credit, and those with several touches; of markov also the lost ones
	Pending       int   // open leads that have not reached what the model shares by
	PendingAmount int64 // and what they would have shared
	Silent        int   // journeys without a touch within the lookback
	credits       map[place]*Credit
	totals        map[int]*total
	chain         chain
	scratch       scratch
}

type place struct{ cell, group int }

// total is what a cell has to share.
type total struct{ deals, amount, loneDeals, loneAmount int64 } // lone: of journeys without a touch

// NewLedger begins an empty ledger.
func NewLedger(r Rule) *Ledger {
	return &Ledger{Rule: r, credits: map[place]*Credit{}, totals: map[int]*total{}}
}

// Add enters a journey that brought an amount in minor units to a cell. A
// journey that was lost says something to markov alone.
func (l *Ledger) Add(cell int, j Journey, amount int64, won bool) {
	if !won && l.Rule.Model != Markov {
		return
	}
	weights, status := l.scratch.weigh(l.Rule, j)
	switch status {
	case Pending:
		l.Pending, l.PendingAmount = l.Pending+1, l.PendingAmount+amount
		return
	case Silent:
		if won {
			l.Silent++
		}
	}
	touches := 0
	if status == Shared {
		if touches = len(j.Groups); l.Rule.Lookback > 0 {
			touches = len(l.scratch.kept)
		}
		l.Paths++
		if touches > 1 {
			l.Multi++
		}
	}
	if l.Rule.Model == Markov && touches > 0 {
		l.chain.add(j.Groups, weights, won)
	}
	if !won {
		return
	}
	t := l.totals[cell]
	if t == nil {
		t = &total{}
		l.totals[cell] = t
	}
	t.deals, t.amount = t.deals+1, t.amount+amount
	switch {
	case touches == 0:
		t.loneDeals, t.loneAmount = t.loneDeals+1, t.loneAmount+amount
		l.at(cell, None).add(1, amount, 1, 1)
	case l.Rule.Model != Markov:
		l.share(cell, j.Groups, weights, 1, amount)
	}
}

func (l *Ledger) at(cell, group int) *Credit {
	key := place{cell, group}
	c := l.credits[key]
	if c == nil {
		c = &Credit{}
		l.credits[key] = c
	}
	return c
}

func (l *Ledger) share(cell int, groups []int, weights []int64, deals float64, amount int64) {
	sum := int64(0)
	for _, w := range weights {
		sum += w
	}
	for i, w := range weights { // a group that was touched has a row, though its credit be nothing
		l.at(cell, groups[i]).add(deals, amount, w, sum)
	}
}

// Check refuses a model that learns from paths when there are too few of them.
func (l *Ledger) Check() error {
	if !l.Rule.Estimates() || l.Multi >= Floor {
		return nil
	}
	return crm.Errorf(crm.Refused, "%s learns from journeys with several touches, and there are %d of them, less than %d", string(l.Rule.Model), l.Multi, Floor).
		WithHint("--force computes it all the same; --model linear says as much about so few")
}

// Row is the credit of one group in one cell.
type Row struct {
	Cell, Group int
	Credit
}

// Rows gives every credit, by cell and group. Call it once, at the end.
func (l *Ledger) Rows() []Row {
	if l.Rule.Model == Markov {
		l.settleMarkov()
	}
	rows := make([]Row, 0, len(l.credits))
	for at, c := range l.credits {
		rows = append(rows, Row{at.cell, at.group, *c})
	}
	sort.Slice(rows, func(i, j int) bool {
		a, b := &rows[i], &rows[j]
		return a.Cell < b.Cell || a.Cell == b.Cell && a.Group < b.Group
	})
	return rows
}

// Total is how many deals a cell has and what they brought, in minor units.
func (l *Ledger) Total(cell int) (deals, amount int64) {
	if t := l.totals[cell]; t != nil {
		return t.deals, t.amount
	}
	return 0, 0
}

// settleMarkov shares what each cell has by the removal effects of the groups.
func (l *Ledger) settleMarkov() {
	effects, _ := l.chain.Effects()
	weights := make([]int64, len(effects))
	largest := 0.0
	for _, e := range effects {
		largest = max(largest, e)
	}
	if largest == 0 {
		return
	}
	for i, e := range effects { // 2^48 leaves room for the sum of as many groups as can be
		weights[i] = int64(math.Round(math.Ldexp(e/largest, 48)))
	}
	for _, cell := range slices.Sorted(maps.Keys(l.totals)) {
		if t := l.totals[cell]; t.deals > t.loneDeals {
			l.share(cell, l.chain.groups, weights, float64(t.deals-t.loneDeals), t.amount-t.loneAmount)
		}
	}
}
