package cli

import (
	"context"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/scoring"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newScoreShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show a lead's score with its log, and what would lift it",
		Long: `Show today's score of a lead with its log: each line is a rule, the points that it gave and
the day. The score is their sum. What would lift it follows: only what can still happen, so no
rule on the source of a lead, nor on anything else that is locked.`,
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
	var lead crm.Lead
	var x scoring.Explanation
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		if lead, err = a.survivor(ctx, tx, id); err == nil {
			x, err = a.scores.Explain(ctx, tx, lead)
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(x.Table.Rules) == 0 {
		a.note("there are no rules yet, so no lead has a score; begin with: leads score setup, or leads score import --starter")
	}
	return a.print(a.scoreSheet(lead, x.Table, x.Log, x.Gains))
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
		{Key: "level", Title: say.T("level"), Type: sheet.Word},
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
