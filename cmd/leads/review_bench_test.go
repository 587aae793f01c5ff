package main

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// straightReview is the sums of a weekly page as anyone would write them: by
// source and week, the deals of the week, how long winning takes, what is due,
// what has been still for longer, what is missing.
const straightReview = `
SELECT s.name, (julianday('2026-08-22') - julianday(l.first_touch_on)) / 7 AS w, count(*) FROM lead l JOIN source s ON s.id = l.source_id
	WHERE l.first_touch_on BETWEEN '2026-05-18' AND '2026-08-16' GROUP BY s.name, CAST(w AS INTEGER);
SELECT s.name, (julianday('2026-08-22') - julianday(d.closed_on)) / 7 AS w, sum(d.outcome = 'won'), sum(d.outcome = 'lost'), sum(d.base_minor)
	FROM deal d JOIN lead l ON l.id = d.lead_id JOIN source s ON s.id = l.source_id
	WHERE d.closed_on BETWEEN '2026-05-18' AND '2026-08-16' GROUP BY s.name, CAST(w AS INTEGER);
SELECT s.name, (julianday('2026-08-22') - julianday(a.on_day)) / 7 AS w, sum(a.minutes), sum(a.cost_base)
	FROM activity a JOIN lead l ON l.id = a.lead_id JOIN source s ON s.id = l.source_id
	WHERE a.on_day BETWEEN '2026-05-18' AND '2026-08-16' GROUP BY s.name, CAST(w AS INTEGER);
SELECT days, count(*) FROM (SELECT julianday(d.closed_on) - julianday(l.first_touch_on) AS days FROM deal d JOIN lead l ON l.id = d.lead_id WHERE d.outcome = 'won') GROUP BY days;
SELECT count(*) FROM lead l WHERE l.follow_up_on <= '2026-08-22' AND NOT EXISTS (SELECT 1 FROM deal d WHERE d.lead_id = l.id);
SELECT count(*) FROM lead l LEFT JOIN (SELECT lead_id, max(on_day) AS last FROM activity GROUP BY lead_id) a ON a.lead_id = l.id
	WHERE NOT EXISTS (SELECT 1 FROM deal d WHERE d.lead_id = l.id) AND max(l.first_touch_on, coalesce(a.last, '')) < '2026-07-01';
SELECT s.name, count(*), count(d.id), max(l.first_touch_on) FROM source s LEFT JOIN lead l ON l.source_id = s.id LEFT JOIN deal d ON d.lead_id = l.id GROUP BY s.name;
SELECT sum(source_id IS NULL), sum(channel_id IS NULL) FROM lead WHERE first_touch_on BETWEEN '2026-05-25' AND '2026-08-16';
SELECT sum(base_minor IS NULL), sum(reason = ''), sum(NOT EXISTS (SELECT 1 FROM activity a WHERE a.lead_id = d.lead_id AND a.minutes IS NOT NULL))
	FROM deal d WHERE closed_on BETWEEN '2026-05-25' AND '2026-08-16';
`

// on sets the day of a command, in the last week of the benchmark's file.
func on(cmd *exec.Cmd) *exec.Cmd {
	cmd.Env = append(cmd.Environ(), "LEADS_NOW=2026-08-22T10:00:00Z")
	return cmd
}

func BenchmarkReview_atMost2SQLite(b *testing.B) {
	s := setUp(b)
	against(b, func(int) *exec.Cmd { return on(s.run(s.file, "review", "--format", "table")) },
		func(int) *exec.Cmd { return sqlite3(b, s.file, straightReview) }, wall)
}

func BenchmarkReviewPage_atMost2SQLite(b *testing.B) {
	s := setUp(b)
	page := filepath.Join(b.TempDir(), "week.html")
	against(b, func(int) *exec.Cmd { return on(s.run(s.file, "review", "--html", page)) },
		func(int) *exec.Cmd { return sqlite3(b, s.file, straightReview) }, wall)
}

// The yardstick is the same command on a file with next to nothing in it.
func BenchmarkNext_atMost1_5Empty(b *testing.B) {
	s := setUp(b)
	against(b, func(int) *exec.Cmd { return on(s.run(s.file, "next")) }, func(int) *exec.Cmd { return on(s.run(s.empty, "next")) }, cpu)
}
