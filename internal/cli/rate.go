package cli

import (
	"context"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newRateSet(a *app) *cobra.Command {
	date := ""
	cmd := &cobra.Command{
		Use: "set CUR RATE", Short: "Set what 1 unit of a currency is worth in the base currency, from a day on",
		Example: "  leads rate set USD 0.92 --date 2026-01-01", Args: exactly(2, "CUR and RATE"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			r := crm.RateFrom{From: a.today}
			var err error
			if r.Currency, err = crm.ParseCurrency(args[0]); err != nil {
				return err
			}
			if r.Rate, err = crm.ParseRate(args[1]); err != nil {
				return err
			}
			if date != "" {
				if r.From, err = a.date(date, crm.Back); err != nil {
					return err
				}
			}
			var base crm.Currency
			err = a.update(ctx, func(tx *store.Tx) (err error) {
				if base, err = tx.Base(ctx); err != nil {
					return err
				}
				if base == r.Currency {
					return crm.Invalidf("%s is the base currency: its rate is 1", string(base))
				}
				return tx.SetRate(ctx, r)
			})
			if err != nil {
				return err
			}
			if a.structured() {
				s := ratesSheet(base, r)
				s.Shape = sheet.Record
				return a.print(s)
			}
			return a.answer(a.say("1 %s is %s %s from %s on", string(r.Currency), string(r.Rate), string(base), say.Day(r.From)), string(r.Rate))
		}),
	}
	cmd.Flags().StringVar(&date, "date", "", "`day` from which it holds (default today)")
	return cmd
}

// ratesSheet is a list of exchange rates.
func ratesSheet(base crm.Currency, rates ...crm.RateFrom) *sheet.Sheet {
	s := &sheet.Sheet{Empty: say.T("No rates yet: leads rate set USD RATE"), Columns: []sheet.Column{
		{Key: "currency", Title: say.T("currency")}, {Key: "date", Title: say.T("from"), Type: sheet.Date},
		{Key: "rate", Title: say.T("rate")}, {Key: "base", Title: say.T("base currency")}}}
	for _, r := range rates {
		s.Add(string(r.Currency), string(r.From), string(r.Rate), string(base))
	}
	return s
}

func newRateList(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the exchange rates", Example: "  leads rate list", Args: noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			var s *sheet.Sheet
			err := a.view(ctx, func(tx *store.Tx) error {
				base, err := tx.Base(ctx)
				if err != nil {
					return err
				}
				rates, err := tx.Rates(ctx)
				s = ratesSheet(base, rates...)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(s)
		}),
	}
}
