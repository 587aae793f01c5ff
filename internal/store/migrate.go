package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"leads/internal/crm"
)

//go:embed migrations/*.sql
var files embed.FS

// newest is the version that this program makes and understands; a test holds
// it against the files. Reading them takes as long as a small command.
const newest = 11

// keyed is the version from which on a file has postings as this program makes
// them; an older file is posted anew.
const keyed = 7

// stripped is the version from which on a file has strips as this program makes them;
// those of an older one are made.
const stripped = 10

// named is the version from which on a file has the names of clients in pieces; those
// of an older one are made.
const named = 10

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

// migrate brings the file to the program's version in one transaction, so that
// nobody meets it half way. Foreign keys are off meanwhile: rebuilding a parent
// table with them on would empty its children.
func (s *Store) migrate(ctx context.Context, o Options) error {
	steps := migrations()
	version, err := s.version(ctx)
	if err == nil && version > 0 && version < len(steps) {
		err = s.copyAside(ctx, version, o.Now)
	}
	if err == nil {
		err = s.exec(ctx, "PRAGMA foreign_keys = OFF")
	}
	if err == nil {
		err = s.climb(ctx, steps, o)
	}
	if err == nil {
		err = s.exec(ctx, "PRAGMA foreign_keys = ON")
	}
	return plain(s.path, err)
}

// climb runs the migrations that are left. The version is read under the write
// lock: another process may have migrated meanwhile.
func (s *Store) climb(ctx context.Context, steps []string, o Options) (err error) {
	if err := s.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			s.exec(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	version, err := s.version(ctx)
	if err != nil {
		return err
	}
	if version == 0 { // another program may have been making a file of its own meanwhile
		var tables int
		if err := s.conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
			return err
		}
		if tables > 0 {
			return foreign(s.path)
		}
	}
	for i := version; i < len(steps); i++ {
		if err := s.exec(ctx, steps[i]); err != nil {
			return fmt.Errorf("migration %d: %w", i+1, err)
		}
	}
	if version == 0 {
		if err := s.begin(ctx, o.Starter); err != nil {
			return err
		}
	}
	if version > 0 && version < keyed {
		if err := s.rekey(ctx, o.Keys); err != nil {
			return err
		}
	}
	if version > 0 && version < stripped {
		if err := s.layStrips(ctx); err != nil {
			return err
		}
	}
	if version > 0 && version < named {
		if err := s.layNames(ctx); err != nil {
			return err
		}
	}
	if version < len(steps) {
		if err := s.foreignKeysHold(ctx); err != nil {
			return err
		}
		if err := s.exec(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(steps))); err != nil {
			return err
		}
	}
	return s.exec(ctx, "COMMIT")
}

// rekey posts every lead anew.
func (s *Store) rekey(ctx context.Context, keys func(crm.Lead) []uint64) error {
	if keys == nil {
		return nil
	}
	tx := &Tx{conn: s.conn}
	defer tx.close()
	if err := tx.EachAlike(ctx, true, func(l crm.Lead) error { tx.AddKeys(l.ID, keys(l)); return nil }); err != nil {
		return err
	}
	return tx.Flush(ctx)
}

// layStrips makes the strips of the rows up to the marks.
func (s *Store) layStrips(ctx context.Context) error {
	tx := &Tx{conn: s.conn}
	defer tx.close()
	var upTo [3]int64
	if _, err := tx.one(ctx, `SELECT lead_id, deal_id, activity_id FROM tally_mark`, nil, &upTo[leadRows], &upTo[dealRows], &upTo[activityRows]); err != nil {
		return err
	}
	return tx.keepStrips(ctx, [3]int64{}, upTo)
}

// layNames makes the pieces of the names of clients.
func (s *Store) layNames(ctx context.Context) error {
	tx := &Tx{conn: s.conn}
	defer tx.close()
	return tx.keepNames(ctx)
}

// begin marks a new file as ours and fills it.
func (s *Store) begin(ctx context.Context, starter []crm.Starter) error {
	if err := s.exec(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return err
	}
	tx := &Tx{conn: s.conn}
	defer tx.close()
	return tx.start(ctx, starter)
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

// copyAside keeps the file as it was before a migration, next to it. Where
// another process has migrated meanwhile, that one has made the copy.
func (s *Store) copyAside(ctx context.Context, version int, now crm.Instant) error {
	aside := fmt.Sprintf("%s.v%d-%s", s.path, version, stamp(now))
	err := s.copyTo(ctx, aside)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if copied, err := prepare(aside); err != nil || copied.version != version {
		return errors.Join(err, os.Remove(aside))
	}
	return s.dropOldCopies()
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
