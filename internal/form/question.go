package form

import (
	"context"

	"charm.land/huh/v2"
)

// Question asks something that is answered in a person's own words; an empty
// answer leaves it open.
func (a Asker) Question(ctx context.Context, question, said string) (answer string, err error) {
	input := huh.NewInput().Title(question).Value(&answer)
	if said != "" {
		input.Description(said)
	}
	return answer, a.run(ctx, input)
}

// Choose asks for one of several answers.
func (a Asker) Choose(ctx context.Context, question string, list []Choice, to *string) error {
	return a.run(ctx, choose(question, list, to))
}
