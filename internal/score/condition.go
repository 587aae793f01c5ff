package score

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser/lexer"

	"leads/internal/crm"
	"leads/internal/say"
)

// The language of conditions is that of expr-lang/expr, whose lexer reads it.
// Its parser and machine stay outside. The parser alone (v1.17.8), for its tree,
// brings all its functions with it: a stripped binary of 15.16 MB becomes 17.65 MB,
// and every start, of whatever command, costs a tenth more (60 runs of --version in
// turn: 1.12 times the CPU). Their machine has no word for what is unknown. A test
// holds the meanings against them.

// MaxCondition is the longest condition that is taken, in characters.
const MaxCondition = 2000

// maxDepth is how deep brackets may be nested.
const maxDepth = 50

// Condition is a compiled condition on a lead.
type Condition struct {
	holds  evaluator
	uses   uses
	course course
}

// uses tells what a condition looks at, beyond the lead's own record.
type uses struct {
	day      bool // the day on which it is asked: age, silence
	activity bool // what was done: silence, activities, minutes, cost
	names    bool // names that may be changed elsewhere: source, client, …
	record   bool // the lead's record, beyond its first touch
	kin      bool // how other leads of the same client ended
	stage    bool // the stage
	locked   bool // what can never change: where the lead came from, how old it is
}

// Compile reads a condition. What is wrong is Invalid, names the character and
// marks it.
func Compile(text string) (Condition, error) {
	if n := len([]rune(text)); n > MaxCondition {
		return Condition{}, crm.Invalidf("the condition has %d characters, at most %d are taken", n, MaxCondition)
	}
	tokens, err := lexer.Lex(file.NewSource(text))
	if err != nil {
		var at *file.Error
		if errors.As(err, &at) {
			return Condition{}, fault{at.From, say.T("%s", at.Message), nil}.in(text)
		}
		return Condition{}, err
	}
	p := parser{tokens: tokens}
	n, wrong := p.whole()
	if wrong != nil {
		return Condition{}, wrong.in(text)
	}
	return Condition{holds: n.eval, uses: p.uses, course: courseOf(tokens)}, nil
}

// Holds reports whether the condition is true of a lead on a day.
func (c Condition) Holds(s Subject, today crm.Date) bool {
	s.day = DayOf(s.Lead, today)
	v := c.holds(&s).asTruth()
	return v.kind == isBool && v.yes
}

// AsksClients reports whether the condition asks how other leads of the client ended.
func (c Condition) AsksClients() bool { return c.uses.kin }

// Check reports what is wrong with a condition; nil when it can be used.
func Check(text string) error {
	if strings.ContainsAny(text, "\n\r") {
		return crm.Invalidf("a condition is one line")
	}
	_, err := Compile(text)
	return err
}

// fault is what is wrong with a condition, and at which character, from 0.
type fault struct {
	at   int
	what say.Text
	near []string
}

func (f fault) in(text string) error {
	runes := []rune(text)
	at := min(max(f.at, 0), len(runes))
	err := crm.Invalidf("condition, character %d: %s: %s", at+1, f.what, say.T("%s[here]%s", string(runes[:at]), string(runes[at:])))
	if len(f.near) > 0 {
		return err.WithHint("did you mean %s?", strings.Join(f.near, ", "))
	}
	return err.WithHint("leads help scoring")
}

// sort is what is known of a value before any lead is looked at.
type sort int

const (
	anything sort = iota
	number
	text
	truth
	list
	fields
	nothing
)

// node is a part of a condition.
type node struct {
	eval  evaluator
	sort  sort
	at    int
	fixed *value // of a constant
	parts []node // of a list written out
}

// parser reads tokens by precedence.
type parser struct {
	tokens []lexer.Token
	next   int
	depth  int
	inside int // how many any(…), all(…) and the like are around: # is an item of the innermost
	uses   uses
}

func (p *parser) token() lexer.Token { return p.tokens[p.next] } // the last is EOF

func (p *parser) take() lexer.Token {
	t := p.token()
	if t.Kind != lexer.EOF {
		p.next++
	}
	return t
}

func (p *parser) is(words ...string) bool {
	return (p.token().Is(lexer.Operator, words...) || p.token().Is(lexer.Bracket, words...)) && len(words) > 0
}

func (p *parser) expect(word string) *fault {
	if !p.is(word) {
		return p.unexpected()
	}
	p.take()
	return nil
}

func (p *parser) unexpected() *fault {
	t := p.token()
	if t.Kind == lexer.EOF {
		return &fault{at: MaxCondition, what: say.T("the condition ends too early")}
	}
	return &fault{at: t.From, what: say.T("this does not belong here"), near: similarOperators(t.Value)}
}

// similarOperators are those that a word or sign probably means.
func similarOperators(sign string) []string {
	if sign == "=" {
		return []string{"=="}
	}
	for op := range strength {
		if op != sign && strings.EqualFold(op, sign) {
			return []string{op}
		}
	}
	return nil
}

func (p *parser) whole() (node, *fault) {
	n, wrong := p.expression(0)
	if wrong == nil && p.token().Kind != lexer.EOF {
		wrong = p.unexpected()
	}
	if wrong == nil && n.sort != truth && n.sort != anything {
		wrong = &fault{at: n.at, what: say.T("this is not true or false")}
	}
	return n, wrong
}

// strength is how tightly an operator binds, as in expr-lang/expr.
var strength = map[string]int{"or": 10, "||": 10, "and": 15, "&&": 15, "==": 20, "!=": 20, "<": 20, ">": 20, ">=": 20, "<=": 20,
	"in": 20, "matches": 20, "contains": 20, "startsWith": 20, "endsWith": 20, "+": 30, "-": 30, "*": 60, "/": 60, "%": 60,
	"**": 100, "^": 100, "??": 500}

const (
	strengthOfNot   = 50
	strengthOfMinus = 90
)

// expression reads what binds at least as tightly as bound.
func (p *parser) expression(bound int) (node, *fault) {
	if p.depth++; p.depth > maxDepth {
		return node{}, &fault{at: p.token().From, what: say.T("the condition is nested too deeply")}
	}
	defer func() { p.depth-- }()
	left, wrong := p.operand()
	for wrong == nil && p.token().Kind == lexer.Operator {
		op, turned := p.token(), false
		if op.Value == "not" { // not in, not contains, …
			if p.next+1 >= len(p.tokens) || p.tokens[p.next+1].Kind != lexer.Operator {
				return left, p.unexpected()
			}
			op, turned = p.tokens[p.next+1], true
		}
		power, known := strength[op.Value]
		if !known || power < bound {
			break
		}
		if p.take(); turned {
			p.take()
		}
		tighter := power + 1
		if op.Value == "**" || op.Value == "^" {
			tighter = power
		}
		var right node
		if right, wrong = p.expression(tighter); wrong != nil {
			break
		}
		if left, wrong = binary(op.Value, left, right); wrong == nil && turned {
			left, wrong = negated(left)
		}
	}
	if wrong == nil && bound == 0 && p.is("?") {
		return p.choice(left)
	}
	return left, wrong
}

// choice reads CONDITION ? THIS : THAT.
func (p *parser) choice(when node) (node, *fault) {
	if wrong := isTruth(when); wrong != nil {
		return when, wrong
	}
	p.take()
	yes, wrong := p.expression(0)
	if wrong != nil {
		return yes, wrong
	}
	if wrong := p.expect(":"); wrong != nil {
		return yes, wrong
	}
	no, wrong := p.expression(0)
	n := node{sort: yes.sort, at: when.at, eval: func(s *Subject) value {
		switch v := when.eval(s).asTruth(); {
		case v.kind != isBool:
			return value{}
		case v.yes:
			return yes.eval(s)
		}
		return no.eval(s)
	}}
	if yes.sort != no.sort {
		n.sort = anything
	}
	return n, wrong
}

// operand reads one value with what is in front of and behind it.
func (p *parser) operand() (node, *fault) {
	t := p.token()
	switch {
	case p.is("not", "!"):
		p.take()
		inner, wrong := p.expression(strengthOfNot)
		if wrong != nil {
			return inner, wrong
		}
		return negated(inner)
	case p.is("-", "+"):
		p.take()
		inner, wrong := p.expression(strengthOfMinus)
		if wrong != nil || t.Value == "+" {
			return inner, wrong
		}
		return binary("-", constant(t.From, value{kind: isNumber}), inner)
	case p.is("("):
		p.take()
		inner, wrong := p.expression(0)
		if wrong == nil {
			wrong = p.expect(")")
		}
		return p.members(inner, wrong)
	case p.is("["):
		return p.written()
	case p.is("#") && p.inside > 0:
		p.take()
		return node{at: t.From, eval: func(s *Subject) value { return s.item }}, nil
	}
	switch t.Kind {
	case lexer.Number:
		p.take()
		n, err := strconv.ParseFloat(strings.ReplaceAll(t.Value, "_", ""), 64)
		if err != nil {
			whole, err := strconv.ParseInt(strings.ReplaceAll(t.Value, "_", ""), 0, 64)
			if err != nil {
				return node{}, &fault{at: t.From, what: say.T("this is not a number")}
			}
			n = float64(whole)
		}
		return constant(t.From, value{kind: isNumber, number: n}), nil
	case lexer.String:
		p.take()
		return constant(t.From, value{kind: isText, text: t.Value}), nil
	case lexer.Identifier:
		return p.name()
	}
	return node{}, p.unexpected()
}

// written reads a list: [A, B, …].
func (p *parser) written() (node, *fault) {
	n := node{sort: list, at: p.take().From}
	for !p.is("]") {
		item, wrong := p.expression(0)
		if wrong != nil {
			return n, wrong
		}
		n.parts = append(n.parts, item)
		if p.is(",") {
			p.take()
		} else if !p.is("]") {
			return n, p.unexpected()
		}
	}
	p.take()
	n.eval = func(*Subject) value { return value{} } // only "in" looks at the parts
	return n, nil
}

// name reads a constant word, a function or a field of the lead.
func (p *parser) name() (node, *fault) {
	t := p.take()
	switch t.Value {
	case "true", "false":
		return constant(t.From, value{kind: isBool, yes: t.Value == "true"}), nil
	case "nil":
		n := constant(t.From, value{})
		n.sort = nothing
		return n, nil
	}
	if p.is("(") {
		return p.call(t)
	}
	known, ok := vocabulary[t.Value]
	if !ok {
		return node{}, &fault{at: t.From, what: say.T("there is no field %q", t.Value), near: nearest(t.Value)}
	}
	p.uses.day = p.uses.day || known.uses.day
	p.uses.activity = p.uses.activity || known.uses.activity
	p.uses.names = p.uses.names || known.uses.names
	p.uses.kin = p.uses.kin || known.uses.kin
	p.uses.stage = p.uses.stage || known.uses.stage
	p.uses.locked = p.uses.locked || known.uses.locked
	p.uses.record = p.uses.record || !known.uses.day && t.Value != "activities"
	return p.members(node{eval: known.of, sort: known.sort, at: t.From}, nil)
}

// members reads .NAME and ["NAME"] behind a value: own fields have them.
func (p *parser) members(n node, wrong *fault) (node, *fault) {
	for wrong == nil && p.is(".", "?.", "[") {
		dot := p.take()
		t := p.token()
		if n.sort != fields {
			return n, &fault{at: dot.From, what: say.T("only fields has parts")}
		}
		if bracket := dot.Value == "["; bracket && t.Kind != lexer.String || !bracket && t.Kind != lexer.Identifier && t.Kind != lexer.Operator {
			return n, p.unexpected()
		}
		p.take()
		if dot.Value == "[" {
			wrong = p.expect("]")
		}
		n = node{at: n.at, eval: ownField(t.Value)}
	}
	return n, wrong
}

// call reads the arguments of a function.
func (p *parser) call(name lexer.Token) (node, *fault) {
	if many, ok := quantifiers[name.Value]; ok {
		return p.quantified(name, many)
	}
	fn, ok := functions()[name.Value]
	if !ok {
		return node{}, &fault{at: name.From, what: say.T("there is no function %q", name.Value)}
	}
	p.take()
	inner, wrong := p.expression(0)
	if wrong == nil {
		wrong = p.expect(")")
	}
	if wrong == nil && inner.sort != anything && inner.sort != fn.from && !(fn.from == text && inner.sort == list) {
		wrong = &fault{at: inner.at, what: say.T("%s takes %s", name.Value, say.T(sortNames[fn.from]))}
	}
	return node{sort: fn.to, at: name.From, eval: func(s *Subject) value { return fn.of(inner.eval(s)) }}, wrong
}

// pattern compiles the right side of matches.
func pattern(n node) (*regexp.Regexp, *fault) {
	if n.fixed == nil || n.fixed.kind != isText {
		return nil, &fault{at: n.at, what: say.T("matches needs a pattern written out")}
	}
	re, err := regexp.Compile(n.fixed.text)
	if err != nil {
		return nil, &fault{at: n.at, what: say.T("this is not a pattern")}
	}
	return re, nil
}
