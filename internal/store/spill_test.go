package store

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// However little memory there is, every posting comes out once, in order, and
// the sorter is empty again.
func TestPostingsComeOutInOrderHoweverLittleIsHeld(t *testing.T) {
	defer func(was int) { spillFrom = was }(spillFrom)
	rapid.Check(t, func(t *rapid.T) {
		spillFrom = rapid.IntRange(1, 20).Draw(t, "held")
		var s sorter
		defer s.close()
		for range 2 {
			var want, got []posting
			for _, n := range rapid.SliceOfN(rapid.Int64Range(-5, 5), 0, 60).Draw(t, "keys") {
				p := posting{n << 40, n * n}
				want = append(want, p)
				s.add(p)
			}
			slices.SortFunc(want, posting.compare)
			if err := s.each(func(p posting) error { got = append(got, p); return nil }); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want) || s.held != nil || s.runs != nil || s.file != nil {
				t.Fatalf("in order %v, given %v, left %+v", want, got, s)
			}
		}
	})
}
