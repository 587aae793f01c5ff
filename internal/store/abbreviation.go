package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"leads/internal/crm"
)

// Abbreviated gives the name of the one entry whose name begins with a text: up
// for Upwork; else of the one of whose other names one begins so: parr for Referral.
// "" when the text is a name itself, or the beginning of none or of several. Scope is
// the source of a channel.
func (t *Tx) Abbreviated(ctx context.Context, noun Noun, scope crm.SourceID, text string) (string, error) {
	key := crm.Key(text)
	if id, err := t.lookup(ctx, noun, int64(scope), text); err != nil || id != 0 || len(key) < 2 {
		return "", err
	}
	aside := map[int64]bool{}
	err := t.each(ctx, `SELECT id FROM "`+string(noun)+`" WHERE merged_into IS NOT NULL OR archived_on IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		aside[id] = true
		return err
	})
	if err != nil {
		return "", err
	}
	all, err := t.allNames(ctx, noun, scope)
	if err != nil {
		return "", err
	}
	for _, other := range []bool{false, true} {
		found := map[int64]string{}
		for _, n := range all {
			if n.other == other && !aside[n.id] && strings.HasPrefix(crm.Key(n.name), key) {
				found[n.id] = n.of
			}
		}
		for _, name := range found {
			if len(found) == 1 {
				return name, nil
			}
		}
		if len(found) > 0 {
			return "", nil
		}
	}
	return "", nil
}

// LastTouched is the lead that the latest command touched, wherever the journal
// tells; 0 when it tells of none.
func (t *Tx) LastTouched(ctx context.Context) (id crm.LeadID, err error) {
	const look = 20 // commands; most of those between are vocabulary and settings
	var texts []string
	err = t.each(ctx, `SELECT changes FROM journal WHERE NOT undone AND changes <> '' ORDER BY id DESC`+limitTo(look), nil, func(rows *sql.Rows) error {
		texts = append(texts, "")
		return rows.Scan(&texts[len(texts)-1])
	})
	if err != nil {
		return 0, err
	}
	for _, text := range texts {
		var list []change
		if err := json.Unmarshal([]byte(text), &list); err != nil {
			return 0, fmt.Errorf("journal: %w", err)
		}
		if id, err = t.lastIn(ctx, list); err != nil || id != 0 {
			return id, err
		}
	}
	return 0, nil
}

// lastIn is the highest existing lead that a list of changes touches.
func (t *Tx) lastIn(ctx context.Context, list []change) (last crm.LeadID, err error) {
	for _, c := range list {
		lead, ok := map[string]string{"lead": "id", "activity": "lead_id", "deal": "lead_id", "payment": "lead_id", "stage_change": "lead_id"}[c.Table]
		if !ok {
			continue
		}
		var rows []int64
		for _, s := range c.Spans {
			rows = append(rows, s[1])
		}
		for _, r := range c.Rows {
			rows = append(rows, r.ID)
		}
		if len(rows) == 0 {
			continue
		}
		var id sql.NullInt64
		if _, err := t.one(ctx, `SELECT `+lead+` FROM "`+c.Table+`" WHERE id = ?`, []any{slices.Max(rows)}, &id); err != nil {
			return 0, err
		}
		last = max(last, crm.LeadID(id.Int64))
	}
	return last, nil
}

// BriefNumbers lists leads whose number begins with the digits of id, the
// shortest numbers first, in no more than limit rows.
func (t *Tx) BriefNumbers(ctx context.Context, id crm.LeadID, limit int) (list []crm.Lead, err error) {
	last, err := t.LastLead(ctx)
	if err != nil {
		return nil, err
	}
	for from, to := id, id; from > 0 && from <= last && len(list) < limit; from, to = from*10, to*10+9 {
		err := t.each(ctx, briefSelect+` WHERE l.id BETWEEN ? AND ? AND l.merged_into IS NULL ORDER BY l.id`+limitTo(limit-len(list)),
			[]any{int64(from), int64(to)}, func(rows *sql.Rows) error {
				list = append(list, crm.Lead{})
				return scanBrief(rows, &list[len(list)-1])
			})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// ClientsLike lists the names of clients that begin so, by name.
func (t *Tx) ClientsLike(ctx context.Context, text string, limit int) (list []string, err error) {
	like := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
	err = t.each(ctx, `SELECT name FROM client WHERE merged_into IS NULL AND archived_on IS NULL AND name LIKE ? ESCAPE '\'
		ORDER BY name`+limitTo(limit), []any{like}, func(rows *sql.Rows) error {
		list = append(list, "")
		return rows.Scan(&list[len(list)-1])
	})
	return list, err
}
