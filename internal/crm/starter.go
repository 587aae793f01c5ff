package crm

import (
	"slices"
	"strings"
)

// Starter is a source that a new file begins with, and its channels: their names
// and directions, and what either is called elsewhere and in French.
type Starter struct {
	Name     string
	Also     []string
	Hosts    []string
	Channels []Channel
}

// Starters are the sources of a new file of a freelancer; each can be renamed,
// archived, added to. Whatever another language calls them is among their other
// names, so that a line typed in either language means the same in every file.
func Starters() []Starter {
	return []Starter{
		starter("Upwork", "", "upwork.com", "Search out: Recherche, Job Search, Recherche d'offres", "Invite in: Invitation directe, Direct Invite, Invitation, Invitation to bid"),
		starter("Freelancer", "Freelancer.com", "freelancer.com", "Search out: Recherche, Job Search, Recherche d'offres", "Invite in: Invitation directe, Direct Invite, Invitation"),
		starter("LinkedIn", "", "linkedin.com", "Connection out: Connexion, Connection Request, Demande de connexion, Invitation to connect",
			"Inbound in: Entrant, Inbound Message, Message entrant", "Post in: Publication"),
		starter("Cold email", "Email froid, Cold Emailing, Cold mail, Email à froid, Prospection par e-mail", "", "Outbound out: Sortant"),
		starter("Referral", "Parrainage, Referrals, Recommandation, Word of mouth, Bouche à oreille", "",
			"Client in: Client Referral, Parrainage client, Former client, Ancien client", "Partner in: Partenaire, Partner Referral, Parrainage partenaire"),
		starter("Website", "Site web, Web site, Site internet", "", "Form in: Formulaire, Contact form, Formulaire de contact", "Content in: Contenu"),
	}
}

// BusinessStarters are the sources of those who sell at fairs, by phone and by
// advertising.
func BusinessStarters() []Starter {
	return []Starter{
		starter("Website", "Site web, Web site, Site internet", "", "Form in: Formulaire, Contact form, Formulaire de contact", "Content in: Contenu", "Chat in: Tchat, Live chat"),
		starter("Fair", "Salon, Trade fair, Trade show, Salon professionnel, Foire", "", "Stand in: Booth, Stand exposant", "Visit out: Visite"),
		starter("Advertising", "Publicité, Ads, Annonces", "", "Online in: En ligne", "Print in: Presse, Imprimé"),
		starter("Partner", "Partenaire, Partners, Partenaires, Reseller, Revendeur", "", "Introduction in: Mise en relation, Apport d'affaires"),
		starter("Telephone", "Téléphone, Phone, Phone call", "", "Outbound out: Sortant, Cold call, Appel sortant, Prospection téléphonique", "Inbound in: Entrant, Appel entrant"),
		starter("Mailing", "Publipostage, Newsletter, Direct mail", "", "Letter out: Courrier, Lettre", "Email out: E-mail, Emailing"),
		starter("Referral", "Parrainage, Referrals, Recommandation, Word of mouth, Bouche à oreille", "",
			"Client in: Client Referral, Parrainage client, Former client, Ancien client", "Partner in: Partenaire, Partner Referral, Parrainage partenaire"),
	}
}

// IsBusinessStarter reports whether a source of [BusinessStarters] has the name.
func IsBusinessStarter(name string) bool {
	return slices.ContainsFunc(BusinessStarters(), func(s Starter) bool {
		return slices.ContainsFunc(append(s.Also, s.Name), func(own string) bool { return Key(own) == Key(name) })
	})
}

// starter reads a line of the lists: other names and hosts with commas between,
// channels as "Name direction: other, names".
func starter(name, also, hosts string, channels ...string) Starter {
	list := func(text string) []string {
		return slices.DeleteFunc(strings.Split(text, ", "), func(s string) bool { return s == "" })
	}
	s := Starter{Name: name, Also: list(also), Hosts: list(hosts)}
	for _, line := range channels {
		head, also, _ := strings.Cut(line, ": ")
		channel, direction, _ := strings.Cut(head, " ")
		s.Channels = append(s.Channels, Channel{Name: channel, Direction: Direction(direction), Also: list(also)})
	}
	return s
}

// Called gives a starter another name for itself or for one of its channels: the
// old name stays among the others, the new one is taken out of them.
func Called(name string, also []string, instead string) (string, []string) {
	if Key(name) == Key(instead) { // Telephone, Téléphone
		return instead, also
	}
	rest := slices.DeleteFunc(slices.Clone(also), func(s string) bool { return Key(s) == Key(instead) })
	return instead, append(rest, name)
}
