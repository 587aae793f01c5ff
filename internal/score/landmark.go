package score

import (
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// DecisionDays is how many days after the first touch a lead is judged at the
// latest, unless another day is asked for.
const DecisionDays = 7

// Landmark is the day as of which a decided lead is judged, so that what happened
// later cannot count (landmarking: Anderson, Cain and Gelber 1983, Journal of
// Clinical Oncology 1:710): so many days after its first touch, of which open is
// false where it was closed by then. With days below 0 it is the first decision
// point, which every lead has: the day on which it was first answered ("" for
// never) or DecisionDays after the first touch, and the last one on which it was open.
func Landmark(l crm.Lead, answered crm.Date, days int) (day crm.Date, open bool) {
	closed := l.Deal.ClosedOn
	if days >= 0 {
		day = l.FirstTouchOn.AddDays(days)
		return day, day < closed
	}
	day = l.FirstTouchOn.AddDays(DecisionDays)
	if answered != "" && answered < day {
		day = max(answered, l.FirstTouchOn)
	}
	if day >= closed {
		day = max(closed.AddDays(-1), l.FirstTouchOn)
	}
	return day, true
}

// Sample is a lead that was decided: won, or lost or never answered.
type Sample struct {
	Subject
	Won  bool
	Mark crm.Date  // its landmark; "" for the closing day
	Then *crm.Lead // the record as it was known on that day, where it differs
	Was  *crm.Lead // tags, own fields and value as they were at closing, where they were changed later
}

// known is the lead as it was known on its landmark: open, without what was
// done or found out later.
func (s *Sample) known() Subject {
	if s.Mark == "" {
		return s.Subject
	}
	then := s.Subject
	if s.Then != nil {
		then.Lead = *s.Then
	}
	then.Lead.Deal = crm.Deal{}
	if then.Acts = upTo(s.Acts, s.Mark); len(then.Acts) < len(s.Acts) {
		then.Lead.Minutes = nil // they are known in all only
	}
	return then
}

// day is the day as of which the sample is judged.
func (s *Sample) day() crm.Date {
	if s.Mark == "" {
		return s.Lead.Deal.ClosedOn
	}
	return s.Mark
}

// ended is the lead up to its closing day, which is its today.
func (s *Sample) ended() Subject {
	end := s.Subject
	end.Acts = upTo(s.Acts, s.Lead.Deal.ClosedOn)
	return end
}

// Hindsight is a rule that speaks of what is known only later, and why.
type Hindsight struct {
	Rule
	Why  say.Text
	Late bool // it does no more than come too late
}

// hindsight finds the rules that know more on the closing day than on the
// landmark, by their nature or by what they gave. Logs are those of the landmarks.
func hindsight(e *Engine, samples []Sample, logs [][]Entry, leaks []Leak) (list []Hindsight) {
	given, later := map[int64]int64{}, map[int64]int64{}
	for i := range samples {
		for _, entry := range compactRules(logs[i]) {
			given[entry]++
		}
		for _, entry := range compactRules(e.Log(samples[i].Subject, samples[i].Lead.Deal.ClosedOn)) {
			later[entry]++
		}
	}
	const some, nearly = 5, 10 // of so many leads, all but a tenth
	for i := range e.rules {
		r := &e.rules[i]
		leak := slices.IndexFunc(leaks, func(l Leak) bool { return strings.Contains(r.When, l.Field) })
		switch {
		case r.Points == 0:
		case r.when.uses.day:
			list = append(list, Hindsight{r.Rule, say.T("rule %d (%s) looks at how the days pass: that tells how a lead ended rather than how it will end", r.ID, r.What()), false})
		case r.when.uses.stage:
			list = append(list, Hindsight{r.Rule, say.T("rule %d (%s) looks at the stage: that tells how a lead ended rather than how it will end", r.ID, r.What()), false})
		case leak >= 0:
			list = append(list, Hindsight{r.Rule, say.T("rule %d (%s) looks at %s, which was probably filled in after the outcome", r.ID, r.What(), leaks[leak].Field), false})
		case later[r.ID] >= some && given[r.ID]*nearly <= later[r.ID]:
			list = append(list, Hindsight{r.Rule, say.T("rule %d (%s) comes too late to help: on the day of the judgement it gave %d leads their points, on the closing day %d",
				r.ID, r.What(), given[r.ID], later[r.ID]), true})
		}
	}
	return list
}

// compactRules lists each rule of a log once.
func compactRules(log []Entry) (ids []int64) {
	for _, entry := range log {
		if n := len(ids); n == 0 || ids[n-1] != entry.Rule { // a rule's lines come together
			ids = append(ids, entry.Rule)
		}
	}
	return ids
}
