package dedup

import "strings"

// ownDomain is the name under which a client has a domain of its own, from its
// mailbox or else its page: "info@stone-swift.co.uk" gives "stoneswift". Mail
// providers, job boards and hosts of everybody's pages give "".
func ownDomain(email, host string) string {
	if _, at, ok := strings.Cut(email, "@"); ok {
		if name := domainName(at); name != "" {
			return name
		}
	}
	return domainName(host)
}

func domainName(host string) string {
	if host == "" || boardOf(host) != nil || under(host, "upwork.com") {
		return ""
	}
	labels := strings.Split(host, ".")
	n := len(labels) - 1
	if n > 1 && secondLevel()[labels[n-1]] {
		n--
	}
	if n < 1 {
		return ""
	}
	name := labels[n-1]
	if public()[name] {
		return ""
	}
	return strings.ReplaceAll(name, "-", "")
}

var (
	secondLevel = set(`co com org net ac gov edu or ne gob gouv`)
	public      = set(`gmail googlemail yahoo ymail outlook hotmail live msn icloud me mac aol gmx web orange wanadoo free laposte
		sfr neuf bbox t-online freenet arcor posteo mailbox proton protonmail pm zoho mail yandex rambler qq 163 126 libero virgilio
		tiscali alice terra telefonica bluewin hey fastmail tutanota comcast verizon att btinternet sky ntlworld virginmedia
		google facebook fb twitter x instagram youtube github gitlab notion medium wordpress blogspot wix squarespace
		calendly typeform airtable trello slack dropbox sharepoint onedrive docs forms bit tinyurl t linktr discord telegram whatsapp
		fiverr toptal contra arc remoteok weworkremotely stackoverflow reddit meetup craigslist monster stepstone welcometothejungle
		comet hellowork apec twago workana truelancer behance dribbble crunchbase jobs indeed ziprecruiter simplyhired`)
)
