package render

import (
	"math"
	"strconv"

	"leads/internal/say"
	"leads/internal/sheet"
)

// The measures of a drawing, in its own units: a phone shows it at about that
// size, a wide screen larger.
const (
	drawingWidth = 400
	labelWidth   = 104 // of names left of bars
	rowHeight    = 24
	uprightTall  = 150 // from the axis to the top
	labelRunes   = 15
)

// drawing draws a section and keeps its table behind it, for readers who want
// the figures and for those who do not see.
func (d document) drawing(s sheet.Section) {
	series := make([]int, 0, len(s.Draw.Keys))
	for _, key := range s.Draw.Keys {
		if at := s.Column(key); at >= 0 {
			series = append(series, at)
		}
	}
	d.legend(s.Sheet, series, s.Draw.Kind)
	switch s.Draw.Kind {
	case sheet.Upright:
		d.upright(s.Sheet, series)
	case sheet.Stacked:
		d.stacked(s.Sheet, series)
	case sheet.Twin:
		d.twin(s.Sheet, series)
	}
	d.raw("<details")
	if s.Draw.Open {
		d.raw(" open")
	}
	d.raw(">\n<summary>")
	d.sentence(say.T("the figures as a table"))
	d.raw("</summary>\n")
	d.table(s.Sheet)
	d.raw("</details>\n")
}

// legend names what is drawn, in the order of the colours.
func (d document) legend(s *sheet.Sheet, series []int, kind sheet.Kind) {
	if kind == sheet.Twin { // each scale has its name above it
		return
	}
	d.raw("<p class=\"legend\">")
	for n, i := range series {
		d.raw("<span class=\"", colour(s.Columns[i], n), "\"><i></i>")
		d.text(d.p.title(s.Columns[i]))
		d.raw("</span> ")
	}
	d.raw("</p>\n")
}

// open begins a drawing of a height that scales with its room.
func (d document) open(height float64) {
	d.raw("<svg class=\"drawing\" role=\"img\" viewBox=\"0 0 400 ")
	d.place(height)
	d.raw("\">\n")
}

// label writes a text of a drawing.
func (d document) label(class literal, x, y float64, text string) {
	d.raw("<text class=\"", class, "\" x=\"")
	d.place(x)
	d.raw("\" y=\"")
	d.place(y)
	d.raw("\">")
	d.text(text)
	d.raw("</text>")
}

// block draws a rectangle that names itself when it is pointed at.
func (d document) block(class literal, x, y, width, height float64, title string) {
	d.raw("<rect class=\"", class, "\" x=\"")
	d.place(x)
	d.raw("\" y=\"")
	d.place(y)
	d.raw("\" width=\"")
	d.place(width)
	d.raw("\" height=\"")
	d.place(height)
	d.raw("\" rx=\"1.5\"><title>")
	d.text(title)
	d.raw("</title></rect>")
}

// colour is the class of the nth series; what is open has the same everywhere.
func colour(c sheet.Column, n int) literal {
	kinds := []literal{"k0", "k1", "k2", "k3", "k4"}
	if c.Key == "open" {
		return kinds[4]
	}
	return kinds[n%len(kinds)]
}

// pointed is what a figure of a drawing says when it is pointed at.
func (d document) pointed(s *sheet.Sheet, row []any, i int) string {
	return d.p.text(s, row, 0) + ", " + d.p.title(s.Columns[i]) + ": " + d.p.value(s.Columns[i].Type, cell(row, i))
}

// shortened is a name with as many letters as there is room for.
func shortened(name string, room int) string {
	if r := []rune(name); len(r) > room {
		return string(r[:room-1]) + "…"
	}
	return name
}

// roundUp is the smallest round number that is not below f: the top of an axis,
// of which the half is round as well.
func roundUp(f float64) float64 {
	if f <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(f)))
	for _, times := range []float64{1, 2, 3, 4, 6, 8} {
		if f <= times*power {
			return times * power
		}
	}
	return 10 * power
}

// axisText is the number at a line of an axis.
func axisText(f float64) string {
	switch {
	case f >= 1e6:
		return strconv.FormatFloat(f/1e6, 'f', -1, 64) + "M"
	case f >= 1e4:
		return strconv.FormatFloat(f/1e3, 'f', -1, 64) + "k"
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// upright draws a column for each row, and across them a line of the second
// series, each with its scale: the columns' left, the line's right.
func (d document) upright(s *sheet.Sheet, series []int) {
	const left, right, top = 40.0, 362.0, 12.0
	bottom := top + uprightTall
	d.open(bottom + 22)
	tops := make([]float64, len(series))
	for n, i := range series {
		most := 0.0
		for _, row := range s.Rows {
			most = max(most, sizeOf(cell(row, i)))
		}
		tops[n] = roundUp(most)
	}
	for _, part := range []float64{0, .5, 1} {
		y := bottom - part*uprightTall
		d.raw("<path class=\"axis\" d=\"M40 ")
		d.place(y)
		d.raw("H362\"/>")
		d.label("end", left-5, y+4, axisText(part*tops[0]))
		if len(series) > 1 {
			d.label("begin k1", right+5, y+4, axisText(part*tops[1]))
		}
	}
	step := (right - left) / float64(max(len(s.Rows), 1))
	every := (len(s.Rows) + 5) / 6
	for n, row := range s.Rows {
		x, tall := left+float64(n)*step, uprightTall*max(sizeOf(cell(row, series[0])), 0)/tops[0]
		d.block("k0", x+step*.15, bottom-tall, step*.7, tall, d.pointed(s, row, series[0]))
		if (len(s.Rows)-1-n)%max(every, 1) == 0 {
			d.label("middle", x+step/2, bottom+15, d.p.text(s, row, 0))
		}
	}
	if len(series) > 1 {
		d.raw("<path class=\"line\" d=\"")
		for n, row := range s.Rows {
			d.raw([]literal{"M", "L"}[min(n, 1)])
			d.place(left + (float64(n)+.5)*step)
			d.raw(" ")
			d.place(bottom - uprightTall*max(sizeOf(cell(row, series[1])), 0)/tops[1])
		}
		d.raw("\"/>")
		for n, row := range s.Rows {
			d.raw("<circle class=\"k1\" r=\"3\" cx=\"")
			d.place(left + (float64(n)+.5)*step)
			d.raw("\" cy=\"")
			d.place(bottom - uprightTall*max(sizeOf(cell(row, series[1])), 0)/tops[1])
			d.raw("\"><title>")
			d.text(d.pointed(s, row, series[1]))
			d.raw("</title></circle>")
		}
	}
	d.raw("\n</svg>\n")
}

// stacked draws a bar for each row, its parts one after the other, on one scale.
func (d document) stacked(s *sheet.Sheet, series []int) {
	const right = 388.0
	most := 0.0
	for _, row := range s.Rows {
		sum := 0.0
		for _, i := range series {
			sum += sizeOf(cell(row, i))
		}
		most = max(most, sum)
	}
	scale := (right - labelWidth) / roundUp(most)
	tall := float64(len(s.Rows) * rowHeight)
	d.open(tall + 22)
	for _, part := range []float64{0, .5, 1} {
		x := labelWidth + part*(right-labelWidth)
		d.raw("<path class=\"axis\" d=\"M")
		d.place(x)
		d.raw(" 0V")
		d.place(tall)
		d.raw("\"/>")
		d.label("middle", x, tall+15, axisText(part*roundUp(most)))
	}
	for n, row := range s.Rows {
		y, x := float64(n*rowHeight), float64(labelWidth)
		d.label("end", labelWidth-7, y+16, shortened(d.p.text(s, row, 0), labelRunes))
		for k, i := range series {
			if size := sizeOf(cell(row, i)); size > 0 {
				d.block(colour(s.Columns[i], k), x, y+4, size*scale, rowHeight-8, d.pointed(s, row, i))
				x += size * scale
			}
		}
	}
	d.raw("\n</svg>\n")
}

// twin draws two bars for each row, each series on a scale of its own, side by
// side: where the one goes and the other comes from.
func (d document) twin(s *sheet.Sheet, series []int) {
	const space = 44.0 // of the figure beside a bar
	room := (drawingWidth - labelWidth) / float64(max(len(series), 1))
	d.open(float64((len(s.Rows) + 1) * rowHeight))
	for k, i := range series {
		most := 0.0
		for _, row := range s.Rows {
			most = max(most, math.Abs(sizeOf(cell(row, i))))
		}
		x := labelWidth + float64(k)*room
		d.label("begin head", x, 15, d.p.title(s.Columns[i]))
		for n, row := range s.Rows {
			y := float64((n + 1) * rowHeight)
			if k == 0 {
				d.label("end", labelWidth-7, y+16, shortened(d.p.text(s, row, 0), labelRunes))
			}
			size, long := sizeOf(cell(row, i)), 0.0
			if most > 0 {
				long = math.Abs(size) / most * (room - space)
			}
			class := colour(s.Columns[i], k)
			if size < 0 {
				class = "below"
			}
			d.block(class, x, y+4, long, rowHeight-8, d.pointed(s, row, i))
			d.label("begin figure", x+long+4, y+16, d.brief(s.Columns[i].Type, cell(row, i)))
		}
	}
	d.raw("\n</svg>\n")
}

// brief is a figure in few letters, for beside its bar.
func (d document) brief(t sheet.Type, v any) string {
	if v == nil {
		return d.p.dash
	}
	size := sizeOf(v)
	switch {
	case math.Abs(size) >= 1e4:
		return d.p.value(sheet.Number, math.Round(size/100)/10) + "k"
	case t == sheet.Money:
		return d.p.value(sheet.Count, int64(math.Round(size)))
	}
	return d.p.value(t, v)
}
