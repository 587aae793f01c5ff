package scoring

import (
	"context"

	"leads/internal/crm"
	"leads/internal/score"
	"leads/internal/store"
)

// Way is how many leads got how far, lead to MQL to SQL to won, each figure by its
// own day.
type Way struct {
	Limits               score.Thresholds // those of today, or those that were tried
	Leads, MQL, SQL, Won int64
	SQLWon               int64 // of the won, those that had become SQL
}

func (w *Way) add(l crm.Lead, r score.Reached, within crm.Period) {
	in := func(day crm.Date) bool {
		return day != "" && (within == crm.Period{} || within.From <= day && day <= within.To)
	}
	for _, c := range []struct {
		n   *int64
		yes bool
	}{{&w.Leads, in(l.FirstTouchOn)}, {&w.MQL, in(r.MQL)}, {&w.SQL, in(r.SQL)}, {&w.Won, l.Deal.Outcome == crm.Won && in(l.Deal.ClosedOn)},
		{&w.SQLWon, l.Deal.Outcome == crm.Won && in(l.Deal.ClosedOn) && r.SQL != ""}} {
		if c.yes {
			*c.n++
		}
	}
}

// Replay is what was, and what would have been.
type Replay struct{ Now, Then Way }

// Replay counts what became of leads, and what would have become of them had other
// thresholds always been in force. A zero period takes all. It writes nothing.
func (k *Keeper) Replay(ctx context.Context, tx *store.Tx, b score.Book, limits score.Thresholds, within crm.Period) (r Replay, err error) {
	j, err := k.judge(b)
	if err != nil {
		return r, err
	}
	r.Now.Limits, r.Then.Limits = b.Limits(k.Today), limits
	then := j.now.By(limits.MQL, limits.SQL)
	err = eachSubject(ctx, tx, nil, b.On(k.Today).Kin, func(s score.Subject) error {
		kept := score.Reached{MQL: s.Lead.MQLOn, SQL: s.Lead.SQLOn}
		r.Now.add(s.Lead, kept, within)
		was, other := j.now.Reached(s, k.Today), then.Reached(s, k.Today)
		if kept.MQL != was.MQL && kept.MQL != "" { // an earlier state of the record explains it
			other.MQL = kept.MQL
		}
		if kept.SQL != was.SQL && kept.SQL != "" {
			other.SQL = kept.SQL
		}
		r.Then.add(s.Lead, other, within)
		return nil
	})
	return r, err
}
