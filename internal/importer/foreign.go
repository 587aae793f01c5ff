package importer

import (
	"strings"
	"sync"

	"leads/internal/crm"
)

// foreignHeaders are the headers that time trackers and payment services write in
// other languages, with what they write in English.
const foreignHeaders = "" +
	// French
	"Utilisateur=User, Nom d'utilisateur=User, Membre=Member, Employé=User, Collaborateur=User, Projet=Project, Nom du projet=Project, Tâche=Task, Activité=Activity, Facturable=Billable, Facturable ?=Billable, Temps=Time," +
	"Date de début=Start date, Heure de début=Start time, Date de fin=End date, Heure de fin=End time, Début=Begin|Start, Fin=End, De=From, À=To, Durée=Duration, Durée (h)=Duration (h), Durée (décimale)=Duration (decimal), Durée décimale=Duration (decimal), Heures=Hours, Jour=Day, Étiquettes=Tags, Étiquette=Tags, Client=Customer|Client, Nom du client=Customer|Client, Code projet=Project Code, Code du projet=Project Code, Remarques=Notes, Commentaire=Description|Notes, Commentaires=Description|Notes," +
	"Nom=Name, État=Status, Statut=Status, Devise=Currency, Avant commission=Gross, Brut=Gross, Commission=Fee, Frais=Fee, De l'adresse email=From Email Address, De l'adresse e-mail=From Email Address, De l'adresse électronique=From Email Address, Adresse email de l'expéditeur=From Email Address, À l'adresse email=To Email Address, À l'adresse e-mail=To Email Address, À l'adresse électronique=To Email Address, Numéro de transaction=Transaction ID, ID de transaction=Transaction ID, N° de transaction=Transaction ID, Titre de l'objet=Item Title, Numéro de facture=Invoice Number, Objet=Subject, Remarque=Note, Montant=Amount, Identifiant TransferWise=TransferWise ID, Nom du payeur=Payer Name, Nom du bénéficiaire=Payee Name, Référence de paiement=Payment Reference, Solde courant=Running Balance," +
	"Campagne=Campaign|Campaign name, Nom de la campagne=Campaign name, Coût=Cost, Clics=Clicks, Code de devise=Currency code, Montant dépensé=Amount spent, Montant dépensé (EUR)=Amount spent (EUR), Montant dépensé (CHF)=Amount spent (CHF), Montant dépensé (CAD)=Amount spent (CAD), Couverture=Reach, Début des rapports=Reporting starts, Fin des rapports=Reporting ends," +
	"ID de la conversation=CONVERSATION ID, Titre de la conversation=CONVERSATION TITLE, Sujet=SUBJECT, Contenu=CONTENT, URL du profil de l'expéditeur=SENDER PROFILE URL," +
	// German
	"Benutzer=User, Benutzername=User, Mitarbeiter=User, Mitglied=Member, Kunde=Client|Customer, Projekt=Project, Aufgabe=Task, Tätigkeit=Activity, Beschreibung=Description, Abrechenbar=Billable, Datum=Date, Startdatum=Start date, Startzeit=Start time, Enddatum=End date, Endzeit=End time, Beginn=Begin|Start, Anfang=Begin|Start, Ende=End, Von=From, Bis=To, Dauer=Duration, Dauer (h)=Duration (h), Dauer (dezimal)=Duration (decimal), Stunden=Hours, Zeit=Time, Notizen=Notes, Projektnummer=Project number, Projektcode=Project Code, E-Mail=Email," +
	"Typ=Type, Währung=Currency, Brutto=Gross, Gebühr=Fee, Gebühren=Fee, Netto=Net, Entgelt=Fee, Absender E-Mail-Adresse=From Email Address, Empfänger E-Mail-Adresse=To Email Address, Transaktionscode=Transaction ID, Artikelbezeichnung=Item Title, Rechnungsnummer=Invoice Number, Betreff=Subject, Hinweis=Note, Betrag=Amount," +
	"Rechnungsnr.=Invoice Number, Rechnung=Invoice, Rechnungsdatum=Invoice date, Kundenname=Client name, Firma=Client, Bezahlt am=Paid on, Zahlungsdatum=Payment date, Bezahlt=Paid, Zahlungseingang=Paid on, Fälligkeitsdatum=Due date, Fällig am=Due date, Rechnungsbetrag=Invoice amount, Gesamt=Total, Gesamtbetrag=Total," +
	"Kampagne=Campaign|Campaign name, Kampagnenname=Campaign name, Tag=Day, Kosten=Cost, Klicks=Clicks, Impressionen=Impressions, Währungscode=Currency code, Ausgegebener Betrag (EUR)=Amount spent (EUR), Ausgegebener Betrag (CHF)=Amount spent (CHF), Reichweite=Reach, Berichtsanfang=Reporting starts, Berichtsende=Reporting ends," +
	// Spanish
	"Usuario=User, Cliente=Client|Customer, Proyecto=Project, Tarea=Task, Actividad=Activity, Descripción=Description, Facturable=Billable, Fecha=Date, Fecha de inicio=Start date, Hora de inicio=Start time, Fecha de finalización=End date, Fecha de fin=End date, Hora de finalización=End time, Hora de fin=End time, Inicio=Begin|Start, Duración=Duration, Duración (h)=Duration (h), Duración (decimal)=Duration (decimal), Horas=Hours, Etiquetas=Tags, Notas=Notes, Correo electrónico=Email," +
	"Campaña=Campaign|Campaign name, Nombre de la campaña=Campaign name, Día=Day, Costo=Cost, Coste=Cost, Impresiones=Impressions, Código de moneda=Currency code, Importe gastado (EUR)=Amount spent (EUR), Alcance=Reach, Inicio del informe=Reporting starts, Fin del informe=Reporting ends," +
	"Nombre=Name, Tipo=Type, Estado=Status, Divisa=Currency, Moneda=Currency, Bruto=Gross, Comisión=Fee, Tarifa=Fee, Neto=Net, Correo electrónico del remitente=From Email Address, Correo electrónico del destinatario=To Email Address, Id. de transacción=Transaction ID, Número de factura=Invoice Number, N.º de factura=Invoice Number, Nº factura=Invoice Number, Factura=Invoice, Nombre del cliente=Client name, Importe=Amount, Importe total=Total, Fecha de factura=Invoice date, Fecha de emisión=Invoice date, Fecha de vencimiento=Due date, Fecha de pago=Payment date, Pagada el=Paid on, Pagado el=Paid on, Fecha de cobro=Payment date"

var foreign = sync.OnceValue(func() map[string][]string {
	words := map[string][]string{}
	for pair := range strings.SplitSeq(foreignHeaders, ",") {
		header, english, _ := strings.Cut(pair, "=")
		for word := range strings.SplitSeq(english, "|") {
			words[crm.Key(header)] = append(words[crm.Key(header)], crm.Key(word))
		}
	}
	return words
})

// keysOf are the keys under which a header of a tracker or a payment service is
// known: its own, and those of its English name.
func keysOf(header string) []string {
	key := crm.Key(header)
	return append([]string{key}, foreign()[key]...)
}
