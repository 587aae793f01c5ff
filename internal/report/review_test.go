package report

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
	"leads/internal/sheet"
	"leads/internal/stats"
)

func TestHowLongIsLong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		moral  string
		cycles stats.Histogram
		before crm.Date
		known  bool
	}{
		{"nothing won: nobody knows", nil, "2026-11-21", false},
		{"one deal is all there is to go by", stats.Histogram{10: 1}, "2026-11-11", true},
		{"a fraction of a day is not yet longer: 9.1 days", stats.Histogram{1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9: 1, 10: 1}, "2026-11-12", true},
		{"deals won before their first touch do not make the future quiet", stats.Histogram{-5: 3}, "2026-11-21", true},
	} {
		if before, known := QuietBefore("2026-11-21", c.cycles); before != c.before || known != c.known {
			t.Errorf("%s: %s %v, want %s %v", c.moral, before, known, c.before, c.known)
		}
	}
}

func TestWhatIsPromisedComesBeforeWhatIsQuiet(t *testing.T) {
	t.Parallel()
	score := func(n int64) *int64 { return &n }
	lead := func(id crm.LeadID, due crm.Date) crm.Lead { return crm.Lead{ID: id, Title: "t", FollowUpOn: due} }
	w := Waiting{Cycles: stats.Histogram{7: 2}, Due: []crm.Lead{lead(1, "2026-11-01"), lead(2, "2026-11-20"), lead(3, "2026-11-21")},
		Quiet: []crm.Task{{Lead: lead(4, ""), LastTouch: "2026-11-10"}, {Lead: lead(2, "2026-11-20"), LastTouch: "2026-11-09"},
			{Lead: lead(5, ""), LastTouch: "2026-10-10", Score: score(80)}, {Lead: lead(6, ""), LastTouch: "2026-10-09", Score: score(90)}}}
	var got []string
	for _, row := range Next("2026-11-21", w, 0).Rows {
		got = append(got, fmt.Sprint(row[0], ": ", row[2], ", ", row[3], ", ", row[4]))
	}
	want := []string{
		"1: follow-up is 20 days overdue, 2026-11-01, <nil>",
		"2: follow-up is 1 day overdue; quiet for 12 days; 9 in 10 wins took at most 7 (n 2), 2026-11-20, <nil>",
		"3: follow-up is due today, 2026-11-21, <nil>",
		"6: quiet for 43 days; 9 in 10 wins took at most 7 (n 2), <nil>, 90",
		"5: quiet for 42 days; 9 in 10 wins took at most 7 (n 2), <nil>, 80",
		"4: quiet for 11 days; 9 in 10 wins took at most 7 (n 2), <nil>, <nil>",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// section is the sheet of a page under a key.
func section(t rapid.TB, page *sheet.Page, key string) *sheet.Sheet {
	t.Helper()
	for _, s := range page.Sections {
		if s.Key == key {
			return s.Sheet
		}
	}
	t.Fatalf("the page has no section %q", key)
	return nil
}

// The week, its source rows and the mean are the same sums, cut differently,
// and no week before the first record counts.
func TestAReviewAddsUp(t *testing.T) {
	week := crm.Period{From: "2026-11-09", To: "2026-11-15"}
	rapid.Check(t, func(t *rapid.T) {
		begin := week.To.AddDays(-rapid.IntRange(0, 120).Draw(t, "age"))
		fact := rapid.Custom(func(t *rapid.T) crm.Fact {
			n := func(name string) int64 { return rapid.Int64Range(0, 1000).Draw(t, name) }
			day := begin.AddDays(rapid.IntRange(0, begin.DaysUntil(week.To)).Draw(t, "day"))
			return crm.Fact{Group: crm.Group{Source: crm.SourceID(rapid.IntRange(0, 3).Draw(t, "source")), Day: day},
				Leads: n("leads"), Won: n("won"), Lost: n("lost"), Revenue: n("revenue"), Minutes: n("minutes")}
		})
		facts := rapid.SliceOfN(fact, 0, 20).Draw(t, "facts")
		q := ReviewQuery{Query: Query{Base: "EUR", Names: Names{Source: map[crm.SourceID]string{1: "a", 2: "b", 3: "c"}}, Unfed: []string{"a", "unfed"}},
			Week: week, Today: "2026-11-21", Begin: begin}
		page := Review(q, ReviewFacts{Sums: facts})
		var inWeek, earlier int64
		for _, f := range facts {
			switch {
			case f.Day >= week.From:
				inWeek += f.Leads
			case f.Day >= q.Span().From:
				earlier += f.Leads
			}
		}
		period, sources := section(t, page, "period"), section(t, page, "sources")
		if got := period.Rows[0][period.Column("leads")]; got != inWeek {
			t.Fatalf("%v leads in the week, want %d", got, inWeek)
		}
		var bySource int64
		for _, row := range sources.Rows {
			bySource += row[sources.Column("leads")].(int64)
			for i, n := range row[sources.Column("leads_by_week")].([]float64) {
				if unknown := week.From.AddDays(-(11-i)*7+6) < begin; unknown != math.IsNaN(n) {
					t.Fatalf("week %d of 12 is %v in a file that begins on %s", i+1, n, begin)
				}
			}
		}
		if bySource != inWeek {
			t.Fatalf("the sources have %d leads, the week has %d", bySource, inWeek)
		}
		mean := section(t, page, "mean_12_weeks")
		weeks := mean.Rows[0][mean.Column("weeks")].(int64)
		if mean := mean.Rows[0][mean.Column("leads")]; weeks == 0 && mean != nil || weeks > 0 && math.Abs(mean.(float64)*float64(weeks)-float64(earlier)) > 1e-6 {
			t.Fatalf("the mean of %d weeks is %v, their sum %d", weeks, mean, earlier)
		}
	})
}
