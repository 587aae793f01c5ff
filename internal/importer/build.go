package importer

import (
	"strconv"
	"strings"

	"leads/internal/crm"
)

// builder makes typed rows of raw ones. It holds what lasts for one pass.
type builder struct {
	*File
	cells  [fieldCount]string // of the row at hand, by field, as textCell gives them
	from   [fieldCount]int    // the column of each cell
	also   map[string]string  // own fields that a preset found
	raw    []string
	line   int
	first  crm.TouchNames       // of rows that name no source
	words  map[string]stageWord // of the preset, by key
	places map[string]int       // columns by the key of their header, for a preset
	values map[string]string    // --map-value by key
	seen   map[string]stageWord
	money  map[string]crm.Currency
	days   [fieldCount]map[string]crm.Date // what was read before: files repeat themselves
	vias   map[string]crm.TouchNames
	out    Row

	unknown []UnknownWord // of the row
	match   Match         // what the preset found of its lead
	tracked bool          // the row is told by its match alone
	printer *printer
}

// remembered bounds what a builder keeps of what it has read.
const remembered = 4096

func newBuilder(f *File) *builder {
	b := &builder{File: f, seen: map[string]stageWord{}, money: map[string]crm.Currency{}, vias: map[string]crm.TouchNames{}}
	b.from, b.first, b.printer = f.plan.column, f.touchDefault(), newPrinter(f.plan.headers, f.As)
	if pre := f.plan.preset; pre != nil {
		b.words, b.places = pre.stageWords(), map[string]int{}
		for i, h := range f.plan.headers {
			for _, key := range keysOf(h) {
				if _, ok := b.places[key]; !ok || key == crm.Key(h) {
					b.places[key] = i
				}
			}
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
	b.line, b.raw, b.also, b.unknown, b.match, b.tracked = r.line, r.cells, nil, b.unknown[:0], Match{}, false
	row.Print = b.printer.of(r.cells)
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
	if err == nil && len(b.unknown) > 0 {
		err = b.unknown[0].err
	}
	if row.Err = err; len(b.unknown) > 0 {
		row.Unknown = append([]UnknownWord(nil), b.unknown...)
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
		cell := b.tidied(b.textCell(b.raw[i]), f)
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
		return b.tidied(b.textCell(b.raw[i]), noField)
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
	l.ExternalID, l.Referrer, l.Variant = b.text(externalID), b.text(referrer), b.text(variant)
	if n, err := strconv.ParseInt(b.cells[id], 10, 64); err == nil && n > 0 {
		l.ID = crm.LeadID(n)
	}
	if cell := firstOf(l.ExternalID, b.cells[id]); !b.plan.own && isCutShort(cell) {
		row.warn("%s: the id %s is a number that a spreadsheet has cut short, so it is left out", b.place(row.Line), cell)
		l.ExternalID = ""
	}
	if crm.CheckLink(l.URL) != nil {
		row.warn("%s: %q is not a link, it is kept in the note", b.place(row.Line), l.URL)
		l.Note, l.URL = strings.TrimSpace(l.Note+"\n"+l.URL), ""
	}
	if l.Email != "" && crm.CheckEmail(l.Email) != nil {
		row.warn("%s: %q is not an e-mail address, it is kept as it is", b.place(row.Line), l.Email)
	}
	if l.Title == "" && b.plan.people { // such a list has no titles, and its ids say nothing to a reader
		l.Title = firstOf(l.Contact, l.Client, l.Email)
	}
	if l.Title == "" {
		l.Title = firstOf(l.ExternalID, l.Contact, l.Client, l.URL)
	}
	if l.Title == "" {
		return b.fault("the row has no title, and nothing to use as one")
	}
	steps := []func(*Row) error{b.touch, b.ending, b.dates, b.figures, b.extras}
	if b.Contacts {
		row.Dated, l.FirstTouchOn, l.Stage, steps = true, b.options.Today, crm.New, []func(*Row) error{b.extras}
	}
	for _, step := range steps {
		if err := step(row); err != nil {
			return err
		}
	}
	l.Note = b.cells[note] // with the words of a loss
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
	if cell == "" && (strings.Contains(b.cells[landing], "utm_source") || strings.Contains(b.cells[pageURL], "utm_source")) {
		if t := b.landingTouch(); t.Source != "" {
			return t, nil
		}
	}
	t, ok := b.vias[cell]
	if !ok {
		var err error
		if t, err = crm.ParseTouch(cell); err != nil {
			return t, b.bad(source, err)
		}
		if b.values != nil {
			t.Source, t.Channel, t.Campaign = b.mappedName(t.Source), b.mappedName(t.Channel), b.mappedName(t.Campaign)
		}
		if len(b.vias) < remembered {
			b.vias[strings.Clone(cell)] = t
		}
	}
	for _, part := range []struct {
		field field
		into  *string
	}{{channel, &t.Channel}, {campaign, &t.Campaign}} {
		cell := b.mappedName(b.text(part.field))
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
		row.warn("%s: %q is not won, its amount %s is left out because there is a value, %s", b.place(row.Line), l.Title, won, l.Value)
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
	l.Tags = listCell(b.cells[tags], b.isTable() && !b.plan.own)
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
		if cell := b.tidied(b.textCell(b.raw[i]), ownField); cell != "" {
			if l.Fields == nil {
				l.Fields = map[string]string{}
			}
			l.Fields[strings.TrimPrefix(b.plan.names[i], "fields.")] = cell
		}
	}
	return nil
}
