package crm

import (
	"testing"
	"time"
)

// FuzzPeriod checks that a period runs forward over days that are days, that
// both ways of writing it mean the same, and that a refusal is in words.
func FuzzPeriod(f *testing.F) {
	for _, s := range []string{"this-week", "last quarter", "2026", "2026-Q3", "2026-W53", "2026-11", "2026-01-05..2026-02-01", "..today", "3d..", "0000", "9999-W01", "2024-02-29..", "trimestre dernier"} {
		f.Add(s, 1)
	}
	const today = Date("2026-11-22")
	f.Fuzz(func(t *testing.T, s string, start int) {
		p, err := ParsePeriod(s, today, time.Weekday((start%7+7)%7))
		if err != nil {
			if KindOf(err) != Invalid {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		for _, d := range []Date{p.From, p.To} {
			if d != "" && DateOf(d.Time()) != d {
				t.Fatalf("%q has the day %q", s, d)
			}
		}
		if p.From != "" && p.To != "" && p.From > p.To {
			t.Fatalf("%q runs from %s to %s", s, p.From, p.To)
		}
		if again, err := ParsePeriod(string(p.From)+".."+string(p.To), today, 1); (p != Period{}) && (err != nil || again != p) {
			t.Fatalf("%q is %v, written out %v, %v", s, p, again, err)
		}
	})
}

// FuzzFilterWords checks the words of filters and groupings: what is taken is
// taken again as it is written, in any case, and a refusal is in words.
func FuzzFilterWords(f *testing.F) {
	for _, s := range []string{"source", "Upwork/Search/SaaS Q1", "won", "no-response", "discussion", "price", "  New ", "a//b", "/", "month", "-x", "bid"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		check := func(what, got string, err error, again func(string) (string, error)) {
			if err != nil {
				if k := KindOf(err); k != Invalid {
					t.Fatalf("%s %q: %v", what, s, err)
				}
				return
			}
			if twice, err := again(got); err != nil || twice != got {
				t.Fatalf("%s %q is %q, then %q, %v", what, s, got, twice, err)
			}
		}
		stage := func(s string) (string, error) { v, err := ParseStage(s); return string(v), err }
		outcome := func(s string) (string, error) { v, err := ParseOutcome(s); return string(v), err }
		reason := func(s string) (string, error) { v, err := ParseReason(s); return string(v), err }
		dimension := func(s string) (string, error) { v, err := ParseDimension(s); return string(v), err }
		for what, parse := range map[string]func(string) (string, error){"stage": stage, "outcome": outcome, "reason": reason, "dimension": dimension} {
			got, err := parse(s)
			check(what, got, err, parse)
		}
		if names, err := ParseTouch(s); err == nil {
			if names.Source == "" && (names.Channel != "" || names.Campaign != "") {
				t.Fatalf("%q has no source, but %+v", s, names)
			}
		} else if KindOf(err) != Invalid {
			t.Fatalf("touch %q: %v", s, err)
		}
		key := Key(s)
		if Key(key) != key {
			t.Fatalf("the key of %q is %q, whose key is %q", s, key, Key(key))
		}
		for _, spelling := range Spellings(s) {
			if spelling == "" && key != "" && s == "" {
				t.Fatalf("%q can be spelled as nothing", s)
			}
		}
	})
}
