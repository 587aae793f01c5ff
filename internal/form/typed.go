package form

import (
	"slices"
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"leads/internal/crm"
)

// typed is a list that is filtered by typing: a part of a name, or of source and
// channel, as in ref/cl. Huh's own filter waits for a slash, and knows no parts.
type typed struct {
	*huh.Select[string]
	question, query string
	to              *string
	list            []Choice
	other           func(query string) Choice // what is chosen where nothing fits
}

// chooseTyped is choose, of a long list. Other is the choice where nothing fits what
// was typed.
func chooseTyped(question string, list []Choice, to *string, check func(string) error, other func(query string) Choice) huh.Field {
	field := choose(question, list, to)
	if check != nil {
		field.Validate(check)
	}
	return &typed{Select: field, question: question, to: to, list: list, other: other}
}

// Update takes what filters, and hands on the rest.
func (t *typed) Update(msg tea.Msg) (huh.Model, tea.Cmd) {
	press, pressed := msg.(tea.KeyPressMsg)
	switch {
	case !pressed:
	case press.Code == tea.KeyBackspace && t.query != "":
		letters := []rune(t.query)
		t.filter(string(letters[:len(letters)-1]))
		return t, nil
	case press.Code == tea.KeyEscape && t.query != "":
		t.filter("")
		return t, nil
	case strings.IndexFunc(press.Text, unicode.IsPrint) >= 0:
		t.filter(t.query + press.Text)
		return t, nil
	}
	_, cmd := t.Select.Update(msg)
	return t, cmd
}

// filter shows what fits, names that begin so first.
func (t *typed) filter(query string) {
	t.query = query
	question, list := t.question, t.list
	if strings.TrimSpace(query) != "" {
		question += " " + query
		list = fitting(t.list, query)
		if len(list) == 0 {
			list = []Choice{t.other(strings.TrimSpace(query))}
		}
	}
	options := make([]huh.Option[string], len(list))
	for i, c := range list {
		options[i] = huh.NewOption(c.Label, c.Value)
	}
	*t.to = list[0].Value // the cursor goes there
	t.Select.Title(question).Options(options...)
}

// KeyBinds are those of a list that has no filter of its own.
func (t *typed) KeyBinds() []key.Binding {
	return slices.DeleteFunc(t.Select.KeyBinds(), func(b key.Binding) bool { return b.Help().Key == "/" })
}

// fitting are the choices whose parts have the parts of a query, those that begin with
// them first.
func fitting(list []Choice, query string) (fit []Choice) {
	var inside []Choice
	parts := strings.Split(query, "/")
	for _, c := range list {
		names := strings.Split(c.Label, "/")
		if len(parts) == 1 {
			names = []string{c.Label}
		}
		if c.Value == "" || len(names) < len(parts) {
			continue
		}
		begins, has := true, true
		for i, p := range parts {
			name, part := crm.Key(names[i]), crm.Key(p)
			begins, has = begins && strings.HasPrefix(name, part), has && strings.Contains(name, part)
		}
		if begins {
			fit = append(fit, c)
		} else if has {
			inside = append(inside, c)
		}
	}
	return slices.Concat(fit, inside)
}
