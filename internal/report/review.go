package report

import (
	"math"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// ReviewQuery says which week to review, and how.
type ReviewQuery struct {
	Query             // Base, HourlyCost, Names, Unfed
	Week  crm.Period  // seven days
	Today crm.Date    // what is due and quiet is so on this day
	Begin crm.Date    // the day of the first record; weeks before it are unknown
	Made  crm.Instant // when the page was made
	Limit int         // of each list for people; 0 is all
}

// ReviewFacts is what a review needs to know of the file.
type ReviewFacts struct {
	Sums      []crm.Fact   // by source, channel and day, of [ReviewQuery.Span]
	Months    []crm.Fact   // by month, of [ReviewQuery.Months]
	Funnel    *Funnel      // of all leads of [ReviewQuery.Twelve] as one group; nil for none
	Goal      *sheet.Sheet // whether the month is on course; nil when no goal is set
	Campaigns []crm.Fact   // by campaign, of [ReviewQuery.Twelve]; none when there are no campaigns
	Won, Lost []crm.Lead   // closed in the week
	Reasons   map[crm.Reason]int64
	Waiting
	Findings  []Finding
	Quality   crm.Quality // of [ReviewQuery.Twelve]
	Questions []Question
}

const (
	before = 12         // weeks before the reviewed one that it is held against
	weekly = 7          // days
	latest = before - 1 // the place of the week before in a series of weeks from the oldest
)

// Span is the reviewed week and the twelve before it.
func (q ReviewQuery) Span() crm.Period {
	return crm.Period{From: q.Week.From.AddDays(-before * weekly), To: q.Week.To}
}

// Twelve is the twelve weeks that end with the reviewed one.
func (q ReviewQuery) Twelve() crm.Period {
	return crm.Period{From: q.Week.From.AddDays(-latest * weekly), To: q.Week.To}
}

// Before is the week before the reviewed one.
func (q ReviewQuery) Before() crm.Period {
	return crm.Period{From: q.Week.From.AddDays(-weekly), To: q.Week.From.AddDays(-1)}
}

// weeks are figures by week: twelve, and then the reviewed one.
type weeks [before + 1]figures

// sum adds up the weeks from one place to another, both included.
func (w *weeks) sum(from, to int) *figures {
	total := &figures{}
	for i := from; i <= to; i++ {
		total.merge(&w[i])
	}
	return total
}

// merge adds all figures of another.
func (f *figures) merge(o *figures) {
	f.add(&crm.Fact{Leads: o.Leads, Closed: o.Closed, Won: o.Won, Lost: o.Lost, NoResponse: o.NoResponse, NotAFit: o.NotAFit,
		Unpriced: o.Unpriced, Early: o.Early, Minutes: o.Minutes, Cost: o.Cost,
		Paid: o.Paid, Unpaid: o.Unpaid, FeeFixed: o.FeeFixed}, &Names{})
	f.Revenue += o.Revenue
	for _, sums := range [][2]*map[int64]int64{{&f.fees, &o.fees}, {&f.known, &o.known},
		{(*map[int64]int64)(&f.days), (*map[int64]int64)(&o.days)}, {(*map[int64]int64)(&f.paying), (*map[int64]int64)(&o.paying)}} {
		for number, amount := range *sums[1] {
			addTo(sums[0], number, amount)
		}
	}
}

// review is a review in the making.
type review struct {
	ReviewQuery
	in       ReviewFacts
	all      weeks
	sources  map[string]*weeks   // by name
	channels map[string]*figures // by SOURCE/CHANNEL, of the twelve weeks that end with this one
	known    int                 // of the twelve weeks before, those since the first record
}

// Review makes the weekly page. The week is held against the week before and
// against the mean of the twelve weeks before it, or of those since the first
// record: what was before that is unknown and not zero.
func Review(q ReviewQuery, in ReviewFacts) *sheet.Page {
	r := &review{ReviewQuery: q, in: in, sources: map[string]*weeks{}, channels: map[string]*figures{}}
	for _, f := range in.Sums {
		r.add(f)
	}
	for _, name := range q.Unfed {
		if r.sources[name] == nil {
			r.sources[name] = &weeks{}
		}
	}
	for i := range before {
		if q.Begin != "" && q.Begin <= q.Week.From.AddDays(-(before-i)*weekly+weekly-1) {
			r.known++
		}
	}
	page := &sheet.Page{Title: r.title(), Summary: r.summary(), Notes: r.notes(),
		Subtitle: say.T("%s, amounts in %s", q.Week.Text(), string(q.Base)), Made: madeOn(q.Made)}
	page.Sections = append(page.Sections, r.records()...)
	todo := []sheet.Section{{Key: "due", Sheet: r.due()}, {Key: "quiet", Sheet: r.quiet()}}
	idle := r.all[before].Won == 0 && r.in.DueCount+r.in.QuietCount > 0
	if idle { // a week without wins begins with what can be done, not with zeros
		page.Sections = append(page.Sections, todo...)
	}
	page.Sections = append(page.Sections, sheet.Section{For: sheet.People, As: sheet.Tiles, Sheet: r.tiles()})
	page.Sections = append(page.Sections, r.charts()...)
	if r.in.Goal != nil {
		r.in.Goal.Title = say.T("The goal of the month")
		page.Sections = append(page.Sections, sheet.Section{Key: "goal", Sheet: r.in.Goal})
	}
	page.Sections = append(page.Sections,
		sheet.Section{Key: "sources", Sheet: r.bySource()},
		sheet.Section{For: sheet.People, Sheet: r.byChannel()},
		sheet.Section{For: sheet.People, Sheet: r.byCampaign()})
	if !idle {
		page.Sections = append(page.Sections, todo...)
	}
	page.Sections = append(page.Sections,
		sheet.Section{Key: "won", Sheet: r.won()},
		sheet.Section{Key: "lost", Sheet: r.lost()},
		sheet.Section{Key: "quality", Sheet: r.quality()},
		sheet.Section{Key: "questions", Sheet: QuestionSheet(in.Questions)})
	return page
}

// madeOn says when the page was made, to the minute, in UTC.
func madeOn(at crm.Instant) say.Text {
	day, clock, ok := strings.Cut(strings.TrimSuffix(string(at), "Z"), "T")
	if !ok || len(clock) < 5 {
		return say.T("made by leads on %s", string(at))
	}
	return say.T("made by leads on %s at %s UTC", say.Date(day), clock[:5])
}

// add puts a sum into its week, its source and its channel.
func (r *review) add(f crm.Fact) {
	day := r.Span().From.DaysUntil(f.Day)
	if day < 0 || day >= (before+1)*weekly {
		return
	}
	week := day / weekly
	r.all[week].add(&f, &r.Names)
	names := Query{By: []crm.Dimension{crm.BySource, crm.ByChannel}, Names: r.Names}.labels(f.Group)
	if r.sources[names[0]] == nil {
		r.sources[names[0]] = &weeks{}
	}
	r.sources[names[0]][week].add(&f, &r.Names)
	if week == 0 {
		return
	}
	name := names[0]
	if names[1] != None {
		name += "/" + names[1]
	}
	if r.channels[name] == nil {
		r.channels[name] = &figures{}
	}
	r.channels[name].add(&f, &r.Names)
}

// title names the week as ISO 8601 does, where it is such a week.
func (r *review) title() say.Text {
	year, week := r.Week.From.Time().ISOWeek()
	if iso, err := crm.ParsePeriod(crm.PeriodLabel(crm.ByWeek, r.Week.From), r.Today, 0); err == nil && iso == r.Week {
		return say.T("Week %d of %d", week, year)
	}
	return say.T("The week from %s", say.Day(r.Week.From))
}

// counted is a sentence for one or for several of a thing.
func counted(n int64, one, more string) say.Text {
	if n == 1 {
		return say.T(one, n)
	}
	return say.T(more, n)
}

func (r *review) summary() []say.Text {
	f := &r.all[before]
	came := counted(f.Leads, "%d new lead", "%d new leads")
	won := counted(f.Won, "%d deal won", "%d deals won")
	if f.Won > 0 {
		won = say.T("%s for %s", won, crm.Money{Minor: f.Revenue, Currency: r.Base}.String())
	}
	lost := say.T("%d lost", f.Lost)
	if f.NoResponse > 0 {
		lost = say.T("%s, %s", lost, say.T("%d without an answer", f.NoResponse))
	}
	texts := []say.Text{say.T("%s, %s, %s.", came, won, lost)}
	due := counted(r.in.DueCount, "%d follow-up is due", "%d follow-ups are due")
	quiet := counted(r.in.QuietCount, "%d lead has gone quiet", "%d leads have gone quiet")
	switch {
	case r.in.DueCount > 0 && r.in.QuietCount > 0:
		texts = append(texts, say.T("%s, %s.", due, quiet))
	case r.in.DueCount > 0:
		texts = append(texts, say.T("%s.", due))
	case r.in.QuietCount > 0:
		texts = append(texts, say.T("%s.", quiet))
	}
	if r.Today <= r.Week.To {
		texts = append(texts, say.T("The week is not over yet."))
	}
	return texts
}

func (r *review) notes() []say.Text {
	notes := r.Query.notes(r.all.sum(0, before))
	if 0 < r.known && r.known < before {
		notes = append(notes, counted(int64(r.known), "the first record is less than 12 weeks old: the mean is over %d week",
			"the first record is less than 12 weeks old: the mean is over %d weeks"))
	}
	return append(notes, say.T("a win rate is won / (won + lost + no answer); beside it are the 95 %% Wilson interval and n, the number of deals behind it"),
		say.T("net is revenue − fees − cost, per hour is net / hours; – is unknown, which is not zero"))
}

// records are the week, the week before and the mean, whole, for programs.
func (r *review) records() []sheet.Section {
	var list []sheet.Section
	for _, part := range []struct {
		key    string
		period crm.Period
		cells  []any
	}{
		{"period", r.Week, r.figureCells(&r.all[before])},
		{"previous", r.Before(), r.figureCells(&r.all[latest])},
	} {
		s := &sheet.Sheet{Shape: sheet.Record, Columns: append(periodColumns(), r.ownColumns()...)}
		s.Add(append([]any{string(part.period.From), string(part.period.To)}, part.cells...)...)
		list = append(list, sheet.Section{Key: part.key, For: sheet.Programs, Sheet: s})
	}
	mean := &sheet.Sheet{Shape: sheet.Record, Columns: append(append(periodColumns(), sheet.Column{Key: "weeks", Type: sheet.Count}), r.ownColumns()...)}
	from, to := any(nil), any(nil)
	if r.known > 0 {
		from, to = string(r.Week.From.AddDays(-r.known*weekly)), string(r.Before().To)
	}
	mean.Add(append([]any{from, to, int64(r.known)}, r.meanCells(&r.all)...)...)
	for i := range mean.Columns[3:] { // a mean of counts is no count
		if c := &mean.Columns[3+i]; c.Type == sheet.Count && c.Key != "win_rate_n" {
			c.Type = sheet.Number
		}
	}
	return append(list, sheet.Section{Key: "mean_12_weeks", For: sheet.Programs, Sheet: mean})
}

// ownColumns are the figures of a report, without the names of a group.
func (r *review) ownColumns() []sheet.Column {
	q := r.Query
	q.By = nil
	return q.columns()
}

func periodColumns() []sheet.Column {
	return []sheet.Column{{Key: "from", Type: sheet.Date}, {Key: "to", Type: sheet.Date}}
}

// figureCells are all figures of a report, without the names of a group.
func (q Query) figureCells(f *figures) []any {
	q.By = nil
	return q.cells(q.figureColumns(), nil, f)
}

// meanCells are the figures of the mean week before the reviewed one: sums
// divided by the weeks, and rates, medians and ratios of all of them together.
func (r *review) meanCells(w *weeks) []any {
	columns := r.figureColumns()
	if r.known == 0 {
		return make([]any, len(columns))
	}
	total := w.sum(before-r.known, latest)
	cells := r.figureCells(total)
	n := int64(r.known)
	for i, c := range columns {
		switch v := cells[i].(type) {
		case int64:
			if c.Key != "win_rate_n" {
				cells[i] = float64(v) / float64(n)
			}
		case float64:
			if c.Type == sheet.Hours {
				cells[i] = v / float64(n)
			}
		}
		if minor, sum := map[string]int64{"revenue": total.Revenue, "fees": total.feeSum(), "cost": total.Cost, "net": total.net(),
			"paid": total.Paid, "unpaid": total.Unpaid}[c.Key]; sum {
			cells[i] = r.ratio(minor, n, 1)
		}
	}
	return cells
}

// series is a figure of each of the twelve weeks that end with the reviewed
// one; unknown before the first record.
func (r *review) series(w *weeks, of func(*figures) float64) []float64 {
	list := make([]float64, 0, before)
	for i := 1; i <= before; i++ {
		if i < before-r.known {
			list = append(list, math.NaN())
			continue
		}
		list = append(list, of(&w[i]))
	}
	return list
}

// byKey is the figure with that key among cells of figureColumns.
func (q Query) byKey(cells []any, key string) any {
	at := slices.IndexFunc(q.figureColumns(), func(c column) bool { return c.Key == key })
	return cells[at]
}
