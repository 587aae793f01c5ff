package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// Rows that wait for each other make the same file as rows that go in one by
// one, whatever is read, refused or changed in between; one undo takes them all
// back, and no index is missing.
func TestGatheredRowsMakeTheSameFile(t *testing.T) {
	defer func(from int64, rows int) { sortFrom, together = from, rows }(sortFrom, together)
	folder, n := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		sortFrom = rapid.SampledFrom([]int64{0, 1 << 40}).Draw(t, "sort from")
		steps := rapid.SliceOfN(rapid.IntRange(0, 9), 1, 30).Draw(t, "steps")
		together = rapid.SampledFrom([]int{2, 512}).Draw(t, "together")
		many := rapid.SampledFrom([]int{1, 3, 15}).Draw(t, "times")
		var dumps [2]string
		for way := range dumps {
			n++
			s, err := Open(context.Background(), filepath.Join(folder, fmt.Sprint(n)), options())
			must(t, err)
			before, indexes := dump(t, s), indexNames(t, s)
			must(t, update(s, "import", func(ctx context.Context, tx *Tx) error {
				if way == 1 {
					if err := tx.Gather(ctx, 1); err != nil {
						return err
					}
				}
				return addAtWill(ctx, tx, steps, many)
			}))
			dumps[way] = dump(t, s)
			if left := indexNames(t, s); left != indexes {
				t.Fatalf("indexes were %s, are %s", indexes, left)
			}
			must(t, undo(s))
			if after := dump(t, s); after != before {
				t.Fatalf("undo leaves\n%s", difference(before, after))
			}
			must(t, s.Close())
		}
		if dumps[0] != dumps[1] {
			t.Fatalf("one by one and gathered differ:\n%s", difference(dumps[0], dumps[1]))
		}
	})
}

// addAtWill adds leads with all that belongs to them, and does now and then
// what makes the waiting ones go in.
func addAtWill(ctx context.Context, tx *Tx, steps []int, many int) error {
	var last crm.LeadID
	refused := errors.New("refused")
	for i, step := range steps {
		for j := range many {
			client, err := tx.ResolveClient(ctx, fmt.Sprintf("Client %d", (i*j)%7), Create{Client: true})
			if err != nil {
				return err
			}
			l := crm.Lead{Title: fmt.Sprintf("Lead %d-%d", i, j), ClientID: client, FirstTouchOn: "2026-11-01", CreatedAt: noon, UpdatedAt: noon}
			if step%3 == 0 {
				l.Stage = crm.Discussion
			}
			if last, err = tx.AddLead(ctx, l, []uint64{uint64(i), uint64(j)}); err != nil {
				return err
			}
			if step%2 == 0 {
				_, err = tx.AddActivity(ctx, crm.Activity{Lead: last, Kind: "email", On: "2026-11-02", Minutes: pointer(int64(i)), CreatedAt: noon})
			} else {
				err = tx.CloseDeal(ctx, last, crm.Deal{Outcome: crm.Won, ClosedOn: "2026-11-03", Amount: eur(100), Base: eur(100), Rate: "1"}, noon)
			}
			if err != nil {
				return err
			}
		}
		var err error
		switch step {
		case 1:
			_, err = tx.Lead(ctx, last)
		case 2:
			_, err = tx.Alike(ctx, []crm.LeadID{last})
		case 3:
			err = tx.SetStage(ctx, last, crm.StageChange{Stage: crm.Proposal, On: "2026-11-04"})
		case 4:
			err = tx.Try(ctx, func() error {
				if _, err := tx.AddLead(ctx, crm.Lead{Title: "taken back", FirstTouchOn: "2026-11-01", CreatedAt: noon, UpdatedAt: noon}, nil); err != nil {
					return err
				}
				return refused
			})
			if errors.Is(err, refused) {
				err = nil
			}
		case 5:
			err = tx.RemoveLead(ctx, last)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func indexNames(tb rapid.TB, s *Store) (names string) {
	tb.Helper()
	view(tb, s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.one(ctx, `SELECT group_concat(name || sql) FROM (SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql <> '' ORDER BY name)`, nil, &names)
		return err
	})
	return names
}
