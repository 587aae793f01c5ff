package store

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"leads/internal/crm"
)

// A file from somebody else brings no program of its own: what would run with the
// next command is refused, and the doctor takes it out.
func TestAForeignProgramInAFileIsRefused(t *testing.T) {
	for moral, c := range map[string]string{
		"a trigger":                      `CREATE TRIGGER spy AFTER INSERT ON lead BEGIN DELETE FROM activity; END`,
		"a trigger under a name of ours": `DROP TRIGGER lead_is_not_replaced; CREATE TRIGGER lead_is_not_replaced BEFORE INSERT ON lead BEGIN DELETE FROM activity; END`,
		"a view":                         `CREATE VIEW spy AS SELECT * FROM lead`,
		"a name that ends the statement": `CREATE VIEW "a""; DROP TABLE lead; --" AS SELECT 1`,
	} {
		t.Run(moral, func(t *testing.T) {
			t.Parallel()
			s, path := busy(t)
			must(t, s.Close())
			db := rawOpen(t, path)
			_, err := db.Exec(c)
			must(t, err)
			must(t, db.Close())
			for _, reading := range []bool{true, false} {
				if s, err := Open(context.Background(), path, Options{Now: noon, Reading: reading}); crm.KindOf(err) != crm.Refused {
					t.Fatalf("opened: %v, %v", s, err)
				}
			}
			if err := Check(context.Background(), path); crm.KindOf(err) != crm.Refused {
				t.Errorf("restored from: %v", err)
			}
			s = open(t, path)
			if found := sick(t, s, true)["locks"]; !found.Fixed {
				t.Errorf("the doctor: %+v", found)
			}
			must(t, s.Close())
			if _, err := Open(context.Background(), path, Options{Now: noon}); err != nil {
				t.Error(err)
			}
		})
	}
}

// The journal is data: undo carries out nothing that the program has not written.
func TestAForgedHistoryIsRefused(t *testing.T) {
	for moral, changes := range map[string]string{
		"a table that is a statement": `[{"t":"lead\"; ATTACH 'x.db' AS x; --","new":[[1,1]]}]`,
		"a table of SQLite":           `[{"t":"sqlite_schema","new":[[1,9]]}]`,
		"the journal itself":          `[{"t":"journal","new":[[1,9]]}]`,
		"the lock":                    `[{"t":"unlocked","was":[{"id":1,"gone":true,"v":["me"]}]}]`,
		"a span that is none":         `[{"t":"lead","new":[[9,1]]}]`,
		"a value that is none":        `[{"t":"lead","was":[{"id":1,"v":[{"a":1}]}]}]`,
		"no JSON":                     `DROP TABLE lead`,
	} {
		t.Run(moral, func(t *testing.T) {
			t.Parallel()
			s, path := busy(t)
			db := rawOpen(t, path)
			_, err := db.Exec(`INSERT INTO journal (command, at, changes) VALUES ('add x', '2026-11-21T12:00:00Z', ?)`, changes)
			must(t, err)
			was := dump(t, s)
			if err := undo(s); crm.KindOf(err) != crm.Refused {
				t.Errorf("undone: %v", err)
			}
			if d := difference(was, dump(t, s)); d != "" {
				t.Errorf("it changed:\n%s", d)
			}
			if found := sick(t, s, false)["history"]; found.Fault.IsZero() {
				t.Error("the doctor sees nothing")
			}
		})
	}
}

// A file that went through a dump of sqlite3 has lost mark and version, and is
// one of ours; another program's is refused as before.
func TestAReloadedDumpIsOurs(t *testing.T) {
	s, path := busy(t)
	must(t, s.exec(context.Background(), "PRAGMA application_id = 0; PRAGMA user_version = 0"))
	was := dump(t, s)
	must(t, s.Close())
	s = open(t, path)
	if d := difference(was, dump(t, s)); d != "" {
		t.Errorf("it changed:\n%s", d)
	}
	if version, application := header(t, path); version != newest || application != applicationID {
		t.Errorf("version %d, application %x", version, application)
	}
	other := filepath.Join(t.TempDir(), "other.db")
	db := rawOpen(t, other)
	_, err := db.Exec(`CREATE TABLE lead (id INTEGER)`)
	must(t, err)
	must(t, db.Close())
	if _, err := Open(context.Background(), other, options()); err == nil || !strings.Contains(err.Error(), "another program") {
		t.Errorf("opened: %v", err)
	}
}

// Whoever deletes a lead through the open lock and adds it again with another
// first touch leaves a trace.
func TestAnExchangedFirstTouchLeavesATrace(t *testing.T) {
	s, path := busy(t)
	if found := sick(t, s, false); len(found) != 0 {
		t.Fatalf("a sound file: %v", found)
	}
	db := rawOpen(t, path)
	_, err := db.Exec(`PRAGMA foreign_keys = OFF; INSERT INTO unlocked (reason) VALUES ('me'); DELETE FROM lead WHERE id = 1; DELETE FROM unlocked;
		INSERT INTO lead (id, title, touch_id, first_touch_on, created_at, updated_at) VALUES (1, 'x', 1, '2020-01-01', '', '')`)
	must(t, err)
	if found := sick(t, s, false)["first-touches"]; !strings.Contains(found.Fault.String(), "by me") {
		t.Errorf("the doctor: %v", found.Fault)
	}
}
