package cli

import (
	"leads/internal/importer"
	"leads/internal/render"
	"leads/internal/say"
	"leads/internal/sheet"
)

// planned is what an import would do with one row.
type planned struct {
	line int
	step string // add, update, skip, log, close, cost, unmatched, reject
	lead int64  // that is there; 0 for none
	what string // the title, or what is wrong
}

// plan notes what became of the row at hand, as the counts tell it.
func (r *importRun) plan(row importer.Row, before importCounts, err error) {
	if !r.planning {
		return
	}
	p := planned{line: row.Line, lead: int64(r.met), what: row.Lead.Title}
	if p.what == "" {
		p.what = row.Ref
	}
	for _, s := range []struct {
		step       string
		then, here int64
	}{
		{"add", before.added, r.counts.added}, {"update", before.updated, r.counts.updated}, {"skip", before.duplicates, r.counts.duplicates},
		{"log", before.logged, r.counts.logged}, {"close", before.closed, r.counts.closed}, {"cost", before.costs, r.counts.costs},
		{"unmatched", before.unmatched, r.counts.unmatched},
	} {
		if s.here > s.then {
			p.step = s.step
		}
	}
	if err != nil {
		p.step, p.what = "reject", err.Error()
	}
	r.steps = append(r.steps, p)
}

// planSheet lists rows with what would become of them.
func planSheet(steps []planned) *sheet.Sheet {
	s := &sheet.Sheet{Columns: []sheet.Column{{Key: "line", Title: say.T("line"), Type: sheet.Count}, {Key: "step", Title: say.T("step")},
		{Key: "lead", Title: say.T("lead"), Type: sheet.ID}, {Key: "what", Title: say.T("what")}}}
	for _, p := range steps {
		var lead any
		if p.lead != 0 {
			lead = p.lead
		}
		s.Add(int64(p.line), known(p.step), lead, known(p.what))
	}
	return s
}

// mapping shows which header became which field.
func mapping(file *importer.File) *sheet.Sheet {
	s := &sheet.Sheet{Columns: []sheet.Column{{Key: "header", Title: say.T("header")}, {Key: "field", Title: say.T("field")},
		{Key: "samples", Title: say.T("samples"), Type: sheet.List}}}
	for _, c := range file.Columns {
		s.Add(c.Header, known(c.Field), c.Samples)
	}
	return s
}

// fewSteps is how many rows a person is shown of a plan: those that are not
// simply added.
const fewSteps = 20

// showPlan prints what a dry run found out: which header is which field, and
// the rows of which not every one is simply added. In JSON it comes with the counts.
func (a *app) showPlan(file *importer.File, run *importRun) error {
	if len(file.Columns) > 0 {
		if err := a.print(mapping(file)); err != nil {
			return err
		}
	}
	if a.format != render.Table && a.format != render.Markdown {
		return nil
	}
	var shown []planned
	more := 0
	for _, p := range run.steps {
		switch {
		case p.step == "add" || p.step == "reject": // the bad are named one by one
		case len(shown) < fewSteps:
			shown = append(shown, p)
		default:
			more++
		}
	}
	if len(shown) > 0 {
		if err := a.print(planSheet(shown)); err != nil {
			return err
		}
	}
	if more > 0 {
		a.note("… and %d more rows; --json lists every row", more)
	}
	return nil
}

// withPlan adds columns and plan to the counts, for JSON.
func (c importCounts) withPlan(file *importer.File, run *importRun) *sheet.Sheet {
	s := c.sheet()
	s.Columns = append(s.Columns, sheet.Column{Key: "columns", Type: sheet.Nested}, sheet.Column{Key: "plan", Type: sheet.Nested})
	s.Rows[0] = append(s.Rows[0], mapping(file), planSheet(run.steps))
	return s
}
