package intake

import (
	"leads/internal/crm"
	"leads/internal/dedup"
)

// recent are the latest leads of a large import, which the next resemble more
// often than any: they are compared without being read again.
type recent [1 << 12]struct {
	lead   crm.Lead
	traits *dedup.Traits
}

// add notes a lead as it is in the file, with what [store.Tx.Alike] gives of it.
func (r *recent) add(l crm.Lead, t *dedup.Traits) {
	at := &r[int(l.ID)%len(r)]
	at.traits = t
	at.lead = crm.Lead{ID: l.ID, Title: l.Title, Client: l.Client, Contact: l.Contact, Email: l.Email, Phone: l.Phone, URL: l.URL,
		ExternalID: l.ExternalID, Note: l.Note, Touch: l.Touch, FirstTouchOn: l.FirstTouchOn, Value: l.Value}
}

// find gives a lead with its traits; no traits when it has to be read.
func (r *recent) find(id crm.LeadID) (crm.Lead, *dedup.Traits) {
	if r == nil {
		return crm.Lead{}, nil
	}
	if at := &r[int(id)%len(r)]; at.traits != nil && at.lead.ID == id {
		return at.lead, at.traits
	}
	return crm.Lead{}, nil
}
