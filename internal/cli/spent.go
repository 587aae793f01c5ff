package cli

import (
	"context"
	"strconv"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/store"
)

// readMoney reads an amount that is not negative; "" is unknown. The currency
// flag, when given, must agree with the one in the text.
func readMoney(text, currency string, base crm.Currency) (crm.Money, error) {
	if text == "" {
		if currency != "" {
			return crm.Money{}, crm.Invalidf("--currency %s without an amount", currency)
		}
		return crm.Money{}, nil
	}
	own := base
	if currency != "" {
		var err error
		if own, err = crm.ParseCurrency(currency); err != nil {
			return crm.Money{}, err
		}
	}
	m, err := crm.ParseShorthand(text, own)
	if err == nil && currency != "" && m.Currency != own {
		return m, crm.Invalidf("%q and --currency %s contradict each other", text, currency)
	}
	return m, err
}

// readWork makes an activity of --spent and --cost; nil when neither was given.
func (a *app) readWork(ctx context.Context, tx *store.Tx, spent, cost, kind string, on crm.Date, base crm.Currency) (*crm.Activity, error) {
	if spent == "" && cost == "" {
		return nil, nil
	}
	act := &crm.Activity{Kind: kind, On: on, CreatedAt: crm.InstantOf(a.now)}
	return act, a.readSpent(ctx, tx, act, spent, cost, base)
}

// readSpent reads time and cost into an activity, in the base currency too.
func (a *app) readSpent(ctx context.Context, tx *store.Tx, act *crm.Activity, spent, cost string, base crm.Currency) error {
	if spent != "" {
		minutes, err := crm.ParseMinutes(spent)
		if err != nil {
			return err
		}
		act.Minutes = &minutes
	}
	money, err := readMoney(cost, "", base)
	if err != nil {
		return err
	}
	act.Cost = money
	act.CostBase, _, err = intake.InBase(ctx, tx, money, base, act.On)
	return err
}

// leadID reads a lead's number as people type it: 12 or #12.
func leadID(text string) (crm.LeadID, error) {
	trimmed := text
	if len(trimmed) > 1 && trimmed[0] == '#' {
		trimmed = trimmed[1:]
	}
	n, err := strconv.ParseInt(trimmed, 10, 64)
	if err != nil || n < 1 {
		return 0, crm.Invalidf("%q is not the number of a lead", text).WithHint("list them with: leads list")
	}
	return crm.LeadID(n), nil
}

// survivor gives the lead under which a number counts: of a merged one, the
// one that took it over.
func (a *app) survivor(ctx context.Context, tx *store.Tx, id crm.LeadID) (crm.Lead, error) {
	lead, err := tx.Lead(ctx, id)
	if err == nil && lead.MergedInto != 0 {
		a.note("lead %d was merged into lead %d", int64(id), int64(lead.MergedInto))
		return tx.Lead(ctx, lead.MergedInto)
	}
	return lead, err
}

// change does something to the lead under which a number counts, and gives the
// lead as it is then.
func (a *app) change(ctx context.Context, id crm.LeadID, fn func(*store.Tx, crm.Lead) error) (lead crm.Lead, err error) {
	err = a.update(ctx, func(tx *store.Tx) (err error) {
		if lead, err = a.survivor(ctx, tx, id); err != nil {
			return err
		}
		if err := fn(tx, lead); err != nil {
			return err
		}
		lead, err = tx.Lead(ctx, lead.ID)
		return err
	})
	return lead, err
}

// kinds are the user's own kinds of activity.
func kinds(ctx context.Context, tx *store.Tx) ([]string, error) {
	text, err := tx.Setting(ctx, "kinds")
	return splitList(text), err
}
