package importer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"leads/internal/crm"
	"leads/internal/say"
)

// trackers are the exports of time trackers, of calendars, of messages and of
// advertising: activities, told by their header.
func trackers() []preset {
	return []preset{
		{name: "toggl", about: say.T("Toggl Track: time entries"), as: Activities, needs: "Project, Description, Start date, Start time, Duration", choose: true,
			fields: "User=-, Email=-, Project=title, Client=client, Description=note, Start date=date, Duration=minutes, Tags=-, Task=-, Amount=-", shape: shapeTime, aside: asideRunning},
		{name: "clockify", about: say.T("Clockify: detailed report"), as: Activities, needs: "Project, Description, Start Date, Start Time, Duration (h)|Duration (decimal)", choose: true,
			fields: "User=-, Group=-, Email=-, Project=title, Client=client, Description=note, Start Date=date, Duration (decimal)=hours, Duration (h)=minutes, Tags=-, Task=-, Billable Amount=-, Billable Rate=-", shape: shapeTime, aside: asideRunning},
		{name: "harvest", about: say.T("Harvest: time report"), as: Activities, needs: "Date, Client, Project, Hours, Task|Notes|Project Code", lacks: "Title, Source, Lead source, Stage, Outcome, Value, Budget, Won", choose: true,
			fields: "Date=date, Project=title, Client=client, Project Code=lead, Notes=note, Hours=hours, Hours Rounded=-, Task=-, First Name=-, Last Name=-, Billable Amount=-, Cost Amount=-, Billable Rate=-, Cost Rate=-, Currency=-", shape: shapeTime, aside: asideRunning},
		{name: "harvest-api", about: say.T("Harvest: time entries from its API"), as: Activities, needs: "spent_date, hours, project|client", choose: true,
			fields: "spent_date=date, project=title, client=client, project code=lead, notes=note, hours=hours, id=-, task=-, user=-, billable_rate=-, cost_rate=-, rounded_hours=-, created_at=-, updated_at=-", shape: shapeTime, aside: asideRunning},
		{name: "kimai", about: say.T("Kimai: timesheet"), as: Activities, needs: "Customer|customer, Project|project, Activity|activity, Duration|duration, From|Begin|begin|Start", choose: true,
			fields: "Date=date, Begin=date, Project=title, Customer=client, Activity=-, Description=note, Duration=minutes, Rate=-, Internal rate=-, Hourly rate=-, Fixed rate=-, User=-, Tags=-, Type=-, Project number=lead, Amount=-, id=-", shape: shapeTime, aside: asideRunning},
		{name: "kimai-api", about: say.T("Kimai: timesheet from its API"), as: Activities, needs: "begin, end, duration, project, activity", lacks: "customer, from", choose: true,
			fields: "begin=date, duration=minutes, project=title, project customer=client, description=note, id=-, rate=-, internalRate=-, hourlyRate=-, user=-, activity=-, tags=-", shape: shapeKimai, aside: asideRunning},
		{name: "clockify-api", about: say.T("Clockify: time entries from its API"), as: Activities, needs: "timeInterval.start, timeInterval.end, description", choose: true,
			fields: "timeInterval.start=date, projectName=title, project=title, clientName=client, description=note, id=-", shape: shapeTime, aside: asideRunning},
		{name: "toggl-api", about: say.T("Toggl Track: time entries from its API"), as: Activities, needs: "start, stop, duration, description, project_id|project_name|pid|workspace_id", choose: true,
			fields: "start=date, project_name=title, client_name=client, description=note, id=-, duration=-, created_at=-, at=-", shape: shapeTime, aside: asideRunning},
		{name: "watson", about: say.T("Watson: log as JSON or CSV"), as: Activities, needs: "project, start, stop, tags", choose: true,
			fields: "start=date, project=title, id=-, tags=-", shape: shapeTime, aside: asideRunning},
		{name: "timewarrior", about: say.T("Timewarrior: export as JSON"), as: Activities, needs: "start, end, id|tags|annotation", lacks: "title, name, project, client, description, subject", choose: true,
			fields: "start=date, id=-, tags=title, annotation=note", shape: shapeTime, aside: asideRunning},
		{name: "time-sheet", about: say.T("a time sheet of any other tool"), as: Activities, choose: true,
			needs: "Project|Project name|Client|Client name|Customer|Company, Date|Day|Start date|Start|Started|Started at|Start time|Begin|From|Spent date|Work date, Duration|Duration (h)|Duration (decimal)|Duration (hours)|Hours|Time|Minutes|Time spent|Time (h)|Time (hours)|Hours worked|Decimal hours|End|End time|Stop, " +
				"Task|Task name|User|Username|User name|Member|Team member|Person|Employee|Billable|Billable?|Billable hours|Activity|Start time|End time|End date|Start|Stop|End|From|Tags",
			lacks:  "Title, Deal, Deal name, Lead, Source, Lead source, Stage, Outcome, Value, Budget, Won, Phone, Reason, Kind, Via, Invoice, Invoice number, Paid on, Campaign, Landing page",
			fields: "User=-, Email=-, Task=-, Tags=-, Amount=-, Rate=-, ID=-, Status=-, Activity=-, Type=-, Time=minutes, Spent date=date, Work date=date, Project code=lead", shape: shapeTime, aside: asideRunning},
		{name: "time-summary", about: say.T("a sum of times without days"), as: Activities, needs: "Project, Duration|Time (h)|Time (decimal)|Duration (h), Member|User|Billable duration|Billable|Client|Time (decimal)|Amount (EUR)|Amount (USD)",
			lacks: "Title, Date, Day, Start date, Start, Begin, From, Deal, Lead, Source, Stage, Status, Outcome, Value, Budget, End date, created, created_at, Closed", shape: shapeTime},
		{name: "calendly", about: say.T("Calendly: events, as meetings"), as: Activities, needs: "Invitee Name, Invitee Email, Start Date & Time, End Date & Time", choose: true,
			fields: "Invitee Name=contact, Invitee Email=email, Start Date & Time=date, Event Type Name=note, Canceled=canceled, UTM Campaign=-, UTM Source=-, UTM Medium=-, Event Price=-, Payment Currency=-, Event Created Date & Time=-",
			shape:  shapeMeeting, aside: asideCanceled},
		{name: "bookings", about: say.T("appointments of any other tool, as meetings"), as: Activities, choose: true,
			needs: "Start|Start Time|Start Date & Time|startTime|start_time, End|End Time|End Date & Time|endTime|end_time, Attendee Email|Invitee Email|Guest Email|Email|attendeeEmail|Attendees, Event Type|Type|Event|Title|Appointment Type|eventType|Status|Canceled",
			lacks: "Project, Client, Company, Source, Stage, Value, Duration, Hours, Task, Amount, Deal, Outcome, User",
			fields: "Attendee Name=contact, Invitee Name=contact, Guest Name=contact, Name=contact, Attendee Email=email, Invitee Email=email, Guest Email=email, Attendees=email, Start=date, Start Time=date, Start Date & Time=date, startTime=date, start_time=date, Date=date," +
				"Title=note, Event Type=note, Event=note, Type=-, Status=-, Canceled=canceled, Cancelled=canceled, Stage=-, ID=-, uid=-, Lead=lead",
			shape: shapeMeeting, aside: asideCanceled},
		{name: "linkedin-messages", about: say.T("LinkedIn: messages"), as: Activities, needs: "CONVERSATION ID, FROM, TO, DATE, CONTENT", choose: true,
			fields: "DATE=date, CONTENT=note, SUBJECT=-, CONVERSATION ID=-, CONVERSATION TITLE=-", shape: shapeMessage},
		{name: "google-ads", about: say.T("Google Ads: cost by day and campaign"), as: Activities, needs: "Campaign, Cost, Clicks, Impr.|Impressions|Interactions|Conversions", choose: true,
			fields: "Day=date, Date=date, Campaign=campaign, Cost=cost, Currency code=currency, Campaign type=-, Type=-", first: crm.TouchNames{Source: "Google Ads"}, shape: shapeAd, aside: asideTotal},
		{name: "linkedin-ads", about: say.T("LinkedIn Ads: cost by day and campaign"), as: Activities, needs: "Start Date (in UTC)|Start Date, Campaign Name, Total Spent, Impressions|Clicks", choose: true,
			fields: "Start Date (in UTC)=date, Start Date=date, Campaign Name=campaign, Total Spent=cost, Currency=currency", first: crm.TouchNames{Source: "LinkedIn"}, order: crm.MDY, shape: shapeAd, aside: asideTotal},
		{name: "meta-ads", about: say.T("Meta Ads: cost by day and campaign"), as: Activities, needs: "Campaign name, Amount spent|Amount spent (EUR)|Amount spent (USD)|Amount spent (GBP)|Amount spent (CHF)|Amount spent (CAD)|Amount spent (AUD), Impressions|Reach|Reporting starts", choose: true,
			fields: "Day=date, Campaign name=campaign, Reporting starts=-, Reporting ends=-", first: crm.TouchNames{Source: "Facebook"}, shape: shapeAd, aside: asideTotal},
	}
}

// shapeTime makes an activity of a time entry: what it lasted, on which lead.
func shapeTime(b *builder) {
	b.cells[date] = isoInstant(b.cells[date])
	if b.cells[minutes] != "" && b.isSeconds() {
		n, _ := strconv.ParseInt(b.cells[minutes], 10, 64)
		b.cells[minutes] = strconv.FormatInt((n+30)/60, 10)
	}
	if b.cells[minutes] == "" && b.cells[hours] == "" {
		if n, ok := b.lasted(); ok {
			b.cells[minutes] = strconv.FormatInt(n, 10)
		}
	}
	for _, id := range append(listCell(b.cells[title], true), b.named("Task"), b.named("Project Code")) {
		if id = oneLine(id); id != "" && !slices.Contains(b.match.IDs, id) {
			b.match.IDs = append(b.match.IDs, id)
		}
	}
	if tags := b.named("tags"); tags != "" {
		b.match.IDs = append(b.match.IDs, listCell(tags, true)...)
	}
	b.tracked = true
}

// shapeKimai makes an activity of an entry of the API, in which a project may be a
// number: that is Kimai's, and nobody else's.
func shapeKimai(b *builder) {
	if strings.Trim(b.cells[title], "0123456789") == "" {
		b.cells[title] = ""
	}
	shapeTime(b)
}

// asideRunning leaves out an entry that has not ended.
func asideRunning(b *builder) say.Text {
	if b.cells[minutes] != "" || b.cells[hours] != "" || b.cells[date] == "" {
		return say.Text{}
	}
	if _, ok := b.lasted(); ok {
		return say.Text{}
	}
	return say.T("line %d is left out: the entry has no end, it is still running (%s)", b.line, firstOf(b.text(title), b.text(note), b.text(date)))
}

// isSeconds reports whether the length of an entry is in seconds, as the API of a
// tracker gives it.
func (b *builder) isSeconds() bool {
	return !b.isTable() && strings.Trim(b.cells[minutes], "0123456789") == ""
}

// lasted is the time between the start and the end of an entry, in minutes.
func (b *builder) lasted() (int64, bool) {
	for _, pair := range [][4]string{
		{"start date", "start time", "end date", "end time"}, {"start", "", "stop", ""}, {"start", "", "end", ""}, {"begin", "", "end", ""}, {"timeInterval.start", "", "timeInterval.end", ""},
		{"date", "from", "date", "to"}, {"date", "start time", "date", "end time"}, {"start date & time", "", "end date & time", ""}, {"date", "begin", "date", "end"}, {"date", "start", "date", "end"}, {"date", "start", "date", "stop"},
		{"day", "start", "day", "end"}, {"day", "start time", "day", "end time"}, {"day", "from", "day", "to"}, {"start time", "", "end time", ""}, {"started at", "", "ended at", ""}, {"started", "", "ended", ""}, {"start date", "", "end date", ""},
	} {
		from, ok := b.moment(b.named(pair[0]), b.named2(pair[1]))
		until, and := b.moment(b.named(pair[2]), b.named2(pair[3]))
		if !ok || !and {
			continue
		}
		d := until - from
		if pair[0] == pair[2] && d < 0 { // past midnight
			d += 24 * 60 * 60
		}
		if d >= 0 && d/60 <= crm.MaxMinutes {
			return (d + 30) / 60, true
		}
	}
	return 0, false
}

func (b *builder) named2(header string) string {
	if header == "" {
		return ""
	}
	return b.named(header)
}

// moment reads a day and a time of day as seconds; the zone is taken off where
// it is given.
func (b *builder) moment(day, clock string) (int64, bool) {
	day = isoInstant(day)
	d, err := crm.ParseDateAs(day, b.rule(date).order)
	if err != nil {
		return 0, false
	}
	if clock == "" {
		clock = day
	}
	m := timeOfDay().FindStringSubmatch(clock)
	if m == nil {
		return 0, false
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2])
	second, _ := strconv.Atoi(m[3])
	switch strings.ToLower(strings.ReplaceAll(m[4], ".", "")) {
	case "pm":
		hour = hour%12 + 12
	case "am":
		hour %= 12
	}
	at := int64(d.Ordinal())*86400 + int64(hour)*3600 + int64(minute)*60 + int64(second)
	if m[5] != "" {
		if zone, err := time.Parse("-0700", strings.ReplaceAll(m[5], ":", "")); err == nil {
			_, offset := zone.Zone()
			at -= int64(offset)
		}
	}
	return at, true
}

var timeOfDay = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?\s*([+-]\d{2}:?\d{2})?$|(\d{1,2}):(\d{2})`)
})

// isoInstant spreads out the instants of Timewarrior: 20261012T070000Z.
func isoInstant(cell string) string {
	if len(cell) == 16 && cell[8] == 'T' && cell[15] == 'Z' && strings.Trim(cell[:8]+cell[9:15], "0123456789") == "" {
		return cell[:4] + "-" + cell[4:6] + "-" + cell[6:8] + "T" + cell[9:11] + ":" + cell[11:13] + ":" + cell[13:15]
	}
	return strings.TrimSuffix(cell, "Z")
}

// shapeMeeting makes a meeting of an event that was booked.
func shapeMeeting(b *builder) {
	b.cells[kind] = "meeting"
	if n, ok := b.lasted(); ok {
		b.cells[minutes] = strconv.FormatInt(n, 10)
	}
	if answer := b.named("Response 1"); answer != "" {
		b.cells[note] += ": " + answer
	}
	b.tracked = true
}

func asideCanceled(b *builder) say.Text {
	who := firstOf(b.cells[contact], b.cells[email])
	switch {
	case isYes(b.cells[canceled]), strings.HasPrefix(strings.ToLower(b.named("Status")), "cancel"), strings.HasPrefix(strings.ToLower(b.named("Status")), "reject"):
		return say.T("line %d is left out: the meeting with %s was canceled", b.line, who)
	case isYes(b.named("Marked as No-Show")):
		return say.T("line %d is left out: %s did not come to the meeting", b.line, who)
	}
	return say.Text{}
}

// shapeMessage makes a message of a line of a conversation. Which of the two is
// the owner is told by the leads: nobody has a lead with themselves.
func shapeMessage(b *builder) {
	b.cells[kind] = "message"
	b.match.People = []string{oneLine(b.named("FROM")), oneLine(b.named("TO"))}
	b.match.Pages = []string{b.named("SENDER PROFILE URL"), b.named("RECIPIENT PROFILE URLS")}
	b.cells[date] = strings.TrimSuffix(b.cells[date], " UTC")
	b.tracked = true
}

// shapeAd makes a cost of a source of a line of advertising.
func shapeAd(b *builder) {
	b.cells[kind] = "other"
	if b.cells[date] == "" {
		b.cells[date] = b.named("Reporting starts")
	}
}

// asideTotal leaves out lines of totals and days on which nothing was spent.
func asideTotal(b *builder) say.Text {
	first := ""
	for _, cell := range b.raw {
		if first = oneLine(cell); first != "" {
			break
		}
	}
	if strings.HasPrefix(strings.ToLower(first), "total") && !looksLikeDay(b.cells[date]) {
		return say.T("line %d is left out, it is not a record: %q", b.line, clean(first))
	}
	if m, err := crm.ParseMoney(b.cells[cost], "EUR", b.rule(cost).mark); b.cells[cost] == "" || err == nil && m.Minor == 0 {
		return say.T("line %d is left out: nothing was spent", b.line)
	}
	return say.Text{}
}
