package sheet

import (
	"iter"
	"math"
	"strconv"
)

// Made are rows that are made while they are written, where there may be too
// many to hold: row and column to cell. Rows are asked for one after the other.
type Made struct {
	Len  int
	Cell func(row, column int) Cell
}

// Cell is a figure or a text that takes no memory of its own. The zero Cell is unknown.
// It is so short that the compiler hands it on in registers.
type Cell struct {
	kind   kind
	digits uint8
	number int64 // of a float its bits
	text   string
}

type kind uint8

const (
	unknown kind = iota
	whole
	decimal
	float
	words
)

// Whole is a number of things.
func Whole(n int64) Cell { return Cell{kind: whole, number: n} }

// Decimal is an amount in minor units, of which so many digits stand after the point.
func Decimal(minor int64, digits int) Cell {
	return Cell{kind: decimal, number: minor, digits: uint8(digits)}
}

// Float is a figure that need not be whole; what is no number is unknown.
func Float(f float64) Cell {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Cell{}
	}
	return Cell{kind: float, number: int64(math.Float64bits(f))}
}

// Words is a text.
func Words(text string) Cell { return Cell{kind: words, text: text} }

func (c Cell) float() float64 { return math.Float64frombits(uint64(c.number)) }

// Known reports whether there is anything in the cell.
func (c Cell) Known() bool { return c.kind != unknown }

// Text is the text of a cell of words; false when it holds none.
func (c Cell) Text() (string, bool) { return c.text, c.kind == words }

// Quoted reports whether JSON holds the figure as a string.
func (c Cell) Quoted() bool { return c.kind == decimal }

// Order is a number that grows with the figure, among those of one column; 0 is unknown.
func (c Cell) Order() uint64 {
	switch c.kind {
	case whole, decimal:
		return max(uint64(c.number)^1<<63, 1)
	case float:
		bits := math.Float64bits(c.float() + 0) // of two zeros, one
		if c.float() < 0 {
			return ^bits
		}
		return bits | 1<<63
	}
	return 0
}

// Value is the cell as a row holds it.
func (c Cell) Value() any {
	switch c.kind {
	case whole:
		return c.number
	case float:
		return c.float()
	case decimal:
		return Amount{Decimal: string(c.Append(nil))}
	case words:
		return c.text
	}
	return nil
}

// Append appends a figure in full, as programs read it; nothing for an unknown one.
func (c Cell) Append(buf []byte) []byte {
	switch c.kind {
	case whole:
		return strconv.AppendInt(buf, c.number, 10)
	case float:
		return appendFloat(buf, c.float())
	case words:
		return append(buf, c.text...)
	case decimal:
		return appendDecimal(buf, c.number, int(c.digits))
	}
	return buf
}

// appendFloat writes a figure in full. Most are whole, which is quicker to write.
func appendFloat(buf []byte, f float64) []byte {
	if n := int64(f); float64(n) == f && -1<<53 < n && n < 1<<53 && (n != 0 || !math.Signbit(f)) {
		return strconv.AppendInt(buf, n, 10)
	}
	return strconv.AppendFloat(buf, f, 'f', -1, 64)
}

// appendDecimal writes -1234.50 from minor units.
func appendDecimal(buf []byte, minor int64, digits int) []byte {
	size := uint64(minor)
	if minor < 0 {
		buf, size = append(buf, '-'), -size
	}
	if digits == 2 { // most currencies
		buf = strconv.AppendUint(buf, size/100, 10)
		return append(buf, '.', byte('0'+size/10%10), byte('0'+size%10))
	}
	unit := uint64(1)
	for range digits {
		unit *= 10
	}
	buf = strconv.AppendUint(buf, size/unit, 10)
	if digits == 0 {
		return buf
	}
	buf = append(buf, '.')
	for rest := size % unit; unit > 1; rest %= unit {
		unit /= 10
		buf = append(buf, byte('0'+rest/unit))
	}
	return buf
}

// Len is how many rows there are.
func (s *Sheet) Len() int {
	if s.Made != nil {
		return s.Made.Len
	}
	return len(s.Rows)
}

// All goes through the rows. A row is good only until the next.
func (s *Sheet) All() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, row := range s.Rows {
			if !yield(row) {
				return
			}
		}
		if s.Made == nil {
			return
		}
		cells := make([]any, len(s.Columns))
		for n := range s.Made.Len {
			for i := range cells {
				cells[i] = s.Made.Cell(n, i).Value()
			}
			if !yield(cells) {
				return
			}
		}
	}
}

// Hold makes all rows now, for whoever needs them at once.
func (s *Sheet) Hold() {
	made := s.Made
	if made == nil {
		return
	}
	cells := make([]any, made.Len*len(s.Columns))
	for n := range made.Len {
		row := cells[:len(s.Columns):len(s.Columns)]
		cells = cells[len(row):]
		for i := range row {
			row[i] = made.Cell(n, i).Value()
		}
		s.Rows = append(s.Rows, row)
	}
	s.Made = nil
}
