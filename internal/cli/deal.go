package cli

import (
	"context"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/say"
	"leads/internal/store"
)

func newDealWin(a *app) *cobra.Command {
	var in dealInput
	cmd := &cobra.Command{
		Use:   "win ID [AMOUNT]",
		Short: "Close a lead as won",
		Long: `Close a lead as won. Without AMOUNT its value is taken; without either the amount stays
unknown. A foreign currency is converted at the rate of the closing day, frozen then.
On a terminal, you are asked for what is missing.`,
		Example: "  leads win 12 3000\n  leads win 12 1500 --currency USD --date yesterday\n  leads win 12 3000 --fee 12%",
		Args:    a.unless(between(1, 2, "ID and AMOUNT"), 2, "ID and AMOUNT"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			if len(args) > 0 {
				in.id = args[0]
			}
			if len(args) == 2 {
				in.amount = args[1]
			} else if a.interactive() {
				if err := a.askWin(ctx, &in); err != nil {
					return err
				}
			}
			return a.dealWin(ctx, in)
		}),
	}
	cmd.Flags().StringVar(&in.currency, "currency", "", "ISO `code` of the amount (default: that of the value, else the base currency)")
	cmd.Flags().StringVar(&in.date, "date", "", "closing `day` (default today)")
	in.keepFlag(cmd)
	cmd.Flags().StringVar(&in.fee, "fee", "", "what the platform takes from it: a `share` such as 12%, or an amount (default: the fee of the source)")
	return cmd
}

func (a *app) dealWin(ctx context.Context, in dealInput) error {
	return a.close(ctx, in, func(tx *store.Tx, lead crm.Lead, deal *crm.Deal) error {
		base, err := tx.Base(ctx)
		if err != nil {
			return err
		}
		own := base
		if lead.Value.Known() {
			own = lead.Value.Currency
		}
		deal.Outcome = crm.Won
		if in.amount != "" {
			if deal.Amount, err = readMoney(in.amount, in.currency, own); err == nil && in.fee != "" {
				deal.Fee, err = readDealFee(in.fee, deal.Amount)
			}
			return err
		}
		if in.currency != "" {
			return crm.Invalidf("--currency %s without an amount", in.currency).WithHint("leads win %d AMOUNT --currency %s", int64(lead.ID), in.currency)
		}
		if deal.Amount = lead.Value; deal.Amount.Known() {
			a.note("the amount is the value of lead %d: %s", int64(lead.ID), deal.Amount.String())
		} else {
			a.warn(say.T("lead %d is won without an amount: revenue stays too low until you reopen it and win it with one", int64(lead.ID)))
		}
		if in.fee != "" {
			deal.Fee, err = readDealFee(in.fee, deal.Amount)
			return err
		}
		return nil
	})
}

func newDealLose(a *app) *cobra.Command {
	var in dealInput
	cmd := &cobra.Command{
		Use:   "lose ID",
		Short: "Close a lead as lost, no-response or not-a-fit",
		Example: `  leads lose 12 --reason price
  leads lose 12 --outcome no-response`,
		Args: a.unless(exactly(1, "ID"), 1, "ID"),
	}
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		if len(args) > 0 {
			in.id = args[0]
		}
		given := cmd.Flags().Changed("outcome") || cmd.Flags().Changed("reason")
		if (in.id == "" || !given) && a.interactive() {
			if err := a.askLose(ctx, &in, given); err != nil {
				return err
			}
		}
		return a.dealLose(ctx, in)
	})
	f := cmd.Flags()
	f.StringVar(&in.outcome, "outcome", string(crm.Lost), "lost, no-response, or not-a-fit (you declined: no loss)")
	f.StringVar(&in.reason, "reason", "", "price, competitor, cancelled, timing, scope, budget or other")
	f.StringVar(&in.date, "date", "", "closing `day` (default today)")
	in.keepFlag(cmd)
	return cmd
}

// keepFlag leaves a follow-up as it is when a lead is closed.
func (in *dealInput) keepFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&in.keepFollowUp, "keep-follow-up", false, "leave a follow-up that is due as it is")
}

func (a *app) dealLose(ctx context.Context, in dealInput) error {
	deal := crm.Deal{}
	var err error
	if deal.Outcome, err = crm.ParseOutcome(in.outcome); err != nil {
		return err
	}
	if deal.Outcome == crm.Won {
		return crm.Invalidf("a lost lead is not won").WithHint("leads win %s AMOUNT", in.id)
	}
	if in.reason != "" {
		if deal.Reason, err = crm.ParseReason(in.reason); err != nil {
			return err
		}
	}
	return a.close(ctx, in, func(_ *store.Tx, _ crm.Lead, d *crm.Deal) error {
		d.Outcome, d.Reason = deal.Outcome, deal.Reason
		return nil
	})
}

// close closes a lead with the deal that fill makes.
func (a *app) close(ctx context.Context, in dealInput, fill func(*store.Tx, crm.Lead, *crm.Deal) error) error {
	id, err := a.leadID(ctx, in.id)
	if err != nil {
		return err
	}
	deal := crm.Deal{ClosedOn: a.today}
	if in.date != "" {
		if deal.ClosedOn, err = a.date(in.date, crm.Back); err != nil {
			return err
		}
	}
	lead, err := a.change(ctx, id, func(tx *store.Tx, lead crm.Lead) error {
		if err := intake.RefuseClosed(lead); err != nil {
			return err
		}
		if err := fill(tx, lead, &deal); err != nil {
			return err
		}
		if err := a.closeDeal(ctx, tx, lead, deal); err != nil {
			return err
		}
		return a.settleFollowUp(ctx, tx, lead, in.keepFollowUp)
	})
	if err != nil {
		return err
	}
	sentence := a.say("Lead %d is %s on %s: %s", int64(lead.ID), say.T(string(lead.Deal.Outcome)), say.Day(lead.Deal.ClosedOn), lead.Title)
	if lead.Deal.Amount.Known() {
		sentence = a.say("Lead %d is won on %s for %s: %s", int64(lead.ID), say.Day(lead.Deal.ClosedOn), lead.Deal.Amount.String(), lead.Title)
	}
	return a.sayLead(lead, sentence)
}

// closeDeal freezes the rate and closes a lead; odd dates are said, not refused.
func (a *app) closeDeal(ctx context.Context, tx *store.Tx, lead crm.Lead, deal crm.Deal) error {
	base, err := tx.Base(ctx)
	if err != nil {
		return err
	}
	if deal.Base, deal.Rate, err = intake.InBase(ctx, tx, deal.Amount, base, deal.ClosedOn); err != nil {
		return err
	}
	if deal.ClosedOn < lead.FirstTouchOn {
		a.warn(say.T("lead %d is closed on %s, before its first touch on %s", int64(lead.ID), say.Day(deal.ClosedOn), say.Day(lead.FirstTouchOn)))
	}
	if deal.ClosedOn > a.today {
		a.warn(say.T("%s is in the future", say.Day(deal.ClosedOn)))
	}
	if err := tx.CloseDeal(ctx, lead.ID, deal, crm.InstantOf(a.now)); err != nil {
		return err
	}
	return tx.Touched(ctx, lead.ID, crm.InstantOf(a.now))
}

func newDealReopen(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "reopen ID",
		Short:   "Reopen a closed lead",
		Example: "  leads reopen 12",
		Args:    exactly(1, "ID"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			id, err := a.leadID(ctx, args[0])
			if err != nil {
				return err
			}
			lead, err := a.change(ctx, id, func(tx *store.Tx, lead crm.Lead) error {
				if lead.Open() {
					return crm.Errorf(crm.Refused, "lead %d is open", int64(lead.ID)).WithHint("leads show %d", int64(lead.ID))
				}
				if err := tx.ReopenDeal(ctx, lead.ID); err != nil {
					return err
				}
				if err := a.notePayments(ctx, tx, lead); err != nil {
					return err
				}
				return tx.Touched(ctx, lead.ID, crm.InstantOf(a.now))
			})
			if err != nil {
				return err
			}
			return a.sayLead(lead, a.say("Lead %d is open again: %s", int64(lead.ID), lead.Title))
		}),
	}
}
