package anonymize

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
	"leads/internal/dedup"
)

func TestTheSameBecomesTheSame(t *testing.T) {
	m := New()
	for _, pair := range [][2]string{{"Zoë Ferrand", "ZOE  ferrand"}, {"Kleinhans SARL", "kleinhans sarl"}} {
		a, b := m.Text(pair[0]), m.Text(pair[1])
		if crm.Key(a) != crm.Key(b) || crm.Key(a) == crm.Key(pair[0]) {
			t.Errorf("%q became %q, %q became %q", pair[0], a, pair[1], b)
		}
	}
	if a, b := m.Email("Zoe.Ferrand+x@gmail.com"), m.Email("zoeferrand@gmail.com"); a != b || !strings.HasSuffix(a, "@gmail.com") {
		t.Errorf("one address became %q and %q", a, b)
	}
	if a, b := m.Phone("+33 6 12 34 56 78"), m.Phone("06.12.34.56.78"); a[len(a)-2:] != b[len(b)-2:] || !strings.HasPrefix(a, "+33 ") {
		t.Errorf("one number became %q and %q", a, b)
	}
	if a, b := m.URL("https://www.upwork.com/jobs/~01ABCdef0123456789?utm_source=mail"), m.URL("http://upwork.com/jobs/~01ABCdef0123456789"); dedup.CanonicalURL(a) != dedup.CanonicalURL(b) || a[:30] != "https://www.upwork.com/jobs/~0" {
		t.Errorf("one posting became %q and %q", a, b)
	}
}

func TestWhatSaysNothingAboutAnybodyStays(t *testing.T) {
	m := New()
	for _, s := range []string{"Phase 2 of 12", "SARL", "website redesign", "---", ""} {
		if got := m.Text(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestANoteKeepsItsShapeOnly(t *testing.T) {
	if got, want := New().Note("Ring Ana:\n+33 6, “soon” €5"), "xxxx xxx:\nx00 0, “xxxx” x0"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A misspelled word is as near to the right one afterwards as it was before.
func TestAMisspellingStaysOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[b-df-hj-np-tv-z][aeiou]{2}[b-t]{3,6}`).Draw(t, "word")
		at := rapid.IntRange(2, len(word)-1).Draw(t, "at")
		wrong := word[:at] + rapid.SampledFrom([]string{"z", "zz", ""}).Draw(t, "put") + word[at+1:]
		if dedup.IsPlain(word) || dedup.IsPlain(wrong) {
			return
		}
		m := New()
		a, b := m.Text(word), m.Text(wrong)
		was := distances([]rune(word), []rune(wrong))[len(word)][len(wrong)]
		now := distances([]rune(a), []rune(b))[len(a)][len(b)]
		if was == 1 && now != 1 {
			t.Errorf("%q and %q differ by %d, %q and %q by %d", word, wrong, was, a, b, now)
		}
		if word != wrong && a == b {
			t.Errorf("%q and %q both became %q", word, wrong, a)
		}
	})
}

// Leads that are one opportunity are one afterwards, and names that differ differ.
func TestNamesThatDifferDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New()
		names := map[string]string{}
		for _, n := range rapid.SliceOfN(rapid.StringMatching(`[a-c]{1,2}( [a-c]{1,3})?`), 0, 40).Draw(t, "names") {
			names[crm.Key(n)] = n
		}
		seen := map[string]string{}
		for key, n := range names {
			to := crm.Key(m.Client(n))
			if other, twice := seen[to]; twice {
				t.Fatalf("%q and %q both became %q", other, key, to)
			}
			seen[to] = key
		}
	})
}

// A page in somebody's name below a provider's host does not give the name away.
func TestAHostIsReplacedWhole(t *testing.T) {
	m := New()
	for _, host := range []string{"gaelle.martin.free.fr", "gaelle-martin.github.com", "martin", "martin.eu", "gaelle.martin.co.uk", "martin.x.com"} {
		if got := m.Host(host); strings.Contains(got, "martin") || strings.Contains(got, "gaelle") {
			t.Errorf("%s became %s", host, got)
		}
		if got := m.URL("https://" + host + "/a"); strings.Contains(got, "martin") || strings.Contains(got, "gaelle") {
			t.Errorf("%s became %s", host, got)
		}
	}
	for _, host := range []string{"www.upwork.com", "fr.linkedin.com", "free.fr", "m.facebook.com"} {
		if got := m.Host(host); got != host {
			t.Errorf("%s became %s", host, got)
		}
	}
}
