package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

func TestAStripSaysWhatItWasGiven(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 300).Draw(t, "rows")
		columns := make([][]int64, rapid.IntRange(1, mostColumns).Draw(t, "columns"))
		for i := range columns {
			span := rapid.SampledFrom([]int64{0, 1, 255, 256, 65_535, 65_536, 1 << 32, math.MaxInt64}).Draw(t, "span")
			columns[i] = rapid.SliceOfN(rapid.Int64Range(-span, span), n, n).Draw(t, "values")
		}
		id := rapid.Int64().Draw(t, "id")
		s, opened := pack(id, columns, n), make([]stripColumn, len(columns))
		if got, err := s.open(id, opened); err != nil || got != n {
			t.Fatalf("%d rows, %v; want %d", got, err, n)
		}
		for i, c := range opened {
			got := make([]int64, n)
			if c.read(got); !slices.Equal(got, columns[i]) {
				t.Errorf("column %d is %d, want %d", i, got, columns[i])
			}
		}
		if _, err := s.open(id^1<<rapid.IntRange(0, 62).Draw(t, "other"), opened); err == nil {
			t.Error("a strip under the id of another was not seen")
		}
		bit := rapid.IntRange(0, 8*len(s)-1).Draw(t, "bit")
		s[bit/8] ^= 1 << (bit % 8)
		if _, err := s.open(id, opened); err == nil {
			t.Error("a flipped bit was not seen")
		}
	})
}

func TestDaysAreCounted(t *testing.T) {
	t.Parallel()
	day := int64(1)
	for at := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2405; at = at.AddDate(0, 0, 1) {
		date := crm.DateOf(at)
		if got := dayNumber(string(date)); got != day || dayOf(day) != date {
			t.Fatalf("%s is day %d, and day %d is %s; want %d", date, got, day, dayOf(day), day)
		}
		day++
	}
	if got := dayNumber("9999-12-31"); got != 3_652_424+1 || dayOf(got) != "9999-12-31" {
		t.Errorf("the last day is %d, %s", got, dayOf(got))
	}
}

// What no command of ours writes is there all the same: a reason of one's own,
// a lead far out, a level.
func TestStripsHoldWhatIsRare(t *testing.T) {
	t.Parallel()
	const far = 1 << 61
	for moral, fold := range map[string]bool{"above the mark": false, "in strips": true} {
		s := fresh(t)
		must(t, update(s, "by hand", func(ctx context.Context, tx *Tx) error {
			for _, statement := range []string{
				`INSERT INTO lead (id, title, source_id, first_touch_on, created_at, updated_at) VALUES (3, 'near', 1, '2026-01-02', '', '')`,
				fmt.Sprintf(`INSERT INTO lead (id, title, source_id, first_touch_on, created_at, updated_at) VALUES (%d, 'far', 2, '2026-01-03', '', '')`, far),
				`INSERT INTO deal (lead_id, outcome, closed_on, reason, created_at) VALUES (3, 'lost', '2026-01-04', 'the moon', ''), (` + fmt.Sprint(far) + `, 'lost', '2026-01-04', 'price', '')`,
				`INSERT INTO activity (lead_id, kind, on_day, minutes, created_at) VALUES (` + fmt.Sprint(far) + `, 'call', '2026-01-05', 25, '')`,
				`INSERT INTO score (id, points, on_day, mql_on, sql_on) VALUES (3, 50, '2026-01-02', '2026-01-02', NULL), (` + fmt.Sprint(far) + `, 50, '2026-01-02', NULL, '2026-01-02')`,
			} {
				if _, err := tx.exec(ctx, statement); err != nil {
					return err
				}
			}
			if fold {
				return tx.foldAll(ctx, far, 2, 1)
			}
			return nil
		}))
		view(t, s, func(ctx context.Context, tx *Tx) error {
			for _, by := range [][]crm.Dimension{{crm.ByReason}, {crm.ByLevel}, {crm.ByLevel, crm.ByReason, crm.BySource}} {
				q := FactQuery{By: by}
				facts, err := tx.Facts(ctx, q)
				must(t, err)
				rows, err := tx.run(ctx, 1, summing{q: q, merged: true, levels: true}.queries()...)
				must(t, err)
				compareSums(t, fmt.Sprint(moral, by), sums(facts, false), sums(rows, false))
				if len(sums(rows, false)) != 6+1 { // leads, closed, lost of each, minutes of one
					t.Errorf("%s: %v", moral, rows)
				}
			}
			if wrong, err := tx.wrongStrips(ctx); wrong != 0 || err != nil {
				t.Errorf("%s: %d wrong strips, %v", moral, wrong, err)
			}
			return nil
		})
	}
}

// plainRemarks asks the rows for what the notes of a report are about.
func plainRemarks(ctx context.Context, tx *Tx, q FactQuery) (untimed, leads int64, w crm.Weight, late []crm.LateCampaign, err error) {
	s := summing{q: q, merged: true}
	where, args := s.keep("l", "l.first_touch_on", "l.merged_into IS NULL")
	_, err = tx.one(ctx, `SELECT count(*), coalesce(sum(NOT EXISTS (SELECT 1 FROM activity a WHERE a.minutes IS NOT NULL
		AND (a.lead_id = l.id OR a.lead_id IN (SELECT m.id FROM lead m WHERE m.merged_into = l.id)))), 0) FROM lead l`+where, args, &leads, &untimed)
	if err != nil {
		return
	}
	where, args = s.keep("l", "l.first_touch_on", "l.merged_into IS NULL", "l.first_touch_on > c.end_on")
	err = tx.each(ctx, `SELECT c.name, c.end_on, count(*) FROM campaign c JOIN lead l ON l.campaign_id = c.id`+where+` GROUP BY c.id ORDER BY c.name`, args,
		func(rows *sql.Rows) error {
			var c crm.LateCampaign
			err := rows.Scan(&c.Name, &c.End, &c.Leads)
			late = append(late, c)
			return err
		})
	if err != nil {
		return
	}
	join, conditions := s.home("d", 0, "")
	where, args = s.keep("l", s.closingDay(), append(conditions, "d.outcome = 'won'", "d.base_minor > 0")...)
	from := ` FROM deal d` + join + where
	if _, err = tx.one(ctx, `SELECT d.base_minor, l.id`+from+` ORDER BY 1 DESC, 2 LIMIT 1`, args, &w.Deal, &w.DealLead); err != nil {
		return
	}
	_, err = tx.one(ctx, `SELECT r.name, sum(g.base_minor) FROM (SELECT l.client_id, d.base_minor`+from+`) g JOIN client c ON c.id = g.client_id
		JOIN client r ON r.id = coalesce(c.merged_into, c.id) GROUP BY r.id ORDER BY 2 DESC, r.id LIMIT 1`, args, &w.Client, &w.OfClient)
	return
}

// checkRemarks compares them with what the strips say.
func checkRemarks(ctx context.Context, h rapid.TB, tx *Tx, q FactQuery) error {
	wantUntimed, wantLeads, wantWeight, wantLate, err := plainRemarks(ctx, tx, q)
	if err != nil {
		return err
	}
	untimed, leads, err := tx.Untimed(ctx, q)
	if err != nil {
		return err
	}
	weight, err := tx.Weight(ctx, q)
	if err != nil {
		return err
	}
	late, err := tx.LateCampaigns(ctx, q)
	got, want := fmt.Sprintf("%d of %d, %+v, %+v", untimed, leads, weight, late), fmt.Sprintf("%d of %d, %+v, %+v", wantUntimed, wantLeads, wantWeight, wantLate)
	if got != want {
		h.Errorf("remarks on %+v:\n%s, want\n%s", q, got, want)
	}
	return err
}

func TestAnOlderFileGetsItsStrips(t *testing.T) {
	t.Parallel()
	s, _ := busy(t)
	before := stripsOf(t, s)
	if len(before) != mostColumns+3 { // the columns of one of leads, a month of deals, one of work and one of first touches
		t.Fatalf("%d strips", len(before))
	}
	must(t, update(s, "as if it were older", func(ctx context.Context, tx *Tx) error {
		_, err := tx.exec(ctx, `DELETE FROM strip`)
		return err
	}))
	must(t, s.layStrips(context.Background()))
	if after := stripsOf(t, s); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("strips are %v, want %v", after, before)
	}
}

// Who writes meets damaged strips, and they are as they should be afterwards.
func TestDamagedStripsAreReadAnew(t *testing.T) {
	t.Parallel()
	for change, damage := range map[string]string{
		`UPDATE activity SET minutes = 30; UPDATE deal SET reason = 'x'; UPDATE lead SET stage = 'proposal' WHERE id = 1`: `UPDATE strip SET data = zeroblob(64) WHERE id >> 56 <> 4`, // no lead comes or goes
		`INSERT INTO activity (lead_id, kind, on_day, minutes, created_at) VALUES (1, 'call', '2026-10-04', 5, '');
			INSERT INTO lead (title, first_touch_on, created_at, updated_at) VALUES ('Third', '2026-10-04', '', '')`: `UPDATE strip SET data = zeroblob(64) WHERE id >> 56 <> 1`, // nothing happens to deals
	} {
		s, _ := busy(t)
		must(t, update(s, "damage, then work", func(ctx context.Context, tx *Tx) error {
			for _, statement := range []string{damage, change} {
				if _, err := tx.exec(ctx, statement); err != nil {
					return err
				}
			}
			return tx.foldAll(ctx, 3, 1, 2)
		}))
		view(t, s, func(ctx context.Context, tx *Tx) error {
			if wrong, err := tx.wrongStrips(ctx); wrong != 0 || err != nil {
				t.Errorf("after %s: %d wrong, %v", change, wrong, err)
			}
			return nil
		})
	}
}

// More rows than a strip holds, in one month, and as many that change.
func TestAMonthTakesAsManyStripsAsItNeeds(t *testing.T) {
	t.Parallel()
	s, _ := busy(t)
	const work = 3*stripRows - 100
	check := func(moral string, minutes int64) {
		view(t, s, func(ctx context.Context, tx *Tx) error {
			if wrong, err := tx.wrongStrips(ctx); wrong != 0 || err != nil {
				t.Errorf("%s: %d wrong, %v", moral, wrong, err)
			}
			for _, q := range []FactQuery{{By: []crm.Dimension{crm.ByCampaign}}, {By: []crm.Dimension{crm.ByCampaign, crm.ByMonth}},
				{By: []crm.Dimension{crm.ByCampaign}, Period: crm.Period{From: "2026-10-01", To: "2026-12-31"}}} {
				facts, err := tx.Facts(ctx, q)
				must(t, err)
				got := int64(0)
				for _, f := range facts {
					got += f.Minutes
				}
				if got != minutes {
					t.Errorf("%s: %d minutes by %+v, want %d", moral, got, q, minutes)
				}
			}
			return nil
		})
	}
	do := func(statement string, last int64) {
		must(t, update(s, "much work", func(ctx context.Context, tx *Tx) error {
			if _, err := tx.exec(ctx, statement); err != nil {
				return err
			}
			return tx.foldAll(ctx, 2, 1, last)
		}))
	}
	do(fmt.Sprintf(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		INSERT INTO activity (lead_id, source_id, kind, on_day, minutes, created_at) SELECT iif(i %% 3, 1, NULL), 1, 'call', date('2026-12-01', (i %% 31) || ' days'), 2, '' FROM n`, work), 1+work)
	check("filled", 25+2*work)
	do(`UPDATE activity SET minutes = 3, on_day = '2026-11-30' WHERE id > 1 AND id % 2`, 1+work)
	check("half of it changed", 25+2*work+work/2)
	do(`DELETE FROM activity WHERE on_day > '2026-11-30'`, 1+work)
	check("half of it gone", 25+3*(work/2))
}

// Who writes into the file with another program puts rows under numbers of the past,
// or in the place of others.
func TestRowsPutByHandCount(t *testing.T) {
	t.Parallel()
	const deal = `(id, lead_id, outcome, closed_on, amount_minor, currency, rate, base_minor, created_at) VALUES `
	for _, statements := range []string{
		`REPLACE INTO deal (lead_id, outcome, closed_on, created_at) VALUES (2, 'lost', '2026-09-01', '')`,
		`REPLACE INTO deal ` + deal + `(1, 2, 'won', '2026-09-01', 500, 'EUR', '1', 500, '')`,
		`REPLACE INTO deal ` + deal + `(1, 1, 'won', '2026-09-01', 500, 'EUR', '1', 500, '')`,
		`DELETE FROM deal; INSERT INTO deal ` + deal + `(1, 1, 'won', '2026-09-01', 500, 'EUR', '1', 500, '')`,
		`REPLACE INTO activity (id, lead_id, kind, on_day, minutes, created_at) VALUES (1, 2, 'call', '2026-09-02', 50, '')`,
		`DELETE FROM activity; INSERT INTO activity (id, lead_id, kind, on_day, minutes, created_at) VALUES (1, 2, 'call', '2026-09-02', 50, '')`,
		`UPDATE activity SET id = 40; INSERT INTO activity (id, source_id, kind, on_day, minutes, created_at) VALUES (1, 2, 'call', '2026-09-02', 50, '')`,
		`INSERT INTO unlocked VALUES ('by hand'); DELETE FROM activity; DELETE FROM lead WHERE id = 1; DELETE FROM unlocked;
			INSERT INTO lead (id, title, source_id, first_touch_on, created_at, updated_at) VALUES (1, 'Other', 3, '2026-09-02', '', '')`,
	} {
		for _, folded := range []bool{false, true} {
			s, _ := busy(t)
			for _, statement := range strings.Split(statements, ";") {
				_, err := s.conn.ExecContext(context.Background(), statement)
				must(t, err)
			}
			if folded {
				must(t, update(s, "fold", func(ctx context.Context, tx *Tx) error { return tx.foldAll(ctx, 2, 2, 40) }))
			}
			view(t, s, func(ctx context.Context, tx *Tx) error {
				for _, by := range []crm.Dimension{crm.BySource, crm.ByOutcome, crm.ByMonth} {
					for _, p := range []crm.Period{{}, {From: "2026-09-01", To: "2026-11-30"}} {
						q := FactQuery{By: []crm.Dimension{by}, Period: p}
						facts, err := tx.stripFacts(ctx, q)
						must(t, err)
						rows, err := tx.run(ctx, 1, summing{q: q, merged: true}.queries()...)
						must(t, err)
						var list []crm.Fact
						facts.facts(func(f *crm.Fact) bool { list = append(list, *f); return true })
						compareSums(t, fmt.Sprint(statements, folded, by, p), sums(list, false), sums(rows, false))
					}
				}
				return nil
			})
			if found := sick(t, s, false); len(found) != 0 {
				t.Errorf("after %s, folded: %t: %v", statements, folded, found)
			}
		}
	}
}

func stripsOf(t *testing.T, s *Store) map[int64][]byte {
	list := map[int64][]byte{}
	view(t, s, func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, `SELECT id, data FROM strip`, nil, func(rows *sql.Rows) error {
			var id int64
			var data []byte
			err := rows.Scan(&id, &data)
			list[id] = data
			return err
		})
	})
	return list
}

// Files keep strips as some version laid them: who lays them otherwise raises
// stripped, with newest, so that they are laid anew.
func TestStripsLieAsTheirVersionSays(t *testing.T) {
	t.Parallel()
	s, _ := busy(t)
	var text strings.Builder
	list := stripsOf(t, s)
	for _, id := range slices.Sorted(maps.Keys(list)) {
		fmt.Fprintf(&text, "%d %x\n", id, list[id])
	}
	golden := filepath.Join("testdata", fmt.Sprintf("strips-v%d.txt", stripped))
	if *rewrite {
		must(t, os.WriteFile(golden, []byte(text.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	if text.String() != string(want) {
		t.Errorf("strips lie otherwise than version %d laid them: raise stripped and newest\n%s", stripped, text.String())
	}
}
