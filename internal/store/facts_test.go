package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// cell is one figure of a report. The fee's source and day count for revenue,
// the days for won deals by their length.
type cell struct {
	crm.Group
	figure    string
	feeSource crm.SourceID
	feeDay    crm.Date
	days      int64
}

func (c cell) String() string {
	return fmt.Sprintf("%+v %s fee %d %s days %d", c.Group, c.figure, c.feeSource, c.feeDay, c.days)
}

// sums adds facts up to figures; a figure of 0 is as good as none.
func sums(facts []crm.Fact, fees bool) map[cell]int64 {
	all := map[cell]int64{}
	for _, f := range facts {
		for figure, n := range map[string]int64{"leads": f.Leads, "closed": f.Closed, "won": f.Won, "lost": f.Lost, "no response": f.NoResponse,
			"not a fit": f.NotAFit, "unpriced": f.Unpriced, "early": f.Early, "minutes": f.Minutes, "cost": f.Cost} {
			all[cell{Group: f.Group, figure: figure}] += n
		}
		revenue := cell{Group: f.Group, figure: "revenue"}
		if fees {
			revenue.feeSource, revenue.feeDay = f.FeeSource, f.FeeDay
		}
		all[revenue] += f.Revenue
		all[cell{Group: f.Group, figure: "won after", days: f.DaysToWin}] += f.WonAfter
	}
	for c, n := range all {
		if n == 0 {
			delete(all, c)
		}
	}
	return all
}

func compareSums(tb rapid.TB, what string, got, want map[cell]int64) {
	tb.Helper()
	var wrong []string
	for c, n := range want {
		if got[c] != n {
			wrong = append(wrong, fmt.Sprintf("%s is %d, want %d", c, got[c], n))
		}
	}
	for c, n := range got {
		if _, asked := want[c]; !asked {
			wrong = append(wrong, fmt.Sprintf("%s is %d, want none", c, n))
		}
	}
	if len(wrong) > 0 {
		slices.Sort(wrong)
		tb.Errorf("%s:\n%s", what, strings.Join(wrong, "\n"))
	}
}

// everyRow sums the rows themselves, past the sums that the file keeps.
func everyRow(ctx context.Context, tx *Tx, q FactQuery) ([]crm.Fact, error) {
	return tx.run(ctx, 1, summing{q: q, merged: true, levels: true}.queries()...)
}

// book is what the file holds, for sums by hand.
type book struct {
	leads map[crm.LeadID]crm.Lead
	acts  []crm.Activity
	into  map[Noun]map[int64]int64 // of merged names
	homes map[crm.ChannelID]place
}

// place is where a report shows a channel.
type place struct {
	source int64
	key    string
}

func readBook(ctx context.Context, tx *Tx) (b book, err error) {
	list, err := tx.Leads(ctx, LeadFilter{Merged: true})
	if err != nil {
		return b, err
	}
	b.leads = map[crm.LeadID]crm.Lead{}
	for _, l := range list {
		b.leads[l.ID] = l
	}
	if b.acts, err = tx.Activities(ctx, ActivityFilter{}); err != nil {
		return b, err
	}
	b.into = map[Noun]map[int64]int64{SourceNoun: {}, CampaignNoun: {}, ClientNoun: {}}
	sources, err := tx.Sources(ctx)
	if err != nil {
		return b, err
	}
	for _, s := range sources {
		b.into[SourceNoun][int64(s.ID)] = int64(s.MergedInto)
	}
	channels, err := tx.Channels(ctx)
	if err != nil {
		return b, err
	}
	keys := map[crm.ChannelID]string{}
	for _, c := range channels {
		keys[c.ID] = crm.Key(c.Name)
	}
	b.homes = map[crm.ChannelID]place{}
	for _, c := range channels {
		at := place{int64(c.Source), keys[c.ID]}
		if c.MergedInto != 0 {
			at.key = keys[c.MergedInto]
		}
		if root := b.into[SourceNoun][at.source]; root != 0 {
			at.source = root
		}
		b.homes[c.ID] = at
	}
	campaigns, err := tx.Campaigns(ctx)
	if err != nil {
		return b, err
	}
	for _, c := range campaigns {
		b.into[CampaignNoun][int64(c.ID)] = int64(c.MergedInto)
	}
	clients, err := tx.Clients(ctx)
	for _, c := range clients {
		b.into[ClientNoun][int64(c.ID)] = int64(c.MergedInto)
	}
	return b, err
}

// home is the lead under which another counts.
func (b book) home(id crm.LeadID) crm.Lead {
	l := b.leads[id]
	if l.MergedInto != 0 {
		return b.leads[l.MergedInto]
	}
	return l
}

// keeps applies the filters of a query but its period.
func (b book) keeps(q FactQuery, touch crm.Touch, client crm.ClientID) bool {
	if q.Touch.Channel != 0 && (touch.Channel == 0 || b.homes[q.Touch.Channel] != b.homes[touch.Channel]) {
		return false
	}
	if q.Touch.Channel != 0 {
		q.Source = 0
	}
	for _, f := range []struct {
		noun      Noun
		want, has int64
	}{
		{SourceNoun, int64(q.Source), int64(touch.Source)},
		{CampaignNoun, int64(q.Touch.Campaign), int64(touch.Campaign)}, {ClientNoun, int64(q.Client), int64(client)},
	} {
		if f.want != 0 && f.has != f.want && b.into[f.noun][f.has] != f.want {
			return false
		}
	}
	return true
}

// group is the cell of a report in which a row of a lead counts.
func group(q FactQuery, l crm.Lead, day crm.Date) (g crm.Group) {
	for _, d := range q.By {
		switch d {
		case crm.BySource:
			g.Source = l.Touch.Source
		case crm.ByChannel:
			g.Source, g.Channel = l.Touch.Source, l.Touch.Channel
		case crm.ByCampaign:
			g.Campaign = l.Touch.Campaign
		case crm.ByClient:
			g.Client = l.ClientID
		case crm.ByReferrer:
			g.Referrer = l.ReferrerID
		case crm.ByStage:
			g.Stage = l.Stage
		case crm.ByOutcome:
			g.Outcome = l.Deal.Outcome
		case crm.ByReason:
			g.Reason = l.Deal.Reason
		}
		if d.IsTime() && q.Periods { // the latest beginning lies in all of them
			period, err := crm.ParsePeriod(crm.PeriodLabel(d, day), day, time.Monday)
			if err != nil {
				panic(err)
			}
			g.Day = max(g.Day, period.From)
		} else if d.IsTime() {
			g.Day = day
		}
	}
	return g
}

// byHand is what Facts should give, row by row.
func (b book) byHand(q FactQuery) map[cell]int64 {
	all := map[cell]int64{}
	add := func(l crm.Lead, day crm.Date, c cell, n int64) {
		if n != 0 && b.keeps(q, l.Touch, l.ClientID) && q.Period.Contains(day) {
			c.Group = group(q, l, day)
			all[c] += n
		}
	}
	own := func(l crm.Lead, day crm.Date) crm.Date { // the day by which a figure of a lead counts
		if q.Cohort {
			return l.FirstTouchOn
		}
		return day
	}
	for _, l := range b.leads {
		if l.MergedInto != 0 { // with its deal, if that is the one that counts, it is its survivor
			continue
		}
		add(l, l.FirstTouchOn, cell{figure: "leads"}, 1)
		if l.Open() {
			continue
		}
		add(l, l.FirstTouchOn, cell{figure: "closed"}, 1)
		d, counts := l.Deal, l
		day := own(counts, d.ClosedOn)
		add(counts, day, cell{figure: map[crm.Outcome]string{crm.Won: "won", crm.Lost: "lost", crm.NoResponse: "no response", crm.NotAFit: "not a fit"}[d.Outcome]}, 1)
		if d.Outcome != crm.Won {
			continue
		}
		if !d.Base.Known() {
			add(counts, day, cell{figure: "unpriced"}, 1)
		}
		if d.ClosedOn < counts.FirstTouchOn {
			add(counts, day, cell{figure: "early"}, 1)
		}
		revenue := cell{figure: "revenue"}
		if q.Fees {
			revenue.feeSource, revenue.feeDay = counts.Touch.Source, d.ClosedOn
		}
		add(counts, day, revenue, d.Base.Minor)
		add(counts, day, cell{figure: "won after", days: int64(counts.FirstTouchOn.DaysUntil(d.ClosedOn))}, 1)
	}
	for _, a := range b.acts {
		var minutes int64
		if a.Minutes != nil {
			minutes = *a.Minutes
		}
		counts := crm.Lead{Touch: a.Touch, FirstTouchOn: a.On}
		if a.Lead != 0 {
			counts = b.home(a.Lead)
		} else if q.Client != 0 {
			continue
		}
		add(counts, own(counts, a.On), cell{figure: "minutes"}, minutes)
		add(counts, own(counts, a.On), cell{figure: "cost"}, a.CostBase.Minor)
	}
	for c, n := range all {
		if n == 0 {
			delete(all, c)
		}
	}
	return all
}

// questions are the ways in which a report may ask: all that the kept sums
// answer, and one of each other kind.
func (h history) questions(ctx context.Context, tx *Tx) (list []FactQuery) {
	period := crm.Period{From: h.day("from"), To: h.day("to")}
	if period.To < period.From {
		period.From, period.To = period.To, period.From
	}
	periods := []crm.Period{{}, period}
	for _, by := range [][]crm.Dimension{{crm.BySource}, {crm.ByChannel}, {crm.BySource, crm.ByMonth}, {crm.BySource, crm.ByChannel, crm.ByWeek}} {
		for _, p := range periods {
			fees := h.chance("fees", 2)
			list = append(list, FactQuery{By: by, Period: p, Fees: fees, Periods: fees})
		}
	}
	touch := h.touch(ctx, tx, true)
	for _, by := range [][]crm.Dimension{nil, {crm.BySource}, {crm.ByYear}, {crm.ByCampaign}, {crm.ByClient}, {crm.ByReferrer, crm.BySource},
		{crm.ByStage}, {crm.ByOutcome}, {crm.ByReason, crm.ByQuarter}, {crm.ByChannel, crm.ByClient, crm.ByCampaign, crm.ByWeek}} {
		q := FactQuery{By: by, Period: pick(h, "period", append(periods, crm.Period{From: period.From}, crm.Period{To: period.To})),
			Fees: h.chance("fees", 2), Cohort: h.chance("cohort", 2), Periods: h.chance("periods", 2)}
		switch h.number("filter", 5) {
		case 1:
			q.Source = touch.Source
		case 2:
			q.Source, q.Touch.Channel = touch.Source, touch.Channel
		case 3:
			q.Touch.Campaign = touch.Campaign
		case 4:
			q.Client = crm.ClientID(h.id(ctx, tx, "client"))
		}
		list = append(list, q)
	}
	return list
}

// Not parallel: it changes from how many rows on sums are kept.
func TestFactsAreWhatOneWouldAddUpByHand(t *testing.T) {
	defer func(was int64) { foldFrom = was }(foldFrom)
	rapid.Check(t, func(rt *rapid.T) {
		h, end := begin(t, rt)
		defer end()
		foldFrom = int64(pick(h, "fold from", []int{1, 5, 20, 1000}))
		for range 10 + h.number("commands", 40) {
			if h.entries() > 0 && h.chance("undo", 10) {
				must(h, undo(h.s))
			} else {
				h.command()
			}
		}
		view(h, h.s, func(ctx context.Context, tx *Tx) error {
			b, err := readBook(ctx, tx)
			if err != nil {
				return err
			}
			for _, q := range h.questions(ctx, tx) {
				facts, err := tx.Facts(ctx, q)
				if err != nil {
					return err
				}
				want := b.byHand(q)
				compareSums(h, fmt.Sprintf("facts of %+v", q), sums(facts, q.Fees), want)
				rows, err := everyRow(ctx, tx, q)
				if err != nil {
					return err
				}
				compareSums(h, fmt.Sprintf("rows of %+v", q), sums(rows, q.Fees), want)
				if q.kept() {
					facts, err := tx.keptFacts(ctx, q)
					if err != nil {
						return err
					}
					compareSums(h, fmt.Sprintf("kept sums of %+v", q), sums(facts, q.Fees), want)
				}
				if err := checkLeadsOnly(ctx, h, tx, q, want); err != nil {
					return err
				}
				if err := checkRemarks(ctx, h, tx, q); err != nil {
					return err
				}
				if h.chance("by level", 3) {
					q.By = append(slices.Clone(q.By), crm.ByLevel)
				}
				q.Origin = Origin{Client: h.chance("first of the client", 2), Root: h.chance("root of the referrals", 2)}
				if facts, err = tx.Facts(ctx, q); err != nil {
					return err
				}
				if err := tx.origins(ctx, q.Origin, q.Cohort); err != nil { // of the last question, it may be
					return err
				}
				if rows, err = everyRow(ctx, tx, q); err != nil {
					return err
				}
				compareSums(h, fmt.Sprintf("facts of %+v", q), sums(facts, q.Fees), sums(rows, q.Fees))
				if h.Failed() {
					h.FailNow()
				}
			}
			if wrong, err := tx.wrongStrips(ctx); wrong != 0 || err != nil {
				h.Errorf("%d wrong strips, %v", wrong, err)
			}
			return nil
		})
	})
}

// checkLeadsOnly holds the leads, and those closed, against all figures.
func checkLeadsOnly(ctx context.Context, h history, tx *Tx, q FactQuery, all map[cell]int64) error {
	want := map[cell]int64{}
	for c, n := range all {
		if c.figure == "leads" || c.figure == "closed" {
			want[c] = n
		}
	}
	q.LeadsOnly = true
	facts, err := tx.Facts(ctx, q)
	if err != nil {
		return err
	}
	compareSums(h, fmt.Sprintf("leads of %+v", q), sums(facts, q.Fees), want)
	if q.kept() {
		if facts, err = tx.leadFacts(ctx, q); err != nil {
			return err
		}
		compareSums(h, fmt.Sprintf("kept leads of %+v", q), sums(facts, q.Fees), want)
	}
	return err
}

func TestALeadUnderANumberOfThePastCounts(t *testing.T) {
	t.Parallel()
	s := fresh(t)
	add := func(n int, first crm.LeadID) {
		must(t, update(s, "add", func(ctx context.Context, tx *Tx) error {
			for i := range n {
				l := crm.Lead{Title: "a", Touch: crm.Touch{Source: 1}, FirstTouchOn: "2026-01-01", CreatedAt: noon, UpdatedAt: noon}
				if first > 0 {
					l.ID, l.FirstTouchOn = first+crm.LeadID(i), "2026-02-02"
				}
				if _, err := tx.AddLead(ctx, l, nil); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	add(int(foldFrom), 0) // into the kept sums, and out of them again
	must(t, undo(s))
	add(3, 1)
	view(t, s, func(ctx context.Context, tx *Tx) error {
		facts, err := tx.Facts(ctx, FactQuery{By: []crm.Dimension{crm.BySource}})
		compareSums(t, "after an import that brings its own numbers", sums(facts, false),
			map[cell]int64{{Group: crm.Group{Source: 1}, figure: "leads"}: 3})
		return err
	})
}
