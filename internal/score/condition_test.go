package score

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/parser/operator"
	"pgregory.net/rapid"

	"leads/internal/crm"
)

func minutes(n int64) *int64 { return &n }

// ada is a lead of whom a lot is known, and who has no client.
func ada() Subject {
	return Subject{day: "2026-11-21", Lead: crm.Lead{ID: 1, Title: "Shop redesign", Email: "ada@gmail.com", FirstTouchOn: "2026-11-01", Stage: crm.New,
		First: crm.TouchNames{Source: "Upwork", Channel: "Invite"}, Value: crm.Money{Minor: 320050, Currency: "EUR"}, Minutes: minutes(90),
		Tags: []string{"shop", "urgent"}, Fields: map[string]string{"industry": "SaaS", "size": "12", "Lead Origin": "API", "zip": "01234", "vip": "true"}},
		Acts: []Act{{"email", "2026-11-03"}, {"call", "2026-11-11"}}}
}

func TestConditions(t *testing.T) {
	cases := []struct {
		name, condition string
		want            bool
	}{
		{"a number", `value >= 3000`, true},
		{"money counts in whole units", `value == 3200.5`, true},
		{"an own field", `fields.industry == "SaaS"`, true},
		{"an own field with a blank", `fields["Lead Origin"] == "API"`, true},
		{"the end of a text", `email endsWith "@gmail.com"`, true},
		{"its beginning, not", `not (email startsWith "ada")`, false},
		{"not in front of an operator", `title not contains "API"`, true},
		{"a pattern", `email matches "@(gmail|yahoo)[.]com$"`, true},
		{"one of a list", `source in ["Upwork", "LinkedIn"]`, true},
		{"none of a list", `source not in ["Upwork", "LinkedIn"]`, false},
		{"a tag", `"urgent" in tags`, true},
		{"some tag that is so", `any(tags, # startsWith "urg")`, true},
		{"in braces", `any(tags, {# == "slow" || # == "shop"})`, true},
		{"each of them", `all(tags, len(#) > 4)`, false},
		{"none of them", `none(tags, # in ["slow"]) and one(tags, # == "shop")`, true},
		{"how many", `count(tags, # contains "r") == 1`, true},
		{"a list within a list", `any(tags, any(["SHOP", "x"], lower(#) == "shop") and # == "urgent")`, true},
		{"something of a list in a text", `any(["gmail", "yahoo"], email contains #)`, true},
		{"text that is a number compares as one", `fields.size > 9`, true},
		{"also with a number as text", `fields.size > "9"`, true},
		{"but equal texts are equal letter by letter", `fields.zip == "1234"`, false},
		{"text that is no number makes it false", `fields.industry > 3`, false},
		{"also the other way round", `fields.industry <= 3`, false},
		{"also turned round", `not (fields.industry > 3)`, false},
		{"a missing value makes it false", `client == "Noisette"`, false},
		{"also when unequal", `client != "Noisette"`, false},
		{"also turned round ", `not (client == "Noisette")`, false},
		{"a missing own field makes it false", `fields.colour != "red"`, false},
		{"unless another part settles it", `client == "Noisette" or value > 1`, true},
		{"nil asks for what is missing", `client == nil`, true},
		{"or for what is there", `email != nil && fields.colour == nil`, true},
		{"a stand-in for what is missing", `(client ?? "nobody") == "nobody"`, true},
		{"age in days", `age == 20`, true},
		{"silence in days", `silence == 10`, true},
		{"how much was done", `activities == 2 and minutes == 90`, true},
		{"arithmetic", `value / 2 + 1 > 1600 and -value < 0 and 2 ** 3 ** 2 == 512 and 7 % 4 == 3`, true},
		{"nothing is divided by nothing", `value / 0 > 1 or value / 0 <= 1`, false},
		{"letters of any case", `lower(title) contains "SHOP" or upper(title) contains "SHOP"`, true},
		{"a choice", `(value > 5000 ? 1 : 2) == 2`, true},
		{"a text that says true", `fields.vip and fields.vip == true`, true},
		{"dates are text", `first_touch_on >= "2026-11-01"`, true},
		{"length", `len(title) == 13 and len(tags) == 2`, true},
		{"a name among own fields", `"industry" in fields and not ("colour" in fields)`, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			cond, err := Compile(c.condition)
			if err != nil {
				t.Fatal(err)
			}
			s := ada()
			r := compiled{when: cond}
			if got := r.holds(&s); got != c.want {
				t.Errorf("%s is %v", c.condition, got)
			}
		})
	}
}

func TestAWrongConditionNamesTheCharacter(t *testing.T) {
	cases := []struct{ name, condition, want string }{
		{"an unknown field", `value > 1 and valeu > 2`, `character 15: there is no field "valeu": value > 1 and [here]valeu > 2`},
		{"an unknown function", `foo(title) == "x"`, `character 1: there is no function "foo"`},
		{"an open end", `value >=`, `character 9: the condition ends too early: value >=[here]`},
		{"an open bracket", `(value > 1`, `character 11: the condition ends too early`},
		{"something too much", `value > 1 2`, `character 11: this does not belong here: value > 1 [here]2`},
		{"a number that is none", `value > "abc"`, `character 9: a number is compared with a text that is none`},
		{"no truth", `value + 1`, `character 1: this is not true or false`},
		{"no truth in the middle", `title and value > 1`, `character 1: this is not true or false`},
		{"a text without end", `title == "abc`, `character`},
		{"a strange character", "title == \u00a7", `character 10: unrecognized character`},
		{"parts of what has none", `title.x == 1`, `character 6: only fields has parts`},
		{"a list that is none", `source in "Upwork"`, `character 11: in needs a list`},
		{"a pattern that is none", `title matches "("`, `character 15: this is not a pattern`},
		{"letters count, not bytes", `title == "é" and foo`, `character 18: there is no field "foo"`},
		{"nothing", ``, `the condition ends too early`},
		{"too deep", strings.Repeat("(", 100), `nested too deeply`},
		{"a stray not", `value not 3`, `does not belong`},
		{"an item of nothing", `# == "shop"`, `character 1: this does not belong here`},
		{"no list to go through", `any(title, # == "x")`, `character 5: any takes a list`},
		{"nothing to ask of the items", `any(tags)`, `character 9: this does not belong here`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := Check(c.condition)
			if err == nil || crm.KindOf(err) != crm.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %s", c.condition, err, c.want)
			}
		})
	}
}

func TestAnOperatorThatIsNearlyRightIsNamed(t *testing.T) {
	for condition, want := range map[string]string{`source = "x"`: "==", `email endswith "x"`: "endsWith", `value > 1 AND age > 2`: "and", `value > 1 2`: ""} {
		var e *crm.Error
		if err := Check(condition); !errors.As(err, &e) || want != "" != strings.Contains(e.Hint.String(), "did you mean "+want) {
			t.Errorf("%s: %v, want %s", condition, err, want)
		}
	}
}

// The tightness of every operator is that of expr-lang/expr.
func TestOperatorsBindAsInTheLibrary(t *testing.T) {
	for op, power := range strength {
		if their := operator.Binary[op]; their.Precedence != power || (their.Associativity == operator.Right) != (op == "**" || op == "^") {
			t.Errorf("%s binds with %d, there with %+v", op, power, their)
		}
	}
	if operator.Unary["not"].Precedence != strengthOfNot || operator.Unary["-"].Precedence != strengthOfMinus {
		t.Error("not and - bind otherwise there")
	}
}

// Where everything is known and fits, a condition means what it means in
// expr-lang/expr.
func TestConditionsMeanWhatTheLibrarySays(t *testing.T) {
	s := ada()
	env := map[string]any{"value": 3200.5, "age": 20.0, "silence": 10.0, "title": s.Lead.Title, "email": s.Lead.Email, "source": "Upwork",
		"tags": s.Lead.Tags, "fields": map[string]string{"industry": "SaaS", "Lead Origin": "API"}}
	numbers := rapid.SampledFrom([]string{"value", "age", "silence", "7", "20", "0.5", "(age + 1)", "-silence", "age * 2 - 3", "value / 4", "age % 7", "2 ** 3", "abs(-3)"})
	items := rapid.SampledFrom([]string{`any(tags, # == "shop")`, `all(tags, {len(#) > 3})`, `none(tags, # startsWith "u")`, `one(tags, # contains "o")`,
		`count(tags, # != "x") > 1`, `any(["a", "Up"], source startsWith #)`})
	texts := rapid.SampledFrom([]string{"title", "email", "source", `"Upwork"`, `"a"`, `fields.industry`, `fields["Lead Origin"]`, `lower(title)`, `title + "x"`})
	var truth func(t *rapid.T, depth int) string
	truth = func(t *rapid.T, depth int) string {
		kind := rapid.IntRange(0, 9).Draw(t, "kind")
		if depth == 0 {
			kind %= 5
		}
		if kind == 9 {
			return items.Draw(t, "items")
		}
		switch kind {
		case 0, 1:
			op := rapid.SampledFrom([]string{"<", "<=", ">", ">=", "==", "!="}).Draw(t, "op")
			return numbers.Draw(t, "a") + " " + op + " " + numbers.Draw(t, "b")
		case 2, 3:
			op := rapid.SampledFrom([]string{"==", "!=", "contains", "startsWith", "endsWith", "not contains", "not startsWith"}).Draw(t, "op")
			return texts.Draw(t, "a") + " " + op + " " + texts.Draw(t, "b")
		case 4:
			op := rapid.SampledFrom([]string{"in", "not in"}).Draw(t, "op")
			return texts.Draw(t, "a") + " " + op + ` ["Upwork", "API", "shop"]`
		case 5:
			return "not " + rapid.SampledFrom([]string{"(%s)", "true and %s", "false or %s"}).Draw(t, "form")
		case 6:
			return "(" + truth(t, depth-1) + ") ? (" + truth(t, depth-1) + ") : " + truth(t, depth-1)
		}
		op := rapid.SampledFrom([]string{"and", "or", "&&", "||"}).Draw(t, "op")
		return truth(t, depth-1) + " " + op + " " + truth(t, depth-1)
	}
	rapid.Check(t, func(t *rapid.T) {
		condition := truth(t, 3)
		for strings.Contains(condition, "%s") {
			condition = strings.Replace(condition, "%s", truth(t, 1), 1)
		}
		theirs, err := expr.Eval(condition, maps.Clone(env))
		if err != nil {
			t.Skip() // such as a ? in the middle: both refuse or their types differ
		}
		cond, err := Compile(condition)
		if err != nil {
			t.Fatal(err)
		}
		own := s
		r := compiled{when: cond}
		if r.holds(&own) != theirs {
			t.Fatalf("%s: %v there", condition, theirs)
		}
	})
}

func FuzzCompile(f *testing.F) {
	for _, seed := range []string{`value >= 3000 and fields["x"] in ["a", 'b']`, `not (a ?? b) ? 1 : 2`, "`raw` matches 'x'"} {
		f.Add(seed)
	}
	s := ada()
	f.Fuzz(func(t *testing.T, text string) {
		cond, err := Compile(text)
		if err != nil {
			if crm.KindOf(err) != crm.Invalid {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		first, second := cond.holds(&s), cond.holds(&s)
		if fmt.Sprint(first) != fmt.Sprint(second) {
			t.Errorf("%q is %v, then %v", text, first, second)
		}
	})
}

func TestEveryWordOfTheLanguageIsSaid(t *testing.T) {
	words := slices.Sorted(maps.Keys(vocabulary))
	if len(words) < 20 {
		t.Fatal(words)
	}
	for _, w := range words {
		if vocabulary[w].of == nil {
			t.Errorf("%s has no meaning", w)
		}
	}
}
