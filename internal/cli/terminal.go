package cli

import "strconv"

// width is how many columns an answer for a person may take: those of the
// terminal, or COLUMNS where that is less or the terminal does not say; 0 where
// nobody looks at a terminal, or nobody knows.
func (a *app) width() int {
	if !a.StdoutTTY || a.Width == nil {
		return 0
	}
	width := a.Width()
	if columns, err := strconv.Atoi(a.Getenv("COLUMNS")); err == nil && columns > 0 && (width <= 0 || columns < width) {
		return columns
	}
	return width
}
