package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

// noun is one of the four lists of names. What they share is written once;
// each noun brings its own flags and its own columns.
type noun struct {
	noun    store.Noun
	short   string
	arg     string // how one is named on the line
	example string // a name for the examples
	columns []sheet.Column
	// flags adds the noun's own flags to add and set, and gives what writes them.
	flags func(cmd *cobra.Command) (write func(ctx context.Context, tx *store.Tx, id int64) error, given func() bool)
	// rows lists the noun's entries as cells of columns, keyed by id.
	rows func(ctx context.Context, tx *store.Tx) ([]entry, error)
	// filter adds flags to list; nil for none.
	filter func(cmd *cobra.Command)
	// more adds to the record that show prints; nil for nothing.
	more func(ctx context.Context, tx *store.Tx, id int64, s *sheet.Sheet) error
}

// word is what the noun is called, in every language.
func (n noun) word() say.Text { return say.T(string(n.noun)) }

// entry is one row of a noun's list.
type entry struct {
	id, mergedInto int64
	archived       bool
	cells          []any
}

// newNoun builds list, show, add, rename, merge, unmerge, archive and set.
func newNoun(a *app, n noun) *cobra.Command {
	return a.group(string(n.noun), n.short, newNounList(a, n), newNounShow(a, n), newNounAdd(a, n), newNounRename(a, n),
		newNounMerge(a, n), newNounUnmerge(a, n), newNounArchive(a, n), newNounSet(a, n))
}

func newNounList(a *app, n noun) *cobra.Command {
	all := false
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List every " + string(n.noun),
		Example: "  leads " + string(n.noun) + " list",
		Args:    noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			return a.nounSheet(ctx, n, sheet.Array, func(e entry) bool { return all || !e.archived && e.mergedInto == 0 })
		}),
	}
	cmd.Flags().BoolVar(&all, "all", false, "also archived and merged ones")
	if n.filter != nil {
		n.filter(cmd)
	}
	return cmd
}

// nounSheet prints the entries that keep chooses.
func (a *app) nounSheet(ctx context.Context, n noun, shape sheet.Shape, keep func(entry) bool) error {
	s := &sheet.Sheet{Shape: shape, Columns: n.columns, Empty: say.T("Nothing here yet: leads %s add NAME", string(n.noun))}
	err := a.view(ctx, func(tx *store.Tx) error {
		rows, err := n.rows(ctx, tx)
		for _, e := range rows {
			if keep(e) {
				s.Rows = append(s.Rows, e.cells)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.print(s)
}

func newNounShow(a *app, n noun) *cobra.Command {
	return &cobra.Command{
		Use:     "show " + n.arg,
		Short:   "Show one " + string(n.noun),
		Example: "  leads " + string(n.noun) + " show " + n.example,
		Args:    exactly(1, n.arg),
		RunE: a.run(func(ctx context.Context, args []string) error {
			s := &sheet.Sheet{Shape: sheet.Record, Columns: slices.Clone(n.columns)}
			err := a.view(ctx, func(tx *store.Tx) error {
				found, err := a.find(ctx, tx, n, &args[0])
				if err != nil {
					return err
				}
				rows, err := n.rows(ctx, tx)
				if err != nil {
					return err
				}
				at := slices.IndexFunc(rows, func(e entry) bool { return e.id == found.ID })
				s.Rows = [][]any{rows[at].cells}
				if n.more == nil {
					return nil
				}
				return n.more(ctx, tx, found.ID, s)
			})
			if err != nil {
				return err
			}
			return a.print(s)
		}),
	}
}

func newNounAdd(a *app, n noun) *cobra.Command {
	force := false
	cmd := &cobra.Command{
		Use:     "add " + n.arg,
		Short:   "Add a " + string(n.noun) + "; a near-equal name is refused",
		Example: "  leads " + string(n.noun) + " add " + n.example,
		Args:    exactly(1, n.arg),
	}
	write, _ := n.flags(cmd)
	cmd.Flags().BoolVar(&force, "force", false, "add it even if a near-equal name exists")
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		var name string
		err := a.update(ctx, func(tx *store.Tx) error {
			scope, text, err := n.split(ctx, tx, args[0])
			if err != nil {
				return err
			}
			name = text
			if err := n.checkName(text); err != nil {
				return err
			}
			if err := tx.CheckNewName(ctx, n.noun, scope, text, force); err != nil {
				return err
			}
			id, err := n.insert(ctx, tx, scope, text)
			if err != nil {
				return err
			}
			if err := write(ctx, tx, id); err != nil {
				return err
			}
			return a.nameRemarks(ctx, tx, n, id)
		})
		if err != nil {
			return err
		}
		return a.sayNoun(n, args[0], a.say("Added %s %s", n.word(), args[0]), name)
	})
	return cmd
}

// sayNoun answers a command that changed an entry: the entry itself where a
// record was asked for, the name in a pipe.
func (a *app) sayNoun(n noun, arg, sentence, name string) error {
	if a.structured() {
		return a.run1(newNounShow(a, n), arg)
	}
	return a.answer(safe(sentence), safe(name))
}

// run1 runs another command's action with one argument.
func (a *app) run1(cmd *cobra.Command, arg string) error {
	cmd.SetContext(context.Background())
	return cmd.RunE(cmd, []string{arg})
}

func newNounRename(a *app, n noun) *cobra.Command {
	return &cobra.Command{
		Use:     "rename " + n.arg + " NEW",
		Short:   "Give a " + string(n.noun) + " another name; its leads keep pointing to it",
		Example: "  leads " + string(n.noun) + " rename " + n.example + ` "New name"`,
		Args:    exactly(2, n.arg+" and NEW"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			if err := n.checkName(args[1]); err != nil {
				return err
			}
			err := a.update(ctx, func(tx *store.Tx) error {
				found, err := a.find(ctx, tx, n, &args[0])
				if err != nil {
					return err
				}
				taken, err := tx.Find(ctx, n.noun, crm.SourceID(found.Source), args[1])
				if err == nil && taken.ID != found.ID {
					return crm.Errorf(crm.Refused, "the %s %q is already there", n.word(), taken.Text).
						WithHint("to count one under the other: leads %s merge %s %s", string(n.noun), args[0], taken.Text)
				}
				if err := tx.Rename(ctx, n.noun, found.ID, args[1]); err != nil {
					return err
				}
				return n.repost(ctx, tx, found.ID)
			})
			if err != nil {
				return err
			}
			full := args[1]
			if n.noun == store.ChannelNoun {
				source, _, _ := strings.Cut(args[0], "/")
				full = source + "/" + args[1]
			}
			return a.sayNoun(n, full, a.say("Renamed %s to %s", args[0], args[1]), args[1])
		}),
	}
}

// repost lets the leads of a client be met under its new name, too.
func (n noun) repost(ctx context.Context, tx *store.Tx, id int64) error {
	if n.noun != store.ClientNoun {
		return nil
	}
	list, err := tx.Leads(ctx, store.LeadFilter{Keep: store.Keep{Clients: []crm.ClientID{crm.ClientID(id)}}, Merged: true})
	for _, l := range list {
		tx.AddKeys(l.ID, intake.Keys(l))
	}
	return err
}

func newNounMerge(a *app, n noun) *cobra.Command {
	return &cobra.Command{
		Use:   "merge " + n.arg + " INTO",
		Short: "Count one " + string(n.noun) + " under another; no lead is touched",
		Long: "Count one " + string(n.noun) + " under another. No lead is touched: the first points to the second,\n" +
			"and lists and reports follow. unmerge reverses it.",
		Example: "  leads " + string(n.noun) + " merge " + n.example + " OTHER",
		Args:    exactly(2, n.arg+" and INTO"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			var from, into store.Name
			target := args[1]
			err := a.update(ctx, func(tx *store.Tx) (err error) {
				if from, err = a.find(ctx, tx, n, &args[0]); err != nil {
					return err
				}
				if source, _, ok := strings.Cut(args[0], "/"); ok && n.noun == store.ChannelNoun && !strings.Contains(target, "/") {
					target = source + "/" + target
				}
				if into, err = a.find(ctx, tx, n, &target); err != nil {
					return err
				}
				if err := tx.Merge(ctx, n.noun, from, into); err != nil {
					return err
				}
				return n.repost(ctx, tx, into.ID)
			})
			if err != nil {
				return err
			}
			return a.sayNoun(n, target, a.say("%s now counts as %s (leads undo or unmerge reverses it)", from.Text, into.Text), into.Text)
		}),
	}
}

func newNounUnmerge(a *app, n noun) *cobra.Command {
	return &cobra.Command{
		Use:     "unmerge " + n.arg,
		Short:   "Let a merged " + string(n.noun) + " count on its own again",
		Example: "  leads " + string(n.noun) + " unmerge " + n.example,
		Args:    exactly(1, n.arg),
		RunE: a.run(func(ctx context.Context, args []string) error {
			err := a.update(ctx, func(tx *store.Tx) error {
				scope, name, err := n.split(ctx, tx, args[0])
				if err != nil {
					return err
				}
				return tx.Unmerge(ctx, n.noun, scope, name)
			})
			if err != nil {
				return err
			}
			return a.sayNoun(n, args[0], a.say("%s counts on its own again", args[0]), args[0])
		}),
	}
}

func newNounArchive(a *app, n noun) *cobra.Command {
	back := false
	cmd := &cobra.Command{
		Use:     "archive " + n.arg,
		Short:   "Take a " + string(n.noun) + " out of lists and reports without figures",
		Example: "  leads " + string(n.noun) + " archive " + n.example,
		Args:    exactly(1, n.arg),
		RunE: a.run(func(ctx context.Context, args []string) error {
			day, sentence := a.today, "Archived %s"
			if back {
				day, sentence = "", "Brought %s back"
			}
			err := a.update(ctx, func(tx *store.Tx) error {
				found, err := a.find(ctx, tx, n, &args[0])
				if err != nil {
					return err
				}
				return tx.Archive(ctx, n.noun, found.ID, day)
			})
			if err != nil {
				return err
			}
			return a.sayNoun(n, args[0], a.say(sentence, args[0]), args[0])
		}),
	}
	cmd.Flags().BoolVar(&back, "undo", false, "bring it back")
	return cmd
}

func newNounSet(a *app, n noun) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "set " + n.arg,
		Short:   "Set what belongs to a " + string(n.noun),
		Example: "  leads " + string(n.noun) + " set " + n.example + setExample[n.noun],
		Args:    exactly(1, n.arg),
	}
	write, given := n.flags(cmd)
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		if !given() {
			return crm.Invalidf("there is nothing to set").WithHint("%s --help", cmd.CommandPath())
		}
		err := a.update(ctx, func(tx *store.Tx) error {
			found, err := a.find(ctx, tx, n, &args[0])
			if err != nil {
				return err
			}
			if err := write(ctx, tx, found.ID); err != nil || !cmd.Flags().Changed("start") && !cmd.Flags().Changed("end") {
				return err
			}
			return a.nameRemarks(ctx, tx, n, found.ID)
		})
		if err != nil {
			return err
		}
		return a.sayNoun(n, args[0], a.say("Set %s", args[0]), args[0])
	})
	return cmd
}

var setExample = map[store.Noun]string{
	store.SourceNoun:   " --fee 10% --from 2026-01-01 --host upwork.com",
	store.ChannelNoun:  " --direction in",
	store.CampaignNoun: " --start 2026-01-01 --end 2026-03-31",
	store.ClientNoun:   ` --note "pays late"`,
}
