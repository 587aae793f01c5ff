package report

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
	"leads/internal/sheet"
)

// built is a report with its rows.
func built(q Query, facts []crm.Fact) *sheet.Sheet {
	return SumUp(q, facts).Sheet()
}

// cells gives one row of a report by column.
func cells(t *testing.T, s *sheet.Sheet, first string) map[string]any {
	t.Helper()
	for _, row := range append(slices.Clone(s.Rows), s.Total) {
		if row[0] != first {
			continue
		}
		m := map[string]any{}
		for i, c := range s.Columns {
			m[c.Key] = row[i]
			if a, ok := row[i].(sheet.Amount); ok {
				m[c.Key] = a.Decimal
			}
		}
		return m
	}
	t.Fatalf("there is no row %q", first)
	return nil
}

func TestFiguresOfOneSource(t *testing.T) {
	// Upwork: 3 leads, 2 closed; won 1,000.00 in May at 10 % and 500.05 in July at 5 %, 1 lost, 1 declined;
	// 90 minutes, 30.00 spent. Wilson of 2 of 3: 0.2077 to 0.9385.
	q := Query{By: []crm.Dimension{crm.BySource}, Base: "EUR", HourlyCost: crm.Money{Minor: 4000, Currency: "EUR"}, Unfed: []string{"Upwork", "Website"},
		Names: Names{Source: map[crm.SourceID]string{1: "Upwork", 2: "Upwork"}, // 2 was merged into 1
			Fees: map[crm.SourceID][]crm.Fee{1: {{From: "2026-01-01", PPM: 100_000}, {From: "2026-07-01", PPM: 50_000}}}}}
	upwork := crm.Group{Source: 1}
	s := built(q, []crm.Fact{
		{Group: upwork, Leads: 2, Closed: 2}, {Group: crm.Group{Source: 2}, Leads: 1},
		{Group: upwork, Won: 1, Revenue: 100_000, FeeSource: 1, FeeDay: "2026-05-02"},
		{Group: upwork, Won: 1, Lost: 1, NotAFit: 1, Revenue: 50_005, FeeSource: 1, FeeDay: "2026-07-01"},
		{Group: upwork, Minutes: 90, Cost: 3_000},
		{Group: upwork, DaysToWin: 3, WonAfter: 1}, {Group: upwork, DaysToWin: 8, WonAfter: 1},
	})
	row := cells(t, s, "Upwork")
	low, high := row["win_rate_low"].(float64), row["win_rate_high"].(float64)
	if math.Abs(low-0.20766) > 1e-5 || math.Abs(high-0.93851) > 1e-5 {
		t.Errorf("interval %v to %v", low, high)
	}
	// fees 100.00 + 25.0025 = 125.0025; net 1500.05 − 125.00 − 30.00 = 1345.05; per hour 896.70;
	// ROI (1345.05 − 60) / (30 + 60) = 14.2783…
	want := map[string]any{"source": "Upwork", "leads": int64(3), "open": int64(1), "won": int64(2), "lost": int64(1), "no_response": int64(0),
		"not_a_fit": int64(1), "win_rate": 2.0 / 3, "win_rate_low": low, "win_rate_high": high, "win_rate_n": int64(3), "revenue": "1500.05",
		"fees": "125.00", "cost": "30.00", "hours": 1.5, "net": "1345.05", "revenue_per_hour": "896.70", "roi": 1285.05 / 90,
		"days_to_win": 5.5, "avg_deal": "750.03", "paid": "0.00", "unpaid": "0.00", "days_to_pay": nil}
	for key, v := range want {
		if row[key] != v {
			t.Errorf("%s is %v, want %v", key, row[key], v)
		}
	}
	if len(row) != len(want) {
		t.Errorf("%d columns, want %d", len(row), len(want))
	}
	empty := cells(t, s, "Website")
	for key, v := range map[string]any{"leads": int64(0), "win_rate": nil, "revenue": "0.00", "hours": 0.0, "revenue_per_hour": nil, "roi": nil,
		"days_to_win": nil, "avg_deal": nil} {
		if empty[key] != v {
			t.Errorf("of an unfed source, %s is %v, want %v", key, empty[key], v)
		}
	}
}

func TestRowsSortByRevenueThenName(t *testing.T) {
	names := Names{Source: map[crm.SourceID]string{1: "b", 2: "A", 3: "c"}}
	facts := []crm.Fact{{Group: crm.Group{Source: 1}, Leads: 1}, {Group: crm.Group{Source: 2}, Leads: 3}, {Group: crm.Group{Source: 3}, Won: 1, Revenue: 5},
		{Leads: 1}}
	for _, c := range []struct{ moral, sort, want string }{
		{"revenue down, then by name", "", "c (none) A b"},
		{"another figure down", "leads", "A (none) b c"},
		{"the other way round", "-leads", "c (none) b A"},
		{"names rise", "source", "(none) A b c"},
		{"unknown comes last either way", "-avg_deal", "c (none) A b"},
	} {
		var order []string
		for _, row := range built(Query{By: []crm.Dimension{crm.BySource}, Base: "EUR", Names: names, Sort: c.sort}, facts).Rows {
			order = append(order, row[0].(string))
		}
		if got := strings.Join(order, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.moral, got, c.want)
		}
	}
}

func TestNotesAreAboutTheFigures(t *testing.T) {
	for _, c := range []struct {
		moral string
		fact  crm.Fact
		want  string
	}{
		{"all is said", crm.Fact{Won: 1, Lost: 1}, ""},
		{"without a loss the win rate says nothing", crm.Fact{Won: 2}, "no lost deal is recorded"},
		{"one deal before its first touch", crm.Fact{Won: 1, Lost: 1, Early: 1}, "1 deal was won before its first touch"},
		{"several", crm.Fact{Won: 3, Lost: 1, Early: 2}, "2 deals were won before"},
		{"a deal without an amount", crm.Fact{Won: 1, Lost: 1, Unpriced: 1}, "1 won deal has no amount"},
		{"hours without a price", crm.Fact{Minutes: 5}, "hours cost nothing in the ROI"},
	} {
		var notes []string
		for _, n := range built(Query{By: []crm.Dimension{crm.BySource}, Base: "EUR"}, []crm.Fact{c.fact}).Notes {
			notes = append(notes, n.String())
		}
		got := strings.Join(notes, "; ")
		if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.moral, got, c.want)
		}
	}
}

// The total is the report of everything as one group, and the order of facts
// changes nothing.
func TestTotalIsOneGroup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fact := rapid.Custom(func(t *rapid.T) crm.Fact {
			n := func(name string) int64 { return rapid.Int64Range(0, 1000).Draw(t, name) }
			return crm.Fact{Group: crm.Group{Source: crm.SourceID(rapid.IntRange(0, 3).Draw(t, "source"))}, Leads: n("leads"), Won: n("won"), Lost: n("lost"),
				Revenue: n("revenue"), FeeSource: 1, FeeDay: "2026-01-01", Minutes: n("minutes"), Cost: n("cost"), DaysToWin: n("days"), WonAfter: n("after")}
		})
		facts := rapid.SliceOfN(fact, 1, 12).Draw(t, "facts")
		names := Names{Source: map[crm.SourceID]string{1: "a", 2: "b", 3: "c"}, Fees: map[crm.SourceID][]crm.Fee{1: {{From: "2025-01-01", PPM: 123_456}}}}
		one := names
		one.Source = nil // all in one group: (none)
		q := Query{By: []crm.Dimension{crm.BySource}, Base: "EUR", Names: names}
		apart := built(q, facts)
		q.Names = one
		whole := built(q, rapid.Permutation(facts).Draw(t, "order"))
		if len(whole.Rows) > 0 && !slices.Equal(apart.Total[1:], whole.Rows[0][1:]) {
			t.Fatalf("total %v, as one group %v", apart.Total[1:], whole.Rows[0][1:])
		}
	})
}

func TestAmountsAreOrderedAsNumbersAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := func(name string) string {
			currency := rapid.SampledFrom([]crm.Currency{"EUR", "JPY", "KWD"}).Draw(t, name+" currency")
			minor := rapid.OneOf(rapid.Int64Range(-2000, 2000), rapid.Int64()).Draw(t, name)
			return crm.Money{Minor: minor, Currency: currency}.Decimal()
		}
		a, b := amount("a"), amount("b")
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		if got, want := compareDecimals(a, b), x.Cmp(y); got != want {
			t.Errorf("%s against %s is %d, want %d", a, b, got, want)
		}
	})
}

func TestROIIsExactHoweverItIsReckoned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := func(name string) int64 {
			return rapid.OneOf(rapid.Int64Range(0, 5000), rapid.Int64Range(0, 1<<50)).Draw(t, name)
		}
		f := &figures{Fact: crm.Fact{Revenue: amount("revenue"), Cost: amount("cost"), Minutes: amount("minutes")}}
		q := Query{}
		if rapid.Bool().Draw(t, "hours cost") {
			q.HourlyCost = crm.Money{Minor: rapid.Int64Range(0, 100_000).Draw(t, "hourly cost"), Currency: "EUR"}
		}
		time := big.NewRat(0, 1).SetFrac(new(big.Int).Mul(big.NewInt(f.Minutes), big.NewInt(q.HourlyCost.Minor)), big.NewInt(60))
		spent := new(big.Rat).Add(big.NewRat(f.Cost, 1), time)
		var want any
		if spent.Sign() != 0 {
			want, _ = new(big.Rat).Quo(new(big.Rat).Sub(big.NewRat(f.net(), 1), time), spent).Float64()
		}
		if got := q.roi(f); got != want {
			t.Errorf("ROI of %+v at %d an hour is %v, want %v", f.Fact, q.HourlyCost.Minor, got, want)
		}
	})
}
