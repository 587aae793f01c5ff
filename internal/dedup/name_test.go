package dedup

import (
	"testing"

	"pgregory.net/rapid"
)

func TestNormalForms(t *testing.T) {
	cases := []struct {
		moral string
		form  func(string) string
		in    string
		want  string
	}{
		{"an address loses case, tag and Gmail's dots", NormalEmail, " Ada.Blanc+Jobs@GoogleMail.com ", "adablanc@gmail.com"},
		{"dots count elsewhere", NormalEmail, "Ada.Blanc+x@example.com", "ada.blanc@example.com"},
		{"the name in front of an address goes", NormalEmail, "Ada Blanc <Ada@Example.com>", "ada@example.com"},
		{"a word is no address", NormalEmail, "ada", ""},
		{"legal forms go, dotted or not", NormalName, "S.A.R.L. Dupont & Fils S.A.", "dupont fils"},
		{"several legal forms go", NormalName, "Müller GmbH & Co. KG", "muller"},
		{"what follows the legal form is a place", NormalName, "Acme Tools B. V., Almelo, NL", "acme tools"},
		{"so is what is in brackets", NormalName, "Acme (Madrid)", "acme"},
		{"a number keeps what tells it from others", NormalPhone, "+44 (0)20 7946 0018", "442079460018"},
		{"dialled at home it is the end of that", NormalPhone, "020 7946-0018 ext. 12", "2079460018"},
		{"an extension is no number", NormalPhone, "0118", ""},
		{"a version is its number", NormalTitle, "Shop v2.0 and API 2.1", "shop 2 api 2.1"},
		{"the article in front goes", NormalName, "The Care Company, Inc.", "care"},
		{"a name of legal forms keeps them", NormalName, "Co", "co"},
		{"accents and case go, words stay", NormalName, "CAFÉ des Lilas", "cafe des lilas"},
		{"a possessive stays one word", NormalName, "Joe's Diner LLC", "joes diner"},
		{"a title loses its filling words", NormalTitle, "We need a developer for the API", "developer api"},
		{"a title of filling words keeps them", NormalTitle, "For the", "for the"},
		{"languages stay apart", NormalTitle, "C++ / C# / Node.js", "cpp csharp nodejs"},
		{"a full stop parts sentences", NormalTitle, "Logo. Then more", "logo then more"},
		{"other scripts stay", NormalTitle, "日本語 サイト", "日本語 サイト"},
	}
	for _, c := range cases {
		t.Run(c.moral, func(t *testing.T) {
			if got := c.form(c.in); got != c.want {
				t.Errorf("%q became %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestNormalisingTwiceIsNormalisingOnce(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Za-z.&'+#éß -]{0,40}`),
		rapid.StringMatching(`[a-zA-Z.]{1,6}(\+[a-z]{0,3})?@(gmail|googlemail|x)\.com`),
		rapid.StringMatching(`((the|Ltd|S\.A\.|and|Acme|GmbH|Co) ){1,5}`))
	for name, form := range map[string]func(string) string{
		"NormalEmail": NormalEmail, "NormalName": NormalName, "NormalTitle": NormalTitle,
		"normalPerson": normalPerson, "NormalPhone": NormalPhone, "CanonicalURL": CanonicalURL,
	} {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			s := text.Draw(t, "text")
			once := form(s)
			if twice := form(once); twice != once {
				t.Fatalf("%q became %q, then %q", s, once, twice)
			}
		}))
	}
}

func TestTitleLikeness(t *testing.T) {
	cases := []struct {
		moral    string
		a, b     string
		from, to float64
	}{
		{"word order does not matter", "Go CLI developer", "developer: CLI, Go", 1, 1},
		{"joined words are the same words", "E-commerce web site", "ecommerce website", 1, 1},
		{"a typo costs little", "Kubernetes migration for hotels", "Kuberntes migraton for hotels", .85, .99},
		{"one word more is still near", "Redesign of the online shop in PHP", "Redesign of online shop", .70, .95},
		{"another subject is not near", "Redesign of the online shop", "Redesign of the booking app", 0, .6},
		{"another number is not near", "Sprint 12", "Sprint 13", 0, .6},
		{"nothing is like nothing", "", "", 0, 0},
	}
	for _, c := range cases {
		t.Run(c.moral, func(t *testing.T) {
			if got := TitleLikeness(c.a, c.b); got < c.from || got > c.to {
				t.Errorf("%.3f, want %.2f to %.2f", got, c.from, c.to)
			}
		})
	}
}

func TestTitleLikenessIsSymmetric(t *testing.T) {
	word := rapid.SampledFrom([]string{"redesign", "redesing", "design", "shop", "shops", "ship", "developer", "devloper", "develop", "go", "2"})
	title := rapid.Custom(func(t *rapid.T) string {
		s := ""
		for _, w := range rapid.SliceOfN(word, 0, 6).Draw(t, "words") {
			s += w + " "
		}
		return s
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := title.Draw(t, "a"), title.Draw(t, "b")
		ab, ba := TitleLikeness(a, b), TitleLikeness(b, a)
		if ab != ba || ab < 0 || ab > 1 {
			t.Fatalf("%v one way, %v the other", ab, ba)
		}
	})
}
