package importer

// abroad are headers of lists of leads in German and Spanish, and those that tools
// write in French; a weak one steps back for any other column.
var abroad = []known{
	{title, "", "nom de la transaction, nom transaction, deal-name, dealname, titel, betreff, projekt, projektname, projekttitel, auftrag, geschäft, name des geschäfts, opportunität, " +
		"título, oportunidad, nombre de la oportunidad, negocio, nombre del negocio, proyecto, nombre del proyecto, asunto, trato", "nombre, leistung, servicio, encargo"},
	{client, "", "nom du compte, compte client, kundenname, firmenname, name der firma, auftraggeber, organisation / kunde, cliente, empresa, compañía, nombre del cliente, nombre de la empresa, nombre de la cuenta, " +
		"partner_id, partner name, entreprise associée, zugehöriges unternehmen, empresa asociada", "cuenta"},
	{contact, "", "kontakt, kontaktperson, ansprechpartner, ansprechpartnerin, contacto, persona de contacto, nombre del contacto, nombre completo", ""},
	{email, "", "correo electrónico, correo, email_from, e-mail adresse, mailadresse", ""},
	{phone, "", "telefon, telefonnummer, teléfono, número de teléfono, mobile no", "handy, mobil, móvil, celular"},
	{pageURL, "", "enlace, ausschreibung (link)", ""},
	{externalID, "", "id de l'enregistrement, id de la transaction, datensatz-id, id de registro, angebotsnummer, auftragsnummer, vorgangsnummer, número de oportunidad, referencia", ""},
	{source, "", "quelle, herkunft, leadquelle, lead-quelle, quelle des leads, plattform, fuente, origen, fuente del lead, origen del lead, fuente de prospecto, plataforma, source d'origine", ""},
	{channel, "", "kanal", ""},
	{campaign, "", "kampagne, campaña, nombre de la campaña", ""},
	{date, "", "datum, erstkontakt, erster kontakt, datum erstkontakt, kontaktdatum, anfrage vom, anfragedatum, fecha, primer contacto, fecha de contacto, fecha del primer contacto",
		"erstellt am, erstellungsdatum, angelegt am, eingangsdatum, eingegangen am, beworben am, fecha de creación, creado el, fecha de solicitud, date_entered"},
	{stage, "", "étape de la transaction, deal-phase, dealphase, verkaufsphase, verkaufsstufe, stufe, etapa, fase, etapa del negocio, etapa de ventas, sales_stage", ""},
	{outcome, "", "ergebnis, resultado, gewonnen/verloren, ganado/perdido", ""},
	{status, "", "estado, estatus, situación", ""},
	{reason, "", "grund, verlustgrund, absagegrund, ablehnungsgrund, grund der absage, grund für verlust, motivo, motivo de pérdida, motivo de la pérdida, razón de pérdida, lost_reason_id, lost reasons, motif de la perte, motif d'échec, reason for loss, geschlossen-verloren-grund", ""},
	{closedOn, "", "abschlussdatum, abgeschlossen am, geschlossen am, entscheidung am, fecha de cierre, cerrado el, cerrada el, date_closed", ""},
	{wonOn, "", "gewonnen am, beauftragt am, ganado el, ganada el, fecha de firma", ""},
	{lostOn, "", "verloren am, abgesagt am, perdido el, perdida el", ""},
	{wonFlag, "", "gewonnen, gewonnen ?, beauftragt, ganado, ganada, ganado ?", ""},
	{lostFlag, "", "verloren, perdido, perdida", ""},
	{amount, "", "betrag, auftragswert, auftragssumme, umsatz, honorar, importe, monto, ingresos, honorarios", "preis, precio, gesamtbetrag"},
	{value, "", "wert, schätzwert, geschätzter wert, angebotswert, angebotssumme, erwarteter umsatz, auftragsvolumen, valor, valor estimado, presupuesto, presupuesto estimado, ingreso esperado, ingresos esperados, " +
		"revenu espéré, revenu attendu, chiffre d'affaires espéré, expected_revenue, offer amount", ""},
	{currency, "", "währung, moneda, divisa", ""},
	{hours, "", "stunden, anzahl stunden, horas, arbeitsstunden", ""},
	{minutes, "", "minuten, minutos, dauer, duración, zeitaufwand", ""},
	{cost, "", "kosten, ausgaben, coste, costo, costes, gastos", ""},
	{tags, "", "schlagwörter, stichwörter, etiquetas", ""},
	{referrer, "", "empfohlen von, empfehlung von, empfohlen durch, recomendado por, referido por", ""},
	{followUpOn, "", "wiedervorlage, wiedervorlage am, nächster kontakt, nachfassen am, seguimiento, próximo seguimiento, próximo contacto, fecha de seguimiento", "fällig am, fälligkeitsdatum"},
	{note, "", "notiz, notizen, bemerkung, bemerkungen, anmerkung, anmerkungen, kommentar, kommentare, beschreibung, nota, notas, comentario, comentarios, observaciones, descripción", ""},
	{lastName, "", "apellido, apellidos", ""},
	{firstName, "", "nombre de pila", ""},
}
