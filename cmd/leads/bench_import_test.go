//go:build unix

package main

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkImportMillion_linear imports a hundred thousand rows and a million: ten
// times the rows shall take at most eleven times as long, and no more than 300 MB.
func BenchmarkImportMillion_linear(b *testing.B) {
	if testing.Short() {
		b.Skip("takes minutes")
	}
	s := setUp(b)
	small, big := filepath.Join(s.dir, "100k.csv"), filepath.Join(s.dir, "1m.csv")
	for path, rows := range map[string]int{small: 100_000, big: 1_000_000} {
		if err := writeLeads(path, rows); err != nil {
			b.Fatal(err)
		}
	}
	var most int64
	against(b, func(i int) *exec.Cmd { return s.run(filepath.Join(s.dir, fmt.Sprintf("big%d.db", i)), "import", big) },
		func(i int) *exec.Cmd {
			return s.run(filepath.Join(s.dir, fmt.Sprintf("small%d.db", i)), "import", small)
		},
		func(cmd *exec.Cmd, d time.Duration) time.Duration {
			if use, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
				most = max(most, int64(use.Maxrss))
			}
			return cpu(cmd, d)
		})
	b.ReportMetric(float64(most)/1024, "MB")
}

// writeLeads makes leads as a freelancer has them: few words, many clients, some
// with several jobs.
func writeLeads(path string, rows int) error {
	r := rand.New(rand.NewSource(2))
	pick := func(words string) string { list := strings.Split(words, ","); return list[r.Intn(len(list))] }
	var b bytes.Buffer
	b.WriteString("title,client,contact,email,url,source,channel,date,value\n")
	first := time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC)
	for range rows {
		client, given, family := r.Intn(rows/4), pick("Ada,Jean,Karim,Lucia,Priya,Tom,Nils,Olga"), pick("Martin,Rossi,Novak,Silva,Weber,Olsen,Khan,Petit")
		url := ""
		if r.Intn(2) == 0 {
			url = fmt.Sprintf("https://www.upwork.com/jobs/~%018x", r.Int63())
		}
		fmt.Fprintf(&b, "%s %s for a %s #%d,%s %s %d,%s %s,%s.%d@example%d.com,%s,%s,%s,%d\n",
			pick("New,Urgent,Small,First,Quick,Senior"), pick("shop redesign,API integration,logo,mobile app,data pipeline,landing page"),
			pick("bakery,hotel,museum,farm,school,winery"), r.Intn(10_000), pick("Atelier,Studio,Nord,Lumen,Orbit,Cedar"), family, client,
			given, family, strings.ToLower(given), client, client%50_000, url, pick("Upwork\x00Search,Upwork\x00Invite,LinkedIn\x00Inbound"),
			first.AddDate(0, 0, r.Intn(3900)).Format(time.DateOnly), 100+r.Intn(9000))
	}
	return os.WriteFile(path, bytes.ReplaceAll(b.Bytes(), []byte{0}, []byte{','}), 0o600)
}
