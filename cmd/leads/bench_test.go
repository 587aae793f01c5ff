package main

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The benchmarks run whole processes: the stripped program against a bare
// cobra program, or against sqlite3 on the same file, in turn, because machines
// are noisy. They report the median of each and their ratio:
//
//	go test -bench . -run '^$' -benchtime 20x ./cmd/leads
//
// What a ratio may be at most is in its name: BenchmarkList is to stay under 3
// bare programs.

const (
	benchLeads      = 100_000
	benchActivities = 300_000
)

// bench is what the benchmarks share: two programs and files of 100,000 leads.
type bench struct{ dir, leads, bare, file, empty, csv string }

var benchOnce = sync.OnceValues(func() (*bench, error) {
	dir, err := os.MkdirTemp("", "leads-bench")
	if err != nil {
		return nil, err
	}
	b := &bench{dir, filepath.Join(dir, "leads"), filepath.Join(dir, "bare"), filepath.Join(dir, "full.db"), filepath.Join(dir, "empty.db"), filepath.Join(dir, "leads.csv")}
	for program, pkg := range map[string]string{b.leads: ".", b.bare: "./testdata/bare"} {
		if err := buildProgram(program, pkg, "-ldflags", "-s -w"); err != nil {
			return nil, err
		}
	}
	acts, deals := filepath.Join(dir, "activities.csv"), filepath.Join(dir, "deals.csv")
	if err := writeBenchFiles(b.csv, acts, deals); err != nil {
		return nil, err
	}
	for _, args := range [][]string{
		{"--db", b.empty, "config", "set", "hourly-cost", "40"},
		{"--db", b.file, "import", b.csv}, {"--db", b.file, "import", acts, "--as", "activities"}, {"--db", b.file, "import", deals, "--as", "deals"},
	} {
		if out, err := exec.Command(b.leads, args...).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("leads %v: %w\n%s", args, err, out)
		}
	}
	return b, nil
})

// writeBenchFiles makes the same files every time.
func writeBenchFiles(leads, acts, deals string) error {
	r := rand.New(rand.NewSource(1))
	words := strings.Fields("redesign shop api billing logo crm mobile app data pipeline audit cloud migrate dashboard")
	sources := strings.Fields("Upwork/Search Upwork/Invite LinkedIn/Inbound Freelancer/Search Referral/Client Website/Form")
	first := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	days := make([]int, benchLeads)
	var l, a, d bytes.Buffer
	l.WriteString("title,client,contact,email,url,external_id,source,date,value\n")
	a.WriteString("lead,date,kind,minutes,cost\n")
	d.WriteString("lead,outcome,closed_on,amount\n")
	for i := range benchLeads {
		days[i] = r.Intn(1700)
		on := first.AddDate(0, 0, days[i])
		fmt.Fprintf(&l, "%s %s %s %d,Client %d,Person %d,p%d@example%d.com,https://www.upwork.com/jobs/~%018x,ext%d,%s,%s,%d\n",
			words[r.Intn(14)], words[r.Intn(14)], words[r.Intn(14)], i, r.Intn(benchLeads/5), i, i, i%1000, i, i, sources[r.Intn(6)], on.Format(time.DateOnly), 100+r.Intn(9000))
		if n := r.Float64(); n < .4 {
			outcome, amount := "lost", ""
			switch {
			case n < .12:
				outcome, amount = "won", fmt.Sprint(100+r.Intn(9000))
			case n < .2:
				outcome = "no-response"
			}
			fmt.Fprintf(&d, "ext%d,%s,%s,%s\n", i, outcome, on.AddDate(0, 0, r.Intn(60)).Format(time.DateOnly), amount)
		}
	}
	for range benchActivities {
		i := r.Intn(benchLeads)
		fmt.Fprintf(&a, "ext%d,%s,email,%d,3\n", i, first.AddDate(0, 0, days[i]+r.Intn(30)).Format(time.DateOnly), 5+r.Intn(80))
	}
	for path, b := range map[string]*bytes.Buffer{leads: &l, acts: &a, deals: &d} {
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// against runs two commands in turn and reports medians and their ratio.
func against(b *testing.B, one, other func(i int) *exec.Cmd, spent func(*exec.Cmd, time.Duration) time.Duration) {
	b.Helper()
	var mine, theirs []time.Duration
	run := func(cmd *exec.Cmd) time.Duration {
		var said bytes.Buffer
		cmd.Stderr = &said // the answer, which may be large, goes nowhere
		start := time.Now()
		if err := cmd.Run(); err != nil {
			b.Fatalf("%v: %v\n%s", cmd.Args, err, said.String())
		}
		return spent(cmd, time.Since(start))
	}
	for i := 0; b.Loop(); i++ {
		mine, theirs = append(mine, run(one(i))), append(theirs, run(other(i)))
	}
	slices.Sort(mine)
	slices.Sort(theirs)
	m, t := mine[len(mine)/2], theirs[len(theirs)/2]
	b.ReportMetric(m.Seconds()*1000, "ms/leads")
	b.ReportMetric(t.Seconds()*1000, "ms/yardstick")
	b.ReportMetric(m.Seconds()/t.Seconds(), "ratio")
}

// cpu is what the processors spent, wall what a person waits.
func cpu(cmd *exec.Cmd, _ time.Duration) time.Duration {
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

func wall(_ *exec.Cmd, d time.Duration) time.Duration { return d }

func setUp(b *testing.B) *bench {
	b.Helper()
	shared, err := benchOnce()
	if err != nil {
		b.Fatal(err)
	}
	return shared
}

func (s *bench) run(file string, args ...string) *exec.Cmd {
	return exec.Command(s.leads, append([]string{"--db", file}, args...)...)
}

func sqlite3(b *testing.B, file, script string) *exec.Cmd {
	b.Helper()
	path, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Skip("there is no sqlite3 program to compare with")
	}
	cmd := exec.Command(path, file)
	cmd.Stdin = strings.NewReader(script)
	return cmd
}

func (s *bench) bareProgram(int) *exec.Cmd { return exec.Command(s.bare, "--version") }

func BenchmarkVersion_atMost2_5Bare(b *testing.B) {
	s := setUp(b)
	against(b, func(int) *exec.Cmd { return exec.Command(s.leads, "--version") }, s.bareProgram, cpu)
}

func BenchmarkList_under3Bare(b *testing.B) {
	s := setUp(b)
	against(b, func(int) *exec.Cmd { return s.run(s.file, "list", "--limit", "50") }, s.bareProgram, cpu)
}

func BenchmarkListOnTerminal(b *testing.B) {
	s := setUp(b)
	against(b, func(int) *exec.Cmd { return s.run(s.file, "list", "--format", "table") }, s.bareProgram, cpu)
}

func BenchmarkShow_under3Bare(b *testing.B) {
	s := setUp(b)
	against(b, func(int) *exec.Cmd { return s.run(s.file, "show", "777") }, s.bareProgram, cpu)
}

func (s *bench) add(file, name string, i int) *exec.Cmd {
	return s.run(file, "add", fmt.Sprintf("%s lead number %d", name, i), "--source", "Upwork/Search", "--client", fmt.Sprintf("Client %d", i*7))
}

func BenchmarkAdd_atMost2_5Insert(b *testing.B) {
	s := setUp(b)
	against(b, func(i int) *exec.Cmd { return s.add(s.file, "measured", i) }, func(i int) *exec.Cmd {
		return sqlite3(b, s.file, fmt.Sprintf(`INSERT INTO lead (title, source_id, channel_id, first_touch_on, created_at, updated_at)
			VALUES ('by hand %d', 1, 1, '2026-11-21', '2026-11-21T10:00:00Z', '2026-11-21T10:00:00Z');`, i))
	}, cpu)
}

func BenchmarkAdd_atMost1_3Empty(b *testing.B) {
	s := setUp(b)
	against(b, func(i int) *exec.Cmd { return s.add(s.file, "again", i) }, func(i int) *exec.Cmd { return s.add(s.empty, "again", i) }, cpu)
}

func BenchmarkImport_atMost4SQLite(b *testing.B) {
	s := setUp(b)
	against(b, func(i int) *exec.Cmd {
		return s.run(filepath.Join(s.dir, fmt.Sprintf("imported%d.db", i)), "import", s.csv)
	},
		func(i int) *exec.Cmd {
			return sqlite3(b, filepath.Join(s.dir, fmt.Sprintf("plain%d.db", i)), plainImport+s.csv+" lead\n")
		}, wall)
}

// plainImport is a table with as many indexes as a lead has ways to be found.
const plainImport = `
CREATE TABLE lead (title TEXT, client TEXT, contact TEXT, email TEXT, url TEXT, external_id TEXT, source TEXT, date TEXT, value INTEGER);
CREATE INDEX i1 ON lead (date); CREATE INDEX i2 ON lead (source, date); CREATE INDEX i3 ON lead (client, title);
CREATE INDEX i4 ON lead (external_id); CREATE INDEX i5 ON lead (url); CREATE INDEX i6 ON lead (email);
CREATE INDEX i7 ON lead (contact, title);
.mode csv
.import --skip 1 `

// straight is the report's sums as anyone would write them.
const straight = `
SELECT s.name, count(*) FROM lead l JOIN source s ON s.id = l.source_id GROUP BY s.name;
SELECT s.name, sum(d.outcome = 'won'), sum(d.outcome = 'lost'), sum(d.outcome = 'no-response'), sum(d.outcome = 'not-a-fit'), sum(d.base_minor), count(*)
	FROM deal d JOIN lead l ON l.id = d.lead_id JOIN source s ON s.id = l.source_id GROUP BY s.name;
SELECT s.name, sum(a.minutes), sum(a.cost_base) FROM activity a JOIN lead l ON l.id = a.lead_id JOIN source s ON s.id = l.source_id GROUP BY s.name;
SELECT s.name, julianday(d.closed_on) - julianday(l.first_touch_on) FROM deal d JOIN lead l ON l.id = d.lead_id JOIN source s ON s.id = l.source_id
	WHERE d.outcome = 'won' ORDER BY 1, 2;
`

func BenchmarkReport_atMost1SQLite(b *testing.B) {
	s := setUp(b)
	against(b, func(int) *exec.Cmd { return s.run(s.file, "report", "--by", "source") },
		func(int) *exec.Cmd { return sqlite3(b, s.file, straight) }, wall)
}
