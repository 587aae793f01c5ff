package score

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// plain are conditions, each with what it means in other words.
var plain = []struct {
	when  string
	means func(l crm.Lead, acts []Act, day crm.Date) bool
}{
	{"value >= 3000", func(l crm.Lead, _ []Act, _ crm.Date) bool { return l.Value.Minor >= 300000 }},
	{`fields.industry == "SaaS"`, func(l crm.Lead, _ []Act, _ crm.Date) bool { return l.Fields["industry"] == "SaaS" }},
	{`fields["Team size"] > 9 or source in ["Upwork", "LinkedIn"]`, func(l crm.Lead, _ []Act, _ crm.Date) bool {
		return map[string]bool{"10": true, "250": true}[l.Fields["Team size"]] || l.First.Source == "Upwork" || l.First.Source == "LinkedIn"
	}},
	{`email endsWith "@gmail.com" and not ("urgent" in tags)`, func(l crm.Lead, _ []Act, _ crm.Date) bool {
		return l.Email == "ada@gmail.com" && !slices.Contains(l.Tags, "urgent")
	}},
	{"activities > 1", func(_ crm.Lead, acts []Act, day crm.Date) bool { return len(acts) > 1 }},
	{"silence > 7", func(l crm.Lead, acts []Act, day crm.Date) bool {
		for _, act := range acts {
			if act.On > day.AddDays(-8) && act.On <= day {
				return false
			}
		}
		return l.FirstTouchOn < day.AddDays(-7)
	}},
	{"age <= 10", func(l crm.Lead, _ []Act, day crm.Date) bool { return l.FirstTouchOn.AddDays(10) >= day }},
}

// The points of a lead are what somebody gets who goes through the rules with a
// pencil, whatever the rules, the lead and the day are.
func TestPointsAreThoseCountedByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := crm.Lead{ID: 1, Title: "t", FirstTouchOn: "2026-11-01", First: crm.TouchNames{Source: rapid.SampledFrom([]string{"Upwork", "LinkedIn", "Referral"}).Draw(t, "source")},
			Email: rapid.SampledFrom([]string{"", "ada@gmail.com", "ada@firm.example"}).Draw(t, "email"), Tags: rapid.SampledFrom([][]string{nil, {"urgent"}, {"calm"}}).Draw(t, "tags"),
			Fields: map[string]string{}, Value: crm.Money{Minor: rapid.Int64Range(0, 600000).Draw(t, "value"), Currency: "EUR"}}
		for _, f := range []struct{ name, value string }{{"industry", "SaaS"}, {"industry", "Shop"}, {"Team size", "9"}, {"Team size", "250"}, {"Team size", "many"}} {
			if rapid.Bool().Draw(t, f.name+f.value) {
				l.Fields[f.name] = f.value
			}
		}
		var acts []Act
		for range rapid.IntRange(0, 9).Draw(t, "acts") {
			acts = append(acts, Act{rapid.SampledFrom(crm.Kinds[:4]).Draw(t, "kind"), l.FirstTouchOn.AddDays(rapid.IntRange(0, 20).Draw(t, "on"))})
		}
		slices.SortStableFunc(acts, func(a, b Act) int { return cmp.Compare(a.On, b.On) })
		day := l.FirstTouchOn.AddDays(rapid.IntRange(20, 40).Draw(t, "today"))
		table, want := Fresh(), int64(0)
		for range rapid.IntRange(0, 12).Draw(t, "rules") {
			r := Rule{Points: rapid.Int64Range(1, 40).Draw(t, "points") * rapid.SampledFrom([]int64{1, -1}).Draw(t, "sign")}
			at := rapid.IntRange(0, len(plain)).Draw(t, "when")
			if at < len(plain) {
				r.When = plain[at].when
			}
			if at == len(plain) || rapid.Bool().Draw(t, "for work") {
				r.On = rapid.SampledFrom(crm.Kinds[:4]).Draw(t, "for")
				r.Max, r.HalfLife = rapid.SampledFrom([]int64{0, 50}).Draw(t, "most"), rapid.SampledFrom([]int{0, 5}).Draw(t, "half-life")
			}
			if _, err := table.Add(r); err != nil { // it is there
				continue
			}
			if at < len(plain) && !plain[at].means(l, acts, day) {
				continue
			}
			if r.On == "" {
				want += r.Points
				continue
			}
			sum := 0.0
			for _, act := range acts {
				if act.Kind == r.On {
					worth := float64(r.Points)
					if r.HalfLife > 0 {
						worth = math.Round(worth * math.Pow(0.5, float64(act.On.DaysUntil(day))/float64(r.HalfLife)))
					}
					sum += worth
				}
			}
			if r.Max > 0 {
				sum = math.Max(math.Min(sum, float64(r.Max)), -float64(r.Max))
			}
			want += int64(sum)
		}
		e, err := New(table)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Score(Subject{Lead: l, Acts: acts}, day); got != want {
			t.Fatalf("%d points, by hand %d", got, want)
		}
	})
}
