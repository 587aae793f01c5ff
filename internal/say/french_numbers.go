package say

// frenchNumbers are the sentences that count: about one, and what undo counts.
func frenchNumbers() Catalogue {
	return Catalogue{
		"%s put back": "remis en place : %s", "%s removed": "retiré : %s",
		"%d lead": "%d lead", "%d leads": "%d leads", "%d activity": "%d activité", "%d activities": "%d activités", "%d deal": "%d affaire", "%d deals": "%d affaires",
		"%d stage change": "%d changement d'étape", "%d stage changes": "%d changements d'étape", "%d setting": "%d réglage", "%d settings": "%d réglages",
		"%d rate": "%d taux", "%d rates": "%d taux", "%d source": "%d source", "%d sources": "%d sources", "%d channel": "%d canal", "%d channels": "%d canaux",
		"%d campaign": "%d campagne", "%d campaigns": "%d campagnes", "%d client": "%d client", "%d clients": "%d clients",
		"%d source fee": "%d commission de source", "%d source fees": "%d commissions de source", "%d source host": "%d hôte de source", "%d source hosts": "%d hôtes de source",
		"%d saved report": "%d rapport enregistré", "%d saved reports": "%d rapports enregistrés", "%d lead pair": "%d paire de leads", "%d lead pairs": "%d paires de leads",

		"Forgotten: %s (%s, %s)": "Oublié : %s (%s, %s)", "%d lead emptied": "%d lead vidé", "%d leads emptied": "%d leads vidés",
		"%d mention elsewhere": "%d mention ailleurs", "%d mentions elsewhere": "%d mentions ailleurs",
		"%d lead scored": "%d lead évalué", "%d leads scored": "%d leads évalués", "%d score changed": "%d score modifié", "%d scores changed": "%d scores modifiés",
		"Erase %s from %d lead, the history and the automatic copies? It cannot be undone.": "Effacer %s de %d lead, de l'historique et des copies automatiques ? C'est irréversible.",
		"deleted %d automatic copy": "%d copie automatique supprimée",

		"%d row read": "%d ligne lue", "%d cost": "%d coût", "%d week": "%d semaine", "(%d more is blank or no record)": "(%d autre est vide ou n'est pas un enregistrement)",
		"%d of %d rows is bad, so nothing is imported": "%d ligne sur %d est à rejeter, donc rien n'est importé",
		"… and %d more row; --json lists every row":    "… et %d autre ligne ; --json liste toutes les lignes",

		"%d activity lies after today, on lead %d":                                         "%d activité est postérieure à aujourd'hui, sur le lead %d",
		"%d deal was closed after today, that of lead %d":                                  "%d affaire a été close après aujourd'hui, celle du lead %d",
		"%d lead has its first touch after today: lead %d":                                 "%d lead a son premier contact après aujourd'hui : le lead %d",
		"%d lead has a score that is not the sum of its log: leads score recompute":        "%d lead a un score qui n'est pas la somme de son journal : leads score recompute",
		"kept sums differ from the rows in %d group":                                       "les sommes conservées diffèrent des lignes dans %d groupe",
		"%d other lead is merged into lead %d":                                             "%d autre lead est fusionné dans le lead %d",
		"%d change taken (leads undo takes it back)":                                       "%d changement repris (leads undo l'annule)",
		"learned from %d decided lead":                                                     "appris de %d lead conclu",
		"only %d lead is won or lost: too few to learn from (it takes %d, and both kinds)": "seulement %d lead gagné ou perdu : trop peu pour apprendre (il en faut %d, des deux sortes)",
		"only the first %d lead is shown; --limit 0 shows all":                             "seul %d lead est affiché ; --limit 0 affiche tout",

		"%d journey has no amount and brings no money":                                                               "%d parcours n'a pas de montant et ne rapporte rien",
		"%d journey has no touch within %d days before the closing; it stands under %s":                              "%d parcours n'a aucun contact dans les %d jours avant la clôture ; il figure sous %s",
		"%d of %d journeys has several touches; in the others the one touch has it all, whatever the model":          "%d parcours sur %d a plusieurs contacts ; dans les autres, l'unique contact reçoit tout, quel que soit le modèle",
		"%d of %d paths has several touches; in the others the one touch has it all, whatever the model":             "%d parcours sur %d a plusieurs contacts ; dans les autres, l'unique contact reçoit tout, quel que soit le modèle",
		"%d of %d leads has no source (%s %%)":                                                                       "%d lead sur %d n'a pas de source (%s %%)",
		"%d of %d open leads has no known value, so it adds nothing":                                                 "%d lead ouvert sur %d n'a pas de valeur connue, donc n'ajoute rien",
		"%d open lead (%s) has not reached what %s shares by, and has no credit yet":                                 "%d lead ouvert (%s) n'a pas atteint ce sur quoi %s répartit, et n'a pas encore de crédit",
		"%s learned from %d path, %d of them with several touches":                                                   "%s a appris de %d parcours, dont %d à plusieurs contacts",
		"%s is left out: it learns from paths with several touches, and there is %d of them, less than %d (--force)": "%s est laissé de côté : il apprend des parcours à plusieurs contacts, et il n'y en a que %d, moins de %d (--force)",
		"%s learns from paths with several touches, and there is %d of them, less than %d":                           "%s apprend des parcours à plusieurs contacts, et il n'y en a que %d, moins de %d",
		"it was last used on %s, %d day ago":                                                                         "dernière utilisation le %s, il y a %d jour",
		"so is %d other group":                                                                                       "de même pour %d autre groupe",
		"too early to say: about %d more lead would settle it, if it goes like those so far":                         "trop tôt pour le dire : environ %d lead de plus trancherait, s'il évolue comme les précédents",
	}
}
