package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/archive"
	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/store"
)

func newClientForget(a *app) *cobra.Command {
	yes, mentions := false, ""
	cmd := &cobra.Command{
		Use:   "forget NAME",
		Short: "Erase a client or person everywhere; the anonymous numbers stay",
		Long: `Erase a client, or a person known as a contact or by an e-mail address: names, addresses, links,
notes, own fields and tags, what activities noted, every mention in other texts, the history, and the
automatic copies beside the file. Days, sources, stages, minutes and amounts stay, so that no report
changes. It cannot be undone, and nothing before it can be undone any more.
Names of sources, channels and campaigns stay, and a name of up to three letters is erased only from
the person's own records. A name that is also a common word, such as a client called Design, is
asked about; --mentions erase or keep settles it, and with --yes alone it is kept and reported.
Copies that you made yourself (leads backup, leads export) are yours to delete.`,
		Example: `  leads client forget "Noisette"`,
		Args:    exactly(1, "NAME"),
		RunE:    a.run(func(ctx context.Context, args []string) error { return a.clientForget(ctx, args[0], mentions, yes) }),
	}
	cmd.Flags().StringVar(&mentions, "mentions", "", "`erase` or keep a name that is a common word in texts about others")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

func (a *app) clientForget(ctx context.Context, name, mentions string, yes bool) error {
	if mentions != "" && mentions != "erase" && mentions != "keep" {
		return crm.Invalidf("--mentions must be erase or keep, not %q", mentions).Near(mentions, "erase", "keep")
	}
	var p store.Person
	var word string
	var texts int
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		if p, err = tx.Person(ctx, name); err == nil && mentions == "" {
			word, texts, err = tx.CommonWord(ctx, p)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := a.sure(ctx, yes, a.say("Erase %s from %d leads, the history and the automatic copies? It cannot be undone.", name, len(p.Leads))); err != nil {
		return err
	}
	keep := mentions == "keep"
	if texts > 0 {
		keep = true
		if !yes && a.interactive() {
			everywhere, err := a.asker().Confirm(ctx, safe(a.say("%s is also a common word: erase it from %d texts about others?", word, texts)))
			if err != nil {
				return formError(err)
			}
			keep = !everywhere
		}
		if keep {
			a.warn(say.T("%s is also a common word, and stays in %d texts about others: --mentions erase removes it there", word, texts))
		}
	}
	a.listen()
	s, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	f, err := s.Forget(ctx, name, keep, crm.InstantOf(a.now), func(tx *store.Tx) error { return a.finish(ctx, tx) })
	if end := s.Close(); err == nil {
		err = end
	}
	if err != nil {
		return err
	}
	for _, left := range f.Unsought {
		if left != word {
			a.note("%s is too short, or a name of the vocabulary: it was erased from their own records, but other texts were not searched for it", left)
		}
	}
	if len(f.Copies) > 0 {
		a.note("deleted %d automatic copies", len(f.Copies))
	}
	if folder, err := a.backupFolder(); err == nil {
		a.note("backups and exports that you made yourself still hold what they held; look in %s", folder)
	}
	return a.answer(safe(a.say("Forgotten: %s (%s, %s)", name, say.T("%d leads emptied", f.Leads), say.T("%d mentions elsewhere", f.Mentions))), safe(name))
}

func newClientExport(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "export NAME [FILE]",
		Short: "Hand over everything kept about a client or person, as JSON",
		Long: `Write everything that is kept about a client, or about a person known as a contact or by an e-mail
address, as JSON: to stdout, or to FILE (private to you).`,
		Example: `  leads client export "Noisette" noisette.json`,
		Args:    between(1, 2, "NAME"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			return a.clientExport(ctx, args[0], strings.Join(args[1:], ""))
		}),
	}
}

// personal is everything about one person.
type personal struct {
	Name    string                 `json:"name"`
	AsOf    string                 `json:"as_of"`
	Clients []importer.Archive     `json:"clients"`
	Leads   []importer.ArchiveLead `json:"leads"`
}

func (a *app) clientExport(ctx context.Context, name, file string) error {
	about := personal{Name: name, AsOf: string(crm.InstantOf(a.now)), Clients: []importer.Archive{}, Leads: []importer.ArchiveLead{}}
	err := a.view(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(ctx, name)
		if err != nil {
			return err
		}
		clients, leads, err := archive.Person(ctx, tx, p)
		about.Clients, about.Leads = append(about.Clients, clients...), append(about.Leads, leads...)
		return err
	})
	if err != nil {
		return err
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(about); err != nil {
		return err
	}
	if file == "" || file == "-" {
		_, err := a.Stdout.Write(out.Bytes())
		return err
	}
	if err := a.writeFile(file, out.Bytes()); err != nil {
		return crm.Errorf(crm.Refused, "cannot write %s: %s", file, plainReason(err))
	}
	a.note("wrote %s", file)
	return nil
}
