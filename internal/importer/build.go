package importer

import (
	"errors"
	"strconv"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// builder makes typed rows of raw ones. It holds what lasts for one pass.
type builder struct {
	*File
	cells  [fieldCount]string // of the row at hand, by field, as textCell gives them
	raw    []string
	line   int
	values map[string]string // --map-value by key
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
	for i := range b.days {
		if f.plan.has(field(i)) {
			b.days[i] = map[string]crm.Date{}
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
	*row = Row{Line: r.line, Blank: r.blank, Raw: r.cells, AmountColumn: b.plan.has(amount)}
	switch {
	case r.err != nil:
		row.Err = r.err
		return row
	case r.blank:
		return row
	}
	b.line, b.raw = r.line, r.cells
	clear(b.cells[:])
	for i, f := range b.plan.fields[:min(len(r.cells), len(b.plan.fields))] {
		if f > ownField {
			b.cells[f] = b.textCell(r.cells[i])
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
	}
	if err != nil {
		row.Err = err
	}
	return row
}

// text is a cell as one line.
func (b *builder) text(f field) string {
	return oneLine(b.cells[f])
}

// lead reads a row as a lead.
func (b *builder) lead(row *Row) error {
	l := &row.Lead
	l.Title, l.Client, l.Contact = b.text(title), b.text(client), b.text(contact)
	l.Email, l.Phone, l.URL = b.text(email), b.text(phone), b.text(pageURL)
	l.ExternalID, l.Referrer, l.Note = b.text(externalID), b.text(referrer), b.cells[note]
	if n, err := strconv.ParseInt(b.cells[id], 10, 64); err == nil && n > 0 {
		l.ID = crm.LeadID(n)
	}
	if l.Title == "" {
		l.Title = firstOf(l.ExternalID, l.Contact, l.Client, l.URL)
	}
	if l.Title == "" {
		return b.fault("the row has no title, and nothing that could stand for it")
	}
	for _, step := range []func(*Row) error{b.touch, b.dates, b.ending, b.figures, b.extras} {
		if err := step(row); err != nil {
			return err
		}
	}
	if err := l.Validate(); err != nil {
		return b.wrap("", err)
	}
	return nil
}

// touch reads where a lead came from: a source cell of its own or with its
// channel, the columns beside it, then the defaults.
func (b *builder) touch(row *Row) error {
	t, err := b.via()
	if err != nil {
		return err
	}
	def := b.options.Default
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
	cell := b.text(source)
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
	case d.Outcome == "" && d.ClosedOn != "":
		return b.bad(closedOn, crm.Invalidf("%q is a closing day without an outcome", b.cells[closedOn]).
			WithHint("add an outcome column, or leave this one out: --map \"%s=-\"", clean(b.plan.headers[closedOn])))
	case d.Outcome == "" && d.Reason != "":
		return b.bad(reason, crm.Invalidf("%q is a reason without an outcome", b.cells[reason]))
	case d.Outcome == crm.Won && d.Reason != "":
		row.warn("%s: a won lead needs no reason, %q is left out", b.place(row.Line), b.cells[reason])
		d.Reason = ""
	}
	if l.Deal.Outcome != "" && l.Deal.ClosedOn == "" {
		l.Deal.ClosedOn = l.FirstTouchOn
		row.warn("%s: %q is %s without a closing day, it closes on %s", b.place(row.Line), l.Title, string(l.Deal.Outcome), l.FirstTouchOn)
	}
	return nil
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

// activity reads a row as an activity of a lead or, without one, of a source.
func (b *builder) activity(row *Row) (err error) {
	a := &row.Activity
	row.Ref = b.text(lead)
	if a.Via, err = b.via(); err != nil {
		return err
	}
	if a.Via.Source == "" && a.Via.Channel != "" {
		return b.bad(channel, crm.Invalidf("the channel %q has no source", a.Via.Channel))
	}
	if row.Ref == "" && a.Via.Source == "" {
		return b.fault("the row names neither a lead nor a source")
	}
	if a.On, err = b.date(date); err != nil {
		return err
	}
	if row.Dated = a.On != ""; !row.Dated {
		a.On = b.options.Today
	}
	a.Kind = "other"
	if word := b.text(kind); word != "" {
		if a.Kind, err = crm.ParseKind(b.mapped(word), b.options.Kinds); err != nil {
			return b.bad(kind, err)
		}
	}
	if word := b.text(direction); word != "" {
		if a.Direction, err = crm.ParseDirection(word); err != nil {
			return b.bad(direction, err)
		}
	}
	if err := b.activityFigures(row); err != nil {
		return err
	}
	a.Note = b.cells[note]
	if err := crm.CheckText("note", a.Note, crm.MaxText); err != nil {
		return b.bad(note, err)
	}
	var end standing
	if err := b.join(&end, stage); err != nil {
		return err
	}
	if end.outcome != "" {
		return b.bad(stage, crm.Invalidf("%q is an outcome, and an activity only moves the stage", b.cells[stage]).
			WithHint("close leads with --as deals"))
	}
	if row.Stage = end.stage; row.Stage != "" && row.Ref == "" {
		return b.bad(stage, crm.Invalidf("a stage without a lead"))
	}
	return nil
}

func (b *builder) activityFigures(row *Row) error {
	cur, err := b.currency()
	if err != nil {
		return err
	}
	if row.Activity.Cost, err = b.amount(cost, cur); err != nil {
		return err
	}
	row.Activity.Minutes, err = b.minutes()
	return err
}

// deal reads a row as the end of a lead that is there.
func (b *builder) deal(row *Row) (err error) {
	d := &row.Deal
	if row.Ref = b.text(lead); row.Ref == "" {
		return b.fault("the row names no lead")
	}
	end := standing{}
	if err := b.join(&end, outcome); err != nil {
		return err
	}
	d.Outcome = end.outcome
	if d.Outcome == "" {
		if b.cells[outcome] != "" {
			return b.bad(outcome, crm.Invalidf("%q does not close a lead", clean(b.cells[outcome])).
				WithHint("it is one of: %s", joined(crm.Outcomes)))
		}
		d.Outcome = crm.Won
	}
	if d.ClosedOn, err = b.date(closedOn); err != nil {
		return err
	}
	if row.Dated = d.ClosedOn != ""; !row.Dated {
		d.ClosedOn = b.options.Today
	}
	cur, err := b.currency()
	if err != nil {
		return err
	}
	if d.Amount, err = b.amount(amount, cur); err != nil {
		return err
	}
	if d.Reason, err = b.reason(); err != nil {
		return err
	}
	if d.Outcome != crm.Won && d.Amount.Known() {
		row.warn("%s: %s is not won, its amount %s is left out", b.place(row.Line), row.Ref, d.Amount)
		d.Amount = crm.Money{}
	}
	if d.Outcome == crm.Won && d.Reason != "" {
		row.warn("%s: a won lead needs no reason, %q is left out", b.place(row.Line), b.cells[reason])
		d.Reason = ""
	}
	return nil
}

// date reads a cell by the rule of its column; "" when there is none.
func (b *builder) date(f field) (crm.Date, error) {
	cell := b.cells[f]
	if cell == "" {
		return "", nil
	}
	if d, ok := b.days[f][cell]; ok {
		return d, nil
	}
	if mixed := b.plan.rule[f].mixed; mixed != nil {
		if _, _, numeric := crm.DateProves(cell); numeric {
			return "", b.bad(f, mixed)
		}
	}
	d, err := crm.ParseDateAs(cell, b.plan.rule[f].order)
	if err != nil {
		return "", b.bad(f, err)
	}
	if len(b.days[f]) < remembered {
		b.days[f][strings.Clone(cell)] = d
	}
	return d, nil
}

// currency is that of the row's amounts.
func (b *builder) currency() (crm.Currency, error) {
	cell := b.cells[currency]
	if cell == "" {
		return b.options.Base, nil
	}
	if c, ok := b.money[cell]; ok {
		return c, nil
	}
	c, err := crm.ParseCurrency(cell)
	if err != nil {
		return "", b.bad(currency, err)
	}
	b.money[strings.Clone(cell)] = c
	return c, nil
}

// amount reads an amount that cannot be negative; the zero Money when there is
// none.
func (b *builder) amount(f field, cur crm.Currency) (crm.Money, error) {
	cell := b.cells[f]
	if cell == "" {
		return crm.Money{}, nil
	}
	m, err := crm.ParseMoney(cell, cur, b.plan.rule[f].mark)
	if err != nil {
		return crm.Money{}, b.bad(f, err)
	}
	if m.Negative() {
		return crm.Money{}, b.bad(f, crm.Invalidf("%q is negative", cell))
	}
	return m, nil
}

// minutes reads the time spent, from minutes or hours; nil when there is none.
func (b *builder) minutes() (*int64, error) {
	f, cell := minutes, b.cells[minutes]
	if cell == "" {
		f, cell = hours, b.cells[hours]
		if cell == "" {
			return nil, nil
		}
		if strings.Trim(cell, "0123456789.,") == "" {
			cell += "h"
		}
	}
	n, err := crm.ParseMinutes(cell)
	if err != nil {
		return nil, b.bad(f, err)
	}
	return &n, nil
}

func (b *builder) reason() (crm.Reason, error) {
	word := b.cells[reason]
	if word == "" {
		return "", nil
	}
	r, err := crm.ParseReason(b.mapped(word))
	if err != nil {
		return "", b.bad(reason, crm.Invalidf("there is no reason %q", clean(word)).
			WithHint(`say what it means: --map-value "%s=other"; reasons: %s`, clean(word), joined(crm.Reasons)))
	}
	return r, nil
}

// bad names the line and column of what is wrong with a cell.
func (b *builder) bad(f field, err error) error { return b.wrap(b.plan.headers[f], err) }

// fault is what is wrong with the row as a whole.
func (b *builder) fault(format string, args ...any) error {
	return b.wrap("", crm.Errorf(crm.Refused, format, args...))
}

func (b *builder) wrap(header string, err error) error {
	msg, hint := say.T("%s", err.Error()), say.Text{}
	var inner *crm.Error
	if errors.As(err, &inner) {
		msg, hint = inner.Msg, inner.Hint
	}
	out := crm.Errorf(crm.Refused, "%s: %s", b.place(b.line), msg)
	if header = clean(header); header != "" {
		out = crm.Errorf(crm.Refused, "%s, column %s: %s", b.place(b.line), header, msg)
	}
	out.Hint = hint
	return out
}

func (r *Row) warn(format string, args ...any) {
	r.Warnings = append(r.Warnings, say.T(format, args...))
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
