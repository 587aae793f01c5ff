package crm

import (
	"testing"
	"time"
)

func TestOrdinalCountsEveryDay(t *testing.T) {
	first := time.Date(minYear, 1, 1, 0, 0, 0, 0, time.UTC)
	for day := first; day.Year() <= maxYear; day = day.AddDate(0, 0, 1) {
		if got, want := DateOf(day).Ordinal(), int(day.Unix()/86400); day.Unix() >= 0 && got != want || day.Unix() < 0 && got != -int(-day.Unix()/86400) {
			t.Fatalf("%s is day %d, not %d", DateOf(day), got, want)
		}
	}
	if Date("").Ordinal() != 0 {
		t.Error("an unknown date has a number")
	}
}
