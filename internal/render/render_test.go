package render

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"leads/internal/say"
	"leads/internal/sheet"
)

// bids is a list: an id, and texts that have to be cut on a narrow terminal.
func bids() *sheet.Sheet {
	s := &sheet.Sheet{Columns: []sheet.Column{
		{Key: "id", Title: say.T("id"), Type: sheet.ID}, {Key: "title", Title: say.T("title")}, {Key: "client", Title: say.T("client")},
		{Key: "on", Title: say.T("first touch"), Type: sheet.Date}, {Key: "value", Title: say.T("value"), Type: sheet.Money}, {Key: "why", Title: say.T("why")},
	}}
	s.Add(int64(7), "Un site pour la boulangerie", "日本の喫茶店 👩‍👩‍👧", "2026-11-21", sheet.Amount{Decimal: "-1234567.80", Currency: "EUR"}, say.T("follow-up is %d days overdue", 2))
	s.Add(int64(12), "Café", nil, nil, nil, say.T("quiet"))
	return s
}

// sources is a small report with all that is awkward: hostile and wide text, an
// unknown in every kind of column, an interval, a detail and a total.
func sources() *sheet.Sheet {
	s := &sheet.Sheet{
		Title: say.T("Sources, %s", "2026\n"),
		Shape: sheet.Envelope,
		Head:  []sheet.Field{{Key: "currency", Type: sheet.Text, Value: "EUR"}},
		Columns: []sheet.Column{
			{Key: "source", Title: say.T("source")},
			{Key: "leads", Title: say.T("leads"), Type: sheet.Count},
			{Key: "win_rate", Title: say.T("win rate"), Type: sheet.Rate, Low: "win_rate_low", High: "win_rate_high", N: "win_rate_n"},
			{Key: "win_rate_low", Type: sheet.Rate, Detail: true},
			{Key: "win_rate_high", Type: sheet.Rate, Detail: true},
			{Key: "win_rate_n", Type: sheet.Count, Detail: true},
			{Key: "revenue", Title: say.T("revenue"), Type: sheet.Money},
			{Key: "tags", Title: say.T("tags"), Type: sheet.List},
		},
		Total: []any{nil, int64(1235), 0.5, 0.1, 0.9, int64(4), sheet.Amount{Decimal: "-1200.00", Currency: "EUR"}, nil},
		Notes: []say.Text{say.T("fees of %s\x1b[2J are unknown", "Upwork")},
		Empty: say.T("No sources."),
	}
	s.Add("Up|work\x1b[31m\n", int64(1234), 1.0/3, 0.12, 0.65, int64(3), sheet.Amount{Decimal: "1200.00", Currency: "EUR"}, []string{"a;b", `c\d`})
	s.Add("日本 👩‍👩‍👧\u202e", int64(1), nil, nil, nil, nil, nil, nil)
	s.Add("=1+1 <b>", nil, 0.0, nil, nil, int64(0), sheet.Amount{Decimal: "-5.50", Currency: "EUR"}, []string{})
	return s
}

func lead() *sheet.Sheet {
	log := &sheet.Sheet{
		Title:   say.T("Timeline"),
		Columns: []sheet.Column{{Key: "on", Title: say.T("on"), Type: sheet.Date}, {Key: "minutes", Title: say.T("minutes"), Type: sheet.Count}},
	}
	log.Add("2026-11-21", int64(25))
	s := &sheet.Sheet{
		Title: say.T("Lead %d", 12),
		Shape: sheet.Record,
		Columns: []sheet.Column{
			{Key: "id", Title: say.T("id"), Type: sheet.ID},
			{Key: "title", Title: say.T("title")},
			{Key: "client", Title: say.T("client")},
			{Key: "fields", Title: say.T("fields"), Type: sheet.Map, Detail: true},
			{Key: "open", Title: say.T("open"), Type: sheet.Bool},
			{Key: "hours", Title: say.T("hours"), Type: sheet.Hours},
			{Key: "roi", Title: say.T("return"), Type: sheet.Percent},
			{Key: "log", Title: say.T("log"), Type: sheet.Nested},
		},
		Notes: []say.Text{say.T("new")},
	}
	s.Add(int64(1200), "Caf\u00e9\tsite", nil, map[string]string{"b=": "2;", "a": "1"}, true, 1.25, -1.52, log)
	return s
}

func written(t testing.TB, s *sheet.Sheet, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, s, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	empty := sources()
	empty.Rows, empty.Total, empty.Notes, empty.Title = nil, nil, nil, say.Text{}
	speechless := &sheet.Sheet{Columns: empty.Columns}
	french := say.Read([]byte(`msgid "source"
msgstr "origine"
msgid "total"
msgstr "somme"
msgid "yes"
msgstr "oui"
msgid "note: %s"
msgstr "note : %s"`))

	cases := []struct {
		name    string
		sheet   *sheet.Sheet
		options Options
		want    string
	}{
		{"a table is aligned by what the eye sees, and nothing hostile comes through", sources(), Options{Format: Table}, `
Sources, 2026\n

SOURCE             LEADS             WIN RATE        REVENUE  TAGS
Up|work\x1b[31m\n  1,234  33 % (12–65 %, n 3)   1,200.00 EUR  a;b, c\d
日本 👩‍👩‍👧\u202e          1                    –              –  –
=1+1 <b>               –            0 % (n 0)      -5.50 EUR
total              1,235  50 % (10–90 %, n 4)  -1,200.00 EUR

note: fees of Upwork\x1b[2J are unknown
`},
		{"a narrow terminal has the columns in parts", sources(), Options{Format: Table, Width: 64, Bare: true}, `
SOURCE             LEADS             WIN RATE        REVENUE
Up|work\x1b[31m\n  1,234  33 % (12–65 %, n 3)   1,200.00 EUR
日本 👩‍👩‍👧\u202e          1                    –              –
=1+1 <b>               –            0 % (n 0)      -5.50 EUR
total              1,235  50 % (10–90 %, n 4)  -1,200.00 EUR

SOURCE             TAGS
Up|work\x1b[31m\n  a;b, c\d
日本 👩‍👩‍👧\u202e      –
=1+1 <b>
total
`},
		{"ASCII, French and hardly any room: names give way, figures are wrapped", sources(), Options{Format: Table, Width: 26, ASCII: true, Say: french}, `
Sources, 2026\n

ORIGINE            LEADS
Up|work\x1b[31m\n  1,234
日本 👩‍👩‍👧\u202e          1
=1+1 <b>               -
somme              1,235

ORIGINE           WIN RATE
Up|work...  33 % (12-65 %,
                      n 3)
日本 👩‍👩‍👧...               -
=1+1 <b>         0 % (n 0)
somme       50 % (10-90 %,
                      n 4)

ORIGINE            REVENUE
Up|work\...   1,200.00 EUR
日本 👩‍👩‍👧\...              -
=1+1 <b>         -5.50 EUR
somme        -1,200.00 EUR

ORIGINE           TAGS
Up|work\x1b[3...  a;b, c\d
日本 👩‍👩‍👧\u202e     -
=1+1 <b>
somme

note : fees of
Upwork\x1b[2J are unknown
`},
		{"texts are cut before a table is folded", bids(), Options{Format: Table, Width: 100}, `
ID  TITLE                   CLIENT           FIRST                   VALUE  WHY
                                             TOUCH
 7  Un site pour la boula…  日本の喫茶店 👩‍👩‍👧  2026-11-21  -1,234,567.80 EUR  follow-up is 2 days
                                                                            overdue
12  Café                    –                –                           –  quiet
`},
		{"the part that comes next takes what would be cut", bids(), Options{Format: Table, Width: 60}, `
ID  TITLE         CLIENT       FIRST                   VALUE
                               TOUCH
 7  Un site pou…  日本の喫茶…  2026-11-21  -1,234,567.80 EUR
12  Café          –            –                           –

ID  TITLE                        WHY
 7  Un site pour la boulangerie  follow-up is 2 days overdue
12  Café                         quiet
`},
		{"forty columns", bids(), Options{Format: Table, Width: 40}, `
ID  TITLE                CLIENT
 7  Un site pour la bo…  日本の喫茶店 👩‍👩‍👧
12  Café                 –

ID  FIRST TOUCH              VALUE
 7  2026-11-21   -1,234,567.80 EUR
12  –                            –

ID  WHY
 7  follow-up is 2 days overdue
12  quiet
`},
		{"a record is told downward, what is in it comes after", lead(), Options{Format: Table, Color: true}, `
Lead 12

id      1200
title   Café\tsite
fields  a=1, b==2;
open    yes
hours   1.2
return  -152 %

` + "\x1b[2mnote: new\x1b[0m" + `

Timeline

` + "\x1b[1mON          MINUTES\x1b[0m" + `
2026-11-21       25
`},
		{"an empty table is a sentence", empty, Options{Format: Table}, "\nNo sources.\n"},
		{"or nothing", speechless, Options{Format: Table}, "\n"},

		{"TSV has full figures, no header, no total, no details", sources(), Options{Format: TSV}, `
Up|work\x1b[31m 	1234	0.3333333333333333	1200.00	a;b, c\d
日本 👩‍👩‍👧\u202e	1			` + `
=1+1 <b>		0	-5.50	` + `
`},
		{"TSV has a header when asked for", sources(), Options{Format: TSV, Header: true}, `
source	leads	win_rate	revenue	tags
Up|work\x1b[31m 	1234	0.3333333333333333	1200.00	a;b, c\d
日本 👩‍👩‍👧\u202e	1			` + `
=1+1 <b>		0	-5.50	` + `
`},
		{"a record in TSV is a key and a value a line, and what it holds comes after its key", lead(), Options{Format: TSV}, `
id	1200
title	Café site
client	` + `
fields	a=1, b\==2;
open	true
hours	1.25
roi	-1.52
log	2026-11-21	25
`},
		{"an empty TSV is nothing", empty, Options{Format: TSV, Header: true}, "\n"},

		{"CSV has every column and guards formulas", sources(), Options{Format: CSV}, `
source,leads,win_rate,win_rate_low,win_rate_high,win_rate_n,revenue,tags
"Up|work` + "\x1b[31m\n" + `",1234,0.3333333333333333,0.12,0.65,3,1200.00,a\;b;c\\d
日本 👩‍👩‍👧` + "\u202e" + `,1,,,,,,
'=1+1 <b>,,0,,,0,-5.50,
`},
		{"a record in CSV is a header and a row", lead(), Options{Format: CSV}, `
id,title,client,fields,open,hours,roi
1200,Café	site,,a=1;b\==2\;,true,1.25,-1.52
`},
		{"an empty CSV is its header", empty, Options{Format: CSV}, `
source,leads,win_rate,win_rate_low,win_rate_high,win_rate_n,revenue,tags
`},

		{"JSON Lines are the rows alone", sources(), Options{Format: JSONL}, `
{"source":"Up|work\u001b[31m\n","leads":1234,"win_rate":0.3333333333333333,"win_rate_low":0.12,"win_rate_high":0.65,"win_rate_n":3,"revenue":"1200.00","tags":["a;b","c\\d"]}
{"source":"日本 👩‍👩‍👧\u202e","leads":1,"win_rate":null,"win_rate_low":null,"win_rate_high":null,"win_rate_n":null,"revenue":null,"tags":null}
{"source":"=1+1 <b>","leads":null,"win_rate":0,"win_rate_low":null,"win_rate_high":null,"win_rate_n":0,"revenue":"-5.50","tags":[]}
`},
		{"a record is one line", lead(), Options{Format: JSONL}, `
{"id":1200,"title":"Café\tsite","client":null,"fields":{"a":"1","b=":"2;"},"open":true,"hours":1.25,"roi":-1.52,"log":[{"on":"2026-11-21","minutes":25}]}
`},
		{"JSON is indented and stays English", lead(), Options{Format: JSON, Say: french}, `
{
  "id": 1200,
  "title": "Café\tsite",
  "client": null,
  "fields": {
    "a": "1",
    "b=": "2;"
  },
  "open": true,
  "hours": 1.25,
  "roi": -1.52,
  "log": [
    {
      "on": "2026-11-21",
      "minutes": 25
    }
  ]
}
`},
		{"an empty array", speechless, Options{Format: JSON}, "\n[]\n"},
		{"an empty envelope", empty, Options{Format: JSON}, `
{
  "currency": "EUR",
  "rows": [],
  "total": null,
  "notes": []
}
`},

		{"Markdown escapes what would end a cell or hold HTML", sources(), Options{Format: Markdown}, `
## Sources, 2026<br>

| source | leads | win rate | revenue | tags |
| --- | ---: | ---: | ---: | --- |
| Up\|work\\x1b\[31m<br> | 1,234 | 33 % (12–65 %, n 3) | 1,200.00 EUR | a;b, c\\d |
| 日本 👩‍👩‍👧\\u202e | 1 | – | – | – |
| =1+1 &lt;b&gt; | – | 0 % (n 0) | -5.50 EUR | |
| **total** | **1,235** | **50 % (10–90 %, n 4)** | **-1,200.00 EUR** | |

- fees of Upwork\\x1b\[2J are unknown
`},
		{"a record in Markdown", lead(), Options{Format: Markdown, Say: french}, `
## Lead 12

| | |
| --- | --- |
| id | 1200 |
| title | Café\\tsite |
| fields | a=1, b==2; |
| open | oui |
| hours | 1.2 |
| return | -152 % |

- new

## Timeline

| on | minutes |
| --- | ---: |
| 2026-11-21 | 25 |
`},
		{"an empty Markdown is a sentence", empty, Options{Format: Markdown}, "\nNo sources.\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := "\n" + written(t, c.sheet, c.options); got != c.want {
				t.Errorf("got:%s\nwant:%s", got, c.want)
			}
		})
	}
}

func TestEnvelopeHoldsHeadRowsTotalNotesAndExtra(t *testing.T) {
	s := &sheet.Sheet{
		Shape: sheet.Envelope,
		Head: []sheet.Field{
			{Key: "period", Value: []sheet.Field{{Key: "from", Value: "2026-01-01"}, {Key: "to", Value: nil}}},
			{Key: "by", Value: []string{"source"}},
			{Key: "n", Value: 3},
			{Key: "cost", Value: sheet.Amount{Decimal: "1.50", Currency: "EUR"}},
		},
		Columns: []sheet.Column{{Key: "a"}},
		Rows:    [][]any{{"x"}, {}},
		Total:   []any{nil},
		Notes:   []say.Text{say.T("one of %s", say.T("two"))},
	}
	s.Extra = []sheet.Field{
		{Key: "previous", Value: &sheet.Sheet{Shape: sheet.Record}},
		{Key: "none", Value: (*sheet.Sheet)(nil)},
		{Key: "parts", Value: []*sheet.Sheet{{Columns: s.Columns, Rows: [][]any{{true}}}, nil}},
		{Key: "own", Value: map[string]string{"k": "v"}},
		{Key: "empty", Value: []sheet.Field{}},
	}
	want := `{
  "period": {
    "from": "2026-01-01",
    "to": null
  },
  "by": [
    "source"
  ],
  "n": 3,
  "cost": "1.50",
  "rows": [
    {
      "a": "x"
    },
    {
      "a": null
    }
  ],
  "total": {
    "a": null
  },
  "notes": [
    "one of two"
  ],
  "previous": null,
  "none": null,
  "parts": [
    [
      {
        "a": true
      }
    ],
    null
  ],
  "own": {
    "k": "v"
  },
  "empty": {}
}
`
	if got := written(t, s, Options{Format: JSON}); got != want {
		t.Errorf("got:\n%s", got)
	}
}

func TestRecordInSpeechTellsNothingEmptyAndNoIntervalTwice(t *testing.T) {
	s := &sheet.Sheet{Shape: sheet.Record, Columns: []sheet.Column{
		{Key: "rate", Type: sheet.Rate, Low: "low", High: "high", N: "n"},
		{Key: "low", Type: sheet.Rate}, {Key: "high", Type: sheet.Rate}, {Key: "n", Type: sheet.Count},
		{Key: "note"}, {Key: "tags", Type: sheet.List}, {Key: "fields", Type: sheet.Map},
	}}
	s.Add(0.5, 0.25, 0.75, int64(8), "", []string{}, map[string]string{})
	want := "rate  50 % (25–75 %, n 8)\nn     8\n"
	if got := written(t, s, Options{Format: Table}); got != want {
		t.Errorf("got:\n%s", got)
	}
}

func TestCellForPeople(t *testing.T) {
	cases := []struct {
		column sheet.Type
		value  any
		want   string
	}{
		{sheet.ID, int64(1234567), "1234567"},
		{sheet.Count, int64(1234567), "1,234,567"},
		{sheet.Count, int64(-1234), "-1,234"},
		{sheet.Count, 999, "999"},
		{sheet.Count, 2.5, "2.5"},
		{sheet.Number, 12.0, "12"},
		{sheet.Number, 1234.56, "1,234.6"},
		{sheet.Number, -0.04, "0"},
		{sheet.Rate, 0.0, "0 %"},
		{sheet.Rate, 0.034, "3.4 %"},
		{sheet.Rate, 0.0996, "10 %"},
		{sheet.Rate, 1.0, "100 %"},
		{sheet.Rate, int64(1), "100 %"},
		{sheet.Percent, 1.52, "152 %"},
		{sheet.Percent, -12.345, "-1,234 %"},
		{sheet.Percent, -0.00001, "0 %"},
		{sheet.Credit, 1234.567, "1,234.57"},
		{sheet.Credit, 1.0, "1.00"},
		{sheet.Credit, -0.001, "0.00"},
		{sheet.Hours, 12.0, "12.0"},
		{sheet.Hours, 1234.56, "1,234.6"},
		{sheet.Hours, -0.01, "0.0"},
		{sheet.Fine, 0.83449, "0.834"},

		{sheet.Money, sheet.Amount{Decimal: "1200.00", Currency: "EUR"}, "1,200.00 EUR"},
		{sheet.Money, sheet.Amount{Decimal: "-123456", Currency: "JPY"}, "-123,456 JPY"},
		{sheet.Money, sheet.Amount{Decimal: "-123.00", Currency: "EUR"}, "-123.00 EUR"},
		{sheet.Money, sheet.Amount{Decimal: "many", Currency: "EUR"}, "many EUR"},
		{sheet.Money, sheet.Amount{}, "–"},
		{sheet.Bool, false, "no"},
		{sheet.Text, say.T("%d to go", 3), "3 to go"},
		{sheet.Text, stage("won"), "won"},
		{sheet.Text, (*string)(nil), "–"},
		{sheet.List, []string{"b", "a"}, "b, a"},
		{sheet.Map, map[string]string{"b": "2", "a": "1"}, "a=1, b=2"},
	}
	p := peopleOf(Options{})
	for _, c := range cases {
		if got := p.value(c.column, plain(c.value)); got != c.want {
			t.Errorf("%v of type %d: got %q, want %q", c.value, c.column, got, c.want)
		}
	}
}

type stage string

func TestMachinesGetFullFigures(t *testing.T) {
	s := &sheet.Sheet{Columns: []sheet.Column{{Key: "f", Type: sheet.Number}}}
	s.Add(0.1)
	s.Add(1e21)
	s.Add(-1234.5678901)
	s.Add(nan())
	if got, want := written(t, s, Options{Format: TSV}), "0.1\n1000000000000000000000\n-1234.5678901\n\n"; got != want {
		t.Errorf("got %q", got)
	}
	if got, want := written(t, s, Options{Format: JSONL}), "{\"f\":0.1}\n{\"f\":1000000000000000000000}\n{\"f\":-1234.5678901}\n{\"f\":null}\n"; got != want {
		t.Errorf("got %q", got)
	}
}

func nan() float64 { zero := 0.0; return zero / zero }

func TestTotalTakesAFirstCellOfItsOwn(t *testing.T) {
	s := &sheet.Sheet{Columns: []sheet.Column{{Key: "a"}, {Key: "n", Type: sheet.Count}}, Rows: [][]any{{"x", 1}}, Total: []any{"sum", nil}}
	if got, want := written(t, s, Options{Format: Table}), "A    N\nx    1\nsum  –\n"; got != want {
		t.Errorf("got:\n%s", got)
	}
}

func TestParseFormat(t *testing.T) {
	for _, f := range []Format{Table, TSV, JSON, JSONL, CSV, Markdown} {
		if got, ok := ParseFormat(string(f)); !ok || got != f {
			t.Errorf("%s is not known", f)
		}
	}
	for _, s := range []string{"", "JSON", "md", "pdf"} {
		if _, ok := ParseFormat(s); ok {
			t.Errorf("%q is known", s)
		}
	}
	if err := Write(&bytes.Buffer{}, sources(), Options{}); err == nil {
		t.Error("no format is taken")
	}
}

// full is a disk with no room after some bytes.
type full struct{ room int }

var errFull = errors.New("no space left")

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.room {
		return f.room, errFull
	}
	f.room -= len(p)
	return len(p), nil
}

func TestAFullDiskIsAnError(t *testing.T) {
	long := sources()
	for range 2000 {
		long.Add(long.Rows[0]...)
	}
	for _, f := range []Format{Table, TSV, JSON, JSONL, CSV, Markdown} {
		for _, s := range []*sheet.Sheet{sources(), lead(), long} {
			if err := Write(&full{room: 10}, s, Options{Format: f}); !errors.Is(err, errFull) {
				t.Errorf("%s: %v", f, err)
			}
		}
	}
	if err := Write(&full{room: 200_000}, long, Options{Format: JSON}); !errors.Is(err, errFull) {
		t.Errorf("late: %v", err)
	}
}

func TestACellOfAnUnknownTypeIsAnErrorInJSON(t *testing.T) {
	s := &sheet.Sheet{Columns: []sheet.Column{{Key: "a"}}, Rows: [][]any{{struct{ X int }{1}}}}
	var b bytes.Buffer
	for _, f := range []Format{JSON, JSONL} {
		if err := Write(&b, s, Options{Format: f}); err == nil || !strings.Contains(err.Error(), "struct") || b.Len() > 0 {
			t.Errorf("%s: %v, %q", f, err, b.String())
		}
	}
}

func TestAnotherLocaleDrawsTheSameTable(t *testing.T) {
	t.Setenv("LANG", "ja_JP.UTF-8")
	s := &sheet.Sheet{Columns: []sheet.Column{{Key: "a"}, {Key: "b"}}, Rows: [][]any{{"é–…", "x"}, {"❤️", "y"}, {"🇫🇷 e\u0301", "z"}}}
	if got, want := written(t, s, Options{Format: Table}), "A     B\né–…   x\n❤️    y\n🇫🇷 e\u0301  z\n"; got != want {
		t.Errorf("got:\n%s", got)
	}
}
