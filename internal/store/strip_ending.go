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

// endings reads the deals that a question is about, finds those that count, and
// notes how leads ended where they are grouped by it. Of the deals of merged leads and
// their survivors one counts, wherever it lies: all of those are read.
func (t *Tx) endings(ctx context.Context, l *ledger) error {
	l.within = l.q.Period
	room, err := t.roomFor(ctx, dealRows, l.within)
	if err != nil {
		return err
	}
	if !l.q.Cohort { // of which there are fewer
		l.deals = make([]ending, 0, room)
	}
	l.findKin()
	switch {
	case l.byHow(), l.q.Cohort, l.within.Open():
		err = t.eachLeadSum(ctx, func(s *someRows) { l.addEnds(s, false) }, leadState, leadClosedOn, leadBase)
	default:
		err = t.eachSome(ctx, dealRows, l.within, l.addEndings, rowDay, rowOf, dealOutcome, dealPriced, dealBase)
		if err == nil && len(l.merged) > 0 {
			err = t.eachLeadSum(ctx, func(s *someRows) { l.addEnds(s, true) }, leadState, leadClosedOn, leadBase)
		}
	}
	if err != nil {
		return err
	}
	if len(l.merged) > 0 {
		l.settle()
	}
	return t.oddReasons(ctx, l)
}

// findKin marks the leads that were merged, and those they were merged into.
func (l *ledger) findKin() {
	for _, id := range l.merged {
		leaf, at := l.leads.at(id)
		leaf.markKin(at)
		if home, there := l.leads.at(leaf.home[at]); home != nil {
			home.markKin(there)
		}
	}
}

func (l *leaf) markKin(at int) {
	if l.kin == nil {
		l.kin = new([stripRows]bool)
	}
	l.kin[at] = true
}

func (l *leaf) isKin(at int) bool { return l.kin != nil && l.kin[at] }

// byHow reports whether leads are grouped by how they ended.
func (l *ledger) byHow() bool { return l.has(crm.ByOutcome, crm.ByReason) }

// addEndings adds the deals of the days of a report, but those of kin.
func (l *ledger) addEndings(s *someRows) {
	c, days := &s.columns, daysOf(l.within)
	for i := range s.n {
		day := int32(c[rowDay][i])
		if day == 0 || !days.in(day) {
			continue
		}
		if leaf, at := l.leads.at(c[rowOf][i]); leaf != nil && !leaf.isKin(at) {
			l.deals = append(l.deals, ending{lead: c[rowOf][i], home: c[rowOf][i], base: c[dealBase][i], day: day,
				outcome: uint8(c[dealOutcome][i]), priced: c[dealPriced][i] != 0})
		}
	}
}

// addEnds adds the deals of leads, or of kin only, as the strips of leads have them, and
// notes how the leads ended.
func (l *ledger) addEnds(s *someRows, kinOnly bool) {
	leaf, begin := l.leads.at(s.first)
	if leaf == nil || kinOnly && leaf.kin == nil {
		return
	}
	if s.packed != nil {
		s.read(leadState)
	}
	days, byHow := daysOf(l.within), l.byHow()
	for i, state := range s.columns[leadState] {
		at := begin + i
		kin := leaf.isKin(at)
		if state&stateOutcome == 0 || s.columns[rowDay][i] == 0 || kinOnly && !kin {
			continue
		}
		in := kin || !l.q.Cohort || days.in(leaf.day[at])
		if !in && !byHow {
			continue
		}
		e := ending{lead: s.first + int64(i), outcome: uint8(state & stateOutcome), reason: int32(state >> reasonShift), day: int32(s.at(leadClosedOn, i))}
		e.home = e.lead
		if base := s.at(leadBase, i); base != 0 {
			e.base, e.priced = base-1, true
		}
		if byHow && !kin {
			l.endedAs(&e, leaf, at)
		}
		if kin || in && (l.q.Cohort || days.in(e.day)) {
			l.deals = append(l.deals, e)
		}
	}
}

// how is the way in which leads ended: groups go by it.
type how struct {
	reason  int32 // of ledger.reasons
	outcome uint8
}

// endedAs notes how a deal ended a lead.
func (l *ledger) endedAs(e *ending, leaf *leaf, at int) {
	if e.reason == oddReason {
		l.odd = append(l.odd, *e)
		return
	}
	if leaf.how == nil {
		leaf.how = new([stripRows]how)
	}
	leaf.how[at] = how{e.reason, e.outcome}
	if g := leaf.group[at]; g > 0 {
		leaf.group[at] = l.grouped(g, leaf.how[at])
	}
}

// grouped is the group of a lead of another group that has ended.
func (l *ledger) grouped(group int32, h how) int32 {
	key := l.groups[group]
	if l.has(crm.ByOutcome) {
		key.outcome = h.outcome
	}
	if l.has(crm.ByReason) {
		key.reason = h.reason
	}
	if key == l.groups[group] {
		return group
	}
	return l.number(key)
}

// oddReasons asks for the words of reasons that no command writes.
func (t *Tx) oddReasons(ctx context.Context, l *ledger) error {
	for _, e := range l.odd {
		var word string
		if _, err := t.one(ctx, `SELECT reason FROM deal WHERE lead_id = ?`, []any{e.lead}, &word); err != nil {
			return err
		}
		n := slices.Index(l.reasons, word)
		if n < 0 {
			n, l.reasons = len(l.reasons), append(l.reasons, word)
		}
		e.reason = int32(n)
		if leaf, at := l.leads.at(e.home); leaf != nil {
			l.endedAs(&e, leaf, at)
		}
	}
	return nil
}

// settle keeps one deal an opportunity, as dealOwner says: a lead's own, else
// the first of those merged into it.
func (l *ledger) settle() {
	first := map[int64]int{} // by survivor: the deal that counts so far
	for i := range l.deals {
		e := &l.deals[i]
		leaf, at := l.leads.at(e.lead)
		if leaf == nil || !leaf.isKin(at) {
			continue
		}
		if leaf.home != nil && leaf.home[at] != 0 {
			e.home = leaf.home[at]
		}
		best, shared := first[e.home]
		switch {
		case !shared:
			first[e.home] = i
		case l.before(*e, l.deals[best]):
			l.deals[best].outcome, first[e.home] = 0, i
		default:
			e.outcome = 0
		}
	}
	if l.byHow() {
		for home, i := range first {
			if leaf, at := l.leads.at(home); leaf != nil {
				l.endedAs(&l.deals[i], leaf, at)
			}
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
