package store

import (
	"context"
	"maps"
	"slices"

	"leads/internal/crm"
)

// ending is a deal with the lead under which it counts.
type ending struct {
	lead, home, base int64
	client           int64 // where ledger.clients
	first            int32 // day of the first touch of the lead under which it counts
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
// notes how merged leads and their survivors ended: of their deals one counts,
// wherever it lies, so all of those are read.
func (t *Tx) endings(ctx context.Context, l *ledger) error {
	l.within = l.q.Period
	byLead, columns := l.q.Cohort || l.within.Open(), []int{leadState, leadClosedOn, leadBase}
	if len(l.merged) > 0 {
		columns = append(columns, rowDay)
	}
	if byLead || len(l.merged) > 0 {
		if err := t.load(ctx, l, columns...); err != nil {
			return err
		}
	}
	room, err := 0, error(nil)
	if !l.q.Cohort { // of which there are fewer
		if room, err = t.roomFor(ctx, dealRows, l.within); err != nil {
			return err
		}
	}
	l.deals = make([]ending, 0, room)
	if byLead {
		err = t.eachLead(ctx, l, l.within, func(id int64, leaf *leaf, at int, day int32) {
			if e, ended := endingOf(id, leaf, at); ended && !leaf.isKin(at) {
				e.first = day
				l.deals = append(l.deals, e)
			}
		})
	} else {
		l.clients = len(l.merged) == 0
		err = t.eachSome(ctx, dealRows, l.within, l.addEndings, rowDay, rowOf, dealOutcome, dealPriced, dealBase, dealFirst, dealClient)
	}
	if err == nil && len(l.merged) > 0 {
		l.settle()
	}
	return err
}

// findKin marks the leads that were merged, and those they were merged into.
func (l *ledger) findKin() {
	mark := func(id int64) (home int64) {
		leaf, at := l.leads.at(id)
		if leaf == nil {
			return 0
		}
		o := leaf.oddity(at)
		if !o.kin {
			o.kin, l.kin = true, append(l.kin, id)
		}
		return o.home
	}
	for _, id := range l.merged {
		mark(mark(id))
	}
}

func (l *leaf) isKin(at int) bool {
	o := l.oddAt(at)
	return o != nil && o.kin
}

// byHow reports whether leads are grouped by how they ended.
func (l *ledger) byHow() bool { return l.has(crm.ByOutcome, crm.ByReason) }

// addEndings adds the deals of the days of a report, but those of kin.
func (l *ledger) addEndings(s *someRows) {
	c, days := &s.columns, daysOf(l.within)
	for i := range s.n {
		day, lead := int32(c[rowDay][i]), c[rowOf][i]
		if day == 0 || !days.in(day) {
			continue
		}
		if leaf, at := l.leads.at(lead); leaf == nil || !leaf.isKin(at) {
			l.deals = append(l.deals, ending{lead: lead, home: lead, base: c[dealBase][i], client: c[dealClient][i], first: int32(c[dealFirst][i]), day: day,
				outcome: uint8(c[dealOutcome][i]), priced: c[dealPriced][i] != 0})
		}
	}
}

// endingOf is the deal of a lead, but for the day of its first touch.
func endingOf(id int64, leaf *leaf, at int) (e ending, ended bool) {
	state := leaf.value(leadState, at)
	if state&stateOutcome == 0 {
		return e, false
	}
	e = ending{lead: id, home: id, outcome: uint8(state & stateOutcome), reason: int32(state >> reasonShift), day: int32(leaf.value(leadClosedOn, at))}
	if base := leaf.value(leadBase, at); base != 0 {
		e.base, e.priced = base-1, true
	}
	return e, true
}

// how is the way in which leads ended: groups go by it.
type how struct {
	reason  int32 // of ledger.reasons
	outcome uint8
}

// howEnded is how a lead of a state ended.
func (l *ledger) howEnded(id, state int64) how {
	h := how{int32(state >> reasonShift), uint8(state & stateOutcome)}
	if h.reason == oddReason {
		h.reason = l.odd[id]
	}
	return h
}

// addHow adds how a lead ended to its group.
func (l *ledger) addHow(key *groupKey, leaf *leaf, at int, id int64) {
	h := l.howEnded(id, leaf.value(leadState, at))
	if o := leaf.oddAt(at); o != nil && o.kin {
		h = o.how
	}
	if l.has(crm.ByOutcome) {
		key.outcome = h.outcome
	}
	if l.has(crm.ByReason) {
		key.reason = h.reason
	}
}

// oddReasons asks for the words of reasons that no command writes.
func (t *Tx) oddReasons(ctx context.Context, l *ledger) error {
	var leads []int64
	l.leads.all(func(first int64, leaf *leaf) {
		if leaf.odd == nil && leaf.columns[leadState].most>>reasonShift != oddReason {
			return
		}
		for at := range leaf.rows {
			if leaf.value(leadState, at)>>reasonShift == oddReason {
				leads = append(leads, first+int64(at))
			}
		}
	})
	l.odd = map[int64]int32{}
	for _, id := range leads {
		var word string
		if _, err := t.one(ctx, `SELECT reason FROM deal WHERE lead_id = ?`, []any{id}, &word); err != nil {
			return err
		}
		n := slices.Index(l.reasons, word)
		if n < 0 {
			n, l.reasons = len(l.reasons), append(l.reasons, word)
		}
		l.odd[id] = int32(n)
	}
	return nil
}

// settle keeps one deal an opportunity, as dealOwner says: a lead's own, else
// the first of those merged into it.
func (l *ledger) settle() {
	best := map[int64]ending{} // by survivor: the deal that counts so far
	for _, id := range l.kin {
		leaf, at := l.leads.at(id)
		e, ended := endingOf(id, leaf, at)
		if o := leaf.oddAt(at); o.home != 0 {
			e.home = o.home
		}
		home, there := l.leads.at(e.home)
		if !ended || home == nil {
			continue
		}
		e.first = int32(home.value(rowDay, there))
		if other, shared := best[e.home]; !shared || e.before(other) {
			best[e.home] = e
		}
	}
	for _, id := range slices.Sorted(maps.Keys(best)) {
		e := best[id]
		home, there := l.leads.at(id)
		home.oddAt(there).how = l.howEnded(e.lead, int64(e.reason)<<reasonShift|int64(e.outcome))
		l.deals = append(l.deals, e)
	}
}

// before reports whether a deal counts rather than another, which ends the same lead.
func (e ending) before(other ending) bool {
	if own, others := e.lead == e.home, other.lead == other.home; own != others {
		return own
	}
	return e.day < other.day || e.day == other.day && e.lead < other.lead
}
