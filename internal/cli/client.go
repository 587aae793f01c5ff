package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newClient(a *app) *cobra.Command {
	origin := ""
	cmd := newNoun(a, noun{
		noun: store.ClientNoun, short: "Companies and people, with any number of leads; without one they are contacts", arg: "NAME", example: `"Noisette"`,
		columns: stateColumns(
			sheet.Column{Key: "client", Title: say.T("client")},
			sheet.Column{Key: "note", Title: say.T("note")},
			sheet.Column{Key: "contact", Title: say.T("contact"), Detail: true},
			sheet.Column{Key: "email", Title: say.T("e-mail"), Detail: true},
			sheet.Column{Key: "phone", Title: say.T("phone"), Detail: true},
			sheet.Column{Key: "url", Title: say.T("URL"), Detail: true},
			sheet.Column{Key: "origin", Title: say.T("origin"), Detail: true}),
		rows: func(ctx context.Context, tx *store.Tx) ([]entry, error) { return clientRows(ctx, tx, origin) },
		more: a.clientHistory,
		filter: func(cmd *cobra.Command) {
			cmd.Flags().StringVar(&origin, "origin", "", "only those whose record has this `origin`")
		},
		flags: func(cmd *cobra.Command) (func(context.Context, *store.Tx, int64) error, func() bool) {
			in := crm.Client{}
			fields := clientFields(&in)
			for _, f := range fields {
				cmd.Flags().StringVar(f.to, f.name, "", f.means)
			}
			write := func(ctx context.Context, tx *store.Tx, id int64) error {
				return setClient(ctx, tx, crm.ClientID(id), in, cmd.Flags().Changed)
			}
			return write, func() bool {
				return slices.ContainsFunc(fields, func(f clientField) bool { return cmd.Flags().Changed(f.name) })
			}
		},
	})
	cmd.AddCommand(newClientForget(a), newClientExport(a))
	return cmd
}

// clientField is something that is kept about a client.
type clientField struct {
	name, means string
	to          *string
}

func clientFields(c *crm.Client) []clientField {
	return []clientField{
		{"note", "anything about the client", &c.Note},
		{"contact", "the person you talk to", &c.Contact},
		{"email", "e-mail `address`", &c.Email},
		{"phone", "phone `number`", &c.Phone},
		{"url", "`link` to a page about them", &c.URL},
		{"origin", "where the record comes from, such as \"LinkedIn export\": not a source, and counted in no report", &c.Origin},
	}
}

// setClient takes over what was given about a client.
func setClient(ctx context.Context, tx *store.Tx, id crm.ClientID, in crm.Client, given func(string) bool) error {
	was, err := tx.Client(ctx, id)
	if err != nil {
		return err
	}
	to := clientFields(&was)
	for i, f := range clientFields(&in) {
		if given(f.name) {
			*to[i].to = *f.to
			if f.name != "note" {
				*to[i].to = crm.CleanLine(*f.to)
			}
		}
	}
	if err := was.Validate(); err != nil {
		return err
	}
	return tx.SetClient(ctx, was)
}

// clientRows are the clients, or those of one origin.
func clientRows(ctx context.Context, tx *store.Tx, origin string) (list []entry, err error) {
	clients, err := tx.Clients(ctx)
	if err != nil {
		return nil, err
	}
	read := func(c crm.Client) (id, into crm.ClientID, name string, archived crm.Date) {
		return c.ID, c.MergedInto, c.Name, c.ArchivedOn
	}
	if origin != "" {
		clients = slices.DeleteFunc(clients, func(c crm.Client) bool { return crm.Key(c.Origin) != crm.Key(origin) })
	}
	return nounEntries(ctx, tx, store.ClientNoun, clients, read, func(c crm.Client) []any {
		return []any{c.Name, known(c.Note), known(c.Contact), known(c.Email), known(c.Phone), known(c.URL), known(c.Origin)}
	})
}
