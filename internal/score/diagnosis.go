package score

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/stats"
)

// Finding is one thing that a diagnosis found: a word for programs, the rule that
// it is about (0: none), and a sentence with its numbers and its test.
type Finding struct {
	Word   string
	Rule   int64
	Detail say.Text
}

// The findings.
const (
	SQLTooLow     = "sql-threshold-low"
	SQLTooHigh    = "sql-threshold-high"
	OverRated     = "rule-over-rated"
	UnderRated    = "rule-under-rated"
	NoInformation = "no-information"
	TooFew        = "too-few"
)

// What it takes to say anything: so many leads of a kind, and a chance of at most
// so much that it is chance.
const (
	fewOfAKind = 10
	doubt      = 0.05
)

// climb is how far a decided lead came, before it closed, by the table.
type climb struct {
	level  int     // in Levels: the highest that it reached
	points int64   // on the day on which it reached that level; of level 0, on the closing day
	by     []int64 // by rule, in the order of the table
	whole  []int64 // likewise, on the closing day
	sum    int64   // of whole
	won    bool
}

// climbs goes through the life of each lead. Rules that speak with hindsight are
// in, for they made its level, but are not judged.
func climbs(e *Engine, samples []Sample) []climb {
	always := Always(e)
	list, place := make([]climb, len(samples)), map[int64]int{}
	for i := range e.rules {
		place[e.rules[i].ID] = i
	}
	for i := range samples {
		s := samples[i].ended()
		c := climb{won: samples[i].Won, by: make([]int64, len(e.rules)), whole: make([]int64, len(e.rules))}
		day := s.Lead.Deal.ClosedOn
		reached := always.Reached(s, day)
		c.level = slices.Index(Levels, reached.Highest())
		for _, entry := range e.Log(s, day) {
			c.whole[place[entry.Rule]] += entry.Points
			c.sum += entry.Points
		}
		day = cmp.Or(reached.SQL, reached.MQL, day)
		s.Lead.Deal = crm.Deal{}
		s.Acts = upTo(s.Acts, day)
		for _, entry := range e.Log(s, day) {
			c.by[place[entry.Rule]] += entry.Points
			c.points += entry.Points
		}
		list[i] = c
	}
	return list
}

// ways are how many leads got how far, by level.
func ways(list []climb) []Group {
	groups := []Group{{Name: string(Lead)}, {Name: string(MQL)}, {Name: string(SQL)}}
	for _, c := range list {
		groups[c.level].add(c.won)
	}
	return groups
}

func (g Group) plus(other Group) Group {
	g.Leads, g.Won = g.Leads+other.Leads, g.Won+other.Won
	return g
}

func (g Group) rate() float64 {
	if g.Leads == 0 {
		return 0
	}
	return float64(g.Won) / float64(g.Leads)
}

// above is the chance that leads of a group win more than those of another by
// chance alone.
func (g Group) above(other Group) float64 {
	return stats.Fisher(g.Won, g.Leads, other.Won, other.Leads)
}

// diagnose says what to change, by how far leads came and how they ended.
func diagnose(t Table, list []climb, late []Hindsight) (found []Finding) {
	g := ways(list)
	all := g[0].plus(g[1]).plus(g[2])
	if len(t.Rules) == 0 {
		return nil
	}
	if all.Leads < Fewest || all.Won == all.Leads {
		return []Finding{{TooFew, 0, say.T("only %d decided leads, %d of them won: too few to say anything (it takes %d, and both kinds)", all.Leads, all.Won, Fewest)}}
	}
	d := diagnosis{table: t, list: list, groups: g, all: all, odds: oddsOf(list, len(t.Rules)), late: map[int64]*Hindsight{}}
	for i := range late {
		d.late[late[i].ID] = &late[i]
	}
	d.over = d.overRated()
	found = append(d.low(), d.high()...)
	found = append(found, d.rules()...)
	if found = append(found, d.silent()...); len(found) == 0 && all.Won < Fewest/5 {
		found = append(found, Finding{TooFew, 0, say.T("only %d decided leads, %d of them won: too few to say anything (it takes %d, and both kinds)", all.Leads, all.Won, Fewest)})
	}
	return found
}

type diagnosis struct {
	table  Table
	list   []climb
	groups []Group
	all    Group
	late   map[int64]*Hindsight
	odds   odds
	over   blamed
}

// below are the leads that SQL are held against: MQL, where there are enough.
func (d *diagnosis) below() (Group, say.Text) {
	if d.groups[1].Leads >= fewOfAKind/2 {
		return d.groups[1], say.T("MQL")
	}
	return d.groups[0].plus(d.groups[1]), say.T("the others")
}

// low: many SQL and few deals.
func (d *diagnosis) low() []Finding {
	sql := d.groups[2]
	_, most := stats.Wilson(sql.Won, sql.Leads)
	if sql.Leads < fewOfAKind || sql.Leads*4 < d.all.Leads || most >= 0.5 {
		return nil
	}
	below, name := d.below()
	p := sql.above(below)
	lower, upper, from := d.halves()
	switch q := upper.above(lower); {
	case p >= doubt || most < 0.25:
		return []Finding{{SQLTooLow, d.over.rule.ID, say.T("many SQL and few deals: %d of %d decided leads became SQL and %d of those were won (%s), of %s %d of %d (p %s): raise the SQL threshold of %d, or see where the points of the lost SQL come from: %s",
			sql.Leads, d.all.Leads, sql.Won, percent(sql.rate()), name, below.Won, below.Leads, chance(p), d.table.SQL, d.origin())}}
	case q < doubt && lower.rate()*1.5 < upper.rate():
		return []Finding{{SQLTooLow, d.over.rule.ID, say.T("many SQL and few deals: of the %d SQL with less than %d points %d were won, of the %d with more %d (p %s): raise the SQL threshold of %d",
			lower.Leads, from, lower.Won, upper.Leads, upper.Won, chance(q), d.table.SQL)}}
	}
	return nil
}

// origin tells from which rule the SQL that were not won got most of their points.
func (d *diagnosis) origin() say.Text {
	given, all := make([]int64, len(d.table.Rules)), int64(0)
	for _, c := range d.list {
		if c.level != 2 || c.won {
			continue
		}
		for i, points := range c.by {
			if points > 0 {
				given[i], all = given[i]+points, all+points
			}
		}
	}
	if all == 0 {
		return say.T("no rule")
	}
	most := slices.Index(given, slices.Max(given))
	r := d.table.Rules[most]
	return say.T("%s from rule %d (%s)", percent(float64(given[most])/float64(all)), r.ID, r.What())
}

// halves splits the SQL at the middle of their points.
func (d *diagnosis) halves() (lower, upper Group, from int64) {
	var points []int64
	for _, c := range d.list {
		if c.level == 2 {
			points = append(points, c.points)
		}
	}
	slices.Sort(points)
	from = points[len(points)/2]
	for _, c := range d.list {
		if c.level == 2 && c.points < from {
			lower.add(c.won)
		} else if c.level == 2 {
			upper.add(c.won)
		}
	}
	return lower, upper, from
}

// high: few SQL, and they win, while most deals come from the others; or hardly
// any SQL, although the points tell.
func (d *diagnosis) high() []Finding {
	sql, below := d.groups[2], d.groups[0].plus(d.groups[1])
	p := sql.above(below)
	switch {
	case sql.Leads*5 > d.all.Leads || sql.Won*2 >= d.all.Won || p >= doubt/5 && d.odds.tell >= doubt && len(d.silent()) > 0:
	case sql.Leads > 0 && p < doubt && sql.rate()*3 >= 1:
		return []Finding{{SQLTooHigh, 0, say.T("few SQL, and they win: %d of %d; but %d of the %d deals were never SQL (p %s): lower the SQL threshold of %d",
			sql.Won, sql.Leads, below.Won, d.all.Won, chance(p), d.table.SQL)}}
	case sql.Leads*20 <= d.all.Leads && d.odds.tell < doubt/2 && sql.Leads == 0:
		return []Finding{{SQLTooHigh, 0, say.T("no decided lead ever had the %d points of an SQL, and %d of %d were won, the more points the more often (p %s): lower the SQL threshold",
			d.table.SQL, below.Won, below.Leads, chance(d.odds.tell))}}
	case sql.Leads*20 <= d.all.Leads && d.odds.tell < doubt/2 && sql.rate() >= below.rate():
		return []Finding{{SQLTooHigh, 0, say.T("hardly any SQL: %d of %d decided leads had the %d points, and %d of the %d deals were never SQL; the more points, the more often they win (p %s): lower the SQL threshold",
			sql.Leads, d.all.Leads, d.table.SQL, below.Won, d.all.Won, chance(d.odds.tell))}}
	}
	return nil
}

// silent: MQL that win like leads. It takes a difference that is small, or that
// chance makes easily, or leads enough to have seen twice as many deals.
func (d *diagnosis) silent() []Finding {
	low, up := d.groups[0], d.groups[1].plus(d.groups[2])
	p := up.above(low)
	alike := up.rate() <= 1.25*low.rate()
	if low.Leads < fewOfAKind || up.Leads < fewOfAKind || p < doubt && (!alike || up.rate()-low.rate() > 0.05) || p < 2*doubt && !alike && !seen(low, up) {
		return nil
	}
	return []Finding{{NoInformation, 0, say.T("the points do not tell won from lost: MQL and SQL win %d of %d, leads below MQL %d of %d (p %s)", up.Won, up.Leads, low.Won, low.Leads, chance(p))}}
}

// seen reports whether two groups are large enough for a test to find, more often
// than not, that one wins twice as often as the other.
func seen(low, up Group) bool {
	all := low.plus(up)
	rate, less, more := all.rate(), float64(low.Leads), float64(up.Leads)
	apart := rate * (less + more) / (less + 2*more) // the rate of low, were that of up twice as high
	return apart >= 1.645*math.Sqrt(rate*(1-rate)*(1/less+1/more))
}

// rules judges each rule: the one that is over-rated, else the one that is
// under-rated, which is not asked of rules with hindsight.
func (d *diagnosis) rules() (found []Finding) {
	if d.over.rule.ID != 0 {
		return []Finding{{OverRated, d.over.rule.ID, d.over.detail}}
	}
	least := d.limit()
	for i, r := range d.table.Rules {
		with, without := d.split(i)
		if d.late[r.ID] != nil || r.Points == 0 || with.Leads < 3 || without.Leads < 3 || with.rate() < 1.5*without.rate() {
			continue
		}
		p, of := with.above(without), Finding{UnderRated, r.ID, say.Text{}}
		if r.Points > 0 {
			p = max(p, stats.Upper(d.odds.apart[i]))
			of.Detail = say.T("rule %d (%s) is worth more than its %d points: its leads win %d of %d, the others %d of %d, more often than others with as many points (p %s)",
				r.ID, r.What(), r.Points, with.Won, with.Leads, without.Won, without.Leads, chance(p))
		} else {
			of.Detail = say.T("rule %d (%s) takes %d points, yet its leads win %d of %d, the others %d of %d (p %s)", r.ID, r.What(), -r.Points,
				with.Won, with.Leads, without.Won, without.Leads, chance(p))
		}
		if p < least && (r.Points < 0 || !d.odds.within(i, 0, 2)) {
			least, found = p, []Finding{of}
		}
	}
	return found
}

// limit is the doubt that is left to each rule when all are asked (Bonferroni).
func (d *diagnosis) limit() float64 { return doubt / 2 / float64(max(len(d.table.Rules), 1)) }

// split parts the leads by whether a rule gave or took points.
func (d *diagnosis) split(rule int) (with, without Group) {
	for _, c := range d.list {
		if c.whole[rule] != 0 {
			with.add(c.won)
		} else {
			without.add(c.won)
		}
	}
	return with, without
}

// blamed is the rule that is over-rated; its zero value is none.
type blamed struct {
	rule   Rule
	detail say.Text
}

// overRated finds the rule that gives points for least: its leads win less often
// than the others, or less often than others with as many points. A rule that
// comes late may be blamed: lateness flatters.
func (d *diagnosis) overRated() (worst blamed) {
	least := d.limit()
	for i, r := range d.table.Rules {
		if h := d.late[r.ID]; r.Points <= 0 || h != nil && !h.Late {
			continue
		}
		with, without := d.split(i)
		if with.Leads < 3 || without.Leads < 3 {
			continue
		}
		if p := 2 * without.above(with); p < least { // of two tests
			least, worst = p, blamed{r, say.T("rule %d (%s) gives %d points, yet its leads win %d of %d, the others %d of %d (p %s)", r.ID, r.What(), r.Points,
				with.Won, with.Leads, without.Won, without.Leads, chance(p/2))}
		}
		if p := stats.Upper(-d.odds.apart[i]); p < least && d.odds.within(i, math.Inf(-1), 0.5) {
			least, worst = p, blamed{r, say.T("rule %d (%s) is over-rated with %d points: its leads win %d of %d, the others %d of %d, less often than others with as many points (p %s)",
				r.ID, r.What(), r.Points, with.Won, with.Leads, without.Won, without.Leads, chance(p))}
		}
	}
	return worst
}

func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }

// chance writes a probability of a test.
func chance(p float64) string {
	if p < 0.001 {
		return "< 0.001"
	}
	return fmt.Sprintf("%.3f", p)
}
