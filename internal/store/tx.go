package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"

	"leads/internal/crm"
)

// Tx is one transaction. It cannot commit: View and Update do.
type Tx struct {
	conn       *sql.Conn
	rec        *recorder // nil when reading
	statements map[string]*sql.Stmt
	seen       *names
	archived   []retired // of touches that were resolved
	blocking   []blockingKey
	touches    map[int64]bool // that have their row
	gathered   *gathered      // rows that wait, in an update that gathers
	directly   map[string]driver.StmtExecContext
	currency   crm.Currency // the base currency, once it was asked for
	table      *string      // of the rules of scoring, once it was read
	originsOf  originQuery  // what the table lead_origin holds
	known      crm.Lead     // the last that was read by its number
	contacted  []contact    // once they were asked for
}

func (t *Tx) begin(ctx context.Context, how string) error {
	_, err := t.conn.ExecContext(ctx, how)
	return err
}

func (t *Tx) close() {
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

// calm is a context for one statement. A request to stop is heeded between
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
// transaction can go on. A rule that it broke is in words.
func (t *Tx) Try(ctx context.Context, fn func() error) error {
	if _, err := t.exec(ctx, "SAVEPOINT try"); err != nil {
		return err
	}
	given := t.gathered.given()
	err := fn()
	if err != nil {
		if broken := brokenRule(err); broken != nil && crm.KindOf(err) == crm.Internal {
			err = broken
		}
		if _, end := t.exec(context.WithoutCancel(ctx), "ROLLBACK TO try"); end != nil {
			return end
		}
		t.gathered.goBack(given)
		t.touches = nil
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
