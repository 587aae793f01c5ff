package score

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A packed table is a line of its thresholds and a line for each rule, parted by
// tabs. Every command that writes reads it, so it is cut, not parsed: JSON, in
// which it was kept at first, costs as much as the rest of scoring a lead.
const (
	packedMark = "1" // first of the first line
	markDaily  = "d" // scores change with the day alone
	markNamed  = "n" // … with the name of a source, channel, campaign or client
	markKin    = "k" // … with how other leads of the same client ended
	markMoves  = "m" // of a rule: its points change with the day, or with any activity
	markRecord = "r" // of a rule: its condition looks at the lead's record
	noTraits   = "-"
	headFields = 5
	ruleFields = 7
)

// Pack writes the table for the file; "" when it is Fresh. A wrong condition is Invalid.
func (t Table) Pack() (string, error) {
	if len(t.Rules) == 0 && t.Next <= 1 && t.MQL == Fresh().MQL && t.SQL == Fresh().SQL {
		return "", nil
	}
	e, err := New(t)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\t%d\t%d\t%d\t%s", packedMark, t.MQL, t.SQL, t.Next, traits(map[string]bool{markDaily: e.onDay, markNamed: e.names, markKin: e.kin}))
	for _, r := range e.rules {
		moves := r.HalfLife > 0 || r.when.uses.day || r.when.uses.activity
		fmt.Fprintf(&b, "\n%d\t%d\t%d\t%d\t%s\t%s\t%s", r.ID, r.Points, r.Max, r.HalfLife,
			traits(map[string]bool{markMoves: moves, markRecord: r.when.uses.record}), r.On, r.When)
	}
	return b.String(), nil
}

// traits joins the marks that hold, in alphabetical order.
func traits(marks map[string]bool) (text string) {
	for _, mark := range slices.Sorted(maps.Keys(marks)) {
		if marks[mark] {
			text += mark
		}
	}
	return cmp.Or(text, noTraits)
}

// ParseTable reads a table as Pack wrote it; "" is Fresh.
func ParseTable(packed string) (Table, error) {
	return parse(packed, func(Rule, string) bool { return true })
}

// Moved reads the thresholds of a packed table and only those rules whose points
// may change where nothing has happened since but that days have passed and an
// activity of a kind was added. Where ok is false they cannot be told without
// the lead's record.
func Moved(packed, kind string) (t Table, ok bool) {
	ok = strings.HasPrefix(packed, packedMark)
	t, err := parse(packed, func(r Rule, traits string) bool {
		if !strings.Contains(traits, markMoves) && r.On != kind {
			return false
		}
		ok = ok && !strings.Contains(traits, markRecord)
		return true
	})
	return t, ok && err == nil
}

// parse reads the thresholds and those rules that are wanted, by their traits.
func parse(packed string, wanted func(Rule, string) bool) (Table, error) {
	t := Fresh()
	if packed == "" {
		return t, nil
	}
	if strings.HasPrefix(packed, "{") { // a file of before
		if err := json.Unmarshal([]byte(packed), &t); err != nil {
			return t, fmt.Errorf("the scoring rules: %w", err)
		}
		return t, nil
	}
	head, rules, some := strings.Cut(packed, "\n")
	first := strings.Split(head, "\t")
	if len(first) != headFields || first[0] != packedMark {
		return t, fmt.Errorf("the scoring rules: they begin with %q", head)
	}
	wrong := numbers(first[1:], &t.MQL, &t.SQL, &t.Next)
	t.Daily, t.Named, t.Kin = strings.Contains(first[4], markDaily), strings.Contains(first[4], markNamed), strings.Contains(first[4], markKin)
	for some && wrong == nil {
		head, rules, some = strings.Cut(rules, "\n")
		part := strings.SplitN(head, "\t", ruleFields)
		if len(part) != ruleFields {
			return t, fmt.Errorf("the scoring rules: a rule is %q", head)
		}
		r := Rule{On: part[5], When: part[6]}
		halfLife := int64(0)
		wrong = numbers(part, &r.ID, &r.Points, &r.Max, &halfLife)
		if r.HalfLife = int(halfLife); wanted(r, part[4]) {
			t.Rules = append(t.Rules, r)
		}
	}
	return t, wrong
}

// numbers reads the first fields of a line.
func numbers(fields []string, into ...*int64) error {
	for i, at := range into {
		n, err := strconv.ParseInt(fields[i], 10, 64)
		if err != nil {
			return fmt.Errorf("the scoring rules: %w", err)
		}
		*at = n
	}
	return nil
}
