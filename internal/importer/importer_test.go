package importer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

var base = Options{Base: "EUR", Today: "2026-11-21"}

// eur is an amount in cents.
func eur(minor int64) crm.Money { return crm.Money{Minor: minor, Currency: "EUR"} }

func ptr(n int64) *int64 { return &n }

// opened reads a file that must be readable.
func opened(t *testing.T, text string, o Options) *File {
	t.Helper()
	f, err := Open([]byte(text), o)
	if err != nil {
		t.Fatalf("%v (%s)", err, hint(err))
	}
	return f
}

func hint(err error) string {
	var e *crm.Error
	if errors.As(err, &e) {
		return e.Hint.String()
	}
	return ""
}

// rows are the file's rows with what only one pass may hold left out.
func rows(f *File) []Row {
	var out []Row
	for r := range f.Rows() {
		r.Raw, r.Print = nil, 0
		out = append(out, r)
	}
	return out
}

// brief are the rows as text: the error, "blank", or the title.
func brief(f *File) []string {
	var out []string
	for r := range f.Rows() {
		switch {
		case r.Err != nil:
			out = append(out, r.Err.Error())
		case r.Blank:
			out = append(out, "blank")
		default:
			out = append(out, r.Lead.Title)
		}
	}
	return out
}

func TestALeadWithEveryField(t *testing.T) {
	const text = `id,title,client,contact,email,phone,url,external_id,source,channel,campaign,first_touch_on,stage,outcome,reason,closed_on,amount,value,currency,minutes,cost,tags,fields,referrer,follow_up_on,score,level,note,created_at,updated_at
7,Go CLI,Acme,Ada Blanc,ada@example.com,'+33 6 12,https://example.com/j/1,D-7,Upwork,Invite,SaaS Q1,2026-10-01,proposal,lost,price,2026-10-20,,1200.50,USD,90,3.20,go;a\;b,industry=SaaS;a\=b=c\\d,Zoë,2026-12-01,40,mql,"two
lines",2026-10-01T10:00:00Z,2026-10-20T10:00:00Z
`
	f := opened(t, text, base)
	want := []Row{{Line: 2, Dated: true, AmountColumn: true, Lead: crm.Lead{
		ID: 7, Title: "Go CLI", Client: "Acme", Contact: "Ada Blanc", Email: "ada@example.com", Phone: "+33 6 12",
		URL: "https://example.com/j/1", ExternalID: "D-7",
		First:        crm.TouchNames{Source: "Upwork", Channel: "Invite", Campaign: "SaaS Q1"},
		FirstTouchOn: "2026-10-01", Stage: crm.Proposal, Value: crm.Money{Minor: 120050, Currency: "USD"},
		Referrer: "Zoë", FollowUpOn: "2026-12-01", Tags: []string{"go", "a;b"},
		Fields: map[string]string{"industry": "SaaS", "a=b": `c\d`}, Note: "two\nlines",
		Deal:    crm.Deal{Outcome: crm.Lost, ClosedOn: "2026-10-20", Reason: "price"},
		Minutes: ptr(90), Cost: eur(320), // our own export gives the cost in the base currency
	}}}
	if got := rows(f); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestCells(t *testing.T) {
	dated := func(l crm.Lead) crm.Lead { l.FirstTouchOn = "2026-11-21"; return l }
	cases := []struct {
		moral string
		text  string
		want  crm.Lead
	}{
		{"headers are matched without case, blanks, accents and punctuation", " TITLE ;Cliént;E-Mail\nA;Acme;a@b.de\n",
			dated(crm.Lead{Title: "A", Client: "Acme", Email: "a@b.de"})},
		{"a missing title is the external id", "title,external_id,contact\n,D-1,Ada\n",
			dated(crm.Lead{Title: "D-1", ExternalID: "D-1", Contact: "Ada"})},
		{"else the contact", "contact,client\nAda,Acme\n", dated(crm.Lead{Title: "Ada", Contact: "Ada", Client: "Acme"})},
		{"else the client", "client,url\nAcme,https://x.de/1\n", dated(crm.Lead{Title: "Acme", Client: "Acme", URL: "https://x.de/1"})},
		{"else the URL", "url\nhttps://x.de/1\n", dated(crm.Lead{Title: "https://x.de/1", URL: "https://x.de/1"})},
		{"a source cell can hold channel and campaign", "title,source\nA,Upwork/Invite/Q1\n",
			dated(crm.Lead{Title: "A", First: crm.TouchNames{Source: "Upwork", Channel: "Invite", Campaign: "Q1"}})},
		{"short rows are padded", "title,client,source\nA\n", dated(crm.Lead{Title: "A"})},
		{"long rows are fine while the rest is empty", "title,client\nA,Acme,,\n", dated(crm.Lead{Title: "A", Client: "Acme"})},
		{"a date may carry a time", "title,date\nA,2018-02-26 19:58:54\n", crm.Lead{Title: "A", FirstTouchOn: "2018-02-26"}},
		{"a date beats a creation date", "title,created_at,date\nA,2026-02-02,2026-01-01\n", crm.Lead{Title: "A", FirstTouchOn: "2026-01-01"}},
		{"a creation date serves where it is the only one", "title,created_at\nA,2026-02-02T10:00:00Z\n", crm.Lead{Title: "A", FirstTouchOn: "2026-02-02"}},
		{"an open row's amount is its value", "title,amount\nA,100\n", dated(crm.Lead{Title: "A", Value: eur(10000)})},
		{"a symbol in the cell beats the currency column", "title,value,currency\nA,£5,USD\n",
			dated(crm.Lead{Title: "A", Value: crm.Money{Minor: 500, Currency: "GBP"}})},
		{"the currency column serves value, amount and cost", "title,outcome,amount,value,cost,currency\nA,won,5,6,7,usd\n",
			dated(crm.Lead{Title: "A", Value: crm.Money{Minor: 600, Currency: "USD"}, Cost: crm.Money{Minor: 700, Currency: "USD"},
				Deal: crm.Deal{Outcome: crm.Won, ClosedOn: "2026-11-21", Amount: crm.Money{Minor: 500, Currency: "USD"}}})},
		{"hours become minutes", "title,hours\nA,\"1,5\"\n", dated(crm.Lead{Title: "A", Minutes: ptr(90)})},
		{"no time is not zero time", "title,minutes\nA,0\n", dated(crm.Lead{Title: "A", Minutes: ptr(0)})},
		{"tags may be parted by commas", "title,tags\nA,\"go, cli\"\n", dated(crm.Lead{Title: "A", Tags: []string{"go", "cli"}})},
		{"an outcome may be in the stage column", "title,stage,date,closed_on\nA,Closed Won,2026-01-01,2026-01-09\n",
			crm.Lead{Title: "A", FirstTouchOn: "2026-01-01", Deal: crm.Deal{Outcome: crm.Won, ClosedOn: "2026-01-09"}}},
		{"and a stage in the status column", "title,status\nA,Interview\n", dated(crm.Lead{Title: "A", Stage: crm.Interview})},
		{"open says that nothing has ended", "title,status\nA,Open\n", dated(crm.Lead{Title: "A"})},
		{"text guarded from spreadsheets is freed", "title,note\n'=1+1,''=x\n", dated(crm.Lead{Title: "=1+1", Note: "'=x"})},
		{"any other apostrophe stays", "title\n'tis\n", dated(crm.Lead{Title: "'tis"})},
		{"a comma file may hold semicolons", "title,note\nA,a;b;c;d\n", dated(crm.Lead{Title: "A", Note: "a;b;c;d"})},
		{"a semicolon file may hold commas", "title;note\nA;a,b,c,d\n", dated(crm.Lead{Title: "A", Note: "a,b,c,d"})},
		{"tab", "title\tnote\nA\tx\n", dated(crm.Lead{Title: "A", Note: "x"})},
		{"pipe", "title|note\nA|x\n", dated(crm.Lead{Title: "A", Note: "x"})},
		{"byte order mark, quoted header, CR LF", "\ufeff\"title\",\"note\"\r\nA,x\r\n", dated(crm.Lead{Title: "A", Note: "x"})},
		{"old Mac line ends", "title,note\rA,x\r", dated(crm.Lead{Title: "A", Note: "x"})},
		{"Excel's own delimiter line", "sep=;\ntitle;note\nA;x\n", dated(crm.Lead{Title: "A", Note: "x"})},
	}
	for _, c := range cases {
		t.Run(c.moral, func(t *testing.T) {
			got := rows(opened(t, c.text, base))
			if len(got) == 1 { // a day that the row does not name is nobody's
				c.want.TouchUnknown, c.want.Deal.DayUnknown = !got[0].Dated, got[0].Lead.Deal.DayUnknown
			}
			if len(got) != 1 || got[0].Err != nil || !reflect.DeepEqual(got[0].Lead, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestBadRows(t *testing.T) {
	cases := []struct {
		moral string
		text  string
		want  []string
	}{
		{"nothing to name it by", "title,email\n,a@b.de\n", []string{"line 2: the row has no title, and nothing to use as one"}},
		{"a channel without a source", "title,channel\nA,Invite\n", []string{`line 2, column channel: the channel "Invite" has no source`}},
		{"a negative amount", "title,value\nA,-5\n", []string{`line 2, column value: "-5" is negative`}},
		{"an unknown currency", "title,value,currency\nA,5,QQQ\n", []string{`line 2, column currency: there is no currency "QQQ"`}},
		{"an unknown word", "title,stage\nA,Engaging\n", []string{`line 2, column stage: there is no stage or outcome "Engaging"`}},
		{"two outcomes", "title,stage,outcome\nA,won,lost\n", []string{`line 2, column outcome: "lost" contradicts the outcome won`}},
		{"a closing day without an outcome", "title,closed_on\nA,2026-01-01\n",
			[]string{`line 2, column closed_on: "2026-01-01" is a closing day without an outcome`}},
		{"a day that does not exist", "title,date\nA,2026-02-30\nB,2026-02-28\n", []string{`line 2, column date: there is no day "2026-02-30"`, "B"}},
		{"a long row", "title,client\nA,B,C\nD,E\n", []string{"line 2: it has 3 cells, the header has 2", "D"}},
		{"a bare quote spoils its line only", "title,note\nfix 5\" screen,x\nok,y\n",
			[]string{`line 2: a " is inside a cell that has no quotes around it`, "ok"}},
		{"an unclosed quote ends the file", "title,note\nA,x\n\"half,y\nok,z\n",
			[]string{"A", `line 3: a cell that begins with " is not closed before line 4`}},
		{"NUL", "title\nA\x00B\nok\n", []string{`line 2: cell 1 holds a NUL character: "A\x00B"`, "ok"}},
		{"bytes that are no UTF-8", "title\n\xc9tude\nété\n", []string{`line 2: cell 1 is not valid UTF-8: "\xc9tude"`, "été"}},
		{"an endless cell", "title\n" + strings.Repeat("x", crm.MaxText+1) + "\nok\n",
			[]string{"line 2: cell 1 has more than 65536 characters", "ok"}},
		{"an endless title", "title\n" + strings.Repeat("x", crm.MaxLine+1) + "\n",
			[]string{`line 2: the title has 1001 characters, at most 1000 are kept: "` + strings.Repeat("x", 39) + `…"`}},
		{"no e-mail address", "title,email\nA,nobody\n", []string{"A"}},
		{"blank lines count, also those of separators", "title,note\n\nA,x\n  \n,\n\nB,y\n\n", []string{"blank", "A", "blank", "blank", "blank", "B", "blank"}},
		{"lines are counted through quoted ones", "title,note\nA,\"x\ny\nz\"\n,\n,q\n",
			[]string{"A", "blank", "line 6: the row has no title, and nothing to use as one"}},
	}
	for _, c := range cases {
		t.Run(c.moral, func(t *testing.T) {
			if got := brief(opened(t, c.text, base)); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	cases := []struct {
		moral      string
		text       string
		o          Options
		kind       crm.Kind
		want, hint string
	}{
		{"nothing", "", base, crm.Refused, "the file is empty", ""},
		{"nothing but blanks", "\ufeff \n\n", base, crm.Refused, "the file is empty", ""},
		{"no header", "Go CLI developer,upwork,2000\nLogo,linkedin,300\n", base, crm.Refused,
			"the first line is not a known header: Go CLI developer, upwork, 2000",
			`put a line such as title,source,value above the rows, or say what the columns are: --map "Go CLI developer=title"`},
		{"one header twice, saying two things", "title,source,Source\nA,Upwork,LinkedIn\n", base, crm.Invalid,
			"columns 2 (source) and 3 (Source) would both fill source", `leave one out: --map "#3=-"`},
		{"too many columns", "title" + strings.Repeat(",x", 1000), base, crm.Refused, "the file has 1001 columns, at most 1000 can be read", ""},
		{"days or months first", "title,date\nA,03/04/2026\nB,05/05/2026\n", base, crm.Invalid,
			`column "date": nothing settles whether "03/04/2026" (line 2) has the day or the month first`,
			"say it with --date-format dmy or --date-format mdy"},
		{"a column that a spreadsheet has mangled", "title,date\nA,2026-04-03\nB,\nC,13/04/2026\n", base, crm.Invalid,
			`column "date" mixes two styles of dates, "2026-04-03" (line 2) and "13/04/2026" (line 4)`,
			"if no spreadsheet has swapped day and month, say how the others are written: --date-format dmy or --date-format mdy"},
		{"thousands or decimals", "title,value\nA,100\nB,\"1,234\"\n", base, crm.Invalid,
			`column "value": nothing settles whether "1,234" (line 3) has thousands or decimals`,
			"say it with --decimal point or --decimal comma"},
		{"a map to no field", "title,x\n", Options{Map: map[string]string{"x": "titlle"}}, crm.Invalid, `there is no field "titlle"`,
			"did you mean title?"},
		{"a map of no column", "title,x\n", Options{Map: map[string]string{"y": "note"}}, crm.Invalid, `the file has no column "y"`, "its columns are: title, x"},
		{"a word that leads nowhere", "title\n", Options{Values: map[string]string{"Engaging": "talk"}}, crm.Invalid,
			`"Engaging" cannot become "talk", which is neither a stage nor an outcome nor a source`,
			"stages: new, contacted, discussion, proposal, interview, negotiation; outcomes: won, lost, no-response, not-a-fit"},
		{"activities without a lead", "what\n", Options{As: Activities}, crm.Refused, "no column is a lead; the columns are: what",
			`say which one it is: --map "what=lead"`},
		{"an own field without a proper name", "title,été,\xc9tat\n", Options{KeepColumns: true}, crm.Refused,
			`column 3 cannot become an own field: the header is not valid UTF-8: "fields.\xc9tat"`, `leave it out: --map "#3=-"`},
		{"broken JSON", "[{", base, crm.Refused, "element 1: the JSON ends too early", ""},
	}
	for _, c := range cases {
		t.Run(c.moral, func(t *testing.T) {
			_, err := Open([]byte(c.text), c.o)
			if err == nil {
				t.Fatal("it was opened")
			}
			got := []any{crm.KindOf(err), err.Error(), hint(err)}
			if want := []any{c.kind, c.want, c.hint}; !reflect.DeepEqual(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestColumnsAreReadByOneRule(t *testing.T) {
	cases := []struct {
		moral string
		text  string
		order crm.DateOrder
		mark  crm.DecimalMark
		want  []string // date and value of each row, or its error
	}{
		{"a day above 12 settles the column", "title,date\nA,03/04/2026\nB,13/04/2026\n", "", 0, []string{"2026-04-03 ", "2026-04-13 "}},
		{"so does one in the month's place", "title,date\nA,03/04/2026\nB,04/13/2026\n", "", 0, []string{"2026-03-04 ", "2026-04-13 "}},
		{"words for months beside them change nothing", "title,date\nA,3 Apr 2026\nB,13/04/2026\n", "", 0, []string{"2026-04-03 ", "2026-04-13 "}},
		{"ISO dates beside them need a flag", "title,date\nA,2026-04-03\nB,13/04/2026\n", crm.DMY, 0, []string{"2026-04-03 ", "2026-04-13 "}},
		{"a flag reads years of two digits", "title,date\nA,7/8/26\n", crm.MDY, 0, []string{"2026-07-08 "}},
		{"a column of day numbers is that of a spreadsheet", "title,date\nA,45631\nB,46000.5\n", "", 0, []string{"2024-12-05 ", "2025-12-09 "}},
		{"a day number among dates is none", "title,date\nA,45631\nB,2026-01-02\n", "", 0,
			[]string{`line 2, column date: "45631" is not a date`, "2026-01-02 "}},
		{"of a range the first day counts", "title,date\nA,\"August 3, 2026 → August 10, 2026\"\n", "", 0, []string{"2026-08-03 "}},
		{"a flag settles it", "title,date\nA,03/04/2026\n", crm.MDY, 0, []string{"2026-03-04 "}},
		{"a flag refuses what does not fit", "title,date\nA,13/04/2026\n", crm.MDY, 0,
			[]string{`line 2, column date: "13/04/2026" has no month 13 when read as mdy`}},
		{"both orders spoil every such row", "title,date\nA,13/04/2026\nB,04/13/2026\nC,2026-01-02\n", "", 0, []string{
			`line 2, column date: the column has both "13/04/2026" (line 2) and "04/13/2026" (line 3)`,
			`line 3, column date: the column has both "13/04/2026" (line 2) and "04/13/2026" (line 3)`, "2026-01-02 "}},
		{"each column settles itself", "title,outcome,date,closed_on\nA,won,13/04/2026,04/20/2026\n", "", 0, []string{"2026-04-13 "}},
		{"a decimal comma anywhere settles the column", "title;value\nA;1.234\nB;1,50\n", "", 0, []string{"2026-11-21 1234.00", "2026-11-21 1.50"}},
		{"a decimal point likewise", "title;value\nA;1,234\nB;1.50\n", "", 0, []string{"2026-11-21 1234.00", "2026-11-21 1.50"}},
		{"a flag settles amounts", "title;value\nA;1.234\n", "", crm.MarkComma, []string{"2026-11-21 1234.00"}},
		{"mixed amounts that prove themselves are read", "title;value\nA;1.234,50\nB;1,234.50\n", "", 0,
			[]string{"2026-11-21 1234.50", "2026-11-21 1234.50"}},
		{"another column settles a date, too", "title,date,follow up\nA,03/04/2026,27/11/2026\n", "", 0, []string{"2026-04-03 "}},
		{"what is no amount spoils its row only", "title;value\nA;some\nB;5\n", "", 0,
			[]string{`line 2, column value: "some" is not an amount of money`, "2026-11-21 5.00"}},
		{"year first settles nothing where the year comes last", "title,date\nA,13/04/2026\n", crm.YMD, 0, []string{"2026-04-13 "}},
	}
	for _, c := range cases {
		t.Run(c.moral, func(t *testing.T) {
			o := base
			o.DateOrder, o.Decimal = c.order, c.mark
			var got []string
			for r := range opened(t, c.text, o).Rows() {
				if r.Err != nil {
					got = append(got, r.Err.Error())
					continue
				}
				got = append(got, string(r.Lead.FirstTouchOn)+" "+r.Lead.Value.Decimal())
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestMap(t *testing.T) {
	const text = "Deal Name,Montant,Notes,Région,score,,Région\nA,100,n,Nord,9,z,Sud\n"
	o := base
	o.Map = map[string]string{"deal name": "Title", "Montant": "value", "Notes": "-", "score": "fields.Points"}
	o.KeepColumns = true
	f := opened(t, text, o)
	want := []Column{{"Deal Name", "title", []string{"A"}}, {"Montant", "value", []string{"100"}}, {"Notes", "", []string{"n"}},
		{"Région", "fields.Région", []string{"Nord"}}, {"score", "fields.Points", []string{"9"}}, {"", "fields.column 6", []string{"z"}},
		{"Région", "fields.Région 2", []string{"Sud"}}}
	if !reflect.DeepEqual(f.Columns, want) {
		t.Errorf("columns\ngot  %q\nwant %q", f.Columns, want)
	}
	lead := crm.Lead{Title: "A", FirstTouchOn: "2026-11-21", TouchUnknown: true, Value: eur(10000),
		Fields: map[string]string{"Région": "Nord", "Points": "9", "column 6": "z", "Région 2": "Sud"}}
	if got := rows(f)[0].Lead; !reflect.DeepEqual(got, lead) {
		t.Errorf("lead\ngot  %+v\nwant %+v", got, lead)
	}
}

func TestAMappedColumnBeatsAnotherWithTheSameMeaning(t *testing.T) {
	o := base
	o.Map = map[string]string{"x": "source"}
	f := opened(t, "title,source,x\nA,wrong,Upwork\n", o)
	if got := rows(f)[0].Lead.First.Source; got != "Upwork" {
		t.Errorf("got %q", got)
	}
}

func TestMapValues(t *testing.T) {
	o := base
	o.Values = map[string]string{"Engaging": "discussion", "1": "won", "0": "open", "Too dear": "price"}
	const text = "title,stage,outcome,reason\nA,engaging,,\nB,,1,\nC,,0,\nD,,lost,too dear\n"
	var got []any
	for r := range opened(t, text, o).Rows() {
		got = append(got, r.Lead.Stage, r.Lead.Deal.Outcome, r.Lead.Deal.Reason, r.Err)
	}
	want := []any{crm.Discussion, crm.Outcome(""), crm.Reason(""), nil, crm.Stage(""), crm.Won, crm.Reason(""), nil,
		crm.Stage(""), crm.Outcome(""), crm.Reason(""), nil, crm.Stage(""), crm.Lost, crm.Reason("price"), nil}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestDefaultSource(t *testing.T) {
	const text = "title,source,channel\nA,,\nB,Upwork,\nC,LinkedIn,\nD,,Search\nE,Upwork/Search,\n"
	o := base
	o.Default = crm.TouchNames{Source: "up-work", Channel: "Invite", Campaign: "Q1"}
	var got []string
	for r := range opened(t, text, o).Rows() {
		got = append(got, r.Lead.First.String())
	}
	// The channel belongs to its source; the campaign runs across sources.
	want := []string{"up-work/Invite/Q1", "Upwork/Invite/Q1", "LinkedIn//Q1", "up-work/Search/Q1", "Upwork/Search/Q1"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestWarnings(t *testing.T) {
	const text = "title,date,outcome,reason,amount,value,email\nA,2026-01-05,won,price,5,,\nB,2026-01-06,,,5,6,\nC,2026-01-07,lost,,5,,\nD,2026-01-08,,,,,bond.biz\n"
	var got [][]string
	for r := range opened(t, text, base).Rows() {
		var w []string
		for _, s := range r.Warnings {
			w = append(w, s.String())
		}
		got = append(got, w)
	}
	want := [][]string{
		{`line 2: a won lead needs no reason, "price" is left out`, `line 2: "A" is won without a closing day, it closes on 2026-01-05`},
		{`line 3: "B" is not won, its amount 5.00 EUR is left out because there is a value, 6.00 EUR`},
		{`line 4: "C" is lost without a closing day, it closes on 2026-01-07`},
		{`line 5: "bond.biz" is not an e-mail address, it is kept as it is`},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestActivities(t *testing.T) {
	o := base
	o.As, o.Kinds = Activities, []string{"workshop"}
	const text = `lead,date,kind,via,minutes,cost,currency,note,stage,direction
12,2026-11-01,Email,LinkedIn/Inbound,25,3,USD,sent portfolio,discussion,out
,2026-11-02,,Upwork/Search,2h,,,read posts,,
D-7,,workshop,,,,,,,
,,,,5,,,,,
9,,singing,,,,,,,
9,,,,,,,,won,
`
	f := opened(t, text, o)
	got := rows(f)
	want := []Row{
		{Line: 2, Ref: "12", Own: true, Dated: true, Stage: crm.Discussion, Activity: crm.Activity{Kind: "email", On: "2026-11-01",
			Via: crm.TouchNames{Source: "LinkedIn", Channel: "Inbound"}, Minutes: ptr(25), Direction: "out",
			Cost: crm.Money{Minor: 300, Currency: "USD"}, Note: "sent portfolio"}},
		{Line: 3, Dated: true, Activity: crm.Activity{Kind: "other", On: "2026-11-02",
			Via: crm.TouchNames{Source: "Upwork", Channel: "Search"}, Minutes: ptr(120), Note: "read posts"}},
		{Line: 4, Ref: "D-7", Own: true, Activity: crm.Activity{Kind: "workshop", On: "2026-11-21"}},
	}
	if !reflect.DeepEqual(got[:3], want) {
		t.Errorf("got  %+v\nwant %+v", got[:3], want)
	}
	faults := []string{got[3].Err.Error(), got[4].Err.Error(), got[5].Err.Error()}
	wantFaults := []string{"line 5: the row names neither a lead nor a source",
		`line 6, column kind: there is no activity kind "singing"`,
		`line 7, column stage: "won" is an outcome, and an activity can only change the stage`}
	if !reflect.DeepEqual(faults, wantFaults) {
		t.Errorf("got  %q\nwant %q", faults, wantFaults)
	}
}

func TestDeals(t *testing.T) {
	o := base
	o.As = Deals
	const text = "external id,won date,amount,currency,outcome,reason\n12,2018-02-26 19:58:54,0.0,,,\nD-7,,,,lost,price\nD-8,,5,,open,\n,,5,,,\n"
	got := rows(opened(t, text, o))
	want := []Row{
		{Line: 2, AmountColumn: true, Dated: true, Ref: "12", Deal: crm.Deal{Outcome: crm.Won, ClosedOn: "2018-02-26", Amount: eur(0)}},
		{Line: 3, AmountColumn: true, Ref: "D-7", Deal: crm.Deal{Outcome: crm.Lost, ClosedOn: "2026-11-21", Reason: "price", DayUnknown: true}},
	}
	if !reflect.DeepEqual(got[:2], want) {
		t.Errorf("got  %+v\nwant %+v", got[:2], want)
	}
	faults := []string{got[2].Err.Error(), got[3].Err.Error()}
	if want := []string{`line 4, column outcome: "open" does not close a lead`, "line 5: the row names no lead"}; !reflect.DeepEqual(faults, want) {
		t.Errorf("got  %q\nwant %q", faults, want)
	}
}

func TestJSON(t *testing.T) {
	lead := crm.Lead{Title: "=A", Client: "Acme", FirstTouchOn: "2026-01-05", Value: crm.Money{Minor: 1234, Currency: "KWD"},
		Minutes: ptr(90), Tags: []string{"go", "a;b,c"}, Fields: map[string]string{"a=b": "c;d", "n": "3"}}
	const object = `{"title":"=A","client":"Acme","contact":null,"first_touch_on":"2026-01-05","value":"1.234","currency":"KWD",` +
		`"minutes":90,"tags":["go","a;b,c"],"fields":{"a=b":"c;d","n":3,"none":null}}`
	for _, c := range []struct{ moral, text string }{
		{"an array", "\n [" + object + "]\n"},
		{"lines", object + "\n"},
		{"one object over several lines", strings.Replace(object, ",", ",\n", 3)},
	} {
		t.Run(c.moral, func(t *testing.T) {
			got := rows(opened(t, c.text, base))
			if want := []Row{{Line: 1, Dated: true, Lead: lead}}; !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestJSONFaults(t *testing.T) {
	cases := []struct {
		moral, text string
		want        []string
	}{
		{"a broken line spoils itself only", "{\"title\":\"A\"}\n{\"title\"\n\n{\"title\":\"B\"}\n",
			[]string{"A", "line 2: the JSON ends too early", "blank", "B"}},
		{"an array stops where it breaks", `[{"title":"A"},{"title":]`, []string{"A", "element 2: it is not JSON: invalid character ']' looking for beginning of value"}},
		{"an array needs its end", `[{"title":"A"}`, []string{"A", "element 2: the JSON ends too early"}},
		{"an element is an object", `[{"title":"A"},5]`, []string{"A", "element 2: it is not an object {…}"}},
		{"what is nested deeply is no title", `[{"client":"C","title":{"a":{"b":1}}}]`, []string{"C"}},
		{"no NUL by the back door", `[{"title":"A\u0000B"}]`, []string{"element 1, key title: it holds a NUL character"}},
		{"an empty object is blank", `[{},{"title":"A"}]`, []string{"blank", "A"}},
		{"an empty array has no rows", `[]`, nil},
	}
	for _, c := range cases {
		t.Run(c.moral, func(t *testing.T) {
			if got := brief(opened(t, c.text, base)); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestParsePairs(t *testing.T) {
	cases := []struct {
		flag string
		want map[string]string
		err  string
	}{
		{"", nil, ""},
		{"Deal Name=title,Montant=value", map[string]string{"Deal Name": "title", "Montant": "value"}, ""},
		{` a = b , "Amount, net=value",1=won`, map[string]string{"a": "b", "Amount, net": "value", "1": "won"}, ""},
		{"a=b=note", map[string]string{"a=b": "note"}, ""},
		{"Notes=", map[string]string{"Notes": ""}, ""},
		{"title", nil, `"title" is not a pair`},
		{"=title", nil, `"=title" is not a pair`},
		{"a=b,a=c", nil, `"a" is given twice, as "b" and "c"`},
	}
	for _, c := range cases {
		got, err := ParsePairs(c.flag)
		text := ""
		if err != nil {
			text = err.Error()
		}
		if !reflect.DeepEqual(got, c.want) || text != c.err {
			t.Errorf("%q: got %q, %q", c.flag, got, text)
		}
	}
}

func TestUnguard(t *testing.T) {
	cases := []struct{ moral, in, want string }{
		{"a guarded formula", "'=1", "=1"},
		{"a formula that had an apostrophe", "''=1", "'=1"},
		{"blanks before the sign", "' \u00a0+1", " \u00a0+1"},
		{"full-width signs", "'＝1", "＝1"},
		{"an ordinary apostrophe", "'tis", "'tis"},
		{"a bare sign", "-5", "-5"},
		{"an apostrophe alone", "'", "'"},
		{"nothing", "", ""},
	}
	for _, c := range cases {
		t.Run(c.moral, func(t *testing.T) {
			if got := unguard(c.in); got != c.want {
				t.Errorf("%q became %q, want %q", c.in, got, c.want)
			}
		})
	}
}

// What encoding/csv writes is read back row for row, whatever the delimiter.
func TestEveryWrittenRowIsReadBack(t *testing.T) {
	cell := rapid.OneOf(rapid.StringMatching(`[a-z ,;|"'\t\n]{0,8}`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = rapid.SampledFrom([]rune(delimiters)).Draw(t, "delimiter")
		w.UseCRLF = rapid.Bool().Draw(t, "CRLF")
		w.Write([]string{"title", "note", "source"})
		n := rapid.IntRange(0, 8).Draw(t, "rows")
		for range n {
			w.Write([]string{"t", cell.Draw(t, "note"), cell.Draw(t, "source")})
		}
		w.Flush()
		f, err := Open(b.Bytes(), base)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(rows(f)); got != n {
			t.Fatalf("%d rows of %d", got, n)
		}
	})
}

func TestTheOrderOfColumnsDoesNotMatter(t *testing.T) {
	headers := []string{"title", "client", "source", "date", "value", "currency", "outcome", "closed_on", "tags"}
	values := [][]string{{"A", "B b", ""}, {"Acme", ""}, {"Upwork", "Upwork/Invite", ""}, {"22/01/2026", "13/01/2026", ""},
		{"5", "1,5", "x", ""}, {"USD", ""}, {"won", "lost", "open", ""}, {"2026-02-02", ""}, {"a;b", ""}}
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6, 7, 8}).Draw(t, "order")
		table := [][]string{headers}
		for range rapid.IntRange(0, 5).Draw(t, "rows") {
			row := make([]string, len(headers))
			for i := range row {
				row[i] = rapid.SampledFrom(values[i]).Draw(t, headers[i])
			}
			table = append(table, row)
		}
		read := func(order []int) []Row {
			var b bytes.Buffer
			w := csv.NewWriter(&b)
			for _, row := range table {
				turned := make([]string, len(row))
				for i, from := range order {
					turned[i] = row[from]
				}
				w.Write(turned)
			}
			w.Flush()
			f, err := Open(b.Bytes(), base)
			if err != nil {
				t.Fatal(err)
			}
			return rows(f)
		}
		if a, b := read([]int{0, 1, 2, 3, 4, 5, 6, 7, 8}), read(order); !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v\n%+v", a, b)
		}
	})
}

// FuzzOpen checks that each line of a file is accounted for: it is a row, a
// blank row, or inside the quotes of one; that reading twice gives the same;
// and that a row is either valid or says why not.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{"title,source\nA,x\n\n\"b\nc\",y\n", "title;value;date\r\nA;1,50;13/04/2026\r\n", "title\nfix 5\" x\n\"open\n",
		`[{"title":"A","tags":["b"]},{"x":1}]`, "{\"title\":\"A\"}\n{\"fields\":{\"a\":1}}\n", "sep=;\ntitle;stage\nA;won\n", "title\rA\r"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o := base
		o.KeepColumns = true
		file, err := Open(data, o)
		if err != nil {
			if crm.KindOf(err) == crm.Internal {
				t.Fatalf("not in words: %v", err)
			}
			return
		}
		all := rows(file)
		if again := rows(file); !reflect.DeepEqual(all, again) {
			t.Fatalf("the second reading differs: %+v\n%+v", all, again)
		}
		before := 0
		for _, r := range all {
			if r.Line <= before {
				t.Fatalf("line %d follows line %d", r.Line, before)
			}
			before = r.Line
			if !r.Blank && r.Err == nil && r.Lead.Validate() != nil {
				t.Fatalf("line %d: %v", r.Line, r.Lead.Validate())
			}
		}
		if c, ok := file.records.(csvText); ok && bytes.IndexByte(c.body, '"') < 0 && len(all) != lineEnds(c.body) {
			t.Fatalf("%d rows of %d lines", len(all), lineEnds(c.body))
		}
	})
}
