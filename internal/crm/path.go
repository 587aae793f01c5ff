package crm

import "math"

// Measure is what a model of attribution shares out.
type Measure string

// The measures.
const (
	OfRevenue  Measure = "revenue"  // won amounts
	OfDeals    Measure = "deals"    // won deals
	OfPipeline Measure = "pipeline" // open leads and their values
	OfLeads    Measure = "leads"    // leads, however they ended
	OfPaid     Measure = "paid"     // what came, less what was paid back
	OfMQL      Measure = "mql"      // leads that reached the level mql
	OfSQL      Measure = "sql"      // leads that reached the level sql
)

// Measures lists every measure.
var Measures = []Measure{OfRevenue, OfDeals, OfPipeline, OfLeads, OfPaid, OfMQL, OfSQL}

// OfNumbers reports whether leads are counted, however they ended, and no money is shared.
func (m Measure) OfNumbers() bool { return m == OfLeads || m == OfMQL || m == OfSQL }

// ParseMeasure reads a measure.
func ParseMeasure(s string) (Measure, error) { return parseWord("measure", s, Measures) }

// NeverReached is the age of a milestone that a lead has not reached.
const NeverReached = math.MinInt

// Touchpoint is one contact that named a source: the first touch or an
// activity.
type Touchpoint struct {
	Touch
	Age int // days before the closing, or before today while the lead is open
}

// Path is a lead's path to an outcome: touchpoints in order, first touch
// first, none after the closing.
type Path struct {
	Lead        LeadID
	Group               // what the whole lead counts under, as far as it was asked for
	Outcome     Outcome // "" while it is open
	Amount      Money   // won, or the value of an open lead: in the base currency; may be unknown
	Touches     []Touchpoint
	Answered    int // age of the first answer, or NeverReached
	Opportunity int // age of the opportunity, or NeverReached
}

// Won reports whether the path ended in work.
func (j Path) Won() bool { return j.Outcome == Won }

// Ordinal is the number of the day, counted from 1970-01-01; 0 when unknown.
// It is for sums over many dates: a fraction of the price of a time.Time.
func (d Date) Ordinal() int {
	if len(d) != len("2006-01-02") {
		return 0
	}
	digits := func(from, to int) (n int) {
		for _, c := range []byte(d[from:to]) {
			n = n*10 + int(c-'0')
		}
		return n
	}
	year, month, day := digits(0, 4), digits(5, 7), digits(8, 10)
	if month <= 2 { // years from March on, so that the odd day is the last
		year, month = year-1, month+12
	}
	return 365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 1 - 719468
}
