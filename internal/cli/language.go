package cli

import (
	"context"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/store"
)

// language is what the environment asks for, fr for fr_CA.UTF-8. The first of
// LC_ALL, LC_MESSAGES and LANG that is set decides, as everywhere on Unix.
func (a *app) language() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := a.Getenv(name); locale != "" {
			language, _, _ := strings.Cut(strings.ToLower(locale), "_")
			language, _, _ = strings.Cut(language, ".")
			return language
		}
	}
	return "en"
}

// speak takes the language that is set in the file, which stands above the
// environment's. An answer for a program is the same in every language, so a
// script does not pay for asking.
func (a *app) speak(ctx context.Context, tx *store.Tx) error {
	if a.machine() {
		return nil
	}
	set, err := tx.Setting(ctx, "language")
	if err == nil && set != "" && set != a.catalogue.Language() {
		a.catalogue = say.In(set)
	}
	return err
}

// dayFirst reports whether the person's language writes the day before the month,
// as its way to write a date shows: 03/04/2026 is the 3rd of April then. English
// is written both ways. What the file sets comes before the environment.
func (a *app) dayFirst() bool {
	words := a.catalogue
	_ = a.view(context.Background(), func(tx *store.Tx) error { // a file that cannot be read is told of by the command itself
		set, err := tx.Setting(context.Background(), "language")
		if err == nil && set != "" {
			words = say.In(set)
		}
		return err
	})
	return strings.HasPrefix(words.Say(say.T("2006-01-02")), "02")
}

// starters are the names that a new file begins with, in the person's language.
func (a *app) starters() []crm.Starter { return a.inLanguage(crm.Starters()) }

// inLanguage gives starters the names of the person's language; the others stay
// among their other names.
func (a *app) inLanguage(list []crm.Starter) []crm.Starter {
	if a.catalogue.English() {
		return list
	}
	for i := range list {
		s := &list[i]
		s.Name, s.Also = crm.Called(s.Name, s.Also, a.say(s.Name))
		for j := range s.Channels {
			c := &s.Channels[j]
			c.Name, c.Also = crm.Called(c.Name, c.Also, a.say(c.Name))
		}
	}
	return list
}
