package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"leads/internal/crm"
)

var rewrite = flag.Bool("update", false, "write testdata again")

// header reads version and application id as any other program would.
func header(t *testing.T, path string) (version, application uint32) {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	if len(data) < 100 {
		t.Fatalf("%s has %d bytes", path, len(data))
	}
	return binary.BigEndian.Uint32(data[60:]), binary.BigEndian.Uint32(data[68:])
}

func wantMode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	must(t, err)
	if got := info.Mode().Perm(); got != want {
		t.Errorf("%s has mode %o, want %o", path, got, want)
	}
}

// namesIn lists a folder.
func namesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestANewFileIsOursAndAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "leads.db")
	s := open(t, path)
	view(t, s, func(ctx context.Context, tx *Tx) error {
		list, err := tx.Sources(ctx)
		if len(list) != len(crm.Starters()) {
			t.Errorf("a new file has %d sources, want %d", len(list), len(crm.Starters()))
		}
		return err
	})
	must(t, s.Close())
	if version, application := header(t, path); version != newest || application != applicationID {
		t.Errorf("version %d, application %x", version, application)
	}
	if names := namesIn(t, dir); len(names) != 1 {
		t.Errorf("making a file left %q", names)
	}
	was, err := os.ReadFile(path)
	must(t, err)
	must(t, open(t, path).Close())
	is, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(was, is) {
		t.Error("opening and closing a file changed it")
	}
}

func TestAnEmptyFileIsAdoptedAndMadePrivate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.db")
	must(t, os.WriteFile(path, nil, 0o644))
	must(t, open(t, path).Close())
	if version, _ := header(t, path); version != newest {
		t.Errorf("version %d", version)
	}
	wantMode(t, path, 0o600)
}

// oldFile makes a file as version 10 of the program wrote it.
func oldFile(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "version10.sql"))
	must(t, err)
	db := rawOpen(t, path)
	_, err = db.Exec(string(text) + fmt.Sprintf("; PRAGMA application_id = %d; PRAGMA user_version = 10", applicationID))
	must(t, err)
	must(t, db.Close())
	must(t, os.Chmod(path, 0o600))
}

func TestAnOlderFileIsCopiedAsideAndConverted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "leads.db")
	oldFile(t, path)
	s := open(t, path)
	if found := sick(t, s, false); len(found) != 0 {
		t.Errorf("after converting: %v", found)
	}
	view(t, s, func(ctx context.Context, tx *Tx) error {
		facts, err := tx.Facts(ctx, FactQuery{By: []crm.Dimension{crm.BySource}})
		upwork, malt, none := crm.Group{Source: 1}, crm.Group{Source: 7}, crm.Group{}
		compareSums(t, "after converting", sums(facts, false), map[cell]int64{ // the call and the deal came from lead 3, which is merged into lead 1
			{Group: upwork, figure: "leads"}: 1, {Group: upwork, figure: "closed"}: 1, {Group: upwork, figure: "won"}: 1,
			{Group: upwork, figure: "revenue"}: 50000, {Group: upwork, figure: "unpaid"}: 50000, {Group: upwork, figure: "minutes"}: 50, {Group: upwork, figure: "cost"}: 500,
			{Group: upwork, figure: "won after", days: 27}: 1,
			{Group: malt, figure: "leads"}:                 1, {Group: malt, figure: "closed"}: 1, {Group: malt, figure: "lost"}: 1, {Group: malt, figure: "minutes"}: 60,
			{Group: none, figure: "leads"}: 1,
		})
		if err != nil {
			return err
		}
		list, err := tx.Leads(ctx, LeadFilter{Sort: "id", Merged: true})
		if got := fmt.Sprint(list[0].First, list[0].FirstTouchOn, list[0].Tags, list[0].Fields, list[0].Referrer, list[0].Stage, list[2].MergedInto, len(list)); got !=
			"Upwork/Search/SaaS Q12026-01-05[a] map[industry:SaaS]Gracediscussion1 4" {
			t.Errorf("leads are %s", got)
		}
		return err
	})
	if err := undo(s); crm.KindOf(err) != crm.Refused {
		t.Errorf("undoing what the program before did gave %v", err)
	}
	must(t, update(s, "add", func(ctx context.Context, tx *Tx) error {
		id, err := tx.AddLead(ctx, crm.Lead{Title: "a", FirstTouchOn: "2026-01-01", CreatedAt: noon, UpdatedAt: noon}, nil)
		if id != 5 {
			t.Errorf("the next lead is %d", id)
		}
		return err
	}))
	must(t, s.Close())
	wantMode(t, path, 0o600)
	aside := filepath.Join(copiesOf(path), "v10-20261121T120000Z.db")
	wantMode(t, aside, 0o600)
	if version, application := header(t, aside); version != 10 || application != copyID {
		t.Errorf("the copy has version %d, application %x", version, application)
	}
	must(t, open(t, path).Close())
	if names := namesIn(t, dir); len(names) != 2 {
		t.Errorf("converting, and opening again, left %q", names)
	}
}

func TestAConvertedFileHasTheSchemaOfANewOne(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.db")
	oldFile(t, path)
	view(t, open(t, path), func(ctx context.Context, tx *Tx) error {
		is, err := schema(ctx, tx)
		if err != nil {
			return err
		}
		want, err := ownSchema(ctx)
		if !maps.Equal(is, want) {
			t.Errorf("%v\nnot\n%v", is, want)
		}
		return err
	})
}

func TestAConversionThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.db")
	oldFile(t, path)
	db := rawOpen(t, path)
	_, err := db.Exec(`INSERT INTO source_fee (source_id, from_on, ppm) VALUES (77, '2026-01-01', 1)`) // points to nothing
	must(t, err)
	must(t, db.Close())
	was, err := os.ReadFile(path)
	must(t, err)
	if s, err := Open(context.Background(), path, options()); err == nil {
		s.Close()
		t.Error("a file with a row that points to nothing was converted")
	}
	is, err := os.ReadFile(path)
	must(t, err)
	if version, _ := header(t, path); version != 10 || len(was) != len(is) {
		t.Errorf("after a failed conversion the file has version %d and %d bytes, before %d", version, len(is), len(was))
	}
}

// A program that waits for the lock while another one converts the file must not write into it.
func TestAProgramThatDoesNotKnowTheVersionWritesNothing(t *testing.T) {
	t.Parallel()
	s, path := busy(t)
	db := rawOpen(t, path)
	_, err := db.Exec("PRAGMA user_version = 13")
	must(t, err)
	must(t, db.Close())
	was, err := os.ReadFile(path)
	must(t, err)
	err = update(s, "add", func(ctx context.Context, tx *Tx) error {
		_, err := tx.AddSource(ctx, "Contra")
		return err
	})
	if crm.KindOf(err) != crm.Refused || !strings.Contains(err.Error(), "converted") {
		t.Errorf("writing gave %v", err)
	}
	is, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(was, is) {
		t.Error("the file was changed")
	}
}

func TestWhatIsNotOursOrIsNewerIsRefusedUntouched(t *testing.T) {
	t.Parallel()
	sqliteFile := func(statements ...string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			db := rawOpen(t, path)
			for _, s := range statements {
				_, err := db.Exec(s)
				must(t, err)
			}
			must(t, db.Close())
		}
	}
	text := func(data string) func(*testing.T, string) {
		return func(t *testing.T, path string) { must(t, os.WriteFile(path, []byte(data), 0o644)) }
	}
	for moral, make := range map[string]func(*testing.T, string){
		"a newer file": func(t *testing.T, path string) {
			must(t, open(t, path).Close())
			sqliteFile("PRAGMA user_version = 99")(t, path)
		},
		"a file of a trial version": func(t *testing.T, path string) {
			must(t, open(t, path).Close())
			sqliteFile("PRAGMA user_version = 9")(t, path)
		},
		"a foreign database":                      sqliteFile("CREATE TABLE place (id INTEGER)"),
		"a foreign database with a version":       sqliteFile("CREATE TABLE place (id INTEGER)", "PRAGMA user_version = 1"),
		"a foreign database with a mark":          sqliteFile("CREATE TABLE place (id INTEGER)", "PRAGMA application_id = 7"),
		"a foreign database that says it is ours": sqliteFile("PRAGMA application_id = 7", "PRAGMA user_version = 2"),
		"a text":       text("buy milk\n"),
		"one byte":     text("S"),
		"a cut header": text("SQLite format 3\x00"),
		"zeros":        text(strings.Repeat("\x00", 4096)),
	} {
		t.Run(moral, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "leads.db")
			make(t, path)
			was, err := os.ReadFile(path)
			must(t, err)
			info, err := os.Stat(path)
			must(t, err)
			_, err = Open(context.Background(), path, options())
			if crm.KindOf(err) != crm.Refused || strings.Contains(err.Error(), "\n") {
				t.Errorf("opening gave %v, want one line of refusal", err)
			}
			is, err := os.ReadFile(path)
			must(t, err)
			after, err := os.Stat(path)
			must(t, err)
			if !bytes.Equal(was, is) || info.Mode() != after.Mode() {
				t.Error("the file was changed")
			}
			if names := namesIn(t, dir); len(names) != 1 {
				t.Errorf("a refusal left %q", names)
			}
		})
	}
	t.Run("a folder", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		if _, err := Open(context.Background(), dir, options()); crm.KindOf(err) != crm.Refused {
			t.Errorf("opening gave %v", err)
		}
		if names := namesIn(t, dir); len(names) != 0 {
			t.Errorf("a refusal left %q", names)
		}
	})
	t.Run("below a file", func(t *testing.T) {
		t.Parallel()
		file := filepath.Join(t.TempDir(), "notes.txt")
		must(t, os.WriteFile(file, []byte("x"), 0o644))
		if _, err := Open(context.Background(), filepath.Join(file, "leads.db"), options()); crm.KindOf(err) != crm.Refused {
			t.Errorf("opening gave %v", err)
		}
	})
}

// Processes, not goroutines: within one process, closing a file drops its locks.
func TestManyProcessesOpenOneFileAtOnce(t *testing.T) {
	t.Parallel()
	for moral, prepare := range map[string]func(*testing.T, string){
		"a new file":    func(*testing.T, string) {},
		"an older file": oldFile,
	} {
		t.Run(moral, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "leads.db")
			prepare(t, path)
			var all []*exec.Cmd
			for range 8 {
				c := exec.Command(os.Args[0])
				c.Env = append(os.Environ(), "STORE_TEST_OPEN="+path)
				c.Stderr = &bytes.Buffer{}
				must(t, c.Start())
				all = append(all, c)
			}
			for _, c := range all {
				if err := c.Wait(); err != nil {
					t.Errorf("%v: %s", err, c.Stderr)
				}
			}
			if version, _ := header(t, path); version != newest {
				t.Errorf("version %d", version)
			}
			want := 1
			if moral == "an older file" {
				want = 2
			}
			if names := namesIn(t, dir); len(names) != want {
				t.Errorf("left behind: %q", names)
			}
			s := open(t, path)
			view(t, s, func(ctx context.Context, tx *Tx) error {
				var sound string
				_, err := tx.one(ctx, `PRAGMA integrity_check`, nil, &sound)
				if sound != "ok" {
					t.Errorf("the file is %s", sound)
				}
				list, more := tx.Sources(ctx)
				if want == 1 && len(list) != len(crm.Starters()) {
					t.Errorf("%d sources, want %d", len(list), len(crm.Starters()))
				}
				return errors.Join(err, more)
			})
		})
	}
}

func TestAnyPathWillDo(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"what?.db", "a#b.db", "100%.db", "%20.db", "a b  c.db", "ünï çødé.db", "(trial)?mode=ro.db", "file:x.db", "a&b=c;d.db", "'q\".db", "-v", "back\\slash.db"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "fol der?#%41", name)
			must(t, open(t, path).Close())
			if names := namesIn(t, filepath.Dir(path)); len(names) != 1 || names[0] != name {
				t.Errorf("opening made %q", names)
			}
			if names := namesIn(t, dir); len(names) != 1 {
				t.Errorf("beside the folder there is %q", names)
			}
			wantMode(t, filepath.Dir(path), 0o700)
			wantMode(t, path, 0o600)
		})
	}
}

func TestAFileThatCannotBeWrittenCanBeRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "leads.db")
	s := open(t, path)
	must(t, s.Close())
	must(t, os.Chmod(path, 0o400))
	ctx := context.Background()
	s, err := connect(ctx, path, readOnly) // what Open does when it may not write; root always may
	if !writable(path) {
		s.Close()
		s, err = Open(ctx, path, options())
	}
	must(t, err)
	defer s.Close()
	view(t, s, func(ctx context.Context, tx *Tx) error {
		list, err := tx.Sources(ctx)
		if len(list) == 0 {
			t.Error("no sources")
		}
		return err
	})
	err = update(s, "write", func(ctx context.Context, tx *Tx) error {
		_, err := tx.AddSource(ctx, "Malt")
		return err
	})
	var e *crm.Error
	if !errors.As(err, &e) || e.Kind != crm.Refused || !strings.Contains(e.Error(), "cannot be written") || e.Hint.IsZero() {
		t.Errorf("writing gave %v", err)
	}
}

// The whole schema as SQLite keeps it, so that a review sees every change of it.
func TestTheSchemaIsTheOneThatWasReviewed(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	view(t, fresh(t), func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
			ORDER BY tbl_name, CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, name`, nil, func(rows *sql.Rows) error {
			var text string
			err := rows.Scan(&text)
			b.WriteString(text + ";\n")
			return err
		})
	})
	golden := filepath.Join("testdata", "schema.sql")
	if *rewrite {
		must(t, os.MkdirAll("testdata", 0o755))
		must(t, os.WriteFile(golden, []byte(b.String()), 0o644))
		return
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	if d := difference(string(want), b.String()); d != "" || b.Len() != len(want) {
		t.Errorf("the schema differs from %s (rewrite it with -update):\n%s", golden, d)
	}
}
