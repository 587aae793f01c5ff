package importer

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"leads/internal/crm"
	"leads/internal/dedup"
)

// What is read ahead is what is read one by one, and a caller who has enough
// may go at any row.
func TestReadingAheadGivesTheSameRows(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, batch - 1, batch, batch + 1, batch*batches + 1, 3 * batch * batches} {
		var text strings.Builder
		text.WriteString("title,client,date,value,source\n")
		for i := range n {
			switch i % 7 {
			case 3:
				text.WriteString("\n")
			case 5:
				fmt.Fprintf(&text, "bad %d,x,2026-01-01,much,Upwork\n", i)
			default:
				fmt.Fprintf(&text, "job %d,Client %d,2026-01-01,%d,Upwork\n", i, i%5, i)
			}
		}
		f, err := Open([]byte(text.String()), Options{As: Leads, Today: "2026-02-02", Base: "EUR"})
		if err != nil {
			t.Fatal(err)
		}
		var want []Row
		for row := range f.Rows() {
			row.Raw = slices.Clone(row.Raw)
			want = append(want, row)
		}
		for enough := 1; enough <= len(want)+1+len(want)/9; enough += 1 + len(want)/3 {
			var got []Row
			for row := range f.Ahead() {
				if row.Err == nil && !row.Blank {
					if !slices.Equal(row.Keys, dedup.Keys(row.Lead)) || !reflect.DeepEqual(row.Traits, dedup.TraitsOf(row.Lead)) {
						t.Fatalf("line %d: keys or traits are not the lead's", row.Line)
					}
				} else if row.Traits != nil {
					t.Fatalf("line %d is no lead and has traits", row.Line)
				}
				row.Traits, row.Keys = nil, nil
				if got = append(got, row); len(got) == enough {
					break
				}
			}
			if len(got) != min(enough, len(want)) || !slices.EqualFunc(got, want[:len(got)], func(a, b Row) bool { return reflect.DeepEqual(a, b) }) {
				t.Fatalf("of %d rows the first %d read ahead are not those that are read one by one", n, len(got))
			}
		}
	}
	f, err := Open([]byte("lead,kind\n1,call\n"), Options{As: Activities, Today: crm.Date("2026-02-02"), Base: "EUR"})
	if err != nil {
		t.Fatal(err)
	}
	for row := range f.Ahead() {
		if row.Traits != nil || row.Ref != "1" {
			t.Errorf("an activity came as %+v", row)
		}
	}
}
