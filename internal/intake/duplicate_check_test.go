package intake

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/invent"
	"leads/internal/store"
)

// inventedFile is a file of n invented leads, and of those a sample that double another one.
func inventedFile(tb testing.TB, n int) (file *store.Store, doubles []invent.Entry) {
	tb.Helper()
	ctx := context.Background()
	s, err := store.Open(ctx, filepath.Join(tb.TempDir(), "leads.db"), store.Options{Now: "2026-11-21T10:00:00Z", Starter: crm.Starters})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	err = s.Update(ctx, store.Command{Line: "import", At: "2026-11-21T10:00:00Z"}, func(tx *store.Tx) (err error) {
		invent.Leads(n, 7, func(e invent.Entry) bool {
			l := e.Lead
			l.ID, l.Stage, l.CreatedAt, l.UpdatedAt, l.Value = 0, crm.New, "2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z", crm.Money{}
			_, err = tx.AddLead(ctx, l, Keys(l))
			if e.Of != 0 && !e.Hard {
				doubles = append(doubles, e)
			}
			return err == nil
		})
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return s, doubles
}

// found counts the doubles of which the door looks at the lead that they double.
func found(tb testing.TB, s *store.Store, doubles []invent.Entry) (met, looked int) {
	tb.Helper()
	ctx := context.Background()
	err := s.View(ctx, func(tx *store.Tx) error {
		for _, e := range doubles {
			ids, err := duplicateCheck{}.candidates(ctx, tx, dedup.TraitsOf(e.Lead))
			if err != nil {
				return err
			}
			looked += len(ids)
			if slices.Contains(ids, e.Of) {
				met++
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return met, looked
}

func TestTheDoorMeetsTheTruePartner(t *testing.T) {
	s, doubles := inventedFile(t, 2000)
	if met, _ := found(t, s, doubles); 100*met < 98*len(doubles) {
		t.Errorf("of %d that double a lead, %d meet it", len(doubles), met)
	}
}

// BenchmarkDoor_partnerMet98 says how many of a hundred doubles meet the lead that they double,
// among 20,000 leads or as many as LEADS_BENCH_LEADS says.
func BenchmarkDoor_partnerMet98(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("LEADS_BENCH_LEADS"))
	s, doubles := inventedFile(b, cmp.Or(n, 20_000))
	doubles = doubles[max(0, len(doubles)-3000):]
	for b.Loop() {
		met, looked := found(b, s, doubles)
		b.ReportMetric(100*float64(met)/float64(len(doubles)), "%met")
		b.ReportMetric(float64(looked)/float64(len(doubles)), "looked/op")
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(doubles)), "ns/check")
	}
}
