package intake

import (
	"context"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/store"
)

// Merge is what folding one of two leads into the other would do.
type Merge struct {
	Gone, Kept crm.Lead   // the later first touch goes, the earlier one survives
	Reopened   crm.LeadID // whose closing becomes a line of the timeline; 0 for none
	FollowUpOn crm.Date   // that the survivor takes over; "" for none
	Notes      []say.Text
}

// PlanMerge says what merging two leads would do, whichever is named first. Of two
// that are closed, ends names the one whose closing counts; 0 where both agree.
// What cannot be one lead is Invalid or Refused.
func PlanMerge(ctx context.Context, tx *store.Tx, id, into, ends crm.LeadID) (m Merge, err error) {
	if m.Gone, err = m.survivor(ctx, tx, id); err != nil {
		return m, err
	}
	if m.Kept, err = m.survivor(ctx, tx, into); err != nil {
		return m, err
	}
	switch {
	case id == into:
		return m, crm.Invalidf("lead %d cannot be merged into itself", int64(id)).WithHint("leads merge ID INTO")
	case m.Gone.ID == m.Kept.ID:
		return m, crm.Errorf(crm.Refused, "leads %d and %d are merged already", int64(id), int64(into)).WithHint("leads show %d", int64(m.Kept.ID))
	}
	if ends == id {
		ends = m.Gone.ID
	} else if ends == into {
		ends = m.Kept.ID
	}
	if Later(m.Kept, m.Gone) {
		m.Gone, m.Kept = m.Kept, m.Gone
	}
	if m.Reopened, err = otherClosing(m.Gone, m.Kept, ends); err != nil {
		return m, err
	}
	m.noteOpen()
	if m.Kept.FollowUpOn == "" { // a day to come back must not be forgotten
		m.FollowUpOn = m.Gone.FollowUpOn
	}
	return m, nil
}

// noteOpen remarks that an open lead becomes one with a closed one.
func (m *Merge) noteOpen() {
	open, closed := m.Gone, m.Kept
	if m.Kept.Open() {
		open, closed = m.Kept, m.Gone
	}
	if !open.Open() || closed.Open() {
		return
	}
	m.Notes = append(m.Notes, say.T("lead %d was open; merged, the opportunity is closed: %s on %s (leads reopen %d opens it)",
		int64(open.ID), say.T(string(closed.Deal.Outcome)), say.Day(closed.Deal.ClosedOn), int64(m.Kept.ID)))
}

// survivor is the lead under which a number counts, with a remark where that is another.
func (m *Merge) survivor(ctx context.Context, tx *store.Tx, id crm.LeadID) (crm.Lead, error) {
	lead, err := survivor(ctx, tx, id)
	if err == nil && lead.ID != id {
		m.Notes = append(m.Notes, say.T("lead %d was merged into lead %d", int64(id), int64(lead.ID)))
	}
	return lead, err
}

// Later reports whether a lead's first touch is after another's.
func Later(a, b crm.Lead) bool {
	return a.FirstTouchOn > b.FirstTouchOn || a.FirstTouchOn == b.FirstTouchOn && a.ID > b.ID
}

// otherClosing says whose closing does not count when two leads become one: not
// that of ends, else one of two that agree. 0 where one of them is open.
func otherClosing(gone, kept crm.Lead, ends crm.LeadID) (crm.LeadID, error) {
	if gone.Open() || kept.Open() {
		return 0, nil
	}
	switch g, k := gone.Deal, kept.Deal; {
	case ends == gone.ID:
		return kept.ID, nil
	case ends == kept.ID:
	case g.Outcome != k.Outcome || g.Amount.Known() && k.Amount.Known() && g.Amount != k.Amount:
		return 0, crm.Errorf(crm.Refused, "leads %d and %d ended differently (%s on %s, %s on %s), and one opportunity can only end once",
			int64(gone.ID), int64(kept.ID), say.T(string(g.Outcome)), say.Day(g.ClosedOn), say.T(string(k.Outcome)), say.Day(k.ClosedOn)).
			WithHint("say which end counts: leads merge %d %d --closing %d", int64(gone.ID), int64(kept.ID), int64(kept.ID))
	case g.Amount.Known() && !k.Amount.Known():
		return kept.ID, nil
	}
	return gone.ID, nil
}

// Apply merges the leads and gives the survivor as it is then. What it writes
// into the timeline is in the words of the catalogue.
func (m Merge) Apply(ctx context.Context, tx *store.Tx, at crm.Instant, words say.Catalogue) (crm.Lead, error) {
	if err := m.noteClosing(ctx, tx, at, words); err != nil {
		return m.Kept, err
	}
	if err := tx.PointLead(ctx, m.Gone.ID, m.Kept.ID); err != nil {
		return m.Kept, err
	}
	if m.FollowUpOn != "" {
		if err := tx.SetFollowUp(ctx, m.Kept.ID, m.FollowUpOn); err != nil {
			return m.Kept, err
		}
	}
	if err := tx.Touched(ctx, m.Kept.ID, at); err != nil {
		return m.Kept, err
	}
	return tx.Lead(ctx, m.Kept.ID)
}

// noteClosing makes a line of the timeline of the closing that does not count.
func (m Merge) noteClosing(ctx context.Context, tx *store.Tx, at crm.Instant, words say.Catalogue) error {
	lead := m.Gone
	switch m.Reopened {
	case 0:
		return nil
	case m.Kept.ID:
		lead = m.Kept
	}
	if err := tx.ReopenDeal(ctx, lead.ID); err != nil {
		return err
	}
	d := lead.Deal
	text := say.T("closed as %s", say.T(string(d.Outcome)))
	if d.Amount.Known() {
		text = say.T("closed as %s with %s", say.T(string(d.Outcome)), d.Amount.String())
	}
	_, err := tx.AddActivity(ctx, crm.Activity{Lead: lead.ID, Kind: "note", On: d.ClosedOn, CreatedAt: at,
		Note: words.Say(say.T("%s, as lead %d; the other closing counts", text, int64(lead.ID)))})
	return err
}
