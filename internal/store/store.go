// Package store is the file: schema, migrations, triggers and every line of SQL.
//
// Values of crm come in and go out; a report gets one row of sums a group. A
// command is one [Store.View] or one [Store.Update], each one transaction, and
// every update leaves in the journal what it takes to take it back. The store
// judges nothing: rates, grades and credits are made elsewhere.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"leads/internal/crm"
	"leads/internal/say"

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
	Now     crm.Instant             // names the copy that is made before a migration
	Starter []crm.Starter           // what a new file begins with
	Keys    func(crm.Lead) []uint64 // under which a lead may be met again, for a file whose postings were made in another way
	Reading bool                    // only View will be called: settings for writing are left out
}

// Open opens the file, creating it with its folder (0600, 0700) when it is not
// there and migrating it when it is older than the program; an older file is
// first copied aside. A file that is not ours or is newer is refused untouched.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	head, err := prepare(path)
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
	if head.version < newest {
		if err := s.migrate(ctx, o); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
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
		return nil, crm.Errorf(crm.Refused, "%s is not as this program keeps it", path)
	}
	return connect(ctx, path, readOnly)
}

// Close releases the file.
func (s *Store) Close() error { return errors.Join(s.conn.Close(), s.db.Close()) }

// head is what the first bytes of a file tell.
type head struct {
	version int  // 0 for a file still empty
	wal     bool // another program has it keep what was written last in a second file
}

// prepare makes sure that there is a file and reads its header, before SQLite
// touches it.
func prepare(path string) (head, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return head{}, create(path)
	case err != nil:
		return head{}, fileError(path, err)
	case !info.Mode().IsRegular():
		return head{}, crm.Errorf(crm.Refused, "%s is not a file", path).WithHint("name another with --db FILE")
	case info.Size() == 0: // made by another program, or by us a moment ago
		if err := os.Chmod(path, 0o600); err != nil {
			return head{}, fileError(path, err)
		}
		return head{}, nil
	}
	header, err := firstBytes(path)
	if err != nil {
		return head{}, fileError(path, err)
	}
	if before := pageBefore(path); before != nil {
		if len(before) == 0 {
			return head{}, nil
		}
		header = before
	}
	if len(header) < headSize || string(header[:16]) != "SQLite format 3\x00" {
		return head{}, crm.Errorf(crm.Refused, "%s is not a leads file", path).WithHint("name another with --db FILE")
	}
	version := int(binary.BigEndian.Uint32(header[60:]))
	switch id := binary.BigEndian.Uint32(header[68:]); {
	case id != applicationID && (id != 0 || version != 0 || hasTables(header)):
		return head{}, foreign(path)
	case version > newest:
		return head{}, crm.Errorf(crm.Refused, "%s was written by a newer leads (file version %d, this program knows %d)",
			path, version, newest).WithHint("update leads; the file was not touched")
	}
	return head{version, header[18] == 2}, nil
}

// foreign refuses a file of another program.
func foreign(path string) error {
	return crm.Errorf(crm.Refused, "%s belongs to another program", path).WithHint("name another with --db FILE")
}

// headSize is how many bytes SQLite's own head of a file has.
const headSize = 100

// firstBytes reads the head of a file, or what there is of it.
func firstBytes(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	header := make([]byte, headSize)
	n, err := io.ReadFull(f, header)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = nil
	}
	return header[:n], err
}

// hasTables reads the schema cookie: 0 until the first table is made.
func hasTables(header []byte) bool { return binary.BigEndian.Uint32(header[40:]) != 0 }

// create makes an empty private file. Losing a race against another process
// that makes the same file is no error.
func create(path string) error {
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return fileError(path, err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fileError(path, err)
	}
	return f.Close()
}

// There reports whether a path leads to a file that holds something.
func There(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() > 0
}

// fileError puts a failure of the file system into one line.
func fileError(path string, err error) error {
	var p *fs.PathError
	var l *os.LinkError
	if errors.As(err, &p) {
		err = p.Err
	} else if errors.As(err, &l) {
		err = l.Err
	}
	return &crm.Error{Kind: crm.Refused, Msg: crm.Errorf(crm.Refused, "cannot open %s: %s", path, say.Text{Format: err.Error()}).Msg, Err: err}
}

// writable asks the file system, so that a file in a read-only place can still be read.
func writable(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	f.Close() // before SQLite has any lock on it: closing would drop those
	return true
}

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
		query += "&_pragma=foreign_keys(1)&_pragma=synchronous(EXTRA)&_pragma=secure_delete(1)&_pragma=cache_size(-32768)" // the allocator takes twice as much
	case readOnly:
		query += "&mode=ro"
	case reading:
		query += "&_pragma=cache_size(40)" // pages; a page taken anew costs more than reading one again
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query
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
	return &Store{path: path, db: db, conn: conn}, nil
}

// View runs fn in one reading transaction: a single moment of the file.
func (s *Store) View(ctx context.Context, fn func(*Tx) error) error {
	tx := &Tx{conn: s.conn}
	defer tx.close()
	if err := tx.begin(context.WithoutCancel(ctx), "BEGIN"); err != nil {
		return plain(s.path, err)
	}
	err := fn(tx)
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
	err := fn(tx)
	if err == nil {
		err = tx.scatter(ctx)
	}
	if err == nil {
		err = s.hook(nil) // what follows is derived, or the journal itself
	}
	for _, last := range []func(context.Context) error{tx.Flush, tx.fold, func(ctx context.Context) error { return tx.enter(ctx, c) }} {
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

// Tx is one transaction. It cannot commit: View and Update do.
type Tx struct {
	conn       *sql.Conn
	rec        *recorder // nil when reading
	statements map[string]*sql.Stmt
	seen       *names
	postings   sorter
	gathered   *gathered // rows that wait, in an update that gathers
	directly   map[string]driver.StmtExecContext
	currency   crm.Currency // the base currency, once it was asked for
	ends       *marks       // once they were read, at the end
	homed      homing       // what the table of that name holds
}

func (t *Tx) begin(ctx context.Context, how string) error {
	_, err := t.conn.ExecContext(ctx, how)
	return err
}

func (t *Tx) close() {
	t.postings.close()
	for _, st := range t.directly {
		if st, ok := st.(driver.Stmt); ok {
			st.Close()
		}
	}
	for _, st := range t.statements {
		st.Close()
	}
}

// prepared keeps each statement for the length of the transaction: an import
// runs the same few a hundred thousand times.
func (t *Tx) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := t.statements[query]; ok {
		return st, nil
	}
	st, err := t.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%w in %q", err, query)
	}
	if t.statements == nil {
		t.statements = map[string]*sql.Stmt{}
	}
	t.statements[query] = st
	return st, nil
}

// calm is a context for one statement. A wish to stop is heard between
// statements: with a context that can be cancelled the driver and database/sql
// start a goroutine each for every statement, which costs a short command a
// sixth of its time, and an import a third.
func calm(ctx context.Context) (context.Context, error) {
	return context.WithoutCancel(ctx), ctx.Err()
}

// exec runs a statement and gives the id of the row it inserted.
func (t *Tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if err := t.Settle(ctx); err != nil {
		return 0, err
	}
	ctx, err := calm(ctx)
	if err != nil {
		return 0, err
	}
	st, err := t.prepared(ctx, query)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// each runs a query and hands every row to scan. Rows are never held open
// across other statements.
func (t *Tx) each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	if err := t.Settle(ctx); err != nil {
		return err
	}
	return t.read(ctx, query, args, scan)
}

// read is each for a query that no row that waits can matter to.
func (t *Tx) read(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	ctx, err := calm(ctx)
	if err != nil {
		return err
	}
	st, err := t.prepared(ctx, query)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// roomy gives a reading transaction the memory that going through a whole file needs.
func (t *Tx) roomy(ctx context.Context) error {
	if t.rec != nil { // writing: it has
		return nil
	}
	_, err := t.conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA cache_size = -32768")
	return err
}

// Try runs fn so that, when it fails, what it wrote is taken back and the
// transaction can go on.
func (t *Tx) Try(ctx context.Context, fn func() error) error {
	if _, err := t.exec(ctx, "SAVEPOINT try"); err != nil {
		return err
	}
	given := t.gathered.given()
	err := fn()
	if err != nil {
		if _, end := t.exec(context.WithoutCancel(ctx), "ROLLBACK TO try"); end != nil {
			return end
		}
		t.gathered.goBack(given)
	}
	if _, end := t.exec(context.WithoutCancel(ctx), "RELEASE try"); end != nil {
		return end
	}
	return err
}

// one runs a query for a single row; false when there is none.
func (t *Tx) one(ctx context.Context, query string, args []any, dest ...any) (bool, error) {
	found := false
	err := t.each(ctx, query, args, func(rows *sql.Rows) error {
		found = true
		return rows.Scan(dest...)
	})
	return found, err
}
