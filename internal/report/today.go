package report

import (
	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// TodayFacts is what the page of a day is made of.
type TodayFacts struct {
	Today   crm.Date
	Base    crm.Currency
	Open    int64      // leads that have not ended
	Week    []crm.Fact // sums since the week began
	Waiting Waiting    // with its counts
}

// shownToday is how many leads the page of a day lists.
const shownToday = 5

// Today makes the page that leads shows when it is asked nothing: what waits,
// what is open, what this week has brought so far.
func Today(in TodayFacts) *sheet.Page {
	var week figures
	for _, f := range in.Week {
		week.add(&f, &Names{})
	}
	won := counted(week.Won, "%d deal won", "%d deals won")
	if week.Won > 0 {
		won = say.T("%s for %s", won, crm.Money{Minor: week.Revenue, Currency: in.Base}.String())
	}
	hours := say.T("no hours logged")
	if week.Minutes > 0 {
		hours = say.T("%s logged", crm.FormatMinutes(week.Minutes))
	}
	next := Next(in.Today, in.Waiting, shownToday)
	next.Title, next.Notes = say.T("What to do now"), nil
	page := &sheet.Page{
		Title: say.T("Today, %s %s", say.T(in.Today.Time().Format("Monday")), say.Day(in.Today)),
		Summary: []say.Text{
			say.T("%s, %s, %s.", counted(in.Open, "%d open lead", "%d open leads"),
				counted(in.Waiting.DueCount, "%d follow-up is due", "%d follow-ups are due"),
				counted(in.Waiting.QuietCount, "%d lead has gone quiet", "%d leads have gone quiet")),
			say.T("This week so far: %s, %s, %s.", counted(week.Leads, "%d new lead", "%d new leads"), won, hours),
		},
		Sections: []sheet.Section{{Key: "next", Sheet: next}},
	}
	if more := in.Waiting.DueCount + in.Waiting.QuietCount; more > shownToday {
		page.Notes = append(page.Notes, say.T("all that is due: leads next; the week as a page: leads review; every command: leads help"))
	} else {
		page.Notes = append(page.Notes, say.T("the week as a page: leads review; every command: leads help"))
	}
	return page
}
