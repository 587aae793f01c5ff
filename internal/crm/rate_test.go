package crm_test

import (
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

func TestRatesAreExactDecimals(t *testing.T) {
	for text, want := range map[string]crm.Rate{
		"1.0825": "1.0825", "1.50": "1.5", "007": "7", "0,925": "0.925", " 1,08 ": "1.08", "1.085": "1.085",
		"0.000000000001": "0.000000000001", "150": "150", "1.0000000000000000": "1", "10": "10",
	} {
		if got, err := crm.ParseRate(text); got != want || err != nil {
			t.Errorf("ParseRate(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"0": "cannot be zero", "0.000": "cannot be zero", "-1": "is not a rate", "1e3": "is not a rate", "": "is not a rate",
		"1.": "is not a rate", ".5": "is not a rate", "1,350.00": "is not a rate", "1/3": "is not a rate", "NaN": "is not a rate",
		"1,350": "can be 1.350 or 1350", "0.0000000000001": "more than 12 digits", "1234567890123": "more than 12 digits",
	} {
		_, err := crm.ParseRate(text)
		wantInvalid(t, err, want)
	}
}

func TestConvertingRoundsOnce(t *testing.T) {
	tests := []struct {
		moral string
		money crm.Money
		rate  crm.Rate
		base  crm.Currency
		want  crm.Money
	}{
		{"cents to cents", crm.Money{150000, "USD"}, "0.925", "EUR", crm.Money{138750, "EUR"}},
		{"half a cent goes away from zero", crm.Money{1, "USD"}, "0.5", "EUR", crm.Money{1, "EUR"}},
		{"below zero too", crm.Money{-1, "USD"}, "0.5", "EUR", crm.Money{-1, "EUR"}},
		{"less than half goes", crm.Money{1, "USD"}, "0.499999999999", "EUR", crm.Money{0, "EUR"}},
		{"from no decimals", crm.Money{10000, "JPY"}, "0.0061", "EUR", crm.Money{6100, "EUR"}},
		{"to no decimals", crm.Money{6100, "EUR"}, "163.93", "JPY", crm.Money{10000, "JPY"}},
		{"the same currency is untouched whatever the rate", crm.Money{123, "EUR"}, "2", "EUR", crm.Money{123, "EUR"}},
		{"it needs no rate", crm.Money{123, "EUR"}, "", "EUR", crm.Money{123, "EUR"}},
		{"unknown stays unknown", crm.Money{}, "2", "EUR", crm.Money{}},
	}
	for _, tt := range tests {
		t.Run(tt.moral, func(t *testing.T) {
			if got, err := tt.rate.Convert(tt.money, tt.base); err != nil || got != tt.want {
				t.Errorf("Convert = %v, %v; want %v", got, err, tt.want)
			}
		})
	}
	t.Run("no rate is never 1", func(t *testing.T) {
		_, err := crm.Rate("").Convert(crm.Money{1, "USD"}, "EUR")
		wantInvalid(t, err, "there is no rate from USD to EUR")
	})
	t.Run("a result beyond the limit is refused", func(t *testing.T) {
		_, err := crm.Rate("999999999999").Convert(crm.Money{crm.MaxMinor, "USD"}, "EUR")
		wantInvalid(t, err, "is too large in EUR")
	})
}

func TestTheRateOneChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMoney(t)
		m.Currency = "USD"
		want := crm.Money{m.Minor, "EUR"}
		if got, err := crm.Rate("1").Convert(m, "EUR"); err != nil || got != want {
			t.Fatalf("%v at 1 = %v, %v", m, got, err)
		}
	})
}

func TestPercentages(t *testing.T) {
	for text, want := range map[string]int64{
		"10%": 100_000, "10": 100_000, "12.5 %": 125_000, "12,5%": 125_000, "0": 0, "100%": 1_000_000,
		"0.0001%": 1, "2.90000": 29_000, " 5 % ": 50_000,
	} {
		if got, err := crm.ParsePercent(text); got != want || err != nil {
			t.Errorf("ParsePercent(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"100.0001%": "more than 100 %", "12345": "more than 100 %", "-5%": "is not a percentage", "": "is not a percentage",
		"%": "is not a percentage", "5%%": "is not a percentage", "0.00001": "more than 4 decimals", "ten": "is not a percentage",
	} {
		_, err := crm.ParsePercent(text)
		wantInvalid(t, err, want)
	}
	for ppm, want := range map[int64]string{125_000: "12.5%", 100_000: "10%", 0: "0%", 1: "0.0001%", 1_000_000: "100%", -5_000: "-0.5%"} {
		if got := crm.FormatPercent(ppm); got != want {
			t.Errorf("FormatPercent(%d) = %q, want %q", ppm, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		ppm := rapid.Int64Range(0, 1_000_000).Draw(t, "ppm")
		if got, err := crm.ParsePercent(crm.FormatPercent(ppm)); err != nil || got != ppm {
			t.Fatalf("%d reads back as %d, %v", ppm, got, err)
		}
	})
}

func TestFeesAreRoundedOnce(t *testing.T) {
	tests := []struct {
		moral string
		parts []crm.FeePart
		want  int64
	}{
		{"nothing costs nothing", nil, 0},
		{"ten percent", []crm.FeePart{{120000, 100_000}}, 12000},
		{"three halves make one and a half, then two", []crm.FeePart{{5, 100_000}, {5, 100_000}, {5, 100_000}}, 2},
		{"fees differ by day", []crm.FeePart{{10000, 200_000}, {10000, 100_000}}, 3000},
		{"half goes away from zero", []crm.FeePart{{-5, 100_000}}, -1},
		{"large sums do not overflow", []crm.FeePart{{crm.MaxMinor * 1000, 1_000_000}}, crm.MaxMinor * 1000},
	}
	for _, tt := range tests {
		t.Run(tt.moral, func(t *testing.T) {
			if got := crm.FeeOf(tt.parts); got != tt.want {
				t.Errorf("FeeOf = %d, want %d", got, tt.want)
			}
		})
	}
}
