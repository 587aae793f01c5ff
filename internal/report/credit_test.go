package report_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/attribution"
	"leads/internal/crm"
	"leads/internal/report"
)

// drawnPaths are won journeys over three months, sources and campaigns, and what
// the deals of each month brought.
func drawnPaths(t *rapid.T) (paths []crm.Path, brought []crm.Fact) {
	for range rapid.IntRange(1, 12).Draw(t, "journeys") {
		p := crm.Path{Outcome: crm.Won, Answered: crm.NeverReached, Opportunity: crm.NeverReached}
		p.Day = crm.Date([]string{"2026-01-31", "2026-02-01", "2026-02-28"}[rapid.IntRange(0, 2).Draw(t, "day")])
		p.Amount = crm.Money{Minor: rapid.Int64Range(0, 1_000_00).Draw(t, "cents"), Currency: "EUR"}
		for i := range rapid.IntRange(1, 7).Draw(t, "touches") {
			var at crm.Touchpoint
			at.Source = crm.SourceID(rapid.IntRange(1, 3).Draw(t, "source"))
			at.Campaign = crm.CampaignID(rapid.IntRange(0, 2).Draw(t, "campaign"))
			at.Age = 20 - 2*i
			p.Touches = append(p.Touches, at)
		}
		if rapid.Bool().Draw(t, "answered") {
			p.Answered = rapid.IntRange(0, 20).Draw(t, "answer")
		}
		paths = append(paths, p)
		brought = append(brought, crm.Fact{Group: p.Group, Revenue: p.Amount.Minor})
	}
	return paths, brought
}

func TestCreditsOfEveryModelProveThemselves(t *testing.T) {
	names := report.Names{Source: map[crm.SourceID]string{1: "Upwork", 2: "LinkedIn", 3: "Website"},
		Campaign: map[crm.CampaignID]string{1: "SaaS", 2: "Spring"}}
	rapid.Check(t, func(t *rapid.T) {
		by := rapid.SampledFrom([][]crm.Dimension{{crm.ByMonth, crm.BySource, crm.ByCampaign}, {crm.BySource, crm.ByMonth}, {crm.ByCampaign}}).Draw(t, "by")
		paths, brought := drawnPaths(t)
		prove := func(brought []crm.Fact) bool {
			var rules []attribution.Rule
			for _, m := range attribution.Models {
				rules = append(rules, attribution.Rule{Model: m, Weights: attribution.Positional{First: 5, Middle: 20, Last: 75}, Lookback: 14})
			}
			c := report.NewCredits(report.Query{By: by, Base: "EUR", Names: names}, crm.OfRevenue, nil, rules...)
			for i := range paths {
				c.Add(&paths[i])
			}
			fault := c.Proof(brought)
			return fault.IsZero()
		}
		if !prove(brought) {
			t.Fatal("the credits are not what the deals brought")
		}
		lost := rapid.IntRange(0, len(brought)-1).Draw(t, "cent lost in")
		brought = slices.Clone(brought)
		brought[lost].Revenue++
		if prove(brought) {
			t.Fatalf("nobody misses a cent of %s", brought[lost].Day)
		}
	})
}
