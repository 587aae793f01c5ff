package store

import (
	"context"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// Page by page come the leads that a list of all has, whatever became of them.
func TestPagesAreTheWholeList(t *testing.T) {
	t.Parallel()
	defer func(was int) { pageOf = was }(pageOf)
	pageOf = 3
	rapid.Check(t, func(rt *rapid.T) {
		h, end := begin(t, rt)
		defer end()
		for range 10 + h.number("commands", 40) {
			h.command()
		}
		for range h.number("merges of closed leads", 2) {
			h.mergeClosed()
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
