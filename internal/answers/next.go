package answers

import (
	"context"
	"maps"
	"slices"
	"sort"

	"leads/internal/crm"
	"leads/internal/report"
	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/scoring"
	"leads/internal/sheet"
	"leads/internal/store"
)

// Next lists what waits for its owner, in order and why, at most so many leads (0 is all);
// where leads are scored, the best first.
func Next(ctx context.Context, tx *store.Tx, keeper *scoring.Keeper, today crm.Date, limit int) (*sheet.Sheet, error) {
	few := limit
	if limit > 0 {
		few++ // one more tells whether there are more
	}
	b, err := scoring.Book(ctx, tx)
	if err != nil {
		return nil, err
	}
	scored := len(b.On(today).Rules) > 0
	if scored && limit > 0 {
		few = max(few, manyWaiting) // the best may come last
	}
	w, err := waiting(ctx, tx, today, few)
	if err != nil {
		return nil, err
	}
	if scored && limit > 0 {
		if err := keepBest(ctx, tx, &w, max(3*limit/2, 30)); err != nil {
			return nil, err
		}
	}
	if scored {
		if err := scoreWaiting(ctx, tx, keeper, &w); err != nil {
			return nil, err
		}
	}
	answer := report.Next(today, w, limit)
	for _, level := range score.Levels {
		if action := b.Action(level); action != "" && len(answer.Rows) > 0 {
			answer.Notes = append(answer.Notes, say.T("To do with a lead of level %s: %s", string(level), action))
		}
	}
	return answer, nil
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
func scoreWaiting(ctx context.Context, tx *store.Tx, keeper *scoring.Keeper, w *report.Waiting) error {
	points := map[crm.LeadID]*int64{}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(waitingIDs(w))), 500) {
		list, err := tx.Leads(ctx, store.LeadFilter{IDs: ids, Sort: "id"})
		if err != nil {
			return err
		}
		if err := keeper.Freshen(ctx, tx, list); err != nil {
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
func waiting(ctx context.Context, tx *store.Tx, today crm.Date, limit int) (w report.Waiting, err error) {
	if w.Due, err = tx.DueLeads(ctx, today, limit); err != nil {
		return w, err
	}
	if w.Cycles, err = tx.WonCycles(ctx); err != nil {
		return w, err
	}
	if since, known := report.QuietBefore(today, w.Cycles); known {
		w.Quiet, err = tx.QuietLeads(ctx, since, today, limit)
	}
	return w, err
}

// countWaiting counts what waits, also what a limit leaves out.
func countWaiting(ctx context.Context, tx *store.Tx, today crm.Date, w *report.Waiting) (err error) {
	if w.DueCount, err = tx.CountDue(ctx, crm.Period{From: "0000-01-01", To: today}); err != nil {
		return err
	}
	if w.Soon, err = tx.CountDue(ctx, crm.Period{From: today.AddDays(1), To: today.AddDays(7)}); err != nil {
		return err
	}
	since, known := report.QuietBefore(today, w.Cycles)
	if !known {
		return nil
	}
	w.QuietCount, err = tx.CountQuiet(ctx, since, today)
	return err
}
