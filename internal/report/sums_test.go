package report

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// However facts come (one a group or several, together or not, under names that
// several ids share) the report is the same, and its rows stand as sort has them.
func TestFactsMakeOneReportHoweverTheyCome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dims := []crm.Dimension{crm.BySource, crm.ByClient, crm.ByStage, crm.ByMonth, crm.ByWeek}
		var clients crm.ClientNames
		for id, name := range map[crm.ClientID]string{1: "Ann", 2: "ann", 3: "Bo", 4: "Ann", 1 << 40: "far"} {
			clients.Add(id, name)
		}
		if clients.MayRepeat(); rapid.Bool().Draw(t, "merged") { // instead of two with one name
			clients = crm.ClientNames{}
			for id, name := range map[crm.ClientID]string{1: "Ann", 2: "ann", 3: "Bo", 4: "A.", 1 << 40: "far"} {
				clients.Add(id, name)
			}
			clients.Merge(4, 1)
		}
		q := Query{Base: "EUR", Names: Names{Source: map[crm.SourceID]string{1: "a", 2: "B", 3: "b", 4: "a"},
			Client: clients,
			Fees:   map[crm.SourceID][]crm.Fee{1: {{From: "2025-01-01", PPM: 123_456}}}}}
		q.By = rapid.Permutation(dims).Draw(t, "by")[:rapid.IntRange(1, 3).Draw(t, "dimensions")]
		q.Sort = rapid.SampledFrom(append(Sortable(q.By, false), "", "-leads", "-"+string(q.By[0]), "-avg_deal")).Draw(t, "sort")
		some := func(name string, most int64) int64 { return rapid.Int64Range(-most, most).Draw(t, name) }
		var facts []crm.Fact
		for range rapid.IntRange(0, 20).Draw(t, "facts") {
			g := crm.Group{Source: crm.SourceID(rapid.IntRange(0, 4).Draw(t, "source")), Client: rapid.SampledFrom([]crm.ClientID{0, 1, 2, 3, 4, 1 << 40}).Draw(t, "client"),
				Stage: rapid.SampledFrom([]crm.Stage{"", "new", "proposal"}).Draw(t, "stage"), Day: rapid.SampledFrom([]crm.Date{"2026-01-01", "2026-01-26", "2026-02-01"}).Draw(t, "day")}
			facts = append(facts, crm.Fact{Group: g, Leads: some("leads", 3), Won: some("won", 2), Lost: some("lost", 2), Revenue: some("revenue", 3) * 1000,
				FeeSource: crm.SourceID(some("fee", 1) + 1), FeeDay: "2026-01-01", Minutes: some("minutes", 5), Cost: some("cost", 5), DaysToWin: some("days", 3), WonAfter: some("after", 2)})
		}
		want := built(q, facts)
		shuffled := built(q, rapid.Permutation(facts).Draw(t, "order"))
		if !reflect.DeepEqual(shuffled.Rows, want.Rows) || !reflect.DeepEqual(shuffled.Total, want.Total) {
			t.Fatalf("in another order %v, not %v", shuffled.Rows, want.Rows)
		}
		order := func(a, b crm.Fact) int { // any will do that puts a group together
			return slices.Compare([]string{string(rune(a.Source)), string(rune(a.Client % 99)), string(a.Stage), string(a.Day)},
				[]string{string(rune(b.Source)), string(rune(b.Client % 99)), string(b.Stage), string(b.Day)})
		}
		apart := slices.Clone(facts)
		for i := range apart { // what the query does not ask for is not said
			if g := &apart[i].Group; true {
				*g = crm.Group{Source: g.Source * crm.SourceID(has(q, crm.BySource)), Client: g.Client * crm.ClientID(has(q, crm.ByClient)), Stage: g.Stage, Day: g.Day}
				if has(q, crm.ByStage) == 0 {
					g.Stage = ""
				}
				if has(q, crm.ByMonth)+has(q, crm.ByWeek) == 0 {
					g.Day = ""
				}
			}
		}
		slices.SortFunc(apart, order)
		each := crm.FactsOf(apart)
		each.Apart = true
		s := SumUp(q, each).Sheet()
		s.Hold()
		if !reflect.DeepEqual(s.Rows, want.Rows) || !reflect.DeepEqual(s.Total, want.Total) {
			t.Fatalf("group by group %v, not %v", s.Rows, want.Rows)
		}
		sorted := built(q, facts)
		q.sort(sorted)
		if !reflect.DeepEqual(sorted.Rows, want.Rows) {
			t.Fatalf("rows stand as %v, not as %v", want.Rows, sorted.Rows)
		}
	})
}

// has is 1 where the query is by a dimension.
func has(q Query, d crm.Dimension) int {
	if slices.Contains(q.By, d) {
		return 1
	}
	return 0
}
