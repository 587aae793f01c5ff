package render

import (
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"

	"leads/internal/say"
	"leads/internal/sheet"
)

func charted(format Format, width int, ascii bool) string {
	s := &sheet.Sheet{Chart: "leads", Columns: []sheet.Column{{Key: "source", Title: say.T("source")}, {Key: "leads", Title: say.T("leads"), Type: sheet.Count},
		{Key: "weeks", Title: say.T("weeks"), Type: sheet.Series}}}
	s.Add("Upwork", int64(16), []float64{0, 1, 2})
	s.Add("Referral", int64(3), []float64{1, 1, 1})
	s.Add("Website", int64(0), []float64{0, 0, 0})
	s.Total = []any{"total", int64(19), []float64{1, 2, 3}}
	var b strings.Builder
	if err := Write(&b, s, Options{Format: format, Width: width, ASCII: ascii}); err != nil {
		return err.Error()
	}
	return b.String()
}

func TestChart(t *testing.T) {
	for _, c := range []struct {
		moral string
		width int
		ascii bool
		want  string
	}{
		{"bars in eighths, beside their numbers", 32, false, `
SOURCE    LEADS  WEEKS
Upwork       16  ▁▅█    ████████
Referral      3  ███    █▌
Website       0  ▁▁▁
total        19  ▄▆█`},
		{"in ASCII in whole columns, series as figures", 34, true, `
SOURCE    LEADS  WEEKS
Upwork       16  0 1 2  ##########
Referral      3  1 1 1  ##
Website       0  0 0 0
total        19  1 2 3`},
		{"too narrow for a bar", 30, false, `
SOURCE    LEADS  WEEKS
Upwork       16  ▁▅█
Referral      3  ███
Website       0  ▁▁▁
total        19  ▄▆█`},
		{"too narrow for the series", 16, false, `
SOURCE    LEADS
Upwork       16
Referral      3
Website       0
total        19`},
		{"of no known width, as in a pipe: the table alone", 0, false, `
SOURCE    LEADS
Upwork       16
Referral      3
Website       0
total        19`},
	} {
		if got := charted(Table, c.width, c.ascii); strings.TrimSpace(got) != strings.TrimSpace(c.want) {
			t.Errorf("%s:\n%s\nwant%s", c.moral, got, c.want)
		}
	}
}

func TestChartIsNeverWiderThanTheTerminal(t *testing.T) {
	for width := 16; width < 100; width++ {
		for line := range strings.Lines(charted(Table, width, false)) {
			if n := displaywidth.String(strings.TrimSuffix(line, "\n")); n > width {
				t.Fatalf("%d columns of %d: %q", n, width, line)
			}
		}
	}
}
