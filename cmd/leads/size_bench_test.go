package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkSizes measures each command on files of several sizes against the
// sqlite3 program on the same file, in processor time:
//
//	LEADS_SIZES="10000 100000 1000000" LEADS_SIZE_FOLDER=/tmp/sizes go test -run '^$' -bench Sizes -benchtime 5x -timeout 0 ./cmd/leads
//
// A part of it: -bench 'Sizes/report'. Import writes a file of its own each
// time; it is left out at more than 100,000 rows unless LEADS_SIZE_IMPORT is set.
func BenchmarkSizes(b *testing.B) {
	for _, c := range sizeCases {
		b.Run(c.name, func(b *testing.B) {
			for _, n := range sizes() {
				b.Run(fmt.Sprint(n), func(b *testing.B) {
					if c.name == "import" && n > 100_000 && os.Getenv("LEADS_SIZE_IMPORT") == "" {
						b.Skip("takes many minutes: LEADS_SIZE_IMPORT=1")
					}
					s := sizedFile(b, n)
					against(b, func(i int) *exec.Cmd { return c.leads(s, i) }, func(i int) *exec.Cmd { return c.sqlite(b, s, i) }, cpu)
				})
			}
		})
	}
}

// sizeCase is a command and what a person with the sqlite3 program would type instead.
type sizeCase struct {
	name   string
	leads  func(s sized, i int) *exec.Cmd
	sqlite func(b *testing.B, s sized, i int) *exec.Cmd
}

func (s sized) run(file string, args ...string) *exec.Cmd {
	cmd := exec.Command(s.program, append([]string{"--db", file}, args...)...)
	cmd.Env = append(os.Environ(), "LEADS_NOW=2026-11-21T10:00:00Z")
	return cmd
}

// reads is a case that only reads.
func reads(name, script string, args ...string) sizeCase {
	return sizeCase{name, func(s sized, _ int) *exec.Cmd { return s.run(s.file, args...) },
		func(b *testing.B, s sized, _ int) *exec.Cmd { return sqlite3(b, s.file, script) }}
}

// writes is a case that writes; a %d in either is the number of the run.
func writes(name, script string, args ...string) sizeCase {
	fill := func(text string, i int) string {
		if slices.Contains([]byte(text), '%') {
			return fmt.Sprintf(text, int(time.Now().UnixMilli()%1e9)*100+i)
		}
		return text
	}
	return sizeCase{name, func(s sized, i int) *exec.Cmd {
		own := slices.Clone(args)
		for n := range own {
			own[n] = fill(own[n], i)
		}
		return s.run(s.written, own...)
	}, func(b *testing.B, s sized, i int) *exec.Cmd { return sqlite3(b, s.written, fill(script, i)) }}
}

var sizeCases = []sizeCase{
	writes("add", `INSERT INTO lead (title, source_id, channel_id, first_touch_on, created_at, updated_at)
		VALUES ('by hand %d', 1, 1, '2026-11-21', '2026-11-21T10:00:00Z', '2026-11-21T10:00:00Z');`,
		"add", "measured lead number %d", "--source", "Upwork/Search", "--client", "Amber Works 0", "--on-duplicate", "warn"),
	writes("log", `INSERT INTO activity (lead_id, kind, on_day, minutes, created_at) VALUES (777, 'call', '2026-11-21', 25, '2026-11-21T10:00:00Z');`,
		"log", "777", "call", "--spent", "25m"),
	reads("list", `SELECT l.id, l.title, c.name, s.name, h.name, l.first_touch_on, l.stage, d.outcome, l.value_minor / 100.0, l.follow_up_on FROM lead l
		LEFT JOIN client c ON c.id = l.client_id LEFT JOIN source s ON s.id = l.source_id LEFT JOIN channel h ON h.id = l.channel_id
		LEFT JOIN deal d ON d.lead_id = l.id ORDER BY l.first_touch_on DESC, l.id DESC LIMIT 50;`, "list", "--limit", "50"),
	reads("show", `SELECT * FROM lead l LEFT JOIN client c ON c.id = l.client_id LEFT JOIN source s ON s.id = l.source_id LEFT JOIN deal d ON d.lead_id = l.id WHERE l.id = 777;
		SELECT * FROM activity WHERE lead_id = 777 ORDER BY on_day, id;`, "show", "777"),
	reads("next", `SELECT l.id, l.title, l.follow_up_on FROM lead l LEFT JOIN deal d ON d.lead_id = l.id
		WHERE l.follow_up_on <= '2026-11-21' AND d.id IS NULL ORDER BY l.follow_up_on, l.id;`, "next"),
	reads("report", sumsBy("s.name", "JOIN source s ON s.id = l.source_id"), "report", "--by", "source"),
	reads("report-json", sumsBy("s.name", "JOIN source s ON s.id = l.source_id"), "report", "--by", "source", "--json"),
	reads("report-campaign", sumsBy("s.name", "LEFT JOIN campaign s ON s.id = l.campaign_id"), "report", "--by", "campaign"),
	reads("report-stage", sumsBy("l.stage", ""), "report", "--by", "stage"),
	reads("report-client", sumsBy("s.name", "LEFT JOIN client s ON s.id = l.client_id"), "report", "--by", "client"),
	reads("report-month", sumsByMonth, "report", "--by", "month"),
	reads("report-one-month", sumsOf("BETWEEN '2026-06-01' AND '2026-06-30'", "s.name", "LEFT JOIN campaign s ON s.id = l.campaign_id"),
		"report", "--by", "campaign", "--period", "2026-06"),
	reads("report-one-week", sumsOf("BETWEEN '2026-06-01' AND '2026-06-07'", "s.name", "JOIN source s ON s.id = l.source_id"),
		"report", "--by", "source", "--since", "2026-06-01", "--until", "2026-06-07", "--json"),
	reads("compare", eachLead, "compare", "Upwork", "LinkedIn"),
	reads("attribution", linearCredits, "report", "--by", "source", "--model", "linear"),
	writes("score", scoreOfEach, "score", "recompute"),
	{"import", func(s sized, i int) *exec.Cmd {
		file := filepath.Join(filepath.Dir(s.program), fmt.Sprintf("imported%d-%d.db", s.leads, i))
		os.Remove(file)
		return s.run(file, "import", s.csv, "--create", "--quiet")
	}, func(b *testing.B, s sized, i int) *exec.Cmd {
		os.Remove(filepath.Join(filepath.Dir(s.program), fmt.Sprintf("imported%d-%d.db", s.leads, i)))
		file := filepath.Join(filepath.Dir(s.program), fmt.Sprintf("plain%d.db", s.leads))
		os.Remove(file)
		return sqlite3(b, file, plainImport+s.csv+" lead\n")
	}},
	reads("export", `.mode csv
SELECT l.*, c.name, s.name, h.name, g.name, d.outcome, d.reason, d.closed_on, d.amount_minor / 100.0, d.currency,
	(SELECT sum(minutes) FROM activity a WHERE a.lead_id = l.id), (SELECT sum(cost_base) / 100.0 FROM activity a WHERE a.lead_id = l.id) FROM lead l
	LEFT JOIN client c ON c.id = l.client_id LEFT JOIN source s ON s.id = l.source_id LEFT JOIN channel h ON h.id = l.channel_id
	LEFT JOIN campaign g ON g.id = l.campaign_id LEFT JOIN deal d ON d.lead_id = l.id ORDER BY l.id;
`, "export", "--format", "csv"),
	reads("duplicates", `SELECT a.id, b.id FROM lead a JOIN lead b ON b.client_id = a.client_id AND b.id > a.id WHERE lower(a.title) = lower(b.title);
SELECT a.id, b.id FROM lead a JOIN lead b ON b.email = a.email AND b.id > a.id WHERE a.email <> '';
`, "duplicates", "--json"),
}

// sumsBy is a report as anyone would write it, by a name that is joined to the lead.
func sumsBy(name, join string) string { return sumsOf("IS NOT NULL", name, join) }

// sumsOf is a report on some days.
func sumsOf(days, name, join string) string {
	return fmt.Sprintf(`
SELECT %[1]s, count(*), sum(d.id IS NULL) FROM lead l %[2]s LEFT JOIN deal d ON d.lead_id = l.id WHERE l.first_touch_on %[3]s GROUP BY 1;
SELECT %[1]s, sum(d.outcome = 'won'), sum(d.outcome = 'lost'), sum(d.outcome = 'no-response'), sum(d.outcome = 'not-a-fit'), sum(d.base_minor)
	FROM deal d JOIN lead l ON l.id = d.lead_id %[2]s WHERE d.closed_on %[3]s GROUP BY 1;
SELECT %[1]s, sum(a.minutes), sum(a.cost_base) FROM activity a JOIN lead l ON l.id = a.lead_id %[2]s WHERE a.on_day %[3]s GROUP BY 1;
WITH w AS (SELECT %[1]s AS name, julianday(d.closed_on) - julianday(l.first_touch_on) AS days FROM deal d JOIN lead l ON l.id = d.lead_id %[2]s
		WHERE d.outcome = 'won' AND d.closed_on %[3]s),
	r AS (SELECT name, days, row_number() OVER (PARTITION BY name ORDER BY days) AS r, count(*) OVER (PARTITION BY name) AS n FROM w)
	SELECT name, avg(days) FROM r WHERE r IN ((n + 1) / 2, (n + 2) / 2) GROUP BY 1;
`, name, join, days)
}

// sumsByMonth puts each figure under its own day.
const sumsByMonth = `
SELECT substr(l.first_touch_on, 1, 7), count(*), sum(d.id IS NULL) FROM lead l LEFT JOIN deal d ON d.lead_id = l.id GROUP BY 1;
SELECT substr(closed_on, 1, 7), sum(outcome = 'won'), sum(outcome = 'lost'), sum(outcome = 'no-response'), sum(outcome = 'not-a-fit'), sum(base_minor) FROM deal GROUP BY 1;
SELECT substr(on_day, 1, 7), sum(minutes), sum(cost_base) FROM activity GROUP BY 1;
WITH w AS (SELECT substr(d.closed_on, 1, 7) AS name, julianday(d.closed_on) - julianday(l.first_touch_on) AS days FROM deal d JOIN lead l ON l.id = d.lead_id WHERE d.outcome = 'won'),
	r AS (SELECT name, days, row_number() OVER (PARTITION BY name ORDER BY days) AS r, count(*) OVER (PARTITION BY name) AS n FROM w)
	SELECT name, avg(days) FROM r WHERE r IN ((n + 1) / 2, (n + 2) / 2) GROUP BY 1;
`

// linearCredits shares each won deal equally among its touches.
const linearCredits = `
WITH t AS (SELECT id AS lead_id, source_id FROM lead UNION ALL SELECT lead_id, source_id FROM activity WHERE lead_id IS NOT NULL AND source_id IS NOT NULL),
	n AS (SELECT lead_id, count(*) AS n FROM t GROUP BY 1)
SELECT s.name, sum(1.0 / n.n), sum(1.0 * d.base_minor / n.n) FROM deal d JOIN t ON t.lead_id = d.lead_id JOIN n ON n.lead_id = d.lead_id
	LEFT JOIN source s ON s.id = t.source_id WHERE d.outcome = 'won' GROUP BY 1;
`

// scoreOfEach is three rules in SQL: calls, the value, the source.
const scoreOfEach = `
CREATE TABLE IF NOT EXISTS temp.scored (id INTEGER PRIMARY KEY, points INTEGER, reached TEXT);
INSERT INTO temp.scored SELECT l.id, min(45, 15 * coalesce(c.calls, 0)) + 20 * (l.value_minor >= 300000) + 25 * (s.name = 'Referral'), c.first FROM lead l
	LEFT JOIN (SELECT lead_id, count(*) AS calls, min(on_day) AS first FROM activity WHERE kind = 'call' GROUP BY 1) c ON c.lead_id = l.id
	LEFT JOIN source s ON s.id = l.source_id;
`
