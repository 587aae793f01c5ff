package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// twentyRules score by work, by what is known of a lead, and by how long ago it was.
const twentyRules = `
mql 30
sql 60
+10 on message max 20 half-life 30d
+10 on email max 20 half-life 30d
+20 on call max 40
+25 on meeting max 50
+20 on demo max 40
+15 on proposal max 15
+5 on visit max 10 half-life 14d
+5 on download max 10 half-life 14d
+25 when source == "Referral"
+15 when channel in ["Invite", "Inbound", "Form"]
+10 when referrer != ""
+10 when value >= 3000
-15 when value < 300
-5 when email matches "@(gmail|hotmail|yahoo|outlook)[.]"
-15 when silence > 21
-15 when silence > 60
+5 when fields.industry == "SaaS"
+3 when "urgent" in tags
-10 when age > 200
+2 when title contains "shop"
`

// scored is a copy of the benchmark's file with twenty rules.
func scored(b *testing.B, s *bench) string {
	b.Helper()
	dir := b.TempDir()
	rules, file := filepath.Join(dir, "rules.txt"), filepath.Join(dir, "leads.db")
	if err := os.WriteFile(rules, []byte(twentyRules), 0o600); err != nil {
		b.Fatal(err)
	}
	for _, args := range [][]string{{"--db", s.file, "backup", file}, {"--db", file, "score", "import", rules}} {
		if out, err := exec.Command(s.leads, args...).CombinedOutput(); err != nil {
			b.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	return file
}

// One pass of the same rows through the store is an export of them all.
func BenchmarkRecompute_under5Export(b *testing.B) {
	s := setUp(b)
	file := scored(b, s)
	against(b, func(int) *exec.Cmd { return s.run(file, "score", "recompute") },
		func(int) *exec.Cmd { return s.run(file, "export", "--format", "jsonl") }, cpu)
}

// A log with rules is as fast as one without.
func BenchmarkLogScored_atMost1_1Unscored(b *testing.B) {
	s := setUp(b)
	file := scored(b, s)
	plain := filepath.Join(b.TempDir(), "plain.db")
	if out, err := exec.Command(s.leads, "--db", s.file, "backup", plain).CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	against(b, func(int) *exec.Cmd { return s.run(file, "log", "7", "call") }, func(int) *exec.Cmd { return s.run(plain, "log", "7", "call") }, cpu)
}
