package dedup

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

func TestCompare(t *testing.T) {
	const upwork = "https://www.upwork.com/jobs/~01abcdef0123456789"
	cases := []struct {
		moral string
		a, b  crm.Lead
		grade Grade
		why   string
	}{
		{"nothing in common is no match",
			crm.Lead{Title: "Logo", Client: "Acme"}, crm.Lead{Title: "CRM migration", Client: "Hillcrest"}, "", ""},
		{"two empty leads are no match", crm.Lead{}, crm.Lead{}, "", ""},
		{"one posting is one opportunity, whatever the address looks like",
			crm.Lead{Title: "Go CLI", URL: upwork}, crm.Lead{Title: "x", URL: "upwork.com/nx/proposals/job/~01ABCDEF0123456789/apply?ref=a"},
			Certain, "url"},
		{"one page is one opportunity",
			crm.Lead{URL: "https://example.com/jobs/go-dev-17?utm_source=x"}, crm.Lead{URL: "http://www.example.com/jobs/go-dev-17/"},
			Certain, "url"},
		{"one external id is one opportunity, case and blanks aside",
			crm.Lead{ExternalID: " D-17 "}, crm.Lead{ExternalID: "d-17"}, Certain, "external_id"},
		{"an external id holds even where the postings differ",
			crm.Lead{ExternalID: "7", URL: upwork}, crm.Lead{ExternalID: "7", URL: "https://www.upwork.com/jobs/~01abcdef0123456780"},
			Certain, "external_id"},
		{"a search page says nothing",
			crm.Lead{Title: "Logo", URL: "https://www.linkedin.com/jobs/"}, crm.Lead{Title: "API", URL: "https://www.linkedin.com/jobs/"}, "", ""},
		{"same client and title, legal forms, accents and order aside",
			crm.Lead{Title: "Refonte de la boutique", Client: "Café Noisette SARL"}, crm.Lead{Title: "Boutique : refonte", Client: "CAFE NOISETTE"},
			Likely, "client title"},
		{"a typo in each",
			crm.Lead{Title: "Kubernetes migration for hotels", Client: "Hillcrest Partners"}, crm.Lead{Title: "Kuberntes migraton for hotels", Client: "Hilcrest Partners"},
			Likely, "client title"},
		{"same mailbox and title",
			crm.Lead{Title: "Fix WordPress", Email: "Ada.Blanc+upwork@gmail.com"}, crm.Lead{Title: "fix wordpress", Email: "adablanc@googlemail.com"},
			Likely, "email title"},
		{"same number and title, however dialled",
			crm.Lead{Title: "Fix WordPress", Phone: "+33 6 12 34 56 78"}, crm.Lead{Title: "fix wordpress", Phone: "06.12.34.56.78 x3"},
			Likely, "title phone"},
		{"same contact and title, the name turned round",
			crm.Lead{Title: "Fix WordPress", Contact: "Blanc, Ada"}, crm.Lead{Title: "fix wordpress", Contact: "Ms Ada Blanc"},
			Likely, "title contact"},
		{"a short name is the name",
			crm.Lead{Title: "Fix WordPress", Contact: "Bob Miller"}, crm.Lead{Title: "fix wordpress", Contact: "Robert Miller"},
			Likely, "title contact"},
		{"a client is known by its domain",
			crm.Lead{Title: "Fix WordPress shop", Client: "Stone Swift Ltd"}, crm.Lead{Title: "fix wordpress shop", Email: "info@stone-swift.co.uk"},
			Likely, "client title"},
		{"the same order half a year later is a repeat",
			crm.Lead{Title: "Care plan", Client: "Acme", FirstTouchOn: "2026-01-05"}, crm.Lead{Title: "Care plan", Client: "Acme", FirstTouchOn: "2026-07-05"},
			Possible, "client title"},
		{"within four months it is the same order",
			crm.Lead{Title: "Care plan", Client: "Acme", FirstTouchOn: "2026-01-05"}, crm.Lead{Title: "Care plan", Client: "Acme", FirstTouchOn: "2026-05-05"},
			Likely, "client title"},
		{"the same client with another project is worth a look",
			crm.Lead{Title: "Care plan", Client: "Acme Ltd"}, crm.Lead{Title: "Annual report", Client: "acme"}, Possible, "client"},
		{"a recruiter brings many projects",
			crm.Lead{Title: "Go backend", Client: "Acme", Contact: "Ada Blanc", Email: "ada@staffing.com", Phone: "0612345678"},
			crm.Lead{Title: "Logo and style guide", Client: "Noisette", Contact: "Ada Blanc", Email: "ada@staffing.com", Phone: "0612345678"},
			Possible, "email contact phone"},
		{"one title at two clients is two projects",
			crm.Lead{Title: "Redesign of the online shop", Client: "Acme"}, crm.Lead{Title: "Redesign of the online shop", Client: "Noisette"}, "", ""},
		{"a client is known by its initials",
			crm.Lead{Title: "Stock sync for the warehouse", Client: "IBM"}, crm.Lead{Title: "Stock sync for the warehouse", Client: "International Business Machines Corp."},
			Likely, "client title"},
		{"a contact is known by initials",
			crm.Lead{Title: "Fix WordPress", Contact: "J. Smith"}, crm.Lead{Title: "fix wordpress", Contact: "John Smith"},
			Likely, "title contact"},
		{"a value that agrees is said",
			crm.Lead{Title: "Stock sync", Client: "Acme", Value: crm.Money{Minor: 240000, Currency: "EUR"}},
			crm.Lead{Title: "Stock sync", Client: "Acme Ltd", Value: crm.Money{Minor: 230000, Currency: "EUR"}}, Likely, "client title value"},
		{"a value in another currency says nothing",
			crm.Lead{Title: "Stock sync", Client: "Acme", Value: crm.Money{Minor: 240000, Currency: "EUR"}},
			crm.Lead{Title: "Stock sync", Client: "Acme Ltd", Value: crm.Money{Minor: 240000, Currency: "USD"}}, Likely, "client title"},
		{"a value alone is no match",
			crm.Lead{Title: "Stock sync", Client: "Acme", Value: crm.Money{Minor: 240000, Currency: "EUR"}},
			crm.Lead{Title: "Logo", Client: "Noisette", Value: crm.Money{Minor: 240000, Currency: "EUR"}}, "", ""},
		{"a title that also names the client says the same",
			crm.Lead{Title: "Noisette: telescope website for Hektoen"}, crm.Lead{Title: "Telescope website for Hektoen", Client: "Noisette"}, Likely, "title"},
		{"titles that each say something else are two orders",
			crm.Lead{Title: "Fix bugs in Ghost search engine for hospitals", Client: "Green Ivory GmbH"},
			crm.Lead{Title: "Senior Symfony freelancer, search engine, dentists", Client: "Green Ivory GmbH"}, Possible, "client"},
		{"a name that is nearly the same, with another mailbox, is another client",
			crm.Lead{Title: "Redesign of the online shop", Client: "Agile Titan Solutions", Email: "jobs@agiletitan.co.uk"},
			crm.Lead{Title: "Redesign of the online shop", Client: "Agile Titan Media", Email: "green@agiletitanmedia.co"}, "", ""},
		{"a title of one word alone is not enough", crm.Lead{Title: "Logo"}, crm.Lead{Title: "logo"}, "", ""},
		{"of several it is", crm.Lead{Title: "Telescope website for Hektoen"}, crm.Lead{Title: "Hektoen: telescope website"}, Likely, "title"},
		{"a phone number alone is worth a look",
			crm.Lead{Title: "Care plan", Phone: "+33 6 12 34 56 78"}, crm.Lead{Title: "Logo", Phone: "06.12.34.56.78"}, Possible, "phone"},
		{"a title that repeats the external id counts as missing",
			crm.Lead{Title: "A1", ExternalID: "A1", Client: "Acme"}, crm.Lead{Title: "A1", Client: "Acme"}, Possible, "client"},
		{"rows without titles are places: same name, number and street",
			crm.Lead{Title: "Mesa Grill", Client: "Mesa Grill", Phone: "212-807-7400", Note: "102 Fifth Ave, southwestern"},
			crm.Lead{Title: "Mesa Grill", Client: "Mesa Grill", Phone: "212/807-7400", Note: "102 5th Ave."}, Likely, "client phone note"},
		{"another house is another branch",
			crm.Lead{Title: "x", ExternalID: "x", Client: "Ada Care House North", Phone: "5211600", Note: "4250 W 81st St"},
			crm.Lead{Title: "y", ExternalID: "y", Client: "Ada Care House Garfield", Phone: "5211600", Note: "3443 S Kedzie"}, Possible, "phone"},
		{"a hotel and the restaurant in it have one switchboard",
			crm.Lead{Title: "x", ExternalID: "x", Client: "Bellini's", Phone: "702-385-7111", Note: "129 Fremont St., Las Vegas, italian"},
			crm.Lead{Title: "y", ExternalID: "y", Client: "Silver Ingot Hotel", Phone: "702/385-7111", Note: "129 E. Fremont St., Las Vegas, buffets"}, Possible, "phone note"},
		{"other ids of one export tell people of one firm apart",
			crm.Lead{Title: "Plan Basic", ExternalID: "P-001", Client: "Lakeside Tours", Contact: "Ida Old", Email: "io@lakeside.fr"},
			crm.Lead{Title: "Plan Basic", ExternalID: "P-12", Client: "Lakeside Tours", Contact: "Uwe New", Email: "uw@lakeside.fr"}, Possible, "client title"},
		{"other ids alone do not: what was entered twice has two",
			crm.Lead{Title: "Plan Basic", ExternalID: "P-001", Client: "Lakeside Tours", Email: "io@lakeside.fr"},
			crm.Lead{Title: "Plan Basic", ExternalID: "P-12", Client: "Lakeside Tours", Email: "io@lakeside.fr"}, Likely, "email client title"},
		{"phase 1 is not phase 2",
			crm.Lead{Title: "Phase 1", Client: "Acme"}, crm.Lead{Title: "Phase 2", Client: "Acme"}, Possible, "client title"},
	}
	for _, c := range cases {
		t.Run(c.moral, func(t *testing.T) {
			got := Compare(c.a, c.b)
			if got.Grade != c.grade || strings.Join(got.Why, " ") != c.why {
				t.Errorf("%+v, want %s (%s)", got, c.grade, c.why)
			}
		})
	}
}

func TestARepeatIsSaid(t *testing.T) {
	first := crm.Lead{Title: "Care plan 2025", Client: "Acme", FirstTouchOn: "2025-01-05"}
	again := crm.Lead{Title: "Care plan", Client: "Acme Ltd", FirstTouchOn: "2026-01-12"}
	if got := Compare(first, again); !got.Repeat || got.Grade != Possible {
		t.Errorf("%+v", got)
	}
	again.Client = "Noisette"
	if got := Compare(first, again); got.Repeat {
		t.Errorf("another client: %+v", got)
	}
}

func TestWeightsSayHowStrongly(t *testing.T) {
	a := crm.Lead{Title: "Refonte de la boutique", Client: "Café Noisette", Email: "ada@noisette.fr"}
	got := Compare(a, a)
	if len(got.Weights) != len(got.Why) {
		t.Fatalf("%+v", got)
	}
	for i, w := range got.Weights {
		if w <= 0 {
			t.Errorf("%s agrees with %v bits", got.Why[i], w)
		}
	}
}

func TestRareWordsWeighMore(t *testing.T) {
	var file Words
	for i := range 2000 {
		file.Add(TraitsOf(crm.Lead{Title: fmt.Sprintf("School website %d", i), Client: fmt.Sprintf("School %d", i)}))
	}
	common := [2]*Traits{TraitsOf(crm.Lead{Title: "School website"}), TraitsOf(crm.Lead{Title: "School website photos"})}
	rare := [2]*Traits{TraitsOf(crm.Lead{Title: "Hektoen telescope"}), TraitsOf(crm.Lead{Title: "Hektoen telescope photos"})}
	if c, r := file.look(common[0], common[1]), file.look(rare[0], rare[1]); c.title.alike >= r.title.alike || c.title.shared >= r.title.shared {
		t.Errorf("common %+v, rare %+v", c.title, r.title)
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
		Value:      crm.Money{Minor: rapid.SampledFrom([]int64{100_00, 105_00, 900_00}).Draw(t, label+" value"), Currency: crm.Currency(pick("currency", "EUR", "USD"))},
		FirstTouchOn: crm.Date(rapid.SampledFrom([]string{"", "2026-01-01", "2026-03-01", "2026-09-01"}).
			Draw(t, label+" date")),
	}
}

func lawSymmetric(t *rapid.T) {
	a, b := someLead(t, "a"), someLead(t, "b")
	if ab, ba := Compare(a, b), Compare(b, a); !reflect.DeepEqual(ab, ba) {
		t.Fatalf("%v one way, %v the other", ab, ba)
	}
}

func lawReflexive(t *rapid.T) {
	a := someLead(t, "a")
	keyed := CanonicalURL(a.URL) != "" || a.ExternalID != "" || !filled(a) && a.Title != "" && (a.Client != "" || a.Email != "" || a.Contact != "")
	if got := Compare(a, a); keyed && got.Grade.Rank() < Likely.Rank() {
		t.Fatalf("%v for %+v", got, a)
	}
}

// A field that is given to both leads, alike, where one lacked it or they differed.
func lawMonotone(t *rapid.T) {
	give := []func(a, b *crm.Lead){
		func(a, b *crm.Lead) { a.URL, b.URL = "example.com/same-1", "example.com/same-1" },
		func(a, b *crm.Lead) { a.ExternalID, b.ExternalID = "same", "same" },
		func(a, b *crm.Lead) { a.Client, b.Client = "Hektoen", "Hektoen" },
		func(a, b *crm.Lead) { a.Contact, b.Contact = "Carol Quinn", "Carol Quinn" },
		func(a, b *crm.Lead) { a.Email, b.Email = "same@example.com", "same@example.com" },
		func(a, b *crm.Lead) { a.Phone, b.Phone = "0123456789", "0123456789" },
		func(a, b *crm.Lead) {
			a.Value, b.Value = crm.Money{Minor: 7, Currency: "EUR"}, crm.Money{Minor: 7, Currency: "EUR"}
		},
		func(a, b *crm.Lead) { b.FirstTouchOn = a.FirstTouchOn },
		func(a, b *crm.Lead) { a.Title, b.Title = "Telescope for Hektoen", "Telescope for Hektoen" },
	}
	a, b := someLead(t, "a"), someLead(t, "b")
	a.ExternalID, b.ExternalID = "", "" // a title can equal an id that is given later
	before := Compare(a, b)
	n := rapid.IntRange(0, len(give)-1).Draw(t, "field")
	if n == 0 && before.Grade == Certain { // the given page replaces the one that agreed
		return
	}
	if n == len(give)-1 && (filled(a) || filled(b) || a.Title == "" || b.Title == "") { // a title makes a project of a record, which is judged otherwise
		return
	}
	give[n](&a, &b)
	if after := Compare(a, b); after.Grade.Rank() < before.Grade.Rank() {
		t.Fatalf("%v became %v", before, after)
	}
}

// Whatever is certain or likely must be found by the keys, or nobody compares it.
func lawFound(t *rapid.T) {
	a, b := someLead(t, "a"), someLead(t, "b")
	a.FirstTouchOn, b.FirstTouchOn = cmp.Or(a.FirstTouchOn, "2026-02-01"), cmp.Or(b.FirstTouchOn, "2026-02-01") // no lead is without
	theirs := Keys(b)
	shared := slices.ContainsFunc(TraitsOf(a).Asked(), func(k uint64) bool { return slices.Contains(theirs, k) })
	if m := Compare(a, b); m.Grade.Rank() >= Likely.Rank() && !shared {
		t.Fatalf("%v without a shared key", m)
	}
}

func TestCompareIsSymmetric(t *testing.T)               { rapid.Check(t, lawSymmetric) }
func TestALeadWithAKeyIsItsOwnDuplicate(t *testing.T)   { rapid.Check(t, lawReflexive) }
func TestMoreAgreementNeverLowersTheGrade(t *testing.T) { rapid.Check(t, lawMonotone) }
func TestKeysFindEveryDuplicate(t *testing.T)           { rapid.Check(t, lawFound) }

func FuzzCompareIsSymmetric(f *testing.F)     { f.Fuzz(rapid.MakeFuzz(lawSymmetric)) }
func FuzzALeadIsItsOwnDuplicate(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lawReflexive)) }
func FuzzMoreAgreement(f *testing.F)          { f.Fuzz(rapid.MakeFuzz(lawMonotone)) }
func FuzzKeysFindDuplicates(f *testing.F)     { f.Fuzz(rapid.MakeFuzz(lawFound)) }

func TestKeys(t *testing.T) {
	a := crm.Lead{Title: "Go CLI developer", Client: "Acme Ltd", Email: "a.b+x@gmail.com", ExternalID: "X1", URL: "upwork.com/jobs/~01abcdef0123456789"}
	b := crm.Lead{Title: "Developer: Go, CLI", Client: "ACME", Email: "ab@gmail.com", ExternalID: " x1", URL: "https://www.upwork.com/jobs/t_~01ABCDEF0123456789/"}
	shared := 0
	for _, k := range Keys(a) {
		if slices.Contains(Keys(b), k) {
			shared++
		}
	}
	if shared < 7 { // posting, external id, e-mail, client, client with title, words of the title
		t.Errorf("%d shared keys, want 7 or more", shared)
	}
	if len(Keys(a)) > mostKeys {
		t.Errorf("%d keys, at most %d are kept", len(Keys(a)), mostKeys)
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

// Files keep keys: a change here means that every file's keys are made again.
func TestKeysStayTheSameForEver(t *testing.T) {
	got := fmt.Sprintf("%x %x", ExternalKey("D-17"), ClientKeys("Café Noisette SARL"))
	if want := "5c1eaf05166a [9a45c046ba4 74ddd34b5df9]"; got != want {
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
