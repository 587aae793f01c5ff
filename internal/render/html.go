package render

import (
	"bufio"
	_ "embed"
	"html"
	"math"
	"strconv"
	"strings"

	"leads/internal/say"
	"leads/internal/sheet"
)

//go:embed page.css
var pageStyle literal

// literal is markup that this package wrote. A text that came from elsewhere is
// a string and does not fit: it has to go through text or attribute, which
// escape it. html/template would do the same at 2.6 MB of program.
type literal string

// document writes one HTML page. Write errors stay in out until it is flushed.
type document struct {
	out *bufio.Writer
	p   people
}

func (d document) raw(parts ...literal) {
	for _, part := range parts {
		d.out.WriteString(string(part))
	}
}

// text writes what somebody may have typed: between tags, or inside an
// attribute's double quotes. Characters that mislead a reader are made visible.
func (d document) text(s string) { d.out.WriteString(html.EscapeString(Safe(s))) }

func (d document) sentence(t say.Text) { d.text(d.p.sentence(t)) }

// place writes a figure of a drawing.
func (d document) place(f float64) {
	d.out.WriteString(strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64))
}

// element writes a text between the tags of an element; nothing for no text.
func (d document) element(open literal, t say.Text, shut literal) {
	if t.IsZero() {
		return
	}
	d.raw(open)
	d.sentence(t)
	d.raw(shut, "\n")
}

// writeHTML writes a page that needs nothing else: no script, no network, its
// drawings inline and said in words, too.
func writeHTML(out *bufio.Writer, page *sheet.Page, o Options) error {
	d := document{out, peopleOf(o)}
	d.raw("<!doctype html>\n<html lang=\"")
	d.text(o.Say.Language())
	d.raw("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
		"<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n",
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
	title := page.Title
	if title.IsZero() {
		title = say.T("leads")
	}
	d.element("<title>", title, "</title>")
	d.raw("<style>\n", pageStyle, "</style>\n</head>\n<body>\n<main>\n<header>\n")
	d.element("<h1>", page.Title, "</h1>")
	d.element("<p class=\"sub\">", page.Subtitle, "</p>")
	for _, text := range page.Summary {
		d.element("<p class=\"lede\">", text, "</p>")
	}
	d.raw("</header>\n")
	drawn := false
	for n, section := range drawable(page) {
		if chart := section.Draw.Kind != sheet.Undrawn && !section.Draw.Open; chart != drawn { // drawings that follow each other share the width
			d.raw([]literal{"</div>\n", "<div class=\"charts\">\n"}[truth(chart)])
			drawn = chart
		}
		d.section(section, n)
	}
	if drawn {
		d.raw("</div>\n")
	}
	if len(page.Notes) > 0 || !page.Made.IsZero() {
		d.raw("<footer>\n")
		d.notes(page.Notes)
		d.element("<p class=\"made\">", page.Made, "</p>")
		d.raw("</footer>\n")
	}
	d.raw("</main>\n</body>\n</html>\n")
	return nil
}

// truth is 1 for true.
func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (d document) section(s sheet.Section, n int) {
	d.raw("<section")
	if s.Draw.Kind != sheet.Undrawn {
		d.raw(" class=\"chart\"")
	}
	id := anchor(s.Key, n)
	if !s.Title.IsZero() {
		d.raw(" aria-labelledby=\"")
		d.text(id)
		d.raw("\">\n<h2 id=\"")
		d.text(id)
		d.raw("\">")
		d.sentence(s.Title)
		d.raw("</h2>\n")
	} else {
		d.raw(">\n")
	}
	switch {
	case len(s.Rows) == 0:
		d.element("<p class=\"empty\">", s.Empty, "</p>")
	case s.As == sheet.Tiles:
		d.tiles(s.Sheet)
	case s.Draw.Kind != sheet.Undrawn:
		d.drawing(s)
	case s.Shape == sheet.Record:
		d.record(s.Sheet)
	default:
		d.table(s.Sheet)
	}
	d.notes(s.Notes)
	d.raw("</section>\n")
}

func (d document) notes(notes []say.Text) {
	if len(notes) == 0 {
		return
	}
	d.raw("<ul class=\"notes\">\n")
	for _, note := range notes {
		d.element("<li>", note, "</li>")
	}
	d.raw("</ul>\n")
}

// tiles writes a tile a row: the name, the figure, and beside it what it is to
// be held against.
func (d document) tiles(s *sheet.Sheet) {
	d.raw("<dl class=\"tiles\">\n")
	columns := shown(s)
	for _, row := range s.Rows {
		d.raw("<div>\n<dt>")
		d.text(d.p.text(s, row, columns[0]))
		d.raw("</dt>\n<dd class=\"big\">")
		main := figureAt(s, row, columns[1])
		d.value(main)
		if sure := d.p.sureness(main); sure != "" {
			d.raw(" <span class=\"sure\">")
			d.text(sure)
			d.raw("</span>")
		}
		d.raw("</dd>\n")
		for _, i := range columns[2:] {
			f := figureAt(s, row, i)
			if series, ok := f.Value.([]float64); ok {
				d.raw("<dd class=\"trend\">")
				d.spark(series, d.p.title(s.Columns[i]))
				d.raw("</dd>\n")
				continue
			}
			if f.Type == sheet.Series {
				continue
			}
			d.raw("<dd>")
			d.sentence(s.Columns[i].Title)
			d.raw(" <b>")
			d.value(f)
			d.raw("</b>")
			d.arrow(main, f)
			if sure := d.p.sureness(f); sure != "" {
				d.raw(" ")
				d.text(sure)
			}
			d.raw("</dd>\n")
		}
		d.raw("</div>\n")
	}
	d.raw("</dl>\n")
}

// arrow tells whether the main figure is above or below what it is held
// against; nothing when they are equal or one is unknown.
func (d document) arrow(main, other sheet.Figure) {
	if main.Value == nil || other.Value == nil {
		return
	}
	switch a, b := sizeOf(main.Value), sizeOf(other.Value); {
	case a > b:
		d.raw(" <span class=\"arrow\" aria-hidden=\"true\">▲</span>")
	case a < b:
		d.raw(" <span class=\"arrow\" aria-hidden=\"true\">▼</span>")
	}
}

func (d document) record(s *sheet.Sheet) {
	d.raw("<div class=\"scroll\"><table class=\"record\">\n<tbody>\n")
	for _, i := range shownColumns(s) {
		d.raw("<tr><th scope=\"row\">")
		d.text(d.p.title(s.Columns[i]))
		d.raw("</th><td>")
		d.text(d.p.text(s, s.Rows[0], i))
		d.raw("</td></tr>\n")
	}
	d.raw("</tbody>\n</table></div>\n")
}

func (d document) table(s *sheet.Sheet) {
	columns := shown(s)
	if len(columns) == 0 {
		return
	}
	d.raw("<div class=\"scroll\" tabindex=\"0\"><table>\n<thead>\n<tr>")
	for _, i := range columns {
		d.raw("<th scope=\"col\"", classOf(s.Columns[i]), ">")
		d.text(d.p.title(s.Columns[i]))
		d.raw("</th>")
	}
	d.raw("</tr>\n</thead>\n<tbody>\n")
	most := largest(s)
	for _, row := range s.Rows {
		d.raw("<tr>")
		for n, i := range columns {
			d.cell(s, row, i, n == 0, most[i])
		}
		d.raw("</tr>\n")
	}
	d.raw("</tbody>\n")
	if s.Total != nil {
		d.raw("<tfoot>\n<tr>")
		for n, text := range d.p.total(s, columns) {
			open, shut := literal("<td"), literal("</td>")
			if n == 0 {
				open, shut = "<th scope=\"row\"", "</th>"
			}
			d.raw(open, classOf(s.Columns[columns[n]]))
			if n > 0 {
				d.raw(" data-title=\"")
				d.text(d.p.title(s.Columns[columns[n]]))
				d.raw("\"")
			}
			d.raw(">")
			if f := figureAt(s, s.Total, columns[n]); n > 0 && text != "" {
				d.figure(f, s.Columns[columns[n]], 0)
			} else {
				d.text(text)
			}
			d.raw(shut)
		}
		d.raw("</tr>\n</tfoot>\n")
	}
	d.raw("</table></div>\n")
}

func classOf(c sheet.Column) literal {
	switch {
	case c.Type == sheet.Series:
		return " class=\"s\""
	case numeric(c.Type) && c.Bar:
		return " class=\"n b\""
	case numeric(c.Type):
		return " class=\"n\""
	case c.Type == sheet.Date || c.Type == sheet.Instant:
		return " class=\"d\""
	}
	return " class=\"t\""
}

// largest is the largest figure of each column with a bar.
func largest(s *sheet.Sheet) map[int]float64 {
	most := map[int]float64{}
	for i, c := range s.Columns {
		if !c.Bar {
			continue
		}
		for _, row := range s.Rows {
			if size := sizeOf(cell(row, i)); size > most[i] {
				most[i] = size
			}
		}
	}
	return most
}

// sizeOf is a figure as the length of a bar, which need not be exact.
func sizeOf(v any) float64 {
	switch x := v.(type) {
	case int64:
		return float64(x)
	case float64:
		return x
	case sheet.Amount:
		f, _ := strconv.ParseFloat(x.Decimal, 64)
		return f
	}
	return 0
}

func (d document) cell(s *sheet.Sheet, row []any, i int, head bool, most float64) {
	open, shut := literal("<td"), literal("</td>")
	if head {
		open, shut = "<th scope=\"row\"", "</th>"
	}
	d.raw(open, classOf(s.Columns[i]))
	if !head { // on a narrow screen a row is a card, and each figure names itself
		d.raw(" data-title=\"")
		d.text(d.p.title(s.Columns[i]))
		d.raw("\"")
	}
	d.raw(">")
	d.figure(figureAt(s, row, i), s.Columns[i], most)
	d.raw(shut)
}

// figure writes a cell with its drawing: the number is always there, the drawing
// only helps the eye.
func (d document) figure(f sheet.Figure, c sheet.Column, most float64) {
	if series, ok := f.Value.([]float64); ok {
		d.spark(series, d.p.title(c))
		return
	}
	sure := d.p.sureness(f)
	if sure == "" {
		if !c.Bar || most <= 0 {
			d.value(f)
			return
		}
		d.raw("<span class=\"pair\">")
		d.bar(sizeOf(f.Value) / most)
		d.raw("<span>")
		d.value(f)
		d.raw("</span></span>")
		return
	}
	d.raw("<span class=\"pair\">")
	low, from := f.Low.(float64)
	high, to := f.High.(float64)
	if at, known := f.Value.(float64); known && from && to {
		d.interval(low, at, high)
	}
	d.raw("<span>")
	d.value(f)
	d.raw("</span></span><span class=\"sure\">")
	d.text(sure)
	d.raw("</span>")
}

// value writes a figure in words; nothing and unknown step back.
func (d document) value(f sheet.Figure) {
	text := d.p.value(f.Type, f.Value)
	switch {
	case f.Value == nil:
		d.raw("<span class=\"none\">")
		d.text(text)
		d.raw("</span>")
	case numeric(f.Type) && f.Type != sheet.Rate && sizeOf(f.Value) == 0:
		d.raw("<span class=\"zero\">")
		d.text(text)
		d.raw("</span>")
	default:
		d.text(text)
	}
}

// bar draws a share of the largest figure of its column; the figure is
// beside it, so that it needs no words of its own.
func (d document) bar(share float64) {
	const width = 72
	length := 0.0
	if share > 0 { // what is there shows, however little
		length = max(width*min(share, 1), 1.5)
	}
	d.raw("<svg class=\"bar\" aria-hidden=\"true\" width=\"72\" height=\"10\" viewBox=\"0 0 72 10\"><rect width=\"")
	d.place(length)
	d.raw("\" height=\"10\" rx=\"2\"/></svg>")
}

// interval draws a rate on the way from 0 to 1 with the stretch in which it
// may as well mislead. Its words are beside it.
func (d document) interval(low, at, high float64) {
	const left, way = 3, 66
	d.raw("<svg class=\"range\" aria-hidden=\"true\" width=\"72\" height=\"10\" viewBox=\"0 0 72 10\"><path class=\"way\" d=\"M3 5H69\"/><path class=\"span\" d=\"M")
	d.place(left + way*low)
	d.raw(" 5H")
	d.place(left + way*high)
	d.raw("\"/><circle cx=\"")
	d.place(left + way*at)
	d.raw("\" cy=\"5\" r=\"3\"/></svg>")
}

// spark draws a series as a row of small columns, the last one in full colour.
func (d document) spark(series []float64, title string) {
	const step, height = 7, 22
	most := 0.0
	words := make([]string, len(series))
	for i, f := range series {
		if f > most {
			most = f
		}
		words[i] = d.p.dash
		if !math.IsNaN(f) {
			words[i] = d.p.value(sheet.Number, f)
		}
	}
	d.raw("<svg class=\"spark\" role=\"img\" width=\"")
	d.place(float64(len(series)*step - 2))
	d.raw("\" height=\"22\" preserveAspectRatio=\"none\" viewBox=\"0 0 ")
	d.place(float64(len(series)*step - 2))
	d.raw(" 22\"><title>")
	d.text(title + ": " + strings.Join(words, ", "))
	d.raw("</title>")
	for i, f := range series {
		if math.IsNaN(f) {
			continue
		}
		tall := 1.0
		if f > 0 {
			tall = max(height*f/most, 2)
		}
		d.raw("<rect")
		switch {
		case f <= 0:
			d.raw(" class=\"zero\"")
		case i == len(series)-1:
			d.raw(" class=\"now\"")
		}
		d.raw(" x=\"")
		d.place(float64(i * step))
		d.raw("\" y=\"")
		d.place(height - tall)
		d.raw("\" width=\"5\" height=\"")
		d.place(tall)
		d.raw("\" rx=\"1\"/>")
	}
	d.raw("</svg>")
}
