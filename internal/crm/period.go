package crm

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"leads/internal/say"
)

// Period is a stretch of days, both ends included. An empty end is open; the
// zero Period is all time.
type Period struct{ From, To Date }

// ParsePeriod reads today, this-week, last-quarter and the like, 30d, q3, 2026,
// 2026-Q3, 2026-11, 2026-W47 or 2026-01-05..2026-02-01. Named weeks begin on
// weekStart, numbered ones are ISO weeks. Errors are Invalid.
func ParsePeriod(s string, today Date, weekStart time.Weekday) (Period, error) {
	t := strings.ToLower(CleanLine(s))
	if p, ok := namedPeriod(plainPeriod(t), today, weekStart); ok {
		return p, nil
	}
	if p, ok := nearPeriod(t, today); ok {
		return p, nil
	}
	if from, to, ok := strings.Cut(t, ".."); ok {
		return periodBetween(s, strings.TrimSpace(from), strings.TrimSpace(to), today)
	}
	return calendarPeriod(s, t)
}

// plainPeriod is the key of this-week, "this week" and thisweek alike; ""
// when s is not made of words.
func plainPeriod(s string) string {
	if strings.ContainsFunc(s, unicode.IsDigit) {
		return ""
	}
	return plainWord(s)
}

// namedPeriod finds a period that is counted from today.
func namedPeriod(key string, today Date, weekStart time.Weekday) (Period, bool) {
	back := 0
	switch key {
	case "today", "aujourdhui":
		return Period{today, today}, true
	case "yesterday", "hier":
		return Period{today.AddDays(-1), today.AddDays(-1)}, true
	case "lastweek", "semainederniere", "lastmonth", "moisdernier", "lastquarter", "trimestredernier",
		"lastyear", "anneederniere":
		back = 1
	}
	t := today.Time()
	quarter := (t.Month()-1)/3*3 + 1
	switch key {
	case "thisweek", "cettesemaine", "lastweek", "semainederniere":
		from := today.AddDays(-(int(t.Weekday())-int(weekStart)+7)%7 - 7*back)
		return Period{from, from.AddDays(6)}, true
	case "thismonth", "cemois", "lastmonth", "moisdernier":
		return months(t.Year(), t.Month()-time.Month(back), 1), true
	case "thisquarter", "cetrimestre", "lastquarter", "trimestredernier":
		return months(t.Year(), quarter-time.Month(3*back), 3), true
	case "thisyear", "cetteannee", "lastyear", "anneederniere":
		return months(t.Year()-back, 1, 12), true
	}
	return Period{}, false
}

// months is the period of n whole months.
func months(year int, first time.Month, n int) Period {
	return Period{dateAt(year, first, 1), dateAt(year, first+time.Month(n), 0)}
}

// periodBetween reads the two ends of A..B: days, or periods, of which the
// outer days count. One end may be left open.
func periodBetween(s, from, to string, today Date) (Period, error) {
	var p Period
	for _, end := range []struct {
		text  string
		first bool
	}{{from, true}, {to, false}} {
		if end.text == "" {
			continue
		}
		part, err := calendarPeriod(s, end.text)
		if err != nil {
			day, err := ParseDate(end.text, today, Back)
			if err != nil {
				return Period{}, err
			}
			part = Period{day, day}
		}
		if end.first {
			p.From = part.From
		} else {
			p.To = part.To
		}
	}
	if p.Open() {
		return Period{}, notPeriod(s)
	}
	if p.From != "" && p.To != "" && p.To < p.From {
		return Period{}, Invalidf("%q ends before it begins", short(s)).WithHint("write it as %s..%s", p.To, p.From)
	}
	return p, nil
}

// calendarPeriod reads 2026, 2026-q3, 2026-11, 2026-w47 or a single day.
func calendarPeriod(s, t string) (Period, error) {
	digits, rest := cutDigits(t)
	if len(digits) != 4 {
		return Period{}, notPeriod(s)
	}
	year := number(digits)
	if year < minYear || year > maxYear {
		return Period{}, Invalidf("%q is outside the years %d to %d", short(s), minYear, maxYear).
			WithHint("write the year with four digits")
	}
	if rest == "" {
		return months(year, 1, 12), nil
	}
	rest = strings.TrimPrefix(rest, "-")
	kind := strings.TrimRight(rest, "0123456789")
	digits = rest[len(kind):]
	n := number(digits)
	switch {
	case digits == "" || len(digits) > 2:
	case kind == "q" || kind == "t": // a quarter is a trimestre in French
		if n >= 1 && n <= 4 {
			return months(year, time.Month(3*n-2), 3), nil
		}
		return Period{}, Invalidf("there is no quarter %q", short(s)).WithHint("write %04d-Q1 to %04d-Q4", year, year)
	case kind == "w":
		return isoWeek(s, year, n)
	case kind == "" && strings.Contains(t, "-"):
		if n >= 1 && n <= 12 {
			return months(year, time.Month(n), 1), nil
		}
		return Period{}, Invalidf("there is no month %q", short(s)).WithHint("write %04d-01 to %04d-12", year, year)
	}
	if d := Date(t); d.Valid() {
		return Period{d, d}, nil
	}
	return Period{}, notPeriod(s)
}

// isoWeek is the week n of a year, Monday to Sunday. The 28th of December
// is always in the last week of its year, the 4th of January in the first.
func isoWeek(s string, year, n int) (Period, error) {
	_, last := dateAt(year, time.December, 28).Time().ISOWeek()
	if n < 1 || n > last {
		return Period{}, Invalidf("there is no week %q", short(s)).WithHint("write %04d-W01 to %04d-W%02d", year, year, last)
	}
	fourth := dateAt(year, time.January, 4)
	from := fourth.AddDays(-(int(fourth.Time().Weekday())+6)%7 + 7*(n-1))
	return Period{from, from.AddDays(6)}, nil
}

// PeriodWords are the periods that have names.
var PeriodWords = []string{"today", "yesterday", "this-week", "last-week", "this-month", "last-month", "this-quarter", "last-quarter", "this-year", "last-year"}

func notPeriod(s string) error {
	if near := Nearest(s, PeriodWords); len(near) > 0 {
		return Invalidf("there is no period %q", short(s)).WithHint("did you mean %s?", strings.Join(near, ", "))
	}
	return Invalidf("there is no period %q", short(s)).
		WithHint("it is one of: today, yesterday, this-week, last-week, this-month, last-month, this-quarter, " +
			"last-quarter, this-year, last-year, 2026, 2026-Q3, 2026-11, 2026-W47, 2026-01-05..2026-02-01")
}

// Contains reports whether the day is in the period. An unknown day is
// only in all time.
func (p Period) Contains(d Date) bool {
	if d == "" {
		return p.Open()
	}
	return (p.From == "" || p.From <= d) && (p.To == "" || d <= p.To)
}

// Open reports whether the period has no bound at all.
func (p Period) Open() bool { return p.From == "" && p.To == "" }

// String is the period for people, both days included.
func (p Period) String() string { return p.Text().String() }

// Text is the period as a sentence, both days included.
func (p Period) Text() say.Text {
	switch {
	case p.Open():
		return say.T("all time")
	case p.From == "":
		return say.T("until %s", say.Day(p.To))
	case p.To == "":
		return say.T("since %s", say.Day(p.From))
	}
	return say.T("%[1]s to %[2]s", say.Day(p.From), say.Day(p.To)) // not the key of other ranges: French says du … au …
}

// When is the period after what is in it: in 2026-11-01 to 2026-11-30, since 2026-11-01.
func (p Period) When() say.Text {
	if p.From == "" || p.To == "" {
		return p.Text()
	}
	return say.T("in %s", p.Text())
}

// Previous is the period right before: the year, quarter or month before when
// p is a whole one, else the same number of days. It is the zero Period when p
// is open at one end.
func (p Period) Previous() Period {
	if p.From == "" || p.To == "" || p.To < p.From {
		return Period{}
	}
	t := p.From.Time()
	for _, n := range []int{12, 3, 1} {
		if (int(t.Month())-1)%n == 0 && p == months(t.Year(), t.Month(), n) {
			return months(t.Year(), t.Month()-time.Month(n), n)
		}
	}
	days := p.From.DaysUntil(p.To) + 1
	return Period{p.From.AddDays(-days), p.From.AddDays(-1)}
}

// PeriodLabel names the week, month, quarter or year of a day as ParsePeriod
// reads it; "" for an unknown day or another dimension.
func PeriodLabel(dim Dimension, d Date) string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	switch dim {
	case ByWeek:
		year, week := t.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week)
	case ByMonth:
		return t.Format("2006-01")
	case ByQuarter:
		return fmt.Sprintf("%04d-Q%d", t.Year(), (int(t.Month())+2)/3)
	case ByYear:
		return t.Format("2006")
	}
	return ""
}
