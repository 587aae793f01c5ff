package scoring

import (
	"cmp"
	"context"
	"slices"

	"leads/internal/score"
	"leads/internal/store"
)

// Capacity finds thresholds by which as many leads a week become SQL as their
// owner can take: so many a week of the last half year would have had the points.
// MQL are three times as many. Where fewer than 10 leads came, or their points
// leave no choice, known is false.
func (k *Keeper) Capacity(ctx context.Context, tx *store.Tx, t score.Table, perWeek int) (mql, sql int64, known bool, err error) {
	engine, err := score.New(t)
	if err != nil {
		return 0, 0, false, err
	}
	since, first := k.Today.AddDays(-182), k.Today
	var points []int64
	err = eachSubject(ctx, tx, nil, true, func(s score.Subject) error {
		if on := s.Lead.FirstTouchOn; on >= since && on <= k.Today {
			first = min(first, on)
			points = append(points, engine.Peak(s, k.Today))
		}
		return nil
	})
	if err != nil || len(points) < 10 {
		return 0, 0, false, err
	}
	slices.SortFunc(points, func(a, b int64) int { return cmp.Compare(b, a) })
	weeks := max(first.DaysUntil(k.Today)/7, 1)
	from := func(n int) int64 { // the points of the last that is taken; one more where the next has as many
		n = min(n, len(points)-1)
		if points[n-1] == points[n] {
			return points[n] + 1
		}
		return points[n-1]
	}
	sql, mql = from(max(perWeek*weeks, 1)), from(max(3*perWeek*weeks, 1))
	mql = min(max(mql, 1), sql-1)
	return mql, sql, sql > 1, nil
}
