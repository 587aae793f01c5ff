package form

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
)

// typed is a list that the first letter filters; huh's own waits for a slash. What
// only asks to choose is not in it: it goes with the first letter.
type typed struct {
	*huh.Select[string]
	options []huh.Option[string]
	filters bool
}

// chooseTyped is choose, of a long list.
func chooseTyped(question string, list []Choice, to *string, check func(string) error) huh.Field {
	field := choose(question, list, to)
	if check != nil {
		field.Validate(check)
	}
	t := &typed{Select: field}
	for _, c := range list {
		if c.Value != "" {
			t.options = append(t.options, huh.NewOption(c.Label, c.Value))
		}
	}
	return t
}

// Update hands on what was typed; the first letter begins to filter.
func (t *typed) Update(msg tea.Msg) (huh.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Code == tea.KeyEscape:
			t.filters = false
		case key.Text == "/":
			t.filters = true
		case !t.filters && strings.IndexFunc(key.Text, unicode.IsLetter) >= 0:
			t.filters = true
			t.Options(t.options...)
			t.Select.Update(tea.KeyPressMsg{Code: '/', Text: "/"})
		}
	}
	_, cmd := t.Select.Update(msg)
	return t, cmd
}
