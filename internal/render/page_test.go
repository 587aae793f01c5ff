package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"leads/internal/say"
	"leads/internal/sheet"

	"pgregory.net/rapid"
)

// week is a page with a section of each sort.
func week(text string) *sheet.Page {
	tiles := &sheet.Sheet{Columns: []sheet.Column{
		{Key: "measure", Title: say.T("measure")},
		{Key: "week", Title: say.T("the week"), Type: sheet.Mixed},
		{Key: "mean", Title: say.T("mean"), Type: sheet.Mixed},
		{Key: "trend", Title: say.T("12 weeks"), Type: sheet.Series}}}
	tiles.Add(say.T("new leads"), sheet.Figure{Type: sheet.Count, Value: int64(1234)}, sheet.Figure{Type: sheet.Number, Value: 2.25}, []float64{0, 1, 8, math.NaN()})
	tiles.Add(say.T("win rate"), sheet.Figure{Type: sheet.Rate, Value: 0.5, Low: 0.1, High: 0.9, N: int64(4)}, sheet.Figure{Type: sheet.Rate, N: int64(0)}, nil)
	period := &sheet.Sheet{Shape: sheet.Record, Columns: []sheet.Column{{Key: "from", Type: sheet.Date}, {Key: "leads", Type: sheet.Count}}}
	period.Add("2026-11-09", int64(3))
	won := &sheet.Sheet{Title: say.T("Won"), Empty: say.T("Nothing was won."), Columns: []sheet.Column{
		{Key: "id", Title: say.T("id"), Type: sheet.ID}, {Key: "title", Title: say.T("title")},
		{Key: "amount", Title: say.T("amount"), Type: sheet.Money, Bar: true},
		{Key: "by_week", Title: say.T("by week"), Type: sheet.Series}}, Notes: []say.Text{say.T("of %s", text)}}
	won.Add(int64(7), text, sheet.Amount{Decimal: "1200.00", Currency: "EUR"}, []float64{0, 2.5, math.NaN()})
	lost := &sheet.Sheet{Title: say.T("Lost"), Empty: say.T("Nothing was lost."), Columns: []sheet.Column{{Key: "id"}}}
	return &sheet.Page{Title: say.T("Week %s", text), Subtitle: say.T("in EUR"), Summary: []say.Text{say.T("All is %s.", text)},
		Notes: []say.Text{say.T("n is %s", text)}, Made: say.T("made by %s", text), Sections: []sheet.Section{
			{Key: "period", For: sheet.Programs, Sheet: period}, {For: sheet.People, As: sheet.Tiles, Sheet: tiles},
			{Key: "won", Sheet: won}, {Key: "lost", Sheet: lost}}}
}

func writtenPage(t rapid.TB, page *sheet.Page, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := WritePage(&b, page, o); err != nil {
		t.Fatal(err)
	}
	return "\n" + b.String()
}

func TestAPageInEveryFormat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		options Options
		want    string
	}{
		{"for people, one sheet under the other", Options{Format: Table}, `
Week a|b\n
in EUR
All is a|b\n.

MEASURE               THE WEEK  MEAN  12 WEEKS
new leads                1,234   2.2  ▁▂█·
win rate   50 % (10–90 %, n 4)     –  –

Won
ID  TITLE        AMOUNT  BY WEEK
 7  a|b\n  1,200.00 EUR  ▁█·
of a|b\n

Lost
Nothing was lost.

note: n is a|b\n
`},
		{"in ASCII a series is its figures", Options{Format: Table, ASCII: true, Bare: true}, `
Week a|b\n
in EUR
All is a|b\n.

MEASURE               THE WEEK  MEAN  12 WEEKS
new leads                1,234   2.2  0 1 8 -
win rate   50 % (10-90 %, n 4)     -  -

Won
ID  TITLE        AMOUNT  BY WEEK
 7  a|b\n  1,200.00 EUR  0 2.5 -
of a|b\n

Lost
Nothing was lost.
`},
		{"TSV has the key of the section in every row", Options{Format: TSV}, `
period.from	2026-11-09
period.leads	3
won	7	a|b 	1200.00	0, 2.5, 
`},
		{"and so has CSV, with a header each", Options{Format: CSV}, `
section,from,leads
period,2026-11-09,3

section,id,title,amount,by_week
won,7,"a|b
",1200.00,0;2.5;
`},
		{"and JSON Lines", Options{Format: JSONL}, `
{"section":"period","from":"2026-11-09","leads":3}
{"section":"won","id":7,"title":"a|b\n","amount":"1200.00","by_week":[0,2.5,null]}
`},
		{"Markdown", Options{Format: Markdown}, `
# Week a\|b<br>

in EUR

All is a\|b<br>.

| measure | the week | mean | 12 weeks |
| --- | ---: | ---: | --- |
| new leads | 1,234 | 2.2 | ▁▂█· |
| win rate | 50 % (10–90 %, n 4) | – | – |

## Won

| id | title | amount | by week |
| ---: | --- | ---: | --- |
| 7 | a\|b<br> | 1,200.00 EUR | ▁█· |

- of a\|b<br>

## Lost

Nothing was lost.

- n is a\|b<br>
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := writtenPage(t, week("a|b\n"), c.options); got != c.want {
				t.Errorf("got:%s\nwant:%s", got, c.want)
			}
		})
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(writtenPage(t, week("a"), Options{Format: JSON})), &got); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprint(map[string]any{"period": map[string]any{"from": "2026-11-09", "leads": 3.0}, "lost": []any{},
		"won": []any{map[string]any{"id": 7.0, "title": "a", "amount": "1200.00", "by_week": []any{0.0, 2.5, nil}}}})
	if fmt.Sprint(got) != want {
		t.Errorf("as JSON it is %v, want %v", got, want)
	}
}

// skeleton is the elements and attributes of a page, without what they hold,
// and all its text.
func skeleton(t rapid.TB, page string) (elements []string, text string) {
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return elements, text
		}
		if err != nil {
			t.Fatalf("%v in:\n%s", err, page)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			for _, attribute := range token.Attr {
				name += " " + attribute.Name.Local
				if strings.HasPrefix(attribute.Name.Local, "on") || strings.Contains(attribute.Value, "://") || attribute.Name.Local == "src" || attribute.Name.Local == "href" {
					t.Fatalf("a page has the attribute %s=%q", attribute.Name.Local, attribute.Value)
				}
			}
			elements = append(elements, name)
		case xml.CharData:
			text += string(token)
		}
	}
}

// What somebody typed never becomes markup, and can always be read.
func TestTextInAPageStaysText(t *testing.T) {
	plain, _ := skeleton(t, writtenPage(t, week("x"), Options{Format: HTML}))
	if slices.Contains(plain, "script") || slices.Contains(plain, "link") || slices.Contains(plain, "img") {
		t.Fatalf("a page fetches or runs something: %v", plain)
	}
	hostile := rapid.OneOf(anyText(), rapid.SampledFrom([]string{"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "</style><b>",
		"</title>", "<!--", "]]>", "&lt;b&gt;", "&#60;b&#62;", "' onload='x", "javascript:x", "\x00", "<svg/onload=x>"}))
	rapid.Check(t, func(t *rapid.T) {
		text := hostile.Draw(t, "text") + rapid.SampledFrom([]string{"", "z"}).Draw(t, "end")
		if text == "" {
			return
		}
		page := writtenPage(t, week(text), Options{Format: HTML})
		elements, read := skeleton(t, page)
		if !slices.Equal(elements, plain) {
			t.Fatalf("%q changed the page:\n%v\n%v", text, elements, plain)
		}
		if n := strings.Count(read, Safe(text)); n < 5 {
			t.Fatalf("%q stands %d times in the page, want title, heading, summary, cell, note and more", text, n)
		}
	})
}

// A single sheet is a page, too, with what it carries.
func TestASheetAsAPage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		moral string
		sheet *sheet.Sheet
		parts []string
	}{
		{"rows, interval, total and notes", sources(), []string{"<h1>Sources, 2026\\n</h1>", `<th scope="row" class="t">日本 👩‍👩‍👧\u202e</th>`,
			`12–65 %, n 3</span>`, `<svg class="range" aria-hidden="true"`, `<tfoot>`, `<th scope="row" class="t">total</th>`, "<li>fees of Upwork\\x1b[2J are unknown</li>"}},
		{"a record with what is in it", lead(), []string{`<th scope="row">hours</th><td>1.2</td>`, `<h2 id="s1">Timeline</h2>`}},
		{"nothing is a sentence", &sheet.Sheet{Empty: say.T("Nothing <here>.")}, []string{"<title>leads</title>", "<p class=\"empty\">Nothing &lt;here&gt;.</p>"}},
	} {
		page := written(t, c.sheet, Options{Format: HTML})
		for _, part := range c.parts {
			if !strings.Contains(page, part) {
				t.Errorf("%s: the page lacks %q", c.moral, part)
			}
		}
	}
}
