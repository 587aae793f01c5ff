package dedup

import "testing"

func TestPostingID(t *testing.T) {
	const u = "upwork:01abcdef0123456789"
	cases := []struct{ url, want string }{
		{"https://www.upwork.com/jobs/~01abcdef0123456789", u},
		{"https://www.upwork.com/jobs/Go-CLI-developer_~01ABCDEF0123456789/", u},
		{"http://upwork.com/jobs/%7E01abcdef0123456789", u},
		{"https://www.upwork.com/nx/find-work/details/~01abcdef0123456789?pageTitle=x", u},
		{"https://www.upwork.com/nx/find-work/best-matches/details/~01abcdef0123456789", u},
		{"https://www.upwork.com/ab/proposals/job/~01abcdef0123456789/apply/", u},
		{"https://www.upwork.com/nx/proposals/job/~01abcdef0123456789/apply", u},
		{"https://www.upwork.com/freelance-jobs/apply/Title_~01abcdef0123456789/", u},
		{"https://www.upwork.com/ab/account-security/login?redir=%2Fjobs%2F~01abcdef0123456789", u},
		{"https://mail.example.com/click?link=https%3A%2F%2Fwww.upwork.com%2Fjobs%2F~01abcdef0123456789%3Fa%3Db", u},
		{"https://www.upwork.com/freelancers/~01abcdef0123456789", ""},
		{"https://www.upwork.com/nx/find-work/best-matches", ""},
		{"https://www.freelancer.com/projects/php/build-a-shop-12345678", "freelancer:12345678"},
		{"https://www.freelancer.com/projects/12345678", "freelancer:12345678"},
		{"https://www.freelancer.de/projects/php/build-a-shop-12345678/details", "freelancer:12345678"},
		{"https://www.freelancer.co.uk/projects/12345678.html", "freelancer:12345678"},
		{"https://www.freelancer.com/jobs/python/", ""},
		{"https://www.linkedin.com/jobs/view/3619785325/", "linkedin:3619785325"},
		{"linkedin.com/jobs/view/3619785325?trk=public_jobs", "linkedin:3619785325"},
		{"https://de.linkedin.com/jobs/view/go-developer-at-acme-3619785325?refId=a", "linkedin:3619785325"},
		{"https://www.linkedin.com/jobs/search/?currentJobId=3619785325&keywords=go", "linkedin:3619785325"},
		{"https://www.linkedin.com/in/ada-blanc-12345", ""},
		{"https://www.malt.fr/project/refonte-boutique-19398807/?mc_cid=77ab", "malt:19398807"},
		{"HTTPS://WWW.FREELANCERMAP.DE/projekt/wartung-next-js-5664519#apply", "freelancermap:5664519"},
		{"https://de.indeed.com/viewjob?from=app&jk=17c059b68b52f90f", "indeed:17c059b68b52f90f"},
		{"https://www.codeur.com/projects/123456-site-vitrine", "codeur:123456"},
		{"https://example.com/projects/12345678", ""},
		{"not a url", ""},
		{"", ""},
	}
	for _, c := range cases {
		if got := PostingID(c.url); got != c.want {
			t.Errorf("%s: %q, want %q", c.url, got, c.want)
		}
	}
}

func TestCanonicalURL(t *testing.T) {
	cases := []struct{ moral, url, want string }{
		{"scheme, www, port, user, slash and fragment go", "HTTP://me@WWW.Example.com:80/Jobs/Go-1/#apply", "example.com/Jobs/Go-1"},
		{"mobile hosts are the same site", "https://m.example.com/go-1", "example.com/go-1"},
		{"tracking goes, the rest is sorted", "https://example.com/go-1?utm_source=x&b=2&gclid=y&a=1&ref=z", "example.com/go-1?a=1&b=2"},
		{"escapes have one spelling", "https://example.com/caf%c3%a9%2d1", "example.com/caf%C3%A9-1"},
		{"letters and escapes are the same", "https://example.com/café-1", "example.com/caf%C3%A9-1"},
		{"dots and double slashes resolve", "https://example.com//a/./b/../go-1", "example.com/a/go-1"},
		{"a home page is nobody's", "https://www.strausssohne.com/", ""},
		{"nor is its index", "https://example.com/index.php", ""},
		{"nor a search", "https://www.upwork.com/nx/search/jobs/?q=go", ""},
		{"nor an inbox", "https://mail.google.com/mail/u/0/#inbox", ""},
		{"nor a feed", "https://www.linkedin.com/feed/", ""},
		{"nor a dashboard", "https://www.malt.fr/dashboard", ""},
		{"nor a board's list", "https://www.freelancermap.de/projektboerse.html", ""},
		{"nor a board's search by words", "https://www.linkedin.com/jobs/go-jobs-berlin", ""},
		{"a parameter can name the posting", "https://example.com/jobs?id=17&page=2", "example.com/jobs?id=17&page=2"},
		{"a page of another kind is no web page", "mailto:ada@example.com", ""},
		{"nor is text", "see my notes", ""},
		{"a person's page is a page", "https://www.linkedin.com/in/ada-blanc/", "linkedin.com/in/ada-blanc"},
	}
	for _, c := range cases {
		t.Run(c.moral, func(t *testing.T) {
			if got := CanonicalURL(c.url); got != c.want {
				t.Errorf("%s became %q, want %q", c.url, got, c.want)
			}
		})
	}
}

// FuzzURL checks that a canonical address stays as it is, and that taking off
// what only tracks never loses the posting behind it.
func FuzzURL(f *testing.F) {
	for _, s := range []string{"https://www.upwork.com/jobs/~01abcdef0123456789?utm_source=x", "example.com/a%zz?b=%c3+c;d#e",
		"http://m.www.x.de:8080//../index.html/", "//a.bc/x?//", "https://1.2.3.4/x", "a.bc/?id=http://d.ef"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := CanonicalURL(s)
		if twice := CanonicalURL(once); twice != once {
			t.Fatalf("%q became %q, then %q", s, once, twice)
		}
		if id := PostingID(s); id != "" && once != "" && PostingID(once) == "" {
			t.Fatalf("%q is posting %s, %q is none", s, id, once)
		}
	})
}
