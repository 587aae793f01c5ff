package report

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

// Changes are the differences between a period and the one before it, group by
// group, each with how sure it is. Fill it with Add, one history a lead of the file.
type Changes struct {
	q           Query
	now, before crm.Period
	sides       map[string]*[2]*Side // this period and the one before
	total       [2]*Side
}

// NewChanges begins the comparison of a report with that of the period before.
func NewChanges(q Query, now, before crm.Period) *Changes {
	c := &Changes{q: q, now: now, before: before, sides: map[string]*[2]*Side{}}
	c.total = c.pair()
	return c
}

func (c *Changes) pair() [2]*Side {
	return [2]*Side{{Name: c.now.String()}, {Name: c.before.String()}}
}

// Add counts a lead in where it ended in one of the two periods, or, of a cohort,
// came in one of them and has ended.
func (c *Changes) Add(j crm.StageHistory) {
	day := j.ClosedOn
	if c.q.Cohort {
		day = j.From
	}
	for i, p := range []crm.Period{c.now, c.before} {
		if j.Outcome == "" || !p.Contains(day) {
			continue
		}
		name := strings.Join(c.q.labels(j.Group), "\x00")
		if c.sides[name] == nil {
			pair := c.pair()
			c.sides[name] = &pair
		}
		for _, s := range []*Side{c.sides[name][i], c.total[i]} {
			s.End(j.Outcome, j.ClosedOn)
			switch j.Outcome {
			case crm.Won:
				s.Won++
			case crm.Lost:
				s.Lost++
			case crm.NoResponse:
				s.NoResponse++
			}
		}
	}
}

// Sheet is the differences of the rows of the two reports, in the order of the
// first. By a period of time only the totals can be compared.
func (c *Changes) Sheet(now, before *sheet.Sheet) *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("What changed from %s", c.before.Text()), Shape: sheet.Envelope, Names: len(c.q.By)}
	s.Columns = append(groupColumns(c.q.By), sheet.Column{Key: "leads_change", Title: say.T("leads"), Type: sheet.Count},
		sheet.Column{Key: "revenue_change", Title: say.T("revenue"), Type: sheet.Money},
		sheet.Column{Key: "win_rate", Title: say.T("win rate"), Type: sheet.Rate}, sheet.Column{Key: "win_rate_previous", Title: say.T("before"), Type: sheet.Rate},
		sheet.Column{Key: "difference_low", Type: sheet.Number, Detail: true}, sheet.Column{Key: "difference_high", Type: sheet.Number, Detail: true},
		sheet.Column{Key: "evidence", Type: sheet.Number, Detail: true}, sheet.Column{Key: "decided", Type: sheet.Bool, Detail: true},
		sheet.Column{Key: "verdict", Title: say.T("has the win rate changed?"), Whole: true})
	names := len(c.q.By)
	if !slices.ContainsFunc(c.q.By, crm.Dimension.IsTime) {
		was := map[string][]any{}
		for _, row := range before.Rows {
			was[rowName(row, names)] = row
		}
		for _, row := range now.Rows {
			name := rowName(row, names)
			s.Rows = append(s.Rows, append(slices.Clone(row[:names]), c.cells(now, row, was[name], c.sides[name])...))
			delete(was, name)
		}
		for _, row := range before.Rows { // what has gone
			if name := rowName(row, names); was[name] != nil {
				s.Rows = append(s.Rows, append(slices.Clone(row[:names]), c.cells(now, nil, row, c.sides[name])...))
			}
		}
	}
	s.Total = append(slices.Clone(now.Total[:names]), c.cells(now, now.Total, before.Total, &c.total)...)
	return s
}

func rowName(row []any, names int) string {
	parts := make([]string, names)
	for i := range parts {
		parts[i], _ = row[i].(string)
	}
	return strings.Join(parts, "\x00")
}

// cells are the differences of one row; a row that is not there has none of anything.
func (c *Changes) cells(s *sheet.Sheet, now, before []any, sides *[2]*Side) []any {
	leads := func(row []any) (n int64) {
		if at := s.Column("leads"); row != nil && at >= 0 {
			n, _ = row[at].(int64)
		}
		return n
	}
	revenue := func(row []any) (minor int64) {
		if at := s.Column("revenue"); row != nil && at >= 0 {
			if m, ok := row[at].(sheet.Amount); ok {
				minor, _ = strconv.ParseInt(strings.Replace(m.Decimal, ".", "", 1), 10, 64)
			}
		}
		return minor
	}
	cells := []any{leads(now) - leads(before), c.q.amount(revenue(now) - revenue(before))}
	if sides == nil {
		pair := c.pair()
		sides = &pair
	}
	a, b := sides[0], sides[1]
	m := rateMetric("win_rate", say.Text{}, a, b, (*figures).decided, false)
	m.gather(a, b)
	m.decided = m.evidence >= stats.Enough && (m.from > 0 || m.to < 0)
	switch {
	case m.a.n == 0 || m.b.n == 0:
		m.verdict = say.T("nothing to compare: nothing closed in one of the two")
	case m.decided && m.from > 0:
		m.verdict = say.T("more often won than before, by %d to %d points", int64(math.Floor(m.from*100)), int64(math.Ceil(m.to*100)))
	case m.decided:
		m.verdict = say.T("less often won than before, by %d to %d points", int64(math.Floor(-m.to*100)), int64(math.Ceil(-m.from*100)))
	default:
		m.undecided(c.q)
	}
	return append(cells, m.a.value, m.b.value, m.low, m.high, known(m.evidence), m.decided, m.verdict)
}
