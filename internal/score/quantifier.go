package score

import "leads/internal/say"

import "github.com/expr-lang/expr/parser/lexer"

// quantifier says something about how many of n items a condition holds for.
type quantifier struct {
	sort sort
	of   func(met, n int) value
}

var quantifiers = map[string]quantifier{
	"any":   {truth, func(met, _ int) value { return boolean(met > 0) }},
	"all":   {truth, func(met, n int) value { return boolean(met == n) }},
	"none":  {truth, func(met, _ int) value { return boolean(met == 0) }},
	"one":   {truth, func(met, _ int) value { return boolean(met == 1) }},
	"count": {number, func(met, _ int) value { return numeric(float64(met)) }},
}

// quantified reads (LIST, CONDITION ON #), the condition in braces or not.
func (p *parser) quantified(name lexer.Token, q quantifier) (node, *fault) {
	p.take()
	items, wrong := p.expression(0)
	if wrong == nil && items.sort != list {
		wrong = &fault{at: items.at, what: say.T("%s takes a list, such as tags, and what to ask of each item, #", name.Value)}
	}
	if wrong == nil {
		wrong = p.expect(",")
	}
	if wrong != nil {
		return items, wrong
	}
	p.inside++
	braces := p.is("{")
	if braces {
		p.take()
	}
	asked, wrong := p.expression(0)
	if p.inside--; wrong == nil && braces {
		wrong = p.expect("}")
	}
	if wrong == nil {
		wrong = p.expect(")")
	}
	if wrong == nil {
		wrong = isTruth(asked)
	}
	return node{sort: q.sort, at: name.From, eval: q.over(items, asked.eval)}, wrong
}

// over asks of each item. An item of which the answer is unknown does not count.
func (q quantifier) over(items node, asked evaluator) evaluator {
	return func(s *Subject) value {
		var all []value
		for _, part := range items.parts {
			all = append(all, part.eval(s))
		}
		for _, name := range items.eval(s).list {
			all = append(all, textual(name))
		}
		met, outer := 0, s.item
		for _, s.item = range all {
			if v := asked(s).asTruth(); v.kind == isBool && v.yes {
				met++
			}
		}
		s.item = outer
		return q.of(met, len(all))
	}
}
