package crm

import (
	"slices"
	"strings"
)

// Source is where leads come from: one of a small, controlled list.
type Source struct {
	ID          SourceID
	Name        string
	Also        []string // other names, matched like the name
	Hosts       []string // web hosts that mean this source, such as upwork.com
	Fees        []Fee    // what the platform takes, oldest first
	Connects    []ConnectPrice
	Description string
	MergedInto  SourceID // the source that took this one over; 0 for none
	ArchivedOn  Date
}

// Fee is the share that a platform takes of a won deal from a day on.
type Fee struct {
	From Date
	PPM  int64 // parts per million: 10 % is 100,000
}

// FeeOn is the fee in force on a day; 0 before the first.
func FeeOn(fees []Fee, day Date) int64 {
	ppm := int64(0)
	for _, f := range fees { // oldest first
		if f.From <= day {
			ppm = f.PPM
		}
	}
	return ppm
}

// Channel is how a lead came, inside one source.
type Channel struct {
	ID         ChannelID
	Source     SourceID
	SourceName string
	Name       string
	Also       []string
	Direction  Direction // may be unknown
	MergedInto ChannelID
	ArchivedOn Date
}

// Campaign is an initiative across sources, optional and bound in time.
type Campaign struct {
	ID         CampaignID
	Name       string
	Also       []string
	Start, End Date // may be unknown
	Aim        string
	Partner    string // with whom it is run
	Sector     string // whom it is aimed at
	Message    string // what it says
	MergedInto CampaignID
	ArchivedOn Date
}

// Client is the account: a company or person with any number of leads.
type Client struct {
	ID         ClientID
	Name       string
	Note       string
	Contact    string // the person one talks to
	Email      string
	Phone      string
	URL        string
	Origin     string // where the record comes from: no source, and no report counts it
	MergedInto ClientID
	ArchivedOn Date
}

// Dimension is one way to group a report.
type Dimension string

// The dimensions of a report.
const (
	BySource   Dimension = "source"
	ByChannel  Dimension = "channel"
	ByCampaign Dimension = "campaign"
	ByClient   Dimension = "client"
	ByReferrer Dimension = "referrer"
	ByStage    Dimension = "stage"
	ByOutcome  Dimension = "outcome"
	ByReason   Dimension = "reason"
	ByLevel    Dimension = "level"
	ByWeek     Dimension = "week"
	ByMonth    Dimension = "month"
	ByQuarter  Dimension = "quarter"
	ByYear     Dimension = "year"

	ByKind      Dimension = "kind"    // of the first outbound activity
	ByWeekday   Dimension = "weekday" // of the first touch
	ByValueBand Dimension = "value-band"
	ByTag       Dimension = "tag" // a lead counts under each of its tags
	ByPartner   Dimension = "partner"
	BySector    Dimension = "sector"
	ByVariant   Dimension = "variant"
	ByDirection Dimension = "direction" // of the first activity
	ByCountry   Dimension = "country"   // the own field of that name
)

// fieldDimension begins the dimension of an own field: fields.industry.
const fieldDimension = "fields."

// Field is the own field by which the dimension groups; false for any other.
func (d Dimension) Field() (string, bool) {
	if d == ByCountry {
		return "country", true
	}
	return strings.CutPrefix(string(d), fieldDimension)
}

// Labelled reports whether groups of the dimension are known by their labels
// alone, which [Group.Labels] holds.
func (d Dimension) Labelled() bool {
	_, own := d.Field()
	return own || slices.Contains([]Dimension{ByKind, ByWeekday, ByValueBand, ByTag, ByPartner, BySector, ByVariant, ByDirection}, d)
}

// Dimensions lists every dimension.
var Dimensions = []Dimension{BySource, ByChannel, ByCampaign, ByClient, ByReferrer, ByStage,
	ByOutcome, ByReason, ByLevel, ByWeek, ByMonth, ByQuarter, ByYear,
	ByKind, ByWeekday, ByValueBand, ByTag, ByPartner, BySector, ByVariant, ByDirection, ByCountry}

// ParseDimension reads one dimension.
func ParseDimension(s string) (Dimension, error) {
	if name, own := strings.CutPrefix(strings.TrimSpace(s), fieldDimension); own {
		if name = CleanLine(name); name == "" {
			return "", Invalidf("%q names no own field", s).WithHint("for example: %s", fieldDimension+"industry")
		}
		return Dimension(fieldDimension + name), CheckText("field", name, MaxLine)
	}
	return parseWord("dimension", s, Dimensions)
}

// IsTime reports whether the dimension groups by date.
func (d Dimension) IsTime() bool {
	return slices.Contains([]Dimension{ByWeek, ByMonth, ByQuarter, ByYear}, d)
}

// OfTouch reports whether the dimension is a part of a touch, rather than of
// the lead or of a day.
func (d Dimension) OfTouch() bool { return d == BySource || d == ByChannel || d == ByCampaign }

// Group is one cell of a report's grouping, by id; dimensions that were not
// asked for are zero, and so is a value that a lead does not have.
type Group struct {
	Source   SourceID
	Channel  ChannelID
	Campaign CampaignID
	Client   ClientID
	Referrer ClientID
	Stage    Stage
	Outcome  Outcome
	Reason   Reason
	Level    string // the highest that was ever reached; "" is lead
	Day      Date   // each figure's own date, when a time dimension was asked for
	Labels   string // of the labelled dimensions in their order, each with a NUL behind it
}

// Label is the label of the nth labelled dimension; "" for none.
func (g *Group) Label(n int) string {
	rest := g.Labels
	for range n {
		_, rest, _ = strings.Cut(rest, "\x00")
	}
	label, _, _ := strings.Cut(rest, "\x00")
	return label
}

// Fact is a sum over one group, as the file gives it: the report's raw material.
type Fact struct {
	Group
	Leads, Closed                  int64 // leads by first touch; of those, closed by now
	Won, Lost, NoResponse, NotAFit int64 // deals by closing day
	Unpriced                       int64 // of the won, those without an amount
	Early                          int64 // of the won, those won before their first touch
	Revenue                        int64 // minor units of the base currency
	FeeSource                      SourceID
	FeeDay                         Date  // with FeeSource: revenue to which the fee of that day is assumed to apply
	FeeKnown                       bool  // revenue to which FeePPM applies, by contract or payment
	FeePPM                         int64 // parts per million
	FeeFixed                       int64 // fees known as amounts, minor units of the base currency
	Paid                           int64 // payments by their day, minor units of the base currency
	Unpaid                         int64 // what is still to come of deals, by closing day, at its rate
	DaysToPay                      int64 // with PaidAfter: how many deals were paid in full after so many days
	PaidAfter                      int64
	Contacted, Replied, Young      int64 // leads contacted; of those, answered; of the unanswered, those younger than most replies took
	DaysToReply                    int64 // with RepliedAfter and WaitingFor: so many days from the first outbound activity
	RepliedAfter, WaitingFor       int64
	Minutes, Cost                  int64
	DaysToWin                      int64 // with WonAfter: how many deals were won after so many days
	WonAfter                       int64
	Influenced                     int64 // leads of another campaign that a later touch brought here: not to be added up
}

// AliasPrefix begins the keys of settings that are the owner's own commands.
const AliasPrefix = "alias."
