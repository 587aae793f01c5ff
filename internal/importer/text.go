package importer

import (
	"encoding/csv"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// place names a record for people: a line of the file, or an element of an array.
func (f *File) place(line int) say.Text {
	if f.Kind == "json" {
		return say.T("element %d", line)
	}
	return say.T("line %d", line)
}

// textCell is what a cell says: in CSV without the apostrophe that keeps a
// spreadsheet from running it, and without blanks at its ends.
func (f *File) textCell(cell string) string {
	if f.Kind == "csv" && len(cell) > 1 && cell[0] == '\'' {
		cell = unguard(cell)
	}
	return trim(cell)
}

// unguard takes one apostrophe off text that looks like a formula behind it,
// which is how CSV is written for spreadsheets. Any other text stays.
func unguard(s string) string {
	if !strings.HasPrefix(s, "'") {
		return s
	}
	inner := strings.TrimLeft(strings.TrimLeft(s, "'"), " \u00a0\ufeff")
	for _, sign := range [...]string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(inner, sign) {
			return s[1:]
		}
	}
	return s
}

// oneLine makes one line of a text and costs nothing when it is one.
func oneLine(s string) string {
	blank := true // a blank at either end or two in a row are to go
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0x80 || c < ' ' || c == ' ' && blank:
			return crm.CleanLine(s)
		default:
			blank = c == ' '
		}
	}
	if blank && s != "" {
		return crm.CleanLine(s)
	}
	return s
}

// splitEscaped splits at a separator that has no backslash before it, and
// leaves the backslashes in.
func splitEscaped(s string, sep byte) []string {
	var out []string
	start := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case sep:
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return append(out, s[start:])
}

// unescape takes the backslash off each escaped character.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b = append(b, s[i])
	}
	return string(b)
}

// escape puts a backslash before the separators of a list, and before the
// equals sign of a key.
var (
	escapeItem = strings.NewReplacer(`\`, `\\`, `;`, `\;`)
	escapeKey  = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `=`, `\=`)
)

// listCell reads items joined by ";", or by "," where a person wrote them so.
func listCell(s string, commas bool) []string {
	if s == "" {
		return nil
	}
	parts := splitEscaped(s, ';')
	if len(parts) == 1 && commas {
		parts = strings.Split(s, ",")
	}
	var out []string
	for _, p := range parts {
		if p = oneLine(unescape(p)); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// mapCell reads k=v items joined by ";". A missing "=" is Invalid.
func mapCell(s string) (map[string]string, error) {
	if s == "" {
		return nil, nil
	}
	out := map[string]string{}
	for _, item := range splitEscaped(s, ';') {
		if item == "" {
			continue
		}
		kv := splitEscaped(item, '=')
		if len(kv) == 1 || kv[0] == "" {
			return nil, crm.Invalidf("%q is not NAME=VALUE", clean(item)).
				WithHint("write own fields as industry=SaaS;size=10")
		}
		out[unescape(kv[0])] = unescape(item[len(kv[0])+1:])
	}
	return out, nil
}

// ParsePairs reads "A=b,C d=e", the form of --map and --map-value. A pair that
// holds a comma is put into quotes. Errors are Invalid.
func ParsePairs(flag string) (map[string]string, error) {
	if strings.TrimSpace(flag) == "" {
		return nil, nil
	}
	r := csv.NewReader(strings.NewReader(flag))
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	r.LazyQuotes = true
	records, err := r.ReadAll()
	if err != nil {
		return nil, crm.Invalidf("%q cannot be read as pairs", flag).WithHint(`write it as "Deal Name=title,Montant=value"`)
	}
	out := map[string]string{}
	for _, record := range records {
		for _, pair := range record {
			at := strings.LastIndexByte(pair, '=')
			if at < 0 || strings.TrimSpace(pair[:at]) == "" {
				if strings.TrimSpace(pair) == "" {
					continue
				}
				return nil, crm.Invalidf("%q is not a pair", clean(pair)).WithHint(`write it as "Deal Name=title,Montant=value"`)
			}
			key, to := strings.TrimSpace(pair[:at]), strings.TrimSpace(pair[at+1:])
			if before, ok := out[key]; ok && before != to {
				return nil, crm.Invalidf("%q is given twice, as %q and %q", key, before, to)
			}
			out[key] = to
		}
	}
	return out, nil
}
