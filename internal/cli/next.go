package cli

import (
	"context"
	"maps"
	"slices"
	"sort"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/render"
	"leads/internal/report"
	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/scoring"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newNext(a *app) *cobra.Command {
	limit := 20
	cmd := &cobra.Command{
		Use:   "next",
		Short: "What to do now, in order, and why: follow-ups due, leads gone quiet",
		Long: `What to do now, in order, and why: the follow-ups that are due, the oldest first, then the
open leads that have gone quiet, the latest first; where leads are scored, the best first (of the
100 first of either kind). A lead has gone quiet when nothing has
happened on it for longer than 9 in 10 of your won deals took from first touch to winning.
--format ics writes every follow-up day, also those to come, for the calendar that you have.`,
		Example:     "  leads next\n  leads next --limit 5 --json\n  leads next --format ics > follow-ups.ics",
		Args:        noArguments,
		Annotations: map[string]string{datable: "yes"},
	}
	cmd.RunE = a.run(func(ctx context.Context, _ []string) error {
		if limit < 0 {
			return crm.Invalidf("--limit %d is negative", limit)
		}
		if a.format == render.ICS {
			return a.calendar(ctx, a.Stdout)
		}
		return a.next(ctx, limit)
	})
	cmd.Flags().IntVar(&limit, "limit", limit, "at most `N` leads (0 is all)")
	return cmd
}

func (a *app) next(ctx context.Context, limit int) error {
	var answer *sheet.Sheet
	err := a.view(ctx, func(tx *store.Tx) error {
		few := limit
		if limit > 0 {
			few++ // one more tells whether there are more
		}
		b, err := scoring.Book(ctx, tx)
		if err != nil {
			return err
		}
		t := b.On(a.today)
		scored := len(t.Rules) > 0
		if scored && limit > 0 {
			few = max(few, manyWaiting) // the best may come last
		}
		w, err := a.waiting(ctx, tx, few)
		if err != nil {
			return err
		}
		if scored && limit > 0 {
			if err := keepBest(ctx, tx, &w, max(3*limit/2, 30)); err != nil {
				return err
			}
		}
		if scored {
			if err := a.scoreWaiting(ctx, tx, &w); err != nil {
				return err
			}
		}
		answer = report.Next(a.today, w, limit)
		for _, level := range score.Levels {
			if action := b.Action(level); action != "" && len(answer.Rows) > 0 {
				answer.Notes = append(answer.Notes, say.T("To do with a lead of level %s: %s", string(level), action))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.print(answer)
}

// manyWaiting is of how many follow-ups, and of how many leads gone quiet, the
// best are chosen.
const manyWaiting = 100

// keepBest keeps, of what waits, the leads with the best scores as the file has
// them: enough that those of today, which take longer to find, are among them.
func keepBest(ctx context.Context, tx *store.Tx, w *report.Waiting, n int) error {
	if len(w.Due) <= n && len(w.Quiet) <= n {
		return nil
	}
	kept, err := tx.KeptPoints(ctx, slices.Collect(maps.Keys(waitingIDs(w))))
	if err != nil {
		return err
	}
	better := func(x, y crm.LeadID) bool { // what has no score comes last
		px, scoredX := kept[x]
		py, scoredY := kept[y]
		return scoredX && (!scoredY || px > py)
	}
	sort.SliceStable(w.Due, func(i, j int) bool { return better(w.Due[i].ID, w.Due[j].ID) })
	sort.SliceStable(w.Quiet, func(i, j int) bool { return better(w.Quiet[i].Lead.ID, w.Quiet[j].Lead.ID) })
	w.Due, w.Quiet = w.Due[:min(n, len(w.Due))], w.Quiet[:min(n, len(w.Quiet))]
	return nil
}

func waitingIDs(w *report.Waiting) map[crm.LeadID]bool {
	ids := map[crm.LeadID]bool{}
	for _, l := range w.Due {
		ids[l.ID] = true
	}
	for _, task := range w.Quiet {
		ids[task.Lead.ID] = true
	}
	return ids
}

// scoreWaiting gives those that wait their score of today.
func (a *app) scoreWaiting(ctx context.Context, tx *store.Tx, w *report.Waiting) error {
	points := map[crm.LeadID]*int64{}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(waitingIDs(w))), 500) {
		list, err := tx.Leads(ctx, store.LeadFilter{IDs: ids, Sort: "id"})
		if err != nil {
			return err
		}
		if err := a.scores.Freshen(ctx, tx, list); err != nil {
			return err
		}
		for _, l := range list {
			points[l.ID] = l.Score
		}
	}
	for i := range w.Due {
		w.Due[i].Score = points[w.Due[i].ID]
	}
	for i := range w.Quiet {
		w.Quiet[i].Score = points[w.Quiet[i].Lead.ID]
	}
	return nil
}

// waiting lists what waits for its owner, at most so many of a kind (0 is all).
func (a *app) waiting(ctx context.Context, tx *store.Tx, limit int) (w report.Waiting, err error) {
	if w.Due, err = tx.DueLeads(ctx, a.today, limit); err != nil {
		return w, err
	}
	if w.Cycles, err = tx.WonCycles(ctx); err != nil {
		return w, err
	}
	if since, known := report.QuietBefore(a.today, w.Cycles); known {
		w.Quiet, err = tx.QuietLeads(ctx, since, a.today, limit)
	}
	return w, err
}

// countWaiting counts what waits, also what a limit leaves out.
func (a *app) countWaiting(ctx context.Context, tx *store.Tx, w *report.Waiting) (err error) {
	if w.DueCount, err = tx.CountDue(ctx, crm.Period{From: "0000-01-01", To: a.today}); err != nil {
		return err
	}
	if w.Soon, err = tx.CountDue(ctx, crm.Period{From: a.today.AddDays(1), To: a.today.AddDays(7)}); err != nil {
		return err
	}
	since, known := report.QuietBefore(a.today, w.Cycles)
	if !known {
		return nil
	}
	w.QuietCount, err = tx.CountQuiet(ctx, since, a.today)
	return err
}
