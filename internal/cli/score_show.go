package cli

import (
	"context"
	"math"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newScoreShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show a lead's score with its log, and what would lift it",
		Long: `Show a lead's score of today with its log: each line is a rule, the points that it gave and
the day. The score is their sum. Below stands what would lift it.`,
		Example: "  leads score show 12",
		Args:    exactly(1, "ID"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			id, err := a.leadID(ctx, args[0])
			if err != nil {
				return err
			}
			return a.scoreShow(ctx, id)
		}),
	}
}

func (a *app) scoreShow(ctx context.Context, id crm.LeadID) error {
	var t score.Table
	var lead crm.Lead
	var log []score.Entry
	var gains []score.Gain
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		if lead, err = a.survivor(ctx, tx, id); err != nil {
			return err
		}
		if t, err = scoreTable(ctx, tx); err != nil || len(t.Rules) == 0 {
			return err
		}
		engine, err := score.New(t)
		if err != nil {
			return err
		}
		deeds, err := tx.Deeds(ctx, lead.ID, lead.ID)
		if err != nil {
			return err
		}
		subject, err := subjectsOf(ctx, tx, t, lead)
		log, gains = engine.Log(subject(lead, deeds), a.today), engine.Gains(subject(lead, deeds), a.today)
		return err
	})
	if err != nil {
		return err
	}
	if len(t.Rules) == 0 {
		a.note("there are no rules yet, so no lead has a score; begin with: leads score import --starter")
	}
	return a.print(a.scoreSheet(lead, t, log, gains))
}

// scoreSheet is one lead's score as a record.
func (a *app) scoreSheet(lead crm.Lead, t score.Table, log []score.Entry, gains []score.Gain) *sheet.Sheet {
	var points any
	level := string(score.Lead)
	if len(t.Rules) > 0 {
		points, level = score.Sum(log), string(t.Level(score.Sum(log)))
	}
	lines := &sheet.Sheet{Title: say.T("Log"), Empty: say.T("No rule gives it points or takes any."), Columns: []sheet.Column{
		{Key: "rule", Title: say.T("rule"), Type: sheet.ID},
		{Key: "points", Title: say.T("points"), Type: sheet.Count},
		{Key: "on", Title: say.T("day"), Type: sheet.Date},
		{Key: "what", Title: say.T("what"), Whole: true},
	}}
	for _, e := range log {
		at, _ := t.Find(e.Rule)
		lines.Add(e.Rule, e.Points, known(e.On), t.Rules[at].What())
	}
	lift := &sheet.Sheet{Title: say.T("What would lift it"), Columns: []sheet.Column{
		{Key: "rule", Title: say.T("rule"), Type: sheet.ID},
		{Key: "points", Title: say.T("points"), Type: sheet.Count},
		{Key: "what", Title: say.T("what"), Whole: true},
	}}
	for _, l := range gains {
		lift.Add(l.ID, l.More, l.What())
	}
	s := &sheet.Sheet{Shape: sheet.Record, Columns: []sheet.Column{
		{Key: "id", Title: say.T("id"), Type: sheet.ID},
		{Key: "title", Title: say.T("title")},
		{Key: "score", Title: say.T("score"), Type: sheet.Count},
		{Key: "level", Title: say.T("level")},
		{Key: "to_next", Title: say.T("points to the next level"), Type: sheet.Count},
		{Key: "mql_on", Title: say.T("first MQL on"), Type: sheet.Date},
		{Key: "sql_on", Title: say.T("first SQL on"), Type: sheet.Date},
		{Key: "log", Title: say.T("log"), Type: sheet.Nested},
		{Key: "lift", Title: say.T("lift"), Type: sheet.Nested},
	}}
	s.Add(int64(lead.ID), lead.Title, points, level, toNext(t, log), known(lead.MQLOn), known(lead.SQLOn), lines, lift)
	return s
}

// toNext is how many points a lead lacks of the next level; nil at the top.
func toNext(t score.Table, log []score.Entry) any {
	sum := score.Sum(log)
	switch {
	case len(t.Rules) == 0 || sum >= t.SQL:
		return nil
	case sum >= t.MQL:
		return t.SQL - sum
	}
	return t.MQL - sum
}

func newScoreRecompute(a *app) *cobra.Command {
	var dryRun, levels bool
	cmd := &cobra.Command{
		Use:   "recompute",
		Short: "Score every lead anew and say how many scores were wrong",
		Long: `Score every lead anew. Scores are kept true by every command, so this changes nothing unless
the rules look at the day (half-life, age, silence): then it brings every score to today.
--levels also finds the days anew on which each level was first reached, by today's rules.`,
		Example: "  leads score recompute\n  leads score recompute --dry-run",
		Args:    noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			return a.scoreRecompute(ctx, dryRun, levels)
		}),
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only compare; write nothing")
	cmd.Flags().BoolVar(&levels, "levels", false, "find the days of the levels anew, too")
	return cmd
}

func (a *app) scoreRecompute(ctx context.Context, dryRun, levels bool) error {
	scored, changed := 0, 0
	work := func(tx *store.Tx) error {
		t, err := scoreTable(ctx, tx)
		if err != nil || len(t.Rules) == 0 {
			return err
		}
		if scored, err = tx.CountLeads(ctx); err != nil {
			return err
		}
		if dryRun {
			changed, err = a.wrongScores(ctx, tx)
		} else {
			changed, err = a.scoreAll(ctx, tx, t, nil, levels)
		}
		return err
	}
	run := a.update
	if dryRun {
		run = a.view
	}
	if err := run(ctx, work); err != nil {
		return err
	}
	if a.structured() {
		return a.print(&sheet.Sheet{Shape: sheet.Record, Rows: [][]any{{int64(scored), int64(changed)}}, Columns: []sheet.Column{
			{Key: "scored", Title: say.T("scored"), Type: sheet.Count}, {Key: "changed", Title: say.T("changed"), Type: sheet.Count}}})
	}
	return a.answer(a.say("%s, %s", say.T("%d leads scored", scored), say.T("%d scores changed", changed)), strconv.Itoa(changed))
}

func newScoreExport(a *app) *cobra.Command {
	starter := false
	cmd := &cobra.Command{
		Use:     "export [FILE]",
		Short:   "Write the rules as a text to read and edit",
		Example: "  leads score export rules.txt",
		Args:    between(0, 1, "one FILE"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			text := score.Starter
			if !starter {
				var t score.Table
				err := a.view(ctx, func(tx *store.Tx) (err error) {
					t, err = scoreTable(ctx, tx)
					return err
				})
				if err != nil {
					return err
				}
				text = t.Text()
			}
			if len(args) == 0 || args[0] == "-" {
				_, err := a.Stdout.Write([]byte(text))
				return err
			}
			if err := a.writeFile(args[0], []byte(text)); err != nil {
				return crm.Errorf(crm.Refused, "cannot write %s: %s", args[0], plainReason(err))
			}
			a.note("wrote %s", args[0])
			return nil
		}),
	}
	cmd.Flags().BoolVar(&starter, "starter", false, "the set to begin with, instead of your own")
	return cmd
}

func newScoreImport(a *app) *cobra.Command {
	starter := false
	cmd := &cobra.Command{
		Use:   "import [FILE|-]",
		Short: "Take rules and thresholds from a text, in place of those that are there",
		Long: `Take rules and thresholds from a text as leads score export writes it, in place of those that
are there (leads undo brings them back). --starter takes the set to begin with.`,
		Example: "  leads score import rules.txt\n  leads score import --starter",
		Args:    between(0, 1, "one FILE"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			text := []byte(score.Starter)
			if !starter {
				file := ""
				if len(args) == 1 {
					file = args[0]
				}
				in, err := a.readInput(file)
				if err != nil {
					return err
				}
				if text, err = importer.ReadAll(in); err != nil {
					return err
				}
			}
			return a.scoreImport(ctx, string(text))
		}),
	}
	cmd.Flags().BoolVar(&starter, "starter", false, "a set for freelancers to begin with")
	return cmd
}

func (a *app) scoreImport(ctx context.Context, text string) error {
	read, err := score.ParseText(text)
	if err != nil {
		return err
	}
	added, removed := 0, 0
	err = a.changeTable(ctx, func(tx *store.Tx, t *score.Table) error {
		own, err := kinds(ctx, tx)
		if err != nil {
			return err
		}
		for i, r := range read.Rules {
			if r.On != "" {
				if read.Rules[i].On, err = crm.ParseKind(r.On, own); err != nil {
					return err
				}
			}
		}
		added, removed = t.Replace(read)
		return nil
	})
	if err != nil {
		return err
	}
	if a.structured() {
		return a.print(&sheet.Sheet{Shape: sheet.Record, Rows: [][]any{{int64(len(read.Rules)), int64(added), int64(removed)}}, Columns: []sheet.Column{
			{Key: "rules", Title: say.T("rules"), Type: sheet.Count}, {Key: "added", Title: say.T("added"), Type: sheet.Count},
			{Key: "removed", Title: say.T("removed"), Type: sheet.Count}}})
	}
	return a.answer(a.say("%d rules: %d new, %d removed; MQL from %d points, SQL from %d", len(read.Rules), added, removed, read.MQL, read.SQL),
		strconv.Itoa(len(read.Rules)))
}

// levelFilter narrows a list to a level. Where scores change with the day alone
// the file cannot choose, only leave out what cannot have risen so far: then late
// is true, and the list is chosen after it was read.
func (a *app) levelFilter(t score.Table, level score.Level, f *store.LeadFilter) (late bool, err error) {
	if t.Daily {
		engine, err := score.New(t)
		if err != nil || level == score.Lead {
			return true, err
		}
		if rise, known := engine.Rise(false); known {
			from := map[score.Level]int64{score.MQL: t.MQL, score.SQL: t.SQL}[level]
			least := from - rise
			f.AtLeast, f.AsOf, f.Entered = &least, a.today, math.MinInt64
			if rise, known := engine.Rise(true); known {
				f.Entered = from - rise
			}
		}
		return true, nil
	}
	if len(t.Rules) == 0 {
		if none := int64(math.MaxInt64); level != score.Lead {
			f.AtLeast = &none
		}
		return false, nil
	}
	switch level {
	case score.SQL:
		f.AtLeast = &t.SQL
	case score.MQL:
		f.AtLeast, f.Below = &t.MQL, &t.SQL
	default:
		f.Below = &t.MQL
	}
	return false, nil
}

// leadsOfLevel lists leads that have a level today, at most as many as the filter
// says: it reads more and more of them, until there are enough.
func (a *app) leadsOfLevel(ctx context.Context, tx *store.Tx, level score.Level, f store.LeadFilter) ([]crm.Lead, error) {
	few := f.Limit
	if few > 0 {
		f.Limit = max(4*few, 500)
	}
	for ; ; f.Limit *= 8 {
		list, err := tx.Leads(ctx, f)
		if err != nil {
			return nil, err
		}
		read := len(list)
		if err := a.freshen(ctx, tx, list); err != nil {
			return nil, err
		}
		switch list = ofLevel(list, level); {
		case few > 0 && len(list) >= few:
			return list[:few], nil
		case few == 0 || read < f.Limit:
			return list, nil
		}
	}
}

// ofLevel keeps the leads of a level.
func ofLevel(list []crm.Lead, level score.Level) []crm.Lead {
	return slices.DeleteFunc(list, func(l crm.Lead) bool {
		return l.Level != string(level) && !(l.Level == "" && level == score.Lead)
	})
}
