package report

import (
	"math"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

// fewWon is below how many won deals a bootstrap is not to be believed: too
// few different deals for their resamples to vary as the next ones will.
const fewWon = 5

// judge puts what a metric shows into a sentence that claims no more: a winner
// only where the evidence is enough, however often one looks, and the interval of
// this look leaves out zero.
func (m *metric) judge(q Query, a, b *Side) {
	switch {
	case m.a.value == nil:
		m.verdict = m.nothing(a)
	case m.b.value == nil:
		m.verdict = m.nothing(b)
	case m.key == "win_rate" && a.Won > 0 && b.Won > 0 && m.a.n == a.Won && m.b.n == b.Won:
		m.verdict = say.T("no lost deal is recorded on either side, so it says nothing: close lost leads too, or read the conversion")
	case m.unit == sheet.Rate:
		m.judgeRate(q, a, b)
	case m.unsure(a, b):
		m.verdict = say.T("too early to say: fewer than %d won deals", fewWon)
	default:
		m.judgeDrawn(q, a, b)
	}
}

// nothing says why a side has no figure.
func (m *metric) nothing(s *Side) say.Text {
	switch m.key {
	case "win_rate":
		return say.T("nothing to compare: no lead of %s is won or lost yet", s.Name)
	case "revenue_per_hour":
		return say.T("nothing to compare: no hours are recorded for %s", s.Name)
	case "days_to_win":
		return say.T("nothing to compare: no lead of %s is won yet", s.Name)
	}
	return say.T("nothing to compare: %s has no lead", s.Name)
}

// unsure reports whether there are too few won deals to draw from. A side that
// won hardly anything may still lose clearly when it had many leads.
func (m *metric) unsure(a, b *Side) bool {
	if m.lessIsMore {
		return a.Won < fewWon || b.Won < fewWon
	}
	return max(a.Won, b.Won) < fewWon || a.Won < fewWon && a.Leads < 4*fewWon || b.Won < fewWon && b.Leads < 4*fewWon || math.IsNaN(m.from)
}

func (m *metric) judgeRate(q Query, a, b *Side) {
	better, low, high := a, m.from, m.to
	if m.to < 0 {
		better, low, high = b, -m.to, -m.from
	}
	if m.decided {
		from, to := int64(math.Floor(low*100)), int64(math.Ceil(high*100))
		m.verdict = say.T("%s wins more often, by %d to %d points", better.Name, from, to)
		if m.countsLeads {
			m.verdict = say.T("%s has turned more of its leads into deals so far, by %d to %d points", better.Name, from, to)
		}
		return
	}
	m.undecided(q)
}

func (m *metric) judgeDrawn(q Query, a, b *Side) {
	better, low, high := a, m.from, m.to
	if m.to < 0 {
		better, low, high = b, -m.to, -m.from
	}
	money := func(minor float64) string { return inMoney(minor, q.Base) }
	switch {
	case m.lessIsMore:
		m.verdict = say.T("not decided: at this one look the difference is %s, and no test of days may be read again and again", m.spread())
	case m.decided && m.key == "revenue_per_hour":
		m.verdict = say.T("an hour on %s earned more, by %s to %s", better.Name, money(low), money(high))
	case m.decided:
		m.verdict = say.T("a lead of %s brought more, by %s to %s", better.Name, money(low), money(high))
	default:
		m.undecided(q)
	}
}

// inMoney is a drawn figure as an amount.
func inMoney(minor float64, base crm.Currency) string {
	return crm.Money{Minor: int64(math.Round(minor)), Currency: base}.String()
}

// undecided says how far the evidence is from enough, and how many more leads
// would make it enough if they went like those so far. Ten times as many, or
// thousands, are no plan any more.
func (m *metric) undecided(q Query) {
	if more := about(m.more); m.times > 0 && m.times <= 11 && more <= 5000 && m.more > 0 {
		m.verdict = say.T("not decided: evidence %s of the %d needed; about %d more closed leads, if they go like those so far", m.shownEvidence(), stats.Enough, more)
		if m.countsLeads && m.unit != sheet.Rate {
			m.verdict = say.T("not decided: evidence %s of the %d needed; about %d more leads, if they go like those so far", m.shownEvidence(), stats.Enough, more)
		}
		return
	}
	within := m.spread()
	if m.unit == sheet.Money { // in a sentence the currency belongs to it
		within = say.T("%s to %s", inMoney(m.from, q.Base), inMoney(m.to, q.Base))
	}
	m.verdict = say.T("not decided: evidence %s of the %d needed; if there is a difference, it is within %s", m.shownEvidence(), stats.Enough, within)
	if math.IsNaN(m.evidence) {
		m.verdict = say.T("not decided: at this one look the difference is %s, and no test of replies may be read again and again: a lead that has not answered may still do so", within)
	}
}

// shownEvidence is the evidence as people read it: enough is enough.
func (m *metric) shownEvidence() string {
	switch {
	case math.IsNaN(m.evidence):
		return ""
	case m.evidence < 10:
		return crm.Tenths(m.evidence)
	case m.evidence > 1000:
		return "1000+"
	}
	return crm.Tenths(math.Floor(m.evidence))
}

// about rounds a number up to one that claims no false precision.
func about(n float64) int64 {
	step := 5.0
	switch {
	case n > 2000:
		step = math.Pow(10, math.Floor(math.Log10(n))-1)
	case n > 500:
		step = 100
	case n > 100:
		step = 50
	case n > 20:
		step = 10
	}
	return int64(max(math.Ceil(n/step), 1) * step)
}

// spread words the interval of the difference.
func (m *metric) spread() say.Text {
	switch m.unit {
	case sheet.Rate:
		return say.T("%s to %s points", crm.Tenths(m.from*100), crm.Tenths(m.to*100))
	case sheet.Money:
		return say.T("%s to %s", m.low.(sheet.Amount).Decimal, m.high.(sheet.Amount).Decimal)
	}
	return say.T("%s to %s days", crm.Tenths(m.from), crm.Tenths(m.to))
}

// compareNotes say what a reader should know before believing a comparison.
func compareNotes(q Query, a, b *Side, shared int64) (notes []say.Text) {
	switch {
	case shared == 1:
		notes = append(notes, say.T("1 lead belongs to both, so the two are not independent and every difference is less sure than it looks"))
	case shared > 1:
		notes = append(notes, say.T("%d leads belong to both, so the two are not independent and every difference is less sure than it looks", shared))
	}
	for _, s := range []*Side{a, b} {
		if s.Young.immature(s.Leads, s.Leads-s.Closed) {
			notes = append(notes, say.T("%s is too recent to judge: %s", s.Name, s.Young.text(s.Leads, s.Leads-s.Closed)))
		}
	}
	both := &figures{}
	both.Early, both.Unpriced = a.Early+b.Early, a.Unpriced+b.Unpriced
	both.Won, both.Lost, both.NoResponse = a.Won+b.Won, a.Lost+b.Lost, a.NoResponse+b.NoResponse
	return append(notes, q.notes(both)...)
}
