package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"leads/internal/crm"
)

// FactQuery says which sums a report wants.
type FactQuery struct {
	By     []crm.Dimension
	Period crm.Period
	Cohort bool // all figures are of the leads whose first touch is in the period
	Fees   bool // keep revenue apart by source and closing day, as dated fees need it
	Values bool // hand out what open leads are worth, for StageHistories
	// Of a report by time: facts carry the first day of their period instead of each its own.
	Periods   bool
	Paid      bool      // revenue is what came, by the day of each payment, and not what was won
	Replies   bool      // also who was contacted and who answered
	Today     crm.Date  // with Replies: until when open leads have waited
	LeadsOnly bool      // nothing but leads and how many of them are closed
	Bands     crm.Bands // of a report by value band
	Keep      Keep
	Origin    Origin // the first touch that a lead counts for, when it is not its own
}

// Facts sums the file for a report, a few rows a group: leads by first touch, closings by closing day, time and cost
// by the day of the activity, and how many deals were won after how many days. Groups have the ids of names as they
// are in the file: of merged ones, the names of a report are one.
//
// What is asked by source, channel, campaign and time alone is summed by the touch ids of the rows, without looking at
// a lead. For anything else the rows of a lead are summed first, and then added to the groups of the lead.
func (t *Tx) Facts(ctx context.Context, q FactQuery) ([]crm.Fact, error) {
	if q.Period.From == "" || q.Period.To == "" {
		if err := t.roomy(ctx); err != nil {
			return nil, err
		}
	}
	s := newSumming(t, q)
	steps := []func(context.Context) error{s.leads, s.readMoney, s.deals, s.payments, s.work}
	if q.ofLead() {
		steps = []func(context.Context) error{s.byLead, s.prospecting}
	}
	if q.LeadsOnly {
		steps = steps[:1]
	}
	if q.Replies {
		steps = append(steps, s.replies)
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return s.facts, nil
}

// ofLead reports whether the groups of a query depend on more than the touch of a lead and days.
func (q FactQuery) ofLead() bool {
	return !q.Origin.own() || len(q.Keep.Clients)+len(q.Keep.Labels) > 0 || slices.ContainsFunc(q.By, func(d crm.Dimension) bool { return !d.IsTime() && !d.OfTouch() })
}

// byTime reports whether figures of different days may belong to different groups.
func (q FactQuery) byTime() bool { return slices.ContainsFunc(q.By, crm.Dimension.IsTime) }

// cohortDays reports whether figures count on the first day of their lead, and that matters.
func (q FactQuery) cohortDays() bool { return q.Cohort && (!q.Period.Open() || q.byTime()) }

// lead is the table of leads, each under the touch that it counts for.
func (q FactQuery) lead() string {
	if q.Origin.own() {
		return "lead"
	}
	return "lead_origin"
}

// day is the expression by which figures of a day are kept apart: nothing where no time is asked for.
func (q FactQuery) day(column string) string {
	switch {
	case !q.byTime():
		return `''`
	case q.Periods:
		return q.start(column)
	}
	return column
}

// within adds the query's period on a column.
func (q FactQuery) within(c *conditions, column string) {
	c.add(q.Period.From != "", column+` >= ?`, string(q.Period.From))
	c.add(q.Period.To != "", column+` <= ?`, string(q.Period.To))
}

// summing is the facts of a report while they are added up.
type summing struct {
	*Tx
	q     FactQuery
	facts []crm.Fact
	at    map[factKey]int

	fees     map[crm.LeadID]crm.Taken // of contracts
	accounts map[crm.LeadID]*account  // of what was paid for
	paid     []*account               // the same, by lead
	grouped  []groupedLead            // all that count, once they were read
}

// factKey distinguishes facts: those of one group by fee and by days to win, as figures that are not of all of them.
type factKey struct {
	crm.Group
	feeSource crm.SourceID
	feeDay    crm.Date
	ppm       int64
	known     bool // ppm counts
	days      int64
	won, paid bool // days counts, to winning or from closing to payment
	reply     bool // or from the first outbound activity to a reply
}

func newSumming(t *Tx, q FactQuery) *summing { return &summing{Tx: t, q: q, at: map[factKey]int{}} }

func (s *summing) fact(k factKey) *crm.Fact {
	n, known := s.at[k]
	if !known {
		n = len(s.facts)
		s.at[k] = n
		s.facts = append(s.facts, crm.Fact{Group: k.Group, FeeSource: k.feeSource, FeeDay: k.feeDay, FeeKnown: k.known, FeePPM: k.ppm})
		switch {
		case k.paid:
			s.facts[n].DaysToPay = k.days
		case k.reply:
			s.facts[n].DaysToReply = k.days
		default:
			s.facts[n].DaysToWin = k.days
		}
	}
	return &s.facts[n]
}

// touchGroup is the group of a touch and a day.
func (q FactQuery) touchGroup(touch int64, day crm.Date) (g crm.Group) {
	of := touchOf(touch)
	for _, d := range q.By {
		switch d {
		case crm.BySource:
			g.Source = of.Source
		case crm.ByChannel:
			g.Source, g.Channel = of.Source, of.Channel
		case crm.ByCampaign:
			g.Campaign = of.Campaign
		}
	}
	g.Day = day
	return g
}

// leads counts leads by first touch, and those of them that are closed by now.
func (s *summing) leads(ctx context.Context) error {
	c := conditions{texts: []string{`l.id NOT IN (SELECT id FROM lead WHERE merged_into IS NOT NULL)`}}
	if err := s.keptLeads(ctx, &c, s.q.Keep); err != nil {
		return err
	}
	s.q.within(&c, `l.first_touch_on`)
	return s.each(ctx, s.q.summed(`l.touch_id`, `l.first_touch_on`, `count(*)`, `count(d.lead_id)`, `lead l LEFT JOIN deal d ON d.lead_id = l.id`+c.where()), c.args, func(rows *sql.Rows) error {
		var touch, leads, closed int64
		var day crm.Date
		err := rows.Scan(&touch, &day, &leads, &closed)
		f := s.fact(factKey{Group: s.q.touchGroup(touch, day)})
		f.Leads, f.Closed = f.Leads+leads, f.Closed+closed
		return err
	})
}

// deals adds up closings.
func (s *summing) deals(ctx context.Context) error {
	var c conditions
	touches, err := s.keptTouches(ctx, `d.touch_id`, s.q.Keep)
	if err != nil {
		return err
	}
	c.add(touches != "", touches)
	return s.eachDeal(ctx, c, func(d dealRow) {
		s.addDeal(s.q.touchGroup(d.touch, d.group), d)
	})
}

// dealRow is what a report reads of a deal.
type dealRow struct {
	lead    crm.LeadID
	touch   int64
	outcome crm.Outcome
	on      crm.Date
	first   crm.Date // the day of its lead
	known   bool     // both days are such as somebody named
	base    sql.NullInt64
	group   crm.Date // of the day by which it counts
	n       int64
}

// eachDeal reads the deals of the query's period that conditions keep.
func (s *summing) eachDeal(ctx context.Context, c conditions, each func(dealRow)) error {
	counts := `d.closed_on`
	if s.q.cohortDays() {
		counts = `d.first_touch_on`
	}
	if !s.q.cohortDays() || s.q.Origin.own() { // else the days are those of the origins
		s.q.within(&c, counts)
	}
	return s.each(ctx, `SELECT d.lead_id, d.touch_id, d.outcome, d.closed_on, d.first_touch_on, d.base_minor, d.closing_day_known, `+s.q.day(counts)+` FROM deal d`+c.where(), c.args,
		func(rows *sql.Rows) error {
			d := dealRow{n: 1}
			err := rows.Scan(&d.lead, &d.touch, &d.outcome, &d.on, &d.first, &d.base, &d.known, &d.group)
			each(d)
			return err
		})
}

// addDeal adds a deal to its group.
func (s *summing) addDeal(g crm.Group, d dealRow) {
	f := s.fact(factKey{Group: g})
	switch d.outcome {
	case crm.Lost:
		f.Lost++
	case crm.NoResponse:
		f.NoResponse++
	case crm.NotAFit:
		f.NotAFit++
	case crm.Won:
		f.Won++
		if !d.base.Valid && !s.q.Paid {
			f.Unpriced++
		}
		if d.on < d.first {
			f.Early++
		}
		f.Unpaid += s.unpaid(d)
		if !s.q.Paid {
			s.addRevenue(g, d.base.Int64, s.fees[d.lead], touchOf(d.touch).Source, d.on)
		}
		if d.known { // else it says nothing of how long winning takes
			s.fact(factKey{Group: g, days: int64(d.first.DaysUntil(d.on)), won: true}).WonAfter++
		}
	}
}

// work adds up time and cost, of leads and of work for a source that led to no lead: that is part of its price.
func (s *summing) work(ctx context.Context) error {
	if s.q.cohortDays() {
		if err := s.workOfCohort(ctx); err != nil {
			return err
		}
		return s.prospecting(ctx)
	}
	return s.workBy(ctx, ``)
}

// prospecting adds up the work that was for a source alone. It belongs to no client.
func (s *summing) prospecting(ctx context.Context) error {
	if len(s.q.Keep.Clients)+len(s.q.Keep.Labels) > 0 {
		return nil
	}
	return s.workBy(ctx, `a.lead_id IS NULL`)
}

// workBy adds up work by its touch and its own day.
func (s *summing) workBy(ctx context.Context, which string) error {
	var c conditions
	column := `a.touch_id`
	if which != "" { // few rows, which no index of touches finds
		c.add(true, which)
		column = `+a.touch_id`
	}
	touches, err := s.keptTouches(ctx, column, s.q.Keep)
	if err != nil {
		return err
	}
	c.add(touches != "", touches)
	s.q.within(&c, `a.on_day`)
	return s.each(ctx, s.q.summed(`a.touch_id`, `a.on_day`, `coalesce(sum(a.minutes), 0)`, `coalesce(sum(a.cost_base), 0)`, `activity a`+c.where()), c.args, s.addWork)
}

func (s *summing) addWork(rows *sql.Rows) error {
	var touch, minutes, cost int64
	var day crm.Date
	err := rows.Scan(&touch, &day, &minutes, &cost)
	f := s.fact(factKey{Group: s.q.touchGroup(touch, day)})
	f.Minutes, f.Cost = f.Minutes+minutes, f.Cost+cost
	return err
}

// workOfCohort adds up the work on the leads of the period, whenever it was done.
func (s *summing) workOfCohort(ctx context.Context) error {
	c := conditions{texts: []string{`l.id NOT IN (SELECT id FROM lead WHERE merged_into IS NOT NULL)`}}
	if err := s.keptLeads(ctx, &c, s.q.Keep); err != nil {
		return err
	}
	s.q.within(&c, `l.first_touch_on`)
	return s.each(ctx, s.q.summed(`l.touch_id`, `l.first_touch_on`, `coalesce(sum(a.minutes), 0)`, `coalesce(sum(a.cost_base), 0)`,
		`lead l JOIN activity a ON a.lead_id = l.id`+c.where()), c.args, s.addWork)
}

// summed is the statement that adds two figures up by touch and, where time is asked for, by day or period. Rows are
// grouped in the order of an index, which knows touches and days; what is left is a row or two for each day.
func (q FactQuery) summed(touch, day, one, other, from string) string {
	switch {
	case !q.byTime():
		return `SELECT ` + touch + `, '', ` + one + `, ` + other + ` FROM ` + from + ` GROUP BY 1`
	case !q.Periods:
		return `SELECT ` + touch + `, ` + day + `, ` + one + `, ` + other + ` FROM ` + from + ` GROUP BY 2, 1`
	}
	return `SELECT touch, ` + q.start(`day`) + `, sum(one), sum(other) FROM (SELECT ` + touch + ` AS touch, ` + day + ` AS day, ` + one + ` AS one, ` + other + ` AS other FROM ` +
		from + ` GROUP BY 2, 1) GROUP BY 1, 2`
}

// start is the first day that shares all periods of the query with a day; ” is
// all of them where no time is asked for.
func (q FactQuery) start(day string) string {
	starts := map[crm.Dimension]string{
		crm.ByWeek:    `date(` + day + `, '-6 days', 'weekday 1')`,
		crm.ByMonth:   `substr(` + day + `, 1, 7) || '-01'`,
		crm.ByQuarter: `substr(` + day + `, 1, 5) || printf('%02d', (CAST(substr(` + day + `, 6, 2) AS INTEGER) - 1) / 3 * 3 + 1) || '-01'`,
		crm.ByYear:    `substr(` + day + `, 1, 4) || '-01-01'`,
	}
	var list []string
	for _, d := range q.By {
		if d.IsTime() {
			list = append(list, starts[d])
		}
	}
	slices.Sort(list)
	if len(list) > 1 { // the latest start is in all of them
		return `max(` + strings.Join(list, ", ") + `)`
	}
	return strings.Join(append(list, ""), "")
}
