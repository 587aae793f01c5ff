package dedup

import (
	"fmt"
	"reflect"
	"testing"

	"leads/internal/crm"
)

// sampleFile is a file in which every third lead was entered twice.
func sampleFile(n int) (list []crm.Lead) {
	for i := range n {
		l := crm.Lead{ID: crm.LeadID(i + 1), Title: fmt.Sprintf("Project %d for the archive", i/3*2+min(i%3, 1)),
			Client: fmt.Sprintf("Client %d Ltd", i/9), FirstTouchOn: "2026-03-01"}
		list = append(list, l)
	}
	return list
}

func scanned(t testing.TB, list []crm.Lead, least Grade) (found []Pair) {
	t.Helper()
	var s Scan
	for _, l := range list {
		if err := s.Add(l); err != nil {
			t.Fatal(err)
		}
	}
	s.Pairs(least, func(p Pair) bool { found = append(found, p); return true })
	return found
}

func TestScanFindsWhatCompareGrades(t *testing.T) {
	list := sampleFile(120)
	want := map[[2]crm.LeadID]Grade{}
	for i, a := range list {
		for _, b := range list[i+1:] {
			if m := Compare(a, b); m.Grade.Rank() >= Likely.Rank() {
				want[[2]crm.LeadID{a.ID, b.ID}] = m.Grade
			}
		}
	}
	if len(want) < 30 {
		t.Fatalf("the sample has only %d pairs", len(want))
	}
	found := scanned(t, list, Likely)
	for _, p := range found {
		if want[[2]crm.LeadID{p.A, p.B}] != p.Grade {
			t.Errorf("%d and %d: %s, compared %q", p.A, p.B, p.Grade, want[[2]crm.LeadID{p.A, p.B}])
		}
	}
	if len(found) != len(want) {
		t.Errorf("%d pairs found, there are %d", len(found), len(want))
	}
}

func TestScanEndsWhenToldTo(t *testing.T) {
	var s Scan
	for _, l := range sampleFile(60) {
		if err := s.Add(l); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	s.Pairs(Likely, func(Pair) bool { n++; return n < 3 })
	if n != 3 {
		t.Errorf("%d pairs after the third", n)
	}
}

func TestPackedLeadComesBack(t *testing.T) {
	want := crm.Lead{Title: "T", Client: "C", Contact: "K", Email: "e@x.de", Phone: "1", URL: "u", ExternalID: "x", Note: "n", FirstTouchOn: "2026-01-02", Value: crm.Money{Minor: 120050, Currency: "EUR"}}
	if got := unpack(pack(want)); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v came back as %+v", want, got)
	}
}

func BenchmarkScan(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		list := sampleFile(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				scanned(b, list, Likely)
			}
		})
	}
}
