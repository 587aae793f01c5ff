package crm

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"leads/internal/say"
)

// DateOrder says how the numbers of 03/04/2026 are to be read.
type DateOrder string

// The orders. YMD settles nothing where the year comes last.
const (
	OrderUnknown DateOrder = ""
	DMY          DateOrder = "dmy"
	MDY          DateOrder = "mdy"
	YMD          DateOrder = "ymd"
)

// ParseDateOrder reads dmy, mdy or ymd. Errors are Invalid.
func ParseDateOrder(s string) (DateOrder, error) {
	return parseWord("date order", s, []DateOrder{DMY, MDY, YMD})
}

// ParseDateAs reads the date in a cell of a column: 2026-11-21, 25/12/2026,
// 25.12.2026, 21 Nov 2026, Nov 21, 2026, in English, French or German. A time
// of day behind it is ignored. The order settles what the cell leaves open, and
// with it a year of two digits is one of this century. Errors are Invalid.
func ParseDateAs(s string, order DateOrder) (Date, error) {
	d, err := absoluteDate(s, order)
	var refusal *Error
	if n, ok := cutNumbers(CleanLine(s)); errors.As(err, &refusal) && ok && n.open(order) {
		return "", refusal.WithHint("settle it for the column: --date-format dmy or --date-format mdy")
	}
	return d, err
}

// DateProves reports whether a cell is a date of three numbers with the year
// last, and whether it proves by itself that the day (25/12/2026) or the month
// (12/25/2026) comes first.
func DateProves(s string) (dmy, mdy, numeric bool) {
	n, ok := cutNumbers(CleanLine(s))
	if !ok || len(n.parts[2]) != 4 || len(n.parts[0]) > 2 || len(n.parts[1]) > 2 {
		return false, false, false
	}
	a, b := number(n.parts[0]), number(n.parts[1])
	return a > 12 && b >= 1 && b <= 12, b > 12 && a >= 1 && a <= 12, true
}

// absoluteDate reads a date that does not depend on today.
func absoluteDate(s string, order DateOrder) (Date, error) {
	t := CleanLine(s)
	if n, ok := cutNumbers(t); ok {
		return n.date(s, order)
	}
	if digits, rest := cutDigits(t); len(digits) == 8 && timeOfDay(rest) {
		return dayOf(s, number(digits[:4]), number(digits[4:6]), number(digits[6:]))
	}
	return namedDate(s, t)
}

// numbers are three numbers with one separator, such as 2026-11-21.
type numbers struct{ parts [3]string }

// cutNumbers reads three numbers, with at most a time of day behind them.
func cutNumbers(s string) (n numbers, ok bool) {
	sep := ""
	for i := range n.parts {
		if i > 0 {
			if sep == "" && s != "" {
				sep = s[:1]
			}
			if sep == "" || !strings.Contains("-/.", sep) || !strings.HasPrefix(s, sep) {
				return n, false
			}
			s = s[1:]
		}
		if n.parts[i], s = cutDigits(s); n.parts[i] == "" || len(n.parts[i]) > 4 {
			return n, false
		}
	}
	return n, timeOfDay(s)
}

// open reports whether nothing settles which of the numbers is the month.
func (n numbers) open(order DateOrder) bool {
	a, b := number(n.parts[0]), number(n.parts[1])
	return order != DMY && order != MDY && len(n.parts[2]) == 4 && a != b && a <= 12 && b <= 12
}

// date reads the numbers in the order given or settled by themselves.
func (n numbers) date(s string, order DateOrder) (Date, error) {
	a, b, c := number(n.parts[0]), number(n.parts[1]), number(n.parts[2])
	long := [3]bool{len(n.parts[0]) > 2, len(n.parts[1]) > 2, len(n.parts[2]) > 2}
	switch {
	case long == [3]bool{true, false, false} && len(n.parts[0]) == 4:
		return dayOf(s, a, b, c)
	case long == [3]bool{} && (order == DMY || order == MDY): // the order says that the year comes last
		c += 2000
	case long == [3]bool{}:
		return "", shortYear(s)
	case long != [3]bool{false, false, true} || len(n.parts[2]) != 4:
		return "", notDate(s)
	}
	if n.open(order) {
		iso := dateAt(c, time.Month(b), a)
		if a < 1 || b < 1 {
			return "", noSuchDay(s)
		}
		return "", Invalidf("%s can be %d %s or %d %s", CleanLine(s), a, monthName(b), b, monthName(a)).
			WithHint("write %s", iso)
	}
	monthFirst := order == MDY || order != DMY && b > 12
	if monthFirst {
		a, b = b, a
	}
	if b > 12 && a <= 12 && (order == DMY || order == MDY) {
		return "", Invalidf("%q has no month %d when read as %s", short(s), b, string(order)).
			WithHint("try the other order, or write it as 2006-12-31")
	}
	return dayOf(s, c, b, a)
}

// namedDate reads a date whose month is a word: 21 Nov 2026, Nov 21, 2026,
// 21-Nov-2026, 2026 Nov 21, with or without the day of the week before it.
func namedDate(s, t string) (Date, error) {
	rest := strings.ToLower(t)
	word, after := cutToken(rest)
	if _, ok := weekdayNamed(plainWord(word)); ok {
		rest = after
	}
	var month int
	var nums []string
	shape := ""
	for range 3 {
		word, rest = cutToken(rest)
		if m := monthNamed(plainWord(word)); m > 0 {
			month = m
			shape += "M"
		} else if word != "" && allDigits(word) {
			nums = append(nums, word)
			shape += "N"
			rest = cutOrdinal(rest)
		}
	}
	if shape != "NMN" && shape != "MNN" || !timeOfDay(rest) {
		return "", notDate(s)
	}
	day, year := nums[0], nums[1]
	if shape == "NMN" && len(day) == 4 {
		day, year = year, day
	}
	if len(year) == 2 && len(day) <= 2 {
		return "", shortYear(s)
	}
	if len(year) != 4 || len(day) > 2 {
		return "", notDate(s)
	}
	return dayOf(s, number(year), month, number(day))
}

// cutToken splits the next run of digits or letters from the rest, leaving out
// the separators before it.
func cutToken(s string) (token, rest string) {
	s = strings.TrimLeft(s, " ,./-")
	if len(s) > 3 && strings.EqualFold(s[:3], "de ") { // 1 de marzo de 2026
		s = strings.TrimLeft(s[3:], " ")
	}
	if digits, rest := cutDigits(s); digits != "" {
		return digits, rest
	}
	if end := strings.IndexAny(s, " ,./-0123456789"); end >= 0 {
		return s[:end], s[end:]
	}
	return s, ""
}

// cutOrdinal drops the ending of 21st or 1er.
func cutOrdinal(s string) string {
	for _, end := range []string{"st", "nd", "rd", "th", "er"} {
		if rest, ok := strings.CutPrefix(s, end); ok {
			return rest
		}
	}
	return s
}

// monthNamed finds a month by the key of its name in English, French, German
// or Spanish (LinkedIn writes them so); 0 for none.
func monthNamed(key string) int {
	switch key {
	case "january", "jan", "janvier", "janv", "januar", "enero", "ene":
		return 1
	case "february", "feb", "fevrier", "fevr", "fev", "februar", "febrero":
		return 2
	case "march", "mar", "mars", "marz", "maerz", "marzo":
		return 3
	case "april", "apr", "avril", "avr", "abril", "abr":
		return 4
	case "may", "mai", "mayo":
		return 5
	case "june", "jun", "juin", "juni", "junio":
		return 6
	case "july", "jul", "juillet", "juil", "juli", "julio":
		return 7
	case "august", "aug", "aout", "agosto", "ago":
		return 8
	case "september", "sep", "sept", "septembre", "septiembre", "setiembre":
		return 9
	case "october", "oct", "octobre", "oktober", "okt", "octubre":
		return 10
	case "november", "nov", "novembre", "noviembre":
		return 11
	case "december", "dec", "decembre", "dezember", "dez", "diciembre", "dic":
		return 12
	}
	return 0
}

// monthName is a sentence of its own, so that it is translated too.
func monthName(m int) say.Text { return say.T(time.Month(m).String()) }

// timeOfDay reports whether s is empty or a time of day as exports write it
// behind a date: T10:00:00Z, 19:58, 10:05:00 PM (CET).
func timeOfDay(s string) bool {
	if s == "" {
		return true
	}
	s = strings.ToLower(s)
	t := strings.TrimLeft(s, " ,")
	if t == s && t[0] != 't' {
		return false
	}
	for _, word := range []string{"t", "at ", "à "} {
		t = strings.TrimPrefix(t, word)
	}
	hour, t := cutDigits(t)
	if len(hour) < 1 || len(hour) > 2 || number(hour) > 24 || len(t) < 3 || t[0] != ':' {
		return false
	}
	for n := 0; n < 2 && len(t) >= 3 && t[0] == ':'; n++ { // minutes, seconds
		var digits string
		if digits, t = cutDigits(t[1:]); len(digits) != 2 || digits > "59" && n == 0 || digits > "60" {
			return false
		}
	}
	if t != "" && (t[0] == '.' || t[0] == ',') {
		_, t = cutDigits(t[1:])
	}
	if zone := strings.IndexByte(t, '('); zone >= 0 && strings.HasSuffix(t, ")") {
		t = t[:zone]
	}
	for _, word := range strings.Fields(t) {
		if !halfOrZone(word) {
			return false
		}
	}
	return true
}

// halfOrZone knows am, p.m., z, utc, gmt+0100, +01:00, cest, europe/paris.
func halfOrZone(word string) bool {
	name := strings.TrimRight(word, "+-0123456789:")
	letters := strings.Trim(name, "abcdefghijklmnopqrstuvwxyz")
	switch {
	case len(word)-len(name) > 6:
		return false
	case name == "a.m." || name == "p.m.":
		return name == word
	case letters == "" && len(name) <= 5:
		return true
	}
	area, city, ok := strings.Cut(name, "/")
	return ok && strings.Trim(area+city, "abcdefghijklmnopqrstuvwxyz_/") == ""
}

// dayOf checks that the calendar has the day.
func dayOf(s string, year, month, day int) (Date, error) {
	if year < minYear || year > maxYear {
		return "", Invalidf("%q is outside the years %d to %d", short(s), minYear, maxYear).
			WithHint("write the year with four digits")
	}
	if month < 1 || month > 12 {
		return "", noSuchDay(s)
	}
	if last := dateAt(year, time.Month(month)+1, 0); day < 1 || day > last.Time().Day() {
		return "", Invalidf("there is no day %q", short(s)).WithHint("that month ends on %s", say.Day(last))
	}
	return dateAt(year, time.Month(month), day), nil
}

func noSuchDay(s string) error {
	return Invalidf("there is no day %q", short(s)).WithHint("write it as year-month-day, for example 2026-11-21")
}

func shortYear(s string) error {
	return Invalidf("the year of %q has two digits", short(s)).WithHint("write it with four, for example 2026-11-21; in an import --date-format dmy or mdy settles it")
}

func notDate(s string) error {
	return Invalidf("%q is not a date", short(s)).
		WithHint("write it as 2026-11-21, today, yesterday, monday, 3d or 2w")
}

// number reads a few digits that were already checked.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
