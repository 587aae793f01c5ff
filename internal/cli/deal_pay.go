package cli

import (
	"context"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/say"
	"leads/internal/store"
)

// payInput is a payment as arguments and flags give it.
type payInput struct {
	id, amount, currency, date, fee, note string
	noWin                                 bool
}

func newDealPay(a *app) *cobra.Command {
	var in payInput
	cmd := &cobra.Command{
		Use:   "pay ID AMOUNT",
		Short: "Record a payment on a won deal, or a refund",
		Long: `Record money received for a lead: an instalment, a milestone, a bonus; a negative amount is a
refund. This wins an open lead (--no-win leaves it open): for its value, else for the
amount received. --fee is what was taken from this payment; without it the fee of the deal
counts, else that of the source on the day. A foreign currency is converted at the rate of
the day, frozen then. leads undo takes a payment back.`,
		Example: "  leads pay 12 1500 --date yesterday\n  leads pay 12 1500 --fee 10% --note \"second milestone\"\n  leads pay 12 -200 --note refund",
		Args:    exactly(2, "ID and AMOUNT"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			in.id, in.amount = args[0], args[1]
			return a.dealPay(ctx, in)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.date, "date", "", "`day` on which it came (default today)")
	f.StringVar(&in.fee, "fee", "", "what was taken from it: a `share` such as 12%, or an amount")
	f.StringVar(&in.currency, "currency", "", "ISO `code` of the amount (default: that of the deal, else the base currency)")
	f.StringVar(&in.note, "note", "", "anything about it")
	f.BoolVar(&in.noWin, "no-win", false, "leave an open lead open")
	return cmd
}

// signed finds an amount below zero where pflag would see short flags.
var signed = regexp.MustCompile(`^-(\p{Sc}|\d)`)

// refundable rewrites the amounts below zero of leads pay with the minus of
// typography, which is read alike.
func refundable(args []string) []string {
	first := firstWord(args)
	if first != "pay" && first != "deal" {
		return args
	}
	out := make([]string, len(args))
	for i, arg := range args {
		if out[i] = arg; signed.MatchString(arg) {
			out[i] = "\u2212" + arg[1:]
		}
	}
	return out
}

func (a *app) dealPay(ctx context.Context, in payInput) error {
	id, err := a.leadID(ctx, in.id)
	if err != nil {
		return err
	}
	if err := crm.CheckText("note", in.note, crm.MaxText); err != nil {
		return err
	}
	p := crm.Payment{On: a.today, Note: in.note, CreatedAt: crm.InstantOf(a.now)}
	if in.date != "" {
		if p.On, err = a.date(in.date, crm.Back); err != nil {
			return err
		}
	}
	win, err := a.paymentWins(ctx, id, in)
	if err != nil {
		return err
	}
	var w store.Won
	var base crm.Currency
	lead, err := a.change(ctx, id, func(tx *store.Tx, lead crm.Lead) error {
		if base, err = tx.Base(ctx); err != nil {
			return err
		}
		if err := a.readPayment(&p, in, lead, base); err != nil {
			return err
		}
		p.Lead = lead.ID
		if err := a.pay(ctx, tx, lead, p, win); err != nil {
			return err
		}
		if lead, err = tx.Lead(ctx, lead.ID); err != nil {
			return err
		}
		w = wonOf(lead)
		w.Payments, err = tx.Payments(ctx, lead.ID)
		return err
	})
	if err != nil {
		return err
	}
	return a.sayPaid(ctx, lead, p, w, base)
}

// paymentWins reports whether a payment closes the lead as won: an open one,
// unless the flag or, on a terminal, the person says no.
func (a *app) paymentWins(ctx context.Context, id crm.LeadID, in payInput) (win bool, err error) {
	if in.noWin {
		return false, nil
	}
	if !a.interactive() {
		return true, nil
	}
	var lead crm.Lead
	err = a.view(ctx, func(tx *store.Tx) (err error) {
		lead, err = a.survivor(ctx, tx, id)
		return err
	})
	if err != nil || !lead.Open() {
		return true, err
	}
	win, err = a.asker().Confirm(ctx, safe(a.say("Lead %d, %s, is open. Is it won with this payment?", int64(lead.ID), lead.Title)))
	if err != nil {
		return false, formError(err)
	}
	return win, nil
}

// readPayment reads amount and fee of a payment on a lead.
func (a *app) readPayment(p *crm.Payment, in payInput, lead crm.Lead, base crm.Currency) (err error) {
	own := base
	switch {
	case lead.Deal.Amount.Known():
		own = lead.Deal.Amount.Currency
	case lead.Open() && lead.Value.Known():
		own = lead.Value.Currency
	}
	if in.currency != "" {
		if own, err = crm.ParseCurrency(in.currency); err != nil {
			return err
		}
	}
	if p.Amount, err = crm.ParseMoney(in.amount, own, crm.MarkUnknown); err != nil {
		return err
	}
	if in.currency != "" && p.Amount.Currency != own {
		return crm.Invalidf("%q and --currency %s contradict each other", in.amount, in.currency)
	}
	if p.Amount.Minor == 0 {
		return crm.Invalidf("a payment cannot be zero").WithHint("leads pay %d AMOUNT", int64(lead.ID))
	}
	if in.fee == "" {
		return nil
	}
	if p.Fee, err = crm.ParseOwnFee(in.fee, p.Amount.Currency); err != nil {
		return err
	}
	fixed := p.Fee.Fixed
	switch {
	case fixed.Minor > max(p.Amount.Minor, -p.Amount.Minor), -fixed.Minor > max(p.Amount.Minor, -p.Amount.Minor):
		return crm.Invalidf("the fee %s is more than the payment of %s", fixed.String(), p.Amount.String())
	case fixed.Negative() && !p.Amount.Negative():
		return crm.Invalidf("only a refund can give a fee back: %q is negative", in.fee)
	}
	return nil
}

// pay enters a payment whose amount is read: its rate is frozen, and an open
// lead is won where win says so.
func (a *app) pay(ctx context.Context, tx *store.Tx, lead crm.Lead, p crm.Payment, win bool) error {
	base, err := tx.Base(ctx)
	if err != nil {
		return err
	}
	switch {
	case lead.Open() && win:
		deal := crm.Deal{Outcome: crm.Won, ClosedOn: p.On, Amount: lead.Value}
		if !deal.Amount.Known() && !p.Amount.Negative() {
			deal.Amount = p.Amount
		}
		if err := a.closeDeal(ctx, tx, lead, deal); err != nil {
			return err
		}
		if deal.Amount.Known() {
			a.note("lead %d is won on %s for %s", int64(lead.ID), say.Day(p.On), deal.Amount.String())
		}
	case !lead.Open() && lead.Deal.Outcome != crm.Won:
		return crm.Errorf(crm.Refused, "lead %d is closed as %s: only a won deal is paid", int64(lead.ID), say.T(string(lead.Deal.Outcome))).
			WithHint("leads reopen %d", int64(lead.ID))
	}
	if p.Base, p.Rate, err = intake.InBase(ctx, tx, p.Amount, base, p.On); err != nil {
		return err
	}
	if p.On > a.today {
		a.warn(say.T("%s is in the future", say.Day(p.On)))
	}
	if _, err := tx.AddPayment(ctx, p); err != nil {
		return err
	}
	return tx.Touched(ctx, lead.ID, crm.InstantOf(a.now))
}

// sayPaid tells what came, and how much is still to come.
func (a *app) sayPaid(ctx context.Context, lead crm.Lead, p crm.Payment, w store.Won, base crm.Currency) error {
	paid, err := w.Deal.Paid(w.Payments, base)
	if err != nil {
		return err
	}
	sentence := a.say("Lead %d: %s came on %s", int64(lead.ID), p.Amount.String(), say.Day(p.On))
	if back := p.Amount; back.Negative() {
		back.Minor = -back.Minor
		sentence = a.say("Lead %d: %s was paid back on %s", int64(lead.ID), back.String(), say.Day(p.On))
	}
	if left := w.Deal.Unpaid(paid); left.Minor > 0 {
		sentence += a.say(", %s of %s is still to come", left.String(), w.Deal.Amount.String())
	} else if left.Known() {
		sentence += a.say(", paid in full")
	}
	return a.sayDeal(ctx, w, a.say("%s: %s", sentence, strings.TrimSpace(lead.Title)))
}

// notePayments says what came for a lead that is not won any more.
func (a *app) notePayments(ctx context.Context, tx *store.Tx, lead crm.Lead) error {
	list, err := tx.Payments(ctx, lead.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	base, err := tx.Base(ctx)
	if err != nil {
		return err
	}
	paid, err := lead.Deal.Paid(list, base)
	if err == nil {
		a.note("lead %d keeps its payments, %s in all", int64(lead.ID), paid.String())
	}
	return err
}
