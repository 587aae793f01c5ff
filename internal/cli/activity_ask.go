package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/form"
	"leads/internal/render"
	"leads/internal/say"
	"leads/internal/store"
)

// unless lets a person at a terminal leave arguments out: the command asks.
func (a *app) unless(args cobra.PositionalArgs, most int, names string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, given []string) error {
		if a.interactive() {
			args = between(0, most, names)
		}
		return args(cmd, given)
	}
}

// offered is how many leads a form offers: those that fit on a page are read
// out in full where nothing is drawn, more are found by typing behind a /.
func (a *app) offered(ask form.Asker) int {
	if ask.Accessible {
		return 15
	}
	return 200
}

// leadChoices are the leads of a form, the last touched first; a file without
// any is an error.
func (a *app) leadChoices(ctx context.Context, open bool) (list []form.Choice, err error) {
	if !a.hasFile() {
		return nil, noLeadToChoose(open)
	}
	err = a.view(ctx, func(tx *store.Tx) error {
		leads, err := tx.Brief(ctx, store.LeadFilter{Open: open, Sort: "updated", Reverse: true, Limit: a.offered(a.asker())})
		for _, l := range leads {
			list = append(list, form.Choice{Value: fmt.Sprint(int64(l.ID)), Label: a.leadLabel(l)})
		}
		return err
	})
	if err == nil && len(list) == 0 {
		err = noLeadToChoose(open)
	}
	return list, err
}

func noLeadToChoose(open bool) error {
	if open {
		return crm.Errorf(crm.NotFound, "there is no open lead").WithHint("leads add TITLE --source SOURCE")
	}
	return crm.Errorf(crm.NotFound, "there is no lead yet").WithHint("leads add TITLE --source SOURCE")
}

// leadLabel is a lead on one line of a form.
func (a *app) leadLabel(l crm.Lead) string {
	state := string(l.Stage)
	if l.Deal.Outcome != "" {
		state = string(l.Deal.Outcome)
	}
	parts := slices.DeleteFunc([]string{l.Title, l.Client, state}, func(s string) bool { return s == "" })
	width := 76
	if w := a.width(); w > 0 {
		width = min(width, w-6)
	}
	return render.Cut(fmt.Sprintf("%d  %s", int64(l.ID), strings.Join(parts, ", ")), max(width, 20), a.plainTerminal())
}

// telling words an error of a check in the person's language.
func (a *app) telling(check func(string) error) func(string) error {
	return func(text string) error {
		var e *crm.Error
		err := check(text)
		if errors.As(err, &e) {
			return errors.New(a.catalogue.Say(e.Msg))
		}
		return err
	}
}

// answered takes what was answered in a form into the command as it is in
// the history, and shows the line that needs no form. Flags come first.
func (a *app) answered(flags []string, args ...string) {
	line := slices.Concat(a.Args, flags)
	if slices.ContainsFunc(args, func(s string) bool { return strings.HasPrefix(s, "-") && s != "-" }) {
		line = append(line, "--")
	}
	a.line = string(say.Shell(append(line, args...)...))
	a.note("without questions: leads %s", say.Line(a.line))
}

// wordChoices are words that commands take, as the choices of a form.
func wordChoices[W ~string](a *app, list []W) []form.Choice {
	choices := make([]form.Choice, len(list))
	for i, w := range list {
		choices[i] = form.Choice{Value: string(w), Label: a.say(string(w))}
	}
	return choices
}

// askLog asks for what log was not told.
func (a *app) askLog(ctx context.Context, in *logInput) error {
	ask, w := a.asker(), form.Work{Spent: in.spent}
	var leads []form.Choice
	if in.source == "" && len(in.args) > 0 {
		id, err := a.checkLead(ctx, in.args[0])
		if err != nil {
			return err
		}
		in.args = append([]string{id}, in.args[1:]...)
	} else if in.source == "" {
		var err error
		if leads, err = a.leadChoices(ctx, false); err != nil {
			return err
		}
	}
	var own []string
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		own, err = kinds(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	spent := a.telling(func(text string) error {
		if strings.TrimSpace(text) == "" {
			return nil
		}
		_, err := crm.ParseMinutes(text)
		return err
	})
	if err := ask.Log(ctx, &w, leads, wordChoices(a, append(slices.Clone(crm.Kinds), own...)), spent); err != nil {
		return formError(err)
	}
	var answers, flags []string
	if w.Lead != "" {
		answers = append(answers, w.Lead)
	}
	answers = append(answers, w.Kind)
	if w.Note != "" {
		answers = append(answers, w.Note)
	}
	if w.Spent = strings.TrimSpace(w.Spent); w.Spent != in.spent {
		in.spent, flags = w.Spent, []string{"--spent", w.Spent}
	}
	in.args = append(slices.Clone(in.args), answers...)
	a.answered(flags, answers...)
	return nil
}

// checkLead gives the number of a lead, and refuses one that no lead has before
// anything is asked about it.
func (a *app) checkLead(ctx context.Context, text string) (string, error) {
	id, err := a.leadID(ctx, text)
	if err != nil {
		return "", err
	}
	return fmt.Sprint(int64(id)), a.view(ctx, func(tx *store.Tx) error { _, err := tx.Lead(ctx, id); return err })
}
