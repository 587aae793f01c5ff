package crm_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

func TestAmountsAreReadAsPeopleWriteThem(t *testing.T) {
	const none, point, comma = crm.MarkUnknown, crm.MarkPoint, crm.MarkComma
	tests := []struct {
		moral, text string
		base        crm.Currency
		mark        crm.DecimalMark
		want        crm.Money
	}{
		{"a bare number is in the base currency", "1500", "EUR", none, crm.Money{150000, "EUR"}},
		{"two decimals are cents", "1500.50", "EUR", none, crm.Money{150050, "EUR"}},
		{"one decimal is ten cents", "1500.5", "EUR", none, crm.Money{150050, "EUR"}},
		{"one comma before two digits is decimal", "1,50", "EUR", none, crm.Money{150, "EUR"}},
		{"one comma before one digit is decimal", "12,5", "EUR", none, crm.Money{1250, "EUR"}},
		{"blanks part thousands", "1 500,50 €", "USD", none, crm.Money{150050, "EUR"}},
		{"a no-break space is a blank", "1\u00a0500,50\u00a0€", "USD", none, crm.Money{150050, "EUR"}},
		{"so are the narrow ones", "1\u202f500\u2009000", "USD", none, crm.Money{150000000, "USD"}},
		{"a symbol names the currency", "$1,500.00", "EUR", none, crm.Money{150000, "USD"}},
		{"a code may come before", "USD 1500", "EUR", none, crm.Money{150000, "USD"}},
		{"or behind, in any case", "1500usd", "EUR", none, crm.Money{150000, "USD"}},
		{"symbol and code may agree", "$1,500.00 USD", "EUR", none, crm.Money{150000, "USD"}},
		{"a long symbol is not the short one", "R$ 10,00", "EUR", none, crm.Money{1000, "BRL"}},
		{"so is a word of one", "10,00 zł", "EUR", none, crm.Money{1000, "PLN"}},
		{"the symbol may touch blanks in thousands", "€12 500,00", "USD", none, crm.Money{1250000, "EUR"}},
		{"apostrophes part thousands", "1'500.00", "CHF", none, crm.Money{150000, "CHF"}},
		{"typographic ones too", "1’500", "CHF", none, crm.Money{150000, "CHF"}},
		{"the last of two marks is decimal, comma", "12.500,00", "EUR", none, crm.Money{1250000, "EUR"}},
		{"the last of two marks is decimal, point", "1,234,567.89", "EUR", none, crm.Money{123456789, "EUR"}},
		{"a repeated mark parts thousands", "1.234.567", "EUR", none, crm.Money{123456700, "EUR"}},
		{"nothing else begins with 0", "0.500", "EUR", none, crm.Money{50, "EUR"}},
		{"four digits before a mark are no group", "1500.000", "EUR", none, crm.Money{150000, "EUR"}},
		{"zeros beyond the decimals say nothing", "0.0", "JPY", none, crm.Money{0, "JPY"}},
		{"the yen has no decimals", "1500", "JPY", none, crm.Money{1500, "JPY"}},
		{"the dinar has three", "1 234,567 KWD", "EUR", none, crm.Money{1234567, "KWD"}},
		{"a known point settles a comma", "1,234", "EUR", point, crm.Money{123400, "EUR"}},
		{"a known comma settles a point", "1.234", "EUR", comma, crm.Money{123400, "EUR"}},
		{"a known point settles itself", "10.500", "EUR", point, crm.Money{1050, "EUR"}},
		{"a minus before", "-5", "EUR", none, crm.Money{-500, "EUR"}},
		{"a minus before the symbol", "-$5", "EUR", none, crm.Money{-500, "USD"}},
		{"a minus behind the symbol", "$-5", "EUR", none, crm.Money{-500, "USD"}},
		{"a minus at the end", "5.00-", "EUR", none, crm.Money{-500, "EUR"}},
		{"a typographic minus", "\u22125,00 €", "EUR", none, crm.Money{-500, "EUR"}},
		{"a plus of a bank statement", "+5.00", "EUR", none, crm.Money{500, "EUR"}},
		{"the largest amount", "999999999999.99", "EUR", none, crm.Money{crm.MaxMinor, "EUR"}},
	}
	for _, tt := range tests {
		t.Run(tt.moral, func(t *testing.T) {
			got, err := crm.ParseMoney(tt.text, tt.base, tt.mark)
			if err != nil || got != tt.want {
				t.Errorf("ParseMoney(%q) = %v, %v; want %v", tt.text, got, err, tt.want)
			}
		})
	}
}

func TestDoubtfulAmountsAreRefused(t *testing.T) {
	const none, point, comma = crm.MarkUnknown, crm.MarkPoint, crm.MarkComma
	tests := []struct {
		moral, text string
		base        crm.Currency
		mark        crm.DecimalMark
		want        string
	}{
		{"a comma before three digits is ambiguous", "1,234", "EUR", none, `"1,234" can be 1234 or 1.234`},
		{"so is a point", "1.234", "EUR", none, `"1.234" can be 1234 or 1.234`},
		{"even where a currency has three decimals", "1.234 KWD", "EUR", none, `"1.234 KWD" can be 1234 or 1.234`},
		{"zeros do not settle it", "10.500", "EUR", none, `"10.500" can be 10500 or 10.500`},
		{"groups have three digits", "1,23,456.00", "EUR", none, "the marks in"},
		{"groups have three digits before a point too", "12,34.5", "EUR", none, "the marks in"},
		{"blanks part three digits", "12 50", "EUR", none, "the marks in"},
		{"one kind of group", "1 234'567", "EUR", none, "the marks in"},
		{"nor is it ambiguous then", "1 2,345", "EUR", none, "the marks in"},
		{"a known comma leaves no decimal point", "1500.50", "EUR", comma, "the marks in"},
		{"a known point leaves no decimal comma", "12,50", "EUR", point, "the marks in"},
		{"a decimal mark comes once", "1,234.567.89", "EUR", none, "the marks in"},
		{"no fraction of a cent", "1.2345", "EUR", none, `"1.2345" has more than the 2 decimals of EUR`},
		{"no fraction of a yen", "1500.50", "JPY", none, `"1500.50" has more than the 0 decimals of JPY`},
		{"a number begins with a digit", ",5", "EUR", none, `",5" is not an amount of money`},
		{"and ends with one", "1500.-", "EUR", none, `"1500.-" is not an amount of money`},
		{"brackets are for accountants", "(1,500.00)", "EUR", none, `"(1,500.00)" is not an amount of money`},
		{"nothing is not zero", "", "EUR", none, `"" is not an amount of money`},
		{"no NaN", "NaN", "EUR", none, `"NaN" is not an amount of money`},
		{"no Inf", "Inf", "EUR", none, `"Inf" is not an amount of money`},
		{"no exponent", "1e5", "EUR", none, `"1e5" is not an amount of money`},
		{"no other base", "0x10", "EUR", none, `"0x10" is not an amount of money`},
		{"one sign", "-5-", "EUR", none, `"-5-" is not an amount of money`},
		{"no sums", "5+5", "EUR", none, `"5+5" is not an amount of money`},
		{"currencies must agree", "$1500 CAD", "EUR", none, `"$1500 CAD" names two currencies, USD and CAD`},
		{"an unknown word is no currency", "1500 quid", "EUR", none, `there is no currency "QUID"`},
		{"some currency there must be", "1500", "", none, `"1500" names no currency`},
		{"there is a limit", "1000000000000.00", "EUR", none, `"1000000000000.00" is too large`},
		{"far beyond the limit too", strings.Repeat("9", 30), "EUR", none, "is too large"},
	}
	for _, tt := range tests {
		t.Run(tt.moral, func(t *testing.T) {
			got, err := crm.ParseMoney(tt.text, tt.base, tt.mark)
			wantInvalid(t, err, tt.want)
			if got.Known() {
				t.Errorf("a refused amount came back as %v", got)
			}
		})
	}
	t.Run("a typed amount cannot be negative", func(t *testing.T) {
		_, err := crm.ParseAmount("-5", "EUR")
		wantInvalid(t, err, `an amount cannot be negative: "-5"`)
	})
}

// wantInvalid checks the words, and that no value in them is left over or missing.
func wantInvalid(t *testing.T, err error, want string) {
	t.Helper()
	if !refused(err) {
		t.Fatalf("got %v; want an Invalid error with a hint: %q", err, want)
	}
	text := err.Error() + " / " + err.(*crm.Error).Hint.String()
	if !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(want)) || strings.Contains(text, "%!") {
		t.Errorf("error %q; want %q in it", text, want)
	}
}

// refused reports whether an error is Invalid and says what to type next.
func refused(err error) bool {
	e, ok := err.(*crm.Error)
	return ok && e.Kind == crm.Invalid && !e.Hint.IsZero() && !strings.HasSuffix(e.Msg.Format, ".")
}

func TestOneCellSettlesTheMarkOfItsColumn(t *testing.T) {
	type marks struct{ point, comma bool }
	tests := []struct {
		moral, text string
		want        marks
	}{
		{"two digits behind a point", "1500.50", marks{true, false}},
		{"two digits behind a comma", "12,50", marks{false, true}},
		{"the last of two marks", "1.234,50", marks{false, true}},
		{"a repeated comma parts thousands", "1,234,567", marks{true, false}},
		{"a repeated point parts thousands", "1.234.567 €", marks{false, true}},
		{"three digits prove nothing", "1,234", marks{}},
		{"no mark proves nothing", "1500", marks{}},
		{"blanks leave only the decimal mark", "1 234,567", marks{false, true}},
		{"a malformed cell proves nothing", "12,34.5", marks{}},
		{"words prove nothing", "version 1.5", marks{}},
	}
	for _, tt := range tests {
		t.Run(tt.moral, func(t *testing.T) {
			point, comma := crm.MoneyMarks(tt.text)
			if got := (marks{point, comma}); got != tt.want {
				t.Errorf("MoneyMarks(%q) = %+v, want %+v", tt.text, got, tt.want)
			}
		})
	}
}

func TestMoneyIsWrittenExactly(t *testing.T) {
	tests := []struct {
		moral           string
		money           crm.Money
		decimal, people string
	}{
		{"cents", crm.Money{120000, "EUR"}, "1200.00", "1,200.00 EUR"},
		{"less than a unit keeps its zero", crm.Money{5, "EUR"}, "0.05", "0.05 EUR"},
		{"negative", crm.Money{-123450, "EUR"}, "-1234.50", "-1,234.50 EUR"},
		{"negative below a unit", crm.Money{-5, "EUR"}, "-0.05", "-0.05 EUR"},
		{"no decimals", crm.Money{1500, "JPY"}, "1500", "1,500 JPY"},
		{"three decimals", crm.Money{1234567, "KWD"}, "1234.567", "1,234.567 KWD"},
		{"nothing is a known amount", crm.Money{0, "EUR"}, "0.00", "0.00 EUR"},
		{"unknown is not nothing", crm.Money{}, "", ""},
		{"groups of exactly three", crm.Money{99999900, "EUR"}, "999999.00", "999,999.00 EUR"},
		{"the smallest number does not overflow", crm.Money{math.MinInt64, "JPY"}, "-9223372036854775808", "-9,223,372,036,854,775,808 JPY"},
	}
	for _, tt := range tests {
		t.Run(tt.moral, func(t *testing.T) {
			if got := tt.money.Decimal(); got != tt.decimal {
				t.Errorf("Decimal = %q, want %q", got, tt.decimal)
			}
			if got := tt.money.String(); got != tt.people {
				t.Errorf("String = %q, want %q", got, tt.people)
			}
		})
	}
}

func TestCurrenciesAreNamedByCodeOrSymbol(t *testing.T) {
	for text, want := range map[string]crm.Currency{
		"eur": "EUR", " EUR ": "EUR", "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "R$": "BRL",
		"chf": "CHF", "zł": "PLN", "xof": "XOF",
	} {
		if got, err := crm.ParseCurrency(text); got != want || err != nil {
			t.Errorf("ParseCurrency(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for text, hint := range map[string]string{
		"kr": "SEK", "EURO": "EUR", "UDS": "USD", "XAU": "near", "": "ISO 4217", "bitcoin": "ISO 4217",
	} {
		_, err := crm.ParseCurrency(text)
		wantInvalid(t, err, text)
		if got := err.(*crm.Error).Hint.String(); !strings.Contains(got, hint) {
			t.Errorf("ParseCurrency(%q) hints %q, want %q in it", text, got, hint)
		}
	}
}

func TestEveryAmountReadsBackAsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMoney(t)
		if got, err := crm.ParseMoney(m.Decimal(), m.Currency, crm.MarkPoint); err != nil || got != m {
			t.Fatalf("%q reads back as %v, %v; want %v", m.Decimal(), got, err, m)
		}
		if got, err := crm.ParseMoney(m.String(), "", crm.MarkPoint); err != nil || got != m {
			t.Fatalf("%q reads back as %v, %v; want %v", m.String(), got, err, m)
		}
	})
}

func drawMoney(t *rapid.T) crm.Money {
	return crm.Money{
		Minor:    rapid.Int64Range(-crm.MaxMinor, crm.MaxMinor).Draw(t, "minor"),
		Currency: rapid.SampledFrom([]crm.Currency{"EUR", "USD", "JPY", "KWD", "CLF"}).Draw(t, "currency"),
	}
}

// Whatever is read without help is read the same with the mark that it proves
// and reads back from what is written.
func FuzzMoney(f *testing.F) {
	for _, s := range []string{"1500", "1 500,50 €", "$1,500.00", "-5 USD", "1.234", "1'500.00", "1.234.567", "0,5", "R$ 1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := crm.ParseMoney(s, "EUR", crm.MarkUnknown)
		point, comma := crm.MoneyMarks(s)
		if point && comma {
			t.Fatalf("%q proves both marks", s)
		}
		if err != nil {
			if !refused(err) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if back, err := crm.ParseMoney(m.Decimal(), m.Currency, crm.MarkPoint); err != nil || back != m {
			t.Fatalf("%q = %v reads back as %v, %v", s, m, back, err)
		}
		if back, err := crm.ParseMoney(m.String(), "USD", crm.MarkPoint); err != nil || back != m {
			t.Fatalf("%q = %v reads back as %v, %v", s, m, back, err)
		}
		for mark, proved := range map[crm.DecimalMark]bool{crm.MarkPoint: point, crm.MarkComma: comma} {
			if same, err := crm.ParseMoney(s, "EUR", mark); proved && (err != nil || same != m) {
				t.Fatalf("%q = %v, but %v, %v with the mark %c it proves", s, m, same, err, mark)
			}
		}
	})
}
