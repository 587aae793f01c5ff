package dedup

import "strings"

// board is a platform that gives each posting an id.
type board struct {
	name    string
	sites   []string // host suffixes; "name.*" is any country's
	under   []string // the path's word after which the id comes, "" is anywhere
	params  []string // or the parameter that holds it
	search  []string // first words of paths that are search pages
	leading bool     // the id begins its path segment: 123456-go-developer
}

// boards are the platforms whose ids are plain numbers, or what a parameter
// holds. Upwork, whose ids come after a tilde, is in PostingID itself.
var boards = []board{
	{name: "linkedin", sites: []string{"linkedin.com"}, under: []string{"view"}, params: []string{"currentjobid"},
		search: []string{"jobs"}},
	{name: "freelancer", sites: []string{"freelancer.*", "freelancer.co.*", "freelancer.com.*"}, under: []string{"projects", "contest"},
		search: []string{"jobs", "freelancers"}},
	{name: "malt", sites: []string{"malt.*"}, under: []string{"project", "projects", "mission", "missions"}},
	{name: "freelancermap", sites: []string{"freelancermap.*"}, under: []string{"projekt", "project", "projects", "projekte"}},
	{name: "freelance.de", sites: []string{"freelance.de"}, under: []string{"projekte", "projects"}},
	{name: "indeed", sites: []string{"indeed.*", "indeed.co.*", "indeed.com.*"}, params: []string{"jk", "vjk"}},
	{name: "peopleperhour", sites: []string{"peopleperhour.com"}, under: []string{"freelance-jobs", "job"}},
	{name: "guru", sites: []string{"guru.com"}, under: []string{"jobs"}},
	{name: "codeur", sites: []string{"codeur.com"}, under: []string{"projects"}, leading: true},
	{name: "glassdoor", sites: []string{"glassdoor.*", "glassdoor.co.*", "glassdoor.com.*"}, params: []string{"jl", "joblistingid"}},
	{name: "xing", sites: []string{"xing.com"}, under: []string{"jobs"}},
	{name: "wellfound", sites: []string{"wellfound.com", "angel.co"}, under: []string{"jobs"}, leading: true},
}

// wrappers are parameters in which a page is told where to go next.
var wrappers = set("link url u q redir redirect redirect_url redirect_uri target dest destination next continue return_to returnurl")

// PostingID is the platform and its id for one posting, "upwork:01abc…", in
// every form in which the platform writes the address; "" when there is none.
func PostingID(url string) string { return splitURL(url).posting(2) }

// posting is PostingID; depth bounds how often a page may lead to another.
func (a address) posting(depth int) string {
	host, path, query := a.host, a.path, a.query
	if host == "" {
		return ""
	}
	upwork := under(host, "upwork.com")
	if upwork && !names(path, "freelancers", "agencies", "companies", "profiles", "fl") {
		if id := tildeID(path); id != "" {
			return "upwork:" + id
		}
	}
	site := boardOf(host)
	if site != nil {
		if id := site.pathID(path); id != "" {
			return site.name + ":" + id
		}
	}
	for p := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' }) {
		name, value, _ := strings.Cut(p, "=")
		name, value = strings.ToLower(name), unescaped(value)
		if site != nil && site.holds(name) && plainID(value) {
			return site.name + ":" + strings.ToLower(value)
		}
		if !wrappers()[name] || depth == 0 {
			continue
		}
		if strings.HasPrefix(value, "/") && !strings.HasPrefix(value, "//") {
			value = host + value
		}
		if id := splitURL(value).posting(depth - 1); id != "" {
			return id
		}
		if id := tildeID(value); upwork && id != "" {
			return "upwork:" + id
		}
	}
	return ""
}

// tildeID is Upwork's id: at least nine hexadecimal digits behind a tilde.
func tildeID(s string) string {
	for {
		_, rest, ok := strings.Cut(s, "~")
		if !ok {
			return ""
		}
		n := 0
		for n < len(rest) && unhex(rest[n]) >= 0 {
			n++
		}
		if n >= 9 {
			return strings.ToLower(rest[:n])
		}
		s = rest
	}
}

func boardOf(host string) *board {
	for i := range boards {
		for _, site := range boards[i].sites {
			if onSite(host, site) {
				return &boards[i]
			}
		}
	}
	return nil
}

// onSite reports whether a host is the site or below it; "malt.*" means
// malt.fr, malt.de and so on.
func onSite(host, site string) bool {
	if stem, any := strings.CutSuffix(site, "*"); any {
		dot := strings.LastIndexByte(host, '.')
		host, site = host[:dot+1], stem
	}
	return under(host, site)
}

// under reports whether a host is the site itself or below it.
func under(host, site string) bool {
	front, ok := strings.CutSuffix(host, site)
	return ok && (front == "" || front[len(front)-1] == '.')
}

// onSearchPath reports whether a platform keeps only search pages there:
// linkedin.com/jobs/go-jobs-berlin names no posting.
func onSearchPath(host string, segments []string) bool {
	site := boardOf(host)
	if site == nil || len(segments) == 0 {
		return host == "upwork.com" && segments[0] == "freelance-jobs"
	}
	for _, s := range site.search {
		if segments[0] == s {
			return site.pathID("/"+strings.Join(segments, "/")) == ""
		}
	}
	return false
}

func (b *board) holds(param string) bool {
	for _, p := range b.params {
		if p == param {
			return true
		}
	}
	return false
}

// pathID is the number of at least five digits at the end, or the beginning,
// of the last path segment that has one behind the platform's word.
func (b *board) pathID(path string) string {
	id, behind := "", false
	for s := range strings.SplitSeq(strings.ToLower(path), "/") {
		if behind {
			if n := b.number(s); len(n) >= 5 {
				id = n
			}
		}
		for _, word := range b.under {
			behind = behind || s == word
		}
	}
	return id
}

// number is the run of digits at the segment's end or beginning, set off by a
// hyphen from any words.
func (b *board) number(segment string) string {
	for _, ext := range []string{".html", ".htm"} {
		segment = strings.TrimSuffix(segment, ext)
	}
	const digits = "0123456789"
	if b.leading {
		rest := strings.TrimLeft(segment, digits)
		if rest != "" && rest[0] != '-' {
			return ""
		}
		return segment[:len(segment)-len(rest)]
	}
	rest := strings.TrimRight(segment, digits)
	if rest != "" && rest[len(rest)-1] != '-' && rest[len(rest)-1] != '_' {
		return ""
	}
	return segment[len(rest):]
}

// names reports whether one of the words is a segment of the path.
func names(path string, words ...string) bool {
	for s := range strings.SplitSeq(strings.ToLower(path), "/") {
		for _, w := range words {
			if s == w {
				return true
			}
		}
	}
	return false
}

// plainID is a word of letters, digits, hyphens and underscores, with a digit.
func plainID(s string) bool {
	for i := range len(s) {
		if c := s[i]; !unreserved(c) || c == '.' || c == '~' {
			return false
		}
	}
	return len(s) >= 5 && hasDigit(s)
}

// unescaped resolves the escapes of a parameter's value.
func unescaped(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0 {
			b = append(b, byte(unhex(s[i+1])<<4|unhex(s[i+2])))
			i += 2
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}
