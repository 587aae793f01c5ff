package render

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
	"pgregory.net/rapid"

	"leads/internal/say"
	"leads/internal/sheet"
)

// anyText draws text that likes trouble: control and bidi characters, signs of
// formulas, quotes, emoji and bytes that are no UTF-8.
func anyText() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{
			"=", "+", "-", "@", "'", "''", " ", "\u00a0", "\ufeff", "＝", "－", "\t", "\r", "\n", "\r\n", "\x1b[31m", "\x7f", "\u009b",
			"\u202e", "\u2066", "\u2028", "\u200b", "\u200d", "\ufe0f", "👩‍👩‍👧", "日本", "e\u0301", "\xff", "\xed\xa0\x80", "\U000e0041",
			`"`, `\`, ",", ";", "|", "<", "&", "\x00", "�", "🇫🇷",
		}),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 0, 6).Draw(t, "pieces"), "")
	})
}

func TestSafe(t *testing.T) {
	cases := []struct{ name, in, want string }{
		{"ordinary text stays", "Zoë & Søn, 日本 (100 %)", "Zoë & Søn, 日本 (100 %)"},
		{"a family stays one", "👩‍👩‍👧 ❤️", "👩‍👩‍👧 ❤️"},
		{"Persian keeps its joiner", "می\u200cخواهم", "می\u200cخواهم"},
		{"line ends", "a\r\nb\tc", `a\r\nb\tc`},
		{"control characters", "\x00\x1b[31m\x7f", `\x00\x1b[31m\x7f`},
		{"C1, which some terminals obey", "a\u009b31m\u0085", `a\u009b31m\u0085`},
		{"bidi", "\u061c\u200e\u200f\u202a\u202e\u2066\u2069", `\u061c\u200e\u200f\u202a\u202e\u2066\u2069`},
		{"line and paragraph separators", "\u2028\u2029", `\u2028\u2029`},
		{"what cannot be seen", "\ufeffa\u200b\u2060\u180e", `\ufeffa\u200b\u2060\u180e`},
		{"tags", "a\U000e0041", `a\U000e0041`},
		{"bytes that are no UTF-8", "a\xff\xed\xa0\x80", `a\xff\xed\xa0\x80`},
		{"the replacement character itself is a character", "�", "�"},
		{"a backslash stays", `C:\n`, `C:\n`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Safe(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	if n := testing.AllocsPerRun(10, func() { Safe("Zoë & Søn, 日本") }); n != 0 {
		t.Errorf("ordinary text costs %v allocations", n)
	}
}

func TestSafeTwiceIsSafeOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := Safe(anyText().Draw(t, "text"))
		if twice := Safe(once); twice != once {
			t.Fatalf("%q became %q", once, twice)
		}
		if !utf8.ValidString(once) || strings.ContainsFunc(once, hostile) {
			t.Fatalf("%q is not safe", once)
		}
	})
}

func TestUnguardTakesOffExactlyTheGuard(t *testing.T) {
	cases := []struct{ in, guarded string }{
		{"", ""},
		{"plain", "plain"},
		{"=1", "'=1"},
		{" \u00a0\ufeff@x", "' \u00a0\ufeff@x"},
		{"\tx", "'\tx"},
		{"＝x", "'＝x"},
		{"-5", "'-5"},
		{"'=1", "''=1"},
		{"''+", "'''+"},
		{"'quoted'", "'quoted'"},
		{" '=1", " '=1"},
		{"a=1", "a=1"},
	}
	for _, c := range cases {
		if got := guard(c.in); got != c.guarded {
			t.Errorf("guard(%q) = %q, want %q", c.in, got, c.guarded)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := anyText().Draw(t, "text")
		guarded := guard(text)
		if got := Unguard(guarded); got != text {
			t.Fatalf("%q came back as %q", text, got)
		}
		if runs(guarded) {
			t.Fatalf("%q still runs", guarded)
		}
	})
}

// drawn is a sheet of any texts and figures in every kind of column.
func drawn(t *rapid.T) *sheet.Sheet {
	text := anyText()
	s := &sheet.Sheet{
		Title: say.T("%s", text.Draw(t, "title")),
		Shape: sheet.Shape(rapid.IntRange(0, 2).Draw(t, "shape")),
		Empty: say.T("%s", text.Draw(t, "empty")),
		Notes: []say.Text{say.T("%s", text.Draw(t, "note"))},
	}
	types := rapid.SliceOfN(rapid.IntRange(int(sheet.Text), int(sheet.Hours)), 1, 5).Draw(t, "types")
	for i, kind := range types {
		s.Columns = append(s.Columns, sheet.Column{Key: fmt.Sprintf("%d%s", i, text.Draw(t, "key")), Type: sheet.Type(kind)})
		if rapid.Bool().Draw(t, "titled") {
			s.Columns[i].Title = say.T("%s", text.Draw(t, "title"))
		}
	}
	row := func() []any {
		cells := make([]any, len(types))
		for i, kind := range types {
			if rapid.IntRange(0, 4).Draw(t, "known") > 0 {
				cells[i] = drawnCell(t, sheet.Type(kind))
			}
		}
		return cells
	}
	for range rapid.IntRange(0, 4).Draw(t, "rows") {
		s.Rows = append(s.Rows, row())
	}
	if rapid.Bool().Draw(t, "total") {
		s.Total = row()
	}
	return s
}

func drawnCell(t *rapid.T, kind sheet.Type) any {
	text := anyText()
	switch kind {
	case sheet.ID, sheet.Count:
		return rapid.Int64().Draw(t, "count")
	case sheet.Number, sheet.Percent, sheet.Credit, sheet.Hours:
		return rapid.Float64().Draw(t, "number")
	case sheet.Rate:
		return rapid.Float64Range(0, 1).Draw(t, "rate")
	case sheet.Money:
		return sheet.Amount{Decimal: rapid.StringMatching(`-?[0-9]{1,9}\.[0-9]{2}`).Draw(t, "money"), Currency: text.Draw(t, "currency")}
	case sheet.Bool:
		return rapid.Bool().Draw(t, "bool")
	case sheet.List:
		return rapid.SliceOfN(text, 2, 3).Draw(t, "list")
	case sheet.Map:
		return rapid.MapOfN(text, text, 1, 3).Draw(t, "map")
	case sheet.Nested:
		inner := &sheet.Sheet{Title: say.T("%s", text.Draw(t, "inner title")), Columns: []sheet.Column{{Key: "inner"}}}
		inner.Add(text.Draw(t, "inner"))
		return inner
	}
	return text.Draw(t, "text")
}

func TestNothingHostileReachesAPerson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		o := Options{Width: rapid.IntRange(0, 40).Draw(t, "width"), ASCII: rapid.Bool().Draw(t, "ascii"), Header: true}
		for _, o.Format = range []Format{Table, TSV, Markdown} {
			var b bytes.Buffer
			if err := Write(&b, s, o); err != nil {
				t.Fatal(err)
			}
			text := b.String()
			if !utf8.ValidString(text) {
				t.Fatalf("%s is no UTF-8: %q", o.Format, text)
			}
			for _, r := range text {
				if hostile(r) && r != '\n' && !(r == '\t' && o.Format == TSV) {
					t.Fatalf("%s lets %U through: %q", o.Format, r, text)
				}
			}
			if o.Format == TSV && s.Shape != sheet.Record && len(s.Rows) > 0 && len(shown(s)) > 0 {
				lines := strings.Split(text, "\n")
				if len(lines) != len(s.Rows)+2 || strings.Count(text, "\t") != (len(shown(s))-1)*(len(s.Rows)+1) {
					t.Fatalf("a cell left its place: %q", text)
				}
			}
			if o.Format == Table && strings.Contains(text, " \n") {
				t.Fatalf("blanks at a line end: %q", text)
			}
		}
	})
}

// Rows that come one by one are written as those of a whole sheet.
func TestRowsOneByOneAreWrittenTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		s.Shape = sheet.Array
		columns := *s
		columns.Rows = nil
		for _, format := range []Format{CSV, JSON, JSONL} {
			var whole, rows bytes.Buffer
			if err := Write(&whole, s, Options{Format: format}); err != nil {
				t.Fatal(err)
			}
			if err := WriteRows(&rows, &columns, slices.Values(s.Rows), Options{Format: format}); err != nil {
				t.Fatal(err)
			}
			if rows.String() != whole.String() {
				t.Fatalf("%s: row by row\n%s\nas a whole\n%s", format, rows.String(), whole.String())
			}
		}
	})
}

func TestCSVReadsBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		var b bytes.Buffer
		if err := Write(&b, s, Options{Format: CSV}); err != nil {
			t.Fatal(err)
		}
		got, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var want [][]string
		add := func(one func(i int) string) {
			var record []string
			for i, c := range s.Columns {
				if c.Type != sheet.Nested { // a reader of CSV takes every line end for \n
					record = append(record, strings.ReplaceAll(one(i), "\r\n", "\n"))
				}
			}
			if record != nil {
				want = append(want, record)
			}
		}
		add(func(i int) string { return s.Columns[i].Key })
		for row := range machineRows(s) {
			add(func(i int) string { return machine(plain(row[i]), CSV) })
		}
		for _, record := range got {
			for i, text := range record {
				record[i] = Unguard(text)
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

// split is how a reader takes a list cell apart; a key ends at the first = that
// stands alone.
func split(s string) (items []string, keys []string) {
	item, key := "", ""
	keyed := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			i++
			item += string(s[i])
		case c == ';':
			items, keys = append(items, item), append(keys, key)
			item, key, keyed = "", "", false
		case c == '=' && !keyed:
			key, item, keyed = item, "", true
		default:
			item += string(c)
		}
	}
	return append(items, item), append(keys, key)
}

func TestMapsInCSVCanBeTakenApart(t *testing.T) {
	text := rapid.StringMatching(`[ab=;\\]{0,4}`)
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.MapOfN(text, text, 1, 4).Draw(t, "map")
		values, keys := split(machine(m, CSV))
		got := map[string]string{}
		for i, key := range keys {
			got[key] = values[i]
		}
		if !reflect.DeepEqual(got, m) {
			t.Fatalf("%q became %q by %s", m, got, machine(m, CSV))
		}
	})
}

func TestJSONIsReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		var pretty, lines bytes.Buffer
		if err := Write(&pretty, s, Options{Format: JSON}); err != nil {
			t.Fatal(err)
		}
		if err := Write(&lines, s, Options{Format: JSONL}); err != nil {
			t.Fatal(err)
		}
		var indented bytes.Buffer
		if err := json.Indent(&indented, pretty.Bytes(), "", "  "); err != nil {
			t.Fatalf("%v in %s", err, pretty.String())
		}
		if indented.String() != pretty.String() {
			t.Fatalf("not as json.Indent has it:\n%s", pretty.String())
		}
		reader := json.NewDecoder(&lines)
		for row := range machineRows(s) {
			got := map[string]json.RawMessage{}
			if err := reader.Decode(&got); err != nil {
				t.Fatal(err)
			}
			for i, c := range s.Columns {
				key, _ := json.Marshal(c.Key)
				var readKey string
				json.Unmarshal(key, &readKey)
				sameJSON(t, got[readKey], row[i])
			}
		}
		if reader.More() {
			t.Fatal("more lines than rows")
		}
	})
}

// sameJSON compares a cell with what encoding/json makes of the same value.
func sameJSON(t *rapid.T, got json.RawMessage, cell any) {
	switch x := plain(cell).(type) {
	case sheet.Amount:
		cell = x.Decimal
	case *sheet.Sheet:
		cell = []any{map[string]any{"inner": x.Rows[0][0]}}
	}
	want, err := json.Marshal(cell)
	if err != nil {
		t.Fatal(err)
	}
	var g, w any
	if json.Unmarshal(got, &g) != nil || json.Unmarshal(want, &w) != nil || !reflect.DeepEqual(g, w) {
		t.Fatalf("got %s, want %s", got, want)
	}
}

func TestJSONTextIsNeverRawToATerminal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText().Draw(t, "text")
		line := quoted(nil, text)
		var got string
		if err := json.Unmarshal(line, &got); err != nil {
			t.Fatal(err)
		}
		if want := string([]rune(text)); got != want { // each bad byte is one replacement character
			t.Fatalf("got %q, want %q", got, want)
		}
		for _, r := range string(line) {
			if r <= 0xffff && hostile(r) {
				t.Fatalf("%U stands raw in %s", r, line)
			}
		}
	})
}

// A table, a record, a sentence: nothing is wider than the terminal, and no
// figure is cut.
func TestEverythingFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &sheet.Sheet{Title: say.T("%s", anyText().Draw(t, "title")), Notes: []say.Text{say.T("%s", anyText().Draw(t, "note"))}}
		s.Shape = rapid.SampledFrom([]sheet.Shape{sheet.Array, sheet.Record}).Draw(t, "shape")
		s.Names = rapid.IntRange(0, 2).Draw(t, "names")
		kinds := rapid.SliceOfN(rapid.SampledFrom([]sheet.Type{sheet.Text, sheet.ID, sheet.Count, sheet.Money, sheet.Rate, sheet.Date, sheet.List, sheet.Series}), 1, 12).Draw(t, "kinds")
		if kinds[0] == sheet.Money || kinds[0] == sheet.Rate {
			kinds[0] = sheet.Text // no row is named by an amount
		}
		for i, kind := range kinds {
			title := rapid.StringMatching(`[a-zé]{1,12}( [a-z]{1,11}){0,3}`).Draw(t, "column")
			s.Columns = append(s.Columns, sheet.Column{Key: fmt.Sprint(i), Title: say.T("%s", title), Type: kind, Whole: rapid.Bool().Draw(t, "whole")})
		}
		var figures []string
		p := peopleOf(Options{})
		for range rapid.IntRange(1, 30).Draw(t, "rows") {
			row := make([]any, len(kinds))
			for i, kind := range kinds {
				row[i] = fittingCell(t, kind)
				if kind != sheet.Text && kind != sheet.List && kind != sheet.Series {
					figures = append(figures, strings.Fields(p.value(kind, row[i]))[0])
				}
			}
			s.Rows = append(s.Rows, row)
		}
		if s.Shape == sheet.Record {
			s.Rows, figures = s.Rows[:1], nil
		}
		width := rapid.IntRange(40, 130).Draw(t, "width")
		var out bytes.Buffer
		if err := Write(&out, s, Options{Format: Table, Width: width}); err != nil {
			t.Fatal(err)
		}
		text := out.String()
		for _, line := range strings.Split(text, "\n") {
			if wide := displaywidth.String(line); wide > width {
				t.Fatalf("%d wide, not %d: %q in\n%s", wide, width, line, text)
			}
		}
		for _, figure := range figures {
			if !strings.Contains(text, figure) {
				t.Fatalf("%s is gone:\n%s", figure, text)
			}
		}
	})
}

func fittingCell(t *rapid.T, kind sheet.Type) any {
	switch kind {
	case sheet.ID, sheet.Count:
		return rapid.Int64Range(0, 9_999_999).Draw(t, "count")
	case sheet.Money:
		decimal := rapid.StringMatching(`-?[1-9][0-9]{0,12}\.[0-9]{2}`).Draw(t, "money")
		return sheet.Amount{Decimal: decimal, Currency: "EUR"}
	case sheet.Rate:
		low := sheet.Amount{Decimal: rapid.StringMatching(`-?[1-9][0-9]{0,8}\.[0-9]{2}`).Draw(t, "low")}
		return sheet.Figure{Type: sheet.Money, Value: low, Low: low, High: low, N: rapid.Int64Range(0, 9999).Draw(t, "n")}
	case sheet.Date:
		return "2026-11-21"
	case sheet.Series:
		return rapid.SliceOfN(rapid.Float64Range(0, 1000), 12, 12).Draw(t, "series")
	}
	return drawnCell(t, kind)
}
