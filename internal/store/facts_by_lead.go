package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"leads/internal/crm"
)

// expression is the value of a lead by which a report groups, in SQL and in a group. l is the lead, d its deal.
type expression struct {
	text string
	to   func(*crm.Group) any
}

// expressionOf is how a dimension groups leads; none for parts of a touch and for time. A dimension more is a line more.
func expressionOf(d crm.Dimension) (e expression, found bool) {
	switch d {
	case crm.ByClient:
		e = expression{`coalesce(l.client_id, 0)`, func(g *crm.Group) any { return &g.Client }}
	case crm.ByReferrer:
		e = expression{`coalesce(l.referrer_id, 0)`, func(g *crm.Group) any { return &g.Referrer }}
	case crm.ByStage:
		e = expression{`l.stage`, func(g *crm.Group) any { return &g.Stage }}
	case crm.ByOutcome:
		e = expression{`coalesce(d.outcome, '')`, func(g *crm.Group) any { return &g.Outcome }}
	case crm.ByReason:
		e = expression{`coalesce(d.reason, '')`, func(g *crm.Group) any { return &g.Reason }}
	case crm.ByLevel:
		e = expression{`coalesce((SELECT CASE WHEN e.sql_on IS NULL THEN 'mql' ELSE 'sql' END FROM score e WHERE e.id = l.id
			AND coalesce(e.sql_on, e.mql_on) IS NOT NULL), 'lead')`, func(g *crm.Group) any { return &g.Level }}
	}
	return e, e.text != ""
}

// grouping reads the groups of leads from rows, whose columns begin with those that it selects.
type grouping struct {
	q      FactQuery
	touch  int64
	group  crm.Group
	dest   []any
	labels []label // of the labelled dimensions
}

// label is what is read of one labelled dimension.
type label struct {
	by   crm.Dimension
	text *string
}

// grouping begins with the columns of a lead l.
func (q FactQuery) grouping() (columns string, g *grouping) {
	g = &grouping{q: q}
	list := []string{`l.touch_id`}
	g.dest = []any{&g.touch}
	for _, d := range q.By {
		if d.Labelled() {
			text := new(string)
			list, g.dest, g.labels = append(list, labelOf(d)), append(g.dest, text), append(g.labels, label{d, text})
		} else if e, found := expressionOf(d); found {
			list = append(list, e.text)
			g.dest = append(g.dest, e.to(&g.group))
		}
	}
	return strings.Join(list, ", "), g
}

// of is the group of the row that was read last, on a day.
func (g *grouping) of(day crm.Date) crm.Group {
	touch := g.q.touchGroup(g.touch, day)
	group := g.group
	group.Source, group.Channel, group.Campaign, group.Day = touch.Source, touch.Channel, touch.Campaign, day
	for _, l := range g.labels {
		label := *l.text
		if l.by == crm.ByValueBand {
			label = g.q.Bands.Label(readValue(label))
		}
		group.Labels += label + "\x00"
	}
	return group
}

// groupedLead is a lead as a report counts it. A lead may have several rows, in as many groups.
type groupedLead struct {
	id     crm.LeadID
	touch  int64
	first  crm.Date // the day by which it counts in a cohort
	day    crm.Date // of its period
	group  crm.Group
	closed bool
}

// spent is the time and cost of a lead, of a period where time is asked for.
type spent struct {
	lead          crm.LeadID
	day           crm.Date
	minutes, cost int64
}

// byLead adds up what counts by more than touches. The deals and the work of a few days ask for the leads that they
// are about; those of the whole file for all.
func (s *summing) byLead(ctx context.Context) error {
	if !s.q.Origin.own() {
		if err := s.origins(ctx, s.q.Origin, s.q.Cohort); err != nil {
			return err
		}
	}
	var deals []dealRow
	var work []spent
	if !s.q.LeadsOnly {
		if err := s.eachDeal(ctx, conditions{}, func(d dealRow) { deals = append(deals, d) }); err != nil {
			return err
		}
		var err error
		if work, err = s.spentOnLeads(ctx); err != nil {
			return err
		}
		if err = s.readMoney(ctx); err != nil {
			return err
		}
	}
	some := s.asked(deals, work)
	leads, err := s.groupedLeads(ctx, some)
	if err != nil {
		return err
	}
	if some == nil && !s.q.LeadsOnly {
		s.grouped = leads
	}
	at := make(map[crm.LeadID]int, len(leads))
	for n, l := range slices.Backward(leads) {
		at[l.id] = n
		if s.q.Period.Contains(l.first) {
			l.group.Day = l.day
			f := s.fact(factKey{Group: l.group})
			f.Leads++
			if l.closed {
				f.Closed++
			}
		}
	}
	rows := func(id crm.LeadID, day crm.Date, add func(crm.Group, groupedLead)) {
		n, kept := at[id]
		for ; kept && n < len(leads) && leads[n].id == id; n++ {
			l := leads[n]
			if s.q.cohortDays() {
				if day = l.day; !s.q.Period.Contains(l.first) {
					continue
				}
			}
			l.group.Day = day
			add(l.group, l)
		}
	}
	for _, d := range deals {
		rows(d.lead, d.group, func(g crm.Group, l groupedLead) {
			if s.q.Cohort && !s.q.Origin.own() {
				d.first = l.first
			}
			s.addDeal(g, d)
		})
	}
	s.eachPayment(func(a *account, day crm.Date, add func(crm.Group)) {
		rows(a.lead, day, func(g crm.Group, _ groupedLead) { add(g) })
	})
	for _, w := range work {
		rows(w.lead, w.day, func(g crm.Group, _ groupedLead) {
			f := s.fact(factKey{Group: g})
			f.Minutes, f.Cost = f.Minutes+w.minutes, f.Cost+w.cost
		})
	}
	return nil
}

// spentOnLeads sums work by lead: what a lead has in the period or, in a cohort, in all.
func (s *summing) spentOnLeads(ctx context.Context) (list []spent, err error) {
	c, day := conditions{texts: []string{`lead_id IS NOT NULL`}}, `''`
	if !s.q.cohortDays() {
		s.q.within(&c, `on_day`)
		day = s.q.day(`on_day`)
	}
	by := ` GROUP BY 1`
	if day != `''` {
		by = ` GROUP BY 1, 2`
	}
	err = s.each(ctx, `SELECT lead_id, `+day+`, coalesce(sum(minutes), 0), coalesce(sum(cost_base), 0) FROM activity`+c.where()+by, c.args,
		func(rows *sql.Rows) error {
			var w spent
			err := rows.Scan(&w.lead, &w.day, &w.minutes, &w.cost)
			if w.minutes|w.cost != 0 {
				list = append(list, w)
			}
			return err
		})
	return list, err
}

// fewLeads is up to how many leads are looked up by their ids.
const fewLeads = 2000

// asked are the leads that rows of a short period are about; nil asks for all.
func (s *summing) asked(deals []dealRow, work []spent) []crm.LeadID {
	if s.q.Period.From == "" || s.q.cohortDays() && !s.q.Origin.own() {
		return nil
	}
	ids := make([]crm.LeadID, 0, len(deals)+len(work))
	if !s.q.cohortDays() {
		for _, d := range deals {
			ids = append(ids, d.lead)
		}
		for _, w := range work {
			ids = append(ids, w.lead)
		}
		for _, a := range s.paid {
			ids = append(ids, a.lead)
		}
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) > fewLeads {
		return nil
	}
	return ids
}

// groupedLeads reads leads that count, in the order of ids: all, or those of the query's period and some more.
func (s *summing) groupedLeads(ctx context.Context, more []crm.LeadID) (leads []groupedLead, err error) {
	c := conditions{texts: []string{`l.merged_into IS NULL`}}
	if err := s.keptLeads(ctx, &c, s.q.Keep); err != nil {
		return nil, err
	}
	if more != nil {
		within := conditions{}
		s.q.within(&within, `first_touch_on`)
		c.add(true, `l.id IN (SELECT id FROM `+s.q.lead()+within.where()+` UNION SELECT value FROM json_each(?))`, append(within.args, `[`+list(more)+`]`)...)
	} else if s.q.LeadsOnly {
		s.q.within(&c, `l.first_touch_on`)
	}
	columns, g := s.q.grouping()
	read := groupedLead{}
	dest := append(g.dest, &read.id, &read.first, &read.day, &read.closed)
	return leads, s.each(ctx, `SELECT `+columns+`, l.id, l.first_touch_on, `+s.q.day(`l.first_touch_on`)+`, d.lead_id IS NOT NULL
		FROM `+s.q.lead()+` l LEFT JOIN deal d ON d.lead_id = l.id`+s.q.tagJoin()+c.where()+` ORDER BY l.id`, c.args, func(rows *sql.Rows) error {
		err := rows.Scan(dest...)
		read.touch, read.group = g.touch, g.of("")
		leads = append(leads, read)
		return err
	})
}
