package crm

import "strings"

// Currency is an ISO 4217 code in capitals; "" is unknown.
type Currency string

// currencies are the active codes, funds included, metals and test codes left
// out. BGN stays although Bulgaria took the euro in 2026: older deals name it.
const currencies = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP " +
	"BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP " +
	"GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD " +
	"KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK " +
	"NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN " +
	"SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD " +
	"XCG XOF XPF YER ZAR ZMW ZWG"

// Digits is the number of decimals that the currency keeps.
func (c Currency) Digits() int {
	switch c {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	case "CLF", "UYW":
		return 4
	}
	return 2
}

// ParseCurrency reads a code, whatever its case, or a symbol that means
// one currency. A bare $ is the US dollar and ¥ the yen. Errors are Invalid.
func ParseCurrency(s string) (Currency, error) {
	code := strings.ToUpper(strings.TrimSpace(s))
	if c := symbol(code); c != "" {
		return c, nil
	}
	if code == "KR" || code == "KR." {
		return "", Invalidf("%q can be the krone or krona of several countries", s).
			WithHint("write SEK, NOK, DKK or ISK")
	}
	codes := strings.Fields(currencies)
	for _, known := range codes {
		if known == code {
			return Currency(code), nil
		}
	}
	err := Invalidf("there is no currency %q", short(s))
	if len(code) <= 12 { // a whole sentence in the wrong column is near no code
		if near := Nearest(code, codes); len(near) > 0 {
			return "", err.WithHint("near it: %s", strings.Join(near, ", "))
		}
	}
	return "", err.WithHint("write its ISO 4217 code, for example EUR")
}

// symbol is the currency of a sign in capitals; "" when it is none.
func symbol(s string) Currency {
	switch s {
	case "€":
		return "EUR"
	case "$", "US$":
		return "USD"
	case "£":
		return "GBP"
	case "¥":
		return "JPY"
	case "R$":
		return "BRL"
	case "CA$":
		return "CAD"
	case "AU$":
		return "AUD"
	case "NZ$":
		return "NZD"
	case "HK$":
		return "HKD"
	case "ZŁ":
		return "PLN"
	case "KČ":
		return "CZK"
	case "₹":
		return "INR"
	case "₩":
		return "KRW"
	case "₽":
		return "RUB"
	case "₺":
		return "TRY"
	case "₪":
		return "ILS"
	case "₫":
		return "VND"
	case "₴":
		return "UAH"
	}
	return ""
}
