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

// frenchUsage are the words around a command line that is not understood.
func frenchUsage() Catalogue {
	return Catalogue{
		"%s takes no argument, not %q":                              "%s ne prend pas d'argument, donc pas %q",
		"--%s does not take %q":                                     "--%s n'accepte pas %q",
		"--%s takes a whole number, not %q":                         "--%s prend un nombre entier, pas %q",
		"--%s takes true or false, not %q":                          "--%s prend true ou false, pas %q",
		"--compare-to previous":                                     "--compare-to previous",
		"flag needs an argument: --%s":                              "cette option demande une valeur : --%s",
		"this is no flag: %s":                                       "ceci n'est pas une option : %s",
		"unknown flag: --%s":                                        "option inconnue : --%s",
		"unknown shorthand flag: -%s":                               "option courte inconnue : -%s",
		"did you mean %s? all of them: leads import --list-presets": "vouliez-vous dire %s ? pour tout lister : leads import --list-presets",

		"did you mean %s? its columns are: %s": "vouliez-vous dire %s ? ses colonnes sont : %s",

		"date order": "ordre de date", "activity kind": "type d'activité", "dimension": "dimension",

		"A and B": "A et B", "CUR and RATE": "CUR et RATE", "ID and AMOUNT": "ID et AMOUNT", "ID and ID": "ID et ID", "ID and INTO": "ID et INTO",
		"ID and STAGE": "ID et STAGE", "ID, KIND and NOTE": "ID, KIND et NOTE", "KEY and VALUE": "KEY et VALUE",
		"one FILE": "un FILE", "one TITLE": "un TITLE", "the NAME of a saved report": "le NAME d'un rapport enregistré",

		"January": "janvier", "February": "février", "March": "mars", "April": "avril", "May": "mai", "June": "juin", "July": "juillet",
		"August": "août", "September": "septembre", "October": "octobre", "November": "novembre", "December": "décembre",

		"no such file or directory": "ce fichier ou ce dossier n'existe pas", "permission denied": "accès refusé", "is a directory": "c'est un dossier",
		"not a directory": "ce n'est pas un dossier", "file exists": "le fichier existe déjà", "no space left on device": "plus de place sur le disque",
		"read-only file system": "système de fichiers en lecture seule", "it is a database, and stays one": "c'est une base de données, et cela le reste",
	}
}

// frenchCompletion is the help of completion.
func frenchCompletion() Catalogue {
	return Catalogue{
		"Write what a shell needs to complete commands and names": "Écrire ce qu'il faut à un shell pour compléter commandes et noms",
		"%s is not as this program keeps it":                      "%s n'est pas tel que ce programme le tient",
		"there is no script for the shell %q":                     "pas de script pour le shell %q",
		`Write what a shell needs to complete commands, flags and your own names: leads with their titles,
sources, channels, campaigns, clients, saved reports. Put the line into the file that your shell
reads when it starts:

  bash         ~/.bashrc                  source <(leads completion bash)
  zsh          ~/.zshrc, after compinit   source <(leads completion zsh)
  fish         ~/.config/fish/config.fish leads completion fish | source
  PowerShell   $PROFILE                   leads completion powershell | Out-String | Invoke-Expression`: `Écrire ce qu'il faut à un shell pour compléter les commandes, les options et vos propres noms :
les leads avec leur titre, sources, canaux, campagnes, clients, rapports enregistrés. Mettez la
ligne dans le fichier que votre shell lit au démarrage :

  bash         ~/.bashrc                  source <(leads completion bash)
  zsh          ~/.zshrc, après compinit   source <(leads completion zsh)
  fish         ~/.config/fish/config.fish leads completion fish | source
  PowerShell   $PROFILE                   leads completion powershell | Out-String | Invoke-Expression`,
	}
}
