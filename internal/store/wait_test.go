package store

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// While another program holds the lock, Ctrl-C ends the wait at once, wherever
// the command has got to: in opening the file, in reading it or in writing.
func TestAWishToStopEndsTheWaitForALock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "leads.db")
	must(t, open(t, path).Close())
	other := rawOpen(t, path)
	for moral, wait := range map[string]func(context.Context, *Store) error{
		"opening to write": func(ctx context.Context, _ *Store) error {
			_, err := Open(ctx, path, options())
			return err
		},
		"opening to read": func(ctx context.Context, _ *Store) error {
			o := options()
			o.Reading = true
			_, err := Open(ctx, path, o)
			return err
		},
		"reading": func(ctx context.Context, s *Store) error {
			return s.View(ctx, func(tx *Tx) error { return nil })
		},
		"writing": func(ctx context.Context, s *Store) error {
			return s.Update(ctx, Command{Line: "add", At: noon}, func(tx *Tx) error { return nil })
		},
	} {
		t.Run(moral, func(t *testing.T) {
			s := open(t, path)
			_, err := other.Exec("BEGIN EXCLUSIVE")
			must(t, err)
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(50*time.Millisecond, cancel)
			began := time.Now()
			if err := wait(ctx, s); !errors.Is(err, context.Canceled) {
				t.Errorf("the wait ended with %v", err)
			}
			if d := time.Since(began); d > 5*time.Second {
				t.Errorf("it ended after %v", d)
			}
			_, err = other.Exec("ROLLBACK")
			must(t, err)
		})
	}
}
