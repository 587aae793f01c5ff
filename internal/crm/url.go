package crm

import (
	"strings"
	"unicode"
)

// Host is the web host of a URL, or of its bare form upwork.com/jobs/…, in
// lower case and without port, "www." and "m."; "" when there is none.
func Host(url string) string {
	scheme, rest, full := strings.Cut(strings.TrimSpace(url), "//")
	if full && (scheme == "" || strings.HasSuffix(scheme, ":")) && !strings.ContainsAny(scheme, "/.?# ") {
		url = rest
	} else {
		full = false
		url = strings.TrimSpace(url)
	}
	if end := strings.IndexAny(url, "/?#\\"); end >= 0 {
		url = url[:end]
	}
	if at := strings.LastIndexByte(url, '@'); at >= 0 {
		if !full { // an e-mail address, not a page
			return ""
		}
		url = url[at+1:]
	}
	host, port, _ := strings.Cut(url, ":")
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if !allDigits(port) || strings.ContainsFunc(host, notInHost) || !full && !hasTop(host) {
		return ""
	}
	for _, prefix := range []string{"www.", "m."} {
		if short := strings.TrimPrefix(host, prefix); strings.Contains(short, ".") {
			host = short
		}
	}
	return host
}

func notInHost(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("-._", r)
}

// hasTop asks a bare host for a last label of letters, so that "1500.50" or
// a plain word is not taken for one.
func hasTop(host string) bool {
	dot := strings.LastIndexByte(host, '.')
	return dot > 0 && len(host)-dot > 2 && !strings.ContainsFunc(host[dot+1:], func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r)
	})
}

// IsAddress reports whether a text is a web address in full, with its scheme or
// its www: what is pasted from a browser, and no name.
func IsAddress(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	return (strings.Contains(s, "://") || strings.HasPrefix(s, "www.")) && Host(s) != ""
}
