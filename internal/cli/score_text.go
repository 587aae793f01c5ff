package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newScoreExport(a *app) *cobra.Command {
	starter := false
	cmd := &cobra.Command{
		Use:     "export [FILE]",
		Short:   "Write the rules as a text to read and edit",
		Example: "  leads score export rules.txt",
		Args:    between(0, 1, "one FILE"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			text := score.Starter
			if !starter {
				b, err := a.scoreBook(ctx)
				if err != nil {
					return err
				}
				text = b.On(a.today).Text()
			}
			if len(args) == 0 || args[0] == "-" {
				_, err := a.Stdout.Write([]byte(text))
				return err
			}
			if err := a.writeFile(args[0], []byte(text)); err != nil {
				return crm.Errorf(crm.Refused, "cannot write %s: %s", args[0], plainReason(err))
			}
			a.note("wrote %s", args[0])
			return nil
		}),
	}
	cmd.Flags().BoolVar(&starter, "starter", false, "the starter set, instead of your own")
	return cmd
}

func newScoreImport(a *app) *cobra.Command {
	starter := false
	cmd := &cobra.Command{
		Use:   "import [FILE|-]",
		Short: "Take rules and thresholds from a text, in place of those that are there",
		Long: `Take rules and thresholds from a text as leads score export writes it, in place of those that
are there (leads undo brings them back). --starter takes the starter set.`,
		Example: "  leads score import rules.txt\n  leads score import --starter",
		Args:    between(0, 1, "one FILE"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			text := []byte(score.Starter)
			if !starter {
				file := ""
				if len(args) == 1 {
					file = args[0]
				}
				in, err := a.readInput(file)
				if err != nil {
					return err
				}
				if text, err = importer.ReadAll(in); err != nil {
					return err
				}
			}
			return a.scoreImport(ctx, string(text))
		}),
	}
	cmd.Flags().BoolVar(&starter, "starter", false, "a starter set for freelancers")
	return cmd
}

func (a *app) scoreImport(ctx context.Context, text string) error {
	read, err := score.ParseText(text)
	if err != nil {
		return err
	}
	added, removed := 0, 0
	err = a.changeTable(ctx, func(tx *store.Tx, t *score.Table) error {
		own, err := kinds(ctx, tx)
		if err != nil {
			return err
		}
		for i, r := range read.Rules {
			if r.On != "" {
				if read.Rules[i].On, err = crm.ParseKind(r.On, own); err != nil {
					return err
				}
			}
		}
		added, removed = t.Replace(read)
		return nil
	})
	if err != nil {
		return err
	}
	if a.structured() {
		return a.print(&sheet.Sheet{Shape: sheet.Record, Rows: [][]any{{int64(len(read.Rules)), int64(added), int64(removed)}}, Columns: []sheet.Column{
			{Key: "rules", Title: say.T("rules"), Type: sheet.Count}, {Key: "added", Title: say.T("added"), Type: sheet.Count},
			{Key: "removed", Title: say.T("removed"), Type: sheet.Count}}})
	}
	return a.answer(a.say("%d rules: %d new, %d removed; MQL from %d points, SQL from %d", len(read.Rules), added, removed, read.MQL, read.SQL),
		strconv.Itoa(len(read.Rules)))
}
