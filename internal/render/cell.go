package render

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"leads/internal/say"
	"leads/internal/sheet"
)

// plain brings a cell to one of the types that the writers know: nil, string,
// int64, float64, bool, sheet.Amount, sheet.Figure, []string, []float64,
// map[string]string, say.Text, *sheet.Sheet, []*sheet.Sheet or []sheet.Field.
// What is none of them stays.
func plain(v any) any {
	switch x := v.(type) {
	case nil, string, int64, bool, []string, []float64, map[string]string, say.Text, []*sheet.Sheet, []sheet.Field:
		return v
	case sheet.Figure:
		if x.Value = plain(x.Value); x.Value == nil {
			return nil
		}
		return x
	case int:
		return int64(x)
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) { // no figure is unknown, not an error in mid-output
			return nil
		}
		return v
	case sheet.Amount:
		if x.Decimal == "" {
			return nil
		}
		return v
	case *sheet.Sheet:
		if x == nil {
			return nil
		}
		return v
	}
	return unnamed(v)
}

// unnamed takes the name off a value whose type is built on a simple one, such
// as a stage, and the pointer off one that points.
func unnamed(v any) any {
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.Pointer && r.IsNil():
		return nil
	case r.Kind() == reflect.Pointer:
		return plain(r.Elem().Interface())
	case r.Kind() == reflect.String:
		return r.String()
	case r.CanInt():
		return r.Int()
	case r.CanFloat():
		return plain(r.Float())
	case r.Kind() == reflect.Bool:
		return r.Bool()
	}
	return v
}

// people words cells for people, in their language.
type people struct {
	say   say.Catalogue
	dash  string // unknown, and between the ends of an interval
	cut   string // where text was cut
	marks marks
	day   string // how a day is written, as a layout of package time
	ascii bool
}

// marks separate the thousands and the fraction of a number.
type marks struct{ group, point string }

// isoDay is how English writes a day here: it cannot be misread anywhere.
const isoDay = "2006-01-02"

// peopleOf learns how a language writes numbers and days from two entries of
// its catalogue, an example of each.
func peopleOf(o Options) people {
	p := people{say: o.Say, dash: "–", cut: "…"}
	if o.ASCII {
		p.dash, p.cut, p.ascii = "-", "...", true
	}
	p.marks.group, p.marks.point = o.Say.Marks()
	p.day = o.Say.Say(say.T(isoDay))
	if p.ascii && strings.ContainsFunc(p.marks.group, func(r rune) bool { return r > 127 }) {
		p.marks.group = " "
	}
	return p
}

// sentence is the text in the reader's language, not yet safe.
func (p people) sentence(t say.Text) string {
	text := p.say.Say(t)
	if p.ascii {
		text = strings.NewReplacer("–", "-", "…", "...").Replace(text)
	}
	return text
}

// title is the column's heading.
func (p people) title(c sheet.Column) string {
	if c.Title.IsZero() {
		return c.Key
	}
	return p.sentence(c.Title)
}

// text words the cell in column i; a rate carries its interval and its n.
func (p people) text(s *sheet.Sheet, row []any, i int) string {
	f := figureAt(s, row, i)
	text := p.value(f.Type, f.Value)
	if sure := p.sureness(f); sure != "" {
		text += " (" + sure + ")"
	}
	return text
}

// figureAt is the cell in column i with what it says of itself: its own type
// in a mixed column, its interval and its n when it is a rate.
func figureAt(s *sheet.Sheet, row []any, i int) sheet.Figure {
	column := s.Columns[i]
	v := cell(row, i)
	if f, ok := v.(sheet.Figure); ok {
		f.Low, f.High, f.N = plain(f.Low), plain(f.High), plain(f.N)
		return f
	}
	if column.Type != sheet.Rate || v == nil {
		return sheet.Figure{Type: column.Type, Value: v}
	}
	return sheet.Figure{Type: column.Type, Value: v, Low: at(s, row, column.Low), High: at(s, row, column.High), N: at(s, row, column.N)}
}

// sureness words the interval of a figure and the number behind it; "" when it
// carries neither. A number alone is only said of a rate.
func (p people) sureness(f sheet.Figure) string {
	if f.Value == nil {
		return ""
	}
	var parts []string
	if f.Low != nil && f.High != nil && (f.N != nil || f.Type != sheet.Rate) {
		from := p.value(f.Type, f.Low)
		if f.Type == sheet.Rate {
			from = strings.TrimSuffix(from, " %")
		}
		parts = append(parts, from+p.dash+p.value(f.Type, f.High))
	}
	if f.N != nil && (f.Type == sheet.Rate || len(parts) > 0) {
		parts = append(parts, "n "+p.value(sheet.Number, f.N))
	}
	return strings.Join(parts, ", ")
}

// at is the row's cell in the column with the key.
func at(s *sheet.Sheet, row []any, key string) any {
	if key == "" {
		return nil
	}
	return cell(row, s.Column(key))
}

func (p people) value(t sheet.Type, v any) string {
	switch x := v.(type) {
	case nil:
		return p.dash
	case string:
		if t == sheet.Date && p.day != isoDay {
			if day, err := time.Parse(isoDay, x); err == nil {
				return day.Format(p.day)
			}
		}
		if t == sheet.Word || x == sheet.None {
			return p.sentence(say.T(x))
		}
		return x
	case say.Text:
		return p.sentence(x)
	case bool:
		if x {
			return p.sentence(say.T("yes"))
		}
		return p.sentence(say.T("no"))
	case int64:
		switch t {
		case sheet.ID:
			return strconv.FormatInt(x, 10)
		case sheet.Rate, sheet.Percent, sheet.Credit, sheet.Hours:
			return p.marks.figure(t, float64(x))
		}
		return p.marks.grouped(strconv.FormatInt(x, 10))
	case float64:
		return p.marks.figure(t, x)
	case sheet.Amount:
		return strings.TrimSpace(p.marks.grouped(x.Decimal) + " " + x.Currency)
	case sheet.Figure:
		return p.value(x.Type, x.Value)
	case []float64:
		return p.spark(x)
	case []string:
		return strings.Join(x, ", ")
	case map[string]string:
		return strings.Join(pairs(x, nil), ", ")
	}
	return fmt.Sprint(v)
}

// spark draws a series of figures that are not negative as one line of blocks,
// from 0 to the largest; unknown is a dot. In ASCII it is the figures themselves.
func (p people) spark(series []float64) string {
	most := 0.0
	for _, f := range series {
		if f > most { // which an unknown never is
			most = f
		}
	}
	if p.ascii {
		return strings.ReplaceAll(strings.Join(figures(series), " "), "NaN", p.dash)
	}
	blocks := []rune("▁▂▃▄▅▆▇█")
	var b strings.Builder
	for _, f := range series {
		switch {
		case math.IsNaN(f):
			b.WriteRune('·')
		case f <= 0 || most <= 0:
			b.WriteRune(blocks[0])
		default: // what is there shows, however little
			b.WriteRune(blocks[min(1+int(f/most*float64(len(blocks)-1)-1e-9), len(blocks)-1)])
		}
	}
	return b.String()
}

func figures(series []float64) []string {
	list := make([]string, len(series))
	for i, f := range series {
		list[i] = strconv.FormatFloat(f, 'f', -1, 64)
	}
	return list
}

// figure rounds for people: one decimal, shares as a percentage.
func (m marks) figure(t sheet.Type, f float64) string {
	switch t {
	case sheet.Rate, sheet.Percent:
		f *= 100
		if math.Abs(f) < 10 {
			return m.short(f) + " %"
		}
		return m.grouped(strconv.FormatFloat(f, 'f', 0, 64)) + " %"
	case sheet.Credit:
		return m.grouped(positiveZero(strconv.FormatFloat(f, 'f', 2, 64)))
	case sheet.Hours:
		return m.grouped(positiveZero(strconv.FormatFloat(f, 'f', 1, 64)))
	case sheet.Fine:
		return m.grouped(positiveZero(strconv.FormatFloat(f, 'f', 3, 64)))
	}
	return m.short(f)
}

// short has one decimal, or none where that is 0.
func (m marks) short(f float64) string {
	return m.grouped(positiveZero(strings.TrimSuffix(strconv.FormatFloat(f, 'f', 1, 64), ".0")))
}

func positiveZero(text string) string {
	if strings.Trim(text, "0.") == "-" {
		return text[1:]
	}
	return text
}

// grouped puts the marks into a decimal; anything else stays.
func (m marks) grouped(decimal string) string {
	if !isDecimal(decimal) {
		return decimal
	}
	sign, rest := "", decimal
	if rest[0] == '-' {
		sign, rest = "-", rest[1:]
	}
	whole, fraction, point := strings.Cut(rest, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(m.group)
		}
		b.WriteByte(whole[i])
	}
	if point {
		b.WriteString(m.point + fraction)
	}
	return b.String()
}

// isDecimal reports whether s is digits with at most one sign before and one
// point among them.
func isDecimal(s string) bool {
	rest := strings.TrimPrefix(s, "-")
	whole, fraction, point := strings.Cut(rest, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && (!point || digits(fraction))
}

// listed puts what separates items and keys out of action.
var (
	listedItem = strings.NewReplacer(`\`, `\\`, `;`, `\;`)
	listedKey  = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `=`, `\=`)
	tabbedKey  = strings.NewReplacer(`\`, `\\`, `=`, `\=`)
)

// pairs are the map's entries as k=v in the order of the keys, which the
// replacer, if any, makes safe to split.
func pairs(m map[string]string, keys *strings.Replacer) []string {
	list := make([]string, 0, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		value := m[key]
		if keys != nil {
			key = keys.Replace(key)
		}
		list = append(list, key+"="+value)
	}
	return list
}

// machine words a cell in full for a program, sentences in English; unknown is nothing. In CSV the
// items of a list are separated by semicolons, with a backslash before each
// semicolon and backslash inside an item, and before each = inside a key of a
// map, so that nothing but a lone empty item is lost.
func machine(v any, f Format) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case say.Text:
		return x.String()
	case bool:
		return strconv.FormatBool(x)
	case int64:
		return strconv.FormatInt(x, 10)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case sheet.Amount:
		return x.Decimal
	case sheet.Figure:
		return machine(plain(x.Value), f)
	case []float64:
		return strings.ReplaceAll(strings.Join(figures(x), map[bool]string{true: ", ", false: ";"}[f == TSV]), "NaN", "")
	case []string:
		if f == TSV {
			return strings.Join(x, ", ")
		}
		items := make([]string, len(x))
		for i, item := range x {
			items[i] = listedItem.Replace(item)
		}
		return strings.Join(items, ";")
	case map[string]string:
		if f == TSV {
			return strings.Join(pairs(x, tabbedKey), ", ")
		}
		escaped := make(map[string]string, len(x))
		for key, value := range x {
			escaped[key] = listedItem.Replace(value)
		}
		return strings.Join(pairs(escaped, listedKey), ";")
	}
	return fmt.Sprint(v)
}
