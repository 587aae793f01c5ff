package store

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// yields is what Yields should hand out, lead by lead, with what was booked on
// no lead.
func (b book) yields(q FactQuery) (all map[crm.Yield]int64, minutes, cost int64) {
	all = map[crm.Yield]int64{}
	own := map[crm.LeadID]*crm.Yield{}
	for id, l := range b.leads {
		if l.MergedInto != 0 || !q.Period.Contains(l.FirstTouchOn) || !b.keeps(q, l.Touch, l.ClientID) {
			continue
		}
		y := &crm.Yield{Leads: 1, Outcome: l.Deal.Outcome}
		if y.Outcome == crm.Won {
			y.Days, y.Revenue, y.Unpriced = int64(l.FirstTouchOn.DaysUntil(l.Deal.ClosedOn)), l.Deal.Base.Minor, !l.Deal.Base.Known()
			if q.Fees && l.Deal.Base.Known() {
				y.FeeSource, y.FeeDay = l.Touch.Source, l.Deal.ClosedOn
			}
			if l.Deal.Fee.Known {
				y.Own, _ = l.Deal.TakenOfDeal()
			}
		}
		own[id] = y
	}
	for _, a := range b.acts {
		if a.Lead == 0 {
			if len(q.Keep.Clients) == 0 && q.Period.Contains(a.On) && b.keeps(q, a.Touch, 0) {
				cost += a.CostBase.Minor
				if a.Minutes != nil {
					minutes += *a.Minutes
				}
			}
			continue
		}
		y := own[b.survivor(a.Lead).ID]
		if y == nil {
			continue
		}
		y.Cost += a.CostBase.Minor
		if a.Minutes != nil {
			y.Minutes += *a.Minutes
		}
	}
	for _, y := range own {
		all[*y]++
	}
	return all, minutes, cost
}

func TestYieldsAreTheLeadsOneByOne(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h, end := begin(t, rt)
		defer end()
		for range 10 + h.number("commands", 40) {
			h.command()
		}
		view(h, h.s, func(ctx context.Context, tx *Tx) error {
			b, err := readBook(ctx, tx)
			if err != nil {
				return err
			}
			for _, q := range h.questions(ctx, tx) {
				got := map[crm.Yield]int64{}
				if err := tx.Yields(ctx, q, func(y crm.Yield) { got[y]++ }); err != nil {
					return err
				}
				minutes, cost, err := tx.Prospecting(ctx, q)
				if err != nil {
					return err
				}
				want, wantMinutes, wantCost := b.yields(q)
				if minutes != wantMinutes || cost != wantCost {
					h.Errorf("%+v: %d minutes and %d on no lead, want %d and %d", q, minutes, cost, wantMinutes, wantCost)
				}
				for y, n := range want {
					if got[y] != n {
						h.Errorf("%+v: %+v came %d times, want %d", q, y, got[y], n)
					}
				}
				if len(got) != len(want) {
					h.Errorf("%+v: %v, want %v", q, got, want)
				}
				if h.Failed() {
					h.FailNow()
				}
			}
			return nil
		})
	})
}
