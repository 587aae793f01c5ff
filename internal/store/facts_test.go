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
	ppm       int64
	known     bool
}

func (c cell) String() string {
	return fmt.Sprintf("%+v %s fee %d %s %t %d days %d", c.Group, c.figure, c.feeSource, c.feeDay, c.known, c.ppm, c.days)
}

// sums adds facts up to figures; a figure of 0 is as good as none.
func sums(facts []crm.Fact, fees bool) map[cell]int64 {
	all := map[cell]int64{}
	for _, f := range facts {
		for figure, n := range map[string]int64{"leads": f.Leads, "closed": f.Closed, "won": f.Won, "lost": f.Lost, "no response": f.NoResponse,
			"not a fit": f.NotAFit, "unpriced": f.Unpriced, "early": f.Early, "minutes": f.Minutes, "cost": f.Cost,
			"paid": f.Paid, "unpaid": f.Unpaid, "fixed fees": f.FeeFixed} {
			all[cell{Group: f.Group, figure: figure}] += n
		}
		revenue := cell{Group: f.Group, figure: "revenue", known: f.FeeKnown, ppm: f.FeePPM}
		if fees {
			revenue.feeSource, revenue.feeDay = f.FeeSource, f.FeeDay
		}
		all[revenue] += f.Revenue
		all[cell{Group: f.Group, figure: "won after", days: f.DaysToWin}] += f.WonAfter
		all[cell{Group: f.Group, figure: "paid after", days: f.DaysToPay}] += f.PaidAfter
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

// book is what the file holds, for sums by hand.
type book struct {
	leads  map[crm.LeadID]crm.Lead
	acts   []crm.Activity
	paid   map[crm.LeadID][]crm.Payment
	into   map[Noun]map[int64]int64 // of merged names
	places map[crm.ChannelID]place
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
	if b.paid, err = tx.PaymentsOf(ctx, 0, 1<<40); err != nil {
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
	b.places = map[crm.ChannelID]place{}
	for _, c := range channels {
		at := place{int64(c.Source), keys[c.ID]}
		if c.MergedInto != 0 {
			at.key = keys[c.MergedInto]
		}
		if root := b.into[SourceNoun][at.source]; root != 0 {
			at.source = root
		}
		b.places[c.ID] = at
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

// survivor is the lead under which another counts.
func (b book) survivor(id crm.LeadID) crm.Lead {
	l := b.leads[id]
	if l.MergedInto != 0 {
		return b.leads[l.MergedInto]
	}
	return l
}

// keeps applies the filters of a query but its period.
func (b book) keeps(q FactQuery, touch crm.Touch, client crm.ClientID) bool {
	of := func(noun Noun, has, want int64) bool { return has != 0 && (has == want || b.into[noun][has] == want) }
	place := slices.ContainsFunc(q.Keep.Sources, func(id crm.SourceID) bool { return of(SourceNoun, int64(touch.Source), int64(id)) }) ||
		slices.ContainsFunc(q.Keep.Channels, func(id crm.ChannelID) bool { return touch.Channel != 0 && b.places[id] == b.places[touch.Channel] })
	campaign := slices.ContainsFunc(q.Keep.Campaigns, func(id crm.CampaignID) bool { return of(CampaignNoun, int64(touch.Campaign), int64(id)) })
	kept := slices.ContainsFunc(q.Keep.Clients, func(id crm.ClientID) bool { return of(ClientNoun, int64(client), int64(id)) })
	return (place || len(q.Keep.Sources)+len(q.Keep.Channels) == 0) && (campaign || len(q.Keep.Campaigns) == 0) && (kept || len(q.Keep.Clients) == 0)
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
		case crm.ByLevel:
			switch {
			case l.ID == 0: // work for a source
			case l.SQLOn != "":
				g.Level = "sql"
			case l.MQLOn != "":
				g.Level = "mql"
			default:
				g.Level = "lead"
			}
		}
		if d.IsTime() && q.Periods { // the latest beginning is in all of them
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
		b.moneyByHand(q, l, func(day crm.Date, c cell, n int64) { add(l, own(l, day), c, n) })
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
		if !d.Base.Known() && !q.Paid {
			add(counts, day, cell{figure: "unpriced"}, 1)
		}
		if d.ClosedOn < counts.FirstTouchOn {
			add(counts, day, cell{figure: "early"}, 1)
		}
		add(counts, day, cell{figure: "won after", days: int64(counts.FirstTouchOn.DaysUntil(d.ClosedOn))}, 1)
	}
	for _, a := range b.acts {
		var minutes int64
		if a.Minutes != nil {
			minutes = *a.Minutes
		}
		counts := crm.Lead{Touch: a.Touch, FirstTouchOn: a.On}
		if a.Lead != 0 {
			counts = b.survivor(a.Lead)
		} else if len(q.Keep.Clients) > 0 {
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

// questions are the ways in which a report may ask: by touches, and one of each other kind.
func (h history) questions(ctx context.Context, tx *Tx) (list []FactQuery) {
	period := crm.Period{From: h.day("from"), To: h.day("to")}
	if period.To < period.From {
		period.From, period.To = period.To, period.From
	}
	periods := []crm.Period{{}, period}
	for _, by := range [][]crm.Dimension{{crm.BySource}, {crm.ByChannel}, {crm.BySource, crm.ByMonth}, {crm.BySource, crm.ByChannel, crm.ByWeek}} {
		for _, p := range periods {
			fees := h.chance("fees", 2)
			list = append(list, FactQuery{By: by, Period: p, Fees: fees, Periods: fees, Paid: h.chance("paid", 2)})
		}
	}
	for _, by := range [][]crm.Dimension{nil, {crm.BySource}, {crm.ByYear}, {crm.ByCampaign}, {crm.ByClient}, {crm.ByReferrer, crm.BySource},
		{crm.ByStage}, {crm.ByOutcome}, {crm.ByReason, crm.ByQuarter}, {crm.ByLevel}, {crm.ByChannel, crm.ByClient, crm.ByCampaign, crm.ByWeek}} {
		q := FactQuery{Paid: h.chance("paid", 2), By: by, Period: pick(h, "period", append(periods, crm.Period{From: period.From}, crm.Period{To: period.To})),
			Fees: h.chance("fees", 2), Cohort: h.chance("cohort", 2), Periods: h.chance("periods", 2)}
		for range h.number("filters", 3) {
			touch := h.touch(ctx, tx, true)
			switch h.number("filter", 5) {
			case 1, 2:
				keep := KeepTouch(crm.Touch{Source: touch.Source, Channel: touch.Channel})
				q.Keep.Sources, q.Keep.Channels = append(q.Keep.Sources, keep.Sources...), append(q.Keep.Channels, keep.Channels...)
			case 3:
				q.Keep.Campaigns = append(q.Keep.Campaigns, KeepTouch(crm.Touch{Campaign: touch.Campaign}).Campaigns...)
			case 4:
				if id := crm.ClientID(h.id(ctx, tx, "client")); id != 0 {
					q.Keep.Clients = append(q.Keep.Clients, id)
				}
			}
		}
		list = append(list, q)
	}
	return list
}

func TestFactsAreWhatOneWouldAddUpByHand(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h, end := begin(t, rt)
		defer end()
		for range 10 + h.number("commands", 40) {
			switch {
			case h.entries() > 0 && h.chance("undo", 10):
				must(h, undo(h.s))
			case h.chance("redo", 20):
				_ = redo(h.s) // refused, where nothing was undone
			case h.chance("plain SQL", 10):
				h.byHand()
			default:
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
				if err := checkLeadsOnly(ctx, h, tx, q, want); err != nil {
					return err
				}
				if err := checkRemarks(ctx, h, tx, b, q); err != nil {
					return err
				}
				if h.Failed() {
					h.FailNow()
				}
			}
			return nil
		})
	})
}

// byHand does what the owner of a file may do to it with the sqlite3 program.
func (h history) byHand() {
	ctx := context.Background()
	day, minutes, base := string(h.day("on")), h.number("minutes", 90), h.number("amount", 400)
	statement := pick(h, "statement", []string{
		`UPDATE activity SET on_day = '%[1]s', minutes = %[2]d WHERE id %% 3 = 0`,
		`UPDATE deal SET closed_on = '%[1]s' WHERE id %% 2 = 0`,
		`UPDATE deal SET amount_minor = %[3]d, base_minor = %[3]d, currency = 'EUR', rate = '1' WHERE outcome = 'won' AND id %% 3 = 1`,
		`DELETE FROM deal WHERE id %% 4 = 0`,
		`DELETE FROM activity WHERE id %% 5 = 0`,
		`UPDATE lead SET client_id = NULL, stage = 'proposal' WHERE id %% 4 = 1`,
		`UPDATE source SET merged_into = NULL WHERE id %% 2 = 0`,
		`INSERT INTO activity (lead_id, touch_id, kind, on_day, minutes, created_at) SELECT id, touch_id, 'call', '%[1]s', %[2]d, '' FROM lead WHERE merged_into IS NULL AND id %% 3 = 0`,
	})
	must(h, h.s.exec(ctx, fmt.Sprintf(statement+" /* %[1]s %[2]d %[3]d */", day, minutes, base)))
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
	return err
}
