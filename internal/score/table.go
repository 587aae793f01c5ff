package score

import (
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// Level is how promising a lead is by two thresholds.
type Level string

// The levels, from the lowest.
const (
	Lead Level = "lead"
	MQL  Level = "mql"
	SQL  Level = "sql"
)

// Levels lists every level, lowest first.
var Levels = []Level{Lead, MQL, SQL}

// ParseLevel reads a level, whatever its case.
func ParseLevel(s string) (Level, error) {
	level := Level(strings.ToLower(strings.TrimSpace(s)))
	if !slices.Contains(Levels, level) {
		return "", crm.Invalidf("there is no level %q", s).OneOf(s, []string{"lead", "mql", "sql"})
	}
	return level, nil
}

// Rule gives points: once where a condition holds, or for each activity of a
// kind (where a condition holds, if it has one).
type Rule struct {
	ID       int64  `json:"id"`
	When     string `json:"when,omitempty"`
	On       string `json:"on,omitempty"` // a kind of activity
	Points   int64  `json:"points"`
	Max      int64  `json:"max,omitempty"`       // at most so many points a lead, either way; 0 is no limit
	HalfLife int    `json:"half_life,omitempty"` // days; 0 never
}

// MaxPoints is the most that one rule can give or take.
const MaxPoints = 100_000

// Check reports what is wrong with a rule. Errors are Invalid.
func (r Rule) Check() error {
	switch {
	case r.When == "" && r.On == "":
		return crm.Invalidf("a rule needs a condition or a kind of activity").WithHint("--when 'value >= 3000' or --on-activity call")
	case max(r.Points, -r.Points) > MaxPoints || r.Max > MaxPoints:
		return crm.Invalidf("points must be between -%d and %d", MaxPoints, MaxPoints)
	case r.Max < 0:
		return crm.Invalidf("a limit of %d points is negative", r.Max).WithHint("the limit applies either way: --max 45")
	case r.On == "" && (r.Max != 0 || r.HalfLife != 0):
		return crm.Invalidf("a limit and a half-life belong to a rule on an activity").WithHint("add --on-activity KIND")
	case r.HalfLife < 0:
		return crm.Invalidf("a half-life of %d days is negative", r.HalfLife)
	}
	if r.When != "" {
		return Check(r.When)
	}
	return nil
}

// What is the rule in the words of the file: what earns the points.
func (r Rule) What() say.Text {
	var what say.Text
	add := func(format string, value any) {
		part := say.T(format, value)
		if !what.IsZero() {
			part = say.T("%s %s", what, part)
		}
		what = part
	}
	if r.On != "" {
		add("on %s", say.T(r.On))
	}
	if r.Max != 0 {
		add("max %d", r.Max)
	}
	if r.HalfLife != 0 {
		add("half-life %dd", r.HalfLife)
	}
	if r.When != "" {
		add("when %s", r.When)
	}
	return what
}

// Table is a set of rules with its thresholds.
type Table struct {
	MQL   int64  `json:"mql"`
	SQL   int64  `json:"sql"`
	Next  int64  `json:"next"` // the number of the next rule: numbers are never used again
	Rules []Rule `json:"rules"`
	Daily bool   `json:"daily,omitempty"` // set by Book.On: scores change with the day alone
	Named bool   `json:"named,omitempty"` // … with the name of a source, channel, campaign or client
	Kin   bool   `json:"kin,omitempty"`   // … with how other leads of the same client ended
}

// Fresh is the table of a file without rules.
func Fresh() Table { return Table{MQL: 30, SQL: 60, Next: 1} }

// Add appends a rule and gives it its number. One that is there already is Refused.
func (t *Table) Add(r Rule) (Rule, error) {
	if err := r.Check(); err != nil {
		return r, err
	}
	for _, other := range t.Rules {
		if other.When == r.When && other.On == r.On {
			return r, crm.Errorf(crm.Refused, "rule %d is already there for the same: %s", other.ID, other.What()).
				WithHint("leads score rule edit %d --points %d", other.ID, r.Points)
		}
	}
	r.ID, t.Next = t.Next, t.Next+1
	t.Rules = append(slices.Clone(t.Rules), r)
	return r, nil
}

// Find gives the place of a rule; NotFound when there is none of that number.
func (t Table) Find(id int64) (int, error) {
	at := slices.IndexFunc(t.Rules, func(r Rule) bool { return r.ID == id })
	if at < 0 {
		return at, crm.Errorf(crm.NotFound, "there is no rule %d", id).WithHint("list them with: leads score rule list")
	}
	return at, nil
}

// Level is the level of a score.
func (t Table) Level(points int64) Level {
	switch {
	case points >= t.SQL:
		return SQL
	case points >= t.MQL:
		return MQL
	}
	return Lead
}

// Highest is the level that was ever reached.
func (r Reached) Highest() Level {
	switch {
	case r.SQL != "":
		return SQL
	case r.MQL != "":
		return MQL
	}
	return Lead
}

// CheckThresholds refuses thresholds that are out of order. Errors are Invalid.
func (t Table) CheckThresholds() error {
	if t.SQL <= t.MQL {
		return crm.Invalidf("the SQL threshold, %d, must be above the MQL threshold, %d", t.SQL, t.MQL).
			WithHint("for example: leads score thresholds --mql %d --sql %d", Fresh().MQL, Fresh().SQL)
	}
	return nil
}

// Replace takes the rules and thresholds of another table. A rule that stays
// for the same keeps its number; it gives how many are new and how many are gone.
func (t *Table) Replace(other Table) (added, removed int) {
	was := t.Rules
	t.MQL, t.SQL, t.Rules = other.MQL, other.SQL, nil
	kept := 0
	for _, r := range other.Rules {
		at := slices.IndexFunc(was, func(old Rule) bool { return old.When == r.When && old.On == r.On })
		if at >= 0 {
			r.ID = was[at].ID
			kept++
		} else {
			r.ID, t.Next = t.Next, t.Next+1
			added++
		}
		t.Rules = append(t.Rules, r)
	}
	return added, len(was) - kept
}
