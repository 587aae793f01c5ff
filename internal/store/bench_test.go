package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"leads/internal/crm"
)

const (
	benchLeads      = 100_000
	benchActivities = 300_000
	benchBatch      = 10_000 // leads in one update, as an import would write them
)

// benchFile is a large file, made once and only for benchmarks. It is the same every time.
var benchFile = sync.OnceValues(func() (*Store, error) {
	dir, err := os.MkdirTemp("", "leads-bench")
	if err != nil {
		return nil, err
	}
	benchFolder = dir
	s, err := Open(context.Background(), filepath.Join(dir, "leads.db"), options())
	for first := 0; err == nil && first < benchLeads; first += benchBatch {
		err = update(s, "import", func(ctx context.Context, tx *Tx) error { return fill(ctx, tx, first) })
	}
	return s, err
})

var benchFolder string // to remove at the end

// benchChannels are touches of the starter names.
var benchChannels = []crm.Touch{{Source: 1, Channel: 1}, {Source: 1, Channel: 2}, {Source: 2, Channel: 3}, {Source: 2, Channel: 4},
	{Source: 3, Channel: 5}, {Source: 3, Channel: 6}, {Source: 4, Channel: 8}, {Source: 5, Channel: 9}, {Source: 6}}

func benchLead(i int) (crm.Lead, []uint64) {
	return crm.Lead{Title: fmt.Sprintf("Project %d for company %d", i, i%7919), Email: fmt.Sprintf("person%d@example.com", i%50_000),
			URL: fmt.Sprintf("https://upwork.com/jobs/~%016x", i), ExternalID: fmt.Sprintf("~%016x", i), Value: eur(int64(i%9000) * 100),
			Touch: benchChannels[i%len(benchChannels)], FirstTouchOn: crm.Date("2023-01-01").AddDays(i / 72), Stage: crm.Stages[i%len(crm.Stages)],
			CreatedAt: noon, UpdatedAt: noon},
		[]uint64{uint64(i) * 0x9E3779B97F4A7C15, uint64(i%50_000) * 0xC2B2AE3D27D4EB4F, uint64(i%7919) * 0x165667B19E3779F9}
}

func fill(ctx context.Context, tx *Tx, first int) error {
	for i := first; i < first+benchBatch; i++ {
		l, keys := benchLead(i)
		id, err := tx.AddLead(ctx, l, keys)
		if err != nil {
			return err
		}
		for n := range benchActivities / benchLeads {
			a := crm.Activity{Lead: id, Kind: "email", On: l.FirstTouchOn.AddDays(n * 5), Minutes: pointer(int64(5 + i%40)), CreatedAt: noon}
			if n == 0 {
				a.Cost, a.CostBase = eur(int64(i%300)), eur(int64(i%300))
			}
			if _, err := tx.AddActivity(ctx, a); err != nil {
				return err
			}
		}
		d := crm.Deal{Outcome: crm.Outcomes[i%4], ClosedOn: l.FirstTouchOn.AddDays(10 + i%60)}
		if d.Outcome == crm.Won {
			d.Amount, d.Rate, d.Base = l.Value, "1", l.Value
		}
		if i%3 > 0 {
			if err := tx.CloseDeal(ctx, id, d, noon); err != nil {
				return err
			}
		}
	}
	return nil
}

func benchStore(b *testing.B) *Store {
	b.Helper()
	s, err := benchFile()
	must(b, err)
	return s
}

func benchView(b *testing.B, fn func(context.Context, *Tx) error) {
	s := benchStore(b)
	for b.Loop() {
		view(b, s, fn)
	}
}

func BenchmarkFactsBySource(b *testing.B) {
	benchView(b, func(ctx context.Context, tx *Tx) error {
		_, err := tx.Facts(ctx, FactQuery{By: []crm.Dimension{crm.BySource}, Fees: true})
		return err
	})
}

func BenchmarkFactsOfACohortByCampaign(b *testing.B) {
	benchView(b, func(ctx context.Context, tx *Tx) error {
		_, err := tx.Facts(ctx, FactQuery{By: []crm.Dimension{crm.ByCampaign}, Cohort: true, Period: crm.Period{From: "2025-01-01", To: "2025-12-31"}})
		return err
	})
}

func BenchmarkAddLead(b *testing.B) {
	s := benchStore(b)
	i := benchLeads
	for b.Loop() {
		i++
		must(b, update(s, "add", func(ctx context.Context, tx *Tx) error {
			l, keys := benchLead(i)
			_, err := tx.AddLead(ctx, l, keys)
			return err
		}))
	}
}

func BenchmarkLeadsPage(b *testing.B) {
	benchView(b, func(ctx context.Context, tx *Tx) error {
		list, err := tx.Leads(ctx, LeadFilter{Limit: 50})
		if len(list) != 50 {
			b.Fatalf("%d leads", len(list))
		}
		return err
	})
}

func BenchmarkLeadsByKey(b *testing.B) {
	i := 0
	benchView(b, func(ctx context.Context, tx *Tx) error {
		i = (i + 7919) % benchLeads
		_, keys := benchLead(i)
		list, err := tx.LeadsByKey(ctx, keys)
		if len(list) < 2 {
			b.Fatalf("%d leads", len(list))
		}
		return err
	})
}
