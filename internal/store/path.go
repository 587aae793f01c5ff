package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"leads/internal/crm"
)

// PathQuery says which journeys a model of attribution wants.
type PathQuery struct {
	Of         crm.Measure // revenue and deals: won deals; pipeline: open leads; leads: all; paid: those that were paid for
	By         []crm.Dimension
	Period     crm.Period // of the closing, or of payments; of the first touch with pipeline, leads or Cohort
	Cohort     bool
	Lost       bool      // also deals that were lost or not answered
	Parts      crm.Touch // not 0 where a part of a touch is wanted; others stay 0
	Named      bool      // say which lead it is
	Ages       bool      // read how old each touch is
	Milestones bool      // read when the lead answered and became an opportunity
	Clients    []crm.ClientID
	Origin     Origin
	Today      crm.Date
}

// deals reports whether a journey is a deal rather than a lead.
func (q PathQuery) deals() bool { return q.Of == crm.OfRevenue || q.Of == crm.OfDeals }

// Paths reads journeys one after the other; fn must not keep what it gets.
// The first touch of a merged lead is a touch of its survivor.
func (t *Tx) Paths(ctx context.Context, q PathQuery, fn func(*crm.Path) error) error {
	if !q.Origin.own() {
		if err := t.origins(ctx, q.Origin, q.Cohort); err != nil {
			return err
		}
	}
	base, err := t.Base(ctx)
	if err != nil {
		return err
	}
	if t.rec == nil { // each page is read once: a new one costs more than a reading
		if _, err := t.conn.ExecContext(ctx, "PRAGMA cache_size = 200"); err != nil {
			return err
		}
	}
	w := walk{t: t, q: q, base: base}
	if _, err := t.one(ctx, `SELECT EXISTS (SELECT 1 FROM touch_rule)`, nil, &w.ruled); err != nil {
		return err
	}
	if _, err := t.one(ctx, `SELECT EXISTS (SELECT 1 FROM lead WHERE merged_into IS NOT NULL)`, nil, &w.anyMerged); err != nil {
		return err
	}
	if q.Milestones {
		if _, err := t.one(ctx, `SELECT EXISTS (SELECT 1 FROM score WHERE mql_on IS NOT NULL OR sql_on IS NOT NULL)`, nil, &w.levels); err != nil {
			return err
		}
	}
	return w.run(ctx, fn)
}

// Brought is what won deals brought, month by month: added up from the deals
// alone, so that credits can be proved against it.
func (t *Tx) Brought(ctx context.Context) (facts []crm.Fact, err error) {
	err = t.each(ctx, `SELECT substr(closed_on, 1, 7) || '-01', sum(base_minor) FROM deal WHERE outcome = 'won' AND base_minor IS NOT NULL GROUP BY 1`, nil,
		func(rows *sql.Rows) error {
			var f crm.Fact
			err := rows.Scan(&f.Day, &f.Revenue)
			facts = append(facts, f)
			return err
		})
	return facts, err
}

// walk reads journeys.
type walk struct {
	t         *Tx
	q         PathQuery
	base      crm.Currency
	anyMerged bool
	ruled     bool // some activities are touches by a rule
	levels    bool // some lead has reached a level

	journey     crm.Path
	first       crm.Touchpoint
	end, day    int            // days of the closing, or today, and of the first touch
	origin      crm.Touchpoint // another lead's touch that comes before the first
	moved       bool
	text, stage string // the later touches, and when milestones were reached
	mql, sql    string // when levels were
}

// part is an expression of the query and what to do with its cell. Few cells
// make a quick query: each costs as much as stepping to the next row.
type part struct {
	text string
	read func(cell any)
}

func (w *walk) run(ctx context.Context, fn func(*crm.Path) error) error {
	parts := w.parts()
	q := FactQuery{By: slices.DeleteFunc(slices.Clone(w.q.By), crm.Dimension.OfTouch)}
	columns, g := q.grouping()
	cells, texts := make([]any, len(parts)), []string{columns}
	var day crm.Date
	dest := append(g.dest, &day)
	texts = append(texts, q.day(w.countsOn()))
	for i, p := range parts {
		texts = append(texts, p.text)
		dest = append(dest, &cells[i])
	}
	from, c := w.from()
	return w.t.each(ctx, `SELECT `+strings.Join(texts, ", ")+from+c.where(), c.args, func(rows *sql.Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		w.begin(g.of(day))
		for i, p := range parts {
			p.read(cells[i])
		}
		w.finish()
		return fn(&w.journey)
	})
}

// begin forgets the journey before.
func (w *walk) begin(g crm.Group) {
	touches := w.journey.Touches[:0]
	w.journey = crm.Path{Group: g, Touches: touches, Answered: crm.NeverReached, Opportunity: crm.NeverReached}
	w.end, w.day, w.moved, w.text, w.stage = w.q.Today.Ordinal(), 0, false, "", ""
	w.mql, w.sql = "", ""
	w.first, w.origin = crm.Touchpoint{}, crm.Touchpoint{}
	if w.q.deals() && !w.q.Lost {
		w.journey.Outcome = crm.Won
	}
}

// parts are the cells of a journey that this query needs.
func (w *walk) parts() []part {
	q, own := w.q, "l"
	if !q.Origin.own() {
		own = "p" // with its own first touch
	}
	var list []part
	if q.Named {
		list = append(list, part{"l.id", func(cell any) { w.journey.Lead = crm.LeadID(whole(cell)) }})
	}
	if !q.deals() || q.Lost {
		list = append(list, part{"d.outcome", func(cell any) { w.journey.Outcome = crm.Outcome(word(cell)) }})
	}
	switch q.Of {
	case crm.OfPipeline:
		list = append(list, part{own + ".value_minor", w.amount}, part{own + ".value_currency", func(cell any) {
			if code := word(cell); code != "" {
				w.journey.Amount.Currency = crm.Currency(code)
			}
		}})
	case crm.OfPaid:
		list = append(list, part{"y.came", w.amount})
	case crm.OfRevenue, crm.OfDeals:
		list = append(list, part{"d.base_minor", w.amount})
	}
	list = append(list, part{own + ".touch_id", func(cell any) { w.first.Touch = w.wanted(touchOf(whole(cell))) }})
	if !q.Origin.own() {
		list = append(list, part{"l.origin_id <> l.id", func(cell any) { w.moved = whole(cell) != 0 }})
		list = append(list, part{"l.touch_id", func(cell any) { w.origin.Touch = w.wanted(touchOf(whole(cell))) }})
	}
	if q.Ages {
		list = append(list, part{"d.closed_on", func(cell any) {
			if cell != nil {
				w.end = ordinal(cell)
			}
		}}, part{own + ".first_touch_on", func(cell any) { w.day = ordinal(cell) }})
		if !q.Origin.own() {
			list = append(list, part{"l.origin_on", func(cell any) { w.origin.Age = ordinal(cell) }})
		}
	}
	if q.Milestones {
		list = append(list, part{w.milestones(), func(cell any) { w.stage = word(cell) }})
	}
	if q.Milestones && w.levels {
		list = append(list, part{"sc.mql_on", func(cell any) { w.mql = word(cell) }}, part{"sc.sql_on", func(cell any) { w.sql = word(cell) }})
	}
	return append(list, part{w.touches(), func(cell any) { w.text = word(cell) }})
}

// wanted leaves of a touch the parts that are wanted.
func (w *walk) wanted(t crm.Touch) crm.Touch {
	if w.q.Parts.Source == 0 {
		t.Source = 0
	}
	if w.q.Parts.Channel == 0 {
		t.Channel = 0
	}
	if w.q.Parts.Campaign == 0 {
		t.Campaign = 0
	}
	return t
}

func (w *walk) amount(cell any) {
	if minor, known := cell.(int64); known {
		w.journey.Amount = crm.Money{Minor: minor, Currency: w.base}
	}
}

// A cell of any type is read faster than one that is asked to be a number.
func whole(cell any) int64 { n, _ := cell.(int64); return n }

func word(cell any) string { text, _ := cell.(string); return text }

func ordinal(cell any) int { return crm.Date(word(cell)).Ordinal() }

// finish puts the touches together, and turns days into ages.
func (w *walk) finish() {
	j := &w.journey
	if w.moved {
		w.origin.Age = w.end - w.origin.Age
		j.Touches = append(j.Touches, w.origin)
	}
	w.first.Age = w.end - w.day
	j.Touches = append(j.Touches, w.first)
	for rest := w.text; rest != ""; {
		one, more, _ := strings.Cut(rest, ",")
		rest = more
		j.Touches = append(j.Touches, w.touch(one))
	}
	answered, opportunity, _ := strings.Cut(w.stage, ",")
	for _, m := range []struct {
		day string
		age *int
	}{{answered, &j.Answered}, {w.mql, &j.Answered}, {opportunity, &j.Opportunity}, {w.sql, &j.Opportunity}} {
		if age := w.end - ordinal(m.day); m.day != "" && age >= 0 { // the first of stage and level, none after the closing
			*m.age = max(*m.age, age)
		}
	}
}

// touch reads day, source.channel.campaign, those of them that were asked for.
func (w *walk) touch(text string) (p crm.Touchpoint) {
	if day := len("2006-01-02"); w.q.Ages {
		p.Age, text = w.end-ordinal(text[:day]), text[day:]
	}
	next := func() (n int64) {
		for text != "" && text[0] != '.' {
			n, text = 10*n+int64(text[0]-'0'), text[1:]
		}
		if text != "" {
			text = text[1:]
		}
		return n
	}
	if w.q.Parts.Source != 0 {
		p.Source = crm.SourceID(next())
	}
	if w.q.Parts.Channel != 0 {
		p.Channel = crm.ChannelID(next())
	}
	if w.q.Parts.Campaign != 0 {
		p.Campaign = crm.CampaignID(next())
	}
	return p
}

// touches selects the later touches of a journey as one text, in order.
func (w *walk) touches() string {
	var cells []string
	if w.q.Parts.Source != 0 {
		cells = append(cells, "a.source_id")
	}
	if w.q.Parts.Channel != 0 {
		cells = append(cells, "coalesce(a.channel_id, 0)")
	}
	if w.q.Parts.Campaign != 0 {
		cells = append(cells, "coalesce(a.campaign_id, 0)")
	}
	text := strings.Join(cells, " || '.' || ")
	switch {
	case w.q.Ages && text == "":
		text = "a.on_day"
	case w.q.Ages:
		text = "a.on_day || " + text
	case text == "":
		text = "'0'" // it counts, wherever it is
	}
	from := `activity a INDEXED BY activity_via_idx WHERE a.lead_id = ` + w.owner() + ` AND a.source_id IS NOT NULL`
	named := `SELECT a.on_day, a.id, a.source_id, a.channel_id, a.campaign_id FROM activity a INDEXED BY activity_via_idx
			WHERE a.lead_id = ` + w.owner() + ` AND a.source_id IS NOT NULL`
	if w.ruled {
		named = `SELECT a.on_day, a.id, coalesce(a.source_id, r.source_id) AS source_id, coalesce(a.channel_id, r.channel_id) AS channel_id, a.campaign_id
			FROM activity a LEFT JOIN touch_rule r ON r.id = ` + byRule + ` WHERE a.lead_id = ` + w.owner() + ` AND (a.source_id IS NOT NULL OR r.id IS NOT NULL)`
		from = `(` + named + `) a WHERE 1`
	}
	if w.anyMerged {
		from = `(` + named + `
			UNION ALL SELECT k.first_touch_on, k.id - 9223372036854775807, f.source_id, f.channel_id, f.campaign_id
			FROM lead k JOIN touch f ON f.id = k.touch_id WHERE k.merged_into = ` + w.owner() + ` AND f.source_id IS NOT NULL) a WHERE 1`
	}
	return `(SELECT group_concat(x) FROM (SELECT ` + text + ` AS x FROM ` + from + ` AND ` + w.until("a.on_day") +
		` ORDER BY a.on_day, a.id))`
}

// milestones selects when a lead answered and when it became an opportunity, as
// one text: the first day of a stage that says so.
func (w *walk) milestones() string {
	of := `s.lead_id = ` + w.owner()
	first := func(stages string) string {
		return `coalesce(min(CASE WHEN s.stage IN (` + stages + `) THEN s.on_day END), '')`
	}
	return `(SELECT ` + first(`'discussion'`) + ` || ',' || ` + first(`'proposal', 'interview', 'negotiation'`) +
		` FROM stage_change s WHERE ` + of + ` AND ` + w.until("s.on_day") + `)`
}

// from joins what a journey is made of, with its conditions. The lead l is the
// one that counts.
func (w *walk) from() (text string, c conditions) {
	q, table := w.q, FactQuery{Origin: w.q.Origin}.lead()
	if q.deals() {
		text = ` FROM deal d CROSS JOIN ` + table + ` l ON l.id = d.lead_id`
	} else {
		text = ` FROM ` + table + ` l LEFT JOIN deal d ON d.lead_id = l.id`
	}
	if !q.Origin.own() {
		text += ` JOIN lead p ON p.id = l.id`
	}
	if q.Of == crm.OfPaid {
		w.payments(&text, &c)
	}
	if w.levels {
		text += ` LEFT JOIN score sc ON sc.id = l.id`
	}
	c.add(w.anyMerged, `l.merged_into IS NULL`)
	c.add(q.deals() && !q.Lost, `d.outcome = 'won'`)
	c.add(q.deals() && q.Lost, `d.outcome <> 'not-a-fit'`)
	c.add(q.Of == crm.OfPipeline, `d.id IS NULL`)
	c.add(q.Of == crm.OfMQL, `l.id IN (SELECT id FROM score WHERE mql_on IS NOT NULL)`)
	c.add(q.Of == crm.OfSQL, `l.id IN (SELECT id FROM score WHERE sql_on IS NOT NULL)`)
	c.add(len(q.Clients) > 0, keptClients("client_id", q.Clients))
	if q.Of != crm.OfPaid || q.Cohort {
		FactQuery{Period: q.Period}.within(&c, w.countsOn())
	}
	return text, c
}

// payments joins what came for each lead: of the period, and by its days where journeys go by time. Where lost ones
// are wanted, they end in the period.
func (w *walk) payments(text *string, c *conditions) {
	q, days, paid := w.q, FactQuery{By: w.q.By, Periods: true}, conditions{}
	day, lost := `''`, conditions{texts: []string{`d.outcome IN ('lost', 'no-response')`}}
	if !q.Cohort {
		FactQuery{Period: q.Period}.within(&paid, `paid_on`)
		FactQuery{Period: q.Period}.within(&lost, `d.closed_on`)
		day = days.day(`paid_on`)
	}
	*text += ` LEFT JOIN (SELECT lead_id, ` + day + ` AS day, sum(base_minor) AS came FROM payment` + paid.where() + ` GROUP BY 1, 2) y ON y.lead_id = l.id`
	c.args = append(c.args, paid.args...)
	if q.Lost {
		c.add(true, `(y.lead_id IS NOT NULL OR `+strings.TrimPrefix(lost.where(), ` WHERE `)+`)`, lost.args...)
	} else {
		c.add(true, `y.lead_id IS NOT NULL`)
	}
}

// countsOn is the day on which a journey counts.
func (w *walk) countsOn() string {
	switch {
	case w.q.Of == crm.OfPaid && !w.q.Cohort:
		return "coalesce(y.day, d.closed_on)"
	case w.q.deals() && !w.q.Cohort:
		return "d.closed_on"
	}
	return "l.first_touch_on"
}

// until is the condition on the day of what happened before a journey's end.
func (w *walk) until(day string) string {
	if w.q.deals() {
		return day + ` <= d.closed_on`
	}
	return `(d.closed_on IS NULL OR ` + day + ` <= d.closed_on)`
}

// owner is the lead that activities and stages of a journey belong to.
func (w *walk) owner() string {
	if w.q.deals() {
		return "d.lead_id"
	}
	return "l.id"
}
