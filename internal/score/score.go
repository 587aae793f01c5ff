package score

import (
	"cmp"
	"math"
	"slices"

	"leads/internal/crm"
)

// Act is what a score needs to know of an activity.
type Act struct {
	Kind string
	On   crm.Date
}

// Subject is what is known of one lead: its record, and what was done on it or
// on a lead merged into it, oldest first. A score is of a day: of today while
// the lead is open, of its closing day once it is closed.
type Subject struct {
	Lead crm.Lead
	Acts []Act
	Won  int // leads that its client had won when it came
	day  crm.Date
	held []held // by rule
	item value  // of a list that a condition goes through
}

// held is what is known of a rule's condition for one lead.
type held int8

const (
	open held = iota // it depends on the day or on what was done, or was not asked yet
	holds
	misses
)

// DayOf is the day of which a lead's score is, when it is today.
func DayOf(lead crm.Lead, today crm.Date) crm.Date {
	if closed := lead.Deal.ClosedOn; closed != "" && closed < today {
		return closed
	}
	return today
}

func (s *Subject) age() int { return max(s.Lead.FirstTouchOn.DaysUntil(s.day), 0) }

// silence is the days since anything was done, or since the first touch.
func (s *Subject) silence() int {
	last := s.Lead.FirstTouchOn
	for _, act := range s.Acts {
		if act.On > last && act.On <= s.day {
			last = act.On
		}
	}
	return max(last.DaysUntil(s.day), 0)
}

// returning is how many leads its client had won before, where it has one.
func (s *Subject) returning() value {
	if s.Lead.Client == "" {
		return value{}
	}
	return numeric(float64(s.Won))
}

func (s *Subject) minutes() value {
	if s.Lead.Minutes == nil {
		return value{}
	}
	return numeric(float64(*s.Lead.Minutes))
}

// Entry is one line of a lead's log: points that a rule gave.
type Entry struct {
	Rule   int64
	Points int64
	On     crm.Date // of the activity; of a condition, the first touch
}

// Sum is the score of a log.
func Sum(log []Entry) (points int64) {
	for _, e := range log {
		points += e.Points
	}
	return points
}

// Engine scores leads by a table. It is made once and used for many.
type Engine struct {
	Table Table
	rules []compiled
	onDay bool // the score changes with the day alone
	names bool // … with a name of a source, channel, campaign or client
	kin   bool // … with how other leads of the same client ended
}

type compiled struct {
	Rule
	when Condition
}

// New compiles the rules of a table.
func New(t Table) (*Engine, error) {
	e := &Engine{Table: t}
	for _, r := range t.Rules {
		c := compiled{Rule: r}
		if r.When != "" {
			var err error
			if c.when, err = Compile(r.When); err != nil {
				return nil, err
			}
		}
		e.rules = append(e.rules, c)
		e.onDay = e.onDay || r.HalfLife > 0 || c.when.uses.day
		e.names, e.kin = e.names || c.when.uses.names, e.kin || c.when.uses.kin
	}
	return e, nil
}

// settle finds out what a lead's record alone decides, once for all days.
func (e *Engine) settle(s *Subject) {
	s.held = make([]held, len(e.rules))
	for i := range e.rules {
		r := &e.rules[i]
		if r.When == "" || r.when.uses.day || r.when.uses.activity {
			continue
		}
		if s.held[i] = misses; r.holds(s) {
			s.held[i] = holds
		}
	}
}

// Log lists the points that a lead has on a day, rule by rule, each activity on
// its own line. Points that came to nothing, by decay or a limit, are left out.
func (e *Engine) Log(s Subject, today crm.Date) (log []Entry) {
	s.day = DayOf(s.Lead, today)
	if s.held == nil {
		e.settle(&s)
	}
	for i := range e.rules {
		log = e.rules[i].entries(&s, s.held[i], log)
	}
	return log
}

// Score is the sum of the log.
func (e *Engine) Score(s Subject, today crm.Date) int64 { return Sum(e.Log(s, today)) }

func (r *compiled) entries(s *Subject, known held, log []Entry) []Entry {
	if known == misses || r.When != "" && known == open && !r.holds(s) {
		return log
	}
	if r.On == "" {
		return append(log, Entry{r.ID, r.Points, s.Lead.FirstTouchOn})
	}
	sum := int64(0)
	for _, act := range s.Acts {
		if act.Kind != r.On {
			continue
		}
		points := r.decayed(max(act.On.DaysUntil(s.day), 0))
		if r.Max > 0 {
			points = min(max(points, -r.Max-sum), r.Max-sum)
		}
		if points != 0 {
			sum += points
			log = append(log, Entry{r.ID, points, act.On})
		}
	}
	return log
}

func (r *compiled) holds(s *Subject) bool {
	v := r.when.holds(s).asTruth()
	return v.kind == isBool && v.yes
}

// decayed is what the points are worth after some days: half after each
// half-life, rounded to the nearest whole, halves away from zero.
func (r Rule) decayed(days int) int64 {
	if r.HalfLife <= 0 || days <= 0 {
		return r.Points
	}
	return int64(math.Round(float64(r.Points) * math.Exp2(-float64(days)/float64(r.HalfLife))))
}

// Gain is what a rule could give a lead.
type Gain struct {
	Rule
	More int64 // points
}

// Gains lists the rules that could still give a lead points, the most first: what
// one more activity today would bring, and conditions that it does not meet but
// can. What is locked (where it came from) or past cannot change, and a closed
// lead keeps its score.
func (e *Engine) Gains(s Subject, today crm.Date) (gains []Gain) {
	if !s.Lead.Open() {
		return nil
	}
	day := DayOf(s.Lead, today)
	for i := range e.rules {
		r := &e.rules[i]
		if r.Points <= 0 || r.When != "" && !r.possible(s, day) {
			continue
		}
		of := func(s Subject) (points int64, some bool) {
			for _, entry := range e.Log(s, today) {
				if entry.Rule == r.ID {
					points, some = points+entry.Points, true
				}
			}
			return points, some
		}
		has, some := of(s)
		more := r.Points
		if r.On != "" {
			then := s
			then.Acts = append(slices.Clone(s.Acts), Act{r.On, day})
			points, _ := of(then)
			if more = points - has; more <= 0 && !some { // its condition does not hold yet
				more = r.Points
			}
		} else if some {
			continue
		}
		if more > 0 {
			gains = append(gains, Gain{r.Rule, more})
		}
	}
	slices.SortStableFunc(gains, func(a, b Gain) int { return cmp.Compare(b.More, a.More) })
	return gains
}

// possible reports whether a condition can come to hold by what its owner does:
// it is asked of a lead of which only what can never change is known.
func (r *compiled) possible(s Subject, day crm.Date) bool {
	if !r.when.uses.locked {
		return true
	}
	fixed := Subject{Lead: crm.Lead{First: s.Lead.First, FirstTouchOn: s.Lead.FirstTouchOn, Client: s.Lead.Client}, Won: s.Won, day: day}
	v := r.when.holds(&fixed).asTruth()
	return v.kind != isBool || v.yes
}

// Staged reports whether a rule looks at the stage.
func (e *Engine) Staged() bool {
	return slices.ContainsFunc(e.rules, func(r compiled) bool { return r.when.uses.stage })
}

// Peak is the most points that a lead had on any day of its life, by its first
// touch and its activities.
func (e *Engine) Peak(s Subject, today crm.Date) (most int64) {
	last := DayOf(s.Lead, today)
	s.Acts = upTo(s.Acts, last)
	most = e.Score(s, last)
	life := s
	life.Lead.Deal = crm.Deal{}
	for i, act := range s.Acts {
		if i+1 == len(s.Acts) || s.Acts[i+1].On != act.On {
			life.Acts = s.Acts[:i+1]
			most = max(most, e.Score(life, max(act.On, s.Lead.FirstTouchOn)))
		}
	}
	return most
}
