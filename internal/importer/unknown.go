package importer

import (
	"slices"
	"strings"

	"leads/internal/crm"
)

// UnknownWord is a word of a column that nothing knows: a stage or outcome, or
// a kind of activity.
type UnknownWord struct {
	Column string
	Word   string // as it is in the file
	To     string // a target of --map-value that does not turn its meaning
	err    error
}

// Err is the fault of the row that has the word, with its line.
func (u UnknownWord) Err() error { return u.err }

// stageWord reads the word of a stage or outcome column; false where nothing
// knows it.
func (b *builder) stageWord(word string) (stageWord, bool) {
	if s, ok := b.seen[word]; ok {
		return s, true
	}
	to := b.mapped(word)
	s, ok := b.words[crm.Key(to)]
	if !ok || to != word {
		s, ok = readStageWord(to)
	}
	if !ok && to != "" {
		return s, false
	}
	if len(b.seen) < remembered {
		b.seen[strings.Clone(word)] = s
	}
	return s, true
}

// notKnown notes an unknown word and lets the row be read to its end, so that
// all its problems are said in one run.
func (b *builder) notKnown(f field, word string) {
	to := likelyStanding(word)
	err := b.bad(f, crm.Invalidf("there is no stage or outcome %q", clean(word)).
		WithHint("say what it means: --map-value %s; stages: %s; outcomes: %s; open says only that it is open", Quote(MapPair(word, to)), joined(crm.Stages), joined(crm.Outcomes)))
	b.unknown = append(b.unknown, UnknownWord{b.header(f), strings.Clone(word), to, err})
}

// notKind is notKnown for a kind of activity.
func (b *builder) notKind(word string) {
	err := b.bad(kind, crm.Invalidf("there is no activity kind %q", clean(word)).
		WithHint("say what it means: --map-value %s; kinds: %s; or add your own: leads config set kinds %s", Quote(MapPair(word, "other")), strings.Join(append(slices.Clone(crm.Kinds), b.options.Kinds...), ", "), Quote(crm.Key(word))))
	b.unknown = append(b.unknown, UnknownWord{b.header(kind), strings.Clone(word), "other", err})
}

// likelyStanding is what an unknown word is counted as in a proposal: lost or won
// where the word says so, else open, which closes nothing.
func likelyStanding(word string) string {
	low := " " + strings.ToLower(word) + " "
	for _, part := range []string{"declin", "reject", "refus", "no longer", "not interested", "not converted", "not won", "not selected", "lost", "perdu", "dead", "cancel", "annul",
		"abandon", "turned down", "dropped", "unsuccessful", "disqualif", "pas intéress", "plus intéress", "non converti", "non retenu", "verloren", "abgelehnt"} {
		if strings.Contains(low, part) {
			return string(crm.Lost)
		}
	}
	for _, part := range []string{" not ", " no ", " non ", " pas ", " nearly ", " almost ", " presque ", " to ", " to be ", " à ", " maybe ", " if ", " yet ", "?", "unsigned", "awaiting", "waiting", "pending"} {
		if strings.Contains(low, part) {
			return "open"
		}
	}
	for _, part := range []string{" won ", " signed ", " signé ", " signée ", " gagné ", " gagnée ", " hired ", " paid ", " payé ", " converted ", " gewonnen "} {
		if strings.Contains(low, part) {
			return string(crm.Won)
		}
	}
	return "open"
}

// MapPair is a pair for --map or --map-value, in the quotes of CSV where it
// holds a comma or a quote.
func MapPair(from, to string) string {
	pair := crm.CleanLine(from) + "=" + to
	if strings.ContainsAny(pair, `,"`) {
		pair = `"` + strings.ReplaceAll(pair, `"`, `""`) + `"`
	}
	return pair
}

// Quote writes a word for a shell, so that it can be pasted as it is.
func Quote(word string) string {
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./=:@%+,", r))
	}) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
