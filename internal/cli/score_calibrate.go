package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newScoreCalibrate(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "calibrate",
		Short: "Hold the scores against what really closed",
		Long: `Hold the scores against what really closed: how often each level and band of scores won, what
each rule is worth, what other thresholds would have kept, and in words what to change. A closed
lead counts with the score of its closing day; what you declined (not-a-fit) counts as no loss.
AUC is the share of pairs, one won and one lost, in which the won one has the higher score;
Brier is the squared error of the rate at each score: 0 is perfect, 0.25 a coin.`,
		Example: "  leads score calibrate",
		Args:    noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			var c score.Calibration
			err := a.view(ctx, func(tx *store.Tx) error {
				t, samples, open, err := decided(ctx, tx)
				if err != nil {
					return err
				}
				c, err = score.Calibrate(t, samples, open)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(a.calibration(c))
		}),
	}
}

// decided reads the rules, the leads that were won or lost, and those that are open.
func decided(ctx context.Context, tx *store.Tx) (t score.Table, samples []score.Sample, open []crm.Lead, err error) {
	if t, err = scoreTable(ctx, tx); err != nil {
		return t, nil, nil, err
	}
	err = eachSubject(ctx, tx, nil, true, func(s score.Subject) error {
		switch {
		case score.Decided(s.Lead):
			samples = append(samples, score.Sample{Subject: s, Won: s.Lead.Deal.Outcome == crm.Won})
		case s.Lead.Open():
			open = append(open, crm.Lead{Fields: s.Lead.Fields, Tags: s.Lead.Tags, Value: s.Lead.Value})
		}
		return nil
	})
	if err != nil {
		return t, samples, open, err
	}
	was, err := tx.AtClosing(ctx)
	for i := range samples {
		if l, edited := was[samples[i].Lead.ID]; edited {
			samples[i].Was = &l
		}
	}
	return t, samples, open, err
}

// calibration is a calibration as a record.
func (a *app) calibration(c score.Calibration) *sheet.Sheet {
	var notes []string
	for _, n := range c.Notes() {
		notes = append(notes, a.catalogue.Say(n))
	}
	if notes == nil {
		notes = []string{}
	}
	var auc, brier any
	if c.AUCKnown {
		auc = c.AUC
	}
	if c.N > 0 {
		brier = c.Brier
	}
	s := &sheet.Sheet{Shape: sheet.Record, Columns: []sheet.Column{
		{Key: "n", Title: say.T("decided leads"), Type: sheet.Count},
		{Key: "won", Title: say.T("won"), Type: sheet.Count},
		{Key: "auc", Title: say.T("AUC"), Type: sheet.Fine},
		{Key: "brier", Title: say.T("Brier"), Type: sheet.Fine},
		{Key: "notes", Title: say.T("notes"), Type: sheet.List},
		{Key: "levels", Title: say.T("levels"), Type: sheet.Nested},
		{Key: "bands", Title: say.T("bands"), Type: sheet.Nested},
		{Key: "rules", Title: say.T("rules"), Type: sheet.Nested},
		{Key: "replay", Title: say.T("replay"), Type: sheet.Nested},
	}}
	s.Add(c.N, c.Won, auc, brier, notes, groupSheet("level", say.T("By level"), c.Levels), groupSheet("band", say.T("By score"), c.Bands),
		liftSheet(c.Rules), replaySheet(c))
	return s
}

// rateColumns are a rate with its interval and what it is of.
func rateColumns(key string, title say.Text, low, high, n string) []sheet.Column {
	return []sheet.Column{{Key: key, Title: title, Type: sheet.Rate, Low: low, High: high, N: n},
		{Key: low, Title: say.T("low"), Type: sheet.Rate, Detail: true}, {Key: high, Title: say.T("high"), Type: sheet.Rate, Detail: true}}
}

// rateCells are the cells of rateColumns.
func rateCells(g score.Group) []any {
	rate, low, high, ok := g.Rate()
	if !ok {
		return []any{nil, nil, nil}
	}
	return []any{rate, low, high}
}

func groupSheet(key string, title say.Text, groups []score.Group) *sheet.Sheet {
	s := &sheet.Sheet{Title: title, Empty: say.T("No lead is won or lost yet."), Columns: append([]sheet.Column{
		{Key: key, Title: say.T(key)}, {Key: "leads", Title: say.T("leads"), Type: sheet.Count}, {Key: "won", Title: say.T("won"), Type: sheet.Count}},
		rateColumns("rate", say.T("rate"), "rate_low", "rate_high", "leads")...)}
	for _, g := range groups {
		s.Add(append([]any{g.Name, g.Leads, g.Won}, rateCells(g)...)...)
	}
	return s
}

// liftSheet says what each rule is worth.
func liftSheet(rules []score.Lift) *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("By rule: how much more often its leads win than the others"), Empty: say.T("There are no rules."), Columns: append([]sheet.Column{
		{Key: "rule", Title: say.T("rule"), Type: sheet.ID}, {Key: "what", Title: say.T("what"), Whole: true}, {Key: "points", Title: say.T("points"), Type: sheet.Count},
		{Key: "leads", Title: say.T("leads"), Type: sheet.Count}, {Key: "won", Title: say.T("won"), Type: sheet.Count}},
		append(rateColumns("rate", say.T("rate"), "rate_low", "rate_high", "leads"),
			sheet.Column{Key: "lift", Title: say.T("lift"), Type: sheet.Number}, sheet.Column{Key: "lift_low", Title: say.T("low"), Type: sheet.Number},
			sheet.Column{Key: "lift_high", Title: say.T("high"), Type: sheet.Number})...)}
	for _, l := range rules {
		cells := append([]any{l.ID, l.What(), l.Points, l.With.Leads, l.With.Won}, rateCells(l.With)...)
		if l.Known {
			cells = append(cells, l.Ratio, l.Low, l.High)
		} else {
			cells = append(cells, nil, nil, nil)
		}
		s.Rows = append(s.Rows, cells)
	}
	return s
}

// replaySheet tries other MQL thresholds on the past: precision is the rate of
// the leads from there on, recall the share of all the won that they hold.
func replaySheet(c score.Calibration) *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("What other MQL thresholds would have kept"), Empty: say.T("No lead is won or lost yet."), Columns: slices.Concat(
		[]sheet.Column{{Key: "mql", Title: say.T("MQL from"), Type: sheet.Count}, {Key: "leads", Title: say.T("leads"), Type: sheet.Count},
			{Key: "won", Title: say.T("won"), Type: sheet.Count}},
		rateColumns("precision", say.T("precision"), "precision_low", "precision_high", "leads"),
		rateColumns("recall", say.T("recall"), "recall_low", "recall_high", ""))}
	for _, t := range c.Replay {
		s.Rows = append(s.Rows, slices.Concat([]any{t.Points, t.Leads, t.Won}, rateCells(t.Group), rateCells(score.Group{Leads: c.Won, Won: t.Won})))
	}
	return s
}

func newScoreSuggest(a *app) *cobra.Command {
	accept, noNew := false, false
	var without []string
	cmd := &cobra.Command{
		Use:   "suggest",
		Short: "Suggest points learned from your own closed leads",
		Long: `Suggest points learned from your own closed leads, starting from your table: with few leads it
moves little, with many it follows them. Points stay whole and on the scale of your table. New
rules look only at what is known at the first contact: own fields, source, channel, campaign,
value, and whether there is an e-mail address, phone, referrer or client. Fields that were
probably filled in after the outcome are left out.

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
		t, samples, open, err := decided(ctx, tx)
		if err != nil {
			return err
		}
		if !score.Enough(samples) {
			a.note("only %d leads are won or lost: too few to learn from (it takes %d, and both kinds)", len(samples), score.Fewest)
			return nil
		}
		for _, l := range score.Leaks(samples, open) {
			if l.Tag { // new rules look at none
				continue
			}
			a.note("%s is left out: it was probably filled in after the outcome (leads score calibrate)", l.Field)
			o.Without = append(o.Without, l.Field)
		}
		all, err := score.Suggest(t, samples, o)
		changes = slices.DeleteFunc(all, func(c score.Change) bool { return c.Suggested == c.Points })
		a.note("learned from %d decided leads", len(samples))
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
		a.note("%d changes taken (leads undo takes them back)", len(taken))
	}
	return err
}

// changeSheet is a suggestion as a diff.
func changeSheet(changes []score.Change) *sheet.Sheet {
	s := &sheet.Sheet{Empty: say.T("Nothing to change."), Columns: []sheet.Column{
		{Key: "rule", Title: say.T("rule"), Type: sheet.ID},
		{Key: "when", Title: say.T("when"), Whole: true},
		{Key: "on_activity", Title: say.T("on activity")},
		{Key: "points", Title: say.T("points"), Type: sheet.Count},
		{Key: "suggested", Title: say.T("suggested"), Type: sheet.Count},
	}}
	for _, c := range changes {
		s.Add(orNil(c.ID), known(c.When), known(c.On), c.Points, c.Suggested)
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

// wrongScores counts the leads whose kept score is not that of today: 0, unless
// the rules look at the day or the file was changed behind the program.
func (a *app) wrongScores(ctx context.Context, tx *store.Tx) (wrong int, err error) {
	t, err := scoreTable(ctx, tx)
	if err != nil || len(t.Rules) == 0 {
		return 0, err
	}
	engine, err := score.New(t)
	if err != nil {
		return 0, err
	}
	err = eachSubject(ctx, tx, nil, t.Kin, func(s score.Subject) error {
		day := s.Lead.ScoredOn
		if day == "" {
			day = a.today
		}
		if s.Lead.Score == nil || *s.Lead.Score != engine.Score(s, day) {
			wrong++
		}
		return nil
	})
	return wrong, err
}

// examineScores is a check of the file: is every kept score the sum of its log?
func (a *app) examineScores(ctx context.Context, s *store.Store, fix bool) (f store.Finding, err error) {
	f.Check = "scores"
	wrong := 0
	err = s.View(ctx, func(tx *store.Tx) (err error) {
		wrong, err = a.wrongScores(ctx, tx)
		return err
	})
	if err != nil || wrong == 0 {
		return f, err
	}
	f.Fault = say.T("%d leads have a score that is not the sum of their log: leads score recompute", wrong)
	if !fix {
		return f, nil
	}
	f.Fixed = true
	return f, s.Update(ctx, store.Command{}, func(tx *store.Tx) error {
		t, err := scoreTable(ctx, tx)
		if err == nil {
			_, err = a.scoreAll(ctx, tx, t, nil, false)
		}
		return err
	})
}
