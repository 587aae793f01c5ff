package report

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"leads/internal/crm"
	"leads/internal/sheet"
)

func decimal(t *testing.T, v any) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(v.(sheet.Amount).Decimal, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Leads that are won with the chance that the history shows bring, 95 times in
// 100, a sum within the range; the mean is the expected one.
func TestPipelineRangeHoldsWhatComes(t *testing.T) {
	names := Names{Source: map[crm.SourceID]string{1: "Upwork", 2: "Referral"}}
	r := rand.New(rand.NewPCG(3, 3))
	p := NewPipeline(Query{By: []crm.Dimension{crm.ByStage}, Base: "EUR", Names: names}, "2026-11-21")
	chances := map[crm.SourceID]float64{1: 0.2, 2: 0.5}
	for i := range 4000 { // so much history that little of it is left to chance
		j := crm.StageHistory{Group: crm.Group{Source: crm.SourceID(1 + i%2)}, From: "2026-01-01", Outcome: crm.Lost, ClosedOn: "2026-02-01"}
		if r.Float64() < chances[j.Group.Source] {
			j.Outcome = crm.Won
		}
		p.Add(j)
	}
	values := map[crm.SourceID][]int64{}
	for i := range 12 {
		source := crm.SourceID(1 + i%2)
		value := int64(100_000 * (1 + i%5))
		values[source] = append(values[source], value)
		p.Add(crm.StageHistory{Group: crm.Group{Source: source}, From: "2026-10-01", Value: crm.Money{Minor: value, Currency: "EUR"}})
	}
	s, err := p.Sheet(nil)
	if err != nil {
		t.Fatal(err)
	}
	expected, low, high := decimal(t, s.Total[3]), decimal(t, s.Total[4]), decimal(t, s.Total[5])
	const runs = 20_000
	sum, within := 0.0, 0
	for range runs {
		came := 0.0
		for source, list := range values {
			for _, v := range list {
				if r.Float64() < chances[source] {
					came += float64(v) / 100
				}
			}
		}
		if sum += came; low <= came && came <= high {
			within++
		}
	}
	if mean := sum / runs; math.Abs(mean/expected-1) > 0.05 {
		t.Errorf("expected %v, on average %v came", expected, mean)
	}
	if share := float64(within) / runs; share < 0.93 || share > 0.995 {
		t.Errorf("%v to %v held what came in %v of all runs", low, high, share)
	}
}

func TestPipelineExpectsNothingWithoutAHistory(t *testing.T) {
	open := crm.StageHistory{From: "2026-10-01", Value: crm.Money{Minor: 5000, Currency: "EUR"}}
	for _, c := range []struct {
		moral   string
		history []crm.Outcome
		want    any
	}{
		{"nothing is decided", nil, nil},
		{"nothing is won", []crm.Outcome{crm.Lost, crm.NoResponse}, nil},
		{"nothing is lost", []crm.Outcome{crm.Won}, nil},
		{"declined is not decided", []crm.Outcome{crm.Won, crm.NotAFit}, nil},
		{"one won, one lost: one half", []crm.Outcome{crm.Won, crm.Lost}, "25.00"},
	} {
		p := NewPipeline(Query{By: []crm.Dimension{crm.ByStage}, Base: "EUR"}, "2026-11-21")
		p.Add(open)
		for _, o := range c.history {
			p.Add(crm.StageHistory{From: "2026-01-01", Outcome: o, ClosedOn: "2026-02-01"})
		}
		s, err := p.Sheet(nil)
		if err != nil {
			t.Fatal(err)
		}
		got := s.Total[3]
		if a, ok := got.(sheet.Amount); ok {
			got = a.Decimal
		}
		if got != c.want {
			t.Errorf("%s: %v, want %v", c.moral, got, c.want)
		}
	}
}
