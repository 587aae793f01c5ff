package store

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"leads/internal/crm"
)

// FuzzSearch checks that text to search for is text, never SQL nor a pattern: a
// lead of that title is found by it, and a lead that has nothing of it is not.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{"100%", "a_b", `\`, "'; DROP TABLE lead; --", "%", "é", "?1", "\x00", "💣", "(", "*", "NULL"} {
		f.Add(s)
	}
	s, err := Open(context.Background(), filepath.Join(f.TempDir(), "leads.db"), Options{Now: noon})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	ctx := context.Background()
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) || len(text) > 200 || text == "" {
			t.Skip() // a command line has no NUL, and other bytes are refused before
		}
		must(t, s.Update(ctx, Command{}, func(tx *Tx) error {
			var ids []crm.LeadID
			for _, title := range []string{"x" + text + "y", "\u2603"} {
				id, err := tx.AddLead(ctx, crm.Lead{Title: title, FirstTouchOn: "2026-01-01", Stage: crm.New, CreatedAt: noon, UpdatedAt: noon}, nil)
				if err != nil {
					return err
				}
				ids = append(ids, id)
			}
			found, err := tx.Leads(ctx, LeadFilter{Search: text})
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			if len(found) == 0 || len(found) > 1 && !strings.Contains("\u2603", text) {
				t.Fatalf("%q finds %d leads of %v", text, len(found), ids)
			}
			return ErrRollback
		}))
	})
}
