package cli

import (
	"context"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/say"
	"leads/internal/store"
)

func checkConnectPrice(ctx context.Context, tx *store.Tx, text string) (string, error) {
	base, err := tx.Base(ctx)
	if err != nil {
		return "", err
	}
	prices, err := crm.ParseConnectPrices(text, base)
	return crm.FormatConnectPrices(prices), err
}

// connectPriceFrom adds a price from a day on to those that are set.
func connectPriceFrom(ctx context.Context, tx *store.Tx, text string, from crm.Date) (string, error) {
	base, err := tx.Base(ctx)
	if err != nil {
		return "", err
	}
	price, err := crm.ParseAmount(text, base)
	if err != nil {
		return "", err
	}
	set, err := tx.Setting(ctx, intake.ConnectPriceSetting)
	if err != nil {
		return "", err
	}
	var prices []crm.ConnectPrice
	if set != "" {
		if prices, err = crm.ParseConnectPrices(set, base); err != nil {
			return "", err
		}
	}
	return crm.FormatConnectPrices(crm.WithConnectPrice(prices, crm.ConnectPrice{From: from, Price: price})), nil
}

// warnNoRateOfConnects says which price of a connect is in a currency without a
// rate: the next bid would be refused.
func (a *app) warnNoRateOfConnects(ctx context.Context, tx *store.Tx, prices string) error {
	base, err := tx.Base(ctx)
	if err != nil || prices == "" {
		return err
	}
	list, err := crm.ParseConnectPrices(prices, base)
	if err != nil {
		return err
	}
	return a.warnNoRate(ctx, tx, list[len(list)-1].Price.Currency, base)
}

// warnNoRate says that a currency has no rate today, before an amount needs it.
func (a *app) warnNoRate(ctx context.Context, tx *store.Tx, currency, base crm.Currency) error {
	_, err := tx.RateOn(ctx, currency, base, a.today)
	if crm.KindOf(err) != crm.Refused {
		return err
	}
	a.warn(say.T("a bid with connects needs to know what 1 %s is in %s: %s", string(currency), string(base),
		say.Shell("leads", "rate", "set", string(currency), "RATE")))
	return nil
}

// datedSetting is the check of a setting that holds from a day on.
func (a *app) datedSetting(st setting, from string) (func(context.Context, *store.Tx, string) (string, error), error) {
	if st.key != intake.ConnectPriceSetting {
		return nil, crm.Invalidf("%s has no day from which it holds: --from is for %s", st.key, intake.ConnectPriceSetting)
	}
	day, err := a.date(from, crm.Back)
	return func(ctx context.Context, tx *store.Tx, text string) (string, error) {
		return connectPriceFrom(ctx, tx, text, day)
	}, err
}
