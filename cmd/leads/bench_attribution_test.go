package main

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// touched is a file of 100,000 leads with 500,000 later touches over 12
// sources: what the models of attribution are measured on.
var touched = sync.OnceValues(func() (string, error) {
	s, err := benchOnce()
	if err != nil {
		return "", err
	}
	r := rand.New(rand.NewSource(2))
	stages := strings.Fields("- - - - discussion proposal")
	first := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	day := func(n int) string { return first.AddDate(0, 0, n).Format(time.DateOnly) }
	days := make([]int, benchLeads)
	var l, a bytes.Buffer
	l.WriteString("title,external_id,source,date,outcome,closed_on,amount\n")
	a.WriteString("lead,date,kind,via,stage\n")
	for i := range benchLeads {
		days[i] = r.Intn(1600)
		fmt.Fprintf(&l, "job %d,ext%d,S%02d,%s,", i, i, r.Intn(12), day(days[i]))
		switch n := r.Float64(); {
		case n < .12:
			fmt.Fprintf(&l, "won,%s,%d\n", day(days[i]+r.Intn(60)), 100+r.Intn(9000))
		case n < .4:
			fmt.Fprintf(&l, "lost,%s,\n", day(days[i]+r.Intn(60)))
		default:
			l.WriteString(",,\n")
		}
	}
	for range 5 * benchLeads {
		i := r.Intn(benchLeads)
		fmt.Fprintf(&a, "ext%d,%s,email,S%02d,%s\n", i, day(days[i]+r.Intn(30)), r.Intn(12), strings.Trim(stages[r.Intn(6)], "-"))
	}
	file, leads, acts := filepath.Join(s.dir, "touched.db"), filepath.Join(s.dir, "touched.csv"), filepath.Join(s.dir, "touches.csv")
	for path, b := range map[string]*bytes.Buffer{leads: &l, acts: &a} {
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			return "", err
		}
	}
	for _, args := range [][]string{{leads, "--create"}, {acts, "--as", "activities"}} {
		if out, err := exec.Command(s.leads, append([]string{"--db", file, "import"}, args...)...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("import %v: %w\n%s", args, err, out)
		}
	}
	return file, nil
})

// model measures a report by a model against the report by first touch.
func model(b *testing.B, name string) {
	s := setUp(b)
	file, err := touched()
	if err != nil {
		b.Fatal(err)
	}
	against(b, func(int) *exec.Cmd { return s.run(file, "report", "--by", "source", "--model", name) },
		func(int) *exec.Cmd { return s.run(file, "report", "--by", "source") }, cpu)
}

func BenchmarkLinear_under2Report(b *testing.B) { model(b, "linear") }

func BenchmarkDecay_under2Report(b *testing.B) { model(b, "decay") }

func BenchmarkW_under2Report(b *testing.B) { model(b, "w") }

func BenchmarkMarkov_under5Report(b *testing.B) { model(b, "markov") }
