package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/scoring"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newScoreSuggest(a *app) *cobra.Command {
	accept, noNew := false, false
	var without []string
	cmd := &cobra.Command{
		Use:   "suggest",
		Short: "Suggest points learned from your own closed leads",
		Long: `Suggest points learned from your own closed leads, starting from your table: with few leads it
moves little, with many it follows them. Points stay whole and on the scale of your table. New
rules are few, those that matter, and look only at what is known at the first contact: own
fields, source, channel, campaign, value, and whether there is an e-mail address, phone, referrer
or client. Fields that were probably filled in after the outcome are left out, and rules that
look at what is known only later stay as they are. The gain of a change is how much lower the
AUC would be without it. 0 points switch a rule off.

On a terminal each change is asked for; --accept takes them all.`,
		Example: "  leads score suggest\n  leads score suggest --accept --without fields.tags",
		Args:    noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			return a.scoreSuggest(ctx, accept, score.Options{Without: without, OwnOnly: noNew})
		}),
	}
	f := cmd.Flags()
	f.BoolVar(&accept, "accept", false, "take every change")
	f.BoolVar(&noNew, "no-new", false, "no new rules, only other points")
	f.StringArrayVar(&without, "without", nil, "a `field` that no new rule may look at, such as source or fields.industry (repeatable)")
	return cmd
}

func (a *app) scoreSuggest(ctx context.Context, accept bool, o score.Options) error {
	var changes []score.Change
	err := a.view(ctx, func(tx *store.Tx) error {
		p, err := scoring.Decided(ctx, tx, scoring.Moment{Days: -1, Day: a.today})
		if err != nil {
			return err
		}
		if !score.Enough(p.Samples) {
			a.note("only %d leads are won or lost: too few to learn from (it takes %d, and both kinds)", len(p.Samples), score.Fewest)
			return nil
		}
		c, err := score.Calibrate(p.Table, p.Samples, p.Open)
		if err != nil {
			return err
		}
		for _, l := range c.LateNotes {
			if l.Tag { // new rules look at none
				continue
			}
			a.note("%s is left out: it was probably filled in after the outcome (leads score calibrate)", l.Field)
			o.Without = append(o.Without, l.Field)
		}
		for _, h := range c.Hindsight {
			a.note("rule %d is left out: it looks at what is known only later (leads score calibrate)", h.ID)
			o.Hindsight = append(o.Hindsight, h.ID)
		}
		all, err := score.Suggest(p.Table, p.Samples, o)
		changes = slices.DeleteFunc(all, func(c score.Change) bool { return c.Suggested == c.Points })
		a.note("learned from %d decided leads", len(p.Samples))
		return err
	})
	if err != nil {
		return err
	}
	if err := a.print(changeSheet(changes)); err != nil {
		return err
	}
	taken := changes
	if !accept {
		if taken, err = a.askChanges(ctx, changes); err != nil {
			return err
		}
	}
	if len(taken) == 0 {
		return nil
	}
	err = a.changeTable(ctx, func(_ *store.Tx, t *score.Table) error { return t.Take(taken) })
	if err == nil {
		a.note("%d changes made (leads undo takes them back)", len(taken))
	}
	return err
}

// changeSheet is a suggestion as a diff.
func changeSheet(changes []score.Change) *sheet.Sheet {
	s := &sheet.Sheet{Empty: say.T("Nothing to change."), Columns: []sheet.Column{
		{Key: "rule", Title: say.T("rule"), Type: sheet.ID},
		{Key: "when", Title: say.T("when"), Whole: true},
		{Key: "on_activity", Title: say.T("on activity"), Type: sheet.Word},
		{Key: "points", Title: say.T("points"), Type: sheet.Count},
		{Key: "suggested", Title: say.T("suggested"), Type: sheet.Count},
		{Key: "gain", Title: say.T("gain (AUC)"), Type: sheet.Fine},
	}}
	for _, c := range changes {
		s.Add(orNil(c.ID), known(c.When), known(c.On), c.Points, c.Suggested, c.Gain)
	}
	return s
}

// askChanges asks a person for each change; a script is told how to take them.
func (a *app) askChanges(ctx context.Context, changes []score.Change) (taken []score.Change, err error) {
	if len(changes) == 0 {
		return nil, nil
	}
	if !a.interactive() {
		a.note("nothing was changed: take all with --accept, or one with leads score rule edit ID --points N")
		return nil, nil
	}
	for _, c := range changes {
		question := a.say("New rule, %+d points: %s. Take it?", c.Suggested, c.What())
		if c.ID != 0 {
			question = a.say("Rule %d (%s): %+d points become %+d. Take it?", c.ID, c.What(), c.Points, c.Suggested)
		}
		yes, err := a.asker().Confirm(ctx, safe(question))
		if err != nil {
			return nil, formError(err)
		}
		if yes {
			taken = append(taken, c)
		}
	}
	return taken, nil
}
