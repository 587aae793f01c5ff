package score

import (
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

func TestCourseOfAConditionAsDaysPass(t *testing.T) {
	for when, want := range map[string]course{
		`value > 3`: steady, `silence > 21`: rising, `age >= 7 and value > 3`: rising, `source == "x" or silence > 3`: rising, `age < 7`: falling, `silence <= 7 && age < 3`: falling,
		`silence > 3 and age < 9`: either, `not (silence > 3)`: either, `(silence > 3) == false`: either, `(value > 1 and silence > 3 and value < 9) == false`: either,
		`silence > 3 ? false : true`: either, `silence == 3`: either, `3 < silence`: either, `silence > value`: either, `-silence > -3`: either, `silence > 3 == false`: either,
		`fields.age > 3`: steady, `fields["age"] > 3`: steady, `silence > 2 + 1`: either, `silence % 7 > 3`: either,
	} {
		c, err := Compile(when)
		if err != nil {
			t.Fatal(err)
		}
		if c.course != want {
			t.Errorf("%s: %v, want %v", when, c.course, want)
		}
	}
}

// Where only days pass, no score rises by more than Rise says.
func TestNoScoreRisesFurtherThanItCan(t *testing.T) {
	whens := []string{"", "", `silence > 9`, `silence <= 9 and value > 3`, `age > 20`, `not (age > 20)`, `silence % 5 == 2`, `value > 3`, `age < 12 or silence > 30`}
	rapid.Check(t, func(t *rapid.T) {
		table := Fresh()
		for i := range rapid.IntRange(1, 6).Draw(t, "rules") {
			r := Rule{ID: int64(i + 1), Points: int64(rapid.IntRange(-20, 20).Draw(t, "points")), When: rapid.SampledFrom(whens).Draw(t, "when")}
			if r.When == "" || rapid.Bool().Draw(t, "on activity") {
				r.On, r.Max, r.HalfLife = "call", int64(rapid.IntRange(0, 30).Draw(t, "max")), rapid.IntRange(0, 9).Draw(t, "half-life")
			}
			table.Rules = append(table.Rules, r)
		}
		e, err := New(table)
		if err != nil {
			t.Fatal(err)
		}
		day := crm.Date("2026-03-01")
		s := Subject{Lead: crm.Lead{FirstTouchOn: "2026-02-10", Value: crm.Money{Minor: 500, Currency: "EUR"}}}
		for at := crm.Date("2026-02-10"); at <= day; at = at.AddDays(rapid.IntRange(1, 20).Draw(t, "gap")) {
			s.Acts = append(s.Acts, Act{"call", at})
		}
		entered := rapid.Bool().Draw(t, "entered")
		if entered {
			s.Acts = append(s.Acts, Act{"call", day.AddDays(rapid.IntRange(1, 30).Draw(t, "ahead"))})
		}
		rose := e.Score(s, day.AddDays(rapid.IntRange(0, 60).Draw(t, "days"))) - e.Score(s, day)
		if most, known := e.Rise(entered); known && rose > most {
			t.Errorf("it rose by %d, more than %d", rose, most)
		}
	})
}
