package dedup

import (
	"path"
	"slices"
	"strings"

	"leads/internal/crm"
)

// CanonicalURL is the one spelling of a page's address: no scheme, user, port,
// "www." or "m.", fragment, closing slash or tracking parameter; host and
// percent escapes in one case; parameters sorted. It is "" for what is no web
// page and for pages that every lead shares, such as a search page or an inbox.
func CanonicalURL(url string) string { return splitURL(url).canonical() }

// address is a web address taken apart: the host without www., a clean path
// that begins with a slash, and the raw query. Without a host it is no web page.
type address struct{ host, path, query string }

func (a address) canonical() string {
	host, pathPart, query := a.host, a.path, a.query
	if host == "" {
		return ""
	}
	var params []string
	for p := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' }) {
		if p = escaped(strings.ReplaceAll(p, "+", "%20")); !tracks(p) {
			params = append(params, p)
		}
	}
	slices.Sort(params)
	params = slices.Compact(params)
	if isGeneric(host, pathPart) && !slices.ContainsFunc(params, identifies) {
		return ""
	}
	out := host + strings.TrimSuffix(pathPart, "/")
	if len(params) > 0 {
		out += "?" + strings.Join(params, "&")
	}
	return out
}

func splitURL(url string) address {
	url = strings.TrimSpace(url)
	if url == "" {
		return address{}
	}
	if scheme, rest, ok := strings.Cut(url, "://"); ok && !strings.ContainsAny(scheme, "/?#") {
		if !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
			return address{}
		}
		url = "https://" + rest
	}
	a := address{host: bareHost(crm.Host(url)), path: "/"}
	if a.host == "" || crm.Host(a.host) != a.host { // no name but a number, or no host at all
		return address{}
	}
	rest := strings.TrimPrefix(strings.TrimPrefix(url, "https:"), "//")
	rest, _, _ = strings.Cut(rest, "#")
	rest, a.query, _ = strings.Cut(rest, "?")
	slash := strings.IndexByte(rest, '/')
	if slash < 0 {
		return a
	}
	a.path = path.Clean(escaped(rest[slash:]))
	for {
		dir, file := path.Split(a.path)
		if !indexFiles()[strings.ToLower(file)] {
			return a
		}
		a.path = path.Clean(dir)
	}
}

// bareHost takes off what only says which device or copy of a site it was.
func bareHost(host string) string {
	for host != "" {
		label, rest, _ := strings.Cut(host, ".")
		if !copies()[label] || !strings.Contains(rest, ".") {
			break
		}
		host = rest
	}
	if !strings.Contains(host, ".") || strings.Contains(host, "..") {
		return ""
	}
	return host
}

// escaped writes a path or a parameter with one spelling of each character:
// what needs no escape has none, all other bytes are %XX in capitals.
func escaped(s string) string {
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = keeps(s[i])
	}
	if plain {
		return s
	}
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0 {
			c = byte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
			if !unreserved(c) {
				b.WriteByte('%')
				b.WriteByte(hex[c>>4])
				b.WriteByte(hex[c&15])
				continue
			}
		}
		if keeps(c) {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// keeps is true for characters that need no escaping in a path or parameter.
func keeps(c byte) bool { return unreserved(c) || strings.IndexByte("/!$'()*,=:@;&", c) >= 0 }

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// tracks reports whether a parameter says where a visitor came from rather
// than which page it is.
func tracks(param string) bool {
	name, _, _ := strings.Cut(strings.ToLower(param), "=")
	return tracking()[name] || strings.HasPrefix(name, "utm_") || strings.HasPrefix(name, "oly_") ||
		strings.HasPrefix(name, "pk_") || strings.HasPrefix(name, "mtm_")
}

// identifies reports whether a parameter names one page behind a path that
// says nothing.
func identifies(param string) bool {
	name, value, _ := strings.Cut(param, "=")
	return value != "" && identifying()[strings.ToLower(name)]
}

// isGeneric reports whether a path leads to a page that says nothing about one
// opportunity: a home page, search page, inbox, dashboard or login.
func isGeneric(host, pathPart string) bool {
	segments := strings.Split(strings.ToLower(strings.Trim(pathPart, "/")), "/")
	for i, s := range segments {
		s = strings.TrimSuffix(strings.TrimSuffix(s, path.Ext(s)), ".")
		if s == "" || genericWords()[s] || len(s) <= 2 && i == 0 || len(s) == 1 {
			continue
		}
		return onSearchPath(host, segments)
	}
	return true
}

var (
	copies     = set("www www1 www2 www3 m mobile mobi touch amp")
	indexFiles = set("index.html index.htm index.php index.asp index.aspx default.htm default.aspx home.html")
	tracking   = set(`gclid gclsrc gbraid wbraid dclid fbclid msclkid yclid twclid ttclid igshid igsh mc_cid mc_eid mkt_tok
		ref ref_ refid referer referrer original_referer source src trk trkinfo trackingid trkemail lipi licu midtoken midsig
		eid otptoken si spm _ga _gl _hsenc _hsmi hsctatracking vero_id wickedid cmpid campaign campaignid cid share shared
		from frsc vjs pagetitle position pagenum share_id utm`)
	identifying  = set("id jk vjk job jobid job_id currentjobid jl gid pid p posting postingid projectid project_id project offer offerid vacancy vacancyid gh_jid lever-origin-id reqid")
	genericWords = set(`index home start welcome default main search find browse explore discover results list listing listings
		job jobs work works projects project freelance freelancer freelancers freelance-jobs freelance-projects gig gigs
		mission missions offers offres offre emploi emplois projets projet projekte projekt projektboerse projektborse stellen
		karriere career careers opportunities opportunity marketplace market talent
		inbox mail messages message messaging msg chat chats rooms conversations notifications alerts
		feed dashboard app apps login log-in signin sign-in signup sign-up register account account-security accounts profile
		me my settings myjobs my-jobs my-projects saved saved-jobs proposals bids applications nx ab
		find-work best-matches most-recent recommended collections all overview new about about-us contact contact-us blog
		news portfolio services pricing faq help support en-us en-gb fr-fr de-de es-es`)
)
