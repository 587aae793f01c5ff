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
			sheet.Column{Key: "fee", Title: say.T("fee"), Type: sheet.Percent},
			sheet.Column{Key: "other_names", Title: say.T("other names"), Type: sheet.List, Detail: true},
			sheet.Column{Key: "description", Title: say.T("description"), Detail: true},
			sheet.Column{Key: "connect", Title: say.T("price of a connect"), Type: sheet.Money, Detail: true},
			sheet.Column{Key: "connect_currency", Title: say.T("currency"), Detail: true}),
		rows: func(ctx context.Context, tx *store.Tx) ([]entry, error) { return sourceRows(ctx, tx, a.today) },
		flags: func(cmd *cobra.Command) (func(context.Context, *store.Tx, int64) error, func() bool) {
			var in sourceInput
			f := cmd.Flags()
			f.StringVar(&in.fee, "fee", "", "what the platform takes from a won deal, such as 10% (`percent`)")
			f.StringVar(&in.connect, "connect", "", "what one connect costs, such as 0.15USD (`money`)")
			f.StringVar(&in.from, "from", "", "`day` from which the fee or the price of a connect holds (default: always)")
			f.StringArrayVar(&in.hosts, "host", nil, "web `host` that means this source (repeatable)")
			f.StringVar(&in.description, "description", "", "what it is, in your words")
			also := otherNameFlags(cmd, store.SourceNoun)
			write := func(ctx context.Context, tx *store.Tx, id int64) error {
				if err := also.write(ctx, tx, id); err != nil {
					return err
				}
				return a.setSource(ctx, tx, crm.SourceID(id), in, cmd.Flags().Changed("description"))
			}
			return write, func() bool {
				return in.fee != "" || in.from != "" || in.connect != "" || len(in.hosts) > 0 || cmd.Flags().Changed("description") || also.given()
			}
		},
	})
	cmd.AddCommand(newSourceReview(a), newSourceStarter(a))
	return cmd
}

// sourceInput is what belongs to a source, as its flags give it.
type sourceInput struct {
	fee, connect, from, description string
	hosts                           []string
}

// setSource sets a fee and the price of a connect from a day on, says what the
// source is and adds hosts.
func (a *app) setSource(ctx context.Context, tx *store.Tx, id crm.SourceID, in sourceInput, described bool) (err error) {
	if in.from != "" && in.fee == "" && in.connect == "" {
		return crm.Invalidf("--from %s without --fee or --connect", in.from)
	}
	from := crm.Date("0001-01-01")
	if in.from != "" {
		if from, err = a.date(in.from, crm.Back); err != nil {
			return err
		}
	}
	if in.fee != "" {
		f := crm.Fee{From: from}
		if f.PPM, err = crm.ParsePercent(in.fee); err != nil {
			return err
		}
		if err := tx.SetSourceFee(ctx, id, f); err != nil {
			return err
		}
	}
	if in.connect != "" {
		base, err := tx.Base(ctx)
		if err != nil {
			return err
		}
		price, err := readMoney(in.connect, "", base)
		if err != nil {
			return err
		}
		if err := a.warnNoRate(ctx, tx, price.Currency, base); err != nil {
			return err
		}
		if err := tx.SetConnectPrice(ctx, id, crm.ConnectPrice{From: from, Price: price}); err != nil {
			return err
		}
	}
	if described {
		if err := crm.CheckText("description", in.description, crm.MaxText); err != nil {
			return err
		}
		if err := tx.SetSourceDescription(ctx, id, in.description); err != nil {
			return err
		}
	}
	sources, err := tx.Sources(ctx)
	if err != nil {
		return err
	}
	if own := slices.IndexFunc(sources, func(s crm.Source) bool { return s.ID == id }); own >= 0 && in.fee != "" && in.from == "" {
		a.noteLaterFee(sources[own])
	}
	return addHosts(ctx, tx, id, sources, in.hosts)
}

// addHosts says of web hosts that they mean a source.
func addHosts(ctx context.Context, tx *store.Tx, id crm.SourceID, sources []crm.Source, hosts []string) error {
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
		price := crm.ConnectOn(s.Connects, today)
		return []any{s.Name, own, append([]string{}, s.Hosts...), fee, append([]string{}, s.Also...), known(s.Description), amount(price), known(price.Currency)}
	})
}

func newChannel(a *app) *cobra.Command {
	return newNoun(a, noun{
		noun: store.ChannelNoun, short: "How leads come, inside one source", arg: "SOURCE/NAME", example: "Upwork/Invite",
		columns: stateColumns(
			sheet.Column{Key: "channel", Title: say.T("channel")},
			sheet.Column{Key: "direction", Title: say.T("direction"), Type: sheet.Word},
			sheet.Column{Key: "other_names", Title: say.T("other names"), Type: sheet.List, Detail: true}),
		rows: channelRows,
		flags: func(cmd *cobra.Command) (func(context.Context, *store.Tx, int64) error, func() bool) {
			direction := ""
			cmd.Flags().StringVar(&direction, "direction", "", "inbound (they come) or outbound (you go)")
			also := otherNameFlags(cmd, store.ChannelNoun)
			write := func(ctx context.Context, tx *store.Tx, id int64) error {
				if err := also.write(ctx, tx, id); err != nil || direction == "" {
					return err
				}
				d, err := crm.ParseDirection(direction)
				if err != nil {
					return err
				}
				return tx.SetChannelDirection(ctx, crm.ChannelID(id), d)
			}
			return write, func() bool { return direction != "" || also.given() }
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
		return []any{c.SourceName + "/" + c.Name, known(direction), append([]string{}, c.Also...)}
	})
}

func newCampaign(a *app) *cobra.Command {
	cmd := newNoun(a, noun{
		noun: store.CampaignNoun, short: "Initiatives across sources, optional and time-bound", arg: "NAME", example: `"SaaS Q1"`,
		columns: stateColumns(
			sheet.Column{Key: "campaign", Title: say.T("campaign")},
			sheet.Column{Key: "start", Title: say.T("start"), Type: sheet.Date},
			sheet.Column{Key: "end", Title: say.T("end"), Type: sheet.Date},
			sheet.Column{Key: "aim", Title: say.T("aim")},
			sheet.Column{Key: "partner", Title: say.T("partner"), Detail: true},
			sheet.Column{Key: "sector", Title: say.T("sector"), Detail: true},
			sheet.Column{Key: "message", Title: say.T("message"), Detail: true},
			sheet.Column{Key: "other_names", Title: say.T("other names"), Type: sheet.List, Detail: true}),
		rows: campaignRows,
		more: campaignVariants,
		flags: func(cmd *cobra.Command) (func(context.Context, *store.Tx, int64) error, func() bool) {
			var in campaignInput
			f := cmd.Flags()
			f.StringVar(&in.start, "start", "", "first `day`")
			f.StringVar(&in.end, "end", "", "last `day`")
			f.StringVar(&in.aim, "aim", "", "what it is for")
			f.StringVar(&in.partner, "partner", "", "with whom it is run")
			f.StringVar(&in.sector, "sector", "", "whom it is aimed at")
			f.StringVar(&in.message, "message", "", "what it says")
			also := otherNameFlags(cmd, store.CampaignNoun)
			write := func(ctx context.Context, tx *store.Tx, id int64) error {
				if err := also.write(ctx, tx, id); err != nil {
					return err
				}
				return a.setCampaign(ctx, tx, crm.CampaignID(id), in)
			}
			return write, func() bool { return in != campaignInput{} || also.given() }
		},
	})
	cmd.AddCommand(newCampaignPlan(a))
	return cmd
}

// campaignInput is what belongs to a campaign, as its flags give it.
type campaignInput struct{ start, end, aim, partner, sector, message string }

func (a *app) setCampaign(ctx context.Context, tx *store.Tx, id crm.CampaignID, in campaignInput) error {
	campaigns, err := tx.Campaigns(ctx)
	if err != nil {
		return err
	}
	c := campaigns[slices.IndexFunc(campaigns, func(c crm.Campaign) bool { return c.ID == id })]
	if in.start != "" {
		if c.Start, err = a.date(in.start, crm.Back); err != nil {
			return err
		}
	}
	if in.end != "" {
		if c.End, err = a.date(in.end, crm.Ahead); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		name, text string
		to         *string
	}{{"aim", in.aim, &c.Aim}, {"partner", in.partner, &c.Partner}, {"sector", in.sector, &c.Sector}, {"message", in.message, &c.Message}} {
		if f.text != "" {
			*f.to = f.text
		}
		if err := crm.CheckText(f.name, *f.to, crm.MaxText); err != nil {
			return err
		}
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
		return []any{c.Name, known(c.Start), known(c.End), known(c.Aim), known(c.Partner), known(c.Sector), known(c.Message),
			append([]string{}, c.Also...)}
	})
}
