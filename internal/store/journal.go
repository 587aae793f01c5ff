package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"

	sqlite "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// recorder notes what one update does to every row, by SQLite's own word: no
// command can forget it. It keeps the net effect: where rows were inserted, and
// what changed or deleted rows held before.
type recorder struct {
	inserted map[string][]span
	before   map[string]map[int64][]any // table, row, values in column order
	gone     map[string]map[int64]bool  // of those in before: deleted by now
	edited   bool                       // a lead was changed in more than when it was last touched
	worked   int64                      // the lead of the first new activity
}

// span is a run of row ids, both inclusive.
type span [2]int64

func newRecorder() *recorder {
	return &recorder{inserted: map[string][]span{}, before: map[string]map[int64][]any{}, gone: map[string]map[int64]bool{}}
}

// derived lists the tables that the journal leaves out: made from the others,
// or about the journal itself.
var derived = map[string]bool{"journal": true, "lead_key": true, "unlocked": true, "released": true}

// maxColumns is more than any journalled table has.
const maxColumns = 32

func (r *recorder) record(d sqlite.SQLitePreUpdateData) {
	table := d.TableName
	if derived[table] || strings.HasPrefix(table, "sqlite_") {
		return
	}
	switch d.Op {
	case lib.SQLITE_INSERT:
		if table == "activity" && len(r.inserted[table]) == 0 {
			r.worked = leadOf(d)
		}
		r.insert(table, d.NewRowID)
	case lib.SQLITE_UPDATE:
		r.edited = r.edited || table == "lead" && edits(d)
		r.keep(table, d)
	case lib.SQLITE_DELETE:
		if r.isNew(table, d.OldRowID) {
			r.forget(table, d.OldRowID)
			return
		}
		r.keep(table, d)
		if r.gone[table] == nil {
			r.gone[table] = map[int64]bool{}
		}
		r.gone[table][d.OldRowID] = true
	}
}

// insert notes a new row. One that the same update deleted before is both new
// and gone: undo takes the new one away and puts the old one back.
func (r *recorder) insert(table string, id int64) {
	spans := r.inserted[table]
	if n := len(spans); n > 0 && spans[n-1][1] == id-1 {
		spans[n-1][1] = id
		return
	}
	r.inserted[table] = append(spans, span{id, id})
}

func (r *recorder) isNew(table string, id int64) bool {
	for _, s := range slices.Backward(r.inserted[table]) {
		if s[0] <= id && id <= s[1] {
			return true
		}
	}
	return false
}

// forget drops a row that the same update has inserted.
func (r *recorder) forget(table string, id int64) {
	var left []span
	for _, s := range r.inserted[table] {
		if id < s[0] || id > s[1] {
			left = append(left, s)
			continue
		}
		if s[0] < id {
			left = append(left, span{s[0], id - 1})
		}
		if id < s[1] {
			left = append(left, span{id + 1, s[1]})
		}
	}
	r.inserted[table] = left
}

// keep remembers what a row held before its first change.
func (r *recorder) keep(table string, d sqlite.SQLitePreUpdateData) {
	if r.isNew(table, d.OldRowID) {
		return
	}
	if _, known := r.before[table][d.OldRowID]; known {
		return
	}
	values := make([]any, min(d.Count(), maxColumns))
	if err := d.Old(values...); err != nil { // overwrites the slice's own elements
		panic(err) // only for an insert
	}
	if r.before[table] == nil {
		r.before[table] = map[int64][]any{}
	}
	r.before[table][d.OldRowID] = values
}

// leadOf is the lead of a new activity, 0 for none.
func leadOf(d sqlite.SQLitePreUpdateData) (id int64) {
	first := make([]any, 2)
	if d.New(first...) == nil {
		id, _ = first[1].(int64)
	}
	return id
}

// touchedColumn is the place of lead.updated_at.
const touchedColumn = 22

// edits reports whether a lead is changed in more than when it was last touched.
func edits(d sqlite.SQLitePreUpdateData) bool {
	was, is := make([]any, min(d.Count(), maxColumns)), make([]any, min(d.Count(), maxColumns))
	if d.Old(was...) != nil || d.New(is...) != nil {
		return true
	}
	for i := range was {
		if i != touchedColumn && was[i] != is[i] { // numbers, texts and NULL: nothing that cannot be compared
			return true
		}
	}
	return false
}

// change is one entry of journal.changes.
type change struct {
	Table string `json:"t"`
	Spans []span `json:"new,omitempty"` // rows inserted
	Rows  []row  `json:"was,omitempty"` // rows changed or deleted
}

// forged reports whether an entry is not what this program writes: a file that
// somebody sent may hold anything there, and undo carries it out.
func (c change) forged() bool {
	return !slices.Contains(parentsFirst, c.Table) ||
		slices.ContainsFunc(c.Spans, func(s span) bool { return s[0] < 1 || s[1] < s[0] }) ||
		slices.ContainsFunc(c.Rows, func(r row) bool {
			return r.ID < 1 || len(r.Values) == 0 || len(r.Values) > maxColumns || slices.ContainsFunc(r.Values, func(v any) bool {
				switch v.(type) {
				case nil, string, json.Number:
					return false
				}
				return true
			})
		})
}

// readChanges reads journal.changes; false when it is not what this program writes.
func readChanges(text string) (list []change, ok bool) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	err := decoder.Decode(&list)
	return list, err == nil && !slices.ContainsFunc(list, change.forged)
}

// row is a row as it was before.
type row struct {
	ID     int64 `json:"id"`
	Gone   bool  `json:"gone,omitempty"` // it was deleted
	Values []any `json:"v"`
}

// changes lists the net effect, tables and rows in a fixed order.
func (r *recorder) changes() []change {
	tables := map[string]bool{}
	for t, spans := range r.inserted {
		tables[t] = tables[t] || len(spans) > 0
	}
	for t, rows := range r.before {
		tables[t] = tables[t] || len(rows) > 0
	}
	var list []change
	for t, any := range tables {
		if !any {
			continue
		}
		c := change{Table: t, Spans: r.inserted[t]}
		for id, values := range r.before[t] {
			c.Rows = append(c.Rows, row{id, r.gone[t][id], values})
		}
		sort.Slice(c.Rows, func(i, j int) bool { return c.Rows[i].ID < c.Rows[j].ID })
		list = append(list, c)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Table < list[j].Table })
	return list
}

// enter writes the update into the journal; one that changed nothing is not entered.
func (t *Tx) enter(ctx context.Context, c Command) error {
	list := t.rec.changes()
	if len(list) == 0 || c.Line == "" {
		return nil
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO journal (command, at, changes) VALUES (?, ?, ?)`, c.Line, string(c.At), string(text))
	return err
}

// Entry is one line of the history.
type Entry struct {
	ID      int64
	Command string
	At      crm.Instant
	Undone  bool
}

// History lists the commands that wrote, newest first; limit 0 means all.
func (t *Tx) History(ctx context.Context, limit int) (list []Entry, err error) {
	if limit == 0 {
		limit = -1
	}
	err = t.each(ctx, `SELECT id, command, at, undone <> 0 FROM journal ORDER BY id DESC`+limitTo(limit), nil,
		func(rows *sql.Rows) error {
			var e Entry
			list = append(list, e)
			last := &list[len(list)-1]
			return rows.Scan(&last.ID, &last.Command, &last.At, &last.Undone)
		})
	return list, err
}

// Undone tells what an undo, or a redo, took back: rows by table.
type Undone struct {
	Entry   Entry
	Removed map[string]int64 // rows that are gone again
	Put     map[string]int64 // rows that are as they were, or there again
	Leads   []crm.LeadID     // leads that are there again
}

// nextEntry is the number that the next entry gets. One that is undone holds it, so
// that it is known whether anything was written since; 1 is of an older file.
const nextEntry = `(SELECT max(id) + 1 FROM journal)`

// Undo takes back the last command that is not undone yet. Nothing left to
// undo is Refused. The journal then holds what it takes to do it again.
func (t *Tx) Undo(ctx context.Context) (Undone, error) {
	return t.turn(ctx, nextEntry, `NOT undone AND changes <> '' ORDER BY id DESC`, "there is nothing to undo", t.removeSpan)
}

// Redo does again what was undone last, as long as nothing was written since.
// Nothing to redo is Refused.
func (t *Tx) Redo(ctx context.Context) (Undone, error) {
	return t.turn(ctx, "0", `undone IN (1, `+nextEntry+`) AND changes <> '' AND id > (SELECT coalesce(max(id), 0) FROM journal WHERE NOT undone) ORDER BY id`,
		"there is nothing to redo", t.removeSpan)
}

// remover deletes the rows of a span and says how many they were.
type remover func(ctx context.Context, table string, s span) (int64, error)

// turn takes back what an entry of the journal holds, and has the entry hold
// the way back.
func (t *Tx) turn(ctx context.Context, undone, which, nothing string, remove remover) (u Undone, err error) {
	var text string
	found, err := t.one(ctx, `SELECT id, command, at, undone <> 0, changes FROM journal WHERE `+which+` LIMIT 1`, nil,
		&u.Entry.ID, &u.Entry.Command, &u.Entry.At, &u.Entry.Undone, &text)
	if err != nil {
		return u, err
	}
	if !found {
		return u, crm.Errorf(crm.Refused, nothing).WithHint("leads history")
	}
	list, ok := readChanges(text)
	if !ok {
		return u, &crm.Error{Kind: crm.Refused, Msg: say.T("line %d of the history is not in the form that leads writes", u.Entry.ID), Hint: say.T("leads doctor")}
	}
	if err := t.unlock(ctx, "undo", func() error { return t.revert(ctx, list, remove, &u) }); err != nil {
		return u, err
	}
	back, err := json.Marshal(t.rec.changes())
	if err != nil {
		return u, err
	}
	t.rec = newRecorder() // it is no entry of its own
	_, err = t.exec(ctx, `UPDATE journal SET undone = `+undone+`, changes = ? WHERE id = ?`, string(back), u.Entry.ID)
	return u, err
}

// unlock lets fn delete leads and names. The lock is back also when fn
// fails: the caller may ignore that and commit.
func (t *Tx) unlock(ctx context.Context, reason string, fn func() error) error {
	if _, err := t.exec(ctx, `INSERT INTO unlocked (reason) VALUES (?)`, reason); err != nil {
		return err
	}
	err := fn()
	_, end := t.exec(context.WithoutCancel(ctx), `DELETE FROM unlocked`)
	return errors.Join(err, end)
}

// parentsFirst orders the tables so that what a row points to comes before it.
var parentsFirst = []string{"setting", "rate", "saved_report", "source", "source_fee", "source_host", "channel", "campaign",
	"campaign_plan", "source_connect", "other_name", "touch_rule", "touch", "client", "lead", "lead_pair", "stage_change", "deal", "activity",
	"payment", "import_row", "review_answer", "score"}

// revert puts every row back. Links are checked when all is in place.
func (t *Tx) revert(ctx context.Context, list []change, remove remover, u *Undone) error {
	u.Removed, u.Put = map[string]int64{}, map[string]int64{}
	if _, err := t.conn.ExecContext(ctx, "PRAGMA defer_foreign_keys = ON"); err != nil {
		return err
	}
	sort.Slice(list, func(i, j int) bool {
		return slices.Index(parentsFirst, list[i].Table) < slices.Index(parentsFirst, list[j].Table)
	})
	for _, c := range slices.Backward(list) {
		for _, s := range c.Spans {
			n, err := remove(ctx, c.Table, s)
			if err != nil {
				return err
			}
			if c.Table != "touch" { // it comes and goes with leads
				u.Removed[c.Table] += n
			}
		}
	}
	for _, c := range list {
		columns, err := t.columns(ctx, c.Table)
		if err != nil {
			return err
		}
		for _, r := range c.Rows {
			// A row that was moved to a new lead went with it.
			if !r.Gone && u.Removed["lead"] > 0 && slices.Contains(happenings, c.Table) {
				if r.Gone, err = t.isGone(ctx, c.Table, r.ID); err != nil {
					return err
				}
			}
			if err := t.putBack(ctx, c.Table, columns, r); err != nil {
				return err
			}
			if c.Table != "touch" {
				u.Put[c.Table]++
			}
			if c.Table == "lead" && r.Gone {
				u.Leads = append(u.Leads, crm.LeadID(r.ID))
			}
		}
	}
	return nil
}

// isGone reports whether a row no longer exists.
func (t *Tx) isGone(ctx context.Context, table string, id int64) (bool, error) {
	gone := false
	_, err := t.one(ctx, `SELECT NOT EXISTS (SELECT 1 FROM "`+table+`" WHERE id = ?)`, []any{id}, &gone)
	return gone, err
}

// removeSpan deletes rows that a command had added, and the blocking keys of leads.
func (t *Tx) removeSpan(ctx context.Context, table string, s span) (int64, error) {
	const few = 100 // blocking keys of a few leads may stay as stale hints: finding them reads all
	if table == "lead" && s[1]-s[0] >= few {
		if _, err := t.exec(ctx, `DELETE FROM lead_key WHERE lead_id BETWEEN ? AND ?`, s[0], s[1]); err != nil {
			return 0, err
		}
	}
	query := `DELETE FROM "` + table + `" WHERE id BETWEEN ? AND ?`
	if table == "touch" { // others may have come to use it
		query += unusedTouch
	}
	_, err := t.exec(ctx, query, s[0], s[1])
	return s[1] - s[0] + 1, err
}

// unusedTouch is the condition that no row has a touch.
const unusedTouch = ` AND NOT EXISTS (SELECT 1 FROM lead WHERE touch_id = touch.id) AND NOT EXISTS (SELECT 1 FROM activity WHERE touch_id = touch.id)`

// putBack restores a row that a command had changed or deleted.
func (t *Tx) putBack(ctx context.Context, table string, columns []string, r row) error {
	columns = columns[:min(len(columns), len(r.Values))] // later migrations add columns at the end
	args := make([]any, len(columns), len(columns)+1)
	for i := range columns {
		args[i] = r.Values[i]
		if n, ok := args[i].(json.Number); ok {
			whole, err := n.Int64()
			if err != nil {
				return err
			}
			args[i] = whole
		}
	}
	quoted := make([]string, len(columns))
	for i, column := range columns {
		quoted[i] = named(column)
	}
	var q bytes.Buffer
	if r.Gone {
		again := "INSERT"
		if table == "touch" { // another command may have made it again
			again = "INSERT OR IGNORE"
		}
		fmt.Fprintf(&q, `%s INTO "%s" (%s) VALUES (?%s)`, again, table, strings.Join(quoted, ", "),
			strings.Repeat(", ?", len(columns)-1))
	} else {
		fmt.Fprintf(&q, `UPDATE "%s" SET %s = ? WHERE %s = ?`, table, strings.Join(quoted, " = ?, "), quoted[0])
		args = append(args, r.ID)
	}
	_, err := t.exec(ctx, q.String(), args...)
	return err
}

// columns lists a table's columns; the first is its key.
func (t *Tx) columns(ctx context.Context, table string) (list []string, err error) {
	err = t.each(ctx, `SELECT name FROM pragma_table_info(?) ORDER BY cid`, []any{table}, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		list = append(list, name)
		return err
	})
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("the journal names a table %q that is not there", table)
	}
	return list, err
}
