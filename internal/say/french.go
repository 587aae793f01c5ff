package say

import "maps"

// French is the catalogue for people who read French. It is made when it is
// asked for: an English run pays nothing for it. Machine formats, flags and the
// words that commands take (stages, outcomes, kinds) stay English.
func French() Catalogue {
	c := Catalogue{
		"1,234.5":    "1 234,5", // how a number is written; narrow no-break spaces
		"2006-01-02": "02/01/2006",
	}
	for _, part := range []func() Catalogue{frenchStarters, frenchPages, frenchSentences, frenchWords, frenchTerminal, frenchChoices, frenchUsage, frenchNumbers, frenchCompletion, frenchMoney, frenchGoals} {
		maps.Copy(c, part())
	}
	return c
}

// Starters are the French names of what a new file begins with, by the English ones.
func Starters() Catalogue { return frenchStarters() }

// frenchStarters are the names of a new file's sources and channels.
func frenchStarters() Catalogue {
	return Catalogue{
		"Upwork": "Upwork", "Freelancer": "Freelancer", "LinkedIn": "LinkedIn",
		"Cold email": "Email froid", "Referral": "Parrainage", "Website": "Site web",
		"Search": "Recherche", "Invite": "Invitation directe", "Connection": "Connexion", "Inbound": "Entrant", "Post": "Publication",
		"Outbound": "Sortant", "Client": "Client", "Partner": "Partenaire", "Form": "Formulaire", "Content": "Contenu",
	}
}
