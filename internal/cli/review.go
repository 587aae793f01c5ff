package cli

import (
	"bytes"
	"context"
	"io"
	"math"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/crm"
	"leads/internal/render"
	"leads/internal/sheet"
	"leads/internal/store"
)

const (
	reviewShown = 10    // leads in each list of a review, for people
	reviewKept  = 1_000 // and for programs
)

func newReview(a *app) *cobra.Command {
	var period, file, answer string
	talk := false
	limit := -1
	cmd := &cobra.Command{
		Use:   "review [TEXT]",
		Short: "The weekly page: what came in, what was won, what is due",
		Long: `The weekly page: new leads by source, deals won and lost with their reasons, hours and what
they earned, follow-ups due, leads gone quiet, and what is missing from the records. The week
is shown beside the week before and the mean of the twelve weeks before it. A lead has gone quiet
when nothing has happened on it for longer than 9 in 10 of your won deals took from first touch
to winning.

At its end it asks: about sources that nobody fed, leads without a source, losses without a
reason, channels that look like one, campaigns that are over, follow-ups long due. --talk goes
through the questions one by one, --answer ID TEXT answers one in a script. What you answered is
kept with its day and shown the next time.`,
		Example: `  leads review
  leads review --period 2026-W46 --html week.html
  leads review --talk
  leads review --answer unfed:website "the new page is online in March"`,
		Args:        between(0, math.MaxInt, "the TEXT of an --answer"),
		Annotations: map[string]string{drawable: "yes"},
	}
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		switch asked := cmd.Flags().Changed("answer"); {
		case asked && talk:
			return crm.Invalidf("--talk and --answer contradict each other")
		case asked:
			return a.answerQuestion(ctx, period, answer, args)
		case len(args) > 0:
			return crm.Invalidf("review takes no %q without --answer ID", args[0]).WithHint("leads review --answer ID TEXT")
		case talk:
			return a.talk(ctx, period)
		}
		if limit < 0 && cmd.Flags().Changed("limit") {
			return crm.Invalidf("--limit %d is negative", limit)
		}
		return a.review(ctx, period, file, limit)
	})
	f := cmd.Flags()
	f.StringVar(&period, "period", "last-week", "the `week`: last-week, this-week, 2026-W46")
	f.StringVar(&file, "html", "", "write one page for a browser to this `file`, private to you (- is stdout)")
	f.BoolVar(&talk, "talk", false, "go through its questions one by one")
	f.StringVar(&answer, "answer", "", "answer the question with this `ID`; the TEXT follows")
	limitFlag(f, &limit, "at most `N` leads in each list (default 10, in JSON and the like 1,000; 0 is all)")
	return cmd
}

// review prints or writes the page.
func (a *app) review(ctx context.Context, period, file string, limit int) error {
	if limit == -1 {
		if limit = reviewShown; a.machine() && file == "" {
			limit = reviewKept
		}
	}
	var page *sheet.Page
	err := a.view(ctx, func(tx *store.Tx) error {
		week, err := a.readReview(ctx, tx, period)
		if err == nil {
			page, err = answers.Review(ctx, tx, week, a.today, crm.InstantOf(a.now), limit)
		}
		return err
	})
	if err != nil {
		return err
	}
	if file == "" {
		return a.printPage(page)
	}
	if err := a.writePage(page, file); err != nil || file == "-" {
		return err
	}
	if a.flags.formatSet || a.flags.json { // asked for beside the file
		return a.printPage(page)
	}
	return a.answer(a.say("wrote %s", safe(file)), file)
}

// printPage writes an answer of several sheets to stdout.
func (a *app) printPage(page *sheet.Page) error {
	return a.paged(func(w io.Writer) error { return render.WritePage(w, page, a.renderOptions()) })
}

// writePage writes a page for a browser to a file, or to stdout.
func (a *app) writePage(page *sheet.Page, file string) error {
	o := a.renderOptions()
	o.Format, o.ASCII = render.HTML, false
	if file == "-" {
		return render.WritePage(a.Stdout, page, o)
	}
	var text bytes.Buffer
	if err := render.WritePage(&text, page, o); err != nil {
		return err
	}
	return a.writeFile(file, text.Bytes())
}

// readReview reads the week of a review.
func (a *app) readReview(ctx context.Context, tx *store.Tx, period string) (crm.Period, error) {
	week, err := a.readPeriod(ctx, tx, reportInput{period: period}, crm.Period{})
	if err == nil && (week.From == "" || week.From.DaysUntil(week.To) != 6) {
		err = crm.Invalidf("a review is of one week, and %q is not one", period).WithHint("for example: --period last-week, --period 2026-W46")
	}
	return week, err
}
