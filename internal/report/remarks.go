package report

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// Remarks are facts for the notes of a report beyond its own sums.
type Remarks struct {
	Today          crm.Date
	Young          []crm.Fact // leads and closed of the groups, day by day, as far back as LongestCycle
	Weight         crm.Weight
	Untimed, Leads int64 // leads without any time booked, of all
	Late           []crm.LateCampaign
}

func growing(by []crm.Dimension) bool {
	return !slices.ContainsFunc(by, func(d crm.Dimension) bool {
		return d == crm.ByStage || d == crm.ByOutcome || d == crm.ByReason || d == crm.ByLevel
	})
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
		notes = append(notes, say.T("one deal, of lead %d, is %s %% of the revenue: without it the figures would look quite different", int64(r.Weight.DealLead), percent(r.Weight.Deal)))
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
		var left crm.Fact
		for _, g := range s.groups {
			if g.labels[i] == None {
				left.Cost += g.Cost
				left.Minutes += g.Minutes
			}
		}
		money, hours := crm.Money{Minor: left.Cost, Currency: s.Base}.String(), crm.Tenths(float64(left.Minutes)/60)
		switch {
		case left.Cost == 0 && left.Minutes == 0:
		case d == crm.ByChannel:
			notes = append(notes, say.T("%s and %s hours belong to no channel: they are under %s", money, hours, say.T(None)))
		default:
			notes = append(notes, say.T("%s and %s hours belong to no campaign: they are under %s", money, hours, say.T(None)))
		}
	}
	return notes
}

// top is the group with most revenue, when at least two groups have any lead.
func (s *Sums) top() (name string, revenue int64, some bool) {
	groups := 0
	for _, g := range s.groups {
		if g.Leads > 0 || g.Won > 0 {
			groups++
		}
		if g.Revenue > revenue {
			name, revenue = g.name(), g.Revenue
		}
	}
	return name, revenue, groups >= 2
}

// immature names the groups whose open leads are younger than their usual cycle.
func (s *Sums) immature() (notes []say.Text) {
	type immature struct {
		*group
		Young
	}
	young := map[*group][]*crm.Fact{}
	for i := range s.Remarks.Young {
		f := &s.Remarks.Young[i]
		g := s.group(f.Group)
		young[g] = append(young[g], f)
	}
	var list []immature
	for _, g := range s.groups {
		if len(young[g]) == 0 || g.figures.empty() {
			continue
		}
		y := Young{Cycle: s.cycle(g)}
		from := s.Remarks.Today.AddDays(-int(math.Ceil(y.Cycle)))
		for _, f := range young[g] {
			if f.Day > from {
				y.Open += f.Leads - f.Closed
			}
		}
		if y.immature(g.Leads, g.Leads-g.Closed) {
			list = append(list, immature{g, y})
		}
	}
	sort.Slice(list, func(i, j int) bool {
		a, b := &list[i], &list[j]
		return cmp.Or(cmp.Compare(b.Leads, a.Leads), strings.Compare(a.name(), b.name())) < 0
	})
	for _, i := range list[:min(len(list), 3)] {
		notes = append(notes, say.T("%s is too recent to judge: %s", strings.Join(i.labels, ", "), i.text(i.Leads, i.Leads-i.Closed)))
	}
	if more := len(list) - 3; more > 0 {
		notes = append(notes, say.T("so are %d other groups", more))
	}
	return notes
}
