package importer

import (
	"strconv"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// rule is how the dates or amounts of one column are written.
type rule struct {
	order crm.DateOrder
	mark  crm.DecimalMark
	mixed *crm.Error // the dates of the column contradict each other

	serial   bool         // dates are the day numbers of a spreadsheet
	currency crm.Currency // that the header names
}

// day reads the date in a cell. Of a range, as Notion writes it, the first day
// counts.
func (r rule) day(cell string) (crm.Date, error) {
	if r.serial {
		if n, ok := serialDay(cell); ok {
			return n, nil
		}
	}
	if first, _, ok := strings.Cut(cell, "→"); ok {
		cell = trim(first)
	}
	return crm.ParseDateAs(cell, r.order)
}

// serialDay reads the number that a spreadsheet shows for a date whose cell has
// lost its format: 45631 is 2024-12-05, days since 1899-12-30. A time of day is
// the fraction.
func serialDay(cell string) (crm.Date, bool) {
	whole, fraction, _ := strings.Cut(cell, ".")
	if len(whole) != 5 || strings.Trim(whole+fraction, "0123456789") != "" {
		return "", false
	}
	n, _ := strconv.Atoi(whole)
	return crm.Date("1899-12-30").AddDays(n), n >= 20000 && n <= 80000 // 1954 to 2119
}

// evidence is what the cells of one column prove, each with the first cell
// that does and its line.
type evidence struct {
	dmy, mdy, openDate   proof
	point, comma         proof
	openPoint, openComma proof // amounts like 1.234 and 1,234
	iso, serial, other   proof // dates written year first, as a number of days, and any that is neither
	ruled, isDay         bool
	witness              bool // dates that no field takes, which prove how the others are written
}

type proof struct {
	cell string
	line int
}

func (p *proof) note(cell string, line int) {
	if p.line == 0 {
		p.cell, p.line = strings.Clone(cell), line
	}
}

func (p proof) found() bool { return p.line > 0 }

// sampleRows bounds the search for sample values in sparse columns.
const sampleRows = 1000

// settle reads the file once: sample values from its beginning, and from all
// of it what the date and amount columns prove.
func (f *File) settle() error {
	seen := make([]evidence, len(f.Columns))
	ruled := false
	for i := range f.Columns {
		seen[i].isDay, seen[i].ruled = f.needsRule(f.plan.fields[i])
		ruled = ruled || seen[i].ruled
		seen[i].witness = f.plan.fields[i] == noField && namesDay(f.plan.headers[i])
	}
	rows, none := 0, true
	f.records.each(func(r record) bool {
		none = none && r.blank
		if r.blank || r.err != nil {
			return true
		}
		for i, cell := range r.cells[:min(len(r.cells), len(seen))] {
			if cell == "" || rows >= sampleRows && !seen[i].ruled {
				continue
			}
			if c := &f.Columns[i]; len(c.Samples) < 3 && rows < sampleRows {
				if s := f.textCell(cell); s != "" {
					c.Samples = append(c.Samples, strings.Clone(s))
				}
			}
			if seen[i].ruled && (f.plan.own || !isPlaceholder(trim(cell))) {
				seen[i].look(trim(cell), r.line)
			} else if seen[i].witness && rows < sampleRows && looksLikeDay(trim(cell)) {
				seen[i].lookDate(trim(cell), r.line)
			}
		}
		rows++
		return ruled || rows < sampleRows
	})
	if none && len(f.Columns) > 0 {
		f.Notes = append(f.Notes, say.T("there is a header and no row below it"))
	}
	f.plan.setRules(f.options)
	for i := range f.plan.fields {
		if !seen[i].ruled {
			continue
		}
		r, err := f.decide(seen, i)
		if err != nil {
			return err
		}
		r.currency = f.plan.rules[i].currency
		f.plan.rules[i] = r
	}
	return nil
}

// namesDay reports whether a header is that of days, of whatever.
func namesDay(header string) bool {
	low := strings.ToLower(header)
	for _, word := range []string{"date", "datum", "fecha", "échéance", "due", " day", " on", "le "} {
		if strings.Contains(low, word) {
			return true
		}
	}
	return false
}

// needsRule reports whether a field is a date or an amount that no flag settles.
func (f *File) needsRule(fld field) (isDay, ruled bool) {
	if f.options.sketch {
		return false, false
	}
	switch fld {
	case date, closedOn, followUpOn, wonOn, lostOn, paidOn:
		return true, f.options.DateOrder != crm.DMY && f.options.DateOrder != crm.MDY
	case amount, value, cost, fee, refunded, balance:
		return false, f.options.Decimal == crm.MarkUnknown && !f.plan.own
	}
	return false, false
}

// setRules gives every column the rule that the flags and the format set.
func (p *plan) setRules(o Options) {
	p.rules = make([]rule, len(p.fields))
	for i, f := range p.fields {
		p.rules[i] = rule{order: o.DateOrder, mark: o.Decimal}
		if p.own && o.Decimal == crm.MarkUnknown {
			p.rules[i].mark = crm.MarkPoint
		}
		if takesMoney(f) {
			_, p.rules[i].currency = cutCurrency(p.headers[i], o.As)
		}
	}
}

// look takes in one cell.
func (e *evidence) look(cell string, line int) {
	if e.isDay {
		e.lookDate(cell, line)
		return
	}
	points, commas := strings.Count(cell, "."), strings.Count(cell, ",")
	// One mark of the kind that is proven already tells nothing new.
	if points+commas == 0 || points+commas == 1 && (points == 1 && e.point.found() || commas == 1 && e.comma.found()) {
		return
	}
	at := strings.LastIndexAny(cell, ".,")
	point, comma := crm.MoneyMarks(cell)
	switch {
	case point:
		e.point.note(cell, line)
	case comma:
		e.comma.note(cell, line)
	case cell[at] == ',' && isAmount(cell):
		e.openComma.note(cell, line)
	case cell[at] == '.' && isAmount(cell):
		e.openPoint.note(cell, line)
	}
}

// isAmount reports whether a cell is an amount under either mark; what is none
// spoils its row only.
func isAmount(cell string) bool {
	_, byPoint := crm.ParseMoney(cell, "KWD", crm.MarkPoint)
	_, byComma := crm.ParseMoney(cell, "KWD", crm.MarkComma)
	return byPoint == nil || byComma == nil
}

func (e *evidence) lookDate(cell string, line int) {
	if len(cell) > 4 && cell[4] == '-' { // by far the most frequent
		e.iso.note(cell, line)
		return
	}
	if _, ok := serialDay(cell); ok {
		e.serial.note(cell, line)
		return
	}
	e.other.note(cell, line)
	dmy, mdy, numeric := crm.DateProves(cell)
	switch {
	case dmy:
		e.dmy.note(cell, line)
	case mdy:
		e.mdy.note(cell, line)
	case numeric && !e.openDate.found():
		if _, err := crm.ParseDateAs(cell, crm.OrderUnknown); err != nil {
			e.openDate.note(cell, line)
		}
	}
}

// decide turns what a column proves into its rule. What stays open is Invalid
// with the flag that settles it, unless a preset knows how its tool writes.
func (f *File) decide(seen []evidence, column int) (rule, error) {
	e, header := seen[column], clean(f.Columns[column].Header)
	if e.isDay {
		return f.decideDate(seen, e, header)
	}
	switch {
	case e.point.found() && e.comma.found():
		return rule{}, nil // each cell must prove itself
	case e.point.found():
		return rule{mark: crm.MarkPoint}, nil
	case e.comma.found():
		return rule{mark: crm.MarkComma}, nil
	case e.openComma.found():
		return rule{}, openMark(header, f, e.openComma)
	case e.openPoint.found() && (f.Kind == "csv" || f.Kind == "markdown"):
		return rule{}, openMark(header, f, e.openPoint)
	case e.openPoint.found(): // a number in JSON
		return rule{mark: crm.MarkPoint}, nil
	}
	return rule{}, nil
}

// decideDate settles how the dates of a column are written.
func (f *File) decideDate(seen []evidence, e evidence, header string) (rule, error) {
	known := f.options.DateOrder
	if pre := f.plan.preset; pre != nil && pre.order != "" {
		known = pre.order
	}
	slashed := e.dmy
	for _, p := range []proof{e.mdy, e.openDate} {
		if !slashed.found() || p.found() && p.line < slashed.line {
			slashed = p
		}
	}
	switch {
	case e.dmy.found() && e.mdy.found():
		return rule{mixed: crm.Errorf(crm.Refused, "the column has both %q (%s) and %q (%s)",
			e.dmy.cell, f.place(e.dmy.line), e.mdy.cell, f.place(e.mdy.line)).
			WithHint("--date-format dmy or --date-format mdy reads the column one way")}, nil
	case e.iso.found() && slashed.found():
		// A spreadsheet that takes some dates for its own turns day and month
		// of just those: then neither style can be trusted.
		return rule{}, crm.Invalidf("column %q mixes two styles of dates, %q (%s) and %q (%s)",
			header, e.iso.cell, f.place(e.iso.line), slashed.cell, f.place(slashed.line)).
			WithHint("if no spreadsheet has swapped day and month, say how the others are written: --date-format dmy or --date-format mdy")
	case e.dmy.found():
		return rule{order: crm.DMY}, nil
	case e.mdy.found():
		return rule{order: crm.MDY}, nil
	case e.openDate.found() && known == "" && f.agreed(seen) != "":
		other, order := f.settledElsewhere(seen)
		f.Notes = append(f.Notes, say.T("column %q is read as %s, as column %q proves (--date-format reads it otherwise)", header, string(order), other))
		return rule{order: order}, nil
	case e.openDate.found() && known == "":
		err := crm.Invalidf("column %q: nothing settles whether %q (%s) has the day or the month first",
			header, e.openDate.cell, f.place(e.openDate.line))
		return rule{}, err.WithHint("say it with --date-format dmy or --date-format mdy")
	case e.openDate.found():
		f.Notes = append(f.Notes, say.T("column %q is read as %s, as this tool writes it (--date-format reads it otherwise)", header, string(known)))
	case e.serial.found() && !e.iso.found() && !e.other.found():
		day, _ := serialDay(e.serial.cell)
		f.Notes = append(f.Notes, say.T("column %q holds the day numbers of a spreadsheet: %s is %s", header, e.serial.cell, say.Day(day)))
		return rule{serial: true}, nil
	}
	return rule{order: known}, nil
}

// settledElsewhere is another column of dates that proves its order.
func (f *File) settledElsewhere(seen []evidence) (string, crm.DateOrder) {
	for i, e := range seen {
		switch {
		case e.dmy.found() && !e.mdy.found():
			return clean(f.Columns[i].Header), crm.DMY
		case e.mdy.found() && !e.dmy.found():
			return clean(f.Columns[i].Header), crm.MDY
		}
	}
	return "", ""
}

// agreed is the order that other columns of dates prove, "" when none does or
// they contradict each other.
func (f *File) agreed(seen []evidence) (order crm.DateOrder) {
	for _, e := range seen {
		switch {
		case e.dmy.found() && (e.mdy.found() || order == crm.MDY), e.mdy.found() && order == crm.DMY:
			return ""
		case e.dmy.found():
			order = crm.DMY
		case e.mdy.found():
			order = crm.MDY
		}
	}
	return order
}

func openMark(header string, f *File, p proof) error {
	return crm.Invalidf("column %q: nothing settles whether %q (%s) has thousands or decimals",
		header, p.cell, f.place(p.line)).
		WithHint("say it with --decimal point or --decimal comma")
}
