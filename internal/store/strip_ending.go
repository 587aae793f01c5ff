package store

import (
	"context"
	"slices"

	"leads/internal/crm"
)

// ending is a deal with the lead under which it counts.
type ending struct {
	lead, home, base int64
	day, reason      int32
	outcome          uint8 // place in crm.Outcomes, from 1 on; 0 does not count
	priced           bool
}

const (
	won = 1 + iota // places in crm.Outcomes
	lost
	noResponse
	notAFit
)

// endings reads the deals, those closed on other days only where they matter, finds
// those that count, and has leads count by them where they are grouped by how they ended.
func (t *Tx) endings(ctx context.Context, l *ledger) error {
	if !l.q.Cohort && len(l.merged) == 0 && !l.has(crm.ByOutcome, crm.ByReason) {
		l.within = l.q.Period
	}
	room, err := t.roomFor(ctx, dealRows, l.within)
	if err != nil {
		return err
	}
	l.deals = make([]ending, 0, room)
	columns := []int{rowDay, rowOf, dealOutcome, dealPriced, dealBase, dealReason}
	var odd []int
	err = t.eachSome(ctx, dealRows, l.within, func(s *someRows) {
		c := &s.columns
		for i := range s.n {
			if c[rowDay][i] == 0 {
				continue
			}
			e := ending{lead: c[rowOf][i], home: c[rowOf][i], base: c[dealBase][i], day: int32(c[rowDay][i]),
				reason: int32(c[dealReason][i]), outcome: uint8(c[dealOutcome][i]), priced: c[dealPriced][i] != 0}
			if e.reason == oddReason {
				odd = append(odd, len(l.deals))
			}
			l.deals = append(l.deals, e)
		}
	}, columns...)
	if err != nil {
		return err
	}
	l.settle()
	if !l.has(crm.ByOutcome, crm.ByReason) {
		return nil
	}
	if err := t.oddReasons(ctx, l, odd); err != nil {
		return err
	}
	for i, e := range l.deals {
		leaf, at := l.leads.at(e.home)
		switch {
		case e.outcome == 0 || leaf == nil:
		case leaf.group[at] > 0:
			leaf.group[at] = l.endedAs(leaf.group[at], int32(i+1))
		case leaf.group[at] < 0: // it counts nowhere
		default: // when it is asked for
			if leaf.deal == nil {
				leaf.deal = new([stripRows]int32)
			}
			leaf.deal[at] = int32(i + 1)
		}
	}
	return nil
}

// oddReasons asks for the words of reasons that no command writes.
func (t *Tx) oddReasons(ctx context.Context, l *ledger, odd []int) error {
	for _, i := range odd {
		var word string
		if _, err := t.one(ctx, `SELECT reason FROM deal WHERE lead_id = ?`, []any{l.deals[i].lead}, &word); err != nil {
			return err
		}
		n := slices.Index(l.reasons, word)
		if n < 0 {
			n, l.reasons = len(l.reasons), append(l.reasons, word)
		}
		l.deals[i].reason = int32(n)
	}
	return nil
}

// settle keeps one deal an opportunity, as dealOwner says: a lead's own, else
// the first of those merged into it.
func (l *ledger) settle() {
	if len(l.merged) == 0 {
		return
	}
	first := map[int64]int{} // by survivor: the deal that counts so far
	for _, id := range l.merged {
		leaf, at := l.leads.at(id)
		first[leaf.home[at]] = -1
	}
	for i := range l.deals {
		e := &l.deals[i]
		if leaf, at := l.leads.at(e.lead); leaf != nil && leaf.home != nil && leaf.home[at] != 0 {
			e.home = leaf.home[at]
		}
		best, shared := first[e.home]
		switch {
		case !shared:
		case best < 0:
			first[e.home] = i
		case l.before(*e, l.deals[best]):
			l.deals[best].outcome, first[e.home] = 0, i
		default:
			e.outcome = 0
		}
	}
}

// before reports whether a counts rather than b, which ends the same lead.
func (l *ledger) before(a, b ending) bool {
	if aOwn, bOwn := a.lead == a.home, b.lead == b.home; aOwn != bOwn {
		return aOwn
	}
	return a.day < b.day || a.day == b.day && a.lead < b.lead
}

// endedAs is the group of a lead of another group that a deal has ended, by its place
// from 1 on.
func (l *ledger) endedAs(group, deal int32) int32 {
	if deal == 0 {
		return group
	}
	key := l.groups[group]
	if l.has(crm.ByOutcome) {
		key.outcome = l.deals[deal-1].outcome
	}
	if l.has(crm.ByReason) {
		key.reason = l.deals[deal-1].reason
	}
	if key == l.groups[group] {
		return group
	}
	return l.number(key)
}
