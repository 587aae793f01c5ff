package importer

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"strings"
	"sync"
)

// fromMarkdown turns a table of Markdown into CSV, line by line; false when the
// text is none. What is not part of the table becomes a blank line.
func fromMarkdown(text []byte) ([]byte, bool) {
	lines := strings.Split(string(text), "\n")
	head := -1
	for i := 1; i < len(lines) && i < 60; i++ {
		if isRuler(lines[i]) && strings.Contains(lines[i-1], "|") {
			head = i - 1
			break
		}
	}
	if head < 0 {
		return nil, false
	}
	width := len(markdownCells(lines[head]))
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	inside := true
	for i, line := range lines {
		line = strings.TrimRight(line, "\r")
		if i > head && !strings.Contains(line, "|") {
			inside = false // a table ends at the first line without a bar
		}
		if i < head || i == head+1 || !inside {
			if i < len(lines)-1 {
				out.WriteString("\n")
			}
			continue
		}
		cells := markdownCells(line)
		for len(cells) < width {
			cells = append(cells, "")
		}
		w.Write(cells) // a buffer cannot fail
		w.Flush()
	}
	return out.Bytes(), true
}

// isRuler knows the line below a header: |---|:--:|.
func isRuler(line string) bool {
	line = strings.TrimSpace(line)
	return strings.Contains(line, "|") && strings.Contains(line, "--") && strings.Trim(line, "|:- \t") == ""
}

// markdownCells splits a row at its bars, except those behind a backslash.
func markdownCells(line string) []string {
	line = strings.TrimSpace(line)
	line = strings.TrimPrefix(line, "|")
	if strings.HasSuffix(line, "|") && !strings.HasSuffix(line, `\|`) {
		line = strings.TrimSuffix(line, "|")
	}
	cells := splitEscaped(line, '|')
	for i, c := range cells {
		c = strings.ReplaceAll(trim(c), `\|`, "|")
		c = markdownLink().ReplaceAllStringFunc(c, bareLink)
		c = strings.ReplaceAll(strings.ReplaceAll(c, "<br>", "\n"), "<br/>", "\n")
		cells[i] = strings.Trim(c, "`*_ ")
	}
	return cells
}

// bareLink is the address of a link that shows it, else its text with the address.
func bareLink(link string) string {
	m := markdownLink().FindStringSubmatch(link)
	text, to := m[1], strings.TrimPrefix(m[2], "mailto:")
	if text == to || strings.HasPrefix(m[2], "mailto:") || text == "" {
		return to
	}
	if strings.Contains(strings.ToLower(text), "link") || strings.Contains(to, text) {
		return to
	}
	return text
}

var markdownLink = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\[([^\]]*)\]\(([^)\s]+)\)`) })
