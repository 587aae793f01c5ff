package importer

import (
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
)

// plan says what each column fills.
type plan struct {
	fields  []field  // a column each
	names   []string // a column each; "" is not taken
	headers [fieldCount]string
	column  [fieldCount]int // -1 when no column fills it
	own     bool            // the file is our own export
	rule    [fieldCount]rule

	ownColumns []int // the columns that fill own fields
}

// has reports whether a column fills the field.
func (p *plan) has(f field) bool { return p.column[f] >= 0 }

func planColumns(headers []string, o Options, format string) (plan, error) {
	p := plan{fields: make([]field, len(headers)), names: make([]string, len(headers)), own: isOwnExport(headers)}
	for i := range p.column {
		p.column[i] = -1
	}
	settled := make([]bool, len(headers))
	if err := p.fromMap(headers, o, settled); err != nil {
		return p, err
	}
	if isReject(headers) && len(o.Map) == 0 {
		settled[0], settled[1] = true, true
	}
	mapped := p.column
	for _, weak := range []bool{false, true} {
		for i, h := range headers {
			m, ok := headerField(h, o.As)
			if settled[i] || !ok || m.weak != weak {
				continue
			}
			if p.own && slices.Contains(computed, strings.TrimSpace(h)) {
				settled[i] = true
				continue
			}
			if mapped[m.field] >= 0 || weak && p.has(m.field) && !p.weakly(m.field, o.As) {
				continue
			}
			if p.has(m.field) {
				return p, p.twice(headers, i, m.field, o.As)
			}
			p.take(i, m.field, fieldName(m.field, o.As), h)
			settled[i] = true
		}
	}
	if err := p.enough(headers, o.As, format); err != nil {
		return p, err
	}
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

// weakly reports whether the column that has the field is there by a weak word.
func (p *plan) weakly(f field, as As) bool {
	m, ok := headerField(p.headers[f], as)
	return ok && m.weak
}

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

func (p *plan) take(i int, f field, name, header string) {
	p.fields[i], p.names[i] = f, name
	if f == ownField {
		p.ownColumns = append(p.ownColumns, i)
		return
	}
	p.column[f], p.headers[f] = i, header
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
			return crm.Invalidf("the file has no column %q", key).WithHint("its columns are: %s", listed(headers))
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
				p.take(i, f, name, headers[i])
			}
		}
	}
	return nil
}

// columnsNamed finds a header as it stands, else by its key, else by number.
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
	want, need := "title", []field{title, client, contact, pageURL, externalID, email}
	switch as {
	case Activities:
		want, need = "lead", []field{lead, source}
	case Deals:
		want, need = "lead", []field{lead}
	}
	if slices.ContainsFunc(need, p.has) {
		return nil
	}
	if len(headers) == 0 && format != "csv" { // an empty array
		return nil
	}
	return crm.Errorf(crm.Refused, "no column is a %s; the columns are: %s", want, listed(headers)).
		WithHint(`say which one it is: --map "%s=%s"`, firstHeader(headers), want)
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
// header as it stands; a header that comes again gets a number.
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
		p.take(i, ownField, "fields."+unique, h)
	}
}
