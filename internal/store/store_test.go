package store

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// TestMain lets the test binary play a second process: with a path in the
// environment it opens that file and ends.
func TestMain(m *testing.M) {
	if path := os.Getenv("STORE_TEST_OPEN"); path != "" {
		s, err := Open(context.Background(), path, options())
		if err == nil {
			err = s.Close()
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	flag.Parse()
	checks := "20" // each is a long history
	if raceDetector {
		checks = "2"
	}
	flag.Visit(func(f *flag.Flag) {
		if f.Name == "rapid.checks" {
			checks = f.Value.String()
		}
	})
	if err := flag.Set("rapid.checks", checks); err != nil {
		panic(err)
	}
	code := m.Run()
	if benchFolder != "" {
		os.RemoveAll(benchFolder)
	}
	os.Exit(code)
}

const noon = crm.Instant("2026-11-21T12:00:00Z")

func options() Options { return Options{Now: noon, Starter: crm.Starters, Strange: true} }

// must ends the test when a step that only prepares it fails.
func must(tb rapid.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// open opens a file for the length of a test.
func open(tb testing.TB, path string) *Store {
	tb.Helper()
	s, err := Open(context.Background(), path, options())
	must(tb, err)
	tb.Cleanup(func() { s.Close() })
	return s
}

// fresh opens a new file with the starter names.
func fresh(tb testing.TB) *Store {
	tb.Helper()
	return open(tb, filepath.Join(tb.TempDir(), "leads.db"))
}

// rawOpen opens a file as the sqlite3 shell does: no pragma, foreign keys off.
func rawOpen(tb testing.TB, path string) *sql.DB {
	tb.Helper()
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath())
	must(tb, err)
	db.SetMaxOpenConns(1)
	tb.Cleanup(func() { db.Close() })
	return db
}

// update is one command.
func update(s *Store, line string, fn func(context.Context, *Tx) error) error {
	ctx := context.Background()
	return s.Update(ctx, Command{Line: line, At: noon}, func(tx *Tx) error { return fn(ctx, tx) })
}

// view reads.
func view(tb rapid.TB, s *Store, fn func(context.Context, *Tx) error) {
	tb.Helper()
	ctx := context.Background()
	must(tb, s.View(ctx, func(tx *Tx) error { return fn(ctx, tx) }))
}

// undo takes the last command back.
func undo(s *Store) error {
	return update(s, "", func(ctx context.Context, tx *Tx) error {
		_, err := tx.Undo(ctx)
		return err
	})
}

// redo does again what was undone last.
func redo(s *Store) error {
	return update(s, "", func(ctx context.Context, tx *Tx) error {
		_, err := tx.Redo(ctx)
		return err
	})
}

// dump is the whole file but for what is derived from the rest or about it.
func dump(tb rapid.TB, s *Store) string {
	tb.Helper()
	var b strings.Builder
	view(tb, s, func(ctx context.Context, tx *Tx) error {
		var tables []string
		err := tx.each(ctx, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`, nil, func(rows *sql.Rows) error {
			var name string
			err := rows.Scan(&name)
			if name != "journal" && name != "lead_key" && name != "released" && name != "touch" && !strings.HasPrefix(name, "sqlite_") {
				tables = append(tables, name)
			}
			return err
		})
		for _, table := range tables {
			if err == nil {
				err = dumpTable(ctx, tx, table, &b)
			}
		}
		return err
	})
	return b.String()
}

func dumpTable(ctx context.Context, tx *Tx, table string, b *strings.Builder) error {
	return tx.each(ctx, `SELECT * FROM "`+table+`" ORDER BY 1`, nil, func(rows *sql.Rows) error {
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		values, dest := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			dest[i] = &values[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		fmt.Fprintf(b, "%s %#v\n", table, values)
		return nil
	})
}

// difference shows the lines in which two texts differ.
func difference(was, is string) string {
	old, now := strings.Split(was, "\n"), strings.Split(is, "\n")
	var b strings.Builder
	for _, line := range old {
		if !slices.Contains(now, line) {
			b.WriteString("- " + line + "\n")
		}
	}
	for _, line := range now {
		if !slices.Contains(old, line) {
			b.WriteString("+ " + line + "\n")
		}
	}
	return b.String()
}

// pointer gives a value that may be unknown.
func pointer[T any](v T) *T { return &v }

func eur(minor int64) crm.Money { return crm.Money{Minor: minor, Currency: "EUR"} }
