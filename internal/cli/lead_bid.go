package cli

import (
	"context"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/store"
)

func newLeadBid(a *app) *cobra.Command {
	in := leadInput{bid: true}
	cmd := &cobra.Command{
		Use:   "bid [LINK|TITLE]",
		Short: "Record a bid: a new lead whose first activity it is",
		Long: `Record a bid: a new lead whose first activity is the bid, with the time it took and what it cost.
A link to the posting gives the source, the id of the posting and often a title.
Connects cost what the source says (leads source set Upwork --connect 0.15USD), else what
leads config set connect-price 0.15USD says. Without --spent, leads config set bid-minutes last
takes the minutes of the last bid, and bid-minutes 15 takes 15; either is reported.`,
		Example: `  leads bid https://www.upwork.com/jobs/~0123456789abcdef --connects 16
  leads bid "Shop redesign" --source Upwork/Search --spent 20m --cost 16x0.15`,
		Args: between(0, 1, "one LINK or TITLE"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			if len(args) == 1 {
				in.title = args[0]
			}
			return a.leadAdd(ctx, in)
		}),
	}
	in.addFlags(cmd)
	cmd.Flags().Int64Var(&in.connects, "connects", 0, "how many connects it took")
	return cmd
}

// readBid makes the first activity of a bid: what flags and settings say of it.
func (a *app) readBid(ctx context.Context, tx *store.Tx, in leadInput, lead crm.Lead, base crm.Currency) (*crm.Activity, error) {
	act := &crm.Activity{Kind: "bid", On: lead.FirstTouchOn, CreatedAt: crm.InstantOf(a.now)}
	if in.connects < 0 {
		return nil, crm.Invalidf("--connects %d is negative", in.connects)
	}
	if in.connects > 0 && in.cost != "" {
		return nil, crm.Invalidf("--connects %d and --cost %s contradict each other", in.connects, in.cost)
	}
	if err := a.readSpent(ctx, tx, act, in.spent, in.cost, base); err != nil {
		return nil, err
	}
	if in.spent == "" {
		minutes, last, known, err := intake.BidMinutes(ctx, tx)
		if err != nil {
			return nil, err
		}
		if known {
			act.Minutes = &minutes
			if last {
				a.note("%s, as for the bid before", crm.FormatMinutes(minutes))
			} else {
				a.note("%s, as bid-minutes says", crm.FormatMinutes(minutes))
			}
		}
	}
	if in.connects == 0 {
		return act, nil
	}
	source := lead.First.Source
	if source == "" && lead.URL != "" && !in.noSource {
		said, err := intake.TouchOfURL(ctx, tx, lead.URL)
		if err != nil {
			return nil, err
		}
		source = said.Source
	}
	price, err := intake.ConnectPrice(ctx, tx, source, lead.FirstTouchOn)
	if err != nil {
		return nil, err
	}
	if act.Cost, err = price.Times(in.connects); err != nil {
		return nil, err
	}
	if act.CostBase, _, err = intake.InBase(ctx, tx, act.Cost, base, act.On); err != nil {
		return nil, err
	}
	a.note("%d connects at %s cost %s", in.connects, price.String(), act.Cost.String())
	return act, nil
}
