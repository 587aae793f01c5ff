package say

// frenchTerminal are the words around a form: its keys, and what plain lines ask.
func frenchTerminal() Catalogue {
	return Catalogue{
		"Enter a number between %d and %d:":  "Tapez un nombre de %d à %d :",
		"Please a number between %d and %d.": "Il faut un nombre de %d à %d.",
		"There is one choice only; enter 1:": "Il n'y a qu'un choix ; tapez 1 :",
		"back":                               "retour",
		"clear filter":                       "effacer le filtre",
		"down":                               "bas",
		"enter":                              "entrée",
		"esc":                                "échap",
		"filter":                             "filtrer",
		"next":                               "suivant",
		"select":                             "choisir",
		"set filter":                         "garder le filtre",
		"shift+tab":                          "maj+tab",
		"submit":                             "valider",
		"up":                                 "haut",
	}
}

// frenchChoices are the words that commands take, as a form explains them.
func frenchChoices() Catalogue {
	return Catalogue{
		"bid": "offre", "proposal": "devis", "email": "e-mail", "message": "message", "call": "appel", "meeting": "réunion",
		"demo": "démonstration", "visit": "visite", "download": "téléchargement", "subscription": "abonnement", "other": "autre",
		"no-response": "sans réponse", "not-a-fit": "pas pour vous",
		"price": "prix", "competitor": "un concurrent", "cancelled": "abandonné", "timing": "calendrier", "scope": "périmètre", "budget": "budget",
	}
}
