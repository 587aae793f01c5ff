package importer

import (
	"errors"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// date reads a cell by the rule of its column; "" when there is none.
func (b *builder) date(f field) (crm.Date, error) {
	cell := b.cells[f]
	if cell == "" {
		return "", nil
	}
	if d, ok := b.days[f][cell]; ok {
		return d, nil
	}
	rule := b.rule(f)
	if rule.mixed != nil {
		if _, _, numeric := crm.DateProves(cell); numeric {
			return "", b.bad(f, rule.mixed)
		}
	}
	d, err := rule.day(cell)
	if err != nil {
		return "", b.bad(f, err)
	}
	if b.days[f] == nil {
		b.days[f] = map[string]crm.Date{}
	}
	if len(b.days[f]) < remembered && b.from[f] == b.plan.column[f] {
		b.days[f][strings.Clone(cell)] = d
	}
	return d, nil
}

// currency is that of the row's amounts.
func (b *builder) currency() (crm.Currency, error) {
	cell := b.cells[currency]
	if cell == "" || cell == "-99" { // which is the base currency of SuiteCRM
		return b.base(), nil
	}
	if c, ok := b.money[cell]; ok {
		return c, nil
	}
	c, err := crm.ParseCurrency(cell)
	if err != nil {
		return "", b.bad(currency, err)
	}
	b.money[strings.Clone(cell)] = c
	return c, nil
}

// rule is how the cell of a field is written.
func (b *builder) rule(f field) rule {
	if i := b.from[f]; i >= 0 {
		return b.plan.rules[i]
	}
	return rule{order: b.options.DateOrder, mark: b.options.Decimal}
}

// base is the currency of amounts that name none.
func (b *builder) base() crm.Currency {
	if pre := b.plan.preset; pre != nil && pre.currency != "" {
		return pre.currency
	}
	return b.options.Base
}

// currencyOf is the currency that a header names, "Montant (€)", where the row
// has none of its own.
func (b *builder) currencyOf(f field, cur crm.Currency) crm.Currency {
	if own := b.rule(f).currency; own != "" && b.cells[currency] == "" {
		return own
	}
	return cur
}

// amount reads an amount that cannot be negative; the zero Money when there is
// none.
func (b *builder) amount(f field, cur crm.Currency) (crm.Money, error) {
	cell := b.cells[f]
	if cell == "" {
		return crm.Money{}, nil
	}
	m, err := crm.ParseMoney(cell, b.currencyOf(f, cur), b.rule(f).mark)
	if err != nil {
		return crm.Money{}, b.bad(f, err)
	}
	if m.Negative() {
		return crm.Money{}, b.bad(f, crm.Invalidf("%q is negative", cell))
	}
	return m, nil
}

// minutes reads the time spent, from minutes or hours; nil when there is none.
func (b *builder) minutes() (*int64, error) {
	f, cell := minutes, b.cells[minutes]
	if cell == "" {
		f, cell = hours, b.cells[hours]
		if cell == "" {
			return nil, nil
		}
		if strings.Trim(cell, "0123456789.,") == "" && cell != "" {
			cell += "h"
		}
	}
	n, err := crm.ParseMinutes(cell)
	if err != nil {
		return nil, b.bad(f, err)
	}
	return &n, nil
}

// bad names the line and column of what is wrong with a cell.
func (b *builder) bad(f field, err error) error {
	if !b.plan.has(f) {
		return b.wrap("", err)
	}
	return b.wrap(b.plan.headers[b.from[f]], err)
}

// fault is what is wrong with the row as a whole.
func (b *builder) fault(sentence string) *crm.Error {
	return b.wrap("", crm.Errorf(crm.Refused, sentence))
}

func (b *builder) wrap(header string, err error) *crm.Error {
	msg, hint := say.T("%s", err.Error()), say.Text{}
	var inner *crm.Error
	if errors.As(err, &inner) {
		msg, hint = inner.Msg, inner.Hint
	}
	out := crm.Errorf(crm.Refused, "%s: %s", b.place(b.line), msg)
	if header = clean(header); header != "" {
		out = crm.Errorf(crm.Refused, "%s, column %s: %s", b.place(b.line), header, msg)
	}
	out.Hint = hint
	return out
}

func (r *Row) warn(format string, args ...any) {
	r.Warnings = append(r.Warnings, say.T(format, args...))
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
