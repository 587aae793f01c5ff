package importer

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// plan says what each column fills.
type plan struct {
	fields  []field         // a column each
	names   []string        // a column each; "" is not taken
	headers []string        // a column each
	column  [fieldCount]int // the first column that fills a field, -1 when none does
	own     bool            // the file is our own export
	preset  *preset         // nil: the headers alone say it
	rules   []rule          // a column each

	contents  []content  // a column each: what its cells look like
	said      []say.Text // about the choice of columns
	defaulted bool       // the person named a source for rows that name none
	people    bool       // the rows are people: their title is a job
	yesNo     []bool     // a column each: a stage or outcome that says yes or no

	short      bool  // no column says what the rows are about
	left       []int // the columns that the preset leaves out
	ownColumns []int // the columns that fill own fields
}

// has reports whether a column fills the field.
func (p *plan) has(f field) bool { return p.column[f] >= 0 }

func planColumns(headers []string, o Options, format string, pre *preset, looks []content) (plan, error) {
	p := plan{contents: looks, defaulted: o.Default.Source != "", yesNo: make([]bool, len(headers)), fields: make([]field, len(headers)), names: make([]string, len(headers)), headers: headers, own: isOwnExport(headers), preset: pre}
	p.column = noColumns()
	settled := make([]bool, len(headers))
	if err := p.fromMap(headers, o, settled); err != nil {
		return p, err
	}
	if isReject(headers) && len(o.Map) == 0 {
		settled[0], settled[1] = true, true
	}
	mapped := p.column
	p.fromPreset(headers, o.As, settled)
	if o.Contacts {
		p.fromContacts(headers, settled)
	}
	if err := p.fromVocabulary(headers, o.As, settled, mapped); err != nil {
		return p, err
	}
	if err := p.enough(headers, o.As, format); err != nil && !o.sketch {
		return p, err
	} else if p.short = err != nil; p.short {
		return p, nil
	}
	p.findYesNo(o)
	if o.KeepColumns && o.As == Leads {
		p.keep(headers, settled)
	}
	for _, i := range p.ownColumns {
		if err := crm.CheckText("header", p.names[i], crm.MaxLine); err != nil {
			return p, crm.Errorf(crm.Refused, "column %d cannot become an own field: %s", i+1, err.Error()).
				WithHint(`leave it out: --map "#%d=-"`, i+1)
		}
	}
	return p, nil
}

// fromVocabulary takes the columns whose headers are known, the sure words
// before the weak ones.
func (p *plan) fromVocabulary(headers []string, as As, settled []bool, mapped [fieldCount]int) error {
	type candidate struct {
		column int
		meaning
	}
	var found []candidate
	job := p.jobColumn(headers, as)
	named := p.people
	for i, h := range headers {
		m, ok := headerField(h, as)
		if i == job && !settled[i] {
			p.take(i, ownField, "fields.position")
			settled[i] = true
			p.said = append(p.said, say.T(`column "%s" is taken for the person's job, an own field; to turn it: --map "%s=title"`, clean(h), clean(h)))
			continue
		}
		if named && ok && m.field == title && m.weak > 0 && !isNeed(h) { // a person's name and position
			m, ok = meaning{lastName, 1}, crm.Key(h) == "nom" || crm.Key(h) == "name"
			if ok && !has(headers, "first name", "firstname", "prénom", "vorname", "given name") {
				m = meaning{contact, 0}
			}
		}
		if ok {
			m, ok = suit(m, p.contents[i])
		}
		if ok && !p.own && m.field == id {
			m = meaning{externalID, 90}
		}
		if ok && !settled[i] && !slices.Contains(p.left, i) {
			found = append(found, candidate{i, m})
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].weak < found[j].weak })
	for _, c := range found {
		h := headers[c.column]
		switch {
		case p.own && slices.Contains(computed, strings.TrimSpace(h)):
			settled[c.column] = true
			continue
		case crm.Key(h) == "expectedrevenue" && p.has(amount):
			continue // of Salesforce: the amount times its probability
		case c.field == cost && p.preset != nil && p.preset.as == Activities && p.preset.first.Source == "":
			continue // what a client was billed is no cost
		case mapped[c.field] >= 0, p.has(c.field) && c.weak > 0 && c.field != note && !isPart(h):
			continue
		case p.has(c.field) && c.field != note && (p.preset == nil || p.preset.choose) && !isPart(h):
			if err := p.choose(headers, c.column, c.field, as, settled); err != nil {
				return err
			}
			continue
		}
		p.take(c.column, c.field, fieldName(c.field, as))
		settled[c.column] = true
	}
	return nil
}

// choose lets the better of two columns fill a field and says so. Two that are
// named alike and do not say the same are refused: nothing tells them apart.
func (p *plan) choose(headers []string, i int, f field, as As, settled []bool) error {
	first := p.column[f]
	if p.contents[first].same(p.contents[i]) {
		settled[i] = true
		return nil
	}
	if crm.Key(headers[first]) == crm.Key(headers[i]) {
		return p.twice(headers, i, f, as)
	}
	most := max(p.contents[first].filled, p.contents[i].filled)
	taken, left := first, i
	if fits(headers[i], f, as, p.contents[i], most) > fits(headers[first], f, as, p.contents[first], most) {
		taken, left = i, first
		p.fields[first], p.names[first], settled[first] = noField, "", false
		p.column[f] = -1
		p.take(i, f, fieldName(f, as))
		settled[i] = true
	}
	p.said = append(p.said, chosen(clean(headers[taken]), clean(headers[left]), fieldName(f, as)))
	if other, ok := instead(headers[left], f, p.contents[left]); ok && !p.has(other) && !(other == value && p.has(amount)) {
		p.take(left, other, fieldName(other, as))
		settled[left] = true
	}
	return nil
}

// findYesNo finds the stage and outcome columns that only say yes and no, unless
// a --map-value says what those words mean.
func (p *plan) findYesNo(o Options) {
	for i, f := range p.fields {
		if f != stage && f != outcome && f != status || i >= len(p.contents) || !p.contents[i].all(p.contents[i].flags) {
			continue
		}
		p.yesNo[i] = !slices.ContainsFunc(p.contents[i].values, func(v string) bool {
			for from := range o.Values {
				if crm.Key(from) == crm.Key(v) {
					return true
				}
			}
			return false
		})
	}
}

// isPart is true for the headers of Pipedrive, of which several may fill one
// field: the first that is not empty does.
func isPart(header string) bool { return strings.Contains(header, " - ") }

// RejectHeaders begin the file of bad rows that an import writes. Mended, it is
// imported like the file that it came from: these columns are not taken.
var RejectHeaders = []string{"line", "reason"}

func isReject(headers []string) bool {
	return len(headers) > 2 && slices.Equal(headers[:2], RejectHeaders)
}

func isOwnExport(headers []string) bool {
	for _, h := range ownExport {
		if !slices.Contains(headers, h) {
			return false
		}
	}
	return true
}

// take lets a column fill a field. Of several that fill one the first that is
// not empty does; notes are joined.
func (p *plan) take(i int, f field, name string) {
	p.fields[i], p.names[i] = f, name
	switch {
	case f == ownField:
		p.ownColumns = append(p.ownColumns, i)
	case !p.has(f):
		p.column[f] = i
	}
}

// fromMap follows --map. A key is a header, or #N for the Nth column.
func (p *plan) fromMap(headers []string, o Options, settled []bool) error {
	keys := make([]string, 0, len(o.Map))
	for k := range o.Map {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, key := range keys {
		columns := columnsNamed(headers, key)
		if len(columns) == 0 {
			err := crm.Invalidf("the file has no column %q", key)
			if near := crm.Nearest(key, headers); len(near) > 0 {
				return err.WithHint("did you mean %s? its columns are: %s", strings.Join(near, ", "), listed(headers))
			}
			return err.WithHint("its columns are: %s", listed(headers))
		}
		f, name, err := target(o.Map[key], o.As)
		if err != nil {
			return err
		}
		for _, i := range columns {
			if f > ownField && p.has(f) {
				return p.twice(headers, i, f, o.As)
			}
			settled[i] = true
			if f != noField {
				p.take(i, f, name)
			}
		}
	}
	return nil
}

// columnsNamed finds a header as it is, else by its key, else by number.
func columnsNamed(headers []string, key string) []int {
	var exact, alike []int
	for i, h := range headers {
		if strings.TrimSpace(h) == key {
			exact = append(exact, i)
		}
		if k := crm.Key(key); k != "" && crm.Key(h) == k {
			alike = append(alike, i)
		}
	}
	switch {
	case exact != nil:
		return exact
	case strings.HasPrefix(key, "#"):
		if n, err := strconv.Atoi(key[1:]); err == nil && n >= 1 && n <= len(headers) {
			return []int{n - 1}
		}
	}
	return alike
}

// target reads what a column shall fill.
func target(s string, as As) (field, string, error) {
	s = crm.CleanLine(s)
	if s == "" || s == "-" || strings.EqualFold(s, "skip") {
		return noField, "", nil
	}
	if len(s) > 7 && strings.EqualFold(s[:7], "fields.") && as == Leads {
		return ownField, "fields." + s[7:], nil
	}
	if m, ok := headerField(s, as); ok {
		return m.field, fieldName(m.field, as), nil
	}
	names := make([]string, len(vocabulary[as]))
	for i, k := range vocabulary[as] {
		names[i] = k.name
	}
	err := crm.Invalidf("there is no field %q", s)
	if near := crm.Nearest(s, names); len(near) > 0 {
		return noField, "", err.WithHint("did you mean %s?", strings.Join(near, ", "))
	}
	if as == Leads {
		return noField, "", err.WithHint("it is one of: %s, or fields.NAME for an own field", strings.Join(names, ", "))
	}
	return noField, "", err.WithHint("it is one of: %s", strings.Join(names, ", "))
}

// twice refuses two columns for one field, and shows how to choose.
func (p *plan) twice(headers []string, i int, f field, as As) error {
	first := p.column[f]
	a, b := clean(headers[first]), clean(headers[i])
	key := b
	if crm.Key(a) == crm.Key(b) {
		key = "#" + strconv.Itoa(i+1)
	}
	return crm.Invalidf("columns %d (%s) and %d (%s) would both fill %s", first+1, a, i+1, b, fieldName(f, as)).
		WithHint(`leave one out: --map "%s=-"`, key)
}

// enough refuses a file in which no column says what its rows are about.
func (p *plan) enough(headers []string, as As, format string) error {
	want, need := "title", []field{title, client, contact, pageURL, externalID, email, firstName, lastName}
	switch as {
	case Activities:
		if p.preset != nil && p.preset.name == "time-summary" {
			return crm.Errorf(crm.Refused, "the file sums up times and names no day").WithHint("export the entries themselves, each with its day (a detailed report)")
		}
		want, need = "lead", []field{lead, source, title, client, contact, email}
		if p.preset != nil || p.defaulted {
			want, need = "date", []field{date, minutes, hours, cost}
		}
	case Deals:
		want, need = "lead", []field{lead}
	case Statement:
		want, need = "date", []field{date}
		if p.has(date) {
			want, need = "amount", []field{amount}
		}
	}
	if slices.ContainsFunc(need, p.has) {
		return nil
	}
	if len(headers) == 0 && format != "csv" { // an empty array
		return nil
	}
	err := crm.Errorf(crm.Refused, "no column is a %s; the columns are: %s", want, listed(headers))
	if as == Leads && format == "csv" && p.column == noColumns() {
		err = crm.Errorf(crm.Refused, "the first line is not a known header: %s", listed(headers))
		return err.WithHint(`put a line such as title,source,value above the rows, or say what the columns are: --map "%s=%s"`, firstHeader(headers), want)
	}
	return err.WithHint(`say which one it is: --map "%s=%s"`, firstHeader(headers), want)
}

func noColumns() (none [fieldCount]int) {
	for i := range none {
		none[i] = -1
	}
	return none
}

func firstHeader(headers []string) string {
	for _, h := range headers {
		if clean(h) != "" {
			return clean(h)
		}
	}
	return "#1"
}

// keep makes own fields of the columns that nothing else took, under their
// header as it is; a header that comes again gets a number.
func (p *plan) keep(headers []string, settled []bool) {
	used := map[string]bool{}
	for i, name := range p.names {
		if p.fields[i] == ownField {
			used[name] = true
		}
	}
	for i, h := range headers {
		if settled[i] {
			continue
		}
		name := strings.TrimSpace(h)
		if name == "" {
			name = "column " + strconv.Itoa(i+1)
		}
		unique := name
		for n := 2; used["fields."+unique]; n++ {
			unique = name + " " + strconv.Itoa(n)
		}
		used["fields."+unique] = true
		p.take(i, ownField, "fields."+unique)
	}
}
