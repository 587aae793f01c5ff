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

// stateColumns end the list of every noun.
func stateColumns(own ...sheet.Column) []sheet.Column {
	return append(own,
		sheet.Column{Key: "leads", Title: say.T("leads"), Type: sheet.Count},
		sheet.Column{Key: "archived_on", Title: say.T("archived"), Type: sheet.Date, Detail: true},
		sheet.Column{Key: "merged_into", Title: say.T("merged into"), Detail: true})
}

// nounEntries makes the rows of a noun's list: its own cells, then those of
// stateColumns. Leads of a merged entry count under the one that took it over.
func nounEntries[T any, ID ~int64](ctx context.Context, tx *store.Tx, noun store.Noun, all []T,
	read func(T) (id, into ID, name string, archived crm.Date), own func(T) []any) ([]entry, error) {
	counts, err := tx.LeadCounts(ctx, noun)
	if err != nil {
		return nil, err
	}
	names := map[ID]string{}
	for _, e := range all {
		id, into, name, _ := read(e)
		if names[id] = name; into != 0 {
			counts[int64(into)] += counts[int64(id)]
		}
	}
	list := make([]entry, 0, len(all))
	for _, e := range all {
		id, into, _, archived := read(e)
		list = append(list, entry{int64(id), int64(into), archived != "",
			append(own(e), counts[int64(id)], known(archived), known(names[into]))})
	}
	return list, nil
}

func newSource(a *app) *cobra.Command {
	cmd := newNoun(a, noun{
		noun: store.SourceNoun, short: "Where leads come from: a small list", arg: "NAME", example: "Malt",
		columns: stateColumns(
			sheet.Column{Key: "source", Title: say.T("source")},
			sheet.Column{Key: "channels", Title: say.T("channels"), Type: sheet.List},
			sheet.Column{Key: "hosts", Title: say.T("hosts"), Type: sheet.List},
			sheet.Column{Key: "fee", Title: say.T("fee"), Type: sheet.Percent}),
		rows: func(ctx context.Context, tx *store.Tx) ([]entry, error) { return sourceRows(ctx, tx, a.today) },
		flags: func(cmd *cobra.Command) (func(context.Context, *store.Tx, int64) error, func() bool) {
			var fee, from string
			var hosts []string
			f := cmd.Flags()
			f.StringVar(&fee, "fee", "", "what the platform takes of a won deal, such as 10% (`percent`)")
			f.StringVar(&from, "from", "", "`day` from which the fee holds (default: always)")
			f.StringArrayVar(&hosts, "host", nil, "web `host` that means this source (repeatable)")
			write := func(ctx context.Context, tx *store.Tx, id int64) error {
				return a.setSource(ctx, tx, crm.SourceID(id), fee, from, hosts)
			}
			return write, func() bool { return fee != "" || from != "" || len(hosts) > 0 }
		},
	})
	cmd.AddCommand(newSourceReview(a))
	return cmd
}

// setSource sets a fee from a day on and adds hosts.
func (a *app) setSource(ctx context.Context, tx *store.Tx, id crm.SourceID, fee, from string, hosts []string) error {
	if from != "" && fee == "" {
		return crm.Invalidf("--from %s without --fee", from)
	}
	if fee != "" {
		f := crm.Fee{From: "0001-01-01"}
		var err error
		if f.PPM, err = crm.ParsePercent(fee); err != nil {
			return err
		}
		if from != "" {
			if f.From, err = a.date(from, crm.Back); err != nil {
				return err
			}
		}
		if err := tx.SetSourceFee(ctx, id, f); err != nil {
			return err
		}
	}
	sources, err := tx.Sources(ctx)
	if err != nil {
		return err
	}
	if own := slices.IndexFunc(sources, func(s crm.Source) bool { return s.ID == id }); own >= 0 && fee != "" && from == "" {
		a.noteLaterFee(sources[own])
	}
	for _, host := range hosts {
		name := crm.Host(host)
		if name == "" {
			return crm.Invalidf("%q is not a web host", host).WithHint("for example: --host upwork.com")
		}
		switch owner := slices.IndexFunc(sources, func(s crm.Source) bool { return slices.Contains(s.Hosts, name) }); {
		case owner < 0:
			if err := tx.AddSourceHost(ctx, id, name); err != nil {
				return err
			}
		case sources[owner].ID != id: // its own host said again is no error
			return crm.Errorf(crm.Refused, "the host %s already means %s", name, sources[owner].Name).WithHint("leads source list")
		}
	}
	return nil
}

// noteLaterFee says that a fee set for always does not hold today, since
// another was set from a later day on.
func (a *app) noteLaterFee(s crm.Source) {
	for _, f := range slices.Backward(s.Fees) {
		if f.From > "0001-01-01" && f.From <= a.today {
			a.note("the fee of %s from %s on stays %s: give that day to change it, or a later one", s.Name, say.Day(f.From), crm.FormatPercent(f.PPM))
			return
		}
	}
}

func sourceRows(ctx context.Context, tx *store.Tx, today crm.Date) (list []entry, err error) {
	sources, err := tx.Sources(ctx)
	if err != nil {
		return nil, err
	}
	channels, err := tx.Channels(ctx)
	if err != nil {
		return nil, err
	}
	read := func(s crm.Source) (id, into crm.SourceID, name string, archived crm.Date) {
		return s.ID, s.MergedInto, s.Name, s.ArchivedOn
	}
	return nounEntries(ctx, tx, store.SourceNoun, sources, read, func(s crm.Source) []any {
		own := []string{}
		for _, c := range channels {
			if c.Source == s.ID && c.MergedInto == 0 && c.ArchivedOn == "" {
				own = append(own, c.Name)
			}
		}
		var fee any
		if len(s.Fees) > 0 {
			fee = float64(crm.FeeOn(s.Fees, today)) / 1e6
		}
		return []any{s.Name, own, append([]string{}, s.Hosts...), fee}
	})
}

func newChannel(a *app) *cobra.Command {
	return newNoun(a, noun{
		noun: store.ChannelNoun, short: "How leads come, inside one source", arg: "SOURCE/NAME", example: "Upwork/Invite",
		columns: stateColumns(
			sheet.Column{Key: "channel", Title: say.T("channel")},
			sheet.Column{Key: "direction", Title: say.T("direction")}),
		rows: channelRows,
		flags: func(cmd *cobra.Command) (func(context.Context, *store.Tx, int64) error, func() bool) {
			direction := ""
			cmd.Flags().StringVar(&direction, "direction", "", "inbound (they come) or outbound (you go)")
			write := func(ctx context.Context, tx *store.Tx, id int64) error {
				if direction == "" {
					return nil
				}
				d, err := crm.ParseDirection(direction)
				if err != nil {
					return err
				}
				return tx.SetChannelDirection(ctx, crm.ChannelID(id), d)
			}
			return write, func() bool { return direction != "" }
		},
	})
}

func channelRows(ctx context.Context, tx *store.Tx) (list []entry, err error) {
	channels, err := tx.Channels(ctx)
	if err != nil {
		return nil, err
	}
	read := func(c crm.Channel) (id, into crm.ChannelID, name string, archived crm.Date) {
		return c.ID, c.MergedInto, c.SourceName + "/" + c.Name, c.ArchivedOn
	}
	return nounEntries(ctx, tx, store.ChannelNoun, channels, read, func(c crm.Channel) []any {
		direction := map[crm.Direction]string{"in": "inbound", "out": "outbound"}[c.Direction]
		return []any{c.SourceName + "/" + c.Name, known(direction)}
	})
}

func newCampaign(a *app) *cobra.Command {
	cmd := newNoun(a, noun{
		noun: store.CampaignNoun, short: "Initiatives across sources, optional and bound in time", arg: "NAME", example: `"SaaS Q1"`,
		columns: stateColumns(
			sheet.Column{Key: "campaign", Title: say.T("campaign")},
			sheet.Column{Key: "start", Title: say.T("start"), Type: sheet.Date},
			sheet.Column{Key: "end", Title: say.T("end"), Type: sheet.Date},
			sheet.Column{Key: "aim", Title: say.T("aim")}),
		rows: campaignRows,
		more: campaignVariants,
		flags: func(cmd *cobra.Command) (func(context.Context, *store.Tx, int64) error, func() bool) {
			var start, end, aim string
			f := cmd.Flags()
			f.StringVar(&start, "start", "", "first `day`")
			f.StringVar(&end, "end", "", "last `day`")
			f.StringVar(&aim, "aim", "", "what it is for")
			write := func(ctx context.Context, tx *store.Tx, id int64) error {
				return a.setCampaign(ctx, tx, crm.CampaignID(id), start, end, aim)
			}
			return write, func() bool { return start != "" || end != "" || aim != "" }
		},
	})
	cmd.AddCommand(newCampaignPlan(a))
	return cmd
}

func (a *app) setCampaign(ctx context.Context, tx *store.Tx, id crm.CampaignID, start, end, aim string) error {
	campaigns, err := tx.Campaigns(ctx)
	if err != nil {
		return err
	}
	c := campaigns[slices.IndexFunc(campaigns, func(c crm.Campaign) bool { return c.ID == id })]
	if start != "" {
		if c.Start, err = a.date(start, crm.Back); err != nil {
			return err
		}
	}
	if end != "" {
		if c.End, err = a.date(end, crm.Ahead); err != nil {
			return err
		}
	}
	if aim != "" {
		c.Aim = aim
	}
	if err := crm.CheckText("aim", c.Aim, crm.MaxLine); err != nil {
		return err
	}
	return tx.SetCampaign(ctx, c)
}

func campaignRows(ctx context.Context, tx *store.Tx) (list []entry, err error) {
	campaigns, err := tx.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	read := func(c crm.Campaign) (id, into crm.CampaignID, name string, archived crm.Date) {
		return c.ID, c.MergedInto, c.Name, c.ArchivedOn
	}
	return nounEntries(ctx, tx, store.CampaignNoun, campaigns, read, func(c crm.Campaign) []any {
		return []any{c.Name, known(c.Start), known(c.End), known(c.Aim)}
	})
}

func newClient(a *app) *cobra.Command {
	cmd := newNoun(a, noun{
		noun: store.ClientNoun, short: "Companies and people, with any number of leads", arg: "NAME", example: `"Noisette"`,
		columns: stateColumns(
			sheet.Column{Key: "client", Title: say.T("client")},
			sheet.Column{Key: "note", Title: say.T("note")}),
		rows: clientRows,
		more: a.clientHistory,
		flags: func(cmd *cobra.Command) (func(context.Context, *store.Tx, int64) error, func() bool) {
			note := ""
			cmd.Flags().StringVar(&note, "note", "", "anything about the client")
			write := func(ctx context.Context, tx *store.Tx, id int64) error {
				if !cmd.Flags().Changed("note") {
					return nil
				}
				if err := crm.CheckText("note", note, crm.MaxText); err != nil {
					return err
				}
				return tx.SetClientNote(ctx, crm.ClientID(id), note)
			}
			return write, func() bool { return cmd.Flags().Changed("note") }
		},
	})
	cmd.AddCommand(newClientForget(a), newClientExport(a))
	return cmd
}

func clientRows(ctx context.Context, tx *store.Tx) (list []entry, err error) {
	clients, err := tx.Clients(ctx)
	if err != nil {
		return nil, err
	}
	read := func(c crm.Client) (id, into crm.ClientID, name string, archived crm.Date) {
		return c.ID, c.MergedInto, c.Name, c.ArchivedOn
	}
	return nounEntries(ctx, tx, store.ClientNoun, clients, read, func(c crm.Client) []any {
		return []any{c.Name, known(c.Note)}
	})
}
