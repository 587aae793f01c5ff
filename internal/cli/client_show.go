package cli

import (
	"cmp"
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

// clientHistory adds to a client's record what its whole account came to: the
// touch that brought it, every lead, whom it referred, and what happened when.
func (a *app) clientHistory(ctx context.Context, tx *store.Tx, id int64, s *sheet.Sheet) error {
	client := crm.ClientID(id)
	base, err := tx.Base(ctx)
	if err != nil {
		return err
	}
	leads, err := tx.Leads(ctx, store.LeadFilter{Keep: store.Keep{Clients: []crm.ClientID{client}}, Sort: "date"})
	if err != nil {
		return err
	}
	referred, err := tx.Leads(ctx, store.LeadFilter{Referrers: []crm.ClientID{client}, Sort: "date"})
	if err != nil {
		return err
	}
	if err := a.scores.Freshen(ctx, tx, leads); err != nil {
		return err
	}
	history, err := accountTimeline(ctx, tx, leads)
	if err != nil {
		return err
	}
	var first crm.Lead
	if len(leads) > 0 {
		first = leads[0]
	}
	won, open, revenue, cost, minutes := int64(0), int64(0), int64(0), int64(0), int64(0)
	for _, l := range leads {
		switch {
		case l.Open():
			open++
		case l.Deal.Outcome == crm.Won:
			won, revenue = won+1, revenue+l.Deal.Base.Minor
		}
		cost += l.Cost.Minor
		if l.Minutes != nil {
			minutes += *l.Minutes
		}
	}
	names := []string{}
	for _, l := range referred {
		if name := cmp.Or(l.Client, l.Title); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, c := range []struct {
		column sheet.Column
		cell   any
	}{
		{sheet.Column{Key: "first_touch_on", Title: say.T("first touch"), Type: sheet.Date}, known(first.FirstTouchOn)},
		{sheet.Column{Key: "source", Title: say.T("source")}, known(first.First.Source)},
		{sheet.Column{Key: "channel", Title: say.T("channel")}, known(first.First.Channel)},
		{sheet.Column{Key: "campaign", Title: say.T("campaign")}, known(first.First.Campaign)},
		{sheet.Column{Key: "referrer", Title: say.T("referrer")}, known(first.Referrer)},
		{sheet.Column{Key: "open", Title: say.T("open"), Type: sheet.Count}, open},
		{sheet.Column{Key: "won", Title: say.T("won"), Type: sheet.Count}, won},
		{sheet.Column{Key: "revenue", Title: say.T("revenue"), Type: sheet.Money}, amount(crm.Money{Minor: revenue, Currency: base})},
		{sheet.Column{Key: "cost", Title: say.T("cost"), Type: sheet.Money}, amount(crm.Money{Minor: cost, Currency: base})},
		{sheet.Column{Key: "hours", Title: say.T("hours"), Type: sheet.Hours}, float64(minutes) / 60},
		{sheet.Column{Key: "referred", Title: say.T("referred"), Type: sheet.List}, names},
		{sheet.Column{Key: "lead_list", Title: say.T("its leads"), Type: sheet.Nested}, leadsSheet(leads)},
		{sheet.Column{Key: "timeline", Title: say.T("timeline"), Type: sheet.Nested}, history},
	} {
		s.Columns = append(s.Columns, c.column)
		s.Rows[0] = append(s.Rows[0], c.cell)
	}
	return nil
}

// accountTimeline is what happened on all leads of a client, by day.
func accountTimeline(ctx context.Context, tx *store.Tx, leads []crm.Lead) (*sheet.Sheet, error) {
	all := timeline(crm.Lead{}, nil, nil, nil)
	all.Rows, all.Columns = nil, slices.Insert(all.Columns, 1, sheet.Column{Key: "lead", Title: say.T("lead"), Type: sheet.ID})
	for _, l := range leads {
		stages, err := tx.Stages(ctx, l.ID)
		if err != nil {
			return nil, err
		}
		acts, err := tx.Activities(ctx, store.ActivityFilter{Lead: l.ID})
		if err != nil {
			return nil, err
		}
		related, err := relativesOf(ctx, tx, l)
		if err != nil {
			return nil, err
		}
		for _, row := range timeline(l, related.merged, stages, acts).Rows {
			all.Rows = append(all.Rows, slices.Insert(row, 1, any(int64(l.ID))))
		}
	}
	slices.SortStableFunc(all.Rows, func(x, y []any) int { return cmp.Compare(x[0].(string), y[0].(string)) })
	return all, nil
}
