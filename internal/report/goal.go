package report

import (
	"math"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

// GoalFacts is what the course of a month is judged by.
type GoalFacts struct {
	Goal     crm.Goal
	Today    crm.Date
	From     crm.Date      // the first day of the history
	Deals    []crm.WonDeal // won since then, by closing day
	Won      int64         // of the bids that are decided
	Lost     int64
	Bids     int64 // all bids, decided or open
	Minutes  int64 // spent on them
	Outbound bool  // bids are leads with outbound activity; else every lead counts as one
}

const (
	goalDraws = 4000 // simulated months
	goalSeed  = 20260101
	fewWins   = 5 // below it, a range is called what it is
)

// Sheet judges the month: what it has brought, what the rest of it brings by the
// owner's own pace, how likely the goal is and how many bids it takes. Ranges
// hold 80 of 100 simulated months.
func (g GoalFacts) Sheet() *sheet.Sheet {
	month := crm.MonthOf(g.Today)
	course := stats.Course{Days: int64(g.From.DaysUntil(g.Today)) + 1, Left: int64(g.Today.DaysUntil(month.To)), Won: g.Won, Lost: g.Lost}
	soFar := int64(0)
	cycle := stats.Histogram{}
	for _, d := range g.Deals {
		if d.Minor > 0 {
			course.Amounts = append(course.Amounts, float64(d.Minor))
		}
		if month.Contains(d.On) {
			soFar += d.Minor
		}
		if d.Days != nil {
			cycle[*d.Days]++
		}
	}
	course.Missing = float64(g.Goal.Month.Minor - soFar)
	p := course.Prospect(goalDraws, goalSeed)
	money := func(minor float64) any {
		return sheet.Amount{Decimal: crm.Money{Minor: soFar + int64(math.Round(minor)), Currency: g.Goal.Month.Currency}.Decimal(), Currency: string(g.Goal.Month.Currency)}
	}
	var expected, low, high, reached, bids, bidsLow, bidsHigh, from any
	if p.Some {
		expected, low, high, reached = money(p.Expected), money(p.Low), money(p.High), p.Reached
	}
	if course.Missing <= 0 {
		reached, bids, bidsLow, bidsHigh = 1.0, int64(0), int64(0), int64(0)
	} else if p.Some && p.BidsKnown {
		bids, bidsLow = p.Bids, p.BidsLow
		if !p.BidsHighOpen {
			bidsHigh = p.BidsHigh
		}
	}
	if days, ok := cycle.Quantile(.75); ok && len(g.Deals) >= fewWins {
		from = string(month.To.AddDays(1 - int(math.Ceil(days))))
	}
	s := &sheet.Sheet{Shape: sheet.Record, Columns: goalColumns(), Notes: g.notes(p, from), Noted: true}
	s.Add(sheet.Amount{Decimal: g.Goal.Month.Decimal(), Currency: string(g.Goal.Month.Currency)}, string(month.From)[:7], money(0), expected, low, high,
		reached, bids, bidsLow, bidsHigh, from)
	return s
}

func goalColumns() []sheet.Column {
	return []sheet.Column{
		{Key: "goal", Title: say.T("goal of a month"), Type: sheet.Money},
		{Key: "month", Title: say.T("month")},
		{Key: "so_far", Title: say.T("so far"), Type: sheet.Money},
		{Key: "expected", Title: say.T("expected by the end"), Type: sheet.Money},
		{Key: "low", Title: say.T("at least, 9 times in 10"), Type: sheet.Money},
		{Key: "high", Title: say.T("at most, 9 times in 10"), Type: sheet.Money},
		{Key: "p_reached", Title: say.T("chance to reach it"), Type: sheet.Rate},
		{Key: "bids_needed", Title: say.T("bids still needed"), Type: sheet.Count},
		{Key: "bids_low", Title: say.T("with luck"), Type: sheet.Count},
		{Key: "bids_high", Title: say.T("without luck"), Type: sheet.Count},
		{Key: "prospect_from", Title: say.T("next month is decided from"), Type: sheet.Date}}
}

// notes say on how much the answer rests, and what it does not know.
func (g GoalFacts) notes(p stats.Prospect, from any) (notes []say.Text) {
	switch wins := int64(len(g.Deals)); {
	case wins == 0:
		notes = append(notes, say.T("nobody can say yet: no deal was won since %s", say.Day(g.From)))
	case wins < fewWins:
		notes = append(notes, say.T("only %d deals won since %s: the range is as wide as that makes it", wins, say.Day(g.From)))
	default:
		notes = append(notes, say.T("from %d deals won since %s, by your own pace, 80 %% range; open leads are not counted one by one", wins, say.Day(g.From)))
	}
	if !g.Outbound && g.Won+g.Lost > 0 {
		notes = append(notes, say.T("no bid, proposal or outbound message is logged: every lead counts as a bid"))
	}
	if g.Won+g.Lost > 0 {
		notes = append(notes, say.T("win rate of bids: %d of %d decided", g.Won, g.Won+g.Lost))
	}
	if p.BidsHighOpen {
		notes = append(notes, say.T("nobody can say yet how many bids it takes at worst"))
	}
	if from == nil {
		notes = append(notes, say.T("fewer than %d deals with known days: nobody can say from which day on prospecting decides next month", fewWins))
	}
	if g.Goal.Hours > 0 && p.BidsKnown && g.Bids > 0 && g.Minutes > 0 {
		each := float64(g.Minutes) / float64(g.Bids) / 60
		notes = append(notes, say.T("a bid takes you %s hours on average: %s hours for all of them, of %d a week",
			oneDecimal(each), oneDecimal(each*float64(p.Bids)), g.Goal.Hours))
	}
	return notes
}
