package render

import (
	"bufio"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// writeProse writes a sentence as lines that fit, each between begin and end.
func writeProse(out *bufio.Writer, text string, width int, begin, end string) {
	for _, line := range wrap(Safe(text), width, prose) {
		out.WriteString(begin + strings.TrimRight(line, " ") + end + "\n")
	}
}

// piece is a part of a text that stays together, and what joins it to the one
// before.
type piece struct{ glue, text string }

// wrap is the text as lines no wider than width, broken between words; a word
// that is wider than that is broken between characters. 0 is no limit.
func wrap(text string, width int, how give) []string {
	if width <= 0 || displaywidth.String(text) <= width {
		return []string{text}
	}
	var lines []string
	line := ""
	for _, p := range pieces(text, how) {
		if joined := line + p.glue + p.text; line != "" && displaywidth.String(joined) <= width {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		rest := p.text
		for how != whole && displaywidth.String(rest) > width {
			begin := displaywidth.TruncateString(rest, width, "")
			if begin == "" { // not even one character has room
				break
			}
			lines = append(lines, begin)
			rest = rest[len(begin):]
		}
		line = rest
	}
	return append(lines, line)
}

// pieces takes a text apart where a line may end: at blanks, but not within a
// number; in a figure also between the ends of an interval.
func pieces(text string, how give) []piece {
	var list []piece
	glue, from := "", 0
	for i, r := range text {
		next, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		switch {
		case r == ' ' && from < i && breaks(text[:i], next, how):
			list = append(list, piece{glue, text[from:i]})
			glue, from = " ", i+1
		case how == whole && (r == '–' || r == '-') && from < i && isDigit(lastByte(text[:i])) && strings.Contains(text[:i], "("):
			end := i + utf8.RuneLen(r)
			list = append(list, piece{glue, text[from:end]})
			glue, from = "", end
		}
	}
	return append(list, piece{glue, text[from:]})
}

// breaks reports whether a line may end at the blank between the two.
func breaks(before string, next rune, how give) bool {
	digit := next >= '0' && next <= '9'
	switch {
	case strings.ContainsRune("%:;!?»", next), strings.HasSuffix(before, "«"), joins(" ", next, ""): // marks, also one that belongs to the blank
		return false
	case how == whole:
		return !digit
	case how == series:
		return true
	}
	return !digit || !isDigit(lastByte(before))
}

func lastByte(s string) byte { return s[len(s)-1] }

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
