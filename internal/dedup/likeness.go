package dedup

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// TitleLikeness says from 0 to 1 how alike two titles are, whatever the order
// of their words and in spite of a typo in some. Two empty titles are not alike.
func TitleLikeness(a, b string) float64 {
	return likeness(NormalTitle(a), NormalTitle(b))
}

// mostWords bounds the work on a title that is really a page of text.
const mostWords = 40

// likeness matches the words of two normalised titles, the best pairs first,
// and weighs what was matched against all there is (Dice).
func likeness(a, b string) float64 {
	if a == "" || b == "" {
		return 0
	}
	if a == b || strings.ReplaceAll(a, " ", "") == strings.ReplaceAll(b, " ", "") {
		return 1
	}
	x, y := sortedWords(a), sortedWords(b)
	if slices.Compare(x, y) > 0 { // one order of work, so that likeness is symmetric to the last bit
		x, y = y, x
	}
	total, matched := 0.0, 0.0
	for _, w := range x {
		total += weight(w)
	}
	for _, w := range y {
		total += weight(w)
	}
	x, y, matched = matchEqual(x, y)
	type pair struct {
		i, j int
		like float64
	}
	var pairs []pair
	for i := range x {
		for j := range y {
			if like := wordLikeness(x[i], y[j]); like > 0 {
				pairs = append(pairs, pair{i, j, like})
			}
		}
	}
	slices.SortStableFunc(pairs, func(p, q pair) int {
		switch {
		case p.like > q.like:
			return -1
		case p.like < q.like:
			return 1
		}
		return 0
	})
	usedX, usedY := make([]bool, len(x)), make([]bool, len(y))
	for _, p := range pairs {
		if !usedX[p.i] && !usedY[p.j] {
			usedX[p.i], usedY[p.j] = true, true
			matched += p.like * (weight(x[p.i]) + weight(y[p.j]))
		}
	}
	return min(1, matched/total)
}

func sortedWords(s string) []string {
	w := strings.Fields(s)
	slices.Sort(w)
	return w[:min(len(w), mostWords)]
}

// matchEqual takes the equal words out of two sorted lists and sums their weight.
func matchEqual(x, y []string) (restX, restY []string, matched float64) {
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] == y[0]:
			matched += 2 * weight(x[0])
			x, y = x[1:], y[1:]
		case x[0] < y[0]:
			restX, x = append(restX, x[0]), x[1:]
		default:
			restY, y = append(restY, y[0]), y[1:]
		}
	}
	return append(restX, x...), append(restY, y...), matched
}

// weight lets long words count more: they carry the subject.
func weight(w string) float64 {
	switch n := utf8.RuneCountInString(w); {
	case n <= 2 && !hasDigit(w):
		return .5
	case n >= 8:
		return 1.25
	}
	return 1
}

func hasDigit(w string) bool { return strings.ContainsAny(w, "0123456789") }

// wordLikeness is 1 less a share for each typo, and 0 where two words are
// rather different ones. Numbers are equal or not: phase 1 is not phase 2.
func wordLikeness(a, b string) float64 {
	if hasDigit(a) || hasDigit(b) {
		return 0
	}
	x, y := []rune(a), []rune(b)
	long := max(len(x), len(y))
	limit := 0
	switch {
	case long >= 9:
		limit = 2
	case long >= 4:
		limit = 1
	}
	if limit == 0 || long-min(len(x), len(y)) > limit || x[0] != y[0] && limit < 2 {
		return 0
	}
	far := distance(x, y, limit)
	if far > limit {
		return 0
	}
	return 1 - .6*float64(far)/float64(min(long, 8))
}

// distance counts the letters to insert, delete, replace or swap with a
// neighbour to turn a into b, and stops counting past the limit.
func distance(a, b []rune, limit int) int {
	var cells [3][64]int
	if len(b) >= len(cells[0]) {
		return limit + 1
	}
	before, last, row := cells[0][:len(b)+1], cells[1][:len(b)+1], cells[2][:len(b)+1]
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		least := row[0]
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
			least = min(least, row[j+1])
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
