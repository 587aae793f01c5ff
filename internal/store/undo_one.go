package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// vocabularyTables hold what others come to use: an undo of one command leaves
// those of its rows that later ones use.
var vocabularyTables = []string{"source", "channel", "campaign", "client", "touch", "source_host"}

// UndoOne takes back one command of the history, by its number, whatever was
// written since. Where a later command builds on it, that is Refused and named; a
// number that is none, or is undone, is NotFound.
func (t *Tx) UndoOne(ctx context.Context, entry int64) (Undone, error) {
	var text, command string
	var undone bool
	found, err := t.one(ctx, `SELECT command, changes, undone <> 0 FROM journal WHERE id = ?`, []any{entry}, &command, &text, &undone)
	if err != nil {
		return Undone{}, err
	}
	if !found || text == "" {
		return Undone{}, crm.Errorf(crm.NotFound, "the history has no command %d that can be taken back", entry).WithHint("leads history")
	}
	if undone {
		return Undone{}, crm.Errorf(crm.Refused, "command %d is already undone: leads %s", entry, say.Line(command)).WithHint("leads history")
	}
	list, err := changesOf(text)
	if err != nil {
		return Undone{}, err
	}
	if err := t.buildsOn(ctx, entry, list); err != nil {
		return Undone{}, err
	}
	number := strconv.FormatInt(entry, 10)
	return t.turn(ctx, nextEntry, `id = `+number+` AND NOT undone`, "there is nothing to undo", t.removeUnused)
}

// removeUnused is removeSpan for a command that was not the last: names that later
// commands came to use stay.
func (t *Tx) removeUnused(ctx context.Context, table string, s span) (int64, error) {
	if table == "touch" || !slices.Contains(vocabularyTables, table) {
		return t.removeSpan(ctx, table, s)
	}
	query := `DELETE FROM "` + table + `" WHERE id BETWEEN ? AND ?`
	err := t.each(ctx, `SELECT DISTINCT s.name, f."from" FROM sqlite_schema s, pragma_foreign_key_list(s.name) f
		WHERE s.type = 'table' AND f."table" = ? AND coalesce(f."to", 'id') = 'id' ORDER BY 1, 2`, []any{table}, func(rows *sql.Rows) error {
		var user, column string
		err := rows.Scan(&user, &column)
		query += ` AND NOT EXISTS (SELECT 1 FROM "` + user + `" AS user WHERE user."` + column + `" = "` + table + `".id)`
		return err
	})
	if err != nil {
		return 0, err
	}
	if _, err := t.exec(ctx, query, s[0], s[1]); err != nil {
		return 0, err
	}
	var n int64
	_, err = t.one(ctx, `SELECT changes()`, nil, &n)
	return n, err
}

func changesOf(text string) (list []change, err error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	err = decoder.Decode(&list)
	return list, err
}

// buildsOn refuses an undo where a later command changed a row of the command, or
// added one to it.
func (t *Tx) buildsOn(ctx context.Context, entry int64, list []change) error {
	of := map[string]change{}
	for _, c := range list {
		of[c.Table] = c
	}
	type later struct {
		id            int64
		command, text string
	}
	var since []later
	err := t.each(ctx, `SELECT id, command, changes FROM journal WHERE id > ? AND NOT undone AND changes <> '' ORDER BY id`, []any{entry}, func(rows *sql.Rows) error {
		var l later
		err := rows.Scan(&l.id, &l.command, &l.text)
		since = append(since, l)
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range since {
		changes, err := changesOf(l.text)
		if err != nil {
			return err
		}
		what, err := t.disturbs(ctx, changes, of)
		if err != nil {
			return err
		}
		if !what.IsZero() {
			return crm.Errorf(crm.Refused, "command %d cannot be taken back: %s, by command %d: leads %s", entry, what, l.id, say.Line(l.command)).
				WithHint("leads history")
		}
	}
	return nil
}

// disturbs tells what a later command did to the rows of an earlier one.
func (t *Tx) disturbs(ctx context.Context, later []change, of map[string]change) (say.Text, error) {
	for _, c := range later {
		was, there := of[c.Table]
		for _, r := range c.Rows {
			if there && (inSpans(was.Spans, r.ID) || slices.ContainsFunc(was.Rows, func(o row) bool { return o.ID == r.ID })) &&
				c.Table != "touch" && c.Table != "score" {
				return say.T("what it wrote was changed since"), nil
			}
		}
		if c.Table == "lead" && len(was.Spans) > 0 {
			if what, err := t.mergedInto(ctx, c.Rows, was.Spans); err != nil || !what.IsZero() {
				return what, err
			}
		}
		column := map[string]string{"activity": "lead_id", "deal": "lead_id", "payment": "lead_id", "stage_change": "lead_id"}[c.Table]
		if column == "" || len(of["lead"].Spans) == 0 {
			continue
		}
		for _, s := range c.Spans {
			for _, l := range of["lead"].Spans {
				var id int64
				found, err := t.one(ctx, `SELECT `+column+` FROM "`+c.Table+`" WHERE id BETWEEN ? AND ? AND `+column+` BETWEEN ? AND ? LIMIT 1`,
					[]any{s[0], s[1], l[0], l[1]}, &id)
				if err != nil || found {
					return say.T("lead %d was worked on since", id), err
				}
			}
		}
	}
	return say.Text{}, nil
}

// mergedInto tells which changed lead became one with a lead of the spans.
func (t *Tx) mergedInto(ctx context.Context, rows []row, spans []span) (say.Text, error) {
	for _, r := range rows {
		for _, s := range spans {
			var into int64
			found, err := t.one(ctx, `SELECT merged_into FROM lead WHERE id = ? AND merged_into BETWEEN ? AND ?`, []any{r.ID, s[0], s[1]}, &into)
			if err != nil || found {
				return say.T("lead %d was merged into lead %d", r.ID, into), err
			}
		}
	}
	return say.Text{}, nil
}

func inSpans(spans []span, id int64) bool {
	return slices.ContainsFunc(spans, func(s span) bool { return s[0] <= id && id <= s[1] })
}
