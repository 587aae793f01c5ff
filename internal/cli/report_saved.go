package cli

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"leads/internal/crm"
	"leads/internal/store"
)

// saveReport keeps the flags of this report under a name.
func (a *app) saveReport(ctx context.Context, cmd *cobra.Command, name string) error {
	name = crm.CleanLine(name)
	if err := crm.CheckText("name of a report", name, 100); err != nil {
		return err
	}
	switch crm.Key(name) {
	case "list", "remove":
		return crm.Invalidf("a report cannot be called %q: that is a command", name)
	}
	flags, own := map[string]string{}, cmd.LocalNonPersistentFlags()
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if own.Lookup(f.Name) != nil && f.Name != "save" {
			flags[f.Name] = f.Value.String()
		}
	})
	text, err := json.Marshal(flags)
	if err != nil {
		return err
	}
	if err := a.update(ctx, func(tx *store.Tx) error { return tx.SaveReport(ctx, name, string(text)) }); err != nil {
		return err
	}
	a.note("saved: leads report %s", name)
	return nil
}

// recall sets the flags of a saved report that were not given again.
func (a *app) recall(ctx context.Context, cmd *cobra.Command, name string) error {
	var text string
	var names []string
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		if text, err = tx.SavedReport(ctx, name); err != nil || text != "" {
			return err
		}
		saved, err := tx.SavedReports(ctx)
		for _, s := range saved {
			names = append(names, s.Name)
		}
		return err
	})
	if err != nil {
		return err
	}
	if text == "" {
		return crm.Errorf(crm.NotFound, "there is no saved report %q", name).WithHint("save one: leads report --by source --period last-week --save %s", name).Near(name, names...)
	}
	flags := map[string]string{}
	if err := json.Unmarshal([]byte(text), &flags); err != nil {
		return crm.Errorf(crm.Refused, "the saved report %q is not in the form that leads writes", name).WithHint("leads report remove %s", name)
	}
	own := cmd.LocalNonPersistentFlags()
	for _, flag := range slices.Sorted(maps.Keys(flags)) {
		f := own.Lookup(flag)
		if f == nil || flag == "save" {
			return crm.Errorf(crm.Refused, "the saved report %q has --%s, which reports do not save", name, flag).WithHint("leads report remove %s", name)
		}
		if !f.Changed {
			if err := cmd.Flags().Set(flag, flags[flag]); err != nil {
				return err
			}
		}
	}
	return nil
}
