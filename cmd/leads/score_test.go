package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// Every command keeps every score true, whatever was done before, on whatever
// day: each is the sum of its log, as if all were scored again.
func TestScoresStayTrueWhateverIsDone(t *testing.T) {
	for seed := range int64(trials(2, 3)) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			dir, r, day := t.TempDir(), rand.New(rand.NewSource(seed)), time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
			run := func(args ...string) (string, error) {
				cmd := exec.Command("leads", args...)
				cmd.Env = append(world(os.Environ(), dir), "LEADS_NOW="+day.Format(time.RFC3339))
				var out bytes.Buffer
				cmd.Stdout = &out
				err := cmd.Run()
				return out.String(), err
			}
			must := func(args ...string) {
				if _, err := run(args...); err != nil {
					t.Fatalf("%q: %v", args, err)
				}
			}
			must("score", "import", "--starter")
			for _, rule := range [][]string{{"--on-activity", "email", "--when", "value > 500", "--points", "3", "--half-life", "9d"},
				{"--when", `"hot" in tags`, "--points", "8"}, {"--when", "activities > 3 and fields.size > 5", "--points", "4"},
				{"--when", `client startsWith "C"`, "--points", "2"}} {
				must(append([]string{"score", "rule", "add"}, rule...)...)
			}
			for n := range 9 {
				must("add", fmt.Sprintf("Start %d", n), "--source", "Upwork/Invite", "--client", []string{"Cato", "Dora", "Cleo"}[n%3], "--value", "2000", "--date", fmt.Sprint(n, "d"),
					"--on-duplicate", "allow")
			}
			did := []string{}
			for n := range trials(30, 60) {
				args := strings.Split(someCommand(r), " ")
				_, err := run(args...)
				did = append(did, day.Format("01-02 ")+strings.Join(args, " ")+map[bool]string{true: "", false: " (refused)"}[err == nil])
				cmd := exec.Command("leads", "score", "recompute", "--dry-run")
				cmd.Env = append(world(os.Environ(), dir), "LEADS_NOW="+day.Format(time.RFC3339))
				if out, err := cmd.Output(); err != nil || string(out) != "0\n" {
					t.Fatalf("%s scores are wrong (%v) after\n%s", out, err, strings.Join(did, "\n"))
				}
				if n%10 == 9 {
					day = day.AddDate(0, 0, r.Intn(30)) // days pass, and nothing is written
					if wrong := wrongLevels(t, func(args ...string) string { out, _ := run(args...); return out }); wrong != "" {
						t.Fatalf("%s after\n%s", wrong, strings.Join(did, "\n"))
					}
				}
				day = day.AddDate(0, 0, r.Intn(6)/4)
			}
		})
	}
}

// wrongLevels says where a list of one level is not what a list of all leads says
// of them; "" for nowhere.
func wrongLevels(t *testing.T, run func(...string) string) string {
	t.Helper()
	type lead struct {
		ID    int
		Level string
	}
	list := func(args ...string) (list []lead) {
		if err := json.Unmarshal([]byte(run(append([]string{"list", "--json"}, args...)...)), &list); err != nil {
			t.Fatal(err)
		}
		return list
	}
	all := list()
	for _, level := range []string{"lead", "mql", "sql"} {
		want := slices.DeleteFunc(slices.Clone(all), func(l lead) bool { return l.Level != level })
		if got := list("--level", level); !slices.Equal(got, want) {
			return fmt.Sprintf("of level %s are %v, want %v,", level, got, want)
		}
		if got := list("--level", level, "--limit", "1"); !slices.Equal(got, want[:min(1, len(want))]) {
			return fmt.Sprintf("the first of level %s is %v, want one of %v,", level, got, want)
		}
	}
	return ""
}

// someCommand is something that a freelancer does to one of a few leads, and that
// may be refused.
func someCommand(r *rand.Rand) string {
	id, client := func() int { return 1 + r.Intn(9) }, func() string { return []string{"Cato", "Dora", "Cleo"}[r.Intn(3)] }
	pick := func(of ...string) string { return of[r.Intn(len(of))] }
	add := fmt.Sprintf("add Project-%d --source %s --client %s --value %d --date %dd --on-duplicate allow", r.Intn(1000),
		pick("Upwork/Invite", "Referral", "LinkedIn"), client(), 100*r.Intn(60), r.Intn(12))
	log := fmt.Sprintf("log %d %s --date %s", id(), pick("call", "email", "email", "meeting", "visit"), pick("today", "today", "today", "yesterday", "9d", "2026-02-20"))
	return pick(add, add, add, log, log, log, log+" --stage discussion", log+" --follow-up 3d",
		fmt.Sprintf("win %d 900 --date %dd", id(), r.Intn(20)), fmt.Sprintf("win %d 70 --date %dd", id(), r.Intn(20)), fmt.Sprintf("win %d 500 --date 9d", id()), fmt.Sprintf("lose %d --reason price", id()), fmt.Sprintf("reopen %d", id()),
		fmt.Sprintf("edit %d --value %d", id(), 1000*r.Intn(6)), fmt.Sprintf("edit %d --client %s", id(), client()),
		fmt.Sprintf("edit %d --tag hot --set size=%d", id(), r.Intn(12)), fmt.Sprintf("edit %d --email %s@gmail.com", id(), client()),
		fmt.Sprintf("merge %d %d", id(), id()), fmt.Sprintf("lead delete %d --yes", id()), "undo", "undo", "redo",
		fmt.Sprintf("client merge %s %s", client(), client()), fmt.Sprintf("client rename %s %s", client(), client()),
		"source rename Referral Friends", "source merge LinkedIn Upwork",
		"score rule edit 3 --points 21", "score rule remove 4", "score thresholds --mql 20 --sql 40", "score thresholds --mql 10 --sql 30", "score recompute",
		fmt.Sprintf("client forget %s --yes", client()))
}
