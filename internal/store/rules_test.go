package store

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"strings"
	"testing"

	"leads/internal/crm"
)

// schemaOf gives the statements of a fresh file, by kind and name.
func schemaOf(t *testing.T, kind string) map[string]string {
	t.Helper()
	all := map[string]string{}
	view(t, fresh(t), func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, `SELECT name, sql FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'`, []any{kind},
			func(rows *sql.Rows) error {
				var name, text string
				err := rows.Scan(&name, &text)
				all[name] = text
				return err
			})
	})
	return all
}

var (
	namedCheck = regexp.MustCompile(`CONSTRAINT (\w+)\s+CHECK`)
	anyCheck   = regexp.MustCompile(`\bCHECK\b`)
	raised     = regexp.MustCompile(`RAISE\s*\(\s*\w+\s*,\s*'([^']*)'`)
)

// idRule is how the rules of ids end, which all have the same words.
const idRule = "_id_is_from_1"

// rulesOfSchema are the names under which the schema refuses.
func rulesOfSchema(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for table, text := range schemaOf(t, "table") {
		found := namedCheck.FindAllStringSubmatch(text, -1)
		if n := len(anyCheck.FindAllString(text, -1)); n != len(found) {
			t.Errorf("table %s has %d checks and %d names for them", table, n, len(found))
		}
		for _, f := range found {
			if names[f[1]] {
				t.Errorf("two checks are called %s", f[1])
			}
			if strings.HasSuffix(f[1], idRule) { // one in every table
				f[1] = idRule
			}
			names[f[1]] = true
		}
	}
	for trigger, text := range schemaOf(t, "trigger") {
		// A trigger that keeps one rule is called like it; one that keeps several
		// has a name of its own, which no rule may have.
		found := raised.FindAllStringSubmatch(text, -1)
		for _, f := range found {
			if len(found) == 1 && f[1] != trigger || len(found) > 1 && !ruled(trigger).msg.IsZero() {
				t.Errorf("trigger %s raises %q", trigger, f[1])
			}
			if names[f[1]] {
				t.Errorf("two triggers raise %s", f[1])
			}
			names[f[1]] = true
		}
	}
	view(t, fresh(t), func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, `SELECT DISTINCT m.name || '.' || c.name FROM sqlite_schema m JOIN pragma_index_list(m.name) i
			JOIN pragma_index_info(i.name) c WHERE m.type = 'table' AND i."unique" AND i.origin <> 'pk' AND c.seqno = 0
			AND 'id' NOT IN (SELECT o.name FROM pragma_index_info(i.name) o)`, nil, func(rows *sql.Rows) error {
			var name string
			err := rows.Scan(&name)
			names[name] = true
			return err
		})
	})
	return names
}

// ruled is the rule of a name; the zero rule when there is none.
func ruled(name string) (found rule) {
	for _, r := range rules {
		if r.name == name {
			found = r
		}
	}
	return found
}

func TestEveryRuleOfTheSchemaHasWordsAndTheOtherWayRound(t *testing.T) {
	t.Parallel()
	names := rulesOfSchema(t)
	for name := range names {
		if ruled(name).msg.IsZero() {
			t.Errorf("the rule %s has no words", name)
		}
	}
	for _, r := range rules {
		if !names[r.name] {
			t.Errorf("the schema has no rule %s", r.name)
		}
		if text := r.msg.String() + r.hint.String(); strings.Contains(text, "%%") || strings.HasSuffix(r.msg.String(), ".") {
			t.Errorf("the words of %s: %q", r.name, text)
		}
	}
}

func TestNoRuleIsPartOfAnother(t *testing.T) {
	t.Parallel()
	for i, a := range rules {
		for j, b := range rules {
			if i != j && strings.Contains(b.name, a.name) {
				t.Errorf("%s is part of %s: an error could find the wrong words", a.name, b.name)
			}
		}
	}
}

func TestEveryTableIsStrict(t *testing.T) {
	t.Parallel()
	view(t, fresh(t), func(ctx context.Context, tx *Tx) error {
		return tx.each(ctx, `SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%'`, nil,
			func(rows *sql.Rows) error {
				var name string
				err := rows.Scan(&name)
				t.Errorf("table %s is not STRICT", name)
				return err
			})
	})
}

// Each statement breaks one rule of the file; the words of that rule must come back.
func TestARefusalComesInTheWordsOfItsRule(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	must(t, update(s, "prepare", func(ctx context.Context, tx *Tx) error {
		id, err := tx.AddLead(ctx, crm.Lead{Title: "a", Touch: crm.Touch{Source: 1}, FirstTouchOn: "2026-01-01", CreatedAt: noon, UpdatedAt: noon}, nil)
		if err != nil {
			return err
		}
		if err := tx.CloseDeal(ctx, id, crm.Deal{Outcome: crm.Lost, ClosedOn: "2026-01-02"}, noon); err != nil {
			return err
		}
		_, err = tx.AddLead(ctx, crm.Lead{Title: "b", Stage: crm.Proposal, FirstTouchOn: "2026-01-02", CreatedAt: noon, UpdatedAt: noon}, nil)
		return err
	}))
	for rule, statement := range map[string]string{
		"first_touch_is_locked":                 `UPDATE lead SET touch_id = 4`,
		"lead_is_not_replaced":                  `INSERT INTO lead (id, title, touch_id, first_touch_on, created_at, updated_at) VALUES (1, 'a', 1, '2026-01-01', '', '')`,
		"lead_is_not_deleted_by_hand":           `DELETE FROM lead`,
		"earlier_first_touch_survives":          `UPDATE lead SET merged_into = 1`,
		"merged_lead_has_no_rows":               `UPDATE lead SET merged_into = 1 WHERE id = 2`,
		"touch_is_not_deleted_by_hand":          `DELETE FROM touch`,
		"touch_is_its_id":                       `UPDATE touch SET source_id = 2`,
		"_id_is_from_1":                         `INSERT INTO rate (id, currency, from_on, rate) VALUES (0, 'USD', '2026-01-01', '1')`,
		"source_is_not_deleted_by_hand":         `DELETE FROM source`,
		"source_is_not_exchanged":               `UPDATE source SET name = 'LinkedIn', key = 'linkedin' WHERE id = 1`,
		"source_is_not_replaced":                `INSERT INTO source (name, key) VALUES ('Upwork', 'upwork')`,
		"source_merges_into_one_that_stands":    `UPDATE source SET merged_into = 1 WHERE id = 1`,
		"channel_merges_into_one_of_its_source": `UPDATE channel SET merged_into = 5 WHERE id = 1`,
		"lead_has_a_title":                      `UPDATE lead SET title = ''`,
		"channel_needs_a_source":                `INSERT INTO touch (id, channel_id) VALUES (4, 1)`,
		"first_touch_day_is_a_date":             `INSERT INTO lead (title, touch_id, first_touch_on, created_at, updated_at) VALUES ('a', 1, '2026-02-30', '', '')`,
		"fee_is_a_share":                        `INSERT INTO source_fee (source_id, from_on, ppm) VALUES (1, '2026-01-01', 1000001)`,
		"fee_day_is_a_date":                     `INSERT INTO source_fee (source_id, from_on, ppm) VALUES (1, '1.1.2026', 1)`,
		"rate_day_is_a_date":                    `INSERT INTO rate (currency, from_on, rate) VALUES ('USD', 'today', '1')`,
		"pair_names_the_lower_id_first":         `INSERT INTO lead_pair (lead_id, other_id, kind) VALUES (2, 1, 'different')`,
		"pair_kind_is_known":                    `INSERT INTO lead_pair (lead_id, other_id, kind) VALUES (1, 2, 'same')`,
		"source_host.host":                      `INSERT INTO source_host (source_id, host) VALUES (2, 'upwork.com')`,
		"deal.lead_id":                          `INSERT INTO deal (lead_id, touch_id, first_touch_on, outcome, closed_on, created_at) VALUES (1, 2, '2026-01-01', 'lost', '2026-01-02', '')`,
	} {
		t.Run(rule, func(t *testing.T) {
			err := update(s, "break", func(ctx context.Context, tx *Tx) error {
				_, err := tx.exec(ctx, statement)
				return err
			})
			var e *crm.Error
			if !errors.As(err, &e) || e.Msg.String() != ruled(rule).msg.String() || e.Kind != ruled(rule).kind {
				t.Errorf("%s gave %v, want %q", statement, err, ruled(rule).msg)
			}
		})
	}
}
