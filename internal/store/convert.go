package store

import (
	"context"
	"slices"
	"strings"
)

// touchIDOf computes the id of a touch from the columns of an old row, as the schema does.
func touchIDOf(row string) string {
	source, channel, campaign := `coalesce(`+row+`.source_id, 0)`, `coalesce(`+row+`.channel_id, 0)`, `coalesce(`+row+`.campaign_id, 0)`
	pair := func(a, b string) string {
		return `((` + a + ` + ` + b + `) * (` + a + ` + ` + b + ` + 1) / 2 + ` + b + `)`
	}
	return pair(pair(source, channel), campaign) + ` + 1`
}

// The leads of old rows in the new file: l is the lead under which a row was kept, s its survivor.
const oldLead = ` LEFT JOIN lead l ON l.id = o.lead_id LEFT JOIN lead s ON s.id = coalesce(l.merged_into, l.id)`

// converted says how the rows of tables come into the new file where they do not come as they are: columns that
// are made, tables that are joined to the old one, the order.
var converted = map[string]struct {
	made                    map[string]string
	join, order, onConflict string
}{
	"lead":         {made: map[string]string{"touch_id": touchIDOf("o")}},
	"activity":     {made: map[string]string{"lead_id": "s.id", "touch_id": "coalesce(s.touch_id, " + touchIDOf("o") + ")", "merged_from": cameFrom}, join: oldLead},
	"stage_change": {made: map[string]string{"lead_id": "s.id", "merged_from": cameFrom}, join: oldLead},
	"payment":      {made: map[string]string{"lead_id": "s.id", "touch_id": "s.touch_id", "merged_from": cameFrom}, join: oldLead},
	// An opportunity ends once: the lead's own end counts, then the earliest of those merged into it.
	"deal": {made: map[string]string{"lead_id": "s.id", "touch_id": "s.touch_id", "first_touch_on": "s.first_touch_on", "merged_from": cameFrom},
		join: oldLead, order: ` ORDER BY l.merged_into IS NOT NULL, o.closed_on, o.lead_id`, onConflict: `OR IGNORE `},
	"journal": {made: map[string]string{"changes": "''"}}, // what it would put back has another form now
}

const cameFrom = `CASE WHEN l.merged_into IS NOT NULL THEN l.id END`

// convert brings a file of version 10, or 11, to the schema of this program: old tables are renamed, their rows are copied into
// new ones, and they are dropped. Leads keep their numbers. What happened to a merged lead moves to its survivor;
// commands before can no longer be undone.
func (s *Store) convert(ctx context.Context) error {
	tx := &Tx{conn: s.conn}
	defer tx.close()
	if err := s.exec(ctx, `PRAGMA legacy_alter_table = ON`); err != nil { // names in other tables stay as they are
		return err
	}
	for _, kind := range []string{"trigger", "index"} {
		names, err := tx.words(ctx, `SELECT name FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL`, kind)
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := s.exec(ctx, `DROP `+kind+` `+named(name)); err != nil {
				return err
			}
		}
	}
	old, err := tx.words(ctx, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`)
	if err != nil {
		return err
	}
	for _, table := range old {
		if err := s.exec(ctx, `ALTER TABLE `+named(table)+` RENAME TO `+named("old_"+table)); err != nil {
			return err
		}
	}
	if err := s.exec(ctx, `PRAGMA legacy_alter_table = OFF`); err != nil {
		return err
	}
	if err := s.exec(ctx, schemaText); err != nil {
		return err
	}
	if err := tx.unlock(ctx, "convert", func() error { return tx.takeOver(ctx, old) }); err != nil {
		return err
	}
	for _, table := range old {
		if err := s.exec(ctx, `DROP TABLE `+named("old_"+table)); err != nil {
			return err
		}
	}
	return nil
}

// takeOver fills the new tables from the old ones.
func (t *Tx) takeOver(ctx context.Context, old []string) error {
	for _, rows := range []string{`old_lead o`, `old_activity o WHERE o.lead_id IS NULL`} {
		if _, err := t.exec(ctx, `INSERT OR IGNORE INTO touch (id, source_id, channel_id, campaign_id)
			SELECT DISTINCT `+touchIDOf("o")+`, o.source_id, o.channel_id, o.campaign_id FROM `+rows); err != nil {
			return err
		}
	}
	for _, table := range append(slices.Clone(parentsFirst), "journal", "lead_key") {
		if table == "touch" || !slices.Contains(old, table) {
			continue
		}
		was, err := t.columns(ctx, "old_"+table)
		if err != nil {
			return err
		}
		is, err := t.columns(ctx, table)
		if err != nil {
			return err
		}
		how := converted[table]
		var names, values []string
		for _, column := range is {
			value, made := how.made[column]
			if !made && !slices.Contains(was, column) {
				continue // its default
			}
			if !made {
				value = `o."` + column + `"`
			}
			names, values = append(names, `"`+column+`"`), append(values, value)
		}
		if _, err := t.exec(ctx, `INSERT `+how.onConflict+`INTO "`+table+`" (`+strings.Join(names, ", ")+`) SELECT `+strings.Join(values, ", ")+
			` FROM "old_`+table+`" o`+how.join+how.order); err != nil {
			return err
		}
	}
	for _, statement := range []string{
		// A second end of one opportunity becomes a line of its timeline.
		`INSERT INTO activity (lead_id, touch_id, kind, on_day, note, created_at, merged_from)
			SELECT s.id, s.touch_id, 'note', o.closed_on, 'closed as ' || o.outcome || coalesce(' with ' || o.amount_minor || ' ' || o.currency || ' (minor units)', ''), o.created_at, l.id
			FROM old_deal o JOIN lead l ON l.id = o.lead_id JOIN lead s ON s.id = l.merged_into WHERE o.id NOT IN (SELECT id FROM deal)`,
		// Ids are never used again.
		`DELETE FROM sqlite_sequence WHERE 'old_' || name IN (SELECT name FROM sqlite_sequence)`,
		`INSERT INTO sqlite_sequence (name, seq) SELECT substr(name, 5), seq FROM sqlite_sequence WHERE substr(name, 1, 4) = 'old_'`,
	} {
		if _, err := t.exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
