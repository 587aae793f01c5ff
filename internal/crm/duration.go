package crm

import (
	"strconv"
	"strings"
)

// MaxMinutes is the longest time that one entry may hold: some 69 days.
const MaxMinutes = 100_000

// ParseMinutes reads a length of time as whole minutes: 25m, 1h30m, 1h30,
// 1.5h, 2h, 90 (minutes), 1:30. Hours with decimals are rounded to the nearest
// minute. Errors are Invalid.
func ParseMinutes(s string) (int64, error) {
	t := strings.ToLower(CleanLine(s))
	if strings.HasPrefix(t, "-") || strings.HasPrefix(t, "\u2212") {
		return 0, Invalidf("a duration cannot be negative: %q", short(s)).WithHint("write it without the minus")
	}
	var minutes int64
	var err error
	if strings.Contains(t, ":") {
		minutes, err = clockMinutes(s, t)
	} else if n, ok := isoMinutes(t); ok {
		minutes = n
	} else {
		minutes, err = unitMinutes(s, t)
	}
	if err != nil {
		return 0, err
	}
	if minutes > MaxMinutes {
		return 0, Invalidf("%q is too long", short(s)).WithHint("one entry holds at most %s", FormatMinutes(MaxMinutes))
	}
	return minutes, nil
}

// FormatMinutes writes minutes as 1h30m, 25m or 2h.
func FormatMinutes(m int64) string {
	sign, size := "", uint64(m)
	if m < 0 {
		sign, size = "-", -size
	}
	hours, rest := size/60, size%60
	if hours == 0 {
		return sign + strconv.FormatUint(rest, 10) + "m"
	}
	text := sign + strconv.FormatUint(hours, 10) + "h"
	if rest > 0 {
		text += strconv.FormatUint(rest, 10) + "m"
	}
	return text
}

// clockMinutes reads h:mm and the h:mm:ss of time trackers.
func clockMinutes(s, t string) (int64, error) {
	parts := strings.Split(t, ":")
	if len(parts) > 3 || parts[0] == "" || !allDigits(parts[0]) {
		return 0, notDuration(s)
	}
	minutes := hoursOf(parts[0])
	for i, p := range parts[1:] {
		if len(p) != 2 || !allDigits(p) || p > "59" {
			return 0, notDuration(s)
		}
		n, _ := strconv.ParseInt(p, 10, 64)
		if i == 1 {
			n = (n + 30) / 60
		}
		minutes += n
	}
	return minutes, nil
}

// unitMinutes reads a number with or without a unit, or hours and minutes.
func unitMinutes(s, t string) (int64, error) {
	number, unit, rest := cutMeasure(t)
	whole, fraction, ok := cutDecimal(number)
	if !ok {
		return 0, notDuration(s)
	}
	if timeUnit(unit) == 's' && rest == "" && strings.Trim(fraction, "0") == "" {
		return (min(atSeconds(whole), (MaxMinutes+1)*60) + 30) / 60, nil
	}
	if timeUnit(unit) != 'h' {
		if timeUnit(unit) != 'm' && unit != "" || rest != "" {
			return 0, notDuration(s)
		}
		// A spreadsheet writes 90 as 90.0; 1.5 without a unit could be hours.
		if strings.Trim(fraction, "0") != "" || len(fraction) == 3 {
			return 0, Invalidf("%q is not a whole number of minutes", short(s)).
				WithHint("write minutes as 90m, hours as 1.5h")
		}
		return atMost(whole), nil
	}
	if strings.Contains(number, ",") && groupLike(whole, fraction) {
		return 0, Invalidf("%q can be %s.%s or %s%s hours", s, whole, fraction, whole, fraction).
			WithHint("write %s.%sh or %s%sh", whole, fraction, whole, fraction)
	}
	minutes := hoursOf(whole)
	if rest == "" {
		return minutes + partOfHour(fraction), nil
	}
	number, unit, rest = cutMeasure(rest)
	if fraction != "" || rest != "" || unit != "" && timeUnit(unit) != 'm' || number == "" || len(number) > 2 ||
		!allDigits(number) || atMost(number) > 59 {
		return 0, notDuration(s)
	}
	return minutes + atMost(number), nil
}

// cutMeasure splits "1.5 h 30" into the number, its unit and the rest.
func cutMeasure(s string) (number, unit, rest string) {
	n := len(s) - len(strings.TrimLeft(s, "0123456789.,"))
	number, s = s[:n], strings.TrimLeft(s[n:], " ")
	n = strings.IndexAny(s, "0123456789 ")
	if n < 0 {
		return number, s, ""
	}
	return number, s[:n], strings.TrimLeft(s[n:], " ")
}

// isoMinutes reads a duration as ISO 8601 writes it within a day: PT1H30M.
func isoMinutes(t string) (int64, bool) {
	rest, ok := strings.CutPrefix(t, "pt")
	if !ok || rest == "" {
		return 0, false
	}
	seconds := int64(0)
	for _, unit := range []struct {
		name string
		size int64
	}{{"h", 3600}, {"m", 60}, {"s", 1}} {
		digits, after, found := strings.Cut(rest, unit.name)
		if !found {
			continue
		}
		digits, _, _ = strings.Cut(digits, ".")
		if digits == "" || !allDigits(digits) {
			return 0, false
		}
		seconds += min(atSeconds(digits), (MaxMinutes+1)*60) * unit.size
		rest = after
	}
	return (min(seconds, (MaxMinutes+1)*60) + 30) / 60, rest == ""
}

// atSeconds reads digits as seconds; a number beyond any sensible length stays
// just too large.
func atSeconds(digits string) int64 {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n > (MaxMinutes+1)*60 {
		return (MaxMinutes + 1) * 60
	}
	return n
}

// timeUnit is h, m, s, or 0 for a word that is no unit.
func timeUnit(word string) byte {
	switch word {
	case "h", "hr", "hrs", "hour", "hours", "heure", "heures":
		return 'h'
	case "s", "sec", "secs", "second", "seconds", "seconde", "secondes":
		return 's'
	case "m", "mn", "min", "mins", "minute", "minutes":
		return 'm'
	}
	return 0
}

// hoursOf gives the minutes of whole hours.
func hoursOf(digits string) int64 { return 60 * atMost(digits) }

// atMost reads digits; a number beyond any sensible length stays just too
// large, so that the caller can say so.
func atMost(digits string) int64 {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n > MaxMinutes {
		return MaxMinutes + 1
	}
	return n
}

// partOfHour turns the decimals of an hour into minutes, rounded to nearest.
func partOfHour(fraction string) int64 {
	if len(fraction) > 16 { // as many as a spreadsheet ever writes; more would not fit
		fraction = fraction[:16]
	}
	scale := int64(1)
	for range fraction {
		scale *= 10
	}
	n, _ := strconv.ParseInt("0"+fraction, 10, 64)
	return (n*120 + scale) / (2 * scale)
}

func notDuration(s string) error {
	return Invalidf("%q is not a duration", short(s)).WithHint("write it as 25m, 1h30m, 1.5h or 90 (minutes)")
}
