package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/render"
	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/scoring"
	"leads/internal/sheet"
	"leads/internal/store"
)

// thresholdInput is a pair of thresholds as its flags give it.
type thresholdInput struct {
	mql, sql int64
	cmd      *cobra.Command
}

func (in *thresholdInput) flags(cmd *cobra.Command) {
	in.cmd = cmd
	cmd.Flags().Int64Var(&in.mql, "mql", 0, "from this many `points` on: MQL")
	cmd.Flags().Int64Var(&in.sql, "sql", 0, "from this many `points` on: SQL")
}

// given reports whether any of them was given.
func (in *thresholdInput) given() bool {
	return in.cmd.Flags().Changed("mql") || in.cmd.Flags().Changed("sql")
}

// over puts what was given in place of what holds.
func (in *thresholdInput) over(t score.Thresholds) (score.Thresholds, error) {
	if in.cmd.Flags().Changed("mql") {
		t.MQL = in.mql
	}
	if in.cmd.Flags().Changed("sql") {
		t.SQL = in.sql
	}
	return t, score.Table{MQL: t.MQL, SQL: t.SQL}.CheckThresholds()
}

func newScoreThresholds(a *app) *cobra.Command {
	var in thresholdInput
	from := ""
	cmd := &cobra.Command{
		Use:   "thresholds",
		Short: "Show or set from how many points a lead is an MQL and an SQL",
		Long: `Show or set the thresholds: from --mql points on a lead is marketing qualified, worth an
answer today; from --sql on it is sales qualified, worth the next hour. The first thresholds hold
from the beginning, a change from today, or from the day of --from; the last one of a day wins.
The day on which a lead first reached a level is judged by the thresholds of that day, so no
change rewrites the past. To try others, without writing anything: leads score replay`,
		Example: "  leads score thresholds --mql 30 --sql 60\n  leads score thresholds --mql 25 --sql 50 --from 2026-10-01\n  leads score thresholds list",
		Args:    noArguments,
	}
	cmd.RunE = a.run(func(ctx context.Context, _ []string) error {
		if !in.given() {
			if from != "" {
				return crm.Invalidf("there is nothing to change").WithHint("leads score thresholds --mql 30 --sql 60 --from %s", from)
			}
			b, err := a.scoreBook(ctx)
			if err != nil {
				return err
			}
			return a.sayThresholds(b.Limits(a.today))
		}
		return a.setThresholds(ctx, in, from)
	})
	in.flags(cmd)
	cmd.Flags().StringVar(&from, "from", "", "they hold from this `day` on (default today)")
	cmd.AddCommand(newScoreThresholdsList(a))
	return cmd
}

func (a *app) setThresholds(ctx context.Context, in thresholdInput, from string) error {
	day, on := crm.Date(""), a.today
	if from != "" {
		var err error
		if day, err = a.date(from, crm.Back); err != nil {
			return err
		}
		on = day
	}
	var set, later score.Thresholds
	err := a.changeBook(ctx, func(_ *store.Tx, b *score.Book) (err error) {
		if set, err = in.over(b.Limits(on)); err != nil {
			return err
		}
		set.From = day
		b.SetThresholds(set, a.today)
		later = b.Limits(a.today)
		return nil
	})
	if err != nil {
		return err
	}
	if day > a.today {
		a.note("they hold from %s on; until then MQL from %d points, SQL from %d", say.Day(day), later.MQL, later.SQL)
	} else if later.MQL != set.MQL || later.SQL != set.SQL {
		a.note("others have been in force since %s: MQL from %d points, SQL from %d", say.Day(later.From), later.MQL, later.SQL)
	}
	return a.sayThresholds(set)
}

func (a *app) sayThresholds(t score.Thresholds) error {
	if a.structured() {
		s := thresholdSheet([]score.Thresholds{t})
		s.Shape = sheet.Record
		return a.print(s)
	}
	return a.answer(a.say("MQL from %d points, SQL from %d", t.MQL, t.SQL), fmt.Sprintf("%d\t%d", t.MQL, t.SQL))
}

func thresholdSheet(list []score.Thresholds) *sheet.Sheet {
	s := &sheet.Sheet{Columns: []sheet.Column{{Key: "from", Title: say.T("from"), Type: sheet.Date},
		{Key: "mql", Title: say.T("MQL"), Type: sheet.Count}, {Key: "sql", Title: say.T("SQL"), Type: sheet.Count}}}
	for _, t := range list {
		s.Add(known(t.From), t.MQL, t.SQL)
	}
	return s
}

func newScoreThresholdsList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the thresholds with the day from which each pair holds",
		Long:    `List the thresholds with the day from which each pair holds. The first one, without a day, holds from the beginning.`,
		Example: "  leads score thresholds list",
		Args:    noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			b, err := a.scoreBook(ctx)
			if err != nil {
				return err
			}
			list := b.Thresholds
			if len(list) == 0 {
				list = []score.Thresholds{b.Limits(a.today)}
			}
			return a.print(thresholdSheet(list))
		}),
	}
}

func newScoreReplay(a *app) *cobra.Command {
	var in thresholdInput
	period := ""
	cmd := &cobra.Command{
		Use:   "replay",
		Short: "See what other thresholds would have made of the past; nothing is written",
		Long: `See what other thresholds would have made of the past, had they always been in force: how many
leads came, how many became MQL and SQL, and how many were won, now and then. With --period each
figure goes by its own day: leads by first touch, levels by the day on which they were first
reached, deals by closing day. The rules are those of each day. Nothing is written.`,
		Example: "  leads score replay --mql 20 --sql 40\n  leads score replay --mql 20 --sql 40 --period 2026-10",
		Args:    noArguments,
	}
	cmd.RunE = a.run(func(ctx context.Context, _ []string) error {
		if !in.given() {
			return crm.Invalidf("say which thresholds to try").WithHint("leads score replay --mql 20 --sql 40")
		}
		within := crm.Period{}
		if period != "" {
			var err error
			if within, err = a.wholePeriod(period); err != nil {
				return err
			}
		}
		var r scoring.Replay
		err := a.view(ctx, func(tx *store.Tx) error {
			b, err := scoring.Book(ctx, tx)
			if err != nil {
				return err
			}
			limits, err := in.over(b.Limits(a.today))
			if err != nil {
				return err
			}
			r, err = a.scores.Replay(ctx, tx, b, limits, within)
			return err
		})
		if err != nil {
			return err
		}
		return a.print(a.replay(r))
	})
	in.flags(cmd)
	cmd.Flags().StringVar(&period, "period", "", "only this `period`: 2026-10, last-month, 2026-Q3 …")
	return cmd
}

// replay puts now and then side by side; for programs each is an object.
func (a *app) replay(r scoring.Replay) *sheet.Sheet {
	columns := []sheet.Column{{Key: "mql_from", Title: say.T("MQL from"), Type: sheet.Count}, {Key: "sql_from", Title: say.T("SQL from"), Type: sheet.Count},
		{Key: "leads", Title: say.T("leads"), Type: sheet.Count}, {Key: "mql", Title: say.T("MQL"), Type: sheet.Count}, {Key: "sql", Title: say.T("SQL"), Type: sheet.Count},
		{Key: "won", Title: say.T("won"), Type: sheet.Count}, {Key: "sql_won", Title: say.T("of them SQL"), Type: sheet.Count}}
	cells := func(w scoring.Way) []any {
		return []any{w.Limits.MQL, w.Limits.SQL, w.Leads, w.MQL, w.SQL, w.Won, w.SQLWon}
	}
	if a.format == render.JSON || a.format == render.JSONL {
		one := func(w scoring.Way) *sheet.Sheet {
			return &sheet.Sheet{Shape: sheet.Record, Columns: columns, Rows: [][]any{cells(w)}}
		}
		return &sheet.Sheet{Shape: sheet.Record, Rows: [][]any{{one(r.Now), one(r.Then)}}, Columns: []sheet.Column{{Key: "now", Type: sheet.Nested}, {Key: "then", Type: sheet.Nested}}}
	}
	s := &sheet.Sheet{Columns: append([]sheet.Column{{Key: "when", Title: say.T("thresholds")}}, columns...)}
	s.Add(append([]any{a.say("now")}, cells(r.Now)...)...)
	s.Add(append([]any{a.say("then")}, cells(r.Then)...)...)
	return s
}

// wholePeriod reads a period by its name; its weeks begin on Monday.
func (a *app) wholePeriod(text string) (crm.Period, error) {
	return crm.ParsePeriod(text, a.today, time.Monday)
}
