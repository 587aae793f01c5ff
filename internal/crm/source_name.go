package crm

import (
	"slices"
	"strings"
	"unicode"
)

// NoSource is the word by which a lead is said to have no source.
const NoSource = "none"

// IsNoSource reports whether a word says that there is no source.
func IsNoSource(s string) bool {
	return slices.Contains([]string{"none", "(none)", "aucune"}, strings.ToLower(CleanLine(s)))
}

// Words of names under which lists of strangers are kept: how one got them, and
// what they are. Both together name a bought list; some words do so alone.
var (
	gotWords = words(`bought buy buying purchase purchased rented rental acquired achat achats achete achetee achetes achetees loue louee loues louees
		location acquis acquise`)
	listWords = words(`list lists listing database databases db data email emails mail mails contact contacts lead leads prospect prospects
		liste listes bdd base bases fichier fichiers donnees annuaire annuaires coordonnees`)
	aloneWords = words(`scraped scraping scrape scraper scrapes scrapee scrapees databroker databrokers`)
	brokers    = words(`broker brokers courtier courtiers`)
)

func words(s string) []string { return strings.Fields(s) }

// IsBoughtList reports whether a name is that of a list that was bought, rented
// or scraped: it says where a record comes from, not where work comes from.
func IsBoughtList(name string) bool {
	has := func(list []string, in []string) bool {
		return slices.ContainsFunc(in, func(w string) bool { return slices.Contains(list, w) })
	}
	in := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	for i := range in {
		in[i] = Key(in[i])
	}
	return has(aloneWords, in) || has(listWords, in) && (has(gotWords, in) || has(brokers, in))
}

// CheckSourceName refuses a name that is no source: that of a bought or scraped
// list, and the word for no source at all.
func CheckSourceName(name string) error {
	switch {
	case IsNoSource(name):
		return Invalidf("%q says that a lead has no source, so it cannot be the name of one", name)
	case IsBoughtList(name):
		return Invalidf("%q is where records come from, not where work comes from: a bought or scraped list is not a source", name).
			WithHint("keep it as the origin of its contacts: leads client set NAME --origin %q (or insist with --force)", name)
	}
	return nil
}

// placeholders are names that only fill in a place.
var placeholders = words(`other others autre autres misc miscellaneous divers diverse various unknown inconnu inconnue na tbd todo test tests xxx general
	default undefined null nothing unspecified nonrenseigne adefinir nonprecise sonstige sonstiges notset notspecified dontknow jenesaispas`)

// IsPlaceholder reports whether a name says nothing: "Other", "Divers", "n/a", "?".
func IsPlaceholder(name string) bool {
	key := Key(name)
	return key == "" || slices.Contains(placeholders, key)
}
