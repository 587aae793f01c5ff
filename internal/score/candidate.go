package score

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// candidate is a condition that might give points, with how far one like it is
// expected to move the chance: the standard deviation in logits, to be scaled.
type candidate struct {
	when  string
	field string
	reach float64
	step  bool // one of several on a number, each on top of those below it
}

// Of a field with words, those are taken that were seen often enough; of one
// with numbers, a step for each √n leads, so many at most. The reach of a whole
// flight of steps is that of a few words: numbers that matter, matter a lot.
const (
	maxWords   = 15
	fewest     = 3
	mostSteps  = 16
	flightWide = 2.5
)

// candidates makes conditions of what is known at the first contact: own
// fields, where a lead came from, whether it can be reached, what it is worth.
// What happens later (stage, work, closing) is left out, and so are the fields
// in without.
func candidates(samples []Sample, without []string) (list []candidate) {
	type known struct {
		name string
		of   func(*Sample) string
	}
	fields := []known{}
	for _, name := range []string{"source", "channel", "campaign", "value"} {
		of := vocabulary[name].of
		fields = append(fields, known{name, func(s *Sample) string { return textOf(of(&s.Subject)) }})
	}
	for _, name := range []string{"email", "phone", "referrer", "client"} {
		of := vocabulary[name].of
		if c, ok := presence(name, name, samples, func(s *Sample) string { return textOf(of(&s.Subject)) }); ok {
			list = append(list, c)
		}
	}
	if c, ok := presence("client_won", "client_won", samples, func(s *Sample) string {
		if s.returning().number > 0 {
			return "yes"
		}
		return ""
	}); ok && !slices.Contains(without, "client_won") {
		c.when = "client_won > 0"
		list = append(list, c)
	}
	for _, name := range ownFields(samples) {
		fields = append(fields, known{ownName(name), func(s *Sample) string { return s.Lead.Fields[name] }})
	}
	for _, f := range fields {
		if !slices.Contains(without, f.name) {
			list = append(list, conditionsOf(f.name, samples, f.of)...)
		}
	}
	return list
}

func textOf(v value) string {
	if v.kind == isNumber {
		return strconv.FormatFloat(v.number, 'f', -1, 64)
	}
	return v.text
}

// ownName is how a condition names an own field.
func ownName(name string) string {
	plain := name != "" && strings.IndexFunc(name, func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) < 0
	if _, taken := strength[name]; plain && !taken && !slices.Contains([]string{"not", "let", "if", "else"}, name) {
		return "fields." + name
	}
	return "fields[" + quote(name) + "]"
}

// quote writes a text as the lexer reads it.
func quote(s string) string { return strconv.Quote(s) }

// ownFields lists the names of own fields, sorted.
func ownFields(samples []Sample) (names []string) {
	seen := map[string]bool{}
	for i := range samples {
		for name := range samples[i].Lead.Fields {
			if !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// presence asks whether a field is filled in, where that varies.
func presence(name, field string, samples []Sample, of func(*Sample) string) (candidate, bool) {
	there := 0
	for i := range samples {
		if of(&samples[i]) != "" {
			there++
		}
	}
	few := max(len(samples)/40, 2)
	return candidate{when: name + " != nil", field: field, reach: 1}, there >= few && len(samples)-there >= few
}

// conditionsOf makes the conditions on one field.
func conditionsOf(name string, samples []Sample, of func(*Sample) string) (list []candidate) {
	counts, order, present := map[string]int{}, []string{}, 0
	var numbers []float64
	for i := range samples {
		v := of(&samples[i])
		if v == "" {
			continue
		}
		if present++; counts[v] == 0 {
			order = append(order, v)
		}
		counts[v]++
		if n, ok := textual(v).asNumber(); ok {
			numbers = append(numbers, n)
		}
	}
	if c, ok := presence(name, name, samples, of); ok {
		list = append(list, c)
	}
	if (len(counts) > 5 || name == "value" && present > 0) && len(numbers)*10 >= present*9 {
		return append(list, steps(name, numbers, len(counts) == present)...)
	}
	if len(counts)*2 > present && present > 20 { // nearly every lead has its own: a name, not a kind
		return list
	}
	return append(list, words(name, counts, order, len(samples))...)
}

// words makes one condition a frequent word, and one of all the others.
func words(name string, counts map[string]int, order []string, n int) (list []candidate) {
	slices.SortFunc(order, func(a, b string) int {
		if d := counts[b] - counts[a]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	few, rest := max(n/150, fewest), 0
	var named []string
	for i, word := range order {
		if counts[word] < few || i >= maxWords || len(word) > 200 || strings.ContainsAny(word, "\n\r") {
			rest += counts[word]
			continue
		}
		list = append(list, candidate{when: name + " == " + quote(word), field: name, reach: 1})
		named = append(named, quote(word))
	}
	if rest >= few && len(named) > 0 {
		list = append(list, candidate{when: name + " not in [" + strings.Join(named, ", ") + "]", field: name, reach: 1})
	}
	if len(order) == 1 { // no difference to being there at all
		return nil
	}
	return list
}

// steps cuts numbers at their quantiles, so that the points climb with the number.
func steps(name string, numbers []float64, each bool) (list []candidate) {
	if each && len(numbers) >= 30 && !slices.ContainsFunc(numbers, func(n float64) bool { return n != math.Trunc(n) }) {
		return nil // each its own whole number: a running number
	}
	slices.Sort(numbers)
	n := min(max(int(math.Sqrt(float64(len(numbers)))), 3), mostSteps)
	var cuts []float64
	add := func(at float64) {
		if at > numbers[0] && !slices.Contains(cuts, at) {
			cuts = append(cuts, at)
		}
	}
	if i := slices.IndexFunc(numbers, func(x float64) bool { return x > numbers[0] }); i > len(numbers)/10 {
		add(numbers[i]) // many have the least
	}
	for i := 1; i <= n; i++ {
		add(short(numbers[i*len(numbers)/(n+1)]))
	}
	slices.Sort(cuts)
	for _, at := range cuts {
		list = append(list, candidate{when: name + " >= " + strconv.FormatFloat(at, 'f', -1, 64), field: name,
			step: true, reach: flightWide / math.Sqrt(float64(len(cuts)))})
	}
	return list
}

// short rounds to two digits that matter: nobody needs 1483.37.
func short(n float64) float64 {
	if n == 0 {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(math.Abs(n)))-1)
	if unit < 1 {
		digits := math.Round(1 / unit)
		return math.Round(n*digits) / digits
	}
	return math.Round(n/unit) * unit
}
