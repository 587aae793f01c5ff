package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
)

// into is a table that rows are added to, with the columns that they fill; the
// first is the id, NULL for the next one.
type into struct {
	table   string
	columns string
	row     string // the values of one row in SQL
	width   int    // how many are given
}

func columns(table string, list ...string) into {
	in := into{table: table, columns: "id", row: "?", width: 1}
	for _, column := range list {
		name, value, copied := strings.Cut(column, " = ") // the first one
		if !copied {
			value = "?"
		}
		in.columns += ", " + name
		in.row += ", " + value
		in.width += strings.Count(value, "?")
	}
	return in
}

// survivor is a column of the lead with an id, or of the one that it was merged into: nothing happens to merged leads.
func survivor(column string) string {
	return `(SELECT s.` + column + ` FROM lead l JOIN lead s ON s.id = coalesce(l.merged_into, l.id) WHERE l.id = ?)`
}

// The tables that an import fills, parents first.
var (
	intoClient = columns("client", "name", "key")
	intoLead   = columns("lead", "title", "client_id", "contact", "email", "phone", "url", "external_id",
		"touch_id", "first_touch_on", "stage", "value_minor", "value_currency", "referrer_id",
		"follow_up_on", "tags", "fields", "note", "variant", "created_at", "updated_at")
	intoStage = columns("stage_change", "lead_id = "+survivor("id"), "stage", "on_day", "merged_from")
	intoDeal  = columns("deal", "lead_id = "+survivor("id"), "touch_id = "+survivor("touch_id"), "first_touch_on = "+survivor("first_touch_on"), "closing_day_known = "+survivor("first_touch_known"),
		"outcome", "closed_on", "amount_minor", "currency", "rate", "base_minor", "reason", "fee_ppm", "fee_minor", "created_at", "merged_from")
	intoActivity = columns("activity", "lead_id = "+survivor("id"), "touch_id = coalesce("+survivor("touch_id")+", ?)", "source_id", "channel_id", "campaign_id",
		"kind", "on_day", "direction", "minutes", "cost_minor", "cost_currency", "cost_base", "note", "created_at", "merged_from")
	intoPayment = columns("payment", "lead_id = "+survivor("id"), "touch_id = "+survivor("touch_id"), "paid_on", "amount_minor", "currency", "rate", "base_minor",
		"fee_ppm", "fee_minor", "external_id", "note", "created_at", "merged_from")
)

// rows is an INSERT of n rows.
func (in into) rows(n int) string {
	return `INSERT INTO "` + in.table + `" (` + in.columns + `) VALUES (` + in.row + `)` + strings.Repeat(", ("+in.row+")", n-1)
}

// insert adds a row and gives its id; a gathering update may let it wait.
func (t *Tx) insert(ctx context.Context, in into, id any, values ...any) (int64, error) {
	if t.gathered != nil && id == nil {
		return t.gathered.add(ctx, t, in, values)
	}
	n, err := t.exec(ctx, in.rows(1), append([]any{id}, values...)...)
	if t.gathered != nil && err == nil {
		w := t.gathered.of(in)
		w.last = max(w.last, n)
	}
	return n, err
}

// gathered are rows that wait to go in with others: of what an import costs,
// most is what a statement costs, however little it does. They go in before
// anything else is asked of the file or done to it.
type gathered struct {
	tables   []*pending // parents first
	unsorted []string   // indexes that were dropped, to be built again from all rows
}

// pending are the rows of one table.
type pending struct {
	into
	last   int64 // id that was given
	values []driver.NamedValue
	count  int
}

// together is how many rows go in at once: a power of two.
var together = 512

// Gather lets the rows that are added from now on wait for each other, some
// leads among them. An error of theirs may come as late as the end of the update.
func (t *Tx) Gather(ctx context.Context, leads int64) error {
	if t.gathered != nil {
		return nil
	}
	g := &gathered{}
	for _, in := range []into{intoClient, intoLead, intoStage, intoDeal, intoActivity, intoPayment} {
		w := &pending{into: in}
		if _, err := t.one(ctx, `SELECT max(coalesce((SELECT max(id) FROM "`+in.table+`"), 0),
			coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0))`, []any{in.table}, &w.last); err != nil {
			return err
		}
		g.tables = append(g.tables, w)
	}
	if leads >= sortFrom && leads > 4*g.of(intoLead).last {
		if err := t.takeIndexes(ctx, g); err != nil {
			return err
		}
	}
	t.gathered = g
	return nil
}

// sortFrom is how many new leads it takes, beside a few old ones, until sorting
// an index once costs less than finding each its place.
var sortFrom = int64(20_000)

// takeIndexes drops those indexes that no import reads.
func (t *Tx) takeIndexes(ctx context.Context, g *gathered) error {
	// What is left of the import goes to the ends of the tables: it needs fewer
	// pages at hand than a check of duplicates needs memory.
	if _, err := t.conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA cache_size = -12288`); err != nil {
		return err
	}
	for _, name := range []string{"lead_client_idx"} {
		var text string
		if _, err := t.one(ctx, `SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?`, []any{name}, &text); err != nil {
			return err
		}
		if text == "" {
			continue
		}
		if _, err := t.conn.ExecContext(context.WithoutCancel(ctx), `DROP INDEX `+name); err != nil {
			return err
		}
		g.unsorted = append(g.unsorted, text)
	}
	return nil
}

// scatter is the end of gathering: every row goes in, every index is there again.
func (t *Tx) scatter(ctx context.Context) error {
	if t.gathered == nil {
		return nil
	}
	if err := t.Settle(ctx); err != nil {
		return err
	}
	unsorted := t.gathered.unsorted
	t.gathered = nil
	for _, text := range unsorted {
		if _, err := t.conn.ExecContext(context.WithoutCancel(ctx), text); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (g *gathered) add(ctx context.Context, t *Tx, in into, values []any) (int64, error) {
	w := g.of(in)
	w.last++
	w.values = append(w.values, driver.NamedValue{Value: w.last})
	for _, v := range values {
		w.values = append(w.values, driver.NamedValue{Value: v})
	}
	if w.count++; w.count < together {
		return w.last, nil
	}
	return w.last, g.write(ctx, t, g.tables[:slices.Index(g.tables, w)+1])
}

// of is where the rows of a table wait.
func (g *gathered) of(in into) *pending {
	return g.tables[slices.IndexFunc(g.tables, func(w *pending) bool { return w.table == in.table })]
}

// write has the rows of some tables go in, parents first.
func (g *gathered) write(ctx context.Context, t *Tx, tables []*pending) error {
	ctx, err := calm(ctx)
	if err != nil {
		return err
	}
	for _, w := range tables {
		if err := w.write(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// write writes the rows of one table by statements of 512, 256, 128 … rows: few
// forms, each prepared once.
func (w *pending) write(ctx context.Context, t *Tx) error {
	values := w.values
	for size := together; size > 0; size /= 2 {
		if w.count < size {
			continue
		}
		some := values[:size*w.width]
		if err := t.direct(ctx, w.rows(size), some); err != nil {
			return err
		}
		values, w.count = values[len(some):], w.count-size
	}
	clear(w.values)
	w.values = w.values[:0]
	return nil
}

// given are the last ids that were given, for a savepoint to go back to.
func (g *gathered) given() (last []int64) {
	if g != nil {
		for _, w := range g.tables {
			last = append(last, w.last)
		}
	}
	return last
}

func (g *gathered) goBack(last []int64) {
	for i, id := range last {
		g.tables[i].last = id
	}
}

// direct runs a statement with a thousand values as the driver takes them, which
// spares a copy of each.
func (t *Tx) direct(ctx context.Context, query string, values []driver.NamedValue) error {
	for i := range values {
		values[i].Ordinal = i + 1
	}
	return t.conn.Raw(func(conn any) error {
		st, ok := t.directly[query]
		if !ok {
			c, ok := conn.(driver.ConnPrepareContext)
			if !ok {
				return fmt.Errorf("the SQLite driver %T does not prepare", conn)
			}
			prepared, err := c.PrepareContext(ctx, query)
			if err != nil {
				return fmt.Errorf("%w in %q", err, query)
			}
			if st, ok = prepared.(driver.StmtExecContext); !ok {
				return fmt.Errorf("the SQLite driver's %T does not run", prepared)
			}
			if t.directly == nil {
				t.directly = map[string]driver.StmtExecContext{}
			}
			t.directly[query] = st
		}
		_, err := st.ExecContext(ctx, values)
		return err
	})
}

// Settle has the rows that wait go in.
func (t *Tx) Settle(ctx context.Context) error {
	if t.gathered == nil {
		return nil
	}
	for _, w := range t.gathered.tables {
		if w.count > 0 {
			return t.gathered.write(ctx, t, t.gathered.tables)
		}
	}
	return nil
}

// waits reports whether a row has not gone in yet.
func (g *gathered) waits(in into, id int64) bool {
	if g == nil {
		return false
	}
	w := g.of(in)
	return id > w.last-int64(w.count)
}
