package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/attribution"
	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newDealList(a *app) *cobra.Command {
	unpaid, overdue := false, ""
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the won deals, what came of them and what is still to come",
		Long: `List the won deals, the latest first: what was agreed, what the platform takes, what came and
what is still to come, in the currency of the deal. Payments in another currency count at the
rates of their days. The fee is that of the contract, else that of the source on the closing day.`,
		Example: "  leads deal list --unpaid\n  leads deal list --overdue 30d",
		Args:    noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			days := -1
			if overdue != "" {
				n, err := attribution.ParseDays(overdue)
				if err != nil {
					return err
				}
				days = int(n)
			}
			return a.dealList(ctx, unpaid, days)
		}),
	}
	cmd.Flags().BoolVar(&unpaid, "unpaid", false, "only those that are not paid in full")
	cmd.Flags().StringVar(&overdue, "overdue", "", "only those not paid in full this many `days` after the closing: 30d")
	return cmd
}

// dealList lists won deals; overdue is a number of days, -1 for any.
func (a *app) dealList(ctx context.Context, unpaid bool, overdue int) error {
	s := &sheet.Sheet{Columns: a.dealColumns(), Empty: say.T("No deal is won yet: leads win ID AMOUNT")}
	if unpaid || overdue >= 0 {
		s.Empty = say.T("Nothing is still to come.")
	}
	err := a.view(ctx, func(tx *store.Tx) error {
		list, err := tx.WonDeals(ctx)
		if err != nil {
			return err
		}
		row, err := dealRow(ctx, tx)
		if err != nil {
			return err
		}
		for _, w := range list {
			cells, left, err := row(w)
			if err != nil {
				return err
			}
			if (unpaid || overdue >= 0) && left.Minor <= 0 || overdue >= 0 && w.Deal.ClosedOn > a.today.AddDays(-overdue) {
				continue
			}
			s.Add(cells...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return a.print(s)
}

// dealColumns are the keys of a deal in JSON and CSV. They never change. What
// people read has the currency in every amount.
func (a *app) dealColumns() []sheet.Column {
	return []sheet.Column{
		{Key: "lead", Title: say.T("lead"), Type: sheet.ID},
		{Key: "title", Title: say.T("title")},
		{Key: "client", Title: say.T("client")},
		{Key: "amount", Title: say.T("amount"), Type: sheet.Money},
		{Key: "currency", Title: say.T("currency"), Detail: !a.machine()},
		{Key: "closed_on", Title: say.T("closed on"), Type: sheet.Date},
		{Key: "fee", Title: say.T("fee"), Type: sheet.Money},
		{Key: "paid", Title: say.T("paid"), Type: sheet.Money},
		{Key: "unpaid", Title: say.T("unpaid"), Type: sheet.Money},
		{Key: "last_paid_on", Title: say.T("last paid on"), Type: sheet.Date},
	}
}

// dealRow makes cells of dealColumns, and says what is still to come of a deal.
func dealRow(ctx context.Context, tx *store.Tx) (func(store.Won) ([]any, crm.Money, error), error) {
	base, err := tx.Base(ctx)
	if err != nil {
		return nil, err
	}
	named, err := answers.Names(ctx, tx, nil)
	if err != nil {
		return nil, err
	}
	return func(w store.Won) ([]any, crm.Money, error) {
		paid, err := w.Deal.Paid(w.Payments, base)
		if err != nil {
			return nil, paid, err
		}
		fee := crm.Money{}
		if own, fees := w.Deal.Fee, named.Fees[w.Source]; w.Deal.Amount.Known() && (own.Known || len(fees) > 0) {
			if !own.Known {
				own = crm.OwnFee{Known: true, PPM: crm.FeeOn(fees, w.Deal.ClosedOn)}
			}
			fee = crm.Money{Minor: own.Of(w.Deal.Amount), Currency: w.Deal.Amount.Currency}
		}
		var last crm.Date
		for _, p := range w.Payments {
			last = max(last, p.On)
		}
		left := w.Deal.Unpaid(paid)
		return []any{int64(w.Lead), w.Title, known(w.Client), amount(w.Deal.Amount), known(paid.Currency), known(w.Deal.ClosedOn), amount(fee), amount(paid), amount(left), known(last)}, left, nil
	}, nil
}

// wonOf is the deal of one lead, without its payments.
func wonOf(l crm.Lead) store.Won {
	return store.Won{Lead: l.ID, Title: l.Title, Client: l.Client, Source: l.Touch.Source, Deal: l.Deal}
}

// sayDeal tells what happened to a deal: a sentence for a person, the id of the
// lead for a script, the deal where a record was asked for.
func (a *app) sayDeal(ctx context.Context, w store.Won, sentence string) error {
	if !a.structured() {
		return a.answer(safe(sentence), fmt.Sprint(int64(w.Lead)))
	}
	s := &sheet.Sheet{Shape: sheet.Record, Columns: a.dealColumns()}
	err := a.view(ctx, func(tx *store.Tx) error {
		row, err := dealRow(ctx, tx)
		if err != nil {
			return err
		}
		cells, _, err := row(w)
		s.Add(cells...)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(s)
}

func newDealSet(a *app) *cobra.Command {
	var fee string
	cmd := &cobra.Command{
		Use:   "set ID",
		Short: "Set what the platform takes from a won deal",
		Long: `Set what the platform takes from a won deal: a share, or an amount in the currency of the deal.
It replaces the source's fee, which is an assumption; --fee none goes back to that.`,
		Example: "  leads deal set 12 --fee 12%\n  leads deal set 12 --fee 90",
		Args:    exactly(1, "ID"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			if fee == "" {
				return crm.Invalidf("nothing to set").WithHint("leads deal set %s --fee 12%%", args[0])
			}
			return a.dealSet(ctx, args[0], fee)
		}),
	}
	cmd.Flags().StringVar(&fee, "fee", "", "a `share` such as 12%, an amount, or none")
	return cmd
}

func (a *app) dealSet(ctx context.Context, text, fee string) error {
	id, err := a.leadID(ctx, text)
	if err != nil {
		return err
	}
	var w store.Won
	lead, err := a.change(ctx, id, func(tx *store.Tx, lead crm.Lead) error {
		if lead.Deal.Outcome != crm.Won {
			return crm.Errorf(crm.Refused, "lead %d is not won", int64(lead.ID)).WithHint("leads win %d AMOUNT --fee %s", int64(lead.ID), fee)
		}
		var own crm.OwnFee
		if fee != "none" {
			if own, err = readDealFee(fee, lead.Deal.Amount); err != nil {
				return err
			}
		}
		if err := tx.SetDealFee(ctx, lead.ID, own); err != nil {
			return err
		}
		if err := tx.Touched(ctx, lead.ID, crm.InstantOf(a.now)); err != nil {
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
	if !lead.Deal.Fee.Known {
		return a.sayDeal(ctx, w, a.say("Lead %d has no fee of its own: that of its source counts", int64(lead.ID)))
	}
	return a.sayDeal(ctx, w, a.say("The fee of lead %d is %s: %s", int64(lead.ID), lead.Deal.Fee.String(), lead.Title))
}

// readDealFee reads the fee of a deal with an amount.
func readDealFee(text string, amount crm.Money) (f crm.OwnFee, err error) {
	if !amount.Known() {
		if f, err = crm.ParseOwnFee(text, "EUR"); err == nil && f.Fixed.Known() {
			err = crm.Invalidf("a deal without an amount has no fixed fee, but it may have a share").WithHint("--fee 12%%")
		}
		return f, err
	}
	if f, err = crm.ParseOwnFee(text, amount.Currency); err != nil {
		return f, err
	}
	switch {
	case f.Fixed.Negative():
		return f, crm.Invalidf("a fee cannot be negative: %q", text)
	case f.Fixed.Minor > amount.Minor:
		return f, crm.Invalidf("the fee %s is more than the amount of %s", f.Fixed.String(), amount.String())
	}
	return f, nil
}

// paymentsSheet lists the payments of a lead, with their sum in the currency of
// the deal where there are several.
func paymentsSheet(payments []crm.Payment) *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("Payments"), Columns: []sheet.Column{
		{Key: "id", Title: say.T("id"), Type: sheet.ID, Detail: true},
		{Key: "on", Title: say.T("day"), Type: sheet.Date},
		{Key: "amount", Title: say.T("amount"), Type: sheet.Money},
		{Key: "currency", Title: say.T("currency"), Detail: true},
		{Key: "base", Title: say.T("in the base currency"), Type: sheet.Money, Detail: !slices.ContainsFunc(payments, func(p crm.Payment) bool { return p.Amount.Currency != p.Base.Currency })},
		{Key: "fee", Title: say.T("fee")},
		{Key: "note", Title: say.T("note"), Whole: true},
	}}
	for _, p := range payments {
		s.Add(int64(p.ID), string(p.On), amount(p.Amount), string(p.Amount.Currency), amount(p.Base), known(p.Fee.String()), known(p.Note))
	}
	return s
}
