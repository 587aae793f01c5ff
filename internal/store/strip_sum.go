package store

import (
	"context"
	"slices"
	"time"

	"leads/internal/crm"
)

// stripFacts answers what Facts is asked from the strips, whatever the question.
func (t *Tx) stripFacts(ctx context.Context, q FactQuery) ([]crm.Fact, error) {
	l, err := t.ledger(ctx, q, true)
	if err != nil {
		return nil, err
	}
	s := newTotals(l)
	s.addLeads()
	for _, e := range l.deals {
		if e.outcome != 0 {
			s.addDeal(e)
		}
	}
	if !q.LeadsOnly {
		days := q.Period
		if q.Cohort {
			days = crm.Period{} // of the leads, not of the work; prospecting keeps its own
		}
		err = t.eachSome(ctx, activityRows, days, s.addWork, rowDay, rowOf, activityMinutes, activityCost, activitySource, activityChannel, activityCampaign)
	}
	return s.facts(), err
}

// totals are the cells of a report: one a group and, by time, a period.
type totals struct {
	*ledger
	calendar
	rows  [][]int32 // of each group the cells by period, from 1 on
	cells []crm.Fact
	of    []int32 // the group of each cell
	fees  map[feeKey]int64
	after map[daysKey]int64
}

type feeKey struct{ cell, day int32 }

type daysKey struct{ cell, days int32 }

func newTotals(l *ledger) *totals {
	return &totals{ledger: l, calendar: newCalendar(l.q), rows: make([][]int32, len(l.groups)), fees: map[feeKey]int64{}, after: map[daysKey]int64{}}
}

// cell gives the number of the cell of a group and a day.
func (s *totals) cell(group, day int32) int32 {
	period := s.period(day)
	for len(s.rows) <= int(group) {
		s.rows = append(s.rows, nil)
	}
	row := s.rows[group]
	if len(row) <= int(period) {
		row = append(row, make([]int32, int(period)+1-len(row))...)
		s.rows[group] = row
	}
	if row[period] == 0 {
		s.cells, s.of = append(s.cells, crm.Fact{Group: s.group(group, period)}), append(s.of, group)
		row[period] = int32(len(s.cells))
	}
	return row[period] - 1
}

// group is a group as a report knows it.
func (s *totals) group(number, period int32) (g crm.Group) {
	key := s.groups[number]
	g = crm.Group{Channel: crm.ChannelID(key.channel), Campaign: crm.CampaignID(key.campaign), Client: crm.ClientID(key.client),
		Referrer: crm.ClientID(key.referrer), Level: []string{"", "mql", "sql"}[key.level], Day: s.starts[period]}
	if s.has(crm.BySource, crm.ByChannel) {
		g.Source = crm.SourceID(key.source)
	}
	if key.stage > 0 {
		g.Stage = crm.Stages[key.stage-1]
	}
	if key.outcome > 0 {
		g.Outcome = crm.Outcomes[key.outcome-1]
	}
	g.Reason = crm.Reason(s.reasons[key.reason])
	return g
}

func (s *totals) addLeads() {
	s.leads.all(func(_ int64, l *leaf) {
		for at, day := range l.day {
			if l.group[at] != 0 && s.in(day) && (l.home == nil || l.home[at] == 0) {
				s.cells[s.cell(l.group[at], day)].Leads++
			}
		}
	})
}

func (s *totals) addDeal(e ending) {
	leaf, at := s.leads.at(e.home)
	if leaf == nil || leaf.group[at] == 0 {
		return
	}
	group, first := leaf.group[at], leaf.day[at]
	if s.in(first) {
		s.cells[s.cell(group, first)].Closed++
	}
	day := e.day
	if s.q.Cohort {
		day = first
	}
	if !s.in(day) || s.q.LeadsOnly {
		return
	}
	n := s.cell(group, day)
	f := &s.cells[n]
	switch e.outcome {
	case won:
		f.Won++
		if !e.priced {
			f.Unpriced++
		}
		if e.day < first {
			f.Early++
		}
		if days := e.day - first; f.WonAfter == 0 || f.DaysToWin == int64(days) {
			f.DaysToWin, f.WonAfter = int64(days), f.WonAfter+1
		} else {
			s.after[daysKey{n, days}]++
		}
	case lost:
		f.Lost++
	case noResponse:
		f.NoResponse++
	case notAFit:
		f.NotAFit++
	}
	if !s.q.Fees {
		f.Revenue += e.base
	} else if e.base != 0 {
		s.fees[feeKey{n, e.day}] += e.base
	}
}

func (s *totals) addWork(r *someRows) {
	c := &r.columns
	for i := range r.n {
		day, lead := int32(c[rowDay][i]), c[rowOf][i]
		if day == 0 {
			continue
		}
		var group int32
		if lead == 0 {
			group = s.prospected(c[activitySource][i], c[activityChannel][i], c[activityCampaign][i])
		} else if leaf, at := s.leads.at(lead); leaf != nil {
			group = leaf.group[at]
			if s.q.Cohort {
				if leaf.home != nil && leaf.home[at] != 0 {
					leaf, at = s.leads.at(leaf.home[at])
				}
				day = leaf.day[at]
			}
		}
		if group == 0 || !s.in(day) {
			continue
		}
		f := &s.cells[s.cell(group, day)]
		f.Minutes += c[activityMinutes][i]
		f.Cost += c[activityCost][i]
	}
}

// prospected is the group of work for a source that led to no lead; 0 for none.
func (s *totals) prospected(source, channel, campaign int64) int32 {
	if s.q.Client != 0 || !s.kept.touch(source, channel, campaign) {
		return 0
	}
	var key groupKey
	if s.has(crm.BySource, crm.ByChannel) {
		key.source = source
	}
	if s.has(crm.ByChannel) {
		key.channel = channel
	}
	if s.has(crm.ByCampaign) {
		key.campaign = campaign
	}
	return s.number(key)
}

// facts hands the cells out, with what does not fit into one fact a cell.
func (s *totals) facts() []crm.Fact {
	list := slices.Grow(s.cells, len(s.fees)+len(s.after))
	for k, revenue := range s.fees {
		list = append(list, crm.Fact{Group: list[k.cell].Group, Revenue: revenue,
			FeeSource: crm.SourceID(s.groups[s.of[k.cell]].source), FeeDay: dayOf(int64(k.day))})
	}
	for k, deals := range s.after {
		list = append(list, crm.Fact{Group: list[k.cell].Group, DaysToWin: int64(k.days), WonAfter: deals})
	}
	return list
}

// calendar numbers the periods that a report by time tells apart.
type calendar struct {
	by      []crm.Dimension // none: all days are one
	whole   bool            // periods, not days
	starts  []crm.Date      // by number
	numbers []int32         // of each day, from 1 on
	known   map[crm.Date]int32
}

func newCalendar(q FactQuery) calendar {
	c := calendar{whole: q.Periods, known: map[crm.Date]int32{}}
	for _, d := range q.By {
		if d.IsTime() {
			c.by = append(c.by, d)
		}
	}
	if c.by == nil {
		c.starts = []crm.Date{""}
	}
	return c
}

// period is the number of the period that a day lies in.
func (c *calendar) period(day int32) int32 {
	if c.by == nil {
		return 0
	}
	if int(day) >= len(c.numbers) {
		c.numbers = append(c.numbers, make([]int32, int(day)+1-len(c.numbers))...)
	}
	if c.numbers[day] == 0 {
		start := dayOf(int64(day))
		if c.whole {
			start = c.start(start)
		}
		n, known := c.known[start]
		if !known {
			n = int32(len(c.starts))
			c.starts, c.known[start] = append(c.starts, start), n
		}
		c.numbers[day] = n + 1
	}
	return c.numbers[day] - 1
}

// start is the first day that shares all periods with a day: the latest of
// their beginnings.
func (c *calendar) start(day crm.Date) (start crm.Date) {
	t := day.Time()
	for _, d := range c.by {
		first := t
		switch d {
		case crm.ByWeek:
			first = t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
		case crm.ByMonth:
			first = t.AddDate(0, 0, 1-t.Day())
		case crm.ByQuarter:
			first = time.Date(t.Year(), (t.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
		case crm.ByYear:
			first = time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		}
		start = max(start, crm.DateOf(first))
	}
	return start
}
