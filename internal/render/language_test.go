package render

import (
	"bytes"
	"testing"

	"leads/internal/say"
	"leads/internal/sheet"
)

// People who read French get their own marks and days; programs get the same
// bytes in every language.
func TestNumbersAndDaysFollowTheLanguage(t *testing.T) {
	t.Parallel()
	s := &sheet.Sheet{Columns: []sheet.Column{{Key: "on", Type: sheet.Date}, {Key: "n", Type: sheet.Count}, {Key: "hours", Type: sheet.Hours},
		{Key: "rate", Type: sheet.Rate}, {Key: "roi", Type: sheet.Percent}, {Key: "money", Type: sheet.Money}, {Key: "text"}, {Key: "id", Type: sheet.ID}}}
	s.Add("2026-11-02", int64(1234567), 1234.56, 0.0123, -12.5, sheet.Amount{Decimal: "-1234567.80", Currency: "EUR"}, "2026-11-02 and 1,234.5", int64(1234))
	for _, c := range []struct {
		moral string
		o     Options
		want  string
	}{
		{"French", Options{Say: say.In("fr")}, "| 02/11/2026 | 1 234 567 | 1 234,6 | 1,2 % | -1 250 % | -1 234 567,80 EUR | 2026-11-02 and 1,234.5 | 1234 |"},
		{"French in plain ASCII", Options{Say: say.In("fr"), ASCII: true}, "| 02/11/2026 | 1 234 567 | 1 234,6 | 1,2 % | -1 250 % | -1 234 567,80 EUR | 2026-11-02 and 1,234.5 | 1234 |"},
		{"English", Options{}, "| 2026-11-02 | 1,234,567 | 1,234.6 | 1.2 % | -1,250 % | -1,234,567.80 EUR | 2026-11-02 and 1,234.5 | 1234 |"},
	} {
		var out bytes.Buffer
		c.o.Format = Markdown
		if err := Write(&out, s, c.o); err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(bytes.TrimSpace(out.Bytes()), []byte("\n"))
		if got := string(lines[len(lines)-1]); got != c.want {
			t.Errorf("%s:\n%q, want\n%q", c.moral, got, c.want)
		}
	}
	for _, f := range []Format{JSON, JSONL, CSV} { // TSV has its sentences in the language of the person
		var english, french bytes.Buffer
		if err := Write(&english, s, Options{Format: f}); err != nil {
			t.Fatal(err)
		}
		if err := Write(&french, s, Options{Format: f, Say: say.In("fr")}); err != nil {
			t.Fatal(err)
		}
		if english.String() != french.String() {
			t.Errorf("%s differs by language:\n%s\n%s", f, english.String(), french.String())
		}
	}
}
