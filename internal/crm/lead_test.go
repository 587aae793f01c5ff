package crm

import "testing"

// An import asks for each of its rows: what other languages call a word is made once.
func TestAnUnknownWordIsCheap(t *testing.T) {
	if kind, err := ParseKind("Appel", nil); err != nil || kind != "call" {
		t.Fatalf("Appel is %q, %v", kind, err)
	}
	const most = 200 // reading the sentences of a language takes tens of thousands
	if n := testing.AllocsPerRun(20, func() { _, _ = ParseKind("Besprechung", nil) }); n > most {
		t.Errorf("an unknown kind takes %.0f allocations, more than %d", n, most)
	}
}
