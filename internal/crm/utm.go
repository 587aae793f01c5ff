package crm

import (
	"net/url"
	"strings"
)

// UTM reads where a visitor came from out of the link of a landing page: source,
// medium as the channel, and campaign, as its parameters utm_source, utm_medium
// and utm_campaign have them. The zero TouchNames has none.
func UTM(link string) TouchNames {
	_, query, ok := strings.Cut(link, "?")
	if !ok || !strings.Contains(query, "utm_source") {
		return TouchNames{}
	}
	query, _, _ = strings.Cut(query, "#")
	values, err := url.ParseQuery(query)
	if err != nil && len(values) == 0 {
		return TouchNames{}
	}
	said := func(name string) string {
		text := CleanLine(values.Get(name))
		if strings.HasPrefix(text, "(") { // (not set), (none), (direct)
			return ""
		}
		return text
	}
	t := TouchNames{Source: said("utm_source")}
	if t.Source != "" {
		t.Channel, t.Campaign = said("utm_medium"), said("utm_campaign")
	}
	return t
}
