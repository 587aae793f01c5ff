package intake

import (
	"context"
	"strings"

	"leads/internal/crm"
	"leads/internal/store"
)

// Settings of bids: the price of a connect where the source has none of its own,
// and the minutes of a bid that names none, "last" for those of the bid before.
const (
	ConnectPriceSetting = "connect-price"
	BidMinutesSetting   = "bid-minutes"
	LastBid             = "last"
)

// ConnectPrice is what a connect of a source costs on a day: by the source, else
// by the setting. Where neither says it, the error is Invalid.
func ConnectPrice(ctx context.Context, tx *store.Tx, source string, day crm.Date) (price crm.Money, err error) {
	var found store.Name
	if source != "" {
		if found, err = tx.Find(ctx, store.SourceNoun, 0, source); err != nil {
			return price, err
		}
	}
	sources, err := tx.Sources(ctx)
	if err != nil {
		return price, err
	}
	if found.Text != "" {
		source = found.Text
	}
	for _, s := range sources {
		if int64(s.ID) == found.ID {
			price = crm.ConnectOn(s.Connects, day)
		}
	}
	if price.Known() {
		return price, nil
	}
	text, err := tx.Setting(ctx, ConnectPriceSetting)
	if err != nil {
		return price, err
	}
	if text != "" {
		base, err := tx.Base(ctx)
		if err != nil {
			return price, err
		}
		prices, err := crm.ParseConnectPrices(text, base)
		if price = crm.ConnectOn(prices, day); err != nil || price.Known() {
			return price, err
		}
	}
	if source == "" {
		source = "NAME"
	}
	return price, crm.Invalidf("it is not known what a connect costs").
		WithHint("leads source set %q --connect 0.15USD, or leads config set %s 0.15USD", source, ConnectPriceSetting)
}

// BidMinutes are the minutes of a bid that names none, and whether they are those
// of the bid before; unknown where the setting says nothing, or no bid has any.
func BidMinutes(ctx context.Context, tx *store.Tx) (minutes int64, last, known bool, err error) {
	text, err := tx.Setting(ctx, BidMinutesSetting)
	if err != nil || text == "" {
		return 0, false, false, err
	}
	if !strings.EqualFold(text, LastBid) {
		minutes, err = crm.ParseMinutes(text)
		return minutes, false, err == nil, err
	}
	bids, err := tx.Activities(ctx, store.ActivityFilter{Kind: "bid", Newest: true, Limit: 20})
	for _, act := range bids {
		if act.Minutes != nil && act.Lead != 0 {
			return *act.Minutes, true, true, err
		}
	}
	return 0, true, false, err
}
