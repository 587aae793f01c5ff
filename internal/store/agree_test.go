package store

import (
	"context"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// ended is how leads ended, and what they brought, by one way of reading the file.
type ended struct {
	outcomes map[crm.Outcome]int64
	revenue  int64
}

func (e *ended) add(outcome crm.Outcome, n, revenue int64) {
	if e.outcomes == nil {
		e.outcomes = map[crm.Outcome]int64{}
	}
	if outcome != "" && n != 0 {
		e.outcomes[outcome] += n
		e.revenue += revenue
	}
}

// One opportunity ends once, also where two leads were merged that both had an
// end: report, compare, funnel and pipeline, models, list and review agree.
func TestEveryReportCountsTheSameEnds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		h, end := begin(t, rt)
		defer end()
		for range 10 + h.number("commands", 40) {
			h.command()
		}
		for range h.number("merges of closed leads", 4) {
			h.mergeClosed()
		}
		view(h, h.s, func(ctx context.Context, tx *Tx) error {
			ways, err := ends(ctx, tx)
			if err != nil {
				return err
			}
			want := ways["list"]
			for way, e := range ways {
				if !maps.Equal(e.outcomes, want.outcomes) || e.revenue != want.revenue {
					h.Errorf("%s says %v, list says %v", way, e, want)
				}
			}
			return nil
		})
	})
}

// mergeClosed merges two leads that both have an end, as only a file that came
// from elsewhere holds them: leads merge asks which end counts.
func (h history) mergeClosed() {
	err := update(h.s, "test", func(ctx context.Context, tx *Tx) error {
		var ids [2]crm.LeadID
		for i := range ids {
			l := h.lead(ctx, tx)
			l.FirstTouchOn = crm.Date("2026-01-01").AddDays(i)
			var err error
			if ids[i], err = tx.AddLead(ctx, l, nil); err != nil {
				return err
			}
			d := crm.Deal{Outcome: pick(h, "outcome", crm.Outcomes), ClosedOn: h.day("closed")}
			if d.Outcome == crm.Won {
				d.Amount, d.Base = eur(5), eur(5)
			}
			if err := tx.CloseDeal(ctx, ids[i], d, noon); err != nil {
				return err
			}
		}
		if h.chance("into a third", 3) {
			l := h.lead(ctx, tx)
			l.FirstTouchOn = "2025-01-01"
			third, err := tx.AddLead(ctx, l, nil)
			if err == nil {
				err = tx.PointLead(ctx, ids[0], third)
			}
			if ids[0] = third; err != nil {
				return err
			}
		}
		return tx.PointLead(ctx, ids[1], ids[0])
	})
	must(h, err)
}

// ends counts the ends of all leads in every way that a command has.
func ends(ctx context.Context, tx *Tx) (map[string]ended, error) {
	var list, report, cohort, compare, funnel, models, review ended
	leads, err := tx.Leads(ctx, LeadFilter{})
	if err != nil {
		return nil, err
	}
	for _, l := range leads {
		list.add(l.Deal.Outcome, 1, l.Deal.Base.Minor)
	}
	for into, q := range map[*ended]FactQuery{&report: {By: []crm.Dimension{crm.BySource}}, &cohort: {By: []crm.Dimension{crm.ByOutcome}, Cohort: true}} {
		facts, err := tx.Facts(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, f := range facts {
			into.add(crm.Won, f.Won, f.Revenue)
			into.add(crm.Lost, f.Lost, 0)
			into.add(crm.NoResponse, f.NoResponse, 0)
			into.add(crm.NotAFit, f.NotAFit, 0)
		}
		maps.DeleteFunc(into.outcomes, func(_ crm.Outcome, n int64) bool { return n == 0 })
	}
	if err := tx.Yields(ctx, FactQuery{}, func(y crm.Yield) { compare.add(y.Outcome, y.Leads, y.Revenue) }); err != nil {
		return nil, err
	}
	funnel.revenue = list.revenue // a passage has none
	if err := tx.Passages(ctx, FactQuery{}, func(p crm.Passage) { funnel.add(p.Outcome, 1, 0) }); err != nil {
		return nil, err
	}
	for _, won := range []bool{true, false} {
		closed, err := tx.ClosedLeads(ctx, crm.Period{From: "0001-01-01", To: "9999-12-31"}, won, 0)
		if err != nil {
			return nil, err
		}
		for _, l := range closed {
			review.add(l.Deal.Outcome, 1, l.Deal.Base.Minor)
		}
	}
	models.add(crm.NotAFit, list.outcomes[crm.NotAFit], 0) // no model learns from those
	err = tx.Paths(ctx, PathQuery{Of: crm.OfRevenue, Lost: true, Today: "2026-11-21"}, func(p *crm.Path) error {
		models.add(p.Outcome, 1, p.Amount.Minor)
		return nil
	})
	ways := map[string]ended{"list": list, "report": report, "report --cohort": cohort, "compare": compare, "funnel": funnel,
		"report --model": models, "review": review}
	if err != nil {
		return nil, err
	}
	return ways, careful(ctx, tx, ways)
}

// careful adds what the notes of a review and the kept cycles count.
func careful(ctx context.Context, tx *Tx, ways map[string]ended) error {
	list, all := ways["list"], crm.Period{From: "0001-01-01", To: "9999-12-31"}
	others := func() ended { // what these do not count is as it should be
		return ended{maps.Clone(list.outcomes), list.revenue}
	}
	set := func(way string, counts map[crm.Outcome]int64) {
		e := others()
		for outcome, n := range counts {
			if delete(e.outcomes, outcome); n != 0 {
				e.add(outcome, n, 0)
			}
		}
		ways[way] = e
	}
	quality, err := tx.Quality(ctx, all)
	if err != nil {
		return err
	}
	set("review's quality", map[crm.Outcome]int64{crm.Won: quality.Won, crm.Lost: quality.Lost})
	reasons, err := tx.LostReasons(ctx, all)
	if err != nil {
		return err
	}
	var lost, won int64
	for _, n := range reasons {
		lost += n
	}
	set("review's reasons", map[crm.Outcome]int64{crm.Lost: lost})
	cycles, err := tx.WonCycles(ctx)
	for _, n := range cycles {
		won += n
	}
	set("next's cycles", map[crm.Outcome]int64{crm.Won: won})
	return err
}

// A channel that a merged source brought along is the one of that name, also
// where another was merged into it before.
func TestAChannelFollowsItsSourceAndItsOwnPointer(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	var search, found, other crm.ChannelID
	must(t, update(s, "test", func(ctx context.Context, tx *Tx) error {
		var ids [2]crm.SourceID
		for i, name := range []string{"Malt", "Malt Open"} {
			var err error
			if ids[i], err = tx.AddSource(ctx, name); err != nil {
				return err
			}
		}
		search, found, other = channel(ctx, t, tx, ids[0], "Search"), channel(ctx, t, tx, ids[1], "Found"), channel(ctx, t, tx, ids[1], "Post")
		again := channel(ctx, t, tx, ids[1], "search")
		for _, merge := range []struct {
			noun       Noun
			from, into int64
		}{{ChannelNoun, int64(found), int64(again)}, {SourceNoun, int64(ids[1]), int64(ids[0])}} {
			from, err := tx.name(ctx, merge.noun, merge.from)
			must(t, err)
			into, err := tx.name(ctx, merge.noun, merge.into)
			must(t, err)
			must(t, tx.Merge(ctx, merge.noun, from, into))
		}
		client, err := tx.AddClient(ctx, "Duck & Sons")
		for _, touch := range []crm.Touch{{Source: ids[0], Channel: search}, {Source: ids[1], Channel: again}, {Source: ids[1], Channel: found},
			{Source: ids[1], Channel: other}, {Source: ids[1]}} {
			if err == nil {
				_, err = tx.AddLead(ctx, crm.Lead{Title: "a", Touch: touch, ClientID: client, FirstTouchOn: "2026-01-01", CreatedAt: noon, UpdatedAt: noon}, nil)
			}
		}
		return err
	}))
	view(t, s, func(ctx context.Context, tx *Tx) error {
		b, err := readBook(ctx, tx)
		must(t, err)
		for _, c := range []struct {
			channel crm.ChannelID
			leads   int64
		}{{search, 3}, {found, 3}, {other, 1}} {
			for _, q := range []FactQuery{{Cohort: true}, {}} {
				q.Source, q.Touch.Channel = b.leads[1].Touch.Source, c.channel
				q.By = []crm.Dimension{crm.ByClient}
				facts, err := tx.Facts(ctx, q)
				must(t, err)
				compareSums(t, "filtered by channel", sums(facts, false), b.byHand(q))
				q.By = nil
				facts, err = tx.Facts(ctx, q)
				must(t, err)
				compareSums(t, "filtered by channel", sums(facts, false), map[cell]int64{{figure: "leads"}: c.leads})
			}
			leads, err := tx.Leads(ctx, LeadFilter{Source: b.leads[1].Touch.Source, Channel: c.channel})
			if must(t, err); int64(len(leads)) != c.leads {
				t.Errorf("the list has %d leads, want %d", len(leads), c.leads)
			}
		}
		return nil
	})
}

func channel(ctx context.Context, t *testing.T, tx *Tx, source crm.SourceID, name string) crm.ChannelID {
	id, err := tx.AddChannel(ctx, source, name, "")
	must(t, err)
	return id
}
