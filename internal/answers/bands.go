package answers

import (
	"context"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/stats"
	"leads/internal/store"
)

// Bands reads the bounds of value bands, amounts in the base currency that rise,
// separated by commas. Without any they are the quartiles of the values of all
// leads, in whole units of the currency. Errors are Invalid.
func Bands(ctx context.Context, tx *store.Tx, bounds string) (b crm.Bands, err error) {
	if b.Base, err = tx.Base(ctx); err != nil {
		return b, err
	}
	if b.Rates, err = tx.Rates(ctx); err != nil {
		return b, err
	}
	b.Rates = append(b.Rates, crm.RateFrom{Currency: b.Base, Rate: "1"})
	if strings.TrimSpace(bounds) == "" {
		return b, quartiles(ctx, tx, &b)
	}
	for text := range strings.SplitSeq(bounds, ",") {
		m, err := crm.ParseMoney(text, b.Base, crm.MarkPoint)
		switch {
		case err != nil:
			return b, err
		case m.Currency != b.Base:
			return b, crm.Invalidf("value bands are in %s, the base currency", string(b.Base))
		case m.Minor <= 0 || len(b.Bounds) > 0 && m.Minor <= b.Bounds[len(b.Bounds)-1].Minor:
			return b, crm.Invalidf("the bounds of value bands must rise, from above 0").WithHint("for example: --bands 500,1000,5000")
		}
		b.Bounds = append(b.Bounds, m)
	}
	return b, nil
}

// quartiles sets the bounds to those of the file's own values.
func quartiles(ctx context.Context, tx *store.Tx, b *crm.Bands) error {
	values := stats.Histogram{}
	err := tx.LeadValues(ctx, func(value crm.Money, day crm.Date) {
		if m, known := b.InBase(value, day); known {
			values[m.Minor]++
		}
	})
	unit := int64(1)
	for range b.Base.Digits() {
		unit *= 10
	}
	for _, p := range []float64{.25, .5, .75} {
		if at, ok := values.Quantile(p); ok {
			if minor := (int64(at) + unit/2) / unit * unit; minor > 0 && !slices.ContainsFunc(b.Bounds, func(m crm.Money) bool { return m.Minor == minor }) {
				b.Bounds = append(b.Bounds, crm.Money{Minor: minor, Currency: b.Base})
			}
		}
	}
	return err
}
