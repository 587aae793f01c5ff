package render

import (
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// Fold is a page of help on no more than so many columns, 0 for as many as it
// takes. A paragraph that is too wide is filled again; of what is indented, a line
// goes on below its own beginning, in a list below its explanation.
func Fold(page string, width int) string {
	if width <= 0 {
		return page
	}
	var out []string
	lines := strings.Split(page, "\n")
	for from := 0; from < len(lines); {
		to := from + 1
		for to < len(lines) && flows(lines[to-1], lines[to]) {
			to++
		}
		paragraph := lines[from:to]
		if slices.ContainsFunc(paragraph, func(line string) bool { return displaywidth.String(line) > width }) {
			paragraph = foldLine(strings.Join(paragraph, " "), width)
		}
		out = append(out, paragraph...)
		from = to
	}
	return strings.Join(out, "\n")
}

// flows reports whether a paragraph goes on from one line to the next: both begin
// at the edge, neither is a list, and the first is full.
func flows(line, next string) bool {
	const full = 60
	prose := func(s string) bool { return s != "" && s[0] != ' ' && !strings.Contains(s, gap) }
	return prose(line) && prose(next) && !strings.HasSuffix(line, ":") && displaywidth.String(line) >= full
}

// foldLine is a line that is too long as several.
func foldLine(line string, width int) []string {
	text := strings.TrimLeft(line, " ")
	begin := line[:len(line)-len(text)]
	name, explained, listed := strings.Cut(text, gap)
	if !listed {
		return hang(begin, begin+begin, text, width)
	}
	explained = strings.TrimLeft(explained, " ")
	if head := line[:len(line)-len(explained)]; displaywidth.String(head) <= width/2 {
		return hang(head, strings.Repeat(" ", displaywidth.String(head)), explained, width)
	}
	begin += "      "
	return append(hang(line[:len(line)-len(text)], begin, name, width), hang(begin, begin, explained, width)...)
}

// hang is the text as lines, the first one after a head, the others after an indent.
func hang(head, indent, text string, width int) []string {
	lines := wrap(text, max(width-max(displaywidth.String(head), len(indent)), 1), prose)
	for i := range lines {
		if i > 0 {
			head = indent
		}
		lines[i] = head + lines[i]
	}
	return lines
}
