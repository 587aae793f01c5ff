package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

// logInput is an activity as the flags give it.
type logInput struct {
	args                           []string
	source, via, date, spent, cost string
	direction, stage, followUp     string
	keepFollowUp                   bool
}

func newActivityLog(a *app) *cobra.Command {
	var in logInput
	cmd := &cobra.Command{
		Use:   "log ID KIND [NOTE]",
		Short: "Log work on a lead, or with --source for a source",
		Long: `Log work on a lead: what it was, how long it took and what it cost. With --source and no ID
the work is booked on the source itself: prospecting that led to no lead is part of the price.

Kinds: ` + strings.Join(crm.Kinds, ", ") + `
(more: leads config set kinds workshop,audit)
On a terminal, you are asked for what is missing: leads log alone offers the leads last touched.`,
		Example: `  leads log 12 email "sent portfolio" --spent 25m --follow-up 3d
  leads log 12 call --via LinkedIn/Inbound --stage discussion
  leads log --source Upwork/Search --spent 2h bid "read job posts"`,
		Args: between(0, 3, "ID, KIND and NOTE"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			in.args = args
			if open := len(args) < 1 || in.source == "" && len(args) < 2; open && a.interactive() {
				if err := a.askLog(ctx, &in); err != nil {
					return err
				}
			}
			return a.activityLog(ctx, in)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.spent, "spent", "", "`time` it took: 25m, 1h30m, 1.5h, 90")
	f.StringVar(&in.cost, "cost", "", "`money` it cost, such as 3 or $2.40")
	f.StringVar(&in.via, "via", "", "through which `SOURCE[/CHANNEL[/CAMPAIGN]]` this contact came")
	f.StringVarP(&in.source, "source", "s", "", "without ID: the `SOURCE[/CHANNEL[/CAMPAIGN]]` it was done for")
	f.StringVar(&in.date, "date", "", "`day` it was done (default today)")
	f.StringVar(&in.direction, "direction", "", "in (they wrote) or out (you wrote)")
	f.StringVar(&in.stage, "stage", "", "move the lead to this stage, too")
	f.StringVar(&in.followUp, "follow-up", "", "`day` to come back to it")
	f.BoolVar(&in.keepFollowUp, "keep-follow-up", false, "leave a follow-up that is due as it is")
	return cmd
}

func (a *app) activityLog(ctx context.Context, in logInput) error {
	var id crm.LeadID
	args := in.args
	if in.source == "" {
		if len(args) < 2 {
			return crm.Invalidf("log needs ID and KIND").WithHint("leads log ID KIND [NOTE], or leads log --source SOURCE KIND [NOTE]")
		}
		var err error
		if id, err = a.leadID(ctx, args[0]); err != nil {
			return err
		}
		args = args[1:]
	} else if _, err := leadID(strings.Join(args[:min(len(args), 1)], "")); err == nil {
		return crm.Invalidf("--source books work on a source, and %s is a lead", args[0]).
			WithHint("through which source the contact came: leads log %s KIND --via %s", args[0], in.source)
	} else if len(args) < 1 || len(args) > 2 {
		return crm.Invalidf("with --source, log needs KIND and takes a NOTE").WithHint("leads log --source SOURCE KIND [NOTE]")
	} else if in.via != "" || in.stage != "" || in.followUp != "" {
		return crm.Invalidf("--via, --stage and --follow-up belong to a lead, not to a source")
	}
	act := crm.Activity{Lead: id, On: a.today, CreatedAt: crm.InstantOf(a.now)}
	if len(args) > 1 {
		act.Note = args[1]
	}
	if minutes, err := crm.ParseMinutes(act.Note); err == nil && in.spent == "" && strings.ContainsAny(act.Note, "hHmM:") {
		in.spent, act.Note = act.Note, ""
		a.note("%s is the time it took: %s", in.spent, crm.FormatMinutes(minutes))
	}
	follow, err := a.readLog(in, &act)
	if err != nil {
		return err
	}
	var stage crm.Stage
	if in.stage != "" {
		if stage, err = crm.ParseStage(in.stage); err != nil {
			return closingHint(err, in.stage, id)
		}
	}
	var lead crm.Lead
	err = a.update(ctx, func(tx *store.Tx) (err error) {
		own, err := kinds(ctx, tx)
		if err != nil {
			return err
		}
		if act.Kind, err = crm.ParseKind(args[0], own); err != nil {
			return err
		}
		if lead, act.ID, err = a.writeLog(ctx, tx, in, act, stage, follow); err != nil {
			return err
		}
		act, err = logged(ctx, tx, lead.ID, act)
		return err
	})
	if err != nil {
		return err
	}
	if a.structured() {
		return a.print(activitySheet([]crm.Activity{act}, sheet.Record))
	}
	text := a.say("Logged %s on lead %d: %s", say.T(act.Kind), int64(lead.ID), lead.Title)
	if act.Lead == 0 {
		text = a.say("Logged %s for %s", say.T(act.Kind), act.Via.String())
	}
	return a.answer(safe(text), fmt.Sprint(int64(act.ID)))
}

// logged reads an activity back as it was written, with its names.
func logged(ctx context.Context, tx *store.Tx, lead crm.LeadID, act crm.Activity) (crm.Activity, error) {
	list, err := tx.Activities(ctx, store.ActivityFilter{Lead: lead, Since: act.On, Until: act.On})
	if at := slices.IndexFunc(list, func(other crm.Activity) bool { return other.ID == act.ID }); at >= 0 {
		act = list[at]
	}
	return act, err
}

// readLog reads the flags that need no file.
func (a *app) readLog(in logInput, act *crm.Activity) (follow crm.Date, err error) {
	if act.Note == "-" {
		if act.Note, err = a.piped(); err != nil {
			return "", err
		}
	}
	if err := crm.CheckText("note", act.Note, crm.MaxText); err != nil {
		return "", err
	}
	if in.date != "" {
		if act.On, err = a.date(in.date, crm.Back); err != nil {
			return "", err
		}
	}
	if in.direction != "" {
		if act.Direction, err = crm.ParseDirection(in.direction); err != nil {
			return "", err
		}
	}
	if in.followUp != "" {
		follow, err = a.date(in.followUp, crm.Ahead)
	}
	return follow, err
}

// writeLog does the writing part of log.
func (a *app) writeLog(ctx context.Context, tx *store.Tx, in logInput, act crm.Activity, stage crm.Stage, follow crm.Date) (lead crm.Lead, id crm.ActivityID, err error) {
	base, err := tx.Base(ctx)
	if err != nil {
		return lead, 0, err
	}
	if act.Via, err = crm.ParseTouch(in.source + in.via); err != nil { // one of them is empty
		return lead, 0, err
	}
	if act.Via, err = a.expand(ctx, tx, act.Via); err != nil {
		return lead, 0, err
	}
	if act.Touch, err = tx.ResolveTouch(ctx, act.Via, store.Create{}); err != nil {
		return lead, 0, err
	}
	if err := a.readSpent(ctx, tx, &act, in.spent, in.cost, base); err != nil {
		return lead, 0, err
	}
	if act.Lead != 0 {
		if lead, err = a.survivor(ctx, tx, act.Lead); err != nil {
			return lead, 0, err
		}
		act.Lead = lead.ID
		a.warnDates(lead, act.On)
	}
	if id, err = tx.AddActivity(ctx, act); err != nil || act.Lead == 0 {
		return lead, id, err
	}
	if stage != "" {
		if err := a.moveTo(ctx, tx, lead, crm.StageChange{Stage: stage, On: act.On}); err != nil {
			return lead, id, err
		}
	}
	if follow != "" {
		if err := tx.SetFollowUp(ctx, lead.ID, follow); err != nil {
			return lead, id, err
		}
	} else if err := a.settleFollowUp(ctx, tx, lead, in.keepFollowUp); err != nil {
		return lead, id, err
	}
	return lead, id, tx.Touched(ctx, lead.ID, crm.InstantOf(a.now))
}

// settleFollowUp clears a follow-up that is due, unless it shall be kept, and says so.
func (a *app) settleFollowUp(ctx context.Context, tx *store.Tx, lead crm.Lead, keep bool) error {
	if keep {
		return nil
	}
	done, err := intake.SettleFollowUp(ctx, tx, lead, a.today)
	if done && err == nil {
		a.note("the follow-up of %s is done (--keep-follow-up leaves it)", say.Day(lead.FollowUpOn))
	}
	return err
}

// warnDates says when an activity is outside the life of its lead.
func (a *app) warnDates(lead crm.Lead, on crm.Date) {
	switch {
	case on < lead.FirstTouchOn:
		a.warn(say.T("%s is before the first touch of lead %d, %s", say.Day(on), int64(lead.ID), say.Day(lead.FirstTouchOn)))
	case !lead.Open() && on > lead.Deal.ClosedOn:
		a.warn(say.T("%s is after lead %d was closed, %s", say.Day(on), int64(lead.ID), say.Day(lead.Deal.ClosedOn)))
	case on > a.today:
		a.warn(say.T("%s is in the future", say.Day(on)))
	}
}

func newActivityList(a *app) *cobra.Command {
	var lead, source, kind, since, until string
	limit := -1
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List activities, newest first",
		Example: "  leads activity list --lead 12\n  leads activity list --since monday",
		Args:    noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			f := store.ActivityFilter{Newest: true, Limit: limit}
			var err error
			if lead != "" {
				if f.Lead, err = a.leadID(ctx, lead); err != nil {
					return err
				}
			}
			if f.Since, f.Until, err = a.between(since, until); err != nil {
				return err
			}
			if limit < 0 {
				f.Limit = 0
				if !a.machine() {
					f.Limit = 50
				}
			}
			var list []crm.Activity
			err = a.view(ctx, func(tx *store.Tx) error {
				if f.Lead != 0 {
					if _, err := tx.Lead(ctx, f.Lead); err != nil {
						return err
					}
				}
				touch, _, err := keepFlags{source: source}.touch(ctx, a, tx)
				if err != nil {
					return err
				}
				own, err := kinds(ctx, tx)
				if err != nil {
					return err
				}
				if touch.Source != 0 {
					f.Sources = []crm.SourceID{touch.Source}
				}
				if kind != "" {
					if f.Kind, err = crm.ParseKind(kind, own); err != nil {
						return err
					}
				}
				list, err = tx.Activities(ctx, f)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(activitySheet(list, sheet.Array))
		}),
	}
	f := cmd.Flags()
	f.StringVar(&lead, "lead", "", "only of this lead (`ID`)")
	f.StringVarP(&source, "source", "s", "", "only of this source")
	f.StringVar(&kind, "kind", "", "only of this kind")
	f.StringVar(&since, "since", "", "from this `day` on")
	f.StringVar(&until, "until", "", "up to this `day`")
	limitFlag(f, &limit, "at most `N` (default 50 on a terminal, else all; 0 is all)")
	return cmd
}

// activitySheet is a list of activities.
func activitySheet(list []crm.Activity, shape sheet.Shape) *sheet.Sheet {
	s := &sheet.Sheet{Shape: shape, Empty: say.T("No activities here. Log one: leads log ID KIND [NOTE]"), Columns: []sheet.Column{
		{Key: "id", Title: say.T("id"), Type: sheet.ID},
		{Key: "date", Title: say.T("day"), Type: sheet.Date},
		{Key: "lead", Title: say.T("lead"), Type: sheet.ID},
		{Key: "title", Title: say.T("title")},
		{Key: "kind", Title: say.T("kind"), Type: sheet.Word},
		{Key: "via", Title: say.T("via")},
		{Key: "direction", Title: say.T("direction"), Type: sheet.Word, Detail: true},
		{Key: "minutes", Title: say.T("minutes"), Type: sheet.Count},
		{Key: "cost", Title: say.T("cost"), Type: sheet.Money},
		{Key: "currency", Title: say.T("currency"), Detail: true},
		{Key: "note", Title: say.T("note")},
		{Key: "created_at", Title: say.T("created"), Type: sheet.Instant, Detail: true},
	}}
	for _, act := range list {
		var minutes, lead any
		if act.Minutes != nil {
			minutes = *act.Minutes
		}
		if act.Lead != 0 {
			lead = int64(act.Lead)
		}
		s.Add(int64(act.ID), string(act.On), lead, known(act.LeadTitle), act.Kind, known(act.Via.String()), known(act.Direction),
			minutes, amount(act.Cost), known(act.Cost.Currency), known(act.Note), known(act.CreatedAt))
	}
	return s
}
