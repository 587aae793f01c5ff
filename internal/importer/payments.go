package importer

import (
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// statements are the lists of payments, and of invoices that were paid, told by
// their header.
func statements() []preset {
	return []preset{
		{name: "paypal", about: say.T("PayPal: activity"), as: Statement, needs: "Type, Status, Gross, Fee, Net, Transaction ID", choose: true,
			fields: "Date=date, Name=client, Type=type, Status=status, Currency=currency, Gross=amount, Fee=fee, From Email Address=email, Transaction ID=ref, Item Title=description, Invoice Number=lead, Note=note",
			shape:  shapePayPal},
		{name: "stripe-payments", about: say.T("Stripe: payments"), as: Statement, needs: "id, Amount, Amount Refunded, Currency, Fee, Status", choose: true,
			fields: "id=ref, Created date (UTC)=date, Created (UTC)=date, Created=date, Amount=amount, Amount Refunded=refunded, Currency=currency, Fee=fee, Status=status, Description=description, Customer Email=email, Customer Description=client, Card Name=team, Converted Amount=-, Converted Currency=-"},
		{name: "stripe-balance", about: say.T("Stripe: balance transactions"), as: Statement, needs: "id, Type, Source, Amount, Fee, Net, Currency", choose: true,
			fields: "id=ref, Created (UTC)=date, Created=date, Type=type, Amount=amount, Fee=fee, Currency=currency, Description=description, Customer Email=email, Customer Email (metadata)=email, Customer Name=client, Customer Description=client"},
		{name: "stripe-payouts", about: say.T("Stripe: the balance changes of a report"), as: Statement, needs: "balance_transaction_id, gross, fee, net, reporting_category", choose: true,
			fields: "balance_transaction_id=ref, created=date, created_utc=date, gross=amount, fee=fee, currency=currency, reporting_category=type, description=description, customer_email=email, customer_name=client, customer_description=client"},
		{name: "wise-history", about: say.T("Wise: transaction history"), as: Statement, needs: "ID, Status, Direction, Created on, Source name, Target name, Target amount (after fees), Target currency", choose: true,
			fields: "ID=ref, Finished on=date, Created on=date, Status=status, Source name=client, Target amount (after fees)=amount, Target currency=currency, Target fee amount=fee, Reference=lead, Note=note"},
		{name: "wise", about: say.T("Wise: account statement"), as: Statement, needs: "TransferWise ID|Wise ID|ID, Date, Amount, Currency, Payer Name|Payee Name, Payment Reference|Running Balance", choose: true,
			fields: "TransferWise ID=ref, Wise ID=ref, ID=ref, Date=date, Amount=amount, Currency=currency, Description=description, Payer Name=client, Payment Reference=lead, Total fees=fee, Note=note", order: crm.DMY, shape: shapeWise},
		{name: "invoices", about: say.T("a list of invoices with the day on which each was paid"), as: Statement, choose: true,
			needs: "Invoice no|Invoice No.|Invoice number|Invoice #|Invoice|invoice_number|Number|document_number|N° de facture|N° facture|Numéro de facture|Facture, " +
				"Client|Client name|Customer|Customer name|Customer Name|contact_name|ContactName|Société|Nom du client|Company|Bill to, Amount|Total|Montant|Montant TTC|Montant HT|Invoice amount|Grand total|Line Total|Total TTC|Total HT, " +
				"Paid on|Paid date|Date paid|Payment date|Payé le|Payée le|Date de paiement|Réglé le|Date de règlement|paid_at|Paid at|Paid to Date|Amount Paid|Amount paid|Paid|Balance|Status|Statut|Invoice Status|InvoiceAmountPaid|Réglée|Payée|Paid?|Paid ?|Payé",
			lacks: "Deal stage, Stage, Lead source, Source, Outcome, Won, Deal name",
			fields: "document_number=ref, InvoiceNumber=ref, ContactName=client, EmailAddress=email, InvoiceDate=date, InvoiceAmountPaid=paid, InvoiceAmountDue=balance_due, issued_at=date, Date Issued=date, Invoice Status=status, Line Total=amount, Item Name=description, Item Description=-, Rate=-, Quantity=-, Total TTC=amount, Total HT=amount, Réglée=paid, Payée=paid, Payé=paid, Paid?=paid, Invoice no=ref, Invoice No.=ref, Invoice number=ref, Invoice #=ref, invoice_number=ref, Invoice=ref, Number=ref, N° de facture=ref, N° facture=ref, Numéro de facture=ref, Facture=ref," +
				"Client=client, Client name=client, Customer=client, Customer name=client, contact_name=client, Société=client, Nom du client=client, Company=client, Bill to=client," +
				"Date=date, Invoice date=date, Issue date=date, Issued=date, Issued on=date, invoiced_at=date, Date de facture=date, Date facture=date, Date d'émission=date," +
				"Amount=amount, Total=amount, Montant=amount, Montant TTC=amount, Invoice amount=amount, Grand total=amount, Montant HT=amount, Currency=currency, currency_code=currency, Devise=currency," +
				"Paid on=paid_on, Paid date=paid_on, Date paid=paid_on, Payment date=paid_on, Payé le=paid_on, Payée le=paid_on, Date de paiement=paid_on, Réglé le=paid_on, Date de règlement=paid_on, paid_at=paid_on, Paid at=paid_on," +
				"Paid to Date=paid, Amount Paid=paid, Paid=paid, Payments=paid, Balance=balance_due, Amount due=balance_due, Status=status, Statut=status, Reference=lead, Ref=lead, Référence=lead, Order number=lead, order_number=lead, PO Number=lead, Project=description, Projet=description, Description=description, Subject=description, Objet=description, Email=email, Client email=email, Customer email=email, contact_email=email, Due date=-, Due=-, Échéance=-"},
	}
}

// payment reads a line of one of the statements of payments, rather than of a
// platform.
func (b *builder) payment(e *Entry, row *Row) (aside say.Text, err error) {
	e.Email, e.Text = b.text(email), firstOf(b.text(title), b.text(note), b.text(kind), b.text(externalID))
	e.Title, e.Payment = b.text(title), true
	if id := b.text(lead); id != "" {
		e.IDs = append(e.IDs, id)
	}
	if e.Fee.Minor < 0 && !e.Amount.Negative() {
		e.Fee.Minor = -e.Fee.Minor
	}
	switch b.plan.preset.name {
	case "paypal":
		return b.payPal(e), nil
	case "stripe-payments":
		return b.stripe(e)
	case "stripe-balance", "stripe-payouts":
		return b.stripeBalance(e), nil
	case "wise-history":
		return b.wiseHistory(e), nil
	case "wise":
		if e.Amount.Negative() {
			return b.moved(e, b.text(title)), nil
		}
		e.IDs = append(e.IDs, strings.Fields(b.text(lead))...)
		return say.Text{}, nil
	}
	return b.invoice(e, row)
}

// moved leaves out money that was neither earned nor paid back to a client.
func (b *builder) moved(e *Entry, kind string) say.Text {
	return say.T("line %d is left out: %s moves money, it is neither earned nor spent (%s)", b.line, firstOf(kind, "it"), firstOf(e.Client, e.Amount.String()))
}

func shapePayPal(b *builder) {
	if strings.HasPrefix(b.cells[amount], "-") || strings.HasPrefix(b.cells[amount], "(") { // a refund goes to the client
		b.cells[email] = firstOf(b.named("To Email Address"), b.cells[email])
	}
}

func shapeWise(b *builder) {
	if b.cells[client] == "" {
		b.cells[client] = b.named("Payee Name")
	}
}

// wiseHistory tells what came in from what went out or was only changed.
func (b *builder) wiseHistory(e *Entry) say.Text {
	state, way := b.text(status), b.named("Direction")
	switch {
	case !strings.EqualFold(state, "completed"):
		return say.T("line %d is left out: it is %s, not completed", b.line, state)
	case !strings.EqualFold(way, "in"):
		e.Client = firstOf(b.named("Target name"), e.Client)
		return b.moved(e, "Wise "+strings.ToLower(way))
	}
	e.IDs = append(e.IDs, strings.Fields(b.text(lead))...)
	return say.Text{}
}

// payPal tells payments and refunds from what only moves money.
func (b *builder) payPal(e *Entry) say.Text {
	kind, state := b.text(kind), b.text(status)
	switch crm.Key(state) {
	case "completed", "terminee", "termine", "effectue", "effectuee", "paye", "abgeschlossen", "completado", "completada", "completato", "concluido", "":
	default:
		return say.T("line %d is left out: it is %s, not completed", b.line, state)
	}
	word := strings.ToLower(kind)
	back := strings.Contains(word, "refund") || strings.Contains(word, "reversal") || strings.Contains(word, "chargeback") || strings.Contains(word, "remboursement") ||
		strings.Contains(word, "rückzahlung") || strings.Contains(word, "erstattung") || strings.Contains(word, "rückbuchung") || strings.Contains(word, "reembolso") || strings.Contains(word, "annulation de paiement")
	for _, part := range []string{"abbuchung", "auszahlung", "umrechnung", "einbehalt", "überweisung auf", "retirada", "retiro", "transferencia", "conversión", "retención", "withdrawal", "transfer", "deposit", "conversion", "hold", "authorization", "virement", "retrait", "conversion de devise", "reserve", "release", "loan"} {
		if strings.Contains(word, part) {
			return b.moved(e, kind)
		}
	}
	if e.Amount.Negative() != back || back && e.Client == "" && e.Email == "" {
		return b.moved(e, kind)
	}
	e.Refund = e.Amount.Negative()
	return say.Text{}
}

// stripe reads a charge: paid, with what was refunded of it.
func (b *builder) stripe(e *Entry) (say.Text, error) {
	state := b.text(status)
	switch crm.Key(state) {
	case "paid", "succeeded", "refunded", "partiallyrefunded", "partialrefund", "disputed", "":
	default:
		return say.T("line %d is left out: it is %s, no money came", b.line, state), nil
	}
	var err error
	e.Refunded, err = b.signed(refunded, e.Amount.Currency)
	if e.Refunded.Minor < 0 {
		e.Refunded.Minor = -e.Refunded.Minor
	}
	return say.Text{}, err
}

// stripeBalance reads a movement of the balance.
func (b *builder) stripeBalance(e *Entry) say.Text {
	kind := strings.ToLower(b.text(kind))
	switch {
	case kind == "charge" || kind == "payment":
		return say.Text{}
	case strings.Contains(kind, "refund") && !strings.Contains(kind, "failure"):
		e.Refund = true
		if e.Amount.Minor > 0 {
			e.Amount.Minor = -e.Amount.Minor
		}
		return say.Text{}
	}
	return b.moved(e, kind)
}

// invoice reads a line of a list of invoices: what was paid, and when.
func (b *builder) invoice(e *Entry, row *Row) (aside say.Text, err error) {
	state := crm.Key(b.text(status))
	day, err := b.date(paidOn)
	if err != nil {
		return aside, err
	}
	cur := e.Amount.Currency
	got, err := b.signed(paid, cur)
	if yes, ok := readFlag(b.cells[paid]); err != nil || ok && !got.Known() || ok && b.plan.contents[b.from[paid]].all(b.plan.contents[b.from[paid]].flags) {
		if !ok {
			return aside, err
		}
		got = crm.Money{}
		if state = "unpaid"; yes {
			state = "paid"
		}
	}
	due, err := b.signed(balance, cur)
	if err != nil {
		return aside, err
	}
	isPaid := slices.Contains([]string{"paid", "paye", "payee", "regle", "reglee", "encaisse", "encaissee", "acquittee", "settled", "bezahlt"}, state)
	switch {
	case slices.Contains([]string{"draft", "brouillon", "void", "cancelled", "canceled", "annulee", "annule", "deleted"}, state):
		got = crm.Money{}
	case got.Known():
	case due.Known() && (isPaid || day != "" || due.Minor < e.Amount.Minor):
		got = crm.Money{Minor: e.Amount.Minor - due.Minor, Currency: cur}
	case day != "", isPaid:
		got = e.Amount
	}
	if got.Minor == 0 && (state == "partial" || state == "partiallypaid" || state == "partiellementpayee" || state == "partiel") {
		return say.T("line %d is left out: invoice %s is paid in part, and no column says how much (leads pay N AMOUNT)", b.line, firstOf(e.Ref, e.Client)), nil
	}
	if got.Minor == 0 {
		return say.T("line %d is left out: nothing is paid on invoice %s", b.line, firstOf(e.Ref, e.Client)), nil
	}
	if e.Amount = got; day == "" {
		row.warn("%s: the file does not say when invoice %s was paid, so it counts on its own day, %s", b.place(b.line), firstOf(e.Ref, e.Client), say.Day(e.On))
	} else {
		e.On = day
	}
	e.Invoice, e.Lines = true, crm.Key(b.header(amount)) == "linetotal"
	return say.Text{}, nil
}
