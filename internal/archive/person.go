package archive

import (
	"context"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/store"
)

// Person packs everything that is kept about a person: their records as a client,
// and their leads with work, steps and payments.
func Person(ctx context.Context, tx *store.Tx, p store.Person) (clients []importer.Archive, leads []importer.ArchiveLead, err error) {
	own, err := tx.OwnTouchNames(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range p.Clients {
		c, err := tx.Client(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		clients = append(clients, packClient(c, own))
	}
	for _, id := range p.Leads {
		lead, err := tx.Lead(ctx, id)
		if err != nil {
			return nil, nil, err
		}
		packed, err := packLeads(ctx, tx, []crm.Lead{lead}, own)
		if err != nil {
			return nil, nil, err
		}
		leads = append(leads, packed...)
	}
	return clients, leads, nil
}
