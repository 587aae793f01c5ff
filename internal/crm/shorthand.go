package crm

import (
	"math/bits"
	"regexp"
	"strconv"
	"strings"
)

var (
	timesForm    = regexp.MustCompile(`^\s*([0-9]{1,6})\s*[xX×*]\s*([^a-zA-Z].*)$`)
	thousandForm = regexp.MustCompile(`^(.*[0-9])\s*[kK](\s*[^0-9a-zA-Z]*|\s+[a-zA-Z]{3}|[a-zA-Z]{3})$`)
)

// Times is an amount so many times. What is more than can be kept is Invalid.
func (m Money) Times(n int64) (Money, error) {
	high, low := bits.Mul64(uint64(max(m.Minor, -m.Minor)), uint64(max(n, -n)))
	if high != 0 || low > 1<<62 {
		return Money{}, Invalidf("%d times %s is too much", n, m.String())
	}
	return Money{Minor: m.Minor * n, Currency: m.Currency}, nil
}

// ParseShorthand reads an amount as people type it in a hurry: what [ParseAmount]
// reads, 3k for three thousand and 16x0.15 for sixteen times 0.15.
func ParseShorthand(s string, base Currency) (Money, error) {
	if parts := timesForm.FindStringSubmatch(s); parts != nil {
		n, _ := strconv.ParseInt(parts[1], 10, 64) // six digits at most
		each, err := ParseShorthand(parts[2], base)
		if err != nil {
			return Money{}, err
		}
		return each.Times(n)
	}
	if parts := thousandForm.FindStringSubmatch(s); parts != nil {
		number := strings.TrimSpace(parts[1])
		if digits := strings.TrimRight(number, "0123456789"); len(number)-len(digits) == 3 && strings.ContainsAny(digits, ".,") {
			return Money{}, Invalidf("%q is ambiguous: the mark may separate thousands or decimals", s).WithHint("write it in full: 1500")
		}
		m, err := ParseAmount(number+parts[2], base)
		if err != nil {
			return Money{}, err
		}
		return m.Times(1000)
	}
	return ParseAmount(s, base)
}
