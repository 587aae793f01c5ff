package say

import "testing"

func TestSay(t *testing.T) {
	english, french := Catalogue{}, Read([]byte(`msgid "lead %d is %s"
msgstr "la piste %d est %s"
msgid "won"
msgstr "gagnée"`))
	for _, c := range []struct {
		moral string
		in    Catalogue
		text  Text
		want  string
	}{
		{"English is the key itself", english, T("lead %d is %s", 7, T("won")), "lead 7 is won"},
		{"values that are sentences are translated, too", french, T("lead %d is %s", 7, T("won")), "la piste 7 est gagnée"},
		{"what a catalogue lacks stays English", french, T("nothing to undo"), "nothing to undo"},
		{"a percent sign is written twice with and without values", english, T("95 %% of it"), "95 % of it"},
		{"text of a user is a value, never a format", english, T("%s", "100 %d"), "100 %d"},
		{"the zero sentence says nothing", french, Text{}, ""},
		{"what is cited is between the marks of the language", In("fr"), T("%q is not a date", `a"b`+"\n"), "«\u00a0a\"b\\n\u00a0» n'est pas une date"},
		{"a date in words", english, T("made by leads on %s", Date("2026-12-01")), "made by leads on 1 December 2026"},
		{"in French the first of a month is 1er", In("fr"), T("made by leads on %s", Date("2026-12-01")), "produit par leads le 1er décembre 2026"},
		{"and the others are numbers", In("fr"), T("made by leads on %s", Date("2026-11-12")), "produit par leads le 12 novembre 2026"},
		{"which a language may not show", french, T("%q is not a date", "x"), `"x" is not a date`},
	} {
		if got := c.in.Say(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.moral, got, c.want)
		}
	}
}

func TestSayCounts(t *testing.T) {
	english, french, few := Catalogue{}, In("fr"), T("%d leads are won and %d lost: it takes both to tell them apart", 1, 0)
	young := func(days string) Text {
		return T("%d of %d still open, %d of them younger than the usual %s days to win", 2, 3, int64(2), days)
	}
	for _, c := range []struct {
		moral string
		in    Catalogue
		text  Text
		want  string
	}{
		{"one is singular", english, few, "1 lead is won and 0 lost: it takes both to tell them apart"},
		{"a number in words counts, too", english, young("1"), "2 of 3 still open, 2 of them younger than the usual 1 day to win"},
		{"a fraction is plural in English", english, young("1.5"), "2 of 3 still open, 2 of them younger than the usual 1.5 days to win"},
		{"and singular below 2 in French", french, young("1.5"), "2 sur 3 encore ouverts, dont 2 plus jeunes que le délai habituel de 1,5 jour pour gagner"},
		{"plural from 2 on", french, young("2"), "2 sur 3 encore ouverts, dont 2 plus jeunes que les 2 jours habituels pour gagner"},
	} {
		if got := c.in.Say(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.moral, got, c.want)
		}
	}
}

// A third language is one file: here are two that no catalogue holds, one with
// three plural forms and one in which 0 is plural.
func TestPluralsComeFromTheData(t *testing.T) {
	polish := Read([]byte(`msgid ""
msgstr ""
"Language: pl\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"

msgid "%d week"
msgid_plural "%d weeks"
msgstr[0] "%d tydzień"
msgstr[1] "%d tygodnie"
msgstr[2] "%d tygodni"`))
	german := Read([]byte(`msgid ""
msgstr ""
"Language: de\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "%d of %d still open, %d of them younger than the usual %s day to win"
msgid_plural "%d of %d still open, %d of them younger than the usual %s days to win"
msgstr[0] "%d, %d, %d, %s Tag"
msgstr[1] "%d, %d, %d, %s Tage"

msgid "1,234.5"
msgstr "1.234,5"`))
	young := "%d of %d still open, %d of them younger than the usual %s days to win"
	for _, c := range []struct {
		moral string
		in    Catalogue
		text  Text
		want  string
	}{
		{"one", polish, T("%d weeks", 1), "1 tydzień"},
		{"a few", polish, T("%d weeks", int64(23)), "23 tygodnie"},
		{"many", polish, T("%d weeks", 12), "12 tygodni"},
		{"none is many", polish, T("%d weeks", 0), "0 tygodni"},
		{"1.0 is one", german, T(young, 1, 2, 3, "1.0"), "1, 2, 3, 1,0 Tag"},
		{"a fraction is no one", german, T(young, 1, 2, 3, "1.5"), "1, 2, 3, 1,5 Tage"},
	} {
		if got := c.in.Say(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.moral, got, c.want)
		}
	}
	if polish.Language() != "pl" || In("pl").Language() != "en" {
		t.Errorf("a language is named by its data, and English where there is none: %s, %s", polish.Language(), In("pl").Language())
	}
}
