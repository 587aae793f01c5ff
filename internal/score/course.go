package score

import (
	"slices"

	"github.com/expr-lang/expr/parser/lexer"
)

// course is what the passing of days alone can do to a condition.
type course int

const (
	either  course = iota // make it hold, or end it
	rising                // only make it hold: silence > 21
	falling               // only end it: age <= 7
	steady                // nothing
)

// courseOf reads the course off the plainest conditions, in which age and silence
// are compared with a number, and that is joined to the rest by and, or.
func courseOf(tokens []lexer.Token) course {
	joins := func(i int) bool {
		return i < 0 || tokens[i].Kind == lexer.EOF || tokens[i].Is(lexer.Operator, "and", "or", "&&", "||")
	}
	found, depth := steady, 0
	for i, t := range tokens {
		if t.Kind == lexer.Bracket {
			depth += map[string]int{"(": 1, "[": 1, "{": 1}[t.Value]
			depth -= map[string]int{")": 1, "]": 1, "}": 1}[t.Value]
		}
		if t.Kind != lexer.Identifier || !vocabulary[t.Value].uses.day || i > 0 && tokens[i-1].Is(lexer.Operator, ".", "?.") {
			continue
		}
		if depth > 0 || !joins(i-1) || i+3 >= len(tokens) || tokens[i+2].Kind != lexer.Number || !joins(i+3) {
			return either
		}
		now := falling
		switch op := tokens[i+1]; {
		case op.Is(lexer.Operator, ">", ">="):
			now = rising
		case !op.Is(lexer.Operator, "<", "<="):
			return either
		}
		if found != steady && found != now {
			return either
		}
		found = now
	}
	if found != steady && slices.ContainsFunc(tokens, func(t lexer.Token) bool { return t.Is(lexer.Operator, "?") }) {
		return either // … is chosen by it
	}
	return found
}

// Rise is the most that a score can have risen by where nothing has happened
// since but that days have passed; with entered, days for which work had been
// entered. Where known is false it has no bound.
func (e *Engine) Rise(entered bool) (most int64, known bool) {
	for _, r := range e.rules {
		gone, course := r.Points < 0 && r.HalfLife > 0, r.when.course // what it takes fades
		if entered && course != steady {
			course = either // silence ends
		}
		switch course {
		case rising:
			gone = gone || r.Points > 0
		case falling:
			gone = gone || r.Points < 0
		case either:
			gone = gone || r.When != ""
		}
		switch {
		case !gone:
		case r.On == "":
			most += max(r.Points, -r.Points)
		case r.Max == 0:
			return 0, false
		default:
			most += r.Max
		}
	}
	return most, true
}
