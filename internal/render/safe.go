package render

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

// Safe is the text as one line that cannot steer a terminal: control
// characters, line ends, bidi overrides, invisible characters and bytes that
// are no UTF-8 appear as escapes such as \n, \x1b or \u202e. Joiners and
// variation selectors stay, since emoji and Persian need them. Ordinary text
// comes back as it is. Safe of a safe text changes nothing.
func Safe(s string) string {
	start := firstHostile(s)
	if start < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	b.WriteString(s[:start])
	for rest := s[start:]; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, rest[0])
		case hostile(r):
			b.WriteString(visible(r))
		default:
			b.WriteString(rest[:size])
		}
		rest = rest[size:]
	}
	return b.String()
}

// firstHostile is where the first character or byte is that must not reach
// a terminal, or -1.
func firstHostile(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c < ' ' || c == 0x7f {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || hostile(r) {
			return i
		}
		i += size
	}
	return -1
}

// hostile reports whether a terminal or a reader could be misled by r.
func hostile(r rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r <= 0x9f: // C0, DEL, C1
		return true
	case r < 0x061c:
		return false
	case r == 0x061c, r == 0x180e, r == 0x200b, r == 0x200e, r == 0x200f, r == 0xfeff:
		return true
	case r >= 0x2028 && r <= 0x202e: // line and paragraph end, bidi
		return true
	case r >= 0x2060 && r <= 0x206f: // invisible, bidi isolates, old formatting
		return true
	case r >= 0xe0000 && r <= 0xe007f: // tags: hidden text
		return true
	}
	return false
}

func visible(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// inCell is the text, made safe, as it may be put between two blanks: a mark that
// would join one of them, such as an accent without its letter, is escaped.
func inCell(s string) string {
	s = Safe(s)
	if r, size := utf8.DecodeRuneInString(s); joins(" ", r, "") {
		s = visible(r) + s[size:]
	}
	if r, size := utf8.DecodeLastRuneInString(s); joins("", r, " ") {
		s = s[:len(s)-size] + visible(r)
	}
	return s
}

// joins reports whether a character makes one of itself and its neighbour.
func joins(before string, r rune, after string) bool {
	if r < 0x300 || r >= 0x2010 && r <= 0x2027 { // letters of Europe, dashes, the ellipsis
		return false
	}
	return displaywidth.String(before+string(r)+after) != displaywidth.String(string(r))+1
}

// Cut is the text, made safe, on no more than so many columns of a terminal: a
// longer one ends with an ellipsis, in ASCII with three points.
func Cut(s string, width int, ascii bool) string {
	mark := "…"
	if ascii {
		mark = "..."
	}
	if s = Safe(s); displaywidth.String(s) > width {
		return displaywidth.TruncateString(s, width, mark)
	}
	return s
}
