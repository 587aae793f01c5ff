package cli

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/intake"
	"leads/internal/render"
	"leads/internal/say"
	"leads/internal/sheet"
)

// sayImport prints what an import did, or would do.
func (a *app) sayImport(in importInput, file *importer.File, did *intake.Result) (err error) {
	for _, w := range did.Warnings {
		a.warn(w)
	}
	bad := slices.DeleteFunc(slices.Clone(did.Bad), func(b intake.BadRow) bool { return b.Word })
	a.nameBad(bad[:min(len(bad), maxNamed)])
	a.nameWords(did.Words)
	for _, t := range did.Money {
		a.note("%s", t)
	}
	if did.Unknown && !in.create {
		a.note("--create adds the sources, channels and campaigns that are not there yet")
	}
	if more := len(bad) - maxNamed; more > 0 {
		a.note("… and %d more bad rows; --reject FILE writes them all", more)
	}
	if in.reject != "" {
		if err := a.writeRejects(in.reject, file, did.Bad); err != nil {
			return err
		}
	}
	if in.dryRun && !a.structured() {
		if err := a.showPlan(file, did); err != nil {
			return err
		}
	}
	refused := did.Counts.Rejected > 0 && !in.skipBad
	rejected, counts := did.Counts.Rejected, did.Counts
	if refused { // nothing at all goes in, and a dry run promises no more
		counts = intake.Counts{Read: counts.Read, Rejected: counts.Read, Skipped: counts.Skipped}
	}
	switch {
	case in.dryRun && (a.format == render.JSON || a.format == render.JSONL):
		err = a.print(withPlan(counts, file, did))
	case a.structured(), a.machine() && (!refused || in.dryRun):
		err = a.print(countsSheet(counts))
	case !refused:
		err = a.answer(a.countsSentence(counts), "")
	}
	if err != nil {
		return err
	}
	if in.dryRun {
		a.note("nothing was written (--dry-run)")
	}
	if refused {
		err := crm.Errorf(crm.Refused, "%d of %d rows are bad, so nothing is imported", rejected, counts.Read).
			WithHint("fix them, or import the others with --skip-bad")
		if line := a.wordsCommand(in, did); line != "" {
			if did.Others > 0 && !in.skipBad {
				a.note("fix the rows that have other problems, or leave them out with --skip-bad")
			}
			err = err.WithHint("%s", line)
		}
		return err
	}
	return nil
}

// nameBad names bad rows, each with the next thing to type where that is new.
func (a *app) nameBad(bad []intake.BadRow) {
	said := map[string]bool{}
	for _, row := range bad {
		e, _ := worded(row.Err)
		a.warn(e.Msg)
		if e.Hint.IsZero() {
			continue
		}
		if hint := render.Safe(a.catalogue.Say(e.Hint)); !said[hint] {
			said[hint] = true
			fmt.Fprintln(a.Stderr, a.say("hint: %s", hint))
		}
	}
}

// maxNamed is how many bad rows are named on the terminal.
const maxNamed = 100

// writeRejects writes the bad rows as CSV: line and reason, then the row; those
// of a full export as lines of one.
func (a *app) writeRejects(path string, file *importer.File, bad []intake.BadRow) error {
	var b bytes.Buffer
	if file.Kind == importer.FullExport {
		for _, r := range bad {
			b.WriteString(importer.Reject(r.Raw[0], r.Line, r.Err.Error()) + "\n")
		}
		return a.writeFile(path, b.Bytes())
	}
	w := csv.NewWriter(&b)
	w.Write(append(slices.Clone(importer.RejectHeaders), file.Headers()...)) // a buffer cannot fail
	for _, r := range bad {
		w.Write(append([]string{strconv.Itoa(r.Line), r.Err.Error()}, r.Raw...))
	}
	w.Flush()
	return a.writeFile(path, b.Bytes())
}

// countsSentence is the summary for a person: what is not nothing.
func (a *app) countsSentence(c intake.Counts) string {
	text := a.say("%d rows read", c.Read)
	for _, part := range []struct {
		format string
		n      int64
	}{
		{"%d added", c.Added}, {"%d updated", c.Updated}, {"%d already there", c.Duplicates}, {"%d logged on leads that were there", c.Logged},
		{"%d closed", c.Closed}, {"%d paid", c.Paid}, {"%d costs", c.Costs}, {"%d unmatched", c.Unmatched}, {"%d bad", c.Rejected},
	} {
		if part.n > 0 {
			text += ", " + a.say(part.format, part.n)
		}
	}
	if c.Skipped > 0 {
		text += " " + a.say("(%d more are blank or not records)", c.Skipped)
	}
	return text
}

// countsSheet is the summary as a record.
func countsSheet(c intake.Counts) *sheet.Sheet {
	s := &sheet.Sheet{Shape: sheet.Record}
	row := []any{}
	for _, f := range []struct {
		key   string
		title say.Text
		n     int64
	}{
		{"read", say.T("read"), c.Read}, {"added", say.T("added"), c.Added}, {"updated", say.T("updated"), c.Updated},
		{"duplicates", say.T("duplicates"), c.Duplicates}, {"logged", say.T("logged"), c.Logged}, {"closed", say.T("closed"), c.Closed}, {"paid", say.T("paid"), c.Paid},
		{"costs", say.T("costs"), c.Costs}, {"unmatched", say.T("unmatched"), c.Unmatched}, {"rejected", say.T("rejected"), c.Rejected},
		{"skipped", say.T("skipped"), c.Skipped},
	} {
		s.Columns = append(s.Columns, sheet.Column{Key: f.key, Title: f.title, Type: sheet.Count})
		row = append(row, f.n)
	}
	s.Rows = [][]any{row}
	return s
}
