package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
	"leads/internal/say"
)

// Setting is one value that the owner has set; "" when it is not set.
func (t *Tx) Setting(ctx context.Context, key string) (value string, err error) {
	_, err = t.one(ctx, `SELECT value FROM setting WHERE key = ?`, []any{key}, &value)
	return value, err
}

// Settings lists keys and values of those whose key begins so, by key.
func (t *Tx) Settings(ctx context.Context, prefix string) (list [][2]string, err error) {
	err = t.each(ctx, `SELECT key, value FROM setting WHERE substr(key, 1, ?) = ? ORDER BY key`, []any{len(prefix), prefix}, func(rows *sql.Rows) error {
		list = append(list, [2]string{})
		last := &list[len(list)-1]
		return rows.Scan(&last[0], &last[1])
	})
	return list, err
}

// Base is the base currency of the file: EUR until the owner sets another.
func (t *Tx) Base(ctx context.Context) (crm.Currency, error) {
	if t.currency == "" {
		setting, err := t.Setting(ctx, "currency")
		if err != nil {
			return "", err
		}
		if t.currency = "EUR"; setting != "" {
			t.currency = crm.Currency(setting)
		}
	}
	return t.currency, nil
}

// SetSetting sets a value; "" unsets it.
func (t *Tx) SetSetting(ctx context.Context, key, value string) error {
	t.currency = "" // it may be this one
	if value == "" {
		_, err := t.exec(ctx, `DELETE FROM setting WHERE key = ?`, key)
		return err
	}
	_, err := t.exec(ctx, `INSERT INTO setting (key, value) VALUES (?, ?)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}

// HasMoney reports whether any amount is already kept in the base currency: a
// won deal, a payment or a cost.
func (t *Tx) HasMoney(ctx context.Context) (bool, error) {
	var yes bool
	_, err := t.one(ctx, `SELECT EXISTS (SELECT 1 FROM deal WHERE base_minor IS NOT NULL)
		OR EXISTS (SELECT 1 FROM activity WHERE cost_base IS NOT NULL) OR EXISTS (SELECT 1 FROM payment)`, nil, &yes)
	return yes, err
}

// Rates lists the exchange rates by currency and day.
func (t *Tx) Rates(ctx context.Context) (list []crm.RateFrom, err error) {
	err = t.each(ctx, `SELECT currency, from_on, rate FROM rate ORDER BY currency, from_on`, nil, func(rows *sql.Rows) error {
		var r crm.RateFrom
		err := rows.Scan(&r.Currency, &r.From, &r.Rate)
		list = append(list, r)
		return err
	})
	return list, err
}

// SetRate sets a currency's rate from a day on.
func (t *Tx) SetRate(ctx context.Context, r crm.RateFrom) error {
	_, err := t.exec(ctx, `INSERT INTO rate (currency, from_on, rate) VALUES (?, ?, ?)
		ON CONFLICT (currency, from_on) DO UPDATE SET rate = excluded.rate`, string(r.Currency), string(r.From), string(r.Rate))
	return err
}

// RateOn is the rate of a currency in force on a day. The base currency's is 1.
// A currency without a rate on that day is Refused: it is never taken as 1.
func (t *Tx) RateOn(ctx context.Context, currency, base crm.Currency, day crm.Date) (rate crm.Rate, err error) {
	if currency == base {
		return "1", nil
	}
	found, err := t.one(ctx, `SELECT rate FROM rate WHERE currency = ? AND from_on <= ? ORDER BY from_on DESC LIMIT 1`,
		[]any{string(currency), string(day)}, &rate)
	if err == nil && !found {
		err = crm.Errorf(crm.Refused, "there is no rate for %s on %s", string(currency), say.Day(day)).
			WithHint("say what 1 %s is in %s: leads rate set %s RATE --date %s", string(currency), string(base), string(currency), string(day))
	}
	return rate, err
}

// SavedReport gives the flags of a report by name, as JSON; "" when there is none.
func (t *Tx) SavedReport(ctx context.Context, name string) (flags string, err error) {
	_, err = t.one(ctx, `SELECT flags FROM saved_report WHERE key = ?`, []any{crm.Key(name)}, &flags)
	return flags, err
}

// SaveReport names a report.
func (t *Tx) SaveReport(ctx context.Context, name, flags string) error {
	_, err := t.exec(ctx, `INSERT INTO saved_report (key, name, flags) VALUES (?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET name = excluded.name, flags = excluded.flags`, crm.Key(name), name, flags)
	return err
}

// RemoveSavedReport forgets a report by name; false when there is none.
func (t *Tx) RemoveSavedReport(ctx context.Context, name string) (bool, error) {
	there, err := t.SavedReport(ctx, name)
	if err != nil || there == "" {
		return false, err
	}
	_, err = t.exec(ctx, `DELETE FROM saved_report WHERE key = ?`, crm.Key(name))
	return err == nil, err
}

// SavedReport is a report that the owner has named; Flags is a JSON object.
type SavedReport struct{ Name, Flags string }

// SavedReports lists the named reports by name.
func (t *Tx) SavedReports(ctx context.Context) (list []SavedReport, err error) {
	err = t.each(ctx, `SELECT name, flags FROM saved_report ORDER BY key`, nil, func(rows *sql.Rows) error {
		var r SavedReport
		err := rows.Scan(&r.Name, &r.Flags)
		list = append(list, r)
		return err
	})
	return list, err
}
