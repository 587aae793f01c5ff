package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

// activityInput is what edit changes of an activity, as its flags give it.
type activityInput struct{ spent, cost, note, date, kind, via, direction string }

func newActivityEdit(a *app) *cobra.Command {
	var in activityInput
	cmd := &cobra.Command{
		Use:     "edit ID",
		Short:   "Change an activity; an empty value removes what was there",
		Example: "  leads activity edit 31 --spent 45m --note \"sent the offer\"\n  leads activity edit 31 --cost ''",
		Args:    exactly(1, "ID"),
	}
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		id, err := activityID(args[0])
		if err != nil {
			return err
		}
		given := cmd.Flags().Changed
		if !given("spent") && !given("cost") && !given("note") && !given("date") && !given("kind") && !given("via") && !given("direction") {
			return crm.Invalidf("there is nothing to change").WithHint("for example: leads activity edit %d --spent 45m", int64(id))
		}
		var act crm.Activity
		err = a.update(ctx, func(tx *store.Tx) (err error) {
			if act, err = tx.Activity(ctx, id); err != nil {
				return err
			}
			if err := a.editActivity(ctx, tx, &act, in, given); err != nil {
				return err
			}
			if err := tx.EditActivity(ctx, act); err != nil {
				return err
			}
			if act.Lead != 0 {
				if err := tx.Touched(ctx, act.Lead, crm.InstantOf(a.now)); err != nil {
					return err
				}
			}
			act, err = tx.Activity(ctx, id)
			return err
		})
		if err != nil {
			return err
		}
		return a.sayActivity(act, a.say("Changed activity %d: %s", int64(act.ID), say.T(act.Kind)))
	})
	f := cmd.Flags()
	f.StringVar(&in.spent, "spent", "", "`time` it took: 25m, 1h30m, 1.5h, 90")
	f.StringVar(&in.cost, "cost", "", "`money` it cost, such as 3 or $2.40")
	f.StringVar(&in.note, "note", "", "anything to note")
	f.StringVar(&in.date, "date", "", "`day` it was done")
	f.StringVar(&in.kind, "kind", "", "what it was")
	f.StringVar(&in.via, "via", "", "through which `SOURCE[/CHANNEL[/CAMPAIGN]]` this contact came")
	f.StringVar(&in.direction, "direction", "", "in (they wrote) or out (you wrote)")
	return cmd
}

// editActivity takes over the flags that were given.
func (a *app) editActivity(ctx context.Context, tx *store.Tx, act *crm.Activity, in activityInput, given func(string) bool) (err error) {
	base, err := tx.Base(ctx)
	if err != nil {
		return err
	}
	if given("date") {
		if act.On, err = a.date(in.date, crm.Back); err != nil {
			return err
		}
	}
	if given("kind") {
		own, err := kinds(ctx, tx)
		if err != nil {
			return err
		}
		if act.Kind, err = crm.ParseKind(in.kind, own); err != nil {
			return err
		}
	}
	if given("note") {
		act.Note = in.note
	}
	if err := crm.CheckText("note", act.Note, crm.MaxText); err != nil {
		return err
	}
	if given("direction") {
		if act.Direction = ""; in.direction != "" {
			if act.Direction, err = crm.ParseDirection(in.direction); err != nil {
				return err
			}
		}
	}
	if given("spent") {
		if act.Minutes = nil; in.spent != "" {
			minutes, err := crm.ParseMinutes(in.spent)
			if err != nil {
				return err
			}
			act.Minutes = &minutes
		}
	}
	if given("cost") {
		if act.Cost, err = readMoney(in.cost, "", base); err != nil {
			return err
		}
	}
	if given("cost") || given("date") {
		if act.CostBase, _, err = intake.InBase(ctx, tx, act.Cost, base, act.On); err != nil {
			return err
		}
	}
	if !given("via") {
		return nil
	}
	if act.Via, err = crm.ParseTouch(in.via); err != nil {
		return err
	}
	if act.Via, err = a.expand(ctx, tx, act.Via); err != nil {
		return err
	}
	if act.Lead == 0 && act.Via.Source == "" {
		return crm.Invalidf("an activity on no lead needs a source").WithHint("leads activity delete %d", int64(act.ID))
	}
	act.Touch, err = tx.ResolveTouch(ctx, act.Via, store.Create{})
	return err
}

// sayActivity answers a command that wrote an activity.
func (a *app) sayActivity(act crm.Activity, sentence string) error {
	if a.structured() {
		return a.print(activitySheet([]crm.Activity{act}, sheet.Record))
	}
	return a.answer(safe(sentence), fmt.Sprint(int64(act.ID)))
}

func newActivityDelete(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "delete ID",
		Short:   "Delete an activity; leads undo brings it back",
		Example: "  leads activity delete 31",
		Args:    exactly(1, "ID"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			id, err := activityID(args[0])
			if err != nil {
				return err
			}
			var act crm.Activity
			err = a.update(ctx, func(tx *store.Tx) (err error) {
				if act, err = tx.Activity(ctx, id); err != nil {
					return err
				}
				if err := tx.DeleteActivity(ctx, id); err != nil || act.Lead == 0 {
					return err
				}
				return tx.Touched(ctx, act.Lead, crm.InstantOf(a.now))
			})
			if err != nil {
				return err
			}
			return a.sayActivity(act, a.say("Deleted activity %d: %s (leads undo brings it back)", int64(act.ID), say.T(act.Kind)))
		}),
	}
}

// activityID reads the number of an activity.
func activityID(text string) (crm.ActivityID, error) {
	n, err := strconv.ParseInt(strings.TrimPrefix(text, "#"), 10, 64)
	if err != nil || n < 1 {
		return 0, crm.Invalidf("%q is not the number of an activity", text).WithHint("list them with: leads activity list")
	}
	return crm.ActivityID(n), nil
}

func newRateRemove(a *app) *cobra.Command {
	date := ""
	cmd := &cobra.Command{
		Use:     "remove CUR --date D",
		Short:   "Remove a rate; closed deals keep theirs",
		Example: "  leads rate remove USD --date 2026-01-01",
		Args:    exactly(1, "CUR"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			currency, err := crm.ParseCurrency(args[0])
			if err != nil {
				return err
			}
			day := a.today
			if date != "" {
				if day, err = a.date(date, crm.Back); err != nil {
					return err
				}
			}
			err = a.update(ctx, func(tx *store.Tx) error {
				found, err := tx.RemoveRate(ctx, currency, day)
				if err == nil && !found {
					err = crm.Errorf(crm.NotFound, "there is no rate of %s from %s", string(currency), string(day)).WithHint("list them with: leads rate list")
				}
				return err
			})
			if err != nil {
				return err
			}
			return a.answer(a.say("Removed the rate of %s from %s", string(currency), string(day)), string(currency))
		}),
	}
	cmd.Flags().StringVar(&date, "date", "", "`day` from which it holds (default today)")
	return cmd
}
