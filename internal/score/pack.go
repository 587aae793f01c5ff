package score

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
)

// A packed book is lines of fields, separated by tabs; the first field says what a
// line is, but for rules, which follow the line of their set. Every command that
// writes reads it, so it is cut, not parsed: JSON, in which rules were kept at
// first, costs as much as the rest of scoring a lead.
const (
	bookMark   = "2" // the first line: next number, days on which rules and thresholds were made, next change
	limitsMark = "t" // thresholds: from, MQL, SQL
	setMark    = "s" // a set of rules: from, traits
	actionMark = "a" // what to do: level, text
	monthMark  = "c" // when to calibrate: day of the month
	tableMark  = "1" // the first line of a file of before
	markDaily  = "d" // scores change with the day alone
	markNamed  = "n" // … with the name of a source, channel, campaign or client
	markKin    = "k" // … with how other leads of the same client ended
	markMoves  = "m" // of a rule: its points change with the day, or with any activity
	markRecord = "r" // of a rule: its condition looks at the lead's record
	noTraits   = "-"
	ruleFields = 7
)

// Pack writes the book for the file; "" when it holds nothing. A wrong condition
// is Invalid.
func (b *Book) Pack() (string, error) {
	if !b.ruled() && b.Next <= 1 && len(b.Thresholds) == 0 && b.Actions == [3]string{} && b.Calibrate == 0 {
		return "", nil
	}
	var w strings.Builder
	fmt.Fprintf(&w, "%s\t%d\t%s\t%s\t%s", bookMark, max(b.Next, 1), b.RulesMade, b.LimitsMade, b.Due)
	for _, t := range b.Thresholds {
		fmt.Fprintf(&w, "\n%s\t%s\t%d\t%d", limitsMark, t.From, t.MQL, t.SQL)
	}
	for i, text := range b.Actions {
		if text != "" {
			fmt.Fprintf(&w, "\n%s\t%s\t%s", actionMark, Levels[i], text)
		}
	}
	if b.Calibrate != 0 {
		fmt.Fprintf(&w, "\n%s\t%d", monthMark, b.Calibrate)
	}
	for _, set := range b.Sets {
		e, err := New(Table{Rules: set.Rules})
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&w, "\n%s\t%s\t%s", setMark, set.From, traits(map[string]bool{markDaily: e.onDay, markNamed: e.names, markKin: e.kin}))
		for _, r := range e.rules {
			moves := r.HalfLife > 0 || r.when.uses.day || r.when.uses.activity
			fmt.Fprintf(&w, "\n%d\t%d\t%d\t%d\t%s\t%s\t%s", r.ID, r.Points, r.Max, r.HalfLife,
				traits(map[string]bool{markMoves: moves, markRecord: r.when.uses.record}), r.On, r.When)
		}
	}
	return w.String(), nil
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

// Parse reads a book as Pack wrote it; "" holds nothing.
func Parse(packed string) (Book, error) {
	return parse(packed, func(Rule, string) bool { return true })
}

// Moved reads, of a packed book, the table of today with only those rules whose
// points may change where nothing has happened since but that days have passed
// and an activity of a kind was added. Where ok is false they cannot be told
// without the lead's record, or thresholds have changed since.
func Moved(packed, kind string, today crm.Date) (t Table, ok bool) {
	ok = true
	doubtful := map[int64]bool{} // rules that look at the record, of any day
	b, err := parse(packed, func(r Rule, traits string) bool {
		if !strings.Contains(traits, markMoves) && r.On != kind {
			return false
		}
		doubtful[r.ID] = doubtful[r.ID] || strings.Contains(traits, markRecord)
		return true
	})
	if err != nil || !strings.HasPrefix(packed, bookMark) || b.Due != "" && b.Due <= today {
		return t, false
	}
	t = b.On(today)
	for _, r := range t.Rules {
		ok = ok && !doubtful[r.ID]
	}
	return t, ok
}

// parse reads a book with those rules that are wanted, by their traits.
func parse(packed string, wanted func(Rule, string) bool) (b Book, err error) {
	if packed == "" {
		return b, nil
	}
	if !strings.HasPrefix(packed, bookMark+"\t") {
		return parseBefore(packed)
	}
	for line := range strings.SplitSeq(packed, "\n") {
		mark, rest, _ := strings.Cut(line, "\t")
		part := strings.Split(rest, "\t")
		fits := true
		switch {
		case mark == bookMark && b.Next == 0:
			if fits = len(part) == 4; fits {
				b.RulesMade, b.LimitsMade, b.Due = crm.Date(part[1]), crm.Date(part[2]), crm.Date(part[3])
				err = numbers(part, &b.Next)
			}
		case mark == limitsMark:
			if fits = len(part) == 3; fits {
				t := Thresholds{From: crm.Date(part[0])}
				err = numbers(part[1:], &t.MQL, &t.SQL)
				b.Thresholds = append(b.Thresholds, t)
			}
		case mark == setMark:
			if fits = len(part) == 2; fits {
				b.Sets = append(b.Sets, RuleSet{From: crm.Date(part[0]), daily: strings.Contains(part[1], markDaily)})
				b.named, b.kin = b.named || strings.Contains(part[1], markNamed), b.kin || strings.Contains(part[1], markKin)
			}
		case mark == actionMark:
			level, text, _ := strings.Cut(rest, "\t")
			if at := slices.Index(Levels, Level(level)); at >= 0 {
				b.Actions[at] = text
			}
		case mark == monthMark:
			day := int64(0)
			err = numbers(part, &day)
			b.Calibrate = int(day)
		default:
			err = b.rule(line, wanted)
		}
		if err != nil || !fits {
			return b, fmt.Errorf("the scoring rules: a line is %q", line)
		}
	}
	return b, nil
}

// rule reads the line of a rule into the last set.
func (b *Book) rule(line string, wanted func(Rule, string) bool) error {
	part := strings.SplitN(line, "\t", ruleFields)
	if len(part) != ruleFields || len(b.Sets) == 0 {
		return fmt.Errorf("the scoring rules: a rule is %q", line)
	}
	r, halfLife := Rule{On: part[5], When: part[6]}, int64(0)
	err := numbers(part, &r.ID, &r.Points, &r.Max, &halfLife)
	if r.HalfLife = int(halfLife); wanted(r, part[4]) {
		set := &b.Sets[len(b.Sets)-1]
		set.Rules = append(set.Rules, r)
	}
	return err
}

// parseBefore reads a table without days, as files of before hold it: it holds
// from the beginning.
func parseBefore(packed string) (b Book, err error) {
	t := Fresh()
	if strings.HasPrefix(packed, "{") {
		err = json.Unmarshal([]byte(packed), &t)
	} else {
		err = parseTable(packed, &t)
	}
	if err != nil {
		return b, fmt.Errorf("the scoring rules: %w", err)
	}
	b.Next, b.Thresholds = t.Next, []Thresholds{{MQL: t.MQL, SQL: t.SQL}}
	if len(t.Rules) > 0 {
		b.Sets, b.named, b.kin = []RuleSet{{Rules: t.Rules, daily: t.Daily}}, t.Named, t.Kin
	}
	return b, nil
}

func parseTable(packed string, t *Table) error {
	head, rules, some := strings.Cut(packed, "\n")
	first := strings.Split(head, "\t")
	if len(first) != 5 || first[0] != tableMark {
		return fmt.Errorf("they begin with %q", head)
	}
	err := numbers(first[1:], &t.MQL, &t.SQL, &t.Next)
	t.Daily, t.Named, t.Kin = strings.Contains(first[4], markDaily), strings.Contains(first[4], markNamed), strings.Contains(first[4], markKin)
	var b Book
	b.Sets = []RuleSet{{}}
	for some && err == nil {
		head, rules, some = strings.Cut(rules, "\n")
		err = b.rule(head, func(Rule, string) bool { return true })
	}
	t.Rules = b.Sets[0].Rules
	return err
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
