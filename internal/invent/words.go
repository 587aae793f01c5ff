package invent

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Tongues: English, German, French, Spanish.
const tongues = 4

func list(s string) (out []string) {
	for part := range strings.SplitSeq(s, ",") {
		out = append(out, strings.TrimSpace(part))
	}
	return out
}

// quads reads lines of four words, one for each tongue.
func quads(s string) (out [][tongues]string) {
	for line := range strings.SplitSeq(s, ";") {
		out = append(out, [tongues]string(list(line)))
	}
	return out
}

var (
	things = quads(`online shop, Onlineshop, boutique en ligne, tienda online;mobile app, mobile App, application mobile, aplicación móvil;
		booking app, Buchungs-App, application de réservation, app de reservas;customer portal, Kundenportal, espace client, portal de clientes;
		data pipeline, Datenpipeline, pipeline de données, canal de datos;landing page, Landingpage, page de destination, página de destino;
		corporate website, Firmenwebsite, site vitrine, web corporativa;test automation, Testautomatisierung, automatisation de tests, automatización de pruebas;
		invoice automation, Rechnungsautomatisierung, automatisation des factures, automatización de facturas;learning platform, Lernplattform, plateforme de cours, plataforma de aprendizaje;
		search engine, Suchfunktion, moteur de recherche, buscador;reporting dashboard, Reporting-Dashboard, tableau de bord, panel de informes;
		inventory tool, Lagerverwaltung, gestion de stock, gestión de inventario;chatbot, Chatbot, chatbot, chatbot;newsletter system, Newsletter-System, système de newsletter, sistema de boletines;
		logo and style guide, Logo und Styleguide, logo et charte graphique, logo y guía de estilo;explainer video, Erklärvideo, vidéo explicative, vídeo explicativo;
		technical documentation, Technische Dokumentation, documentation technique, documentación técnica;price comparison, Preisvergleich, comparateur de prix, comparador de precios;
		payment module, Zahlungsmodul, module de paiement, módulo de pago;user onboarding, Nutzer-Onboarding, parcours de prise en main, incorporación de usuarios;
		REST API, REST-Schnittstelle, API REST, API REST;CRM integration, CRM-Anbindung, intégration CRM, integración CRM;intranet, Intranet, intranet, intranet;
		IoT gateway, IoT-Gateway, passerelle IoT, pasarela IoT;recommendation engine, Empfehlungssystem, moteur de recommandation, motor de recomendación;
		event site, Veranstaltungsseite, site événementiel, sitio de eventos;ETL job, ETL-Prozess, traitement ETL, proceso ETL;scraper, Scraper, extracteur, extractor;
		annual report, Geschäftsbericht, rapport annuel, memoria anual;tax calculator, Steuerrechner, calculateur fiscal, calculadora fiscal;route planner, Routenplaner, planificateur de tournées, planificador de rutas;
		ticket system, Ticketsystem, système de tickets, sistema de tickets;photo gallery, Fotogalerie, galerie photo, galería de fotos;price list, Preisliste, grille tarifaire, lista de precios;
		translation memory, Übersetzungsspeicher, mémoire de traduction, memoria de traducción;patient records, Patientenakte, dossier patient, historia clínica;fleet monitor, Flottenmonitor, suivi de flotte, monitor de flota;
		loyalty programme, Treueprogramm, programme de fidélité, programa de fidelidad;job board, Stellenbörse, portail d'emploi, bolsa de trabajo`)
	trades = quads(`dentists, Zahnärzte, dentistes, dentistas;hospitals, Krankenhäuser, hôpitaux, hospitales;hotels, Hotels, hôtels, hoteles;restaurants, Gastronomie, restaurants, restaurantes;
		travel, Reisen, voyages, viajes;energy, Energie, énergie, energía;logistics, Logistik, logistique, logística;fashion, Mode, mode, moda;publishing, Verlage, édition, editoriales;
		museums, Museen, musées, museos;law firms, Kanzleien, cabinets d'avocats, bufetes;agriculture, Landwirtschaft, agriculture, agricultura;manufacturing, Fertigung, industrie, fabricación;
		real estate, Immobilien, immobilier, inmobiliarias;nonprofits, Vereine, associations, asociaciones;pharma, Pharma, pharmacie, farmacéutica;recruiting, Personalvermittlung, recrutement, selección;
		beauty salons, Kosmetikstudios, salons de beauté, salones de belleza;pet supplies, Tierbedarf, animalerie, mascotas;wine trade, Weinhandel, négoce de vin, vinos;music labels, Musiklabels, labels musicaux, sellos musicales;
		car dealers, Autohäuser, concessionnaires, concesionarios;fitness, Fitness, fitness, gimnasios;gaming, Gaming, jeux, videojuegos;fintech, Fintech, fintech, fintech;insurance, Versicherungen, assurances, seguros;
		schools, Schulen, écoles, colegios;construction, Bau, bâtiment, construcción;bakeries, Bäckereien, boulangeries, panaderías;opticians, Optiker, opticiens, ópticas;brewers, Brauereien, brasseurs, cerveceras;
		shipyards, Werften, chantiers navals, astilleros;florists, Floristen, fleuristes, floristerías;printers, Druckereien, imprimeurs, imprentas;watchmakers, Uhrmacher, horlogers, relojeros`)
	tools = list(`Python, WordPress, React, Shopify, Go, Django, Vue.js, Laravel, Node.js, Flutter, Kotlin, Swift, Rust, Angular, Svelte, Next.js, Symfony, Drupal, TYPO3, WooCommerce, Magento, PostgreSQL,
		Airflow, dbt, Snowflake, Spark, Kafka, Terraform, Kubernetes, AWS, Azure, Docker, Figma, Webflow, HubSpot, Salesforce, Odoo, SAP ABAP, Excel VBA, Power BI, Tableau, Unity, Blender, Elasticsearch,
		FastAPI, Java Spring, ASP.NET Core, C#, C++, TypeScript, Ruby on Rails, Elixir, Scala, R, Julia, Matlab, LaTeX, InDesign, Google Apps Script, Zapier, n8n, Airtable, Strapi, Contentful, Ghost, Hugo`)
	frames = [tongues][]string{
		list(`Build a %t in %s (%i), %i: maintenance of %t (%s), Redesign of %t - %i - %s, MVP: %t for %i with %s, %s %t for %i, Need %s developer: %t %i, Fix bugs in %s %t for %i, Audit and speed-up of %t (%s) %i, %t migration to %s for %i, Senior %s freelancer %t %i client`),
		list(`%t mit %s entwickeln (%i), %i: Wartung %t (%s), Relaunch %t - %i - %s, MVP: %t für %i mit %s, %s %t für %i, %s Entwickler gesucht: %t %i, Fehler in %s %t beheben für %i, Audit und Beschleunigung %t (%s) %i, Umzug %t auf %s für %i`),
		list(`Développer %t en %s (%i), %i : maintenance %t (%s), Refonte %t - %i - %s, MVP : %t pour %i avec %s, %t %s pour %i, Cherche développeur %s : %t %i, Corriger les bugs %t %s pour %i, Audit et accélération %t (%s) %i, Migration %t vers %s pour %i`),
		list(`Desarrollar %t en %s (%i), %i: mantenimiento de %t (%s), Rediseño de %t - %i - %s, MVP: %t para %i con %s, %t %s para %i, Se busca desarrollador %s: %t %i, Corregir errores en %t %s para %i, Auditoría y aceleración %t (%s) %i, Migración de %t a %s para %i`),
	}
	given = list(`Thomas, Laura, Michael, Mary, David, Elizabeth, Linda, Martin, Barbara, Pilar, Nancy, Robert, Megan, Sophie, Brian, Matthew, Emily, Steven, Hannah, Kevin, François, Joseph, Alice, Richard, Paula, Nuria, Anna, Peter,
		Katharina, Wolfgang, Jürgen, Silke, Björn, Florian, Nadine, Claudia, Käthe, Birgit, Sebastian, Niklas, Heike, Uwe, Céline, Noémie, Jérôme, Pierre, Anaïs, Camille, Hugo, Margaux, Óscar, Carmen, Ramón, Jesús, Joaquín, Mónica, Inés, Lucía,
		William, James, Jennifer, Jessica, Daniel, Christopher, Anthony, Margaret, Samuel, Olivia, Charlotte, Grace, Amir, Fatima, Yusuf, Leila, Wei, Mei, Hiroshi, Yuki, Priya, Arjun, Ananya, Olga, Ivan, Dmitri, Agnieszka, Piotr, Ewa, Lars, Ingrid, Sven`)
	crafts   = list(`Software, Digital, Media, Partners, Studio, Consulting, Trading, Systems, Design, Capital, Labs, Energy, Health, Logistics, Analytics, Foods, Print, Travel, Robotics, Textiles`)
	legal    = list(`GmbH, Ltd, Inc., LLC, SARL, SAS, S.L., AG, Limited, Corp., PLC, KG, B.V., S.A., & Co., EURL, e.K., UG (haftungsbeschränkt), & Sons, S.r.l.`)
	longer   = map[string]string{"Ltd": "Limited", "Limited": "Ltd.", "Inc.": "Incorporated", "Corp.": "Corporation", "S.L.": "SL", "S.A.": "SA", "SARL": "S.A.R.L.", "B.V.": "BV", "LLC": "L.L.C.", "PLC": "plc"}
	colours  = list(`Green, Golden, Royal, Northern, Silver, Blue, Iron, Bold, Cold, Solar, Lunar, Ivory, River, Cedar, Oak, Fox, Delta, Alpha, Titan, Nordic`)
	free     = list(`gmail.com, yahoo.com, outlook.com, gmx.de, web.de, orange.fr, hotmail.com, icloud.com`)
	cities   = list(`Berlin, Paris, London, Madrid, Zürich, Wien, Lyon, Barcelona, Hamburg, Köln, Toronto, Austin, Manchester, Rotterdam, Milano`)
	sources  = list(`Upwork, Upwork, Upwork, LinkedIn, LinkedIn, Freelancer, Referral, Website, Cold email`)
	generics = list(`https://www.upwork.com/nx/find-work/best-matches, https://mail.google.com/mail/u/0/#inbox, https://www.linkedin.com/jobs/, https://www.malt.fr/dashboard`)
	syllable = func() (out []string) {
		for _, c := range "bcdfghjklmnprstvwz" {
			for _, v := range "aeiou" {
				out = append(out, string(c)+string(v))
			}
		}
		return append(out, "tra", "sto", "ver", "lan", "mer", "nor", "kel", "brin", "dorf", "ström", "quel", "tix", "gart", "holm", "berg")
	}()
)

// coined is the n-th word that nobody has used before.
func coined(n int) string {
	var b strings.Builder
	for n += len(syllable); n > 0; n /= len(syllable) {
		b.WriteString(syllable[n*37%len(syllable)])
	}
	return capital(b.String())
}

func capital(s string) string {
	for i, r := range s {
		return s[:i] + string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

const (
	brands   = 400_000 // names of products, places, projects
	surnames = 60_000
)

// title is an order before it is put into words.
type title struct {
	frame, thing, trade int
	tool, extra         string
}

func (w *world) title(tongue int) title {
	t := title{frame: w.IntN(len(frames[tongue])), thing: w.tail(len(things)), trade: w.tail(len(trades)), tool: tools[w.tail(len(tools))]}
	switch u := w.Float64(); {
	case u < .25:
		t.extra = coined(w.tail(brands))
	case u < .33:
		t.extra = strconv.Itoa(2 + w.tail(4000))
	}
	return t
}

func (t title) text(tongue int) string {
	list := frames[tongue]
	s := strings.NewReplacer("%t", things[t.thing][tongue], "%i", trades[t.trade][tongue], "%s", t.tool).Replace(list[t.frame%len(list)])
	if t.extra != "" {
		s += " " + t.extra
	}
	return capital(s)
}

// client is somebody who gives orders.
type client struct {
	name, domain, phone string
	tongue              int
	people              []string
}

func (w *world) newClient() client {
	c := client{tongue: max(0, w.IntN(7)-3), phone: w.number()}
	bare := coined(w.tail(brands))
	switch u := w.Float64(); {
	case u < .2:
		bare = w.surname() + " & " + w.surname()
	case u < .4:
		bare = pick(w, colours) + " " + coined(w.tail(brands))
	case u < .55:
		bare = pick(w, colours) + " " + pick(w, colours) + " " + pick(w, crafts)
	case u < .75:
		bare += " " + pick(w, crafts)
	}
	c.name = bare
	if w.is(.85) {
		c.name += " " + pick(w, legal)
	}
	c.domain = strings.ToLower(strings.NewReplacer(" & ", "", " ", "-").Replace(plain.Replace(bare))) + pick(w, []string{".com", ".de", ".fr", ".es", ".co.uk", ".io"})
	for range 1 + w.tail(4) {
		c.people = append(c.people, given[w.tail(len(given))]+" "+w.surname())
	}
	return c
}

func (w *world) surname() string { return coined(brands + w.tail(surnames)) }

func (w *world) number() string {
	return fmt.Sprintf("+%d %d %07d", pick(w, []int{1, 33, 34, 44, 49}), 20+w.IntN(900), w.IntN(10_000_000))
}

func (c client) mailbox(w *world, person string) string {
	if person == "" || w.is(.15) {
		return pick(w, []string{"info", "jobs", "hello", "contact"}) + "@" + c.domain
	}
	first, last, _ := strings.Cut(strings.ToLower(plain.Replace(person)), " ")
	if w.is(.3) {
		return first + last + strconv.Itoa(w.IntN(100)) + "@" + pick(w, free)
	}
	return first + "." + last + "@" + c.domain
}

// plain writes a name as a mailbox has it.
var plain = strings.NewReplacer("ö", "oe", "ü", "ue", "ä", "ae", "é", "e", "è", "e", "ç", "c", "ï", "i", "í", "i", "ó", "o", "Ó", "O", "ú", "u", "ñ", "n")

// posting is the page of an offer that was never there.
func (w *world) posting() string {
	w.postings += 1 + w.IntN(30) // no platform gives a number twice
	switch w.IntN(4) {
	case 0:
		return fmt.Sprintf("https://www.linkedin.com/jobs/view/%d/", 3_000_000_000+w.postings)
	case 1:
		return fmt.Sprintf("https://www.freelancer.com/projects/php/offer-%d", 10_000_000+w.postings)
	}
	return fmt.Sprintf("https://www.upwork.com/jobs/~01%08x%08x", w.Uint32(), w.postings)
}

func (w *world) url(c client) string {
	switch u := w.Float64(); {
	case u < .3:
		return ""
	case u < .33:
		return pick(w, generics)
	case u < .45:
		return "https://www." + c.domain + "/"
	}
	return w.posting()
}

func (w *world) note(t title, c client) string {
	switch w.IntN(5) {
	case 0:
		return ""
	case 1:
		low := 1 + w.IntN(90)
		return fmt.Sprintf("Budget %d-%d EUR, %s.", low*100, low*200, pick(w, cities))
	case 2:
		return fmt.Sprintf("%s; %d h/week; rate %d/h", pick(w, cities), 5+w.IntN(35), 40+w.IntN(90))
	case 3:
		return fmt.Sprintf("Tel. call: %s, %d days", things[t.thing][0], 5+w.IntN(50))
	}
	return c.name + " wants an offer by Friday. " + t.tool + "."
}
