package cli

import (
	"context"
	"fmt"

	"leads/internal/answers"
	"leads/internal/render"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

// firstSteps is what leads says when there is nothing in the file yet.
const firstSteps = `leads tells you where your paid work comes from, and what each source costs you.

Record a lead       leads add "Shop redesign" --source Upwork/Invite --value 3200
or from its link    leads add https://www.upwork.com/jobs/~0123456789abcdef
Log what you do     leads log 1 call "talked scope" --spent 25m --follow-up friday
Close it            leads win 1 3000        leads lose 1 --reason price
See the numbers     leads report --by source        leads review
Bring a spreadsheet leads import leads.csv --dry-run
Look around first   leads demo
Everything else     leads help`

// showToday is leads without a command: the first steps on an empty file, else
// what waits, what is open and what this week has brought.
func (a *app) showToday(ctx context.Context) error {
	path, err := a.dbPath()
	if err != nil {
		return err
	}
	if !store.There(path) {
		return a.firstRun(ctx)
	}
	var page *sheet.Page
	err = a.view(ctx, func(tx *store.Tx) error {
		last, err := tx.LastLead(ctx)
		if err != nil || last == 0 {
			return err
		}
		page, err = answers.Today(ctx, tx, a.today)
		return err
	})
	if err != nil {
		return err
	}
	if page == nil {
		return a.welcome()
	}
	return a.printPage(page)
}

// firstRun says what to type, and offers a person to look around in a demo.
func (a *app) firstRun(ctx context.Context) error {
	if err := a.welcome(); err != nil || !a.interactive() || a.structured() {
		return err
	}
	yes, err := a.asker().Confirm(ctx, a.say("Look around in a file of invented leads first?"))
	if err != nil || !yes {
		return formError(err)
	}
	return a.demo(ctx, a.demoPath())
}

func (a *app) welcome() error {
	if a.structured() {
		return a.printPage(report.Today(report.TodayFacts{Today: a.today, Base: "EUR"}))
	}
	_, err := fmt.Fprintln(a.Stdout, render.Fold(a.say(firstSteps), a.width()))
	return err
}
