package store

import (
	"cmp"
	"context"
	"slices"

	"leads/internal/crm"
)

// stripFacts answers what Facts is asked from the strips, whatever the question.
func (t *Tx) stripFacts(ctx context.Context, q FactQuery) (*totals, error) {
	l, err := t.ledger(ctx, q, !q.LeadsOnly || summing{q: q}.has(crm.ByOutcome, crm.ByReason))
	if err == nil && !l.full(q) {
		err = t.standing(ctx, l)
	}
	if err != nil {
		return nil, err
	}
	s := newTotals(l, q)
	if err := t.eachLead(ctx, l, q.Period, s.addLead); err != nil {
		return nil, err
	}
	for i := range l.deals {
		s.addDeal(&l.deals[i])
	}
	if !q.LeadsOnly {
		err = t.addWork(ctx, s)
	}
	s.addUp()
	return s, err
}

// addWork adds time and cost up: of leads, whatever the day, what is kept of each.
func (t *Tx) addWork(ctx context.Context, s *totals) (err error) {
	if s.q.Cohort || s.q.Period.Open() && s.by == nil {
		err = t.addOfLeads(ctx, s)
	} else {
		err = t.eachSome(ctx, activityRows, s.q.Period, s.addOnLeads, rowDay, rowOf, workMinutes, workCost)
	}
	if err != nil || s.q.Client != 0 {
		return err
	}
	return t.eachSome(ctx, prospectRows, s.q.Period, s.addProspecting, rowDay, workMinutes, workCost, workSource, workChannel, workCampaign)
}

// addOfLeads adds the work on leads, whenever it was done.
func (t *Tx) addOfLeads(ctx context.Context, s *totals) error {
	if err := t.load(ctx, s.ledger, leadMinutes, leadCost); err != nil {
		return err
	}
	if err := t.eachLead(ctx, s.ledger, s.q.Period, s.spendOn); err != nil {
		return err
	}
	if len(s.merged) == 0 {
		return nil
	}
	if err := t.load(ctx, s.ledger, rowDay); err != nil {
		return err
	}
	for _, id := range s.merged {
		leaf, at := s.leads.at(id)
		if home, there, _ := s.homeOf(id); home != nil {
			if day := int32(home.value(rowDay, there)); day != 0 && s.in(day) {
				s.spendOn(id, leaf, at, day)
			}
		}
	}
	return nil
}

// spendOn adds what was spent on a lead that counts on a day.
func (s *totals) spendOn(id int64, leaf *leaf, at int, day int32) {
	minutes, cost := leaf.value(leadMinutes, at), leaf.value(leadCost, at)
	if minutes|cost == 0 {
		return
	}
	if group := s.groupOf(id); group > 0 {
		w := s.work(s.cell(group, day))
		w.minutes += minutes
		w.cost += cost
	}
}

// totals are the cells of a report: one a group and, by time, a period.
type totals struct {
	*ledger
	calendar
	dayRange
	q        FactQuery
	full     bool // see ledger.full
	bySource bool
	rows     [][]int32 // of each group the cells by period, from 1 on; where no time is asked for, cell n is that of group n
	cells    []*cellBlock
	count    int32
	fees     []fee
	after    []wonAfter
}

// cellSums are what a report adds up. There may be millions of cells: each is as long
// as what a processor fetches at a time.
type cellSums struct {
	group, period                                                  int32
	leads, closed, won, lost, noResponse, notAFit, unpriced, early int32
	revenue                                                        int64
}

// cellWork is time and cost, of which there is most to add up: it lies closer.
type cellWork struct{ minutes, cost int64 }

// cellBlock is cells that lie side by side: more of them move none.
type cellBlock struct {
	sums [1 << cellBits]cellSums
	work [1 << cellBits]cellWork
}

const cellBits = 12

func (s *totals) at(n int32) *cellSums   { return &s.cells[n>>cellBits].sums[n&(1<<cellBits-1)] }
func (s *totals) work(n int32) *cellWork { return &s.cells[n>>cellBits].work[n&(1<<cellBits-1)] }

// fee is revenue to which the fee of a day applies.
type fee struct {
	cell, day int32
	revenue   int64
}

// wonAfter counts deals of a cell that were won after so many days.
type wonAfter struct{ cell, days, deals int32 }

func newTotals(l *ledger, q FactQuery) *totals {
	s := &totals{ledger: l, calendar: newCalendar(q), dayRange: daysOf(q.Period), q: q, full: l.full(q), bySource: summing{q: q}.has(crm.BySource, crm.ByChannel)}
	if s.by != nil {
		s.rows = make([][]int32, len(l.groups))
	}
	return s
}

// cell gives the number of the cell of a group and a day.
func (s *totals) cell(group, day int32) int32 {
	if s.by == nil {
		if group >= s.count {
			s.grow(group + 1)
		}
		return group
	}
	period := s.period(day)
	for len(s.rows) <= int(group) {
		s.rows = append(s.rows, nil)
	}
	row := s.rows[group]
	if short := int(period) + 1 - len(row); short > 0 {
		row = append(row, make([]int32, short)...)
		s.rows[group] = row
	}
	if row[period] == 0 {
		s.grow(s.count + 1)
		c := s.at(s.count - 1)
		c.group, c.period = group, period
		row[period] = s.count
	}
	return row[period] - 1
}

// grow makes room for so many cells.
func (s *totals) grow(count int32) {
	for int(count) > len(s.cells)<<cellBits {
		s.cells = append(s.cells, new(cellBlock))
	}
	s.count = count
}

// group is a group as a report knows it.
func (s *totals) group(number int32, day crm.Date) (g crm.Group) {
	key := &s.groups[number]
	g = crm.Group{Channel: crm.ChannelID(key.channel), Campaign: crm.CampaignID(key.campaign), Client: crm.ClientID(key.client),
		Referrer: crm.ClientID(key.referrer), Level: levelNames[key.level], Day: day}
	if s.bySource {
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

// levelNames are what groupKey says of levels: work that led to no lead has none.
var levelNames = [...]string{"", "lead", "mql", "sql"}

func (s *totals) addLead(id int64, leaf *leaf, at int, day int32) {
	if group := s.groupAt(leaf, at, id); group > 0 {
		c := s.at(s.cell(group, day))
		c.leads++
		if !s.full && leaf.stands(at)&stateOutcome != 0 {
			c.closed++
		}
	}
}

func (s *totals) addDeal(e *ending) {
	day, first := e.day, e.first
	if s.q.Cohort {
		day = first
	}
	if !s.in(first) && (s.q.LeadsOnly || !s.in(day)) {
		return
	}
	group := s.groupOf(e.home)
	if group <= 0 {
		return
	}
	if s.in(first) && s.full {
		s.at(s.cell(group, first)).closed++
	}
	if s.q.LeadsOnly || !s.in(day) {
		return
	}
	n := s.cell(group, day)
	f := s.at(n)
	switch e.outcome {
	case won:
		f.won++
		if !e.priced {
			f.unpriced++
		}
		if e.day < first {
			f.early++
		}
		s.after = append(s.after, wonAfter{n, e.day - first, 1})
	case lost:
		f.lost++
	case noResponse:
		f.noResponse++
	case notAFit:
		f.notAFit++
	}
	if !s.q.Fees {
		f.revenue += e.base
	} else if e.base != 0 {
		s.fees = append(s.fees, fee{n, e.day, e.base})
	}
}

// spend adds time and cost to the cells of rows; below 0 is none.
func (s *totals) spend(cells []int32, minutes, cost []int64) {
	for i, n := range cells { // by itself: each cell is far from the one before
		if n >= 0 {
			w := s.work(n)
			w.minutes += minutes[i]
			w.cost += cost[i]
		}
	}
}

// addByDay adds work of the days of a report to the groups of its rows; below 1 is none.
func (s *totals) addByDay(r *someRows, group func(i int) int32) {
	var cells [stretchRows]int32
	for i, number := range r.columns[rowDay] {
		day := int32(number)
		if cells[i] = nowhere; day != 0 && s.in(day) {
			if g := group(i); g > 0 {
				cells[i] = s.cell(g, day)
			}
		}
	}
	s.spend(cells[:r.n], r.columns[workMinutes], r.columns[workCost])
}

// addOnLeads adds work on leads.
func (s *totals) addOnLeads(r *someRows) {
	leads := r.columns[rowOf]
	s.addByDay(r, func(i int) int32 { return s.groupOf(leads[i]) })
}

// addProspecting adds the work for sources that led to no lead.
func (s *totals) addProspecting(r *someRows) {
	c := &r.columns
	s.addByDay(r, func(i int) int32 { return s.prospected(c[workSource][i], c[workChannel][i], c[workCampaign][i]) })
}

// prospected is the group of work for a source that led to no lead; 0 for none.
func (s *totals) prospected(source, channel, campaign int64) int32 {
	if !s.kept.touch(source, channel, campaign) {
		return 0
	}
	return s.numberOf(&stripRow{leadSource: source, leadChannel: channel, leadCampaign: campaign})
}

// addUp adds up what is alike of what does not fit into a cell.
func (s *totals) addUp() {
	slices.SortFunc(s.fees, func(a, b fee) int { return cmp.Or(cmp.Compare(a.cell, b.cell), cmp.Compare(a.day, b.day)) })
	fees := s.fees[:0]
	for _, f := range s.fees {
		if last := len(fees) - 1; last >= 0 && fees[last].cell == f.cell && fees[last].day == f.day {
			fees[last].revenue += f.revenue
		} else {
			fees = append(fees, f)
		}
	}
	slices.SortFunc(s.after, func(a, b wonAfter) int { return cmp.Or(cmp.Compare(a.cell, b.cell), cmp.Compare(a.days, b.days)) })
	after := s.after[:0]
	for _, w := range s.after {
		if last := len(after) - 1; last >= 0 && after[last].cell == w.cell && after[last].days == w.days {
			after[last].deals++
		} else {
			after = append(after, w)
		}
	}
	s.fees, s.after = fees, after
}

// facts hands the cells out, each with what does not fit into one fact.
func (s *totals) facts(yield func(*crm.Fact) bool) {
	days := map[int32]crm.Date{}
	fees, after, f := s.fees, s.after, crm.Fact{}
	for n := range s.count {
		c, w := s.at(n), s.work(n)
		if s.by == nil {
			if c.group = n; *c == (cellSums{group: n}) && *w == (cellWork{}) {
				continue
			}
		}
		f = crm.Fact{Group: s.group(c.group, s.starts[c.period]), Leads: int64(c.leads), Closed: int64(c.closed), Won: int64(c.won), Lost: int64(c.lost),
			NoResponse: int64(c.noResponse), NotAFit: int64(c.notAFit), Unpriced: int64(c.unpriced), Early: int64(c.early),
			Revenue: c.revenue, Minutes: w.minutes, Cost: w.cost}
		for first := true; first || len(after) > 0 && after[0].cell == n; first = false {
			if len(after) > 0 && after[0].cell == n {
				f.DaysToWin, f.WonAfter = int64(after[0].days), int64(after[0].deals)
				after = after[1:]
			}
			if !yield(&f) {
				return
			}
			f = crm.Fact{Group: f.Group}
		}
		for ; len(fees) > 0 && fees[0].cell == n; fees = fees[1:] {
			if days[fees[0].day] == "" {
				days[fees[0].day] = dayOf(int64(fees[0].day))
			}
			f = crm.Fact{Group: f.Group, Revenue: fees[0].revenue, FeeSource: crm.SourceID(s.groups[c.group].source), FeeDay: days[fees[0].day]}
			if !yield(&f) {
				return
			}
		}
	}
}

// someGroups hands out the groups that there may be facts of.
func (s *totals) someGroups(yield func(*crm.Group) bool) {
	var g crm.Group
	for n := range s.groups[1:] {
		g = s.group(int32(n+1), "")
		if !yield(&g) {
			return
		}
	}
}
