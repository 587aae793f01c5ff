package cli

import (
	"leads/internal/importer"
	"leads/internal/intake"
	"leads/internal/render"
	"leads/internal/say"
	"leads/internal/sheet"
)

// planSheet lists rows with what would become of them.
func planSheet(steps []intake.Step) *sheet.Sheet {
	s := &sheet.Sheet{Columns: []sheet.Column{{Key: "line", Title: say.T("line"), Type: sheet.Count}, {Key: "step", Title: say.T("step")},
		{Key: "lead", Title: say.T("lead"), Type: sheet.ID}, {Key: "what", Title: say.T("what")}}}
	for _, p := range steps {
		var lead any
		if p.Lead != 0 {
			lead = p.Lead
		}
		s.Add(int64(p.Line), known(p.Do), lead, known(p.What))
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
func (a *app) showPlan(file *importer.File, did *intake.Result) error {
	if len(file.Columns) > 0 {
		if err := a.print(mapping(file)); err != nil {
			return err
		}
	}
	if a.format != render.Table && a.format != render.Markdown {
		return nil
	}
	var shown []intake.Step
	more := 0
	for _, p := range did.Steps {
		switch {
		case p.Do == "add" || p.Do == "reject": // the bad are named one by one
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
func withPlan(c intake.Counts, file *importer.File, did *intake.Result) *sheet.Sheet {
	s := countsSheet(c)
	s.Columns = append(s.Columns, sheet.Column{Key: "columns", Type: sheet.Nested}, sheet.Column{Key: "plan", Type: sheet.Nested})
	s.Rows[0] = append(s.Rows[0], mapping(file), planSheet(did.Steps))
	return s
}
