package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/intake"
	"leads/internal/say"
	"leads/internal/store"
)

// nameWords names the words of a file that nothing knows, each once with the
// number of its rows, and then what such words may become.
func (a *app) nameWords(words []intake.Word) {
	ends := false
	for _, w := range words {
		text := w.Said
		if w.Rows > 1 {
			text = say.T("%s (%d rows)", w.Said, w.Rows)
		}
		a.warn(text)
		ends = ends || !w.Touch && w.To != "other"
	}
	if ends {
		a.note("--map-value says what a word means: a stage (%s), an outcome (%s), or open, which says only that it is open",
			strings.Join(wordsOf(crm.Stages), ", "), strings.Join(wordsOf(crm.Outcomes), ", "))
	}
}

func wordsOf[W ~string](words []W) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = string(w)
	}
	return list
}

// wordsCommand is the import once more with every unknown word settled, to be
// read and pasted; "" where there is none.
func (a *app) wordsCommand(in importInput, did *intake.Result) string {
	if len(did.Words) == 0 || in.flags == nil {
		return ""
	}
	line := []string{"leads", "import"}
	if in.file != "" {
		line = append(line, in.file)
	}
	line = append(line, in.flags()...)
	var pairs []string
	create := in.create
	seen := map[string]bool{}
	for _, w := range did.Words {
		if w.To == "" {
			create = true
			continue
		}
		if key := crm.Key(w.Word); !seen[key] {
			seen[key] = true
			pairs = append(pairs, importer.MapPair(w.Word, w.To))
		}
	}
	if create && !in.create {
		line = append(line, "--create")
	}
	if len(pairs) > 0 {
		line = append(line, "--map-value", strings.Join(pairs, ","))
	}
	for i, word := range line {
		line[i] = importer.Quote(word)
	}
	return strings.Join(line, " ")
}

// givenFlags are the flags of a command line, except that of a trial.
func givenFlags(cmd *cobra.Command) (list []string) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		switch v := f.Value.(type) {
		case pflag.SliceValue:
			for _, text := range v.GetSlice() {
				list = append(list, "--"+f.Name, text)
			}
		default:
			switch {
			case f.Name == "dry-run":
			case f.Value.Type() == "bool" && f.Value.String() == "true":
				list = append(list, "--"+f.Name)
			case f.Value.Type() == "bool":
				list = append(list, "--"+f.Name+"=false")
			default:
				list = append(list, "--"+f.Name, f.Value.String())
			}
		}
	})
	return list
}

// askSourceless asks, before anything is written, whether leads may come in
// without a source, which is locked then.
func (a *app) askSourceless(ctx context.Context, in importInput, did *intake.Result) error {
	if did.NoSource == 0 || in.dryRun || !a.interactive() || slices.Contains(in.flags(), "--source") || did.Counts.Rejected > 0 && !in.skipBad {
		return nil
	}
	yes, err := a.asker().Confirm(ctx, safe(a.say("%d leads would have no source, and could never get one. Import them anyway?", did.NoSource)))
	if err != nil {
		return formError(err)
	}
	if !yes {
		return crm.Errorf(crm.Refused, "nothing is imported").WithHint("%s", strings.Join([]string{"leads import", importer.Quote(in.file), "--source NAME"}, " "))
	}
	return nil
}

// asksNames reports whether a person is to say which names that are nearly there
// are those that are there.
func (a *app) asksNames(in importInput, did *intake.Result) bool {
	return a.interactive() && !in.dryRun && slices.ContainsFunc(did.Words, mayBeName)
}

func mayBeName(w intake.Word) bool { return w.Touch && w.To != "" }

// askNames asks one question a name, and settles it for every row.
func (a *app) askNames(ctx context.Context, in *importInput, o *importer.Options, did *intake.Result) (err error) {
	var flags []string
	for _, w := range did.Words {
		if !mayBeName(w) {
			continue
		}
		to := w.Word
		yes, err := a.asker().Confirm(ctx, safe(a.say("%q does not exist (%d rows). Is it %s?", w.Word, w.Rows, w.To)))
		if err != nil {
			return formError(err)
		}
		if yes {
			to = w.To
		}
		pair := importer.MapPair(w.Word, to)
		in.values = append(in.values, pair)
		flags = append(flags, "--map-value", pair)
	}
	a.answeredImport(in, flags)
	o.Values, err = importer.ParsePairs(strings.Join(in.values, ","))
	return err
}

// answeredImport is answered for an import, which may ask more than once.
func (a *app) answeredImport(in *importInput, flags []string) {
	in.said = append(in.said, flags...)
	a.answered(in.said)
}

// knowNames reads from the file what the words of another may mean.
func (a *app) knowNames(ctx context.Context, o *importer.Options) error {
	return a.view(ctx, func(tx *store.Tx) (err error) {
		if o.Base, err = tx.Base(ctx); err != nil {
			return err
		}
		if o.Kinds, err = kinds(ctx, tx); err != nil {
			return err
		}
		sources, err := tx.Sources(ctx)
		o.Hosts = map[string]string{}
		for _, s := range sources {
			if s.ArchivedOn == "" {
				o.Sources = append(o.Sources, s.Name)
				for _, host := range s.Hosts {
					o.Hosts[host] = s.Name
				}
			}
		}
		if err != nil {
			return err
		}
		channels, err := tx.Channels(ctx)
		for _, c := range channels {
			o.Names = append(o.Names, c.Name)
		}
		if err != nil {
			return err
		}
		campaigns, err := tx.Campaigns(ctx)
		for _, c := range campaigns {
			o.Names = append(o.Names, c.Name)
		}
		return err
	})
}
