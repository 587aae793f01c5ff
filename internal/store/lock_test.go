package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"leads/internal/crm"
)

// The ids of the prepared file: the starter sources and channels, in order.
const (
	upwork, freelancer, linkedIn = 1, 2, 3
	search, invite               = 1, 2 // channels of Upwork
	connection                   = 5    // of LinkedIn
)

// prepared is a file with every kind of first touch: leads 1 to 5, of which 4
// is merged into 1; source Malt is merged into Upwork; campaigns 1 and 2.
func prepared(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "leads.db")
	s := open(t, path)
	must(t, update(s, "prepare", func(ctx context.Context, tx *Tx) error {
		malt, err := tx.AddSource(ctx, "Malt")
		if err != nil {
			return err
		}
		for _, name := range []string{"SaaS Q1", "Agencies"} {
			if _, err := tx.AddCampaign(ctx, crm.Campaign{Name: name}); err != nil {
				return err
			}
		}
		for i, l := range []struct {
			touch crm.Touch
			on    crm.Date
		}{
			{crm.Touch{Source: upwork, Channel: search, Campaign: 1}, "2026-01-05"},
			{crm.Touch{Source: linkedIn, Channel: connection}, "2026-01-07"},
			{crm.Touch{Source: malt}, "2026-01-08"},
			{crm.Touch{Source: freelancer, Campaign: 2}, "2026-01-09"},
			{crm.Touch{}, "2026-01-10"},
		} {
			if _, err := tx.AddLead(ctx, crm.Lead{Title: fmt.Sprintf("lead %d", i+1), Touch: l.touch, FirstTouchOn: l.on,
				CreatedAt: noon, UpdatedAt: noon}, nil); err != nil {
				return err
			}
		}
		if err := tx.PointLead(ctx, 4, 1); err != nil {
			return err
		}
		from, err := tx.Find(ctx, SourceNoun, 0, "Malt")
		if err != nil {
			return err
		}
		into, err := tx.Find(ctx, SourceNoun, 0, "Upwork")
		if err != nil {
			return err
		}
		return tx.Merge(ctx, SourceNoun, from, into)
	}))
	must(t, s.Close())
	data, err := os.ReadFile(path)
	must(t, err)
	return data
}

// touches gives the first touch of every prepared lead as reports see it, and
// that of the lead under which it counts. A lead that is gone is told as such.
func touches(t *testing.T, path string) string {
	t.Helper()
	s := open(t, path)
	defer s.Close()
	byID := map[crm.LeadID]crm.Lead{}
	view(t, s, func(ctx context.Context, tx *Tx) error {
		list, err := tx.Leads(ctx, LeadFilter{Merged: true})
		for _, l := range list {
			byID[l.ID] = l
		}
		return err
	})
	var b strings.Builder
	for id := crm.LeadID(1); id <= 5; id++ {
		l, there := byID[id]
		if !there {
			fmt.Fprintf(&b, "lead %d is gone\n", id)
			continue
		}
		survivor := l
		if l.MergedInto != 0 {
			survivor = byID[l.MergedInto]
		}
		fmt.Fprintf(&b, "%d %q %s, counted as %d %q %s\n", id, l.First, l.FirstTouchOn, survivor.ID, survivor.First, survivor.FirstTouchOn)
	}
	return b.String()
}

// attack is what somebody types into a shell, one statement after the other; a
// refused one does not stop the next.
type attack struct {
	moral      string
	statements []string
	harmless   bool // fails, or changes nothing, even where nothing is locked
}

const (
	leadColumns = `title, touch_id, first_touch_on, created_at, updated_at`
	otherTouch  = `'lead 1', 862, '2025-01-01', '2026-11-21T12:00:00Z', '2026-11-21T12:00:00Z'`
)

// attacks leaves out what nobody can prevent on a file that is his own: changing
// the schema (DROP TRIGGER, ALTER TABLE, a unique index of one's own, PRAGMA
// writable_schema), and a row in table "unlocked" or a forged line of the
// journal, which are the program's own doors. No attack either is what the commands
// do and take back: a source renamed, merged into a standing one or taken out of it
// again, a lead merged into an earlier one.
var attacks = []attack{
	// The columns of the first touch. Touch 17 is Upwork/Search/SaaS Q1, 862 LinkedIn/Connection, 407 Malt, 18 Freelancer
	// with campaign 2, 1 none of anything.
	{"another touch", []string{`UPDATE lead SET touch_id = 862`}, false},
	{"another touch, one lead", []string{`UPDATE lead SET touch_id = 862 WHERE id = 5`}, false},
	{"no source", []string{`UPDATE lead SET touch_id = 1 WHERE id = 1`}, false},
	{"another day", []string{`UPDATE lead SET first_touch_on = '2026-02-02' WHERE id = 1`}, false},
	{"an earlier day by an expression", []string{`UPDATE lead SET first_touch_on = date(first_touch_on, '-1 day')`}, false},
	{"the next touch by an expression", []string{`UPDATE lead SET touch_id = touch_id + 1`}, false},
	{"a number written as text", []string{`UPDATE lead SET touch_id = '862' WHERE id = 1`}, false},
	{"a touch among other columns", []string{`UPDATE lead SET title = 'new', note = 'x', touch_id = 862 WHERE id = 5`}, false},
	{"a row value", []string{`UPDATE lead SET (touch_id, first_touch_on) = (SELECT touch_id, first_touch_on FROM lead WHERE id = 2) WHERE id = 1`}, false},
	{"a subquery on the same table", []string{`UPDATE lead SET touch_id = (SELECT touch_id FROM lead o WHERE o.id = 2) WHERE id = 5`}, false},
	{"UPDATE FROM", []string{`UPDATE lead SET touch_id = f.id FROM touch f WHERE f.source_id = 3 AND lead.id = 5`}, false},
	{"UPDATE FROM exchanges two leads", []string{`UPDATE lead SET touch_id = o.touch_id FROM lead o WHERE o.id = 3 - lead.id AND lead.id < 3`}, false},
	{"WITH … UPDATE", []string{`WITH t(id, s) AS (VALUES (5, 17), (3, 862)) UPDATE lead SET touch_id = (SELECT s FROM t WHERE t.id = lead.id) WHERE id IN (SELECT id FROM t)`}, false},
	{"an update that also returns", []string{`UPDATE lead SET touch_id = 862 WHERE id = 5 RETURNING id`}, false},
	{"an update through an index", []string{`UPDATE lead INDEXED BY lead_touch_idx SET touch_id = 862 WHERE touch_id = 1`}, false},

	// The rows of touches, to which leads point.
	{"a touch of another source", []string{`UPDATE touch SET source_id = 3, channel_id = 5 WHERE id = 17`}, true},
	{"a touch without its channel", []string{`UPDATE touch SET channel_id = NULL WHERE id = 17`}, true},
	{"a touch without its campaign", []string{`UPDATE OR REPLACE touch SET campaign_id = NULL WHERE id = 17`}, true},
	{"touches change places", []string{`UPDATE touch SET id = 99 WHERE id = 17`, `UPDATE touch SET id = 17 WHERE id = 862`, `UPDATE touch SET id = 862 WHERE id = 99`}, true},
	{"a touch takes the id of another", []string{`UPDATE OR REPLACE touch SET id = 17 WHERE id = 862`}, true},
	{"REPLACE INTO touch", []string{`REPLACE INTO touch (id, source_id, channel_id) VALUES (17, 3, 5)`}, true},
	{"an upsert of a touch", []string{`INSERT INTO touch (id, source_id) VALUES (17, 3) ON CONFLICT (id) DO UPDATE SET source_id = 3, channel_id = 5, campaign_id = NULL`}, true},
	{"DELETE of a touch", []string{`DELETE FROM touch WHERE id = 17`}, false},
	{"DELETE of a touch, then INSERT under its id", []string{`DELETE FROM touch WHERE id = 17`, `INSERT INTO touch (id, source_id, channel_id) VALUES (17, 3, 5)`}, false},

	// The words for conflicts.
	{"UPDATE OR REPLACE", []string{`UPDATE OR REPLACE lead SET touch_id = 862 WHERE id = 5`}, false},
	{"UPDATE OR IGNORE", []string{`UPDATE OR IGNORE lead SET touch_id = 862 WHERE id = 5`}, false},
	{"UPDATE OR ROLLBACK", []string{`UPDATE OR ROLLBACK lead SET touch_id = 862 WHERE id = 5`}, false},
	{"UPDATE OR FAIL keeps the rows before the failure", []string{`UPDATE OR FAIL lead SET touch_id = 862`}, false},
	{"UPDATE OR ABORT", []string{`UPDATE OR ABORT lead SET touch_id = 18`}, false},

	// The key of a lead.
	{"the id", []string{`UPDATE lead SET id = 50 WHERE id = 1`}, false},
	{"the rowid", []string{`UPDATE lead SET rowid = 50 WHERE id = 1`}, false},
	{"the oid", []string{`UPDATE lead SET oid = 50 WHERE id = 1`}, false},
	{"the _rowid_", []string{`UPDATE lead SET _rowid_ = 50 WHERE id = 1`}, false},
	{"ids change places", []string{`UPDATE lead SET id = id + 50`, `UPDATE lead SET id = 1 WHERE id = 52`, `UPDATE lead SET id = 2 WHERE id = 51`}, false},
	{"a lead takes the id of another", []string{`UPDATE OR REPLACE lead SET id = 1 WHERE id = 2`}, false},
	{"a lead takes the rowid of another", []string{`UPDATE OR REPLACE lead SET rowid = 1 WHERE rowid = 2`}, false},

	// Putting another row in its place.
	{"INSERT OR REPLACE", []string{`INSERT OR REPLACE INTO lead (id, ` + leadColumns + `) VALUES (1, ` + otherTouch + `)`}, false},
	{"REPLACE INTO", []string{`REPLACE INTO lead (id, ` + leadColumns + `) VALUES (1, ` + otherTouch + `)`}, false},
	{"REPLACE by rowid", []string{`REPLACE INTO lead (rowid, ` + leadColumns + `) VALUES (1, ` + otherTouch + `)`}, false},
	{"REPLACE by _rowid_", []string{`REPLACE INTO lead (_rowid_, ` + leadColumns + `) VALUES (1, ` + otherTouch + `)`}, false},
	{"REPLACE with the id as text", []string{`REPLACE INTO lead (id, ` + leadColumns + `) VALUES ('1', ` + otherTouch + `)`}, false},
	{"REPLACE with the id as 1.0", []string{`REPLACE INTO lead (id, ` + leadColumns + `) VALUES (1.0, ` + otherTouch + `)`}, false},
	{"REPLACE … SELECT of another lead's touch", []string{`REPLACE INTO lead (id, ` + leadColumns + `)
		SELECT 1, title, touch_id, first_touch_on, created_at, updated_at FROM lead WHERE id = 2`}, false},
	{"REPLACE of all rows at once", []string{`REPLACE INTO lead (id, ` + leadColumns + `)
		SELECT id, title, 862, first_touch_on, created_at, updated_at FROM lead`}, false},
	{"an upsert by id", []string{`INSERT INTO lead (id, ` + leadColumns + `) VALUES (1, ` + otherTouch + `)
		ON CONFLICT (id) DO UPDATE SET touch_id = excluded.touch_id`}, false},
	{"an upsert on any conflict", []string{`INSERT INTO lead (id, ` + leadColumns + `) VALUES (1, ` + otherTouch + `)
		ON CONFLICT DO UPDATE SET first_touch_on = excluded.first_touch_on`}, false},
	{"a plain second insert", []string{`INSERT INTO lead (id, ` + leadColumns + `) VALUES (1, ` + otherTouch + `)`}, true},
	{"INSERT OR IGNORE", []string{`INSERT OR IGNORE INTO lead (id, ` + leadColumns + `) VALUES (1, ` + otherTouch + `)`}, true},
	{"DELETE, then INSERT", []string{`DELETE FROM lead WHERE id = 1`, `INSERT INTO lead (id, ` + leadColumns + `) VALUES (1, ` + otherTouch + `)`}, false},
	{"DELETE, then REPLACE, in one transaction", []string{`BEGIN`, `DELETE FROM lead WHERE id = 1`,
		`REPLACE INTO lead (id, ` + leadColumns + `) VALUES (1, ` + otherTouch + `)`, `COMMIT`}, false},
	{"DELETE of everything", []string{`DELETE FROM lead`}, false},
	{"DELETE with a limit of its own", []string{`DELETE FROM lead WHERE rowid IN (SELECT rowid FROM lead LIMIT 1)`}, false},

	// Merged leads.
	{"merging into a later lead", []string{`UPDATE lead SET merged_into = 2 WHERE id = 1`}, false},
	{"pointing on to a later lead", []string{`UPDATE lead SET merged_into = 5 WHERE id = 4`}, false},
	{"merging into itself", []string{`UPDATE lead SET merged_into = id WHERE id = 4`}, false},
	{"merging into a merged lead", []string{`UPDATE lead SET merged_into = 4 WHERE id = 5`}, false},
	{"merging a lead into which another is merged", []string{`INSERT INTO lead (id, ` + leadColumns + `) VALUES (9, 'old', 862, '2020-01-01', '', '')`,
		`UPDATE lead SET merged_into = 9 WHERE id = 1`}, false},
	{"merging into nothing", []string{`UPDATE lead SET merged_into = 77 WHERE id = 4`}, false},
	{"a lead that is born merged", []string{`INSERT INTO lead (id, merged_into, ` + leadColumns + `) VALUES (9, 5, ` + otherTouch + `)`,
		`UPDATE lead SET merged_into = 9 WHERE id = 1`}, false},
	{"a circle of leads", []string{`UPDATE lead SET merged_into = CASE id WHEN 2 THEN 3 ELSE 2 END WHERE id IN (2, 3)`}, false},

	// Sources, to which the touch points.
	{"the id of a source", []string{`UPDATE source SET id = 70 WHERE id = 1`}, false},
	{"the rowid of a source", []string{`UPDATE source SET rowid = 70 WHERE id = 1`}, false},
	{"ids of sources change places", []string{`UPDATE source SET id = 99 WHERE id = 1`, `UPDATE source SET id = 1 WHERE id = 3`, `UPDATE source SET id = 3 WHERE id = 99`}, false},
	{"ids of sources change places, far out", []string{`UPDATE source SET id = id + 50`, `UPDATE source SET id = 54 - id WHERE id IN (51, 53)`, `UPDATE source SET id = id - 50 WHERE id > 50`}, false},
	{"REPLACE INTO source by id", []string{`REPLACE INTO source (id, name, key) VALUES (1, 'Elsewhere', 'elsewhere')`}, false},
	{"REPLACE INTO source by key", []string{`REPLACE INTO source (id, name, key) VALUES (70, 'Upwork', 'upwork')`}, false},
	{"REPLACE INTO source without an id", []string{`REPLACE INTO source (name, key) VALUES ('Upwork', 'upwork')`}, false},
	{"REPLACE with an id of one and the key of another", []string{`REPLACE INTO source (id, name, key) VALUES (1, 'LinkedIn', 'linkedin')`}, false},
	{"an upsert of a source by key changes its id", []string{`INSERT INTO source (id, name, key) VALUES (70, 'Upwork', 'upwork') ON CONFLICT (key) DO UPDATE SET id = 70`}, false},
	{"a source takes the key of another", []string{`UPDATE OR REPLACE source SET key = 'upwork', name = 'Upwork' WHERE id = 3`}, false},
	{"a source takes the id of another", []string{`UPDATE OR REPLACE source SET id = 1 WHERE id = 3`}, false},
	{"a source takes the name of another", []string{`UPDATE source SET name = 'LinkedIn' WHERE id = 1`}, false},
	{"names of sources change places", []string{`UPDATE source SET name = CASE id WHEN 1 THEN 'LinkedIn' ELSE 'Upwork' END WHERE id IN (1, 3)`}, false},
	{"names and keys change places by UPDATE FROM", []string{`UPDATE OR REPLACE source SET name = o.name, key = o.key || '2' FROM source o WHERE o.id = 4 - source.id AND source.id IN (1, 3)`}, false},
	{"a source without a name", []string{`PRAGMA ignore_check_constraints = 1`, `UPDATE source SET name = '' WHERE id = 1`}, false},
	{"DELETE of a source", []string{`DELETE FROM source WHERE id = 1`}, false},
	{"DELETE of a source, then INSERT under its id", []string{`DELETE FROM source WHERE id = 1`, `INSERT INTO source (id, name, key) VALUES (1, 'Elsewhere', 'elsewhere')`}, false},
	{"a circle of merged sources", []string{`UPDATE source SET merged_into = 4 - id WHERE id IN (1, 3)`}, false},
	{"merging a source into a merged one", []string{`UPDATE source SET merged_into = 7 WHERE id = 3`}, false},
	{"merging a source into one that comes later", []string{`UPDATE source SET merged_into = 80 WHERE id = 7`, `INSERT INTO source (id, name, key, merged_into) VALUES (80, 'x', 'x', 3)`}, false},

	// Channels.
	{"a channel moves to another source", []string{`UPDATE channel SET source_id = 3 WHERE id = 1`, `UPDATE lead SET touch_id = 862 WHERE id = 1`}, false},
	{"the id of a channel", []string{`UPDATE channel SET id = 70 WHERE id = 1`}, false},
	{"channels change places", []string{`UPDATE channel SET id = 99 WHERE id = 1`, `UPDATE channel SET id = 1 WHERE id = 2`, `UPDATE channel SET id = 2 WHERE id = 99`}, false},
	{"REPLACE INTO channel by id", []string{`REPLACE INTO channel (id, source_id, name, key) VALUES (1, 1, 'Elsewhere', 'elsewhere')`}, false},
	{"REPLACE INTO channel by name", []string{`REPLACE INTO channel (source_id, name, key) VALUES (1, 'Search', 'search')`}, false},
	{"a channel takes the key of another", []string{`UPDATE OR REPLACE channel SET key = 'search', name = 'search' WHERE id = 2`}, false},
	{"a channel takes the name of another", []string{`UPDATE channel SET name = 'Invite' WHERE id = 1`}, false},
	{"a channel is merged into one of another source", []string{`UPDATE channel SET merged_into = 5 WHERE id = 1`}, false},
	{"DELETE of a channel, then INSERT under its id", []string{`DELETE FROM channel WHERE id = 1`, `INSERT INTO channel (id, source_id, name, key) VALUES (1, 1, 'Elsewhere', 'elsewhere')`}, false},

	// Campaigns.
	{"the id of a campaign", []string{`UPDATE campaign SET id = 70 WHERE id = 1`}, false},
	{"REPLACE INTO campaign by id", []string{`REPLACE INTO campaign (id, name, key) VALUES (1, 'Elsewhere', 'elsewhere')`}, false},
	{"REPLACE INTO campaign by key", []string{`REPLACE INTO campaign (name, key) VALUES ('SaaS Q1', 'saasq1')`}, false},
	{"a campaign takes the name of another", []string{`UPDATE campaign SET name = 'Agencies' WHERE id = 1`}, false},
	{"a campaign takes the key of another", []string{`UPDATE OR REPLACE campaign SET key = 'saasq1' WHERE id = 2`}, false},
	{"DELETE of a campaign, then INSERT under its id", []string{`DELETE FROM campaign WHERE id = 1`, `INSERT INTO campaign (id, name, key) VALUES (1, 'Elsewhere', 'elsewhere')`}, false},
	{"a circle of merged campaigns", []string{`UPDATE campaign SET merged_into = 3 - id`}, false},

	// Settings of the connection.
	{"with recursive triggers on", []string{`PRAGMA recursive_triggers = 1`, `REPLACE INTO lead (id, ` + leadColumns + `) VALUES (1, ` + otherTouch + `)`}, false},
	{"with foreign keys on, a source goes", []string{`PRAGMA foreign_keys = 1`, `DELETE FROM source WHERE id = 1`}, true},
	{"with foreign keys deferred, ids change places", []string{`PRAGMA foreign_keys = 1`, `BEGIN`, `PRAGMA defer_foreign_keys = 1`, `UPDATE source SET id = 99 WHERE id = 1`,
		`UPDATE source SET id = 1 WHERE id = 3`, `UPDATE source SET id = 3 WHERE id = 99`, `COMMIT`}, false},
	{"with foreign keys deferred, a source is replaced", []string{`PRAGMA foreign_keys = 1`, `BEGIN`, `PRAGMA defer_foreign_keys = 1`, `DELETE FROM source WHERE id = 2`,
		`INSERT INTO source (id, name, key) VALUES (2, 'Elsewhere', 'elsewhere')`, `COMMIT`}, false},
	{"with checks ignored", []string{`PRAGMA ignore_check_constraints = 1`, `UPDATE lead SET first_touch_on = 'never' WHERE id = 1`}, false},
	{"with checks ignored, a channel without a source", []string{`PRAGMA ignore_check_constraints = 1`, `UPDATE lead SET touch_id = 1 WHERE id = 1`}, false},
	{"with trusted schema off and cell checks on", []string{`PRAGMA trusted_schema = 0`, `PRAGMA cell_size_check = 1`, `UPDATE lead SET touch_id = 862 WHERE id = 5`}, false},
	{"with changes uncommitted by others in sight", []string{`PRAGMA read_uncommitted = 1`, `PRAGMA reverse_unordered_selects = 1`, `UPDATE lead SET touch_id = 862 WHERE id = 5`}, false},

	// Detours.
	{"after a savepoint", []string{`SAVEPOINT a`, `UPDATE lead SET touch_id = 862 WHERE id = 5`, `RELEASE a`}, false},
	{"a savepoint rolled back halfway", []string{`SAVEPOINT a`, `DELETE FROM lead WHERE id = 1`, `SAVEPOINT b`,
		`INSERT INTO lead (id, ` + leadColumns + `) VALUES (1, ` + otherTouch + `)`, `ROLLBACK TO b`, `RELEASE a`}, false},
	{"the door opened and shut again in a savepoint", []string{`BEGIN`, `SAVEPOINT a`, `INSERT INTO unlocked VALUES ('x')`, `ROLLBACK TO a`,
		`DELETE FROM lead WHERE id = 1`, `COMMIT`}, false},
	{"through a view", []string{`CREATE VIEW v AS SELECT id, touch_id FROM lead`,
		`CREATE TRIGGER t INSTEAD OF UPDATE ON v BEGIN UPDATE lead SET touch_id = NEW.touch_id WHERE id = NEW.id; END`,
		`UPDATE v SET touch_id = 862 WHERE id = 5`}, false},
	{"through a temporary view", []string{`CREATE TEMP VIEW v AS SELECT id, touch_id FROM lead`,
		`CREATE TEMP TRIGGER t INSTEAD OF DELETE ON v BEGIN DELETE FROM main.lead WHERE id = OLD.id; END`, `DELETE FROM v WHERE id = 5`}, false},
	{"through a trigger of one's own", []string{`CREATE TRIGGER t AFTER UPDATE OF title ON lead BEGIN UPDATE lead SET touch_id = 862 WHERE id = NEW.id; END`,
		`UPDATE lead SET title = 'x' WHERE id = 5`}, false},
	{"through a trigger before the update", []string{`CREATE TEMP TRIGGER t BEFORE UPDATE OF note ON main.lead BEGIN UPDATE lead SET touch_id = 18 WHERE id = OLD.id; END`,
		`UPDATE lead SET note = 'x' WHERE id = 1`}, false},
	{"through a trigger on another table", []string{`CREATE TEMP TRIGGER t AFTER INSERT ON main.setting BEGIN REPLACE INTO source (id, name, key) VALUES (1, 'x', 'x'); END`,
		`INSERT INTO setting (key, value) VALUES ('a', 'b')`}, false},
	{"through an attached copy", []string{`ATTACH ':memory:' AS o`, `CREATE TABLE o.l AS SELECT * FROM main.lead`, `UPDATE o.l SET touch_id = 862`,
		`REPLACE INTO main.lead SELECT * FROM o.l`}, false},

	// Scores and pairs, which point to leads without being part of them.
	{"through a trigger on scores", []string{`CREATE TEMP TRIGGER t AFTER INSERT ON main.score BEGIN UPDATE lead SET touch_id = 862 WHERE id = NEW.id; END`,
		`INSERT INTO score (id, points, on_day) VALUES (5, 1, '2026-11-21')`}, false},
	{"through a trigger on a score that is replaced", []string{`PRAGMA recursive_triggers = 1`, `INSERT INTO score (id, points, on_day) VALUES (1, 1, '2026-11-21')`,
		`CREATE TEMP TRIGGER t AFTER DELETE ON main.score BEGIN DELETE FROM lead WHERE id = OLD.id; END`, `REPLACE INTO score (id, points, on_day) VALUES (1, 2, '2026-11-21')`}, false},
	{"through a trigger on pairs", []string{`INSERT INTO lead_pair (lead_id, other_id, kind) VALUES (1, 2, 'different')`,
		`CREATE TRIGGER t AFTER DELETE ON lead_pair BEGIN UPDATE lead SET touch_id = 18 WHERE id = OLD.lead_id; END`, `DELETE FROM lead_pair`}, false},
	{"a lead whose score hangs on it is replaced", []string{`PRAGMA foreign_keys = 1`, `INSERT INTO score (id, points, on_day) VALUES (5, 1, '2026-11-21')`,
		`REPLACE INTO lead (id, ` + leadColumns + `) VALUES (5, ` + otherTouch + `)`}, false},
	{"a lead whose score hangs on it gets another id", []string{`PRAGMA foreign_keys = 1`, `INSERT INTO score (id, points, on_day) VALUES (5, 1, '2026-11-21')`,
		`BEGIN`, `PRAGMA defer_foreign_keys = 1`, `UPDATE lead SET id = 50 WHERE id = 5`, `UPDATE score SET id = 50 WHERE id = 5`, `COMMIT`}, false},
	{"from a score by UPDATE FROM", []string{`INSERT INTO score (id, points, on_day) VALUES (5, 3, '2026-11-21')`,
		`UPDATE lead SET touch_id = x.points FROM score x WHERE x.id = lead.id`}, false},
	{"from a pair by UPDATE FROM", []string{`INSERT INTO lead_pair (lead_id, other_id, kind) VALUES (2, 5, 'repeat')`,
		`UPDATE lead SET touch_id = o.touch_id FROM lead_pair p, lead o WHERE p.other_id = lead.id AND o.id = p.lead_id`}, false},
	{"a score takes the id of another", []string{`INSERT INTO score (id, points, on_day) VALUES (1, 1, '2026-11-21'), (2, 2, '2026-11-21')`, `UPDATE OR REPLACE score SET id = 2 WHERE id = 1`}, true},
	{"all scores go", []string{`PRAGMA foreign_keys = 1`, `PRAGMA recursive_triggers = 1`, `INSERT INTO score (id, points, on_day) SELECT id, 1, '2026-11-21' FROM lead`, `DELETE FROM score`}, true},
	{"a pair takes the leads of another", []string{`INSERT INTO lead_pair (lead_id, other_id, kind) VALUES (1, 2, 'different'), (1, 3, 'repeat')`,
		`UPDATE OR REPLACE lead_pair SET other_id = 2, kind = 'repeat' WHERE other_id = 3`}, true},
	{"a pair upside down", []string{`PRAGMA ignore_check_constraints = 1`, `INSERT INTO lead_pair (lead_id, other_id, kind) VALUES (5, 1, 'repeat'), (2, 2, 'repeat'), (3, 99, 'repeat')`}, true},
	{"counting ids again", []string{`DELETE FROM sqlite_sequence`, `REPLACE INTO lead (` + leadColumns + `) VALUES (` + otherTouch + `)`}, true},
}

func TestTheFirstTouchIsLocked(t *testing.T) {
	t.Parallel()
	data := prepared(t)
	dir := t.TempDir()
	place := func(name string) string {
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, data, 0o600))
		return path
	}
	want := touches(t, place("untouched"))
	open := place("open") // the same file with every lock taken off
	unlock(t, open)
	unlocked, err := os.ReadFile(open)
	must(t, err)

	seen := map[string]bool{}
	for i, a := range attacks {
		if seen[a.moral] {
			t.Errorf("two attacks are called %q", a.moral)
		}
		seen[a.moral] = true
		if raceDetector && i%10 > 0 {
			continue // one goroutine: nothing to find, and ten times slower
		}
		t.Run(a.moral, func(t *testing.T) {
			t.Parallel()
			path := place(fmt.Sprint(i))
			said := a.run(t, path)
			if got := touches(t, path); got != want {
				t.Errorf("the first touch changed:\n%s\nSQLite said %q", difference(want, got), said)
			}
			path = path + ".open"
			must(t, os.WriteFile(path, unlocked, 0o600))
			said = a.run(t, path)
			if got := touches(t, path); (got == want) != a.harmless {
				t.Errorf("without locks: harmless is %t, want %t; SQLite said %q", got == want, a.harmless, said)
			}
		})
	}
}

// unlock takes every trigger off, to see that an attack is one.
func unlock(t *testing.T, path string) {
	t.Helper()
	db := rawOpen(t, path)
	rows, err := db.Query(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`)
	must(t, err)
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		must(t, rows.Scan(&name))
		names = append(names, name)
	}
	must(t, rows.Err())
	for _, name := range names {
		_, err := db.Exec(`DROP TRIGGER "` + name + `"`)
		must(t, err)
	}
	must(t, db.Close())
}

func (a attack) run(t *testing.T, path string) (said []error) {
	t.Helper()
	db := rawOpen(t, path)
	for _, statement := range a.statements {
		if _, err := db.Exec(statement); err != nil {
			said = append(said, err)
		}
	}
	must(t, db.Close())
	return said
}

func TestWhatIsNotLockedCanBeChangedByHand(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.db")
	must(t, os.WriteFile(path, prepared(t), 0o600))
	db := rawOpen(t, path)
	for _, statement := range []string{
		`UPDATE lead SET title = 'another', note = 'x', stage = 'proposal', updated_at = '2026-11-21T13:00:00Z'`,
		`UPDATE lead SET touch_id = touch_id, first_touch_on = first_touch_on`,
		`UPDATE lead SET merged_into = 2 WHERE id = 5`,
		`UPDATE lead SET merged_into = NULL`,
		`UPDATE source SET name = 'Upwork.com', key = 'upworkcom' WHERE id = 1`,
		`UPDATE source SET name = 'UpWork', key = 'upwork' WHERE id = 1`,
		`UPDATE source SET merged_into = NULL WHERE id = 7`,
		`UPDATE channel SET merged_into = 2 WHERE id = 1`,
		`UPDATE campaign SET merged_into = 1 WHERE id = 2`,
		`UPDATE channel SET direction = 'in', archived_on = '2026-11-21'`,
		`INSERT INTO source (name, key) VALUES ('Contra', 'contra')`,
		`INSERT INTO lead (` + leadColumns + `) VALUES (` + otherTouch + `)`,
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestTheDoorIsShutAfterAFailureThatTheCallerPassesOver(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	must(t, update(s, "add", func(ctx context.Context, tx *Tx) error {
		_, err := tx.AddLead(ctx, crm.Lead{Title: "a", FirstTouchOn: "2026-01-01", CreatedAt: noon, UpdatedAt: noon}, nil)
		return err
	}))
	must(t, update(s, "half", func(ctx context.Context, tx *Tx) error {
		err := tx.unlock(ctx, "test", func() error { return crm.Errorf(crm.Refused, "not today") })
		if crm.KindOf(err) != crm.Refused {
			t.Errorf("unlock gave %v", err)
		}
		return tx.SetSetting(ctx, "currency", "USD")
	}))
	err := update(s, "delete", func(ctx context.Context, tx *Tx) error {
		_, err := tx.exec(ctx, `DELETE FROM lead`)
		return err
	})
	if crm.KindOf(err) != crm.Locked {
		t.Errorf("deleting by hand gave %v, want it locked", err)
	}
}
