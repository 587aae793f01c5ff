package importer

import (
	"slices"
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

// leadsToName reports whether the word of a --map-value names a source that there
// is, with or without its channel, or a channel or campaign.
func (o Options) leadsToName(to string) bool {
	source, _, _ := strings.Cut(to, "/")
	is := func(name string) func(string) bool {
		return func(s string) bool { return crm.Key(s) == crm.Key(name) }
	}
	return slices.ContainsFunc(o.Sources, is(source)) || slices.ContainsFunc(o.Names, is(to))
}

// nearlyName reports whether a word is nearly a source, which is what a slip of
// the pen looks like.
func (o Options) nearlyName(to string) bool {
	return slices.ContainsFunc(o.Sources, func(s string) bool { return crm.NearEqual(s, to) })
}

// origin is the source of a cell, after --map-value. A host, or the address of a
// page, is the source that it is one of.
func (b *builder) origin(cell string) string {
	if to := b.mappedName(cell); to != cell {
		return to
	}
	if strings.IndexByte(cell, '.') < 0 && !strings.Contains(cell, "//") {
		return cell
	}
	if s := b.options.SourceOfHost(cell); s != "" {
		return s
	}
	return cell
}

// mappedName is a name of a touch after --map-value. What the word means as a
// stage or an outcome is another column's affair.
func (b *builder) mappedName(name string) string {
	to := b.mapped(name)
	if to == name || b.options.leadsToName(to) {
		return to
	}
	if _, ok := readStageWord(to); !ok && b.options.Create {
		return to
	}
	return name
}

// SourceOfHost is the source that a host or the address of a page is one of, by
// the hosts of the sources, or by a host of the source's name; "" for none.
func (o Options) SourceOfHost(page string) string {
	if strings.ContainsAny(strings.TrimSpace(page), " \t") {
		return ""
	}
	host := crm.Host(page)
	if host == "" {
		return ""
	}
	for at := host; at != ""; {
		if s := o.Hosts[at]; s != "" {
			return s
		}
		_, after, ok := strings.Cut(at, ".")
		if at = after; !ok {
			break
		}
	}
	labels := strings.Split(host, ".")
	for _, s := range o.Sources {
		key := crm.Key(s)
		if len(labels) >= 2 && (crm.Key(labels[len(labels)-2]) == key || crm.Key(host) == key) {
			return s
		}
	}
	return ""
}

// landingTouch is what the link of a landing page says of where its visitor came
// from.
func (b *builder) landingTouch() crm.TouchNames {
	for i, cell := range []string{b.cells[landing], b.cells[pageURL]} {
		if i == 1 && b.options.SourceOfHost(cell) != "" {
			continue // a posting of a platform, whoever linked to it
		}
		if t := crm.UTM(cell); t.Source != "" {
			t.Source = b.sourceNamed(b.origin(t.Source))
			return t
		}
	}
	return crm.TouchNames{}
}

// sourceNamed is a source as its owner writes it.
func (b *builder) sourceNamed(name string) string {
	for _, s := range b.options.Sources {
		if crm.Key(s) == crm.Key(name) {
			return s
		}
	}
	return name
}
