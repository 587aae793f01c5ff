package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/scoring"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newScoreAction(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "action [LEVEL TEXT]",
		Short: "Say what to do with a lead, an MQL, an SQL",
		Long: `Say what to do with a lead of a level: leads next, leads show and leads list --level then say
so. Without arguments: the list. An empty text clears it.`,
		Example: "  leads score action sql 'call within a day'\n  leads score action lead 'newsletter'\n  leads score action",
		Args:    cobra.ArbitraryArgs,
		RunE: a.run(func(ctx context.Context, args []string) error {
			if len(args) == 0 {
				b, err := a.scoreBook(ctx)
				if err != nil {
					return err
				}
				return a.print(actionSheet(b))
			}
			return a.scoreAction(ctx, args[0], args[1:])
		}),
	}
}

func (a *app) scoreAction(ctx context.Context, word string, text []string) error {
	level, err := score.ParseLevel(word)
	if err != nil {
		return err
	}
	if len(text) == 0 {
		return crm.Invalidf("say what to do with it").WithHint("leads score action %s 'call within a day'", string(level))
	}
	action := strings.Join(strings.Fields(strings.Join(text, " ")), " ") // one line
	if len([]rune(action)) > 200 {
		return crm.Invalidf("what to do has %d characters, at most 200 are taken", len([]rune(action)))
	}
	var b score.Book
	err = a.update(ctx, func(tx *store.Tx) (err error) {
		if b, err = scoring.Book(ctx, tx); err != nil {
			return err
		}
		b.Actions[slices.Index(score.Levels, level)] = action
		return scoring.Note(ctx, tx, b)
	})
	if err != nil {
		return err
	}
	if a.structured() {
		return a.print(actionSheet(b))
	}
	if action == "" {
		return a.answer(a.say("There is nothing to do with a lead of level %s", string(level)), string(level))
	}
	return a.answer(safe(a.say("To do with a lead of level %s: %s", string(level), action)), string(level))
}

// actionSheet lists the levels with what to do.
func actionSheet(b score.Book) *sheet.Sheet {
	s := &sheet.Sheet{Columns: []sheet.Column{{Key: "level", Title: say.T("level"), Type: sheet.Word}, {Key: "action", Title: say.T("what to do"), Whole: true}}}
	for i, level := range score.Levels {
		s.Add(string(level), known(b.Actions[i]))
	}
	return s
}
