package crm

import (
	"strconv"
	"strings"
	"unicode"
)

// Money is an exact amount: whole minor units (cents) of a currency. The zero
// Money, without a currency, is unknown, which is not the same as nothing.
type Money struct {
	Minor    int64
	Currency Currency
}

// MaxMinor is the largest amount, in minor units, that one value may have.
// Ten thousand such amounts still add up within 64 bits.
const MaxMinor = 99_999_999_999_999

// Known reports whether there is an amount at all.
func (m Money) Known() bool { return m.Currency != "" }

// Negative reports whether the amount is below zero.
func (m Money) Negative() bool { return m.Minor < 0 }

// Decimal is the amount with the currency's decimals and a point, for
// programs: "-1234.50". It is "" when the amount is unknown.
func (m Money) Decimal() string {
	if !m.Known() {
		return ""
	}
	sign, whole, fraction := m.parts()
	return sign + whole + fraction
}

// String is the amount for people: "1,200.00 EUR". It is "" when unknown.
func (m Money) String() string {
	if !m.Known() {
		return ""
	}
	sign, whole, fraction := m.parts()
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + whole + fraction + " " + string(m.Currency)
}

// parts gives the sign, the whole units and the fraction with its point.
func (m Money) parts() (sign, whole, fraction string) {
	size := uint64(m.Minor)
	if m.Minor < 0 {
		sign, size = "-", -size
	}
	digits := strconv.FormatUint(size, 10)
	n := m.Currency.Digits()
	if n == 0 {
		return sign, digits, ""
	}
	if len(digits) <= n {
		digits = strings.Repeat("0", n+1-len(digits)) + digits
	}
	return sign, digits[:len(digits)-n], "." + digits[len(digits)-n:]
}

// DecimalMark is the character between units and fraction.
type DecimalMark byte

// The decimal marks.
const (
	MarkUnknown DecimalMark = 0
	MarkPoint   DecimalMark = '.'
	MarkComma   DecimalMark = ','
)

// other is the mark that then can only part thousands.
func (d DecimalMark) other() DecimalMark {
	if d == MarkPoint {
		return MarkComma
	}
	return MarkPoint
}

// ParseMoney reads an amount as people and exports write it. A symbol or code
// in the text decides the currency, else base does. With MarkUnknown the text
// itself must settle which mark is the decimal one: "1,234" is refused. A
// minus gives a negative amount. Errors are Invalid.
func ParseMoney(s string, base Currency, mark DecimalMark) (Money, error) {
	w, err := takeApart(s)
	if err != nil {
		return Money{}, err
	}
	if w.currency == "" {
		w.currency = base
	}
	if w.currency == "" {
		return Money{}, Invalidf("%q names no currency", short(s)).WithHint("write it as 1500 EUR")
	}
	if mark == MarkUnknown {
		mark = w.proves()
	}
	if mark == MarkUnknown && strings.ContainsAny(w.number, ".,") {
		plain := strings.NewReplacer(".", "", ",", "").Replace(w.number)
		return Money{}, Invalidf("%q can be %s or %s", s, plain, strings.Replace(w.number, ",", ".", 1)).
			WithHint("write %s or %s.00; in an import --decimal point or --decimal comma settles it", plain, plain)
	}
	whole, fraction, ok := w.split(mark)
	if !ok {
		return Money{}, Invalidf("the marks in %q do not separate thousands and decimals", short(s)).
			WithHint("write it as 1500, 1500.50 or 1,500.50")
	}
	return w.money(s, whole, fraction)
}

// ParseAmount reads one typed amount that cannot be negative.
func ParseAmount(s string, base Currency) (Money, error) {
	m, err := ParseMoney(s, base, MarkUnknown)
	if err != nil {
		return Money{}, err
	}
	if m.Negative() {
		return Money{}, Invalidf("an amount cannot be negative: %q", short(s)).WithHint("write it without the minus")
	}
	return m, nil
}

// MoneyMarks reports whether one cell proves by itself that the point,
// respectively the comma, is the decimal mark: "1500.50" and "1,234,567" prove
// the point, "1,234" and "1500" prove nothing.
func MoneyMarks(s string) (point, comma bool) {
	w, err := takeApart(s)
	if err != nil {
		return false, false
	}
	mark := w.proves()
	if _, _, ok := w.split(mark); !ok {
		return false, false
	}
	return mark == MarkPoint, mark == MarkComma
}

// written is an amount taken apart, its number still as it was written.
type written struct {
	number   string // begins and ends with a digit
	negative bool
	currency Currency
}

// takeApart finds the sign, the currency and the number.
func takeApart(s string) (written, error) {
	t := strings.Map(plainMark, s)
	first := strings.IndexAny(t, "0123456789")
	if first < 0 {
		return written{}, notMoney(s)
	}
	last := strings.LastIndexAny(t, "0123456789")
	w := written{number: t[first : last+1]}
	if strings.Trim(w.number, "0123456789 '.,") != "" {
		return written{}, notMoney(s)
	}
	head, signs := cutSign(t[:first])
	tail, more := cutSign(t[last+1:])
	if signs+more > 1 || strings.Contains(t[last+1:], "+") {
		return written{}, notMoney(s)
	}
	w.negative = strings.Contains(t[:first]+t[last+1:], "-")
	for _, word := range append(strings.Fields(head), strings.Fields(tail)...) {
		if strings.ContainsFunc(word, notInCurrency) {
			return written{}, notMoney(s)
		}
		c, err := ParseCurrency(word)
		if err != nil {
			return written{}, err
		}
		if w.currency != "" && w.currency != c {
			return written{}, Invalidf("%q names two currencies, %s and %s", short(s), w.currency, c).
				WithHint("write only its code: %s %s", short(w.number), c)
		}
		w.currency = c
	}
	return w, nil
}

// plainMark gives one spelling to the blanks, apostrophes and minus signs that
// programs put into amounts.
func plainMark(r rune) rune {
	switch r {
	case '\u00a0', '\u2007', '\u2009', '\u202f':
		return ' '
	case '\u2019':
		return '\''
	case '\u2212':
		return '-'
	}
	return r
}

// cutSign takes one sign off the ends of what is beside the number.
func cutSign(s string) (rest string, signs int) {
	s = strings.Trim(s, " ")
	if s == "" {
		return s, 0
	}
	if s[0] == '-' || s[0] == '+' {
		return s[1:], 1
	}
	if end := len(s) - 1; s[end] == '-' || s[end] == '+' {
		return s[:end], 1
	}
	return s, 0
}

// notInCurrency is true for what no code or symbol holds.
func notInCurrency(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.Is(unicode.Sc, r)
}

// proves is the decimal mark that the number settles by itself.
func (w written) proves() DecimalMark {
	point, comma := strings.LastIndexByte(w.number, '.'), strings.LastIndexByte(w.number, ',')
	mark, at := MarkPoint, point
	if comma > point {
		mark, at = MarkComma, comma
	}
	switch {
	case at < 0:
		return MarkUnknown
	case point >= 0 && comma >= 0:
		return mark
	case strings.Count(w.number, string(mark)) > 1: // a decimal mark comes once
		return mark.other()
	case len(w.number)-at-1 != 3, at > 3, w.number[:at] == "0", !allDigits(w.number[:at]):
		return mark
	}
	return MarkUnknown
}

// split gives the digits before and after the decimal mark. It is false unless
// the other separators are all alike and part groups of three.
func (w written) split(mark DecimalMark) (whole, fraction string, ok bool) {
	whole = w.number
	if mark != MarkUnknown {
		if at := strings.IndexByte(whole, byte(mark)); at >= 0 {
			whole, fraction = whole[:at], whole[at+1:]
			if fraction == "" || !allDigits(fraction) {
				return "", "", false
			}
		}
	}
	at := strings.IndexAny(whole, " '.,")
	if at < 0 {
		return whole, fraction, whole != ""
	}
	groups := strings.Split(whole, whole[at:at+1])
	for i, g := range groups {
		if !allDigits(g) || i > 0 && len(g) != 3 || len(g) > 3 || g == "" {
			return "", "", false
		}
	}
	if groups[0][0] == '0' {
		return "", "", false
	}
	return strings.Join(groups, ""), fraction, true
}

// money puts the digits together in minor units.
func (w written) money(s, whole, fraction string) (Money, error) {
	n := w.currency.Digits()
	for len(fraction) > n && fraction[len(fraction)-1] == '0' {
		fraction = fraction[:len(fraction)-1]
	}
	if len(fraction) > n {
		return Money{}, Invalidf("%q has more than the %d decimals of %s", short(s), n, w.currency).
			WithHint("round it first")
	}
	digits := strings.TrimLeft(whole+fraction+strings.Repeat("0", n-len(fraction)), "0")
	if len(digits) > 18 {
		return Money{}, tooLarge(s)
	}
	minor, _ := strconv.ParseInt("0"+digits, 10, 64)
	if minor > MaxMinor {
		return Money{}, tooLarge(s)
	}
	if w.negative {
		minor = -minor
	}
	return Money{minor, w.currency}, nil
}

func notMoney(s string) error {
	return Invalidf("%q is not an amount of money", short(s)).WithHint("write it as 1500, 1500.50 or 1500.50 EUR")
}

func tooLarge(s string) error {
	return Invalidf("%q is too large", short(s)).WithHint("the largest amount is %s", Money{MaxMinor, "EUR"}.Decimal())
}

// allDigits reports whether s holds nothing but ASCII digits.
func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }
