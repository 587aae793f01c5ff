package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/store"
)

// dealInput is a closing as arguments and flags give it.
type dealInput struct {
	id, amount, currency, date, fee string
	outcome, reason                 string
	keepFollowUp                    bool
}

// askOpen asks which open lead to close; one that is closed already is refused
// before anything is asked about it.
func (a *app) askOpen(ctx context.Context, id *string) (lead crm.Lead, base crm.Currency, err error) {
	if *id == "" {
		open, err := a.leadChoices(ctx, true)
		if err != nil {
			return lead, "", err
		}
		if *id, err = a.asker().Which(ctx, open); err != nil {
			return lead, "", formError(err)
		}
	}
	number, err := a.leadID(ctx, *id)
	if err != nil {
		return lead, "", err
	}
	err = a.view(ctx, func(tx *store.Tx) error {
		if lead, err = a.survivor(ctx, tx, number); err != nil {
			return err
		}
		if base, err = tx.Base(ctx); err != nil {
			return err
		}
		return intake.RefuseClosed(lead)
	})
	*id = fmt.Sprint(int64(lead.ID))
	return lead, base, err
}

// askWin asks which lead is won, and for how much.
func (a *app) askWin(ctx context.Context, in *dealInput) error {
	var answers []string
	asked := in.id == ""
	lead, base, err := a.askOpen(ctx, &in.id)
	if err != nil {
		return err
	}
	if asked {
		answers = append(answers, in.id)
	}
	own, offered := base, ""
	if lead.Value.Known() && in.currency == "" {
		own = lead.Value.Currency
		offered = lead.Value.Decimal() + " " + string(own)
	}
	check := a.telling(func(text string) error {
		if strings.TrimSpace(text) == "" {
			return nil
		}
		_, err := readMoney(text, in.currency, own)
		return err
	})
	if err := a.asker().Amount(ctx, &in.amount, offered, check); err != nil {
		return formError(err)
	}
	if in.amount = cmp.Or(strings.TrimSpace(in.amount), offered); in.amount != "" {
		answers = append(answers, in.amount)
	}
	a.answered(nil, answers...)
	return nil
}

// askLose asks which lead is lost, how it ended and why.
func (a *app) askLose(ctx context.Context, in *dealInput, given bool) error {
	var flags, answers []string
	asked := in.id == ""
	if _, _, err := a.askOpen(ctx, &in.id); err != nil {
		return err
	}
	if asked {
		answers = append(answers, in.id)
	}
	if !given {
		var err error
		in.outcome, in.reason, err = a.asker().Ending(ctx, wordChoices(a, []crm.Outcome{crm.Lost, crm.NoResponse, crm.NotAFit}), wordChoices(a, crm.Reasons), string(crm.Lost))
		if err != nil {
			return formError(err)
		}
		if flags = append(flags, "--outcome", in.outcome); in.reason != "" {
			flags = append(flags, "--reason", in.reason)
		}
	}
	a.answered(flags, answers...)
	return nil
}
