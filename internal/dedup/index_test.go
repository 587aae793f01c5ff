package dedup

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

func TestIndexFindsWhatAPlainMapFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.OneOf(rapid.Uint64Range(0, 20), rapid.Uint64())
		var x Index
		plain := map[uint64][]int64{}
		for n := range rapid.Int64Range(0, 300).Draw(t, "leads") {
			keys := tidy(rapid.SliceOfN(key, 0, 5).Draw(t, "keys"))
			x.Add(n, keys)
			for _, k := range keys {
				plain[k] = append(plain[k], n)
			}
		}
		asked := rapid.SliceOfN(key, 0, 6).Draw(t, "asked")
		var want []int64
		for _, k := range asked {
			if len(plain[k]) <= crowd {
				want = append(want, plain[k]...)
			}
		}
		slices.Sort(want)
		if got := x.Holders(asked); !slices.Equal(got, slices.Compact(want)) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestIndexPassesOverCrowdedKeys(t *testing.T) {
	var x Index
	for n := range int64(crowd) {
		x.Add(n, []uint64{7, uint64(1000 + n)})
	}
	if got := len(x.Holders([]uint64{7})); got != crowd {
		t.Fatalf("%d holders, want %d", got, crowd)
	}
	x.Add(crowd, []uint64{7})
	if got := x.Holders([]uint64{7, 1003}); !slices.Equal(got, []int64{3}) {
		t.Fatalf("got %v, want [3]", got)
	}
}

func TestACrowdCanBeSmaller(t *testing.T) {
	x := Index{Crowd: 2}
	x.Add(1, []uint64{7, 8})
	x.Add(2, []uint64{7, 8})
	x.Add(3, []uint64{8})
	if got := x.Holders([]uint64{7}); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("two holders are no crowd of two: %v", got)
	}
	if got := x.Holders([]uint64{8}); got != nil {
		t.Errorf("three are: %v", got)
	}
}

func TestIndexStaysSmall(t *testing.T) {
	var x Index
	keys := make([]uint64, 4)
	for n := range int64(250_000) {
		for i := range keys {
			keys[i] = hash('k', string(rune(n)), string(rune(i)))
		}
		if n%4 == 0 {
			keys[0] = uint64(n / 4)
		}
		x.Add(n, keys)
	}
	bytes := 0
	for _, p := range x.parts {
		bytes += 8*len(p.keys) + 12*cap(p.links)
	}
	if bytes > 18<<20 {
		t.Errorf("%d bytes for a quarter of a million leads", bytes)
	}
}

func BenchmarkIndexAdd(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var x Index
		for n := range int64(100_000) {
			h := uint64(n) * 0x9e3779b97f4a7c15
			x.Add(n, []uint64{h, h + 1, h + 2, h + 3})
		}
	}
}

func TestRankPutsTheRarestKeyFirst(t *testing.T) {
	common := make([]int64, crowd+1)
	for i := range common {
		common[i] = int64(i)
	}
	held := [][]int64{{7, 8, 9}, {9}, {8, 9, 10, 11}, common}
	if got, want := Rank(held, 3), []int64{9, 8, 7}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	slices.Reverse(held)
	if got, want := Rank(held, 25), []int64{9, 8, 7, 10, 11}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A lead that is looked for is met by its title alone if it is within two months.
func TestTitlesMeetWithinTwoMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.IntRange(40_000, 50_000).Draw(t, "day")
		apart := rapid.IntRange(-half, half).Draw(t, "apart")
		a := TraitsOf(crm.Lead{Title: "Hektoen telescope website", Client: "Noisette"})
		b := TraitsOf(crm.Lead{Title: "Telescope website for Hektoen", Client: "Kontor"})
		a.day, b.day = day, day+apart
		met := func(a, b []uint64) bool {
			return slices.ContainsFunc(a, func(k uint64) bool { return slices.Contains(b, k) })
		}
		if !met(a.Keys(), b.Asked()) || !met(a.met(), b.met()) {
			t.Fatalf("days %d and %d do not meet", a.day, b.day)
		}
	})
}
