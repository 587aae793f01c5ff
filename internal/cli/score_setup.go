package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/form"
	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/scoring"
	"leads/internal/sheet"
	"leads/internal/store"
)

// setupInput is a way of scoring as its flags give it.
type setupInput struct {
	good, bad, actions []string
	perWeek, day       int
	mql, sql           int64
}

// Points of what comes without any.
const (
	goodPoints   = 20
	badPoints    = -15
	actionPoints = 15
)

func newScoreSetup(a *app) *cobra.Command {
	var in setupInput
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Set up scoring in five steps: good leads, actions, points, thresholds, calibration",
		Long: `Set up scoring in five steps, in place of the rules that are there (leads undo brings them back):
who is a good lead (--good, --bad: conditions, POINTS in front if you like), which actions count
(--action KIND or 'KIND POINTS'), the points, the thresholds (--per-week: how many SQL a week you
can take; or --mql and --sql), and the day of the month on which to calibrate (--calibrate-on).
Without --good and --bad the criteria are learned from
your own won and lost leads, where there are enough. On a terminal, without flags: a form.
The rules can be read and kept elsewhere: leads score export`,
		Example: `  leads score setup
  leads score setup --good 'fields.industry == "SaaS"' --bad '-10 value < 300' --action 'call 20' --action meeting --per-week 3 --calibrate-on 1`,
		Args: noArguments,
	}
	f := cmd.Flags()
	f.StringArrayVar(&in.good, "good", nil, "a `condition` of a good lead, with or without points in front (repeatable)")
	f.StringArrayVar(&in.bad, "bad", nil, "a `condition` that speaks against a lead (repeatable)")
	f.StringArrayVar(&in.actions, "action", nil, "a `kind` of activity that counts, with or without points (repeatable; default: the usual ones)")
	f.IntVar(&in.perWeek, "per-week", 0, "thresholds by which about `N` leads a week become SQL")
	f.Int64Var(&in.mql, "mql", 0, "from this many `points` on: MQL")
	f.Int64Var(&in.sql, "sql", 0, "from this many `points` on: SQL")
	f.IntVar(&in.day, "calibrate-on", 0, "the `day` of the month to calibrate on, 1 to 28")
	cmd.RunE = a.run(func(ctx context.Context, _ []string) error {
		if cmd.Flags().NFlag() == 0 || !slices.ContainsFunc([]string{"good", "bad", "action", "per-week", "mql", "sql", "calibrate-on"}, cmd.Flags().Changed) {
			if a.interactive() {
				if err := a.askSetup(ctx, &in); err != nil {
					return err
				}
			}
		}
		return a.scoreSetup(ctx, in)
	})
	return cmd
}

// askSetup asks a person, and makes the line of it that could have been typed.
func (a *app) askSetup(ctx context.Context, in *setupInput) error {
	var own []string
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		own, err = kinds(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	s := form.Setup{Actions: strings.Join(usualActions(), ", "), Day: "1"}
	err = a.asker().SetUpScoring(ctx, &s,
		a.telling(func(text string) error { _, err := criteria(parted(text, ";"), 1); return err }),
		a.telling(func(text string) error { _, err := actionRules(parted(text, ","), own); return err }),
		a.telling(func(text string) error { _, err := wholeUpTo(text, 1000); return err }),
		a.telling(func(text string) error { _, err := wholeUpTo(text, 28); return err }))
	if err != nil {
		return formError(err)
	}
	in.good, in.bad, in.actions = parted(s.Good, ";"), parted(s.Bad, ";"), parted(s.Actions, ",")
	in.perWeek, _ = wholeUpTo(s.PerWeek, 1000)
	in.day, _ = wholeUpTo(s.Day, 28)
	line := []string{"score", "setup"}
	for flag, list := range map[string][]string{"--good": in.good, "--bad": in.bad, "--action": in.actions} {
		for _, text := range list {
			line = append(line, flag, text)
		}
	}
	if in.perWeek > 0 {
		line = append(line, "--per-week", strconv.Itoa(in.perWeek))
	}
	if in.day > 0 {
		line = append(line, "--calibrate-on", strconv.Itoa(in.day))
	}
	a.line = string(say.Shell(line...))
	return nil
}

// parted splits an answer at a sign.
func parted(text, sign string) (list []string) {
	for part := range strings.SplitSeq(text, sign) {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// wholeUpTo reads a number from 1 on; an empty text is 0.
func wholeUpTo(text string, most int) (int, error) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, crm.Invalidf("%q is not a number from %d to %d", text, 1, most)
	}
	return n, nil
}

// usualActions are those of the set to begin with.
func usualActions() (list []string) {
	t, _ := score.ParseText(score.Starter)
	for _, r := range t.Rules {
		if r.On != "" {
			list = append(list, r.On+" "+strconv.FormatInt(r.Points, 10))
		}
	}
	return list
}

// criteria reads conditions with or without points in front; sign turns the
// points of one that comes without.
func criteria(list []string, sign int64) (rules []score.Rule, err error) {
	for _, text := range list {
		r := score.Rule{When: text, Points: goodPoints}
		if sign < 0 {
			r.Points = badPoints
		}
		if first, rest, some := strings.Cut(text, " "); some {
			if n, err := strconv.ParseInt(strings.TrimPrefix(first, "+"), 10, 64); err == nil && !strings.HasPrefix(strings.TrimSpace(rest), "<") &&
				!strings.HasPrefix(strings.TrimSpace(rest), ">") && !strings.HasPrefix(strings.TrimSpace(rest), "=") {
				r.Points, r.When = n, strings.TrimSpace(rest)
				if sign < 0 && n > 0 {
					r.Points = -n
				}
			}
		}
		if err := r.Check(); err != nil {
			return nil, err
		}
		rules = append(rules, r)
	}
	return rules, nil
}

// actionRules reads kinds with or without points; a rule gives them twice at most.
func actionRules(list []string, own []string) (rules []score.Rule, err error) {
	for _, text := range list {
		words := strings.Fields(text)
		r := score.Rule{Points: actionPoints}
		switch len(words) {
		case 2:
			if r.Points, err = strconv.ParseInt(words[1], 10, 64); err != nil || r.Points == 0 {
				return nil, crm.Invalidf("%q is not a number of points", words[1]).WithHint("points are whole, such as +15 or -10")
			}
		case 1:
		default:
			return nil, crm.Invalidf("%q is not a kind of activity with its points", text).WithHint("--action 'call 20'")
		}
		if r.On, err = crm.ParseKind(words[0], own); err != nil {
			return nil, err
		}
		r.Max = 2 * max(r.Points, -r.Points)
		if err := r.Check(); err != nil {
			return nil, err
		}
		rules = append(rules, r)
	}
	return rules, nil
}

func (a *app) scoreSetup(ctx context.Context, in setupInput) error {
	if in.perWeek < 0 || in.perWeek > 1000 || in.day < 0 || in.day > 28 {
		return crm.Invalidf("--per-week must be from 1 to 1000, --calibrate-on from 1 to 28")
	}
	var made score.Table
	learned := 0
	err := a.changeBook(ctx, func(tx *store.Tx, b *score.Book) error {
		fresh, n, err := a.setupTable(ctx, tx, in)
		if err != nil {
			return err
		}
		learned = n
		t := b.On(a.today)
		t.Rules = slices.Clone(t.Rules)
		t.Replace(fresh)
		if in.perWeek > 0 {
			mql, sql, known, err := a.scores.Capacity(ctx, tx, t, in.perWeek)
			if err != nil {
				return err
			}
			if known {
				t.MQL, t.SQL = mql, sql
			} else {
				a.note("too few leads in the last half year to set thresholds by --per-week: they stay at %d and %d points", t.MQL, t.SQL)
			}
		}
		if in.mql != 0 {
			t.MQL = in.mql
		}
		if in.sql != 0 {
			t.SQL = in.sql
		}
		if in.day != 0 {
			b.Calibrate = in.day
		}
		made = t
		b.Change(t, a.today)
		return t.CheckThresholds()
	})
	if err != nil {
		return err
	}
	if learned > 0 {
		a.note("%d criteria were learned from your won and lost leads", learned)
	}
	if a.structured() {
		return a.print(&sheet.Sheet{Shape: sheet.Record, Rows: [][]any{{int64(len(made.Rules)), made.MQL, made.SQL, orNil(int64(in.day))}}, Columns: []sheet.Column{
			{Key: "rules", Title: say.T("rules"), Type: sheet.Count}, {Key: "mql", Title: say.T("MQL"), Type: sheet.Count}, {Key: "sql", Title: say.T("SQL"), Type: sheet.Count},
			{Key: "calibrate_on", Title: say.T("calibrate on"), Type: sheet.Count}}})
	}
	a.note("to see them: leads score rule list; to keep them as a text: leads score export rules.txt")
	return a.answer(a.say("%d rules; MQL from %d points, SQL from %d", len(made.Rules), made.MQL, made.SQL), strconv.Itoa(len(made.Rules)))
}

// setupTable makes the rules, and tells how many criteria were learned.
func (a *app) setupTable(ctx context.Context, tx *store.Tx, in setupInput) (t score.Table, learned int, err error) {
	own, err := kinds(ctx, tx)
	if err != nil {
		return t, 0, err
	}
	good, err := criteria(in.good, 1)
	if err != nil {
		return t, 0, err
	}
	bad, err := criteria(in.bad, -1)
	if err != nil {
		return t, 0, err
	}
	if len(in.actions) == 0 {
		in.actions = usualActions()
	}
	actions, err := actionRules(in.actions, own)
	if err != nil {
		return t, 0, err
	}
	t = score.Fresh()
	for _, r := range slices.Concat(actions, good, bad) {
		if _, err := t.Add(r); err != nil {
			return t, 0, err
		}
	}
	if len(good)+len(bad) > 0 {
		return t, 0, nil
	}
	p, err := scoring.Decided(ctx, tx, scoring.Moment{Days: -1, Day: a.today})
	if err != nil || !score.Enough(p.Samples) {
		return t, 0, err
	}
	changes, err := score.Suggest(t, p.Samples, score.Options{Without: score.Fields(score.Leaks(p.Samples, p.Open))})
	if err != nil {
		return t, 0, err
	}
	changes = slices.DeleteFunc(changes, func(c score.Change) bool { return c.ID != 0 })
	return t, len(changes), t.Take(changes)
}
