package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"reflect"
	"testing"
	"time"
)

// Thresholds and rules change every month of a year, leads come and close, records
// are corrected: what was printed of a month once it was over is printed for good.
func TestAMonthIsPrintedForGood(t *testing.T) {
	t.Parallel()
	dir, r, day := t.TempDir(), rand.New(rand.NewSource(3)), time.Date(2025, 1, 2, 9, 0, 0, 0, time.UTC)
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("leads", args...)
		cmd.Env = append(world(os.Environ(), dir), "LEADS_NOW="+day.Format(time.RFC3339))
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		return string(out)
	}
	run("score", "rule", "add", "--when", "value >= 1000", "--points", "20")
	run("score", "rule", "add", "--on-activity", "call", "--points", "15", "--max", "30")
	months, printed, rows := trials(6, 12), map[string]string{}, map[string]any{}
	row := func(month string) any {
		var all struct{ Months []map[string]any }
		if err := json.Unmarshal([]byte(run("score", "calibrate", "--by", "month", "--json")), &all); err != nil {
			t.Fatal(err)
		}
		for _, m := range all.Months {
			if m["month"] == month {
				return m
			}
		}
		return nil
	}
	for n, id := 0, 0; n < months; n++ {
		for range 4 {
			id++
			run("add", fmt.Sprintf("Job %d", id), "--source", "Upwork", "--value", fmt.Sprint(400*r.Intn(5)), "--set", "size="+fmt.Sprint(r.Intn(9)), "--on-duplicate", "allow")
			for range r.Intn(3) {
				run("log", fmt.Sprint(id), "call")
			}
		}
		day = day.AddDate(0, 0, 9)
		from := day.AddDate(0, 0, -3).Format(time.DateOnly)
		run("score", "thresholds", "--mql", fmt.Sprint(5+r.Intn(20)), "--sql", fmt.Sprint(30+r.Intn(20)), "--from", from)
		switch n % 3 {
		case 0:
			run("score", "rule", "add", "--when", fmt.Sprintf("fields.size > %d", n), "--points", fmt.Sprint(3+n), "--from", from)
		case 1:
			run("score", "rule", "edit", "2", "--points", fmt.Sprint(10+n))
		default:
			run("score", "rule", "edit", "1", "--points", fmt.Sprint(20-n), "--from", from)
		}
		for back := range 3 { // of this month, and of the month before
			if one := id - back - r.Intn(3); one > 0 {
				cmd := exec.Command("leads", "win", fmt.Sprint(one), "900") // refused where it is closed
				if r.Intn(2) == 0 {
					cmd = exec.Command("leads", "lose", fmt.Sprint(one))
				}
				cmd.Env = append(world(os.Environ(), dir), "LEADS_NOW="+day.Format(time.RFC3339))
				_ = cmd.Run()
			}
		}
		month := day.Format("2006-01")
		day = time.Date(2025, time.Month(n+2), 2, 9, 0, 0, 0, time.UTC)
		run("edit", fmt.Sprint(max(id-1, 1)), "--set", "size="+fmt.Sprint(r.Intn(9))) // after the month is over
		printed[month], rows[month] = run("score", "calibrate", "--month", month, "--json"), row(month)
	}
	for month, was := range printed {
		if now := run("score", "calibrate", "--month", month, "--json"); now != was {
			t.Errorf("%s was printed as\n%s\nand is now\n%s", month, was, now)
		}
		if now := row(month); !reflect.DeepEqual(now, rows[month]) {
			t.Errorf("%s was listed as\n%v\nand is now\n%v", month, rows[month], now)
		}
	}
	run("doctor")
}
