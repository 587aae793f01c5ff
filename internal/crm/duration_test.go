package crm_test

import (
	"testing"

	"leads/internal/crm"
)

func TestDurationsAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]int64{
		"25m": 25, "1h30m": 90, "1h30": 90, "1.5h": 90, "1,5h": 90, "2h": 120, "90": 90, "1 h 30 min": 90,
		"0:45": 45, "1:30": 90, "01:30:29": 90, "1:30:30": 91, "1.33h": 80, "1.333h": 80, "0,125h": 8, "0": 0, "0m": 0,
		"90.0": 90, "1H30M": 90, "1h5": 65, "2 hours": 120, "90 minutes": 90, "100000": 100_000, "0.3333333333333333h": 20,
	} {
		if got, err := crm.ParseMinutes(text); got != want || err != nil {
			t.Errorf("ParseMinutes(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
}

func TestDoubtfulDurationsAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"": "is not a duration", "-5m": "cannot be negative", "−5m": "cannot be negative", "1.5": "not a whole number of minutes",
		"1.5m": "not a whole number of minutes", "1,500": "not a whole number of minutes", "1,500h": "can be 1.500 or 1500 hours",
		"1h90m": "is not a duration", "1:60": "is not a duration", "1:5": "is not a duration", "1.5h30m": "is not a duration",
		"30m1h": "is not a duration", "3d": "is not a duration", "1h30h": "is not a duration", "h": "is not a duration",
		"1 30": "is not a duration", "1:2:3:4": "is not a duration", "100001": "is too long", "2000h": "is too long",
		"99999999999999999999h": "is too long", "99999999999999999999:00": "is too long", "1e2": "is not a duration",
	} {
		_, err := crm.ParseMinutes(text)
		wantInvalid(t, err, want)
	}
}

func FuzzMinutes(f *testing.F) {
	for _, s := range []string{"25m", "1h30m", "1.5h", "90", "1:30", "01:30:30", "1 h 30 min", "1,500h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := crm.ParseMinutes(s)
		if err != nil {
			if !refused(err) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if m < 0 || m > crm.MaxMinutes {
			t.Fatalf("%q = %d minutes", s, m)
		}
		if back, err := crm.ParseMinutes(crm.FormatMinutes(m)); err != nil || back != m {
			t.Fatalf("%q = %d, written %q, read back %d, %v", s, m, crm.FormatMinutes(m), back, err)
		}
	})
}
