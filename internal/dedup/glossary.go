package dedup

import (
	"strings"
	"sync"
)

// glossary gives a word of the trade, in English, German, French or Spanish,
// the number of its line, from 1 on: one job is often posted in two languages.
var glossary = lines(trade)

// lines gives each word of a list the number of its line, from 1 on.
func lines(list string) func() map[string]uint16 {
	return sync.OnceValue(func() map[string]uint16 {
		m := map[string]uint16{}
		n := uint16(0)
		for line := range strings.SplitSeq(list, ";") {
			n++
			for word := range strings.FieldsSeq(line) {
				m[word] = n
			}
		}
		return m
	})
}

// trade lists words of the trade, folded, one meaning a line.
const trade = `developer developers entwickler entwicklerin developpeur developpeuse desarrollador desarrolladora programmierer programador;
designer designers gestalter grafiker graphiste disenador; develop entwickeln developper desarrollar; build bauen construire construir;
fix beheben corriger corregir; bugs fehler erreurs errores; maintenance wartung pflege mantenimiento; redesign relaunch refonte rediseno;
design gestaltung conception diseno; audit auditoria; speed-up beschleunigung acceleration aceleracion; migration migracion umzug;
integration anbindung integracion; consulting beratung conseil consultoria; training schulung formation formacion; support betreuung asistencia;
translation ubersetzung traduction traduccion; automation automatisierung automatisation automatizacion; test tests pruebas;
website webseite webauftritt firmenwebsite site sitio; shop store onlineshop boutique tienda; app application applications anwendung aplicacion apps;
page seite pagina; landing atterrissage destino landingpage; portal portail kundenportal kundenbereich; customer client clients kunde kunden cliente clientes;
user users nutzer benutzer utilisateur usuario usuarios; platform plattform lernplattform plateforme plataforma; learning lernen apprentissage aprendizaje;
search suche suchfunktion recherche buscador busqueda; engine moteur motor maschine suchmaschine; recommendation empfehlung recommandation recomendacion recomendaciones empfehlungssystem;
payment zahlung zahlungsmodul paiement pago pagos; module modul modulo; booking buchung buchungsapp reservation reserva reservas;
invoice invoices rechnung rechnungen rechnungsautomatisierung facture factures factura facturas; inventory lager lagerverwaltung bestand inventaire inventario;
newsletter boletin boletines; report reporting reports bericht berichte rapport rapports informe informes; dashboard tableau-de-bord panel;
data daten datenpipeline donnees datos; pipeline canal; database datenbank base-de-datos; job prozess processus proceso; gateway passerelle pasarela;
price prices preis preise prix precio precios; comparison vergleich preisvergleich comparateur comparaison comparador comparacion; brand marke markenauftritt marque marca;
identity identitat identite identidad; style styleguide stil charte estilo; guide leitfaden guia; video erklarvideo videos; explainer explicatif explicativo;
technical technische technischer technique tecnica tecnico; documentation dokumentation documentacion; event events evenementiel eventos veranstaltung;
corporate vitrine corporativa corporativo unternehmen; mobile mobil movil; online ligne linea; security sicherheit securite seguridad;
construction bau batiment construccion; insurance versicherung versicherungen assurance assurances seguros; school schools schule schulen ecole ecoles colegio colegios;
hospital hospitals krankenhaus krankenhauser hopital hopitaux hospitales; hotel hotels hoteles hotellerie; restaurant restaurants gastronomie restauration restaurantes;
travel reise reisen voyage voyages viajes; energy energie energia; logistics logistik logistique logistica; fashion mode moda;
publishing verlag verlage edition editoriales; museum museums museen musee musees museos; law kanzlei kanzleien avocats bufetes abogados;
dentist dentists zahnarzt zahnarzte dentiste dentistes dentistas; agriculture landwirtschaft agricultura; manufacturing fertigung industrie fabricacion industria;
estate immobilien immobilier inmobiliaria inmobiliarias; nonprofit nonprofits verein vereine association associations asociacion asociaciones; pharma pharmaceutique farma;
recruiting personalvermittlung recrutement seleccion; beauty kosmetik kosmetikstudios beaute belleza; pet pets tierbedarf haustier animalerie mascotas;
wine wein weinhandel vin vino; trade handel negoce comercio; music musik musiklabels musique musica musicales; car cars auto autos autohaus autohauser concessionnaires concesionarios coches;
fitness sport gimnasio gimnasios; gaming spiele jeux videojuegos; bank banking banken banque banques bancos; health gesundheit sante salud`
