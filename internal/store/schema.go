package store

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"leads/internal/crm"
)

//go:embed schema.sql
var schemaText string

// newest is the version of the schema: what this program makes and understands.
const newest = 12

// oldest is the first version that this program converts.
const oldest = 10

// bringUp makes a new file, or converts an older one, in one transaction, so that nobody meets it half way. Foreign
// keys are off meanwhile and checked at the end. An older file is copied aside first.
func (s *Store) bringUp(ctx context.Context, o Options) error {
	version, err := s.version(ctx)
	if err == nil && version >= oldest && version < newest {
		err = s.copyAside(ctx, version, o.Now)
	}
	if err == nil {
		err = s.exec(ctx, "PRAGMA foreign_keys = OFF")
	}
	if err == nil {
		err = s.makeOrConvert(ctx, o)
	}
	if err == nil {
		err = s.exec(ctx, "PRAGMA foreign_keys = ON")
	}
	return plain(s.path, err)
}

// makeOrConvert reads the version under the write lock: another process may have been here meanwhile.
func (s *Store) makeOrConvert(ctx context.Context, o Options) (err error) {
	if err := s.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			s.exec(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	version, err := s.version(ctx)
	switch {
	case err != nil:
		return err
	case version == 0:
		var starter []crm.Starter
		if o.Starter != nil {
			starter = o.Starter()
		}
		err = s.begin(ctx, starter)
	case version >= oldest && version < newest:
		err = s.convert(ctx)
	case version != newest:
		err = outdated(s.path, version)
	}
	if err == nil && version < newest {
		err = s.foreignKeysHold(ctx)
	}
	if err == nil {
		err = s.exec(ctx, fmt.Sprintf("PRAGMA user_version = %d", newest))
	}
	if err != nil {
		return err
	}
	return s.exec(ctx, "COMMIT")
}

// outdated refuses a file that is too old, or too new.
func outdated(path string, version int) error {
	if version > newest {
		return crm.Errorf(crm.Refused, "%s was written by a newer leads (file version %d, this program knows %d)",
			path, version, newest).WithHint("update leads; the file was not touched")
	}
	return crm.Errorf(crm.Refused, "%s was written by a trial version of leads (file version %d), which this one does not read", path, version).
		WithHint("export it with the program that made it (leads export --format jsonl), then: leads import FILE")
}

// stillNewest makes sure, under the write lock, that no other program has converted the file since it was opened.
func (s *Store) stillNewest(ctx context.Context) error {
	version, err := s.version(context.WithoutCancel(ctx))
	if err == nil && version != newest {
		err = crm.Errorf(crm.Refused, "%s has been converted by another leads in the meantime (file version %d, this program knows %d)",
			s.path, version, newest).WithHint("nothing has been written; update leads")
	}
	return err
}

// begin makes a new file ours and fills it.
func (s *Store) begin(ctx context.Context, starter []crm.Starter) error {
	var tables int // another program may have been making a file of its own meanwhile
	if err := s.conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return err
	}
	if tables > 0 {
		return foreign(s.path)
	}
	if err := s.exec(ctx, schemaText); err != nil {
		return err
	}
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

// copyAside keeps the file as it was before it is converted, next to it. Where
// another process has converted it meanwhile, that one has made the copy.
func (s *Store) copyAside(ctx context.Context, version int, now crm.Instant) error {
	if err := makeFolder(copiesOf(s.path)); err != nil {
		return fileError(s.path, err)
	}
	aside := filepath.Join(copiesOf(s.path), fmt.Sprintf("v%d-%s.db", version, stamp(now)))
	err := s.copyTo(ctx, aside, copyID)
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
		if err := t.AddOtherNames(ctx, SourceNoun, int64(id), st.Also); err != nil {
			return err
		}
		for _, host := range st.Hosts {
			if err := t.AddSourceHost(ctx, id, host); err != nil {
				return err
			}
		}
		for _, ch := range st.Channels {
			channel, err := t.AddChannel(ctx, id, ch.Name, ch.Direction)
			if err != nil {
				return err
			}
			if err := t.AddOtherNames(ctx, ChannelNoun, int64(channel), ch.Also); err != nil {
				return err
			}
		}
	}
	return nil
}
