package report

import (
	"cmp"
	"math"
	"slices"

	"leads/internal/crm"
	"leads/internal/stats"
)

// ending is a lead that ended, on which day.
type ending struct {
	on      crm.Date
	outcome crm.Outcome
}

// End notes that a lead of the side ended on a day. Call it in the order of ids;
// evidence is gathered in the order of days.
func (s *Side) End(outcome crm.Outcome, on crm.Date) {
	s.endings = append(s.endings, ending{on, outcome})
}

// trials are the wins and losses of a side in the order of their days; with all,
// what was declined counts as not won.
func (s *Side) trials(all bool) (list []bool) {
	slices.SortStableFunc(s.endings, func(a, b ending) int { return cmp.Compare(a.on, b.on) })
	for _, e := range s.endings {
		if all || e.outcome != crm.NotAFit {
			list = append(list, e.outcome == crm.Won)
		}
	}
	return list
}

// winsOf counts wins of a list.
func winsOf(list []bool) (won, n int64) {
	for _, w := range list {
		if n++; w {
			won++
		}
	}
	return won, n
}

// gather finds how strong the evidence for a difference is, and about how many
// more leads would make it enough; a test that may be read at any time exists for
// rates and for means, not for medians. What both sides share speaks for neither.
func (m *metric) gather(a, b *Side) {
	switch m.key {
	case "win_rate", "conversion":
		x, y := a.trials(m.countsLeads), b.trials(m.countsLeads)
		m.evidence = stats.Evidence(x, y)
		wonA, nA := winsOf(x)
		wonB, nB := winsOf(y)
		if blocks, ok := stats.EvidenceIn(wonA, nA, wonB, nB); ok {
			m.more = max(blocks-float64(nA), 0) + max(blocks-float64(nB), 0)
			m.times = blocks / float64(max(min(nA, nB), 1))
		}
	case "revenue_per_lead", "revenue_per_hour":
		difference, stdErr, units := means(a, b, m.key == "revenue_per_hour")
		m.evidence = stats.AsymptoticEvidence(difference, stdErr, units)
		if times, ok := stats.AsymptoticIn(difference, stdErr, units); ok {
			m.times, m.more = times, (times-1)*float64(a.Leads+b.Leads)
		}
	default:
		m.evidence = math.NaN()
	}
}

// means are how far apart two means are, by which standard error, from how many
// units of information. The error is the greater of two: that of each side's own
// spread, and that of the spread of both together, as it is where they are equal:
// a side that won nothing has no spread of its own, and is not sure for that.
func means(a, b *Side, hourly bool) (difference, stdErr, units float64) {
	ratioA, sumA := a.ratio(hourly)
	ratioB, sumB := b.ratio(hourly)
	if !(sumA > 0) || !(sumB > 0) || a.Leads < 2 || b.Leads < 2 {
		return 0, 0, 0
	}
	nA, nB := float64(a.Leads), float64(b.Leads)
	both := (ratioA*sumA + ratioB*sumB) / (sumA + sumB)
	own := a.spread(ratioA, hourly)*nA/(sumA*sumA) + b.spread(ratioB, hourly)*nB/(sumB*sumB)
	shared := (a.spread(both, hourly)*nA + b.spread(both, hourly)*nB) / (nA + nB)
	alike := shared * (nA/(sumA*sumA) + nB/(sumB*sumB))
	return ratioA - ratioB, math.Sqrt(max(own, alike)), nA * nB / (nA + nB)
}

// ratio is revenue / leads, or net / minutes, with what it is divided by.
func (s *Side) ratio(hourly bool) (ratio, by float64) {
	if !hourly {
		return float64(s.Revenue) / float64(s.Leads), float64(s.Leads)
	}
	return float64(s.net()) / float64(s.Minutes), float64(s.Minutes)
}

// spread is the variance of what each lead is above a ratio (the delta method).
func (s *Side) spread(ratio float64, hourly bool) float64 {
	n, sum, squares := 0.0, 0.0, 0.0
	for _, l := range s.kinds() {
		above := float64(l.revenue) - ratio
		if hourly {
			above = float64(l.revenue)*(1-float64(l.ppm)/1e6) - float64(l.cost) - ratio*float64(l.minutes)
		}
		c := float64(s.alike[l])
		n, sum, squares = n+c, sum+c*above, squares+c*above*above
	}
	return max(squares/n-sum/n*sum/n, 0) * n / (n - 1)
}
