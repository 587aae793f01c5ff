package report

import (
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

// Funnel counts how far leads came, by the groups of its query. Fill it with
// Add, one journey a lead.
type Funnel struct {
	query  Query
	today  crm.Date
	groups map[string]*way
	levels map[string]*levelWay // instead of the others, in a funnel of levels
	known  map[crm.Group]*way   // the groups by id
	days   map[crm.Date]int64   // day numbers met so far: a file has few days and many leads
}

// way is what the leads of one group did.
type way struct {
	labels []string
	n      int64
	open   int64
	won    stats.Histogram // days from first touch to winning
	life   stats.Survival  // the same with those that did not win, or not yet
	stages []stageFigures  // one a stage, in the order of crm.Stages
}

// stageFigures is what happened at one stage.
type stageFigures struct {
	reached, passed, lost, declined, open int64
	stays                                 stats.Histogram // days that ended stays took, one a lead
}

// NewFunnel begins a funnel as of a day.
func NewFunnel(q Query, today crm.Date) *Funnel {
	return &Funnel{query: q, today: today, groups: map[string]*way{}, known: map[crm.Group]*way{}, days: map[crm.Date]int64{}}
}

// Add counts a lead in. It reached the stages it was ever at, each
// once; all of them but the furthest it passed, and the furthest only by
// winning. Else it was lost there, was declined there, or is open there.
func (f *Funnel) Add(j crm.StageHistory) {
	w := f.way(j.Group)
	w.n++
	f.count(w, j)
	end := j.ClosedOn
	if j.Outcome == "" {
		w.open++
		end = f.today
	}
	days := f.day(end) - f.day(j.From)
	exits := w.life[days]
	if j.Outcome == crm.Won {
		w.won[days]++
		exits.Events++
	} else {
		exits.Censored++
	}
	w.life[days] = exits
}

// count enters the stages of one lead.
func (f *Funnel) count(w *way, j crm.StageHistory) {
	var reached [6]bool
	var stayed [6]int64
	reached[0] = true
	at, since := 0, f.day(j.From)
	leave := func(day int64) {
		if j.ClosedOn != "" {
			day = min(day, f.day(j.ClosedOn)) // nothing moves after the end
		}
		stayed[at] += max(day-since, 0)
		since = max(since, day)
	}
	for _, step := range j.Steps {
		leave(f.day(step.On))
		at = stageNumbers[step.Stage]
		reached[at] = true
	}
	current := at
	if j.ClosedOn != "" {
		leave(f.day(j.ClosedOn))
		current = -1
	}
	furthest := 0
	for i, yes := range reached {
		if yes {
			furthest = i
		}
	}
	for i, yes := range reached {
		if !yes {
			continue
		}
		p := &w.stages[i]
		p.reached++
		if i != current { // where it is now, its time is not over
			p.stays[stayed[i]]++
		}
		switch {
		case i < furthest || j.Outcome == crm.Won:
			p.passed++
		case j.Outcome == "":
			p.open++
		case j.Outcome == crm.NotAFit:
			p.declined++
		default:
			p.lost++
		}
	}
}

// stageNumbers are the places of the stages in their order.
var stageNumbers = map[crm.Stage]int{crm.New: 0, crm.Contacted: 1, crm.Discussion: 2, crm.Proposal: 3, crm.Interview: 4, crm.Negotiation: 5}

func (f *Funnel) way(g crm.Group) *way {
	if w := f.known[g]; w != nil {
		return w
	}
	labels := f.query.labels(g)
	key := strings.Join(labels, "\x00")
	w := f.groups[key]
	if w == nil {
		w = &way{labels: labels, won: stats.Histogram{}, life: stats.Survival{}, stages: make([]stageFigures, len(crm.Stages))}
		for i := range w.stages {
			w.stages[i].stays = stats.Histogram{}
		}
		f.groups[key] = w
	}
	f.known[g] = w
	return w
}

// day numbers a day.
func (f *Funnel) day(d crm.Date) int64 {
	n, ok := f.days[d]
	if !ok {
		n = int64(crm.Date("1970-01-01").DaysUntil(d))
		f.days[d] = n
	}
	return n
}

// ways are the groups, those with most leads first, then by name.
func (f *Funnel) ways() (list []*way) {
	if len(f.query.By) == 0 && len(f.groups) == 0 {
		f.way(crm.Group{}) // nobody is an answer too
	}
	for _, w := range f.groups {
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b *way) int {
		if a.n != b.n {
			return int(b.n - a.n)
		}
		return slices.Compare(a.labels, b.labels)
	})
	return list
}

func (f *Funnel) title() say.Text {
	if f.query.Period.Open() {
		return say.T("Funnel of all leads")
	}
	return say.T("Funnel of the leads whose first touch is %s", f.query.Period.When())
}

// cells are the figures of a stage: reached to the 75th percentile.
func (p *stageFigures) cells() []any {
	var rate, low, high any
	if n := p.passed + p.lost; n > 0 {
		rate = float64(p.passed) / float64(n)
		low, high = stats.Wilson(p.passed, n)
	}
	return []any{p.reached, p.passed, p.lost, p.declined, p.open, shareOf(p.open, p.reached), rate, low, high, p.passed + p.lost,
		median(p.stays), quantile(p.stays, 0.75)}
}

func shareOf(k, n int64) any {
	if n == 0 {
		return nil
	}
	return float64(k) / float64(n)
}

func quantile(h stats.Histogram, p float64) any {
	if q, ok := h.Quantile(p); ok {
		return q
	}
	return nil
}

func stageColumns() []sheet.Column {
	return []sheet.Column{
		{Key: "stage", Title: say.T("stage"), Type: sheet.Word},
		{Key: "reached", Title: say.T("reached"), Type: sheet.Count},
		{Key: "passed", Title: say.T("passed"), Type: sheet.Count},
		{Key: "lost", Title: say.T("lost"), Type: sheet.Count},
		{Key: "not_a_fit", Title: say.T("declined"), Type: sheet.Count},
		{Key: "open", Title: say.T("still there"), Type: sheet.Count},
		{Key: "open_share", Title: say.T("share"), Type: sheet.Rate},
		{Key: "rate", Title: say.T("passed of decided"), Type: sheet.Rate, Low: "rate_low", High: "rate_high", N: "rate_n"},
		{Key: "rate_low", Type: sheet.Rate, Detail: true}, {Key: "rate_high", Type: sheet.Rate, Detail: true},
		{Key: "rate_n", Type: sheet.Count, Detail: true},
		{Key: "median_days", Title: say.T("days there"), Type: sheet.Number},
		{Key: "p75_days", Title: say.T("75 %% within"), Type: sheet.Number}}
}

// wonCells are the days to win of a group: of the deals won, and by
// Kaplan-Meier with its interval.
func (w *way) wonCells() []any {
	known := func(f float64) any { return f }
	cells := []any{median(w.won), nil, nil, nil, w.open, w.n}
	if m, low, high, ok := w.life.Median(); ok {
		cells[1], cells[2], cells[3] = known(m), known(low), known(high) // an end that is NaN is written as unknown
	}
	return cells
}

func wonColumns() []sheet.Column {
	return []sheet.Column{
		{Key: "days_to_win", Title: say.T("days to win, of those won"), Type: sheet.Number},
		{Key: "days_to_win_censored", Title: say.T("open ones counted"), Type: sheet.Number},
		{Key: "days_to_win_censored_low", Type: sheet.Number, Detail: true},
		{Key: "days_to_win_censored_high", Type: sheet.Number, Detail: true},
		{Key: "open", Title: say.T("open"), Type: sheet.Count},
		{Key: "n", Title: say.T("leads"), Type: sheet.Count}}
}

// Sheet is the funnel for programs: a row a group, with its stages inside.
func (f *Funnel) Sheet() *sheet.Sheet {
	if f.levels != nil {
		return f.levelSheet(true)
	}
	s := &sheet.Sheet{Title: f.title(), Shape: sheet.Envelope, Head: f.head(), Columns: groupColumns(f.query.By)}
	s.Columns = append(s.Columns, sheet.Column{Key: "stages", Type: sheet.Nested})
	s.Columns = append(s.Columns, wonColumns()...)
	for _, w := range f.ways() {
		stages := &sheet.Sheet{Columns: stageColumns()}
		for i := range w.stages {
			stages.Add(append([]any{string(crm.Stages[i])}, w.stages[i].cells()...)...)
		}
		s.Add(append(append(w.names(), stages), w.wonCells()...)...)
	}
	s.Notes = f.notes()
	return s
}

// Lines is the funnel as one flat table: a row a group and stage. For people,
// stages that nobody reached are left out, and a second table has the days to
// win.
func (f *Funnel) Lines(people bool) *sheet.Sheet {
	if f.levels != nil {
		return f.levelSheet(false)
	}
	s := &sheet.Sheet{Title: f.title(), Names: len(f.query.By) + 1, Columns: append(groupColumns(f.query.By), stageColumns()...), Empty: say.T("There are no leads.")}
	won := &sheet.Sheet{Title: say.T("Days from first touch to winning"), Names: len(f.query.By), Columns: append(groupColumns(f.query.By), wonColumns()...)}
	for _, w := range f.ways() {
		for i := range w.stages {
			if !people || w.stages[i].reached > 0 {
				s.Add(append(append(w.names(), string(crm.Stages[i])), w.stages[i].cells()...)...)
			}
		}
		if w.n > 0 {
			won.Add(append(w.names(), w.wonCells()...)...)
		}
	}
	won.Notes = f.notes()
	if people && len(won.Rows) > 0 {
		s.Extra = append(s.Extra, sheet.Field{Key: "won", Type: sheet.Nested, Value: won})
	}
	return s
}

func (f *Funnel) head() []sheet.Field { return f.query.head()[:2] }

func (w *way) names() (cells []any) {
	for _, name := range w.labels {
		cells = append(cells, name)
	}
	return cells
}

// notes say what a reader should know of the whole funnel.
func (f *Funnel) notes() (notes []say.Text) {
	all := &figures{days: stats.Histogram{}}
	var lost, declined int64
	for _, w := range f.groups {
		for days, n := range w.won {
			all.Won += n
			if days < 0 {
				all.Early += n
			}
		}
		for _, p := range w.stages {
			lost, declined = lost+p.lost, declined+p.declined
		}
	}
	if all.Won > 0 && lost == 0 {
		notes = append(notes, say.T("no lost deal is recorded, so every stage looks passed: close lost leads too"))
	}
	all.Lost = 1 // said above
	return append(notes, f.query.notes(all)...)
}
