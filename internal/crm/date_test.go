package crm_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

const saturday crm.Date = "2026-11-21"

func TestDatesAreCountedFromToday(t *testing.T) {
	tests := []struct {
		moral, text string
		look        crm.Look
		want        crm.Date
	}{
		{"today", "today", crm.Back, "2026-11-21"},
		{"yesterday", "Yesterday", crm.Back, "2026-11-20"},
		{"tomorrow", "tomorrow", crm.Ahead, "2026-11-22"},
		{"in French, whatever the apostrophe", "Aujourd’hui", crm.Back, "2026-11-21"},
		{"hier", "hier", crm.Back, "2026-11-20"},
		{"demain", "demain", crm.Ahead, "2026-11-22"},
		{"a weekday looks back", "monday", crm.Back, "2026-11-16"},
		{"by three letters", "Mon", crm.Back, "2026-11-16"},
		{"in French", "lundi", crm.Back, "2026-11-16"},
		{"tomorrow's weekday was last week", "sunday", crm.Back, "2026-11-15"},
		{"today's weekday looking back is today", "saturday", crm.Back, "2026-11-21"},
		{"today's weekday looking ahead is in a week", "saturday", crm.Ahead, "2026-11-28"},
		{"a weekday looks ahead", "friday", crm.Ahead, "2026-11-27"},
		{"days ago", "3d", crm.Back, "2026-11-18"},
		{"days ahead", "3d", crm.Ahead, "2026-11-24"},
		{"weeks ago", "2w", crm.Back, "2026-11-07"},
		{"weeks ahead", "2 weeks", crm.Ahead, "2026-12-05"},
		{"a plus is always ahead", "+3d", crm.Ahead, "2026-11-24"},
		{"a minus is always back", "-3d", crm.Ahead, "2026-11-18"},
		{"so is ago", "3 days ago", crm.Ahead, "2026-11-18"},
		{"and il y a", "il y a 3 jours", crm.Ahead, "2026-11-18"},
		{"months", "1mo", crm.Back, "2026-10-21"},
		{"an ISO date is itself", "2027-01-02", crm.Back, "2027-01-02"},
	}
	for _, tt := range tests {
		t.Run(tt.moral, func(t *testing.T) {
			if got, err := crm.ParseDate(tt.text, saturday, tt.look); got != tt.want || err != nil {
				t.Errorf("ParseDate(%q) = %q, %v; want %q", tt.text, got, err, tt.want)
			}
		})
	}
	t.Run("a month without the day ends earlier", func(t *testing.T) {
		if got, err := crm.ParseDate("1mo", "2026-03-31", crm.Back); got != "2026-02-28" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestDatesAreReadAsExportsWriteThem(t *testing.T) {
	tests := []struct {
		moral, text string
		order       crm.DateOrder
		want        crm.Date
	}{
		{"ISO", "2026-11-21", crm.OrderUnknown, "2026-11-21"},
		{"ISO with time and zone", "2026-11-21T10:00:00Z", crm.OrderUnknown, "2026-11-21"},
		{"ISO with fractions", "2026-11-21T10:00:00.123+01:00", crm.OrderUnknown, "2026-11-21"},
		{"a time without seconds", "2026-11-21 10:05", crm.OrderUnknown, "2026-11-21"},
		{"a time with seconds", "2026-11-21 19:58:54", crm.OrderUnknown, "2026-11-21"},
		{"a time and UTC", "2026-11-21 19:58:54 UTC", crm.OrderUnknown, "2026-11-21"},
		{"a time and a place", "2026-11-21 19:58 Europe/Paris", crm.OrderUnknown, "2026-11-21"},
		{"the year first needs no order", "2026/11/21", crm.MDY, "2026-11-21"},
		{"short numbers", "2026-1-2", crm.OrderUnknown, "2026-01-02"},
		{"no separators", "20261121", crm.OrderUnknown, "2026-11-21"},
		{"above 12 is a day, first", "25/12/2026", crm.OrderUnknown, "2026-12-25"},
		{"above 12 is a day, second", "12/25/2026", crm.OrderUnknown, "2026-12-25"},
		{"points", "25.12.2026", crm.OrderUnknown, "2026-12-25"},
		{"dashes", "25-12-2026 10:00", crm.OrderUnknown, "2026-12-25"},
		{"equal numbers need no order", "03/03/2026", crm.OrderUnknown, "2026-03-03"},
		{"day first", "03/04/2026", crm.DMY, "2026-04-03"},
		{"month first", "03/04/2026 10:05 PM", crm.MDY, "2026-03-04"},
		{"a narrow blank before PM", "3/4/2026, 10:05:00\u202fPM", crm.MDY, "2026-03-04"},
		{"day, month, year in words", "21 Nov 2026", crm.OrderUnknown, "2026-11-21"},
		{"month, day, year in words", "Nov 21, 2026", crm.OrderUnknown, "2026-11-21"},
		{"full names", "21 November 2026", crm.OrderUnknown, "2026-11-21"},
		{"without the comma", "November 21 2026", crm.OrderUnknown, "2026-11-21"},
		{"dashes between words", "21-Nov-2026", crm.OrderUnknown, "2026-11-21"},
		{"ordinals", "21st November 2026", crm.OrderUnknown, "2026-11-21"},
		{"the weekday says nothing new", "Sat, 21 Nov 2026 10:00:00 +0100", crm.OrderUnknown, "2026-11-21"},
		{"a time in words", "Nov 21, 2026 at 10:05 a.m. (CET)", crm.OrderUnknown, "2026-11-21"},
		{"French with accents", "1er février 2026", crm.OrderUnknown, "2026-02-01"},
		{"French without", "samedi 15 aout 2026", crm.OrderUnknown, "2026-08-15"},
		{"French abbreviated", "3 déc. 2026 à 10:05", crm.OrderUnknown, "2026-12-03"},
		{"a leap day", "2028-02-29", crm.OrderUnknown, "2028-02-29"},
	}
	for _, tt := range tests {
		t.Run(tt.moral, func(t *testing.T) {
			if got, err := crm.ParseDateAs(tt.text, tt.order); got != tt.want || err != nil {
				t.Errorf("ParseDateAs(%q) = %q, %v; want %q", tt.text, got, err, tt.want)
			}
		})
	}
}

func TestDoubtfulDatesAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"03/04/2026": "03/04/2026 can be 3 April or 4 March", "2026-02-30": `there is no day "2026-02-30"`,
		"2026-13-01": `there is no day "2026-13-01"`, "31/02/2026": `there is no day "31/02/2026"`,
		"25/13/2026": "there is no day", "0/4/2026": "there is no day", "1899-12-31": "outside the years", "2201-01-01": "outside the years",
		"21/11/26": "two digits", "21 Nov 26": "two digits", "+3d": `"+3d" is in the future`, "": `"" is not a date`,
		"foo": "is not a date", "eom": `"eom" is in the future`, "1m": "is not a date", "-monday": "is not a date", "+3d ago": "is not a date",
		"2026-11/21": "is not a date", "2026-11-21 cancelled": "is not a date", "46347": "is not a date",
		"2026-11-21 25:00": "is not a date", "99999d": "outside the years", "3.5d": "is not a date",
	} {
		_, err := crm.ParseDate(text, saturday, crm.Back)
		wantInvalid(t, err, want)
	}
	t.Run("the hint settles a typed date", func(t *testing.T) {
		_, err := crm.ParseDate("03/04/2026", saturday, crm.Back)
		if got := err.(*crm.Error).Hint.String(); got != "write 2026-04-03" {
			t.Errorf("hint %q", got)
		}
	})
	t.Run("the hint settles a column", func(t *testing.T) {
		_, err := crm.ParseDateAs("03/04/2026", crm.YMD)
		if got := err.(*crm.Error).Hint.String(); !strings.Contains(got, "--date-format") {
			t.Errorf("hint %q", got)
		}
	})
	t.Run("the order of the column is kept", func(t *testing.T) {
		_, err := crm.ParseDateAs("12/25/2026", crm.DMY)
		wantInvalid(t, err, `"12/25/2026" has no month 25 when read as dmy`)
	})
	t.Run("a column has no today", func(t *testing.T) {
		_, err := crm.ParseDateAs("today", crm.DMY)
		wantInvalid(t, err, `"today" is not a date`)
	})
}

func TestOneCellSettlesTheOrderOfItsColumn(t *testing.T) {
	type proof struct{ dmy, mdy, numeric bool }
	for text, want := range map[string]proof{
		"25/12/2026": {true, false, true}, "12/25/2026 10:00": {false, true, true}, "03/04/2026": {false, false, true},
		"3.3.2026": {false, false, true}, "2026-11-21": {}, "21 Nov 2026": {}, "": {}, "25/12/26": {}, "30/30/2026": {false, false, true},
	} {
		dmy, mdy, numeric := crm.DateProves(text)
		if got := (proof{dmy, mdy, numeric}); got != want {
			t.Errorf("DateProves(%q) = %+v, want %+v", text, got, want)
		}
	}
	if got, err := crm.ParseDateOrder("DMY"); got != crm.DMY || err != nil {
		t.Errorf("ParseDateOrder(DMY) = %q, %v", got, err)
	}
	_, err := crm.ParseDateOrder("dym")
	wantInvalid(t, err, `there is no date order "dym"`)
}

func TestUnknownDatesStayUnknown(t *testing.T) {
	if got := crm.Date("").AddDays(3); got != "" {
		t.Errorf("unknown + 3 days = %q", got)
	}
	if got := crm.Date("").DaysUntil(saturday); got != 0 {
		t.Errorf("unknown until a day = %d", got)
	}
	for d, want := range map[crm.Date]bool{"": false, "2026-02-30": false, "2026-2-3": false, "1850-01-01": false, saturday: true} {
		if d.Valid() != want {
			t.Errorf("Date(%q).Valid() = %v", d, !want)
		}
	}
}

func TestADayAndAnInstantHaveOneSpelling(t *testing.T) {
	paris := time.FixedZone("CET", 3600)
	at := time.Date(2026, 3, 1, 0, 30, 15, 999, paris)
	if got := crm.DateOf(at); got != "2026-03-01" {
		t.Errorf("DateOf = %q, want the day of its own location", got)
	}
	if got := crm.InstantOf(at); got != "2026-02-28T23:30:15Z" {
		t.Errorf("InstantOf = %q, want UTC in whole seconds", got)
	}
}

func drawDate(t *rapid.T) crm.Date {
	days := crm.Date("1900-01-01").DaysUntil("2200-12-28") // the last ISO week of 2200 that is named after it
	return crm.Date("1900-01-01").AddDays(rapid.IntRange(0, days).Draw(t, "day"))
}

func TestDaysAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawDate(t), drawDate(t)
		if n := a.DaysUntil(b); a.AddDays(n) != b || b.DaysUntil(a) != -n || (n > 0) != (a < b) {
			t.Fatalf("%s until %s is %d days, and back %d", a, b, n, b.DaysUntil(a))
		}
	})
}

func TestEveryDayReadsBackInEveryForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDate(t)
		at := d.Time()
		for _, layout := range []string{"2006-01-02", "2006/1/2", "20060102", "2 Jan 2006", "January 2, 2006", time.RFC3339, time.RFC1123Z} {
			if got, err := crm.ParseDate(at.Format(layout), saturday, crm.Back); got != d || err != nil {
				t.Fatalf("%q reads as %q, %v", at.Format(layout), got, err)
			}
		}
		for order, layout := range map[crm.DateOrder]string{crm.DMY: "02/01/2006", crm.MDY: "1/2/2006 3:04 PM"} {
			text := at.Format(layout)
			if got, err := crm.ParseDateAs(text, order); got != d || err != nil {
				t.Fatalf("%q as %s reads as %q, %v", text, order, got, err)
			}
			if dmy, mdy, numeric := crm.DateProves(text); !numeric || dmy && order != crm.DMY || mdy && order != crm.MDY {
				t.Fatalf("%q as %s proves %v %v %v", text, order, dmy, mdy, numeric)
			}
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2026-11-21", "25/12/2026", "monday", "3d", "-2w", "21 Nov 2026 10:05 PM", "lundi", "03/04/2026", "20261121"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, look := range []crm.Look{crm.Back, crm.Ahead} {
			d, err := crm.ParseDate(s, saturday, look)
			if err != nil {
				if !refused(err) {
					t.Fatalf("%q: %v", s, err)
				}
				continue
			}
			if back, err := crm.ParseDate(string(d), saturday, look); !d.Valid() || back != d || err != nil {
				t.Fatalf("%q = %q reads back as %q, %v", s, d, back, err)
			}
		}
		free, err := crm.ParseDateAs(s, crm.OrderUnknown)
		dmy, mdy, _ := crm.DateProves(s)
		for order, proved := range map[crm.DateOrder]bool{crm.DMY: dmy, crm.MDY: mdy} {
			if same, err2 := crm.ParseDateAs(s, order); proved && (same != free || (err == nil) != (err2 == nil)) {
				t.Fatalf("%q = %q, but %q as the order %s it proves", s, free, same, order)
			}
		}
	})
}
