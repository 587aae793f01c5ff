package store

import (
	"context"
	"database/sql"
	"slices"

	"leads/internal/crm"
)

// Wins are the deals that clients have won, by the client that they count under.
type Wins struct {
	survivors map[crm.ClientID]crm.ClientID // of merged clients
	won       map[crm.ClientID][]win
}

type win struct {
	lead crm.LeadID // the one that it counts under
	on   crm.Date
}

// Wins reads the won deals of some clients, or of all.
func (t *Tx) Wins(ctx context.Context, of ...crm.ClientID) (Wins, error) {
	w, err := t.mergedClients(ctx)
	if err != nil {
		return w, err
	}
	query, args := `SELECT o.client_id, o.id, d.closed_on FROM deal d JOIN lead o ON o.id = d.lead_id
		WHERE d.outcome = 'won' AND o.client_id IS NOT NULL`, []any(nil)
	clients := []crm.ClientID{0}
	if len(of) > 0 {
		clients = w.together(of)
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
			id = w.survivor(id)
			w.won[id] = append(w.won[id], deal)
			return err
		})
		if err != nil {
			return w, err
		}
	}
	return w, nil
}

// mergedClients gives no deals yet, but which clients count as one.
func (t *Tx) mergedClients(ctx context.Context) (Wins, error) {
	w := Wins{map[crm.ClientID]crm.ClientID{}, map[crm.ClientID][]win{}}
	return w, t.each(ctx, `SELECT id, merged_into FROM client WHERE merged_into IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var id, survivor crm.ClientID
		err := rows.Scan(&id, &survivor)
		w.survivors[id] = survivor
		return err
	})
}

// survivor is the client that one counts under.
func (w Wins) survivor(id crm.ClientID) crm.ClientID {
	if survivor, merged := w.survivors[id]; merged {
		return survivor
	}
	return id
}

// together lists, in order, clients and those that count as one with them.
func (w Wins) together(of []crm.ClientID) (list []crm.ClientID) {
	survivors := map[crm.ClientID]bool{}
	for _, id := range of {
		if survivor := w.survivor(id); survivor != 0 && !survivors[survivor] {
			survivors[survivor] = true
			list = append(list, survivor)
		}
	}
	for other, survivor := range w.survivors {
		if survivors[survivor] {
			list = append(list, other)
		}
	}
	slices.Sort(list)
	return list
}

// Before counts the leads that the client of a lead had won when it came.
func (w Wins) Before(l crm.Lead) int {
	var leads []crm.LeadID
	for _, deal := range w.won[w.survivor(l.ClientID)] {
		if deal.on <= l.FirstTouchOn && deal.lead != l.ID && deal.lead != l.MergedInto && !slices.Contains(leads, deal.lead) {
			leads = append(leads, deal.lead)
		}
	}
	return len(leads)
}

// WithSameClients adds to leads that an update has touched all leads of the same clients: of
// those that they have, and of those that they had before.
func (t *Tx) WithSameClients(ctx context.Context, leads []crm.LeadID) ([]crm.LeadID, error) {
	w, err := t.mergedClients(ctx)
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
	for _, c := range w.together(clients) {
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
