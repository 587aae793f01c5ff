package importer

import (
	"strings"

	"leads/internal/crm"
)

// rule is how the dates or amounts of one column are written.
type rule struct {
	order crm.DateOrder
	mark  crm.DecimalMark
	mixed *crm.Error // the dates of the column contradict each other
}

// evidence is what the cells of one column prove, each with the first cell
// that does and its line.
type evidence struct {
	dmy, mdy, openDate   proof
	point, comma         proof
	openPoint, openComma proof // amounts like 1.234 and 1,234
	ruled, isDay         bool
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
	}
	rows := 0
	f.records.each(func(r record) bool {
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
			if seen[i].ruled {
				seen[i].look(trim(cell), r.line)
			}
		}
		rows++
		return ruled || rows < sampleRows
	})
	f.plan.rules(f.options)
	for i, fld := range f.plan.fields {
		if !seen[i].ruled || f.plan.column[fld] != i {
			continue
		}
		r, err := f.decide(seen[i], f.Columns[i].Header)
		if err != nil {
			return err
		}
		f.plan.rule[fld] = r
	}
	return nil
}

// needsRule reports whether a field is a date or an amount that no flag settles.
func (f *File) needsRule(fld field) (isDay, ruled bool) {
	switch fld {
	case date, closedOn, followUpOn:
		return true, f.options.DateOrder != crm.DMY && f.options.DateOrder != crm.MDY
	case amount, value, cost:
		return false, f.options.Decimal == crm.MarkUnknown && !f.plan.own
	}
	return false, false
}

// rules gives every field the rule that the flags and the format set.
func (p *plan) rules(o Options) {
	for i := range p.rule {
		p.rule[i] = rule{order: o.DateOrder, mark: o.Decimal}
		if p.own && o.Decimal == crm.MarkUnknown {
			p.rule[i].mark = crm.MarkPoint
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
	if len(cell) < 5 || len(cell) > 4 && cell[4] == '-' {
		return // ISO, by far the most frequent
	}
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
// with the flag that settles it.
func (f *File) decide(e evidence, header string) (rule, error) {
	header = clean(header)
	switch {
	case e.dmy.found() && e.mdy.found():
		return rule{mixed: crm.Errorf(crm.Refused, "the column has both %q (%s) and %q (%s)",
			e.dmy.cell, f.place(e.dmy.line), e.mdy.cell, f.place(e.mdy.line)).
			WithHint("--date-format dmy or --date-format mdy reads the column one way")}, nil
	case e.dmy.found():
		return rule{order: crm.DMY}, nil
	case e.mdy.found():
		return rule{order: crm.MDY}, nil
	case e.openDate.found():
		return rule{}, crm.Invalidf("column %q: nothing settles whether %q (%s) has the day or the month first",
			header, e.openDate.cell, f.place(e.openDate.line)).
			WithHint("say it with --date-format dmy or --date-format mdy")
	case e.point.found() && e.comma.found():
		return rule{}, nil // each cell must prove itself
	case e.point.found():
		return rule{mark: crm.MarkPoint}, nil
	case e.comma.found():
		return rule{mark: crm.MarkComma}, nil
	case e.openComma.found():
		return rule{}, openMark(header, f, e.openComma)
	case e.openPoint.found() && f.Kind == "csv":
		return rule{}, openMark(header, f, e.openPoint)
	case e.openPoint.found(): // a number in JSON
		return rule{mark: crm.MarkPoint}, nil
	}
	return rule{order: f.options.DateOrder}, nil
}

func openMark(header string, f *File, p proof) error {
	return crm.Invalidf("column %q: nothing settles whether %q (%s) has thousands or decimals",
		header, p.cell, f.place(p.line)).
		WithHint("say it with --decimal point or --decimal comma")
}
