package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"leads/internal/crm"
)

// stopped is a file in whose place a program died in the midst of a command: its
// first page is already the new one, its journal holds the old.
func stopped(t *testing.T, prepare func(path string), version uint32) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "leads.db")
	prepare(path)
	db := rawOpen(t, path)
	db.SetMaxOpenConns(1)
	defer db.Close()
	for _, s := range []string{"PRAGMA cache_size = 1", "PRAGMA cache_spill = 1", "BEGIN IMMEDIATE", fmt.Sprintf("PRAGMA user_version = %d", version),
		fmt.Sprintf("PRAGMA application_id = %d", applicationID), "CREATE TABLE filler (t TEXT)"} {
		_, err := db.Exec(s)
		must(t, err)
	}
	for range 200 { // more than the cache holds: it spills into the file
		_, err := db.Exec("INSERT INTO filler VALUES (hex(randomblob(2000)))")
		must(t, err)
	}
	left := filepath.Join(t.TempDir(), "leads.db")
	for _, end := range []string{"", "-journal"} {
		data, err := os.ReadFile(path + end)
		must(t, err)
		if end == "" && len(data) > 100 { // SQLite writes this page last
			binary.BigEndian.PutUint32(data[60:], version)
			binary.BigEndian.PutUint32(data[68:], applicationID)
		}
		must(t, os.WriteFile(left+end, data, 0o600))
	}
	return left
}

// What a file begins with is no longer true when a command did not end: the
// journal knows what was there before, and SQLite will bring it back.
func TestAFileIsJudgedByWhatItWasBeforeACommandThatDidNotEnd(t *testing.T) {
	t.Parallel()
	ours := func(path string) { must(t, open(t, path).Close()) }
	empty := func(path string) { must(t, os.WriteFile(path, nil, 0o600)) }

	t.Run("a newer version that never came to be", func(t *testing.T) {
		t.Parallel()
		path := stopped(t, ours, 99)
		s := open(t, path)
		if found := sick(t, s, false); len(found) != 0 {
			t.Errorf("found %v", found)
		}
		must(t, s.Close())
		if version, _ := header(t, path); version != newest {
			t.Errorf("version %d", version)
		}
	})
	t.Run("a first command that did not end", func(t *testing.T) {
		t.Parallel()
		path := stopped(t, empty, newest)
		for _, reading := range []bool{true, false} {
			o := options()
			o.Reading = reading
			s, err := Open(context.Background(), path, o)
			must(t, err)
			view(t, s, func(ctx context.Context, tx *Tx) error {
				list, err := tx.Sources(ctx)
				if len(list) != len(crm.Starters()) {
					t.Errorf("%d sources", len(list))
				}
				return err
			})
			must(t, s.Close())
		}
	})
	t.Run("a first page that is torn", func(t *testing.T) {
		t.Parallel()
		path := stopped(t, ours, 99)
		data, err := os.ReadFile(path)
		must(t, err)
		clear(data[:512])
		must(t, os.WriteFile(path, data, 0o600))
		must(t, open(t, path).Close())
	})
	t.Run("the file of another program", func(t *testing.T) {
		t.Parallel()
		path := stopped(t, func(path string) {
			db := rawOpen(t, path)
			_, err := db.Exec("CREATE TABLE place (id INTEGER)")
			must(t, err)
			must(t, db.Close())
		}, newest)
		was, err := os.ReadFile(path)
		must(t, err)
		if _, err := Open(context.Background(), path, options()); crm.KindOf(err) != crm.Refused {
			t.Errorf("opening gave %v", err)
		}
		if is, err := os.ReadFile(path); err != nil || !bytes.Equal(is, was) {
			t.Errorf("it was changed, %v", err)
		}
	})
}

// A restore replaces what is damaged, not what is no file at
// all; and a command that did not end is no damage.
func TestARestoreSetsOnlyDamageAside(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, _ := busy(t)
	copied := filepath.Join(t.TempDir(), "copy.db")
	must(t, s.Backup(ctx, copied))
	must(t, s.Close())
	left := stopped(t, func(path string) { must(t, open(t, path).Close()) }, 99)
	kept, err := Restore(ctx, left, copied, noon)
	must(t, err)
	must(t, Check(ctx, kept))

	folder := filepath.Join(t.TempDir(), "folder")
	must(t, os.Mkdir(folder, 0o700))
	if _, err := Restore(ctx, folder, copied, noon); crm.KindOf(err) != crm.Refused {
		t.Errorf("restoring over a folder gave %v", err)
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		t.Errorf("the folder is gone: %v", err)
	}
}
