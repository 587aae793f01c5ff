package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/attribution"
	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

// setting is one key of the configuration.
type setting struct {
	key, fallback string
	means         string
	// check gives the form in which a value is kept.
	check func(ctx context.Context, tx *store.Tx, text string) (string, error)
}

// settings are all the keys, in the order in which they are listed.
var settings = []setting{
	{intake.BidMinutesSetting, "", "minutes of a bid without --spent: a number, or last for those of the bid before", checkBidMinutes},
	{intake.ConnectPriceSetting, "", "what a connect costs where the source does not say it", checkConnectPrice},
	{"currency", "EUR", "base currency of every report (ISO code)", checkCurrency},
	{"custom-weights", "", "first/middle/last of the attribution model custom", checkWeights},
	{"hourly-cost", "", "what an hour of your time costs you, for the ROI", checkHourlyCost},
	{"kinds", "", "your own kinds of activity, separated by commas", checkKinds},
	{"language", "", "en or fr (default: from the environment)", checkLanguage},
	{"week-start", "monday", "first day of this-week and last-week", checkWeekStart},
}

func keysOfSettings() (keys []string) {
	for _, s := range settings {
		keys = append(keys, s.key)
	}
	return keys
}

func (a *app) findSetting(key string) (setting, error) {
	if key = strings.ToLower(key); strings.HasPrefix(key, crm.AliasPrefix) {
		return a.aliasSetting(key)
	}
	for _, s := range settings {
		if s.key == key {
			return s, nil
		}
	}
	keys := keysOfSettings()
	err := crm.Invalidf("there is no setting %q", key)
	if near := crm.Nearest(key, keys); len(near) > 0 {
		return setting{}, err.WithHint("did you mean %s?", strings.Join(near, ", "))
	}
	return setting{}, err.WithHint("it is one of: %s", strings.Join(keys, ", "))
}

// checkSetting gives a setting in the form in which it is kept, and its key.
func (a *app) checkSetting(ctx context.Context, tx *store.Tx, key, value string) (string, string, error) {
	if name, alias := strings.CutPrefix(strings.ToLower(key), crm.AliasPrefix); alias && a.knows(name) { // it came to be a command since
		a.note("the alias %s is left out: it is a command of leads now", name)
		return "", "", nil
	}
	st, err := a.findSetting(key)
	if err != nil {
		return "", "", err
	}
	value, err = st.check(ctx, tx, value)
	return st.key, value, err
}

func checkCurrency(ctx context.Context, tx *store.Tx, text string) (string, error) {
	currency, err := crm.ParseCurrency(text)
	if err != nil {
		return "", err
	}
	before, err := tx.Base(ctx)
	if err != nil || before == currency {
		return string(currency), err
	}
	money, err := tx.HasMoney(ctx)
	if err == nil && money {
		err = crm.Errorf(crm.Refused, "amounts are already kept in %s, and their rates are frozen", string(before)).
			WithHint("keep another file for %s: leads --db FILE config set currency %s", string(currency), string(currency))
	}
	return string(currency), err
}

func checkBidMinutes(_ context.Context, _ *store.Tx, text string) (string, error) {
	if strings.EqualFold(text, intake.LastBid) {
		return intake.LastBid, nil
	}
	minutes, err := crm.ParseMinutes(text)
	return strconv.FormatInt(minutes, 10), err
}

func checkHourlyCost(ctx context.Context, tx *store.Tx, text string) (string, error) {
	base, err := tx.Base(ctx)
	if err != nil {
		return "", err
	}
	m, err := crm.ParseAmount(text, base)
	if err == nil && m.Currency != base {
		return "", crm.Invalidf("the hourly cost is in %s, the base currency", string(base))
	}
	return m.Decimal(), err
}

func checkKinds(_ context.Context, _ *store.Tx, text string) (string, error) {
	list := splitList(text)
	for i, kind := range list {
		list[i] = strings.ReplaceAll(strings.ToLower(crm.CleanLine(kind)), " ", "-")
		if err := crm.CheckText("kind", kind, 50); err != nil {
			return "", err
		}
		if slices.Contains(crm.Kinds, list[i]) {
			return "", crm.Invalidf("the kind %q is built in", list[i])
		}
	}
	return strings.Join(list, ","), nil
}

func checkWeights(_ context.Context, _ *store.Tx, text string) (string, error) {
	_, err := attribution.ParseWeights(text)
	return crm.CleanLine(text), err
}

func checkLanguage(_ context.Context, _ *store.Tx, text string) (string, error) {
	if text = strings.ToLower(text); slices.Contains(say.Languages(), text) {
		return text, nil
	}
	return "", crm.Invalidf("there is no language %q", text).OneOf(text, say.Languages())
}

func checkWeekStart(_ context.Context, _ *store.Tx, text string) (string, error) {
	day, err := crm.ParseWeekday(text)
	return strings.ToLower(day.String()), err
}

// splitList reads words separated by commas.
func splitList(text string) (list []string) {
	for part := range strings.SplitSeq(text, ",") {
		if part = crm.CleanLine(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

func newConfigList(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List every setting", Example: "  leads config list", Args: noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			s := &sheet.Sheet{Columns: []sheet.Column{{Key: "key", Title: say.T("key")}, {Key: "value", Title: say.T("value")},
				{Key: "means", Title: say.T("meaning")}, {Key: "default", Title: say.T("default"), Detail: true}}}
			err := a.view(ctx, func(tx *store.Tx) error {
				for _, st := range settings {
					value, err := tx.Setting(ctx, st.key)
					if err != nil {
						return err
					}
					if value == "" {
						value = st.fallback
					}
					s.Add(st.key, known(value), say.T(st.means), known(st.fallback))
				}
				own, err := tx.Settings(ctx, crm.AliasPrefix)
				for _, alias := range own {
					s.Add(alias[0], alias[1], say.T("your own command"), nil)
				}
				return err
			})
			if err != nil {
				return err
			}
			return a.print(s)
		}),
	}
}

func newConfigGet(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "get KEY", Short: "Print one setting", Example: "  leads config get currency", Args: exactly(1, "KEY"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			st, err := a.findSetting(args[0])
			if err != nil {
				return err
			}
			var value string
			err = a.view(ctx, func(tx *store.Tx) (err error) {
				value, err = tx.Setting(ctx, st.key)
				return err
			})
			if err != nil {
				return err
			}
			if value == "" {
				value = st.fallback
			}
			if a.structured() {
				return a.print(settingSheet(st, value))
			}
			return a.answer(value, value)
		}),
	}
}

// settingSheet is one setting as a record.
func settingSheet(st setting, value string) *sheet.Sheet {
	return &sheet.Sheet{Shape: sheet.Record, Columns: []sheet.Column{{Key: "key"}, {Key: "value"}}, Rows: [][]any{{st.key, known(value)}}}
}

func newConfigSet(a *app) *cobra.Command {
	from := ""
	cmd := &cobra.Command{
		Use: "set KEY VALUE", Short: "Set one setting; an empty VALUE goes back to the default",
		Example: `  leads config set currency USD
  leads config set hourly-cost 40
  leads config set connect-price 0.20USD --from 2026-11-01
  leads config set alias.gig "add --source Upwork/Search --spent 15m"`, Args: exactly(2, "KEY and VALUE"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			st, err := a.findSetting(args[0])
			if err != nil {
				return err
			}
			check := st.check
			if from != "" {
				if check, err = a.datedSetting(st, from); err != nil {
					return err
				}
			}
			value := ""
			err = a.update(ctx, func(tx *store.Tx) (err error) {
				if args[1] != "" || st.key == "currency" || from != "" {
					if value, err = check(ctx, tx, args[1]); err != nil {
						return err
					}
				}
				if st.key == intake.ConnectPriceSetting {
					if err := a.warnNoRateOfConnects(ctx, tx, value); err != nil {
						return err
					}
				}
				return tx.SetSetting(ctx, st.key, value)
			})
			if err != nil {
				return err
			}
			if a.structured() {
				if value == "" {
					value = st.fallback
				}
				return a.print(settingSheet(st, value))
			}
			if st.key == "language" && value != "" {
				a.catalogue = say.In(value) // what was asked for holds from now on
			}
			return a.answer(safe(a.say("%s is now %s", st.key, value)), value)
		}),
	}
	cmd.Flags().StringVar(&from, "from", "", "`day` from which a connect-price holds (default: always)")
	return cmd
}
