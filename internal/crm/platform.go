package crm

import (
	"slices"
	"strings"
	"sync"
)

// platforms lists places where work comes from, one a line, by the names they
// go by. A name with a dot is a host, where the top tells companies apart.
const platforms = `Upwork,upwork jobs; Freelancer,freelancer.com; Freelance.com; Freelance.de; freelancermap,freelancermap.de,freelancermap.com;
LinkedIn,linked in,linkedin jobs; Malt,malt.fr,malt.com,malt.de; Malt Strategy; Fiverr; Fiverr Pro; Indeed,de.indeed.com; Toptal; Topcoder; Guru;
Gun.io; Contra; PeoplePerHour,PPH; Wellfound,angel.co,AngelList; Codeur; Comet; Xing,xing ag; Glassdoor; Monster; Stepstone; FlexJobs;
Remote OK,remoteok.com; Remote.co; We Work Remotely,WWR; Working Nomads; Stack Overflow,SO jobs; GitHub; GitLab; Hacker News,HN,news.ycombinator.com,HN Who is hiring;
Reddit,r/forhire,reddit forhire; Discord; Slack,slack community; Telegram,t.me; WhatsApp; Facebook,FB,face book; Instagram,IG,insta; X (Twitter),Twitter,x.com; Mastodon; YouTube; TikTok;
Medium; Meetup; Eventbrite; Behance; Dribbble; 99designs; DesignCrowd; Google,google search; Google Ads,AdWords,Google AdWords,ads.google.com;
Cold call,cold calling,Kaltakquise; Cold email,cold mail; E-mail,mail; Newsletter; Phone,telephone,phone call; Website,web site,my website,site web,sitio web;
Referral,recommandation,Empfehlung; Past client,former client,old client,ex client; Repeat client,repeat customer,existing client;
Agency,agence,Agentur; Conference,Konferenz; Trade fair,Messe; Podcast; Blog`

type platform struct {
	name string // lower case, a host in full, else its key
	line int
}

var knownPlatforms = sync.OnceValue(func() (list []platform) {
	line := 0
	for group := range strings.SplitSeq(platforms, ";") {
		line++
		for name := range strings.SplitSeq(group, ",") {
			name = strings.TrimSpace(name)
			if host := hostName(name); host != "" {
				list = append(list, platform{host, line})
				continue
			}
			list = append(list, platform{Key(name), line})
		}
	}
	return list
})

// hostName is a name that is written as a host, or "".
func hostName(s string) string {
	s = strings.TrimRight(strings.TrimSpace(s), ".")
	if strings.ContainsAny(s, " \t") || !strings.Contains(s, ".") {
		return ""
	}
	return Host(s)
}

// SameHost reports whether two names are one of which at least one is written as
// a host: upwork.com and Upwork, https://www.malt.fr and malt.com.
func SameHost(a, b string) bool {
	x, y := hostName(a), hostName(b)
	return (x != "" || y != "") && hostKey(a, x) != "" && hostKey(a, x) == hostKey(b, y)
}

// hostKey is the key of the name in a host, or of a name that is none.
func hostKey(name, host string) string {
	labels := strings.Split(host, ".")
	switch n := len(labels); {
	case n < 2:
		return Key(name)
	case n > 2 && len(labels[n-1]) == 2 && len(labels[n-2]) <= 3: // co.uk
		return Key(labels[n-3])
	default:
		return Key(labels[n-2])
	}
}

// platformOf is the platform that a name means, a slip of the pen aside: 0 when
// there is none, or more than one as near.
func platformOf(s string) int {
	if line, asked := meantPlatforms.Load(s); asked {
		return line.(int)
	}
	line := lookPlatform(s)
	meantPlatforms.Store(strings.Clone(s), line)
	return line
}

// meantPlatforms are the answers of platformOf: each new name of a file is held against
// all that are there.
var meantPlatforms sync.Map

func lookPlatform(s string) int {
	forms := []string{Key(withoutTop(strings.TrimRight(strings.TrimSpace(s), ".")))}
	if host := hostName(s); host != "" {
		forms = []string{host, forms[0]}
	}
	for _, form := range forms {
		var nearest []int
		best := 3
		for _, p := range knownPlatforms() {
			limit := min(best, slipsIn(form, p.name))
			if len(form)-len(p.name) > limit || len(p.name)-len(form) > limit {
				continue
			}
			far := distance([]rune(form), []rune(p.name))
			if far > limit {
				continue
			}
			if far < best {
				best, nearest = far, nil
			}
			if !slices.Contains(nearest, p.line) {
				nearest = append(nearest, p.line)
			}
		}
		if len(nearest) == 1 {
			return nearest[0]
		}
	}
	return 0
}

// slipsIn is how many letters two names may differ in and be one: short names
// that differ are rather two.
func slipsIn(a, b string) int {
	switch {
	case min(len(a), len(b)) >= 8:
		return 2
	case max(len(a), len(b)) >= 5:
		return 1
	}
	return 0
}
