package report

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/stats"
)

// Remarks are facts for the notes of a report beyond its own sums.
type Remarks struct {
	Today          crm.Date
	Young          []crm.Fact // leads and closed of the groups, day by day, as far back as LongestCycle
	Weight         crm.Weight
	Untimed, Leads int64 // leads without any time booked, of all
	Late           []crm.LateCampaign
}

// LongestCycle is how many days back the youngest leads of a report reach: the
// longest usual cycle of a group; 0 when no cycle is known, or when the groups
// are not such as grow up (stages, outcomes, reasons).
func (s *Sums) LongestCycle() (days int) {
	if !growing(s.By) {
		return 0
	}
	own, usual := s.cycles()
	days = int(math.Ceil(usual))
	for _, c := range own {
		days = max(days, int(math.Ceil(c)))
	}
	return days
}

func growing(by []crm.Dimension) bool {
	return !slices.ContainsFunc(by, func(d crm.Dimension) bool {
		return d == crm.ByStage || d == crm.ByOutcome || d == crm.ByReason || d == crm.ByLevel
	})
}

// cycles are the usual cycles of those lines that have enough won deals to have
// their own, and that of the others.
func (s *Sums) cycles() (own map[int32]float64, usual float64) {
	own, usual = map[int32]float64{}, Cycle(nil, s.total.days)
	days := stats.Histogram{}
	for rest := s.after; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].line == rest[0].line {
			n++
		}
		if clear(days); n >= fewWon || slices.ContainsFunc(rest[:n], func(w wonAfter) bool { return w.deals > 1 }) {
			for _, w := range rest[:n] {
				days[w.days] += w.deals
			}
			own[rest[0].line] = Cycle(days, s.total.days)
		}
		rest = rest[n:]
	}
	return own, usual
}

// enough is how many leads, or won deals, a note about the share of some of them needs.
const enough = 5

// remarks are the notes that need more than the total.
func (s *Sums) remarks() (notes []say.Text) {
	r, total := s.Remarks, &s.total
	if r == nil {
		return nil
	}
	share := func(part int64) float64 { return float64(part) / float64(total.Revenue) }
	percent := func(part int64) string { return crm.Tenths(math.Round(100 * share(part))) }
	switch {
	case total.Revenue <= 0 || total.Won < 2:
	case share(r.Weight.Deal) >= 0.5:
		notes = append(notes, say.T("one deal, of lead %d, is %s %% of the revenue: without it every figure of money is another", int64(r.Weight.DealLead), percent(r.Weight.Deal)))
	case total.Won >= enough && share(r.Weight.OfClient) >= 0.5:
		notes = append(notes, say.T("%s %% of the revenue comes from one client, %s", percent(r.Weight.OfClient), r.Weight.Client))
	}
	if name, revenue, some := s.top(); total.Revenue > 0 && total.Won >= enough && some && len(s.By) == 1 && s.By[0] == crm.BySource && share(revenue) >= 0.75 {
		notes = append(notes, say.T("%s %% of the revenue comes from one source, %s", percent(revenue), name))
	}
	if r.Leads >= enough && 5*r.Untimed >= r.Leads {
		notes = append(notes, say.T("hours are missing on %s %% of the leads (%d of %d), so an hour looks better paid than it is",
			crm.Tenths(math.Round(100*float64(r.Untimed)/float64(r.Leads))), r.Untimed, r.Leads))
	}
	for _, c := range r.Late[:min(len(r.Late), 3)] {
		if c.Leads == 1 {
			notes = append(notes, say.T("the campaign %s ended on %s, and 1 lead came by it later", c.Name, say.Day(c.End)))
		} else {
			notes = append(notes, say.T("the campaign %s ended on %s, and %d leads came by it later", c.Name, say.Day(c.End), c.Leads))
		}
	}
	return append(notes, s.immature()...)
}

// remainders say what was spent that no channel, or no campaign, answers for.
func (s *Sums) remainders() (notes []say.Text) {
	for i, d := range s.By {
		if d != crm.ByChannel && d != crm.ByCampaign {
			continue
		}
		var left line
		for n := range s.lines {
			if l := &s.lines[n]; s.called(l, i) == None {
				left.cost += l.cost
				left.minutes += l.minutes
			}
		}
		money, hours := crm.Money{Minor: left.cost, Currency: s.Base}.String(), crm.Tenths(float64(left.minutes)/60)
		switch {
		case left.cost == 0 && left.minutes == 0:
		case d == crm.ByChannel:
			notes = append(notes, say.T("%s and %s hours belong to no channel: they stand under %s", money, hours, None))
		default:
			notes = append(notes, say.T("%s and %s hours belong to no campaign: they stand under %s", money, hours, None))
		}
	}
	return notes
}

// top is the line with most revenue, when at least two lines have any lead.
func (s *Sums) top() (name string, revenue int64, some bool) {
	groups := 0
	for n := range s.lines {
		l := &s.lines[n]
		if l.leads > 0 || l.won > 0 {
			groups++
		}
		if l.revenue > revenue {
			name, revenue = s.label(l), l.revenue
		}
	}
	return name, revenue, groups >= 2
}

// immature names the groups whose open leads are younger than their usual cycle.
func (s *Sums) immature() (notes []say.Text) {
	if len(s.Remarks.Young) == 0 {
		return nil
	}
	type immature struct {
		line *line
		name string
		Young
	}
	var list []immature
	facts := map[uint64][]*crm.Fact{}
	for i := range s.Remarks.Young {
		f := &s.Remarks.Young[i]
		key := s.key(&f.Group)
		facts[key] = append(facts[key], f)
	}
	own, usual := s.cycles()
	for n := range s.lines {
		l := &s.lines[n]
		if len(facts[l.key]) == 0 || l.empty() {
			continue
		}
		y := Young{Cycle: usual}
		if cycle, known := own[int32(n)]; known {
			y.Cycle = cycle
		}
		from := s.Remarks.Today.AddDays(-int(math.Ceil(y.Cycle)))
		for _, f := range facts[l.key] {
			if f.Day > from {
				y.Open += f.Leads - f.Closed
			}
		}
		if y.immature(int64(l.leads), int64(l.leads-l.closed)) {
			list = append(list, immature{l, s.label(l), y})
		}
	}
	sort.Slice(list, func(i, j int) bool {
		a, b := &list[i], &list[j]
		return cmp.Or(cmp.Compare(b.line.leads, a.line.leads), strings.Compare(a.name, b.name)) < 0
	})
	for _, i := range list[:min(len(list), 3)] {
		notes = append(notes, say.T("%s is too young to judge: %s", strings.ReplaceAll(i.name, "\x00", ", "), i.text(int64(i.line.leads), int64(i.line.leads-i.line.closed))))
	}
	if more := len(list) - 3; more > 0 {
		notes = append(notes, say.T("so are %d other groups", more))
	}
	return notes
}
