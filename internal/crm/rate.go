package crm

import (
	"math/big"
	"strconv"
	"strings"
)

// Rate is what one unit of a currency is worth in the base currency: an exact
// positive decimal in its shortest form, "1.0825"; "" is unknown.
type Rate string

// maxRateDigits bounds both sides of a rate's point.
const maxRateDigits = 12

// ParseRate reads a positive decimal with a point or a comma. Errors are
// Invalid; so is "1,350", which can be 1.35 or 1350.
func ParseRate(s string) (Rate, error) {
	whole, fraction, ok := cutDecimal(strings.TrimSpace(s))
	if !ok {
		return "", Invalidf("%q is not a rate", short(s)).WithHint("write it as 1.0825")
	}
	// A point is taken at its word, as most rates have three or four decimals;
	// a comma before three digits is as often a thousands mark, a factor of 1000.
	if strings.Contains(s, ",") && groupLike(whole, fraction) {
		return "", Invalidf("%q can be %s.%s or %s%s", s, whole, fraction, whole, fraction).
			WithHint("write %s.%s or %s%s", whole, fraction, whole, fraction)
	}
	whole = strings.TrimLeft(whole, "0")
	fraction = strings.TrimRight(fraction, "0")
	if whole == "" && fraction == "" {
		return "", Invalidf("a rate cannot be zero: %q", short(s)).WithHint("write what 1 unit is worth, for example 1.0825")
	}
	if len(whole) > maxRateDigits || len(fraction) > maxRateDigits {
		return "", Invalidf("the rate %q has more than %d digits on one side", short(s), maxRateDigits).
			WithHint("round it first")
	}
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return Rate(whole + fraction), nil
}

// Convert gives the worth of m in the base currency: exact, rounded once to
// its minor unit, halves away from zero. An amount in the base currency or an
// unknown one stays as it is. Errors are Invalid: no rate, or too large.
func (r Rate) Convert(m Money, base Currency) (Money, error) {
	if !m.Known() || m.Currency == base {
		return m, nil
	}
	if r == "" {
		return Money{}, Invalidf("there is no rate from %s to %s", m.Currency, base).
			WithHint("leads rate set %s RATE", m.Currency)
	}
	if _, err := ParseRate(string(r)); err != nil {
		return Money{}, err
	}
	whole, fraction, _ := strings.Cut(string(r), ".")
	num, _ := new(big.Int).SetString(whole+fraction, 10)
	num.Mul(num, big.NewInt(m.Minor))
	num.Mul(num, powerOfTen(base.Digits()))
	minor := quotient(num, powerOfTen(len(fraction)+m.Currency.Digits()))
	if minor.CmpAbs(big.NewInt(MaxMinor)) > 0 {
		return Money{}, Invalidf("%s at the rate %s is too large in %s", m, string(r), base).
			WithHint("check the rate with: leads rate list")
	}
	return Money{minor.Int64(), base}, nil
}

// FeePart is an amount in minor units and the share taken of it, in parts per
// million.
type FeePart struct{ Minor, PPM int64 }

// FeeOf is the fee on all parts together, rounded once, halves away from zero:
// rounding each part would lose cents that the platform does not give back.
func FeeOf(parts []FeePart) int64 {
	sum := new(big.Int)
	for _, p := range parts {
		sum.Add(sum, new(big.Int).Mul(big.NewInt(p.Minor), big.NewInt(p.PPM)))
	}
	return quotient(sum, big.NewInt(1_000_000)).Int64()
}

// ParsePercent reads "10%", "12.5 %" or "12,5" as parts per million, 0 to 100
// percent with at most four decimals. Errors are Invalid.
func ParsePercent(s string) (ppm int64, err error) {
	t := strings.TrimRight(strings.TrimSuffix(CleanLine(s), "%"), " ")
	whole, fraction, ok := cutDecimal(t)
	if !ok {
		return 0, Invalidf("%q is not a percentage", short(s)).WithHint("write it as %s", "12.5%")
	}
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > 4 {
		return 0, Invalidf("%q has more than 4 decimals", short(s)).WithHint("round it first")
	}
	whole = strings.TrimLeft(whole, "0")
	if len(whole) <= 3 {
		ppm, _ = strconv.ParseInt("0"+whole+fraction+strings.Repeat("0", 4-len(fraction)), 10, 64)
	}
	if len(whole) > 3 || ppm > 1_000_000 {
		return 0, Invalidf("%q is more than 100 %%", short(s)).WithHint("write a percentage from 0 to 100")
	}
	return ppm, nil
}

// FormatPercent writes parts per million as a percentage: "12.5%".
func FormatPercent(ppm int64) string {
	sign, size := "", uint64(ppm)
	if ppm < 0 {
		sign, size = "-", -size
	}
	text := sign + strconv.FormatUint(size/10_000, 10)
	if rest := size % 10_000; rest != 0 {
		text += "." + strings.TrimRight(strconv.FormatUint(10_000+rest, 10)[1:], "0")
	}
	return text + "%"
}

// cutDecimal splits digits from the digits behind a point or comma. A mark
// needs digits on both sides.
func cutDecimal(s string) (whole, fraction string, ok bool) {
	whole = s
	if at := strings.IndexAny(s, ".,"); at >= 0 {
		whole, fraction = s[:at], s[at+1:]
		ok = fraction != ""
	} else {
		ok = true
	}
	return whole, fraction, ok && whole != "" && allDigits(whole) && allDigits(fraction)
}

// groupLike reports whether the mark between the two could as well part
// thousands.
func groupLike(whole, fraction string) bool {
	return len(fraction) == 3 && len(whole) <= 3 && whole != "0"
}

// quotient is num/den for a positive den, rounded half away from zero.
func quotient(num, den *big.Int) *big.Int {
	twice := new(big.Int).Lsh(new(big.Int).Abs(num), 1)
	q := twice.Add(twice, den)
	q.Quo(q, new(big.Int).Lsh(den, 1))
	if num.Sign() < 0 {
		q.Neg(q)
	}
	return q
}

func powerOfTen(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}
