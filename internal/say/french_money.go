package say

// frenchMoney are the sentences about payments, fees and what is still to come.
func frenchMoney() Catalogue {
	return Catalogue{
		"%d leads have no client and are left out":              "%d leads n'ont pas de client et sont laissés de côté",
		"%d lead has no client and is left out":                 "%d lead n'a pas de client et est laissé de côté",
		"%q is not a number of months":                          "%q n'est pas un nombre de mois",
		"--at needs a number of months":                         "--at demande un nombre de mois",
		"No lead has a client yet: leads edit ID --client NAME": "Aucun lead n'a encore de client : leads edit ID --client NAME",
		"What a client is worth by months since the first touch, by %s: net of fees, a client in the mean (%s)": "Ce que vaut un client selon les mois depuis le premier contact, par %s : net de commissions, en moyenne par client (%s)",
		"What a client is worth, by how the client came":                                                        "Ce que vaut un client, selon la façon dont il est venu",
		"`dimension`: source, channel, campaign or referrer":                                                    "`dimension` : source, channel, campaign ou referrer",
		"`months` since the first touch, separated by commas":                                                   "mois (`months`) depuis le premier contact, séparés par des virgules",
		"clients": "clients",
		"count what those brought whom a client sent, too": "compter aussi ce qu'ont apporté ceux qu'un client a envoyés",
		"every client with a lead counts, also one that never bought; a young client counts as long as it is known (Nelson's mean cumulative function, 95 %%); observed: clients known that long": "chaque client ayant un lead compte, même s'il n'a jamais acheté ; un client récent compte aussi longtemps qu'il est connu (fonction cumulée moyenne de Nelson, 95 %%) ; observés : clients connus depuis aussi longtemps",
		"fewer than %d clients are known that long in some rows: too few to rely on":                                                                                                              "moins de %d clients sont connus depuis aussi longtemps dans certaines lignes : trop peu pour s'y fier",
		"for example: --at 3m,12m": "par exemple : --at 3m,12m",
		"leads value --by source":  "leads value --by source",
		"months":                   "mois",
		"observed":                 "observés",
		"the worth of clients goes by source, channel, campaign or referrer, not by %s":                                                          "la valeur des clients va par source, channel, campaign ou referrer, pas par %s",
		"with what the clients brought whom a client sent, and those sent by them: they count again in rows of their own, so rows do not add up": "avec ce qu'ont apporté les clients qu'un client a envoyés, et ceux envoyés par eux : ils comptent aussi dans leurs propres lignes, les lignes ne s'additionnent donc pas",
		`What a client has brought in the mean by so many months since the first touch, repeats
included and fees taken off, by the source, channel, campaign or referrer of the client's
first lead. A deal counts on its closing day. Every client with a lead counts, also one that
never bought. A young client counts as long as it is known, and no longer: the mean is
Nelson's mean cumulative function, with its 95 % range and the number of clients known that long.
With --referrals a client is also worth what those brought whom it sent.`: `Ce qu'un client a apporté en moyenne au bout de tant de mois depuis le premier contact,
commandes suivantes comprises et commissions déduites, par source, canal, campagne ou parrain
du premier lead du client. Une affaire compte le jour de sa clôture. Chaque client ayant un
lead compte, même s'il n'a jamais acheté. Un client récent compte aussi longtemps qu'il est
connu, pas au-delà : la moyenne est la fonction cumulée moyenne de Nelson, avec sa fourchette à
95 % et le nombre de clients connus depuis aussi longtemps.
Avec --referrals, un client vaut aussi ce qu'ont apporté ceux qu'il a envoyés.`,
		"--fee 12%%": "--fee 12%%", "leads deal list": "leads deal list", "leads deal set %s --fee 12%%": "leads deal set %s --fee 12%%", "leads pay %d AMOUNT": "leads pay %d AMOUNT", "leads win %d AMOUNT --fee %s": "leads win %d AMOUNT --fee %s",
		"%d payment": "%d paiement", "%d payments": "%d paiements", "payments": "paiements", "Payments": "Paiements", "payment": "paiement",
		"Enter a payment on a won deal, or a refund": "Saisir un paiement sur une affaire gagnée, ou un remboursement",
		`Enter money that came for a lead: an instalment, a milestone, a bonus; below zero it is a
refund. An open lead is thereby won (--no-win leaves it open): for its value, else for the
amount that came. --fee is what was taken of this payment; without it the fee of the deal
counts, else that of the source on the day. A foreign currency is converted at the rate of
the day, frozen then. leads undo takes a payment back.`: `Saisir l'argent reçu pour un lead : un acompte, un jalon, une prime ; un montant négatif est
un remboursement. Un lead ouvert est alors gagné (--no-win le laisse ouvert) : pour sa valeur,
sinon pour le montant reçu. --fee est ce qui a été retenu sur ce paiement ; sans lui compte la
commission de l'affaire, sinon celle de la source ce jour-là. Une devise étrangère est
convertie au taux du jour, figé à ce moment. leads undo reprend un paiement.`,
		"`day` on which it came (default today)":                                       "jour (`day`) de réception (par défaut aujourd'hui)",
		"what was taken of it: a `share` such as 12%, or an amount":                    "ce qui en a été retenu : une part (`share`) comme 12%, ou un montant",
		"ISO `code` of the amount (default: that of the deal, else the base currency)": "`code` ISO du montant (par défaut : celui de l'affaire, sinon la devise de base)",
		"anything about it":                                                  "une remarque libre",
		"leave an open lead open":                                            "laisser ouvert un lead ouvert",
		"Lead %d, %s, is open. Is it won with this payment?":                 "Le lead %d, %s, est ouvert. Est-il gagné avec ce paiement ?",
		"a payment of nothing is none":                                       "un paiement nul n'en est pas un",
		"the fee %s is more than the payment of %s":                          "la commission de %s dépasse le paiement de %s",
		"only of a refund can a fee come back: %q is negative":               "une commission n'est rendue que sur un remboursement : %q est négatif",
		"lead %d is won on %s for %s":                                        "le lead %d est gagné le %s pour %s",
		"lead %d is closed as %s: only a won deal is paid":                   "le lead %d est clos (%s) : seule une affaire gagnée est payée",
		"Lead %d: %s came on %s":                                             "Lead %d : %s reçus le %s",
		"Lead %d: %s was paid back on %s":                                    "Lead %d : %s remboursés le %s",
		", %s of %s is still to come":                                        ", il reste %s à recevoir sur %s",
		", paid in full":                                                     ", entièrement payé",
		"the fee %s is not in %s, the currency of the amount":                "la commission de %s n'est pas en %s, la devise du montant",
		"write it in %s, or as a share: --fee 12%%":                          "l'écrire en %s, ou comme part : --fee 12%%",
		"%s at the rate %s is too large in %s":                               "%s au taux %s est trop grand en %s",
		"List the won deals, what came of them and what is still to come":    "Lister les affaires gagnées, ce qui a été reçu et ce qui reste à recevoir",
		"only those that are not paid in full":                               "seulement celles qui ne sont pas entièrement payées",
		"only those not paid in full so many `days` after the closing: 30d":  "seulement celles qui ne sont pas entièrement payées tant de jours (`days`) après la clôture : 30d",
		"No deal is won yet: leads win ID AMOUNT":                            "Aucune affaire n'est encore gagnée : leads win ID AMOUNT",
		"Nothing is still to come.":                                          "Il ne reste rien à recevoir.",
		"paid":                                                               "payé",
		"unpaid":                                                             "impayé",
		"last paid on":                                                       "dernier paiement",
		"in the base currency":                                               "en devise de base",
		"Set what the platform takes of a won deal":                          "Fixer ce que la plateforme retient sur une affaire gagnée",
		"nothing to set":                                                     "rien à fixer",
		"a `share` such as 12%, an amount, or none":                          "une part (`share`) comme 12%, un montant, ou none",
		"lead %d is not won":                                                 "le lead %d n'est pas gagné",
		"Lead %d has no fee of its own: that of its source counts":           "Le lead %d n'a pas de commission propre : celle de sa source compte",
		"The fee of lead %d is %s: %s":                                       "La commission du lead %d est de %s : %s",
		"a deal without an amount has no fixed fee, but it may have a share": "une affaire sans montant n'a pas de commission fixe, mais peut avoir une part",
		"a fee cannot be negative: %q":                                       "une commission ne peut pas être négative : %q",
		"the fee %s is more than the amount of %s":                           "la commission de %s dépasse le montant de %s",
		"what the platform takes of it: a `share` such as 12%, or an amount (default: the fee of the source)": "ce que la plateforme en retient : une part (`share`) comme 12%, ou un montant (par défaut : la commission de la source)",
		"there is no payment %d":                                   "il n'y a pas de paiement %d",
		"a payment of lead %d is not its amount at its rate":       "un paiement du lead %d n'est pas son montant à son taux",
		"a payment of lead %d is of nothing":                       "un paiement du lead %d est nul",
		"the fee on a payment of lead %d is more than the payment": "la commission sur un paiement du lead %d dépasse le paiement",
		"lead %d was paid, but its deal is not won":                "le lead %d a été payé, mais son affaire n'est pas gagnée",
		"the deal of lead %d has a fee that cannot be":             "l'affaire du lead %d a une commission impossible",
		"a fee that cannot be":                                     "une commission impossible",
		"lead %d keeps its payments, %s in all":                    "le lead %d garde ses paiements, %s en tout",
		`List the won deals, the latest first: what was agreed, what the platform takes, what came and
what is still to come, in the currency of the deal. Payments in another currency count at the
rates of their days. The fee is that of the contract, else that of the source on the closing day.`: `Lister les affaires gagnées, la plus récente d'abord : ce qui a été convenu, ce que la
plateforme retient, ce qui a été reçu et ce qui reste à recevoir, dans la devise de l'affaire.
Un paiement dans une autre devise compte aux taux de son jour. La commission est celle du
contrat, sinon celle de la source le jour de la clôture.`,
		`Set what the platform takes of a won deal: a share, or an amount in the currency of the deal.
It takes the place of the source's fee, which is an assumption; --fee none goes back to that.`: `Fixer ce que la plateforme retient sur une affaire gagnée : une part, ou un montant dans la
devise de l'affaire. Cela remplace la commission de la source, qui est une hypothèse ;
--fee none y revient.`,
	}
}
