package form

import (
	"context"
	"strings"

	"charm.land/huh/v2"
)

// Field is one answer of a form that changes what is there: its question, the text,
// which begins as what is there, and why a text will not do; nil takes any.
type Field struct {
	Question string
	Text     string
	Check    func(string) error
}

// perPage is how many fields are shown at once: together they fit a small terminal.
const perPage = 5

// Edit asks for all the fields, each with what is there. In plain lines an empty
// answer leaves it so.
func (a Asker) Edit(ctx context.Context, fields []Field) error {
	var pages []page
	for i := range fields {
		if i%perPage == 0 {
			pages = append(pages, page{})
		}
		f := &fields[i]
		question, check := f.Question, f.Check
		if a.Accessible && f.Text != "" {
			question = a.say("%s (Enter: %s)", question, f.Text)
			check = func(text string) error {
				if strings.TrimSpace(text) == "" || f.Check == nil {
					return nil
				}
				return f.Check(text)
			}
		}
		input := huh.NewInput().Title(question).Value(&f.Text)
		if check != nil {
			input.Validate(check)
		}
		last := &pages[len(pages)-1]
		last.fields = append(last.fields, input)
	}
	return a.pages(ctx, pages...)
}
