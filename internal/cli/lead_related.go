package cli

import (
	"context"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

// relatives are what belongs to a lead beyond itself: the leads merged into it, the
// order that it repeats and those that repeat it.
type relatives struct {
	merged, repeats []crm.Lead
	repeatOf        crm.LeadID
}

func relativesOf(ctx context.Context, tx *store.Tx, lead crm.Lead) (k relatives, err error) {
	ids, err := tx.MergedInto(ctx, lead.ID)
	if err != nil {
		return k, err
	}
	for _, id := range ids {
		l, err := tx.Lead(ctx, id)
		if err != nil {
			return k, err
		}
		k.merged = append(k.merged, l)
	}
	pairs, err := tx.PairsOf(ctx, lead.ID)
	if err != nil {
		return k, err
	}
	for _, p := range pairs {
		if p.Kind != crm.Repeat || p.A == p.B {
			continue
		}
		other, err := tx.Lead(ctx, p.A+p.B-lead.ID)
		if err != nil {
			return k, err
		}
		if intake.Later(other, lead) {
			k.repeats = append(k.repeats, other)
		} else if k.repeatOf == 0 || other.ID > k.repeatOf {
			k.repeatOf = other.ID
		}
	}
	return k, nil
}

// tell adds them to a lead's record.
func (k relatives) tell(s *sheet.Sheet) {
	s.Columns = append(s.Columns,
		sheet.Column{Key: "repeat_of", Title: say.T("repeat of"), Type: sheet.ID},
		sheet.Column{Key: "repeats", Title: say.T("repeats"), Type: sheet.Nested},
		sheet.Column{Key: "merged", Title: say.T("merged"), Type: sheet.Nested})
	var of any
	if k.repeatOf != 0 {
		of = int64(k.repeatOf)
	}
	repeats, merged := kinSheet(k.repeats), kinSheet(k.merged)
	repeats.Title, merged.Title = say.T("Repeated by"), say.T("Merged into it")
	s.Rows[0] = append(s.Rows[0], of, repeats, merged)
}

// kinSheet lists leads with what a person would look for in them.
func kinSheet(list []crm.Lead) *sheet.Sheet {
	s := &sheet.Sheet{Columns: []sheet.Column{
		{Key: "id", Title: say.T("id"), Type: sheet.ID},
		{Key: "title", Title: say.T("title")},
		{Key: "client", Title: say.T("client")},
		{Key: "contact", Title: say.T("contact")},
		{Key: "email", Title: say.T("e-mail"), Detail: true},
		{Key: "phone", Title: say.T("phone"), Detail: true},
		{Key: "url", Title: say.T("URL"), Detail: true},
		{Key: "external_id", Title: say.T("external id"), Detail: true},
		{Key: "source", Title: say.T("source")},
		{Key: "channel", Title: say.T("channel"), Detail: true},
		{Key: "first_touch_on", Title: say.T("first touch"), Type: sheet.Date},
	}}
	for _, l := range list {
		s.Add(int64(l.ID), l.Title, known(l.Client), known(l.Contact), known(l.Email), known(l.Phone), known(l.URL), known(l.ExternalID),
			known(l.First.Source), known(l.First.Channel), string(l.FirstTouchOn))
	}
	return s
}
