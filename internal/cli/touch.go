package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newTouch(a *app) *cobra.Command {
	return a.group("touch", "Which kinds of activity count as touchpoints although they name no source", newTouchAdd(a), newTouchList(a), newTouchRemove(a))
}

func newTouchAdd(a *app) *cobra.Command {
	var on, direction, via string
	replied := false
	cmd := &cobra.Command{
		Use:   "add --on KIND --via SOURCE[/CHANNEL]",
		Short: "Count a kind of activity as a touchpoint of a source",
		Long: `Count a kind of activity as a touchpoint of a source, where it names none: sales work that brings
a deal closer then gets its share in attribution models. Nothing is written into the
activities: the rules apply when a model runs, and leads show marks the touchpoints they make.
Of several rules for one activity the first holds.`,
		Example: `  leads touch add --on call --direction out --via Phone/Outbound
  leads touch add --on email --replied --via "Cold email"`,
		Args: noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			rule := crm.TouchRule{Replied: replied}
			var err error
			if on == "" || via == "" {
				return crm.Invalidf("touch add needs --on KIND and --via SOURCE").WithHint("leads touch add --on call --direction out --via Phone/Outbound")
			}
			if direction != "" {
				if rule.Direction, err = crm.ParseDirection(direction); err != nil {
					return err
				}
			}
			if rule.Via, err = crm.ParseTouch(via); err != nil {
				return err
			}
			if rule.Via.Campaign != "" {
				return crm.Invalidf("a rule names a source and a channel, not a campaign")
			}
			err = a.update(ctx, func(tx *store.Tx) error {
				own, err := kinds(ctx, tx)
				if err != nil {
					return err
				}
				if rule.Kind, err = crm.ParseKind(on, own); err != nil {
					return err
				}
				if rule.Via, err = a.expand(ctx, tx, rule.Via); err != nil {
					return err
				}
				if rule.Touch, err = tx.ResolveTouch(ctx, rule.Via, store.Create{}); err != nil {
					return err
				}
				rule.ID, err = tx.AddTouchRule(ctx, rule)
				return err
			})
			if err != nil {
				return err
			}
			return a.sayTouchRule(rule, a.say("Rule %d: %s counts as a touchpoint of %s", rule.ID, rule.Kind, rule.Via.String()))
		}),
	}
	f := cmd.Flags()
	f.StringVar(&on, "on", "", "the `kind` of activity")
	f.StringVar(&direction, "direction", "", "only in (they wrote) or out (you wrote)")
	f.BoolVar(&replied, "replied", false, "only where an answer came, later or the same day")
	f.StringVar(&via, "via", "", "what it is a touchpoint of: `SOURCE[/CHANNEL]`")
	return cmd
}

// sayTouchRule answers a command that wrote a rule.
func (a *app) sayTouchRule(rule crm.TouchRule, sentence string) error {
	if a.structured() {
		s := touchRulesSheet([]crm.TouchRule{rule})
		s.Shape = sheet.Record
		return a.print(s)
	}
	return a.answer(safe(sentence), strconv.FormatInt(rule.ID, 10))
}

// touchRulesSheet is a list of rules.
func touchRulesSheet(list []crm.TouchRule) *sheet.Sheet {
	s := &sheet.Sheet{Empty: say.T("No rules yet: only activities that name a source are touchpoints"), Columns: []sheet.Column{
		{Key: "id", Title: say.T("id"), Type: sheet.ID}, {Key: "on", Title: say.T("kind"), Type: sheet.Word}, {Key: "direction", Title: say.T("direction"), Type: sheet.Word},
		{Key: "replied", Title: say.T("replied")}, {Key: "via", Title: say.T("via")}}}
	for _, r := range list {
		s.Add(r.ID, r.Kind, known(r.Direction), r.Replied, r.Via.String())
	}
	return s
}

func newTouchList(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the rules", Example: "  leads touch list", Args: noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			var list []crm.TouchRule
			err := a.view(ctx, func(tx *store.Tx) (err error) {
				list, err = tx.TouchRules(ctx)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(touchRulesSheet(list))
		}),
	}
}

func newTouchRemove(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "remove ID", Short: "Remove a rule", Example: "  leads touch remove 2", Args: exactly(1, "ID"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			id, err := strconv.ParseInt(strings.TrimPrefix(args[0], "#"), 10, 64)
			if err != nil || id < 1 {
				return crm.Invalidf("%q is not the number of a rule", args[0]).WithHint("list them with: leads touch list")
			}
			err = a.update(ctx, func(tx *store.Tx) error {
				found, err := tx.RemoveTouchRule(ctx, id)
				if err == nil && !found {
					err = crm.Errorf(crm.NotFound, "there is no rule %d", id).WithHint("list them with: leads touch list")
				}
				return err
			})
			if err != nil {
				return err
			}
			return a.answer(a.say("Removed rule %d", id), args[0])
		}),
	}
}
