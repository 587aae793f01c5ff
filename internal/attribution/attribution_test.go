package attribution

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// path is a closed journey: ages of its touches, each in a group of its own.
func path(ages ...int) Journey {
	j := Journey{Ages: ages, Lead: Never, Opportunity: Never, Closed: true}
	for i := range ages {
		j.Groups = append(j.Groups, i)
	}
	return j
}

// reached adds milestones, by the age at which they were reached.
func (j Journey) reached(lead, opportunity int) Journey {
	j.Lead, j.Opportunity = lead, opportunity
	return j
}

func shares(t *testing.T, r Rule, j Journey) []float64 {
	t.Helper()
	w, status := r.Weigh(j)
	if status != Shared {
		t.Fatalf("status %d", status)
	}
	sum, list := 0.0, []float64{}
	for _, n := range w {
		sum += float64(n)
	}
	for _, n := range w {
		list = append(list, 100*float64(n)/sum)
	}
	return list
}

func TestModels(t *testing.T) {
	const third = 100.0 / 3
	five := path(20, 15, 10, 5, 0)
	cases := map[string]struct {
		rule Rule
		j    Journey
		want []float64
	}{
		"one touch has it all":                  {Rule{Model: U}, path(3), []float64{100}},
		"first":                                 {Rule{Model: First}, five, []float64{100, 0, 0, 0, 0}},
		"last":                                  {Rule{Model: Last}, five, []float64{0, 0, 0, 0, 100}},
		"linear is even":                        {Rule{Model: Linear}, five, []float64{20, 20, 20, 20, 20}},
		"u: the ends 40 each":                   {Rule{Model: U}, five, []float64{40, 20. / 3, 20. / 3, 20. / 3, 40}},
		"u of two is even":                      {Rule{Model: U}, path(3, 0), []float64{50, 50}},
		"j of two is 25/75 (Mixpanel)":          {Rule{Model: J}, path(3, 0), []float64{25, 75}},
		"inverse-j of two is 75/25 (Mixpanel)":  {Rule{Model: InverseJ}, path(3, 0), []float64{75, 25}},
		"j: 20/20/60 (Adobe)":                   {Rule{Model: J}, path(9, 6, 0, 0), []float64{20, 10, 10, 60}},
		"inverse-j: 60/20/20 (Adobe)":           {Rule{Model: InverseJ}, path(9, 6, 0, 0), []float64{60, 10, 10, 20}},
		"custom":                                {Rule{Model: Custom, Weights: Positional{5, 20, 75}}, path(9, 6, 0, 0), []float64{5, 10, 10, 75}},
		"custom without ends shares two evenly": {Rule{Model: Custom, Weights: Positional{Middle: 1}}, path(9, 6), []float64{50, 50}},
		"decay: a half every half-life":         {Rule{Model: Decay, HalfLife: 7}, path(21, 14, 7, 0), []float64{100. / 15, 200. / 15, 400. / 15, 800. / 15}},
		"decay does not mind how long ago all of it was":       {Rule{Model: Decay, HalfLife: 1}, path(5001, 5000), []float64{third, 2 * third}},
		"lookback leaves out what is older, then shares again": {Rule{Model: U, Lookback: 10}, five, []float64{0, 0, 40, 20, 40}},
		"w on milestones 1, 3, 5":                              {Rule{Model: W}, five.reached(10, 0), []float64{30, 5, 30, 5, 30}},
		"w: first touch is lead creation":                      {Rule{Model: W}, path(9, 5, 0).reached(9, 0), []float64{60, 10, 30}},
		"w: nothing after the opportunity":                     {Rule{Model: W}, five.reached(20, 10), []float64{60, 10, 30, 0, 0}},
		"w: no touch in the middle":                            {Rule{Model: W}, path(9, 5, 0).reached(5, 0), []float64{third, third, third}},
		"w: a milestone between touches is the earlier one's":  {Rule{Model: W}, five.reached(12, 3), []float64{30, 30, 10, 30, 0}},
		"w: no opportunity, so it falls on the closing":        {Rule{Model: W}, five.reached(15, Never), []float64{30, 30, 5, 5, 30}},
		"w: no answer, so it falls on the opportunity":         {Rule{Model: W}, five.reached(Never, 5), []float64{30, 5, 5, 60, 0}},
		"w: an answer after the opportunity was before it":     {Rule{Model: W}, five.reached(0, 10), []float64{30, 10, 60, 0, 0}},
		"w: all on one touch":                                  {Rule{Model: W}, path(4).reached(4, 4), []float64{100}},
		"full on milestones 1, 2, 4, 6":                        {Rule{Model: Full}, path(9, 8, 7, 6, 5, 0).reached(8, 6), []float64{22.5, 22.5, 5, 22.5, 5, 22.5}},
		"full: no touch in the middle":                         {Rule{Model: Full}, path(9, 8, 7, 0).reached(8, 7), []float64{25, 25, 25, 25}},
		"full: no milestone but the ends":                      {Rule{Model: Full}, path(9, 8, 0), []float64{22.5, 10, 67.5}},
		"u-lead: first touch and answer":                       {Rule{Model: ULead}, five.reached(15, 0), []float64{50, 50, 0, 0, 0}},
		"lead-creation has it all":                             {Rule{Model: LeadCreation}, five.reached(15, 0), []float64{0, 100, 0, 0, 0}},
		"shapley is even over distinct groups":                 {Rule{Model: Shapley}, Journey{Groups: []int{4, 7, 4, 4}}, []float64{50, 50, 0, 0}},
		"several touches on a milestone's day: the last of it": {Rule{Model: LeadCreation}, path(9, 5, 5, 5, 0).reached(5, 0), []float64{0, 0, 0, 100, 0}},
	}
	for moral, c := range cases {
		t.Run(moral, func(t *testing.T) {
			got := shares(t, c.rule, c.j)
			for i := range got {
				if math.Abs(got[i]-c.want[i]) > 1e-9 {
					t.Fatalf("%v, not %v", got, c.want)
				}
			}
		})
	}
}

func TestWhoHasNoCreditYet(t *testing.T) {
	open := path(9, 5, 0)
	open.Closed = false
	cases := map[string]struct {
		rule Rule
		j    Journey
		want Standing
	}{
		"full waits for the closing":          {Rule{Model: Full}, open.reached(5, 0), Pending},
		"w waits for the opportunity":         {Rule{Model: W}, open.reached(5, Never), Pending},
		"w of an open opportunity":            {Rule{Model: W}, open.reached(5, 0), Shared},
		"u-lead waits for an answer":          {Rule{Model: ULead}, open, Pending},
		"linear waits for nothing":            {Rule{Model: Linear}, open, Shared},
		"everything is older than the bound":  {Rule{Model: Linear, Lookback: 3}, path(9, 5), Silent},
		"a touch as old as the bound is kept": {Rule{Model: Linear, Lookback: 5}, path(9, 5), Shared},
	}
	for moral, c := range cases {
		if _, got := c.rule.Weigh(c.j); got != c.want {
			t.Errorf("%s: %d, not %d", moral, got, c.want)
		}
	}
}

// Adobe Analytics, "Attribution models": 50 dollars, touches 9, 6, 0 and 0 days
// before the order, half-life a week.
func TestSplitOfThePublishedFiftyDollars(t *testing.T) {
	for model, want := range map[Model][]int64{
		First: {5000, 0, 0, 0}, Linear: {1250, 1250, 1250, 1250}, J: {1000, 500, 500, 3000}, Decay: {692, 932, 1688, 1688},
	} {
		w, _ := Rule{Model: model}.Weigh(path(9, 6, 0, 0))
		if got := Split(5000, w); !slices.Equal(got, want) {
			t.Errorf("%s: %v, not %v", model, got, want)
		}
	}
}

// drawn is any journey that may be.
func drawn(t *rapid.T) Journey {
	n := rapid.IntRange(1, 9).Draw(t, "touches")
	j := Journey{Closed: rapid.Bool().Draw(t, "closed"), Lead: Never, Opportunity: Never}
	for range n {
		j.Groups = append(j.Groups, rapid.IntRange(0, 3).Draw(t, "group"))
		j.Ages = append(j.Ages, rapid.IntRange(-5, 400).Draw(t, "age"))
	}
	slices.SortFunc(j.Ages[1:], func(a, b int) int { return b - a })
	if rapid.Bool().Draw(t, "answered") {
		j.Lead = rapid.IntRange(0, 400).Draw(t, "lead")
	}
	if rapid.Bool().Draw(t, "opportune") {
		j.Opportunity = rapid.IntRange(0, 400).Draw(t, "opportunity")
	}
	return j
}

func drawnRule(t *rapid.T) Rule {
	return Rule{
		Model:    rapid.SampledFrom(Models).Draw(t, "model"),
		HalfLife: rapid.Float64Range(0.5, 100).Draw(t, "half-life"),
		Lookback: rapid.SampledFrom([]int{0, 0, 30, 90}).Draw(t, "lookback"),
		Weights:  Positional{rapid.Int64Range(0, 100).Draw(t, "first"), rapid.Int64Range(1, 100).Draw(t, "middle"), rapid.Int64Range(0, 100).Draw(t, "last")},
	}
}

// Whatever the model, the journeys and the cells: in each cell the credits are
// its amounts, to the unit, and its deals.
func TestCreditsAreTheAmounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := NewLedger(drawnRule(t))
		amounts, deals := map[int]int64{}, map[int]float64{}
		for range rapid.IntRange(1, 12).Draw(t, "journeys") {
			cell, won := rapid.IntRange(0, 2).Draw(t, "cell"), rapid.Bool().Draw(t, "won")
			amount := rapid.OneOf(rapid.Int64Range(0, 1000), rapid.Int64Range(0, crm.MaxMinor)).Draw(t, "amount")
			before, pending := l.Pending, l.PendingAmount
			l.Add(cell, drawn(t), amount, won)
			if won && l.Pending == before {
				amounts[cell] += amount
				deals[cell]++
			} else if won && l.PendingAmount != pending+amount {
				t.Fatalf("an open lead's %d went astray", amount)
			}
		}
		rows := l.Rows()
		for cell, amount := range amounts {
			var credits []Credit
			sum := 0.0
			for _, r := range rows {
				if r.Cell == cell {
					credits, sum = append(credits, r.Credit), sum+r.Deals
				}
			}
			parts, total := Apportion(amount, credits), int64(0)
			for i, part := range parts {
				total += part
				if part < credits[i].minor || part > credits[i].minor+1 {
					t.Fatalf("%d is more than a unit away from %d", part, credits[i].minor)
				}
			}
			if n, sumUp := l.Total(cell); total != amount || sumUp != amount || float64(n) != deals[cell] || math.Abs(sum-deals[cell]) > 1e-9 {
				t.Fatalf("cell %d: %d of %d shared, %g of %g deals", cell, total, amount, sum, deals[cell])
			}
		}
	})
}

func TestSplitAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(0, crm.MaxMinor).Draw(t, "amount")
		w, status := drawnRule(t).Weigh(drawn(t))
		total := int64(0)
		for _, part := range Split(amount, w) {
			total += part
		}
		if status == Shared && total != amount {
			t.Fatalf("%d of %d by %v", total, amount, w)
		}
	})
}

// chained enters paths of groups.
func chained(paths ...[]int) (js []Journey) {
	for _, p := range paths {
		js = append(js, Journey{Groups: p, Closed: true})
	}
	return js
}

// analyzecore.com 2016-08-03: C1>C2>C3 won, C1 lost, C2>C3 lost give removal
// effects 1/2, 1, 1 and a chance of 1/3.
func TestMarkovRemovalEffects(t *testing.T) {
	l := NewLedger(Rule{Model: Markov})
	won := chained([]int{1, 2, 2, 3})
	lost := chained([]int{1}, []int{2, 3})
	l.Add(0, won[0], 100, true)
	for _, j := range lost {
		l.Add(0, j, 0, false)
	}
	effects, chance := l.chain.Effects()
	for i, want := range []float64{0.5, 1, 1} {
		if math.Abs(effects[i]-want) > 1e-12 {
			t.Errorf("removal effects %v", effects)
		}
	}
	if math.Abs(chance-1./3) > 1e-12 {
		t.Errorf("chance to win %v", chance)
	}
	var got []int64
	rows := l.Rows()
	for _, r := range rows {
		got = append(got, r.minor)
	}
	if !slices.Equal(got, []int64{20, 40, 40}) {
		t.Errorf("shares %v", rows)
	}
}

// removed is the chance to win without a group, the slow way: its visits lead
// to lost, and the chances of the others are found by going round and round.
func removed(js []Journey, wins []bool, without int) float64 {
	type pair struct{ from, to int }
	const start, wonState, lostState = -1, -2, -3
	steps, out := map[pair]float64{}, map[int]float64{}
	step := func(from, to int) { steps[pair{from, to}]++; out[from]++ }
	states := map[int]bool{start: true}
	for i, j := range js {
		at := start
		for _, g := range j.Groups {
			if states[g] = true; g != at {
				step(at, g)
				at = g
			}
		}
		if wins[i] {
			step(at, wonState)
		} else {
			step(at, lostState)
		}
	}
	chance := map[int]float64{wonState: 1}
	for range 500 {
		for s := range states {
			if s == without {
				continue
			}
			sum := 0.0
			for p, n := range steps {
				if p.from == s {
					sum += n / out[s] * chance[p.to]
				}
			}
			chance[s] = sum
		}
	}
	return chance[start]
}

func TestMarkovIsWhatRemovingAGroupComesTo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var js []Journey
		var wins []bool
		l := NewLedger(Rule{Model: Markov})
		for i := range rapid.IntRange(1, 8).Draw(t, "paths") {
			j, won := Journey{Closed: true}, i == 0 || rapid.Bool().Draw(t, "won")
			for range rapid.IntRange(1, 5).Draw(t, "touches") {
				j.Groups = append(j.Groups, rapid.IntRange(0, 3).Draw(t, "group"))
			}
			js, wins = append(js, j), append(wins, won)
			l.Add(0, j, 100, won)
		}
		effects, chance := l.chain.Effects()
		all := removed(js, wins, -9)
		if math.Abs(chance-all) > 1e-6 {
			t.Fatalf("chance %v, not %v", chance, all)
		}
		for i, g := range l.chain.groups {
			if want := 1 - removed(js, wins, g)/all; math.Abs(effects[i]-want) > 1e-6 {
				t.Fatalf("without group %d: %v, not %v", g, effects[i], want)
			}
		}
	})
}

func TestFewPathsAreRefused(t *testing.T) {
	for _, m := range []Model{Markov, Shapley} {
		l := NewLedger(Rule{Model: m})
		for range Floor - 1 {
			l.Add(0, path(3, 0), 100, true)
			l.Add(0, path(3), 100, true)
		}
		if err := l.Check(); crm.KindOf(err) != crm.Refused || l.Multi != Floor-1 || l.Paths != 2*(Floor-1) {
			t.Errorf("%s of %d paths, %d with several touches: %v", m, l.Paths, l.Multi, err)
		}
		l.Add(0, path(3, 0), 100, true)
		if err := l.Check(); err != nil {
			t.Errorf("%s: %v", m, err)
		}
	}
}

func TestWords(t *testing.T) {
	for word, want := range map[string]Model{"U": U, "w-shaped": W, "Time decay": Decay, "full_path": Full, "last-touch": Last} {
		if got, err := ParseModel(word); err != nil || got != want {
			t.Errorf("%s: %s, %v", word, got, err)
		}
	}
	for text, want := range map[string]float64{"7d": 7, "2w": 14, "90": 90, "3.5d": 3.5} {
		if got, err := ParseDays(text); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	var e *crm.Error
	for _, text := range []string{"", "0d", "-3d", "7m", "1e3", "NaN", "inf"} {
		if got, err := ParseDays(text); !errors.As(err, &e) {
			t.Errorf("%q is %v days", text, got)
		}
	}
	if p, err := ParseWeights("5/20/75"); err != nil || p.First*15 != p.Last || p.Middle != 4*p.First {
		t.Errorf("%v, %v", p, err)
	}
	for _, text := range []string{"", "5/20", "0/0/0", "a/b/c", "5/20/-75", "1/2/3/4"} {
		if p, err := ParseWeights(text); err == nil {
			t.Errorf("%q is %v", text, p)
		}
	}
	if _, err := ParseModel("liner"); crm.KindOf(err) != crm.Invalid {
		t.Error(err)
	}
}
