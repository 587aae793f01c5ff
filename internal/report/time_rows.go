package report

import (
	"slices"

	"leads/internal/crm"
)

// mostPeriods is how many empty periods are filled in at most: a stray date of the
// last century would else make a page of each week since.
const mostPeriods = 600

// fillTime adds a row for each period in which nothing happened, between the first
// and the last that are in the report: an empty month is news.
func (s *Sums) fillTime() {
	if len(s.By) == 0 || !s.By[0].IsTime() || s.Today == "" {
		return
	}
	var days []crm.Date
	for g := range s.known {
		if g.Day != "" && !s.known[g].empty() {
			days = append(days, g.Day)
		}
	}
	if s.Period.From != "" {
		days = append(days, s.Period.From)
	}
	if s.Period.To != "" {
		days = append(days, min(s.Period.To, s.Today))
	}
	if len(days) == 0 {
		return
	}
	first, last := slices.Min(days), slices.Max(days)
	if s.Period.From != "" {
		first = s.Period.From
	}
	labels := periods(s.By[0], first, last)
	if len(labels) > mostPeriods {
		return
	}
	shown := map[string]bool{}
	for _, g := range s.groups {
		if !g.empty() {
			shown[g.labels[0]] = true
		}
	}
	for _, label := range labels {
		if !shown[label] {
			s.labelled(append([]string{label}, slices.Repeat([]string{None}, len(s.By)-1)...)).filled = true
		}
	}
}

// periods names each period from a day to another.
func periods(dim crm.Dimension, first, last crm.Date) (labels []string) {
	step := map[crm.Dimension]int{crm.ByWeek: 7, crm.ByMonth: 28, crm.ByQuarter: 90, crm.ByYear: 365}[dim]
	for day := first; ; day = day.AddDays(step) {
		end := min(day, last)
		if label := crm.PeriodLabel(dim, end); len(labels) == 0 || labels[len(labels)-1] != label {
			labels = append(labels, label)
		}
		if end == last || len(labels) > mostPeriods {
			return labels
		}
	}
}

// cautious is the column by which a rate is sorted: the lower end of its interval
// when the highest come first, the upper end when the lowest do.
func cautious(key string, reverse bool) string {
	if !slices.Contains([]string{"win_rate", "conversion", "reply_rate", "final_rate"}, key) {
		return ""
	}
	if reverse {
		return key + "_high"
	}
	return key + "_low"
}
