package importer

import (
	"slices"

	"leads/internal/crm"
)

// jobColumn is the column that holds the job of the person whose name the row
// has, -1 when the rows are not people.
func (p *plan) jobColumn(headers []string, as As) int {
	if as != Leads || p.own {
		return -1
	}
	first := has(headers, "first name", "firstname", "prénom", "vorname", "given name", "nombre de pila")
	p.people = first
	if !first {
		if !has(headers, "name", "full name", "nom complet", "contact full name") || !has(headers, "email", "e-mail", "email address", "phone", "linkedin url", "person linkedin url") ||
			!has(headers, "company", "company name", "account name", "société", "entreprise", "organization") || has(headers, "value", "amount", "budget", "deal", "opportunity", "price", "montant", "project", "job url", "deal name", "client") {
			return -1
		}
	}
	for _, word := range []string{"title", "job title", "titre", "poste", "position", "job role", "role", "designation", "fonction", "intitulé du poste"} {
		for i, h := range headers {
			if crm.Key(h) == crm.Key(word) {
				p.people = true
				return i
			}
		}
	}
	return -1
}

func has(headers []string, names ...string) bool {
	return slices.ContainsFunc(headers, func(h string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return crm.Key(n) == crm.Key(h) })
	})
}

// isNeed reports whether a header beside a person's name says what the person asks for.
func isNeed(header string) bool {
	switch crm.Key(header) {
	case "besoin", "demande", "service", "typeofproject", "projecttype", "servicio", "leistung", "prestation", "annonce", "offre":
		return true
	}
	return false
}
