package cli

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
	"leads/internal/form"
	"leads/internal/importer"
	"leads/internal/render"
)

// askColumns asks a person what the columns are that no field takes, and puts
// the answers where --map would have put them. Of an export that is known the
// rest is known to be of no use, so nothing is asked.
func (a *app) askColumns(ctx context.Context, data importer.Input, in *importInput, o *importer.Options) error {
	file, enough, err := importer.Sketch(data, *o)
	if err != nil {
		return nil // the import itself says it
	}
	open := untaken(file, *in)
	known := file.Preset.Name != "" && file.Preset.Name != importer.NoPreset
	if len(open) == 0 || enough && (in.keepColumns || known) {
		return nil
	}
	ask := a.asker()
	if enough {
		var names []string
		for _, at := range open {
			names = append(names, crm.CleanLine(file.Columns[at].Header))
		}
		listed := render.Cut(strings.Join(names, ", "), 200, a.plainTerminal())
		switch answer, err := ask.Untaken(ctx, listed, file.As == importer.Leads); {
		case err != nil:
			return formError(err)
		case answer == form.KeepAll:
			in.keepColumns, o.KeepColumns = true, true
			a.answeredImport(in, []string{"--keep-columns"})
			return nil
		case answer == form.SkipAll:
			in.asked = true
			return nil
		}
	} else {
		a.note("no column is known to say what the rows are about; the first line is taken for their header")
	}
	return a.askEach(ctx, ask, file, open, in, o)
}

// askEach asks for each column which field it fills.
func (a *app) askEach(ctx context.Context, ask form.Asker, file *importer.File, open []int, in *importInput, o *importer.Options) error {
	columns := make([]form.Column, len(open))
	for i, at := range open {
		c := file.Columns[at]
		columns[i] = form.Column{Header: render.Cut(c.Header, 40, a.plainTerminal()), Samples: render.Cut(strings.Join(c.Samples, ", "), 60, a.plainTerminal())}
	}
	taken := map[string]bool{}
	for _, c := range file.Columns {
		taken[c.Field] = true
	}
	var free []form.Choice
	for _, name := range importer.Fields(file.As) {
		if !taken[name] || name == "note" {
			free = append(free, form.Choice{Value: name, Label: name})
		}
	}
	fields := func(c form.Column) []form.Choice {
		if file.As != importer.Leads {
			return free
		}
		return append([]form.Choice{{Value: own, Label: a.say("an own field of the leads")}}, free...)
	}
	check := func(at int, field string) error {
		for _, other := range columns[:at] {
			if field == other.Field && field != "" && field != own && field != "note" {
				return errors.New(a.say("that is already the column %q", other.Header))
			}
		}
		return nil
	}
	if err := ask.Columns(ctx, columns, fields, check); err != nil {
		return formError(err)
	}
	var pairs []string
	for i, at := range open {
		field := columns[i].Field
		if field == "" {
			field = "-"
		} else if field == own {
			field = own + strings.ReplaceAll(strings.TrimSpace(file.Columns[at].Header), "=", "-")
		}
		pairs = append(pairs, mapKey(file.Columns, at)+"="+field)
	}
	flags := []string{}
	for _, pair := range pairs {
		if strings.ContainsAny(pair, `,"`) {
			pair = `"` + strings.ReplaceAll(pair, `"`, `""`) + `"`
		}
		flags = append(flags, "--map", pair)
		in.maps = append(in.maps, pair)
	}
	a.answeredImport(in, flags)
	var err error
	o.Map, err = importer.ParsePairs(strings.Join(in.maps, ","))
	return err
}

// own means an own field named like its column.
const own = "fields."

// mapKey names a column for --map: by its header where that is clear, else by
// its number.
func mapKey(columns []importer.Column, at int) string {
	header := strings.TrimSpace(columns[at].Header)
	alike := 0
	for _, c := range columns {
		if crm.Key(c.Header) == crm.Key(header) {
			alike++
		}
	}
	if header == "" || alike > 1 || strings.ContainsAny(header, "#=\"\n\r") {
		return "#" + strconv.Itoa(at+1)
	}
	return header
}

// untaken are the columns that nobody asked to leave out and no field takes.
func untaken(file *importer.File, in importInput) (places []int) {
	for i, c := range file.Columns {
		known := slices.Contains([]string{"score", "level", "created_at", "updated_at", "line", "reason"}, c.Header)
		asked := slices.ContainsFunc(in.maps, func(m string) bool { return strings.Contains(m, c.Header) })
		if c.Field == "" && strings.TrimSpace(c.Header) != "" && !known && !asked {
			places = append(places, i)
		}
	}
	return places
}
