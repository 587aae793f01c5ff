package crm

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Date is a day as ISO text, "2006-01-02"; "" is unknown. Text order is time
// order.
type Date string

// The years that a date may be in.
const (
	minYear = 1900
	maxYear = 2200
)

// DateOf is the day of t in its own location.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// dateAt is the day of a calendar; a month or day beyond its range runs over.
func dateAt(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// Time is the midnight in UTC on which the day begins; the zero Time when the
// date is unknown or no date.
func (d Date) Time() time.Time {
	if len(d) != len(time.DateOnly) || d[4] != '-' || d[7] != '-' {
		return time.Time{}
	}
	number := 0 // yyyymmdd: scores ask for many days, and time.Parse takes its time
	for i := range len(d) {
		if i == 4 || i == 7 {
			continue
		}
		if d[i] < '0' || d[i] > '9' {
			return time.Time{}
		}
		number = number*10 + int(d[i]-'0')
	}
	day := number % 100
	t := time.Date(number/10000, time.Month(number/100%100), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day || int(t.Month()) != number/100%100 {
		return time.Time{}
	}
	return t
}

// Valid reports whether d is an existing day between 1900 and 2200.
func (d Date) Valid() bool {
	t := d.Time()
	return !t.IsZero() && t.Year() >= minYear && t.Year() <= maxYear
}

// AddDays is the date n days later; an unknown date stays unknown.
func (d Date) AddDays(n int) Date {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return DateOf(t.AddDate(0, 0, n))
}

// DaysUntil is the number of days from d to other, negative when other is
// earlier and 0 when one of them is unknown.
func (d Date) DaysUntil(other Date) int {
	from, to := d.Time(), other.Time()
	if from.IsZero() || to.IsZero() {
		return 0
	}
	// Not to.Sub(from): a time.Duration ends after 292 years.
	return int((to.Unix() - from.Unix()) / (24 * 60 * 60))
}

// AddMonths keeps the day of the month where the new month has it, else takes
// its last day.
func (d Date) AddMonths(n int) Date {
	t := d.Time()
	last := dateAt(t.Year(), t.Month()+time.Month(n)+1, 0)
	return dateAt(last.Time().Year(), last.Time().Month(), min(t.Day(), last.Time().Day()))
}

// Instant is a moment in UTC, RFC 3339 in whole seconds,
// "2006-01-02T15:04:05Z"; "" is unknown.
type Instant string

// InstantOf is the moment t, its fraction of a second cut off.
func InstantOf(t time.Time) Instant { return Instant(t.UTC().Format("2006-01-02T15:04:05Z")) }

// Look is the direction of a relative date such as 3d or friday.
type Look int

// The two ways to look from today.
const (
	Back  Look = iota // work that was done
	Ahead             // follow-ups
)

// ParseDate reads one typed date: ISO and the other forms of [ParseDateAs],
// and, counted from today, today, yesterday, monday, 3d, 2w, 1mo, +3d, 3d ago,
// next week, last friday, end of month, 15 jan.
// A weekday that is today's is today when looking back and a week from now
// when looking ahead. English and French words are known. Errors are Invalid.
func ParseDate(s string, today Date, look Look) (Date, error) {
	return ParseDateIn(s, today, look, OrderUnknown)
}

// ParseDateIn is [ParseDate] where a language or a setting settles how 03/04/2026
// is to be read.
func ParseDateIn(s string, today Date, look Look, order DateOrder) (Date, error) {
	t := strings.ToLower(CleanLine(s))
	d, err := relativeDate(s, t, today, look)
	if d == "" && err == nil {
		d, err = wordedDate(s, t, today, look)
	}
	if err != nil {
		return "", err
	}
	if d == "" {
		return absoluteDate(s, order)
	}
	if !d.Valid() {
		return "", Invalidf("%q is outside the years %d to %d", short(s), minYear, maxYear).
			WithHint("write it as %s", today)
	}
	return d, nil
}

// relativeDate reads what is counted from today; "" when s is nothing such.
func relativeDate(s, t string, today Date, look Look) (Date, error) {
	switch plainWord(t) {
	case "today", "aujourdhui":
		return today, nil
	case "yesterday", "hier":
		return today.AddDays(-1), nil
	case "tomorrow", "demain":
		return today.AddDays(1), nil
	}
	if day, ok := weekdayNamed(plainWord(t)); ok {
		ahead := (int(day) - int(today.Time().Weekday()) + 7) % 7
		if look == Ahead {
			return today.AddDays((ahead+6)%7 + 1), nil
		}
		return today.AddDays(-(7 - ahead) % 7), nil
	}
	n, unit, sign := cutDistance(t)
	if unit == 0 {
		return "", nil
	}
	if sign == '+' && look == Back {
		return "", Invalidf("%q is in the future, and this date cannot be", short(s)).
			WithHint("write %s for that long ago", strings.TrimLeft(t, "+"))
	}
	if sign == '-' || sign == 0 && look == Back {
		n = -n
	}
	switch unit {
	case 'd':
		return today.AddDays(n), nil
	case 'w':
		return today.AddDays(7 * n), nil
	}
	return today.AddMonths(n), nil
}

// cutDistance reads 3d, +2w, -1mo, "3 days ago" and "il y a 3 jours". The sign
// is 0 when only the question can tell the direction; the unit is 0 when s is
// no distance.
func cutDistance(s string) (n int, unit, sign byte) {
	for _, p := range []struct {
		word string
		sign byte
	}{{"+", '+'}, {"-", '-'}, {"\u2212", '-'}, {"in ", '+'}, {"dans ", '+'}, {"il y a ", '-'}} {
		if rest, ok := strings.CutPrefix(s, p.word); ok {
			s, sign = rest, p.sign
			break
		}
	}
	if rest, ok := strings.CutSuffix(s, " ago"); ok {
		if sign != 0 {
			return 0, 0, 0
		}
		s, sign = rest, '-'
	}
	digits, rest := cutDigits(s)
	if digits == "" || len(digits) > 5 {
		return 0, 0, 0
	}
	n, _ = strconv.Atoi(digits)
	switch strings.TrimPrefix(rest, " ") {
	case "d", "day", "days", "j", "jour", "jours":
		return n, 'd', sign
	case "w", "week", "weeks", "sem", "semaine", "semaines":
		return n, 'w', sign
	case "mo", "month", "months", "mois":
		return n, 'm', sign
	}
	return 0, 0, 0
}

// cutDigits splits the leading ASCII digits from the rest.
func cutDigits(s string) (digits, rest string) {
	rest = strings.TrimLeft(s, "0123456789")
	return s[:len(s)-len(rest)], rest
}

// plainWord is the key of a word or of words joined by blanks, apostrophes or
// dashes; "" when s holds anything else, so that "-monday" is no Monday.
func plainWord(s string) string {
	for i, r := range s {
		if unicode.IsLetter(r) || i > 0 && (unicode.IsMark(r) || strings.ContainsRune(" -_'’.", r)) {
			continue
		}
		return ""
	}
	return Key(s)
}

// weekdayNamed finds a day by the key of its name.
func weekdayNamed(key string) (time.Weekday, bool) {
	switch key {
	case "monday", "mon", "lundi":
		return time.Monday, true
	case "tuesday", "tue", "tues", "mardi":
		return time.Tuesday, true
	case "wednesday", "wed", "mercredi":
		return time.Wednesday, true
	case "thursday", "thu", "thur", "thurs", "jeudi":
		return time.Thursday, true
	case "friday", "fri", "vendredi":
		return time.Friday, true
	case "saturday", "sat", "samedi":
		return time.Saturday, true
	case "sunday", "sun", "dimanche":
		return time.Sunday, true
	}
	return 0, false
}

// ParseWeekday reads a day of the week, also in French or by three letters.
// Errors are Invalid.
func ParseWeekday(s string) (time.Weekday, error) {
	day, ok := weekdayNamed(plainWord(strings.ToLower(strings.TrimSpace(s))))
	if !ok {
		return 0, Invalidf("there is no day %q in the week", short(s)).
			OneOf(s, []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
	}
	return day, nil
}
