package store

import (
	"context"
	"database/sql"
	"slices"

	"leads/internal/crm"
)

// Wins are the deals that clients have won, by the client that they count under.
type Wins struct {
	heir map[crm.ClientID]crm.ClientID // of merged clients
	won  map[crm.ClientID][]win
}

type win struct {
	lead crm.LeadID // the one that it counts under
	on   crm.Date
}

// Wins reads the won deals of some clients, or of all.
func (t *Tx) Wins(ctx context.Context, of ...crm.ClientID) (Wins, error) {
	w, err := t.heirs(ctx)
	if err != nil {
		return w, err
	}
	query, args := `SELECT o.client_id, o.id, d.closed_on FROM deal d JOIN lead o ON o.id = d.lead_id
		WHERE d.outcome = 'won' AND o.client_id IS NOT NULL`, []any(nil)
	clients := []crm.ClientID{0}
	if len(of) > 0 {
		clients = w.kin(of)
		query = `SELECT o.client_id, o.id, d.closed_on FROM lead o CROSS JOIN deal d
			WHERE o.client_id = ? AND d.lead_id = o.id AND d.outcome = 'won'`
	}
	for _, c := range clients {
		if len(of) > 0 {
			args = []any{int64(c)}
		}
		err := t.each(ctx, query, args, func(rows *sql.Rows) error {
			var id crm.ClientID
			var deal win
			err := rows.Scan(&id, &deal.lead, &deal.on)
			id = w.head(id)
			w.won[id] = append(w.won[id], deal)
			return err
		})
		if err != nil {
			return w, err
		}
	}
	return w, nil
}

// heirs are no deals yet, but which clients count as one.
func (t *Tx) heirs(ctx context.Context) (Wins, error) {
	w := Wins{map[crm.ClientID]crm.ClientID{}, map[crm.ClientID][]win{}}
	return w, t.each(ctx, `SELECT id, merged_into FROM client WHERE merged_into IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var id, heir crm.ClientID
		err := rows.Scan(&id, &heir)
		w.heir[id] = heir
		return err
	})
}

// head is the client that one counts under.
func (w Wins) head(id crm.ClientID) crm.ClientID {
	if heir, merged := w.heir[id]; merged {
		return heir
	}
	return id
}

// kin lists, in order, clients and those that count as one with them.
func (w Wins) kin(of []crm.ClientID) (list []crm.ClientID) {
	heads := map[crm.ClientID]bool{}
	for _, id := range of {
		if head := w.head(id); head != 0 && !heads[head] {
			heads[head] = true
			list = append(list, head)
		}
	}
	for other, heir := range w.heir {
		if heads[heir] {
			list = append(list, other)
		}
	}
	slices.Sort(list)
	return list
}

// Before counts the leads that the client of a lead had won when it came.
func (w Wins) Before(l crm.Lead) int {
	var leads []crm.LeadID
	for _, deal := range w.won[w.head(l.ClientID)] {
		if deal.on <= l.FirstTouchOn && deal.lead != l.ID && deal.lead != l.MergedInto && !slices.Contains(leads, deal.lead) {
			leads = append(leads, deal.lead)
		}
	}
	return len(leads)
}

// Kin adds to leads that an update has touched all leads of the same clients: of
// those that they have, and of those that they had before.
func (t *Tx) Kin(ctx context.Context, leads []crm.LeadID) ([]crm.LeadID, error) {
	w, err := t.heirs(ctx)
	if err != nil {
		return nil, err
	}
	var clients []crm.ClientID
	for _, values := range t.rec.before["lead"] {
		if id, ok := values[2].(int64); ok {
			clients = append(clients, crm.ClientID(id))
		}
	}
	for _, id := range leads {
		client := crm.ClientID(0)
		if _, err := t.one(ctx, `SELECT coalesce(client_id, 0) FROM lead WHERE id = ?`, []any{int64(id)}, &client); err != nil {
			return nil, err
		}
		clients = append(clients, client)
	}
	all := slices.Clone(leads)
	for _, c := range w.kin(clients) {
		err := t.each(ctx, `SELECT id FROM lead WHERE client_id = ?`, []any{int64(c)}, func(rows *sql.Rows) error {
			var id crm.LeadID
			err := rows.Scan(&id)
			all = append(all, id)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}
