package crm

import (
	"strings"
	"time"
)

// wordedDate reads what names a day by words around it: next week, last friday,
// end of month, eom, 15 jan, in English or French; "" when s is nothing such.
// Next week and next month begin on their first day, a week on Monday.
func wordedDate(s, t string, today Date, look Look) (Date, error) {
	day := endOf(plainWord(t), today)
	if day == "" {
		day = besideToday(t, today)
	}
	if day == "" {
		return dayAndMonth(s, t, today, look)
	}
	if look == Back && day > today {
		return "", Invalidf("%q is in the future, and this date cannot be", short(s)).WithHint("write it as %s", today)
	}
	return day, nil
}

// endOf is the last day of the week, month, quarter or year that today is in.
func endOf(key string, today Date) Date {
	t := today.Time()
	switch key {
	case "endofweek", "eow", "findesemaine", "findelasemaine":
		return today.AddDays((7 - int(t.Weekday())) % 7)
	case "endofmonth", "eom", "findemois", "findumois":
		return dateAt(t.Year(), t.Month()+1, 0)
	case "endofquarter", "eoq", "findetrimestre", "findutrimestre":
		return dateAt(t.Year(), (t.Month()-1)/3*3+4, 0)
	case "endofyear", "eoy", "findannee", "findelannee":
		return dateAt(t.Year(), time.December, 31)
	}
	return ""
}

// besideToday reads next friday, vendredi prochain, last friday, next week.
func besideToday(t string, today Date) Date {
	words := strings.Fields(t)
	if len(words) > 2 && (words[0] == "la" || words[0] == "le") {
		words = words[1:]
	}
	if len(words) != 2 {
		return ""
	}
	step, what := 0, ""
	switch {
	case words[0] == "next":
		step, what = 1, words[1]
	case words[0] == "last":
		step, what = -1, words[1]
	default:
		switch plainWord(words[1]) {
		case "prochain", "prochaine":
			step = 1
		case "dernier", "derniere", "passe", "passee":
			step = -1
		}
		what = words[0]
	}
	now, what := today.Time(), plainWord(what)
	if day, ok := weekdayNamed(what); ok && step != 0 {
		ahead := (int(day) - int(now.Weekday()) + 7) % 7
		if step > 0 {
			return today.AddDays((ahead+6)%7 + 1)
		}
		return today.AddDays(-((6-ahead)%7 + 1))
	}
	if step != 1 {
		return "" // last week is seven days, and none of them more than another
	}
	switch what {
	case "week", "semaine":
		return today.AddDays((7-int(now.Weekday()))%7 + 1)
	case "month", "mois":
		return dateAt(now.Year(), now.Month()+1, 1)
	case "quarter", "trimestre":
		return dateAt(now.Year(), (now.Month()-1)/3*3+4, 1)
	case "year", "annee":
		return dateAt(now.Year()+1, time.January, 1)
	}
	return ""
}

// dayAndMonth reads 15 jan or jan 15: the latest such day up to today when
// looking back, the first after today when looking ahead.
func dayAndMonth(s, t string, today Date, look Look) (Date, error) {
	var days, month int
	rest := t
	for range 2 {
		var word string
		word, rest = cutToken(rest)
		if m := monthNamed(plainWord(word)); m > 0 && month == 0 {
			month = m
		} else if word != "" && allDigits(word) && len(word) <= 2 && days == 0 {
			days, rest = number(word), cutOrdinal(rest)
		}
	}
	if month == 0 || days == 0 || strings.Trim(rest, " .") != "" {
		return "", nil
	}
	year := today.Time().Year()
	for range 9 { // the 29th of February waits for its year
		day := dateAt(year, time.Month(month), days)
		exists := int(day.Time().Month()) == month
		switch {
		case look == Back && (!exists || day > today):
			year--
		case look == Ahead && (!exists || day <= today):
			year++
		default:
			return day, nil
		}
	}
	return "", noSuchDay(s)
}

// nearPeriod reads 30d, the days up to today, and q3, the latest third quarter
// that has begun; in French 30j and t3.
func nearPeriod(t string, today Date) (Period, bool) {
	if n, unit, sign := cutDistance(t); unit != 0 && sign == 0 && n > 0 {
		var from Date
		switch unit {
		case 'd':
			from = today.AddDays(1 - n)
		case 'w':
			from = today.AddDays(1 - 7*n)
		default:
			from = today.AddMonths(-n).AddDays(1)
		}
		return Period{from, today}, from.Valid()
	}
	if len(t) != 2 || t[0] != 'q' && t[0] != 't' || t[1] < '1' || t[1] > '4' {
		return Period{}, false
	}
	year, first := today.Time().Year(), time.Month(3*int(t[1]-'1')+1)
	if dateAt(year, first, 1) > today {
		year--
	}
	return months(year, first, 3), true
}
