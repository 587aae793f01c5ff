package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

func TestUndoTakesBackWhateverWasDone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h, end := begin(t, rt)
		defer end()
		var before []string // what the file held before each command that can be undone
		back := func() {
			must(h, undo(h.s))
			if d := difference(before[len(before)-1], dump(h, h.s)); d != "" {
				h.Fatalf("undo left a difference:\n%s", d)
			}
			before = before[:len(before)-1]
		}
		for range 4 + h.number("commands", 20) {
			if len(before) > 0 && h.chance("undo", 8) {
				back()
				continue
			}
			was := dump(h, h.s)
			if h.command() {
				before = append(before, was)
			} else if d := difference(was, dump(h, h.s)); d != "" {
				h.Fatalf("nothing was entered and yet:\n%s", d)
			}
		}
		for len(before) > 0 {
			back()
		}
		if err := undo(h.s); crm.KindOf(err) != crm.Refused {
			h.Fatalf("undo of nothing gave %v", err)
		}
	})
}

func TestWhatFailsOrIsRolledBackLeavesNoTrace(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	broken := errors.New("broken")
	for moral, want := range map[string]error{"a dry run": ErrRollback, "a failure in the middle": broken} {
		t.Run(moral, func(t *testing.T) {
			was := dump(t, s)
			err := update(s, "try", func(ctx context.Context, tx *Tx) error {
				id, err := tx.AddLead(ctx, crm.Lead{Title: "a", FirstTouchOn: "2026-01-01", CreatedAt: noon, UpdatedAt: noon}, []uint64{1})
				must(t, err)
				must(t, tx.RemoveLead(ctx, id))
				_, err = tx.AddSource(ctx, "Malt")
				must(t, err)
				must(t, tx.Flush(ctx))
				return fmt.Errorf("wrapped: %w", want)
			})
			if want == ErrRollback && err != nil || want == broken && !errors.Is(err, broken) {
				t.Errorf("the update gave %v", err)
			}
			if d := difference(was, dump(t, s)); d != "" {
				t.Errorf("it left:\n%s", d)
			}
			view(t, s, func(ctx context.Context, tx *Tx) error {
				list, err := tx.History(ctx, 0)
				if len(list) != 0 {
					t.Errorf("the journal holds %v", list)
				}
				found, more := tx.LeadsByKey(ctx, []uint64{1})
				if len(found) != 0 {
					t.Errorf("a blocking key stayed: %v", found)
				}
				return errors.Join(err, more)
			})
		})
	}
}

func TestAnUpdateThatIsInterruptedWritesNothing(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	was := dump(t, s)
	ctx, cancel := context.WithCancel(context.Background())
	err := s.Update(ctx, Command{Line: "add", At: noon}, func(tx *Tx) error {
		_, err := tx.AddSource(ctx, "Malt")
		must(t, err)
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the update gave %v", err)
	}
	if d := difference(was, dump(t, s)); d != "" {
		t.Errorf("it left:\n%s", d)
	}
	must(t, update(s, "add", func(ctx context.Context, tx *Tx) error {
		_, err := tx.AddSource(ctx, "Malt")
		return err
	}))
}

func TestTheHistoryIsNewestFirst(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	if err := undo(s); crm.KindOf(err) != crm.Refused {
		t.Errorf("undo of a new file gave %v", err)
	}
	for _, line := range []string{"one", "two", "three"} {
		must(t, update(s, line, func(ctx context.Context, tx *Tx) error {
			_, err := tx.AddSource(ctx, line)
			return err
		}))
	}
	must(t, update(s, "nothing", func(context.Context, *Tx) error { return nil }))
	must(t, undo(s))
	must(t, undo(s))
	view(t, s, func(ctx context.Context, tx *Tx) error {
		all, err := tx.History(ctx, 0)
		want := []Entry{{3, "three", noon, true}, {2, "two", noon, true}, {1, "one", noon, false}}
		if !slices.Equal(all, want) {
			t.Errorf("history %v, want %v", all, want)
		}
		last, more := tx.History(ctx, 1)
		if !slices.Equal(last, want[:1]) {
			t.Errorf("the last of it is %v", last)
		}
		return errors.Join(err, more)
	})
}

func TestUndoSaysWhatItTookBack(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	must(t, update(s, "add", func(ctx context.Context, tx *Tx) error {
		for range 3 {
			if _, err := tx.AddLead(ctx, crm.Lead{Title: "a", Stage: crm.Proposal, FirstTouchOn: "2026-01-01", CreatedAt: noon, UpdatedAt: noon}, nil); err != nil {
				return err
			}
		}
		return nil
	}))
	must(t, update(s, "delete", func(ctx context.Context, tx *Tx) error { return tx.RemoveLead(ctx, 2) }))
	for _, want := range []Undone{
		{Entry: Entry{2, "delete", noon, false}, Removed: map[string]int64{}, Put: map[string]int64{"lead": 1, "stage_change": 1}, Leads: []crm.LeadID{2}},
		{Entry: Entry{1, "add", noon, false}, Removed: map[string]int64{"lead": 3, "stage_change": 3}, Put: map[string]int64{}},
	} {
		must(t, update(s, "", func(ctx context.Context, tx *Tx) error {
			got, err := tx.Undo(ctx)
			if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
				t.Errorf("undo gave %+v, want %+v", got, want)
			}
			return err
		}))
	}
}

func TestABigImportCanBeUndone(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	was := dump(t, s)
	rows := 2000
	if raceDetector {
		rows = 400
	}
	bigImport(t, s, rows)
	must(t, undo(s))
	if d := difference(was, dump(t, s)); d != "" {
		t.Errorf("undo left:\n%.1000s", d)
	}
	view(t, s, func(ctx context.Context, tx *Tx) error {
		facts, err := tx.Facts(ctx, FactQuery{By: []crm.Dimension{crm.BySource}})
		compareSums(t, "after undoing everything", sums(facts, false), nil)
		return err
	})
}

// bigImport adds leads, each with a call and a deal, by one command.
func bigImport(t testing.TB, s *Store, rows int) {
	t.Helper()
	must(t, update(s, "import", func(ctx context.Context, tx *Tx) error {
		for i := range rows {
			day := crm.Date("2026-01-01").AddDays(i % 300)
			id, err := tx.AddLead(ctx, crm.Lead{Title: fmt.Sprint("lead ", i), Touch: crm.Touch{Source: crm.SourceID(1 + i%6)}, Stage: crm.Proposal,
				FirstTouchOn: day, CreatedAt: noon, UpdatedAt: noon}, []uint64{uint64(i), uint64(i / 2)})
			if err != nil {
				return err
			}
			if _, err := tx.AddActivity(ctx, crm.Activity{Lead: id, Kind: "call", On: day, Minutes: pointer(int64(5)), CreatedAt: noon}); err != nil {
				return err
			}
			if err := tx.CloseDeal(ctx, id, crm.Deal{Outcome: crm.Won, ClosedOn: day, Amount: eur(100), Rate: "1", Base: eur(100)}, noon); err != nil {
				return err
			}
		}
		return nil
	}))
}

// The price of an undo grows with what it takes back, and no faster.
func BenchmarkUndoImport(b *testing.B) {
	for _, rows := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				s := fresh(b)
				bigImport(b, s, rows)
				b.StartTimer()
				must(b, undo(s))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rows), "ns/row")
		})
	}
}

// Where a column of lead is named by its place, it is the one that is meant.
func TestThePlacesOfColumnsAreKnown(t *testing.T) {
	s := fresh(t)
	for place, want := range map[int]string{touchedColumn: "updated_at", 2: "client_id", 12: "value_minor", 13: "value_currency", 17: "tags", 18: "fields"} {
		var name string
		view(t, s, func(ctx context.Context, tx *Tx) error {
			_, err := tx.one(ctx, `SELECT name FROM pragma_table_info('lead') WHERE cid = ?`, []any{place}, &name)
			return err
		})
		if name != want {
			t.Errorf("column %d of lead is %q, not %q", place, name, want)
		}
	}
}
