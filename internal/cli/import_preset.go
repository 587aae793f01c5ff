package cli

import (
	"strings"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/sheet"
)

// listPresets shows the exports that are known.
func (a *app) listPresets() error {
	s := &sheet.Sheet{Columns: []sheet.Column{{Key: "preset", Title: say.T("preset")}, {Key: "about", Title: say.T("what it is"), Whole: true},
		{Key: "as", Title: say.T("imported as")}, {Key: "source", Title: say.T("source of rows that name none")}, {Key: "headers", Title: say.T("recognised by"), Detail: true}}}
	for _, p := range importer.Presets() {
		s.Add(p.Name, a.catalogue.Say(p.About), string(p.As), known(p.Source), known(p.Headers))
	}
	return a.print(s)
}

// notePreset says which export a file was taken for.
func (a *app) notePreset(file *importer.File, in importInput) {
	p := file.Preset
	switch {
	case p.About.IsZero(): // its headers alone say it
	case file.Contacts:
		a.note("preset %s (%s): contacts", p.Name, p.About)
	case p.Source != "" && in.source == "" && p.As == importer.Leads:
		a.note("preset %s (%s); rows that name no source come from %s", p.Name, p.About, p.Source)
	default:
		a.note("preset %s (%s)", p.Name, p.About)
	}
}

// noteUntaken names the columns that nobody asked to leave out and no field takes.
func (a *app) noteUntaken(file *importer.File, in importInput) {
	var names []string
	for _, at := range untaken(file, in) {
		names = append(names, crm.CleanLine(file.Columns[at].Header))
	}
	switch {
	case len(names) == 0 || in.asked:
	case file.As != importer.Leads:
		a.note("not imported: %s (say what they are with --map)", strings.Join(names, ", "))
	default:
		a.note("not imported: %s (say what they are with --map, or keep them with --keep-columns)", strings.Join(names, ", "))
	}
}
