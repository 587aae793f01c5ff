// Package form asks a person for what the flags left open.
//
// It is the only room that knows huh. It asks on the terminal that it is given,
// on stderr, and changes nothing: values come back, and the caller checks them
// as if they had been typed as flags.
package form

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"github.com/charmbracelet/colorprofile"

	"leads/internal/say"
)

// ErrAborted is a person's Ctrl-C.
var ErrAborted = errors.New("aborted")

// Asker asks on one terminal.
type Asker struct {
	In         io.Reader
	Out        io.Writer
	Accessible bool // plain questions, one a line, for screen readers and dumb terminals
	Say        say.Catalogue
	Getenv     func(string) string
}

// Lead is what the form for a new lead asks for. What is filled in already is
// not asked; with a title and no source, the source alone is.
type Lead struct {
	Title, Source, Client, Variant, Value, Spent, Cost, Note string
	HasSource                                                bool // it is known, or known to be none
}

// LeadAsk is what the form needs to know: where a lead may come from, as
// SOURCE[/CHANNEL], the one that was used last on top where there is one; the clients
// to complete a name from; the variants of the campaign, none where it has none; whether
// a link that is given for a title tells the source; and why an answer is no amount or
// duration.
type LeadAsk struct {
	Sources        []string
	Last           bool
	Clients        []string
	Variants       []string
	Tells          func(link string) bool
	Money, Minutes func(string) error
}

// AddLead asks for a new lead: what it is, or its link; where it came from, unless
// the link tells; and on one screen what else is known.
func (a Asker) AddLead(ctx context.Context, l *Lead, ask LeadAsk) error {
	var pages []page
	whole := l.Title == ""
	if whole {
		pages = append(pages, page{fields: []huh.Field{
			huh.NewInput().Title(a.say("What is the opportunity? (or paste its link)")).Value(&l.Title).Validate(a.needed)}})
	}
	if !l.HasSource {
		var options []Choice
		if !ask.Last {
			options = append(options, Choice{"", a.say("choose one: typing filters")})
		}
		for _, s := range ask.Sources {
			options = append(options, Choice{s, s})
		}
		options = append(options, Choice{NoSource, a.say("none: it is not known")})
		pages = append(pages, page{fields: []huh.Field{chooseTyped(a.say("Where did it come from? (locked afterwards)"), options, &l.Source, a.needed,
			func(query string) Choice { return Choice{query, a.say("a new one: %s", query)} })},
			hidden: func() bool { return ask.Tells(l.Title) }})
	}
	if whole {
		if rest := a.rest(l, ask); len(rest) > 0 {
			pages = append(pages, page{fields: rest})
		}
	}
	if err := a.pages(ctx, pages...); err != nil {
		return err
	}
	if !l.HasSource && whole && ask.Tells(l.Title) {
		l.Source = "" // what the hidden list had chosen beforehand
	}
	l.Client, l.Variant = spelled(l.Client, ask.Clients), spelled(l.Variant, ask.Variants)
	return nil
}

// spelled is a name as it is spelled in a list, if it is there.
func spelled(name string, list []string) string {
	at := slices.IndexFunc(list, func(s string) bool { return strings.EqualFold(s, strings.TrimSpace(name)) })
	if at < 0 {
		return name
	}
	return list[at]
}

// rest asks what else is known of a lead; what is filled in is not asked.
func (a Asker) rest(l *Lead, ask LeadAsk) (rest []huh.Field) {
	for _, f := range []struct {
		question string
		to       *string
		check    func(string) error
		complete []string
		left     bool // not asked
	}{
		{question: a.say("Which client? (optional)"), to: &l.Client, complete: ask.Clients},
		{question: a.say("Which variant? (%s; may stay empty)", strings.Join(ask.Variants, ", ")), to: &l.Variant, complete: ask.Variants, left: len(ask.Variants) == 0},
		{question: a.say("What may it be worth? (optional)"), to: &l.Value, check: ask.Money},
		{question: a.say("How long did it take? (25m, 1h30m; may stay empty)"), to: &l.Spent, check: ask.Minutes},
		{question: a.say("What did it cost? (optional)"), to: &l.Cost, check: ask.Money},
		{question: a.say("Anything to note? (optional)"), to: &l.Note},
	} {
		if *f.to != "" || f.left {
			continue
		}
		input := huh.NewInput().Title(f.question).Value(f.to)
		if f.check != nil {
			input.Validate(f.check)
		}
		if len(f.complete) > 0 {
			input.Suggestions(f.complete)
		}
		rest = append(rest, input)
	}
	return rest
}

// NoSource is the answer that a lead came from no source.
const NoSource = "none"

// Answer is what to do about an opportunity that is already there.
type Answer string

// The answers.
const (
	LogIt     Answer = "log"
	AddAnyway Answer = "add"
	AddRepeat Answer = "repeat"
	Cancel    Answer = "cancel"
)

// Duplicate asks what to do when a lead is already there, or, for a repeat, a
// similar order of the same client from long before.
func (a Asker) Duplicate(ctx context.Context, id int64, title string, repeat bool) (Answer, error) {
	answer, question := LogIt, a.say("This looks like lead %d. What shall it be?", id)
	options := []huh.Option[Answer]{
		huh.NewOption(a.say("log the contact on lead %d, %s", id, title), LogIt),
		huh.NewOption(a.say("add it anyway, as a lead of its own"), AddAnyway),
		huh.NewOption(a.say("cancel, write nothing"), Cancel),
	}
	if repeat {
		answer, question = AddRepeat, a.say("This looks like a repeat of lead %d. What shall it be?", id)
		options = append([]huh.Option[Answer]{huh.NewOption(a.say("a new order of the same client: add it, linked to lead %d, %s", id, title), AddRepeat)}, options...)
	}
	if err := a.run(ctx, huh.NewSelect[Answer]().Title(question).Options(options...).Value(&answer)); err != nil {
		return Cancel, err
	}
	return answer, nil
}

// Confirm asks a question that is answered by yes or no, with a key or a word in
// English or the person's language; no is the default. In plain lines the
// answer is a text: huh's own question knows y and n only.
func (a Asker) Confirm(ctx context.Context, question string) (yes bool, err error) {
	if !a.Accessible {
		err = a.run(ctx, huh.NewConfirm().Title(question).Affirmative(a.say("yes")).Negative(a.say("no")).Value(&yes))
		return yes, err
	}
	answer := ""
	err = a.run(ctx, huh.NewInput().Title(question+" "+a.say("[y/N]")).Value(&answer).Validate(func(text string) (err error) {
		yes, err = a.isYes(text)
		return err
	}))
	return yes && err == nil, err
}

// isYes reads the answer to a question; an empty one is no.
func (a Asker) isYes(text string) (bool, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	for word, yes := range map[string]bool{"no": false, a.say("no"): false, "yes": true, a.say("yes"): true} {
		if text != "" && strings.HasPrefix(word, text) {
			return yes, nil
		}
	}
	if text == "" {
		return false, nil
	}
	return false, errors.New(a.say("Please y or n."))
}

// run shows one form on one page.
func (a Asker) run(ctx context.Context, fields ...huh.Field) error {
	return a.pages(ctx, page{fields: fields})
}

// page is a part of a form that is shown alone; one that is hidden, after the
// answers so far, is left out.
type page struct {
	fields []huh.Field
	hidden func() bool
}

// pages shows one form. One program draws all its pages, so that nothing typed
// ahead falls between two; plain questions are asked page by page.
func (a Asker) pages(ctx context.Context, list ...page) error {
	if !a.Accessible {
		groups := make([]*huh.Group, len(list))
		for i, p := range list {
			groups[i] = huh.NewGroup(p.fields...)
			if p.hidden != nil {
				groups[i].WithHideFunc(p.hidden)
			}
		}
		in, end := a.keys()
		defer end()
		screen := &lowScreen{Layout: huh.LayoutDefault}
		// Signals are the program's: the library would take one for the end of the questions.
		err := huh.NewForm(groups...).WithKeyMap(a.keyMap()).WithProgramOptions(tea.WithoutSignalHandler(), tea.WithFilter(screen.measure)).
			WithLayout(screen).WithShowHelp(true).WithInput(in).WithOutput(a.Out).RunWithContext(ctx)
		if ctx.Err() != nil {
			return ErrAborted
		}
		return ended(err)
	}
	for _, p := range list {
		if p.hidden != nil && p.hidden() {
			continue
		}
		if err := a.plain(ctx, p.fields); err != nil {
			return err
		}
	}
	return nil
}

// plain asks one question a line. huh is kept from what it would do on its own:
// each of its fields reads ahead and would swallow the answers to the next, and
// takes the end of the input for a yes to what it offers; and its colours
// ignore NO_COLOR.
func (a Asker) plain(ctx context.Context, fields []huh.Field) error {
	environ := make([]string, 0, 8)
	for _, name := range []string{"TERM", "COLORTERM", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"} {
		if v := a.Getenv(name); v != "" {
			environ = append(environ, name+"="+v)
		}
	}
	in := &lines{r: a.In}
	err := ended(huh.NewForm(huh.NewGroup(fields...)).WithAccessible(true).WithInput(in).
		WithOutput(spoken{colorprofile.NewWriter(a.Out, environ), a}).RunWithContext(ctx))
	if in.ended {
		return ErrAborted
	}
	return err
}

// ended turns huh's words for Ctrl-C into ours.
func ended(err error) error {
	if errors.Is(err, huh.ErrUserAborted) || errors.Is(err, context.Canceled) {
		return ErrAborted
	}
	return err
}

// needed refuses an empty answer.
func (a Asker) needed(s string) error {
	if strings.TrimSpace(s) == "" {
		return errors.New(a.say("this cannot be empty"))
	}
	return nil
}

func (a Asker) say(format string, args ...any) string { return a.Say.Say(say.T(format, args...)) }

// lines hands out at most one line a Read, and knows when there are no more.
type lines struct {
	r     io.Reader
	ended bool
}

func (l *lines) Read(p []byte) (int, error) {
	if l.ended {
		return 0, io.EOF // a terminal would go on after Ctrl-D
	}
	for n := range p {
		if _, err := l.r.Read(p[n : n+1]); err != nil {
			l.ended = n == 0
			return n, err
		}
		if p[n] == '\n' {
			return n + 1, nil
		}
	}
	return len(p), nil
}
