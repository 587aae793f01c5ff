package store

import (
	"context"
	"fmt"
	"strings"

	"leads/internal/crm"
)

// guard refuses a file that brings program text of its own: a trigger or a view
// would run with the next command, and a table may be made by a module. What the
// program makes is in its schema, word for word.
func (s *Store) guard(ctx context.Context) error {
	rows, err := s.conn.QueryContext(ctx, `SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view') OR sql LIKE 'CREATE VIRTUAL%'`)
	if err != nil {
		return plain(s.path, err)
	}
	defer rows.Close()
	for rows.Next() {
		var kind, name, text string
		if err := rows.Scan(&kind, &name, &text); err != nil {
			return plain(s.path, err)
		}
		if !isOurs(text) {
			return crm.Errorf(crm.Refused, "%s contains a %s that leads did not create: %s", s.path, kind, name).
				WithHint("none of it was run; to see and remove it: leads doctor --fix")
		}
	}
	return plain(s.path, rows.Err())
}

// isOurs reports whether the program's own schema has a statement word for word.
func isOurs(statement string) bool {
	return statement != "" && strings.Contains(schemaText, "\n"+statement+";")
}

// named quotes the name of a table, column, trigger or index: a file may call
// them anything.
func named(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// isReloaded reports whether a file without a mark is one of ours that went
// through a dump of sqlite3, which leaves the mark and the version out.
func (s *Store) isReloaded(ctx context.Context) (bool, error) {
	rows, err := s.conn.QueryContext(ctx, `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`)
	if err != nil {
		return false, plain(s.path, err)
	}
	defer rows.Close()
	ours := 0
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return false, plain(s.path, err)
		}
		if !isOurs(text) {
			return false, nil
		}
		ours++
	}
	return ours == strings.Count(schemaText, "\nCREATE "), plain(s.path, rows.Err())
}

// mark gives a reloaded file its mark and version back.
func (s *Store) mark(ctx context.Context) error {
	return s.exec(ctx, fmt.Sprintf("BEGIN IMMEDIATE; PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT", applicationID, newest))
}
