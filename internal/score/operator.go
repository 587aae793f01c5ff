package score

import (
	"math"
	"slices"
	"strings"

	"leads/internal/say"
)

func constant(at int, v value) node {
	n := node{at: at, fixed: &v, eval: func(*Subject) value { return v }}
	n.sort = map[kind]sort{isNumber: number, isText: text, isBool: truth}[v.kind]
	return n
}

func isTruth(n node) *fault {
	if n.sort != truth && n.sort != anything {
		return &fault{at: n.at, what: say.T("this is not true or false")}
	}
	return nil
}

// negated turns a truth round; what is unknown stays so.
func negated(n node) (node, *fault) {
	inner := n.eval
	return node{sort: truth, at: n.at, eval: func(s *Subject) value {
		v := inner(s).asTruth()
		v.yes = !v.yes && v.kind == isBool
		return v
	}}, isTruth(n)
}

// binary joins two parts by an operator.
func binary(op string, a, b node) (node, *fault) {
	n := node{sort: truth, at: a.at}
	switch op {
	case "and", "&&", "or", "||":
		if wrong := isTruth(a); wrong != nil {
			return n, wrong
		}
		n.eval = logic(op == "and" || op == "&&", a.eval, b.eval)
		return n, isTruth(b)
	case "==", "!=":
		return equality(op == "==", a, b)
	case "<", "<=", ">", ">=":
		if wrong := comparable(a, b); wrong != nil {
			return n, wrong
		}
		n.eval = ordered(op, a.eval, b.eval)
		return n, nil
	case "in":
		return membership(a, b)
	case "contains", "startsWith", "endsWith", "matches":
		return searching(op, a, b)
	case "??":
		if n.sort = a.sort; a.sort != b.sort {
			n.sort = anything
		}
		n.eval = func(s *Subject) value {
			if v := a.eval(s); v.kind != isUnknown {
				return v
			}
			return b.eval(s)
		}
		return n, nil
	}
	return arithmetic(op, a, b)
}

// logic is and, or: one side can settle it although the other is unknown.
func logic(both bool, a, b evaluator) evaluator {
	return func(s *Subject) value {
		x := a(s).asTruth()
		if x.kind == isBool && x.yes != both {
			return x
		}
		y := b(s).asTruth()
		if y.kind == isBool && y.yes != both || x.kind == isBool {
			return y
		}
		return value{}
	}
}

// comparable refuses what can never be compared.
func comparable(a, b node) *fault {
	for _, pair := range [][2]node{{a, b}, {b, a}} {
		x, y := pair[0], pair[1]
		if x.sort == list || x.sort == fields || x.sort == nothing {
			return &fault{at: x.at, what: say.T("this cannot be compared")}
		}
		if x.sort == number && y.sort == text && y.fixed != nil && !isNumeric(y) {
			return &fault{at: y.at, what: say.T("a number is compared with a text that is none")}
		}
		if x.sort == number && y.sort == truth {
			return &fault{at: y.at, what: say.T("a number is compared with true or false")}
		}
	}
	return nil
}

// isNumeric reports whether a constant reads as a number.
func isNumeric(n node) bool {
	if n.fixed == nil {
		return false
	}
	_, ok := n.fixed.asNumber()
	return ok
}

// order compares two known values: as numbers when one is a number, or both
// texts are; ok is false when they do not fit.
func order(x, y value) (c int, ok bool) {
	if x.kind == isUnknown || y.kind == isUnknown || x.kind == isList || y.kind == isList || x.kind == isBool || y.kind == isBool {
		return 0, false
	}
	m, okM := x.asNumber()
	n, okN := y.asNumber()
	switch {
	case okM && okN && m < n:
		return -1, true
	case okM && okN && m > n:
		return 1, true
	case okM && okN:
		return 0, true
	case x.kind == isNumber || y.kind == isNumber:
		return 0, false
	}
	return strings.Compare(x.text, y.text), true
}

func ordered(op string, a, b evaluator) evaluator {
	return func(s *Subject) value {
		c, ok := order(a(s), b(s))
		if !ok {
			return value{}
		}
		return boolean(op == "<" && c < 0 || op == "<=" && c <= 0 || op == ">" && c > 0 || op == ">=" && c >= 0)
	}
}

// equal compares two values; ok is false when one is unknown or they do not fit.
func equal(x, y value) (same, ok bool) {
	switch {
	case x.kind == isText && y.kind == isText: // "01" is not "1"
		return x.text == y.text, true
	case x.kind == isBool || y.kind == isBool:
		x, y = x.asTruth(), y.asTruth()
		return x.yes == y.yes, x.kind == isBool && y.kind == isBool
	}
	c, ok := order(x, y)
	return c == 0, ok
}

// equality is == and !=. With nil it asks whether a value is missing.
func equality(want bool, a, b node) (node, *fault) {
	n := node{sort: truth, at: a.at}
	if a.sort == nothing || b.sort == nothing {
		asked := a.eval
		if a.sort == nothing {
			asked = b.eval
		}
		n.eval = func(s *Subject) value { return boolean((asked(s).kind == isUnknown) == want) }
		return n, nil
	}
	n.eval = func(s *Subject) value {
		same, ok := equal(a.eval(s), b.eval(s))
		if !ok {
			return value{}
		}
		return boolean(same == want)
	}
	return n, comparable(a, b)
}

// membership is in: a list written out, tags, or the names of own fields.
func membership(a, b node) (node, *fault) {
	n := node{sort: truth, at: a.at}
	switch {
	case b.parts != nil:
		n.eval = func(s *Subject) value {
			x := a.eval(s)
			if x.kind == isUnknown {
				return x
			}
			for _, part := range b.parts {
				if same, ok := equal(x, part.eval(s)); ok && same {
					return boolean(true)
				}
			}
			return boolean(false)
		}
	case b.sort == list:
		n.eval = func(s *Subject) value { return among(b.eval(s), a.eval(s)) }
	case b.sort == fields:
		n.eval = func(s *Subject) value {
			x := a.eval(s)
			if x.kind != isText {
				return value{}
			}
			return boolean(s.Lead.Fields[x.text] != "")
		}
	default:
		return n, &fault{at: b.at, what: say.T(`in needs a list, such as ["Upwork", "LinkedIn"]`)}
	}
	return n, nil
}

func among(l, x value) value {
	if x.kind != isText {
		return value{}
	}
	return boolean(slices.Contains(l.list, x.text))
}

// searching is contains, startsWith, endsWith and matches.
func searching(op string, a, b node) (node, *fault) {
	n := node{sort: truth, at: a.at}
	for _, side := range []node{a, b} {
		if side.sort != text && side.sort != anything && !(side.sort == list && op == "contains") {
			return n, &fault{at: side.at, what: say.T("%s looks at text", op)}
		}
	}
	look := map[string]func(string, string) bool{"contains": strings.Contains, "startsWith": strings.HasPrefix, "endsWith": strings.HasSuffix}[op]
	if op == "matches" {
		re, wrong := pattern(b)
		if wrong != nil {
			return n, wrong
		}
		look = func(s, _ string) bool { return re.MatchString(s) }
	}
	n.eval = func(s *Subject) value {
		x, y := a.eval(s), b.eval(s)
		if x.kind == isList {
			return among(x, y)
		}
		if x.kind != isText || y.kind != isText {
			return value{}
		}
		return boolean(look(x.text, y.text))
	}
	return n, nil
}

// arithmetic is + - * / % and the power; + also joins texts.
func arithmetic(op string, a, b node) (node, *fault) {
	n := node{sort: number, at: a.at}
	join := op == "+" && (a.sort == text || b.sort == text)
	for _, side := range []node{a, b} {
		if side.sort != number && side.sort != anything && side.sort != text {
			return n, &fault{at: side.at, what: say.T("this is not a number")}
		}
		if side.sort == text && !join && side.fixed != nil && !isNumeric(side) {
			return n, &fault{at: side.at, what: say.T("this text is not a number")}
		}
	}
	if join {
		n.sort = text
	}
	n.eval = func(s *Subject) value {
		x, y := a.eval(s), b.eval(s)
		if join {
			if x.kind != isText || y.kind != isText {
				return value{}
			}
			return textual(x.text + y.text)
		}
		l, okL := x.asNumber()
		r, okR := y.asNumber()
		if !okL || !okR {
			return value{}
		}
		got := compute(op, l, r)
		if math.IsNaN(got) || math.IsInf(got, 0) {
			return value{}
		}
		return numeric(got)
	}
	return n, nil
}

func compute(op string, l, r float64) float64 {
	switch op {
	case "+":
		return l + r
	case "-":
		return l - r
	case "*":
		return l * r
	case "/":
		return l / r
	case "%":
		return math.Mod(l, r)
	}
	return math.Pow(l, r)
}
