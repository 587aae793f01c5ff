package importer

import (
	"strings"

	"leads/internal/crm"
)

// standing is what a word of a stage or outcome column says. The zero value is
// an open lead of which nothing more is known.
type standing struct {
	stage   crm.Stage
	outcome crm.Outcome
}

// customary are the words that other tools use, by their key.
var customary = map[string]standing{
	"open": {}, "active": {}, "inprogress": {}, "ongoing": {}, "pending": {}, "none": {},
	"win": {outcome: crm.Won}, "closedwon": {outcome: crm.Won}, "hired": {outcome: crm.Won}, "dealwon": {outcome: crm.Won},
	"loss": {outcome: crm.Lost}, "closedlost": {outcome: crm.Lost}, "rejected": {outcome: crm.Lost}, "deallost": {outcome: crm.Lost},
	"declined": {outcome: crm.NotAFit}, "notafit": {outcome: crm.NotAFit}, "disqualified": {outcome: crm.NotAFit},
	"unqualified": {outcome: crm.NotAFit},
	"ghosted":     {outcome: crm.NoResponse}, "noreply": {outcome: crm.NoResponse}, "noanswer": {outcome: crm.NoResponse},
	"noresponse": {outcome: crm.NoResponse},
	"contact":    {stage: crm.Contacted}, "contacting": {stage: crm.Contacted},
	"indiscussion": {stage: crm.Discussion}, "discussing": {stage: crm.Discussion},
	"proposalsent": {stage: crm.Proposal}, "proposalmade": {stage: crm.Proposal},
	"interviewing": {stage: crm.Interview}, "negotiating": {stage: crm.Negotiation}, "innegotiation": {stage: crm.Negotiation},
}

// checkValues refuses a --map-value that leads to no word of leads.
func checkValues(o Options) error {
	for from, to := range o.Values {
		if _, ok := readStanding(to); ok || to == "" {
			continue
		}
		if _, err := crm.ParseReason(to); err == nil {
			continue
		}
		if _, err := crm.ParseKind(to, o.Kinds); err == nil && o.As == Activities {
			continue
		}
		return crm.Invalidf("%q cannot become %q, which is neither a stage nor an outcome", from, to).
			WithHint("stages: %s; outcomes: %s", joined(crm.Stages), joined(crm.Outcomes))
	}
	return nil
}

func readStanding(word string) (standing, bool) {
	if s, ok := customary[crm.Key(word)]; ok {
		return s, true
	}
	if s, err := crm.ParseStage(word); err == nil {
		return standing{stage: s}, true
	}
	if o, err := crm.ParseOutcome(word); err == nil {
		return standing{outcome: o}, true
	}
	return standing{}, false
}

// mapped is a word after --map-value.
func (b *builder) mapped(word string) string {
	if b.values == nil {
		return word
	}
	if to, ok := b.values[crm.Key(word)]; ok {
		return to
	}
	return word
}

// standing reads the word of a stage or outcome column. Unknown words are
// Invalid, with the flag that teaches them.
func (b *builder) standing(word string) (standing, error) {
	if s, ok := b.seen[word]; ok {
		return s, nil
	}
	to := b.mapped(word)
	s, ok := readStanding(to)
	if !ok && to != "" {
		return s, crm.Invalidf("there is no stage or outcome %q", clean(word)).
			WithHint(`say what it means: --map-value "%s=discussion"; stages: %s; outcomes: %s`,
				clean(word), joined(crm.Stages), joined(crm.Outcomes))
	}
	if len(b.seen) < remembered {
		b.seen[strings.Clone(word)] = s
	}
	return s, nil
}

func joined[W ~string](words []W) string {
	names := make([]string, len(words))
	for i, w := range words {
		names[i] = string(w)
	}
	return strings.Join(names, ", ")
}
