package form

import (
	"context"

	"charm.land/huh/v2"
)

// Setup is what the form for scoring asks for, each answer as a line of text.
type Setup struct {
	Good, Bad string // conditions, separated by semicolons
	Actions   string // kinds with their points, separated by commas
	PerWeek   string // how many SQL a week
	Day       string // of the month, to calibrate on
}

// SetUpScoring asks the five questions of scoring. The checks tell why an answer cannot be used.
func (a Asker) SetUpScoring(ctx context.Context, s *Setup, conditions, actions, perWeek, day func(string) error) error {
	good := a.say("1. What makes a good lead? Conditions, separated by ; (empty: learn them from won and lost leads)")
	ask := func(title string, value *string, check func(string) error) page {
		return page{fields: []huh.Field{huh.NewInput().Title(title).Value(value).Validate(check)}}
	}
	return a.pages(ctx, ask(good, &s.Good, conditions), ask(a.say("2. What speaks against one? (optional)"), &s.Bad, conditions),
		ask(a.say("3. Which activities count, with how many points each?"), &s.Actions, actions),
		ask(a.say("4. How many SQL a week can you take? (sets the thresholds; empty: 30 and 60 points)"), &s.PerWeek, perWeek),
		ask(a.say("5. On which day of the month will you calibrate? (1 to 28)"), &s.Day, day))
}
