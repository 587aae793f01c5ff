package store

import (
	"context"
	"database/sql"
	"slices"

	"leads/internal/crm"
)

// readKept answers from the kept sums, unless the strips do it faster.
func (t *Tx) readKept(ctx context.Context, q FactQuery) (list []crm.Fact, strips bool, err error) {
	if !q.kept() {
		return nil, true, nil
	}
	rows := int64(0)
	if _, err := t.one(ctx, `SELECT max(lead_id, deal_id, activity_id) FROM tally_mark`, nil, &rows); err != nil {
		return nil, false, err
	}
	if !q.fewKept(rows) {
		return nil, true, nil
	}
	if q.Period.From == "" || q.Period.To == "" {
		if err := t.roomy(ctx); err != nil {
			return nil, false, err
		}
	}
	switch {
	case q.LeadsOnly:
		list, err = t.leadFacts(ctx, q)
	default:
		list, err = t.keptFacts(ctx, q)
	}
	return list, false, err
}

// manyRows is from how many rows of a kind on all kept sums, of which there is one a
// source, channel and day, are read faster than the rows in strips; manyADay is
// from how many for each day of a short period on, of which kept sums are found at once.
const (
	manyRows = 1_500_000
	manyADay = 1000
)

// fewKept reports whether kept sums are read faster than strips of so many rows. Where
// all days count, the strips of leads say more at once.
func (q FactQuery) fewKept(rows int64) bool {
	p := q.Period
	switch {
	case p.From != "" && p.To != "":
		return rows >= min(manyRows, manyADay*int64(1+p.From.DaysUntil(p.To)))
	case p.Open() && (!slices.ContainsFunc(q.By, crm.Dimension.IsTime) || summing{q: q}.has(crm.BySource, crm.ByChannel)):
		return false
	}
	return rows >= manyRows
}

// kept reports whether the sums that the file keeps answer the question.
func (q FactQuery) kept() bool {
	others := slices.ContainsFunc(q.By, func(d crm.Dimension) bool {
		return !d.IsTime() && d != crm.BySource && d != crm.ByChannel
	})
	return !others && !q.Cohort && q.Touch.Campaign == 0 && q.Client == 0 && q.Origin.own()
}

// keptFacts reads the kept sums, adds the rows above their mark, and moves
// what merged leads hold to the leads that survived them.
func (t *Tx) keptFacts(ctx context.Context, q FactQuery) ([]crm.Fact, error) {
	s, err := t.keptSumming(ctx, q)
	if err != nil {
		return nil, err
	}
	return t.keptAnd(ctx, s, []query{s.tally, s.tallyWon}, func(s summing) []query { return s.queries() })
}

// leadFacts is Facts without anything but leads and those of them that are
// closed, from the kept sums.
func (t *Tx) leadFacts(ctx context.Context, q FactQuery) ([]crm.Fact, error) {
	s, err := t.keptSumming(ctx, q)
	if err != nil {
		return nil, err
	}
	return t.keptAnd(ctx, s, []query{s.tallyLeads}, func(s summing) []query { return []query{s.leads, s.closed} })
}

// keptSumming begins a question to the kept sums: how far they reach, and what they do not hold.
func (t *Tx) keptSumming(ctx context.Context, q FactQuery) (summing, error) {
	s := summing{q: q}
	var above, dirty, merged bool
	_, err := t.one(ctx, `SELECT lead_id, deal_id, activity_id, EXISTS (SELECT 1 FROM tally_dirty WHERE day > ''),
		EXISTS (SELECT 1 FROM lead WHERE merged_into IS NOT NULL), EXISTS (SELECT 1 FROM lead WHERE id > m.lead_id)
		OR EXISTS (SELECT 1 FROM deal WHERE id > m.deal_id) OR EXISTS (SELECT 1 FROM activity WHERE id > m.activity_id) FROM tally_mark m`, nil,
		&s.mark.lead, &s.mark.deal, &s.mark.activity, &dirty, &merged, &above)
	s.anyDirty, s.beside = dirty, map[scope]bool{tail: above, dirtied: dirty, mergedAway: merged, mergedHome: merged}
	return s, err
}

// keptAnd runs queries on the kept sums, and others on what those do not hold: the rows
// above their mark, those of days that no longer hold, and what merged leads move to
// their survivors.
func (t *Tx) keptAnd(ctx context.Context, s summing, kept []query, rest func(summing) []query) ([]crm.Fact, error) {
	facts, err := t.run(ctx, 1, kept...)
	for _, part := range []struct {
		scope scope
		sign  int64
	}{{tail, 1}, {dirtied, 1}, {mergedAway, -1}, {mergedHome, 1}} {
		if err != nil || !s.beside[part.scope] {
			continue
		}
		s.scope = part.scope
		var more []crm.Fact
		more, err = t.run(ctx, part.sign, rest(s)...)
		facts = append(facts, more...)
	}
	return facts, err
}

// clean leaves out the days whose kept sums do not hold.
func (s summing) clean() []string {
	if !s.anyDirty {
		return nil
	}
	return []string{"y.day NOT IN (SELECT day FROM tally_dirty)"}
}

// touched are the sources and channels that kept sums may have: of each the days of a
// period lie side by side.
const touched = ` FROM (SELECT source_id, id AS channel_id FROM channel UNION ALL SELECT id, 0 FROM source UNION ALL SELECT 0, 0) c CROSS JOIN `

// from reads a table of kept sums, of a period no more than that.
func (s summing) from(table string) string {
	if s.q.Period.Open() {
		return ` FROM ` + table + ` y`
	}
	return touched + table + ` y ON y.source_id = c.source_id AND y.channel_id = c.channel_id`
}

// tally reads the kept sums.
func (s summing) tally() (string, []any, func(*sql.Rows, *crm.Fact) error) {
	where, args := s.keep("y", "y.day", s.clean()...)
	return s.grouped("y", "y.day", `coalesce(sum(y.won), 0), coalesce(sum(y.lost), 0), coalesce(sum(y.no_response), 0), coalesce(sum(y.not_a_fit), 0),
		coalesce(sum(y.unpriced), 0), coalesce(sum(y.early), 0), coalesce(sum(y.revenue), 0),
		coalesce(sum(y.leads), 0), coalesce(sum(y.closed), 0), coalesce(sum(y.minutes), 0), coalesce(sum(y.cost), 0)`, s.from("tally")+where, args,
		s.fees("y", "y.day"), func(f *crm.Fact) []any {
			return append(closingDest(f), &f.Leads, &f.Closed, &f.Minutes, &f.Cost)
		})
}

// tallyLeads reads of the kept sums how many leads there are.
func (s summing) tallyLeads() (string, []any, func(*sql.Rows, *crm.Fact) error) {
	where, args := s.keep("y", "y.day", s.clean()...)
	return s.grouped("y", "y.day", `coalesce(sum(y.leads), 0), coalesce(sum(y.closed), 0)`, ` FROM tally y`+where, args, nil,
		func(f *crm.Fact) []any { return []any{&f.Leads, &f.Closed} })
}

// tallyWon reads the kept counts of days to win.
func (s summing) tallyWon() (string, []any, func(*sql.Rows, *crm.Fact) error) {
	where, args := s.keep("y", "y.day", s.clean()...)
	return s.grouped("y", "y.day", `sum(y.deals)`, s.from("tally_won")+where, args, []string{"y.days"}, daysDest)
}
