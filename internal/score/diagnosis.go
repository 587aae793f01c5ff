package score

import (
	"cmp"
	"fmt"
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
	level  int   // in Levels: the highest that it reached
	points int64 // on the day on which it reached that level; of level 0, on the closing day
	by     map[int64]int64
	won    bool
}

// climbs goes through the life of each lead. Rules that speak with hindsight are
// in, for they made its level, but are not judged.
func climbs(e *Engine, samples []Sample) []climb {
	always := Always(e)
	list := make([]climb, len(samples))
	for i := range samples {
		s := samples[i].ended()
		c := climb{won: samples[i].Won, by: map[int64]int64{}}
		day := s.Lead.Deal.ClosedOn
		reached := always.Reached(s, day)
		c.level = slices.Index(Levels, reached.Highest())
		if rise := cmp.Or(reached.SQL, reached.MQL); rise != "" {
			day = rise
		}
		s.Lead.Deal = crm.Deal{}
		s.Acts = upTo(s.Acts, day)
		for _, entry := range e.Log(s, day) {
			c.by[entry.Rule] += entry.Points
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
	d := diagnosis{table: t, list: list, groups: g, all: all, late: map[int64]bool{}}
	for _, h := range late {
		d.late[h.ID] = true
	}
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
	late   map[int64]bool
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
	worst, _, known := d.overRated()
	rule := int64(0)
	if known {
		rule = worst.ID
	}
	below, name := d.below()
	if p := sql.above(below); p >= doubt {
		return []Finding{{SQLTooLow, rule, say.T("many SQL and few deals: %d of %d decided leads became SQL and %d of those were won (%s), of %s %d of %d (p %s): raise the SQL threshold of %d",
			sql.Leads, d.all.Leads, sql.Won, percent(sql.rate()), name, below.Won, below.Leads, chance(p), d.table.SQL)}}
	}
	lower, upper, from := d.halves()
	if p := upper.above(lower); p < doubt && lower.rate()*2 < upper.rate() {
		return []Finding{{SQLTooLow, rule, say.T("many SQL and few deals: of the %d SQL with less than %d points %d were won, of the %d with more %d (p %s): raise the SQL threshold of %d",
			lower.Leads, from, lower.Won, upper.Leads, upper.Won, chance(p), d.table.SQL)}}
	}
	return nil
}

// halves parts the SQL at the middle of their points.
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

// high: few SQL, and they win, while most deals come from the others.
func (d *diagnosis) high() []Finding {
	sql := d.groups[2]
	below := d.groups[0].plus(d.groups[1])
	if sql.Leads*4 > d.all.Leads || sql.Won*2 >= d.all.Won {
		return nil
	}
	if sql.Leads == 0 {
		if mql := d.groups[1]; mql.Leads > 0 && mql.rate() <= d.groups[0].rate() { // lower it, and bad leads pass
			return nil
		}
		return []Finding{{SQLTooHigh, 0, say.T("no decided lead ever had the %d points of an SQL, and %d of %d were won: lower the SQL threshold", d.table.SQL, below.Won, below.Leads)}}
	}
	p := sql.above(below)
	if sql.rate() <= below.rate() || sql.rate() < 0.5 && p >= doubt {
		return nil
	}
	return []Finding{{SQLTooHigh, 0, say.T("few SQL, and they win: %d of %d; but %d of the %d deals were never SQL (p %s): lower the SQL threshold of %d",
		sql.Won, sql.Leads, below.Won, d.all.Won, chance(p), d.table.SQL)}}
}

// silent: MQL that win like leads.
func (d *diagnosis) silent() []Finding {
	low, up := d.groups[0], d.groups[1].plus(d.groups[2])
	p := up.above(low)
	if low.Leads < fewOfAKind || up.Leads < fewOfAKind || p < doubt || up.rate() > 1.25*low.rate() {
		return nil
	}
	return []Finding{{NoInformation, 0, say.T("the points do not tell: MQL and SQL win %d of %d, leads below MQL %d of %d (p %s)", up.Won, up.Leads, low.Won, low.Leads, chance(p))}}
}

// rules judges each rule that is no hindsight.
func (d *diagnosis) rules() (found []Finding) {
	worst, detail, known := d.overRated()
	if known && !detail.IsZero() {
		found = append(found, Finding{OverRated, worst.ID, detail})
	}
	var best Finding
	least := doubt
	for _, r := range d.table.Rules {
		if d.late[r.ID] || r.Points == 0 {
			continue
		}
		with, without := d.split(func(c climb) bool { return r.Points < 0 || c.level < 2 }, func(c climb) bool { return c.by[r.ID] != 0 })
		p := with.above(without)
		if with.Leads < 3 || without.Leads < 3 || p >= least || with.rate() < 1.5*without.rate() || r.Points > 0 && with.rate() < d.groups[2].rate() {
			continue
		}
		least = p
		best = Finding{UnderRated, r.ID, say.T("rule %d (%s) is worth more than its %d points: of the leads that never became SQL it won %d of %d, the others %d of %d (p %s)",
			r.ID, r.What(), r.Points, with.Won, with.Leads, without.Won, without.Leads, chance(p))}
		if r.Points < 0 {
			best.Detail = say.T("rule %d (%s) takes %d points, yet its leads win %d of %d, the others %d of %d (p %s)", r.ID, r.What(), -r.Points,
				with.Won, with.Leads, without.Won, without.Leads, chance(p))
		}
	}
	if best.Rule != 0 {
		found = append(found, best)
	}
	return found
}

// split parts some of the leads in two.
func (d *diagnosis) split(of, by func(climb) bool) (with, without Group) {
	for _, c := range d.list {
		switch {
		case !of(c):
		case by(c):
			with.add(c.won)
		default:
			without.add(c.won)
		}
	}
	return with, without
}

// overRated is the rule to which leads owe their level most, and that shows least
// for it: by the SQL that would not be SQL without it against the other SQL, and
// by all leads that it gave points against all others. Without a detail it is the
// likeliest, but it may be chance.
func (d *diagnosis) overRated() (worst Rule, detail say.Text, known bool) {
	least := 0.5
	for _, r := range d.table.Rules {
		if d.late[r.ID] || r.Points <= 0 {
			continue
		}
		owing, other := d.split(func(c climb) bool { return c.level == 2 }, func(c climb) bool { return c.points-c.by[r.ID] < d.table.SQL })
		with, without := d.split(func(climb) bool { return true }, func(c climb) bool { return c.by[r.ID] > 0 })
		p, text := other.above(owing), say.T("rule %d (%s) is over-rated: %d of %d SQL owe their level to it and %d of those were won, of the other SQL %d (p %s)",
			r.ID, r.What(), owing.Leads, owing.Leads+other.Leads, owing.Won, other.Won, chance(other.above(owing)))
		if q := without.above(with); owing.Leads < 3 || other.Leads < 3 || q < p {
			p, text = q, say.T("rule %d (%s) gives %d points, yet its leads win %d of %d, the others %d of %d (p %s)", r.ID, r.What(), r.Points,
				with.Won, with.Leads, without.Won, without.Leads, chance(q))
			owing, other = with, without
		}
		if owing.Leads < 3 || other.Leads < 3 || p >= least || owing.rate() >= other.rate() {
			continue
		}
		least, worst, known, detail = p, r, true, say.Text{}
		if p < doubt {
			detail = text
		}
	}
	return worst, detail, known
}

func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }

// chance writes a probability of a test.
func chance(p float64) string {
	if p < 0.001 {
		return "< 0.001"
	}
	return fmt.Sprintf("%.3f", p)
}
