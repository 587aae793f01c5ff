package cli

import (
	"context"
	"fmt"
	"strings"

	"leads/internal/answers"
	"leads/internal/crm"
	"leads/internal/render"
	"leads/internal/report"
	"leads/internal/say"
	"leads/internal/store"
)

// openQuestions are those of the review of a week.
func (a *app) openQuestions(ctx context.Context, period string) (list []report.Question, err error) {
	err = a.view(ctx, func(tx *store.Tx) error {
		week, err := a.readReview(ctx, tx, period)
		if err == nil {
			list, err = answers.ReviewQuestions(ctx, tx, week, a.today)
		}
		return err
	})
	return list, err
}

// talk asks the open questions one by one. Each answer is written at once and is
// one step of undo; an empty one leaves the question open.
func (a *app) talk(ctx context.Context, period string) error {
	if !a.interactive() {
		return crm.Invalidf("--talk needs a terminal").WithHint("leads review --json lists the questions, leads review --answer ID TEXT answers one")
	}
	list, err := a.openQuestions(ctx, period)
	if err != nil {
		return err
	}
	answered := 0
	for n, q := range list {
		said := ""
		if t := q.Said(); !t.IsZero() {
			said = render.Safe(a.catalogue.Say(t))
		}
		question := render.Safe(a.say("%d of %d: %s", n+1, len(list), q.Asked))
		if said != "" && a.asker().Accessible { // plain lines have no description
			fmt.Fprintln(a.Stderr, said)
		}
		text, err := a.asker().Question(ctx, question, said)
		if err != nil {
			return formError(err)
		}
		if crm.CleanLine(text) == "" {
			continue
		}
		a.line = string(say.Shell("review", "--answer", q.ID, text)) // as it could have been typed
		if err := a.keepAnswer(ctx, q.ID, text); err != nil {
			return err
		}
		answered++
	}
	return a.answer(a.say("questions: %d, answered: %d", len(list), answered), fmt.Sprint(answered))
}

// answerQuestion answers one question of the review.
func (a *app) answerQuestion(ctx context.Context, period, id string, words []string) error {
	id, text := crm.CleanLine(id), strings.Join(words, " ")
	answer := crm.ReviewAnswer{Question: id, Text: text, On: a.today}
	if err := answer.Validate(); err != nil {
		return err
	}
	list, err := a.openQuestions(ctx, period)
	if err != nil {
		return err
	}
	var known []string
	for _, q := range list {
		if known = append(known, q.ID); q.ID == id {
			if err := a.keepAnswer(ctx, id, text); err != nil {
				return err
			}
			return a.answer(a.say("kept: %s", text), id)
		}
	}
	return crm.Errorf(crm.NotFound, "there is no open question %q", id).WithHint("leads review --json lists them").Near(id, known...)
}

func (a *app) keepAnswer(ctx context.Context, id, text string) error {
	answer := crm.ReviewAnswer{Question: id, Text: strings.TrimSpace(text), On: a.today}
	if err := answer.Validate(); err != nil {
		return err
	}
	return a.update(ctx, func(tx *store.Tx) error { return tx.AddReviewAnswer(ctx, answer) })
}
