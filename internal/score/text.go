package score

import (
	"fmt"
	"strconv"
	"strings"

	"leads/internal/crm"
)

// Text writes a table for people: thresholds, then a rule a line, points first,
// the condition last. ParseText reads it back.
func (t Table) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# How leads are scored. A line gives points (or takes them) and says what for:
#   POINTS on KIND [max POINTS] [half-life DAYSd] [when CONDITION]
#   POINTS when CONDITION
# Thresholds of the levels:
mql %d
sql %d

`, t.MQL, t.SQL)
	for _, r := range t.Rules {
		fmt.Fprintf(&b, "%+d %s\n", r.Points, r.What())
	}
	return b.String()
}

// ParseText reads a table as Text writes it. Rules get new numbers, from 1. What
// is wrong is Invalid and names its line.
func ParseText(text string) (Table, error) {
	t := Fresh()
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		n++
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := t.line(line); err != nil {
			return t, crm.At(err, "line %d: %s", n)
		}
	}
	return t, t.CheckThresholds()
}

// line reads one line into the table.
func (t *Table) line(line string) error {
	first, rest := word(line)
	if first == "mql" || first == "sql" {
		n, err := points(rest)
		if err != nil {
			return err
		}
		if first == "mql" {
			t.MQL = n
		} else {
			t.SQL = n
		}
		return nil
	}
	r := Rule{}
	var err error
	if r.Points, err = points(first); err != nil {
		return err
	}
	for rest != "" {
		if first, rest = word(rest); first == "when" {
			r.When = rest
			break
		}
		var value string
		switch value, rest = word(rest); first {
		case "on":
			r.On = value
		case "max":
			r.Max, err = points(value)
		case "half-life":
			r.HalfLife, err = ParseHalfLife(value)
		default:
			return crm.Invalidf("%q does not belong here", first).WithHint("POINTS on KIND [max POINTS] [half-life 14d] [when CONDITION]")
		}
		if err != nil {
			return err
		}
	}
	_, err = t.Add(r)
	return err
}

// word cuts the first word off a line.
func word(line string) (first, rest string) {
	at := strings.IndexAny(line, " \t")
	if at < 0 {
		return line, ""
	}
	return line[:at], strings.TrimLeft(line[at:], " \t")
}

func points(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, crm.Invalidf("%q is not a number of points", text).WithHint("points are whole, such as +15 or -10")
	}
	return n, nil
}

// ParseHalfLife reads a number of days or weeks: 14d, 2w, 14.
func ParseHalfLife(text string) (days int, err error) {
	digits, unit := text, 1
	if rest, ok := strings.CutSuffix(text, "w"); ok {
		digits, unit = rest, 7
	} else if rest, ok := strings.CutSuffix(text, "d"); ok {
		digits = rest
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > 3650 {
		return 0, crm.Invalidf("%q is not a half-life", text).WithHint("write it in days or weeks: 14d, 2w")
	}
	return n * unit, nil
}

// Starter is the table for a freelancer who has none: a place to begin, to be
// adjusted by what really closes.
const Starter = `mql 30
sql 60

# What was done together
+10 on message max 20 half-life 30d
+10 on email max 20 half-life 30d
+20 on call max 40
+25 on meeting max 50
+20 on demo max 40
+15 on proposal max 15
+5 on visit max 10 half-life 14d
+5 on download max 10 half-life 14d

# Who they are and where they came from
+25 when source in ["Referral", "Parrainage"]
+25 when client_won > 0
+15 when channel in ["Invite", "Invitation directe", "Inbound", "Entrant", "Form", "Formulaire"]
+10 when referrer != ""
+10 when value >= 3000
-15 when value < 300
-5 when email matches "@(gmail|hotmail|yahoo|outlook)[.]"

# Leads grow cold
-15 when silence > 21
-15 when silence > 60
`
