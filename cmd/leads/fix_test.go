//go:build unix

package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Each finding is asked about, and each answer is one step of undo.
func TestTheListOfSourcesIsPutRightByAnswers(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "leads.db")
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("leads", append([]string{"--db", file}, args...)...)
		cmd.Env = world(cmd.Environ(), t.TempDir())
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("leads %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	for _, name := range []string{"Freelancer", "Cold email", "Website", "Referral"} {
		run("source", "archive", name)
	}
	run("source", "add", "Upwrok", "--force")
	run("campaign", "add", "Fair")
	for _, source := range []string{"Upwork", "Upwrok", "LinkedIn"} {
		id := strings.TrimSpace(run("add", "Lead of "+source, "--source", source, "--date", map[bool]string{true: "2026-01-05", false: "2026-11-20"}[source == "LinkedIn"]))
		run("lose", id)
	}
	shown, code := terminal(t, []string{"ACCESSIBLE=1"}, []string{"--db", file, "source", "review", "--fix"},
		[2]string{"What about LinkedIn?", ""}, [2]string{"between 1 and 3", "2\r"}, // archive it
		[2]string{"What about Upwrok?", ""}, [2]string{"between 1 and 4", "2\r"}, // count it under Upwork
		[2]string{"What about Fair?", ""}, [2]string{"between 1 and 4", "2\r"}, // say when it is
		[2]string{"First day?", "2026-11-01\r"}, [2]string{"Last day?", "2026-12-01\r"})
	if code != 0 || !strings.Contains(shown, "changed: 3") {
		t.Fatalf("code %d:\n%s", code, shown)
	}
	if got := run("source", "review"); got != "" {
		t.Errorf("after the answers there is still:\n%s", got)
	}
	if got := run("report", "--by", "source"); !strings.HasPrefix(got, "LinkedIn\t1") || !strings.Contains(got, "\nUpwork\t2") {
		t.Errorf("the report says:\n%s", got)
	}
	run("undo")
	if got := run("source", "review"); got != "Fair\tundated-campaign\tthe campaign Fair has neither a start nor an end\n" {
		t.Errorf("undo takes back one answer, but then there is:\n%s", got)
	}
}
