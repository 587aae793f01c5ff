package score

import (
	"fmt"
	"maps"
	"math"
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"testing"

	"leads/internal/crm"
	"leads/internal/stats"
)

// market makes decided leads of which three things matter: where they came
// from, how large the firm is, and whether the budget is known. The rest is noise.
func market(r *rand.Rand, n int) (samples []Sample) {
	for i := range n {
		f := map[string]string{"origin": []string{"form", "form", "ad", "friend"}[r.Intn(4)], "town": "t" + strconv.Itoa(r.Intn(8)), "size": strconv.Itoa(r.Intn(200))}
		size, _ := strconv.Atoi(f["size"])
		logit := -1.8 + float64(size)/60
		switch f["origin"] {
		case "friend":
			logit += 2
		case "ad":
			logit--
		}
		if r.Intn(3) == 0 {
			f["budget"] = "yes"
			logit += 1.2
		}
		s := Sample{Won: r.Float64() < 1/(1+math.Exp(-logit))}
		s.Lead = crm.Lead{ID: crm.LeadID(i + 1), Title: "t", FirstTouchOn: "2026-01-01", Fields: f, Deal: crm.Deal{Outcome: crm.Lost, ClosedOn: "2026-02-01"}}
		samples = append(samples, s)
	}
	return samples
}

func aucOf(t *testing.T, table Table, samples []Sample) float64 {
	t.Helper()
	e, err := New(table)
	if err != nil {
		t.Fatal(err)
	}
	var scores []float64
	var won []bool
	for _, s := range samples {
		scores, won = append(scores, float64(e.Score(s.Subject, "2026-03-01"))), append(won, s.Won)
	}
	auc, _ := stats.AUC(scores, won)
	return auc
}

func taken(t *testing.T, table Table, samples []Sample, o Options) Table {
	t.Helper()
	changes, err := Suggest(table, samples, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := table.Take(slices.DeleteFunc(changes, func(c Change) bool { return c.Suggested == c.Points })); err != nil {
		t.Fatal(err)
	}
	return table
}

func ownTable(t *testing.T) Table {
	return engine(t, Rule{When: `fields.origin == "friend"`, Points: 20}, Rule{When: "fields.size >= 100", Points: 10}, Rule{When: `fields.town == "t1"`, Points: 10}).Table
}

func TestSuggestLearnsAndIsRarelyWorse(t *testing.T) {
	table, test, r := ownTable(t), market(rand.New(rand.NewSource(1)), 1500), rand.New(rand.NewSource(2))
	own := aucOf(t, table, test)
	worse, sum := 0, 0.0
	const draws = 20
	for range draws {
		auc := aucOf(t, taken(t, table, market(r, 60), Options{}), test)
		if sum += auc; auc < own {
			worse++
		}
	}
	if worse > draws/20 || sum/draws < own+0.01 {
		t.Errorf("from 60 leads: %.3f on average, %d of %d draws below the own table's %.3f", sum/draws, worse, draws, own)
	}
	many := taken(t, table, market(r, 1500), Options{})
	if auc := aucOf(t, many, test); auc < own+0.06 {
		t.Errorf("from 1,500 leads: %.3f, the own table %.3f", auc, own)
	}
	at, _ := many.Find(3)
	if at >= 0 && many.Rules[at].Points > 4 {
		t.Errorf("a town still gives %d points", many.Rules[at].Points)
	}
}

func TestTooFewLeadsChangeNothing(t *testing.T) {
	table := ownTable(t)
	changes, err := Suggest(table, market(rand.New(rand.NewSource(3)), Fewest-1), Options{})
	if err != nil || len(changes) != len(table.Rules) || slices.ContainsFunc(changes, func(c Change) bool { return c.Suggested != c.Points }) {
		t.Errorf("%+v, %v", changes, err)
	}
}

// With few leads a table moves less than with many that say the same.
func TestFewLeadsMoveTheTableLittle(t *testing.T) {
	against := func(n int) (moved int64) {
		var samples []Sample
		for i, s := range market(rand.New(rand.NewSource(4)), n) {
			s.Lead.Fields = map[string]string{"origin": []string{"friend", "ad"}[i%2]}
			s.Won = i%2 == 1 != (i%10 == 0)
			samples = append(samples, s)
		}
		changes, err := Suggest(engine(t, Rule{When: `fields.origin == "friend"`, Points: 20}).Table, samples, Options{OwnOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		return 20 - changes[0].Suggested
	}
	if few, many := against(24), against(1000); few >= many || many < 20 {
		t.Errorf("24 leads move it by %d, 1,000 by %d", few, many)
	}
}

func TestNewRulesLookOnlyAtWhatWasKnownFirst(t *testing.T) {
	samples := market(rand.New(rand.NewSource(5)), 300)
	for i := range samples {
		s := &samples[i]
		if s.Won {
			s.Lead.Stage, s.Lead.Minutes, s.Acts = crm.Negotiation, minutes(90), []Act{{"call", "2026-01-10"}}
		}
	}
	changes, err := Suggest(Fresh(), samples, Options{Without: []string{"fields.town"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(changes) < 3 {
		t.Fatalf("%+v", changes)
	}
	for _, c := range changes {
		if c.ID != 0 || c.On != "" || !strings.Contains(c.When, "fields.") || strings.Contains(c.When, "fields.town") {
			t.Errorf("%+v", c)
		}
	}
}

// Every new rule can be read back, whatever the fields are called.
func TestNewRulesAreSound(t *testing.T) {
	samples := market(rand.New(rand.NewSource(6)), 200)
	for i := range samples {
		f := samples[i].Lead.Fields
		f[`What's "it", naïve?\`], f["in"], f["not"] = f["origin"], f["origin"], f["size"]
	}
	changes, err := Suggest(Fresh(), samples, Options{})
	if err != nil {
		t.Fatal(err)
	}
	table := Fresh()
	if err := table.Take(changes); err != nil {
		t.Fatal(err)
	}
	read, err := ParseText(table.Text())
	if err != nil || !slices.Equal(read.Rules, table.Rules) {
		t.Errorf("%v\n%s", err, table.Text())
	}
}

func TestCalibrationCounts(t *testing.T) {
	table := engine(t, Rule{When: `fields.origin == "friend"`, Points: 40}, Rule{On: "call", Points: 25}).Table
	var samples []Sample
	for i := range 40 {
		s := Sample{Won: i%4 == 0}
		s.Lead = crm.Lead{FirstTouchOn: "2026-01-01", Fields: map[string]string{}, Deal: crm.Deal{Outcome: crm.Lost, ClosedOn: "2026-02-01"}}
		if i < 20 {
			s.Lead.Fields["origin"] = "friend"
		}
		if i < 10 {
			s.Acts = []Act{{"call", "2026-03-01"}}
		}
		samples = append(samples, s)
	}
	c, err := Calibrate(table, samples, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := []Group{{"lead", 20, 5}, {"mql", 10, 2}, {"sql", 10, 3}}; !slices.Equal(c.Levels, want) {
		t.Errorf("levels %v", c.Levels)
	}
	if c.N != 40 || c.Won != 10 || c.Late != 10 {
		t.Errorf("%d decided, %d won, %d late", c.N, c.Won, c.Late)
	}
	if l := c.Rules[0]; l.With != (Group{"", 20, 5}) || l.Without != (Group{"", 20, 5}) || l.Ratio != 1 {
		t.Errorf("%+v", l)
	}
	leads, won := int64(0), int64(0)
	for _, b := range c.Bands {
		leads, won = leads+b.Leads, won+b.Won
	}
	if leads != 40 || won != 10 {
		t.Errorf("bands hold %d and %d: %v", leads, won, c.Bands)
	}
	// Work after closing made no lead an SQL before it closed.
	if want := []Group{{"lead", 20, 5}, {"mql", 20, 5}, {"sql", 0, 0}}; !slices.Equal(c.Reached, want) {
		t.Errorf("reached %v", c.Reached)
	}
	if first := c.Replay[0]; first.Points != 10 || first.Leads != 20 || first.Won != 5 {
		t.Errorf("%+v", first)
	}
	notes := ""
	for _, n := range c.Notes() {
		notes += n.String() + "\n"
	}
	for _, want := range []string{"work logged after their closing day"} {
		if !strings.Contains(notes, want) {
			t.Errorf("no note says %q:\n%s", want, notes)
		}
	}
}

func TestFieldsFilledInAfterTheOutcomeAreSaid(t *testing.T) {
	samples := market(rand.New(rand.NewSource(8)), 200)
	var open []crm.Lead
	for i := range samples {
		f := samples[i].Lead.Fields
		f["verdict"] = map[bool]string{true: "they liked us", false: "too dear"}[samples[i].Won]
		f["lesson"] = "l" + strconv.Itoa(i%3)
		open = append(open, crm.Lead{Fields: map[string]string{"origin": "form", "size": "3", "town": "t1", "budget": []string{"yes", "", ""}[i%3]}})
	}
	if got := Fields(Leaks(samples, open)); !slices.Equal(got, []string{"fields.lesson", "fields.verdict"}) {
		t.Errorf("%v", got)
	}
}

// A field that most lost leads have, and hardly a won or an open one, is why they were lost.
func TestAFieldOfTheLostIsSaid(t *testing.T) {
	samples, open := market(rand.New(rand.NewSource(11)), 200), make([]crm.Lead, 50)
	for i := range samples {
		if !samples[i].Won && i%5 > 0 {
			samples[i].Lead.Fields["lesson"] = []string{"too dear", "too late"}[i%2]
		}
		open[i%50].Fields = map[string]string{"origin": samples[i].Lead.Fields["origin"], "size": "3", "town": "t1", "budget": samples[i].Lead.Fields["budget"]}
	}
	if got := Fields(Leaks(samples, open)); !slices.Equal(got, []string{"fields.lesson"}) {
		t.Errorf("%v", got)
	}
}

// The journal tells what was edited after closing: own fields, tags and the value.
func TestWhatWasEditedAfterClosingIsSaid(t *testing.T) {
	samples := market(rand.New(rand.NewSource(9)), 40)
	for i := range samples {
		l := &samples[i].Lead
		l.Tags, l.Value = []string{"seen"}, crm.Money{Minor: 50000, Currency: "EUR"}
		if i < 8 {
			was := *l
			was.Tags, was.Value, was.Fields = nil, crm.Money{}, maps.Clone(l.Fields)
			l.Fields["lesson"] = "too dear"
			samples[i].Was = &was
		}
	}
	var got []string
	for _, l := range Leaks(samples, nil) {
		got = append(got, fmt.Sprint(l.Field, " ", l.Late, "/", l.Have))
	}
	if want := []string{"fields.lesson 8/8", `"seen" in tags 8/40`, "value 8/40"}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// A tag that only closed leads have was given at closing.
func TestATagOfTheOutcomeIsSaid(t *testing.T) {
	samples, open := market(rand.New(rand.NewSource(10)), 80), make([]crm.Lead, 20)
	for i := range samples {
		samples[i].Lead.Tags = []string{"archive"}
		if samples[i].Won {
			samples[i].Lead.Tags = append(samples[i].Lead.Tags, "invoice")
		}
		open[i%20].Fields = samples[i].Lead.Fields
	}
	if got := Fields(Leaks(samples, open)); !slices.Equal(got, []string{`"archive" in tags`, `"invoice" in tags`}) {
		t.Errorf("%v", got)
	}
}
