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
