package report

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

func sideOf(name string, yields ...crm.Yield) *Side {
	s := &Side{Name: name, Kind: "source"}
	for _, y := range yields {
		if y.Leads == 0 {
			y.Leads = 1
		}
		s.Add(y, Names{Fees: map[crm.SourceID][]crm.Fee{1: {{From: "2026-01-01", PPM: 100_000}}}})
	}
	s.endEvenly(yields)
	return s
}

// endEvenly ends the leads of a side in an order in which each kind of outcome
// comes as often in every stretch of it.
func (s *Side) endEvenly(yields []crm.Yield) {
	counts, total := map[crm.Outcome]int64{}, int64(0)
	for _, y := range yields {
		if n := max(y.Leads, 1); y.Outcome != "" {
			counts[y.Outcome] += n
			total += n
		}
	}
	gone := map[crm.Outcome]int64{}
	for i := range total {
		next, most := crm.Outcome(""), math.Inf(-1)
		for _, o := range crm.Outcomes {
			if late := float64(counts[o])*float64(i+1)/float64(total) - float64(gone[o]); counts[o] > gone[o] && late > most {
				next, most = o, late
			}
		}
		gone[next]++
		s.End(next, crm.Date("2026-01-01").AddDays(int(i)))
	}
}

func won(n int, revenue, minutes, days int64) (list []crm.Yield) {
	for range n {
		list = append(list, crm.Yield{Outcome: crm.Won, Revenue: revenue, Minutes: minutes, Days: days})
	}
	return list
}

func leads(n int64, outcome crm.Outcome, minutes int64) crm.Yield {
	return crm.Yield{Leads: n, Outcome: outcome, Minutes: minutes}
}

// metricCells gives a line of a comparison by column, amounts as decimals.
func metricCells(s *sheet.Sheet, metric string) map[string]any {
	m := map[string]any{}
	for _, row := range s.Rows {
		if row[0] != metric {
			continue
		}
		for i, c := range s.Columns {
			m[c.Key] = row[i]
			switch v := row[i].(type) {
			case sheet.Amount:
				m[c.Key] = v.Decimal
			case say.Text:
				m[c.Key] = v.String()
			}
		}
	}
	return m
}

// one is a lead as a naive program would hold it.
type one struct {
	outcome                      crm.Outcome
	revenue, fee, minutes, cost_ float64
	days                         int64
}

// The figures of a side are those of a straightforward program that holds every
// lead: counts, sums, medians.
func TestComparedFiguresAreThoseOfEachLead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		yield := rapid.Custom(func(t *rapid.T) crm.Yield {
			y := crm.Yield{Leads: rapid.Int64Range(1, 40).Draw(t, "leads"), Outcome: rapid.SampledFrom(append(slices.Clone(crm.Outcomes), "")).Draw(t, "outcome"),
				Minutes: rapid.Int64Range(0, 500).Draw(t, "minutes"), Cost: rapid.Int64Range(0, 900).Draw(t, "cost")}
			if y.Outcome == crm.Won {
				y.Leads, y.Days = 1, rapid.Int64Range(-3, 90).Draw(t, "days")
				y.Revenue, y.FeeSource, y.FeeDay = rapid.Int64Range(0, 1_000_000).Draw(t, "revenue"), 1, rapid.SampledFrom([]crm.Date{"2025-12-31", "2026-01-01"}).Draw(t, "day")
			}
			return y
		})
		yields := rapid.SliceOfN(yield, 1, 20).Draw(t, "yields")
		var all []one
		for i, y := range yields {
			fee := 0.0
			if y.FeeDay == "2026-01-01" {
				fee = 0.1
			}
			for range y.Leads {
				all = append(all, one{y.Outcome, float64(y.Revenue), float64(y.Revenue) * fee, float64(y.Minutes), float64(y.Cost), y.Days})
			}
			yields[i].Minutes, yields[i].Cost, yields[i].Revenue = y.Minutes*y.Leads, y.Cost*y.Leads, y.Revenue*y.Leads
		}
		s := &Side{Name: "all", Kind: "source"}
		for _, o := range all { // lead by lead, as the store hands them out
			y := crm.Yield{Leads: 1, Outcome: o.outcome, Days: o.days, Revenue: int64(o.revenue), Minutes: int64(o.minutes), Cost: int64(o.cost_), FeeSource: 1, FeeDay: "2025-12-31"}
			if o.fee > 0 {
				y.FeeDay = "2026-01-01"
			}
			s.Add(y, Names{Fees: map[crm.SourceID][]crm.Fee{1: {{From: "2026-01-01", PPM: 100_000}}}})
		}
		var wins, decided, revenue, net, minutes float64
		var days []float64
		for _, o := range all {
			switch o.outcome {
			case crm.Won:
				wins, decided, days = wins+1, decided+1, append(days, float64(o.days))
			case crm.Lost, crm.NoResponse:
				decided++
			}
			revenue, net, minutes = revenue+o.revenue, net+o.revenue-o.fee-o.cost_, minutes+o.minutes
		}
		got := Compare(Query{Base: "EUR"}, s, sideOf("none", leads(1, "", 0)), 0)
		check := func(metric string, want float64, known bool, within float64) {
			t.Helper()
			cell := metricCells(got, metric)["a"]
			if !known {
				if cell != nil {
					t.Fatalf("%s is %v, want unknown", metric, cell)
				}
				return
			}
			have, ok := cell.(float64)
			if text, amount := cell.(string); amount {
				have, _ = strconv.ParseFloat(text, 64)
				ok = true
			}
			if !ok || math.Abs(have-want) > within {
				t.Fatalf("%s is %v, want %v", metric, cell, want)
			}
		}
		n := float64(len(all))
		check("win_rate", wins/decided, decided > 0, 1e-12)
		check("conversion", wins/n, true, 1e-12)
		check("revenue_per_lead", revenue/n/100, true, 0.0051)
		check("revenue_per_hour", net/minutes*60/100, minutes > 0, 0.0051+60*0.005/max(minutes, 1))
		slices.Sort(days)
		if len(days) > 0 {
			check("days_to_win", (days[(len(days)-1)/2]+days[len(days)/2])/2, true, 1e-12)
		}
	})
}

// The bootstrap intervals and odds are those of drawing leads one by one, of
// which lost ones cost hours too.
func TestComparedIntervalsAreThoseOfDrawingLeads(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	group := func(n int, chance, price float64) (list []crm.Yield) {
		for range n {
			y := crm.Yield{Leads: 1, Outcome: crm.Lost, Minutes: 15 + 15*r.Int64N(6), Cost: 100 * r.Int64N(3)}
			if r.Float64() < chance {
				y.Outcome, y.Revenue, y.Days = crm.Won, int64(price*(0.5+r.Float64())), 3+r.Int64N(50)
			}
			list = append(list, y)
		}
		return list
	}
	yields := [2][]crm.Yield{group(240, 0.3, 200_000), group(150, 0.22, 240_000)}
	a, b := sideOf("a", yields[0]...), sideOf("b", yields[1]...)
	b.AddProspecting(600, 5_000)
	const draws = 4000
	var perLead, perHour, days [2][]float64
	for i, list := range yields {
		for range draws {
			revenue, net, minutes := 0.0, 0.0, 0.0
			if i == 1 {
				net, minutes = -5_000, 600
			}
			var won []float64
			for range list {
				y := list[r.IntN(len(list))]
				revenue, net, minutes = revenue+float64(y.Revenue), net+float64(y.Revenue-y.Cost), minutes+float64(y.Minutes)
				if y.Outcome == crm.Won {
					won = append(won, float64(y.Days))
				}
			}
			slices.Sort(won)
			perLead[i] = append(perLead[i], revenue/float64(len(list))/100)
			perHour[i] = append(perHour[i], net/minutes*60/100)
			days[i] = append(days[i], (won[(len(won)-1)/2]+won[len(won)/2])/2)
		}
	}
	got := Compare(Query{Base: "EUR"}, a, b, 0)
	for metric, drawn := range map[string][2][]float64{"revenue_per_lead": perLead, "revenue_per_hour": perHour, "days_to_win": days} {
		cells := metricCells(got, metric)
		better, difference := 0.0, make([]float64, draws)
		for i := range draws {
			x, y := drawn[0][i], drawn[1][i]
			if difference[i] = x - y; metric == "days_to_win" {
				x, y = y, x
			}
			if x > y {
				better++
			} else if x == y {
				better += 0.5
			}
		}
		for key, values := range map[string][]float64{"a": drawn[0], "b": drawn[1], "difference": difference} {
			slices.Sort(values)
			spread := values[draws-draws/40] - values[draws/40]
			for end, want := range map[string]float64{"_low": values[draws/40], "_high": values[draws-draws/40]} {
				have, ok := cells[key+end].(float64)
				if text, amount := cells[key+end].(string); amount {
					have, _ = strconv.ParseFloat(text, 64)
					ok = true
				}
				if !ok || math.Abs(have-want) > 0.08*spread+0.51 && metric == "days_to_win" || math.Abs(have-want) > 0.08*spread && metric != "days_to_win" {
					t.Errorf("%s %s%s is %v, drawn one by one %v", metric, key, end, cells[key+end], want)
				}
			}
		}
		if p := cells["p_a_beats_b"].(float64); math.Abs(p-better/draws) > 0.04 {
			t.Errorf("%s: A beats B with %v, drawn one by one %v", metric, p, better/draws)
		}
	}
}

func TestVerdictsClaimNoMoreThanTheData(t *testing.T) {
	many := func(n int, revenue, minutes, days int64, more ...crm.Yield) *Side {
		return sideOf("A", append(won(n, revenue, minutes, days), more...)...)
	}
	b := func(n int, revenue, minutes, days int64, more ...crm.Yield) *Side {
		s := many(n, revenue, minutes, days, more...)
		s.Name = "B"
		return s
	}
	for _, c := range []struct {
		moral, metric string
		a, b          *Side
		want          string
	}{
		{"Newcombe's example, 56 of 70 against 48 of 80, is no winner to whoever looks every week", "win_rate", many(56, 0, 0, 0, leads(14, crm.Lost, 0)), b(48, 0, 0, 0, leads(32, crm.Lost, 0)),
			"not decided: evidence "},
		{"three times as many would be", "win_rate", many(168, 0, 0, 0, leads(42, crm.Lost, 0)), b(144, 0, 0, 0, leads(96, crm.Lost, 0)),
			"A wins more often, by "},
		{"the same the other way round", "win_rate", many(144, 0, 0, 0, leads(96, crm.Lost, 0)), b(168, 0, 0, 0, leads(42, crm.NoResponse, 0)),
			"B wins more often, by "},
		{"four of four against none of five", "win_rate", many(4, 0, 0, 0), b(0, 0, 0, 0, leads(5, crm.Lost, 0)), "not decided: evidence 10 of the 20 needed; about "},
		{"equal rates never will", "win_rate", many(5, 0, 0, 0, leads(5, crm.Lost, 0)), b(5, 0, 0, 0, leads(5, crm.Lost, 0)),
			"not decided: evidence 1 of the 20 needed; if there is a difference, it is within -37.3 to 37.3 points"},
		{"nothing lost anywhere", "win_rate", many(5, 0, 0, 0), b(9, 0, 0, 0), "no lost deal is recorded on either side"},
		{"nothing closed", "win_rate", many(5, 0, 0, 0), b(0, 0, 0, 0, leads(3, "", 0)), "nothing to compare: no lead of B is won or lost yet"},
		{"declined is not closed", "win_rate", many(5, 0, 0, 0), b(0, 0, 0, 0, leads(3, crm.NotAFit, 0)), "nothing to compare: no lead of B is won or lost yet"},
		{"open leads may still be won", "conversion", many(30, 0, 0, 0), b(5, 0, 0, 0, leads(45, "", 0)), "not decided: evidence 1 of the 20 needed"},
		{"no lead at all", "conversion", many(5, 0, 0, 0), b(0, 0, 0, 0), "nothing to compare: B has no lead"},
		{"no hours", "revenue_per_hour", many(5, 100, 0, 0), b(9, 100, 60, 0), "nothing to compare: no hours are recorded for A"},
		{"a single deal proves nothing", "revenue_per_hour", many(1, 9_000_000, 60, 0, leads(9, crm.Lost, 60)), b(3, 100, 60, 0, leads(9, crm.Lost, 60)),
			"too early to say: fewer than 5 won deals"},
		{"far apart", "revenue_per_hour", many(20, 100_000, 60, 0, leads(20, crm.Lost, 60)), b(20, 10_000, 60, 0, leads(20, crm.Lost, 60)), "an hour on A earned more, by"},
		{"won often enough, but hardly ever on the other side", "revenue_per_lead", many(20, 100_000, 0, 0, leads(20, crm.Lost, 60)), b(0, 0, 0, 0, leads(40, crm.Lost, 60)),
			"a lead of A brought more, by"},
		{"equal money, too", "revenue_per_lead", many(20, 9_000_000, 0, 0, leads(20, crm.Lost, 0)), b(20, 9_000_000, 0, 0, leads(20, crm.Lost, 0)),
			"not decided: evidence 0.4 of the 20 needed; if there is a difference, it is within -20,250.00 EUR to 20,250.00 EUR"},
		{"no test of days survives many looks", "days_to_win", many(9, 1, 0, 40), b(9, 1, 0, 7), "not decided: at this one look the difference is 33 to 33 days"},
		{"nothing won", "days_to_win", many(9, 1, 0, 40), b(0, 0, 0, 0, leads(3, crm.Lost, 0)), "nothing to compare: no lead of B is won yet"},
	} {
		got := metricCells(Compare(Query{Base: "EUR"}, c.a, c.b, 0), c.metric)["verdict"].(string)
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.moral, got, c.want)
		}
	}
}

func TestReplyRateSaysWhyItIsNeverDecided(t *testing.T) {
	a, b := sideOf("A", leads(60, "", 0)), sideOf("B", leads(60, "", 0))
	a.AddReplies(crm.Fact{Contacted: 60, Replied: 50})
	b.AddReplies(crm.Fact{Contacted: 60, Replied: 10})
	cells := metricCells(Compare(Query{Base: "EUR"}, a, b, 0), "reply_rate")
	if verdict := cells["verdict"].(string); cells["evidence"] != nil || cells["decided"] != false || !strings.HasSuffix(verdict, "a lead that has not answered may still do so") {
		t.Errorf("evidence %v, decided %v: %q", cells["evidence"], cells["decided"], verdict)
	}
}

func TestComparisonIsTheSameToTheLastDigitEachTime(t *testing.T) {
	side := func(name string, off int64) *Side {
		s := sideOf(name)
		for i := range int64(200) {
			for _, y := range append(won(1, 33_333+i*i*701+off, 7+i*13%97, i%40), leads(1, crm.Lost, 3+i*11%89)) {
				y.Cost, y.Own = i%7*133, crm.Taken{Known: true, PPM: 100_003 + i*37}
				s.Add(y, Names{})
			}
		}
		return s
	}
	for _, hourly := range []bool{false, true} {
		first, firstErr, _ := means(side("A", 0), side("B", 90_001), hourly)
		for range 50 {
			if again, stdErr, _ := means(side("A", 0), side("B", 90_001), hourly); again != first || stdErr != firstErr {
				t.Fatalf("%v ± %v, then %v ± %v", first, firstErr, again, stdErr)
			}
		}
	}
}

func TestComparisonTurnedAroundIsItsMirror(t *testing.T) {
	a, b := sideOf("A", append(won(9, 70_000, 90, 12), leads(20, crm.Lost, 30), leads(4, "", 10))...), sideOf("B", append(won(7, 90_000, 50, 20), leads(30, crm.Lost, 20))...)
	there, back := Compare(Query{Base: "EUR"}, a, b, 0), Compare(Query{Base: "EUR"}, b, a, 0)
	for _, row := range there.Rows {
		x, y := metricCells(there, row[0].(string)), metricCells(back, row[0].(string))
		for key, other := range map[string]string{"a": "b", "a_low": "b_low", "a_high": "b_high", "a_n": "b_n"} {
			if x[key] != y[other] {
				t.Errorf("%v: %s is %v, turned around %v", row[0], key, x[key], y[other])
			}
		}
		if p := x["p_a_beats_b"].(float64) + y["p_a_beats_b"].(float64); math.Abs(p-1) > 1e-12 {
			t.Errorf("%v: the odds add up to %v", row[0], p)
		}
		if text := x["verdict"].(string); !strings.Contains(text, "within") && !strings.Contains(text, "one look") && text != y["verdict"] {
			t.Errorf("%v: %q, turned around %q", row[0], x["verdict"], y["verdict"])
		}
	}
}

func TestOneLeadHasNoInterval(t *testing.T) {
	cells := metricCells(Compare(Query{Base: "EUR"}, sideOf("A", won(1, 500, 60, 3)...), sideOf("B", won(9, 500, 60, 3)...), 0), "revenue_per_lead")
	if cells["a"] != "5.00" || cells["a_low"] != nil || cells["difference_low"] != nil || cells["p_a_beats_b"] != nil {
		t.Errorf("%v", cells)
	}
}

func TestAboutClaimsNoFalsePrecision(t *testing.T) {
	for n, want := range map[float64]int64{0: 5, 3: 5, 12: 15, 37: 40, 101: 150, 730: 800, 2345: 2400, 98_765: 99_000} {
		if got := about(n); got != want {
			t.Errorf("about %v is %d, want %d", n, got, want)
		}
	}
}

// Looked at every week for a year, two equal channels have a winner, by any of
// the figures that name one, in at most one year of twenty. A revenue that differs
// much is found.
func TestNoWinnerBetweenEqualChannelsHoweverOftenOneLooks(t *testing.T) {
	r := rand.New(rand.NewPCG(52, 20))
	lead := func(s *Side, week int, chance, price float64) {
		y := crm.Yield{Leads: 1, Outcome: crm.Lost, Minutes: 15 + 15*r.Int64N(6)}
		if r.Float64() < chance {
			y.Outcome, y.Revenue = crm.Won, int64(price*math.Exp(0.6*r.NormFloat64()))
		}
		s.Add(y, Names{})
		s.End(y.Outcome, crm.Date("2026-01-01").AddDays(7*week))
	}
	year := func(chanceA, chanceB, priceB float64) (decided bool) {
		a, b := &Side{Name: "A"}, &Side{Name: "B"}
		for week := range 52 {
			for range 2 {
				lead(a, week, chanceA, 100_000)
				lead(b, week, chanceB, priceB)
			}
			for _, m := range []*metric{{key: "win_rate"}, {key: "conversion", countsLeads: true}, {key: "revenue_per_lead"}, {key: "revenue_per_hour"}} {
				if m.gather(a, b); m.evidence >= stats.Enough && (m.key == "win_rate" || m.key == "conversion" || !m.unsure(a, b)) {
					return true
				}
			}
		}
		return false
	}
	years, full := 200, os.Getenv("LEADS_TRIALS") == "full"
	if full {
		years = 5000
	}
	for _, chance := range []float64{0.1, 0.2, 0.3} {
		count := 0
		for range years {
			if year(chance, chance, 100_000) {
				count++
			}
		}
		t.Logf("equal channels at %v: a winner in %.1f %% of years", chance, 100*float64(count)/float64(years))
		if float64(count) > 0.05*float64(years) {
			t.Errorf("equal channels at %v: a winner in %.1f %% of years", chance, 100*float64(count)/float64(years))
		}
	}
	count := 0
	for range years {
		if year(0.45, 0.12, 100_000) {
			count++
		}
	}
	if float64(count) < 0.95*float64(years) {
		t.Errorf(".45 is told from .12 in %.1f %% of years", 100*float64(count)/float64(years))
	}
}
