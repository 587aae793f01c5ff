package importer

import (
	"strings"
	"sync"

	"leads/internal/crm"
)

// origins are the words by which other tools say where a lead came from, and
// the starter source that each of them nearly always is. What may be several, such as
// "Social media", is left out: a first touch is locked, so nothing is taken for
// another source unless a person says so.
var origins = sync.OnceValue(func() map[string]string {
	words := map[string]string{}
	for _, line := range []struct{ source, words string }{
		{"Website", "Organic Search, Paid Search, Direct Traffic, Web, Web Form, Web Research, Web Download, Website Form, Web Site, Online Store, Web Mail, Chat, Contact Form, " +
			"Landing Page, Site web, Site internet, Formulaire, Formulaire de contact, Recherche organique, Recherche payante, Trafic direct, SEO, Google, Blog, Online Form, Webform, Inbound"},
		{"Referral", "Referrals, Client Referral, Customer Referral, Employee Referral, External Referral, Partner Referral, Partner, Word of mouth, Existing Client, Existing Customer, Recommendation, " +
			"Recommandation, Recommandations, Bouche à oreille, Bouche-à-oreille, Réseau, Ancien client, Parrainage, Cooptation, Empfehlung, Friend, Network"},
		{"Cold email", "Cold Emailing, Cold mail, Cold Outreach, Outbound email, Prospection email, E-mail à froid, Emailing à froid"},
		{"LinkedIn", "LinkedIn message, LinkedIn InMail, LinkedIn Ads, LinkedIn Outreach"},
		{"Freelancer", "Freelancer.com"},
		{"Upwork", "Upwork.com"},
	} {
		for w := range strings.SplitSeq(line.words, ",") {
			words[crm.Key(w)] = line.source
		}
	}
	return words
})

// Origin proposes the source that a word of another tool nearly always is, among
// those that there are; "" for none.
func Origin(word string, sources []string) string {
	to := origins()[crm.Key(word)]
	for _, s := range sources {
		if to != "" && (crm.Key(s) == crm.Key(to) || origins()[crm.Key(s)] == to) {
			return s
		}
	}
	return ""
}

// leadsToSource reports whether the word of a --map-value names a source that
// there is, with or without its channel.
func (o Options) leadsToSource(to string) bool {
	name, _, _ := strings.Cut(to, "/")
	for _, s := range o.Sources {
		if crm.Key(s) == crm.Key(name) {
			return true
		}
	}
	return false
}

// origin is the source of a cell, after --map-value.
func (b *builder) origin(cell string) string {
	if to := b.mapped(cell); to != cell && b.options.leadsToSource(to) {
		return to
	}
	return cell
}
