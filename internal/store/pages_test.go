package store

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// Page by page come the leads that a list of all has, whatever became of them.
// Not parallel: it changes how long a page is.
func TestPagesAreTheWholeList(t *testing.T) {
	defer func(was int) { pageOf = was }(pageOf)
	pageOf = 3
	rapid.Check(t, func(rt *rapid.T) {
		h, end := begin(t, rt)
		defer end()
		for range 10 + h.number("commands", 40) {
			h.command()
		}
		for _, merged := range []bool{false, true} {
			view(h, h.s, func(ctx context.Context, tx *Tx) error {
				want, err := tx.Leads(ctx, LeadFilter{Sort: "id", Merged: merged})
				if err != nil {
					return err
				}
				var got []crm.Lead
				err = tx.Pages(ctx, merged, func(list []crm.Lead) error {
					got = append(got, list...)
					return nil
				})
				if !reflect.DeepEqual(got, want) {
					h.Errorf("with merged leads %t: page by page\n%+v\nas a list\n%+v", merged, got, want)
				}
				return err
			})
		}
	})
}

func TestPagesBeginWithTheFirstNumber(t *testing.T) {
	s := fresh(t)
	must(t, update(s, "add", func(ctx context.Context, tx *Tx) error {
		for _, id := range []crm.LeadID{1, 7} {
			l := crm.Lead{ID: id, Title: "a", Touch: crm.Touch{Source: 1}, FirstTouchOn: "2026-01-01", CreatedAt: noon, UpdatedAt: noon}
			if _, err := tx.AddLead(ctx, l, nil); err != nil {
				return err
			}
		}
		return nil
	}))
	var got []crm.LeadID
	view(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.Pages(ctx, false, func(list []crm.Lead) error {
			for _, l := range list {
				got = append(got, l.ID)
			}
			return nil
		})
	})
	if !slices.Equal(got, []crm.LeadID{1, 7}) {
		t.Errorf("%v", got)
	}
}
