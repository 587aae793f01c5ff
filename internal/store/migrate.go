package store

import (
	"context"
	"embed"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"leads/internal/crm"
)

//go:embed migrations/*.sql
var files embed.FS

// migrations gives the statements of each version, in order: the number in a
// file's name is the version that it makes.
func migrations() []string {
	entries, err := files.ReadDir("migrations") // sorted by name
	if err != nil {
		panic(err) // embedded at build time: cannot be missing
	}
	var list []string
	for i, e := range entries {
		number, _, _ := strings.Cut(e.Name(), "_")
		if n, err := strconv.Atoi(number); err != nil || n != i+1 {
			panic("migration out of order: " + e.Name())
		}
		text, err := files.ReadFile("migrations/" + e.Name())
		if err != nil {
			panic(err)
		}
		list = append(list, string(text))
	}
	return list
}

// migrate brings the file to the program's version, one transaction a step.
// Foreign keys are off meanwhile: rebuilding a parent table with them on would
// empty its children.
func (s *Store) migrate(ctx context.Context, o Options) (err error) {
	steps := migrations()
	if err := s.exec(ctx, "PRAGMA foreign_keys = OFF"); err != nil {
		return plain(s.path, err)
	}
	for {
		done, err := s.step(ctx, steps, o)
		if err != nil {
			return plain(s.path, err)
		}
		if done {
			return plain(s.path, s.exec(ctx, "PRAGMA foreign_keys = ON"))
		}
	}
}

// step runs the next migration, if there is one left. The version is read
// under the write lock: another process may have migrated meanwhile.
func (s *Store) step(ctx context.Context, steps []string, o Options) (done bool, err error) {
	version, err := s.version(ctx)
	if err != nil {
		return false, err
	}
	if version > 0 && version < len(steps) {
		if err := s.copyAside(ctx, version, o.Now); err != nil {
			return false, err
		}
	}
	if err := s.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return false, err
	}
	defer func() {
		if err != nil {
			s.exec(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	if version, err = s.version(ctx); err != nil {
		return false, err
	}
	if version >= len(steps) {
		return true, s.exec(ctx, "COMMIT")
	}
	if err := s.exec(ctx, steps[version]); err != nil {
		return false, fmt.Errorf("migration %d: %w", version+1, err)
	}
	if version == 0 {
		if err := s.exec(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
			return false, err
		}
		tx := &Tx{conn: s.conn}
		defer tx.close()
		if err := tx.start(ctx, o.Starter); err != nil {
			return false, err
		}
	}
	if err := s.foreignKeysHold(ctx); err != nil {
		return false, err
	}
	if err := s.exec(ctx, fmt.Sprintf("PRAGMA user_version = %d", version+1)); err != nil {
		return false, err
	}
	return false, s.exec(ctx, "COMMIT")
}

func (s *Store) exec(ctx context.Context, query string, args ...any) error {
	_, err := s.conn.ExecContext(ctx, query, args...)
	return err
}

func (s *Store) version(ctx context.Context) (v int, err error) {
	return v, s.conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v)
}

// foreignKeysHold fails when a row points to nothing.
func (s *Store) foreignKeysHold(ctx context.Context) error {
	rows, err := s.conn.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return err
	}
	defer rows.Close()
	if rows.Next() {
		return fmt.Errorf("a row points to nothing")
	}
	return rows.Err()
}

// copyAside keeps the file as it was before a migration, next to it.
func (s *Store) copyAside(ctx context.Context, version int, now crm.Instant) error {
	stamp := strings.NewReplacer("-", "", ":", "").Replace(string(now))
	aside := filepath.Join(filepath.Dir(s.path), fmt.Sprintf("%s.v%d-%s", filepath.Base(s.path), version, stamp))
	if err := create(aside); err != nil {
		return err
	}
	return s.exec(ctx, "VACUUM INTO ?", aside)
}

// start fills a new file with the sources and channels that most freelancers need.
func (t *Tx) start(ctx context.Context, starter []crm.Starter) error {
	for _, st := range starter {
		id, err := t.AddSource(ctx, st.Name)
		if err != nil {
			return err
		}
		for _, host := range st.Hosts {
			if err := t.AddSourceHost(ctx, id, host); err != nil {
				return err
			}
		}
		for _, ch := range st.Channels {
			if _, err := t.AddChannel(ctx, id, ch.Name, ch.Direction); err != nil {
				return err
			}
		}
	}
	return nil
}
