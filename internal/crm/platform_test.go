package crm

import "testing"

func TestNearEqual(t *testing.T) {
	cases := []struct {
		moral string
		a, b  string
		want  bool
	}{
		{"a blank more", "Up work", "Upwork", true},
		{"its host", "upwork.com", "Upwork", true},
		{"its host of a country", "https://www.malt.fr/", "Malt", true},
		{"a host below it", "ads.google.com", "Google Ads", true},
		{"a letter less", "LinkdIn", "LinkedIn", true},
		{"a letter less in a short word", "Phoe", "Phone", true},
		{"case", "Google", "google", true},
		{"another name of it", "AngelList", "Wellfound", true},
		{"an own name with a slip", "Berlin coworking", "Berlin cowerking", true},
		{"two platforms of near names", "GitHub", "GitLab", false},
		{"one name at two tops is two companies", "Freelance.de", "freelance.com", false},
		{"nor is it the one with a letter more", "Freelance.de", "Freelancer", false},
		{"a platform and its advertising", "Google", "Google Ads", false},
		{"a search that nobody paid for is not one engine", "Google", "Organic Search", false},
		{"calls are no mails", "Cold call", "Cold mail", false},
		{"short own names", "Anna", "Anne", false},
	}
	for _, c := range cases {
		t.Run(c.moral, func(t *testing.T) {
			if got := NearEqual(c.a, c.b); got != c.want {
				t.Errorf("%q and %q: %v", c.a, c.b, got)
			}
			if got := NearEqual(c.b, c.a); got != c.want {
				t.Errorf("%q and %q: %v", c.b, c.a, got)
			}
		})
	}
}
