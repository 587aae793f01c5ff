// Package store is the file: schema, conversion, triggers and every line of SQL.
//
// Values of crm come in and go out; a report gets one row of sums a group. A
// command is one [Store.View] or one [Store.Update], each one transaction, and
// every update leaves in the journal what it takes to take it back. The store
// judges nothing: rates, grades and credits are made elsewhere.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"leads/internal/crm"

	sqlite "modernc.org/sqlite" // also registers the driver
	lib "modernc.org/sqlite/lib"
)

// applicationID marks our files in the SQLite header: "lead" in ASCII.
const applicationID = 0x6c656164

// SQLite is the version of SQLite inside the program.
const SQLite = lib.SQLITE_VERSION

// Store is one open file, through one connection.
type Store struct {
	path string
	db   *sql.DB
	conn *sql.Conn
}

// Options say how to open a file.
type Options struct {
	Now     crm.Instant          // names the copy that is made before a conversion
	Starter func() []crm.Starter // gives what a new file begins with, and is called only for one; nil: nothing
	Reading bool                 // only View will be called: settings for writing are left out
	Strange bool                 // also a file with triggers or views that are not the program's: to examine it
}

// Open opens the file, creating it with its folder (0600, 0700) when it is not
// there and converting it when it is older than the program; an older file is
// first copied aside. A file that is not ours or is newer is refused untouched.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	path, err := actual(path)
	if err != nil {
		return nil, err
	}
	head, err := prepare(path)
	if err == nil && head.bare {
		head, err = adopt(ctx, path)
	}
	if err != nil {
		return nil, err
	}
	if !o.Reading {
		narrow(path)
	}
	how := writing
	switch {
	case !writable(path):
		how = readOnly
	case o.Reading && head.version == newest:
		how = reading
	}
	s, err := connect(ctx, path, how)
	if err != nil {
		return nil, err
	}
	if head.wal && how == writing {
		if err := s.oneFile(ctx); err != nil {
			return nil, errors.Join(plain(path, err), s.Close())
		}
	}
	if head.copied && how == writing && !o.Reading {
		if err := s.exec(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
			return nil, errors.Join(plain(path, err), s.Close())
		}
	}
	if head.version < newest {
		if err := s.bringUp(ctx, o); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	if !o.Strange {
		if err := s.guard(ctx); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// actual is where a path leads in the end: copies are kept beside the file itself,
// and what replaces it replaces the file, not the link to it.
func actual(path string) (string, error) {
	path, err := filepath.Abs(path)
	for range 40 { // as many links as systems follow
		to, broken := os.Readlink(path)
		if err != nil || broken != nil {
			break
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	if whole, broken := filepath.EvalSymlinks(path); err == nil && broken == nil {
		path = whole
	}
	return path, err
}

// adopt gives a file without a mark the one it had, if it is one of ours that went
// through a dump of sqlite3. Any other is refused untouched.
func adopt(ctx context.Context, path string) (head, error) {
	s, err := connect(ctx, path, readOnly)
	if err != nil {
		return head{}, err
	}
	ours, err := s.isReloaded(ctx)
	if end := s.Close(); err == nil {
		err = end
	}
	if err == nil && !ours {
		err = foreign(path)
	}
	if err != nil {
		return head{}, err
	}
	if s, err = connect(ctx, path, writing); err != nil {
		return head{}, err
	}
	err = s.mark(ctx)
	return head{version: newest}, errors.Join(plain(path, err), s.Close())
}

// Peek opens a file to look into it and do nothing else: it is neither made nor
// brought up to date, and a file that is not as this program keeps it is an error.
func Peek(ctx context.Context, path string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil || !There(path) {
		return nil, errors.Join(err, fs.ErrNotExist)
	}
	head, err := prepare(path)
	if err != nil {
		return nil, err
	}
	if head.version != newest || head.wal {
		return nil, crm.Errorf(crm.Refused, "%s is not in the form that this program writes", path)
	}
	s, err := connect(ctx, path, readOnly)
	if err != nil {
		return nil, err
	}
	if err := s.guard(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close releases the file.
func (s *Store) Close() error { return errors.Join(s.conn.Close(), s.db.Close()) }

// access is how a file is opened.
type access int

const (
	writing  access = iota
	reading         // it may be written, but will not be: fewer settings, a quicker start
	readOnly        // it cannot be written
)

// dsn names a file with its settings. They were measured: a rollback journal
// with synchronous=EXTRA loses nothing acknowledged and leaves one file.
func dsn(path string, how access) string {
	query := "_pragma=busy_timeout(30000)&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)" +
		"&_dqs=0&_defensive=1&_error_rc=1"
	switch how {
	case writing:
		query += "&_pragma=foreign_keys(1)&_pragma=secure_delete(1)"
	case readOnly:
		query += "&mode=ro"
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query
}

// settings are those that read the file, so that they may have to wait for
// another program's lock. A setting in the name of the file would wait without hearing
// Ctrl-C; a statement of its own stops at once.
var settings = map[access]string{
	writing: "PRAGMA synchronous = EXTRA; PRAGMA cache_size = -32768", // the allocator takes twice as much
	reading: "PRAGMA cache_size = 16",                                 // pages; fetching a page again costs less than allocating one
}

// connect opens the one connection.
func connect(ctx context.Context, path string, how access) (*Store, error) {
	db, err := sql.Open("sqlite", dsn(path, how))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(context.WithoutCancel(ctx))
	if err != nil {
		return nil, errors.Join(plain(path, err), db.Close())
	}
	s := &Store{path: path, db: db, conn: conn}
	if more := settings[how]; more != "" {
		if _, err := conn.ExecContext(ctx, more); err != nil {
			return nil, errors.Join(plain(path, err), s.Close())
		}
	}
	return s, nil
}

// View runs fn in one reading transaction: a single moment of the file.
func (s *Store) View(ctx context.Context, fn func(*Tx) error) error {
	tx := &Tx{conn: s.conn}
	defer tx.close()
	// The first statement that reads takes the lock, and the wait for it is the
	// one that Ctrl-C must end.
	err := tx.begin(ctx, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1")
	if err == nil {
		err = fn(tx)
	}
	if _, end := s.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); end != nil && err == nil {
		err = end
	}
	return plain(s.path, err)
}

// Command is what the journal keeps of the command behind an update.
type Command struct {
	Line string // as typed, for the history
	At   crm.Instant
}

// ErrRollback, returned by the function of an [Store.Update], takes everything
// back without being an error: for dry runs.
var ErrRollback = errors.New("roll back")

// Update runs fn in one writing transaction and enters it in the journal. When
// fn fails, or the commit does, nothing was written.
func (s *Store) Update(ctx context.Context, c Command, fn func(*Tx) error) error {
	tx := &Tx{conn: s.conn, rec: newRecorder()}
	defer tx.close()
	if err := s.hook(tx.rec.record); err != nil {
		return err
	}
	defer s.hook(nil)
	if err := tx.begin(ctx, "BEGIN IMMEDIATE"); err != nil {
		return plain(s.path, err)
	}
	err := s.stillNewest(ctx)
	if err == nil {
		err = fn(tx)
	}
	if err == nil {
		err = tx.scatter(ctx)
	}
	if err == nil {
		err = s.hook(nil) // what follows is derived, or the journal itself
	}
	for _, last := range []func(context.Context) error{tx.Flush, func(ctx context.Context) error { return tx.enter(ctx, c) }} {
		if err == nil {
			err = last(ctx)
		}
	}
	if err == nil {
		if _, err = s.conn.ExecContext(context.WithoutCancel(ctx), "COMMIT"); err != nil {
			err = unsure(s.path, err)
		}
	}
	if err != nil {
		_, end := s.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		if errors.Is(err, ErrRollback) {
			return plain(s.path, end)
		}
		return plain(s.path, err)
	}
	return nil
}

// hook has SQLite call fn before each change of a row; nil for no more.
func (s *Store) hook(fn sqlite.PreUpdateHookFn) error {
	return s.conn.Raw(func(driver any) error {
		h, ok := driver.(sqlite.HookRegisterer)
		if !ok {
			return fmt.Errorf("the SQLite driver %T has no hooks", driver)
		}
		h.RegisterPreUpdateHook(fn)
		return nil
	})
}
