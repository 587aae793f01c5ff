package importer

import (
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// content is what the cells of a column look like, as far as the beginning of
// the file tells.
type content struct {
	filled                           int
	flags, numbers, days, stageWords int
	values                           []string // up to sampleRows, as written
}

// all reports whether every cell is of one kind.
func (c content) all(n int) bool { return c.filled > 0 && n == c.filled }

// contents looks at the beginning of every column.
func (f *File) contents(columns int) []content {
	list := make([]content, columns)
	rows := 0
	f.records.each(func(r record) bool {
		if r.blank || r.err != nil {
			return true
		}
		for i, cell := range r.cells[:min(len(r.cells), columns)] {
			if cell = f.textCell(cell); cell != "" && !isPlaceholder(cell) {
				list[i].look(cell)
			}
		}
		rows++
		return rows < sampleRows
	})
	return list
}

func (c *content) look(cell string) {
	c.filled++
	if _, ok := readFlag(cell); ok {
		c.flags++
	}
	if isNumber(cell) {
		c.numbers++
	}
	if looksLikeDay(cell) {
		c.days++
	}
	if len(cell) < 40 {
		if _, ok := readStageWord(cell); ok {
			c.stageWords++
		}
	}
	if len(c.values) < 50 {
		c.values = append(c.values, strings.Clone(cell))
	}
}

// same reports whether two columns say the same wherever the beginning shows it.
func (c content) same(other content) bool {
	return c.filled == other.filled && slices.Equal(c.values, other.values)
}

// isNumber is true for an amount, with or without its currency.
func isNumber(cell string) bool {
	if len(cell) > 24 || !strings.ContainsAny(cell, "0123456789") {
		return false
	}
	return isAmount(cell)
}

// looksLikeDay is true for a cell that is a date under some order.
func looksLikeDay(cell string) bool {
	if len(cell) < 6 || len(cell) > 40 || !strings.ContainsAny(cell, "0123456789") {
		return false
	}
	for _, order := range []crm.DateOrder{crm.DMY, crm.MDY} {
		if _, err := crm.ParseDateAs(cell, order); err == nil {
			return true
		}
	}
	return false
}

// readFlag reads the mark of a check box or a word for yes or no.
func readFlag(cell string) (yes, ok bool) {
	if len(cell) > 12 {
		return false, false
	}
	switch strings.ToLower(cell) {
	case "true", "yes", "y", "1", "x", "oui", "o", "vrai", "ja", "j", "wahr", "si", "sí", "verdadero", "checked", "✓", "✔", "✔️", "☑", "☑️", "✅", "🗹", "1.0", "on":
		return true, true
	case "false", "no", "n", "0", "non", "faux", "nein", "falsch", "falso", "unchecked", "✗", "✘", "✖", "☒", "☐", "❌", "⬜", "□", "0.0", "off":
		return false, true
	}
	return false, false
}

// flagFields are fields of yes and no, each with what a yes says.
var flagFields = map[field]bool{wonFlag: true, lostFlag: true, closedFlag: true, activeFlag: true, archivedFlag: true}

// suit gives a column another meaning where its cells are not what its header
// promises: a "Won" of days is the day of winning, a "Closed" of yes and no a flag.
func suit(m meaning, c content) (meaning, bool) {
	switch {
	case flagFields[m.field] && c.filled == 0, flagFields[m.field] && c.all(c.flags):
		return m, true
	case m.field == wonFlag && c.all(c.days):
		return meaning{wonOn, m.weak}, true
	case m.field == lostFlag && c.all(c.days):
		return meaning{lostOn, m.weak}, true
	case m.field == closedFlag && c.all(c.days):
		return meaning{closedOn, m.weak + 1}, true
	case flagFields[m.field] && c.all(c.stageWords):
		return meaning{status, m.weak + 1}, true
	case m.field == wonFlag && c.all(c.numbers):
		return meaning{amount, m.weak + 1}, true
	case flagFields[m.field]:
		return m, false
	case m.field == closedOn && c.all(c.flags):
		return meaning{closedFlag, m.weak}, true
	case (m.field == wonOn || m.field == lostOn) && c.all(c.flags):
		return meaning{map[field]field{wonOn: wonFlag, lostOn: lostFlag}[m.field], m.weak}, true
	}
	return m, true
}

// fits grades how well a column fits a field that another claims too.
func fits(header string, f field, as As, c content, most int) (points int) {
	key := crm.Key(header)
	name := crm.Key(fieldName(f, as))
	if key == name {
		points += 4
	} else if strings.Contains(key, name) {
		points += 2
	}
	switch f {
	case title:
		if c.all(c.numbers) {
			points -= 20
		}
	case client:
		points += about(key, companyWords) - about(key, personWords)
	case date, closedOn, followUpOn, wonOn, lostOn:
		if c.filled > 0 && !c.all(c.days) {
			points -= 10
		}
	case amount, value, cost:
		if c.filled > 0 && !c.all(c.numbers) {
			points -= 10
		}
	case source:
		if strings.HasPrefix(key, "utm") {
			points -= 3
		}
	case stage, outcome, status:
		if c.all(c.stageWords) {
			points += 3
		}
	}
	if most > 0 {
		points += 6 * c.filled / most
	}
	return points
}

var (
	companyWords = []string{"company", "account", "organi", "societe", "entreprise", "firm", "business", "unternehmen", "raisonsociale"}
	personWords  = []string{"person", "contact", "individual"}
)

func about(key string, words []string) int {
	for _, w := range words {
		if strings.Contains(key, w) {
			return 5
		}
	}
	return 0
}

// instead is what the column that does not fit so well fills, if anything.
func instead(header string, f field, c content) (field, bool) {
	switch {
	case f == client && about(crm.Key(header), personWords) > 0:
		return contact, true
	case f == title && c.all(c.numbers) && slices.Contains([]string{"opportunity", "deal", "affaire", "opportunite"}, crm.Key(header)):
		return value, true
	}
	return noField, false
}

// chosen says which of two columns fills a field, and how to turn it.
func chosen(taken, left, fieldName string) say.Text {
	return say.T(`columns %s and %s would both fill %s: %s does; to turn it: --map "%s=-,%s=%s"`, taken, left, fieldName, taken, taken, left, fieldName)
}
