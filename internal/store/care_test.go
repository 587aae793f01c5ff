package store

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"leads/internal/crm"
)

// busy is a file with a few leads, activities, deals and names.
func busy(t *testing.T) (s *Store, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "leads.db")
	s = open(t, path)
	must(t, update(s, "add things", func(ctx context.Context, tx *Tx) error {
		_, err := tx.exec(ctx, `INSERT INTO client (name, key) VALUES ('Grace Hopper', 'gracehopper'), ('Noisette', 'noisette')`)
		if err != nil {
			return err
		}
		for _, statement := range []string{
			`INSERT INTO touch (id, source_id) VALUES (2, 1), (7, 2)`,
			`INSERT INTO lead (title, client_id, touch_id, first_touch_on, created_at, updated_at) VALUES
				('Engine', 1, 2, '2026-10-01', '', ''), ('Shop', 2, 7, '2026-10-02', '', '')`,
			`INSERT INTO activity (lead_id, touch_id, kind, on_day, minutes, created_at) VALUES (1, 2, 'call', '2026-10-03', 25, '')`,
			`INSERT INTO deal (lead_id, touch_id, first_touch_on, outcome, closed_on, amount_minor, currency, rate, base_minor, created_at)
				VALUES (2, 7, '2026-10-02', 'won', '2026-11-01', 10000, 'EUR', '1', 10000, '')`,
		} {
			if _, err := tx.exec(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	}))
	return s, path
}

// sick gives the checks that find something, by name.
func sick(t *testing.T, s *Store, fix bool) map[string]Finding {
	t.Helper()
	list, err := s.Examine(context.Background(), "2026-11-21", fix)
	must(t, err)
	found := map[string]Finding{}
	for _, f := range list {
		if !f.Fault.IsZero() {
			found[f.Check] = f
		}
	}
	return found
}

func TestTheDoctorFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	s, _ := busy(t)
	if found := sick(t, s, false); len(found) != 0 {
		t.Fatalf("a sound file: %v", found)
	}
	for moral, c := range map[string]struct {
		harm    string
		check   string
		curable bool
	}{
		"a lock that was taken off":                      {`DROP TRIGGER lead_keeps_its_touch`, "locks", true},
		"a lock that was weakened":                       {`DROP TRIGGER lead_is_not_deleted_by_hand; CREATE TRIGGER lead_is_not_deleted_by_hand BEFORE DELETE ON lead WHEN 0 BEGIN SELECT 1; END`, "locks", true},
		"a trigger of a stranger":                        {`CREATE TRIGGER spy AFTER INSERT ON lead BEGIN DELETE FROM activity; END`, "locks", true},
		"a lock held open":                               {`INSERT INTO unlocked (reason) VALUES ('me')`, "locks", true},
		"an index that is gone":                          {`DROP INDEX deal_closed_idx`, "locks", true},
		"a table that is more":                           {`CREATE TABLE extra (id INTEGER)`, "locks", false},
		"a touch that is gone":                           {`PRAGMA foreign_keys = OFF; INSERT INTO unlocked (reason) VALUES ('me'); DELETE FROM touch; DELETE FROM unlocked`, "touches", true},
		"work on a merged lead":                          {`INSERT INTO unlocked (reason) VALUES ('me'); UPDATE lead SET merged_into = 1 WHERE id = 2; DELETE FROM unlocked`, "merges", false},
		"revenue that is not the amount":                 {`UPDATE deal SET base_minor = 9999`, "money", false},
		"a link to nothing":                              {`PRAGMA foreign_keys = OFF; UPDATE activity SET lead_id = 77`, "foreign-keys", false},
		"a first touch tomorrow":                         {`INSERT INTO lead (title, touch_id, first_touch_on, created_at, updated_at) VALUES ('x', 2, '2026-11-22', '', '')`, "dates", false},
		"another name that is the name of another":       {`INSERT INTO other_name (source_id, name, key) SELECT 1, name, key FROM source WHERE id = 2`, "names", false},
		"a merged client merged into one that is merged": {`UPDATE client SET merged_into = 1 WHERE id = 2; UPDATE client SET merged_into = 2 WHERE id = 1`, "merges", false},
	} {
		t.Run(moral, func(t *testing.T) {
			t.Parallel()
			s, path := busy(t)
			must(t, s.Close())
			db := rawOpen(t, path)
			for _, statement := range strings.Split(c.harm, "; ") {
				if strings.HasPrefix(statement, "END") {
					continue
				}
				if strings.HasPrefix(statement, "CREATE TRIGGER") {
					statement += "; END"
				}
				_, err := db.Exec(statement)
				must(t, err)
			}
			must(t, db.Close())
			s = open(t, path)
			if found := sick(t, s, false); found[c.check].Fault.IsZero() {
				t.Fatalf("found only %v", found)
			}
			fixed := sick(t, s, true)[c.check]
			left := sick(t, s, false)[c.check]
			if fixed.Fixed != c.curable || left.Fault.IsZero() != c.curable {
				t.Errorf("fixed: %+v, left: %+v, want it cured: %t", fixed, left, c.curable)
			}
		})
	}
}

func TestTheDoctorMakesTheFilePrivateAgain(t *testing.T) {
	t.Parallel()
	s, path := busy(t)
	must(t, os.Chmod(path, 0o644))
	if sick(t, s, false)["permissions"].Fault.IsZero() {
		t.Error("a file that others can read is well")
	}
	if !sick(t, s, true)["permissions"].Fixed {
		t.Error("not fixed")
	}
	wantMode(t, path, 0o600)
}

func TestABackupIsTheSameFileAndNeverOverwrites(t *testing.T) {
	t.Parallel()
	s, _ := busy(t)
	ctx := context.Background()
	folder := filepath.Join(t.TempDir(), "a", "b")
	copied := filepath.Join(folder, "copy.db")
	must(t, s.Backup(ctx, copied))
	wantMode(t, copied, 0o600)
	wantMode(t, folder, 0o700)
	was, err := os.ReadFile(copied)
	must(t, err)
	if err := s.Backup(ctx, copied); crm.KindOf(err) != crm.Refused {
		t.Errorf("a second backup to one path gave %v", err)
	}
	is, err := os.ReadFile(copied)
	must(t, err)
	if !bytes.Equal(was, is) {
		t.Error("the first backup was changed")
	}
	target := filepath.Join(folder, "target")
	must(t, os.Symlink(target, filepath.Join(folder, "link.db")))
	if err := s.Backup(ctx, filepath.Join(folder, "link.db")); crm.KindOf(err) != crm.Refused {
		t.Errorf("a backup through a link gave %v", err)
	}
	if _, err := os.Stat(target); err == nil {
		t.Error("a backup followed a link")
	}
	if names := namesIn(t, folder); !slices.Equal(names, []string{"copy.db", "link.db"}) {
		t.Errorf("the folder holds %q", names)
	}
	must(t, Check(ctx, copied))
}

func TestRestoreGoesBackAndKeepsWhatWasThere(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for moral, harm := range map[string]func(path string) error{
		"a sound file":        func(string) error { return nil },
		"a file cut short":    func(path string) error { return os.Truncate(path, 5000) },
		"a text":              func(path string) error { return os.WriteFile(path, []byte("not a database at all"), 0o600) },
		"a file that is gone": os.Remove,
		"zeros in the middle": func(path string) error {
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = f.WriteAt(make([]byte, 8192), 4096)
			return err
		},
	} {
		t.Run(moral, func(t *testing.T) {
			t.Parallel()
			s, path := busy(t)
			copied := filepath.Join(t.TempDir(), "copy.db")
			must(t, s.Backup(ctx, copied))
			must(t, update(s, "later", func(ctx context.Context, tx *Tx) error { return tx.SetSetting(ctx, "later", "yes") }))
			must(t, s.Close())
			must(t, harm(path))
			was, _ := os.ReadFile(path)
			kept, err := Restore(ctx, path, copied, noon)
			must(t, err)
			s = open(t, path)
			if found := sick(t, s, false); len(found) != 0 {
				t.Errorf("after restoring: %v", found)
			}
			view(t, s, func(ctx context.Context, tx *Tx) error {
				later, err := tx.Setting(ctx, "later")
				if later != "" {
					t.Error("what came after the copy is still there")
				}
				return err
			})
			wantMode(t, path, 0o600)
			switch {
			case moral == "a file that is gone":
				if kept != "" {
					t.Errorf("kept %s of nothing", kept)
				}
			case moral == "a sound file":
				must(t, Check(ctx, kept))
			default:
				if is, err := os.ReadFile(kept); err != nil || !bytes.Equal(is, was) {
					t.Errorf("the damaged file was not kept as it was: %v", err)
				}
			}
		})
	}
}

func TestRestoreRefusesWhatIsNoCopyOfOurs(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, path := busy(t)
	must(t, s.Close())
	was, err := os.ReadFile(path)
	must(t, err)
	dir := t.TempDir()
	damaged := filepath.Join(dir, "damaged.db")
	must(t, os.WriteFile(damaged, append(slices.Clone(was[:6000]), make([]byte, len(was)-6000)...), 0o600))
	text := filepath.Join(dir, "text.db")
	must(t, os.WriteFile(text, []byte("buy milk"), 0o600))
	for _, from := range []string{damaged, text, filepath.Join(dir, "none.db"), path, dir} {
		if _, err := Restore(ctx, path, from, noon); crm.KindOf(err) != crm.Refused || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", from, err)
		}
	}
	is, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(was, is) {
		t.Error("a refusal changed the file")
	}
}

func TestFewAutomaticCopiesAreKept(t *testing.T) {
	t.Parallel()
	s, path := busy(t)
	var last string
	for i := range keptCopies + 3 {
		kept, err := s.KeepCopy(context.Background(), "import", crm.Instant(fmt.Sprintf("2026-11-21T12:00:%02dZ", i)))
		must(t, err)
		last = kept
	}
	list, err := Copies(path)
	must(t, err)
	if len(list) != keptCopies || list[len(list)-1] != last || !strings.HasSuffix(list[0], "before-import-20261121T120003Z.db") {
		t.Errorf("kept %q", list)
	}
}

// Every form in which a person can have come into the file: by name, by the
// hands of undo, in the notes of others, in the history, in a copy, in the pages
// that deleting leaves behind.
func TestForgettingLeavesNoByteOfAPerson(t *testing.T) {
	t.Parallel()
	people := []struct{ name, contact, email, phone, url, external string }{
		{"Ada Lovelace", "Augusta Ada King", "ada@engines.example", "+33 6 12 34 56 78", "https://www.linkedin.com/in/ada-l", "crm-88123"},
		{`O'Brien & "Söhne" <GmbH>`, "Zoë Quinn", "zoë@söhne.example", "0044 20 7946 0000", "https://söhne.example/job/1", "söhne/77777"},
		{"100%_sure", "Per Cent", "100%_sure@x.example", "555-000-111", "https://x.example/a_b%20c", "100%_sure"},
		{"李小龍", "李 小龍", "li@jkd.example", "852-0000-0000", "https://jkd.example/李小龍", "龍龍龍龍"},
	}
	for _, p := range people {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			s, path := busy(t)
			ctx := context.Background()
			var lead crm.LeadID
			must(t, update(s, "add 'Site for "+p.name+"' --email "+p.email, func(ctx context.Context, tx *Tx) error {
				client, err := tx.AddClient(ctx, p.name)
				if err != nil {
					return err
				}
				lead, err = tx.AddLead(ctx, crm.Lead{Title: "Site for " + p.name, ClientID: client, Contact: p.contact, Email: p.email, Phone: p.phone,
					URL: p.url, ExternalID: p.external, Note: p.contact + " wants it", FirstTouchOn: "2026-10-05", Stage: "new",
					Tags: []string{p.name}, Fields: map[string]string{"who": p.name}, CreatedAt: noon, UpdatedAt: noon}, nil)
				return err
			}))
			must(t, update(s, "mention", func(ctx context.Context, tx *Tx) error {
				for _, statement := range []string{
					`UPDATE lead SET note = 'sent by ' || ?1, title = ?1 || ': second site' WHERE id = 2`,
					`UPDATE client SET note = 'knows ' || ?1 WHERE id = 1`,
					`INSERT INTO activity (lead_id, touch_id, kind, on_day, note, minutes, created_at) VALUES (2, 7, 'call', '2026-10-06', 'about ' || ?1, 30, '')`,
					`INSERT INTO setting (key, value) VALUES ('alias.x', 'list --client ' || ?1)`,
					`INSERT INTO saved_report (key, name, flags) VALUES ('x', 'For ' || ?1, '{"client":' || json_quote(?1) || '}')`,
				} {
					if _, err := tx.exec(ctx, statement, p.name); err != nil {
						return err
					}
				}
				return nil
			}))
			must(t, update(s, "edit", func(ctx context.Context, tx *Tx) error {
				_, err := tx.exec(ctx, `UPDATE lead SET email = '', contact = 'x' WHERE id = ?`, int64(lead))
				return err
			}))
			must(t, undo(s)) // the journal now holds both
			_, err := s.KeepCopy(ctx, "import", noon)
			must(t, err)

			f, err := s.Forget(ctx, p.name, false, noon, nil)
			must(t, err)
			if f.Leads != 1 || len(f.Copies) != 1 || f.Mentions < 5 {
				t.Errorf("forgot %+v", f)
			}
			must(t, s.Close())
			for _, name := range namesIn(t, filepath.Dir(path)) {
				data, err := os.ReadFile(filepath.Join(filepath.Dir(path), name))
				must(t, err)
				for _, word := range []string{p.name, p.contact, p.email, p.phone, p.url, p.external} {
					if bytes.Contains(bytes.ToLower(data), bytes.ToLower([]byte(word))) {
						t.Errorf("%s still holds %q", name, word)
					}
				}
			}
			s = open(t, path)
			if err := undo(s); crm.KindOf(err) != crm.Refused {
				t.Errorf("undo after forgetting gave %v", err)
			}
			if found := sick(t, s, false); len(found) != 0 {
				t.Errorf("after forgetting: %v", found)
			}
			view(t, s, func(ctx context.Context, tx *Tx) error {
				left, err := tx.Lead(ctx, lead)
				if left.FirstTouchOn != "2026-10-05" {
					t.Errorf("the numbers went, too: %+v", left)
				}
				if _, missing := tx.Person(ctx, p.email); crm.KindOf(missing) != crm.NotFound {
					t.Errorf("the person is still found: %v", missing)
				}
				return err
			})
		})
	}
}

// A name may be written in other ways than its own: decomposed, without accents,
// inside JSON that is inside JSON, or quoted for a shell.
func TestForgettingKnowsOtherSpellings(t *testing.T) {
	t.Parallel()
	m := mentionsOf([]string{"José Świątek", `D"Arc & <Søn>`, "Mary O'Neil"})
	for _, text := range []string{"Jose\u0301 S\u0301wia\u0328tek", "JOSE SWIATEK", "jos\u00e9 \u015bwi\u0105tek", `D\"Arc & <Søn>`, `D\\\"Arc & <Søn>`,
		`D\\\"Arc \\u0026 \\u003cSøn\\u003e`, `d\"arc \u0026 \u003csøn\u003e`, `Mary O'\''Neil`} {
		if got := m.blot("to " + text + "."); got != "to (forgotten)." {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// What a copy cut short, or a restore over a damaged file, has left behind holds
// the person, too.
func TestForgettingTakesWhatWasLeftBehind(t *testing.T) {
	t.Parallel()
	s, path := busy(t)
	must(t, update(s, "add", func(ctx context.Context, tx *Tx) error {
		_, err := tx.AddClient(ctx, "Ada Lovelace")
		return err
	}))
	must(t, os.Mkdir(copiesOf(path), 0o700))
	for _, name := range []string{"." + filepath.Base(path) + ".backup.db.123", "leads.db.copies/.before-import-x.db.123", "leads.db.copies/damaged-20261121T120000Z.db"} {
		must(t, os.WriteFile(filepath.Join(filepath.Dir(path), name), []byte("Ada Lovelace"), 0o600))
	}
	other := filepath.Join(filepath.Dir(path), "notes.txt")
	must(t, os.WriteFile(other, []byte("mine"), 0o600))
	_, err := s.Forget(context.Background(), "Ada Lovelace", false, noon, nil)
	must(t, err)
	if left := namesIn(t, filepath.Dir(path)); len(left) != 2 {
		t.Errorf("left: %q", left)
	}
}

// Another program may have chosen a write-ahead log: a command that writes
// brings the file back to being one file, and takes it from other eyes.
func TestTheFileIsOneAndPrivateAgain(t *testing.T) {
	t.Parallel()
	s, path := busy(t)
	must(t, s.exec(context.Background(), "PRAGMA journal_mode = WAL"))
	must(t, s.Close())
	must(t, os.Chmod(path, 0o644))
	s = open(t, path)
	must(t, s.Close())
	header, err := os.ReadFile(path)
	must(t, err)
	if header[18] != 1 || header[19] != 1 {
		t.Errorf("journal of kind %d", header[18])
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if left := namesIn(t, filepath.Dir(path)); len(left) != 1 {
		t.Errorf("left: %q", left)
	}
}

func TestForgettingOneLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	m := mentionsOf([]string{"Ann", "Ann Lee", "ann@lee.example", "https://x.example/a"})
	for text, want := range map[string]string{
		"Annual plan of Joann":          "Annual plan of Joann",
		"Ann, again":                    "(forgotten), again",
		"from ann lee and Lee":          "from (forgotten) and Lee",
		"joann@lee.example":             "joann@lee.example",
		"write to ANN@LEE.example.":     "write to (forgotten).",
		"https://x.example/ab":          "https://x.example/ab",
		"see https://x.example/a today": "see (forgotten) today",
		`{"who":"Ann"}`:                 `{"who":"(forgotten)"}`,
		"":                              "",
	} {
		if got := m.blot(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
		if got := m.blot(m.blot(text)); got != want {
			t.Errorf("twice: %q", got)
		}
	}
}

// A client may be called what the program itself says: its words, its settings
// and its rules stay what they are, and the client is forgotten none the less.
func TestForgettingLeavesTheProgramItsWords(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"New", "won", "Lost", "Price", "EUR", "call", "Email", "in", "Repeat", "10", "source", "2026-10-05", "en", "monday"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := busy(t)
			ctx := context.Background()
			must(t, update(s, "add", func(ctx context.Context, tx *Tx) error {
				client, err := tx.AddClient(ctx, name)
				if err != nil {
					return err
				}
				_, err = tx.AddLead(ctx, crm.Lead{Title: "Site", ClientID: client, FirstTouchOn: "2026-10-05", Stage: "new", CreatedAt: noon, UpdatedAt: noon}, nil)
				if err != nil {
					return err
				}
				for _, statement := range []string{
					`INSERT INTO activity (lead_id, touch_id, kind, on_day, direction, note, cost_minor, cost_currency, cost_base, created_at)
						VALUES (2, 7, 'call', '2026-10-06', 'in', 'with ' || ?1, 100, 'EUR', 100, '')`,
					`INSERT INTO activity (lead_id, touch_id, kind, on_day, created_at) VALUES (2, 7, 'email', '2026-10-05', '')`,
					`INSERT INTO lead_pair (lead_id, other_id, kind) VALUES (1, 2, 'repeat')`,
					`INSERT INTO setting (key, value) VALUES ('currency', 'EUR'), ('week-start', 'monday'), ('language', 'en'), ('hourly-cost', '10'),
						('score', 'on call 10 when source in ["' || ?1 || '"]'), ('alias.' || lower(?1), 'list --client ' || ?1)`,
				} {
					if _, err := tx.exec(ctx, statement, name); err != nil {
						return err
					}
				}
				return nil
			}))
			_, err := s.Forget(ctx, name, false, noon, nil)
			must(t, err)
			view(t, s, func(ctx context.Context, tx *Tx) error {
				got, err := tx.words(ctx, `SELECT kind || ' ' || direction || ' ' || cost_currency || ' ' || note FROM activity WHERE cost_minor = 100
					UNION ALL SELECT kind FROM activity WHERE note = '' AND on_day = '2026-10-05' UNION ALL SELECT kind FROM lead_pair
					UNION ALL SELECT * FROM (SELECT key || '=' || value FROM setting ORDER BY key)`)
				want := []string{"call in EUR with (forgotten)", "email", "repeat", "currency=EUR", "hourly-cost=10", "language=en",
					`score=on call 10 when source in ["(forgotten)"]`, "week-start=monday"}
				if len(name) < shortest || name == "call" || name == "Email" { // looked for in no other text
					want = []string{"call in EUR with " + name, "email", "repeat", "alias." + strings.ToLower(name) + "=list --client " + name, "currency=EUR",
						"hourly-cost=10", "language=en", `score=on call 10 when source in ["` + name + `"]`, "week-start=monday"}
				}
				if !slices.Equal(got, want) {
					t.Errorf("the words of the program became %q", got)
				}
				if _, missing := tx.Person(ctx, name); crm.KindOf(missing) != crm.NotFound {
					t.Errorf("still found: %v", missing)
				}
				return err
			})
			if found := sick(t, s, false); len(found) != 0 {
				t.Errorf("after forgetting: %v", found)
			}
		})
	}
}

func TestRedoDoesAgainWhatUndoTookBack(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	redo := func() error {
		return update(s, "", func(ctx context.Context, tx *Tx) error {
			_, err := tx.Redo(ctx)
			return err
		})
	}
	set := func(value string) {
		must(t, update(s, "set "+value, func(ctx context.Context, tx *Tx) error { return tx.SetSetting(ctx, "x", value) }))
	}
	want := func(moral, value string) {
		t.Helper()
		view(t, s, func(ctx context.Context, tx *Tx) error {
			got, err := tx.Setting(ctx, "x")
			if got != value {
				t.Errorf("%s: %q, want %q", moral, got, value)
			}
			return err
		})
	}
	if err := redo(); crm.KindOf(err) != crm.Refused {
		t.Errorf("redo of nothing gave %v", err)
	}
	for _, v := range []string{"1", "2", "3"} {
		set(v)
	}
	must(t, undo(s))
	must(t, undo(s))
	want("two undone", "1")
	must(t, redo())
	want("the older one comes back first", "2")
	must(t, redo())
	want("then the younger", "3")
	if err := redo(); crm.KindOf(err) != crm.Refused {
		t.Errorf("a third redo gave %v", err)
	}
	must(t, undo(s))
	set("4")
	if err := redo(); crm.KindOf(err) != crm.Refused {
		t.Errorf("redo after something new gave %v", err)
	}
	want("and the new stays", "4")
	must(t, undo(s))
	want("undone, too", "2")
	must(t, redo())
	want("what was undone last is done again", "4")
	if err := redo(); crm.KindOf(err) != crm.Refused {
		t.Errorf("redo of what something new came after gave %v", err)
	}
	must(t, undo(s))
	must(t, undo(s))
	want("undo goes on behind what was undone", "1")
}

// A copy that somebody else has made, whatever it is called and wherever it is, is
// not ours to remove; an automatic one goes whatever clock the program was told,
// and through a link to the file.
func TestOnlyOurOwnCopiesAreRemoved(t *testing.T) {
	t.Parallel()
	s, path := busy(t)
	dir := filepath.Dir(path)
	must(t, s.Backup(context.Background(), filepath.Join(dir, "leads.db.before-tax-2025")))
	must(t, s.Backup(context.Background(), filepath.Join(copiesOf(path), "before-import-mine.db")))
	for i := range keptCopies + 2 {
		_, err := s.KeepCopy(context.Background(), "import", crm.Instant(fmt.Sprintf("%04d-11-21T12:00:00Z", 1969+i*1000)))
		must(t, err)
	}
	must(t, s.Close())
	link := filepath.Join(t.TempDir(), "link.db")
	must(t, os.Symlink(path, link))
	s = open(t, link)
	must(t, update(s, "add", func(ctx context.Context, tx *Tx) error {
		_, err := tx.AddClient(ctx, "Ada Lovelace")
		return err
	}))
	f, err := s.Forget(context.Background(), "Ada Lovelace", false, noon, nil)
	must(t, err)
	if len(f.Copies) != keptCopies {
		t.Errorf("removed %q", f.Copies)
	}
	if left := append(namesIn(t, dir), namesIn(t, copiesOf(path))...); !slices.Equal(left, []string{"leads.db", "leads.db.before-tax-2025", "leads.db.copies", "before-import-mine.db"}) {
		t.Errorf("left: %q", left)
	}
}

// An automatic copy that is opened to be written is the owner's from then on.
func TestACopyThatIsWrittenLosesItsMark(t *testing.T) {
	t.Parallel()
	s, path := busy(t)
	kept, err := s.KeepCopy(context.Background(), "import", noon)
	must(t, err)
	must(t, open(t, kept).Close())
	if list, err := Copies(path); len(list) != 0 || err != nil {
		t.Errorf("%q, %v", list, err)
	}
}

// Restoring through a link, also over a damaged file, replaces what it leads to.
func TestRestoringThroughALinkReplacesTheFile(t *testing.T) {
	t.Parallel()
	s, path := busy(t)
	copied := filepath.Join(t.TempDir(), "copy.db")
	must(t, s.Backup(context.Background(), copied))
	must(t, s.Close())
	link := filepath.Join(t.TempDir(), "link.db")
	must(t, os.Symlink(path, link))
	for _, damage := range []bool{false, true} {
		if damage {
			must(t, os.WriteFile(path, []byte("SQLite format 3"), 0o600))
		}
		_, err := Restore(context.Background(), link, copied, noon)
		must(t, err)
		if info, err := os.Lstat(link); err != nil || info.Mode().IsRegular() {
			t.Errorf("damaged %t: the link became a file (%v)", damage, err)
		}
		if err := Check(context.Background(), path); err != nil {
			t.Errorf("damaged %t: %v", damage, err)
		}
	}
}
