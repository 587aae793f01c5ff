package main

import (
	"os/exec"
	"testing"
)

// eachLead is what a bootstrap over the leads of two sources needs: one row a lead.
const eachLead = `
SELECT l.source_id, d.outcome, d.base_minor, julianday(d.closed_on) - julianday(l.first_touch_on), a.minutes, a.cost FROM lead l
	LEFT JOIN deal d ON d.lead_id = l.id
	LEFT JOIN (SELECT lead_id, sum(minutes) AS minutes, sum(cost_base) AS cost FROM activity GROUP BY 1) a ON a.lead_id = l.id
	WHERE l.source_id IN (SELECT id FROM source WHERE name IN ('Upwork', 'LinkedIn'));
`

// eachStay is how long leads were at each stage, and how they ended.
const eachStay = `
WITH step AS (SELECT id, first_touch_on AS day, 'new' AS stage, 0 AS n FROM lead UNION ALL SELECT lead_id, on_day, stage, id FROM stage_change),
	stay AS (SELECT id, stage, day, lead(day) OVER (PARTITION BY id ORDER BY day, n) AS until FROM step)
SELECT l.source_id, s.stage, count(DISTINCT s.id), sum(d.outcome = 'won'), count(s.until), sum(julianday(s.until) - julianday(s.day)), sum(l.value_minor)
	FROM stay s JOIN lead l ON l.id = s.id LEFT JOIN deal d ON d.lead_id = l.id GROUP BY 1, 2;
`

func benchAgainst(b *testing.B, script string, args ...string) {
	s := setUp(b)
	against(b, func(int) *exec.Cmd { return s.run(s.file, args...) }, func(int) *exec.Cmd { return sqlite3(b, s.file, script) }, cpu)
}

func BenchmarkCompare_atMost2SQLite(b *testing.B) {
	benchAgainst(b, eachLead, "compare", "Upwork", "LinkedIn")
}

func BenchmarkFunnel_atMost2SQLite(b *testing.B) {
	benchAgainst(b, eachStay, "funnel", "--by", "source")
}

func BenchmarkPipeline_atMost2SQLite(b *testing.B) { benchAgainst(b, eachStay, "pipeline") }

func BenchmarkReportWithNotes_atMost2SQLite(b *testing.B) {
	benchAgainst(b, straight, "report", "--by", "source", "--json")
}
