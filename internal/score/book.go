package score

import (
	"fmt"
	"slices"

	"leads/internal/crm"
)

// Thresholds are the points from which a lead is an MQL and an SQL, from a day on.
type Thresholds struct {
	From     crm.Date // "": from the beginning
	MQL, SQL int64
}

// RuleSet is the rules that hold from a day on.
type RuleSet struct {
	From  crm.Date // "": from the beginning
	Rules []Rule
	daily bool // set by Parse: scores change with the day alone
}

// Book is all that a file knows of scoring: the rules and thresholds of every
// day, what to do with a lead of each level, and when to calibrate. The zero
// value is that of a file without rules.
//
// The first rules and the first thresholds hold from the beginning, and so does
// everything that is changed on the day on which they were made. A later change
// holds from its day on, and the last one of a day wins.
type Book struct {
	Next       int64
	Thresholds []Thresholds // by day; none: the usual ones. The first also holds before its day
	Sets       []RuleSet    // by day; none: there are no rules
	RulesMade  crm.Date     // the day of the first rules
	LimitsMade crm.Date     // the day of the first thresholds
	Due        crm.Date     // the first day to come, at the last scoring, on which thresholds change; "" for none
	Actions    [3]string    // what to do with a lead of each level, in the order of Levels
	Calibrate  int          // the day of the month to calibrate on; 0 for none
	named, kin bool         // set by Parse: as in a Table, of the rules of any day
}

// inForce gives the place of what holds on a day, by the days from which things
// hold; -1 when there is nothing.
func inForce(n int, from func(int) crm.Date, day crm.Date) int {
	at := min(n, 1) - 1
	for i := 1; i < n && from(i) <= day; i++ {
		at = i
	}
	return at
}

func (b *Book) limitsAt(day crm.Date) int {
	return inForce(len(b.Thresholds), func(i int) crm.Date { return b.Thresholds[i].From }, day)
}

func (b *Book) rulesAt(day crm.Date) int {
	return inForce(len(b.Sets), func(i int) crm.Date { return b.Sets[i].From }, day)
}

// Limits are the thresholds in force on a day.
func (b *Book) Limits(day crm.Date) Thresholds {
	if at := b.limitsAt(day); at >= 0 {
		return b.Thresholds[at]
	}
	return Thresholds{MQL: Fresh().MQL, SQL: Fresh().SQL}
}

// On is the table of rules and thresholds in force on a day.
func (b *Book) On(day crm.Date) Table {
	t := Fresh()
	limits := b.Limits(day)
	t.MQL, t.SQL, t.Next, t.Named, t.Kin = limits.MQL, limits.SQL, max(b.Next, 1), b.named, b.kin
	if at := b.rulesAt(day); at >= 0 {
		t.Rules, t.Daily = b.Sets[at].Rules, b.Sets[at].daily
	}
	return t
}

// Since is the day from which a rule is as it is on a day; "" for the beginning.
func (b *Book) Since(id int64, day crm.Date) (from crm.Date) {
	var was Rule
	for i := 0; i <= b.rulesAt(day); i++ {
		at := slices.IndexFunc(b.Sets[i].Rules, func(r Rule) bool { return r.ID == id })
		switch {
		case at < 0:
			was = Rule{}
		case b.Sets[i].Rules[at] != was:
			was, from = b.Sets[i].Rules[at], b.Sets[i].From
		}
	}
	return from
}

// Change makes a table that of today on.
func (b *Book) Change(t Table, today crm.Date) {
	now := b.On(today)
	if t.MQL != now.MQL || t.SQL != now.SQL {
		b.SetThresholds(Thresholds{MQL: t.MQL, SQL: t.SQL}, today)
	}
	if b.Next = t.Next; !slices.Equal(t.Rules, now.Rules) {
		b.setRules(t.Rules, today)
	}
}

func (b *Book) setRules(rules []Rule, today crm.Date) {
	if !b.ruled() {
		b.Sets, b.RulesMade = []RuleSet{{Rules: rules}}, today
		return
	}
	at := b.rulesAt(today)
	b.Sets = slices.Clone(b.Sets)
	switch {
	case at == 0 && b.RulesMade == today, b.Sets[at].From == today:
		b.Sets[at].Rules = rules
	default:
		at++
		b.Sets = slices.Insert(b.Sets, at, RuleSet{From: today, Rules: rules})
	}
	if at > 0 && slices.Equal(b.Sets[at-1].Rules, rules) {
		b.Sets = slices.Delete(b.Sets, at, at+1)
	}
}

// ruled reports whether there have been rules on any day.
func (b *Book) ruled() bool { return len(b.Sets) > 1 || len(b.Sets) == 1 && len(b.Sets[0].Rules) > 0 }

// SetThresholds sets thresholds from their day on; without one, from today. The
// usual ones, which hold while none are set, count as set with the first rules.
func (b *Book) SetThresholds(s Thresholds, today crm.Date) {
	if len(b.Thresholds) == 0 {
		if !b.ruled() || b.RulesMade == today {
			b.Thresholds, b.LimitsMade = []Thresholds{s}, today
			return
		}
		b.Thresholds, b.LimitsMade = []Thresholds{b.Limits(today)}, b.RulesMade
	}
	b.Thresholds = slices.Clone(b.Thresholds)
	if s.From == "" {
		if b.limitsAt(today) == 0 && b.LimitsMade == today {
			s.From = b.Thresholds[0].From
			b.Thresholds[0] = s
			return
		}
		s.From = today
	}
	at := slices.IndexFunc(b.Thresholds, func(t Thresholds) bool { return t.From == s.From })
	if at >= 0 {
		b.Thresholds[at] = s
	} else {
		at = 0
		for at < len(b.Thresholds) && b.Thresholds[at].From < s.From {
			at++
		}
		b.Thresholds = slices.Insert(b.Thresholds, at, s)
	}
	if at > 0 && b.Thresholds[at-1].MQL == s.MQL && b.Thresholds[at-1].SQL == s.SQL { // and back: nothing has changed
		b.Thresholds = slices.Delete(b.Thresholds, at, at+1)
	}
}

// NextChange is the first day after today on which thresholds change; "" for none.
func (b *Book) NextChange(today crm.Date) crm.Date {
	for _, t := range b.Thresholds {
		if t.From > today {
			return t.From
		}
	}
	return ""
}

// Action is what to do with a lead of a level; "" for nothing.
func (b *Book) Action(level Level) string {
	if at := slices.Index(Levels, level); at >= 0 {
		return b.Actions[at]
	}
	return ""
}

// ChangeRules changes the rules of a day that is past, or of today, and those of
// every day since. Before the first rules there are none.
func (b *Book) ChangeRules(from, today crm.Date, change func([]Rule) ([]Rule, error)) error {
	if !b.ruled() {
		b.Sets, b.RulesMade = []RuleSet{{}}, today
	}
	b.Sets = slices.Clone(b.Sets)
	at := b.rulesAt(from)
	if b.Sets[at].From != from {
		at++
		b.Sets = slices.Insert(b.Sets, at, RuleSet{From: from, Rules: b.Sets[at-1].Rules})
	}
	for i := at; i < len(b.Sets); i++ {
		rules, err := change(slices.Clone(b.Sets[i].Rules))
		if err != nil {
			return err
		}
		b.Sets[i].Rules = rules
	}
	for i := len(b.Sets) - 1; i > 0; i-- {
		if slices.Equal(b.Sets[i-1].Rules, b.Sets[i].Rules) {
			b.Sets = slices.Delete(b.Sets, i, i+1)
		}
	}
	return nil
}

// CalibrateOn is the last day up to one on which to calibrate; "" where no day of
// the month is set, or where there have been no rules before it.
func (b *Book) CalibrateOn(today crm.Date) crm.Date {
	if b.Calibrate == 0 || !b.ruled() {
		return ""
	}
	on := crm.Date(fmt.Sprintf("%s-%02d", today[:7], b.Calibrate))
	if on > today {
		on = crm.Date(fmt.Sprintf("%s-%02d", (today[:7] + "-01").AddDays(-1)[:7], b.Calibrate))
	}
	if on <= b.RulesMade {
		return ""
	}
	return on
}
