package report

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
	"leads/internal/sheet"
)

// naive counts the funnel day by day, as one would watch it: where each lead
// stands on each day of its life.
func naive(js []crm.StageHistory) (counts map[crm.Stage][5]int64, stays map[crm.Stage][]int64) {
	counts, stays = map[crm.Stage][5]int64{}, map[crm.Stage][]int64{}
	for _, j := range js {
		stood := map[crm.Stage]int64{crm.New: 0}
		at := crm.New
		end := crm.Date("2027-01-01")
		if j.ClosedOn != "" {
			end = j.ClosedOn
		}
		move := func(day crm.Date) {
			for _, s := range j.Steps {
				if s.On == day {
					at = s.Stage
					stood[at] += 0
				}
			}
		}
		for day := j.From; day <= crm.Date("2027-01-01"); day = day.AddDays(1) {
			move(day)
			if day < end {
				stood[at]++
			}
		}
		furthest := 0
		for stage := range stood {
			furthest = max(furthest, slices.Index(crm.Stages, stage))
		}
		for stage, days := range stood {
			c := counts[stage]
			c[0]++
			switch {
			case slices.Index(crm.Stages, stage) < furthest || j.Outcome == crm.Won:
				c[1]++
			case j.Outcome == crm.Lost || j.Outcome == crm.NoResponse:
				c[2]++
			case j.Outcome == crm.NotAFit:
				c[3]++
			default:
				c[4]++
			}
			counts[stage] = c
			if j.Outcome != "" || stage != at {
				stays[stage] = append(stays[stage], days)
			}
		}
	}
	return counts, stays
}

func TestFunnelIsWhatOneWouldCountDayByDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		journey := rapid.Custom(func(t *rapid.T) crm.StageHistory {
			j := crm.StageHistory{From: crm.Date("2026-01-01").AddDays(rapid.IntRange(0, 20).Draw(t, "from"))}
			day := j.From
			for range rapid.IntRange(0, 6).Draw(t, "steps") {
				day = day.AddDays(rapid.IntRange(0, 9).Draw(t, "wait"))
				j.Steps = append(j.Steps, crm.StageChange{Stage: rapid.SampledFrom(crm.Stages).Draw(t, "stage"), On: day})
			}
			if j.Outcome = rapid.SampledFrom(append([]crm.Outcome{""}, crm.Outcomes...)).Draw(t, "outcome"); j.Outcome != "" {
				j.ClosedOn = j.From.AddDays(rapid.IntRange(0, 40).Draw(t, "closed"))
			}
			return j
		})
		js := rapid.SliceOfN(journey, 1, 12).Draw(t, "leads")
		f := NewFunnel(Query{}, "2026-12-31")
		for _, j := range js {
			f.Add(j)
		}
		counts, stays := naive(js)
		row := f.Sheet().Rows[0]
		for i, cells := range row[0].(*sheet.Sheet).Rows {
			stage := crm.Stages[i]
			want := counts[stage]
			for n, k := range want {
				if cells[1+n] != k {
					t.Fatalf("%s: %v, want %v", stage, cells, want)
				}
			}
			if want[0] != want[1]+want[2]+want[3]+want[4] {
				t.Fatalf("%s: who reached it is not who passed, was lost, declined or stays: %v", stage, want)
			}
			days := stays[stage]
			slices.Sort(days)
			if len(days) == 0 {
				if cells[11] != nil {
					t.Fatalf("%s: nobody left it, median %v", stage, cells[11])
				}
				continue
			}
			if median := float64(days[(len(days)-1)/2]+days[len(days)/2]) / 2; cells[11] != median {
				t.Fatalf("%s: median %v days of %v", stage, cells[11], days)
			}
		}
	})
}

func TestDaysToWinCountOpenLeads(t *testing.T) {
	f := NewFunnel(Query{}, "2026-03-01")
	for i, end := range []crm.Date{"2026-01-05", "2026-01-09", "2026-01-20", "", ""} { // 4, 8, 19 days, and 59 so far twice
		j := crm.StageHistory{From: "2026-01-01"}
		if end != "" {
			j.Outcome, j.ClosedOn = crm.Won, end
		}
		if i == 1 { // lost: gone from that day on
			j.Outcome = crm.Lost
		}
		f.Add(j)
	}
	cells := f.ways()[0].wonCells() // 4/5, then 2/3 of it: 0.533, and never half
	if cells[0] != 11.5 || cells[1] != nil || cells[4] != int64(2) || cells[5] != int64(5) {
		t.Errorf("%v", cells)
	}
	f.Add(crm.StageHistory{From: "2026-01-01", Outcome: crm.Won, ClosedOn: "2026-01-31"}) // 5/6, 3/4 and 2/3 of it: 0.417
	if cells := f.ways()[0].wonCells(); cells[0] != 19.0 || cells[1] != 30.0 {
		t.Errorf("%v", cells)
	}
}
