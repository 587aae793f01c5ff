package dedup

import (
	"slices"
	"strings"

	"leads/internal/crm"
)

// Policy is what a command does about duplicates.
type Policy string

// The policies. Default, the zero value, is what an add does where nobody can
// be asked: refuse the certain, warn about the rest.
const (
	Default Policy = ""
	Ask     Policy = "ask"
	Warn    Policy = "warn"
	Refuse  Policy = "refuse"
	Log     Policy = "log"
	Allow   Policy = "allow"
	Skip    Policy = "skip"
)

// ParsePolicy reads one of the allowed policies, whatever its case. Errors are
// Invalid and list them.
func ParsePolicy(s string, allowed ...Policy) (Policy, error) {
	p := Policy(strings.ToLower(strings.TrimSpace(s)))
	if p != Default && slices.Contains(allowed, p) {
		return p, nil
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	return Default, crm.Invalidf("there is no way %q to handle duplicates", s).
		OneOf(s, names)
}

// Step is what to do with one lead.
type Step int

// The steps.
const (
	StepAdd     Step = iota // add it, say nothing
	StepAddWarn             // add it and name the other
	StepRefuse              // write nothing
	StepSkip                // leave it out and go on
	StepLog                 // log the touch on the lead that is there
	StepAsk                 // let the person choose
)

// Decide gives the step for the best grade that was found.
func Decide(p Policy, best Grade) Step {
	probable := best.Rank() >= Likely.Rank()
	switch {
	case best.Rank() == 0 || p == Allow:
		return StepAdd
	case p == Skip:
		return [...]Step{StepAdd, StepAdd, StepAddWarn, StepSkip}[best.Rank()]
	case p == Log && !probable:
		return StepAdd
	case p == Default && best != Certain, p == Warn, !probable:
		return StepAddWarn
	case p == Log:
		return StepLog
	case p == Ask:
		return StepAsk
	}
	return StepRefuse
}
