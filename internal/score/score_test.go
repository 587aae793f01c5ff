package score

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

func engine(t interface{ Fatal(...any) }, rules ...Rule) *Engine {
	table := Fresh()
	for _, r := range rules {
		if _, err := table.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	e, err := New(table)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestLogOfALead(t *testing.T) {
	e := engine(t, Rule{On: "call", Points: 15, Max: 40}, Rule{When: "value >= 3000", Points: 10}, Rule{On: "email", Points: 8, HalfLife: 14},
		Rule{When: "value < 1", Points: 99}, Rule{When: "silence > 5", Points: -7})
	s := ada()
	s.Acts = []Act{{"call", "2026-11-02"}, {"email", "2026-11-07"}, {"call", "2026-11-08"}, {"call", "2026-11-09"}, {"email", "2026-11-21"}}
	want := []Entry{{1, 15, "2026-11-02"}, {1, 15, "2026-11-08"}, {1, 10, "2026-11-09"}, {2, 10, "2026-11-01"}, {3, 4, "2026-11-07"}, {3, 8, "2026-11-21"}}
	if got := e.Log(s, "2026-11-21"); !slices.Equal(got, want) {
		t.Errorf("%v\nwant %v", got, want)
	}
	if got := e.Score(s, "2026-11-21"); got != 62 {
		t.Errorf("score %d", got)
	}
	// Silence grows, and points fade.
	if got := e.Log(s, "2026-12-05"); got[len(got)-1].Points != -7 || Sum(got) != 40+10+2+4-7 {
		t.Errorf("two weeks later: %v", got)
	}
	// A closed lead keeps the score of its closing day.
	s.Lead.Deal = crm.Deal{Outcome: crm.Won, ClosedOn: "2026-11-21"}
	if got := e.Score(s, "2027-11-21"); got != 62 {
		t.Errorf("closed: %d", got)
	}
}

func TestReachedStaysAndIsOfTheDayItHappened(t *testing.T) {
	e := engine(t, Rule{On: "call", Points: 20, HalfLife: 7}, Rule{When: "value >= 3000", Points: 15})
	s := ada()
	s.Acts = []Act{{"call", "2026-11-05"}, {"call", "2026-11-06"}, {"call", "2026-11-06"}}
	if got := e.Reached(s, "2026-11-21"); got != (Reached{"2026-11-05", "2026-11-06"}) {
		t.Errorf("%+v", got)
	}
	if points := e.Score(s, "2026-11-21"); e.Table.Level(points) != Lead {
		t.Errorf("by now it has %d", points)
	}
	s.Acts = nil
	if got := e.Reached(s, "2026-11-04"); got != (Reached{}) {
		t.Errorf("before: %+v", got)
	}
	// Nobody is ripe before the first touch: what was done earlier counts from that day on.
	s.Acts = []Act{{"call", "2026-10-30"}, {"call", "2026-10-31"}, {"call", "2026-10-31"}}
	if got := e.Reached(s, "2026-11-21"); got.MQL != s.Lead.FirstTouchOn {
		t.Errorf("after earlier calls: %+v, first touch %s", got, s.Lead.FirstTouchOn)
	}
}

func drawnRule(t *rapid.T) Rule {
	r := Rule{Points: rapid.Int64Range(-50, 50).Filter(func(n int64) bool { return n != 0 }).Draw(t, "points")}
	if rapid.Bool().Draw(t, "activity") {
		r.On = rapid.SampledFrom(crm.Kinds).Draw(t, "kind")
		r.Max = rapid.Int64Range(0, 60).Draw(t, "max")
		r.HalfLife = rapid.IntRange(0, 30).Draw(t, "half-life")
	}
	if r.On == "" || rapid.Bool().Draw(t, "condition") {
		r.When = rapid.SampledFrom([]string{"value >= 3000", `fields.industry == "SaaS"`, "silence > 7", "age > 10", `client == "x"`, "activities > 1"}).Draw(t, "when")
	}
	return r
}

func drawnTable(t *rapid.T) Table {
	table := Fresh()
	for range rapid.IntRange(0, 8).Draw(t, "rules") {
		table.Add(drawnRule(t)) // refuses what is there
	}
	return table
}

func drawnSubject(t *rapid.T) Subject {
	s := ada()
	s.Acts = nil
	for range rapid.IntRange(0, 6).Draw(t, "acts") {
		s.Acts = append(s.Acts, Act{rapid.SampledFrom(crm.Kinds).Draw(t, "kind"), crm.Date("2026-11-01").AddDays(rapid.IntRange(-3, 25).Draw(t, "day"))})
	}
	slices.SortStableFunc(s.Acts, func(a, b Act) int { return strings.Compare(string(a.On), string(b.On)) })
	return s
}

// No rule gives more than its limit, a log line is never empty, and the order
// of the rules does not matter.
func TestLawsOfALog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, s := drawnTable(t), drawnSubject(t)
		e, err := New(table)
		if err != nil {
			t.Fatal(err)
		}
		log := e.Log(s, "2026-11-21")
		for _, r := range table.Rules {
			sum := int64(0)
			for _, entry := range log {
				if entry.Points == 0 {
					t.Fatalf("an empty line: %v", log)
				}
				if entry.Rule == r.ID {
					sum += entry.Points
				}
			}
			if r.Max > 0 && max(sum, -sum) > r.Max {
				t.Fatalf("rule %+v gave %d", r, sum)
			}
		}
		turned := table
		turned.Rules = slices.Clone(table.Rules)
		slices.Reverse(turned.Rules)
		back, err := New(turned)
		if err != nil {
			t.Fatal(err)
		}
		if back.Score(s, "2026-11-21") != Sum(log) {
			t.Fatal("the order of the rules matters")
		}
		reached := e.Reached(s, "2026-11-21")
		if level := table.Level(Sum(log)); slices.Index(Levels, level) > slices.Index(Levels, reached.Highest()) {
			t.Fatalf("it is %s today and was never more than %s", level, reached.Highest())
		}
	})
}

func TestATableComesBackAsTextAndAsPacked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawnTable(t)
		read, err := ParseText(table.Text())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(read.Rules, table.Rules) || read.MQL != table.MQL || read.SQL != table.SQL {
			t.Fatalf("%+v\nwas %+v", read, table)
		}
		var b Book
		b.Change(table, "2026-11-21")
		packed, err := b.Pack()
		if err != nil {
			t.Fatal(err)
		}
		read2, err := Parse(packed)
		if again := read2.On("2026-11-22"); err != nil || !slices.Equal(again.Rules, table.Rules) || again.Next != table.Next {
			t.Fatalf("%+v, %v\nwas %+v", again, err, table)
		}
	})
}

func TestATextNamesItsBadLine(t *testing.T) {
	for text, want := range map[string]string{
		"mql 3\n\nfoo on call":           `line 3: "foo" is not a number of points`,
		"+5 on call every day":           `line 1: "every" does not belong here`,
		"+5":                             "line 1: a rule needs a condition",
		"+5 when valeu > 1":              `line 1: condition, character 1: there is no field "valeu"`,
		"+5 on call\n+6 on call":         "line 2: rule 1 is already there",
		"+5 on call half-life 3x":        `"3x" is not a half-life`,
		"mql 60\nsql 30":                 "the SQL threshold, 30, must be above",
		"+5 max 3 when value > 1":        "a limit and a half-life belong to a rule on an activity",
		"+999999999999999999999 on call": "is not a number of points",
	} {
		if _, err := ParseText(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestTheStarterSetIsSound(t *testing.T) {
	table, err := ParseText(Starter)
	if err != nil || len(table.Rules) < 10 {
		t.Fatal(err, table)
	}
	for _, r := range table.Rules {
		if r.On != "" && !slices.Contains(crm.Kinds, r.On) {
			t.Errorf("there is no kind %q", r.On)
		}
	}
}

func TestReplaceKeepsTheNumbersOfWhatStays(t *testing.T) {
	table := engine(t, Rule{On: "call", Points: 5}, Rule{On: "email", Points: 6}).Table
	other := engine(t, Rule{On: "email", Points: 9}, Rule{On: "demo", Points: 1}).Table
	added, removed := table.Replace(other)
	want := []Rule{{ID: 2, On: "email", Points: 9}, {ID: 3, On: "demo", Points: 1}}
	if !slices.Equal(table.Rules, want) || added != 1 || removed != 1 {
		t.Errorf("%+v, %d added, %d removed", table.Rules, added, removed)
	}
}

func BenchmarkScore(b *testing.B) {
	var rules []Rule
	for i := range 10 {
		rules = append(rules, Rule{On: crm.Kinds[i], Points: 5, Max: 20, HalfLife: 14})
	}
	for _, when := range []string{"value >= 3000", `fields.industry == "SaaS"`, `email endsWith "@gmail.com"`, `source == "Referral"`, "silence > 21",
		"age > 90", `channel in ["Invite", "Inbound"]`, `client != ""`, `title contains "shop"`, "value < 300"} {
		rules = append(rules, Rule{When: when, Points: 5})
	}
	e, s := engine(b, rules...), ada()
	b.ReportAllocs()
	for b.Loop() {
		e.Score(s, "2026-11-21")
	}
}

func TestWhatWouldLiftALead(t *testing.T) {
	e := engine(t, Rule{On: "call", Points: 20, Max: 30}, Rule{On: "email", Points: 10, Max: 10}, Rule{On: "demo", Points: 5, HalfLife: 7},
		Rule{When: "value >= 3000", Points: 10}, Rule{When: "value < 300", Points: 10}, Rule{When: "value > 9", Points: -3}, Rule{On: "visit", Points: 4, When: "value > 5000"})
	s := Subject{Lead: crm.Lead{FirstTouchOn: "2026-01-01", Value: crm.Money{Minor: 400000, Currency: "EUR"}}, Acts: []Act{{"call", "2026-01-02"}, {"email", "2026-01-03"}, {"demo", "2026-01-08"}}}
	got := map[int64]int64{}
	for _, g := range e.Gains(s, "2026-01-15") {
		got[g.ID] = g.More
	}
	if want := map[int64]int64{1: 10, 3: 5, 5: 10, 7: 4}; !maps.Equal(got, want) { // the e-mails have reached their limit
		t.Errorf("%v, want %v", got, want)
	}
}
