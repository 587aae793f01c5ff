package cli

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newReportList(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the saved reports", Example: "  leads report list", Args: noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error { return a.reportList(ctx) }),
	}
}

func (a *app) reportList(ctx context.Context) error {
	s := &sheet.Sheet{Columns: []sheet.Column{{Key: "name", Title: say.T("name")}, {Key: "flags", Title: say.T("flags"), Whole: true}},
		Empty: say.T("No report is saved: leads report --by source --period last-week --save NAME")}
	err := a.view(ctx, func(tx *store.Tx) error {
		saved, err := tx.SavedReports(ctx)
		if err != nil {
			return err
		}
		for _, r := range saved {
			flags := map[string]string{}
			if err := json.Unmarshal([]byte(r.Flags), &flags); err != nil {
				return err
			}
			var words []string
			for _, name := range slices.Sorted(maps.Keys(flags)) {
				if words = append(words, "--"+name); flags[name] != "true" {
					words = append(words, flags[name])
				}
			}
			s.Add(r.Name, string(say.Shell(words...)))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.print(s)
}

func newReportRemove(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME", Short: "Forget a saved report", Example: "  leads report remove monday", Args: exactly(1, "NAME"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			return a.update(ctx, func(tx *store.Tx) error {
				found, err := tx.RemoveSavedReport(ctx, args[0])
				if err == nil && !found {
					err = crm.Errorf(crm.NotFound, "there is no saved report %q", args[0]).WithHint("leads report list")
				}
				return err
			})
		}),
	}
}
