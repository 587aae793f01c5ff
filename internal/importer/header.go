package importer

import (
	"slices"
	"strings"
	"sync"

	"leads/internal/crm"
)

// field is one thing that a column can fill.
type field int

// The fields. ownField is fields.NAME, noField for a column that is
// known and left out.
const (
	noField field = iota
	ownField
	title
	client
	contact
	email
	phone
	pageURL
	externalID
	variant
	source
	channel
	campaign
	date
	stage
	outcome
	status
	reason
	closedOn
	amount
	value
	currency
	minutes
	hours
	cost
	tags
	fields
	referrer
	followUpOn
	note
	id
	lead
	kind
	direction
	firstName
	lastName
	replied
	hired
	fee
	account
	wonFlag
	lostFlag
	closedFlag
	activeFlag
	archivedFlag
	wonOn
	lostOn
	landing
	canceled
	refunded
	paidOn
	paid
	balance
	fieldCount
)

// known is a field under its own name and the headers that mean it. Headers
// are compared by crm.Key. The weak ones step back when another column has the
// field already; of several the first in the list has it.
type known struct {
	field   field
	name    string
	headers string // separated by commas
	weak    string
}

// vocabulary says which headers are known, in English and French, with a few
// German ones that LinkedIn writes. It is the one place to teach the importer
// a word.
var vocabulary = map[As][]known{
	Leads: {
		{title, "title", "opportunity, opportunity name, opportunity title, deal, deal name, deal title, job, job title, project, project title, project name, lead, lead name, subject, " +
			"intitulé, intitulé du poste, titre, titre de l'affaire, nom de l'affaire, objet, affaire, mission, projet, nom du projet, opportunité, libellé, sujet, card name, role title, position title, job position, job role, " +
			"nom de l'opportunité, nom opportunité, titre du projet, intitulé du projet, intitulé de l'affaire, intitulé de la mission, nom de la mission, nom mission, nom affaire, nom du deal, prestation, opportunity title name",
			"name, nom, annonce, offre, role, position, poste, gig, task, " +
				"besoin, demande, service, product, produit, package, service type, type of project, project type"},
		{client, "client", "client name, company, company name, account, account name, customer, customer name, organisation, organization, organization name, buyer, employer, associated company, " +
			"nom du client, société, entreprise, nom de l'entreprise, nom de la société, raison sociale, compte, employeur, company / account, " +
			"nom client, nom société, nom entreprise, client final, société / client, client / société, entreprise cliente, business name, client / company, company / client, end client, client company, contact company, associated company name, account id name", "party, party name, organisme, donneur d'ordre, prospect, firma, unternehmen, kunde, " +
			"clients"},
		{contact, "contact", "contact name, contact person, person, full name, primary contact, client contact, nom du contact, interlocuteur, personne, personne à contacter, nom complet, associated contact, " +
			"contact principal, customer contact, client person, nom contact, nom et prénom, prénom et nom, prénom nom, nom prénom, point of contact, decision maker, décideur, contact full name", "contacts, responsable"},
		{email, "email", "e-mail, email address, contact email, mail, e-mail address, courriel, adresse e-mail, adresse mail, adresse courriel, e-mail-adresse, work email, " +
			"email client, email du contact, mail du contact, courriel du contact, adresse électronique, email professionnel, email pro, business email, customer email, client email, lead email, email id, primary email, contact e-mail, person email, from email", "personal email, emails"},
		{phone, "phone", "phone number, telephone, téléphone, numéro de téléphone, tél, " +
			"n° de téléphone, n° téléphone, no de téléphone, phone no, contact phone, contact phone number, customer phone, client phone, téléphone du contact", "business phone, mobile, mobile phone, mobile number, work phone, portable, téléphone portable, tel, " +
			"téléphone fixe, tél fixe, fixe"},
		{pageURL, "url", "link, job link, job url, posting url, web page, lien, lien de l'annonce, lien de l'offre, job posting, card url, listing url, " +
			"url de l'annonce, url annonce, lien annonce, lien offre, lien vers l'offre, job post url, project url, opportunity url, proposal url, deal url", ""},
		{externalID, "external_id", "external, reference, ref, job id, deal id, record id, opportunity id, référence, réf, identifiant, id de l'affaire, card id, contract id, " +
			"id affaire, id opportunité, id externe, n° d'affaire, n° affaire, numéro d'affaire, n° de dossier, n° dossier, numéro de dossier, n° de devis, n° devis, numéro de devis, proposal id, hs_object_id, object id, opportunity number, opportunity no, deal no, deal number, deal_id, crm id, card number, apollo contact id, record no", "uid, lead id, uuid, guid, id, key, identifier"},
		{source, "source", "lead source, origin, platform, original source, original traffic source, origine, provenance, plateforme, source du lead, origine du lead, deal source, source de l'affaire, marketplace, source d'acquisition, canal d'acquisition, origine du contact, acquisition source, " +
			"source lead, source de lead, source client, source du client, source du contact, lead origin, provenance du lead, provenance du client, source id, how did you hear about us, how did they find me, how did you find me, how did you find us, where did you hear about us, heard about us, comment m'a connu, comment nous avez-vous connu, utm_source", ""},
		{channel, "channel", "lead channel, medium, canal, " +
			"sub-source, sous-source, source detail, lead source detail, utm_medium", ""},
		{campaign, "campaign", "campaign name, campagne, nom de la campagne, " +
			"utm_campaign, marketing campaign, campagne marketing, campaign source", ""},
		{landing, "landing", "landing page, landing page url, landing url, page url, first page, first page seen, entry page, page d'atterrissage, page d'entrée, conversion page, first url, submission url", ""},
		{variant, "variant", "version, variante, proposal version, template, message variant, a/b", ""},
		{wonFlag, "won", "is won, closed won, deal won, won ?, gagné, gagnée, gagné ?, signé, signée, signé ?, signed, converted, is converted, converti, convertie, accepted, accepté, sold, vendu, got the job, success", ""},
		{lostFlag, "lost", "is lost, closed lost, deal lost, perdu, perdue, perdu ?", ""},
		{closedFlag, "is_closed", "is closed, clos, clôturé, clôturée, fermé, done", ""},
		{activeFlag, "active", "is active, actif, active ?", ""},
		{archivedFlag, "archived", "is archived, archivé, archivée, is deleted", ""},
		{wonOn, "won_on", "converted date, conversion date, date converted, converted on, date de conversion, order date, won date, won time, won at, date won, signed on, signed date, date signed, gagné le, date de gain, date gagné, heure de gain, signé le, date de signature, date signature, date de la signature", ""},
		{lostOn, "lost_on", "lost date, lost time, lost at, date lost, perdu le, date de perte, date perdu, heure de l'échec", ""},
		{date, "first_touch_on", "first touch, date, first contact date, first contact, first contacted, date added, added on, premier contact, date du premier contact, date de contact, " +
			"date contact, date du contact, date prise de contact, date de prise de contact, date 1er contact, date du 1er contact, date de premier contact, contact date, initial contact, inquiry date, enquiry date, date de la demande, date demande, date de réception, reçu le",
			"bid date, date of bid, proposal date, quote date, date du devis, date devis, contacted on, date contacted, date sent, sent on, time sent, sent, envoyé le, date d'envoi, date applied, applied on, applied date, applied, application date, date de candidature, " +
				"date submitted, submitted on, date saved, saved on, date d'ajout, ajouté le, created, create date, created on, created_at, date created, created date, created time, creation date, " +
				"deal created, lead created, date de création, créé le, affaire créée, lead créé, " +
				"date création, date creation lead, date de création du lead, créée le, date ajout, date opened, opened on, open date, date envoi, date candidature, received, received on, saved date, timestamp, horodateur, submitted, submitted at, submission date, date create, date received, lead date, opportunity date, transaction date, added, added at, add time, added time, start date, begin date, date de début"},
		{stage, "stage", "deal stage, pipeline stage, lead stage, étape, phase, étape de l'affaire, " +
			"sales stage, stage name, current stage, stage id, kanban state, étape du pipeline, étape de vente, étape commerciale, avancement", "list, list name, liste, colonne"},
		{outcome, "outcome", "result, résultat, issue, won/lost, won / lost, won or lost, win/loss, win / loss, gagné/perdu, gagné / perdu, deal outcome, final outcome, final status", ""},
		{status, "status", "lead status, deal status, state, statut, état, application status, proposal status, " +
			"statut du lead, statut de l'affaire, statut affaire, statut du client, état d'avancement, situation, lead state", ""},
		{reason, "reason", "lost reason, loss reason, reason lost, closed lost reason, raison, motif, raison de la perte, raison de perte, motif de perte, motif de refus, " +
			"motif du refus, motif perte, raison perte, raison du refus, cause de la perte, why lost, reason for loss, reason for losing, reason for lost, lose reason, why we lost, pourquoi perdu, lost reason detail, lost because", ""},
		{closedOn, "closed_on", "closed, closed at, closed date, close date, closing date, date closed, closed on, deal closed on, close time, actual closing date, date of closing, " +
			"clôturé le, date de clôture, " +
			"date clôture, date de fermeture, date fermeture, date de décision, decision date, actual close date, closed time", ""},
		{amount, "amount", "won amount, deal amount, revenue, montant, montant ht, montant gagné, prix, prix ht, price, contract value, " +
			"montant signé, montant facturé, montant facturé ht, montant du contrat, montant total, montant total ht, montant en euros, prix de vente, total amount, invoice amount, amount won, won value, opportunity amount, total price, honoraires,  chiffre d'affaires, chiffre d'affaires ht, ca ht, revenu, revenus, final amount", "amount in company currency, montant ttc, prix ttc, total ht, total, " +
			"ca, tarif, montant facturé ttc, montant total ttc"},
		{value, "value", "bid, proposal value, quote total, budget, deal value, estimated value, expected value, valeur, valeur de l'affaire, valeur estimée, budget estimé, estimation, montant estimé, devis, montant du devis, estimate, quote, " +
			"opportunity value, potential value, pipeline value, deal size, estimated budget, estimated revenue, estimated amount, expected amount, quote amount, quoted amount, proposal amount, proposed amount, bid amount, budget client, budget ht, valeur ht, devis ht, expected revenue, montant devis, montant devis ht, montant du devis ht, montant prévisionnel, price quoted, montant potentiel, montant prévu, ca potentiel, ca prévisionnel, estimation ht", "potentiel, devis ttc"},
		{currency, "currency", "currency code, currency id, currency iso code, deal currency, devise, monnaie", ""},
		{minutes, "minutes", "spent, time spent, duration, temps passé, durée, " +
			"temps passé (min), temps (min), durée (min), duration (min), time spent (min)", ""},
		{hours, "hours", "hours spent, heures, nombre d'heures, " +
			"hours worked, heures passées, nb heures, nb d'heures, temps (h), temps passé (h), temps passé (heures), temps passé en heures, durée (h), durée (heures), duration (h), duration (hours), time (h), time (hours), time spent (h), time spent (hours)", ""},
		{cost, "cost", "costs, expense, expenses, coût, coûts, dépense, dépenses, frais, " +
			"frais engagés, coût d'acquisition, acquisition cost", ""},
		{tags, "tags", "tag, labels, label, étiquette, étiquettes, mots-clés", "category, catégorie"},
		{fields, "fields", "", ""},
		{referrer, "referrer", "referred by, referral from, introduced by, recommandé par, apporteur d'affaires, apporteur, parrain, " +
			"prescripteur, recommandée par, introduced via, intro by, referral name, mis en relation par", ""},
		{followUpOn, "follow_up_on", "follow up, follow up date, next follow up, next follow up on, reminder, relance, relancer le, date de relance, prochaine relance, rappel, rappeler le, next activity date, date de prochaine activité, " +
			"next action date, next contact, next contact date, next step date, à relancer le, prochain contact, date prochaine relance, date de la prochaine relance, date relance, date de rappel, prochaine action le",
			"due date, due, échéance"},
		{note, "note", "notes, comment, comments, description, remarks, commentaire, commentaires, remarque, remarques, détails, details, observations, card description, job description, note content, message, " +
			"notes internes, internal notes, additional notes, note interne, mémo, compte rendu, infos, informations, informations complémentaires", ""},
		{id, "id", "", ""},
		{firstName, "first_name", "first name, given name, contact first name, prénom, vorname, " +
			"prénom du contact, prénom contact, contact prénom", ""},
		{lastName, "last_name", "last name, surname, family name, contact last name, nom de famille, nachname, " +
			"nom famille, nom du contact (famille)", ""},
		{replied, "replied", "", ""},
		{hired, "hired", "", ""},
	},
	Activities: {
		{lead, "lead", "lead id, lead number, deal id, opportunity id, record id, external id, external_id", "id, reference, ref, job id, référence, contract id, project code, code"},
		{title, "title", "project, project name, lead title, deal name, opportunity name, projet, affaire, deal, opportunity, opportunité, associated deal, projekt, proyecto, nom de l'affaire, nom du projet", ""},
		{client, "client", "client name, company, company name, account, account name, customer, customer name, organisation, organization, société, entreprise", ""},
		{contact, "contact", "contact name, contact person, person, full name, name, nom, attendee, personne, kontakt, contacto", ""},
		{email, "email", "e-mail, email address, contact email, courriel", ""},
		{source, "via", "touch, touchpoint", "source"},
		{channel, "channel", "canal", ""},
		{campaign, "campaign", "campagne, campaign name, nom de la campagne", ""},
		{date, "date", "on, activity date, day, jour, date de l'activité", "start date, start, begin, started, started at, spent date, start time, due date, created, created at, timestamp, datum, fecha, date de début"},
		{kind, "kind", "type, activity, activity type, activité, type d'activité", ""},
		{canceled, "canceled", "cancelled, annulé", ""},
		{minutes, "minutes", "spent, time spent, duration, temps passé, durée, time, mins, minutes spent", ""},
		{hours, "hours", "hours spent, heures, duration (decimal), decimal hours, duration decimal, hours (decimal), time (decimal), duration (h), duration (hours), durée (h), heures décimales, hours worked, nombre d'heures, time (hours), time spent (h)", ""},
		{cost, "cost", "costs, expense, expenses, amount, amount spent, total spent, spend, montant dépensé, ausgegebener betrag, importe gastado, coût, frais, montant, dépense", ""},
		{currency, "currency", "currency code, devise", ""},
		{note, "note", "notes, comment, comments, description, subject, commentaire, commentaires, objet", ""},
		{stage, "stage", "étape", ""},
		{direction, "direction", "sens", ""},
	},
	Deals: {
		{lead, "lead", "lead id, lead number, deal id, opportunity id, record id, external id, external_id", "id, reference, ref, job id, référence, contract id"},
		{outcome, "outcome", "result, résultat", "status, stage, statut"},
		{closedOn, "closed_on", "closed, closed at, closed date, close date, closing date, won date, lost date, date closed, date de clôture, clôturé le", "date"},
		{amount, "amount", "won amount, deal amount, revenue, value, montant, montant ht, valeur", ""},
		{currency, "currency", "currency code, deal currency, devise", ""},
		{reason, "reason", "lost reason, loss reason, reason lost, raison, motif", ""},
	},
	Statement: {
		{date, "date", "", ""},
		{externalID, "ref", "ref id, order id", ""},
		{kind, "type", "", ""},
		{title, "description", "item description", ""},
		{client, "client", "account name, buyer, client name", "team"},
		{account, "team", "", ""},
		{amount, "amount", "gross amount", ""},
		{fee, "fee", "service fee", ""},
		{currency, "currency", "", ""},
		{status, "status", "", ""},
		{email, "email", "", ""},
		{lead, "lead", "", ""},
		{refunded, "refunded", "", ""},
		{paidOn, "paid_on", "", ""},
		{paid, "paid", "", ""},
		{balance, "balance_due", "", ""},
		{note, "note", "", ""},
	},
}

// ownExport are headers that together only our own export has; then the
// figures that leads works out itself are known, and left out.
var (
	ownExport = []string{"first_touch_on", "created_at", "updated_at"}
	computed  = []string{"score", "level", "created_at", "updated_at"}
)

// meaning is a header's field, and how far it steps back: 0 not at all, else
// its place among the weak ones.
type meaning struct {
	field field
	weak  int
}

var meanings = sync.OnceValue(func() map[As]map[string]meaning {
	all := map[As]map[string]meaning{}
	for as, list := range vocabulary {
		all[as] = map[string]meaning{}
		for _, k := range list {
			for _, h := range append(strings.Split(k.headers, ","), k.name) {
				all[as][crm.Key(h)] = meaning{k.field, 0}
			}
			for i, h := range strings.Split(k.weak, ",") {
				all[as][crm.Key(h)] = meaning{k.field, i + 1}
			}
		}
		delete(all[as], "")
	}
	for _, k := range abroad {
		for weak, list := range []string{k.headers, k.weak} {
			for i, h := range strings.Split(list, ",") {
				if key := crm.Key(h); key != "" && all[Leads][key] == (meaning{}) {
					all[Leads][key] = meaning{k.field, weak * (i + 20)}
				}
			}
		}
	}
	return all
})

// headerField is what a header means: as it is, without what is in
// brackets behind it, or as a part of an entity, the way Pipedrive writes them:
// "Deal - Title", "Personne - E-mail - Travail".
func headerField(header string, as As) (meaning, bool) {
	known := meanings()[as]
	if m, ok := known[crm.Key(header)]; ok {
		return m, true
	}
	if m, ok := decimalHours(header, known); ok {
		return m, true
	}
	if before, _, ok := strings.Cut(header, "("); ok && strings.TrimSpace(before) != "" {
		return headerField(before, as)
	}
	if entity, part, ok := strings.Cut(header, " - "); ok && as == Leads {
		return partField(crm.Key(entity), part)
	}
	if bare, cur := cutCurrency(header, as); cur != "" {
		return known[crm.Key(bare)], true
	}
	return meaning{}, false
}

// decimalHours knows a length of time in hours by the word behind it: "Duration
// (decimal)" and "Time [h]" hold hours, whatever "Duration" alone may hold.
func decimalHours(header string, known map[string]meaning) (meaning, bool) {
	low := strings.ToLower(header)
	for _, mark := range []string{"(decimal)", "[decimal]", "(h)", "[h]", "(hours)", "(heures)", "décimal", "(hrs)"} {
		if before, _, ok := strings.Cut(low, mark); ok && strings.TrimSpace(before) != "" {
			if m, ok := known[crm.Key(before)]; ok && (m.field == minutes || m.field == hours) {
				return meaning{hours, m.weak}, true
			}
		}
	}
	return meaning{}, false
}

// partField is what a part of an entity means. What belongs to the deal is
// surer than what belongs to its person and organisation.
func partField(entity, part string) (meaning, bool) {
	switch entity {
	case "deal", "affaire", "lead", "prospect", "opportunity":
		m, ok := headerField(part, Leads)
		if ok && m.field == id { // a number of theirs, not of ours
			m.field = externalID
		}
		return m, ok
	case "person", "personne", "contact":
		m, ok := headerField(part, Leads)
		if !ok {
			word, _, _ := strings.Cut(part, " - ")
			m, ok = headerField(word, Leads)
		}
		switch {
		case ok && m.field == title:
			return meaning{contact, 1}, true
		case ok && (m.field == email || m.field == phone || m.field == firstName || m.field == lastName):
			return meaning{m.field, m.weak + 1}, true
		}
	case "organization", "organisation":
		if m, ok := headerField(part, Leads); ok && m.field == title {
			return meaning{client, 1}, true
		}
	}
	return meaning{}, false
}

// cutCurrency takes a currency off the header of an amount: "Amount USD",
// "Montant (€) HT".
func cutCurrency(header string, as As) (bare string, cur crm.Currency) {
	if len(header) > 60 {
		return header, ""
	}
	words := strings.FieldsFunc(header, func(r rune) bool { return strings.ContainsRune(" \u00a0(),", r) })
	for i, w := range words {
		if i == 0 || len(w) > 3 || w != strings.ToUpper(w) {
			continue
		}
		bare := strings.Join(append(words[:i:i], words[i+1:]...), " ")
		if m, ok := meanings()[as][crm.Key(bare)]; !ok || !takesMoney(m.field) {
			continue
		}
		if c, err := crm.ParseCurrency(w); err == nil {
			return bare, c
		}
	}
	return header, ""
}

func takesMoney(f field) bool {
	return f == amount || f == value || f == cost || f == fee || f == refunded || f == paid || f == balance
}

// knownHeaders counts the cells that a header of this file may have.
func knownHeaders(cells []string, o Options) (n int) {
	for _, cell := range cells {
		if len(cell) > 200 {
			continue
		}
		_, ok := headerField(cell, o.As)
		if !ok && o.As == Leads {
			_, ok = headerField(cell, Statement)
		}
		if !ok {
			_, ok = o.Map[strings.TrimSpace(cell)]
		}
		if ok || slices.ContainsFunc(keysOf(cell), func(key string) bool { return presetHeaders()[key] }) {
			n++
		}
	}
	return n
}

// fieldName is the name of a field as people write it.
func fieldName(f field, as As) string {
	for _, k := range vocabulary[as] {
		if k.field == f {
			return k.name
		}
	}
	return ""
}
