package report

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"sort"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

// drawn is as how many leads of the whole every group counts in addition to its
// own: an m-estimate with m = 10 (Cestnik 1990, "Estimating probabilities: a
// crucial task in machine learning", ECAI), the mean of a Beta distribution
// that began as the whole.
const drawn = 10

// Pipeline is what is open, and what may come of it by the owner's own history.
// Fill it with Add, one history a lead, open or closed, grouped by source.
type Pipeline struct {
	query   Query
	today   crm.Date
	open    map[place]*stock
	history map[place]*record // of a stage and source; without a source, of a stage; of neither, the whole
	foreign map[crm.Currency]bool
}

// place is a stage of a source; "" is all of them.
type place struct {
	stage  crm.Stage
	source string
}

// stock is what is open at one place.
type stock struct {
	leads  int64
	worths map[crm.Currency]*worth
}

// worth is what open leads are worth in one currency, in its minor units.
type worth struct {
	leads, sum int64
	squares    float64
}

// record is how leads ended that had reached a place: won, of those decided.
type record struct{ won, n int64 }

// NewPipeline begins a pipeline as of a day.
func NewPipeline(q Query, today crm.Date) *Pipeline {
	return &Pipeline{query: q, today: today, open: map[place]*stock{}, history: map[place]*record{}, foreign: map[crm.Currency]bool{}}
}

// Add counts a lead in: an open one at its stage, one that was won, lost or
// never answered in the history of each stage that it reached.
func (p *Pipeline) Add(j crm.StageHistory) {
	source := p.query.Names.Source[j.Group.Source]
	source = cmp.Or(source, None)
	switch j.Outcome {
	case "":
		p.stand(source, j)
	case crm.Won, crm.Lost, crm.NoResponse:
		p.note(place{}, j)
		p.note(place{source: source}, j)
		p.reach(crm.New, source, j)
		for i, step := range j.Steps {
			again := step.Stage == crm.New || slices.ContainsFunc(j.Steps[:i], func(s crm.StageChange) bool { return s.Stage == step.Stage })
			if !again {
				p.reach(step.Stage, source, j)
			}
		}
	}
}

func (p *Pipeline) stand(source string, j crm.StageHistory) {
	at := place{crm.New, source}
	if len(j.Steps) > 0 {
		at.stage = j.Steps[len(j.Steps)-1].Stage
	}
	s := p.open[at]
	if s == nil {
		s = &stock{worths: map[crm.Currency]*worth{}}
		p.open[at] = s
	}
	s.leads++
	if !j.Value.Known() {
		return
	}
	w := s.worths[j.Value.Currency]
	if w == nil {
		w = &worth{}
		s.worths[j.Value.Currency] = w
	}
	w.leads, w.sum = w.leads+1, w.sum+j.Value.Minor
	w.squares += float64(j.Value.Minor) * float64(j.Value.Minor)
	if j.Value.Currency != p.query.Base {
		p.foreign[j.Value.Currency] = true
	}
}

func (p *Pipeline) reach(stage crm.Stage, source string, j crm.StageHistory) {
	p.note(place{stage, source}, j)
	p.note(place{stage: stage}, j)
}

func (p *Pipeline) note(at place, j crm.StageHistory) {
	r := p.history[at]
	if r == nil {
		r = &record{}
		p.history[at] = r
	}
	r.n++
	if j.Outcome == crm.Won {
		r.won++
	}
}

// Foreign are the currencies of open leads other than the base currency, in
// order: Sheet wants a rate for each.
func (p *Pipeline) Foreign() []crm.Currency { return slices.Sorted(maps.Keys(p.foreign)) }

func (p *Pipeline) at(at place) record {
	if r := p.history[at]; r != nil {
		return *r
	}
	return record{}
}

// chance is the win rate at a place with the spread of what is not known of it:
// its own, drawn towards that of the stage, which is drawn towards the whole.
func (p *Pipeline) chance(at place) (rate, spread float64) {
	whole, stage, own := p.at(place{}), p.at(place{stage: at.stage}), p.at(at)
	rate = float64(whole.won) / float64(whole.n)
	rate = (float64(stage.won) + drawn*rate) / float64(stage.n+drawn)
	rate = (float64(own.won) + drawn*rate) / float64(own.n+drawn)
	return rate, math.Sqrt(rate * (1 - rate) / float64(own.n+drawn+1))
}

// known reports whether the history says anything: somebody was won, and
// somebody was lost.
func (p *Pipeline) known() bool {
	whole := p.at(place{})
	return whole.won > 0 && whole.won < whole.n
}

// hope is what one row of the pipeline adds up to, in minor units.
type hope struct {
	leads, valued              int64
	value                      int64
	mean, squares, uncertainty float64
}

func (h *hope) add(o hope) {
	h.leads, h.valued, h.value = h.leads+o.leads, h.valued+o.valued, h.value+o.value
	h.mean, h.squares, h.uncertainty = h.mean+o.mean, h.squares+o.squares, h.uncertainty+o.uncertainty
}

// hope adds up one place. What one stage's rate is unsure by, all are taken to
// be unsure by at once: the range is rather too wide than too narrow.
func (p *Pipeline) hope(at place, rates map[crm.Currency]crm.Rate) (hope, error) {
	h := hope{leads: p.open[at].leads}
	for currency, w := range p.open[at].worths {
		rate, factor := crm.Rate("1"), 1.0
		if currency != p.query.Base {
			rate = rates[currency]
		}
		if rate == "" {
			continue
		}
		base, err := rate.Convert(crm.Money{Minor: w.sum, Currency: currency}, p.query.Base)
		if err != nil {
			return h, err
		}
		if w.sum > 0 {
			factor = float64(base.Minor) / float64(w.sum)
		}
		h.valued, h.value, h.squares = h.valued+w.leads, h.value+base.Minor, h.squares+w.squares*factor*factor
	}
	if p.known() {
		rate, spread := p.chance(at)
		h.mean, h.uncertainty = float64(h.value)*rate, float64(h.value)*spread
	}
	return h, nil
}

// ends is the 95 % range of what may come: that the win rate is unsure, and
// that a lead is won or not, together: a beta-binomial of as many equal leads
// as the values amount to (Kish's effective number).
func (h hope) ends() (low, high float64) {
	if h.value == 0 || h.mean <= 0 {
		return 0, 0
	}
	total := float64(h.value)
	rate, spread := h.mean/total, h.uncertainty/total
	size := int64(math.Max(1, math.Round(total*total/h.squares)))
	sure := rate*(1-rate)/(spread*spread) - 1
	d := stats.BetaBinomial{N: size, A: rate * sure, B: (1 - rate) * sure}
	one := total / float64(size)
	return min(float64(d.Quantile(0.025))*one, h.mean), max(float64(d.Quantile(0.975))*one, h.mean)
}

// Sheet is the pipeline by the query's dimensions, stage or source or both. A
// rate is one unit of a currency in the base currency; without one, values in
// that currency are left out and said to be.
func (p *Pipeline) Sheet(rates map[crm.Currency]crm.Rate) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Title: say.T("Pipeline: what is open on %s (%s)", say.Day(p.today), string(p.query.Base)), Shape: sheet.Envelope, Empty: say.T("No lead is open."),
		Names: len(p.query.By), Head: []sheet.Field{{Key: "currency", Value: string(p.query.Base)}}}
	s.Columns = append(groupColumns(p.query.By), sheet.Column{Key: "leads", Title: say.T("leads"), Type: sheet.Count},
		sheet.Column{Key: "value", Title: say.T("value"), Type: sheet.Money}, sheet.Column{Key: "expected", Title: say.T("expected"), Type: sheet.Money},
		sheet.Column{Key: "expected_low", Title: say.T("from"), Type: sheet.Money}, sheet.Column{Key: "expected_high", Title: say.T("to"), Type: sheet.Money},
		sheet.Column{Key: "n", Title: say.T("decided before"), Type: sheet.Count})
	rows, total := map[place]*hope{}, hope{}
	if len(p.query.By) == 1 && p.query.By[0] == crm.ByStage {
		for _, stage := range crm.Stages {
			rows[place{stage: stage}] = &hope{}
		}
	}
	for at := range p.open {
		h, err := p.hope(at, rates)
		if err != nil {
			return nil, err
		}
		key := p.row(at)
		if rows[key] == nil {
			rows[key] = &hope{}
		}
		rows[key].add(h)
		total.add(h)
	}
	keys := slices.Collect(maps.Keys(rows))
	sort.Slice(keys, func(i, j int) bool {
		a, b := stageNumbers[keys[i].stage], stageNumbers[keys[j].stage]
		return a < b || a == b && keys[i].source < keys[j].source
	})
	for _, key := range keys {
		s.Rows = append(s.Rows, append(p.labels(key), p.cells(*rows[key], p.at(key).n)...))
	}
	label := make([]any, len(p.query.By))
	label[0] = "total"
	s.Total = append(label, p.cells(total, p.at(place{}).n)...)
	s.Notes = p.notes(total, rates)
	return s, nil
}

// row is the row in which a place counts.
func (p *Pipeline) row(at place) place {
	if !slices.Contains(p.query.By, crm.ByStage) {
		at.stage = ""
	}
	if !slices.Contains(p.query.By, crm.BySource) {
		at.source = ""
	}
	return at
}

func (p *Pipeline) labels(at place) (cells []any) {
	for _, d := range p.query.By {
		if d == crm.ByStage {
			cells = append(cells, string(at.stage))
		} else {
			cells = append(cells, at.source)
		}
	}
	return cells
}

// cells are leads, value, what is expected and its range, and how many decided
// leads are behind it. The value of leads of which none has one is unknown.
func (p *Pipeline) cells(h hope, n int64) []any {
	cells := []any{h.leads, p.query.amount(h.value), nil, nil, nil, n}
	if h.leads > 0 && h.valued == 0 {
		cells[1] = nil
		return cells
	}
	if p.known() {
		low, high := h.ends()
		for i, minor := range []float64{h.mean, low, high} {
			cells[2+i] = p.query.amount(int64(math.Round(minor)))
		}
	}
	return cells
}

func (p *Pipeline) notes(total hope, rates map[crm.Currency]crm.Rate) (notes []say.Text) {
	whole := p.at(place{})
	switch {
	case total.leads == 0:
		return nil
	case whole.n == 0:
		notes = append(notes, say.T("nothing is expected yet: no lead is won or lost so far"))
	case whole.won == 0:
		notes = append(notes, say.T("nothing is expected yet: no lead is won so far"))
	case whole.won == whole.n:
		notes = append(notes, say.T("nothing is expected yet: no lost deal is recorded, so the win rate would be 100 %%"))
	default:
		notes = append(notes, say.T("expected: value × the share won of your %d decided leads that reached the stage, by source; a small group is drawn towards the whole, "+
			"as if %d more leads had ended like it. The range is where the sum will be 95 times in 100, if things go on like this", whole.n, drawn))
	}
	if missing := total.leads - total.valued; missing > 0 {
		notes = append(notes, say.T("%d of %d open leads have no known value, so they add nothing", missing, total.leads))
	}
	for _, currency := range p.Foreign() {
		if rates[currency] == "" {
			notes = append(notes, say.T("values in %s are left out, for lack of a rate: leads rate set %s RATE", string(currency), string(currency)))
		}
	}
	return notes
}
