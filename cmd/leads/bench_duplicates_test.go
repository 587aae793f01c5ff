//go:build unix

package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"leads/internal/invent"
)

// The benchmarks of duplicates take files of a hundred thousand leads, or as many as
// LEADS_BENCH_LEADS says:
//
//	LEADS_BENCH_LEADS=1000000 go test -run '^$' -bench Duplicates -benchtime 1x -timeout 0 ./cmd/leads

// manyLeads is how many the large file holds.
func manyLeads(b *testing.B) int {
	b.Helper()
	n, err := strconv.Atoi(os.Getenv("LEADS_BENCH_LEADS"))
	if err != nil {
		return benchLeads
	}
	return n
}

// inventedFile makes a database of n invented leads, duplicates among them, once.
func (s *bench) inventedFile(b *testing.B, n int) string {
	b.Helper()
	db := filepath.Join(s.dir, fmt.Sprintf("invented-%d.db", n))
	if _, err := os.Stat(db); err == nil {
		return db
	}
	path := filepath.Join(s.dir, "invented.csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	rows := csv.NewWriter(f)
	rows.Write([]string{"external_id", "title", "client", "contact", "email", "phone", "url", "note", "source", "date"})
	invent.Leads(n, 7, func(e invent.Entry) bool {
		return rows.Write([]string{fmt.Sprintf("X%d", e.ID), e.Title, e.Client, e.Contact, e.Email, e.Phone, e.URL, e.Note, e.Source, string(e.FirstTouchOn)}) == nil
	})
	rows.Flush()
	if err := rows.Error(); err != nil {
		b.Fatal(err)
	}
	if out, err := s.run(db, "import", path, "--on-duplicate", "allow", "--create", "--quiet").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return db
}

// BenchmarkAddDuplicates_atMost1_5 checks an offer that is there, in a different spelling,
// among many leads and among a thousand.
func BenchmarkAddDuplicates_atMost1_5(b *testing.B) {
	s := setUp(b)
	many, few := s.inventedFile(b, manyLeads(b)), s.inventedFile(b, 1000)
	add := func(file string, i int) *exec.Cmd {
		return s.run(file, "add", fmt.Sprintf("Python online shop for dentists, part %d", i), "--client", "Green Ivory Consulting", "--contact", "Thomas Donuvo",
			"--email", "thomas@green-ivory.com", "--url", fmt.Sprintf("https://www.upwork.com/jobs/~01%016x", i+1), "--source", "Upwork", "--date", "2022-03-25", "--on-duplicate", "warn")
	}
	against(b, func(i int) *exec.Cmd { return add(many, i) }, func(i int) *exec.Cmd { return add(few, i) }, cpu)
}

// BenchmarkDuplicates_atMost12 compares a whole file with itself, and one of a tenth of its size.
func BenchmarkDuplicates_atMost12(b *testing.B) {
	s := setUp(b)
	n := manyLeads(b)
	many, few := s.inventedFile(b, n), s.inventedFile(b, n/10)
	scan := func(file string) *exec.Cmd { return s.run(file, "duplicates", "--pairs", "--format", "csv") }
	var most int64
	against(b, func(int) *exec.Cmd { return scan(many) }, func(int) *exec.Cmd { return scan(few) }, func(cmd *exec.Cmd, d time.Duration) time.Duration {
		if use, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			most = max(most, int64(use.Maxrss))
		}
		return cpu(cmd, d)
	})
	b.ReportMetric(float64(most)/1024, "MB")
}
