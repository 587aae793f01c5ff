package cli

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/archive"
	"leads/internal/crm"
	"leads/internal/render"
	"leads/internal/store"
)

func newExport(a *app) *cobra.Command {
	anonymous := false
	cmd := &cobra.Command{
		Use:   "export [FILE]",
		Short: "Write everything out: CSV, JSON or JSON Lines",
		Long: `Write everything out, to stdout or to FILE (private to you). CSV and JSON hold the leads, in
the order of their numbers; JSON Lines holds the whole file: sources with fees, clients,
activities, stages, deals and payments. leads import takes each of them back.
--anonymize writes the same for sharing a report or a bug: names, titles, addresses, notes and
own fields are replaced, each the same everywhere, so that figures and duplicates stay.
The format is that of --format, else of the name of FILE, else CSV; FILE.ics holds the follow-up
days, for a calendar.`,
		Example:     "  leads export leads.csv\n  leads export --format jsonl > everything.jsonl\n  leads export --anonymize for-a-bug-report.jsonl",
		Args:        between(0, 1, "one FILE"),
		Annotations: map[string]string{datable: "yes"},
		RunE: a.run(func(ctx context.Context, args []string) error {
			file := ""
			if len(args) == 1 && args[0] != "-" {
				file = args[0]
			}
			return a.export(ctx, file, anonymous)
		}),
	}
	cmd.Flags().BoolVar(&anonymous, "anonymize", false, "replace what is personal; days, amounts, stages and sources stay")
	return cmd
}

// exportFormat is the format of an export.
func (a *app) exportFormat(file string) (render.Format, error) {
	switch {
	case a.flags.json:
		return render.JSON, nil
	case a.flags.formatSet:
		if a.format == render.CSV || a.format == render.JSON || a.format == render.JSONL || a.format == render.ICS {
			return a.format, nil
		}
		return "", crm.Invalidf("an export is csv, json or jsonl, not %s", string(a.format))
	}
	ending := strings.TrimPrefix(strings.ToLower(filepath.Ext(file)), ".")
	switch ending {
	case "json":
		return render.JSON, nil
	case "jsonl", "ndjson":
		return render.JSONL, nil
	case "ics":
		return render.ICS, nil
	}
	if ending != "" && ending != "csv" && ending != "txt" {
		return "", crm.Invalidf("an export is csv, json or jsonl, not %s", ending).
			WithHint("a spreadsheet opens CSV: leads export %s", strings.TrimSuffix(file, filepath.Ext(file))+".csv")
	}
	return render.CSV, nil
}

func (a *app) export(ctx context.Context, file string, anonymous bool) error {
	format, err := a.exportFormat(file)
	if err != nil {
		return err
	}
	e := exporter{a: a, format: format}
	if anonymous {
		e.mask = archive.NewMask()
	}
	if format == render.ICS && anonymous {
		return crm.Invalidf("a calendar is not anonymized")
	}
	read := func(w io.Writer) error {
		if format == render.ICS {
			return a.calendar(ctx, w)
		}
		return a.view(ctx, func(tx *store.Tx) error { return e.export(ctx, tx, w) })
	}
	if file != "" {
		if err := a.writeInto(file, read); err != nil {
			return err
		}
		e.remark()
		a.note("wrote %s", file)
		return nil
	}
	e.screen = a.StdoutTTY
	var held pieces // a pipe may block, and must not keep the file from others meanwhile
	if err := read(&held); err != nil {
		return err
	}
	e.remark()
	for _, piece := range held {
		if _, err := a.Stdout.Write(piece); err != nil {
			return err
		}
	}
	return nil
}

// pieces hold an answer that grows.
type pieces [][]byte

const pieceSize = 1 << 20

func (p *pieces) Write(data []byte) (int, error) {
	for left := data; len(left) > 0; {
		last := len(*p) - 1
		if last < 0 || len((*p)[last]) == cap((*p)[last]) {
			*p = append(*p, make([]byte, 0, pieceSize))
			last++
		}
		some := left[:min(len(left), cap((*p)[last])-len((*p)[last]))]
		(*p)[last], left = append((*p)[last], some...), left[len(some):]
	}
	return len(data), nil
}

// exporter is one export.
type exporter struct {
	a      *app
	format render.Format
	mask   *archive.Mask // nil: as it is
	screen bool
}

// remark says what was replaced.
func (e *exporter) remark() {
	if e.mask == nil {
		return
	}
	e.a.note("replaced: titles, names, e-mails, phones, URLs, ids, tags, notes, own fields, campaigns, sources of your own; saved reports and aliases are left out")
	e.a.note("kept: days, stages, outcomes, reasons, amounts, hours, kinds, fees, rates, settings, well-known sources and channels, names of own fields")
}

func (e *exporter) export(ctx context.Context, tx *store.Tx, w io.Writer) error {
	if e.format == render.JSONL {
		return archive.Write(ctx, tx, w, archive.Options{Settings: keysOfSettings(), Mask: e.mask})
	}
	var failed error
	columns := leadsSheet(nil)
	value := columns.Column("value")
	rows := func(yield func([]any) bool) {
		failed = tx.Pages(ctx, false, func(list []crm.Lead) error {
			if err := e.a.scores.Freshen(ctx, tx, list); err != nil {
				return err
			}
			for i := range list {
				if e.mask != nil {
					e.mask.Lead(&list[i])
				}
				if !yield(exportCells(&list[i], value)) {
					return errEnough
				}
			}
			return nil
		})
	}
	err := render.WriteRows(w, columns, rows, render.Options{Format: e.format, Screen: e.screen})
	if failed != nil && !errors.Is(failed, errEnough) {
		return failed
	}
	return err
}

// errEnough ends a reading that nobody listens to.
var errEnough = errors.New("enough")
