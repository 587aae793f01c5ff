package importer

import (
	"strings"
	"sync"

	"leads/internal/crm"
)

// stageWord is what a word of a stage or outcome column says. The zero value is
// an open lead of which nothing more is known.
type stageWord struct {
	stage   crm.Stage
	outcome crm.Outcome
	reason  crm.Reason
}

// customary are the words that people and other tools use, in English and
// French, by what they mean: a stage, an outcome, an outcome with its reason,
// or nothing but that the lead is open.
var customary = sync.OnceValue(func() map[string]stageWord {
	words := map[string]stageWord{}
	for _, s := range crm.Stages {
		words[crm.Key(string(s))] = stageWord{stage: s}
	}
	for _, o := range crm.Outcomes {
		words[crm.Key(string(o))] = stageWord{outcome: o}
	}
	for _, line := range []struct {
		means string
		words string
	}{
		{"", "cold, open, active, in progress, ongoing, pending, none, on hold, waiting, ouvert, ouverte, en cours, en attente, actif, active, à suivre, suspendu, stand by, open lead, opened, open deal"},
		{"new", "lead, prospect, nouveau, nouvelle, nouveau lead, to contact, à contacter, to do, todo, backlog, inbox, idea, ideas, à faire, identified, identifié, wishlist, saved, prospecting, not contacted, open not contacted, not started, pas commencé, non commencé, prospection"},
		{"contacted", "contact, contacting, contacté, contactée, reached out, first contact, premier contact, attempted to contact, follow up, relancé, à relancer, email sent, message sent, contact made, contact effectué, contact établi, contact pris, prise de contact, working, working contacted"},
		{"discussion", "in discussion, discussing, en discussion, replied, answered, a répondu, meeting, meeting scheduled, call scheduled, rendez vous, rdv, rdv pris, rdv planifié, qualified, qualifié, qualifiée, qualification, discovery, découverte, demo scheduled, demo, démo, démo planifiée, démo programmée, needs analysis, value proposition, id decision makers, identify decision makers, decision makers identified, perception analysis, interested, intéressé, intéressée, meeting booked, meeting completed, presentation scheduled, présentation planifiée, rendez vous planifié, besoin qualifié"},
		{"proposal", "proposal sent, proposal made, proposal submitted, quotation, quotation sent, estimate, proposition, proposition envoyée, proposition faite, devis, devis envoyé, devis à envoyer, devis en cours, quote, quote sent, quoted, estimate sent, offer sent, offre envoyée, applied, bid sent, bid, submitted, application sent, candidature envoyée, candidature, postulé, proposal price quote"},
		{"interview", "interviewing, interviewed, entretien, entretien prévu, entretien passé, interview scheduled"},
		{"negotiation", "negotiating, in negotiation, négociation, en négociation, negotiation review, contract sent, contrat envoyé, en signature, verbal agreement, accord verbal, negotiations started, négociations commencées, négociations entamées"},
		{"won", "win, closed won, hired, deal won, gagné, gagnée, gagnés, signé, signée, signed, accepté, acceptée, accepted, fermé gagné, vendu, vendue, sold, client, customer, payé, payée, paid, facturé, facturée, invoiced, terminé, livré, delivered, contract signed, affaire gagnée, converted, converti, convertie, ordered, order placed, completed won, awarded, contract awarded, project awarded, retenu, retenue"},
		{"lost", "loss, closed lost, rejected, deal lost, perdu, perdue, perdus, refusé, refusée, refused, fermé perdu, rejeté, rejetée, dead, affaire perdue, turned down, not selected, non retenu, non retenue, lost lead, lose, lost deal, not interested, pas intéressé, pas intéressée, unsuccessful, not won"},
		{"lost cancelled", "cancelled, canceled, annulé, annulée, abandonné, abandonnée, cancelled by client, projet annulé"},
		{"lost price", "too expensive, trop cher, lost on price"},
		{"lost competitor", "closed lost to competition, lost to competitor, perdu concurrence"},
		{"not-a-fit", "declined, not a fit, disqualified, unqualified, décliné, déclinée, disqualifié, non qualifié, hors cible, not interested by me, junk lead, junk, spam, bad data, wrong person, do not contact, bounced"},
		{"no-response", "ghosted, no reply, no replies, no answer, no response, sans réponse, pas de réponse, sans suite, aucune réponse, unresponsive, expired"},
	} {
		for w := range strings.SplitSeq(line.words, ",") {
			words[crm.Key(w)] = ownStageWord(line.means)
		}
	}
	for means, line := range customaryAbroad {
		for w := range strings.SplitSeq(line, ",") {
			if _, ok := words[crm.Key(w)]; !ok {
				words[crm.Key(w)] = ownStageWord(means)
			}
		}
	}
	return words
})

// customaryAbroad are the words of other languages, and those of tools in French.
var customaryAbroad = map[string]string{
	"":               "offen, laufend, in bearbeitung, in arbeit, aktiv, wartet, pausiert, abierto, abierta, en curso, en proceso, en espera, pendiente, activo, activa",
	"new":            "neu, neuer lead, anfrage, zu kontaktieren, noch nicht kontaktiert, nuevo, nueva, por contactar, sin contactar",
	"contacted":      "kontaktiert, angeschrieben, kontakt aufgenommen, erstkontakt, nachgefasst, contactado, contactada, primer contacto",
	"discussion":     "im gespräch, gespräch, in gesprächen, termin vereinbart, qualifiziert, qualifiziert für kauf, präsentation geplant, bedarfsanalyse, interessiert, en conversación, en conversaciones, reunión, cita programada, calificado, calificado para comprar, cualificado, presentación programada, interesado, interesada, qualifié pour l'achat, qualifié pour achat, analyse des besoins, proposition de valeur, identification des décideurs, analyse de la perception, identifier les décideurs",
	"proposal":       "angebot, angebot gesendet, angebot verschickt, angebot abgegeben, angebot erstellt, kostenvoranschlag, beworben, propuesta, propuesta enviada, presupuesto enviado, oferta enviada, proposition devis, proposition prix, propuesta cotización",
	"interview":      "vorstellungsgespräch, entrevista",
	"negotiation":    "verhandlung, in verhandlung, vertrag gesendet, vertragsverhandlung, entscheidungsträger überzeugt, negociación, en negociación, contrato enviado, decisor convencido, négociation révision, négociation revue, décideur convaincu, adhésion du décideur",
	"won":            "gewonnen, beauftragt, auftrag erteilt, auftrag erhalten, zusage, unterschrieben, bezahlt, geschlossen gewonnen, geschlossen und gewonnen, abgeschlossen gewonnen, abschluss gewonnen, abgeschlossen und gewonnen, ganado, ganada, ganados, firmado, firmada, aceptado, aceptada, pagado, cerrado ganado, cerrada ganada, cierre ganado, fermée gagnée, fermée et gagnée, clôturée gagnée, clôturé gagné, clos gagné, conclu gagné, transaction gagnée, closed and won",
	"lost":           "verloren, abgelehnt, abgesagt, absage, geschlossen verloren, geschlossen und verloren, abgeschlossen verloren, abschluss verloren, abgeschlossen und verloren, perdido, perdida, perdidos, rechazado, rechazada, cerrado perdido, cerrada perdida, cierre perdido, fermée perdue, fermée et perdue, clôturée perdue, clôturé perdu, clos perdu, conclu perdu, transaction perdue, closed and lost",
	"lost cancelled": "storniert, projekt abgesagt, cancelado, cancelada, anulado, anulada",
	"lost price":     "zu teuer, demasiado caro",
	"not-a-fit":      "passt nicht, nicht passend, unqualifiziert, descartado, descartada, no calificado, no cualificado",
	"no-response":    "keine antwort, keine rückmeldung, keine reaktion, sin respuesta, no responde",
}

// customaryReasons are reasons in other words.
var customaryReasons = map[string]crm.Reason{
	"prix": "price", "tropcher": "price", "tooexpensive": "price", "concurrent": "competitor", "concurrence": "competitor", "competition": "competitor",
	"annule": "cancelled", "canceled": "cancelled", "projetannule": "cancelled", "calendrier": "timing", "delai": "timing", "delais": "timing",
	"perimetre": "scope", "autre": "other", "nobudget": "budget", "pasdebudget": "budget",
}

// customaryKinds are kinds of activities in other words, by key.
var customaryKinds = sync.OnceValue(func() map[string]string {
	words := map[string]string{}
	for _, line := range []struct{ kind, words string }{
		{"call", "phone call, phone, telephone, appel, appel téléphonique, téléphone, anruf, telefonat, llamada"},
		{"email", "mail, e-mail, emails, courriel, e-mail sent, email sent, correo, correo electrónico"},
		{"message", "dm, sms, whatsapp, linkedin message, nachricht, mensaje, messages"},
		{"meeting", "meetings, réunion, rendez-vous, rdv, visio, video call, zoom, zoom meeting, besprechung, treffen, termin, reunión, lunch, déjeuner"},
		{"proposal", "quote, proposition, devis, angebot, propuesta, presupuesto"},
		{"follow-up", "relance, suivi, nachfassen, seguimiento"},
		{"demo", "démo, démonstration, demonstration, presentation, présentation"},
		{"visit", "visite, besuch, visita"},
		{"note", "nota, notiz, notes"},
		{"other", "autre, task, tâche, todo, to do, aufgabe, tarea, otro, sonstiges"},
	} {
		for w := range strings.SplitSeq(line.words, ",") {
			words[crm.Key(w)] = line.kind
		}
	}
	return words
})

// ownStageWord reads the words of leads: a stage, or an outcome and its reason.
func ownStageWord(means string) stageWord {
	word, reason, _ := strings.Cut(means, " ")
	if s, err := crm.ParseStage(word); err == nil {
		return stageWord{stage: s}
	}
	return stageWord{outcome: crm.Outcome(word), reason: crm.Reason(reason)}
}

// stageWords are the words of a preset.
func (p *preset) stageWords() map[string]stageWord {
	words := map[string]stageWord{}
	for pair := range strings.SplitSeq(p.words, ",") {
		if word, means, ok := strings.Cut(pair, "="); ok {
			words[crm.Key(word)] = ownStageWord(means)
		}
	}
	return words
}

// checkValues refuses a --map-value that leads to no word of leads.
func checkValues(o Options) error {
	for from, to := range o.Values {
		if _, ok := readStageWord(to); ok || to == "" {
			continue
		}
		if _, err := crm.ParseReason(to); err == nil {
			continue
		}
		if _, err := crm.ParseKind(to, o.Kinds); err == nil && o.As == Activities {
			continue
		}
		if o.Create && !o.nearlyName(to) || o.leadsToName(to) || crm.Key(from) == crm.Key(to) {
			continue
		}
		if o.Create {
			return crm.Invalidf("%q cannot become %q, which is nearly another name", from, to).Near(to, o.Sources...)
		}
		return crm.Invalidf("%q cannot become %q, which is neither a stage nor an outcome nor a source", from, to).
			WithHint("stages: %s; outcomes: %s", joined(crm.Stages), joined(crm.Outcomes)).Near(to, strings.Split(joined(crm.Stages)+", "+joined(crm.Outcomes), ", ")...)
	}
	return nil
}

func readStageWord(word string) (stageWord, bool) {
	if s, err := crm.ParseStage(word); err == nil {
		return stageWord{stage: s}, true
	}
	if o, err := crm.ParseOutcome(word); err == nil {
		return stageWord{outcome: o}, true
	}
	s, ok := customary()[crm.Key(word)]
	if before, rest, cut := strings.Cut(word, "("); !ok && cut && strings.TrimSpace(before) != "" && !strings.Contains(rest, "?") {
		s, ok = customary()[crm.Key(before)] // with its pipeline, or a count
	}
	return s, ok
}

// mapped is a word after --map-value.
func (b *builder) mapped(word string) string {
	if b.values == nil {
		return word
	}
	if to, ok := b.values[crm.Key(word)]; ok {
		return to
	}
	return word
}

func joined[W ~string](words []W) string {
	names := make([]string, len(words))
	for i, w := range words {
		names[i] = string(w)
	}
	return strings.Join(names, ", ")
}
