package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
)

// FactQuery says which sums a report wants.
type FactQuery struct {
	By     []crm.Dimension
	Period crm.Period
	Cohort bool // all figures are of the leads whose first touch lies in the period
	Fees   bool // keep revenue apart by source and closing day, as dated fees need it
	Values bool // hand out what open leads are worth, for Passages
	// Of a report by time: facts carry the first day of their period instead of each its own.
	Periods   bool
	LeadsOnly bool // nothing but leads and how many of them are closed
	Source    crm.SourceID
	Touch     crm.Touch // Channel and Campaign to keep; Source is above
	Client    crm.ClientID
	Origin    Origin // the first touch that a lead counts for, when it is not its own
}

// brief reports whether a question is about so few days that it asks for few of all leads.
func (q FactQuery) brief() bool {
	const days = 100
	return q.Period.From != "" && q.Period.To != "" && q.Period.From.DaysUntil(q.Period.To) < days
}

// Facts sums the file for a report, a few rows a group: leads by first touch,
// closings by closing day, time and cost by the day of the activity, and how
// many deals were won after how many days. A merged lead counts as the one
// that survived it, and one opportunity ends once: of two deals of merged leads
// only that of dealOwner counts. Figures may be negative in a row that corrects another:
// only their sums mean something.
func (t *Tx) Facts(ctx context.Context, q FactQuery) (list []crm.Fact, err error) {
	facts, err := t.EachFact(ctx, q)
	if err != nil {
		return nil, err
	}
	for f := range facts.All {
		list = append(list, *f)
	}
	return list, nil
}

// EachFact is Facts where there may be millions of them.
func (t *Tx) EachFact(ctx context.Context, q FactQuery) (facts crm.Facts, err error) {
	list, strips, err := t.readKept(ctx, q)
	if err != nil || !strips {
		return crm.FactsOf(list), err
	}
	sums, err := t.stripFacts(ctx, q)
	if err != nil {
		return facts, err
	}
	return crm.Facts{All: sums.facts, Groups: sums.someGroups, Apart: sums.bySource || !sums.ledger.q.Fees, Most: int(sums.count)}, nil
}

// query is one statement of a report, with how to read its rows.
type query func() (string, []any, func(*sql.Rows, *crm.Fact) error)

// queries are all of one scope.
func (s summing) queries() []query {
	return []query{s.leads, s.closed, s.closings, s.work, s.prospecting, s.daysToWin}
}

func (t *Tx) run(ctx context.Context, sign int64, queries ...query) (facts []crm.Fact, err error) {
	for _, q := range queries {
		text, args, scan := q()
		if text == "" {
			continue
		}
		err := t.each(ctx, text, args, func(rows *sql.Rows) error {
			var f crm.Fact
			err := scan(rows, &f)
			if sign < 0 {
				f = f.Negative()
			}
			facts = append(facts, f)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return facts, nil
}

// scope says which rows a query sums.
type scope int

const (
	everything scope = iota // under the surviving lead
	tail                    // the rows above the mark of the kept sums, under their own lead
	dirtied                 // the rows up to the mark on days whose kept sums do not hold, under their own lead
	mergedAway              // the rows of merged leads, under their own lead
	mergedHome              // the rows of merged leads, under the surviving lead
)

// summing writes the queries of one report.
type summing struct {
	q        FactQuery
	scope    scope
	merged   bool           // whether any lead is merged into another
	levels   bool           // whether any lead may have reached a level
	anyDirty bool           // whether there are days whose kept sums do not hold
	beside   map[scope]bool // which rows there may be that kept sums do not hold
	mark     struct{ lead, deal, activity int64 }
}

// lead is the table of leads, each under the touch that it counts for.
func (s summing) lead() string {
	if s.q.Origin.own() {
		return "lead"
	}
	return "homed"
}

// has reports whether a dimension was asked for.
func (s summing) has(dims ...crm.Dimension) bool {
	return slices.ContainsFunc(dims, func(d crm.Dimension) bool { return slices.Contains(s.q.By, d) })
}

// columns are the parts of a crm.Group in SQL: those that were asked for, with
// where each is read to. x is the alias that holds the touch.
func (s summing) columns(x, day string, f *crm.Fact) (names []string, dest []any) {
	g := &f.Group
	add := func(ask bool, name string, to any) {
		if ask {
			names, dest = append(names, name), append(dest, to)
		}
	}
	add(s.has(crm.BySource, crm.ByChannel), "coalesce("+x+".source_id, 0)", &g.Source)
	add(s.has(crm.ByChannel), "coalesce("+x+".channel_id, 0)", &g.Channel)
	add(s.has(crm.ByCampaign), "coalesce("+x+".campaign_id, 0)", &g.Campaign)
	add(s.has(crm.ByClient), "coalesce("+x+".client_id, 0)", &g.Client)
	add(s.has(crm.ByReferrer), "coalesce("+x+".referrer_id, 0)", &g.Referrer)
	add(s.has(crm.ByStage), x+".stage", &g.Stage)
	add(s.has(crm.ByOutcome), "coalesce(d.outcome, '')", &g.Outcome)
	add(s.has(crm.ByReason), "coalesce(d.reason, '')", &g.Reason)
	level := `'lead'`
	if s.levels {
		level = "coalesce((SELECT CASE WHEN e.sql_on IS NULL THEN 'mql' ELSE 'sql' END FROM score e WHERE e.id = " + x +
			".id AND coalesce(e.sql_on, e.mql_on) IS NOT NULL), 'lead')"
	}
	add(s.has(crm.ByLevel), level, &g.Level)
	if s.q.Periods {
		day = s.start(day)
	}
	add(slices.ContainsFunc(s.q.By, crm.Dimension.IsTime), day, &g.Day)
	return names, dest
}

// grouped writes SELECT group, sums FROM … GROUP BY group, with the scan that
// goes with it. More columns may be grouped by than the group has.
func (s summing) grouped(x, day, sums, from string, args []any, more []string, into func(*crm.Fact) []any) (string, []any, func(*sql.Rows, *crm.Fact) error) {
	var none crm.Fact
	names, _ := s.columns(x, day, &none)
	names = append(names, more...)
	text := "SELECT " + strings.Join(append(slices.Clone(names), sums), ", ") + from
	for i := range names {
		text += []string{" GROUP BY ", ", "}[min(i, 1)] + strconv.Itoa(i+1)
	}
	return text, args, func(rows *sql.Rows, f *crm.Fact) error {
		_, dest := s.columns(x, day, f)
		return rows.Scan(append(dest, into(f)...)...)
	}
}

// keep builds the conditions on the touch and on a day.
func (s summing) keep(x, day string, more ...string) (string, []any) {
	c, q, own := conditions{texts: slices.Clone(more)}, s.q, x
	if s.scope != everything && x != "y" { // few rows are meant, and they are found by something better than their touch or day
		own, day = "+"+x, "+"+day
	}
	c.add(q.Source != 0 && q.Touch.Channel == 0, own+`.source_id IN (SELECT id FROM source WHERE id = ? OR merged_into = ?)`, int64(q.Source), int64(q.Source))
	if q.Touch.Channel != 0 { // it has its source: one that was merged into the query's may have brought it
		c.add(own == x, x+`.source_id IN (SELECT source_id FROM (`+sameChannel+`))`, int64(q.Touch.Channel))
		c.add(true, own+`.channel_id IN (SELECT id FROM (`+sameChannel+`))`, int64(q.Touch.Channel))
	}
	c.add(q.Touch.Campaign != 0, own+`.campaign_id IN (SELECT id FROM campaign WHERE id = ? OR merged_into = ?)`, int64(q.Touch.Campaign), int64(q.Touch.Campaign))
	c.add(q.Client != 0, own+`.client_id IN (SELECT id FROM client WHERE id = ? OR merged_into = ?)`, int64(q.Client), int64(q.Client))
	c.add(q.Period.From != "", day+` >= ?`, string(q.Period.From))
	c.add(q.Period.To != "", day+` <= ?`, string(q.Period.To))
	return c.where(), c.args
}

const mergedLeads = `(SELECT id FROM lead WHERE merged_into IS NOT NULL)`

// home joins the lead l under which a row x counts, with the conditions of the scope.
func (s summing) home(x string, mark int64, day string) (join string, conditions []string) {
	switch s.scope {
	case tail, dirtied:
		return ` JOIN ` + s.lead() + ` l ON l.id = ` + x + `.lead_id`, s.rows(x, mark, day)
	case mergedAway: // by the few leads, whatever the planner would guess
		return ` JOIN ` + s.lead() + ` l ON l.id = ` + x + `.lead_id`, []string{x + `.lead_id IN ` + mergedLeads}
	case mergedHome:
		join, conditions = ` JOIN lead m ON m.id = `+x+`.lead_id JOIN `+s.lead()+` l ON l.id = m.merged_into`, []string{x + `.lead_id IN ` + mergedLeads}
	case everything:
		if !s.merged {
			return ` JOIN ` + s.lead() + ` l ON l.id = ` + x + `.lead_id`, nil
		}
		join = ` JOIN lead m ON m.id = ` + x + `.lead_id JOIN ` + s.lead() + ` l ON l.id = coalesce(m.merged_into, m.id)`
	}
	if x == "d" {
		conditions = append(conditions, dealCounts)
	}
	return join, conditions
}

// rows are the conditions on a row x of the scopes tail and dirtied.
func (s summing) rows(x string, mark int64, day string) []string {
	id := strconv.FormatInt(mark, 10)
	if s.scope == tail {
		return []string{x + `.id > ` + id}
	}
	return []string{x + `.id <= ` + id, day + ` IN (SELECT day FROM tally_dirty)`}
}

// dealOf joins the lead's deal where a dimension asks for it.
func (s summing) dealOf() string {
	switch {
	case !s.has(crm.ByOutcome, crm.ByReason):
		return ""
	case s.merged:
		return ` LEFT JOIN deal d ON d.lead_id = ` + dealOwner
	}
	return ` LEFT JOIN deal d ON d.lead_id = l.id`
}

func (s summing) leads() (string, []any, func(*sql.Rows, *crm.Fact) error) {
	conditions := map[scope][]string{everything: {"l.merged_into IS NULL"}, mergedAway: {"l.merged_into IS NOT NULL"}}[s.scope]
	switch s.scope {
	case mergedHome: // a survivor already counts itself
		return "", nil, nil
	case tail, dirtied:
		conditions = s.rows("l", s.mark.lead, "l.first_touch_on")
	}
	where, args := s.keep("l", "l.first_touch_on", conditions...)
	return s.grouped("l", "l.first_touch_on", `count(*)`, ` FROM `+s.lead()+` l`+s.dealOf()+where, args, nil,
		func(f *crm.Fact) []any { return []any{&f.Leads} })
}

// closed counts, of the leads by first touch, those that are closed by now.
func (s summing) closed() (string, []any, func(*sql.Rows, *crm.Fact) error) {
	join, conditions := s.home("d", s.mark.deal, "l.first_touch_on")
	where, args := s.keep("l", "l.first_touch_on", conditions...)
	return s.grouped("l", "l.first_touch_on", `count(*)`, ` FROM deal d`+join+where, args, nil,
		func(f *crm.Fact) []any { return []any{&f.Closed} })
}

// closingDay is the day by which closings are chosen and grouped.
func (s summing) closingDay() string {
	if s.q.Cohort {
		return "l.first_touch_on"
	}
	return "d.closed_on"
}

// fees keeps revenue apart by what decides its fee.
func (s summing) fees(x, day string) []string {
	if !s.q.Fees {
		return []string{"0", "''"}
	}
	return []string{"coalesce(" + x + ".source_id, 0)", day}
}

func (s summing) closings() (string, []any, func(*sql.Rows, *crm.Fact) error) {
	join, conditions := s.home("d", s.mark.deal, "d.closed_on")
	where, args := s.keep("l", s.closingDay(), conditions...)
	return s.grouped("l", s.closingDay(), `sum(d.outcome = 'won'), sum(d.outcome = 'lost'), sum(d.outcome = 'no-response'),
		sum(d.outcome = 'not-a-fit'), sum(d.outcome = 'won' AND d.base_minor IS NULL),
		sum(d.outcome = 'won' AND d.closed_on < l.first_touch_on), coalesce(sum(d.base_minor), 0)`, ` FROM deal d`+join+where, args,
		s.fees("l", "d.closed_on"), closingDest)
}

func closingDest(f *crm.Fact) []any {
	return []any{&f.FeeSource, &f.FeeDay, &f.Won, &f.Lost, &f.NoResponse, &f.NotAFit, &f.Unpriced, &f.Early, &f.Revenue}
}

// work sums time and cost spent on leads. It sums a lead's activities before
// it looks the lead up, so that each lead is looked up once.
func (s summing) work() (string, []any, func(*sql.Rows, *crm.Fact) error) {
	day, outer := "a.on_day", s
	inner := []string{"lead_id IS NOT NULL"}
	var args []any
	if s.q.Cohort {
		day = "l.first_touch_on"
	} else {
		outer.q.Period = crm.Period{} // the inner query has it
		if s.q.Period.From != "" {
			inner, args = append(inner, `on_day >= ?`), append(args, string(s.q.Period.From))
		}
		if s.q.Period.To != "" {
			inner, args = append(inner, `on_day <= ?`), append(args, string(s.q.Period.To))
		}
	}
	from := "activity"
	join, conditions := outer.home("a", 0, "a.on_day")
	switch s.scope {
	case tail: // by id, not by lead
		from, conditions = "activity NOT INDEXED", nil
		inner = append(inner, s.rows("activity", s.mark.activity, "")...)
	case dirtied:
		from, conditions = "activity INDEXED BY activity_day_idx", nil
		inner = append(inner, s.rows("activity", s.mark.activity, "on_day")...)
	case mergedAway, mergedHome:
		inner = append(inner, "lead_id IN "+mergedLeads)
	}
	dayColumn, innerGroup := "''", "lead_id"
	if slices.ContainsFunc(s.q.By, crm.Dimension.IsTime) && !s.q.Cohort {
		dayColumn, innerGroup = "on_day", "lead_id, on_day"
	}
	where, more := outer.keep("l", day, conditions...)
	return outer.grouped("l", day, `coalesce(sum(a.minutes), 0), coalesce(sum(a.cost), 0)`, ` FROM
		(SELECT lead_id, `+dayColumn+` AS on_day, sum(minutes) AS minutes, sum(cost_base) AS cost FROM `+from+`
		WHERE `+strings.Join(inner, " AND ")+` GROUP BY `+innerGroup+`) a`+join+s.dealOf()+where, append(args, more...), nil, workDest)
}

func workDest(f *crm.Fact) []any { return []any{&f.Minutes, &f.Cost} }

// prospecting sums time and cost booked on a source itself: work that led to
// no lead is part of the source's price. It belongs to no client.
func (s summing) prospecting() (string, []any, func(*sql.Rows, *crm.Fact) error) {
	conditions := []string{"a.lead_id IS NULL"}
	switch {
	case s.q.Client != 0, s.scope == mergedAway, s.scope == mergedHome:
		return "", nil, nil
	case s.scope == tail, s.scope == dirtied:
		conditions = append(conditions, s.rows("a", s.mark.activity, "a.on_day")...)
	}
	where, args := s.keep("a", "a.on_day", conditions...)
	own := s
	own.q.By = slices.DeleteFunc(slices.Clone(s.q.By), func(d crm.Dimension) bool {
		return !d.IsTime() && d != crm.BySource && d != crm.ByChannel && d != crm.ByCampaign
	})
	return own.grouped("a", "a.on_day", `coalesce(sum(a.minutes), 0), coalesce(sum(a.cost_base), 0)`, ` FROM activity a`+where, args, nil, workDest)
}

// daysToWin counts won deals by the days from first touch to winning.
func (s summing) daysToWin() (string, []any, func(*sql.Rows, *crm.Fact) error) {
	join, conditions := s.home("d", s.mark.deal, "d.closed_on")
	where, args := s.keep("l", s.closingDay(), append(conditions, "d.outcome = 'won'")...)
	return s.grouped("l", s.closingDay(), `count(*)`, ` FROM deal d`+join+where, args,
		[]string{"CAST(julianday(d.closed_on) - julianday(l.first_touch_on) AS INTEGER)"}, daysDest)
}

func daysDest(f *crm.Fact) []any { return []any{&f.DaysToWin, &f.WonAfter} }
