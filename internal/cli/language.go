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

// speak takes the language that is set in the file, which comes before the
// environment's.
func (a *app) speak(ctx context.Context, tx *store.Tx) error {
	set, err := tx.Setting(ctx, "language")
	a.adopt(set)
	return err
}

// hear does so for what is said outside of a transaction: help, wrong usage, the
// echo of a date, a form. A file that cannot be read has no say in it, and none is
// made or changed by asking.
func (a *app) hear() {
	if a.heard {
		return
	}
	a.heard = true
	ctx := context.Background()
	path := fileNamed(a.Args) // a line that is not understood has not set the flag
	if path == "" {
		path, _ = a.dbPath()
	}
	s, err := store.Peek(ctx, path)
	if err != nil {
		return
	}
	_ = s.View(ctx, func(tx *store.Tx) error { return a.speak(ctx, tx) })
	_ = s.Close() // it was only looked into
}

// fileNamed is what --db names on a line.
func fileNamed(args []string) (path string) {
	for i, word := range args {
		if value, set := strings.CutPrefix(word, "--db="); set {
			path = value
		} else if word == "--db" && i+1 < len(args) {
			path = args[i+1]
		}
	}
	return path
}

func (a *app) adopt(set string) {
	a.heard = true
	if set != "" && set != a.catalogue.Language() {
		a.catalogue = say.In(set)
		a.patience.speak(a.catalogue)
	}
}

// dayFirst reports whether the person's language writes the day before the month,
// as its way to write a date shows: 03/04/2026 is the 3rd of April then. English
// is written both ways. What the file sets comes before the environment.
func (a *app) dayFirst() bool {
	a.hear()
	return strings.HasPrefix(a.say("2006-01-02"), "02")
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
