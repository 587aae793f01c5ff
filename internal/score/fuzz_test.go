package score

import (
	"testing"

	"leads/internal/crm"
)

// FuzzText checks that a table of rules that is taken is written and read back
// as the same table, and that a refusal is in words.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "mql 20\nsql 50\n", "when value >= 3000: 20\n", "+10 when fields.industry == \"SaaS\"\n", "{}", "#\n\n"} {
		f.Add(s)
	}
	f.Add(Fresh().Text())
	f.Fuzz(func(t *testing.T, text string) {
		table, err := ParseText(text)
		if err != nil {
			if crm.KindOf(err) != crm.Invalid {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if again, err := ParseText(table.Text()); err != nil || again.Text() != table.Text() {
			t.Fatalf("%q became %q, then %q, %v", text, table.Text(), again.Text(), err)
		}
	})
}
