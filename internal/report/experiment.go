package report

import (
	"math"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

// Experiment is a planned test of variants, with what has come of it so far.
type Experiment struct {
	Plan     crm.Experiment
	Sent     []int64 // of each variant of the plan
	Answered []int64 // of those
}

// Design is the plan in the terms of its statistics.
func (e Experiment) Design() stats.TestAndRoll {
	return stats.TestAndRoll{Sends: e.Plan.Sends, Variants: len(e.Plan.Variants),
		Rate: float64(e.Plan.Rate) / 1e6, Spread: float64(e.Plan.Spread) / 1e6}
}

// Sheet is the plan: how many of each variant before the rest goes to the better.
func (e Experiment) Sheet(notes ...say.Text) *sheet.Sheet {
	design := e.Design()
	s := &sheet.Sheet{Shape: sheet.Record, Noted: true, Columns: []sheet.Column{
		{Key: "variants", Title: say.T("variants"), Type: sheet.List},
		{Key: "sends", Title: say.T("sends"), Type: sheet.Count},
		{Key: "each", Title: say.T("each first"), Type: sheet.Count},
		{Key: "rest", Title: say.T("rest to the better one"), Type: sheet.Count},
		{Key: "gain", Title: say.T("answers gained over a fixed test"), Type: sheet.Credit},
		{Key: "fixed_each", Title: say.T("each in a fixed test"), Type: sheet.Count}}}
	s.Add(e.Plan.Variants, e.Plan.Sends, e.Plan.Each, e.rest(), design.Gain(), design.FixedEach())
	s.Notes = append([]say.Text{say.T("send each variant %d times, then all the rest as the one with more answers", e.Plan.Each)}, notes...)
	return s
}

// rest is how many sends are left for the better variant after the test.
func (e Experiment) rest() int64 {
	return max(e.Plan.Sends-e.Plan.Each*int64(len(e.Plan.Variants)), 0)
}

// Progress is the table of a running test: what each variant has brought, what
// is left to send of it, and what to do next.
func (e Experiment) Progress() *sheet.Sheet {
	s := &sheet.Sheet{Columns: []sheet.Column{
		{Key: "variant", Title: say.T("variant")},
		{Key: "sent", Title: say.T("sent"), Type: sheet.Count},
		{Key: "answered", Title: say.T("answered"), Type: sheet.Count},
		{Key: "left", Title: say.T("left"), Type: sheet.Count},
		{Key: "advice", Title: say.T("advice"), Whole: true}}}
	best, over := e.best()
	total := int64(0)
	for _, sent := range e.Sent {
		total += sent
	}
	left := max(e.Plan.Sends-total, 0)
	for i, name := range e.Plan.Variants {
		missing := min(max(e.Plan.Each-e.Sent[i], 0), left)
		advice := say.T("send %d more as %s", missing, name)
		switch {
		case left == 0:
			missing, advice = 0, say.T("done: every send is out")
		case over && i == best:
			missing, advice = left, say.T("stop the test now: send the rest as %s", name)
		case over:
			missing, advice = 0, say.T("send no more as %s", name)
		case missing == 0:
			advice = say.T("enough as %s: wait for the other variants", name)
		}
		s.Add(name, e.Sent[i], e.Answered[i], missing, advice)
	}
	return s
}

// best is the variant with the highest share of answers so far, the earlier of
// two equal ones, and whether the test is over: every variant has had its sends,
// or none of the others can catch up with those that are left to it.
func (e Experiment) best() (best int, over bool) {
	share := func(answered, sent int64) float64 {
		if sent == 0 {
			return -1
		}
		return float64(answered) / float64(sent)
	}
	over = true
	for i := range e.Sent {
		over = over && e.Sent[i] >= e.Plan.Each
		if share(e.Answered[i], e.Sent[i]) > share(e.Answered[best], e.Sent[best]) {
			best = i
		}
	}
	if over || e.Plan.Each == 0 {
		return best, true
	}
	// At worst none of the missing sends of the best is answered, and all of the others' are.
	lowest := float64(e.Answered[best]) / math.Max(float64(e.Plan.Each), float64(e.Sent[best]))
	for i := range e.Sent {
		if i == best {
			continue
		}
		missing := max(e.Plan.Each-e.Sent[i], 0)
		if share(e.Answered[i]+missing, max(e.Sent[i], e.Plan.Each)) >= lowest {
			return best, false
		}
	}
	return best, true
}
