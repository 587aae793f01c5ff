package importer

import (
	"maps"
	"slices"

	"leads/internal/crm"
)

// A file of contacts is read as one of leads, but that only who somebody is and
// how to reach them is taken: a contact has no first touch, no stage and no value.

// contactHeaders are the headers that mean something else in a file of contacts:
// whose record it is, and where it comes from.
var contactHeaders = []struct {
	field   field
	name    string
	headers []string
}{
	{client, "client", []string{"name", "nom", "full name", "nom complet", "display name", "client", "company", "entreprise", "société", "organisation", "organization"}},
	{ownField, "fields." + OriginField, []string{"origin", "origine", "provenance"}},
}

// OriginField is the own field under which a contact's row says where the record
// comes from.
const OriginField = "origin"

// asContacts reports whether the rows of a file are contacts: because that was
// said, or because the export is one of people and nobody gave it a source.
func asContacts(o Options, pre *preset) bool {
	return o.Contacts || pre != nil && pre.contacts && !o.Insist && o.Default.Source == ""
}

// contactMap lets --map speak of contacts: name and origin.
func contactMap(m map[string]string) map[string]string {
	m = maps.Clone(m)
	for header, to := range m {
		for _, c := range contactHeaders {
			if crm.Key(to) == crm.Key(c.headers[0]) {
				m[header] = c.name
			}
		}
	}
	return m
}

// fromContacts takes the columns that mean something else in a file of contacts.
func (p *plan) fromContacts(headers []string, settled []bool) {
	people := slices.ContainsFunc(headers, func(h string) bool { m, ok := headerField(h, Leads); return ok && m.field == firstName })
	for _, c := range contactHeaders {
		for _, word := range c.headers {
			if c.field == client && (people || p.has(client)) { // whose name comes in two parts
				break
			}
			for i, h := range headers {
				if !settled[i] && crm.Key(h) == crm.Key(word) && !(c.field == client && p.has(client)) {
					p.take(i, c.field, c.name)
					settled[i] = true
				}
			}
		}
	}
}
