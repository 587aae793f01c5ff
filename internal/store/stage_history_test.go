package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// journeys is what Journeys should hand out, by id of the lead.
func (b book) journeys(ctx context.Context, tx *Tx, q FactQuery) (list []string, err error) {
	steps, err := tx.StagesOf(ctx, 0, math.MaxInt64)
	if err != nil {
		return nil, err
	}
	var ids []crm.LeadID
	for id, l := range b.leads {
		if l.MergedInto == 0 && q.Period.Contains(l.FirstTouchOn) && b.keeps(q, l.Touch, l.ClientID) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		l := b.leads[id]
		own := slices.Clone(steps[id])
		if own == nil {
			own = []crm.StageChange{}
		}
		for i := range own {
			own[i].MergedFrom = 0 // a way does not tell whose step it was
		}
		list = append(list, wayOf(crm.StageHistory{Group: group(q, l, l.FirstTouchOn), From: l.FirstTouchOn, Steps: own, Outcome: l.Deal.Outcome, ClosedOn: l.Deal.ClosedOn}))
	}
	return list, nil
}

// wayOf words a journey; steps of one day of two merged leads may come in either order.
func wayOf(j crm.StageHistory) string {
	slices.SortFunc(j.Steps, func(a, b crm.StageChange) int { return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Stage, b.Stage)) })
	return fmt.Sprintf("%+v", j)
}

func TestJourneysAreTheStepsOfEachLead(t *testing.T) {
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
				if slices.Contains(q.By, crm.ByOutcome) || slices.Contains(q.By, crm.ByReason) {
					continue // a lead's own deal decides: the report's question, not this one's
				}
				var got []string
				if err := tx.StageHistories(ctx, q, func(j crm.StageHistory) {
					j.Steps = slices.Clone(j.Steps)
					if j.Steps == nil {
						j.Steps = []crm.StageChange{}
					}
					got = append(got, wayOf(j))
				}); err != nil {
					return err
				}
				want, err := b.journeys(ctx, tx, q)
				if err != nil {
					return err
				}
				if !slices.Equal(got, want) {
					h.Fatalf("%+v:\n%v\nwant\n%v", q, got, want)
				}
			}
			return nil
		})
	})
}
