package crm_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

func TestPeriodsHaveBothEnds(t *testing.T) {
	tests := []struct {
		moral, text string
		want        crm.Period
	}{
		{"one day", "today", crm.Period{"2026-11-21", "2026-11-21"}},
		{"the day before", "yesterday", crm.Period{"2026-11-20", "2026-11-20"}},
		{"a week begins on Monday", "this-week", crm.Period{"2026-11-16", "2026-11-22"}},
		{"the week before", "last-week", crm.Period{"2026-11-09", "2026-11-15"}},
		{"a month", "this-month", crm.Period{"2026-11-01", "2026-11-30"}},
		{"a space will do", "last month", crm.Period{"2026-10-01", "2026-10-31"}},
		{"so will nothing", "ThisQuarter", crm.Period{"2026-10-01", "2026-12-31"}},
		{"the quarter before", "last-quarter", crm.Period{"2026-07-01", "2026-09-30"}},
		{"a year", "this-year", crm.Period{"2026-01-01", "2026-12-31"}},
		{"the year before", "last_year", crm.Period{"2025-01-01", "2025-12-31"}},
		{"French", "ce-trimestre", crm.Period{"2026-10-01", "2026-12-31"}},
		{"French with accents", "semaine dernière", crm.Period{"2026-11-09", "2026-11-15"}},
		{"French without", "annee-derniere", crm.Period{"2025-01-01", "2025-12-31"}},
		{"a numbered year", "2026", crm.Period{"2026-01-01", "2026-12-31"}},
		{"a quarter in any case", "2026-q3", crm.Period{"2026-07-01", "2026-09-30"}},
		{"a leap February", "2028-02", crm.Period{"2028-02-01", "2028-02-29"}},
		{"an ISO week", "2026-W47", crm.Period{"2026-11-16", "2026-11-22"}},
		{"the first week may begin the year before", "2026-W01", crm.Period{"2025-12-29", "2026-01-04"}},
		{"a long year has 53 weeks", "2026-W53", crm.Period{"2026-12-28", "2027-01-03"}},
		{"two days", "2026-01-05..2026-02-01", crm.Period{"2026-01-05", "2026-02-01"}},
		{"two months", "2026-01 .. 2026-02", crm.Period{"2026-01-01", "2026-02-28"}},
		{"an open end", "2026-01-05..", crm.Period{"2026-01-05", ""}},
		{"an open beginning", "..yesterday", crm.Period{"", "2026-11-20"}},
		{"a single day", "2026-11-03", crm.Period{"2026-11-03", "2026-11-03"}},
	}
	for _, tt := range tests {
		t.Run(tt.moral, func(t *testing.T) {
			if got, err := crm.ParsePeriod(tt.text, saturday, time.Monday); got != tt.want || err != nil {
				t.Errorf("ParsePeriod(%q) = %v, %v; want %v", tt.text, got, err, tt.want)
			}
		})
	}
	t.Run("a week may begin on Sunday", func(t *testing.T) {
		want := crm.Period{"2026-11-15", "2026-11-21"}
		if got, err := crm.ParsePeriod("this-week", saturday, time.Sunday); got != want || err != nil {
			t.Errorf("got %v, %v; want %v", got, err, want)
		}
	})
	t.Run("last month of January is in the year before", func(t *testing.T) {
		want := crm.Period{"2025-12-01", "2025-12-31"}
		if got, err := crm.ParsePeriod("last-month", "2026-01-31", time.Monday); got != want || err != nil {
			t.Errorf("got %v, %v; want %v", got, err, want)
		}
	})
}

func TestDoubtfulPeriodsAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"": "there is no period", "fortnight": `there is no period "fortnight"`, "2026-Q5": `there is no quarter "2026-Q5"`,
		"2026-13": `there is no month "2026-13"`, "2025-W53": `there is no week "2025-W53"`, "2026-W00": "there is no week",
		"1850": "outside the years", "2026-02-01..2026-01-05": "ends before it begins", "..": "there is no period",
		"2026-01-05..2026-02-30": `there is no day "2026-02-30"`, "last-3-weeks": "there is no period", "26": "there is no period",
		"2026-": "there is no period",
	} {
		_, err := crm.ParsePeriod(text, saturday, time.Monday)
		wantInvalid(t, err, want)
	}
}

func TestPeriodsNameThemselves(t *testing.T) {
	for p, want := range map[crm.Period]string{
		{"2026-11-01", "2026-11-30"}: "2026-11-01 to 2026-11-30", {"2026-11-01", ""}: "since 2026-11-01",
		{"", "2026-11-30"}: "until 2026-11-30", {}: "all time",
	} {
		if got := p.String(); got != want {
			t.Errorf("%#v says %q, want %q", p, got, want)
		}
	}
	for dim, want := range map[crm.Dimension]string{
		crm.ByWeek: "2026-W53", crm.ByMonth: "2027-01", crm.ByQuarter: "2027-Q1", crm.ByYear: "2027", crm.BySource: "",
	} {
		if got := crm.PeriodLabel(dim, "2027-01-01"); got != want {
			t.Errorf("PeriodLabel(%s) = %q, want %q", dim, got, want)
		}
		if got := crm.PeriodLabel(dim, ""); got != "" {
			t.Errorf("PeriodLabel(%s, unknown) = %q", dim, got)
		}
	}
}

func TestUnknownDaysLieOnlyInAllTime(t *testing.T) {
	for p, want := range map[crm.Period]bool{{}: true, {"2026-01-01", ""}: false, {"", "2026-01-01"}: false} {
		if p.Contains("") != want {
			t.Errorf("%v contains an unknown day: %v", p, !want)
		}
	}
}

func TestThePreviousPeriodIsOfTheSameKind(t *testing.T) {
	for p, want := range map[crm.Period]crm.Period{
		{"2026-01-01", "2026-12-31"}: {"2025-01-01", "2025-12-31"}, {"2026-01-01", "2026-03-31"}: {"2025-10-01", "2025-12-31"},
		{"2026-03-01", "2026-03-31"}: {"2026-02-01", "2026-02-28"}, {"2026-11-16", "2026-11-22"}: {"2026-11-09", "2026-11-15"},
		{"2026-01-05", "2026-01-14"}: {"2025-12-26", "2026-01-04"}, {"2026-01-05", ""}: {}, {}: {}, {"", "2026-01-05"}: {},
		{"2026-02-01", "2026-01-01"}: {},
	} {
		if got := p.Previous(); got != want {
			t.Errorf("%v follows %v, want %v", p, got, want)
		}
	}
}

func TestThePreviousPeriodEndsTheDayBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := drawDate(t)
		p := crm.Period{from, from.AddDays(rapid.IntRange(0, 1000).Draw(t, "days"))}
		if dim := rapid.SampledFrom([]crm.Dimension{"", crm.ByWeek, crm.ByMonth, crm.ByQuarter, crm.ByYear}).Draw(t, "dim"); dim != "" {
			p, _ = crm.ParsePeriod(crm.PeriodLabel(dim, from), from, time.Monday)
		}
		if before := p.Previous(); before.To.AddDays(1) != p.From || before.From > before.To {
			t.Fatalf("before %v comes %v", p, before)
		}
	})
}

func TestALabelIsThePeriodOfItsDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDate(t)
		for _, dim := range []crm.Dimension{crm.ByWeek, crm.ByMonth, crm.ByQuarter, crm.ByYear} {
			label := crm.PeriodLabel(dim, d)
			p, err := crm.ParsePeriod(label, saturday, time.Sunday)
			if err != nil || !p.Contains(d) || crm.PeriodLabel(dim, p.From) != label || crm.PeriodLabel(dim, p.To) != label {
				t.Fatalf("%s of %s is %v, %v", label, d, p, err)
			}
		}
	})
}

func TestAWeekHasSevenNames(t *testing.T) {
	for text, want := range map[string]time.Weekday{"Monday": time.Monday, "sun": time.Sunday, "dimanche": time.Sunday, " sat ": time.Saturday} {
		if got, err := crm.ParseWeekday(text); got != want || err != nil {
			t.Errorf("ParseWeekday(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	_, err := crm.ParseWeekday("someday")
	wantInvalid(t, err, `there is no day "someday" in the week`)
}
