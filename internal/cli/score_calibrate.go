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

// calibrateInput is what a calibration is asked for.
type calibrateInput struct{ at, month, by string }

func newScoreCalibrate(a *app) *cobra.Command {
	var in calibrateInput
	cmd := &cobra.Command{
		Use:   "calibrate",
		Short: "Compare the scores with what really closed, and say what to change",
		Long: `Compare today's rules and thresholds with what really closed: how often each level and band of
scores won, what each rule is worth, what other thresholds would have kept, and in words what to
change: is the SQL threshold too low or too high, is a rule worth less or more than its points.
A lead is judged as it was known on the day on which it was first answered, at the latest 7 days
after its first touch, or on the day of --at; what happened later does not count, and what you
declined (not-a-fit) is not a loss.

--month judges the deals of one month by the rules and thresholds of then, and --by month lists
every month: how many leads came, became MQL, SQL and were won in it, each by its own day; the
shares are of the leads that were decided in it. Later changes do not affect past months.

AUC is the share of pairs, one won and one lost, in which the won one has the higher score;
Brier is the squared error of the rate at each score: 0 is perfect, 0.25 a coin.`,
		Example: "  leads score calibrate\n  leads score calibrate --at 3d\n  leads score calibrate --month 2026-09\n  leads score calibrate --by month",
		Args:    noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			return a.scoreCalibrate(ctx, in)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.at, "at", "", "as known this many `days` after the first touch: 3d, 2w")
	f.StringVar(&in.month, "month", "", "the deals of one `month`, by the rules of then: 2026-09")
	f.StringVar(&in.by, "by", "", "list every `month`: --by month")
	return cmd
}

func (a *app) scoreCalibrate(ctx context.Context, in calibrateInput) error {
	m := scoring.Moment{Days: -1, Day: a.today, Lives: in.month != "" || in.by != ""}
	known := "first-decision"
	if in.at != "" {
		days, err := landmarkDays(in.at)
		if err != nil {
			return err
		}
		m.Days, known = days, strconv.Itoa(days)+"d"
	}
	if in.by != "" && in.by != "month" {
		return crm.Invalidf("a calibration goes by month, not by %q", in.by).WithHint("leads score calibrate --by month")
	}
	if in.month != "" {
		month, err := a.wholePeriod(in.month)
		if err != nil {
			return err
		}
		if month.From[:7] != month.To[:7] || month.From[8:] != "01" || month.To.AddDays(1)[8:] != "01" {
			return crm.Invalidf("%q is not a month", in.month).WithHint("leads score calibrate --month 2026-09")
		}
		if month.From > a.today {
			return crm.Invalidf("%s has not begun yet", in.month)
		}
		m.Closed, m.Day = month, min(month.To, a.today)
	}
	var p scoring.Past
	var c score.Calibration
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		if p, err = scoring.Decided(ctx, tx, m); err != nil {
			return err
		}
		if in.month != "" {
			p.Open = nil // those of today tell nothing of then
		}
		c, err = score.Calibrate(p.Table, p.Samples, p.Open)
		c.Closed = p.Closed
		return err
	})
	if err != nil {
		return err
	}
	return a.print(a.calibration(c, known, a.months(p, m, in.by != "")))
}

// landmarkDays reads a number of days or weeks after the first touch; 0 is its day.
func landmarkDays(text string) (int, error) {
	if text == "0" || text == "0d" {
		return 0, nil
	}
	days, err := score.ParseHalfLife(text)
	if err != nil {
		return 0, crm.Invalidf("%q is not a number of days after the first touch", text).WithHint("write it in days or weeks: --at 3d")
	}
	return days, nil
}

// months lists the month that was asked for, or all of them; nil for none.
func (a *app) months(p scoring.Past, m scoring.Moment, all bool) *sheet.Sheet {
	if !m.Lives {
		return nil
	}
	from, to := m.Closed.From, m.Day
	if all {
		from, to = a.today, a.today
		for _, l := range p.Lives {
			from = min(from, l.FirstTouchOn)
		}
	}
	s := &sheet.Sheet{Title: say.T("Month by month: the counts by their own day, the shares of the leads decided in the month"), Names: 1, Columns: slices.Concat([]sheet.Column{
		{Key: "month", Title: say.T("month")}, {Key: "leads", Title: say.T("leads"), Type: sheet.Count}, {Key: "mql", Title: say.T("MQL"), Type: sheet.Count},
		{Key: "sql", Title: say.T("SQL"), Type: sheet.Count}, {Key: "won", Title: say.T("won"), Type: sheet.Count},
		{Key: "decided", Title: say.T("decided"), Type: sheet.Count}},
		shareColumns("mql_rate", say.T("became MQL"), "mql_n"), shareColumns("sql_rate", say.T("MQL to SQL"), "sql_n"), shareColumns("win_rate", say.T("SQL to won"), "win_n"),
		[]sheet.Column{{Key: "mql_from", Title: say.T("MQL from"), Type: sheet.Count}, {Key: "sql_from", Title: say.T("SQL from"), Type: sheet.Count},
			{Key: "changed", Title: say.T("changed"), Type: sheet.List}})}
	for _, r := range scoring.Months(p.Lives, p.Book, from, to) {
		changed := []string{}
		for _, t := range r.Changed {
			changed = append(changed, a.catalogue.Say(t))
		}
		s.Rows = append(s.Rows, slices.Concat([]any{r.Month, r.Leads, r.MQL, r.SQL, r.Won, r.Decided},
			shareCells(r.DecidedMQL, r.Decided), shareCells(r.DecidedSQL, r.DecidedMQL), shareCells(r.DecidedWon, r.DecidedSQL), []any{r.Limits.MQL, r.Limits.SQL, changed}))
	}
	return s
}

// shareColumns are a share with its interval and its n.
func shareColumns(key string, title say.Text, n string) []sheet.Column {
	return append(rateColumns(key, title, key+"_low", key+"_high", n), sheet.Column{Key: n, Title: say.T("n"), Type: sheet.Count, Detail: true})
}

func shareCells(part, whole int64) []any {
	return append(rateCells(score.Group{Leads: whole, Won: part}), whole)
}

// calibration is a calibration as a record.
func (a *app) calibration(c score.Calibration, known string, months *sheet.Sheet) *sheet.Sheet {
	notes := []string{}
	for _, n := range c.Notes() {
		notes = append(notes, a.catalogue.Say(n))
	}
	var auc, brier any
	if c.AUCKnown {
		auc = c.AUC
	}
	if c.N > 0 {
		brier = c.Brier
	}
	s := &sheet.Sheet{Shape: sheet.Record, Columns: []sheet.Column{
		{Key: "as_known_at", Title: say.T("as known at")},
		{Key: "n", Title: say.T("decided leads"), Type: sheet.Count},
		{Key: "won", Title: say.T("won"), Type: sheet.Count},
		{Key: "auc", Title: say.T("AUC"), Type: sheet.Fine},
		{Key: "brier", Title: say.T("Brier"), Type: sheet.Fine},
		{Key: "notes", Title: say.T("notes"), Type: sheet.List},
		{Key: "diagnosis", Title: say.T("diagnosis"), Type: sheet.Nested},
		{Key: "months", Title: say.T("months"), Type: sheet.Nested},
		{Key: "reached", Title: say.T("reached"), Type: sheet.Nested},
		{Key: "levels", Title: say.T("levels"), Type: sheet.Nested},
		{Key: "bands", Title: say.T("bands"), Type: sheet.Nested},
		{Key: "rules", Title: say.T("rules"), Type: sheet.Nested},
		{Key: "replay", Title: say.T("replay"), Type: sheet.Nested},
	}}
	word := known
	if !a.structured() && known == "first-decision" {
		word = a.say("the first answer, at the latest %d days after the first touch", score.DecisionDays)
	}
	s.Add(word, c.N, c.Won, auc, brier, notes, a.diagnosisSheet(c.Diagnosis), months,
		groupSheet("level", say.T("By the highest level that a lead reached before it closed"), c.Reached), groupSheet("level", say.T("By level, as known then"), c.Levels),
		groupSheet("band", say.T("By score, as known then"), c.Bands), liftSheet(c.Rules), replaySheet(c))
	if months == nil {
		at := s.Column("months")
		s.Columns, s.Rows[0] = slices.Delete(s.Columns, at, at+1), slices.Delete(s.Rows[0], at, at+1)
	}
	return s
}

// diagnosisSheet lists what to change.
func (a *app) diagnosisSheet(list []score.Finding) *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("Diagnosis"), Empty: say.T("Nothing to change."), Columns: []sheet.Column{{Key: "finding", Title: say.T("finding"), Type: sheet.Word},
		{Key: "rule", Title: say.T("rule"), Type: sheet.ID}, {Key: "detail", Title: say.T("detail"), Whole: true}}}
	for _, f := range list {
		s.Add(f.Word, orNil(f.Rule), a.catalogue.Say(f.Detail))
	}
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
		{Key: key, Title: say.T(key), Type: sheet.Word}, {Key: "leads", Title: say.T("leads"), Type: sheet.Count}, {Key: "won", Title: say.T("won"), Type: sheet.Count}},
		rateColumns("rate", say.T("rate"), "rate_low", "rate_high", "leads")...)}
	for _, g := range groups {
		var name any = g.Name
		if low, high, band := strings.Cut(g.Name, " to "); band {
			name = say.T("%s to %s", low, high)
		}
		s.Add(append([]any{name, g.Leads, g.Won}, rateCells(g)...)...)
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
	s := &sheet.Sheet{Title: say.T("What other MQL thresholds would have kept"), Empty: say.T("Every decided lead has the same score: no other threshold can be tried."), Columns: slices.Concat(
		[]sheet.Column{{Key: "mql", Title: say.T("MQL from"), Type: sheet.Count}, {Key: "leads", Title: say.T("leads"), Type: sheet.Count},
			{Key: "won", Title: say.T("won"), Type: sheet.Count}},
		rateColumns("precision", say.T("precision"), "precision_low", "precision_high", "leads"),
		rateColumns("recall", say.T("recall"), "recall_low", "recall_high", ""))}
	for _, t := range c.Replay {
		s.Rows = append(s.Rows, slices.Concat([]any{t.Points, t.Leads, t.Won}, rateCells(t.Group), rateCells(score.Group{Leads: c.Won, Won: t.Won})))
	}
	return s
}
