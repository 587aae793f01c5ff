package report

import (
	"slices"
	"testing"

	"leads/internal/crm"
)

// Every lead reaches the lowest level; it passes one by the next or by winning,
// and is lost, declined or open at its highest.
func TestLevelsGoByTheHighestReached(t *testing.T) {
	fact := func(leads int64, level string, outcome crm.Outcome) crm.Fact {
		return crm.Fact{Group: crm.Group{Day: "2026-11-05", Level: level, Outcome: outcome}, Leads: leads}
	}
	f := Levels(Query{By: []crm.Dimension{crm.ByMonth}}, []crm.Fact{
		fact(4, "", crm.Lost), fact(3, "", ""), fact(1, "", crm.Won), fact(5, "mql", crm.NoResponse), fact(2, "mql", crm.NotAFit),
		fact(2, "mql", crm.Won), fact(6, "sql", crm.Won), fact(2, "sql", crm.Lost), fact(1, "sql", "")})
	ways := f.levelWays()
	if len(ways) != 1 || ways[0].n != 26 || ways[0].won != 9 || !slices.Equal(ways[0].labels, []string{"2026-11"}) {
		t.Fatalf("%+v", ways)
	}
	for i, want := range [][5]int64{{26, 19, 4, 0, 3}, {18, 11, 5, 2, 0}, {9, 6, 2, 0, 1}} {
		p := ways[0].stages[i]
		if got := [5]int64{p.reached, p.passed, p.lost, p.declined, p.open}; got != want {
			t.Errorf("level %d: %v, want %v", i, got, want)
		}
	}
}
