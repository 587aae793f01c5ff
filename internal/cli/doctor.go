package cli

import (
	"context"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newDoctor(a *app) *cobra.Command {
	fix := false
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check the whole file: intact, locked, exact, private",
		Long: `Check the whole file: is it intact, do all references hold, are the first-touch locks in place
and as leads made them, do merges and payments agree with the deals, is every amount exact, is
every score the sum of its log, do the credits of every model of attribution add up to the
revenue of every month, to the cent, is any date in the future, can others read it? --fix puts
right what can be put right without losing anything. Exit code 1 means that something was found.`,
		Example: "  leads doctor\n  leads doctor --fix",
		Args:    noArguments,
		RunE:    a.run(func(ctx context.Context, _ []string) error { return a.doctor(ctx, fix) }),
	}
	cmd.Flags().BoolVar(&fix, "fix", false, "repair what is safe to repair")
	return cmd
}

func (a *app) doctor(ctx context.Context, fix bool) error {
	a.listen()
	s, err := a.openWith(ctx, store.Options{Reading: !fix, Strange: true})
	if err != nil {
		return err
	}
	found, err := s.Examine(ctx, a.today, fix)
	if err != nil {
		return err
	}
	if found[0].Fault.IsZero() { // else nothing further can be trusted
		scores, err := a.examineScores(ctx, s, fix)
		if err != nil {
			return err
		}
		credits := store.Finding{Check: "credits"}
		err = s.View(ctx, func(tx *store.Tx) (err error) {
			credits.Fault, err = answers.ProveCredits(ctx, tx, a.today)
			return err
		})
		if err != nil {
			return err
		}
		found = append(append(found, scores...), credits)
	}
	well := true
	checks := &sheet.Sheet{Title: say.T("Checks"), Columns: []sheet.Column{{Key: "check", Title: say.T("check"), Type: sheet.Word},
		{Key: "ok", Title: say.T("well"), Type: sheet.Bool}, {Key: "detail", Title: say.T("detail"), Whole: true}}}
	for _, f := range found {
		fine := f.Fault.IsZero() || f.Fixed
		well = well && fine
		detail := a.catalogue.Say(f.Fault)
		if fine && !f.Note.IsZero() {
			detail = a.catalogue.Say(f.Note)
		}
		if f.Fixed {
			detail = a.say("repaired: %s", detail)
		}
		checks.Add(f.Check, fine, known(detail))
	}
	answer := checks
	if a.format == "json" || a.format == "jsonl" {
		answer = &sheet.Sheet{Shape: sheet.Record, Columns: []sheet.Column{{Key: "ok", Type: sheet.Bool}, {Key: "checks", Type: sheet.Nested}},
			Rows: [][]any{{well, checks}}}
	}
	if err := a.print(answer); err != nil {
		return err
	}
	if !well {
		return exitError(1)
	}
	return nil
}
