package attribution

import (
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
)

// Model is a way to share a deal among its touches.
type Model string

// The models, as report --model names them.
const (
	First        Model = "first"
	Last         Model = "last"
	Linear       Model = "linear"
	U            Model = "u"
	J            Model = "j"
	InverseJ     Model = "inverse-j"
	W            Model = "w"
	Full         Model = "full"
	Decay        Model = "decay"
	Custom       Model = "custom"
	Markov       Model = "markov"
	Shapley      Model = "shapley"
	ULead        Model = "u-lead"
	LeadCreation Model = "lead-creation"
)

// Models lists every model.
var Models = []Model{First, Last, Linear, U, J, InverseJ, W, Full, Decay, Custom, Markov, Shapley, ULead, LeadCreation}

// ParseModel reads a model, also by the longer names that other products give
// it. An unknown one is Invalid.
func ParseModel(s string) (Model, error) {
	word := strings.NewReplacer(" ", "-", "_", "-").Replace(strings.ToLower(strings.TrimSpace(s)))
	word = strings.TrimSuffix(word, "-touch")
	if long, ok := map[string]Model{"u-shaped": U, "j-shaped": J, "inverse-j-shaped": InverseJ, "w-shaped": W, "full-path": Full,
		"time-decay": Decay, "u-shaped-lead": ULead}[word]; ok {
		return long, nil
	}
	if slices.Contains(Models, Model(word)) {
		return Model(word), nil
	}
	names := make([]string, len(Models))
	for i, m := range Models {
		names[i] = string(m)
	}
	err := crm.Invalidf("there is no model %q", s)
	if near := crm.Nearest(word, names); len(near) > 0 {
		return "", err.WithHint("did you mean %s?", strings.Join(near, ", "))
	}
	return "", err.WithHint("it is one of: %s", strings.Join(names, ", "))
}

// Rule is a model with what it is told besides.
type Rule struct {
	Model    Model
	HalfLife float64    // days, of decay; 0 is the week of Google Ads
	Lookback int        // days; touches older than that before the closing drop out; 0 is no bound
	Weights  Positional // of custom
}

// Positional is the share of the first touch, of all between and of the last,
// in whole numbers of any sum.
type Positional struct{ First, Middle, Last int64 }

// ParseWeights reads first/middle/last, such as 5/20/75 or 33.3/33.4/33.3. The
// sum is free: shares are normalised. Errors are Invalid.
func ParseWeights(s string) (p Positional, err error) {
	parts := strings.Split(s, "/")
	into := []*int64{&p.First, &p.Middle, &p.Last}
	wrong := crm.Invalidf("%q is not first/middle/last", s).WithHint("for example: 5/20/75")
	if len(parts) != len(into) {
		return Positional{}, wrong
	}
	for i, part := range parts {
		ppm, err := crm.ParsePercent(part)
		if err != nil {
			return Positional{}, wrong
		}
		*into[i] = ppm
	}
	if p == (Positional{}) {
		return p, crm.Invalidf("the weights %q are all 0", s).WithHint("for example: 5/20/75")
	}
	return p, nil
}

// ParseDays reads a number of days: 7d, 2w or 90. Errors are Invalid.
func ParseDays(s string) (days float64, err error) {
	text, unit := strings.ToLower(strings.TrimSpace(s)), 1.0
	if rest, ok := strings.CutSuffix(text, "w"); ok {
		text, unit = rest, 7
	} else {
		text = strings.TrimSuffix(text, "d")
	}
	days, err = strconv.ParseFloat(text, 64)
	if err != nil || !(days*unit > 0) || days*unit > 100_000 || strings.ContainsAny(text, "exp_") {
		return 0, crm.Invalidf("%q is not a number of days", s).WithHint("for example: 7d or 2w")
	}
	return days * unit, nil
}

// NeedsAges reports whether the shares depend on how old a touch is.
func (r Rule) NeedsAges() bool { return r.Lookback > 0 || r.Model == Decay || r.NeedsMilestones() }

// NeedsMilestones reports whether the shares depend on what the lead reached.
func (r Rule) NeedsMilestones() bool {
	return slices.Contains([]Model{W, Full, ULead, LeadCreation}, r.Model)
}

// Estimates reports whether the model learns from many journeys, so that it says
// nothing about few.
func (r Rule) Estimates() bool { return r.Model == Markov || r.Model == Shapley }
