package intake

import (
	"strconv"
	"strings"

	"leads/internal/importer"
	"leads/internal/say"
)

// lineWarnings gathers equal warnings, with the lines that they are about. Each
// says itself where it is.
type lineWarnings struct {
	order []string
	lines map[string][]int
	text  map[string]say.Text
	days  map[string][]say.Text // of warnings about a day to come, each of the first few
}

// daysShown is up to how many days to come are all said.
const daysShown = 3

func (w *lineWarnings) add(line int, t say.Text) {
	if w.lines == nil {
		w.lines, w.text = map[string][]int{}, map[string]say.Text{}
	}
	if _, seen := w.lines[t.Format]; !seen {
		w.order, w.text[t.Format] = append(w.order, t.Format), t
	}
	w.lines[t.Format] = append(w.lines[t.Format], line)
	if strings.HasSuffix(t.Format, importer.InFuture) && len(w.lines[t.Format]) <= daysShown {
		if w.days == nil {
			w.days = map[string][]say.Text{}
		}
		w.days[t.Format] = append(w.days[t.Format], t)
	}
}

// again notes one more line of a warning that is there; false when it is not.
func (w *lineWarnings) again(line int, format string) bool {
	if _, seen := w.lines[format]; !seen {
		return false
	}
	w.lines[format] = append(w.lines[format], line)
	return true
}

// list gives one warning a kind: itself for one line, else a count with the
// first lines.
func (w *lineWarnings) list() (out []say.Text) {
	for _, format := range w.order {
		lines := w.lines[format]
		if len(lines) == 1 {
			out = append(out, w.text[format])
			continue
		}
		if days := w.days[format]; len(days) == len(lines) {
			out = append(out, days...)
			continue
		}
		var first []string
		for _, n := range lines[:min(len(lines), 5)] {
			first = append(first, strconv.Itoa(n))
		}
		if len(lines) > len(first) {
			first = append(first, "…")
		}
		out = append(out, say.T("%d rows (lines %s), such as: %s", len(lines), strings.Join(first, ", "), w.text[format]))
	}
	return out
}
