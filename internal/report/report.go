// Package report turns the sums of the file into answers.
//
// Facts (sums a group, from the store) come in, a sheet goes out: counts, rates
// with their intervals, money, hours. The formulas are beside the columns
// that hold them; a report never prints and never reads the file.
package report

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

// None is how a group without a value is called.
const None = sheet.None

// Query says how to present a report.
type Query struct {
	By         []crm.Dimension
	Period     crm.Period
	Cohort     bool
	Base       crm.Currency
	HourlyCost crm.Money // unknown: hours cost nothing in the ROI, and a note says so
	Today      crm.Date  // no period after it is filled in; "" fills in none at all
	Final      bool      // with what rates will be once the open leads are settled
	Replies    bool      // with the columns about replies
	Sort       string    // a column, "-" before it for the other way round; "" is revenue, by time the order of time
	Names      Names
	Unfed      []string      // names of sources to show even without any figure
	Remarks    *Remarks      // for notes beyond the sums; nil for none
	Influence  Influence     // of a report by campaign
	Paid       bool          // revenue is what came, by the day it came, and not what was won
	credit     *creditFigure // of a report by a model of attribution
}

// Names resolves ids to the names that a report shows, following the pointers
// of merged entries.
type Names struct {
	Source   map[crm.SourceID]string
	Channel  map[crm.ChannelID]string
	Campaign map[crm.CampaignID]string
	Client   map[crm.ClientID]string
	Fees     map[crm.SourceID][]crm.Fee // oldest first
}

// Influence says how many leads a campaign touched later though it did not
// bring them: in each group, and in all together.
type Influence struct {
	Facts []crm.Fact
	Total int64
}

// figures are the sums of one row.
type figures struct {
	crm.Fact
	fees   map[int64]int64 // revenue by the fee that is assumed to apply, in parts per million
	known  map[int64]int64 // revenue by the fee that applies by contract or payment; see also FeeFixed
	days   stats.Histogram
	paying stats.Histogram // from closing to payment in full
	reply  stats.Survival  // from the first outbound activity to a reply
	final  *final          // nil where nobody knows
	credited
}

func (f *figures) add(o *crm.Fact, names *Names) {
	f.Leads += o.Leads
	f.Closed += o.Closed
	f.Won += o.Won
	f.Lost += o.Lost
	f.NoResponse += o.NoResponse
	f.NotAFit += o.NotAFit
	f.Unpriced += o.Unpriced
	f.Early += o.Early
	f.Revenue += o.Revenue
	f.Minutes += o.Minutes
	f.Cost += o.Cost
	f.Paid += o.Paid
	f.Contacted += o.Contacted
	f.Replied += o.Replied
	f.Young += o.Young
	f.Unpaid += o.Unpaid
	f.FeeFixed += o.FeeFixed
	switch {
	case o.Revenue == 0:
	case o.FeeKnown:
		addTo(&f.known, o.FeePPM, o.Revenue)
	case o.FeeSource != 0:
		if ppm := crm.FeeOn(names.Fees[o.FeeSource], o.FeeDay); ppm > 0 {
			addTo(&f.fees, ppm, o.Revenue)
		}
	}
	if o.WonAfter != 0 {
		addTo((*map[int64]int64)(&f.days), o.DaysToWin, o.WonAfter)
	}
	if o.RepliedAfter|o.WaitingFor != 0 {
		if f.reply == nil {
			f.reply = stats.Survival{}
		}
		e := f.reply[o.DaysToReply]
		f.reply[o.DaysToReply] = stats.Exits{Events: e.Events + o.RepliedAfter, Censored: e.Censored + o.WaitingFor}
	}
	if o.PaidAfter != 0 {
		addTo((*map[int64]int64)(&f.paying), o.DaysToPay, o.PaidAfter)
	}
}

// addTo adds to a sum by number; one that comes to nothing is not kept.
func addTo(sums *map[int64]int64, number, amount int64) {
	if *sums == nil {
		*sums = map[int64]int64{}
	}
	if (*sums)[number] += amount; (*sums)[number] == 0 {
		delete(*sums, number)
	}
}

// empty reports whether nothing at all happened in the group.
func (f *figures) empty() bool {
	return f.Leads|f.Closed|f.Won|f.Lost|f.NoResponse|f.NotAFit|f.Revenue|f.Minutes|f.Cost|f.Influenced|f.Paid|f.Unpaid|f.FeeFixed|f.Contacted == 0
}

// addUnfed adds a row for each source that has to show and has no figure.
func (q Query) addUnfed(rows map[string]*figures, labels map[string][]string) {
	fed := map[string]bool{}
	for key := range rows {
		if len(q.By) > 0 && q.By[0] == crm.BySource {
			fed[labels[key][0]] = true
		}
	}
	for _, name := range q.Unfed {
		if !fed[name] {
			names := append([]string{name}, slices.Repeat([]string{None}, len(q.By)-1)...)
			key := strings.Join(names, "\x00")
			rows[key], labels[key] = &figures{}, names
		}
	}
}

// labels names a group, one label a dimension.
func (q Query) labels(g crm.Group) []string {
	labels := make([]string, len(q.By))
	for i, dim := range q.By {
		labels[i] = q.named(dim, &g)
	}
	return labels
}

// named names a group by one dimension.
func (q *Query) named(dim crm.Dimension, g *crm.Group) (label string) {
	switch dim {
	case crm.BySource:
		label = q.Names.Source[g.Source]
	case crm.ByChannel:
		label = q.Names.Channel[g.Channel]
		if label != "" && !slices.Contains(q.By, crm.BySource) { // "Search" alone would mix two platforms
			label = q.Names.Source[g.Source] + "/" + label
		}
	case crm.ByCampaign:
		label = q.Names.Campaign[g.Campaign]
	case crm.ByClient:
		label = q.Names.Client[g.Client]
	case crm.ByReferrer:
		label = q.Names.Client[g.Referrer]
	case crm.ByStage:
		label = string(g.Stage)
	case crm.ByOutcome:
		label = string(g.Outcome)
	case crm.ByReason:
		label = string(g.Reason)
	case crm.ByLevel:
		label = g.Level
	default:
		label = crm.PeriodLabel(dim, g.Day)
		if dim.Labelled() {
			label = g.Label(q.labelled(dim))
		}
	}
	return cmp.Or(label, None)
}

// labelled is the place of a labelled dimension among those of the query.
func (q *Query) labelled(dim crm.Dimension) (n int) {
	for _, d := range q.By[:slices.Index(q.By, dim)] {
		if d.Labelled() {
			n++
		}
	}
	return n
}

// dimensions names what the report is by, one after the other.
func (q Query) dimensions() (by say.Text) {
	for i, d := range q.By {
		if name := say.T(string(d)); i == 0 {
			by = name
		} else {
			by = say.T("%s, %s", by, name)
		}
	}
	return by
}

// money is the basis of revenue: what was won, or what came.
func (q Query) money() string {
	if q.Paid {
		return "paid"
	}
	return "won"
}

func (q Query) title() say.Text {
	by, currency := q.dimensions(), say.T("%s, money won", string(q.Base))
	if q.Paid {
		currency = say.T("%s, money paid", string(q.Base))
	}
	switch {
	case q.Cohort && q.Period.Open():
		return say.T("Report by %s: all leads, whenever they closed (%s)", by, currency)
	case q.Cohort:
		return say.T("Report by %s: leads whose first touch is %s, whenever they closed (%s)", by, q.Period.When(), currency)
	case q.Period.Open():
		return say.T("Report by %s: the whole file (%s)", by, currency)
	}
	return say.T("Report by %s: leads by first touch, deals by closing day, %s (%s)", by, q.Period.Text(), currency)
}

func (q Query) head() []sheet.Field {
	day := func(d crm.Date) any {
		if d == "" {
			return nil
		}
		return string(d)
	}
	dims := make([]string, len(q.By))
	for i, d := range q.By {
		dims[i] = string(d)
	}
	return []sheet.Field{
		{Key: "period", Value: []sheet.Field{
			{Key: "from", Type: sheet.Date, Value: day(q.Period.From)}, {Key: "to", Type: sheet.Date, Value: day(q.Period.To)}}},
		{Key: "by", Type: sheet.List, Value: dims},
		{Key: "currency", Value: string(q.Base)},
		{Key: "money", Value: q.money()},
	}
}

// figureColumns are the columns of this report after the groups.
func (q Query) figureColumns() []column {
	list := slices.DeleteFunc(slices.Clone(allColumns), func(c column) bool { return c.cohort && !q.Cohort })
	if slices.Contains(q.By, crm.ByCampaign) {
		list = slices.Insert(list, 1, influencedColumn)
	}
	if q.Replies {
		list = append(list, replyColumns...)
	}
	if q.Final {
		list = append(list, finalColumns...)
	}
	if q.credit == nil {
		return list
	}
	if q.credit.money == valueColumn.Key {
		list = append(list, valueColumn)
	}
	for i, c := range list {
		list[i] = q.credit.column(c)
	}
	return list
}

func (q Query) columns() []sheet.Column {
	list := groupColumns(q.By)
	for _, c := range q.figureColumns() {
		list = append(list, c.Column)
	}
	return list
}

// groupColumns are the columns with the names of groups.
func groupColumns(by []crm.Dimension) (list []sheet.Column) {
	for _, d := range by {
		list = append(list, sheet.Column{Key: string(d), Title: say.T(string(d)), Type: typeOf(d)})
	}
	return list
}

// typeOf is what the names of groups are: words of the trade, or the owner's own.
func typeOf(d crm.Dimension) sheet.Type {
	switch d {
	case crm.ByStage, crm.ByOutcome, crm.ByReason, crm.ByLevel, crm.ByKind, crm.ByWeekday, crm.ByDirection:
		return sheet.Word
	}
	return sheet.Text
}

func (q Query) cells(columns []column, labels []string, f *figures) []any {
	cells := make([]any, 0, len(q.By)+len(columns))
	for _, label := range labels[:len(q.By)] {
		cells = append(cells, label)
	}
	for _, c := range columns {
		cells = append(cells, c.of(&q, f))
	}
	return cells
}

// Definitions says what each column of a report means, as a sheet.
func (q Query) Definitions() *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("What the columns mean"), Columns: []sheet.Column{
		{Key: "column", Title: say.T("column")}, {Key: "meaning", Title: say.T("meaning"), Whole: true}}}
	for _, c := range q.figureColumns() {
		s.Add(c.Key, c.means)
	}
	return s
}

// Sortable lists the columns by which a report can be sorted.
func Sortable(q Query) []string {
	var keys []string
	for _, c := range q.columns() {
		keys = append(keys, c.Key)
	}
	return keys
}

// sort orders the rows by a column: figures fall, names rise, unknown comes
// last, and names settle ties. Rates go by the end of their interval that claims
// less, and a report by time goes in the order of time.
func (q Query) sort(s *sheet.Sheet) {
	key, reverse := strings.CutPrefix(q.Sort, "-")
	if key == "" {
		key = "revenue"
		if slices.ContainsFunc(q.By, crm.Dimension.IsTime) {
			key = string(q.By[0])
		}
	}
	at := s.Column(key)
	if claim := s.Column(cautious(key, reverse)); claim >= 0 {
		at = claim
		s.Notes = append(s.Notes, say.T("sorted by the more cautious end of each 95 %% interval, so that a few lucky leads come neither first nor last"))
	}
	type row struct {
		cells []any
		lower []string // the names, made once: there may be as many rows as clients
		rank  float64  // about the figure: what is equal by it is compared exactly
	}
	rows := make([]row, len(s.Rows))
	for i, cells := range s.Rows {
		rows[i] = row{cells, make([]string, len(q.By)), rank(cells[at])}
		for n := range q.By {
			rows[i].lower[n] = strings.ToLower(cells[n].(string))
		}
	}
	compareNames := func(a, b *row) int {
		for i := range q.By {
			if c := cmp.Or(strings.Compare(a.lower[i], b.lower[i]), strings.Compare(a.cells[i].(string), b.cells[i].(string))); c != 0 {
				return c
			}
		}
		return 0
	}
	sort.Slice(rows, func(i, j int) bool {
		a, b := &rows[i], &rows[j]
		x, y := a.cells[at], b.cells[at]
		if (x == nil) != (y == nil) {
			return y == nil
		}
		c := cmp.Compare(b.rank, a.rank)
		if c == 0 {
			c = -compareCells(x, y)
		}
		if at < len(q.By) {
			c = strings.Compare(a.lower[at], b.lower[at])
		}
		if reverse {
			c = -c
		}
		return cmp.Or(c, compareNames(a, b)) < 0
	})
	for i, r := range rows {
		s.Rows[i] = r.cells
	}
}

// rank is about how large a figure is.
func rank(x any) float64 {
	switch x := x.(type) {
	case int64:
		return float64(x)
	case float64:
		return x
	case sheet.Amount:
		f, _ := strconv.ParseFloat(x.Decimal, 64) // beyond all floats it is an infinity: also a rank
		return f
	}
	return 0
}

// compareCells orders two known figures of one column.
func compareCells(x, y any) int {
	switch x := x.(type) {
	case int64:
		return cmp.Compare(x, y.(int64))
	case float64:
		return cmp.Compare(x, y.(float64))
	case sheet.Amount:
		return compareDecimals(x.Decimal, y.(sheet.Amount).Decimal)
	}
	return 0
}

// compareDecimals orders two amounts such as "-1234.50" without making numbers of them.
func compareDecimals(a, b string) int {
	a, below := strings.CutPrefix(a, "-")
	b, under := strings.CutPrefix(b, "-")
	if below != under {
		if below {
			return -1
		}
		return 1
	}
	wholeA, partA, _ := strings.Cut(a, ".")
	wholeB, partB, _ := strings.Cut(b, ".")
	c := cmp.Or(cmp.Compare(len(wholeA), len(wholeB)), strings.Compare(wholeA, wholeB),
		strings.Compare(strings.TrimRight(partA, "0"), strings.TrimRight(partB, "0")))
	if below {
		return -c
	}
	return c
}

// notes say what a reader should know before believing the figures.
func (q Query) notes(total *figures) (notes []say.Text) {
	if total.Won > 0 && total.Lost+total.NoResponse == 0 {
		notes = append(notes, say.T("no lost deal is recorded, so every win rate is 100 %%: close lost leads too, or read the conversion (--cohort)"))
	}
	switch {
	case total.Early == 1:
		notes = append(notes, say.T("1 deal was won before its first touch; it counts, but check its dates"))
	case total.Early > 1:
		notes = append(notes, say.T("%d deals were won before their first touch; they count, but check their dates", total.Early))
	}
	if known, assumed := total.feesKnown(), total.feeSum()-total.feesKnown(); known != 0 || assumed != 0 {
		money := func(minor int64) string { return crm.Money{Minor: minor, Currency: q.Base}.String() }
		notes = append(notes, say.T("of the fees, %s are known by contract or payment, and %s are assumed: the fee of the source on the day", money(known), money(assumed)))
	}
	switch {
	case total.Unpriced == 1:
		notes = append(notes, say.T("1 won deal has no amount, so revenue is too low"))
	case total.Unpriced > 1:
		notes = append(notes, say.T("%d won deals have no amount, so revenue is too low", total.Unpriced))
	}
	if total.Minutes > 0 && !q.HourlyCost.Known() {
		notes = append(notes, say.T("hours cost nothing in the ROI until you say what one costs you: leads config set hourly-cost 40"))
	}
	return notes
}
