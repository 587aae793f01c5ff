package scoring

import (
	"context"

	"leads/internal/crm"
	"leads/internal/score"
	"leads/internal/store"
)

// Check is how many leads are wrong in one way, and one of them.
type Check struct {
	Wrong int
	Such  crm.LeadID
}

func (c *Check) add(id crm.LeadID) {
	if c.Wrong++; c.Such == 0 {
		c.Such = id
	}
}

// Examine looks for scores that are not the sum of their log, and for days of
// levels that cannot be: an SQL day before the MQL day, one before the first touch
// or to come, or one on which no rules in force could have given the points.
func (k *Keeper) Examine(ctx context.Context, tx *store.Tx) (sums, levels Check, err error) {
	b, err := Book(ctx, tx)
	if err != nil {
		return sums, levels, err
	}
	j, err := k.judge(b)
	if err != nil {
		return sums, levels, err
	}
	rules := len(j.engine.Table.Rules) > 0
	err = eachSubject(ctx, tx, nil, rules && b.On(k.Today).Kin, func(s score.Subject) error {
		l := s.Lead
		day := l.ScoredOn
		if day == "" {
			day = k.Today
		}
		if rules && (l.Score == nil || *l.Score != j.engine.Score(s, day)) {
			sums.add(l.ID)
		}
		switch {
		case l.MQLOn == "" && l.SQLOn == "":
		case l.MQLOn == "", l.SQLOn != "" && l.SQLOn < l.MQLOn, l.MQLOn < l.FirstTouchOn, !j.now.Possible(s, l.MQLOn, score.MQL),
			l.SQLOn != "" && !j.now.Possible(s, l.SQLOn, score.SQL):
			levels.add(l.ID)
		}
		return nil
	})
	return sums, levels, err
}
