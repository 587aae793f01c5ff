package importer

import (
	"strings"

	"leads/internal/crm"
)

// reasonWords are parts of what people write as the reason of a loss, with the
// reason that they say.
var reasonWords = []struct {
	reason crm.Reason
	parts  []string
}{
	{"price", []string{"price", "pricing", "expensive", "cheap", "costly", "costs too", "prix", "cher", "tarif", "rate too high", "too high", "preis", "teuer", "caro", "precio"}},
	{"competitor", []string{"competit", "concurren", "other agency", "another agency", "other freelancer", "another freelancer", "someone else", "other vendor", "another vendor", "other provider", "another provider", "autre prestataire", "autre agence", "konkurren", "in-house", "in house", "competencia", "anderer anbieter", "anderen anbieter", "otro proveedor"}},
	{"budget", []string{"budget", "funding", "no money", "no funds", "financement", "trésorerie", "tresorerie", "presupuesto", "kein geld"}},
	{"timing", []string{"timing", "too late", "not now", "postpone", "delayed", "next year", "calendrier", "délai", "delai", "trop tard", "reporté", "reportée", "plus tard", "deadline"}},
	{"scope", []string{"scope", "périmètre", "perimetre", "requirement", "missing feature", "not our stack", "hors sujet"}},
	{"cancelled", []string{"cancel", "annul", "abandon", "project stopped", "project dropped", "projet arrêté"}},
}

// readReason is the reason that free words say: other where they say none, or
// more than one.
func readReason(text string) crm.Reason {
	if r, ok := customaryReasons[crm.Key(text)]; ok {
		return r
	}
	low := strings.ToLower(text)
	said := crm.Reason("")
	for _, w := range reasonWords {
		for _, part := range w.parts {
			if strings.Contains(low, part) {
				if said != "" && said != w.reason {
					return "other"
				}
				said = w.reason
			}
		}
	}
	if said == "" {
		return "other"
	}
	return said
}

// reason reads why a lead was lost. Words that are no reason of ours are kept in
// the note, and become the reason that they say.
func (b *builder) reason() crm.Reason {
	word := b.cells[reason]
	if word == "" {
		return ""
	}
	to := b.mapped(word)
	r, err := crm.ParseReason(to)
	if err == nil {
		if crm.Key(string(r)) != crm.Key(word) { // said otherwise, or in another language
			b.keepReason(word)
		}
		return r
	}
	if s, ok := b.words[crm.Key(word)]; ok && s.reason != "" {
		b.keepReason(word)
		return s.reason
	}
	b.keepReason(word)
	return readReason(word)
}

// keepReason adds the words of a loss to the note.
func (b *builder) keepReason(word string) {
	switch {
	case b.cells[note] == "":
		b.cells[note] = word
	case !strings.Contains(b.cells[note], word):
		b.cells[note] += "\n\n" + word
	}
}
