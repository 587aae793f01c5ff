package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// labelled is a lead of a random file, as somebody would describe it.
type labelled struct {
	crm.Lead
	acts   []crm.Activity
	stages []crm.StageChange
}

// contacted and replied read the definitions of a reply from the activities and
// stages, one by one.
func (l labelled) contacted() (first crm.Activity, ok bool) {
	for _, a := range l.acts {
		out := a.Direction == "out" || a.Direction == "" && (a.Kind == "bid" || a.Kind == "proposal")
		if out && (!ok || a.On < first.On) {
			first, ok = a, true
		}
	}
	return first, ok
}

func (l labelled) replied(since crm.Date) (on crm.Date) {
	earlier := func(day crm.Date) {
		if day >= since && (on == "" || day < on) {
			on = day
		}
	}
	for _, a := range l.acts {
		if a.Direction == "in" {
			earlier(a.On)
		}
	}
	for _, s := range l.stages {
		if slices.Index(crm.Stages, s.Stage) >= slices.Index(crm.Stages, crm.Discussion) {
			earlier(s.On)
		}
	}
	return on
}

// labels are those of a lead in a dimension: several by tag.
func (l labelled) labels(d crm.Dimension) []string {
	switch d {
	case crm.ByTag:
		if len(l.Tags) > 0 {
			return l.Tags
		}
		return []string{""}
	case crm.ByVariant:
		return []string{l.Variant}
	case crm.ByWeekday:
		return []string{strings.ToLower(l.FirstTouchOn.Time().Format("Monday"))}
	case crm.ByKind:
		first, _ := l.contacted()
		return []string{first.Kind}
	case crm.ByValueBand:
		switch v := l.Value; {
		case !v.Known() || v.Currency == "GBP": // there is no rate for it
			return []string{""}
		case v.Currency == "USD" && v.Minor < 2*5000, v.Currency == "EUR" && v.Minor < 5000:
			return []string{"0-50"}
		}
		return []string{"50+"}
	}
	return []string{l.Fields["Fair"]}
}

func TestRepliesAndLabelsAreWhatOneWouldCountByHand(t *testing.T) {
	const today = crm.Date("2026-03-10")
	rapid.Check(t, func(rt *rapid.T) {
		s := fresh(t)
		defer s.Close()
		number := func(name string, most int) int { return rapid.IntRange(0, most).Draw(rt, name) }
		day := func(name string) crm.Date { return crm.Date("2026-01-01").AddDays(number(name, 60)) }
		var file []labelled
		must(rt, update(s, "test", func(ctx context.Context, tx *Tx) error {
			must(rt, tx.SetRate(ctx, crm.RateFrom{Currency: "USD", From: "2020-01-01", Rate: "0.5"}))
			for n := range 1 + number("leads", 8) {
				l := labelled{Lead: crm.Lead{Title: fmt.Sprint("lead ", n), FirstTouchOn: day("first"), CreatedAt: noon, UpdatedAt: noon,
					Variant: rapid.SampledFrom([]string{"", "A", "B"}).Draw(rt, "variant"), Tags: rapid.SampledFrom([][]string{nil, {"go"}, {"go", "sql"}}).Draw(rt, "tags")}}
				if number("with a field", 1) == 1 {
					l.Fields = map[string]string{"Fair": rapid.SampledFrom([]string{"Lyon", "it's"}).Draw(rt, "fair")}
				}
				if number("with a value", 2) > 0 {
					l.Value = crm.Money{Minor: int64(4000 + 1000*number("value", 8)), Currency: rapid.SampledFrom([]crm.Currency{"EUR", "USD", "GBP"}).Draw(rt, "currency")}
				}
				var err error
				if l.ID, err = tx.AddLead(ctx, l.Lead, nil); err != nil {
					return err
				}
				for range number("activities", 4) {
					a := crm.Activity{Lead: l.ID, Kind: rapid.SampledFrom([]string{"bid", "email", "proposal"}).Draw(rt, "kind"), On: day("on"),
						Direction: rapid.SampledFrom([]crm.Direction{"", "in", "out"}).Draw(rt, "direction"), CreatedAt: noon}
					if first, known := l.contacted(); known && first.On == a.On {
						continue // of two on one day the first entered counts, which this test does not follow
					}
					if _, err := tx.AddActivity(ctx, a); err != nil {
						return err
					}
					l.acts = append(l.acts, a)
				}
				for range number("stages", 2) {
					st := crm.StageChange{Stage: rapid.SampledFrom(crm.Stages[1:]).Draw(rt, "stage"), On: day("stage day")}
					must(rt, tx.SetStage(ctx, l.ID, st))
					l.stages = append(l.stages, st)
				}
				file = append(file, l)
			}
			return nil
		}))
		var waits []int
		for _, l := range file {
			if first, ok := l.contacted(); ok && l.replied(first.On) != "" {
				waits = append(waits, first.On.DaysUntil(l.replied(first.On)))
			}
		}
		period := crm.Period{From: day("from"), To: today}
		bands := crm.Bands{Base: "EUR", Bounds: []crm.Money{{Minor: 5000, Currency: "EUR"}}, Rates: []crm.RateFrom{{Currency: "USD", From: "2020-01-01", Rate: "0.5"}, {Currency: "EUR", Rate: "1"}}}
		for _, by := range []crm.Dimension{crm.ByTag, crm.ByVariant, crm.ByWeekday, crm.ByKind, crm.ByValueBand, "fields.fair"} {
			cohort := number("cohort", 1) == 1
			want := map[string][4]int64{} // leads, contacted, replied, young
			for _, l := range file {
				for _, label := range l.labels(by) {
					w := want[label]
					if period.Contains(l.FirstTouchOn) {
						w[0]++
					}
					if first, ok := l.contacted(); ok && (cohort && period.Contains(l.FirstTouchOn) || !cohort && period.Contains(first.On)) {
						w[1]++
						if l.replied(first.On) != "" {
							w[2]++
						} else if age := first.On.DaysUntil(today); len(waits) > 0 && float64(age) < ninth(waits) {
							w[3]++
						}
					}
					if want[label] = w; w == [4]int64{} {
						delete(want, label)
					}
				}
			}
			got := map[string][4]int64{}
			view(rt, s, func(ctx context.Context, tx *Tx) error {
				facts, err := tx.Facts(ctx, FactQuery{By: []crm.Dimension{by}, Period: period, Cohort: cohort, Replies: true, Today: today, Bands: bands})
				for _, f := range facts {
					w := got[f.Label(0)]
					w = [4]int64{w[0] + f.Leads, w[1] + f.Contacted, w[2] + f.Replied, w[3] + f.Young}
					if got[f.Label(0)] = w; w == [4]int64{} {
						delete(got, f.Label(0))
					}
				}
				return err
			})
			if fmt.Sprint(got) != fmt.Sprint(want) {
				rt.Fatalf("by %s (cohort %v): %v, want %v", by, cohort, got, want)
			}
		}
	})
}

// ninth is the 90th percentile of type 7.
func ninth(days []int) float64 {
	slices.Sort(days)
	place := .9 * float64(len(days)-1)
	below := int(place)
	if below+1 == len(days) {
		return float64(days[below])
	}
	return float64(days[below])*(1-(place-float64(below))) + float64(days[below+1])*(place-float64(below))
}
