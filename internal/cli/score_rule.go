package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/scoring"
	"leads/internal/sheet"
	"leads/internal/store"
)

// newScore is the noun with its verbs.
func newScore(a *app) *cobra.Command {
	cmd := a.group("score", "Which lead deserves the next hour: rules, levels, calibration",
		a.group("rule", "What gives points, and what takes them",
			newScoreRuleAdd(a), newScoreRuleList(a), newScoreRuleEdit(a), newScoreRuleRemove(a)),
		newScoreSetup(a), newScoreShow(a), newScoreThresholds(a), newScoreReplay(a), newScoreAction(a), newScoreExport(a), newScoreImport(a),
		newScoreRecompute(a), newScoreCalibrate(a), newScoreSuggest(a))
	return cmd
}

// ruleInput is a rule as its flags give it.
type ruleInput struct {
	when, on, halfLife, from string
	points, max              int64
}

func (in *ruleInput) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&in.when, "when", "", "a `condition` on the lead, such as 'value >= 3000' (leads help scoring)")
	f.StringVar(&in.on, "on-activity", "", "a `kind` of activity: points for each one")
	f.Int64Var(&in.points, "points", 0, "whole points, negative to deduct them")
	f.Int64Var(&in.max, "max", 0, "at most this many `points` a lead from this rule (0: no limit)")
	f.StringVar(&in.halfLife, "half-life", "", "points of an activity halve after each such `time`: 14d, 2w (0: never)")
	fromFlag(cmd, &in.from)
}

func fromFlag(cmd *cobra.Command, from *string) {
	cmd.Flags().StringVar(from, "from", "", "it holds from this `day` on, today or before (default today; the first rules: from the beginning)")
}

// changeRules changes the rules of today, or those of every day from one on.
func (a *app) changeRules(ctx context.Context, from string, change func(*store.Tx, *score.Table) error) error {
	if from == "" {
		return a.changeTable(ctx, change)
	}
	day, err := a.date(from, crm.Back)
	if err != nil {
		return err
	}
	if day > a.today {
		return crm.Invalidf("a rule cannot begin on %s, which is to come", say.Day(day)).WithHint("without --from it holds from today on")
	}
	return a.changeBook(ctx, func(tx *store.Tx, b *score.Book) error {
		t := b.On(day)
		first, done, missing := t.Next, false, error(nil)
		err := b.ChangeRules(day, a.today, func(rules []score.Rule) ([]score.Rule, error) {
			t.Rules, t.Next = rules, first
			err := change(tx, &t)
			if crm.KindOf(err) == crm.NotFound { // on some days it is not there
				missing = err
				return rules, nil
			}
			done = true
			return t.Rules, err
		})
		if err != nil || done {
			b.Next = t.Next
			return err
		}
		return missing
	})
}

// read takes over the flags that were given.
func (in ruleInput) read(ctx context.Context, tx *store.Tx, cmd *cobra.Command, r *score.Rule) error {
	given := cmd.Flags().Changed
	if given("when") {
		r.When = strings.TrimSpace(in.when)
	}
	if given("points") {
		r.Points = in.points
	}
	if given("max") {
		r.Max = in.max
	}
	if given("on-activity") {
		if r.On = in.on; in.on != "" {
			own, err := kinds(ctx, tx)
			if err != nil {
				return err
			}
			if r.On, err = crm.ParseKind(in.on, own); err != nil {
				return err
			}
		}
	}
	if !given("half-life") {
		return nil
	}
	if r.HalfLife = 0; in.halfLife == "" || in.halfLife == "0" {
		return nil
	}
	var err error
	r.HalfLife, err = score.ParseHalfLife(in.halfLife)
	return err
}

func newScoreRuleAdd(a *app) *cobra.Command {
	var in ruleInput
	cmd := &cobra.Command{
		Use:   "add",
		Short: "Add a rule, and score every lead by it",
		Long: `Add a rule: points for an activity of a kind, or for a condition on the lead. Negative points
are taken. Every lead is scored at once. How conditions are written: leads help scoring`,
		Example: `  leads score rule add --on-activity call --points 15 --max 45 --half-life 14d
  leads score rule add --when 'value >= 3000' --points 10
  leads score rule add --when 'email endsWith "@gmail.com"' --points -5`,
		Args: noArguments,
	}
	cmd.RunE = a.run(func(ctx context.Context, _ []string) error {
		var rule score.Rule
		err := a.changeRules(ctx, in.from, func(tx *store.Tx, t *score.Table) (err error) {
			rule = score.Rule{}
			if err := in.read(ctx, tx, cmd, &rule); err != nil {
				return err
			}
			if rule.Points == 0 {
				return crm.Invalidf("a rule needs points other than 0").WithHint("--points 10")
			}
			rule, err = t.Add(rule)
			return err
		})
		if err != nil {
			return err
		}
		return a.sayRule(rule, a.say("Added rule %d: %+d %s", rule.ID, rule.Points, rule.What()))
	})
	in.flags(cmd)
	return cmd
}

// changeBook changes what the file knows of scoring within one update, and scores
// every lead by it.
func (a *app) changeBook(ctx context.Context, fn func(*store.Tx, *score.Book) error) error {
	return a.update(ctx, func(tx *store.Tx) error {
		was, err := scoring.Book(ctx, tx)
		if err != nil {
			return err
		}
		b := was
		if err := fn(tx, &b); err != nil {
			return err
		}
		return a.scores.Change(ctx, tx, was, b)
	})
}

// changeTable changes the rules and thresholds of today within one update.
func (a *app) changeTable(ctx context.Context, fn func(*store.Tx, *score.Table) error) error {
	return a.changeBook(ctx, func(tx *store.Tx, b *score.Book) error {
		t := b.On(a.today)
		t.Rules = slices.Clone(t.Rules)
		if err := fn(tx, &t); err != nil {
			return err
		}
		b.Change(t, a.today)
		return nil
	})
}

// scoreBook reads what the file knows of scoring.
func (a *app) scoreBook(ctx context.Context) (b score.Book, err error) {
	err = a.view(ctx, func(tx *store.Tx) (err error) {
		b, err = scoring.Book(ctx, tx)
		return err
	})
	return b, err
}

// sayRule tells what happened to a rule.
func (a *app) sayRule(r score.Rule, sentence string) error {
	if a.structured() {
		s := ruleSheet([]score.Rule{r}, func(int64) crm.Date { return "" })
		s.Shape = sheet.Record
		return a.print(s)
	}
	return a.answer(safe(sentence), strconv.FormatInt(r.ID, 10))
}

func newScoreRuleList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the rules",
		Example: "  leads score rule list",
		Args:    noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			b, err := a.scoreBook(ctx)
			if err != nil {
				return err
			}
			return a.print(ruleSheet(b.On(a.today).Rules, func(id int64) crm.Date { return b.Since(id, a.today) }))
		}),
	}
}

// ruleSheet is a list of rules, where some were changed each with the day from
// which it is as it is.
func ruleSheet(rules []score.Rule, since func(id int64) crm.Date) *sheet.Sheet {
	s := &sheet.Sheet{Columns: ruleColumns(), Empty: say.T("No rules here. Begin with: leads score import --starter")}
	for _, r := range rules {
		s.Rows = append(s.Rows, ruleCells(r))
	}
	if slices.ContainsFunc(rules, func(r score.Rule) bool { return since(r.ID) != "" }) {
		s.Columns = append(s.Columns, sheet.Column{Key: "from", Title: say.T("from"), Type: sheet.Date})
		for i, r := range rules {
			s.Rows[i] = append(s.Rows[i], known(since(r.ID)))
		}
	}
	return s
}

func ruleColumns() []sheet.Column {
	return []sheet.Column{
		{Key: "id", Title: say.T("id"), Type: sheet.ID},
		{Key: "when", Title: say.T("when"), Whole: true},
		{Key: "on_activity", Title: say.T("on activity"), Type: sheet.Word},
		{Key: "points", Title: say.T("points"), Type: sheet.Count},
		{Key: "max", Title: say.T("max"), Type: sheet.Count},
		{Key: "half_life", Title: say.T("half-life (days)"), Type: sheet.Count},
	}
}

func ruleCells(r score.Rule) []any {
	return []any{r.ID, known(r.When), known(r.On), r.Points, orNil(r.Max), orNil(int64(r.HalfLife))}
}

// orNil is a number of which 0 means that there is none.
func orNil(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// ruleID reads the number of a rule.
func ruleID(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, crm.Invalidf("%q is not the number of a rule", text).WithHint("list them with: leads score rule list")
	}
	return n, nil
}

func newScoreRuleEdit(a *app) *cobra.Command {
	var in ruleInput
	cmd := &cobra.Command{
		Use:   "edit ID",
		Short: "Change a rule from today on, and score every lead by it",
		Long: `Change a rule from today on, or from the day of --from, and score every lead by it. The days on
which leads reached their levels before that day stay as they are. --points 0 switches a rule off
and keeps its number.`,
		Example: "  leads score rule edit 3 --points 20 --max 60\n  leads score rule edit 3 --points 0",
		Args:    exactly(1, "ID"),
	}
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		id, err := ruleID(args[0])
		if err != nil {
			return err
		}
		given := slices.ContainsFunc([]string{"when", "on-activity", "points", "max", "half-life"}, cmd.Flags().Changed)
		if !given {
			return crm.Invalidf("there is nothing to change").WithHint("for example: leads score rule edit %d --points 20", id)
		}
		var rule score.Rule
		err = a.changeRules(ctx, in.from, func(tx *store.Tx, t *score.Table) error {
			at, err := t.Find(id)
			if err != nil {
				return err
			}
			rule = t.Rules[at]
			if err := in.read(ctx, tx, cmd, &rule); err != nil {
				return err
			}
			t.Rules[at] = rule
			return rule.Check()
		})
		if err != nil {
			return err
		}
		if rule.Points == 0 {
			return a.sayRule(rule, a.say("Rule %d is switched off: %s", rule.ID, rule.What()))
		}
		return a.sayRule(rule, a.say("Rule %d is now: %+d %s", rule.ID, rule.Points, rule.What()))
	})
	in.flags(cmd)
	return cmd
}

func newScoreRuleRemove(a *app) *cobra.Command {
	from := ""
	cmd := &cobra.Command{
		Use:     "remove ID",
		Short:   "Remove a rule, and score every lead without it",
		Example: "  leads score rule remove 3",
		Args:    exactly(1, "ID"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			id, err := ruleID(args[0])
			if err != nil {
				return err
			}
			var rule score.Rule
			err = a.changeRules(ctx, from, func(_ *store.Tx, t *score.Table) error {
				at, err := t.Find(id)
				if err != nil {
					return err
				}
				rule = t.Rules[at]
				t.Rules = slices.Delete(t.Rules, at, at+1)
				return nil
			})
			if err != nil {
				return err
			}
			return a.sayRule(rule, a.say("Removed rule %d: %+d %s", rule.ID, rule.Points, rule.What()))
		}),
	}
	fromFlag(cmd, &from)
	return cmd
}
