package report

import (
	"math"
	"slices"
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
func LongestCycle(q Query, facts []crm.Fact) (days int) {
	if !growing(q.By) {
		return 0
	}
	for _, c := range q.cycles(facts) {
		days = max(days, int(math.Ceil(c)))
	}
	return days
}

func growing(by []crm.Dimension) bool {
	return !slices.ContainsFunc(by, func(d crm.Dimension) bool {
		return d == crm.ByStage || d == crm.ByOutcome || d == crm.ByReason || d == crm.ByLevel
	})
}

// cycles are the usual cycles by group; that of "" holds for groups without a won deal.
func (q Query) cycles(facts []crm.Fact) map[string]float64 {
	all, own := stats.Histogram{}, map[string]stats.Histogram{"": nil}
	for _, f := range facts {
		if f.WonAfter == 0 {
			continue
		}
		key := strings.Join(q.labels(f.Group), "\x00")
		if own[key] == nil {
			own[key] = stats.Histogram{}
		}
		own[key][f.DaysToWin] += f.WonAfter
		all[f.DaysToWin] += f.WonAfter
	}
	cycles := map[string]float64{}
	for key, h := range own {
		cycles[key] = Cycle(h, all)
	}
	return cycles
}

// enough is how many leads, or won deals, a note about the share of some of them needs.
const enough = 5

// remarks are the notes that need more than the total.
func (q Query) remarks(facts []crm.Fact, rows map[string]*figures, total *figures) (notes []say.Text) {
	r := q.Remarks
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
	if name, revenue, some := topRow(rows); total.Revenue > 0 && total.Won >= enough && some && len(q.By) == 1 && q.By[0] == crm.BySource && share(revenue) >= 0.75 {
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
	return append(notes, q.immature(facts, rows)...)
}

// remainders say what was spent that no channel, or no campaign, answers for.
func (q Query) remainders(rows map[string]*figures, labels map[string][]string) (notes []say.Text) {
	for i, d := range q.By {
		if d != crm.ByChannel && d != crm.ByCampaign {
			continue
		}
		left := &figures{}
		for key, f := range rows {
			if labels[key][i] == None {
				left.Cost += f.Cost
				left.Minutes += f.Minutes
			}
		}
		money, hours := crm.Money{Minor: left.Cost, Currency: q.Base}.String(), crm.Tenths(float64(left.Minutes)/60)
		switch {
		case left.Cost == 0 && left.Minutes == 0:
		case d == crm.ByChannel:
			notes = append(notes, say.T("%s and %s hours belong to no channel: they stand under %s", money, hours, None))
		default:
			notes = append(notes, say.T("%s and %s hours belong to no campaign: they stand under %s", money, hours, None))
		}
	}
	return notes
}

// topRow is the row with most revenue, when at least two rows have any lead.
func topRow(rows map[string]*figures) (name string, revenue int64, some bool) {
	groups := 0
	for key, f := range rows {
		if f.Leads > 0 || f.Won > 0 {
			groups++
		}
		if f.Revenue > revenue {
			name, revenue = key, f.Revenue
		}
	}
	return name, revenue, groups >= 2
}

// immature names the groups whose open leads are younger than their usual cycle.
func (q Query) immature(facts []crm.Fact, rows map[string]*figures) (notes []say.Text) {
	cycles := q.cycles(facts)
	young := map[string]*Young{}
	for _, f := range q.Remarks.Young {
		key := strings.Join(q.labels(f.Group), "\x00")
		cycle, known := cycles[key]
		if !known {
			cycle = cycles[""]
		}
		if young[key] == nil {
			young[key] = &Young{Cycle: cycle}
		}
		if f.Day > q.Remarks.Today.AddDays(-int(math.Ceil(cycle))) {
			young[key].Open += f.Leads - f.Closed
		}
	}
	var keys []string
	for key, y := range young {
		if f := rows[key]; f != nil && y.immature(f.Leads, f.Leads-f.Closed) {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		if rows[a].Leads != rows[b].Leads {
			return int(rows[b].Leads - rows[a].Leads)
		}
		return strings.Compare(a, b)
	})
	for _, key := range keys[:min(len(keys), 3)] {
		f := rows[key]
		notes = append(notes, say.T("%s is too young to judge: %s", strings.ReplaceAll(key, "\x00", ", "), young[key].text(f.Leads, f.Leads-f.Closed)))
	}
	if more := len(keys) - 3; more > 0 {
		notes = append(notes, say.T("so are %d other groups", more))
	}
	return notes
}
