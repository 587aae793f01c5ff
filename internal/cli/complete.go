package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/attribution"
	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/report"
	"leads/internal/store"
)

// mostOffered is how many live values a completion shows at most.
const mostOffered = 50

// completer offers values for one argument or flag, given what was typed of it.
// A description may follow a value, after a tab.
type completer func(ctx context.Context, a *app, typed string) []string

// complete gives every command what a shell may offer. It is called only when a
// shell asks. Live values are read from the file if there is one; it is never
// created, and a failure offers nothing.
func (a *app) complete(root *cobra.Command) {
	flags := map[string]completer{
		"source": touches, "via": touches, "channel": channelNames, "campaign": campaignNames,
		"client": clientNames, "referrer": clientNames,
		"stage": fixed(words(crm.Stages)...), "outcome": fixed(words(crm.Outcomes)...), "reason": fixed(words(crm.Reasons)...),
		"period": fixed(crm.PeriodWords...), "direction": fixed("in", "out"), "by": listed(words(crm.Dimensions)), "format": fixed("table", "tsv", "json", "jsonl", "csv", "markdown"),
		"color": fixed("auto", "always", "never"), "kind": activityKinds, "level": fixed("lead", "mql", "sql"),
		"on-duplicate": fixed("ask", "warn", "refuse", "log", "allow"), "repeat-of": leadNumbers, "lead": leadNumbers,
		"model": fixed(words(attribution.Models)...), "of": fixed(words(crm.Measures)...), "preset": fixed(presetNames()...), "as": fixed("leads", "clients", "activities", "deals"),
		"date-format": fixed("dmy", "mdy", "ymd"), "decimal": fixed("comma", "point"), "money": fixed("won", "paid"),
	}
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		for name, offer := range flags {
			if cmd.Flags().Lookup(name) != nil {
				_ = cmd.RegisterFlagCompletionFunc(name, a.offering(offer)) // fails only when registered twice
			}
		}
		for name, offer := range ordered(cmd) {
			if cmd.Flags().Lookup(name) != nil {
				_ = cmd.RegisterFlagCompletionFunc(name, a.offering(offer)) // as above
			}
		}
		if offers := arguments(cmd); offers != nil && cmd.ValidArgsFunction == nil {
			cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
				if len(args) >= len(offers) || offers[len(args)] == nil {
					return nil, cobra.ShellCompDirectiveNoFileComp
				}
				return a.offering(offers[len(args)])(cmd, args, typed)
			}
		}
		for _, c := range cmd.Commands() {
			walk(c)
		}
	}
	walk(root)
}

// ordered are the completers of flags that name columns: each list has its own.
func ordered(cmd *cobra.Command) map[string]completer {
	switch {
	case cmd.Name() == "report":
		keys := report.Sortable(report.Query{})
		return map[string]completer{"sort": fixed(keys...), "columns": listed(keys)}
	case cmd.Name() == "list" && (!cmd.HasParent() || cmd.Parent().Name() == "lead" || !cmd.Parent().HasParent()):
		return map[string]completer{"sort": fixed(sortedKeys(store.LeadOrders)...), "columns": listed(leadKeys())}
	}
	return nil
}

// listed offers words also behind a comma.
func listed(words []string) completer {
	return func(_ context.Context, _ *app, typed string) (list []string) {
		before := typed[:strings.LastIndex(typed, ",")+1]
		for _, word := range words {
			list = append(list, before+word)
		}
		return list
	}
}

func presetNames() (list []string) {
	for _, p := range importer.Presets() {
		list = append(list, p.Name)
	}
	return list
}

// offering is a completer as cobra wants it.
func (a *app) offering(offer completer) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		list := slices.DeleteFunc(offer(cmd.Context(), a, typed), func(s string) bool {
			return !strings.HasPrefix(strings.ToLower(s), strings.ToLower(typed)) && !strings.HasPrefix(crm.Key(s), crm.Key(typed))
		})
		for i := range list {
			value, about, described := strings.Cut(list[i], "\t")
			if list[i] = safe(value); described {
				list[i] += "\t" + safe(about)
			}
		}
		directive := cobra.ShellCompDirectiveNoFileComp
		if len(list) > 0 && !slices.ContainsFunc(list, func(s string) bool { return !strings.HasSuffix(s, "/") }) {
			directive |= cobra.ShellCompDirectiveNoSpace
		}
		return list, directive
	}
}

// arguments are the completers of a command's arguments, by the words of its use.
func arguments(cmd *cobra.Command) (offers []completer) {
	byWord := map[string]completer{"ID": leadNumbers, "[ID]": leadNumbers, "STAGE": fixed(words(crm.Stages)...), "KIND": activityKinds, "KEY": settingKeys,
		"INTO": leadNumbers, "A": groups, "B": groups, "[NAME]": reportNames}
	if cmd.Name() == "win" || cmd.Name() == "lose" {
		byWord["ID"] = openLeads
	}
	if cmd.HasParent() {
		switch cmd.Parent().Name() {
		case "source":
			byWord["NAME"], byWord["INTO"] = sourceNames, sourceNames
		case "channel":
			byWord["SOURCE/NAME"], byWord["INTO"] = channelTouches, channelTouches
		case "campaign":
			byWord["NAME"], byWord["INTO"] = campaignNames, campaignNames
		case "rule": // of the score: numbers of their own
			byWord["ID"] = nil
		case "client":
			byWord["NAME"], byWord["INTO"] = clientNames, clientNames
		}
	}
	use := strings.Fields(cmd.Use)
	if len(use) < 2 || cmd.HasSubCommands() || cmd.Name() == "import" || cmd.Name() == "export" || cmd.Name() == "backup" || cmd.Name() == "restore" {
		return nil // files: the shell knows better
	}
	for _, word := range use[1:] {
		offers = append(offers, byWord[word])
	}
	return offers
}

func fixed(values ...string) completer {
	return func(context.Context, *app, string) []string { return slices.Clone(values) }
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// live reads values from the file, if there is one. A key in a shell changes
// nothing: a file of an older program is left as it is, and offers nothing.
func (a *app) live(ctx context.Context, read func(*store.Tx) ([]string, error)) (list []string) {
	path, err := a.dbPath()
	if err != nil {
		return nil
	}
	s, err := store.Peek(ctx, path)
	if err != nil {
		return nil
	}
	defer s.Close()
	err = s.View(ctx, func(tx *store.Tx) (err error) {
		list, err = read(tx)
		return err
	})
	if err != nil {
		return nil
	}
	return list
}

// leadNumbers offers the newest leads, or those whose number begins so.
func leadNumbers(ctx context.Context, a *app, typed string) []string {
	return a.live(ctx, func(tx *store.Tx) (list []string, err error) {
		leads, err := tx.Brief(ctx, store.LeadFilter{Sort: "id", Reverse: true, Limit: mostOffered})
		if id, bad := leadID(typed); bad == nil {
			near, err := tx.BriefNumbers(ctx, id, mostOffered)
			if err != nil {
				return nil, err
			}
			leads = near
		}
		for _, l := range leads {
			list = append(list, fmt.Sprintf("%d\t%s", int64(l.ID), l.Title))
		}
		return list, err
	})
}

func touches(ctx context.Context, a *app, typed string) []string {
	if strings.Contains(typed, "/") {
		return channelTouches(ctx, a, typed)
	}
	return append(sourceNames(ctx, a, typed), channelTouches(ctx, a, typed)...)
}

func sourceNames(ctx context.Context, a *app, _ string) []string {
	return a.live(ctx, func(tx *store.Tx) (list []string, err error) {
		sources, err := tx.Sources(ctx)
		for _, s := range sources {
			if s.MergedInto == 0 && s.ArchivedOn == "" {
				list = append(list, s.Name)
			}
		}
		return list, err
	})
}

func channelTouches(ctx context.Context, a *app, _ string) []string {
	return a.live(ctx, func(tx *store.Tx) (list []string, err error) {
		channels, err := tx.Channels(ctx)
		for _, c := range channels {
			if c.MergedInto == 0 && c.ArchivedOn == "" {
				list = append(list, c.SourceName+"/"+c.Name)
			}
		}
		return list, err
	})
}

func channelNames(ctx context.Context, a *app, typed string) (list []string) {
	for _, touch := range channelTouches(ctx, a, typed) {
		_, name, _ := strings.Cut(touch, "/")
		list = append(list, name)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func campaignNames(ctx context.Context, a *app, _ string) []string {
	return a.live(ctx, func(tx *store.Tx) (list []string, err error) {
		campaigns, err := tx.Campaigns(ctx)
		for _, c := range campaigns {
			if c.MergedInto == 0 && c.ArchivedOn == "" {
				list = append(list, c.Name)
			}
		}
		return list, err
	})
}

func clientNames(ctx context.Context, a *app, typed string) []string {
	return a.live(ctx, func(tx *store.Tx) ([]string, error) { return tx.ClientsLike(ctx, typed, mostOffered) })
}

func groups(ctx context.Context, a *app, typed string) []string {
	return append(touches(ctx, a, typed), campaignNames(ctx, a, typed)...)
}

func activityKinds(ctx context.Context, a *app, _ string) []string {
	own := a.live(ctx, func(tx *store.Tx) ([]string, error) { return kinds(ctx, tx) })
	return append(slices.Clone(crm.Kinds), own...)
}

func reportNames(ctx context.Context, a *app, _ string) []string {
	return a.live(ctx, func(tx *store.Tx) (list []string, err error) {
		saved, err := tx.SavedReports(ctx)
		for _, r := range saved {
			list = append(list, r.Name)
		}
		return list, err
	})
}

func settingKeys(_ context.Context, a *app, _ string) (list []string) {
	for _, s := range settings {
		list = append(list, s.key+"\t"+a.say(s.means))
	}
	return list
}

// openLeads offers the leads that can still be won or lost, the newest first.
func openLeads(ctx context.Context, a *app, _ string) []string {
	return a.live(ctx, func(tx *store.Tx) (list []string, err error) {
		leads, err := tx.Brief(ctx, store.LeadFilter{Open: true, Sort: "id", Reverse: true, Limit: mostOffered})
		for _, l := range leads {
			list = append(list, fmt.Sprintf("%d\t%s", int64(l.ID), l.Title))
		}
		return list, err
	})
}
