package score

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"leads/internal/crm"
)

// kind is what a value turned out to be; the zero kind is unknown.
type kind int

const (
	isUnknown kind = iota
	isNumber
	isText
	isBool
	isList
)

// value is what a part of a condition comes to for one lead. The zero value is
// unknown: it makes what is asked of it unknown, too, and a condition that is
// unknown does not hold.
type value struct {
	kind   kind
	yes    bool
	number float64
	text   string
	list   []string
}

// evaluator finds a value for one lead.
type evaluator func(*Subject) value

// asNumber is a number, or a text that is one.
func (v value) asNumber() (float64, bool) {
	switch v.kind {
	case isNumber:
		return v.number, true
	case isText:
		if v.text == "" || v.text[0] > '9' { // most texts: not worth a try
			return 0, false
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(v.text), 64)
		return n, err == nil && !math.IsInf(n, 0) && !math.IsNaN(n)
	}
	return 0, false
}

// asTruth is true or false, or a text that says one of them.
func (v value) asTruth() value {
	if v.kind == isText && (strings.EqualFold(v.text, "true") || strings.EqualFold(v.text, "false")) {
		return value{kind: isBool, yes: strings.EqualFold(v.text, "true")}
	}
	if v.kind != isBool {
		return value{}
	}
	return v
}

func boolean(b bool) value      { return value{kind: isBool, yes: b} }
func numeric(n float64) value   { return value{kind: isNumber, number: n} }
func textual(s string) value    { return value{kind: isText, text: s} }
func known(s string) value      { return value{kind: min(kind(len(s)), 1) * isText, text: s} }
func names(list []string) value { return value{kind: isList, list: list} }

// field is a word of the language.
type field struct {
	sort sort
	of   evaluator
	uses uses
}

var named, first, byWork = uses{names: true}, uses{names: true, locked: true}, uses{activity: true}

// vocabulary are the fields of a lead that a condition can name.
var vocabulary = map[string]field{
	"title":          {text, func(s *Subject) value { return known(s.Lead.Title) }, uses{}},
	"client":         {text, func(s *Subject) value { return known(s.Lead.Client) }, named},
	"contact":        {text, func(s *Subject) value { return known(s.Lead.Contact) }, uses{}},
	"email":          {text, func(s *Subject) value { return known(s.Lead.Email) }, uses{}},
	"phone":          {text, func(s *Subject) value { return known(s.Lead.Phone) }, uses{}},
	"url":            {text, func(s *Subject) value { return known(s.Lead.URL) }, uses{}},
	"external_id":    {text, func(s *Subject) value { return known(s.Lead.ExternalID) }, uses{}},
	"source":         {text, func(s *Subject) value { return known(s.Lead.First.Source) }, first},
	"channel":        {text, func(s *Subject) value { return known(s.Lead.First.Channel) }, first},
	"campaign":       {text, func(s *Subject) value { return known(s.Lead.First.Campaign) }, first},
	"variant":        {text, func(s *Subject) value { return known(s.Lead.Variant) }, uses{}},
	"referrer":       {text, func(s *Subject) value { return known(s.Lead.Referrer) }, named},
	"stage":          {text, func(s *Subject) value { return known(string(s.Lead.Stage)) }, uses{stage: true}},
	"note":           {text, func(s *Subject) value { return known(s.Lead.Note) }, uses{}},
	"currency":       {text, func(s *Subject) value { return known(string(s.Lead.Value.Currency)) }, uses{}},
	"first_touch_on": {text, func(s *Subject) value { return known(string(s.Lead.FirstTouchOn)) }, uses{locked: true}},
	"follow_up_on":   {text, func(s *Subject) value { return known(string(s.Lead.FollowUpOn)) }, uses{}},
	"tags":           {list, func(s *Subject) value { return names(s.Lead.Tags) }, uses{}},
	"fields":         {fields, func(*Subject) value { return value{} }, uses{}},
	"value":          {number, worth, uses{}},
	"minutes":        {number, func(s *Subject) value { return s.minutes() }, byWork},
	"activities":     {number, func(s *Subject) value { return numeric(float64(len(s.Acts))) }, byWork},
	"client_won":     {number, func(s *Subject) value { return s.returning() }, uses{names: true, kin: true, locked: true}},
	"age":            {number, func(s *Subject) value { return numeric(float64(s.age())) }, uses{day: true, locked: true}},
	"silence":        {number, func(s *Subject) value { return numeric(float64(s.silence())) }, uses{day: true, activity: true}},
}

// worth is the value of a lead in whole units of its own currency.
func worth(s *Subject) value {
	if !s.Lead.Value.Known() {
		return value{}
	}
	return numeric(float64(s.Lead.Value.Minor) / math.Pow10(s.Lead.Value.Currency.Digits()))
}

// ownField looks an own field up.
func ownField(name string) evaluator {
	return func(s *Subject) value { return known(s.Lead.Fields[name]) }
}

func nearest(word string) []string {
	all := make([]string, 0, len(vocabulary))
	for name := range vocabulary {
		all = append(all, name)
	}
	slices.Sort(all)
	return crm.Nearest(word, all)
}

var sortNames = map[sort]string{number: "a number", text: "a text", truth: "true or false", list: "a list"}

// function is a function of one value.
type function struct {
	from, to sort
	of       func(value) value
}

// onText makes a function of text that keeps the unknown unknown.
func onText(fn func(string) string) function {
	return function{text, text, func(v value) value {
		if v.kind != isText {
			return value{}
		}
		return textual(fn(v.text))
	}}
}

func onNumber(fn func(float64) float64) function {
	return function{number, number, func(v value) value {
		n, ok := v.asNumber()
		if !ok {
			return value{}
		}
		return numeric(fn(n))
	}}
}

var functions = sync.OnceValue(func() map[string]function {
	return map[string]function{
		"lower": onText(strings.ToLower),
		"upper": onText(strings.ToUpper),
		"trim":  onText(strings.TrimSpace),
		"abs":   onNumber(math.Abs),
		"floor": onNumber(math.Floor),
		"ceil":  onNumber(math.Ceil),
		"round": onNumber(math.Round),
		"float": onNumber(func(n float64) float64 { return n }),
		"int":   onNumber(math.Trunc),
		"len": {text, number, func(v value) value {
			switch v.kind {
			case isText:
				return numeric(float64(utf8.RuneCountInString(v.text)))
			case isList:
				return numeric(float64(len(v.list)))
			}
			return value{}
		}},
	}
})
