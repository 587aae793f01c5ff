package crm

import (
	"testing"
	"time"
)

func TestDatesInWords(t *testing.T) {
	const today = Date("2026-11-23") // a Monday
	for _, c := range []struct {
		text        string
		back, ahead Date // "" is refused
	}{
		{"next week", "", "2026-11-30"},
		{"semaine prochaine", "", "2026-11-30"},
		{"la semaine prochaine", "", "2026-11-30"},
		{"next month", "", "2026-12-01"},
		{"last friday", "2026-11-20", "2026-11-20"},
		{"vendredi dernier", "2026-11-20", "2026-11-20"},
		{"last monday", "2026-11-16", "2026-11-16"},
		{"next monday", "", "2026-11-30"},
		{"vendredi prochain", "", "2026-11-27"},
		{"end of month", "", "2026-11-30"},
		{"eom", "", "2026-11-30"},
		{"fin du mois", "", "2026-11-30"},
		{"eoy", "", "2026-12-31"},
		{"eow", "", "2026-11-29"},
		{"15 jan", "2026-01-15", "2027-01-15"},
		{"Jan 15", "2026-01-15", "2027-01-15"},
		{"1er décembre", "2025-12-01", "2026-12-01"},
		{"29 feb", "2024-02-29", "2028-02-29"},
		{"23 nov", "2026-11-23", "2027-11-23"},
		{"31 nov", "", ""},
		{"last week", "", ""},
	} {
		for look, want := range map[Look]Date{Back: c.back, Ahead: c.ahead} {
			got, err := ParseDate(c.text, today, look)
			if got != want || (err == nil) != (want != "") {
				t.Errorf("%q, look %d: %q, %v, want %q", c.text, look, got, err, want)
			}
		}
	}
	if got, err := ParseDateIn("12/11/2026", today, Back, DMY); err != nil || got != "2026-11-12" {
		t.Errorf("the order settles a date: %q, %v", got, err)
	}
}

func TestPeriodsUpToToday(t *testing.T) {
	for text, want := range map[string]Period{
		"30d": {"2026-10-25", "2026-11-23"}, "30j": {"2026-10-25", "2026-11-23"}, "2w": {"2026-11-10", "2026-11-23"}, "1mo": {"2026-10-24", "2026-11-23"},
		"q3": {"2026-07-01", "2026-09-30"}, "T4": {"2026-10-01", "2026-12-31"},
	} {
		if got, err := ParsePeriod(text, "2026-11-23", time.Monday); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	if got, err := ParsePeriod("q3", "2026-02-01", time.Monday); err != nil || got.From != "2025-07-01" {
		t.Errorf("a quarter that has not begun is last year's: %v, %v", got, err)
	}
}
