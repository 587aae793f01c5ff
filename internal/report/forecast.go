package report

import (
	"math"
	"slices"
	"sort"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

// Forecast is a pipeline by the month in which money may come in: open leads by
// the owner's own cycle, unpaid deals by how long payments usually take. Fill it
// with Add, as a pipeline, then with Open and Due.
type Forecast struct {
	*Pipeline
	cycles, delays stats.Histogram // days from first touch to winning, and from closing to payment in full
	leads          []prospect
	dues           []due
	months         map[string]*outlook
}

// prospect is an open lead.
type prospect struct {
	at     place
	value  crm.Money
	months spread
}

// due is what is still to come of a won deal, in minor units of the base currency.
type due struct {
	minor  int64
	closed crm.Date
}

// spread is the chance of each month, in order. Without any month nothing is known.
type spread []stretch

type stretch struct {
	month  string
	chance float64
}

// outlook is a row of the forecast.
type outlook struct {
	leads, valued, value int64
	open, unpaid         hope
}

// NewForecast begins a forecast as of a day.
func NewForecast(q Query, today crm.Date) *Forecast {
	return &Forecast{Pipeline: NewPipeline(q, today), cycles: stats.Histogram{}, delays: stats.Histogram{}, months: map[string]*outlook{}}
}

// Add counts a lead in, as the pipeline does, and how long a won one took.
func (f *Forecast) Add(j crm.StageHistory) {
	f.Pipeline.Add(j)
	if j.Outcome == crm.Won {
		f.cycles[int64(max(0, j.From.DaysUntil(j.ClosedOn)))]++
	}
}

// horizon is how many months have a row of their own.
const horizon = 12

// later is the row of what comes after.
const later = "later"

// Open adds an open lead: it is not won before its follow-up, and in the month
// that it names itself where it names one to come.
func (f *Forecast) Open(l crm.Lead, expected crm.Date) {
	source := f.query.Names.Source[l.Touch.Source]
	if source == "" {
		source = None
	}
	p := prospect{at: place{l.Stage, source}, value: l.Value}
	if expected >= f.today {
		p.months = spread{{f.month(expected), 1}}
	} else {
		p.months = f.spread(f.cycles, l.FirstTouchOn, max(f.today, l.FollowUpOn))
	}
	f.leads = append(f.leads, p)
}

// Due adds a won deal: what is still to come of it, or when it was paid in full.
func (f *Forecast) Due(closed crm.Date, left int64, full crm.Date) {
	if full != "" {
		f.delays[int64(max(0, closed.DaysUntil(full)))]++
	}
	if left > 0 {
		f.dues = append(f.dues, due{minor: left, closed: closed})
	}
}

// month is the row of a day.
func (f *Forecast) month(day crm.Date) string {
	if label := crm.PeriodLabel(crm.ByMonth, day); label < crm.PeriodLabel(crm.ByMonth, f.today.AddMonths(horizon)) {
		return label
	}
	return later
}

// spread says in which months something that began on a day ends, by how long the
// like of it took: of those that took so long that it can end from a day on.
func (f *Forecast) spread(took stats.Histogram, begun, from crm.Date) (s spread) {
	total, by := 0.0, map[string]float64{}
	for days, n := range took {
		if on := begun.AddDays(int(days)); on >= from {
			by[f.month(on)] += float64(n)
			total += float64(n)
		}
	}
	for month, n := range by {
		s = append(s, stretch{month, n / total})
	}
	sort.Slice(s, func(i, j int) bool { return s[i].month < s[j].month })
	return s
}

// usual is the month by which half of the chance is spent.
func (s spread) usual() string {
	sum := 0.0
	for _, m := range s {
		if sum += m.chance; sum >= 0.5-1e-9 {
			return m.month
		}
	}
	return None
}

func (f *Forecast) row(month string) *outlook {
	if f.months[month] == nil {
		f.months[month] = &outlook{}
	}
	return f.months[month]
}

// plan lays everything out over the months. A value without a rate is not known.
func (f *Forecast) plan(rates map[crm.Currency]crm.Rate) (total outlook, err error) {
	for _, l := range f.leads {
		value, rate := l.value, rates[l.value.Currency]
		switch {
		case !value.Known() || value.Currency != f.query.Base && rate == "":
			value = crm.Money{}
		default:
			if value, err = rate.Convert(value, f.query.Base); err != nil {
				return total, err
			}
		}
		own := hope{value: value.Minor, squares: float64(value.Minor) * float64(value.Minor)}
		chance, unsure := 0.0, 0.0
		if f.known() {
			chance, unsure = f.chance(l.at)
		}
		for _, o := range []*outlook{f.row(l.months.usual()), &total} {
			o.leads++
			o.value += value.Minor
			if value.Known() {
				o.valued++
			}
		}
		months := l.months
		if len(months) == 0 {
			months = spread{{None, 1}}
		}
		for _, m := range months {
			own.mean, own.uncertainty = float64(value.Minor)*chance*m.chance, float64(value.Minor)*unsure*m.chance
			f.row(m.month).open.add(own)
		}
		own.mean, own.uncertainty = float64(value.Minor)*chance, float64(value.Minor)*unsure
		total.open.add(own)
	}
	f.planDues(&total)
	return total, nil
}

// planDues lays out what is unpaid. What is later than any payment ever was is
// in no month.
func (f *Forecast) planDues(total *outlook) {
	known := float64(sumOf(f.delays))
	for _, d := range f.dues {
		own := hope{value: d.minor, squares: float64(d.minor) * float64(d.minor)}
		months := f.spread(f.delays, d.closed, f.today)
		if len(months) == 0 {
			months = spread{{None, 1}}
		}
		for _, m := range months {
			own.mean, own.uncertainty = float64(d.minor)*m.chance, float64(d.minor)*math.Sqrt(m.chance*(1-m.chance)/(known+1))
			f.row(m.month).unpaid.add(own)
		}
		own.mean = float64(d.minor)
		total.unpaid.add(own)
	}
}

func sumOf(h stats.Histogram) (n int64) {
	for _, count := range h {
		n += count
	}
	return n
}

// Sheet is the forecast, from this month on: the months to come, then what is
// later, then what no month is known of.
func (f *Forecast) Sheet(rates map[crm.Currency]crm.Rate) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Title: say.T("Forecast on %s: open leads and unpaid deals by month (%s)", say.Day(f.today), string(f.query.Base)), Shape: sheet.Envelope,
		Empty: say.T("No lead is open, and nothing is unpaid."), Names: 1, Head: []sheet.Field{{Key: "currency", Value: string(f.query.Base)}}}
	money := func(key string, title say.Text) sheet.Column {
		return sheet.Column{Key: key, Title: title, Type: sheet.Money}
	}
	count := func(key string, title say.Text) sheet.Column {
		return sheet.Column{Key: key, Title: title, Type: sheet.Count}
	}
	s.Columns = []sheet.Column{{Key: "month", Title: say.T("month")}, count("leads", say.T("leads")), money("value", say.T("value")),
		money("expected", say.T("expected")), money("expected_low", say.T("from")), money("expected_high", say.T("to")), count("n", say.T("won before")),
		money("unpaid", say.T("unpaid")), money("unpaid_low", say.T("from")), money("unpaid_high", say.T("to")), count("unpaid_n", say.T("paid before"))}
	total, err := f.plan(rates)
	if err != nil {
		return nil, err
	}
	if total.leads > 0 || total.unpaid.value > 0 {
		for _, label := range f.labels() {
			s.Rows = append(s.Rows, append([]any{label}, f.cells(*f.row(label))...))
		}
	}
	s.Total = append([]any{"total"}, f.cells(total)...)
	s.Notes = f.notes(total, rates)
	return s, nil
}

// labels are the rows in their order: no month between two is left out.
func (f *Forecast) labels() (list []string) {
	last := ""
	for label := range f.months {
		if label != later && label != None {
			last = max(last, label)
		}
	}
	for n := range horizon {
		if label := crm.PeriodLabel(crm.ByMonth, f.today.AddMonths(n)); label <= last {
			list = append(list, label)
		}
	}
	for _, label := range []string{later, None} {
		if f.months[label] != nil {
			list = append(list, label)
		}
	}
	return list
}

func (f *Forecast) cells(o outlook) []any {
	cells := []any{o.leads, f.query.amount(o.value), nil, nil, nil, sumOf(f.cycles), f.query.amount(int64(math.Round(o.unpaid.mean))), nil, nil, sumOf(f.delays)}
	if o.leads > 0 && o.valued == 0 {
		cells[1] = nil
	}
	if f.known() {
		low, high := o.open.bounds()
		for i, minor := range []float64{o.open.mean, low, high} {
			cells[2+i] = f.query.amount(int64(math.Round(minor)))
		}
	}
	if len(f.delays) > 0 {
		low, high := o.unpaid.bounds()
		cells[7], cells[8] = f.query.amount(int64(math.Round(low))), f.query.amount(int64(math.Round(high)))
	}
	return cells
}

// bounds are the ends of a hope that may also be certain.
func (h hope) bounds() (low, high float64) {
	if h.mean >= float64(h.value)*(1-1e-9) {
		return h.mean, h.mean
	}
	h.uncertainty = max(h.uncertainty, float64(h.value)*1e-6)
	return h.ends()
}

func (f *Forecast) notes(total outlook, rates map[crm.Currency]crm.Rate) (notes []say.Text) {
	won, paid := sumOf(f.cycles), sumOf(f.delays)
	if total.leads > 0 {
		switch {
		case !f.known():
			notes = append(notes, say.T("nothing is expected before at least one lead was won and one lost"))
		case won < fewClients:
			notes = append(notes, say.T("%d deals are won so far: too few to say when the next ones will be", won))
		}
		if n := f.row(None).leads; n > 0 {
			notes = append(notes, say.T("%d open leads are older than any won lead ever was, so they are in no month", n))
		}
		if missing := total.leads - total.valued; missing > 0 {
			notes = append(notes, say.T("%d of %d open leads have no known value, so they add nothing", missing, total.leads))
		}
	}
	if total.unpaid.value > 0 && paid < fewClients {
		notes = append(notes, say.T("%d deals are paid in full so far: too few to say when the rest will come", paid))
	}
	if o := f.row(None).unpaid; o.value > 0 && paid > 0 {
		notes = append(notes, say.T("%s has been unpaid for longer than any deal took to be paid, so it is in no month", crm.Money{Minor: o.value, Currency: f.query.Base}.String()))
	}
	for _, currency := range f.foreign() {
		if rates[currency] == "" {
			notes = append(notes, say.T("values in %s are left out, for lack of a rate: leads rate set %s RATE", string(currency), string(currency)))
		}
	}
	return notes
}

// foreign are the currencies of open leads other than the base currency, in order.
func (f *Forecast) foreign() (list []crm.Currency) {
	for _, l := range f.leads {
		if l.value.Known() && l.value.Currency != f.query.Base && !slices.Contains(list, l.value.Currency) {
			list = append(list, l.value.Currency)
		}
	}
	slices.Sort(list)
	return list
}

// Foreign are the currencies for which Sheet wants a rate.
func (f *Forecast) Foreign() []crm.Currency { return f.foreign() }
