package intake

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/store"
)

// refresh takes over from a row what it says about a lead that is there: fields
// that are not locked, a later stage, a closing. An empty cell says nothing. What the
// row would have changed and may not is named.
func (r *run) refresh(ctx context.Context, tx *store.Tx, id crm.LeadID, l crm.Lead, row importer.Row) error {
	was, err := tx.Lead(ctx, id)
	if err != nil {
		return err
	}
	if err := r.sayLocked(ctx, tx, was, l, row); err != nil {
		return err
	}
	now := refreshed(was, l)
	changed := !reflect.DeepEqual(was, now)
	if changed {
		if err := now.Validate(); err != nil {
			return err
		}
		now.UpdatedAt = r.At
		traits := dedup.TraitsOf(now)
		keys := traits.Keys()
		if err := tx.EditLead(ctx, now, keys); err != nil {
			return err
		}
		if r.duplicates.index != nil {
			r.duplicates.index.AddTraits(int64(id), traits, keys)
		}
	}
	moved, err := r.advance(ctx, tx, was, l, row.Line)
	if err != nil {
		return err
	}
	if !changed && !moved {
		r.counts.Duplicates++
		return nil
	}
	r.counts.Updated++
	return tx.Touched(ctx, id, r.At)
}

// refreshed is a lead with what a row says about it.
func refreshed(was, l crm.Lead) crm.Lead {
	now := was
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&now.Contact, l.Contact}, {&now.Email, l.Email}, {&now.Phone, l.Phone},
		{&now.URL, l.URL}, {&now.ExternalID, l.ExternalID}, {&now.Note, l.Note},
	} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	if !slices.Contains([]string{l.ExternalID, l.Contact, l.Client, l.URL}, l.Title) { // else it was taken for a title
		now.Title = l.Title
	}
	if l.ClientID != 0 && crm.Key(l.Client) != crm.Key(was.Client) {
		now.ClientID, now.Client = l.ClientID, l.Client
	}
	if l.ReferrerID != 0 && crm.Key(l.Referrer) != crm.Key(was.Referrer) {
		now.ReferrerID, now.Referrer = l.ReferrerID, l.Referrer
	}
	if l.Value.Known() {
		now.Value = l.Value
	}
	if l.FollowUpOn != "" {
		now.FollowUpOn = l.FollowUpOn
	}
	if len(l.Tags) > 0 {
		now.Tags = l.Tags
	}
	if len(l.Fields) > 0 {
		now.Fields = maps.Clone(was.Fields)
		if now.Fields == nil {
			now.Fields = map[string]string{}
		}
		maps.Copy(now.Fields, l.Fields)
	}
	return now
}

// sayLocked names what a row says of the first touch and may not change.
func (r *run) sayLocked(ctx context.Context, tx *store.Tx, was, l crm.Lead, row importer.Row) error {
	if row.Dated && l.FirstTouchOn != was.FirstTouchOn {
		r.warnings.add(row.Line, say.T("line %d: lead %d keeps its first touch on %s, which is locked; the file says %s",
			row.Line, int64(was.ID), string(was.FirstTouchOn), string(l.FirstTouchOn)))
	}
	named := []crm.Lead{was, l}
	if err := tx.NameTouches(ctx, named); err != nil {
		return err
	}
	had, says := named[0].First, named[1].First
	says.Campaign = row.Lead.First.Campaign
	differs := func(says, had string) bool { return says != "" && crm.Key(says) != crm.Key(had) }
	if differs(says.Source, had.Source) || differs(says.Channel, had.Channel) || differs(says.Campaign, was.First.Campaign) {
		r.warnings.add(row.Line, say.T("line %d: lead %d keeps %s, which is locked; the file says %s",
			row.Line, int64(was.ID), orNone(was.First), orNone(says)))
	}
	return nil
}

func orNone(t crm.TouchNames) string {
	if text := t.String(); text != "" {
		return text
	}
	return "no source"
}

// advance moves a lead to a later stage and closes it; never back.
func (r *run) advance(ctx context.Context, tx *store.Tx, was, l crm.Lead, line int) (moved bool, err error) {
	rank := func(s crm.Stage) int { return slices.Index(crm.Stages, s) }
	switch {
	case l.Stage == "" || !was.Open():
	case rank(l.Stage) > rank(was.Stage):
		if err := tx.SetStage(ctx, was.ID, crm.StageChange{Stage: l.Stage, On: max(r.Today, was.FirstTouchOn)}); err != nil {
			return false, err
		}
		moved = true
	case rank(l.Stage) < rank(was.Stage) && l.Open():
		r.warnings.add(line, say.T("line %d: lead %d stays at %s; the file says %s", line, int64(was.ID), say.T(string(was.Stage)), say.T(string(l.Stage))))
	}
	if l.Open() {
		return moved, nil
	}
	if was.Open() {
		return true, r.close(ctx, tx, was.ID, l.Deal)
	}
	if d := was.Deal; d.Outcome != l.Deal.Outcome || l.Deal.Amount.Known() && l.Deal.Amount != d.Amount {
		r.warnings.add(line, say.T("line %d: lead %d stays closed as %s; the file says otherwise (leads reopen %d)",
			line, int64(was.ID), say.T(string(d.Outcome)), int64(was.ID)))
	}
	return moved, nil
}
