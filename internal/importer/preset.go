package importer

import (
	"slices"
	"strings"
	"sync"

	"leads/internal/crm"
	"leads/internal/say"
)

// preset is what is known of one tool's export beyond its headers.
type preset struct {
	name   string   // as --preset has it
	about  say.Text // what it is
	needs  string   // headers that together tell it, by commas; a|b is one or the other
	lacks  string   // headers of which it has none
	fields string   // "header=field, …": before the vocabulary; - leaves a column out
	words  string   // "word=stage, …": of its stages and outcomes, before the customary ones
	choose bool     // of two columns for one field the better is taken, as without a preset

	as       As
	first    crm.TouchNames // of leads that name no source; of a statement, the source it is of
	order    crm.DateOrder  // of dates that nothing else settles
	currency crm.Currency   // of amounts that name none
	shape    func(*builder) // what only a look at the whole row can tell
	aside    func(*builder) say.Text
	contacts bool // people one knows: contacts, unless somebody gives them a source
}

// Preset describes a known export for people.
type Preset struct {
	Name    string
	About   say.Text
	Headers string // that tell it
	As      As
	Source  string // the first touch that it gives
}

// NoPreset is the preset of a file whose headers alone say what it is.
const NoPreset = "spreadsheet"

// Presets lists the known exports, in the order in which they are tried.
func Presets() []Preset {
	var list []Preset
	for _, p := range presets() {
		list = append(list, Preset{p.name, p.about, strings.ReplaceAll(p.needs, "|", " or "), p.as, p.first.String()})
	}
	return append(list, Preset{Name: NoPreset, About: say.T("any other table, by its headers in English or French"), As: Leads})
}

// ParsePreset checks the name of a preset, whatever its case; "" lets the
// header decide. Errors are Invalid and name them all.
func ParsePreset(s string) (string, error) {
	if s == "" || crm.Key(s) == crm.Key(NoPreset) {
		return strings.ToLower(s), nil
	}
	names := []string{NoPreset}
	for _, p := range presets() {
		if crm.Key(p.name) == crm.Key(s) {
			return p.name, nil
		}
		names = append(names, p.name)
	}
	err := crm.Invalidf("there is no preset %q", s)
	if near := crm.Nearest(s, names); len(near) > 0 {
		return "", err.WithHint("did you mean %s? all of them: leads import --list-presets", strings.Join(near, ", "))
	}
	return "", err.WithHint("list them with: leads import --list-presets")
}

// presetFor is the preset that was asked for, else the one that the header
// tells; nil for none.
func presetFor(headers []string, o Options) *preset {
	if o.As == Deals || o.Preset == NoPreset || o.Preset == "" && isOwnExport(headers) {
		return nil
	}
	keys, abroad := map[string]bool{}, map[string]bool{}
	for _, h := range headers {
		keys[crm.Key(h)] = true
		for _, key := range keysOf(h) {
			abroad[key] = true
		}
	}
	for _, p := range presets() {
		if o.As == Activities && p.as != Activities {
			continue
		}
		if o.Preset == p.name || o.Preset == "" && (p.matches(keys) || p.as != Leads && p.matches(abroad)) {
			return &p
		}
	}
	return nil
}

// matches reports whether the headers are those of the export.
func (p preset) matches(keys map[string]bool) bool {
	for header := range strings.SplitSeq(p.lacks, ",") {
		if header != "" && keys[crm.Key(header)] {
			return false
		}
	}
	for need := range strings.SplitSeq(p.needs, ",") {
		if !slices.ContainsFunc(strings.Split(need, "|"), func(h string) bool { return keys[crm.Key(h)] }) {
			return false
		}
	}
	return true
}

// presetHeaders are the keys of all headers that a preset knows.
var presetHeaders = sync.OnceValue(func() map[string]bool {
	keys := map[string]bool{}
	for _, p := range presets() {
		for h := range strings.FieldsFuncSeq(p.needs, func(r rune) bool { return r == ',' || r == '|' }) {
			keys[crm.Key(h)] = true
		}
	}
	return keys
})

// fromPreset takes the columns of which the preset knows better than the
// vocabulary.
func (p *plan) fromPreset(headers []string, as As, settled []bool) {
	if p.preset == nil {
		return
	}
	mapped := p.column
	for pair := range strings.SplitSeq(p.preset.fields, ",") {
		header, to, ok := strings.Cut(pair, "=")
		if !ok {
			continue
		}
		f, name, _ := target(to, as)
		for i, h := range headers {
			if settled[i] || !p.preset.calls(h, header) || f > ownField && mapped[f] >= 0 {
				continue
			}
			if f == noField { // known, and left to --keep-columns
				p.left = append(p.left, i)
				continue
			}
			p.take(i, f, name)
			settled[i] = true
		}
	}
}

// calls reports whether the header of a file is one of the preset's, in whatever
// language its tool writes.
func (p *preset) calls(header, known string) bool {
	if p.as == Leads {
		return crm.Key(header) == crm.Key(known)
	}
	return slices.Contains(keysOf(header), crm.Key(known))
}
