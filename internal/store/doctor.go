package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// Finding is what one check of the file came to.
type Finding struct {
	Check string   // its name, a word that never changes
	Fault say.Text // what is wrong; zero when it is well
	Fixed bool     // it was wrong and has been put right
	Note  say.Text // of a check that is well: what is good to know
}

// examination is one check of the file.
type examination struct {
	name string
	look func(context.Context, *Tx) (say.Text, error)
	cure func(context.Context, *Tx) error // nil: a person must decide
}

// Examine checks the whole file, every row of it: is it sound, do links hold,
// are the locks of the first touch in place, is money exact? With fix, what can be put right without losing anything is:
// locks, indexes, touches, permissions. It is one transaction, and no entry
// of the journal.
func (s *Store) Examine(ctx context.Context, today crm.Date, fix bool) (list []Finding, err error) {
	if err := s.exec(ctx, "PRAGMA cache_size = -32768"); err != nil { // each index entry is looked for in its table
		return nil, plain(s.path, err)
	}
	fault, err := s.fault(ctx, "PRAGMA integrity_check(1)")
	switch {
	case isCorrupt(err):
		fault = err.Error()
	case err != nil: // stopped, or not to be read at this moment
		return nil, plain(s.path, err)
	}
	list = append(list, Finding{Check: "integrity"})
	if fault != "" { // nothing further can be trusted
		list[0].Fault = say.T("the file is damaged (%s): restore a copy with leads restore FILE", fault)
		return list, nil
	}
	mode, err := s.examineMode(fix)
	if err != nil {
		return nil, err
	}
	run := func(tx *Tx) error {
		for _, e := range s.examinations(today) {
			f, err := e.run(ctx, tx, fix)
			if err != nil {
				return fmt.Errorf("%s: %w", e.name, err)
			}
			list = append(list, f)
		}
		f, err := firstTouches(ctx, tx)
		list = append(list, f)
		return err
	}
	if fix {
		err = s.Update(ctx, Command{}, run)
	} else {
		err = s.View(ctx, run)
	}
	return append(list, mode), err
}

func (e examination) run(ctx context.Context, tx *Tx, fix bool) (Finding, error) {
	fault, err := e.look(ctx, tx)
	if err != nil || fault.IsZero() || !fix || e.cure == nil {
		return Finding{Check: e.name, Fault: fault}, err
	}
	if err := e.cure(ctx, tx); err != nil {
		return Finding{}, err
	}
	left, err := e.look(ctx, tx)
	if err == nil && left.IsZero() {
		return Finding{Check: e.name, Fault: fault, Fixed: true}, nil
	}
	return Finding{Check: e.name, Fault: left}, err
}

func (s *Store) examinations(today crm.Date) []examination {
	return []examination{
		{"foreign-keys", foreignKeys, nil},
		{"locks", s.locks, s.relock},
		{"first-touches", exchanged, nil},
		{"history", forgedHistory, nil},
		{"merges", merges, nil},
		{"touches", touchRows, remakeTouches},
		{"money", money, nil},
		{"payments", payments, nil},
		{"names", sharedNames, nil},
		{"dates", func(ctx context.Context, tx *Tx) (say.Text, error) { return futureDates(ctx, tx, today) }, nil},
	}
}

// examineMode checks that only the owner can read the file.
func (s *Store) examineMode(fix bool) (Finding, error) {
	f := Finding{Check: "permissions"}
	info, err := os.Stat(s.path)
	if err != nil {
		return f, fileError(s.path, err)
	}
	if filepath.Separator == '\\' || info.Mode().Perm()&0o077 == 0 { // Windows has no such bits
		return f, nil
	}
	f.Fault = say.T("others on this computer can read the file (mode %#o)", uint32(info.Mode().Perm()))
	if fix {
		if err := os.Chmod(s.path, 0o600); err != nil {
			return f, fileError(s.path, err)
		}
		f.Fixed = true
	}
	return f, nil
}

func foreignKeys(ctx context.Context, tx *Tx) (fault say.Text, err error) {
	err = tx.each(ctx, `PRAGMA foreign_key_check`, nil, func(rows *sql.Rows) error {
		var table, parent string
		var row sql.NullInt64
		var key int64
		if err := rows.Scan(&table, &row, &parent, &key); err != nil {
			return err
		}
		fault = say.T("%s %d points to a %s that does not exist", table, row.Int64, parent)
		return nil
	})
	return fault, err
}

// schema lists what a file is made of: kind and name, and its SQL.
func schema(ctx context.Context, tx *Tx) (map[[2]string]string, error) {
	all := map[[2]string]string{}
	err := tx.each(ctx, `SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`, nil,
		func(rows *sql.Rows) error {
			var id [2]string
			var text string
			err := rows.Scan(&id[0], &id[1], &text)
			all[id] = text
			return err
		})
	return all, err
}

// ownSchema is what this program makes of a new file.
func ownSchema(ctx context.Context) (all map[[2]string]string, err error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, schemaText); err != nil {
		return nil, err
	}
	tx := &Tx{conn: conn}
	defer tx.close()
	return schema(ctx, tx)
}

// locks compares every table, index and trigger with what the program makes.
// The owner of a file can remove a lock; this reports that it was done.
func (s *Store) locks(ctx context.Context, tx *Tx) (say.Text, error) {
	gone, changed, more, err := s.strange(ctx, tx)
	switch {
	case err != nil:
		return say.Text{}, err
	case len(gone) > 0:
		return say.T("missing: %s; what they guard may have been changed", listed(gone)), nil
	case len(changed) > 0:
		return say.T("not as leads made them: %s; what they guard may have been changed", listed(changed)), nil
	case len(more) > 0:
		return say.T("not made by leads: %s", listed(more)), nil
	}
	var open int64
	if _, err := tx.one(ctx, `SELECT count(*) FROM unlocked`, nil, &open); err != nil || open == 0 {
		return say.Text{}, err
	}
	return say.T("the lock against deleting leads is switched off"), nil
}

func listed(ids [][2]string) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = id[0] + " " + id[1]
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// strange lists what of the schema is missing, changed, or not ours.
func (s *Store) strange(ctx context.Context, tx *Tx) (gone, changed, more [][2]string, err error) {
	own, err := ownSchema(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	there, err := schema(ctx, tx)
	if err != nil {
		return nil, nil, nil, err
	}
	for id, text := range own {
		switch now, ok := there[id]; {
		case !ok:
			gone = append(gone, id)
		case now != text:
			changed = append(changed, id)
		}
	}
	for id := range there {
		if _, ours := own[id]; !ours {
			more = append(more, id)
		}
	}
	return gone, changed, more, nil
}

// relock puts triggers and indexes back as the program makes them. Tables stay
// as they are: they hold the data. A trigger that is not ours goes.
func (s *Store) relock(ctx context.Context, tx *Tx) error {
	own, err := ownSchema(ctx)
	if err != nil {
		return err
	}
	gone, changed, more, err := s.strange(ctx, tx)
	if err != nil {
		return err
	}
	for _, id := range slices.Concat(changed, more) {
		if id[0] == "trigger" || id[0] == "index" || id[0] == "view" {
			if _, err := tx.exec(ctx, `DROP `+id[0]+` `+named(id[1])); err != nil {
				return err
			}
		}
	}
	for _, id := range slices.Concat(gone, changed) {
		if id[0] == "trigger" || id[0] == "index" {
			if _, err := tx.exec(ctx, own[id]); err != nil {
				return err
			}
		}
	}
	_, err = tx.exec(ctx, `DELETE FROM unlocked`)
	return err
}

// merges looks for pointers of merged entries that lead nowhere or in a circle, and for merged leads to which anything
// happens.
func merges(ctx context.Context, tx *Tx) (fault say.Text, err error) {
	for _, table := range []string{"source", "channel", "campaign", "client", "lead"} {
		var id int64
		found, err := tx.one(ctx, `SELECT x.id FROM "`+table+`" x JOIN "`+table+`" y ON y.id = x.merged_into
			WHERE y.merged_into IS NOT NULL OR y.id = x.id LIMIT 1`, nil, &id)
		if err != nil {
			return fault, err
		}
		if found {
			return say.T("%s %d is merged into one that is itself merged", table, id), nil
		}
	}
	for _, table := range happenings {
		var id int64
		found, err := tx.one(ctx, `SELECT l.id FROM lead l JOIN "`+table+`" x ON x.lead_id = l.id WHERE l.merged_into IS NOT NULL LIMIT 1`, nil, &id)
		if err != nil {
			return fault, err
		}
		if found {
			return say.T("lead %d is merged, but has activities or a closing of its own", id), nil
		}
	}
	return fault, nil
}

// touchRows looks for leads and work whose touch has no row.
func touchRows(ctx context.Context, tx *Tx) (say.Text, error) {
	ids, err := tx.missingTouches(ctx)
	if err != nil || len(ids) == 0 {
		return say.Text{}, err
	}
	return say.T("%d touches of leads are missing", len(ids)), nil
}

func (t *Tx) missingTouches(ctx context.Context) (ids []int64, err error) {
	return ids, t.each(ctx, `SELECT touch_id FROM lead UNION SELECT touch_id FROM activity EXCEPT SELECT id FROM touch`, nil, func(rows *sql.Rows) error {
		ids = append(ids, 0)
		return rows.Scan(&ids[len(ids)-1])
	})
}

// remakeTouches makes the rows again: their ids follow from their contents.
func remakeTouches(ctx context.Context, tx *Tx) error {
	ids, err := tx.missingTouches(ctx)
	for _, id := range ids {
		if err == nil {
			_, err = tx.touch(ctx, touchOf(id))
		}
	}
	return err
}

// money checks that each amount in the base currency is its own amount at the
// rate that was frozen with it.
func money(ctx context.Context, tx *Tx) (fault say.Text, err error) {
	base, err := tx.Base(ctx)
	if err != nil {
		return fault, err
	}
	wrong := 0
	err = tx.each(ctx, `SELECT lead_id, amount_minor, currency, rate, base_minor FROM deal WHERE amount_minor IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var lead, minor, kept int64
		var currency crm.Currency
		var rate crm.Rate
		if err := rows.Scan(&lead, &minor, &currency, &rate, &kept); err != nil {
			return err
		}
		if max(minor, -minor, kept, -kept) > crm.MaxMinor || minor == math.MinInt64 || kept == math.MinInt64 {
			fault = say.T("the revenue of lead %d is too large to be added up", lead)
			wrong = 2
			return nil
		}
		if exact, err := rate.Convert(crm.Money{Minor: minor, Currency: currency}, base); err != nil || exact.Minor != kept {
			if wrong++; wrong == 1 {
				fault = say.T("the revenue of lead %d does not match its amount and rate", lead)
			}
		}
		return nil
	})
	return fault, err
}

// futureDates looks for things that are said to have happened after today.
func futureDates(ctx context.Context, tx *Tx, today crm.Date) (fault say.Text, err error) {
	for _, look := range []struct{ format, query string }{
		{"%d leads have their first touch after today, such as lead %d", `SELECT count(*), min(id) FROM lead WHERE first_touch_on > ?`},
		{"%d activities are dated after today, such as one on lead %d", `SELECT count(*), min(lead_id) FROM activity WHERE on_day > ?`},
		{"%d deals were closed after today, such as that of lead %d", `SELECT count(*), min(lead_id) FROM deal WHERE closed_on > ?`},
	} {
		var n int64
		var id sql.NullInt64
		if _, err := tx.one(ctx, look.query, []any{string(today)}, &n, &id); err != nil {
			return fault, err
		}
		if n > 0 {
			return say.T(look.format, n, id.Int64), nil
		}
	}
	return fault, nil
}
