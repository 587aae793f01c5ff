package importer

import (
	"bytes"
	"iter"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/say"
)

// As says what the rows of a file are.
type As string

// The kinds of rows.
const (
	Leads      As = "leads"
	Activities As = "activities"
	Deals      As = "deals"
	Statement  As = "statement" // of a platform: told by its preset, never asked for
)

// ParseAs reads leads, activities or deals. Errors are Invalid.
func ParseAs(s string) (As, error) {
	for _, as := range []As{Leads, Activities, Deals} {
		if crm.Key(s) == string(as) {
			return as, nil
		}
	}
	return "", crm.Invalidf("%q cannot be imported", s).OneOf(s, []string{"leads", "activities", "deals", "clients"})
}

// DateFrom says which day a row without a date takes as its first touch.
type DateFrom string

// The ways: closed is the closing day of a closed row and today of an open one.
const (
	FromClosing DateFrom = "closed"
	FromToday   DateFrom = "today"
	FromNothing DateFrom = "refuse"
)

// ParseDateFrom reads closed, today or refuse; "" is closed. Errors are Invalid.
func ParseDateFrom(s string) (DateFrom, error) {
	if s == "" {
		return FromClosing, nil
	}
	for _, d := range []DateFrom{FromClosing, FromToday, FromNothing} {
		if crm.Key(s) == string(d) {
			return d, nil
		}
	}
	return "", crm.Invalidf("--date-from must be closed, today or refuse, not %q", s).OneOf(s, []string{"closed", "today", "refuse"})
}

// Options are what the person said about the file. The zero value reads leads
// and finds out the rest.
type Options struct {
	As          As
	Map         map[string]string // header → field, "fields.NAME" for an own field, "-" to leave it out
	Values      map[string]string // a word of the file → a stage, outcome, reason or kind
	KeepColumns bool              // columns that no field takes become own fields
	DateOrder   crm.DateOrder     // zero: each column settles it
	Decimal     crm.DecimalMark   // zero: each column settles it
	Base        crm.Currency      // of amounts that name none
	Today       crm.Date          // of rows that name no date
	DateFrom    DateFrom          // zero: closed rows take their closing day
	Hosts       map[string]string // of sources: host → name
	Kinds       []string          // the user's own kinds of activity
	Sources     []string          // those that there are, for Values to lead to
	Names       []string          // of channels and campaigns that there are, likewise
	Create      bool              // Values may lead to names that are not there yet, too
	Default     crm.TouchNames    // of rows that name no source
	Sheet       string            // of a workbook; "" is the first that has rows
	Preset      string            // a name of [Presets]; "" lets the header decide
	Contacts    bool              // rows of leads are contacts
	Insist      bool              // rows of leads are leads, whatever the export is

	sketch bool // only the columns are wanted, whether or not they are enough
}

// Column is one column of the file. Field is what it fills, "fields.NAME" for
// an own field, "" when it is not taken.
type Column struct {
	Header  string
	Field   string
	Samples []string // up to three values
}

// File is a file whose columns are understood.
type File struct {
	As        As
	Kind      string // "csv", "markdown", "xlsx", "json" or "jsonl"
	Delimiter rune   // of CSV
	Columns   []Column
	Notes     []say.Text // what the person should know about the reading
	People    bool       // of contacts: each row is a person, whatever the company
	Contacts  bool       // its rows are contacts: read as leads, of which only who it is counts
	Preset    Preset     // the export that it is; without a name for what leads wrote itself

	records records
	plan    plan
	options Options
	emptied map[string]int // placeholders of the pass at hand, with their cells
	failed  error          // while a large file was read
	part    float64
}

// records are the raw rows of a file, in order; each call starts again.
type records interface {
	each(yield func(record) bool)
}

// record is one raw row. Its cells are valid until the next one.
type record struct {
	line  int
	cells []string
	blank bool
	aside say.Text   // why a record that is not blank is left out
	err   *crm.Error // why it could not be read; then cells may be short
	end   int        // of CSV: where the record ends in its text
	part  float64    // of the file that ends here; 0 when that is not known
}

// Row is one record of the file. With an Err, the typed parts hold what was
// understood before it.
type Row struct {
	Line  int      // line of the file where the record starts; in a JSON array its number
	Err   error    // a *crm.Error that names line, column and value
	Blank bool     // nothing in it: skipped, not read
	Aside say.Text // of a row that is skipped although it is not empty: why
	Raw   []string // the record as read, for a reject file; valid until the next row

	Lead         crm.Lead // names, not ids; Rate and Base of its Deal are open
	Dated        bool     // the row had its own date, else it counts as today or, closed, as its closing day
	FromClosing  bool     // its first touch is its closing day
	AmountColumn bool     // the file has a column of won amounts

	Traits *dedup.Traits // of a lead, where it was read ahead
	Keys   []uint64      // of those

	Print    uint64 // of all that the row says: equal rows have the same
	Ref      string // of activities and deals: the lead's id or external id
	Own      bool   // that Ref may be a number of leads itself
	Match    Match  // what else tells which lead the row is about
	Activity crm.Activity
	Stage    crm.Stage // to which an activity moves the lead
	Deal     crm.Deal
	Entry    Entry // of a statement

	Warnings []say.Text
	Unknown  []UnknownWord // words of the row that nothing knows; then there is an Err
}

// Match is what a row says of its lead without naming it. The zero Match says nothing.
type Match struct {
	IDs     []string // that may be its external id
	Titles  []string
	Clients []string // or contacts
	People  []string // of a message: who wrote it, and to whom
	Emails  []string
	Pages   []string
	Else    crm.TouchNames // what the work is booked on where there is no such lead
}

// IsZero reports whether the row says nothing.
func (m Match) IsZero() bool {
	return len(m.IDs)+len(m.Titles)+len(m.Clients)+len(m.People)+len(m.Emails)+len(m.Pages) == 0
}

// String is how a person would look for the lead.
func (m Match) String() string {
	var parts []string
	for _, list := range [][]string{m.IDs, m.Titles, m.Clients, m.People, m.Emails} {
		for _, text := range list {
			if text != "" && !slices.Contains(parts, text) {
				parts = append(parts, text)
			}
		}
	}
	return strings.Join(parts, ", ")
}

// Open reads the header, decides which column is which field, and settles how
// dates and amounts are written. What cannot be understood is Refused; what a
// flag can settle, and flags that do not fit the file, are Invalid.
func Open(data []byte, o Options) (*File, error) { return open(data, o, nil) }

// open lets another reading of the rows take the place of that of the text.
func open(data []byte, o Options, reread func(*File) error) (*File, error) {
	if o.As == "" {
		o.As = Leads
	}
	if err := checkValues(o); err != nil {
		return nil, err
	}
	f := &File{As: o.As, options: o}
	headers, err := f.openFormat(data)
	if err != nil {
		return nil, err
	}
	if len(headers) > maxColumns {
		return nil, crm.Errorf(crm.Refused, "the file has %d columns, at most %d can be read", len(headers), maxColumns)
	}
	pre := presetFor(headers, o)
	if pre != nil {
		f.As, f.options.As, o.As = pre.as, pre.as, pre.as
		f.Preset = Preset{pre.name, pre.about, pre.needs, pre.as, pre.first.String()}
	} else if o.As == Leads && f.isTable() && !isOwnExport(headers) {
		f.Preset.Name = NoPreset
	}
	if f.Contacts = o.As == Leads && asContacts(o, pre); f.Contacts {
		f.People = pre != nil && pre.contacts
		o.Contacts, o.Map = true, contactMap(o.Map)
		f.options.Contacts, f.options.Map = true, o.Map
	}
	if f.plan, err = planColumns(headers, o, f.Kind, pre, f.contents(len(headers))); err != nil {
		return nil, err
	}
	f.Notes = append(f.Notes, f.plan.said...)
	f.Columns = make([]Column, len(headers))
	for i, h := range headers {
		f.Columns[i] = Column{Header: h, Field: f.plan.names[i]}
		if flagFields[f.plan.fields[i]] {
			f.Columns[i].Field = fieldName(outcome, Leads)
		}
	}
	if reread != nil {
		if err := reread(f); err != nil {
			return nil, err
		}
	}
	if err := f.settle(); err != nil {
		return nil, err
	}
	return f, f.failed
}

// openFormat finds out what kind of file it is and reads its header.
func (f *File) openFormat(data []byte) ([]string, error) {
	workbook, err := refuseFormat(data)
	if err != nil {
		return nil, err
	}
	if workbook {
		return f.openXLSX(data)
	}
	text, notes, err := decode(data)
	if err != nil {
		return nil, err
	}
	f.Notes = notes
	if err := refuseText(text); err != nil {
		return nil, err
	}
	if f.options.Sheet != "" {
		return nil, crm.Invalidf("--sheet names a sheet of a workbook (.xlsx), and the file is not one")
	}
	if first := bytes.TrimLeft(text, " \t\r\n")[0]; first == '[' || first == '{' {
		return f.openJSON(text)
	}
	if table, ok := fromMarkdown(text); ok {
		f.Kind = "markdown"
		return f.openCSV(table)
	}
	f.Kind = "csv"
	return f.openCSV(text)
}

// isTable is true for what a person wrote in rows and cells.
func (f *File) isTable() bool { return f.Kind == "csv" || f.Kind == "markdown" || f.Kind == "xlsx" }

// maxColumns is more than any export has; beyond it a file is not a table.
const maxColumns = 1000

// Rows reads the file once more, one row for each record, blank ones included.
// It can be called any number of times.
func (f *File) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		f.each(func(row *Row, part float64) bool {
			f.part = part
			return yield(*row)
		})
	}
}

// each gives each row, valid until the next, with the part of the file that it ends.
func (f *File) each(yield func(*Row, float64) bool) {
	f.emptied = map[string]int{}
	b := newBuilder(f)
	f.records.each(func(r record) bool { return yield(b.row(r), r.part) })
}

// Part is the part of the file that the rows so far make; 0 when that is not known.
func (f *File) Part() float64 { return f.part }

// Headers are the file's headers as they are, for a reject file.
func (f *File) Headers() []string {
	list := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		list[i] = c.Header
	}
	return list
}

// clean is a header for people: on one line, not endless.
func clean(header string) string {
	header = crm.CleanLine(header)
	if r := []rune(header); len(r) > 40 {
		header = string(r[:39]) + "…"
	}
	return header
}

// listed names a few headers.
func listed(headers []string) string {
	var shown []string
	for _, h := range headers {
		if h = clean(h); h != "" {
			shown = append(shown, h)
		}
	}
	if len(shown) > 12 {
		shown = append(shown[:12], "…")
	}
	return strings.Join(shown, ", ")
}
