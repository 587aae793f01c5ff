package store

import (
	"time"

	"leads/internal/crm"
)

// calendar numbers the periods that a report by time tells apart.
type calendar struct {
	by      []crm.Dimension // none: all days are one
	whole   bool            // periods, not days
	starts  []crm.Date      // by number
	numbers []int32         // of each day, from 1 on
	known   map[crm.Date]int32
}

func newCalendar(q FactQuery) calendar {
	c := calendar{whole: q.Periods, known: map[crm.Date]int32{}}
	for _, d := range q.By {
		if d.IsTime() {
			c.by = append(c.by, d)
		}
	}
	if c.by == nil {
		c.starts = []crm.Date{""}
	}
	return c
}

// period is the number of the period that a day lies in.
func (c *calendar) period(day int32) int32 {
	if c.by == nil {
		return 0
	}
	if int(day) >= len(c.numbers) {
		c.numbers = append(c.numbers, make([]int32, int(day)+1-len(c.numbers))...)
	}
	if c.numbers[day] == 0 {
		start := dayOf(int64(day))
		if c.whole {
			start = c.start(start)
		}
		n, known := c.known[start]
		if !known {
			n = int32(len(c.starts))
			c.starts, c.known[start] = append(c.starts, start), n
		}
		c.numbers[day] = n + 1
	}
	return c.numbers[day] - 1
}

// start is the first day that shares all periods with a day: the latest of
// their beginnings.
func (c *calendar) start(day crm.Date) (start crm.Date) {
	t := day.Time()
	for _, d := range c.by {
		first := t
		switch d {
		case crm.ByWeek:
			first = t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
		case crm.ByMonth:
			first = t.AddDate(0, 0, 1-t.Day())
		case crm.ByQuarter:
			first = time.Date(t.Year(), (t.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
		case crm.ByYear:
			first = time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		}
		start = max(start, crm.DateOf(first))
	}
	return start
}
