package dedup

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

func TestCompare(t *testing.T) {
	const upwork = "https://www.upwork.com/jobs/~01abcdef0123456789"
	cases := []struct {
		moral string
		a, b  crm.Lead
		want  Match
	}{
		{"nothing in common is no match",
			crm.Lead{Title: "Logo", Client: "Acme"}, crm.Lead{Title: "CRM migration", Client: "Hillcrest"}, Match{}},
		{"two empty leads are no match", crm.Lead{}, crm.Lead{}, Match{}},
		{"one posting is one opportunity, whatever the address looks like",
			crm.Lead{Title: "Go CLI", URL: upwork}, crm.Lead{Title: "x", URL: "upwork.com/nx/proposals/job/~01ABCDEF0123456789/apply?ref=a"},
			Match{Grade: Certain, Score: .99, Why: []string{"url"}}},
		{"one page is one opportunity",
			crm.Lead{URL: "https://example.com/jobs/go-dev-17?utm_source=x"}, crm.Lead{URL: "http://www.example.com/jobs/go-dev-17/"},
			Match{Grade: Certain, Score: .99, Why: []string{"url"}}},
		{"one external id is one opportunity, case and blanks aside",
			crm.Lead{ExternalID: " D-17 "}, crm.Lead{ExternalID: "d-17"}, Match{Grade: Certain, Score: .99, Why: []string{"external_id"}}},
		{"an external id holds even where the postings differ",
			crm.Lead{ExternalID: "7", URL: upwork}, crm.Lead{ExternalID: "7", URL: "https://www.upwork.com/jobs/~01abcdef0123456780"},
			Match{Grade: Certain, Score: .99, Why: []string{"external_id"}}},
		{"a search page says nothing",
			crm.Lead{Title: "Logo", URL: "https://www.linkedin.com/jobs/"}, crm.Lead{Title: "API", URL: "https://www.linkedin.com/jobs/"}, Match{}},
		{"same client and title, legal forms, accents and order aside",
			crm.Lead{Title: "Refonte de la boutique", Client: "Café Noisette SARL"}, crm.Lead{Title: "Boutique : refonte", Client: "CAFE NOISETTE"},
			Match{Grade: Likely, Score: .80, Why: []string{"client", "title"}}},
		{"same mailbox and title",
			crm.Lead{Title: "Fix WordPress", Email: "Ada.Blanc+upwork@gmail.com"}, crm.Lead{Title: "fix wordpress", Email: "adablanc@googlemail.com"},
			Match{Grade: Likely, Score: .80, Why: []string{"email", "title"}}},
		{"same contact and title, the name turned round",
			crm.Lead{Title: "Fix WordPress", Contact: "Blanc, Ada"}, crm.Lead{Title: "fix wordpress", Contact: "Ms Ada Blanc"},
			Match{Grade: Likely, Score: .80, Why: []string{"title", "contact"}}},
		{"the same order half a year later is a repeat",
			crm.Lead{Title: "Care plan", Client: "Acme", FirstTouchOn: "2026-01-05"}, crm.Lead{Title: "Care plan", Client: "Acme", FirstTouchOn: "2026-07-05"},
			Match{Grade: Possible, Score: .36, Why: []string{"client", "title"}}},
		{"within four months it is the same order",
			crm.Lead{Title: "Care plan", Client: "Acme", FirstTouchOn: "2026-01-05"}, crm.Lead{Title: "Care plan", Client: "Acme", FirstTouchOn: "2026-05-05"},
			Match{Grade: Likely, Score: .80, Why: []string{"client", "title"}}},
		{"the same client with another project is worth a look",
			crm.Lead{Title: "Care plan", Client: "Acme Ltd"}, crm.Lead{Title: "Annual report", Client: "acme"}, Match{Grade: Possible, Score: .30, Why: []string{"client"}}},
		{"a phone number alone is worth a look",
			crm.Lead{Title: "Care plan", Phone: "+33 6 12 34 56 78"}, crm.Lead{Title: "Logo", Phone: "06.12.34.56.78"}, Match{Grade: Possible, Score: .30, Why: []string{"phone"}}},
		{"a title that repeats the external id counts as missing",
			crm.Lead{Title: "A1", ExternalID: "A1", Client: "Acme"}, crm.Lead{Title: "A1", Client: "Acme"}, Match{Grade: Possible, Score: .30, Why: []string{"client"}}},
		{"phase 1 is not phase 2",
			crm.Lead{Title: "Relaunch phase 1", Client: "Acme"}, crm.Lead{Title: "Relaunch phase 2", Client: "Acme"},
			Match{Grade: Possible, Score: .30 + .06*TitleLikeness("relaunch phase 1", "relaunch phase 2"), Why: []string{"client"}}},
	}
	for _, c := range cases {
		t.Run(c.moral, func(t *testing.T) {
			got := Compare(c.a, c.b)
			if diff := got.Score - c.want.Score; diff > 1e-9 || diff < -1e-9 {
				t.Errorf("score %v, want %v", got.Score, c.want.Score)
			}
			got.Score = c.want.Score
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// someLead draws from few values, so that fields often agree.
func someLead(t *rapid.T, label string) crm.Lead {
	pick := func(field string, values ...string) string {
		return rapid.SampledFrom(append(values, "")).Draw(t, label+" "+field)
	}
	return crm.Lead{
		Title:      pick("title", "Go CLI developer", "go cli develper", "Developer, Go CLI", "Logo", "Фирменный стиль", "x1"),
		Client:     pick("client", "Acme Ltd", "acme", "Noisette SARL", "株式会社"),
		Contact:    pick("contact", "Ada Blanc", "Blanc, Ada", "Zoë"),
		Email:      pick("email", "a.b@gmail.com", "ab+x@gmail.com", "info@acme.com"),
		Phone:      pick("phone", "+33 6 12 34 56 78", "0612345678"),
		URL:        pick("url", "https://www.upwork.com/jobs/~01abcdef0123456789", "upwork.com/jobs/x_~01ABCDEF0123456789", "upwork.com/jobs/~01abcdef012345678a", "example.com/a-1", "https://upwork.com"),
		ExternalID: pick("external", "x1", "X1 ", "x2"),
		FirstTouchOn: crm.Date(rapid.SampledFrom([]string{"", "2026-01-01", "2026-03-01", "2026-09-01"}).
			Draw(t, label+" date")),
	}
}

func TestCompareIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := someLead(t, "a"), someLead(t, "b")
		if ab, ba := Compare(a, b), Compare(b, a); !reflect.DeepEqual(ab, ba) {
			t.Fatalf("%v one way, %v the other", ab, ba)
		}
	})
}

func TestALeadWithAKeyIsItsOwnDuplicate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := someLead(t, "a")
		keyed := CanonicalURL(a.URL) != "" || a.ExternalID != "" || titleOf(a) != "" && (a.Client != "" || a.Email != "" || a.Contact != "")
		if got := Compare(a, a); keyed && got.Grade.Rank() < Likely.Rank() {
			t.Fatalf("%v for %+v", got, a)
		}
	})
}

func TestMoreAgreementNeverLowersTheGrade(t *testing.T) {
	give := []func(a, b *crm.Lead){
		func(a, b *crm.Lead) { a.URL, b.URL = "example.com/same-1", "example.com/same-1" },
		func(a, b *crm.Lead) { a.ExternalID, b.ExternalID = "same", "same" },
		func(a, b *crm.Lead) { a.Client, b.Client = "Same", "Same" },
		func(a, b *crm.Lead) { a.Contact, b.Contact = "Same", "Same" },
		func(a, b *crm.Lead) { a.Email, b.Email = "same@example.com", "same@example.com" },
		func(a, b *crm.Lead) { a.Phone, b.Phone = "0123456789", "0123456789" },
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := someLead(t, "a"), someLead(t, "b")
		a.ExternalID, b.ExternalID = "", "" // a title can equal an id that is given later
		before := Compare(a, b)
		n := rapid.IntRange(0, len(give)-1).Draw(t, "field")
		if n == 0 && before.Grade == Certain { // the given page replaces the one that agreed
			return
		}
		give[n](&a, &b)
		if after := Compare(a, b); after.Grade.Rank() < before.Grade.Rank() {
			t.Fatalf("%v became %v", before, after)
		}
	})
}

// Whatever is certain or likely must be found by the keys, or nobody compares it.
func TestKeysOrRelatedKeysFindEveryMatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := someLead(t, "a"), someLead(t, "b")
		mine := append(Keys(a), RelatedKeys(a)...)
		theirs := append(Keys(b), RelatedKeys(b)...)
		shared := slices.ContainsFunc(mine, func(k uint64) bool { return slices.Contains(theirs, k) })
		if m := Compare(a, b); m.Grade != "" && !shared {
			t.Fatalf("%v without a shared key", m)
		}
	})
}

func TestKeys(t *testing.T) {
	a := crm.Lead{Title: "Go CLI developer", Client: "Acme Ltd", Email: "a.b+x@gmail.com", ExternalID: "X1", URL: "upwork.com/jobs/~01abcdef0123456789"}
	b := crm.Lead{Title: "Developer: Go, CLI", Client: "ACME", Email: "ab@gmail.com", ExternalID: " x1", URL: "https://www.upwork.com/jobs/t_~01ABCDEF0123456789/"}
	shared := 0
	for _, k := range Keys(a) {
		if slices.Contains(Keys(b), k) {
			shared++
		}
	}
	if shared != 4 { // posting, external id, e-mail, client with title; not the record as a whole
		t.Errorf("%d shared keys, want 4", shared)
	}
	if !slices.Contains(Keys(a), ExternalKey("x1 ")) {
		t.Error("the external id is not among the keys")
	}
	if !slices.Contains(Keys(crm.Lead{Title: "Logo"}), Fingerprint(crm.Lead{Title: " logo"})) {
		t.Error("the record as a whole is not among the keys")
	}
	if got := Keys(a); !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Errorf("not sorted and unique: %v", got)
	}
}

// Files keep keys: a change here means that every file's keys are made anew.
func TestKeysStayTheSameForEver(t *testing.T) {
	got := fmt.Sprintf("%x %x", ExternalKey("D-17"), RelatedKeys(crm.Lead{Client: "Café Noisette SARL"}))
	if want := "5c1eaf05166a [20b0bd71d9ef]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDecide(t *testing.T) {
	cases := []struct {
		policy Policy
		want   [4]Step // for nothing, possible, likely, certain
	}{
		{Default, [4]Step{StepAdd, StepAddWarn, StepAddWarn, StepRefuse}},
		{Ask, [4]Step{StepAdd, StepAddWarn, StepAsk, StepAsk}},
		{Warn, [4]Step{StepAdd, StepAddWarn, StepAddWarn, StepAddWarn}},
		{Refuse, [4]Step{StepAdd, StepAddWarn, StepRefuse, StepRefuse}},
		{Log, [4]Step{StepAdd, StepAdd, StepLog, StepLog}},
		{Allow, [4]Step{StepAdd, StepAdd, StepAdd, StepAdd}},
		{Skip, [4]Step{StepAdd, StepAdd, StepAddWarn, StepSkip}},
	}
	for _, c := range cases {
		t.Run("policy "+string(c.policy), func(t *testing.T) {
			var got [4]Step
			for i, g := range []Grade{"", Possible, Likely, Certain} {
				got[i] = Decide(c.policy, g)
			}
			if got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestParsePolicy(t *testing.T) {
	if p, err := ParsePolicy(" Log", Ask, Log); p != Log || err != nil {
		t.Errorf("got %q, %v", p, err)
	}
	for _, s := range []string{"skip", "", "x"} {
		_, err := ParsePolicy(s, Ask, Log)
		if crm.KindOf(err) != crm.Invalid || err.(*crm.Error).Hint.String() != "it is one of: ask, log" {
			t.Errorf("%q: %v", s, err)
		}
	}
}
