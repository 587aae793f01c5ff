package render

import (
	"bufio"
	"fmt"
	"time"

	ics "github.com/arran4/golang-ical"

	"leads/internal/say"
	"leads/internal/sheet"
)

// The columns that a calendar reads, by key: what names the event, its title,
// its day, what else there is to say, and when it was last changed.
const (
	eventID      = "id"
	eventTitle   = "title"
	eventDay     = "due_on"
	eventDetail  = "why"
	eventChanged = "updated_at"
)

// writeCalendar writes each row with a day as an all-day event of an iCalendar
// file (RFC 5545). An event keeps its UID, so that taking the file in twice
// changes nothing and a moved day moves its event.
func writeCalendar(out *bufio.Writer, s *sheet.Sheet, o Options) error {
	calendar := ics.NewCalendarFor("leads")
	calendar.SetMethod(ics.MethodPublish)
	place := func(row []any, key string) string {
		switch v := cell(row, s.Column(key)).(type) {
		case string:
			return v
		case say.Text:
			return o.Say.Say(v)
		}
		return ""
	}
	for _, row := range s.Rows {
		day, err := time.Parse(time.DateOnly, place(row, eventDay))
		if err != nil {
			continue // a row without a day is no event
		}
		event := calendar.AddEvent(fmt.Sprintf("lead-%v-follow-up@leads", cell(row, s.Column(eventID))))
		changed, err := time.Parse(time.RFC3339, place(row, eventChanged))
		if err != nil {
			changed = day
		}
		event.SetDtStampTime(changed)
		event.SetAllDayStartAt(day)
		event.SetAllDayEndAt(day.AddDate(0, 0, 1))
		event.SetTimeTransparency(ics.TransparencyTransparent)
		event.SetSummary(Safe(place(row, eventTitle)))
		if detail := place(row, eventDetail); detail != "" {
			event.SetDescription(Safe(detail))
		}
	}
	return calendar.SerializeTo(out, ics.WithNewLineWindows)
}
