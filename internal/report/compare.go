package report

import (
	"cmp"
	"hash/fnv"
	"maps"
	"math"
	"slices"
	"sort"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

// Side is one of the two groups of leads that are compared, and what its leads
// came to, whenever they closed. Fill it with Add.
type Side struct {
	Name  string
	Kind  string // source, channel, campaign, client or period
	Young Young  // for its maturity

	figures
	alike   map[lump]int64
	endings []ending
	spare   struct{ minutes, cost int64 } // booked on the source itself: the same in every resample
}

// lump is what leads have in common that are drawn as one.
type lump struct{ revenue, ppm, fixed, cost, minutes int64 }

// Add counts leads in.
func (s *Side) Add(y crm.Yield, names Names) {
	f := crm.Fact{Leads: y.Leads, Revenue: y.Revenue, FeeSource: y.FeeSource, FeeDay: y.FeeDay, FeeKnown: y.Own.Known, FeePPM: y.Own.PPM,
		FeeFixed: y.Own.Minor, Minutes: y.Minutes, Cost: y.Cost}
	switch y.Outcome {
	case crm.Won:
		f.Won, f.DaysToWin, f.WonAfter = y.Leads, y.Days, y.Leads
		if y.Unpriced {
			f.Unpriced = y.Leads
		}
		if y.Days < 0 {
			f.Early = y.Leads
		}
	case crm.Lost:
		f.Lost = y.Leads
	case crm.NoResponse:
		f.NoResponse = y.Leads
	case crm.NotAFit:
		f.NotAFit = y.Leads
	}
	if y.Outcome != "" {
		f.Closed = y.Leads
	}
	s.figures.add(&f, &names)
	if s.alike == nil {
		s.alike = map[lump]int64{}
	}
	own := lump{revenue: y.Revenue, cost: y.Cost, minutes: y.Minutes}
	switch {
	case y.Own.Fixed:
		own.fixed = y.Own.Minor
	case y.Own.Known:
		own.ppm = y.Own.PPM
	case y.Revenue != 0:
		own.ppm = crm.FeeOn(names.Fees[y.FeeSource], y.FeeDay)
	}
	s.alike[own] += y.Leads
}

// AddReplies adds who was contacted and who answered.
func (s *Side) AddReplies(f crm.Fact) {
	s.Contacted += f.Contacted
	s.Replied += f.Replied
	s.figures.Young += f.Young
}

// AddProspecting adds what was spent on the group and on no lead.
func (s *Side) AddProspecting(minutes, cost int64) {
	s.figures.Minutes += minutes
	s.figures.Cost += cost
	s.spare.minutes += minutes
	s.spare.cost += cost
}

// draws are the bootstrap figures of a side, one a resample of its leads.
type draws struct{ perLead, perHour, days []float64 }

// seed makes equal names draw equally, whichever side they are on.
func (s *Side) seed() uint64 {
	h := fnv.New64a()
	h.Write([]byte(s.Kind + ":" + s.Name))
	return h.Sum64()
}

// kinds are the kinds of leads of a side, always in the same order: a sum of
// fractions in another order ends in other digits.
func (s *Side) kinds() []lump {
	kinds := slices.Collect(maps.Keys(s.alike))
	sort.Slice(kinds, func(i, j int) bool {
		a, b := kinds[i], kinds[j]
		return cmp.Or(cmp.Compare(a.revenue, b.revenue), cmp.Compare(a.minutes, b.minutes), cmp.Compare(a.cost, b.cost), cmp.Compare(a.ppm, b.ppm), cmp.Compare(a.fixed, b.fixed)) < 0
	})
	return kinds
}

func (s *Side) draw() (d draws) {
	if s.Leads < 2 { // of one lead every resample is the same: it would look sure
		return d
	}
	lumps := make([]stats.Lump, 0, len(s.alike))
	for _, l := range s.kinds() {
		net := float64(l.revenue)*(1-float64(l.ppm)/1e6) - float64(l.fixed) - float64(l.cost)
		lumps = append(lumps, stats.Lump{Count: s.alike[l], Values: stats.Values{float64(l.revenue), net, float64(l.minutes)}})
	}
	for _, sum := range stats.Resample(lumps, stats.Resamples, s.seed()) {
		d.perLead = append(d.perLead, sum[0]/float64(s.Leads))
		hour := math.NaN()
		if minutes := sum[2] + float64(s.spare.minutes); minutes > 0 {
			hour = (sum[1] - float64(s.spare.cost)) * 60 / minutes
		}
		d.perHour = append(d.perHour, hour)
	}
	if s.Won >= 2 {
		d.days = stats.ResampleMedians(s.Leads, s.days, stats.Resamples, s.seed()+1)
	}
	return d
}

// bothDraw draws for both sides at once: there is more than one processor.
func bothDraw(a, b *Side) (forA, forB draws) {
	done := make(chan draws)
	go func() { done <- b.draw() }()
	forA = a.draw()
	return forA, <-done
}

// metric is one line of a comparison.
type metric struct {
	key         string
	title       say.Text
	unit        sheet.Type // Rate, Money or Number (days)
	a, b        estimate
	low, high   any     // of the difference a − b
	p           any     // that a beats b
	from, to    float64 // the difference's interval as numbers; NaN when unknown
	verdict     say.Text
	lessIsMore  bool
	countsLeads bool    // what would settle it are leads, not closed ones
	evidence    float64 // for a difference, in times; NaN where no test may be read at any time
	more, times float64 // about how many more leads would make it enough, and how many times as many; 0 when nobody knows
	decided     bool
}

// estimate is a figure of one side with its interval.
type estimate struct {
	value, low, high any
	n                int64
}

// Compare sets two groups of leads side by side. Each figure is that of a
// cohort report, with a 95 % interval: Wilson's for rates, the percentiles of a
// bootstrap over leads for the others. A beats B on a rate with the exact
// probability of two Beta posteriors (uniform before), else in the share of
// pairs of resamples in which it is better. Shared is how many leads belong to
// both sides.
func Compare(q Query, a, b *Side, shared int64) *sheet.Sheet {
	metrics := q.metrics(a, b, shared)
	s := &sheet.Sheet{Shape: sheet.Envelope, RowsKey: "metrics", Title: compareTitle(q, a, b), Columns: []sheet.Column{
		{Key: "metric"}, {Key: "a", Type: sheet.Number}, {Key: "a_low", Type: sheet.Number}, {Key: "a_high", Type: sheet.Number},
		{Key: "a_n", Type: sheet.Count}, {Key: "b", Type: sheet.Number}, {Key: "b_low", Type: sheet.Number}, {Key: "b_high", Type: sheet.Number},
		{Key: "b_n", Type: sheet.Count}, {Key: "difference_low", Type: sheet.Number}, {Key: "difference_high", Type: sheet.Number},
		{Key: "p_a_beats_b", Type: sheet.Rate}, {Key: "evidence", Type: sheet.Number}, {Key: "decided", Type: sheet.Bool}, {Key: "verdict"}}}
	for _, side := range []struct {
		key string
		s   *Side
	}{{"a", a}, {"b", b}} {
		s.Head = append(s.Head, sheet.Field{Key: side.key, Value: []sheet.Field{{Key: "name", Value: side.s.Name}, {Key: "kind", Value: side.s.Kind},
			{Key: "leads", Value: side.s.Leads}, {Key: "open", Value: side.s.Leads - side.s.Closed}, {Key: "won", Value: side.s.Won}}})
	}
	s.Head = append(s.Head, sheet.Field{Key: "currency", Value: string(q.Base)})
	for _, m := range metrics {
		s.Add(m.key, m.a.value, m.a.low, m.a.high, m.a.n, m.b.value, m.b.low, m.b.high, m.b.n, m.low, m.high, m.p, known(m.evidence), m.decided, m.verdict)
	}
	s.Notes = compareNotes(q, a, b, shared)
	return s
}

// CompareTold is Compare for people: a line a figure, each with its interval
// and n in one cell, and the verdicts below.
func CompareTold(q Query, a, b *Side, shared int64) *sheet.Sheet {
	s := &sheet.Sheet{Title: compareTitle(q, a, b), Columns: []sheet.Column{
		{Key: "metric", Title: say.T("metric")}, {Key: "a", Title: say.T("%s", a.Name), Type: sheet.Mixed},
		{Key: "b", Title: say.T("%s", b.Name), Type: sheet.Mixed},
		{Key: "difference", Title: say.T("difference, at one look"), Type: sheet.Number},
		{Key: "p_a_beats_b", Title: say.T("A beats B"), Type: sheet.Rate},
		{Key: "evidence", Title: say.T("evidence"), Type: sheet.Text}}}
	for _, m := range q.metrics(a, b, shared) {
		cell := func(e estimate) sheet.Figure {
			return sheet.Figure{Type: m.unit, Value: e.value, Low: e.low, High: e.high, N: e.n}
		}
		var difference any
		if m.low != nil {
			difference = m.spread()
		}
		s.Add(m.title, cell(m.a), cell(m.b), difference, m.p, say.T("%s", m.shownEvidence()))
		s.Notes = append(s.Notes, say.T("%s: %s", m.title, m.verdict))
	}
	s.Notes = append(s.Notes, compareNotes(q, a, b, shared)...)
	return s
}

func compareTitle(q Query, a, b *Side) say.Text {
	if q.Period.Open() {
		return say.T("%s (A) against %s (B): their leads, whenever they closed (%s)", a.Name, b.Name, string(q.Base))
	}
	return say.T("%s (A) against %s (B): leads whose first touch is %s, whenever they closed (%s)", a.Name, b.Name, q.Period.When(), string(q.Base))
}

// known is a cell of a number that may be unknown.
func known(f float64) any {
	if math.IsNaN(f) {
		return nil
	}
	return f
}

func (q Query) metrics(a, b *Side, shared int64) []*metric {
	forA, forB := bothDraw(a, b)
	list := []*metric{
		rateMetric("win_rate", say.T("win rate"), a, b, (*figures).decided, false),
		rateMetric("conversion", say.T("conversion"), a, b, leadsOf, true),
		q.drawnMetric("revenue_per_lead", say.T("revenue per lead"), sheet.Money, forA.perLead, forB.perLead),
		q.drawnMetric("revenue_per_hour", say.T("net per hour"), sheet.Money, forA.perHour, forB.perHour),
		q.drawnMetric("days_to_win", say.T("days to win"), sheet.Number, forA.days, forB.days),
	}
	replies := countMetric("reply_rate", say.T("reply rate"), a, b, repliedOf, (*figures).answerable)
	perLead, perHour, days := list[2], list[3], list[4]
	perLead.a.value, perLead.b.value = q.ratio(a.Revenue, a.Leads, 1), q.ratio(b.Revenue, b.Leads, 1)
	perHour.a.value, perHour.b.value = q.ratio(a.net(), a.Minutes, 60), q.ratio(b.net(), b.Minutes, 60)
	perLead.a.n, perLead.b.n, perHour.a.n, perHour.b.n = a.Leads, b.Leads, a.Leads, b.Leads
	days.a.value, days.b.value = median(a.days), median(b.days)
	days.a.n, days.b.n = a.Won, b.Won
	if a.Contacted+b.Contacted > 0 {
		list = append(list, replies)
	}
	for _, m := range list {
		m.gather(a, b)
		m.decided = shared == 0 && m.evidence >= stats.Enough && (m.from > 0 || m.to < 0) && (m.unit == sheet.Rate || !m.unsure(a, b))
		m.judge(q, a, b)
	}
	return list
}

func median(h stats.Histogram) any {
	if m, ok := h.Median(); ok {
		return m
	}
	return nil
}

// rateMetric compares won of what of counts.
func rateMetric(key string, title say.Text, a, b *Side, of func(*figures) int64, leads bool) *metric {
	m := countMetric(key, title, a, b, wonOf, of)
	m.countsLeads = leads
	return m
}

// countMetric compares what k counts of what of counts.
func countMetric(key string, title say.Text, a, b *Side, k, of func(*figures) int64) *metric {
	m := &metric{key: key, title: title, unit: sheet.Rate, from: math.NaN(), to: math.NaN()}
	for _, side := range []struct {
		f  *figures
		to *estimate
	}{{&a.figures, &m.a}, {&b.figures, &m.b}} {
		n := of(side.f)
		if side.to.n = n; n == 0 {
			continue
		}
		got := k(side.f)
		low, high := stats.Wilson(got, n)
		*side.to = estimate{float64(got) / float64(n), low, high, n}
	}
	if m.a.n > 0 && m.b.n > 0 {
		m.from, m.to = stats.Newcombe(k(&a.figures), m.a.n, k(&b.figures), m.b.n)
		m.low, m.high = m.from, m.to
		m.p = stats.Beats(k(&a.figures), m.a.n, k(&b.figures), m.b.n)
	}
	return m
}

// drawnMetric compares two figures by their resamples.
func (q Query) drawnMetric(key string, title say.Text, unit sheet.Type, a, b []float64) *metric {
	m := &metric{key: key, title: title, unit: unit, lessIsMore: key == "days_to_win", countsLeads: true, from: math.NaN(), to: math.NaN()}
	m.a.low, m.a.high, _, _ = q.interval(a, unit)
	m.b.low, m.b.high, _, _ = q.interval(b, unit)
	difference := make([]float64, min(len(a), len(b)))
	for i := range difference {
		difference[i] = a[i] - b[i]
	}
	m.low, m.high, m.from, m.to = q.interval(difference, unit)
	better, worse := a, b
	if m.lessIsMore {
		better, worse = b, a
	}
	if p, ok := stats.Ahead(better, worse); ok {
		m.p = p
	}
	return m
}

// interval is the percentile interval of resamples, as cells and as numbers.
func (q Query) interval(draws []float64, unit sheet.Type) (low, high any, from, to float64) {
	from, to, ok := stats.Percentile95(draws)
	switch {
	case !ok:
		return nil, nil, math.NaN(), math.NaN()
	case unit == sheet.Money:
		return q.amount(int64(math.Round(from))), q.amount(int64(math.Round(to))), from, to
	}
	return from, to, from, to
}
