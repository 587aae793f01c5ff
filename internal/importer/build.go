package importer

import (
	"strconv"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// builder makes typed rows of raw ones. It holds what lasts for one pass.
type builder struct {
	*File
	cells  [fieldCount]string // of the row at hand, by field, as textCell gives them
	from   [fieldCount]int    // the column of each cell
	also   map[string]string  // own fields that a preset found
	raw    []string
	line   int
	first  crm.TouchNames      // of rows that name no source
	words  map[string]standing // of the preset, by key
	places map[string]int      // columns by the key of their header, for a preset
	values map[string]string   // --map-value by key
	seen   map[string]standing
	money  map[string]crm.Currency
	days   [fieldCount]map[string]crm.Date // what was read before: files repeat themselves
	vias   map[string]crm.TouchNames
	out    Row
}

// remembered bounds what a builder keeps of what it has read.
const remembered = 4096

func newBuilder(f *File) *builder {
	b := &builder{File: f, seen: map[string]standing{}, money: map[string]crm.Currency{}, vias: map[string]crm.TouchNames{}}
	for _, f := range []field{date, closedOn, followUpOn} {
		b.days[f] = map[string]crm.Date{}
	}
	b.from, b.first = f.plan.column, f.touchDefault()
	if pre := f.plan.preset; pre != nil {
		b.words, b.places = pre.standings(), map[string]int{}
		for i, h := range f.plan.headers {
			b.places[crm.Key(h)] = i
		}
	}
	if len(f.options.Values) > 0 {
		b.values = map[string]string{}
		for from, to := range f.options.Values {
			b.values[crm.Key(from)] = to
		}
	}
	return b
}

// row makes one row of its own, to be copied by the caller: a row is large.
// The first fault ends it.
func (b *builder) row(r record) *Row {
	row := &b.out
	*row = Row{Line: r.line, Blank: r.blank, Aside: r.aside, Raw: r.cells, AmountColumn: b.plan.has(amount)}
	switch {
	case r.err != nil:
		row.Err = r.err
		return row
	case r.blank:
		return row
	}
	b.line, b.raw, b.also = r.line, r.cells, nil
	b.fill()
	if pre := b.plan.preset; pre != nil {
		if pre.aside != nil {
			if row.Aside = pre.aside(b); !row.Aside.IsZero() {
				row.Blank = true
				return row
			}
		}
		if pre.shape != nil {
			pre.shape(b)
		}
	}
	var err error
	switch b.As {
	case Leads:
		err = b.lead(row)
	case Activities:
		err = b.activity(row)
	case Deals:
		err = b.deal(row)
	case Statement:
		err = b.entry(row)
	}
	if err != nil {
		row.Err = err
	}
	return row
}

// fill lays the cells out by field. Of several columns that fill one field the
// first that is not empty does; notes are joined.
func (b *builder) fill() {
	clear(b.cells[:])
	for i, f := range b.plan.fields[:min(len(b.raw), len(b.plan.fields))] {
		if f <= ownField {
			continue
		}
		cell := b.textCell(b.raw[i])
		switch {
		case b.cells[f] == "":
			b.cells[f], b.from[f] = cell, i
		case f == note && cell != "":
			b.cells[f] += "\n\n" + cell
		}
	}
	if !b.plan.own {
		b.bareNames()
	}
}

// named is the cell under a header of the preset, taken or not.
func (b *builder) named(header string) string {
	if i, ok := b.places[crm.Key(header)]; ok && i < len(b.raw) {
		return b.textCell(b.raw[i])
	}
	return ""
}

// text is a cell as one line.
func (b *builder) text(f field) string {
	return oneLine(b.cells[f])
}

// lead reads a row as a lead.
func (b *builder) lead(row *Row) error {
	l := &row.Lead
	l.Title, l.Client, l.Contact = b.text(title), b.text(client), b.text(contact)
	if l.Contact == "" && (b.cells[firstName] != "" || b.cells[lastName] != "") {
		l.Contact = oneLine(b.cells[firstName] + " " + b.cells[lastName])
	}
	l.Email, l.Phone, l.URL = b.text(email), b.text(phone), b.text(pageURL)
	l.ExternalID, l.Referrer, l.Note = b.text(externalID), b.text(referrer), b.cells[note]
	if n, err := strconv.ParseInt(b.cells[id], 10, 64); err == nil && n > 0 {
		l.ID = crm.LeadID(n)
	}
	if cell := firstOf(l.ExternalID, b.cells[id]); !b.plan.own && isCutShort(cell) {
		row.warn("%s: the id %s is a number that a spreadsheet has cut short, so it is left out", b.place(row.Line), cell)
		l.ExternalID = ""
	}
	if l.Email != "" && crm.CheckEmail(l.Email) != nil {
		row.warn("%s: %q is not an e-mail address, it is kept as it stands", b.place(row.Line), l.Email)
	}
	if l.Title == "" {
		l.Title = firstOf(l.ExternalID, l.Contact, l.Client, l.URL)
	}
	if l.Title == "" {
		return b.fault("the row has no title, and nothing that could stand for it")
	}
	steps := []func(*Row) error{b.touch, b.dates, b.ending, b.figures, b.extras}
	if b.Contacts {
		row.Dated, l.FirstTouchOn, l.Stage, steps = true, b.options.Today, crm.New, []func(*Row) error{b.extras}
	}
	for _, step := range steps {
		if err := step(row); err != nil {
			return err
		}
	}
	if err := l.Validate(); err != nil {
		return b.wrap("", err)
	}
	return nil
}

// isCutShort reports whether an id is what a spreadsheet makes of a long
// number: 1.83E+10. Its last digits are lost, and many rows may share it.
func isCutShort(id string) bool {
	n := strings.IndexAny(id, "eE")
	return n > 0 && len(id) > n+2 && id[n+1] == '+' && strings.Trim(id[:n], "0123456789.,") == "" && strings.Trim(id[n+2:], "0123456789") == ""
}

// touch reads where a lead came from: a source cell of its own or with its
// channel, the columns beside it, then the defaults.
func (b *builder) touch(row *Row) error {
	t, err := b.via()
	if err != nil {
		return err
	}
	def := b.first
	if t.Source == "" {
		t.Source = def.Source
	}
	if t.Source == "" && t.Channel != "" {
		return b.bad(channel, crm.Invalidf("the channel %q has no source", t.Channel).WithHint("--source NAME gives the rows one"))
	}
	if t.Channel == "" && (def.Source == "" || crm.Key(t.Source) == crm.Key(def.Source)) {
		t.Channel = def.Channel
	}
	if t.Campaign == "" {
		t.Campaign = def.Campaign
	}
	row.Lead.First = t
	return nil
}

// via reads SOURCE[/CHANNEL[/CAMPAIGN]] and the columns that hold a part alone.
func (b *builder) via() (crm.TouchNames, error) {
	cell := b.origin(b.text(source))
	t, ok := b.vias[cell]
	if !ok {
		var err error
		if t, err = crm.ParseTouch(cell); err != nil {
			return t, b.bad(source, err)
		}
		if len(b.vias) < remembered {
			b.vias[strings.Clone(cell)] = t
		}
	}
	for _, part := range []struct {
		field field
		into  *string
	}{{channel, &t.Channel}, {campaign, &t.Campaign}} {
		cell := b.text(part.field)
		switch {
		case cell == "":
		case *part.into != "" && crm.Key(*part.into) != crm.Key(cell):
			return t, b.bad(part.field, crm.Invalidf("%q is not the %q of the source", cell, *part.into))
		default:
			*part.into = cell
		}
	}
	return t, nil
}

func (b *builder) dates(row *Row) (err error) {
	l := &row.Lead
	if l.FirstTouchOn, err = b.date(date); err != nil {
		return err
	}
	if row.Dated = l.FirstTouchOn != ""; !row.Dated {
		l.FirstTouchOn = b.options.Today
	}
	l.FollowUpOn, err = b.date(followUpOn)
	return err
}

// ending reads stage and outcome, whichever of three columns has them, and
// what belongs to a closed lead.
func (b *builder) ending(row *Row) (err error) {
	l := &row.Lead
	var end standing
	for _, f := range []field{stage, outcome, status} {
		if err := b.join(&end, f); err != nil {
			return err
		}
	}
	l.Stage, l.Deal.Outcome = end.stage, end.outcome
	if l.Deal.ClosedOn, err = b.date(closedOn); err != nil {
		return err
	}
	if l.Deal.Reason, err = b.reason(); err != nil {
		return err
	}
	switch d := &l.Deal; {
	case d.Outcome == "" && d.ClosedOn != "" && expects(b.plan.headers[b.from[closedOn]]):
		row.warn("%s: %q is open, the closing day that it expects, %s, is left out", b.place(row.Line), l.Title, say.Day(d.ClosedOn))
		d.ClosedOn = ""
	case d.Outcome == "" && d.ClosedOn != "":
		return b.bad(closedOn, crm.Invalidf("%q is a closing day without an outcome", b.cells[closedOn]).
			WithHint("add an outcome column, or leave this one out: --map \"%s=-\"", clean(b.plan.headers[b.from[closedOn]])))
	case d.Outcome == "" && d.Reason != "":
		return b.bad(reason, crm.Invalidf("%q is a reason without an outcome", b.cells[reason]))
	case d.Outcome == crm.Won && d.Reason != "":
		row.warn("%s: a won lead needs no reason, %q is left out", b.place(row.Line), b.cells[reason])
		d.Reason = ""
	}
	if l.Deal.Outcome != "" && l.Deal.ClosedOn == "" {
		l.Deal.ClosedOn = l.FirstTouchOn
		row.warn("%s: %q is %s without a closing day, it closes on %s", b.place(row.Line), l.Title, string(l.Deal.Outcome), say.Day(l.FirstTouchOn))
	}
	if d := &l.Deal; d.ClosedOn != "" && d.ClosedOn < l.FirstTouchOn {
		row.warn("%s: %q is closed on %s, before its first touch on %s", b.place(row.Line), l.Title, say.Day(d.ClosedOn), say.Day(l.FirstTouchOn))
	}
	return nil
}

// expects reports whether a header is that of the day on which a CRM expects an
// open deal to close.
func expects(header string) bool {
	switch crm.Key(header) {
	case "closedate", "closingdate", "datedecloture":
		return true
	}
	return false
}

// join adds the word of one column to what the others said.
func (b *builder) join(end *standing, f field) error {
	word := b.cells[f]
	if word == "" {
		return nil
	}
	s, err := b.standing(word)
	if err != nil {
		return b.bad(f, err)
	}
	if s.reason != "" && b.cells[reason] == "" {
		b.cells[reason] = string(s.reason)
	}
	if s.stage != "" && end.stage != "" && s.stage != end.stage {
		return b.bad(f, crm.Invalidf("%q contradicts the stage %s", clean(word), end.stage))
	}
	if s.outcome != "" && end.outcome != "" && s.outcome != end.outcome {
		return b.bad(f, crm.Invalidf("%q contradicts the outcome %s", clean(word), end.outcome))
	}
	if s.stage != "" {
		end.stage = s.stage
	}
	if s.outcome != "" {
		end.outcome = s.outcome
	}
	return nil
}

// figures reads value, won amount, cost and time.
func (b *builder) figures(row *Row) (err error) {
	l := &row.Lead
	cur, err := b.currency()
	if err != nil {
		return err
	}
	if l.Value, err = b.amount(value, cur); err != nil {
		return err
	}
	won, err := b.amount(amount, cur)
	if err != nil {
		return err
	}
	switch {
	case l.Deal.Outcome == crm.Won:
		l.Deal.Amount = won
	case !l.Value.Known():
		l.Value = won
	case won.Known() && won != l.Value:
		row.warn("%s: %q is not won, its amount %s is left out beside the value %s", b.place(row.Line), l.Title, won, l.Value)
	}
	if b.plan.own { // our own export gives the cost in the base currency
		cur = b.options.Base
	}
	if l.Cost, err = b.amount(cost, cur); err != nil {
		return err
	}
	l.Minutes, err = b.minutes()
	return err
}

// extras reads tags and own fields.
func (b *builder) extras(row *Row) (err error) {
	l := &row.Lead
	l.Tags = listCell(b.cells[tags], b.Kind == "csv" && !b.plan.own)
	if l.Fields, err = mapCell(b.cells[fields]); err != nil {
		return b.bad(fields, err)
	}
	for name, text := range b.also {
		if l.Fields == nil {
			l.Fields = map[string]string{}
		}
		l.Fields[name] = text
	}
	for _, i := range b.plan.ownColumns {
		if i >= len(b.raw) {
			break
		}
		if cell := b.textCell(b.raw[i]); cell != "" {
			if l.Fields == nil {
				l.Fields = map[string]string{}
			}
			l.Fields[strings.TrimPrefix(b.plan.names[i], "fields.")] = cell
		}
	}
	return nil
}
