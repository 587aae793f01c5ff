package crm_test

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

func TestTheKeyOfAKeyIsItself(t *testing.T) {
	t.Run("for every letter there is", func(t *testing.T) {
		for r := rune(0); r <= utf8.MaxRune; r++ {
			if !unicode.IsGraphic(r) {
				continue
			}
			for _, s := range []string{string(r), "a" + string(r), string(r) + "\u0301b"} {
				if key := crm.Key(s); crm.Key(key) != key {
					t.Errorf("Key(%q) = %q, and its key is %q", s, key, crm.Key(key))
				}
			}
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "name")
		if key := crm.Key(s); crm.Key(key) != key {
			t.Fatalf("Key(%q) = %q, and its key is %q", s, key, crm.Key(key))
		}
	})
}

func TestAHostIsWhatNamesTheSite(t *testing.T) {
	for url, want := range map[string]string{
		"https://www.Upwork.com/jobs/~01": "upwork.com", "upwork.com/jobs/~01": "upwork.com", "https://m.upwork.com:443?x=1": "upwork.com",
		"//upwork.com": "upwork.com", "https://me:pw@upwork.com/": "upwork.com", "http://localhost:8080/": "localhost",
		"https://www.linkedin.com./in/x": "linkedin.com", "fr.linkedin.com": "fr.linkedin.com", "https://www.com/": "www.com",
		"m.co": "m.co", "https://bücher.de/x": "bücher.de", "upwork.com/r?to=https://evil.com": "upwork.com",
		"": "", "upwork": "", "me@upwork.com": "", "mailto:me@upwork.com": "", "see upwork.com": "", "1500.50": "", "javascript:alert(1)": "",
		"https://": "", "https://a b.com": "",
	} {
		if got := crm.Host(url); got != want {
			t.Errorf("Host(%q) = %q, want %q", url, got, want)
		}
	}
}

func TestCheckEmail(t *testing.T) {
	for text, ok := range map[string]bool{
		"ada@example.com": true, "Ada Blanc <ada@example.com>": true, "ada@localhost": true, `"a@b"@example.com`: true,
		"ada": false, "@example.com": false, "ada@": false, "ada @example.com": false, "bond.biz": false,
	} {
		if err := crm.CheckEmail(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}
