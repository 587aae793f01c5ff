package say

import "testing"

func TestSay(t *testing.T) {
	french := Catalogue{"lead %d is %s": "la piste %d est %s", "won": "gagnée"}
	for _, c := range []struct {
		moral string
		in    Catalogue
		text  Text
		want  string
	}{
		{"English is the key itself", nil, T("lead %d is %s", 7, T("won")), "lead 7 is won"},
		{"values that are sentences are translated, too", french, T("lead %d is %s", 7, T("won")), "la piste 7 est gagnée"},
		{"what a catalogue lacks stays English", french, T("nothing to undo"), "nothing to undo"},
		{"a percent sign is written twice with and without values", nil, T("95 %% of it"), "95 % of it"},
		{"text of a user is a value, never a format", nil, T("%s", "100 %d"), "100 %d"},
		{"the zero sentence says nothing", french, Text{}, ""},
	} {
		if got := c.in.Say(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.moral, got, c.want)
		}
	}
}

func TestSayCounts(t *testing.T) {
	french, few := French(), T("%d leads are won and %d lost: without both kinds nothing can be told apart", 1, 0)
	young := func(days string) Text {
		return T("%d of %d still open, %d of them younger than the usual %s days to win", 2, 3, int64(2), days)
	}
	for _, c := range []struct {
		moral string
		in    Catalogue
		text  Text
		want  string
	}{
		{"one is singular", nil, few, "1 lead is won and 0 lost: without both kinds nothing can be told apart"},
		{"a number in words counts, too", nil, young("1"), "2 of 3 still open, 2 of them younger than the usual 1 day to win"},
		{"a fraction is plural in English", nil, young("1.5"), "2 of 3 still open, 2 of them younger than the usual 1.5 days to win"},
		{"and singular below 2 in French", french, young("1.5"), "2 sur 3 encore ouverts, dont 2 plus jeunes que le délai habituel de 1,5 jour pour gagner"},
		{"plural from 2 on", french, young("2"), "2 sur 3 encore ouverts, dont 2 plus jeunes que les 2 jours habituels pour gagner"},
	} {
		if got := c.in.Say(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.moral, got, c.want)
		}
	}
}
