package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/say"
	"leads/internal/store"
)

// Match is an existing lead that may be the same opportunity.
type Match struct {
	dedup.Match
	Lead crm.Lead
}

// mostNamed is how many leads a warning names at most.
const mostNamed = 5

// Duplicates grades the leads that share anything with this one, best first, and
// names the first few. The lead that it repeats is none of them.
func Duplicates(ctx context.Context, tx *store.Tx, lead crm.Lead, repeatOf crm.LeadID) ([]Match, error) {
	traits := dedup.TraitsOf(lead)
	found, err := duplicateCheck{}.matches(ctx, tx, lead, traits, func(crm.Lead) bool { return false })
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(m Match) bool { return m.Lead.ID == repeatOf })
	found = found[:min(len(found), mostNamed)]
	return found, nameMatches(ctx, tx, found)
}

// nameMatches says where the leads that were found came from.
func nameMatches(ctx context.Context, tx *store.Tx, found []Match) error {
	if len(found) == 0 {
		return nil
	}
	leads := make([]crm.Lead, len(found))
	for i, m := range found {
		leads[i] = m.Lead
	}
	if err := tx.NameTouches(ctx, leads); err != nil {
		return err
	}
	for i := range found {
		found[i].Lead = leads[i]
	}
	return nil
}

// Warning names the other lead, the grade and what agrees.
func (m Match) Warning() say.Text {
	if m.Repeat {
		return say.T("%s duplicate of lead %d, or rather a repeat order (--repeat-of %d): %s", say.T(string(m.Grade)), int64(m.Lead.ID), int64(m.Lead.ID), m.Named())
	}
	return say.T("%s duplicate of lead %d: %s", say.T(string(m.Grade)), int64(m.Lead.ID), m.Named())
}

// Named describes the other lead in one line.
func (m Match) Named() say.Text { return say.T("%s (same %s)", OneLine(m.Lead), Agreement(m.Match)) }

// Refusal is the error of a lead that is already there; its kind is Duplicate.
func (m Match) Refusal() error {
	return crm.Errorf(crm.Duplicate, "%s duplicate of lead %d: %s; nothing was written", say.T(string(m.Grade)), int64(m.Lead.ID), m.Named()).
		WithHint("log the new contact on it: leads log %d KIND --via SOURCE/CHANNEL (or add anyway: --on-duplicate allow)", int64(m.Lead.ID))
}

// OneLine is a lead as people recognise it: title, client, first touch, day.
func OneLine(l crm.Lead) string {
	parts := []string{l.Title}
	for _, p := range []string{l.Client, l.First.String(), string(l.FirstTouchOn)} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// Agreement lists the fields that agree, each with how strongly it does in bits, unless
// it settles the matter: "client +12, title +8.3".
func Agreement(m dedup.Match) string {
	parts := slices.Clone(m.Why)
	for i, bits := range m.Weights {
		if bits < dedup.Settled {
			parts[i] += fmt.Sprintf(" %+g", bits)
		}
	}
	return strings.Join(parts, ", ")
}
