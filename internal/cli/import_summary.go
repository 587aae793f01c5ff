package cli

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/render"
	"leads/internal/say"
	"leads/internal/sheet"
)

// sayImport prints what an import did, or would do.
func (a *app) sayImport(in importInput, file *importer.File, run *importRun) (err error) {
	for _, w := range run.warnings.list() {
		a.warn(w)
	}
	a.nameBad(run.bad[:min(len(run.bad), maxNamed)])
	run.sayStatement()
	if run.unknown && !in.create {
		a.note("--create adds the sources, channels and campaigns that are not there yet")
		if len(run.origins) > 0 {
			a.note("or say which source of yours a word is; these are likely: --map-value \"%s\"", strings.Join(run.origins, ","))
		}
	}
	if more := len(run.bad) - maxNamed; more > 0 {
		a.note("… and %d more bad rows; --reject FILE writes them all", more)
	}
	if in.reject != "" {
		if err := a.writeRejects(in.reject, file, run.bad); err != nil {
			return err
		}
	}
	if in.dryRun && !a.structured() {
		if err := a.showPlan(file, run); err != nil {
			return err
		}
	}
	refused := run.counts.rejected > 0 && !in.skipBad
	bad, counts := run.counts.rejected, run.counts
	if refused { // nothing at all goes in, and a dry run promises no more
		counts = importCounts{read: counts.read, rejected: counts.read, skipped: counts.skipped}
	}
	switch {
	case in.dryRun && (a.format == render.JSON || a.format == render.JSONL):
		err = a.print(counts.withPlan(file, run))
	case a.structured(), a.machine() && (!refused || in.dryRun):
		err = a.print(counts.sheet())
	case !refused:
		err = a.answer(counts.sentence(a), "")
	}
	if err != nil {
		return err
	}
	if in.dryRun {
		a.note("nothing was written (--dry-run)")
	}
	if refused {
		return crm.Errorf(crm.Refused, "%d of %d rows are bad, so nothing is imported", bad, counts.read).
			WithHint("mend them, or import the others with --skip-bad")
	}
	return nil
}

// nameBad names bad rows, each with the next thing to type where that is new.
func (a *app) nameBad(bad []badRow) {
	said := map[string]bool{}
	for _, row := range bad {
		a.warn(say.T("%s", row.err))
		var e *crm.Error
		if !errors.As(row.err, &e) || e.Hint.IsZero() {
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
func (a *app) writeRejects(path string, file *importer.File, bad []badRow) error {
	var b bytes.Buffer
	if file.Kind == importer.FullExport {
		for _, r := range bad {
			b.WriteString(importer.Reject(r.raw[0], r.line, r.err.Error()) + "\n")
		}
		return a.writeFile(path, b.Bytes())
	}
	w := csv.NewWriter(&b)
	w.Write(append(slices.Clone(importer.RejectHeaders), file.Headers()...)) // a buffer cannot fail
	for _, r := range bad {
		w.Write(append([]string{strconv.Itoa(r.line), r.err.Error()}, r.raw...))
	}
	w.Flush()
	return a.writeFile(path, b.Bytes())
}

// importCounts is the summary. read is the sum of all but skipped.
type importCounts struct {
	read, added, updated, duplicates, logged, closed, costs, unmatched, rejected, skipped int64
}

// sentence is the summary for a person: what is not nothing.
func (c importCounts) sentence(a *app) string {
	text := a.say("%d rows read", c.read)
	for _, part := range []struct {
		format string
		n      int64
	}{
		{"%d added", c.added}, {"%d updated", c.updated}, {"%d already there", c.duplicates}, {"%d logged on leads that were there", c.logged},
		{"%d closed", c.closed}, {"%d costs", c.costs}, {"%d unmatched", c.unmatched}, {"%d bad", c.rejected},
	} {
		if part.n > 0 {
			text += ", " + a.say(part.format, part.n)
		}
	}
	if c.skipped > 0 {
		text += " " + a.say("(%d more are blank or no record)", c.skipped)
	}
	return text
}

func (c importCounts) sheet() *sheet.Sheet {
	s := &sheet.Sheet{Shape: sheet.Record}
	row := []any{}
	for _, f := range []struct {
		key   string
		title say.Text
		n     int64
	}{
		{"read", say.T("read"), c.read}, {"added", say.T("added"), c.added}, {"updated", say.T("updated"), c.updated},
		{"duplicates", say.T("duplicates"), c.duplicates}, {"logged", say.T("logged"), c.logged}, {"closed", say.T("closed"), c.closed},
		{"costs", say.T("costs"), c.costs}, {"unmatched", say.T("unmatched"), c.unmatched}, {"rejected", say.T("rejected"), c.rejected},
		{"skipped", say.T("skipped"), c.skipped},
	} {
		s.Columns = append(s.Columns, sheet.Column{Key: f.key, Title: f.title, Type: sheet.Count})
		row = append(row, f.n)
	}
	s.Rows = [][]any{row}
	return s
}

// badRow is a row that cannot be imported.
type badRow struct {
	line int
	err  error
	raw  []string
}
