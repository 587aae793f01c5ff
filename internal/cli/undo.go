package cli

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newUndo(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "undo [N]",
		Short: "Take back the last command that wrote, or one from the history",
		Long: `Take back the last command that wrote, whatever it was, an import included. Run it again for the one before.
With a number from leads history: that command alone, unless something later builds on it.`,
		Example: `  leads undo
  leads undo 12`,
		Args: between(0, 1, "one N"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			if len(args) == 0 {
				return a.turnBack(ctx, (*store.Tx).Undo, "Undone: leads %s (%s)")
			}
			n, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil || n < 1 {
				return crm.Invalidf("%q is not a number in the history", args[0]).WithHint("leads history")
			}
			return a.turnBack(ctx, func(tx *store.Tx, ctx context.Context) (store.Undone, error) { return tx.UndoOne(ctx, n) }, "Undone: leads %s (%s)")
		}),
	}
}

func newRedo(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "redo",
		Short:   "Redo what undo took back",
		Long:    "Redo what leads undo last took back, as long as nothing else has been written since. Run it again for the next one.",
		Example: "  leads redo",
		Args:    noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			return a.turnBack(ctx, (*store.Tx).Redo, "Redone: leads %s (%s)")
		}),
	}
}

// turnBack takes back, or does again, one command of the history.
func (a *app) turnBack(ctx context.Context, turn func(*store.Tx, context.Context) (store.Undone, error), sentence string) error {
	var u store.Undone
	err := a.update(ctx, func(tx *store.Tx) (err error) {
		if u, err = turn(tx, ctx); err != nil {
			return err
		}
		for _, id := range u.Leads { // blocking keys are derived: a lead that is back gets them again
			lead, err := tx.Lead(ctx, id)
			if err != nil {
				return err
			}
			tx.AddKeys(id, intake.Keys(lead))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if a.structured() {
		return a.print(&sheet.Sheet{Shape: sheet.Record, Columns: historyColumns(),
			Rows: [][]any{{string(pasted(u.Entry.Command)), string(u.Entry.At), !u.Entry.Undone, u.Entry.ID}}})
	}
	return a.answer(safe(a.say(sentence, pasted(u.Entry.Command), a.tookBack(u))), safe(string(pasted(u.Entry.Command))))
}

// tookBack counts in words what an undo removed and put back.
func (a *app) tookBack(u store.Undone) string {
	var parts []string
	for _, part := range []struct {
		rows   map[string]int64
		format string
	}{{u.Removed, "%s removed"}, {u.Put, "%s put back"}} {
		for _, table := range slices.Sorted(maps.Keys(part.rows)) {
			if n := part.rows[table]; n > 0 && table != "score" { // it follows from the others
				parts = append(parts, a.say(part.format, counted(table, n)))
			}
		}
	}
	return strings.Join(parts, ", ")
}

// counted is a number of rows of a table in words.
func counted(table string, n int64) say.Text {
	switch table {
	case "activity":
		return say.T("%d activities", n)
	case "touch":
		return say.T("%d touches", n)
	case "source_connect":
		return say.T("%d connect prices", n)
	case "import_row":
		return say.T("%d imported rows", n)
	}
	return say.T("%d "+strings.ReplaceAll(table, "_", " ")+"s", n)
}

func newHistory(a *app) *cobra.Command {
	limit := -1
	cmd := &cobra.Command{
		Use:     "history",
		Short:   "List the commands that wrote, newest first",
		Example: "  leads history --limit 5",
		Args:    noArguments,
	}
	cmd.RunE = a.run(func(ctx context.Context, _ []string) error {
		if limit < 0 && cmd.Flags().Changed("limit") {
			return crm.Invalidf("--limit %d is negative", limit)
		}
		if limit < 0 {
			limit = 0
			if a.format == "table" {
				limit = 20
			}
		}
		s := &sheet.Sheet{Columns: historyColumns(), Empty: say.T("Nothing has been written yet.")}
		err := a.view(ctx, func(tx *store.Tx) error {
			list, err := tx.History(ctx, limit)
			for _, e := range list {
				s.Add(string(pasted(e.Command)), string(e.At), e.Undone, e.ID)
			}
			return err
		})
		if err != nil {
			return err
		}
		return a.print(s)
	})
	limitFlag(cmd.Flags(), &limit, "at most `N` commands (default 20 on a terminal, else all; 0 is all)")
	return cmd
}

func historyColumns() []sheet.Column {
	return []sheet.Column{{Key: "command", Title: say.T("command"), Whole: true}, {Key: "at", Title: say.T("at"), Type: sheet.Instant},
		{Key: "undone", Title: say.T("undone"), Type: sheet.Bool}, {Key: "id", Title: say.T("N"), Type: sheet.ID}}
}
